"""Planning a series: the list of its days with what speaks against each, then all its events in one write.

Nothing is skipped silently: a holiday, a Sunday, a room that is taken, a settled month are flags that a person decides
on; a day left out is kept with its reason. Each occurrence is an event of its own (domain.md §1.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, Field, store_draft
from ..core.holidays import Holiday, holiday_on
from ..core.problems import Problem, refuse, refuse_if
from ..core.sensitive import sensitive_problems
from ..core.text import clean, fold
from ..programme.months import settled_months, settled_problems
from .model import (
    AttendanceMode,
    Audience,
    Event,
    EventSeries,
    EventSession,
    SeriesException,
    SessionState,
)
from .recurrence import Nth, Pattern, Repeat, Weekday
from .rules import OFF, event_rules, hours_problems, lasting
from .service import EVENT_FORM, save_event

LIMIT = 400  # occurrences planned at once: more than seven years of every week
UNKNOWN_LENGTH = dt.timedelta(hours=1)  # of what has no end yet, when rooms are compared
_SUNDAY = 7
PATTERN = ("repeat", "every", "weekdays", "nth", "first_on", "last_on")
SHARED = (
    "title",
    "title_other",
    "type",
    "organiser_id",
    "run_by_centre",
    "starts_at",
    "ends_at",
    "venue",
    "address",
    "district_id",
    "is_online",
    "languages",
    "audience",
    "attendance_mode",
    "purpose",
    "clause",
    "capacity",
    "agreement",
)
SERIES_FORM = (
    "name",
    "title_other",
    "rule",
    *PATTERN,
    *(name for name in SHARED if name not in ("title", "title_other")),
    "continues_id",
    "remark",
)
_UNSAID: Draft = {  # what an empty field of a series means for its events
    "run_by_centre": False,
    "is_online": False,
    "languages": (),
    "audience": Audience.OPEN,
    "attendance_mode": AttendanceMode.ANONYMOUS,
}


def in_series(name: str) -> str:
    """The column of a series that says what an event's column usually is."""
    return "name" if name == "title" else name


def usual(values: Mapping[str, Any]) -> Draft:
    """What the events of a series look like: its shared fields as those of an event."""
    found = {name: values.get(in_series(name)) for name in SHARED}
    return found | {name: found[name] if found[name] is not None else unsaid for name, unsaid in _UNSAID.items()}


def values_of(series: EventSeries) -> Draft:
    """The values of a series by column."""
    return {name: getattr(series, name) for name in SERIES_FORM}


def pattern_of(values: Mapping[str, Any]) -> Pattern | None:
    """When a series repeats, from its values; None for one whose events are linked by hand."""
    if values.get("repeat") is None or not values.get("weekdays"):
        return None
    weekdays = tuple(Weekday(code) for code in values["weekdays"])
    return Pattern(values["repeat"], weekdays, values.get("every") or 1, values.get("nth") or Nth.FIRST)


def days_of_series(values: Mapping[str, Any]) -> list[dt.date]:
    """The days of a series by its pattern, those left out as well; none where it has no pattern."""
    pattern, first, last = pattern_of(values), values.get("first_on"), values.get("last_on")
    return list(pattern.days(first, last)) if pattern and first and last else []


# ---- what is wrong -------------------------------------------------------------------------------------------------
def plan_problems(draft: Draft) -> Iterable[Problem]:
    """What stands in the way of planning: nothing said of what it is, no pattern or one without days, far too many."""
    yield from _required(draft, "name", "type", "organiser_id")
    yield from pattern_problems(draft)


def pattern_problems(draft: Draft) -> Iterable[Problem]:
    """What is wrong with the days and hours of a series to be planned."""
    monthly = ("nth",) if draft.get("repeat") is Repeat.MONTHLY else ()
    missing = list(_required(draft, "repeat", "weekdays", *monthly, "first_on", "last_on"))
    yield from missing
    yield from hours_problems(draft)
    first, last = draft.get("first_on"), draft.get("last_on")
    if first and last and last < first:
        yield Problem("last_on", "problem.end_before_start")
    elif not missing:
        yield from count_problems(len(days_of_series(draft)))


def _required(draft: Draft, *names: str) -> Iterable[Problem]:
    return (Problem(name, "problem.required") for name in names if not draft.get(name))


def count_problems(count: int) -> Iterable[Problem]:
    """Too many days for one series, or none."""
    if count > LIMIT:
        yield Problem("last_on", "problem.series_too_long", {"count": count, "limit": LIMIT})
    elif count == 0:
        yield Problem("last_on", "problem.series_empty")


