"""Verbs on events and their sessions: planning, holding, cancelling, moving, settling. The door's verbs are in door.py.

Saving a new event makes a session for each of its days; while nothing but the plan is known of them, they follow it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.clock import Clock
from ..core.declarations import Draft, Field, linked, store_draft
from ..core.keys import derived_key
from ..core.problems import Problem, Refused, refuse, refuse_if
from ..core.words import choice_key
from ..programme.months import settled_problems
from .counting import attendance_of
from .lists import save_registration
from .model import (
    Event,
    EventSession,
    EventState,
    EventTag,
    EventType,
    Registration,
    RegistrationState,
    SessionState,
)
from .rules import EVENT_STEPS, OFF, days_of, event_rules, has_counts, held_sessions, is_plain_plan, made_now

CLOCK = Clock()
_TAGGED_TYPES = (EventType.CONFERENCE, EventType.SEMINAR, EventType.DEBATE, EventType.FESTIVAL)
_SESSION_STATE = {
    EventState.HELD: SessionState.HELD,
    EventState.SETTLED: SessionState.HELD,
    EventState.CANCELLED: SessionState.CANCELLED,
    EventState.MOVED: SessionState.CANCELLED,
}
EVENT_FORM = (
    "title",
    "title_other",
    "type",
    "series_id",
    "organiser_id",
    "run_by_centre",
    "start_on",
    "end_on",
    "starts_at",
    "ends_at",
    "venue",
    "address",
    "district_id",
    "is_online",
    "languages",
    "audience",
    "capacity",
    "attendance_mode",
    "purpose",
    "clause",
    "cost",
    "agreement",
    "case_no",
    "state",
    "cancel_reason",
    "cancelled_on",
    "moved_to_id",
    "measure_tags",
    "remark",
)


# ---- saving --------------------------------------------------------------------------------------------------------
def plan_event(session: Session, today: dt.date, **values: Any) -> UUID:
    """Check and save a new event from the values of its form; what is not given takes its default, an event without
    `end_on` lasts one day. Returns its key. Raises Refused."""
    draft = {name: Field(Event, name).default for name in EVENT_FORM} | values
    draft["end_on"] = draft.get("end_on") or draft.get("start_on")
    refuse_if([one for name in EVENT_FORM for one in Field(Event, name).problems(draft[name], today)])
    refuse_if(event_rules(session, draft, None))
    return save_event(session, None, draft).id


def save_event(session: Session, record_id: UUID | None, draft: Draft) -> Event:
    """Write an event. A new one gets its sessions and, where none were given, the measure tags proposed for its kind;
    a changed one takes along sessions that only follow its plan."""
    if record_id is None:
        tags = draft.get("measure_tags") or proposed_tags(session, draft)
        made: Event = store_draft(session, Event, None, draft | {"measure_tags": tags})
        made_now(session)[made.id] = {one.id for one in _plan(session, made)}
        return made
    event = session.get_one(Event, record_id)
    follows = is_plain_plan(session, event)
    store_draft(session, Event, record_id, draft)
    if event.state in OFF:
        _call_off(session, event)
    elif follows:
        _follow_plan(session, event)
    return event


def proposed_tags(session: Session, draft: Draft) -> tuple[str, ...]:
    """The measure tags that an event of this kind usually bears: 4.1 for conferences, seminars, debates and festivals
    of the Programme Coordinator or a partner (domain.md §1.8). Stored and editable (decisions.md 11)."""
    organiser = linked(session, draft, "organiser_id", Organisation)
    if organiser is not None and organiser.merged_into_id is not None:
        organiser = session.get_one(Organisation, organiser.merged_into_id)
    concerned = organiser is not None and (organiser.is_programme_coordinator or organiser.is_partner)
    return (EventTag.MULTICULTURAL.value,) if concerned and draft.get("type") in _TAGGED_TYPES else ()


def _plan(session: Session, event: Event) -> list[EventSession]:
    return [_sitting(session, event, n, day) for n, day in enumerate(days_of(event.start_on, event.end_on))]


def _sitting(session: Session, event: Event, n: int, day: dt.date) -> EventSession:
    """The session of the event's n-th day, under the key that every laptop gives it."""
    draft: Draft = {
        "event_id": event.id,
        "held_on": day,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "state": _SESSION_STATE.get(event.state, SessionState.PLANNED),
    }
    key = derived_key(event.id, UUID(int=n))
    if session.get(EventSession, key) is None:  # else somebody has rearranged the sessions by hand
        draft["id"] = key
    made: EventSession = store_draft(session, EventSession, None, draft)
    return made


def sessions_of(session: Session, event_id: UUID) -> list[EventSession]:
    """The event's sessions in order."""
    mine = select(EventSession).where(EventSession.event_id == event_id)
    return list(session.scalars(mine.order_by(EventSession.held_on, EventSession.starts_at, EventSession.id)))


