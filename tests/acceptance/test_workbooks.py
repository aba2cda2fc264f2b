"""Acceptance scenarios from the workbook in to the command line's JSON out, as a clerk without a window would do it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from openkrakow_desktop.app.command_line import main
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.paths import SAMPLES

from . import workbooks
from .workbooks import YEAR, Sheets, written

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "biuro.okdb"
    open_database(path, create=True).store.close()
    return path


@pytest.fixture
def ask(database: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """ask("measures", "2025"): a command's JSON."""

    def run(*arguments: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main(["--db", str(database), "--lang", "pl", *arguments, "--json"]) == 0, capsys.readouterr().err
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return run


@pytest.fixture
def taken(ask: Ask, tmp_path: Path) -> Callable[[Sheets], None]:
    """Import these sheets: first as a dry run that writes nothing, then truly, then again, which adds nothing."""

    def take(sheets: Sheets) -> None:
        path = str(written(sheets, tmp_path / "arkusz.xlsx"))
        dry = ask("import", path, "--dry-run")
        assert dry["written"] is False and [one for one in dry["problems"] if not one["warning"]] == []
        first, second = ask("import", path), ask("import", path)
        assert first["written"] is True and sum(one["new"] for one in first["registers"].values()) > 0
        assert sum(one["new"] + one["changed"] for one in second["registers"].values()) == 0

    return take


def values(ask: Ask, year: int = YEAR, what: str = "measures") -> dict[str, Any]:
    told = ask(what, str(year))
    found = {one["code"]: one["value"] for one in told[what]}
    for one in told[what]:
        found |= {beside["code"]: beside["value"] for beside in one["beside"]}
    return found


def test_scenario_1_cancelled_and_empty(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.cancelled_and_empty())
    assert {code: values(ask)[code] for code in ("3.1a", "3.1b")} == {"3.1a": 42, "3.1b": 2}
    left = ask("rows", "3.1b", str(YEAR))["left_out"]
    assert [one["title"].split(" ")[0] for one in left] == ["B"] and left[0]["why"]


def test_scenario_2_new_year(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.new_year())
    first, second = values(ask), values(ask, YEAR + 1)
    assert (first["3.1b"], first["3.1a"], second["3.1b"], second["3.1a"]) == (2, 115, 0, 25)


def test_scenario_5_people_and_attendances(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.unique_people())
    told = values(ask)
    assert told["3.1a"] == 23 and told["3.1a+distinct"] == 4
    measure = next(one for one in ask("measures", str(YEAR))["measures"] if one["code"] == "3.1a")
    share = next(one for one in measure["beside"] if one["code"] == "3.1a+anonymous")
    assert share["exact"] == "15/23" if "exact" in share else share["value"] is not None


def test_scenario_7_several_units(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.training_of_several_units())
    told = values(ask)
    assert (told["1.4"], told["1.4+participations"], told["6.3a"], told["6.3b"], told["6.3b+outside"]) == (
        26,
        36,
        1,
        25,
        7,
    )


def test_scenario_12_patronages(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken({"Instytucje": [["nazwa", "rodzaj"], ["Fundacja X", "NGO"]]} | workbooks.patronages())
    assert values(ask)["4.3"] == 4 and values(ask, YEAR + 1)["4.3"] == 1


def test_scenario_13_consultations(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.consultations())
    told = values(ask)
    indicator = next(one for one in ask("indicators", str(YEAR))["indicators"] if one["code"] == "T2-2.2")
    assert (told["2.1a"], told["2.1b"], indicator["value"], indicator["status"]) == (3, 33, 2, "OSIĄGNIĘTO")


def test_scenario_13_one_consultation_too_small(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.consultations((14, 9)))
    indicator = next(one for one in ask("indicators", str(YEAR))["indicators"] if one["code"] == "T2-2.2")
    assert (values(ask)["2.1a"], values(ask)["2.1b"], indicator["value"], indicator["status"]) == (
        2,
        23,
        1,
        "NIE_OSIĄGNIĘTO",
    )


def test_scenario_14_mixed_units(taken: Callable[[Sheets], None], ask: Ask) -> None:
    taken(workbooks.mixed_units())
    told = ask("indicators", str(YEAR))
    indicator = next(one for one in told["indicators"] if one["code"] == "T2-5.1")
    assert (indicator["value"], indicator["status"]) == (141, "NIE_OSIĄGNIĘTO")
    assert {one["code"]: one["value"] for one in indicator["beside"]}["T2-5.1+residents"] == 2380
    assert "2521" not in json.dumps(told)


def test_the_sample_workbook(ask: Ask) -> None:
    """The workbook kept in resources/sample/: every number of the scenarios it is made of, in one go."""
    path = SAMPLES / workbooks.SAMPLE
    book = load_workbook(path)
    assert {name: [list(row) for row in book[name].values] for name in book.sheetnames} == plain(workbooks.sample())
    assert ask("import", str(path))["written"] is True
    told = values(ask)
    assert (told["3.1a"], told["3.1b"], told["1.4"], told["6.3b"], told["4.3"], told["2.1b"], told["5.1"]) == (
        42,
        2,
        26,
        25,
        4,
        33,
        141,
    )
    assert (told["1.1"], told["4.2a"]) == (None, None), "registers without rows are no data, not zero"


def plain(sheets: Sheets) -> dict[str, list[list[Any]]]:
    """As a workbook gives it back: dates as instants, short rows filled up."""
    return {
        name: [
            [dt.datetime(v.year, v.month, v.day) if type(v) is dt.date else v for v in row]
            + [None] * (max(map(len, rows)) - len(row))
            for row in rows
        ]
        for name, rows in sheets.items()
    }
