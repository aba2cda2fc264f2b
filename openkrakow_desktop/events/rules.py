"""What is wrong with a draft of an event or of anything that belongs to one (domain.md §1.1).

Settled events are locked with all they own, and so is all that is dated in a settled month; only what was made in the
same write (an import of last year's workbook) may still be filled in. Nothing here asks what day it is: dates that are
too far are the fields' own check."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from ..contacts.model import Organisation, OrganisationKind
from ..core.case_number import case_number_problems
from ..core.declarations import Draft, exists_other, linked
from ..core.problems import Problem
from ..core.sensitive import sensitive_problems
from ..core.transitions import transition_problems
from ..programme.months import settled_problems
from .counting import attendance_of, sums_by_dimension, tallies_of
from .model import (
    DIMENSION_OF,
    Attendance,
    AttendanceMode,
    EntryKind,
    Event,
    EventCoOrganiser,
    EventSession,
    EventState,
    NamingPurpose,
    Owned,
    Participant,
    Registration,
    SessionEntry,
    SessionState,
    SessionTally,
    TallyCategory,
    event_id_of,
)

LONGEST = dt.timedelta(hours=16)
_DAY = dt.timedelta(days=1)
_CODE = re.compile(r"^[A-Z]{1,4}-?\d{1,9}$")
_MADE = "events made in this write"
OFF = (EventState.CANCELLED, EventState.MOVED)

EVENT_STEPS = {
    EventState.DRAFT: {EventState.PLANNED},
    EventState.PLANNED: {EventState.HELD, EventState.CANCELLED, EventState.MOVED},
    EventState.HELD: {EventState.PLANNED, EventState.SETTLED},
    EventState.CANCELLED: {EventState.PLANNED},
    EventState.MOVED: {EventState.PLANNED},
    EventState.SETTLED: {EventState.HELD},
}
SESSION_STEPS = {
    SessionState.PLANNED: {SessionState.HELD, SessionState.CANCELLED},
    SessionState.HELD: {SessionState.PLANNED},
    SessionState.CANCELLED: {SessionState.PLANNED},
}


# ---- locking -------------------------------------------------------------------------------------------------------
def made_now(session: Session) -> dict[UUID, set[UUID]]:
    """Events that this write has made, with the sessions that came with them by themselves."""
    made: dict[UUID, set[UUID]] = session.info.setdefault(_MADE, {})
    return made


def event_locked(event: Event) -> Problem | None:
    """Why this event cannot be changed or deleted now: it is settled, or a month that it has days in."""
    if event.state is EventState.SETTLED:
        return Problem("", "problem.event_settled")
    session = object_session(event)
    return next(iter(settled_problems(session, event.start_on, event.end_on)), None) if session else None


def owned_locked(record: Owned) -> Problem | None:
    """Why what belongs to an event cannot be changed or deleted now."""
    session = object_session(record)
    assert session is not None
    event = session.get_one(Event, event_id_of(session, record))
    return next(iter(_locked(session, event, _day_of(session, record, event))), None)


def _day_of(session: Session, record: Owned, event: Event) -> dt.date:
    """The day that decides whether the month of this record is settled; of a list of people, the event's last."""
    if isinstance(record, EventSession):
        return record.held_on
    if isinstance(record, (EventCoOrganiser, Registration)):
        return event.end_on
    return session.get_one(EventSession, record.session_id).held_on


def _locked(session: Session, event: Event | None, day: dt.date | None) -> Iterable[Problem]:
    """What locks a record of this event that belongs to this day: the event's own settlement, or that of the month."""
    if event is None:
        return
    imported = event.id in made_now(session) and event.settled_on is None  # entered as settled, not settled by the verb
    if event.state is EventState.SETTLED and not imported:
        yield Problem("", "problem.event_settled")
    else:
        yield from settled_problems(session, day)


