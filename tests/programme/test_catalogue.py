"""The catalogue is whole, and a damaged one is refused with where and what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.words import LANGUAGES
from openkrakow_desktop.paths import CATALOGUE
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.catalogue_reading import read

FILE = CATALOGUE / "programme-2024.toml"


def test_numbers_of_the_document() -> None:
    known = catalogue()
    assert [len(one) for one in (known.objectives, known.tasks, known.rows, known.measures, known.indicators,
                                 known.risks)] == [6, 25, 26, 37, 10, 6]
    assert [risk.rating for risk in known.risks.values()] == [3, 1, 3, 3, 3, 4]
    assert sum(known.deadlines[row.deadline].on is None for row in known.rows.values()) == 15
    assert {known.task_of(number).objective for number in known.measures.values()} == set("123456")
    assert [level.code for level in map(known.level_of, range(1, 8))] == [
        "low", "low", "moderate", "moderate", "serious", "serious", "critical"]


def test_base_and_expected_of_the_indicators() -> None:
    found = {code: (one.base.value, one.expected.value or one.expected.percent)
             for code, one in catalogue().indicators.items()}
    assert found == {"T2-1.1": (5132, 4000), "T2-1.2": (11, 50), "T2-1.3": (150, 100), "T2-2.1": (0, 2),
                     "T2-2.2": (0, 2), "T2-3.1": (150, 100), "T2-3.2": (0, 5), "T2-4.1": (23, 10),
                     "T2-5.1": (148, 150), "T2-6.1": (0, 10)}
    assert catalogue().indicators["T2-1.2"].expected.by == dt.date(2028, 12, 31)


def test_years_and_the_report() -> None:
    known = catalogue()
    assert [known.covers(year) for year in (2023, 2024, 2028, 2029)] == [False, True, True, False]
    assert known.report_due(2026) == dt.date(2027, 4, 30)


@pytest.mark.parametrize(("n", "pl", "uk"), [
    (0, "osób", "осіб"), (1, "osoba", "особа"), (2, "osoby", "особи"), (5, "osób", "осіб"), (12, "osób", "осіб"),
    (21, "osób", "особа"), (22, "osoby", "особи"), (112, "osób", "осіб")])
def test_units_count(n: int, pl: str, uk: str) -> None:
    unit = catalogue().units["person"]
    assert (unit.word(n, "pl"), unit.word(n, "uk")) == (pl, uk)
    assert unit.word(n, "en") == ("person" if n == 1 else "people")


def test_every_number_has_its_words_in_three_languages() -> None:
    for number in catalogue().measures.values():
        for text in (number.label, number.name, number.basis, catalogue().row_label(catalogue().rows[number.row])):
            assert all(text(language).strip() for language in LANGUAGES)
    assert len(catalogue().labels) == 37 + 10 + 11 + 2


@pytest.mark.parametrize(("old", "new", "where"), [
    ('code = "1.1"\nrow = "T1-1.1"', 'code = "1.1"\nrow = "T1-9.9"', "measure 1.1"),
    ('unit = "person_served"', 'unit = "penguin"', "penguin"),
    ('aggregation = "sum_max"', 'aggregation = 7', "measure 6.4: aggregation"),
    ("rating = 4", "rating = 6", "risk R6"),
    ("base_year = 2023", 'base_year = "2023"', "programme: base_year"),
    ("base_year = 2023", "base_yaer = 2023", "base_yaer"),
    ('name.en = "Number of reports"', "", "measure 1.6: name"),
    ('name.en = "Number of reports"', 'name.en = " "', "measure 1.6: name"),
    ('forms.pl = { one = "osoba", few = "osoby", many = "osób" }', 'forms.pl = { one = "osoba", many = "osób" }',
     "unit person"),
    ("[[risk]]", "[[rsik]]", "rsik"),
    ('code = "T2-6.1"', 'code = "T2-5.1"', "T2-5.1"),
    ("schema = 1", "schema = ", "line"),
    ('label.pl = "Raporty z badań"', f'label.pl = "{"x" * 41}"', "research_report"),
])
def test_a_damaged_catalogue_is_refused_with_its_place(tmp_path: Path, old: str, new: str, where: str) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    damaged = tmp_path / "programme-2024.toml"
    damaged.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refused) as refused:
        read(damaged)
    problem = refused.value.problems[0]
    assert problem.key == "problem.catalogue_damaged" and where in str(problem.values["where"])


def test_a_missing_measure_is_noticed(tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    cut = text.index('[[measure]]\ncode = "1.6"')
    damaged = tmp_path / "programme-2024.toml"
    damaged.write_text(text[:cut] + text[text.index("\n[[", cut):], "utf-8")
    with pytest.raises(Refused) as refused:
        read(damaged)
    assert "36" in str(refused.value.problems[0].values["where"])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path / "programme-2030.toml")
    assert refused.value.problems[0].key == "problem.catalogue_missing"
