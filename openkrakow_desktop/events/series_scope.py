"""Changing this event, this and the following, or all of its series: what is reached, what is left alone and why.

"This and following" splits: the events from here on go to a new series that names its predecessor, so each part keeps
one pattern and one usual look. Only planned events that look as their series says are changed; whatever was held,
settled, cancelled, moved or changed by hand stays as it is and is listed before anything is written."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, Field, store_draft
from ..core.problems import Problem, Refused, refuse, refuse_if
from ..core.removal import remove
from .model import (
    Attendance,
    Event,
    EventSeries,
    EventSession,
    EventState,
    Registration,
    SeriesException,
    SessionEntry,
    SessionState,
    SessionTally,
)
from .recurrence import Pattern
from .rules import days_of, event_locked, event_rules
from .series import (
    SERIES_FORM,
    SHARED,
    Occurrence,
    days_of_series,
    in_series,
    look_at,
    pattern_of,
    usual,
    values_of,
)
from .service import EVENT_FORM, cancel_event, save_event

_DAY = dt.timedelta(days=1)
_OPEN = (EventState.DRAFT, EventState.PLANNED)
_COUNTS: tuple[Any, ...] = (Attendance, SessionEntry, SessionTally)


class SeriesScope(enum.Enum):
    """How far a change of one event of a series goes."""

    THIS = "THIS"
    FOLLOWING = "FOLLOWING"
    ALL = "ALL"


class LeftAlone(enum.Enum):
    """Why an event of a series is left alone."""

    HELD = "HELD"
    SETTLED = "SETTLED"
    CANCELLED = "CANCELLED"
    MOVED = "MOVED"
    COUNTED = "COUNTED"  # guests are counted at it already
    CHANGED = "CHANGED"  # it was changed by itself
    DRAFT = "DRAFT"
    PAST = "PAST"
    LISTED = "LISTED"  # people have asked for places


_DONE = {state: LeftAlone[state.name] for state in EventState if state not in _OPEN}


@dataclass(frozen=True)
class Left:
    """An event that a change leaves alone."""

    event_id: UUID
    title: str
    on: dt.date
    why: LeftAlone


@dataclass(frozen=True)
class Reach:
    """What a scope comes to: events that change, in order; those left alone; flags of the days they would go to."""

    touched: tuple[UUID, ...]
    left: tuple[Left, ...] = ()
    flagged: tuple[Occurrence, ...] = ()


@dataclass(frozen=True)
class _Standing:
    """What is known of an event's sessions; read for a whole series at once, because a form asks before it saves."""

    sittings: tuple[EventSession, ...]
    is_counted: bool
    is_listed: bool  # people have asked for places
    is_aimed_at: bool  # another event was moved to it


Reason = Callable[[Event, _Standing], LeftAlone | None]


def in_scope(session: Session, event_id: UUID, scope: SeriesScope) -> list[Event]:
    """The events of the scope in order of their days; the event alone where it belongs to no series."""
    event = session.get_one(Event, event_id)
    if scope is SeriesScope.THIS or event.series_id is None:
        return [event]
    mine = select(Event).where(Event.series_id == event.series_id)
    if scope is SeriesScope.FOLLOWING:
        mine = mine.where(Event.start_on >= event.start_on)
    return list(session.scalars(mine.order_by(Event.start_on, Event.starts_at, Event.id)))


def _parted(session: Session, event_id: UUID, scope: SeriesScope, why: Reason) -> tuple[list[Event], tuple[Left, ...]]:
    touched, left = [], []
    found = in_scope(session, event_id, scope)
    standing = _standing(session, [one.id for one in found])
    for one in found:
        reason = why(one, standing[one.id])
        if reason is None:
            touched.append(one)
        else:
            left.append(Left(one.id, one.title, one.start_on, reason))
    return touched, tuple(left)


