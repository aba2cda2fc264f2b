"""The year in numbers: 37 measures and ten indicators with base, expected, previous year, status and counting basis.

Everything is read from the registers at once and frozen into plain values; screens, JSON, workbook and PDF all show
these and compute nothing again. Status is judged against expected, never against base (decisions.md 2)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Measure, Number, Period, Reading, Row, State
from ..programme import catalogue as c
from ..programme.codes import LOCAL, RESIDENTS
from ..programme.model import ExternalFigure, IndicatorOverride
from ..programme.plans import Plan, plans_of
from ..programme.service import confirmed_registers, external_figures, overrides
from .official import official

_OUTSIDE_FIGURES = {"T2-5.1": RESIDENTS, "T2-3.2": LOCAL}


class Status(enum.Enum):
    """What an indicator says (domain.md §1.9); OUTSIDE: R is none of the programme's years."""

    MET = "OSIĄGNIĘTO"
    NOT_MET = "NIE_OSIĄGNIĘTO"
    RUNNING = "W_TOKU"
    NO_DATA = "BRAK_DANYCH"
    OUTSIDE = "POZA_OKRESEM"


@dataclass(frozen=True)
class MeasureNumber:
    """One of the 37 numbers of Table 1 in R and in the year before; `plan`: what the office planned, None: nothing."""

    entry: c.Number
    reading: Reading
    previous: Reading
    plan: Number | None = None


@dataclass(frozen=True)
class Override:
    """A value a person put in place of the counted one, with the reason that is printed beside it."""

    value: int
    reason: str


@dataclass(frozen=True)
class IndicatorNumber:
    """One of the ten indicators. `reading` is what stands (the override's value, if there is one), `counted` what the
    registers give; `base`, `expected` and `plan` (None: nothing planned) are in its unit, a share as a Fraction.
    `sources`: of figures from outside."""

    entry: c.Indicator
    reading: Reading
    counted: Reading
    previous: Reading
    base: Number
    expected: Number
    status: Status
    override: Override | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    plan: Number | None = None

    @property
    def share(self) -> Fraction | None:
        """Value ÷ expected, exact; None without a number."""
        return None if self.reading.value is None else Fraction(self.reading.value) / Fraction(self.expected)

    @property
    def difference(self) -> Number | None:
        """Value less that of the year before; None where either is missing."""
        if self.reading.value is None or self.previous.value is None:
            return None
        return self.reading.value - self.previous.value


@dataclass(frozen=True)
class YearNumbers:
    """Everything counted for R as of a day; `confirmed`: registers with "nothing this year"; `version`: the number of
    the frozen version they stand in, None for those of the moment."""

    period: Period
    catalogue: c.Catalogue
    measures: Mapping[str, MeasureNumber]
    indicators: Mapping[str, IndicatorNumber]
    confirmed: frozenset[str]
    version: int | None = None

    def reading(self, code: str) -> Reading:
        """The number of a measure or an indicator. KeyError for another code."""
        return self.measures[code].reading if code in self.measures else self.indicators[code].reading


def measure_of(code: str, catalogue: c.Catalogue, declared: Declared) -> Measure:
    """The formula behind a code of Table 1 or 2; an indicator that equals a measure has that measure's.

    A number of a new edition that this program has no formula for has one without parts: no data, and why. KeyError
    for an unknown code."""
    indicator = catalogue.indicators.get(code)
    is_same = indicator is not None and indicator.source.relation == "same"
    key = indicator.source.measures[0] if indicator is not None and is_same else code
    if key in declared.measures:
        return declared.measures[key]
    if indicator is None and code not in catalogue.measures:
        raise KeyError(code)
    return Measure(key, ())


def rows_behind(
    session: Session, code: str, period: Period, catalogue: c.Catalogue, declared: Declared
) -> tuple[list[Row], list[Row]]:
    """(rows that count, rows left out and why) of a measure or an indicator; KeyError for an unknown code.

    The counts of the first add up to the number (for the share T2-3.2: they are the editions it was taken of). Raises
    Refused for what is only tried out."""
    official(period, declared)
    return measure_of(code, catalogue, declared).rows(session, period)


def evaluate_indicators(
    session: Session, period: Period, catalogue: c.Catalogue, declared: Declared
) -> Mapping[str, IndicatorNumber]:
    """Only the ten indicators of R, for a glance: a third of the reading that `evaluate` does."""
    now = _Readings(session, period, catalogue, declared)
    then = _Readings(session, Period(period.year - 1, period.today), catalogue, declared)
    return {code: _indicator(entry, now, then) for code, entry in catalogue.indicators.items()}


