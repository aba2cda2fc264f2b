"""Every number of Tables 1 and 2: its fixture's value, rows that add up, no clause idle, JSON of the agreed shape.

A feature's `measure_cases.py` fills a year in which each clause leaves something out; taking a clause away must move a
number (decisions.md 30)."""

from __future__ import annotations

import importlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.measures import Measure, Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.overview.as_json import indicators_tree, measures_tree, rows_tree
from openkrakow_desktop.overview.evaluate import evaluate, measure_of, rows_behind
from openkrakow_desktop.programme.catalogue import catalogue
from tests.activities.build import TODAY
from tests.mutation import idle_clauses, parts_of

YEAR = Period(2026, TODAY)
CASES = {path.parent.name: importlib.import_module(f"tests.{path.parent.name}.measure_cases")
         for path in sorted(Path(__file__).parents[1].glob("*/measure_cases.py"))}
CODES = [*catalogue().measures, *catalogue().indicators]


def measures_of(feature: str) -> tuple[Measure, ...]:
    return tuple(next(one.measures for one in DECLARED.features if one.key == feature))


@pytest.fixture
def filled(request: pytest.FixtureRequest, sqlite_store: Store) -> Store:
    with sqlite_store.write("test") as session:
        CASES[request.param].fill(session, YEAR.year)
    return sqlite_store


def test_every_number_has_a_formula_and_a_fixture() -> None:
    expected = {code for cases in CASES.values() for code in cases.EXPECTED}
    for code in CODES:
        measure = measure_of(code, catalogue(), DECLARED)
        assert measure.code in expected, f"no fixture for {code}"
        assert {one.code for one in measure.beside} <= expected, f"no fixture beside {code}"
    assert DECLARED.measures.keys() <= set(CODES), "a number that no table knows"


@pytest.mark.parametrize("filled", CASES, indirect=True)
def test_numbers_rows_and_clauses(filled: Store, request: pytest.FixtureRequest) -> None:
    feature = request.node.callspec.params["filled"]
    expected, measures = dict(CASES[feature].EXPECTED), measures_of(feature)
    with filled.read() as session:
        for measure in measures:
            reading = measure.read(session, YEAR)
            beside = {code: one.value for code, one in reading.beside.items()}
            for code, value in {measure.code: reading.value, **beside}.items():
                assert value == expected.pop(code), code
            counted, left_out = measure.rows(session, YEAR)
            assert all(not row.why for row in counted)
            assert all(row.why and row.counts == 0 for row in left_out)
            if not isinstance(reading.value, Fraction):
                assert sum(row.counts for row in counted) == reading.value, measure.code
            for language in LANGUAGES:
                assert all(words(language).has(f"why.{row.why}") for row in left_out), measure.code
        assert not expected, f"no formula for {expected}"
        assert idle_clauses(session, parts_of(measures), YEAR) == []


@pytest.mark.parametrize("filled", ["overview"], indirect=True)
def test_json_keeps_its_shape(filled: Store) -> None:
    with filled.read() as session:
        numbers = evaluate(session, YEAR, catalogue(), DECLARED)
        rows = {code: rows_behind(session, code, YEAR, catalogue(), DECLARED) for code in CODES}
    trees: list[Any] = [measures_tree(numbers, words("pl")), indicators_tree(numbers, words("en"))]
    first, second = (json.loads(json.dumps(tree)) for tree in trees)
    assert list(first) == ["year", "as_of", "measures"] and list(second) == ["year", "as_of", "indicators"]
    assert [one["code"] for one in first["measures"]] == list(catalogue().measures)
    assert [one["code"] for one in second["indicators"]] == list(catalogue().indicators)
    common = ["code", "state", "value", "exact", "unit", "basis", "reason", "beside"]
    for one in first["measures"]:
        assert list(one) == common
    for one in second["indicators"]:
        assert list(one)[:13] == [*common, "base", "base_year", "expected", "status", "previous"]
    for one in [*first["measures"], *second["indicators"]]:
        assert one["basis"] and (one["state"] == "number") == (one["value"] is not None) == (one["reason"] is None)
        assert all({"code", "value"} <= beside.keys() for beside in one["beside"])
    by_code = {one["code"]: one for one in [*first["measures"], *second["indicators"]]}
    for code in CODES:
        tree = rows_tree(numbers, code, *rows[code], words("pl"))
        assert list(tree) == ["code", "year", "value", "rows", "left_out"]
        assert tree["value"] == by_code[code]["value"]
        assert all(list(row) == ["register", "id", "date", "title", "counts"] for row in tree["rows"])
        assert all(row["why"] and not row["why"].startswith("[") for row in tree["left_out"])
        if by_code[code]["unit"] != "percent" and tree["value"] is not None:
            assert sum(row["counts"] for row in tree["rows"]) == tree["value"]
    assert by_code["T2-3.2"]["exact"] == "3/100" and by_code["T2-3.2"]["value"] == 0.03
    assert by_code["2.2"]["unit"] == "grosz"
