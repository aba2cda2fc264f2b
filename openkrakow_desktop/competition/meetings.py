"""Verbs and rules of the ambassadors' meetings with the Mayor (domain.md §1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.case_number import case_number_problems
from ..core.declarations import Draft, exists_other, linked, store_draft
from ..core.problems import Problem, refuse_if
from ..core.transitions import transition_problems
from .kinds import AmbassadorMeetingState
from .model import AmbassadorMeeting, AmbassadorPresence
from .parties import values_of

MEETING_STEPS: Mapping[AmbassadorMeetingState, tuple[AmbassadorMeetingState, ...]] = {
    AmbassadorMeetingState.PLANNED: (AmbassadorMeetingState.HELD, AmbassadorMeetingState.CANCELLED),
    AmbassadorMeetingState.CANCELLED: (AmbassadorMeetingState.PLANNED,),
}


def meeting_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """No fewer ambassadors present than are listed; a cancelled meeting says why."""
    before = session.get(AmbassadorMeeting, record_id) if record_id else None
    yield from case_number_problems(draft.get("case_no"), "case_no")
    yield from transition_problems(MEETING_STEPS, before and before.state, draft.get("state"))
    if draft.get("state") is AmbassadorMeetingState.CANCELLED and not draft.get("cancel_reason"):
        yield Problem("cancel_reason", "problem.required")
    listed = _listed(session, record_id) if record_id else 0
    present = draft.get("ambassadors_present")
    if present is not None and present < listed:
        yield Problem("ambassadors_present", "problem.fewer_than_listed", {"listed": listed, "present": present})


def meeting_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """The number present is never below the list."""
    for one in session.scalars(select(AmbassadorMeeting).where(AmbassadorMeeting.id.in_(ids))):
        listed = _listed(session, one.id)
        if one.ambassadors_present is not None and one.ambassadors_present < listed:
            yield Problem(
                "ambassadors_present",
                "problem.fewer_than_listed",
                {"listed": listed, "present": one.ambassadors_present},
            )


def presence_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A title holder is a person or an institution, listed once per meeting and within the number present."""
    meeting = linked(session, draft, "ambassador_meeting_id", AmbassadorMeeting)
    who = (draft.get("person_id"), draft.get("organisation_id"))
    if not any(who):
        yield Problem("person_id", "problem.name_or_link")
        return
    mine = AmbassadorPresence.ambassador_meeting_id == draft.get("ambassador_meeting_id")
    if exists_other(
        session,
        AmbassadorPresence,
        record_id,
        mine,
        AmbassadorPresence.person_id.is_not_distinct_from(who[0]),
        AmbassadorPresence.organisation_id.is_not_distinct_from(who[1]),
    ):
        yield Problem("person_id", "problem.listed_twice")
    if meeting is not None and meeting.ambassadors_present is not None and record_id is None:
        listed = _listed(session, meeting.id) + 1
        if listed > meeting.ambassadors_present:
            yield Problem(
                "ambassador_meeting_id",
                "problem.fewer_than_listed",
                {"listed": listed, "present": meeting.ambassadors_present},
            )


def presence_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """The same as of the meeting, seen from the list."""
    touched = session.scalars(select(AmbassadorPresence.ambassador_meeting_id).where(AmbassadorPresence.id.in_(ids)))
    yield from meeting_invariant(session, frozenset(touched))


def hold_meeting(session: Session, meeting_id: UUID, ambassadors_present: int, other_guests: int | None = None) -> None:
    """The meeting took place, with so many title holders and other guests."""
    _settle(
        session,
        meeting_id,
        {
            "state": AmbassadorMeetingState.HELD,
            "ambassadors_present": ambassadors_present,
            "other_guests": other_guests,
        },
    )


def cancel_meeting(session: Session, meeting_id: UUID, reason: str) -> None:
    """The meeting was called off."""
    _settle(session, meeting_id, {"state": AmbassadorMeetingState.CANCELLED, "cancel_reason": reason.strip()})


def _settle(session: Session, meeting_id: UUID, told: Draft) -> None:
    meeting = session.get_one(AmbassadorMeeting, meeting_id)
    refuse_if(meeting_rules(session, values_of(meeting, "case_no", "ambassadors_present") | told, meeting_id))
    store_draft(session, AmbassadorMeeting, meeting_id, told)


def _listed(session: Session, meeting_id: UUID) -> int:
    query = (
        select(func.count())
        .select_from(AmbassadorPresence)
        .where(AmbassadorPresence.ambassador_meeting_id == meeting_id)
    )
    return session.scalar(query) or 0
