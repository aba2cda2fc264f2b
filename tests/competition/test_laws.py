"""The laws of decisions.md 37, on random score cards with conflicts and equal points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.competition.pairwise import borda, borda_points, irv, order_of, ranked_pairs, schulze
from openkrakow_desktop.competition.scoring import Rules, ScoringMethod, Weighed, standings

Cards = list[dict[int, int]]  # of each juror: candidate → total; whom a juror does not score is missing
Places = dict[int, int]
CARDS = st.lists(st.dictionaries(st.integers(0, 4), st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=6)


def by_points(method: ScoringMethod) -> Callable[[Cards], Places]:
    def placed(cards: Cards) -> Places:
        everybody = sorted({one for card in cards for one in card})
        totals = {one: [Fraction(card[one]) for card in cards if one in card] for one in everybody}
        eligible = {one: len(given) for one, given in totals.items()}
        found = standings(totals, eligible, Rules((Weighed("a", most=4),), method))
        return {one.candidate: one.rank for one in found if one.rank is not None}
    return placed


def by_order(method: Callable[[list[dict[int, int]]], Places]) -> Callable[[Cards], Places]:
    return lambda cards: method([order_of(card) for card in cards])


MEAN, MEDIAN = by_points(ScoringMethod.MEAN), by_points(ScoringMethod.MEDIAN)
METHODS = {"mean": MEAN, "median": MEDIAN, "borda": by_order(borda), "schulze": by_order(schulze),
           "ranked pairs": by_order(ranked_pairs), "irv": by_order(irv),
           "closest": by_points(ScoringMethod.CLOSEST)}
TWICE = ("mean", "median", "borda", "schulze", "ranked pairs", "irv")
RAISED = ("mean", "median", "borda", "schulze", "ranked pairs")


@pytest.mark.parametrize("name", TWICE)
@settings(max_examples=25)
@given(cards=CARDS)
def test_every_card_twice_changes_nothing(name: str, cards: Cards) -> None:
    assert METHODS[name](cards * 2) == METHODS[name](cards)


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=25)
@given(cards=CARDS, dice=st.randoms(use_true_random=False))
def test_the_order_of_jurors_and_candidates_changes_nothing(name: str, cards: Cards, dice: Random) -> None:
    mixed = [dict(dice.sample(list(card.items()), len(card))) for card in dice.sample(cards, len(cards))]
    assert METHODS[name](mixed) == METHODS[name](cards)


@pytest.mark.parametrize("name", RAISED)
@settings(max_examples=40)
@given(cards=CARDS, data=st.data())
def test_a_raised_score_never_lowers_its_candidate(name: str, cards: Cards, data: st.DataObject) -> None:
    juror = data.draw(st.integers(0, len(cards) - 1))
    one = data.draw(st.sampled_from(sorted(cards[juror])))
    raised = [dict(card) for card in cards]
    raised[juror][one] += data.draw(st.integers(1, 3))
    before, after = METHODS[name](cards).get(one), METHODS[name](raised).get(one)
    assert before is None or (after is not None and after <= before)


@settings(max_examples=25)
@given(cards=CARDS)
def test_borda_points_add_up(cards: Cards) -> None:
    """Each ballot gives (n - 1) · m / 2 points to the m it ranks, whoever is equal."""
    orders = [order_of(card) for card in cards if len(card) > 1]
    everybody = {one for order in orders for one in order}
    for order in orders:
        alone = borda_points([order])
        assert sum(alone.values()) == Fraction(len(order) * (len(order) - 1), 2)
    assert set(borda_points(orders)) == everybody


@settings(max_examples=25)
@given(cards=CARDS)
def test_whoever_beats_everybody_is_first(cards: Cards) -> None:
    orders = [order_of(card) for card in cards]
    for one in {candidate for card in cards for candidate in card}:
        others = {candidate for card in cards for candidate in card} - {one}
        def beaten(other: int, mine: int = one) -> bool:
            both = [order for order in orders if mine in order and other in order]
            above = sum(order[mine] < order[other] for order in both)
            return above > sum(order[mine] > order[other] for order in both)
        if all(beaten(other) for other in others):
            for method in (schulze, ranked_pairs):
                found = method(orders)
                assert [other for other, place in found.items() if place == 1] == [one]