# ---- events --------------------------------------------------------------------------------------------------------
def event_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with an event: days and hours, its state with the facts that go with it, names without purpose."""
    before = session.get(Event, record_id) if record_id is not None else None
    state = draft.get("state") or EventState.PLANNED
    if draft["end_on"] < draft["start_on"]:
        yield Problem("end_on", "problem.end_before_start")
    yield from settled_problems(session, draft["start_on"], draft["end_on"], "start_on")
    yield from hours_problems(draft)
    steps = transition_problems(EVENT_STEPS, before and before.state, state, by_action=(EventState.SETTLED,))
    yield from steps
    yield from _facts_of_state(session, draft, record_id, state)
    yield from _names(session, draft, record_id)
    yield from _district(session, draft)
    if before is not None:
        yield from _outside(session, draft, before)
    yield from case_number_problems(draft.get("case_no"), "case_no")
    yield from sensitive_problems("remark", draft.get("remark"))


def hours_problems(draft: Draft) -> Iterable[Problem]:
    """A session ends after it begins, on the next day if need be, and lasts at most sixteen hours (decisions.md 7)."""
    begins, ends = draft.get("starts_at"), draft.get("ends_at")
    if ends is not None and begins is None:
        yield Problem("starts_at", "problem.required")
    elif begins is not None and ends is not None and lasting(begins, ends) > LONGEST:
        yield Problem("ends_at", "problem.session_too_long", {"hours": LONGEST // dt.timedelta(hours=1)})


def lasting(begins: dt.time, ends: dt.time) -> dt.timedelta:
    """How long it lasts; an end that is not later than the beginning is on the next day."""
    day = dt.date(2000, 1, 1)
    span = dt.datetime.combine(day, ends) - dt.datetime.combine(day, begins)
    return span if span > dt.timedelta(0) else span + _DAY


def _facts_of_state(session: Session, draft: Draft, record_id: UUID | None, state: EventState) -> Iterable[Problem]:
    if state is EventState.CANCELLED:
        for name in ("cancel_reason", "cancelled_on"):
            if not draft.get(name):
                yield Problem(name, "problem.required")
    elif draft.get("cancelled_on"):
        yield Problem("cancelled_on", "problem.not_cancelled")
    if state is EventState.MOVED and not draft.get("moved_to_id"):
        yield Problem("moved_to_id", "problem.moved_where", warning=True)
    if state is not EventState.MOVED and draft.get("moved_to_id"):
        yield Problem("moved_to_id", "problem.not_moved")
    if record_id is not None and draft.get("moved_to_id") == record_id:
        yield Problem("moved_to_id", "problem.moved_to_itself")
    held = held_sessions(session, record_id) if record_id is not None else 0
    if state in OFF and held:
        yield Problem("state", "problem.has_held_sessions", {"count": held})
    if state is EventState.HELD and record_id is not None and not held:
        yield Problem("state", "problem.no_held_session")


def held_sessions(session: Session, event_id: UUID) -> int:
    """How many sessions of the event took place."""
    tests = (EventSession.event_id == event_id, EventSession.state == SessionState.HELD)
    return session.scalar(select(func.count(EventSession.id)).where(*tests)) or 0


def _names(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    mode = draft.get("attendance_mode") or AttendanceMode.ANONYMOUS
    if mode is AttendanceMode.NAMED and not draft.get("purpose"):
        yield Problem("purpose", "problem.names_need_purpose")
    if mode is AttendanceMode.NAMED and draft.get("purpose") is NamingPurpose.OTHER and not draft.get("clause"):
        yield Problem("clause", "problem.purpose_needs_clause")
    if mode is AttendanceMode.ANONYMOUS and record_id is not None:
        on_list = select(Attendance.id).join(EventSession, EventSession.id == Attendance.session_id)
        if session.scalar(on_list.where(EventSession.event_id == record_id).limit(1)) is not None:
            yield Problem("attendance_mode", "problem.has_listed")


def _district(session: Session, draft: Draft) -> Iterable[Problem]:
    place = linked(session, draft, "district_id", Organisation)
    if place is not None and place.kind is not OrganisationKind.DISTRICT:
        yield Problem("district_id", "problem.not_a_district")


def _outside(session: Session, draft: Draft, event: Event) -> Iterable[Problem]:
    """Sessions that would fall outside the event's days; those that only follow the plan move with it (service)."""
    if is_plain_plan(session, event):
        return
    beyond = (EventSession.held_on < draft["start_on"]) | (EventSession.held_on > draft["end_on"])
    mine = select(func.count(EventSession.id)).where(EventSession.event_id == event.id, beyond)
    if count := session.scalar(mine):
        field = "start_on" if draft["start_on"] > event.start_on else "end_on"
        yield Problem(field, "problem.sessions_outside", {"count": count})


