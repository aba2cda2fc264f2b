"""What a span of days shows: one item for each session, with its state as people speak of it; frozen plain data.

A session past midnight belongs to the day it began on (decisions.md 7). Filtering is done here, without the database:
a month is read once and every chip answers at once."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.text import clean, fold
from .counting import ATTENDANCE, with_surplus
from .model import Event, EventSession, EventState, EventType, SessionState

_DAY = dt.timedelta(days=1)


class Standing(enum.Enum):
    """How a session stands: the state of its event and its own in one word."""

    DRAFT = "SZKIC"
    PLANNED = "ZAPLANOWANE"
    OVERDUE = "DO_ROZSTRZYGNIĘCIA"  # planned, but its day has passed
    HELD = "ODBYŁO_SIĘ"
    UNCOUNTED = "BEZ_FREKWENCJI"  # held, but nobody was counted and nobody confirmed that nobody came
    SETTLED = "ROZLICZONE"
    CANCELLED = "ODWOŁANE"
    MOVED = "PRZEŁOŻONE"


class Family(enum.Enum):
    """Seventeen types of events in seven families, as many as a legend can hold."""

    LEARNING = "NAUKA"
    WORKSHOP = "WARSZTATY"
    LANGUAGE = "JĘZYKI"
    GATHERING = "SPOTKANIA"
    CULTURE = "KULTURA"
    OUTING = "W_TERENIE"
    OTHER = "INNE"


FAMILY_OF: Mapping[EventType, Family] = {
    EventType.LESSON: Family.LEARNING,
    EventType.ANTI_DISCRIMINATION: Family.LEARNING,
    EventType.SEMINAR: Family.LEARNING,
    EventType.CONFERENCE: Family.LEARNING,
    EventType.WORKSHOP: Family.WORKSHOP,
    EventType.COOKING: Family.WORKSHOP,
    EventType.LANGUAGE_CAFE: Family.LANGUAGE,
    EventType.DEBATE: Family.GATHERING,
    EventType.MEETING: Family.GATHERING,
    EventType.FESTIVAL: Family.GATHERING,
    EventType.SCREENING: Family.CULTURE,
    EventType.CONCERT: Family.CULTURE,
    EventType.EXHIBITION: Family.CULTURE,
    EventType.WALK: Family.OUTING,
    EventType.STUDY_VISIT: Family.OUTING,
    EventType.VOLUNTEERING: Family.OTHER,
    EventType.OTHER: Family.OTHER,
}
OFF = (Standing.CANCELLED, Standing.MOVED)


@dataclass(frozen=True)
class Item:
    """A session on its day; an event that has no session has one item on each of its days, without `session_id`.

    `part` of `parts`: which of the event's sessions it is. `is_joined`: the event lasts several days in a row with one
    session on each, so that a month shows them as one. `people`: attendance, None while nobody was counted."""

    event_id: UUID
    session_id: UUID | None
    title: str
    day: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    type: EventType
    standing: Standing
    venue: str = ""
    people: int | None = None
    run_by_centre: bool = False
    series_id: UUID | None = None
    part: int = 1
    parts: int = 1
    is_joined: bool = False
    search: str = field(default="", repr=False)

    @property
    def key(self) -> tuple[UUID, UUID | None, dt.date]:
        """What tells it from every other item."""
        return self.event_id, self.session_id, self.day

    @property
    def family(self) -> Family:
        """The family of its type."""
        return FAMILY_OF[self.type]

    @property
    def is_next_day(self) -> bool:
        """Whether it ends past midnight, shown "(+1)"."""
        return bool(self.starts_at and self.ends_at and self.ends_at <= self.starts_at)


@dataclass(frozen=True)
class Narrowing:
    """What of a span is wanted; everything empty wants all."""

    search: str = ""
    types: tuple[EventType, ...] = ()
    standings: tuple[Standing, ...] = ()
    venues: tuple[str, ...] = ()
    run_by_centre: tuple[bool, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left out."""
        return self == Narrowing()

    def takes(self, item: Item) -> bool:
        """Whether an item is wanted."""
        return (
            all(word in item.search for word in fold(clean(self.search)).split())
            and (not self.types or item.type in self.types)
            and (not self.standings or item.standing in self.standings)
            and (not self.venues or item.venue in self.venues)
            and (not self.run_by_centre or item.run_by_centre in self.run_by_centre)
        )


@dataclass(frozen=True)
class Shown:
    """The items of the days from `first` to `last`, in order of day, then hour, then title."""

    first: dt.date
    last: dt.date
    items: tuple[Item, ...]

    @cached_property
    def by_day(self) -> Mapping[dt.date, tuple[Item, ...]]:
        """The items of each day that has any."""
        days: dict[dt.date, list[Item]] = {}
        for item in self.items:
            days.setdefault(item.day, []).append(item)
        return {day: tuple(items) for day, items in days.items()}

    def on(self, day: dt.date) -> tuple[Item, ...]:
        """The items of a day."""
        return self.by_day.get(day, ())

    def narrowed(self, wanted: Narrowing) -> Shown:
        """The same days with only the items that are wanted."""
        if wanted.is_empty:
            return self
        return Shown(self.first, self.last, tuple(item for item in self.items if wanted.takes(item)))

    @property
    def events(self) -> int:
        """How many different events there are."""
        return len({item.event_id for item in self.items})

    @property
    def people(self) -> int:
        """Participations counted so far."""
        return sum(item.people or 0 for item in self.items)