def _standing(session: Session, keys: Sequence[UUID]) -> dict[UUID, _Standing]:
    """What stands about the sessions of these events, by event."""
    mine = select(EventSession).where(EventSession.event_id.in_(keys)).order_by(EventSession.held_on)
    sittings: dict[UUID, list[EventSession]] = {key: [] for key in keys}
    for one in session.scalars(mine):
        sittings[one.event_id].append(one)
    counted: set[UUID] = set()
    for part in _COUNTS:
        at = select(EventSession.event_id).join(part, part.session_id == EventSession.id)
        counted.update(session.scalars(at.where(EventSession.event_id.in_(keys)).distinct()))
    listed = set(session.scalars(select(Registration.event_id).where(Registration.event_id.in_(keys)).distinct()))
    aimed_at = set(session.scalars(select(Event.moved_to_id).where(Event.moved_to_id.in_(keys))))
    return {key: _Standing(tuple(own), key in counted, key in listed, key in aimed_at) for key, own in sittings.items()}


def _closed(event: Event) -> LeftAlone | None:
    return _DONE.get(event.state) or (LeftAlone.SETTLED if event_locked(event) else None)


def _is_plan(event: Event, standing: _Standing) -> bool:
    """Whether the sessions are just the event's days at its hours, all still planned."""
    days = [one.held_on for one in standing.sittings]
    as_planned = all(
        one.state is SessionState.PLANNED and (one.starts_at, one.ends_at) == (event.starts_at, event.ends_at)
        for one in standing.sittings
    )
    return as_planned and days == days_of(event.start_on, event.end_on)


# ---- changing ------------------------------------------------------------------------------------------------------
def _not_to_change(series: EventSeries | None, chosen: UUID) -> Reason:
    """Why an event is not changed with its series. The one from which the change began is not asked whether it looks
    like the others: a person has just looked at it."""
    values = values_of(series) if series is not None else {}
    days = frozenset(days_of_series(values))
    expected = usual(values)
    if not days:  # events linked by hand: only what the series says at all can have been changed
        expected = {name: value for name, value in expected.items() if name != "title" and values.get(in_series(name))}

    def why(event: Event, standing: _Standing) -> LeftAlone | None:
        if closed := _closed(event):
            return closed
        if standing.is_counted:
            return LeftAlone.COUNTED
        if event.id == chosen:
            return None
        differs = any((getattr(event, name) or None) != (value or None) for name, value in expected.items())
        off_its_day = bool(days) and (event.start_on not in days or event.end_on != event.start_on)
        return LeftAlone.CHANGED if differs or off_its_day or not _is_plan(event, standing) else None

    return why


def _days_after(
    event: Event, to: dt.date | None, pattern: Pattern | None, scope: SeriesScope
) -> Callable[[dt.date], dt.date]:
    """Where a day goes when `event` goes to the day `to`. Raises Refused where the others cannot follow."""
    if to is None or to == event.start_on:
        return lambda day: day
    start = event.start_on
    if scope is SeriesScope.THIS or pattern is None:
        return lambda day: day + (to - start)
    if pattern.moved(start, to) is None:
        refuse("start_on", "problem.series_cannot_follow")
    return lambda day: pattern.follows(day, start, to)


def reach_of_change(
    session: Session, event_id: UUID, scope: SeriesScope, changes: Mapping[str, Any] | None = None
) -> Reach:
    """What `change_series` would do, before it is done. Raises Refused where the others cannot follow to a new day."""
    event, series = _event_and_series(session, event_id)
    touched, left = _parted(session, event_id, scope, _not_to_change(series, event_id))
    after = _days_after(event, (changes or {}).get("start_on"), _pattern(series), scope)
    days = sorted(after(one.start_on) for one in touched)
    moves = any(after(one.start_on) != one.start_on for one in touched)
    timed = {
        name: (changes or {}).get(name, getattr(event, name)) for name in ("venue", "is_online", "starts_at", "ends_at")
    }
    concerned = moves or any(timed[name] != getattr(event, name) for name in timed)
    keys = tuple(one.id for one in touched)
    flags = look_at(session, days, timed, keys) if concerned else ()
    shown = tuple(one for one in flags if one.clashes or (moves and one.is_flagged))
    return Reach(keys, left, shown)