def is_plain_plan(session: Session, event: Event) -> bool:
    """Whether the event's sessions are just its days at its hours, all still planned, with nothing counted yet."""
    mine = list(session.scalars(select(EventSession).where(EventSession.event_id == event.id)))
    days = [one.held_on for one in mine]
    planned = all(
        one.state is SessionState.PLANNED and (one.starts_at, one.ends_at) == (event.starts_at, event.ends_at)
        for one in mine
    )
    as_planned = planned and sorted(days) == days_of(event.start_on, event.end_on)
    return as_planned and not any(has_counts(session, one.id) for one in mine)


def days_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day of a span."""
    return [first + _DAY * n for n in range((last - first).days + 1)]


def has_counts(session: Session, session_id: UUID) -> bool:
    """Whether anything was counted at this session, even if it was taken back since."""
    parts: tuple[Any, ...] = (Attendance, SessionEntry, SessionTally)
    return any(session.scalar(select(one.id).where(one.session_id == session_id).limit(1)) for one in parts)


def co_organiser_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A co-organiser is another organisation than the organiser."""
    event = linked(session, draft, "event_id", Event)
    yield from _locked(session, event, event and event.end_on)
    if event is not None and draft.get("organisation_id") == event.organiser_id:
        yield Problem("organisation_id", "problem.is_organiser")
    yield from _keeps_its_pair(session, EventCoOrganiser, draft, record_id, "event_id", "organisation_id")


# ---- sessions and what is counted at them --------------------------------------------------------------------------
def session_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a session: its day, its hours, taking place while its event does not."""
    event = linked(session, draft, "event_id", Event)
    before = session.get(EventSession, record_id) if record_id is not None else None
    state = draft.get("state") or SessionState.PLANNED
    yield from _locked(session, event, draft["held_on"])
    if event is not None and not event.start_on <= draft["held_on"] <= event.end_on:
        days = {"first": event.start_on.strftime("%d.%m.%Y"), "last": event.end_on.strftime("%d.%m.%Y")}
        yield Problem("held_on", "problem.outside_event", days)
    yield from hours_problems(draft)
    yield from transition_problems(SESSION_STEPS, before and before.state, state)
    if event is not None and event.state in OFF and state is SessionState.HELD:
        yield Problem("state", "problem.event_off")
    if draft.get("zero_confirmed_by") and state is not SessionState.HELD:
        yield Problem("zero_confirmed_by", "problem.zero_of_unheld")
    if draft.get("zero_confirmed_at") and not draft.get("zero_confirmed_by"):
        yield Problem("zero_confirmed_by", "problem.required")
    if before is not None and before.event_id != draft.get("event_id"):
        yield Problem("event_id", "problem.keeps_its_event")
    yield from sensitive_problems("door_note", draft.get("door_note"))


def entry_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a step of the counter: less than nothing, or a count where nothing takes place."""
    yield from _takes_counts(session, draft)
    n, kind = _or_one(draft.get("n")), draft.get("kind") or EntryKind.PAPER
    if n < 0 and kind is not EntryKind.CORRECTION:
        yield Problem("n", "problem.too_small", {"low": 0, "value": n})
    elif draft.get("session_id"):
        others = select(func.coalesce(func.sum(SessionEntry.n), 0)).where(
            SessionEntry.session_id == draft["session_id"]
        )
        if record_id is not None:
            others = others.where(SessionEntry.id != record_id)
        before = int(session.scalar(others) or 0)
        if before + n < 0:
            yield Problem("n", "problem.counter_below_zero", {"count": before})


