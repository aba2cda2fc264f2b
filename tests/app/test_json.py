"""`--json`: one document, the agreed fields and no others (decisions.md 25), in every language the same numbers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from openkrakow_desktop.core.words import LANGUAGES
from tests.demo_data import YEAR
from tests.running import Run

NUMBER = {"code", "state", "value", "exact", "unit", "basis", "reason", "beside"}
INDICATOR = NUMBER | {"base", "base_year", "expected", "status", "previous"}
OPTIONAL = {"override", "sources"}  # only where somebody entered one (decisions.md 9)
ROW = {"register", "id", "date", "title", "counts"}
STATUSES = {"OSIĄGNIĘTO", "NIE_OSIĄGNIĘTO", "W_TOKU", "BRAK_DANYCH", "POZA_OKRESEM"}


def told(run: Run, *arguments: object) -> dict[str, Any]:
    """The one document a command prints; anything beside it, or a number JSON does not know, fails."""

    def no_such_number(text: str) -> None:
        raise AssertionError(text)

    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, ""), err
    tree = json.loads(out, parse_constant=no_such_number)
    assert isinstance(tree, dict)
    return tree


def check_number(one: dict[str, Any]) -> None:
    assert one["state"] in ("number", "no_data", "not_applicable") and one["basis"] and one["unit"]
    if one["state"] == "number":
        assert one["reason"] is None and Fraction(one["exact"]) == pytest.approx(Fraction(one["value"]), rel=1e-5)
        assert isinstance(one["value"], (int, float)) and isinstance(one["exact"], (int, str))
        if isinstance(one["exact"], str):
            assert Fraction(one["exact"]).denominator > 1, "whole numbers are whole numbers"
    else:
        assert one["value"] is None and one["exact"] is None and one["reason"]
    for beside in one["beside"]:
        assert {"code", "value"} <= set(beside) <= {"code", "value", "exact", "state", "reason"}


@pytest.mark.parametrize("year", [YEAR - 2, YEAR, YEAR + 1, YEAR + 3])
def test_measures_and_indicators(run: Run, db: Path, year: int) -> None:
    tree = told(run, "--db", db, "measures", year)
    assert list(tree) == ["year", "as_of", "measures"] and tree["year"] == year and len(tree["measures"]) == 37
    for one in tree["measures"]:
        assert set(one) == NUMBER
        check_number(one)
    tree = told(run, "--db", db, "indicators", year)
    assert list(tree) == ["year", "as_of", "indicators"] and len(tree["indicators"]) == 10
    for one in tree["indicators"]:
        assert INDICATOR <= set(one) <= INDICATOR | OPTIONAL and one["status"] in STATUSES
        check_number(one)


def test_rows_of_every_number(run: Run, db: Path) -> None:
    values = {one["code"]: one for one in told(run, "--db", db, "measures", YEAR)["measures"]}
    for code in ("1.1", "1.4", "3.1a", "3.1b", "4.3", "6.3a"):
        tree = told(run, "--db", db, "rows", code, YEAR)
        assert list(tree) == ["code", "year", "value", "rows", "left_out"]
        assert (tree["code"], tree["year"], tree["value"]) == (code, YEAR, values[code]["value"])
        assert all(set(row) == ROW for row in tree["rows"])
        assert all(set(row) == ROW | {"why"} and row["why"] for row in tree["left_out"])
        assert sum(row["counts"] for row in tree["rows"]) == tree["value"]


def test_a_language_changes_words_only(run: Run, db: Path) -> None:
    def bare(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {name: bare(value) for name, value in tree.items() if name not in ("basis", "reason", "why")}
        return [bare(one) for one in tree] if isinstance(tree, list) else tree

    trees = [told(run, "--lang", language, "--db", db, "indicators", YEAR) for language in LANGUAGES]
    assert trees[0] != trees[1] and bare(trees[0]) == bare(trees[1]) == bare(trees[2])


def test_check(run: Run, db: Path) -> None:
    tree = told(run, "--db", db, "check")
    assert list(tree) == ["database", "sound", "problems"] and tree["sound"] is True
    assert all(set(one) == {"key", "warning", "sentence"} for one in tree["problems"])