def _event_and_series(session: Session, event_id: UUID) -> tuple[Event, EventSeries | None]:
    event = session.get_one(Event, event_id)
    return event, session.get_one(EventSeries, event.series_id) if event.series_id is not None else None


def _pattern(series: EventSeries | None) -> Pattern | None:
    return pattern_of(values_of(series)) if series is not None else None


def change_series(
    session: Session, event_id: UUID, scope: SeriesScope, changes: Mapping[str, Any], today: dt.date
) -> Reach:
    """Change shared fields (and `start_on`, the event's new day) in the scope; the series then says so too.

    Returns what was changed and what was left alone. Raises Refused with the problems of the first event that cannot
    be changed so; then nothing is written."""
    known = {name: value for name, value in changes.items() if name in (*SHARED, "start_on")}
    event, series = _event_and_series(session, event_id)
    reach = reach_of_change(session, event_id, scope, known)
    if event_id not in reach.touched:
        raise Refused(Problem("", "problem.series_event_closed"))
    after = _days_after(event, known.get("start_on"), _pattern(series), scope)
    moved = event.start_on, known.get("start_on") or event.start_on
    if series is not None and scope is not SeriesScope.THIS:
        series = _part_from(session, series, event, scope)
        _change_look(session, series, known, *moved)
    values = {name: value for name, value in known.items() if name != "start_on"}
    for key in reach.touched:
        one = session.get_one(Event, key)
        _change_event(session, one, values, after(one.start_on), today)
    return reach


def _change_event(session: Session, event: Event, values: Draft, day: dt.date, today: dt.date) -> None:
    draft = {name: getattr(event, name) for name in EVENT_FORM} | values
    draft |= {"start_on": day, "end_on": day + (event.end_on - event.start_on)}
    fields = [
        one for name in (*values, "start_on", "end_on") for one in Field(Event, name).problems(draft[name], today)
    ]
    refuse_if([*fields, *event_rules(session, draft, event.id)])
    save_event(session, event.id, draft)


def _change_look(session: Session, series: EventSeries, changes: Draft, old: dt.date, new: dt.date) -> None:
    """What the series says of itself after the change: its usual look, its days."""
    values = {in_series(name): value for name, value in changes.items() if name != "start_on"}
    pattern, days = _pattern(series), days_of_series(values_of(series))
    after = pattern.moved(old, new) if pattern is not None else None
    if old != new and pattern is not None and after is not None and days:
        gone = [pattern.follows(day, old, new) for day in days]
        values |= {"weekdays": tuple(one.value for one in after.weekdays), "first_on": min(gone), "last_on": max(gone)}
        values |= {"nth": after.nth} if series.nth is not None else {}
    store_draft(session, EventSeries, series.id, values)


def _part_from(session: Session, series: EventSeries, event: Event, scope: SeriesScope) -> EventSeries:
    """The series that the change concerns: the whole, or a new one split off from this event on."""
    earlier = select(Event.id).where(Event.series_id == series.id, Event.start_on < event.start_on).limit(1)
    if scope is SeriesScope.ALL or session.scalar(earlier) is None:
        return series
    values = values_of(series) | {"continues_id": series.id}
    if series.first_on is not None:
        values |= {"first_on": event.start_on}
    part: EventSeries = store_draft(session, EventSeries, None, {name: values[name] for name in SERIES_FORM})
    for one in in_scope(session, event.id, SeriesScope.FOLLOWING):
        if one.state in _OPEN:
            one.series_id = part.id
    later = select(SeriesException).where(
        SeriesException.series_id == series.id, SeriesException.skipped_on >= event.start_on
    )
    for skipped in session.scalars(later):
        skipped.series_id = part.id
    if series.first_on is not None and series.last_on is not None:
        series.last_on = max(series.first_on, event.start_on - _DAY)
    session.flush()
    return part


