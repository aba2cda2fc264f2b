""""Is the result certain?": the places under every method, with each juror and each criterion left out.

The official result never changes here: the page says where the top places hold and where they swap. Places that come
of z-scores are a diagnosis only."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.work import Progress
from .kinds import CandidateCategory
from .methods import mean, median, z_scores
from .pairwise import borda, irv, order_of, ranked_pairs, schulze
from .results import CategoryResult, edition_results
from .rules_text import CriterionRule
from .scoring import Rules, ScoringMethod, Standing, ranks
from .tally import Seat, Stander, Tally
from .telling import Told

TOP = 3  # places looked at, or as many as there are titles
Places = Mapping[UUID, int]


class Opinion(enum.Enum):
    """The methods the result is tried with."""

    MEAN = "ŚREDNIA"
    MEDIAN = "MEDIANA"
    TRIMMED = "ŚREDNIA_OBCIĘTA"
    CLIPPED = "ŚREDNIA_OGRANICZONA"
    CLOSEST = "BEZ_SKRAJNYCH"
    Z_SCORE = "Z"
    BORDA = "BORDA"
    SCHULZE = "SCHULZE"
    RANKED_PAIRS = "PARY_RANGOWANE"
    IRV = "IRV"


class VariantKind(enum.Enum):
    """What a variant leaves out or does otherwise."""

    METHOD = "METODA"
    WITHOUT_JUROR = "BEZ_JURORA"
    WITHOUT_CRITERION = "BEZ_KRYTERIUM"


@dataclass(frozen=True)
class Variant:
    """One other way to count, and the places it gives; who has no place in it is not in `places`."""

    kind: VariantKind
    places: Places
    opinion: Opinion | None = None
    juror: Seat | None = None
    criterion: CriterionRule | None = None


@dataclass(frozen=True)
class Swap:
    """A variant in which a place is not the candidate's: who stands there instead, and where the candidate is."""

    variant: Variant
    instead: tuple[Stander, ...]
    place: int | None


@dataclass(frozen=True)
class Hold:
    """One top place: in how many of all variants its candidate has it alone, shares it, or loses it."""

    place: int
    candidate: Stander
    held: int
    shared: int
    of: int
    swaps: tuple[Swap, ...]


@dataclass(frozen=True)
class Dots:
    """A candidate's cards, one dot for each juror, for the dot plot."""

    candidate: Stander
    place: int | None
    dots: tuple[tuple[Seat, Fraction], ...]
    mean: Fraction | None
    median: Fraction | None


@dataclass(frozen=True)
class Certainty:
    """How firm a result is. `same_titles`: in how many variants the same candidates would have the titles (None
    without a limit of titles)."""

    category: CandidateCategory
    official: Places
    variants: tuple[Variant, ...]
    holds: tuple[Hold, ...]
    dots: tuple[Dots, ...]
    most: Fraction
    same_titles: int | None
    told: tuple[Told, ...]


def certainty(
    session: Session, edition_id: UUID, category: CandidateCategory, progress: Progress | None = None
) -> Certainty | None:
    """The page for one category, read from the database; None where nobody stands in it.

    Raises Cancelled when the progress is cancelled."""
    found = edition_results(session, edition_id).get(category)
    return None if found is None else certainty_of(found, progress or Progress())


def certainty_of(result: CategoryResult, progress: Progress) -> Certainty:
    """The same from results already worked out; pure."""
    works = list(_works(result))
    variants = [work() for work in progress.over(works, len(works))]
    official = result.resolved.places
    named = {one.id: one for one in result.tally.standers}
    last = max(TOP, result.titles or 0)
    top = sorted((one for one in official if official[one] <= last), key=lambda one: (official[one], named[one].no))
    holds = tuple(_hold(named[one], official, variants, named) for one in top)
    same = _same_titles(official, variants, result.titles)
    return Certainty(
        result.category,
        official,
        tuple(variants),
        holds,
        tuple(_dots(result.tally, official)),
        result.tally.rules.most,
        same,
        tuple(_sentences(holds, same, len(variants), result.titles)),
    )


# ---- variants ------------------------------------------------------------------------------------------------------
def _works(result: CategoryResult) -> Iterator[Callable[[], Variant]]:
    """Each variant as work still to do."""
    tally, official = result.tally, result.resolved.places
    for opinion in Opinion:
        if not _is_official(opinion, tally.rules):
            yield partial(_other_method, tally, official, opinion)
    for seat in tally.counted:
        yield partial(_without_juror, tally, seat)
    counted = [one for one in result.rules.criteria if one.is_counted]
    for criterion in counted if len(counted) > 1 else ():
        yield partial(_without_criterion, tally, criterion)


def _other_method(tally: Tally, official: Places, opinion: Opinion) -> Variant:
    return Variant(VariantKind.METHOD, _by(opinion, tally, official), opinion=opinion)


def _without_juror(tally: Tally, seat: Seat) -> Variant:
    return Variant(VariantKind.WITHOUT_JUROR, _ranked(tally.without_juror(seat.id).standings()), juror=seat)


