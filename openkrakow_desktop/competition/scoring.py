"""Arithmetic of the Chapter's scoring: pure and exact (int, Fraction); rounding is for display, or a rule of the
edition.

No public text gives points, weights or a way to break ties (domain.md §0.2): all of this is an internal aid (A), and
a tie is only ever shown here, never broken."""

from __future__ import annotations

import enum
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class ScoringMethod(enum.Enum):
    """What a candidate's result is made of the jurors' totals."""

    MEAN = "ŚREDNIA"
    MEDIAN = "MEDIANA"


class MissingScoreRule(enum.Enum):
    """What a missing score means; it is never zero points."""

    SKIP = "POMIJANA"  # a score card with a hole does not count, the others do
    REQUIRE = "WYMAGANA"  # a candidate is ranked only when every eligible juror's card is complete


class RankBasis(enum.Enum):
    """Whether places follow exact results or results rounded to the edition's step."""

    EXACT = "DOKŁADNE"
    ROUNDED = "ZAOKRĄGLONE"


@dataclass(frozen=True)
class Weighed:
    """A criterion: its weight (at least 1) and the most points it gives."""

    key: Hashable
    weight: int = 1
    most: int = 10


@dataclass(frozen=True)
class Rules:
    """The rules of an edition that turn score cards into places.

    `minimum`: fewest complete cards to be ranked, None = half of the eligible jurors, rounded up (A). `trim`: how many
    of the highest and of the lowest totals are left out. `step`: what results are rounded to, half up."""

    criteria: tuple[Weighed, ...]
    method: ScoringMethod = ScoringMethod.MEAN
    missing: MissingScoreRule = MissingScoreRule.SKIP
    minimum: int | None = None
    trim: int = 0
    rank_on: RankBasis = RankBasis.EXACT
    step: Fraction = Fraction(1, 100)

    @property
    def most(self) -> int:
        """The greatest total of one card: 40 by default."""
        return sum(one.weight * one.most for one in self.criteria)


@dataclass(frozen=True)
class Standing(Generic[Key]):
    """A candidate's result. `rank` is None when there are too few complete cards: "za mało ocen", not the last
    place."""

    candidate: Key
    totals: tuple[Fraction, ...]
    eligible: int
    result: Fraction | None
    mean: Fraction | None
    median: Fraction | None
    spread: Fraction | None
    rank: int | None = field(default=None)

    @property
    def cards(self) -> int:
        return len(self.totals)


def total(points: Mapping[Any, int | None], criteria: Sequence[Weighed]) -> Fraction | None:
    """The weighed sum of one score card, None when a criterion has no points (an abstention, or not scored)."""
    given = [points.get(one.key) for one in criteria]
    if any(one is None for one in given):
        return None
    return Fraction(sum(one.weight * (each or 0) for one, each in zip(criteria, given, strict=True)))


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The arithmetic mean, exact; None of nothing."""
    return Fraction(sum(values), len(values)) if values else None


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two middle ones; None of nothing."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[Fraction]) -> Fraction | None:
    """The greatest value less the least; None of nothing."""
    return max(values) - min(values) if values else None


def trimmed(values: Sequence[Fraction], ends: int) -> list[Fraction]:
    """The values without the `ends` lowest and the `ends` highest; all of them where nothing would be left."""
    ordered = sorted(values)
    return ordered[ends : len(ordered) - ends] if len(ordered) > 2 * ends else ordered


def needed(eligible: int, minimum: int | None) -> int:
    """How many complete cards a candidate needs to be ranked: the edition's minimum, else half of the eligible, rounded
    up, and never fewer than one."""
    return max(1, minimum if minimum is not None else -(-eligible // 2))


def ranks(results: Sequence[Fraction]) -> list[int]:
    """Places, greatest first, equal results sharing one: 1, 1, 3."""
    return [1 + sum(other > one for other in results) for one in results]


def round_half_up(value: Fraction, step: Fraction) -> Fraction:
    """The multiple of `step` nearest to `value`, halves upward (away from zero below it, as on paper)."""
    steps = value / step
    whole = (abs(steps) + Fraction(1, 2)).__floor__()
    return step * (whole if steps >= 0 else -whole)


def shown(value: Fraction, places: int = 2) -> Decimal:
    """A result as it is printed: half up to `places` decimals, 98/3 as 32.67."""
    scaled = round_half_up(value, Fraction(1, 10**places)) * 10**places
    return Decimal(int(scaled)).scaleb(-places)


def share(value: Fraction, most: int) -> Fraction:
    """A result as percent of the greatest possible one: 98/3 of 40 is 245/3 %."""
    return value * 100 / most


def standings(
    cards: Mapping[Key, Sequence[Fraction | None]], eligible: Mapping[Key, int], rules: Rules
) -> list[Standing[Key]]:
    """Results of the candidates of one category, ranked ones first, in order of place.

    `cards`: totals of the submitted cards of eligible jurors (None = a card with a hole). `eligible`: jurors who may
    score the candidate; a juror in conflict is neither among the cards nor in this number."""
    worked_out = [_standing(one, cards[one], eligible[one], rules) for one in cards]
    ranked = [one for one in worked_out if one.result is not None]
    results = [one.result for one in ranked if one.result is not None]
    if rules.rank_on is RankBasis.ROUNDED:
        results = [round_half_up(one, rules.step) for one in results]
    placed = {one.candidate: place for one, place in zip(ranked, ranks(results), strict=True)}
    told = [
        Standing(
            one.candidate,
            one.totals,
            one.eligible,
            one.result,
            one.mean,
            one.median,
            one.spread,
            placed.get(one.candidate),
        )
        for one in worked_out
    ]
    return sorted(told, key=lambda one: (one.rank is None, one.rank or 0))


def _standing(candidate: Key, cards: Sequence[Fraction | None], eligible: int, rules: Rules) -> Standing[Key]:
    complete = [one for one in cards if one is not None]
    is_enough = len(complete) >= needed(eligible, rules.minimum)
    if rules.missing is MissingScoreRule.REQUIRE:
        is_enough = is_enough and len(complete) == len(cards) >= eligible
    kept = trimmed(complete, rules.trim)
    worth = mean(kept) if rules.method is ScoringMethod.MEAN else median(kept)
    return Standing(
        candidate,
        tuple(sorted(complete)),
        eligible,
        worth if is_enough else None,
        mean(complete),
        median(complete),
        spread(complete),
    )


def ties(found: Sequence[Standing[Key]]) -> list[tuple[Key, ...]]:
    """Groups of candidates that share a place, best first."""
    places = sorted({one.rank for one in found if one.rank is not None})
    groups = [tuple(one.candidate for one in found if one.rank == place) for place in places]
    return [group for group in groups if len(group) > 1]


def open_ties(
    found: Sequence[Standing[Key]], titles: int | None, settled: Collection[frozenset[Key]] = ()
) -> list[tuple[Key, ...]]:
    """Ties that decide who gets one of `titles` and that nobody has settled: places 1, 1 with one title, not with two.

    With no limit of titles no tie decides anything."""
    if titles is None:
        return []
    place = {one.candidate: one.rank or 0 for one in found}
    return [
        group
        for group in ties(found)
        if place[group[0]] <= titles < place[group[0]] + len(group) - 1 and frozenset(group) not in settled
    ]