def save_series(session: Session, record_id: UUID | None, draft: Draft) -> EventSeries:
    """Write a series from its form. What all events of a planned one share goes on to those that still look so."""
    before = session.get(EventSeries, record_id) if record_id is not None else None
    if before is None or before.repeat is None:
        saved: EventSeries = store_draft(session, EventSeries, record_id, draft)
        return saved
    why = _not_to_change(before, before.id)
    mine = list(session.scalars(select(Event).where(Event.series_id == before.id).order_by(Event.start_on)))
    standing = _standing(session, [one.id for one in mine])
    alike = [one for one in mine if why(one, standing[one.id]) is None]
    after, was = usual(draft), usual(values_of(before))
    changes = {name: value for name, value in after.items() if value != was[name]}
    saved = store_draft(session, EventSeries, record_id, draft)
    for one in alike if changes else ():
        event = {name: getattr(one, name) for name in EVENT_FORM} | changes
        refuse_if(
            [Problem(in_series(p.field), p.key, p.values, p.warning) for p in event_rules(session, event, one.id)]
        )
        save_event(session, one.id, event)
    return saved


# ---- cancelling, deleting ------------------------------------------------------------------------------------------
def _not_to_cancel(chosen: UUID, today: dt.date) -> Reason:
    def why(event: Event, standing: _Standing) -> LeftAlone | None:
        if closed := _closed(event):
            return closed
        if event.state is EventState.DRAFT:
            return LeftAlone.DRAFT
        if event.start_on < today and event.id != chosen:
            return LeftAlone.PAST
        return LeftAlone.COUNTED if standing.is_counted else None

    return why


def reach_of_cancel(session: Session, event_id: UUID, scope: SeriesScope, today: dt.date) -> Reach:
    """What `cancel_series` would do: planned events from today on (and this one), changed by hand or not."""
    touched, left = _parted(session, event_id, scope, _not_to_cancel(event_id, today))
    return Reach(tuple(one.id for one in touched), left)


def cancel_series(
    session: Session, event_id: UUID, scope: SeriesScope, reason: str, on: dt.date, today: dt.date
) -> Reach:
    """Cancel the planned events of the scope: each stays a record with the reason and never counts.

    Raises Refused without a reason, or when nothing in the scope can be cancelled."""
    if not reason.strip():
        refuse("reason", "problem.required")
    reach = reach_of_cancel(session, event_id, scope, today)
    if not reach.touched:
        refuse("", "problem.series_nothing_to_cancel")
    for key in reach.touched:
        cancel_event(session, key, reason.strip(), on)
    return reach


def _not_to_delete(today: dt.date) -> Reason:
    def why(event: Event, standing: _Standing) -> LeftAlone | None:
        if closed := _closed(event):
            return closed
        if event.start_on < today:
            return LeftAlone.PAST
        if standing.is_counted:
            return LeftAlone.COUNTED
        if standing.is_listed:
            return LeftAlone.LISTED
        return LeftAlone.MOVED if standing.is_aimed_at else None

    return why


def reach_of_delete(session: Session, event_id: UUID, scope: SeriesScope, today: dt.date) -> Reach:
    """What `delete_occurrences` would do: only what is still to come and nobody counts on."""
    touched, left = _parted(session, event_id, scope, _not_to_delete(today))
    return Reach(tuple(one.id for one in touched), left)


def delete_occurrences(session: Session, event_id: UUID, scope: SeriesScope, today: dt.date) -> Reach:
    """Delete never-held events of the scope that are still to come; the series then ends before them.

    Raises Refused when there is none (cancel them instead)."""
    event, series = _event_and_series(session, event_id)
    first = event.start_on
    reach = reach_of_delete(session, event_id, scope, today)
    if not reach.touched:
        refuse("", "problem.series_nothing_to_delete")
    for key in reach.touched:
        remove(session, session.get_one(Event, key))
    if series is not None and scope is SeriesScope.FOLLOWING and series.last_on is not None:
        _end_before(session, series, first)
    return reach


def _end_before(session: Session, series: EventSeries, day: dt.date) -> None:
    if series.first_on is not None and day > series.first_on:
        series.last_on = day - _DAY
        session.flush()
        beyond: Sequence[SeriesException] = session.scalars(
            select(SeriesException).where(SeriesException.series_id == series.id, SeriesException.skipped_on >= day)
        ).all()
        for skipped in beyond:
            session.delete(skipped)
        session.flush()
