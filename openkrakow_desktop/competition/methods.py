"""How points of many become one number: exact functions of fractions, each with the place its rule was found in.

Only what needs a root (standard deviation, z-score) leaves fractions: it is a Decimal of 28 digits and a diagnosis,
never a result (products.md §3a)."""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

Juror = TypeVar("Juror", bound=Hashable)
Candidate = TypeVar("Candidate", bound=Hashable)
DIGITS = Decimal("1e-12")  # z-scores closer than this are equal


class ClipOrder(enum.Enum):
    """When clipped values are rounded to the step: 11 of 155 results of one public competition depend on it."""

    CELLS_FIRST = "KOMÓRKI"  # each clipped value is rounded half up, then averaged
    NOT_ROUNDED = "BEZ"  # clipped values are averaged as they are


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The arithmetic mean, exact; None of nothing."""
    if not values:
        return None
    if (of := _shared(values)) is not None:
        return Fraction(sum(one.numerator for one in values), of * len(values))
    return Fraction(sum(values), len(values))


def ordered(values: Sequence[Fraction]) -> list[Fraction]:
    """The values, least first."""
    if _shared(values) is not None:
        return sorted(values, key=_numerator)
    return sorted(values)


def _shared(values: Sequence[Fraction]) -> int | None:
    """The denominator of all values, where it is one: then integers do, which is five times as fast."""
    found = {one.denominator for one in values}
    return found.pop() if len(found) == 1 else None


def _numerator(value: Fraction) -> int:
    return value.numerator


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two middle ones; None of nothing."""
    told, half = ordered(values), len(values) // 2
    if not told:
        return None
    return Fraction(told[half]) if len(told) % 2 else Fraction(told[half - 1] + told[half]) / 2


def spread(values: Sequence[Fraction]) -> Fraction | None:
    """The greatest value less the least; None of nothing."""
    return max(values) - min(values) if values else None


def variance(values: Sequence[Fraction]) -> Fraction | None:
    """The population variance (divided by n, not by n - 1), exact; None of nothing."""
    middle = mean(values)
    if middle is None:
        return None
    return Fraction(sum((one - middle) ** 2 for one in values), len(values))


def deviation(values: Sequence[Fraction]) -> Decimal | None:
    """The population standard deviation, to 28 digits; None of nothing."""
    found = variance(values)
    return None if found is None else as_decimal(found).sqrt()


def as_decimal(value: Fraction) -> Decimal:
    """A fraction to 28 digits: for diagnoses only."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def round_half_up(value: Fraction, step: Fraction) -> Fraction:
    """The multiple of `step` nearest to `value`, halves upward (away from zero below it, as on paper)."""
    steps = value / step
    whole = (abs(steps) + Fraction(1, 2)).__floor__()
    return step * (whole if steps >= 0 else -whole)


def trimmed(values: Sequence[Fraction], ends: int) -> list[Fraction] | None:
    """The values without the `ends` lowest and the `ends` highest; None where nothing would be left."""
    return ordered(values)[ends : len(values) - ends] if len(values) > 2 * ends else None


def closest(values: Sequence[Fraction]) -> list[Fraction]:
    """The values that count in rope skipping (IJRU Technical Manual 3.0.0, "Averaging"): of two both; of three the
    closest pair, the higher one where both gaps are equal; of four or more all but one lowest and one highest."""
    told = ordered(values)
    if len(told) < 3:
        return told
    if len(told) > 3:
        return told[1:-1]
    low, middle, high = told
    return [low, middle] if middle - low < high - middle else [middle, high]


def clipped(values: Sequence[Fraction], most: Fraction, step: Fraction, order: ClipOrder) -> list[Fraction]:
    """The values, each brought to at most `most` from their exact mean; then, by CELLS_FIRST, each rounded half up to
    the step, before anything is averaged (the public music competition's rule in products.md §3a)."""
    middle = mean(values)
    if middle is None:
        return []
    kept = [min(max(one, middle - most), middle + most) for one in values]
    return [round_half_up(one, step) for one in kept] if order is ClipOrder.CELLS_FIRST else kept


def weighted(parts: Iterable[tuple[int, Fraction]]) -> Fraction | None:
    """Σ weight · value / Σ weight; None where the weights add up to nothing."""
    told = list(parts)
    weights = sum(weight for weight, _ in told)
    return Fraction(sum(weight * value for weight, value in told), weights) if weights else None


@dataclass(frozen=True)
class Scale:
    """How a juror uses the points: mean and population standard deviation of what the juror gave."""

    mean: Fraction
    deviation: Decimal


@dataclass(frozen=True)
class ZScores(Generic[Juror, Candidate]):
    """A diagnosis: each candidate's mean z-score, a juror without any spread giving 0 to everybody.

    Another candidate's withdrawal changes these values: they say who is moved by strict and mild jurors, and rank
    nobody."""

    candidates: Mapping[Candidate, Decimal]
    jurors: Mapping[Juror, Scale]


def z_scores(cards: Mapping[Juror, Mapping[Candidate, Fraction]]) -> ZScores[Juror, Candidate]:
    """(x - mean of the juror) / population deviation of the juror, then the mean over the jurors who scored."""
    given: dict[Candidate, list[Decimal]] = {}
    scales: dict[Juror, Scale] = {}
    for juror, row in cards.items():
        values = list(row.values())
        middle, spreads = mean(values), deviation(values)
        if middle is None or spreads is None:
            continue
        scales[juror] = Scale(middle, spreads)
        for candidate, value in row.items():
            given.setdefault(candidate, []).append(
                as_decimal(value - middle) / spreads if spreads else Decimal(0)
            )
    told = {one: (sum(values, Decimal(0)) / len(values)).quantize(DIGITS) for one, values in given.items()}
    return ZScores(told, scales)


def severity(cards: Mapping[Juror, Mapping[Candidate, Fraction]]) -> dict[Juror, Fraction]:
    """How many points a juror gives above (mild) or below (strict) the mean of all who scored the same candidates."""
    columns: dict[Candidate, list[Fraction]] = {}
    for row in cards.values():
        for candidate, value in row.items():
            columns.setdefault(candidate, []).append(value)
    middles = {one: mean(values) or Fraction(0) for one, values in columns.items()}
    told = {juror: mean([value - middles[one] for one, value in row.items()]) for juror, row in cards.items()}
    return {juror: value for juror, value in told.items() if value is not None}
