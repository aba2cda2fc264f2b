"""How far jurors agree: Krippendorff's alpha, Kendall's W, ICC(2,k). Exact fractions, refused below a minimum sample.

Published competitions of professionals reach an alpha of 0.06 to 0.22 (products.md §3a): a low number is no fault of
the jury, and it ranks nobody."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

Juror = TypeVar("Juror", bound=Hashable)
Candidate = TypeVar("Candidate", bound=Hashable)
LEAST_JURORS, LEAST_CANDIDATES = 3, 5  # fewer say nothing (A)
Table = Sequence[Sequence[Fraction | None]]  # rows: candidates (units); columns: jurors (observers); None = no score
Distance = Callable[[int, int], Fraction]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient, or the word key of the reason why there is none; with the sample it was worked out from."""

    value: Fraction | None
    reason: str
    jurors: int
    candidates: int


@dataclass(frozen=True)
class Agreement:
    """What can be said about agreement. Alpha takes every candidate with two scores; W and ICC only those whom all the
    jurors scored."""

    alpha_interval: Coefficient
    alpha_ordinal: Coefficient
    kendall_w: Coefficient
    icc_single: Coefficient
    icc_mean: Coefficient


def agreement(cards: Mapping[Juror, Mapping[Candidate, Fraction]]) -> Agreement:
    """The coefficients of jurors' totals (juror → candidate → total)."""
    jurors = [one for one, row in cards.items() if row]
    candidates = list(dict.fromkeys(one for row in cards.values() for one in row))
    table = [[cards[juror].get(one) for juror in jurors] for one in candidates]
    paired = [row for row in table if sum(value is not None for value in row) > 1]
    whole = [[value for value in row if value is not None] for row in table if None not in row]

    def told(work: Callable[[], Fraction | None], rows: int) -> Coefficient:
        if len(jurors) < LEAST_JURORS:
            return Coefficient(None, "agreement.too_few_jurors", len(jurors), rows)
        if rows < LEAST_CANDIDATES:
            return Coefficient(None, "agreement.too_few_candidates", len(jurors), rows)
        value = work()
        return Coefficient(value, "" if value is not None else "agreement.no_variation", len(jurors), rows)

    return Agreement(
        told(lambda: krippendorff(paired, interval), len(paired)),
        told(lambda: krippendorff(paired, ordinal), len(paired)),
        told(lambda: kendall_w(whole), len(whole)),
        told(lambda: icc(whole)[0], len(whole)),
        told(lambda: icc(whole)[1], len(whole)),
    )


# ---- Krippendorff --------------------------------------------------------------------------------------------------
Level = Callable[[Sequence[Fraction], Sequence[Fraction]], Distance]


def nominal(values: Sequence[Fraction], counts: Sequence[Fraction]) -> Distance:
    """Equal or not."""
    return lambda a, b: Fraction(a != b)


def interval(values: Sequence[Fraction], counts: Sequence[Fraction]) -> Distance:
    """The square of the difference."""
    return lambda a, b: (values[a] - values[b]) ** 2


def ordinal(values: Sequence[Fraction], counts: Sequence[Fraction]) -> Distance:
    """The square of how many values lie between, the two themselves by half."""
    sums = [Fraction(0), *accumulate(counts)]
    return lambda a, b: (sums[max(a, b) + 1] - sums[min(a, b)] - (counts[a] + counts[b]) / 2) ** 2


def krippendorff(units: Table, level: Level) -> Fraction | None:
    """1 - observed / expected disagreement (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011), with
    cells missing; a unit with one value pairs with nothing. None when all values are equal."""
    pairable = [[value for value in row if value is not None] for row in units]
    pairable = [row for row in pairable if len(row) > 1]
    values = sorted({value for row in pairable for value in row})
    place = {value: number for number, value in enumerate(values)}
    counts = [Fraction(0)] * len(values)
    pairs: dict[tuple[int, int], Fraction] = {}
    for row in pairable:
        held: dict[int, int] = {}
        for value in row:
            held[place[value]] = held.get(place[value], 0) + 1
        for a, many in held.items():
            counts[a] += many
            for b, others in held.items():
                if b > a:
                    pairs[a, b] = pairs.get((a, b), Fraction(0)) + Fraction(many * others, len(row) - 1)
    apart = level(values, counts)
    observed = sum((weight * apart(a, b) for (a, b), weight in pairs.items()), Fraction(0))
    expected = sum(
        (counts[a] * counts[b] * apart(a, b) for a in range(len(values)) for b in range(a + 1, len(values))),
        Fraction(0),
    )
    return 1 - (sum(counts) - 1) * observed / expected if expected else None


# ---- Kendall -------------------------------------------------------------------------------------------------------
def kendall_w(units: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """Kendall's coefficient of concordance with the correction for ties: 12 S / (m²(n³ - n) - m Σ(t³ - t)), mean ranks
    for equals. None where every juror ranks all equal."""
    n, m = len(units), len(units[0]) if units else 0
    columns = [_mean_ranks([row[juror] for row in units]) for juror in range(m)]
    sums = [sum((column[unit] for column in columns), Fraction(0)) for unit in range(n)]
    middle = Fraction(m * (n + 1), 2)
    squares = sum(((one - middle) ** 2 for one in sums), Fraction(0))
    tied = 0
    for juror in range(m):
        given = [row[juror] for row in units]
        tied += sum(count**3 - count for count in (given.count(value) for value in set(given)))
    most = m * m * (n**3 - n) - m * tied
    return 12 * squares / most if most else None


def _mean_ranks(values: Sequence[Fraction]) -> list[Fraction]:
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    many = {value: ordered.count(value) for value in first}
    return [first[value] + Fraction(many[value] - 1, 2) for value in values]


# ---- intraclass correlation ----------------------------------------------------------------------------------------
def icc(units: Sequence[Sequence[Fraction]]) -> tuple[Fraction | None, Fraction | None]:
    """ICC(2,1) and ICC(2,k): agreement of one juror, and of the mean of all k, both random (P. E. Shrout, J. L. Fleiss,
    Psychological Bulletin 86, 1979). None where nothing varies."""
    n, k = len(units), len(units[0]) if units else 0
    if n < 2 or k < 2:
        return None, None
    grand = Fraction(sum(sum(row) for row in units), n * k)
    rows = k * sum((Fraction(sum(row), k) - grand) ** 2 for row in units)
    columns = n * sum((Fraction(sum(row[juror] for row in units), n) - grand) ** 2 for juror in range(k))
    every = sum((value - grand) ** 2 for row in units for value in row)
    between, jurors = Fraction(rows, n - 1), Fraction(columns, k - 1)
    error = Fraction(every - rows - columns, (n - 1) * (k - 1))
    single = between + (k - 1) * error + Fraction(k, n) * (jurors - error)
    average = between + (jurors - error) / n
    return ((between - error) / single if single else None), ((between - error) / average if average else None)