def _or_one(n: int | None) -> int:
    return 1 if n is None else n


def _takes_counts(session: Session, draft: Draft) -> Iterable[Problem]:
    """A settled event is locked; at a cancelled or moved one, and at a cancelled session, nobody is counted."""
    sitting = linked(session, draft, "session_id", EventSession)
    if sitting is None:
        return
    event = session.get_one(Event, sitting.event_id)
    yield from _locked(session, event, sitting.held_on)
    if event.state in OFF or sitting.state is SessionState.CANCELLED:
        yield Problem("session_id", "problem.counts_nowhere")


def attendance_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a listed presence: an event that keeps no list, or one that does not take place."""
    yield from _takes_counts(session, draft)
    sitting = linked(session, draft, "session_id", EventSession)
    if sitting is not None:
        event = session.get_one(Event, sitting.event_id)
        if event.attendance_mode is AttendanceMode.ANONYMOUS:
            yield Problem("participant_id", "problem.counter_only")
    yield from _keeps_its_pair(session, Attendance, draft, record_id, "session_id", "participant_id")


def registration_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a place asked for: an event that keeps no list."""
    event = linked(session, draft, "event_id", Event)
    yield from _locked(session, event, event and event.end_on)
    if event is not None and event.attendance_mode is AttendanceMode.ANONYMOUS:
        yield Problem("participant_id", "problem.counter_only")
    yield from _keeps_its_pair(session, Registration, draft, record_id, "event_id", "participant_id")


def tally_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A typed tally fits its dimension, and the dimension's sum the attendance (decisions.md 6)."""
    yield from _takes_counts(session, draft)
    category: TallyCategory | None = draft.get("category")
    if category is not None and draft.get("dimension") is not DIMENSION_OF[category]:
        yield Problem("category", "problem.other_dimension")
    elif category is not None and draft.get("session_id"):
        tallies = tallies_of(session, draft["session_id"])
        if record_id is not None:
            tallies.pop(session.get_one(SessionTally, record_id).category, None)
        tallies[category] = draft.get("n") or 0
        total = attendance_of(session, draft["session_id"]).total
        counted = sums_by_dimension(tallies)[DIMENSION_OF[category]]
        if counted > total:
            yield Problem("n", "problem.tallies_above", {"sum": counted, "attendance": total})
    yield from _keeps_its_pair(session, SessionTally, draft, record_id, "session_id", "category")


def tally_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """Whatever wrote these tallies (a form, an import, an undo): their dimension does not exceed the attendance."""
    touched = select(SessionTally.session_id, SessionTally.dimension).where(SessionTally.id.in_(ids)).distinct()
    for session_id, dimension in session.execute(touched).all():
        counted = sums_by_dimension(tallies_of(session, session_id))[dimension]
        total = attendance_of(session, session_id).total
        if counted > total:
            yield Problem("n", "problem.tallies_above", {"sum": counted, "attendance": total})


def participant_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a participant: an odd or used code, a name without a purpose and an end."""
    code = draft.get("code")
    if code and not _CODE.match(code):
        yield Problem("code", "problem.participation_code", {"value": code})
    elif code and exists_other(session, Participant, record_id, Participant.code == code):
        yield Problem("code", "problem.code_used", {"value": code})
    if draft.get("person_id"):
        for name in ("purpose", "retain_until"):
            if not draft.get(name):
                yield Problem(name, "problem.name_needs_purpose")
    yield from sensitive_problems("remark", draft.get("remark"))


def _keeps_its_pair(
    session: Session, model: Any, draft: Draft, record_id: UUID | None, first: str, second: str
) -> Iterable[Problem]:
    """A key derived from two values is that of these two for good."""
    before = session.get(model, record_id) if record_id is not None else None
    if before is not None and any(getattr(before, name) != draft.get(name) for name in (first, second)):
        yield Problem(second, "problem.keeps_its_pair")
