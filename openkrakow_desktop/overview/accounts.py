"""The whole answer to "Where does this number come from?": the number, its arithmetic, its rows, what was left out and
why, which other numbers the same rows also count in, the year before. Read once, then plain data."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, literal, null, select
from sqlalchemy.orm import Session

from ..core.asked import Asked, AskedNumber, AskedRows
from ..core.declarations import Declared
from ..core.labels import label, records
from ..core.measures import Measure, Number, Period, Reading, Row
from ..programme import catalogue as c
from ..programme.plans import is_state, plans_of
from ..programme.service import overrides
from .evaluate import Override, expected_of, measure_of
from .formulas import Formula, formula_of
from .official import official
from .origins import Origin
from .overlaps import group_of

CHUNK = 500  # keys asked of the database at once
Key = tuple[str, UUID]


@dataclass(frozen=True)
class Account:
    """A number with everything behind it. `reading` is what screens show, `counted` what the rows give (they differ
    only where `override` stands). A sum is the total of `above`; a share that of `above` over that of `below`.

    `shared`: the other numbers that a counted record also feeds; `same`: numbers that are this very number;
    `is_state`: what stands on a day, not what happened in the year."""

    asked: Asked
    code: str
    unit: str
    period: Period
    reading: Reading
    counted: Reading
    above: Origin
    below: Origin | None = None
    previous: Reading | None = None
    shared: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    override: Override | None = None
    expected: Number | None = None
    plan: Number | None = None
    main: str = ""
    is_state: bool = False

    @property
    def overlaps(self) -> list[tuple[str, int]]:
        """How many records of this number also count in another: (its code, records), the most first."""
        found: dict[str, int] = defaultdict(int)
        for codes in self.shared.values():
            for code in codes:
                found[code] += 1
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))

    @property
    def rows(self) -> tuple[tuple[Row, int], ...]:
        """Every row that counts, each with its side: 1 above the line, -1 below it."""
        below = self.below.counted if self.below is not None else ()
        return tuple((row, 1) for row in self.above.counted) + tuple((row, -1) for row in below)

    @property
    def left_out(self) -> tuple[Row, ...]:
        """What was looked at and does not count, above the line or below it, each row once."""
        below = self.below.left_out if self.below is not None else ()
        return tuple(dict.fromkeys((*self.above.left_out, *below)))

    @property
    def difference(self) -> Number | None:
        """This year's number less last year's; None where either is missing."""
        before = self.previous.value if self.previous is not None else None
        return None if self.reading.value is None or before is None else self.reading.value - before


def edition_of(asked: Asked) -> c.Catalogue:
    """The edition of the programme that counts what is asked: that of its year; of mere rows the newest."""
    return c.catalogue(asked.year if isinstance(asked, AskedNumber) else None)


def account_of(session: Session, asked: Asked, today: dt.date, catalogue: c.Catalogue, declared: Declared) -> Account:
    """The account of any number. KeyError for an unknown code or register; Refused for what is only tried out."""
    official(declared)
    if isinstance(asked, AskedRows):
        return _of_rows(session, asked, today, declared)
    formula, period = formula_of(asked.code, catalogue, declared), asked.period(today)
    before = AskedNumber(asked.code, asked.year - 1, asked.from_month, asked.to_month).period(today)
    counted = formula.read(session, period)
    above = _origin(session, asked.code, formula.above, period)
    below = None if formula.below is None else _origin(session, asked.code, formula.below, period)
    entry = catalogue.indicators.get(asked.code)
    entry_ = entry or catalogue.measures.get(formula.code)
    override = overrides(session, asked.year).get(asked.code) if entry else None
    earlier = overrides(session, asked.year - 1).get(asked.code) if entry else None
    plan = plans_of(session, (asked.year,), catalogue).get((asked.code, asked.year))
    same, shared = _overlaps(session, formula, above, Period(asked.year, today), catalogue, declared)
    return Account(
        asked,
        formula.code,
        formula.unit,
        period,
        counted if override is None else Reading.of(override.value, counted.beside),
        counted,
        above,
        below,
        formula.read(session, before) if earlier is None else Reading.of(earlier.value),
        shared,
        same,
        None if override is None else Override(override.value, override.reason),
        expected_of(entry) if entry else None,
        None if plan is None else plan.value,
        formula.main,
        entry_ is not None and is_state(entry_),
    )


def _origin(session: Session, code: str, measure: Measure, period: Period) -> Origin:
    counted, left_out = measure.rows(session, period)
    return Origin(code, period, tuple(counted), tuple(left_out))


def _overlaps(
    session: Session, formula: Formula, origin: Origin, period: Period, catalogue: c.Catalogue, declared: Declared
) -> tuple[tuple[str, ...], dict[Key, tuple[str, ...]]]:
    """(numbers that are this very number, the other numbers by record): only those that read the same registers."""
    mine = {(row.register, row.id) for row in origin.counted}
    registers = {register for register, _ in mine}
    own = formula.main or formula.code
    known = (*catalogue.measures, *catalogue.indicators)
    group = group_of(own, catalogue) if own in known else own
    same: list[str] = []
    found: dict[Key, list[str]] = defaultdict(list)
    for code in known:
        measure = measure_of(code, catalogue, declared)
        if measure is formula.above:
            same += [code] if code != formula.code else []
        elif group_of(code, catalogue) != group and registers & {part.register for part in measure.parts}:
            for key in {(row.register, row.id) for row in measure.rows(session, period)[0]} & mine:
                found[key].append(code)
    return tuple(same), {key: tuple(codes) for key, codes in found.items()}


# ---- any rows of a register ----------------------------------------------------------------------------------------
def _of_rows(session: Session, asked: AskedRows, today: dt.date, declared: Declared) -> Account:
    rows = tuple(_records(session, asked, declared))
    last = max((row.on for row in rows if row.on is not None), default=today)
    origin = Origin("", Period(last.year, today), rows, ())
    reading = Reading.of(origin.total)
    return Account(asked, "", "", origin.period, reading, reading, origin)


def _records(session: Session, asked: AskedRows, declared: Declared) -> Iterable[Row]:
    """The asked records in order of their dates."""
    register = declared.registers[asked.register]
    model: Any = records()[asked.register]
    date = register.date and model.__table__.c[register.date]
    on = date if date is not None and date != "" and date.type.python_type is dt.date else cast(null(), Date)
    counts = model.__table__.c[asked.by] if asked.by else literal(1)
    found: list[Row] = []
    for first in range(0, len(asked.ids), CHUNK):
        some = select(model.id, on.label("on"), label(model).label("title"), counts.label("counts"))
        for key, day, title, n in session.execute(some.where(model.id.in_(asked.ids[first : first + CHUNK]))):
            found.append(Row(asked.register, key, day, title or "", int(n or 0)))
    return sorted(found, key=lambda row: (row.on or dt.date.min, row.title, row.id.int))
