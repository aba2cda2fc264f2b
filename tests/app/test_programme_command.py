"""`programme`: what editions there are, a new one taken in, a wrong one refused with nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from openkrakow_desktop.paths import CATALOGUE
from openkrakow_desktop.programme.catalogue import editions
from tests.running import Run, run

__all__ = ["run"]
FIRST = (CATALOGUE / "programme-2024.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OPENKRAKOW_HOME", str(tmp_path / "home"))
    editions.cache_clear()
    yield
    monkeypatch.undo()
    editions.cache_clear()


def test_the_edition_the_program_came_with(run: Run) -> None:
    code, told, wrong = run("programme")
    assert (code, wrong) == (0, "")
    assert "open-krakow-2024" in told and "lata 2024–2028, zadań 25, mierników 37, wskaźników 10" in told


def test_a_new_edition_is_taken_in_and_its_years_are_counted_by_it(run: Run, tmp_path: Path) -> None:
    text = FIRST.replace("open-krakow-2024", "open-krakow-2029", 1)
    file = tmp_path / "nowa.toml"
    file.write_text(
        text.replace("first_year = 2024", "first_year = 2029").replace("last_year = 2028", "last_year = 2033")
    )
    code, told, _ = run("programme", file, "--json")
    found = json.loads(told)["editions"]
    assert code == 0 and [(one["first_year"], one["last_year"]) for one in found] == [(2024, 2028), (2029, 2033)]
    assert run("programme", file)[0] == 1  # it is there already


def test_overlapping_years_are_refused_in_plain_words(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nowa.toml"
    file.write_text(
        FIRST.replace("open-krakow-2024", "open-krakow-2027", 1).replace("first_year = 2024", "first_year = 2027")
    )
    code, told, wrong = run("programme", file)
    assert (code, told) == (1, "") and "2027–2028" in wrong and "open-krakow-2024" in wrong and "nowa.toml" in wrong
    assert len(editions()) == 1
