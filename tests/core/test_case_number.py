"""Case numbers as offices write them, and as people mistype them."""

from __future__ import annotations

import pytest

from openkrakow_desktop.core.case_number import case_number_problems, is_case_number


@pytest.mark.parametrize(
    "value",
    [
        "ABC.123.77.2026",  # the office instruction's pattern
        "SP-03.0541.12.2025",  # Krakow: a hyphenated number in the unit's symbol
        "OK-01-2.KP.0541.3.12.2024",  # a part of the unit, a subclass
        "ŚW.12.1.1999.ŁŻ",  # Polish letters, initials of the clerk
    ],
)
def test_usual(value: str) -> None:
    assert is_case_number(value)
    assert list(case_number_problems(value, "case_no")) == []


@pytest.mark.parametrize(
    "value",
    [
        "SP-03/0541",
        "sp-03.0541.12.2025",
        "SP-03.0541.2025",
        "SP-03.0541.12.1825",
        "SP-03.0541.12.2025 ",
        "0541.12.2025",
        "ABCDEFG.123.77.2026",
        "ABC.1.77.2026",
    ],
)
def test_unusual_is_warned_about_and_never_refused(value: str) -> None:
    (problem,) = case_number_problems(value, "case_no")
    assert (problem.field, problem.key, problem.warning) == ("case_no", "problem.case_number", True)


@pytest.mark.parametrize("value", [None, ""])
def test_none_is_no_problem(value: str | None) -> None:
    assert list(case_number_problems(value, "case_no")) == []
