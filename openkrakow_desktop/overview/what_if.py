"""What if the year were read otherwise: a sandbox of readings, tried on the very clauses of the official formulas.

A scenario makes other measures of the declared ones; rows, reasons and arithmetic come from the same code. What comes
of it is a `WhatIfNumbers`, never `YearNumbers`: no report, version, workbook or command takes it (see `official`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Clause, Measure, Number, Part, Period, Reading, Row
from ..core.problems import Problem, Refused
from ..programme import catalogue as c
from ..programme.service import confirmed_registers
from .evaluate import Status, expected_of, measure_of, readings, status_of
from .origins import Origin
from .what_if_year import year_of

Value = int | str
Change = Callable[[Measure, Value], Measure]
MOST_BY_HAND = 500  # records of one number chosen by hand
YEAR = "year"  # the one reading that changes no formula but the bounds of the year


@dataclass(frozen=True)
class Alternative:
    """One thing that may be read otherwise, and the numbers it touches.

    Either one of `choices` (the first is the official one; those of `impossible` are shown with the reason why the
    data cannot tell it), or a whole number from `low` to `high`. `official`: what stands officially; None where that
    is no single value. Its words stand under `what_if_reading.KEY`."""

    key: str
    numbers: tuple[str, ...]
    change: Change = lambda measure, value: measure
    choices: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    low: int = 1
    high: int = 0
    official: Value | None = None

    def checked(self, value: object) -> Value:
        """The value, if it makes sense. Raises Refused with a sentence that says what would."""
        if self.choices:
            if value in self.impossible:
                raise Refused(Problem(self.key, "problem.what_if_impossible"))
            if value not in self.choices:
                raise Refused(Problem(self.key, "problem.what_if_unknown", {"value": str(value)}))
            return str(value)
        digits = str(value).strip().removesuffix("%").strip()
        if not digits.lstrip("-").isdecimal() or not self.low <= int(digits) <= self.high:
            told = {"value": str(value).strip(), "low": self.low, "high": self.high}
            raise Refused(Problem(self.key, "problem.what_if_range", told))
        return int(digits)


@dataclass(frozen=True)
class ByHand:
    """A record that somebody leaves out of one number, or counts in it although a rule leaves it out."""

    code: str
    register: str
    id: UUID
    counts: bool


@dataclass(frozen=True)
class Scenario:
    """Readings chosen together, under a name: values by the key of their Alternative, and records chosen by hand."""

    name: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    by_hand: tuple[ByHand, ...] = ()

    @property
    def is_official(self) -> bool:
        """Whether nothing at all is tried."""
        return not self.values and not self.by_hand

    def with_value(self, one: Alternative, value: object) -> Scenario:
        """The scenario with one thing read so; the official value (or None, or nothing typed) takes it back.
        Raises Refused for a value without sense."""
        values = {key: kept for key, kept in self.values.items() if key != one.key}
        if value is not None and str(value).strip():
            chosen = one.checked(value)
            if chosen != one.official:
                values[one.key] = chosen
        return replace(self, values=values)

    def with_record(self, code: str, row: Row, counts: bool | None) -> Scenario:
        """The scenario with one record counted or left out of a number by hand; None: as the rules have it.
        Raises Refused beyond MOST_BY_HAND records of a number."""
        kept = tuple(one for one in self.by_hand if (one.code, one.register, one.id) != (code, row.register, row.id))
        if counts is not None:
            if sum(one.code == code for one in kept) >= MOST_BY_HAND:
                raise Refused(Problem("", "problem.what_if_by_hand", {"most": MOST_BY_HAND}))
            kept = (*kept, ByHand(code, row.register, row.id, counts))
        return replace(self, by_hand=kept)


@dataclass(frozen=True)
class TrialDeclared(Declared):
    """The declarations with the measures of a scenario. Official figures are never made with them."""

    scenario: Scenario = field(default_factory=Scenario)
    alternatives: Sequence[Alternative] = ()
    is_trial: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        tried = {code: self._tried(measure) for code, measure in self.measures.items()}
        object.__setattr__(self, "measures", tried)

    def _tried(self, measure: Measure) -> Measure:
        for one in self.alternatives:
            if measure.code in one.numbers and one.key in self.scenario.values:
                measure = one.change(measure, one.checked(self.scenario.values[one.key]))
        by_hand = [one for one in self.scenario.by_hand if one.code == measure.code]
        return chosen_by_hand(measure, by_hand) if by_hand else measure


@dataclass(frozen=True)
class Tried:
    """One number, official and tried. Statuses are of indicators; `is_touched`: a chosen reading can move it."""

    entry: c.Number | c.Indicator
    official: Reading
    tried: Reading
    official_status: Status | None = None
    tried_status: Status | None = None
    is_touched: bool = False

    @property
    def difference(self) -> Number | None:
        """Tried less official; None where either is no number."""
        if self.official.value is None or self.tried.value is None:
            return None
        return self.tried.value - self.official.value

    @property
    def is_moved(self) -> bool:
        """Whether the reading makes another number or state of it."""
        return (self.official.state, self.official.value) != (self.tried.state, self.tried.value)


@dataclass(frozen=True)
class WhatIfNumbers:
    """A year as a scenario reads it, beside the official reading. It is no YearNumbers and becomes none."""

    scenario: Scenario
    period: Period
    catalogue: c.Catalogue
    lines: Mapping[str, Tried]
    is_trial: ClassVar[bool] = True

    @property
    def indicators(self) -> list[Tried]:
        """The ten indicators."""
        return [one for one in self.lines.values() if isinstance(one.entry, c.Indicator)]

    @property
    def measures(self) -> list[Tried]:
        """The 37 measures."""
        return [one for one in self.lines.values() if not isinstance(one.entry, c.Indicator)]


@dataclass(frozen=True)
class Moved:
    """A record that counts otherwise in the trial: `was` officially, `now` as tried; `why` it did not count, or does
    not now (a word key under `why.`; empty where it was not looked at at all)."""

    row: Row
    was: int
    now: int
    why: str = ""


@dataclass(frozen=True)
class TriedRows:
    """The rows of one number: as they count in the trial, and what came, went or counts otherwise."""

    code: str
    official: Origin
    tried: Origin
    came: tuple[Moved, ...]
    went: tuple[Moved, ...]
    changed: tuple[Moved, ...]


def trial(declared: Declared, scenario: Scenario, alternatives: Sequence[Alternative]) -> TrialDeclared:
    """The declarations as a scenario reads them. Raises Refused for a value without sense."""
    return TrialDeclared(declared.features, scenario, alternatives)


def try_out(
    session: Session,
    period: Period,
    catalogue: c.Catalogue,
    declared: Declared,
    scenarios: Sequence[Scenario],
    alternatives: Sequence[Alternative],
) -> tuple[WhatIfNumbers, ...]:
    """Each scenario's year beside the official one, which is read once. Raises Refused for a value without sense."""
    stands = readings(session, period, catalogue, declared)
    confirmed = confirmed_registers(session, period.year)
    made = []
    for scenario in scenarios:
        tried, year = trial(declared, scenario, alternatives), year_of(period, scenario.values.get(YEAR))
        touched = touched_by(scenario, alternatives, catalogue)
        known: dict[str, Reading] = {}
        lines = {}
        entries: dict[str, c.Number | c.Indicator] = {**catalogue.measures, **catalogue.indicators}
        for code, entry in entries.items():
            reading = stands[code]
            if code in touched:
                measure = measure_of(code, catalogue, tried)
                if measure.code not in known:
                    known[measure.code] = measure.read(session, year, confirmed)
                reading = known[measure.code]
            lines[code] = _line(entry, stands[code], reading, period, year, catalogue, code in touched)
        made.append(WhatIfNumbers(scenario, period, catalogue, lines))
    return tuple(made)


