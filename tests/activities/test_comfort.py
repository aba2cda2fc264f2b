"""What makes the small registers comfortable to keep: defaults, used values, copies, pasted rows, what counts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from openkrakow_desktop.activities.feature import CONTRIBUTORS, RESEARCH_REPORTS, RISK_ANALYSIS_ENTITIES, SURVEYS
from openkrakow_desktop.activities.model import RiskAnalysisEntity, Translation, TranslationKind, TranslationVersion
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.alike import similar
from openkrakow_desktop.core.excel_import import Outcome, import_file
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pasted import PastedRows, columns_without_headings, pasted_sheets, read_pasted
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.starting import begin, copied, newest, used_links, used_values
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.verdicts import NO_ROWS, OTHER_YEAR, Verdict, told_year, verdicts
from openkrakow_desktop.core.words import words
from tests.activities.build import organisation, put

TODAY, W = dt.date(2026, 5, 4), words("pl")
SURVEY = {"service": "Punkt", "closed_on": TODAY, "n_positive": 3, "n_neutral": 0, "n_negative": 1}


def survey(session: Any, **values: Any) -> UUID:
    return put(session, "survey", **SURVEY | values)


# Beginnings, used values, copies


def test_a_new_form_begins_with_today_and_what_is_usual(store: Store) -> None:
    with store.write("t") as session:
        unit = organisation(session, "Wydział", OrganisationKind.OFFICE_UNIT)
        for _ in range(2):
            survey(session, method="wywiad", unit_id=unit)
        survey(session, method="ankieta")
        begun = begin(session, SURVEYS, TODAY, 2026)
        assert (begun["closed_on"], begun["method"], begun["unit_id"]) == (TODAY, "wywiad", unit)
        assert begin(session, SURVEYS, TODAY, 2025)["closed_on"] is None  # nobody knows the day of a past year
        assert begin(session, CONTRIBUTORS, TODAY, 2025)["year"] == 2025
        assert SURVEYS.draft(session, None)["closed_on"] is None  # an import never begins with today


def test_used_values_come_by_frequency_then_by_age(store: Store) -> None:
    with store.write("t") as session:
        units = [organisation(session, name, OrganisationKind.OFFICE_UNIT) for name in ("Pierwszy", "Drugi")]
        for service, unit in (("A", 0), ("B", 1), ("A", 1), ("C", 1)):
            survey(session, service=service, unit_id=units[unit])
        assert used_values(session, SURVEYS, "service", 9) == ["A", "C", "B"]
        assert used_links(session, SURVEYS, "unit_id") == [(units[1], "Drugi"), (units[0], "Pierwszy")]
        assert newest(session, SURVEYS) is not None and newest(session, RESEARCH_REPORTS) is None


def test_a_copy_has_no_dates_and_no_case_number(store: Store) -> None:
    with store.write("t") as session:
        key = survey(session, case_no="SP-03.0541.1.2026", method="wywiad", closed_on=dt.date(2026, 1, 2))
        copy = copied(session, SURVEYS, key, TODAY, 2026)
        assert (copy["service"], copy["method"], copy["n_positive"]) == ("Punkt", "wywiad", 3)
        assert (copy["closed_on"], copy["case_no"]) == (TODAY, None)
        line = put(session, "budget_line", year=2025, name="Komórka", plan=1, plan_after_changes=1)
        assert copied(session, DECLARED.registers["budget_line"], line, TODAY, 2026)["year"] == 2026
        item = put(session, "translation", kind=TranslationKind.PROCEDURE, title="Meldunek", symbol="PR-1")
        copy = copied(session, DECLARED.registers["translation"], item, TODAY, 2026)
        assert (copy["kind"], copy["title"], copy["symbol"]) == (TranslationKind.PROCEDURE, None, None)


# What looks the same


@pytest.mark.parametrize(
    ("title", "on", "found"),
    [
        ("potrzeby mieszkańców", TODAY, True),
        ("Potrzeby mieszkancóww", dt.date(2026, 12, 1), True),
        ("Potrzeby mieszkańców", dt.date(2025, 12, 31), False),
        ("Potrzeby mieszkańców 2", TODAY, False),
        ("Język", TODAY, False),
        (None, TODAY, False),
        ("Potrzeby mieszkańców", None, False),
    ],
)
def test_a_record_that_looks_the_same(store: Store, title: str | None, on: dt.date | None, found: bool) -> None:
    with store.write("t") as session:
        key = put(session, "research_report", title="Potrzeby mieszkańców", completed_on=TODAY)
        draft = {"title": title, "completed_on": on}
        told = similar(session, RESEARCH_REPORTS, draft, None)
        assert (told is not None) == found
        assert told is None or (told.field, told.id) == ("title", key)
        assert similar(session, RESEARCH_REPORTS, draft, key) is None  # never the record itself


# Pasted rows


def paste(store: Store, register: str, text: str, parent: UUID | None = None, **options: Any) -> Outcome:
    found = pasted_sheets(PastedRows(register, text, parent), DECLARED, W, 2026, "Analiza")
    return import_file(
        store, DECLARED, Path("Wklejone"), today=TODAY, sheets=[one.layout.sheet for one in found],
        mappings={one.fingerprint: one.mapping for one in found}, **options,
    )  # fmt: skip


def test_headings_may_name_the_rows_of_a_record_too(store: Store) -> None:
    text = (
        "Tytuł\tRodzaj\tJęzyk\tOpublikowano\nMeldunek\tprocedura\tangielski\t16.09.2025\n"
        "\t\tukraiński\t12.3\nUlotka\tdokument\tklingoński\t1.02.2026"
    )
    outcome = paste(store, "translation", text)
    assert [(one.cell, one.value) for one in outcome.grave] == [("C4", "klingoński")] and not outcome.written
    outcome = paste(store, "translation", text, valid_rows_only=True)
    assert (outcome.new["translation"], outcome.new["translation_version"]) == (2, 2)
    with store.read() as session:
        item = session.scalars(select(Translation).where(Translation.title == "Meldunek")).one()
        asked = select(TranslationVersion.published_on).where(TranslationVersion.translation_id == item.id)
        days = session.scalars(asked)
        assert sorted(days) == [dt.date(2025, 9, 16), dt.date(2026, 3, 12)]
    again = paste(store, "translation", text, valid_rows_only=True)
    assert (again.new.total(), again.changed.total(), again.same.total()) == (0, 0, 4)


def test_a_row_that_comes_twice_is_named_by_what_stands_there(store: Store) -> None:
    heads = "Usługa\tData zamknięcia\tOceny pozytywne\tOceny neutralne\tOceny negatywne"
    line = "Infolinia\t25.10.2026\t40\t5\t2"
    outcome = paste(store, "survey", f"{heads}\n{line}\n{line}")
    told = [(one.cell, one.value) for one in outcome.faults if one.problem.key == "problem.import_twice_in_file"]
    assert told == [("A3", "Infolinia")]


def test_many_organisations_into_one_analysis(store: Store) -> None:
    with store.write("t") as session:
        names = [f"Fundacja {letter}" for letter in "ABCDEFGHIJKL"]
        for name in names:
            organisation(session, name)
        twins = [put(session, "risk_analysis", title="Analiza", completed_on=TODAY) for _ in range(2)]
    outcome = paste(store, "risk_analysis_entity", "\n".join(names), twins[1])
    assert outcome.written and outcome.new[RISK_ANALYSIS_ENTITIES.key] == 12
    with store.read() as session:
        counted = select(func.count()).select_from(RiskAnalysisEntity)
        assert session.scalar(counted.where(RiskAnalysisEntity.risk_analysis_id == twins[1])) == 12
    assert paste(store, "risk_analysis_entity", "\n".join(names), twins[1]).same.total() == 12


def test_without_headings_columns_are_known_by_what_stands_in_them(store: Store) -> None:
    rows = read_pasted("Punkt\t12.03.2026\t40\t3\t1\nUrząd\t1.03.2026\t40\t3\tx")
    assert columns_without_headings(rows, SURVEYS) == ["service", "closed_on", "n_positive", "n_neutral", "n_negative"]
    outcome = paste(store, "survey", "Punkt\t12.03.2026\t40\t3\t1\nUrząd\t1.03.2026\t40\t3\tx", valid_rows_only=True)
    assert outcome.new["survey"] == 1 and [one.cell for one in outcome.grave] == ["E2"]


def test_a_key_column_left_out_still_finds_the_record(store: Store) -> None:
    with store.write("t") as session:
        put(session, "translation", kind=TranslationKind.PROCEDURE, title="Meldunek", symbol="PR-1")
    outcome = paste(store, "translation", "Tytuł\tRodzaj\nMeldunek\tprocedura")
    assert (outcome.new.total(), outcome.same.total()) == (0, 1)


def test_what_excel_copies_is_read_cell_by_cell() -> None:
    def said(text: str) -> list[list[str]]:
        return [[str(cell.value or "") for cell in line] for line in read_pasted(text)]

    assert said('a\tb\r\n"c ""x""\nd"\te\r\n\r\n') == [["a", "b"], ['c "x"\nd', "e"]]
    assert said('"Kuchnia" świata\t"otwarty') == [['"Kuchnia" świata', '"otwarty']]
    for text, key in (("", "problem.paste_nothing"), ("x\n" * 6000, "problem.paste_too_much")):
        with pytest.raises(Refused) as refused:
            read_pasted(text)
        assert refused.value.problems[0].key == key


@pytest.mark.parametrize(
    ("register", "text", "cell", "key"),
    [
        ("budget_line", "Nazwa\tRok\tPlan\tPlan po zmianach\nCoś\t2026\t1,5\t1300,555", "D2", "cell_three_decimals"),
        ("budget_line", "Nazwa\tRok\tPlan\tPlan po zmianach\nCoś\t2026\t-1\t2", "C2", "too_small"),
        ("turnout", "Edycja\tRok\tLicznik\tŹródło licznika\tMianownik\tŹródło mianownika\nX\t2026\t2\ta\t0\tb",
         "E2", "zero_denominator"),
        ("turnout", "Edycja\tRok\tLicznik\tŹródło licznika\tMianownik\tŹródło mianownika\nX\t2026\t3\ta\t2\tb",
         "C2", "above_whole"),
        ("translation", "Tytuł\tRodzaj\tJęzyk\tOpublikowano\tWycofano\nX\tdokument\tangielski\t2.02.2026\t1.02.2026",
         "E2", "withdrawn_before"),
    ],
)  # fmt: skip
def test_bad_input_is_told_by_row_and_column(store: Store, register: str, text: str, cell: str, key: str) -> None:
    outcome = paste(store, register, text)
    assert [(one.cell, one.problem.key) for one in outcome.grave] == [(cell, f"problem.{key}")]
    assert not outcome.written


# What counts


def told(session: Any, register: str, key: UUID, year: int = 2026) -> dict[str, Verdict]:
    found = verdicts(session, DECLARED, DECLARED.registers[register], key, Period(year, dt.date(2027, 1, 5)))
    return {one.code: one for one in found}


def test_a_translation_counts_by_its_versions(store: Store) -> None:
    with store.write("t") as session:
        item = put(session, "translation", kind=TranslationKind.PROCEDURE, title="Meldunek")
        assert told(session, "translation", item)["1.2"].reasons == ((NO_ROWS, 0),)
        version = {"translation_id": item, "language": SpokenLanguage.ENGLISH, "published_on": dt.date(2025, 3, 1)}
        made = put(session, "translation_version", **version)
        found = told(session, "translation", item)
        assert (found["1.2"].counts, found["1.2"].reasons) == (0, ((OTHER_YEAR, 1),))
        assert found["T2-1.2"].counts == 1  # the stock of 31 December holds it
        DECLARED.registers["translation_version"].put(
            session, made, version | {"withdrawn_on": dt.date(2026, 6, 1), "evidence": None}, TODAY
        )
        assert told(session, "translation", item)["T2-1.2"].reasons == (("withdrawn", 1),)
        paper = put(session, "translation", kind=TranslationKind.DOCUMENT, title="Ulotka")
        put(session, "translation_version", **version | {"translation_id": paper, "published_on": TODAY})
        found = told(session, "translation", paper)
        assert found["1.2"].counts == 1
        assert found["T2-1.2"].is_outside and found["T2-1.2"].reasons == (("no_procedure", 1),)
        assert told_year(session, DECLARED.registers["survey"], survey(session), 2020) == 2026


def test_verdicts_agree_with_the_rows_behind_the_numbers(demo_store: Store) -> None:
    """For records of every register that feeds a number: what the panel says is what the measure's rows say."""
    period, seen = Period(2025, dt.date(2026, 11, 22)), 0
    with demo_store.read() as session:
        rows = {code: measure.rows(session, period)[0] for code, measure in DECLARED.measures.items()}
        for code, counted in rows.items():
            for register, key in dict.fromkeys((row.register, row.id) for row in counted[:4]):
                mine = [row.counts for row in counted if (row.register, row.id) == (register, key)]
                found = verdicts(session, DECLARED, DECLARED.registers[register], key, period)
                assert next(one.counts for one in found if one.code == code) == sum(mine), (code, register)
                seen += 1
    assert seen > 60