def _follow_plan(session: Session, event: Event) -> None:
    """Sessions that are just the plan take the event's new days and hours; days too many go, missing ones come."""
    days, mine = days_of(event.start_on, event.end_on), sessions_of(session, event.id)
    for one, day in zip(mine, days, strict=False):
        one.held_on, one.starts_at, one.ends_at = day, event.starts_at, event.ends_at
    for one in mine[len(days) :]:
        session.delete(one)
    session.flush()
    for n, day in enumerate(days[len(mine) :], len(mine)):
        _sitting(session, event, n, day)


def save_session(session: Session, record_id: UUID | None, draft: Draft) -> EventSession:
    """Write a session. In the write that made its event (an import), a session given with its hour takes the place of
    the one that came by itself without any; later, the event's state follows when its last session is decided."""
    own = made_now(session).get(draft["event_id"])
    before = session.get_one(EventSession, record_id).state if record_id is not None else None
    if own is not None and record_id is None and draft.get("starts_at"):
        _make_room(session, own, draft["held_on"])
    saved: EventSession = store_draft(session, EventSession, record_id, draft)
    if own is not None:
        own.discard(saved.id)
    elif before is not saved.state:
        _event_follows(session, session.get_one(Event, saved.event_id), before)
    return saved


def _make_room(session: Session, own: set[UUID], day: dt.date) -> None:
    for key in list(own):
        planned = session.get(EventSession, key)
        by_itself = planned is not None and planned.held_on == day and planned.starts_at is None
        if planned is not None and by_itself and not has_counts(session, key):
            session.delete(planned)
            session.flush()
            own.discard(key)


def _event_follows(session: Session, event: Event, before: SessionState | None) -> None:
    """A planned event is held once nothing of it is still to come; a held one with no held session left is planned."""
    states = [one.state for one in sessions_of(session, event.id)]
    if event.state is EventState.PLANNED and SessionState.HELD in states and SessionState.PLANNED not in states:
        event.state = EventState.HELD
    elif event.state is EventState.HELD and before is SessionState.HELD and SessionState.HELD not in states:
        event.state = EventState.PLANNED
    session.flush()


# ---- holding -------------------------------------------------------------------------------------------------------
def hold_session(
    session: Session, session_id: UUID, zero_confirmed_by: str | None = None, clock: Clock = CLOCK
) -> None:
    """A session took place. Nobody came? Then it counts only when `zero_confirmed_by` says who confirms that.

    Raises Refused when its event is settled, cancelled or moved, when it is still to come, or unconfirmed at zero."""
    sitting = session.get_one(EventSession, session_id)
    event = open_event(session, sitting.event_id, sitting.held_on)
    if event.state in OFF:
        refuse("", "problem.event_off")
    refuse_if(_not_yet(sitting, clock))
    before = sitting.state
    _hold(session, sitting, zero_confirmed_by, clock)
    _event_follows(session, event, before)


def hold_event(session: Session, event_id: UUID, zero_confirmed_by: str | None = None, clock: Clock = CLOCK) -> None:
    """All planned sessions of the event took place, and so did the event; see `hold_session`. All or nothing."""
    event = open_event(session, event_id)
    if event.state is not EventState.HELD:
        _step(event, EventState.HELD)
    planned = [one for one in sessions_of(session, event_id) if one.state is SessionState.PLANNED]
    if not planned and not held_sessions(session, event_id):
        refuse("", "problem.no_session_to_hold")
    refuse_if([problem for one in planned for problem in settled_problems(session, one.held_on)])
    refuse_if([problem for one in planned for problem in _not_yet(one, clock)])
    empty = [one for one in planned if not attendance_of(session, one.id).total]
    if empty and not zero_confirmed_by:
        refuse("zero_confirmed_by", "problem.nobody_came")
    for one in planned:
        _hold(session, one, zero_confirmed_by, clock)
    event.state = EventState.HELD
    session.flush()


def _hold(session: Session, sitting: EventSession, zero_confirmed_by: str | None, clock: Clock) -> None:
    if sitting.state is SessionState.CANCELLED:
        refuse("", "problem.session_cancelled")
    if attendance_of(session, sitting.id).total == 0 and not sitting.zero_confirmed_by:
        if not zero_confirmed_by:
            refuse("zero_confirmed_by", "problem.nobody_came")
        sitting.zero_confirmed_by, sitting.zero_confirmed_at = zero_confirmed_by, clock.now()
    sitting.state = SessionState.HELD
    session.flush()


def confirm_zero(session: Session, session_id: UUID, zero_confirmed_by: str, clock: Clock = CLOCK) -> None:
    """Nobody came to a held session, and somebody says so: now its event counts. Raises Refused when somebody did come,
    or the session is not held."""
    sitting = session.get_one(EventSession, session_id)
    open_event(session, sitting.event_id, sitting.held_on)
    if sitting.state is not SessionState.HELD:
        refuse("", "problem.zero_of_unheld")
    if total := attendance_of(session, session_id).total:
        refuse("", "problem.somebody_came", count=total)
    sitting.zero_confirmed_by, sitting.zero_confirmed_at = zero_confirmed_by, clock.now()
    session.flush()