def field_problems(draft: Draft, today: dt.date, names: Sequence[str] = SERIES_FORM) -> list[Problem]:
    """What each of these fields of a series says by itself."""
    return [one for name in names for one in Field(EventSeries, name).problems(draft.get(name), today)]


def series_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a series as a record: its hours, its end; its days are changed where their events are."""
    yield from hours_problems(draft)
    yield from sensitive_problems("remark", draft.get("remark"))
    first, last = draft.get("first_on"), draft.get("last_on")
    if first and last and last < first:
        yield Problem("last_on", "problem.end_before_start")
    if draft.get("repeat") is not None:
        yield from _required(draft, "type", "organiser_id", "weekdays", "first_on", "last_on")
        yield from (one for one in count_problems(len(days_of_series(draft))) if one.key != "problem.series_empty")
    before = session.get(EventSeries, record_id) if record_id is not None else None
    if before is not None and before.repeat is not None:
        for name in PATTERN:
            if (draft.get(name) or None) != (getattr(before, name) or None):
                yield Problem(name, "problem.series_days_by_plan")


def exception_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a day left out: it lies outside the series."""
    series = session.get(EventSeries, draft["series_id"]) if draft.get("series_id") else None
    if series is None or series.first_on is None or series.last_on is None:
        return
    if not series.first_on <= draft["skipped_on"] <= series.last_on:
        days = {"first": series.first_on.strftime("%d.%m.%Y"), "last": series.last_on.strftime("%d.%m.%Y")}
        yield Problem("skipped_on", "problem.series_exception_outside", days)


# ---- what speaks against a day -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Clash:
    """Another event in the same room at the same time."""

    event_id: UUID
    title: str
    starts_at: dt.time | None


@dataclass(frozen=True)
class Occurrence:
    """A day of a series and what a person should know before planning it."""

    on: dt.date
    holiday: Holiday | None = None
    is_sunday: bool = False
    is_settled: bool = False  # its month is settled already
    clashes: tuple[Clash, ...] = ()

    @property
    def is_flagged(self) -> bool:
        """Whether anything speaks against the day."""
        return self.holiday is not None or self.is_sunday or self.is_settled or bool(self.clashes)

    @property
    def is_proposed(self) -> bool:
        """Whether the day is ticked at first: a holiday waits for a person's tick, a settled month takes no event."""
        return self.holiday is None and not self.is_settled


def look_at(
    session: Session, days: Sequence[dt.date], draft: Draft, apart_from: Collection[UUID] = ()
) -> tuple[Occurrence, ...]:
    """The days with their flags; `apart_from` are events that would not be in the way (those being moved)."""
    if not days:
        return ()
    taken = _taken(session, days, draft, apart_from)
    settled = settled_months(session)
    begins, ends = draft.get("starts_at"), draft.get("ends_at")

    def clashes(mine: Span) -> tuple[Clash, ...]:
        return tuple(clash for span, clash in taken if span[0] < mine[1] and mine[0] < span[1])

    return tuple(
        Occurrence(
            day,
            holiday_on(day),
            day.isoweekday() == _SUNDAY,
            (day.year, day.month) in settled,
            clashes(_span(day, begins, ends)),
        )
        for day in days
    )


Span = tuple[dt.datetime, dt.datetime]


def _span(day: dt.date, begins: dt.time | None, ends: dt.time | None) -> Span:
    """From when to when something lasts, on the clock of the wall; the whole day where no hour is known."""
    if begins is None:
        start = dt.datetime.combine(day, dt.time())
        return start, start + dt.timedelta(days=1)
    start = dt.datetime.combine(day, begins)
    return start, start + (lasting(begins, ends) if ends is not None else UNKNOWN_LENGTH)


def _taken(
    session: Session, days: Sequence[dt.date], draft: Draft, apart_from: Collection[UUID]
) -> list[tuple[Span, Clash]]:
    """When the room of the draft is taken, around these days."""
    venue = fold(draft.get("venue") or "")
    if not venue or draft.get("is_online"):
        return []
    margin = dt.timedelta(days=1)  # what began the evening before may still last
    query = (
        select(Event.id, Event.title, Event.venue, EventSession.held_on, EventSession.starts_at, EventSession.ends_at)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.held_on.between(days[0] - margin, days[-1] + margin),
            EventSession.state != SessionState.CANCELLED,
            Event.state.not_in(OFF),
            Event.venue.is_not(None),
        )
        .order_by(EventSession.held_on, EventSession.starts_at)
    )
    return [
        (_span(on, begins, ends), Clash(key, title, begins))
        for key, title, place, on, begins, ends in session.execute(query)
        if key not in apart_from and fold(place) == venue
    ]


