"""Agreement of jurors: published examples, and the refusal to speak of too small a sample."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openkrakow_desktop.competition.agreement import (
    Level,
    agreement,
    icc,
    interval,
    kendall_w,
    krippendorff,
    nominal,
    ordinal,
)


def table(*observers: str) -> list[list[Fraction | None]]:
    """One text per observer, a value or "." per unit."""
    rows = zip(*(one.split() for one in observers), strict=True)
    return [[None if value == "." else Fraction(value) for value in row] for row in rows]


# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): four observers, twelve units
FOUR_OBSERVERS = table("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .",
                       "1 2 3 3 2 4 4 1 2 5 1 .")
# "Krippendorff's alpha", Wikipedia, a computational example: three coders, fifteen units
THREE_CODERS = table(". . . . . 3 4 1 2 1 1 3 3 . 3", "1 . 2 1 3 3 4 3 . . . . . . .",
                     ". . 2 1 3 4 4 . 2 1 1 3 3 . 4")


@pytest.mark.parametrize(("units", "level", "alpha"), [
    (FOUR_OBSERVERS, nominal, "0.743"), (FOUR_OBSERVERS, ordinal, "0.815"), (FOUR_OBSERVERS, interval, "0.849"),
    (THREE_CODERS, nominal, "0.691"), (THREE_CODERS, interval, "0.811"),
])
def test_krippendorff(units: list[list[Fraction | None]], level: Level, alpha: str) -> None:
    found = krippendorff(units, level)
    assert found is not None and f"{float(found):.3f}" == alpha


def test_alpha_of_full_agreement_and_of_nothing() -> None:
    assert krippendorff(table("1 2 3", "1 2 3"), interval) == 1
    assert krippendorff(table("1 1 1", "1 1 1"), interval) is None
    assert krippendorff(table("1 2 .", ". . 3"), interval) is None


def test_icc_of_shrout_and_fleiss() -> None:
    """P. E. Shrout, J. L. Fleiss, "Intraclass Correlations", Psychological Bulletin 86 (1979), table 2: six targets,
    four judges; ICC(2,1) = .29, ICC(2,4) = .62."""
    units = [[Fraction(value) for value in row]
             for row in ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))]
    single, average = icc(units)
    assert single is not None and average is not None
    assert (f"{float(single):.2f}", f"{float(average):.2f}") == ("0.29", "0.62")
    assert icc([]) == (None, None) and icc([[Fraction(1), Fraction(1)]] * 3) == (None, None)


def test_kendall_with_ties() -> None:
    """The data "anxiety" of the R packages irr and DescTools: 20 subjects, 3 raters, W corrected for ties 0.5396569."""
    raters = ((3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
              (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
              (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2))
    found = kendall_w([[Fraction(value) for value in row] for row in zip(*raters, strict=True)])
    assert found is not None and f"{float(found):.7f}" == "0.5396569"
    assert kendall_w([[Fraction(n)] * 3 for n in range(5)]) == 1
    assert kendall_w([[Fraction(1), Fraction(1)]] * 4) is None


def cards(jurors: int, candidates: int, equal: bool = False) -> dict[str, dict[int, Fraction]]:
    return {f"j{j}": {c: Fraction(5 if equal else (c * 3 + j * (c % 2)) % 11) for c in range(candidates)}
            for j in range(jurors)}


def test_too_small_a_sample_is_refused() -> None:
    for found, reason in ((agreement(cards(2, 9)), "agreement.too_few_jurors"),
                          (agreement(cards(5, 4)), "agreement.too_few_candidates"),
                          (agreement(cards(5, 9, equal=True)), "agreement.no_variation")):
        told = (found.alpha_interval, found.alpha_ordinal, found.kendall_w, found.icc_single, found.icc_mean)
        assert {one.reason for one in told} == {reason} and {one.value for one in told} == {None}


def test_missing_cells_leave_alpha_and_take_rows_from_the_others() -> None:
    given = cards(4, 8)
    del given["j0"][0], given["j1"][1], given["j2"][2]
    found = agreement(given)
    assert found.alpha_interval.value is not None and found.alpha_interval.candidates == 8
    assert found.kendall_w.candidates == 5 and found.icc_mean.value is not None
    del given["j3"][3]
    assert agreement(given).kendall_w.reason == "agreement.too_few_candidates"
    assert agreement(given).alpha_ordinal.reason == ""
