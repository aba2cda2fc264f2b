"""A session taken to another day or hour: correcting the plan, or postponing the event so that a trace is left.

While an event is only a plan, all of it moves. Where sessions were arranged by hand or somebody was counted already,
only the one session moves, and the event's days follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Register
from ..core.problems import Refused, refuse
from .model import Event, EventSession, EventState, Registration, RegistrationState, SessionState
from .rules import OFF, event_locked, has_counts, is_plain_plan
from .service import move_event, open_event, sessions_of

_SOME_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Target:
    """Where to: a day, and an hour where that is to change."""

    day: dt.date
    starts_at: dt.time | None = None


@dataclass(frozen=True)
class Moving:
    """What would move with a session, and what hangs on it."""

    event_id: UUID
    session_id: UUID
    title: str
    day: dt.date
    starts_at: dt.time | None
    is_whole: bool  # the whole event moves
    registrations: int
    is_counted: bool
    series_id: UUID | None

    @property
    def asks(self) -> bool:
        """Whether people know of the date already, so that somebody must say what the move is."""
        return bool(self.registrations or self.is_counted)


def moving_of(session: Session, event_id: UUID, session_id: UUID | None) -> Moving:
    """What would move. Raises Refused: the event is held, settled, cancelled or moved, or its session is."""
    event = open_event(session, event_id)
    if why := event_locked(event):
        raise Refused(why)
    if event.state in OFF:
        refuse("", "problem.calendar_off")
    if event.state is EventState.HELD:
        refuse("", "problem.calendar_held")
    sitting = session.get(EventSession, session_id) if session_id is not None else None
    if sitting is None:
        refuse("", "problem.calendar_no_session")
    assert sitting is not None
    if sitting.state is SessionState.HELD:
        refuse("", "problem.calendar_held")
    if sitting.state is SessionState.CANCELLED:
        refuse("", "problem.calendar_off")
    kept = (Registration.event_id == event_id, Registration.state != RegistrationState.CANCELLED)
    return Moving(
        event_id,
        sitting.id,
        event.title,
        sitting.held_on,
        sitting.starts_at,
        is_plain_plan(session, event),
        session.scalar(select(func.count(Registration.id)).where(*kept)) or 0,
        has_counts(session, sitting.id),
        event.series_id,
    )


def correct_plan(
    session: Session, events: Register, sessions: Register, session_id: UUID, to: Target, today: dt.date
) -> UUID:
    """Give a session another day or hour, and its event with it, as the forms of these registers would. No trace is
    left but the journal's. Returns the event's key. Raises Refused as `moving_of` and the registers do."""
    sitting = session.get_one(EventSession, session_id)
    event = session.get_one(Event, sitting.event_id)
    moving = moving_of(session, event.id, session_id)
    if moving.is_whole:
        away = to.day - sitting.held_on
        draft = events.draft(session, event.id)
        draft |= {"start_on": event.start_on + away, "end_on": event.end_on + away}
        draft |= hours_after(event.starts_at, event.ends_at, to)
        events.put(session, event.id, draft, today)
        return event.id
    days = [one.held_on for one in sessions_of(session, event.id) if one.id != session_id]
    _stretch(session, events, event, min(event.start_on, to.day), max(event.end_on, to.day), today)
    hours = hours_after(sitting.starts_at, sitting.ends_at, to)
    sessions.put(session, session_id, sessions.draft(session, session_id) | {"held_on": to.day} | hours, today)
    _stretch(session, events, event, min([to.day, *days]), max([to.day, *days]), today, {} if days else hours)
    return event.id


def _stretch(
    session: Session,
    events: Register,
    event: Event,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    hours: dict[str, dt.time | None] | None = None,
) -> None:
    draft = events.draft(session, event.id) | {"start_on": first, "end_on": last} | (hours or {})
    events.put(session, event.id, draft, today)


def hours_after(begins: dt.time | None, ends: dt.time | None, to: Target) -> dict[str, dt.time | None]:
    """The hours after the move: as long as before."""
    if to.starts_at is None or to.starts_at == begins:
        return {"starts_at": begins, "ends_at": ends}
    if begins is None or ends is None:
        return {"starts_at": to.starts_at, "ends_at": None}
    start = dt.datetime.combine(_SOME_DAY, begins)
    new = dt.datetime.combine(_SOME_DAY, to.starts_at) + (dt.datetime.combine(_SOME_DAY, ends) - start)
    return {"starts_at": to.starts_at, "ends_at": new.time()}


def postpone(session: Session, events: Register, session_id: UUID, to: Target, today: dt.date) -> UUID:
    """Move the event so that the old date stays as PRZEŁOŻONE and points at the new one, with the list of those who
    asked for a place. Returns the key of the new event. Raises Refused as `moving_of` and `move_event` do."""
    sitting = session.get_one(EventSession, session_id)
    event = session.get_one(Event, sitting.event_id)
    moving_of(session, event.id, session_id)
    hours = hours_after(event.starts_at, event.ends_at, to)
    refused = [one for one in events.field("start_on").problems(to.day, today) if not one.warning]
    if refused:
        refuse(refused[0].field, refused[0].key, **refused[0].values)
    moved = move_event(session, event.id, event.start_on + (to.day - sitting.held_on))
    if hours["starts_at"] != event.starts_at:
        events.put(session, moved, events.draft(session, moved) | hours, today)
    return moved
