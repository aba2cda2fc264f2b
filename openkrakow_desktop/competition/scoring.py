"""The rules of an edition that turn score cards into places: pure and exact (int, Fraction); rounding is for display,
or itself a rule of the edition.

No public text gives points, weights or a way to break ties (domain.md §0.2): all of this is an internal aid (A), and
a tie is only ever shown here, never broken."""

from __future__ import annotations

import enum
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from .methods import (
    ClipOrder,
    clipped,
    closest,
    deviation,
    mean,
    median,
    ordered,
    round_half_up,
    spread,
    trimmed,
    weighted,
)

Key = TypeVar("Key", bound=Hashable)
Worth = Fraction | tuple[Fraction | None, ...] | None  # of a card: one number, or one for each stage


class ScoringMethod(enum.Enum):
    """What a candidate's result is made of the jurors' totals."""

    MEAN = "ŚREDNIA"
    MEDIAN = "MEDIANA"
    TRIMMED = "ŚREDNIA_OBCIĘTA"  # without the `trim` highest and lowest totals
    CLIPPED = "ŚREDNIA_OGRANICZONA"  # totals brought to at most `clip` from their mean
    CLOSEST = "BEZ_SKRAJNYCH"  # 2: both; 3: the closest pair; 4 and more: without one highest and one lowest


class MissingScoreRule(enum.Enum):
    """What a missing score means; it is never zero points."""

    ANSWERED = "ODPOWIEDZI"  # a card counts by the weighted mean of what it answers
    SKIP = "POMIJANA"  # a score card with a hole does not count, the others do
    REQUIRE = "WYMAGANA"  # a candidate is ranked only when every eligible juror's card is complete


class RankBasis(enum.Enum):
    """Whether places follow exact results or results rounded to the edition's step."""

    EXACT = "DOKŁADNE"
    ROUNDED = "ZAOKRĄGLONE"


class NotRanked(enum.Enum):
    """Why a candidate has no place; said in words, never shown as the last place."""

    TOO_FEW_CARDS = "ZA_MAŁO_KART"
    CARD_MISSING = "BRAK_KARTY"  # every eligible juror's card is required
    TOO_FEW_TO_TRIM = "ZA_MAŁO_DO_OBCIĘCIA"
    STAGE_MISSING = "BRAK_ETAPU"


@dataclass(frozen=True)
class Weighed:
    """A criterion: its weight (at least 1), its fewest and most points; not counted: shown beside the result only."""

    key: Hashable
    weight: int = 1
    most: int = 10
    least: int = 0
    is_counted: bool = True
    stage: Hashable | None = None


@dataclass(frozen=True)
class Stage:
    """A part of the scoring with a result of its own; `clip` in place of the edition's."""

    key: Hashable
    weight: int = 1
    clip: Fraction | None = None


@dataclass(frozen=True)
class Rules:
    """The rules of an edition that turn score cards into places.

    `minimum`: fewest cards to be ranked, None = half of the eligible jurors, rounded up (A). `trim`: how many of the
    highest and of the lowest totals are left out. `clip`: how far from the mean of a candidate's totals one may lie.
    `step`: what results (and clipped totals) are rounded to, half up. With stages a result is Σ weight · result of the
    stage / Σ weight."""

    criteria: tuple[Weighed, ...]
    method: ScoringMethod = ScoringMethod.MEAN
    missing: MissingScoreRule = MissingScoreRule.ANSWERED
    minimum: int | None = None
    trim: int = 0
    rank_on: RankBasis = RankBasis.EXACT
    step: Fraction = Fraction(1, 100)
    clip: Fraction | None = None
    clip_order: ClipOrder = ClipOrder.CELLS_FIRST
    stages: tuple[Stage, ...] = ()

    def counted(self, stage: Stage | None = None) -> tuple[Weighed, ...]:
        """The criteria that count: in this stage, or all."""
        return tuple(one for one in self.criteria if one.is_counted and (stage is None or one.stage == stage.key))

    @property
    def most(self) -> Fraction:
        """The greatest possible result: 40 by default."""
        if self.stages:
            return weighted((one.weight, _most(self.counted(one))) for one in self.stages) or Fraction(0)
        return _most(self.counted())


def _most(criteria: Sequence[Weighed]) -> Fraction:
    return Fraction(sum(one.weight * one.most for one in criteria))


@dataclass(frozen=True)
class Standing(Generic[Key]):
    """A candidate's result. `rank` is None when there is no place, and `why` says why: "za mało ocen" is not the last
    place. `holes`: submitted cards that have no value (all abstained, or a hole where none is allowed)."""

    candidate: Key
    totals: tuple[Fraction, ...]
    eligible: int
    result: Fraction | None
    rank: int | None = None
    why: NotRanked | None = None
    stages: tuple[Fraction | None, ...] = ()
    holes: int = 0

    @property
    def cards(self) -> int:
        return len(self.totals)

    @property
    def mean(self) -> Fraction | None:
        """The plain mean of the totals, whatever the method is."""
        return mean(self.totals)

    @property
    def median(self) -> Fraction | None:
        return median(self.totals)

    @property
    def spread(self) -> Fraction | None:
        """The greatest total less the least."""
        return spread(self.totals)

    @property
    def deviation(self) -> Decimal | None:
        """The population standard deviation of the totals: a measure of disagreement."""
        return deviation(self.totals)