def _line(
    entry: c.Number | c.Indicator,
    official: Reading,
    tried: Reading,
    period: Period,
    year: Period,
    catalogue: c.Catalogue,
    is_touched: bool,
) -> Tried:
    if not isinstance(entry, c.Indicator):
        return Tried(entry, official, tried, is_touched=is_touched)
    expected = expected_of(entry)
    before, after = (
        status_of(entry, reading, expected, seen, catalogue) for reading, seen in ((official, period), (tried, year))
    )
    return Tried(entry, official, tried, before, after, is_touched)


def touched_by(scenario: Scenario, alternatives: Sequence[Alternative], catalogue: c.Catalogue) -> frozenset[str]:
    """The codes whose number a scenario may move: those its readings name, and indicators that are the same number."""
    named = {code for one in alternatives if one.key in scenario.values for code in one.numbers}
    named |= {one.code for one in scenario.by_hand}
    if YEAR in scenario.values:
        named |= {*catalogue.measures, *catalogue.indicators}
    same = {
        code
        for code, one in catalogue.indicators.items()
        if one.source.relation == "same" and one.source.measures[0] in named
    }
    return frozenset(named | same)


def rows_tried(
    session: Session,
    code: str,
    period: Period,
    catalogue: c.Catalogue,
    declared: Declared,
    scenario: Scenario,
    alternatives: Sequence[Alternative],
) -> TriedRows:
    """The rows of a number under a scenario, and how they differ from the official ones. KeyError: unknown code."""
    tried = trial(declared, scenario, alternatives)
    year = year_of(period, scenario.values.get(YEAR))
    official = Origin(code, period, *_pair(measure_of(code, catalogue, declared), session, period))
    now = Origin(code, year, *_pair(measure_of(code, catalogue, tried), session, year))
    before, after = _sums(official.counted), _sums(now.counted)
    why_not, why_no_more = _reasons(official.left_out), _reasons(now.left_out)
    came, went, changed = [], [], []
    for key, (row, n) in after.items():
        if key not in before:
            came.append(Moved(row, 0, n, why_not.get(key, "")))
        elif before[key][1] != n:
            changed.append(Moved(row, before[key][1], n))
    for key, (row, n) in before.items():
        if key not in after:
            went.append(Moved(row, n, 0, why_no_more.get(key, "")))
    return TriedRows(code, official, now, tuple(came), tuple(went), tuple(changed))


