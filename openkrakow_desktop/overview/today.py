"""What Today shows, read in small pieces: the day's sessions, what is missing, what is due, attendance day by day.

Everything is frozen plain data; nothing here looks at more than the year asked for and the weeks of the heat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import Declared
from ..core.gaps import Deadline, Gap
from ..core.holidays import Holiday, holiday_on
from ..core.measures import Period
from ..events.counting import ATTENDANCE, with_surplus
from ..events.model import Event, EventSession, EventState, Registration, RegistrationState, SessionState
from ..events.rules import OFF
from ..programme.acceptances import accepted, still_open

LONGEST = dt.timedelta(hours=16)  # of a session (decisions.md 7)
_NEVER = (EventState.DRAFT, EventState.MOVED)


@dataclass(frozen=True)
class Slot:
    """A session of the day. `people`: attendance so far; `listed`: places asked for beforehand."""

    event_id: UUID
    session_id: UUID
    title: str
    venue: str
    starts_at: dt.time | None
    ends_at: dt.time | None
    state: SessionState
    event_state: EventState
    people: int
    listed: int
    is_on: bool
    is_over: bool

    @property
    def is_next_day(self) -> bool:
        """Whether it ends past midnight."""
        return bool(self.starts_at and self.ends_at and self.ends_at < self.starts_at)

    @property
    def has_door(self) -> bool:
        """Whether people may still come: planned, or running, and its event takes place."""
        return self.state is SessionState.PLANNED and self.event_state not in OFF


@dataclass(frozen=True)
class Planned:
    """A session of the days ahead."""

    event_id: UUID
    title: str
    venue: str
    starts_at: dt.time | None
    ends_at: dt.time | None


@dataclass(frozen=True)
class DayAhead:
    """A day of the week ahead that has sessions or is a holiday."""

    day: dt.date
    holiday: Holiday | None
    sessions: tuple[Planned, ...]


@dataclass(frozen=True)
class GapGroup:
    """Gaps of one kind in one register. `place` is the feature that found them."""

    key: str
    place: str
    register: str
    gaps: tuple[Gap, ...]

    @property
    def oldest(self) -> dt.date | None:
        return min((gap.on for gap in self.gaps if gap.on is not None), default=None)

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The records to be looked at; empty where the gap is about a register or a number."""
        found = (key for gap in self.gaps for key in (gap.id, *gap.others))
        return tuple(dict.fromkeys(key for key in found if key is not None))


@dataclass(frozen=True)
class Heat:
    """Attendance day by day. `events`: sessions held on that day; `titles`: the best attended of each day."""

    people: dict[dt.date, int]
    events: dict[dt.date, int]
    titles: dict[dt.date, str]

    @property
    def days(self) -> int:
        return len(self.events)

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def busiest(self) -> dt.date | None:
        """The day with most people, the earlier of two; None where nobody came."""
        some = (day for day, n in self.people.items() if n)
        return max(some, key=lambda day: (self.people[day], -day.toordinal()), default=None)


def sessions_of(session: Session, day: dt.date, now: dt.datetime) -> tuple[Slot, ...]:
    """The sessions of a day in order of time, with yesterday's that still run past midnight. Drafts are not shown."""
    registered = (
        select(func.count(Registration.id))
        .where(Registration.event_id == Event.id, Registration.state == RegistrationState.REGISTERED)
        .correlate(Event)
        .scalar_subquery()
    )
    asked = with_surplus(
        select(EventSession, Event, ATTENDANCE.label("people"), registered.label("listed"))
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
    ).where(EventSession.held_on.in_((day, day - dt.timedelta(days=1))), Event.state != EventState.DRAFT)
    slots = []
    for sitting, event, people, listed in session.execute(asked):
        span = _span(sitting)
        is_on = sitting.state is SessionState.PLANNED and span is not None and span[0] <= now <= span[1]
        if sitting.held_on == day or is_on:
            slots.append(
                Slot(
                    event.id,
                    sitting.id,
                    event.title,
                    event.venue or "",
                    sitting.starts_at,
                    sitting.ends_at,
                    sitting.state,
                    event.state,
                    int(people or 0),
                    int(listed or 0),
                    is_on,
                    span is not None and now > span[1],
                )
            )
    return tuple(sorted(slots, key=lambda slot: (slot.starts_at or dt.time(), slot.title)))