def total(
    points: Mapping[Any, int | None], criteria: Sequence[Weighed], missing: MissingScoreRule = MissingScoreRule.SKIP
) -> Fraction | None:
    """The weighted sum of one score card's counted criteria; None when nothing is answered.

    With a hole (an abstention, not scored): None, or by ANSWERED the sum of what is answered in proportion to the most
    it could have been, so that a hole costs no points. With equal scales that is Σ weight · points / Σ weight over the
    answered criteria (products.md §3a), times the weights of all."""
    counted = [one for one in criteria if one.is_counted]
    answered = [(one, given) for one in counted if (given := points.get(one.key)) is not None]
    if not answered or (missing is not MissingScoreRule.ANSWERED and len(answered) < len(counted)):
        return None
    earned = sum(one.weight * given for one, given in answered)
    if len(answered) == len(counted):
        return Fraction(earned)
    return Fraction(earned) * _most(counted) / _most([one for one, _ in answered])


def worth(points: Mapping[Any, int | None], rules: Rules) -> Worth:
    """What a card gives: its total, or with stages one total for each."""
    if not rules.stages:
        return total(points, rules.criteria, rules.missing)
    return tuple(total(points, rules.counted(one), rules.missing) for one in rules.stages)


def whole(card: Worth, rules: Rules) -> Fraction | None:
    """A card as one number: with stages its weighted mean, None when a stage is empty."""
    if not isinstance(card, tuple):
        return card
    parts = [(one.weight, value) for one, value in zip(rules.stages, card, strict=True) if value is not None]
    return weighted(parts) if len(parts) == len(rules.stages) else None


def needed(eligible: int, minimum: int | None) -> int:
    """How many cards a candidate needs to be ranked: the edition's minimum, else half of the eligible, rounded up, and
    never fewer than one."""
    return max(1, minimum if minimum is not None else -(-eligible // 2))


def ranks(results: Sequence[Any]) -> list[int]:
    """Places, greatest first, equal results sharing one: 1, 1, 3."""
    ordered = sorted(results, reverse=True)
    first: dict[Any, int] = {}
    for place, one in enumerate(ordered, 1):
        first.setdefault(one, place)
    return [first[one] for one in results]


def shown(value: Fraction, places: int = 2) -> Decimal:
    """A result as it is printed: half up to `places` decimals, 98/3 as 32.67."""
    scaled = round_half_up(value, Fraction(1, 10**places)) * 10**places
    return Decimal(int(scaled)).scaleb(-places)


def share(value: Fraction, most: Fraction | int) -> Fraction:
    """A result as percent of the greatest possible one: 98/3 of 40 is 245/3 %."""
    return Fraction(value) * 100 / most


def aggregated(values: Sequence[Fraction], rules: Rules, clip: Fraction | None = None) -> Fraction | None:
    """The totals of one candidate as one number, by the edition's method; None where trimming would leave nothing."""
    match rules.method:
        case ScoringMethod.MEDIAN:
            return median(values)
        case ScoringMethod.TRIMMED:
            return mean(trimmed(values, rules.trim) or ())
        case ScoringMethod.CLIPPED:
            limit = clip if clip is not None else rules.clip
            return mean(values if limit is None else clipped(values, limit, rules.step, rules.clip_order))
        case ScoringMethod.CLOSEST:
            return mean(closest(values))
    return mean(values)


def standings(
    cards: Mapping[Key, Sequence[Worth]], eligible: Mapping[Key, int], rules: Rules
) -> list[Standing[Key]]:
    """Results of the candidates of one category, ranked ones first, in order of place.

    `cards`: what the submitted cards of eligible jurors give (None = a card without a value). `eligible`: jurors who
    may score the candidate; a juror in conflict is neither among the cards nor in this number."""
    worked_out = [_standing(one, cards[one], eligible[one], rules) for one in cards]
    results = [one.result for one in worked_out if one.result is not None]
    if rules.rank_on is RankBasis.ROUNDED:
        results = [round_half_up(one, rules.step) for one in results]
    places = iter(ranks(results))
    told = [replace(one, rank=next(places)) if one.result is not None else one for one in worked_out]
    return sorted(told, key=lambda one: (one.rank is None, one.rank or 0))


def _standing(candidate: Key, cards: Sequence[Worth], eligible: int, rules: Rules) -> Standing[Key]:
    totals = [value for one in cards if (value := whole(one, rules)) is not None]
    staged = [_stage(cards, place, eligible, rules) for place in range(len(rules.stages) or 1)]
    why = next((reason for _, reason in staged if reason is not None), None)
    if why is not None and len(staged) > 1 and any(reason is None for _, reason in staged):
        why = NotRanked.STAGE_MISSING
    result = None
    if why is None:
        weights = [one.weight for one in rules.stages] or [1]
        result = weighted((weight, value or Fraction(0)) for weight, (value, _) in zip(weights, staged, strict=True))
    return Standing(
        candidate,
        tuple(ordered(totals)),
        eligible,
        result,
        None,
        why,
        tuple(value for value, _ in staged) if rules.stages else (),
        len(cards) - len(totals),
    )


def _stage(
    cards: Sequence[Worth], place: int, eligible: int, rules: Rules
) -> tuple[Fraction | None, NotRanked | None]:
    """The result of one stage (without stages: of the whole), or why there is none."""
    given = [one[place] if isinstance(one, tuple) else one for one in cards]
    values = [one for one in given if one is not None]
    if len(values) < needed(eligible, rules.minimum):
        return None, NotRanked.TOO_FEW_CARDS
    if rules.missing is MissingScoreRule.REQUIRE and not len(values) == len(cards) >= eligible:
        return None, NotRanked.CARD_MISSING
    found = aggregated(values, rules, rules.stages[place].clip if rules.stages else None)
    return (found, None) if found is not None else (None, NotRanked.TOO_FEW_TO_TRIM)


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
