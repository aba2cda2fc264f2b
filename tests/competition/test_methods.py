"""How many numbers become one: worked examples, published ones with their source."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from openkrakow_desktop.competition.methods import (
    ClipOrder,
    clipped,
    closest,
    deviation,
    mean,
    severity,
    trimmed,
    variance,
    weighted,
    z_scores,
)
from openkrakow_desktop.competition.scoring import (
    MissingScoreRule,
    NotRanked,
    Rules,
    ScoringMethod,
    Stage,
    Weighed,
    shown,
    standings,
    total,
    whole,
    worth,
)

F = Fraction
CENT = F(1, 100)


def exact(*numbers: float | str | Fraction) -> list[Fraction]:
    return [F(str(one)) for one in numbers]


# rope skipping: IJRU Technical Manual 3.0.0, "Averaging" (rules.ijru.sport/3.0.0/technical-manual/calculations)
@pytest.mark.parametrize(("scores", "result"), [
    ((112, 114), "113.00"),
    ((112, 114, 118), "113.00"),
    ((112, 115, 118), "116.50"),
    ((112, 115, 118, 119, 121), "117.33"),
    ((7,), "7.00"),
])
def test_closest_pair_then_without_one_high_and_one_low(scores: tuple[int, ...], result: str) -> None:
    found = mean(closest(exact(*scores)))
    assert found is not None and str(shown(found)) == result


# "Extreme Judgment", Duke University (cs.duke.edu/csed/algoprobs/scoreit.html), and a gymnast's seven scores
# (P. S. Mann, Introductory Statistics, ch. 3: 9.4, 9.7, 9.5, 9.5, 9.4, 9.6, 9.5; its answer is worked out by hand)
@pytest.mark.parametrize(("scores", "result"), [
    ((4.0, 10.0, 5.0), F(5)),
    ((8.0, 8.0, 8.0, 8.0), F(8)),
    ((1.75, 1.0, 2.0, 2.25, 1.75, 2.2), F("1.925")),
    ((9.4, 9.7, 9.5, 9.5, 9.4, 9.6, 9.5), F("9.5")),
])
def test_drop_one_high_one_low(scores: tuple[float, ...], result: Fraction) -> None:
    assert mean(trimmed(exact(*scores), 1) or []) == result


def test_too_few_to_trim_is_said() -> None:
    rules = Rules((Weighed("a"),), ScoringMethod.TRIMMED, minimum=1, trim=1)
    found = standings({"two": exact(4, 8), "three": exact(4, 5, 9)}, {"two": 2, "three": 3}, rules)
    assert [(one.candidate, one.result, one.rank, one.why) for one in found] == [
        ("three", 5, 1, None), ("two", None, None, NotRanked.TOO_FEW_TO_TRIM)]


@pytest.mark.parametrize(("scores", "most", "order", "kept"), [
    ((20, 21, 25), 2, ClipOrder.CELLS_FIRST, (20, 21, 24)),            # mean 22: 25 comes down to 24
    ((20, 21, 24), 1, ClipOrder.CELLS_FIRST, ("20.67", 21, "22.67")),  # mean 65/3: to 20 2/3 and 22 2/3, each rounded
    ((20, 21, 24), 1, ClipOrder.NOT_ROUNDED, (F(62, 3), 21, F(68, 3))),
    ((10, 10, 10), 1, ClipOrder.CELLS_FIRST, (10, 10, 10)),
    ((), 1, ClipOrder.CELLS_FIRST, ()),
])
def test_clipping_to_the_mean(
    scores: tuple[int, ...], most: int, order: ClipOrder, kept: tuple[str | int | Fraction, ...]
) -> None:
    assert clipped(exact(*scores), F(most), CENT, order) == exact(*kept)


def test_the_order_of_rounding_decides_a_hundredth() -> None:
    """The trap of products.md §3a: cells rounded first, then averaged, differ from the rounded average."""
    values = exact(0, 0, 1)
    first = mean(clipped(values, F(1, 3), CENT, ClipOrder.CELLS_FIRST))
    exactly = mean(clipped(values, F(1, 3), CENT, ClipOrder.NOT_ROUNDED))
    assert (first, exactly) == (F("0.67") / 3, F(2, 9))
    fine = exact("0.004", "0.004", "0.007")
    assert shown(mean(clipped(fine, F(1), CENT, ClipOrder.CELLS_FIRST)) or F(9)) == Decimal("0.00")
    assert shown(mean(clipped(fine, F(1), CENT, ClipOrder.NOT_ROUNDED)) or F(9)) == Decimal("0.01")


def test_clip_as_a_rule_of_the_edition() -> None:
    rules = Rules((Weighed("a", most=25),), ScoringMethod.CLIPPED, clip=F(2))
    assert standings({"x": exact(20, 21, 25)}, {"x": 3}, rules)[0].result == F(65, 3)


def test_a_hole_costs_no_points() -> None:
    """products.md §3a: a skipped criterion drops a sum from 13 to 8; over the answered ones it stays."""
    four = tuple(Weighed(no) for no in range(4))
    answered = MissingScoreRule.ANSWERED
    assert total({0: 8, 1: 8, 2: 8, 3: None}, four, answered) == 32
    assert total({0: 8, 1: 8, 2: 8, 3: 0}, four, answered) == 24
    assert total({0: None}, four, answered) is None and total({}, four, answered) is None
    uneven = (Weighed("a", weight=3, most=5), Weighed("b", most=20))
    assert total({"a": 4}, uneven, answered) == F(4 * 3 * 35, 15)
    assert total({"a": 5}, uneven, answered) == 35             # everything it could be


def test_an_independent_criterion_is_not_counted() -> None:
    criteria = (Weighed("a"), Weighed("b", is_counted=False))
    assert total({"a": 7, "b": 1}, criteria) == 7 and total({"a": 7}, criteria) == 7
    assert Rules(criteria).most == 10


def test_stages_with_weights() -> None:
    """30 and 70 of 100, as the public music competition weighs its first two stages (products.md §3a)."""
    rules = Rules((Weighed("a", most=25, stage=1), Weighed("b", most=25, stage=2)),
                  stages=(Stage(1, 30), Stage(2, 70, clip=F(2))), minimum=1)
    cards = {
        "x": [worth({"a": 20, "b": 10}, rules), worth({"a": 22, "b": 12}, rules)],
        "y": [worth({"a": 25}, rules), worth({"a": 25}, rules)],
    }
    assert cards["x"] == [(20, 10), (22, 12)] and cards["y"] == [(25, None), (25, None)]
    x, y = standings(cards, {"x": 2, "y": 2}, rules)
    assert (x.candidate, x.stages, x.result, x.rank) == ("x", (21, 11), F(30 * 21 + 70 * 11, 100), 1)
    assert (y.stages, y.result, y.rank, y.why) == ((25, None), None, None, NotRanked.STAGE_MISSING)
    assert whole(cards["x"][0], rules) == F(1300, 100) and whole(cards["y"][0], rules) is None
    assert rules.most == 25


def test_population_deviation() -> None:
    """2, 4, 4, 4, 5, 5, 7, 9: the usual textbook example, population deviation 2."""
    values = exact(2, 4, 4, 4, 5, 5, 7, 9)
    assert variance(values) == 4 and deviation(values) == 2
    assert variance([]) is None and deviation([]) is None
    assert weighted([]) is None


def test_z_scores_of_the_population_and_a_juror_without_spread() -> None:
    found = z_scores({"j": {"a": F(2), "b": F(4), "c": F(6)}, "k": {"a": F(7), "b": F(7)}, "l": {}})
    assert found.jurors["k"].deviation == 0 and "l" not in found.jurors
    third = Decimal(8) / 3
    assert found.candidates["b"] == 0 and found.jurors["j"].mean == 4
    assert found.candidates["c"] == (2 / third.sqrt()).quantize(Decimal("1e-12"))
    assert found.candidates["a"] == (-1 / third.sqrt()).quantize(Decimal("1e-12"))     # halved by the even juror


def test_severity_beside_who_scored_the_same() -> None:
    assert severity({"mild": {"a": F(9), "b": F(8)}, "strict": {"a": F(5)}, "none": {}}) == {"mild": 1, "strict": -2}