def week_ahead(session: Session, today: dt.date, days: int = 7) -> tuple[DayAhead, ...]:
    """The days after today with what is planned on them, and the public holidays among them; empty days are left out.

    Drafts and what was called off are not shown."""
    asked = select(EventSession.held_on, Event, EventSession.starts_at, EventSession.ends_at)
    asked = asked.join(Event, Event.id == EventSession.event_id).where(
        EventSession.held_on > today,
        EventSession.held_on <= today + dt.timedelta(days=days),
        EventSession.state != SessionState.CANCELLED,
        Event.state.not_in((EventState.DRAFT, *OFF)),
    )
    found: dict[dt.date, list[Planned]] = {}
    for day, event, starts, ends in session.execute(asked):
        found.setdefault(day, []).append(Planned(event.id, event.title, event.venue or "", starts, ends))
    week = []
    for day in (today + dt.timedelta(days=n) for n in range(1, days + 1)):
        mine = sorted(found.get(day, ()), key=lambda one: (one.starts_at or dt.time(), one.title, one.event_id))
        off = holiday_on(day)
        if mine or off is not None:
            week.append(DayAhead(day, off, tuple(mine)))
    return tuple(week)


def _span(sitting: EventSession) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when a session lasts; None where that was not said."""
    if sitting.starts_at is None or sitting.ends_at is None:
        return None
    first = dt.datetime.combine(sitting.held_on, sitting.starts_at, WARSAW)
    last = dt.datetime.combine(sitting.held_on, sitting.ends_at, WARSAW)
    if last < first:
        last += dt.timedelta(days=1)
    return first, min(last, first + LONGEST)


def gaps_of(session: Session, declared: Declared, year: int, today: dt.date) -> tuple[GapGroup, ...]:
    """Everything missing or doubtful in a year, by kind: the kinds with the oldest records first, then the others."""
    period, groups = Period(year, today), []
    known = accepted(session, period.first, period.last)
    for feature in declared.features:
        if feature.gaps is None:
            continue
        found: dict[tuple[str, str], list[Gap]] = {}
        for gap in still_open(feature.gaps(session, period), known):
            found.setdefault((gap.key, gap.register), []).append(gap)
        groups += [GapGroup(key, feature.key, register, tuple(some)) for (key, register), some in found.items()]
    return tuple(sorted(groups, key=lambda group: (group.oldest or dt.date.max, group.key)))


def things_to_do(session: Session, declared: Declared, year: int, today: dt.date) -> dict[str, int]:
    """How many gaps each feature has in a year, by its key; features without any are left out."""
    counts: dict[str, int] = {}
    for group in gaps_of(session, declared, year, today):
        counts[group.place] = counts.get(group.place, 0) + len(group.gaps)
    return counts


def deadlines_of(session: Session, declared: Declared, today: dt.date, days: int = 60) -> tuple[Deadline, ...]:
    """What is due from a week ago to so many days from now, the soonest first, over the turn of a year too."""
    first, last = today - dt.timedelta(days=7), today + dt.timedelta(days=days)
    found: dict[object, Deadline] = {}
    for year in range(first.year, last.year + 1):
        for feature in declared.features:
            for one in feature.deadlines(session, Period(year, today)) if feature.deadlines else ():
                if first <= one.on <= last:  # over the turn of a year one deadline may be told twice
                    found[one.on, one.key, one.id, one.title, str(sorted(one.values.items()))] = one
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.key, one.title)))


def heat_of(session: Session, first: dt.date, last: dt.date) -> Heat:
    """Attendance at the Centre's held sessions, day by day between two dates (both included)."""
    asked = with_surplus(
        select(EventSession.held_on, Event.title, ATTENDANCE.label("people"))
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
    ).where(
        EventSession.held_on >= first,
        EventSession.held_on <= last,
        EventSession.state == SessionState.HELD,
        Event.run_by_centre.is_(True),
        Event.cancelled_on.is_(None),
        Event.state.not_in(_NEVER),
    )
    people: dict[dt.date, int] = {}
    events: dict[dt.date, int] = {}
    titles: dict[dt.date, tuple[int, str]] = {}
    for day, title, n in session.execute(asked):
        n = int(n or 0)
        people[day] = people.get(day, 0) + n
        events[day] = events.get(day, 0) + 1
        titles[day] = max(titles.get(day, (-1, "")), (n, title))
    return Heat(people, events, {day: title for day, (_, title) in titles.items()})
