"""Editions of the programme side by side: each counts its own years, none may take another's years or meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.paths import CATALOGUE
from openkrakow_desktop.programme import codes
from openkrakow_desktop.programme.catalogue import catalogue, editions
from openkrakow_desktop.programme.editions import add_edition, edition, own_folder

FIRST = (CATALOGUE / "programme-2024.toml").read_text("utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A person's own folders; what was read of the editions is forgotten before and after."""
    monkeypatch.setenv("OPENKRAKOW_HOME", str(tmp_path / "home"))
    caches = (editions, codes.tasks, codes.risks, codes.plannable, codes.overridable, codes.report_sections)
    for one in caches:
        one.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for one in caches:
        one.cache_clear()


def later(place: Path, *changes: tuple[str, str], name: str = "programme-2029.toml") -> Path:
    """A next edition: the first one with these places of its text changed."""
    text = FIRST
    for old, new in (("code = \"open-krakow-2024\"", "code = \"open-krakow-2029\""),
                     ("first_year = 2024", "first_year = 2029"), ("last_year = 2028", "last_year = 2033"), *changes):
        assert old in text, old
        text = text.replace(old, new, 1)
    path = place / name
    path.write_text(text, "utf-8")
    return path


def test_each_edition_counts_its_own_years(office: Path) -> None:
    added = add_edition(later(office))
    assert [one.code for one in editions()] == ["open-krakow-2024", "open-krakow-2029"]
    assert added == edition("open-krakow-2029") == catalogue() == catalogue(2029) == catalogue(2040)
    assert {catalogue(year).code for year in (2015, 2024, 2028)} == {"open-krakow-2024"}
    assert catalogue(2028).covers(2028) and not catalogue(2028).covers(2029)


def test_a_new_expected_value_leaves_the_old_years_alone(office: Path) -> None:
    place = FIRST.index('code = "T2-4.1"')
    old = FIRST[place : FIRST.index("\n[[", place)]
    new = old.replace("value = 10", "value = 25").replace("value = 23", "value = 30")
    assert new != old
    add_edition(later(office, (old, new)))
    assert catalogue(2026).indicators["T2-4.1"].expected.value == 10
    assert catalogue(2030).indicators["T2-4.1"].expected.value == 25


def test_a_new_number_gets_a_code_that_records_may_hold(office: Path) -> None:
    place = FIRST.index('[[measure]]\ncode = "1.6"')
    old = FIRST[place : FIRST.index("\n[[", place)]
    add_edition(later(office, (old, old.replace('code = "1.6"', 'code = "29-1.6"'))))
    assert "29-1.6" in codes.plannable() and "1.6" in codes.plannable()
    assert "29-1.6" not in catalogue(2027).measures and "1.6" not in catalogue(2029).measures


@pytest.mark.parametrize(("changes", "key", "told"), [
    ((("first_year = 2029", "first_year = 2027"),), "problem.catalogues_overlap", {"first": 2027, "last": 2028}),
    ((("code = \"open-krakow-2029\"", "code = \"open-krakow-2024\""),), "problem.catalogue_known", {}),
    ((("code = \"open-krakow-2029\"", "code = \"../../evil\""),), "problem.catalogue_damaged", {"where": "code"}),
    ((('aggregation = "sum_max"', 'aggregation = "count"'),), "problem.catalogue_code_reused", {"code": "6.4"}),
])
def test_a_file_that_would_change_old_years_is_refused(
    office: Path, changes: tuple[tuple[str, str], ...], key: str, told: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        add_edition(later(office, *changes))
    problem = refused.value.problems[0]
    assert problem.key == key and told.items() <= dict(problem.values).items()
    assert not own_folder().exists() and [one.code for one in editions()] == ["open-krakow-2024"]


def test_files_copied_by_hand_are_checked_as_well(office: Path) -> None:
    own_folder().mkdir(parents=True)
    later(own_folder(), ("first_year = 2029", "first_year = 2028"))
    editions.cache_clear()
    with pytest.raises(Refused) as refused:
        catalogue(2026)
    assert refused.value.problems[0].key == "problem.catalogues_overlap"


def test_a_copy_of_a_shipped_edition_changes_nothing(office: Path) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "programme-2024.toml").write_text(FIRST, "utf-8")
    editions.cache_clear()
    assert [one.code for one in editions()] == ["open-krakow-2024"]


def test_a_number_without_a_formula_has_no_data_and_says_why(office: Path, sqlite_store: Store) -> None:
    place = FIRST.index('[[measure]]\ncode = "1.6"')
    old = FIRST[place : FIRST.index("\n[[", place)]
    add_edition(later(office, (old, old.replace('code = "1.6"', 'code = "29-1.6"'))))
    with sqlite_store.read() as session:
        numbers = evaluate(session, Period(2030, dt.date(2030, 6, 1)), catalogue(2030), DECLARED)
    reading = numbers.measures["29-1.6"].reading
    assert reading.state is State.NO_DATA and reading.reason == "no_formula"
    assert "1.6" not in numbers.measures
