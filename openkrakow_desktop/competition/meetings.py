"""Verbs and rules of the ambassadors' meetings with the Mayor (domain.md §1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.case_number import case_number_problems
from ..core.declarations import Draft, exists_other, linked, store_draft
from ..core.problems import Problem, refuse, refuse_if
from ..core.transitions import transition_problems
from .kinds import AmbassadorMeetingState, AwardKind, CandidateCategory
from .letters import TOLD
from .model import AmbassadorMeeting, AmbassadorPresence, Award, Candidate, Edition, MayorDecision
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


def hold_meeting(
    session: Session, meeting_id: UUID, ambassadors_present: int | None = None, other_guests: int | None = None
) -> None:
    """The meeting took place, with so many title holders and other guests; no number: as many as are listed.

    Raises Refused without a number where nobody is listed: nobody knows then."""
    listed = _listed(session, meeting_id)
    if ambassadors_present is None and not listed:
        refuse("ambassadors_present", "problem.required")
    _settle(
        session,
        meeting_id,
        {
            "state": AmbassadorMeetingState.HELD,
            "ambassadors_present": listed if ambassadors_present is None else ambassadors_present,
            "other_guests": other_guests,
        },
    )


def list_laureates(session: Session, meeting_id: UUID) -> int:
    """Put every title holder of an announced edition who is linked to a contact on the list, once, with the latest
    title year; who is on it already stays. Returns how many were added: whoever did not come is taken off afterwards.

    Raises Refused where all are listed, or where more would be listed than the number present that is entered."""
    meeting = session.get_one(AmbassadorMeeting, meeting_id)
    rows = session.scalars(select(AmbassadorPresence).where(AmbassadorPresence.ambassador_meeting_id == meeting_id))
    known = {key for one in rows for key in (one.person_id, one.organisation_id) if key}
    added = 0
    for year, person_id, organisation_id in _title_holders(session):
        key = person_id or organisation_id
        if key is None or key in known:
            continue
        draft = {
            "ambassador_meeting_id": meeting_id,
            "person_id": person_id,
            "organisation_id": organisation_id,
            "title_year": year,
        }
        store_draft(session, AmbassadorPresence, None, draft)
        known.add(key)
        added += 1
    if not added:
        refuse("", "problem.laureates_all_listed")
    refuse_if(meeting_invariant(session, frozenset({meeting.id})))
    return added


def _title_holders(session: Session) -> list[tuple[int, UUID | None, UUID | None]]:
    """Year, person, entity of the titles of announced editions that were not declined, newest first. A person's
    organisation is where they belong, not who holds the title."""
    rows = session.execute(
        select(Edition.title_year, Candidate.category, Candidate.person_id, Candidate.organisation_id)
        .join(MayorDecision, MayorDecision.edition_id == Edition.id)
        .join(Award, Award.mayor_decision_id == MayorDecision.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .where(Edition.state.in_(TOLD), Award.kind == AwardKind.TITLE, Award.is_accepted.is_not(False))
        .order_by(Edition.title_year.desc(), Candidate.name_sort, Candidate.id)
    )
    return [
        (year, None, entity) if category is CandidateCategory.ENTITY else (year, person, None)
        for year, category, person, entity in rows
    ]


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