def evaluate(session: Session, period: Period, catalogue: c.Catalogue, declared: Declared) -> YearNumbers:
    """Read every number for R and for the year before."""
    before = Period(period.year - 1, period.today)
    now, then = _Readings(session, period, catalogue, declared), _Readings(session, before, catalogue, declared)
    measures = {
        code: MeasureNumber(entry, now.of(code), then.of(code), now.plan(code))
        for code, entry in catalogue.measures.items()
    }
    indicators = {code: _indicator(entry, now, then) for code, entry in catalogue.indicators.items()}
    return YearNumbers(period, catalogue, measures, indicators, now.confirmed)


def readings(
    session: Session, period: Period, catalogue: c.Catalogue, declared: Declared
) -> Mapping[str, Reading]:
    """What stands for each of the 37 numbers and ten indicators in R, by code, without the year before."""
    found = _Readings(session, period, catalogue, declared)
    measures = {code: found.of(code) for code in catalogue.measures}
    return measures | {code: found.standing(code) for code in catalogue.indicators}


class _Readings:
    """The readings of one year, each made once."""

    def __init__(self, session: Session, period: Period, catalogue: c.Catalogue, declared: Declared) -> None:
        official(period, declared)
        self.session, self.period, self.catalogue, self.declared = session, period, catalogue, declared
        self.confirmed = confirmed_registers(session, period.year)
        self.figures: Mapping[str, ExternalFigure] = external_figures(session, period.year)
        self.overrides: Mapping[str, IndicatorOverride] = overrides(session, period.year)
        self._plans: Mapping[tuple[str, int], Plan] = plans_of(session, (period.year,), catalogue)
        self._known: dict[str, Reading] = {}

    def of(self, code: str) -> Reading:
        """What the registers give for a measure or an indicator."""
        measure = measure_of(code, self.catalogue, self.declared)
        if measure.code not in self._known:
            self._known[measure.code] = measure.read(self.session, self.period, self.confirmed)
        return self._known[measure.code]

    def plan(self, code: str) -> Number | None:
        """What the office planned for R."""
        plan = self._plans.get((code, self.period.year))
        return None if plan is None else plan.value

    def standing(self, code: str) -> Reading:
        """What stands for an indicator: the override where there is one."""
        reading = self.of(code)
        override = self.overrides.get(code)
        return reading if override is None else Reading.of(override.value, reading.beside)

    def outside(self, code: str) -> tuple[dict[str, Reading], dict[str, str]]:
        """The figures from outside beside an indicator, with their sources."""
        if code not in _OUTSIDE_FIGURES:
            return {}, {}
        beside = _OUTSIDE_FIGURES[code]
        figure = self.figures.get(beside)
        if figure is None or figure.value is None:
            return {beside: Reading.no_data("no_figure")}, {beside: figure.source} if figure else {}
        return {beside: Reading.of(figure.value)}, {beside: figure.source}


def _indicator(entry: c.Indicator, now: _Readings, then: _Readings) -> IndicatorNumber:
    reading = now.standing(entry.code)
    beside, sources = now.outside(entry.code)
    if beside:
        reading = Reading(reading.state, reading.value, reading.reason, {**reading.beside, **beside})
    expected = expected_of(entry)
    override = now.overrides.get(entry.code)
    return IndicatorNumber(
        entry,
        reading,
        now.of(entry.code),
        then.standing(entry.code),
        base_of(entry),
        expected,
        status_of(entry, reading, expected, now.period, now.catalogue),
        Override(override.value, override.reason) if override else None,
        sources,
        now.plan(entry.code),
    )


def so_far_of(entry: c.Indicator, period: Period, catalogue: c.Catalogue) -> Fraction | None:
    """How much of what is expected of a year was due by today, by the calendar's days alone. It judges nothing.

    None unless R runs, for a state, for a share and outside the programme's years."""
    expected = entry.expected
    is_count = expected.percent is None and expected.by is None and entry.kind == "flow"
    if not period.is_running or not is_count or not catalogue.covers(period.year):
        return None
    days = (period.last - period.first).days + 1
    return Fraction(int(expected.value or 0) * ((period.today - period.first).days + 1), days)


def base_of(entry: c.Indicator) -> Number:
    """The base value in the indicator's unit; a share as a Fraction."""
    return Fraction(entry.base.value, 100) if entry.expected.percent is not None else entry.base.value


def expected_of(entry: c.Indicator) -> Number:
    """The expected value in the indicator's unit; 5% is the Fraction 1/20."""
    expected = entry.expected
    return Fraction(expected.percent, 100) if expected.percent is not None else int(expected.value or 0)


def status_of(
    entry: c.Indicator, reading: Reading, expected: Number, period: Period, catalogue: c.Catalogue
) -> Status:
    """Met, running or not met: "not met" only once R (for a state due by a day: that day's year) is over."""
    if not catalogue.covers(period.year):
        return Status.OUTSIDE
    if reading.state is not State.NUMBER or reading.value is None:
        return Status.NO_DATA
    if reading.value >= expected:
        return Status.MET
    due = entry.expected.by
    if period.is_running or (due is not None and period.last < due):
        return Status.RUNNING
    return Status.NOT_MET
