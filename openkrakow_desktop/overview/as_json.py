"""Numbers as plain data for `--json` (decisions.md 25): whole numbers as they are, fractions exact and rounded.

No data is null with a reason; every number has its counting basis. Money is in grosze and says so."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..core.measures import Number, Reading, Row, State
from ..core.words import Words
from .evaluate import IndicatorNumber, MeasureNumber, YearNumbers
from .official import official
from .wording import basis_of, reason_of

DIGITS = 6  # of the rounded decimal beside an exact fraction
GROSZ = "grosz"
Tree = dict[str, Any]


def measures_tree(numbers: YearNumbers, words: Words) -> Tree:
    """The 37 numbers of Table 1."""
    return _head(numbers) | {"measures": [_number(one, words) for one in numbers.measures.values()]}


def indicators_tree(numbers: YearNumbers, words: Words) -> Tree:
    """The ten indicators of Table 2, with base, expected value, status and the year before."""
    return _head(numbers) | {"indicators": [_indicator(one, words) for one in numbers.indicators.values()]}


def rows_tree(
    numbers: YearNumbers, code: str, rows: Sequence[Row], left_out: Sequence[Row], words: Words
) -> Tree:
    """The records behind one number, and those left out with why."""
    official(numbers)
    return {
        "code": code,
        "year": numbers.period.year,
        "value": plain_value(numbers.reading(code).value),
        "rows": [_row(row) for row in rows],
        "left_out": [_row(row) | {"why": words(f"why.{row.why}")} for row in left_out],
    }


def plain_value(value: Number | None) -> int | float | None:
    """A whole number as it is, a fraction rounded."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else round(float(value), DIGITS)


def exact_value(value: Number | None) -> int | str | None:
    """A whole number as it is, a fraction as "98/3"."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return value


def _head(numbers: YearNumbers) -> Tree:
    official(numbers)
    told: Tree = {"year": numbers.period.year, "as_of": numbers.period.today.isoformat()}
    return told if numbers.version is None else told | {"version": numbers.version}


def _number(one: MeasureNumber | IndicatorNumber, words: Words) -> Tree:
    reading, entry = one.reading, one.entry
    return {
        "code": entry.code,
        "state": reading.state.value,
        "value": plain_value(reading.value),
        "exact": exact_value(reading.value),
        "unit": GROSZ if entry.unit == "pln" else entry.unit,
        "basis": basis_of(one, words.language),
        "reason": None if reading.state is State.NUMBER else reason_of(reading, words),
        "beside": [_beside(code, beside, words) for code, beside in reading.beside.items()],
    }


def _beside(code: str, reading: Reading, words: Words) -> Tree:
    told: Tree = {"code": code, "value": plain_value(reading.value)}
    if isinstance(reading.value, Fraction):
        told["exact"] = exact_value(reading.value)
    if reading.state is not State.NUMBER:
        told |= {"state": reading.state.value, "reason": reason_of(reading, words)}
    return told


def _indicator(one: IndicatorNumber, words: Words) -> Tree:
    told = _number(one, words) | {
        "base": plain_value(one.base),
        "base_year": one.entry.base.year,
        "expected": plain_value(one.expected),
        "status": one.status.value,
        "previous": plain_value(one.previous.value),
    }
    if one.override is not None:
        told["override"] = {"counted": plain_value(one.counted.value), "reason": one.override.reason}
    if one.sources:
        told["sources"] = dict(one.sources)
    return told


def _row(row: Row) -> Tree:
    return {
        "register": row.register,
        "id": str(row.id),
        "date": row.on.isoformat() if row.on else None,
        "title": row.title,
        "counts": row.counts,
    }
