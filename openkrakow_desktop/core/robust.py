"""What is usual among some numbers, and how far another may be from it: median and MAD, exact.

One wild value among the others moves neither the median nor the median absolute deviation, so that it cannot hide the
next one. Fewer than five numbers tell nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .measures import Number

FEWEST = 5  # numbers below which nothing is usual
SPREAD = 3 * Fraction(14826, 10000)  # three standard deviations, where a deviation is 1.4826 MAD of normal data


@dataclass(frozen=True)
class Usual:
    """The median of `n` numbers; below `low` and above `high` a number is unusual."""

    median: Fraction
    low: Fraction
    high: Fraction
    n: int

    def is_above(self, value: Number) -> bool:
        return value > self.high

    def is_below(self, value: Number) -> bool:
        return value < self.low


def median(values: Sequence[Number]) -> Fraction:
    """The middle one, or the mean of the two in the middle; exact. ValueError without any."""
    if not values:
        raise ValueError("no numbers")
    ordered, half = sorted(values), len(values) // 2
    return Fraction(ordered[half] if len(values) % 2 else Fraction(ordered[half - 1] + ordered[half]) / 2)


def usual_of(values: Sequence[Number], least: Number, share: Fraction = Fraction(1, 2)) -> Usual | None:
    """What is usual among these numbers; None where there are fewer than five.

    A number is unusual only if it is off the median by more than three robust deviations, by more than `share` of the
    median and by more than `least`: small numbers jump about, and steady ones have no deviation at all."""
    if len(values) < FEWEST:
        return None
    middle = median(values)
    mad = median([abs(Fraction(value) - middle) for value in values])
    reach = max(SPREAD * mad, share * abs(middle), Fraction(least))
    return Usual(middle, middle - reach, middle + reach, len(values))


def rounded(value: Fraction) -> int:
    """To the nearest whole number, a half away from zero: for showing only."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))
