"""What of the events of a year still needs a person: sessions undecided or empty, contradictions, possible duplicates.

Nothing here is an error that could be refused when it was typed: time passed, something was taken back, or two laptops
were merged (decisions.md 6, 16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from ..core.gaps import Gap
from ..core.measures import Period
from .counting import ATTENDANCE, anonymous_at, has_attendance, sums_by_dimension, tallies_by_session, with_surplus
from .model import Event, EventSession, EventState, SessionState
from .rules import OFF


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """The gaps of R up to today, kind by kind, each in order of date."""
    yield from _empty_sessions(session, period)
    yield from _planned_in_the_past(session, period)
    yield from _held_while_off(session, period)
    yield from _moved_nowhere(session, period)
    yield from _tallies_above(session, period)
    yield from _counters_below_zero(session, period)
    yield from _duplicates(session, period)


def _sessions(period: Period, *tests: ColumnElement[bool]) -> Any:
    """Sessions of R that pass the tests, as (id, day, title of their event)."""
    rows = select(EventSession.id, EventSession.held_on, Event.title).join(Event, Event.id == EventSession.event_id)
    rows = rows.where(period.holds(EventSession.held_on), *tests)
    return rows.order_by(EventSession.held_on, Event.title_sort, EventSession.id)


def _told(session: Session, key: str, rows: Any, register: str = "session", may_accept: bool = False) -> Iterable[Gap]:
    return [Gap(key, register, row[0], row[2], row[1], may_accept=may_accept) for row in session.execute(rows)]


def _empty_sessions(session: Session, period: Period) -> Iterable[Gap]:
    """Held, but nobody counted and nobody confirmed that nobody came: counts for nothing."""
    held = EventSession.state == SessionState.HELD
    rows = _sessions(period, held, EventSession.zero_confirmed_by.is_(None), ~has_attendance())
    return _told(session, "held_without_attendance", rows)


def _planned_in_the_past(session: Session, period: Period) -> Iterable[Gap]:
    """Whether it took place is not said; an event whose sessions were all called off but not the event itself."""
    planned = and_(EventSession.state == SessionState.PLANNED, EventSession.held_on < period.today)
    yield from _told(session, "planned_in_the_past", _sessions(period, planned, Event.state.not_in(OFF)))
    open_ = select(EventSession.id).where(
        EventSession.event_id == Event.id, EventSession.state != SessionState.CANCELLED
    )
    events = select(Event.id, Event.start_on, Event.title).where(
        Event.state.in_((EventState.DRAFT, EventState.PLANNED)),
        Event.end_on < period.today,
        period.holds(Event.start_on),
        ~open_.correlate(Event).exists(),
    )
    yield from _told(session, "no_session_left", events.order_by(Event.start_on, Event.id), "event")


def _held_while_off(session: Session, period: Period) -> Iterable[Gap]:
    """One laptop cancelled or moved the event, another held it: somebody must say which is true."""
    off = or_(Event.state.in_(OFF), Event.cancelled_on.is_not(None))
    return _told(session, "held_while_off", _sessions(period, EventSession.state == SessionState.HELD, off))


def _moved_nowhere(session: Session, period: Period) -> Iterable[Gap]:
    lost = and_(Event.state == EventState.MOVED, Event.moved_to_id.is_(None), period.holds(Event.start_on))
    rows = select(Event.id, Event.start_on, Event.title).where(lost).order_by(Event.start_on, Event.id)
    return _told(session, "moved_nowhere", rows, "event", may_accept=True)


def _tallies_above(session: Session, period: Period) -> Iterable[Gap]:
    """More in a dimension than were there: an uncheck or a merge after the tally was typed (decisions.md 6)."""
    tallies = tallies_by_session(session, select(EventSession.id).where(period.holds(EventSession.held_on)))
    if not tallies:
        return
    rows = with_surplus(_sessions(period).add_columns(ATTENDANCE))
    for session_id, on, title, total in session.execute(rows).all():
        for dimension, counted in sums_by_dimension(tallies.get(session_id, {})).items():
            if counted > total:
                values = {"dimension": (f"dimension.{dimension.name.lower()}",), "sum": counted, "attendance": total}
                yield Gap("tallies_above", "session", session_id, title, on, values, may_accept=True)


def _counters_below_zero(session: Session, period: Period) -> Iterable[Gap]:
    """Corrections of two doors, made without knowing of each other."""
    return _told(session, "counter_below_zero", _sessions(period, anonymous_at(EventSession.id) < 0))


def _duplicates(session: Session, period: Period) -> Iterable[Gap]:
    """Events of one title, on one day at one hour: perhaps one event entered twice."""
    alive = and_(period.holds(Event.start_on), Event.state.not_in(OFF))
    same = (Event.title_sort, Event.start_on, Event.starts_at)
    place = func.count().over(partition_by=same).label("together")
    counted = select(Event.id, Event.start_on, Event.title, Event.title_sort, place).where(alive).subquery()
    rows = select(counted.c.id, counted.c.start_on, counted.c.title).where(counted.c.together > 1)
    in_order = rows.order_by(counted.c.start_on, counted.c.title_sort, counted.c.id)
    return _told(session, "possible_duplicate", in_order, "event", may_accept=True)
