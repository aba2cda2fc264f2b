"""The arithmetic of scoring: worked examples, and the laws it must keep (decisions.md 37)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.competition.methods import mean, median, round_half_up, spread, trimmed
from openkrakow_desktop.competition.scoring import (
    MissingScoreRule,
    NotRanked,
    RankBasis,
    Rules,
    ScoringMethod,
    Weighed,
    needed,
    open_ties,
    ranks,
    share,
    shown,
    standings,
    ties,
    total,
)

FOUR = tuple(Weighed(number) for number in range(4))
RULES = Rules(FOUR)


def exact(*numbers: int) -> list[Fraction | None]:
    return [Fraction(number) for number in numbers]


def test_a_total_is_weighted_and_a_hole_is_no_zero() -> None:
    weighed = (Weighed("a", weight=3, most=5), Weighed("b", weight=1, most=20))
    assert total({"a": 4, "b": 7}, weighed) == 19
    assert total({"a": 0, "b": 0}, weighed) == 0
    assert total({"a": 4}, weighed) is None
    assert total({"a": 4, "b": None}, weighed) is None
    assert Rules(weighed).most == 35 and RULES.most == 40


def test_mean_median_spread() -> None:
    values = [Fraction(32), Fraction(32), Fraction(34)]
    assert (mean(values), median(values), spread(values)) == (Fraction(98, 3), 32, 2)
    assert median([Fraction(1), Fraction(2)]) == Fraction(3, 2)
    assert (mean([]), median([]), spread([])) == (None, None, None)


@pytest.mark.parametrize(("value", "printed"), [
    (Fraction(98, 3), "32.67"), (Fraction(67, 2), "33.50"), (Fraction(32), "32.00"), (Fraction(1, 200), "0.01"),
    (Fraction(1, 201), "0.00"), (Fraction(-1, 200), "-0.01"), (Fraction(2675, 1000), "2.68"),
    (Fraction(245, 3), "81.67"),
])
def test_half_up_on_display_only(value: Fraction, printed: str) -> None:
    assert str(shown(value)) == printed
    assert shown(value) == Decimal(printed)


def test_share_of_the_greatest_total() -> None:
    assert shown(share(Fraction(98, 3), 40)) == Decimal("81.67")


def test_rounding_to_a_step() -> None:
    assert round_half_up(Fraction(33, 4), Fraction(1, 2)) == Fraction(17, 2)
    assert round_half_up(Fraction(49, 2), Fraction(10)) == 20
    assert round_half_up(Fraction(25), Fraction(10)) == 30


def test_places_leave_room_for_ties() -> None:
    assert ranks([Fraction(67, 2), Fraction(67, 2), Fraction(31)]) == [1, 1, 3]
    assert ranks([]) == []


@pytest.mark.parametrize(("eligible", "minimum", "cards"), [
    (5, None, 3), (4, None, 2), (1, None, 1), (0, None, 1), (5, 1, 1), (5, 5, 5)])
def test_fewest_cards(eligible: int, minimum: int | None, cards: int) -> None:
    assert needed(eligible, minimum) == cards


def test_trimming_takes_both_ends_but_never_everything() -> None:
    values = [Fraction(number) for number in (9, 1, 5, 7)]
    assert trimmed(values, 0) == [1, 5, 7, 9]
    assert trimmed(values, 1) == [5, 7]
    assert trimmed(values, 2) is None


def test_trim_and_median_as_rules() -> None:
    cards, eligible = {"a": exact(0, 10, 20, 40)}, {"a": 4}
    assert standings(cards, eligible, RULES)[0].result == Fraction(35, 2)
    trim = Rules(FOUR, method=ScoringMethod.TRIMMED, trim=1)
    assert standings(cards, eligible, trim)[0].result == 15
    assert standings(cards, eligible, Rules(FOUR, method=ScoringMethod.MEDIAN))[0].result == 15
    shown_beside = standings(cards, eligible, trim)[0]
    assert (shown_beside.mean, shown_beside.median, shown_beside.spread) == (Fraction(35, 2), 15, 40)


def test_too_few_cards_is_not_the_last_place() -> None:
    found = standings({"t": exact(40, 40), "s": exact(10, 10, 10)}, {"t": 5, "s": 5}, RULES)
    assert [(one.candidate, one.rank, one.cards, one.eligible) for one in found] == [("s", 1, 3, 5), ("t", None, 2, 5)]
    assert found[1].result is None and found[1].mean == 40      # the mean is known, there is no place for it
    assert found[1].why is NotRanked.TOO_FEW_CARDS and found[0].why is None


def test_a_card_with_a_hole_is_left_out_or_forbids_a_place() -> None:
    cards: dict[str, list[Fraction | None]] = {"a": [Fraction(30), None], "b": exact(20, 20)}
    eligible = {"a": 2, "b": 2}
    skipped = standings(cards, eligible, RULES)
    assert [(one.candidate, one.rank, one.result) for one in skipped] == [("a", 1, 30), ("b", 2, 20)]
    required = standings(cards, eligible, Rules(FOUR, missing=MissingScoreRule.REQUIRE))
    assert [(one.candidate, one.rank) for one in required] == [("b", 1), ("a", None)]
    absent = standings({"a": exact(30), "b": exact(20, 20)}, eligible, Rules(FOUR, missing=MissingScoreRule.REQUIRE))
    assert [(one.candidate, one.rank) for one in absent] == [("b", 1), ("a", None)]


def test_places_by_rounded_results() -> None:
    cards, eligible = {"a": exact(30, 31, 31), "b": exact(31, 31, 31)}, {"a": 3, "b": 3}
    assert [one.rank for one in standings(cards, eligible, RULES)] == [1, 2]
    whole = Rules(FOUR, rank_on=RankBasis.ROUNDED, step=Fraction(1))
    assert [one.rank for one in standings(cards, eligible, whole)] == [1, 1]


def test_only_a_tie_over_the_last_title_is_open() -> None:
    cards = {"n": exact(30, 37), "o": exact(33, 34, 33, 34), "p": exact(31, 31, 31, 31)}
    found = standings(cards, {"n": 2, "o": 4, "p": 4}, RULES)
    assert ties(found) == [("n", "o")]
    assert open_ties(found, 1) == [("n", "o")]
    assert open_ties(found, 2) == [] and open_ties(found, None) == [] and open_ties(found, 0) == []
    assert open_ties(found, 1, {frozenset({"o", "n"})}) == []
    assert open_ties(found, 1, {frozenset({"n", "p"})}) == [("n", "o")]


TOTALS = st.lists(st.integers(0, 40), min_size=1, max_size=6)
FIELD = st.dictionaries(st.integers(0, 5), TOTALS, min_size=1, max_size=5)
EITHER = st.sampled_from([ScoringMethod.MEAN, ScoringMethod.MEDIAN])


def placed(field: dict[int, list[int]], method: ScoringMethod) -> dict[int, tuple[Fraction | None, int | None]]:
    cards = {one: exact(*totals) for one, totals in field.items()}
    eligible = {one: len(totals) for one, totals in field.items()}
    return {one.candidate: (one.result, one.rank) for one in standings(cards, eligible, Rules(FOUR, method=method))}


@settings(max_examples=25)
@given(FIELD, EITHER)
def test_every_card_twice_changes_nothing(field: dict[int, list[int]], method: ScoringMethod) -> None:
    assert placed({one: totals * 2 for one, totals in field.items()}, method) == placed(field, method)


@settings(max_examples=25)
@given(FIELD, EITHER, st.randoms(use_true_random=False))
def test_the_order_of_jurors_changes_nothing(field: dict[int, list[int]], method: ScoringMethod, dice: Random) -> None:
    mixed = {one: dice.sample(totals, len(totals)) for one, totals in reversed(field.items())}
    assert placed(mixed, method) == placed(field, method)


@settings(max_examples=25)
@given(FIELD, EITHER, st.data())
def test_a_raised_score_never_lowers_its_candidate(
    field: dict[int, list[int]], method: ScoringMethod, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(sorted(field)))
    place = data.draw(st.integers(0, len(field[one]) - 1))
    raised = [number + (position == place) for position, number in enumerate(field[one])]
    before, after = placed(field, method)[one][1], placed({**field, one: raised}, method)[one][1]
    assert before is not None and after is not None and after <= before


@settings(max_examples=25)
@given(st.lists(st.fractions(0, 40), min_size=1, max_size=8))
def test_places_are_those_of_a_competition(results: list[Fraction]) -> None:
    found = ranks(results)
    assert sorted(found)[0] == 1
    for place, result in zip(found, results, strict=True):
        assert place == 1 + len([other for other in results if other > result])
        assert all(other == place for other, same in zip(found, results, strict=True) if same == result)


@settings(max_examples=25)
@given(st.fractions(-100, 100), st.sampled_from([Fraction(1, 100), Fraction(1, 2), Fraction(1), Fraction(5)]))
def test_rounding_stays_within_half_a_step(value: Fraction, step: Fraction) -> None:
    rounded = round_half_up(value, step)
    assert rounded % step == 0 and abs(rounded - value) <= step / 2
