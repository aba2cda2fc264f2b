"""What became of a series: its occurrences with their states, and the sums of what was counted at them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from .counting import anonymous_at, listed_at
from .model import Event, EventSeries, EventSession, EventState, SeriesException, SessionState
from .series import values_of

_HELD = (EventState.HELD, EventState.SETTLED)
_Mine = aliased(Event)
_Sitting = aliased(EventSession)


def occurrences_sql() -> Any:
    """SQL: how many events a series has, cancelled and moved ones included."""
    return _of_series(func.count(_Mine.id))


def held_sql() -> Any:
    """SQL: how many of them took place."""
    return _of_series(func.count(case((_Mine.state.in_(_HELD), 1))))


def _of_series(value: Any) -> Any:
    return select(value).where(_Mine.series_id == EventSeries.id).correlate(EventSeries).scalar_subquery()


def attendance_sql() -> Any:
    """SQL: participations at all its held sessions; empty while none was held (decisions.md 10: never "people")."""
    total = cast(func.sum(listed_at(_Sitting.id) + anonymous_at(_Sitting.id)), Integer)
    mine = select(total).select_from(_Sitting).join(_Mine, _Mine.id == _Sitting.event_id)
    tests = (_Mine.series_id == EventSeries.id, _Sitting.state == SessionState.HELD)
    return mine.where(*tests).correlate(EventSeries).scalar_subquery()


@dataclass(frozen=True)
class SeriesEvent:
    """One occurrence as the page of its series shows it. `attendance` is None while nothing is known."""

    event_id: UUID
    title: str
    on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    state: EventState
    reason: str
    attendance: int | None


@dataclass(frozen=True)
class SeriesCard:
    """A series with all that belongs to it. `predecessor` and `successors`: the parts it was split into."""

    series_id: UUID
    values: Mapping[str, Any]
    events: tuple[SeriesEvent, ...]
    skipped: tuple[tuple[dt.date, str], ...]
    predecessor: tuple[UUID, str] | None
    successors: tuple[tuple[UUID, str], ...]

    @property
    def states(self) -> Counter[EventState]:
        """How many events are in each state."""
        return Counter(one.state for one in self.events)

    @property
    def attendance(self) -> int | None:
        """Participations so far; None while nothing is known."""
        known = [one.attendance for one in self.events if one.attendance is not None]
        return sum(known) if known else None

    def next_open(self, today: dt.date) -> SeriesEvent | None:
        """The first planned event from today on."""
        return next((one for one in self.events if one.state is EventState.PLANNED and one.on >= today), None)


def series_card(session: Session, series_id: UUID) -> SeriesCard | None:
    """The card of a series, None when it is gone."""
    series = session.get(EventSeries, series_id)
    if series is None:
        return None
    exceptions = select(SeriesException.skipped_on, SeriesException.reason).where(
        SeriesException.series_id == series_id
    )
    later = select(EventSeries.id, EventSeries.name).where(EventSeries.continues_id == series_id)
    before = session.get(EventSeries, series.continues_id) if series.continues_id is not None else None
    return SeriesCard(
        series_id,
        values_of(series),
        _events(session, series_id),
        tuple((on, reason) for on, reason in session.execute(exceptions.order_by(SeriesException.skipped_on))),
        (before.id, before.name) if before is not None else None,
        tuple((key, name) for key, name in session.execute(later.order_by(EventSeries.first_on))),
    )


def _events(session: Session, series_id: UUID) -> tuple[SeriesEvent, ...]:
    held = case((_Sitting.state == SessionState.HELD, listed_at(_Sitting.id) + anonymous_at(_Sitting.id)))
    came = select(_Sitting.event_id, cast(func.sum(held), Integer)).group_by(_Sitting.event_id)
    of_series = came.join(Event, Event.id == _Sitting.event_id).where(Event.series_id == series_id)
    counted: dict[UUID, int | None] = {key: n for key, n in session.execute(of_series)}
    mine = select(Event).where(Event.series_id == series_id).order_by(Event.start_on, Event.starts_at, Event.id)
    return tuple(
        SeriesEvent(
            one.id,
            one.title,
            one.start_on,
            one.starts_at,
            one.ends_at,
            one.state,
            one.cancel_reason or "",
            counted.get(one.id),
        )
        for one in session.scalars(mine)
    )
