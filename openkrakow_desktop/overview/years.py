"""Indicators and measures side by side over the years: base, expected, planned, counted, and why a number moved.

Each year is read by itself, so that a year costs the same however many others the database holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Number, Period, Reading, Row
from ..programme import catalogue as c
from ..programme.plans import Plan, is_state, plans_of
from .changes import Change, change
from .evaluate import base_of, expected_of, readings
from .formulas import formula_of

MOST = 10  # years side by side


@dataclass(frozen=True)
class YearRow:
    """One number over the years; `plans` are in its unit, None where nothing was planned. A measure has no base.

    `is_running`: the last value is what its year came to so far."""

    entry: c.Number | c.Indicator
    readings: tuple[Reading, ...]
    plans: tuple[Number | None, ...]
    base: Number | None = None
    expected: Number | None = None
    is_running: bool = False

    @property
    def values(self) -> tuple[Number | None, ...]:
        """The numbers; None where there is no data."""
        return tuple(one.value for one in self.readings)

    @property
    def changes(self) -> tuple[Change, ...]:
        """From year to year; the first has nothing before it."""
        values, last = self.values, len(self.readings) - 1
        return tuple(
            change(values[at - 1] if at else None, value, self.is_running and at == last)
            for at, value in enumerate(values)
        )


@dataclass(frozen=True)
class Years:
    """The numbers of some years, the oldest first; `running` is the one that is not over."""

    years: tuple[int, ...]
    rows: Mapping[str, YearRow]
    running: int | None


@dataclass(frozen=True)
class Reason:
    """What a change is made of: rows and how much each counts, before and now; the months that moved most, with by how
    much; rows left out, before and now. What cannot be said is None or empty."""

    rows: tuple[int, int]
    each: tuple[Fraction, Fraction] | None
    months: tuple[tuple[int, int], ...]
    left_out: tuple[tuple[str, int, int], ...]
    running: bool


def years_side_by_side(
    session: Session, last: int, today: dt.date, catalogue: c.Catalogue, declared: Declared, most: int = MOST
) -> Years:
    """The years up to `last`, at most so many; years before the first number of all are left out."""
    years = tuple(range(last - most + 1, last + 1))
    found = {year: readings(session, Period(year, today), catalogue, declared) for year in years}
    known = [year for year in years if any(one.value is not None for one in found[year].values())]
    years = tuple(year for year in years if known and year >= known[0]) or (last,)
    plans = plans_of(session, years, catalogue)
    entries: Sequence[c.Number | c.Indicator] = (*catalogue.indicators.values(), *catalogue.measures.values())
    rows = {one.code: _row(one, [found[year][one.code] for year in years], plans, years, today.year) for one in entries}
    return Years(years, rows, today.year if today.year in years else None)


def _row(
    entry: c.Number | c.Indicator,
    found: list[Reading],
    plans: Mapping[tuple[str, int], Plan],
    years: tuple[int, ...],
    this_year: int,
) -> YearRow:
    planned = (plans.get((entry.code, year)) for year in years)
    values = tuple(None if plan is None else plan.value for plan in planned)
    running = years[-1] == this_year and not is_state(entry)
    if isinstance(entry, c.Indicator):
        return YearRow(entry, tuple(found), values, base_of(entry), expected_of(entry), running)
    return YearRow(entry, tuple(found), values, is_running=running)


def reasons_of_change(
    session: Session, code: str, years: Sequence[int], today: dt.date, catalogue: c.Catalogue, declared: Declared
) -> dict[int, Reason]:
    """What changed in each of these years against the year before it, from the rows themselves."""
    formula = formula_of(code, catalogue, declared)
    wanted = {year for one in years for year in (one - 1, one)}
    rows = {year: formula.above.rows(session, Period(year, today)) for year in wanted}
    return {year: _reason(rows[year - 1], rows[year], year == today.year) for year in years}


def _reason(before: tuple[list[Row], list[Row]], now: tuple[list[Row], list[Row]], running: bool) -> Reason:
    (then_rows, then_out), (rows, out) = before, now
    each = None
    if then_rows and rows and any(row.counts != 1 for row in (*then_rows, *rows)):
        each = Fraction(sum(one.counts for one in then_rows), len(then_rows)), Fraction(
            sum(one.counts for one in rows), len(rows)
        )
    earlier, later = (_months(some) for some in (then_rows, rows))
    moved = [(month, later[month] - earlier[month]) for month in range(1, 13)] if earlier and later else []
    most = sorted((one for one in moved if one[1]), key=lambda one: (-abs(one[1]), one[0]))[:2]
    why_then, why_now = (Counter(row.why for row in some) for some in (then_out, out))
    left = [(why, why_then[why], why_now[why]) for why in {**why_then, **why_now} if why_then[why] != why_now[why]]
    left.sort(key=lambda one: (-abs(one[2] - one[1]), one[0]))
    return Reason((len(then_rows), len(rows)), each, tuple(most), tuple(left[:1]), running)


def _months(rows: list[Row]) -> Counter[int]:
    """What was counted in each month; empty where rows bear no dates."""
    found: Counter[int] = Counter()
    for row in rows:
        if row.on is None:
            return Counter()
        found[row.on.month] += row.counts
    return found