def _pair(measure: Measure, session: Session, period: Period) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    counted, left_out = measure.rows(session, period)
    return tuple(counted), tuple(left_out)


def _sums(rows: Sequence[Row]) -> dict[tuple[str, UUID], tuple[Row, int]]:
    """What each record counts, over all its rows."""
    found: dict[tuple[str, UUID], tuple[Row, int]] = {}
    for row in rows:
        key = row.register, row.id
        first, n = found.get(key, (row, 0))
        found[key] = first, n + row.counts
    return found


def _reasons(rows: Sequence[Row]) -> dict[tuple[str, UUID], str]:
    return {(row.register, row.id): row.why for row in rows}


# ---- records chosen by hand ----------------------------------------------------------------------------------------
def chosen_by_hand(measure: Measure, records: Collection[ByHand]) -> Measure:
    """The measure with these records left out, and those counted whatever rule leaves them out. A share takes no
    record in by hand: what is missing in it cannot be divided by. Raises Refused for that."""
    if measure.ratio() is not None and any(one.counts for one in records):
        raise Refused(Problem("", "problem.what_if_share"))
    return replace(measure, parts=tuple(_by_hand(part, records) for part in measure.parts), beside=())


def _by_hand(part: Part, records: Collection[ByHand]) -> Part:
    mine = [one for one in records if one.register == part.register]
    counted = [one.id for one in mine if one.counts]
    out = [one.id for one in mine if not one.counts]
    clauses = list(part.clauses)
    if counted:
        clauses = [one if one.scope else _or_one_of(one, part, counted) for one in clauses]
    if out:
        clauses.append(Clause("what_if_by_hand", lambda p: part.id.not_in(out)))
    return replace(part, clauses=tuple(clauses))


def _or_one_of(clause: Clause, part: Part, ids: Sequence[UUID]) -> Clause:
    return replace(clause, test=lambda p: or_(clause.test(p), part.id.in_(ids)))