def _without_criterion(tally: Tally, criterion: CriterionRule) -> Variant:
    places = _ranked(tally.without_criterion(criterion.id).standings())
    return Variant(VariantKind.WITHOUT_CRITERION, places, criterion=criterion)


def _is_official(opinion: Opinion, rules: Rules) -> bool:
    return opinion.name == rules.method.name


def _ranked(found: list[Standing[UUID]]) -> Places:
    return {one.candidate: one.rank for one in found if one.rank is not None}


def _by(opinion: Opinion, tally: Tally, official: Places) -> Places:
    """The places one method gives. Orders and z-scores are of the officially ranked only: too few cards are too few by
    any method."""
    if opinion.name in ScoringMethod.__members__:
        return _ranked(replace(tally, rules=tried(tally.rules, ScoringMethod[opinion.name])).standings())
    cards = {
        juror: {one: value for one, value in row.items() if one in official} for juror, row in tally.cards.items()
    }
    if opinion is Opinion.Z_SCORE:
        told = z_scores(cards).candidates
        return dict(zip(told, ranks(list(told.values())), strict=True))
    orders = [order_of(row) for row in cards.values() if row]
    work = {Opinion.BORDA: borda, Opinion.SCHULZE: schulze, Opinion.RANKED_PAIRS: ranked_pairs, Opinion.IRV: irv}
    return work[opinion](orders)


def tried(rules: Rules, method: ScoringMethod) -> Rules:
    """The edition's rules with another method: trimming one from each end, clipping at a tenth of all points, where the
    edition says nothing else (A)."""
    clip = rules.clip if rules.clip is not None else rules.most / 10
    return replace(rules, method=method, trim=rules.trim or 1, clip=clip)


# ---- what holds ----------------------------------------------------------------------------------------------------
def _hold(
    candidate: Stander, official: Places, variants: list[Variant], named: Mapping[UUID, Stander]
) -> Hold:
    place = official[candidate.id]
    equals = {one for one, other in official.items() if other == place}
    held = shared = 0
    swaps = []
    for variant in variants:
        there = variant.places.get(candidate.id)
        with_it = {one for one, other in variant.places.items() if other == place}
        if there == place and with_it <= equals:
            held += 1
        elif there == place:
            shared += 1
        else:
            instead = sorted((named[one] for one in with_it), key=lambda one: one.no)
            swaps.append(Swap(variant, tuple(instead), there))
    return Hold(place, candidate, held, shared, len(variants), tuple(swaps))


def _same_titles(official: Places, variants: list[Variant], titles: int | None) -> int | None:
    if not titles:
        return None
    winners = _winners(official, titles)
    return sum(_winners(one.places, titles) == winners for one in variants)


def _winners(places: Places, titles: int) -> frozenset[UUID]:
    return frozenset(one for one, place in places.items() if place <= titles)


def _dots(tally: Tally, official: Places) -> Iterator[Dots]:
    """Candidates in order of place, then the unranked by number."""
    for one in sorted(tally.standers, key=lambda one: (official.get(one.id, len(tally.standers) + 1), one.no)):
        dots = tuple((seat, tally.cards[seat.id][one.id]) for seat in tally.counted if one.id in tally.cards[seat.id])
        values = [value for _, value in dots]
        yield Dots(one, official.get(one.id), dots, mean(values), median(values))


# ---- in words ------------------------------------------------------------------------------------------------------
def _sentences(holds: tuple[Hold, ...], same: int | None, of: int, titles: int | None) -> Iterator[Told]:
    if not holds:
        yield Told("certainty.nobody_ranked")
        return
    if same is not None:
        key = "certainty.titles_always" if same == of else "certainty.titles_hold"
        yield Told(key, {"held": same, "of": of, "titles": titles})
    for hold in holds:
        told: dict[str, Any] = {"place": hold.place, "no": hold.candidate.no, "name": hold.candidate.name}
        if hold.held == hold.of:
            yield Told("certainty.place_always", told | {"of": hold.of})
            continue
        yield Told("certainty.place_holds", told | {"held": hold.held, "of": hold.of})
        if hold.shared:
            yield Told("certainty.place_shared", told | {"shared": hold.shared})
        for swap in hold.swaps:
            yield _swap_told(hold, swap)


def _swap_told(hold: Hold, swap: Swap) -> Told:
    """Who stands there instead, in which variant."""
    told: dict[str, Any] = {"place": hold.place, "no": hold.candidate.no, "there": swap.place or "–"}
    told["instead"] = ", ".join(str(one.no) for one in swap.instead) or "–"
    if swap.variant.juror is not None:
        return Told("certainty.swap_juror", told | {"juror": swap.variant.juror.no, "name": swap.variant.juror.name})
    if swap.variant.criterion is not None:
        return Told("certainty.swap_criterion", told | {"criterion": swap.variant.criterion.name})
    return Told("certainty.swap_method", told | {"method": swap.variant.opinion})