def shown(session: Session, first: dt.date, last: dt.date, today: dt.date) -> Shown:
    """Everything between two days, both included. What is planned before `today` is overdue."""
    asked = with_surplus(
        select(EventSession, Event, ATTENDANCE.label("people"))
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
    ).where(EventSession.held_on.between(first, last))
    asked = asked.order_by(EventSession.held_on, Event.title_sort, EventSession.id)
    rows = session.execute(asked).all()
    days = _days_of_many(session, {event.id for _, event, _ in rows if event.start_on != event.end_on})
    items = [_item(sitting, event, int(people or 0), days.get(event.id), today) for sitting, event, people in rows]
    items += _without_sessions(session, first, last, today)
    return Shown(first, last, tuple(sorted(items, key=lambda one: (one.day, one.starts_at or dt.time()))))


def _days_of_many(session: Session, events: set[UUID]) -> dict[UUID, list[tuple[dt.date, UUID]]]:
    """By event: the days of all its sessions in order, with their keys."""
    found: dict[UUID, list[tuple[dt.date, UUID]]] = {}
    if events:
        mine = select(EventSession.event_id, EventSession.held_on, EventSession.id)
        mine = mine.where(EventSession.event_id.in_(events))
        mine = mine.order_by(EventSession.held_on, EventSession.starts_at, EventSession.id)
        for event_id, day, key in session.execute(mine):
            found.setdefault(event_id, []).append((day, key))
    return found


def _item(
    sitting: EventSession, event: Event, people: int, days: Sequence[tuple[dt.date, UUID]] | None, today: dt.date
) -> Item:
    own = list(days or [(sitting.held_on, sitting.id)])
    span = (own[-1][0] - own[0][0]).days + 1
    standing = standing_of(event, sitting, people, today)
    return Item(
        event_id=event.id,
        session_id=sitting.id,
        day=sitting.held_on,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        standing=standing,
        people=people if people or sitting.state is SessionState.HELD else None,
        part=1 + [key for _, key in own].index(sitting.id) if days else 1,
        parts=len(own),
        is_joined=len(own) > 1 and span == len(own) == len({day for day, _ in own}),
        **_of_event(event),
    )


def _of_event(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "type": event.type,
        "venue": event.venue or "",
        "run_by_centre": event.run_by_centre,
        "series_id": event.series_id,
        "search": event.search,
    }


def standing_of(event: Event, sitting: EventSession, people: int, today: dt.date) -> Standing:
    """How a session with this attendance stands. One that was held although its event is off is shown as held."""
    if sitting.state is SessionState.HELD:
        if not people and not sitting.zero_confirmed_by:
            return Standing.UNCOUNTED
        return Standing.SETTLED if event.state is EventState.SETTLED else Standing.HELD
    if event.state is EventState.MOVED:
        return Standing.MOVED
    if event.state is EventState.CANCELLED or sitting.state is SessionState.CANCELLED:
        return Standing.CANCELLED
    if event.state is EventState.DRAFT:
        return Standing.DRAFT
    return Standing.OVERDUE if sitting.held_on < today else Standing.PLANNED


_WITHOUT = {
    EventState.DRAFT: Standing.DRAFT,
    EventState.CANCELLED: Standing.CANCELLED,
    EventState.MOVED: Standing.MOVED,
    EventState.HELD: Standing.UNCOUNTED,
    EventState.SETTLED: Standing.SETTLED,
}


def _without_sessions(session: Session, first: dt.date, last: dt.date, today: dt.date) -> Iterable[Item]:
    """Events of which every session was deleted: still there, on their own days."""
    mine = select(EventSession.id).where(EventSession.event_id == Event.id)
    asked = select(Event).where(Event.start_on <= last, Event.end_on >= first, ~mine.exists())
    for event in session.scalars(asked.order_by(Event.start_on, Event.title_sort, Event.id)):
        days = [event.start_on + _DAY * n for n in range((event.end_on - event.start_on).days + 1)]
        planned = Standing.OVERDUE if event.end_on < today else Standing.PLANNED
        for n, day in enumerate(days):
            if first <= day <= last:
                yield Item(
                    event_id=event.id,
                    session_id=None,
                    day=day,
                    starts_at=event.starts_at,
                    ends_at=event.ends_at,
                    standing=_WITHOUT.get(event.state, planned),
                    part=n + 1,
                    parts=len(days),
                    is_joined=len(days) > 1,
                    **_of_event(event),
                )


def day_of_event(session: Session, event_id: UUID) -> dt.date | None:
    """The first day of an event, None where it is not there any more."""
    return session.scalar(select(Event.start_on).where(Event.id == event_id))


# ---- spans ---------------------------------------------------------------------------------------------------------
def monday_of(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - _DAY * day.weekday()


def weeks_of_month(day: dt.date) -> list[dt.date]:
    """The Mondays of the weeks that the day's month touches: four to six."""
    first = day.replace(day=1)
    monday, mondays = monday_of(first), []
    while monday <= last_of_month(day):
        mondays.append(monday)
        monday += _DAY * 7
    return mondays


def last_of_month(day: dt.date) -> dt.date:
    """The last day of the day's month."""
    return month_after(day, 1).replace(day=1) - _DAY


def month_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (before, if negative); the month's last where it has no such day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("a month without a 28th")