def preview(session: Session, today: dt.date, draft: Draft) -> tuple[Occurrence, ...]:
    """The days of a series with their flags, as soon as its pattern is known. Raises Refused for what is wrong."""
    refuse_if(field_problems(draft, today, PATTERN))
    refuse_if(pattern_problems(draft))
    return look_at(session, days_of_series(draft), draft)


# ---- writing -------------------------------------------------------------------------------------------------------
def plan_series(session: Session, today: dt.date, draft: Draft, skipped: Mapping[dt.date, str] | None = None) -> UUID:
    """Write the series and an event for each of its days; those in `skipped` are kept as exceptions with their reason.

    One write, so one undo. Returns the key of the series. Raises Refused; then nothing is written."""
    draft = {name: clean(value) or None if isinstance(value, str) else value for name, value in draft.items()}
    skipped = skipped or {}
    refuse_if(field_problems(draft, today))
    refuse_if(plan_problems(draft))
    days = days_of_series(draft)
    wanted = [day for day in days if day not in skipped]
    refuse_if(count_problems(len(wanted)))
    refuse_if(sensitive_problems("remark", draft.get("remark")))
    series: EventSeries = store_draft(session, EventSeries, None, {name: draft.get(name) for name in SERIES_FORM})
    _leave_out(session, series.id, days, skipped)
    _plan_days(session, series, wanted)
    return series.id


def extend_series(
    session: Session, series_id: UUID, last_on: dt.date, today: dt.date, skipped: Mapping[dt.date, str] | None = None
) -> int:
    """Plan the days of the series up to a later end; returns how many events came. Raises Refused when the end is not
    later, the series has no pattern, or no day (or too many) would come."""
    series = session.get_one(EventSeries, series_id)
    skipped = skipped or {}
    days = further_days(series, last_on)
    wanted = [day for day in days if day not in skipped]
    refuse_if(Field(EventSeries, "last_on").problems(last_on, today))
    refuse_if(count_problems(len(wanted)))
    series.last_on = last_on
    _leave_out(session, series_id, days, skipped)
    _plan_days(session, series, wanted)
    return len(wanted)


def further_days(series: EventSeries, last_on: dt.date) -> list[dt.date]:
    """The days that a later end would add. Raises Refused as `extend_series` does."""
    values = values_of(series)
    pattern = pattern_of(values)
    if pattern is None or series.first_on is None or series.last_on is None:
        refuse("last_on", "problem.series_without_days")
        return []
    if last_on <= series.last_on:
        refuse("last_on", "problem.series_end_not_later", last=series.last_on.strftime("%d.%m.%Y"))
    days = [day for day in pattern.days(series.first_on, last_on) if day > series.last_on]
    refuse_if(count_problems(len(days)))
    return days


def preview_further(session: Session, series_id: UUID, last_on: dt.date) -> tuple[Occurrence, ...]:
    """The occurrences that a later end would add, with their flags. Raises Refused as `extend_series` does."""
    series = session.get_one(EventSeries, series_id)
    return look_at(session, further_days(series, last_on), values_of(series))


def _leave_out(session: Session, series_id: UUID, days: Sequence[dt.date], skipped: Mapping[dt.date, str]) -> None:
    for day in days:
        if day in skipped:
            facts = {"series_id": series_id, "skipped_on": day, "reason": clean(skipped[day])}
            if not facts["reason"]:
                refuse("reason", "problem.series_exception_reason", on=day.strftime("%d.%m.%Y"))
            store_draft(session, SeriesException, None, facts)


def _plan_days(session: Session, series: EventSeries, days: Sequence[dt.date]) -> None:
    known = usual(values_of(series))
    for at, day in enumerate(days):
        draft = occurrence(known, series.id, day)
        if at == 0:  # of a new event the rules ask nothing else that its day would decide
            refuse_if(_of_series(event_rules(session, draft, None)))
        refuse_if(settled_problems(session, day, field="first_on"))
        save_event(session, None, draft)


def occurrence(known: Draft, series_id: UUID, day: dt.date) -> Draft:
    """The draft of the event of one day."""
    plain = {name: Field(Event, name).default for name in EVENT_FORM}
    return plain | known | {"series_id": series_id, "start_on": day, "end_on": day}


def _of_series(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of an event as those of its series."""
    return [Problem(in_series(one.field), one.key, one.values, one.warning) for one in problems]
