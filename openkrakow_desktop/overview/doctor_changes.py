"""Checks of a year: what is suddenly other than usual, by the median of what was before; each says what triggered it.

Months against the two years before them, events against others of their type, the year's numbers against the years
before. All arithmetic is exact (core/robust.py); a running month or year is not judged."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from uuid import UUID

from sqlalchemy import func, select

from ..core.gaps import Gap
from ..core.measures import Number, Part, Period
from ..core.robust import Usual, median, rounded, usual_of
from ..events.counting import ATTENDANCE, with_surplus
from ..events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS, NEVER
from ..events.model import Event, EventSession, EventType, SessionState
from ..point.measures import PEOPLE_SERVED
from ..programme.catalogue import catalogue
from ..programme.plans import GROSZE
from .doctor_frame import Examined
from .evaluate import readings

MONTHS_BACK = 24  # before a month, with which it is compared
YEARS_BACK = 3  # before the year
EVENTS_BACK = 2  # years of events of the same type
MONTHLY: Mapping[str, tuple[Part, int]] = {  # the number's part, and how much it may always jump
    "3.1a": (CENTRE_PARTICIPATIONS, 100),
    "3.1b": (CENTRE_EVENTS, 6),
    "1.1": (PEOPLE_SERVED, 50),
}
EVENT_LEAST = 40  # people more or fewer than usual that no event is asked about
YEAR_LEAST = {"pln": 10_000 * GROSZE}  # what a year may always jump, by unit; of everything else:
LEAST = 10
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Span(Period):
    """Several years in one reading: from 1 January of the first to 31 December of `year`."""

    back: int = 0

    @property
    def first(self) -> dt.date:
        return dt.date(self.year - self.back, 1, 1)


def by_month(one: Examined, part: Part) -> dict[tuple[int, int], int]:
    """A part's number month by month, over the year and the two before it; months without anything are missing."""
    span = Span(one.period.year, one.period.today, -(-MONTHS_BACK // 12))
    rows = part.listing(span).subquery()
    counted = select(rows.c.on, func.sum(rows.c.counts)).where(rows.c.why.is_(None), rows.c.place == 1)
    found: dict[tuple[int, int], int] = defaultdict(int)
    for on, n in one.session.execute(counted.group_by(rows.c.on)):
        found[on.year, on.month] += int(n or 0)
    return dict(found)


def sudden_month(one: Examined) -> Iterable[Gap]:
    """A month of R far off the median of the 24 months before it, as far back as the register goes."""
    for code, (part, least) in MONTHLY.items():
        for month, value, usual in unusual_months(by_month(one, part), one.period, least):
            values = {
                "code": code,
                "number": (f"number_code.{code}",),
                "month": (f"month_name.{month}",),
                "year": str(one.period.year),
                "month_no": str(month),
            } | _told(value, usual)
            on = dt.date(one.period.year, month, 1)
            yield Gap("sudden_month", "tasks", None, f"{code} {on:%m.%Y}", on, values)


def unusual_months(
    counted: Mapping[tuple[int, int], int], period: Period, least: int
) -> Iterable[tuple[int, int, Usual]]:
    """(month, its number, what was usual) of the finished months of R that are unusual. A month without anything is
    0 once the register is kept."""
    if not counted:
        return
    begun = min(counted)
    for month in range(1, 13):
        if dt.date(period.year + month // 12, month % 12 + 1, 1) > period.today:
            return
        before = [key for key in _months_before(period.year, month) if key >= begun]
        usual = usual_of([counted.get(key, 0) for key in before], least)
        value = counted.get((period.year, month), 0)
        if usual is not None and (usual.is_above(value) or usual.is_below(value)):
            yield month, value, usual


def _months_before(year: int, month: int) -> list[tuple[int, int]]:
    last = year * 12 + month - 1
    return [(n // 12, n % 12 + 1) for n in range(last - MONTHS_BACK, last)]


def sudden_event(one: Examined) -> Iterable[Gap]:
    """A session of R with far more or fewer people than sessions of the same type of event, the Centre's and others'
    apart: perhaps a digit too many or too few."""
    span = Span(one.period.year, one.period.today, EVENTS_BACK)
    found = with_surplus(
        select(EventSession.id, Event.title, EventSession.held_on, Event.type, Event.run_by_centre, ATTENDANCE)
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
    ).where(
        span.holds(EventSession.held_on),
        EventSession.state == SessionState.HELD,
        *(clause.test(span) for clause in NEVER),
    )
    kinds: dict[tuple[EventType, bool], list[tuple[UUID, str, dt.date, int]]] = defaultdict(list)
    for key, title, on, kind, is_ours, people in one.session.execute(
        found.order_by(EventSession.held_on, EventSession.id)
    ):
        kinds[kind, is_ours].append((key, title, on, int(people or 0)))
    for (kind, _), sessions in kinds.items():
        usual = usual_of([people for *_, people in sessions if people], EVENT_LEAST)
        for key, title, on, people in sessions:
            unusual = usual is not None and people > 0 and (usual.is_above(people) or usual.is_below(people))
            if usual is not None and unusual and on >= one.period.first:
                values = {"type": (f"event_type.{kind.name.lower()}",)} | _told(people, usual)
                yield Gap("sudden_event", "session", key, title, on, values)


def sudden_year(one: Examined) -> Iterable[Gap]:
    """A number of Table 1 that is half as much again (or half) of the median of up to three years before."""
    if not one.is_over:
        return
    measures = one.numbers.measures
    before = [{code: it.previous.value for code, it in measures.items() if it.previous.value is not None}]
    for year in range(one.period.year - YEARS_BACK, one.period.year - 1):
        known = readings(one.session, Period(year, one.period.today), catalogue(year), one.declared)
        before.append({code: found.value for code, found in known.items() if found.value is not None})
    for code, number in measures.items():
        value = number.reading.value
        past = [known[code] for known in before if code in known]
        least = YEAR_LEAST.get(number.entry.unit, LEAST)
        if value is None or not past or not leaps(value, past, least):
            continue
        whole = GROSZE if number.entry.unit == "pln" else 1
        values = {
            "code": code,
            "number": (f"number_code.{code}",),
            "value": rounded(Fraction(value, whole)),
            "usual": rounded(median(past) / whole),
            "n": len(past),
        }
        yield Gap("sudden_year", "tasks", None, code, values=values)


def leaps(value: Number, past: Sequence[Number], least: Number) -> bool:
    """Whether a number is off the median of those before by more than half of it, and by at least `least`."""
    middle = median(past)
    off = abs(Fraction(value) - middle)
    return off >= least and off > HALF * abs(middle)


def _told(value: int, usual: Usual) -> dict[str, object]:
    """What triggered it: the number, what is usual, of how many, and the threshold that was passed."""
    limit = floor(usual.high) if usual.is_above(value) else ceil(usual.low)
    return {"value": value, "usual": rounded(usual.median), "n": usual.n, "limit": limit}