def _not_yet(sitting: EventSession, clock: Clock) -> list[Problem]:
    if sitting.held_on <= clock.today():
        return []
    return [Problem("", "problem.still_to_come", {"on": sitting.held_on.strftime("%d.%m.%Y")})]


def cancel_session(session: Session, session_id: UUID) -> None:
    """One session of an event does not take place; the others do. Raises Refused when it already took place."""
    sitting = session.get_one(EventSession, session_id)
    event = open_event(session, sitting.event_id, sitting.held_on)
    if sitting.state is SessionState.HELD:
        refuse("", "problem.session_held")
    before, sitting.state = sitting.state, SessionState.CANCELLED
    session.flush()
    _event_follows(session, event, before)


# ---- cancelling, moving, settling ----------------------------------------------------------------------------------
def cancel_event(session: Session, event_id: UUID, reason: str, on: dt.date) -> None:
    """The event does not take place: why, and since when that is known. Its list of registrations stays.

    Raises Refused when a session already took place (cancel the others instead) or the event's state forbids it."""
    event = open_event(session, event_id)
    refuse_if(settled_problems(session, event.start_on, event.end_on))
    _step(event, EventState.CANCELLED)
    _none_held(session, event)
    event.state, event.cancel_reason, event.cancelled_on = EventState.CANCELLED, reason, on
    _call_off(session, event)


def move_event(session: Session, event_id: UUID, to: dt.date) -> UUID:
    """The event takes place later (or earlier): a copy is planned that begins on `to`, with the same list, and the old
    one points at it and never counts. Returns the key of the new event. Raises Refused as `cancel_event` does."""
    event = open_event(session, event_id)
    refuse_if(settled_problems(session, event.start_on, event.end_on))
    _step(event, EventState.MOVED)
    _none_held(session, event)
    if to == event.start_on:
        refuse("to", "problem.moved_to_itself")
    refuse_if(settled_problems(session, to, to + (event.end_on - event.start_on), "to"))
    copy = {name: getattr(event, name) for name in EVENT_FORM}
    copy |= {"state": EventState.PLANNED, "start_on": to, "end_on": to + (event.end_on - event.start_on)}
    moved = save_event(session, None, copy)
    for one in session.scalars(select(Registration).where(Registration.event_id == event.id)):
        if one.state is not RegistrationState.CANCELLED:
            names = ("participant_id", "state", "registered_on")
            save_registration(session, None, {name: getattr(one, name) for name in names} | {"event_id": moved.id})
    event.state, event.moved_to_id = EventState.MOVED, moved.id
    _call_off(session, event)
    return moved.id


def settle_event(session: Session, event_id: UUID, clock: Clock = CLOCK) -> None:
    """The coordinator closes the event: it and all it owns are locked (domain.md §1.1).

    Raises Refused while a session is undecided or was held without attendance and without confirmation."""
    event = open_event(session, event_id)
    _step(event, EventState.SETTLED)
    for one in sessions_of(session, event_id):
        if one.state is SessionState.PLANNED:
            refuse("", "problem.session_undecided", on=one.held_on.strftime("%d.%m.%Y"))
        if one.state is SessionState.HELD and not one.zero_confirmed_by and not attendance_of(session, one.id).total:
            refuse("", "problem.session_without_attendance", on=one.held_on.strftime("%d.%m.%Y"))
    event.state, event.settled_on = EventState.SETTLED, clock.today()
    session.flush()


def unsettle_event(session: Session, event_id: UUID, reason: str) -> None:
    """Open a settled event again; the reason stays in the journal. Raises Refused when it is not settled, or while its
    month is: that is opened first."""
    event = session.get_one(Event, event_id)
    if event.state is not EventState.SETTLED:
        refuse("", "problem.event_not_settled")
    refuse_if(settled_problems(session, event.start_on, event.end_on))
    event.state, event.settled_on = EventState.HELD, None
    session.flush()


def open_event(session: Session, event_id: UUID, day: dt.date | None = None) -> Event:
    """An event that may be changed (on this day of it). Raises Refused when it is settled, or the day's month is."""
    event = session.get_one(Event, event_id)
    if event.state is EventState.SETTLED:
        raise Refused(Problem("", "problem.event_settled"))
    refuse_if(settled_problems(session, day))
    return event


def _step(event: Event, state: EventState) -> None:
    if state not in EVENT_STEPS[event.state]:
        named = {"before": (choice_key(event.state),), "after": (choice_key(state),)}
        raise Refused(Problem("state", "problem.transition", named))


def _none_held(session: Session, event: Event) -> None:
    if held := held_sessions(session, event.id):
        refuse("", "problem.has_held_sessions", count=held)


def _call_off(session: Session, event: Event) -> None:
    for one in sessions_of(session, event.id):
        if one.state is SessionState.PLANNED:
            one.state = SessionState.CANCELLED
    session.flush()
