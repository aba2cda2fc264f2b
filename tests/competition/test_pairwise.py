"""Second opinions: the published elections, equal ranks, candidates without an opinion, circles."""

from __future__ import annotations

from fractions import Fraction

from openkrakow_desktop.competition.pairwise import (
    borda,
    borda_points,
    irv,
    order_of,
    path_strengths,
    ranked_pairs,
    schulze,
    wins,
)

Orders = list[dict[str, int]]


def election(*groups: tuple[int, str]) -> Orders:
    """(8, "BEDAC"): eight ballots with B first."""
    return [{one: place for place, one in enumerate(order, 1)} for many, order in groups for _ in range(many)]


# M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and condorcet-consistent single-winner election
# method", Social Choice and Welfare 36 (2011), example 1: 45 voters
FORTY_FIVE = election((5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"), (7, "DCEBA"),
                      (8, "EBADC"))
# the capital of Tennessee, the usual example of election methods (electowiki.org/wiki/Tennessee)
TENNESSEE = election((42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM"))


def places(found: dict[str, int]) -> str:
    return " ".join(sorted(found, key=lambda one: found[one]))


def test_schulze_of_45_voters() -> None:
    compared = wins(FORTY_FIVE)
    assert [compared["A", one] for one in "BCDE"] == [20, 26, 30, 22]
    assert [compared["E", one] for one in "ABCD"] == [23, 27, 21, 31]
    strength = path_strengths(FORTY_FIVE)
    assert [strength["A", one] for one in "BCDE"] == [28, 28, 30, 24]
    assert [strength["B", one] for one in "ACDE"] == [25, 28, 33, 24]
    assert [strength["E", one] for one in "ABCD"] == [25, 28, 28, 31]
    assert places(schulze(FORTY_FIVE)) == "E A C B D"
    assert sorted(schulze(FORTY_FIVE).values()) == [1, 2, 3, 4, 5]


def test_ranked_pairs_and_schulze_choose_nashville() -> None:
    assert places(ranked_pairs(TENNESSEE)) == places(schulze(TENNESSEE)) == "N C K M"


def test_irv_chooses_knoxville() -> None:
    """Chattanooga falls out first (15), its votes go to Knoxville; then Nashville (26), and Knoxville has 58."""
    assert irv(TENNESSEE) == {"K": 1, "M": 2, "N": 3, "C": 4}


def test_borda_chooses_nashville() -> None:
    """126, 194, 173 and 107 points of 100 ballots."""
    assert {one: 100 * points for one, points in borda_points(TENNESSEE).items()} == {
        "M": 126, "N": 194, "C": 173, "K": 107}
    assert places(borda(TENNESSEE)) == "N C M K"


def test_equal_points_are_equal_places() -> None:
    assert order_of({"a": Fraction(3), "b": Fraction(1), "c": Fraction(3)}) == {"a": 1, "c": 1, "b": 2}
    even = [{"a": 1, "b": 1, "c": 2}]
    for method in (borda, schulze, ranked_pairs, irv):
        assert method(even) == {"a": 1, "b": 1, "c": 3}
    assert borda_points(even) == {"a": Fraction(3, 2), "b": Fraction(3, 2), "c": 0}


def test_not_ranked_is_no_opinion() -> None:
    """A juror in conflict with b says nothing of b: b is not last on that ballot."""
    ballots = [{"a": 1, "b": 2, "c": 3}, {"b": 1, "a": 2, "c": 3}, {"a": 1, "c": 2}]
    assert wins(ballots)["a", "b"] == wins(ballots)["b", "a"] == 1
    assert schulze(ballots) == ranked_pairs(ballots) == {"a": 1, "b": 1, "c": 3}
    assert borda_points(ballots) == {"a": Fraction(5, 3), "b": Fraction(3, 2), "c": 0}
    assert borda([{"a": 1}]) == {} and borda_points([]) == {} and irv([]) == {}


def test_a_circle_of_equals_stays_a_tie() -> None:
    """The voter's paradox: three ballots, each candidate beats one and loses to one by 2 : 1."""
    circle = election((1, "ABC"), (1, "BCA"), (1, "CAB"))
    for method in (borda, schulze, ranked_pairs, irv):
        assert method(circle) == {"A": 1, "B": 1, "C": 1}
        assert method(list(reversed(circle))) == method(circle)


def test_ranked_pairs_drop_the_weakest_of_a_circle() -> None:
    circle = election((4, "ABC"), (3, "BCA"), (2, "CAB"))      # A>B 6:3, B>C 7:2, C>A 5:4: the last is dropped
    assert ranked_pairs(circle) == {"A": 1, "B": 2, "C": 3}


def test_run_off_shares_votes_and_drops_equals_together() -> None:
    assert irv([{"a": 1, "b": 2, "c": 2}, {"b": 1, "a": 2}, {"c": 1}, {"a": 1}]) == {"a": 1, "b": 2, "c": 2}
    # b, c and d have no first place: they fall together, then run among themselves
    assert irv(election((2, "abcd"), (1, "acbd"))) == {"a": 1, "b": 2, "c": 3, "d": 4}
