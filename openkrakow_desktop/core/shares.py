"""Parts of a whole in percent that add up to exactly 100: by largest remainder, in integers, never in floats.

Whoever shows shares of one whole (workbook, PDF, window) asks here, so that they are the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

WHOLE = 100


def largest_remainder(parts: Sequence[int | Fraction], whole: int = WHOLE) -> list[int]:
    """Each part's share of their sum in `whole`ths (100: percent), rounded so that the shares add up to `whole`.

    Every share is its exact value rounded down or up; what is missing goes to the greatest remainders, of equal ones
    to the greater part, then to the one that stands first. A part of zero is zero. All zero where there is nothing
    to share. ValueError for a negative part."""
    if any(part < 0 for part in parts):
        raise ValueError("a part below zero")
    total = sum(map(Fraction, parts), Fraction(0))
    if not total:
        return [0] * len(parts)
    exact = [Fraction(part) * whole / total for part in parts]
    shares = [int(one) for one in exact]  # rounded down, as none is negative
    order = sorted(range(len(parts)), key=lambda at: (shares[at] - exact[at], -parts[at], at))
    for at in order[: whole - sum(shares)]:
        shares[at] += 1
    return shares


def percentages(parts: Sequence[int | Fraction | None]) -> list[Fraction | None]:
    """The parts as shares of 1 in whole percents that add up to 1; what is not known has no share."""
    found = iter(largest_remainder([part for part in parts if part is not None]))
    return [None if part is None else Fraction(next(found), WHOLE) for part in parts]
