"""The importer on the registers of people and institutions: identities, choices, refusals, and the way back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from openkrakow_desktop.contacts.feature import FEATURE, ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.excel_import import Outcome, import_file
from openkrakow_desktop.core.excel_read import CellValue, Sheet, column_letters, column_number
from openkrakow_desktop.core.excel_template import write_registers, write_rejected, write_template
from openkrakow_desktop.core.import_cells import read_cell
from openkrakow_desktop.core.import_problems import Unreadable
from openkrakow_desktop.core.import_sheets import plan_sheets
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

TODAY = dt.date(2026, 11, 22)
DECLARED = Declared((FEATURE,))
PL = words("pl")


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def take(store: Store, path: Path, **options: Any) -> Outcome:
    return import_file(store, DECLARED, path, today=TODAY, **options)


def names(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(session.scalars(select(Organisation.name)))


def test_headings_in_any_order_and_language(store: Store, tmp_path: Path) -> None:
    polish = workbook(tmp_path / "pl.xlsx", Instytucje=[["Rodzaj", "Nazwa"], ["szkoła", "SP 1"]])
    english = workbook(tmp_path / "en.xlsx", Organisations=[["kind", "name"], ["school", "SP 2"]])
    ukrainian = workbook(
        tmp_path / "uk.xlsx",
        Arkusz=[
            [words("uk")("organisation.name"), words("uk")("organisation.kind")],
            ["SP 3", words("uk").choice(OrganisationKind.SCHOOL)],
        ],
    )
    for path in (polish, english, ukrainian):
        assert take(store, path).written
    assert names(store) == ["SP 1", "SP 2", "SP 3"]
    assert store.verify(rows=True) == []


def test_dry_run_says_the_same_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Instytucje=[["Nazwa", "Rodzaj"], ["SP 1", "szkoła"], ["SP 2", "szkoła"]])
    dry = take(store, path, dry_run=True)
    assert not dry.written and dry.new["organisation"] == 2 and names(store) == []
    real = take(store, path)
    assert real.written and real.new == dry.new


def test_the_same_file_twice_adds_nothing(store: Store, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Instytucje=[["Nazwa", "Rodzaj"], ["SP 1", "szkoła"]],
        Osoby=[["Nazwisko", "Imię", "Instytucja"], ["Nowak", "Anna", "SP 1"]],
    )
    assert take(store, path).written
    again = take(store, path)
    assert (again.new.total(), again.changed.total(), again.same.total()) == (0, 0, 2)


def test_all_or_nothing_unless_only_valid_rows_are_wanted(store: Store, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Instytucje=[["Nazwa", "Rodzaj", "działa od"], ["SP 1", "szkoła", "wczoraj"], ["SP 2", "szkoła"]],
    )
    outcome = take(store, path)
    assert not outcome.written and names(store) == []
    fault = outcome.grave[0]
    assert (fault.sheet, fault.cell, fault.value) == ("Instytucje", "C2", "wczoraj")
    assert fault.sentence(PL) == "Podaj datę: dd.mm.rrrr."
    assert take(store, path, valid_rows_only=True).written and names(store) == ["SP 2"]
    assert store.verify(rows=True) == []


def test_refused_rows_come_back_with_the_reason_and_can_be_mended(store: Store, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Instytucje=[["Nazwa", "Rodzaj", "działa od"], ["SP 1", "szkoła", "wczoraj"], ["SP 2", "szkoła"]],
    )
    outcome = take(store, path, valid_rows_only=True)
    rejected = tmp_path / "odrzucone.xlsx"
    assert write_rejected(DECLARED, outcome.lines, rejected, PL, today=TODAY) == 1
    book = load_workbook(rejected)
    sheet = book["Instytucje"]
    assert [cell.value for cell in sheet[1]][-1] == PL("template.reason")
    assert "Podaj datę" in str(sheet.cell(2, 4).value) and "Podaj datę" in sheet.cell(2, 3).comment.text
    sheet.cell(2, 3).value = dt.date(2020, 9, 1)
    book.save(rejected)
    assert take(store, rejected).written and names(store) == ["SP 1", "SP 2"]


def test_a_changed_row_with_its_key_is_an_update_seen_in_the_dry_run(store: Store, tmp_path: Path) -> None:
    with store.write("organisation.add") as session:
        record = ORGANISATIONS.put(session, None, {"name": "SP 1", "kind": OrganisationKind.SCHOOL}, TODAY)
    path = tmp_path / "rejestr.xlsx"
    with store.read() as session:
        assert write_registers(session, DECLARED, [ORGANISATIONS], path, PL, today=TODAY) == 1
    assert take(store, path).same["organisation"] == 1
    book = load_workbook(path)
    sheet = book[PL("organisation._many")]
    sheet.cell(2, 2).value = "Szkoła Podstawowa nr 1"
    book.save(path)
    dry = take(store, path, dry_run=True)
    assert dry.updates == [("organisation", str(record.id), "name")] and names(store) == ["SP 1"]
    assert take(store, path).written and names(store) == ["Szkoła Podstawowa nr 1"]


def test_two_stores_agree_on_the_keys_of_a_file(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", Instytucje=[["Nazwa", "Rodzaj"], ["SP 1", "szkoła"]], Osoby=[["Nazwisko"], ["Nowak"]]
    )
    keys = []
    for name in ("a", "b"):
        store = Store(f"sqlite:///{tmp_path}/{name}.okdb", durable=False).create()
        take(store, path)
        with store.read() as session:
            keys.append({*session.scalars(select(Organisation.id)), *session.scalars(select(Person.id))})
        store.engine.dispose()
    assert keys[0] == keys[1] and len(keys[0]) == 2


def test_unknown_organisations_are_proposed_and_created_by_choice(store: Store, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", Osoby=[["Nazwisko", "Instytucja"], ["Nowak", "Klub Sąsiedzki"], ["Lis", "klub sasiedzki"]]
    )
    outcome = take(store, path)
    assert not outcome.written and ("organisation", "Klub Sąsiedzki") in outcome.proposals
    assert {fault.problem.key for fault in outcome.grave} == {"problem.import_unknown_organisation"}
    assert take(store, path, create_missing=True).written and names(store) == ["Klub Sąsiedzki"]


def test_an_ambiguous_name_is_not_guessed(store: Store, tmp_path: Path) -> None:
    with store.write("organisation.add") as session:
        for kind in (OrganisationKind.SCHOOL, OrganisationKind.KINDERGARTEN):
            ORGANISATIONS.put(session, None, {"name": "Zespół nr 5", "kind": kind}, TODAY)
    path = workbook(tmp_path / "a.xlsx", Osoby=[["Nazwisko", "Instytucja"], ["Nowak", "Zespół nr 5"]])
    assert [fault.problem.key for fault in take(store, path).grave] == ["problem.import_ambiguous"]


def test_rows_may_name_rows_of_another_sheet(store: Store, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Osoby=[["Nazwisko", "Instytucja"], ["Nowak", "#7"], ["Lis", "#8"]],
        Instytucje=[["#", "Nazwa", "Rodzaj"], ["7", "SP 1", "szkoła"]],
    )
    outcome = take(store, path, valid_rows_only=True)
    assert outcome.new == {"organisation": 1, "person": 1}
    assert [(fault.cell, fault.problem.key) for fault in outcome.grave] == [("B3", "problem.import_no_such_row")]


def test_a_record_entered_by_hand_is_known_by_its_natural_key(store: Store, tmp_path: Path) -> None:
    with store.write("person.add") as session:
        PEOPLE.put(session, None, {"last_name": "Ковальчук", "first_name": "Олена"}, TODAY)
    path = workbook(
        tmp_path / "a.xlsx",
        Osoby=[["Nazwisko", "Imię", "e-mail", "telefon"], ["Ковальчук", "Олена", None, "600 700 800"]],
    )
    assert take(store, path).changed["person"] == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_an_import_is_one_undo(store: Store, tmp_path: Path) -> None:
    rows = [["Nazwa", "Rodzaj"], *([f"SP {n}", "szkoła"] for n in range(60))]
    take(store, workbook(tmp_path / "a.xlsx", Instytucje=rows))
    operation = store.timeline(1)[0]
    store.undo(operation.id)
    assert names(store) == [] and store.verify(rows=True) == []


def test_the_template_comes_back_empty_in_every_language(tmp_path: Path, store: Store) -> None:
    for language in ("pl", "en", "uk"):
        path = tmp_path / f"{language}.xlsx"
        write_template(DECLARED, path, words(language), today=TODAY)
        assert take(store, path).new.total() == 0
        book = load_workbook(path)
        sheet = book[words(language)("organisation._many")[:31]]
        assert sheet.protection.sheet and not sheet["B2"].protection.locked and sheet.column_dimensions["A"].hidden
        assert len(sheet.data_validations.dataValidation) >= 5


def test_a_file_without_a_register_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        take(store, workbook(tmp_path / "a.xlsx", Lody=[["Smak", "Kolor"], ["wanilia", "biały"]]))
    assert refused.value.problems[0].key == "problem.import_no_register"


CELLS = [
    (ORGANISATIONS.field("active_from"), CellValue("text", "1 marca 2021 r."), dt.date(2021, 3, 1)),
    (ORGANISATIONS.field("active_from"), CellValue("text", "2 травня 2021 р."), dt.date(2021, 5, 2)),
    (ORGANISATIONS.field("active_from"), CellValue("date", dt.datetime(2021, 3, 1)), dt.date(2021, 3, 1)),
    (ORGANISATIONS.field("is_partner"), CellValue("text", "TAK"), True),
    (ORGANISATIONS.field("is_partner"), CellValue("number", 0), False),
    (ORGANISATIONS.field("symbol"), CellValue("number", 114.0), "114"),
    (ORGANISATIONS.field("name"), CellValue("text", " Ło\u0301dz\u0301\u200b "), "Łódź"),
    (ORGANISATIONS.field("kind"), CellValue("text", "NGO_MNIEJSZ"), OrganisationKind.MINORITY_NGO),
    (ORGANISATIONS.field("name"), CellValue("empty"), None),
]


@pytest.mark.parametrize(("field", "cell", "value"), CELLS, ids=lambda one: str(getattr(one, "value", "")))
def test_cells_are_read_explicitly(field: Any, cell: CellValue, value: Any) -> None:
    assert read_cell(field, cell) == value


BAD_CELLS = [
    ("active_from", CellValue("number", 45_000), "problem.cell_not_date"),
    ("active_from", CellValue("text", "30.02.2026"), "problem.cell_no_such_day"),
    ("is_partner", CellValue("text", "może"), "problem.cell_not_truth"),
    ("name", CellValue("bool", True), "problem.cell_truth"),
    ("name", CellValue("formula", "=A1"), "problem.cell_formula"),
    ("name", CellValue("error", "#REF!"), "problem.cell_error"),
    ("kind", CellValue("text", "zakon"), "problem.cell_unknown_choice"),
]


@pytest.mark.parametrize(("name", "cell", "key"), BAD_CELLS)
def test_cells_are_never_guessed(name: str, cell: CellValue, key: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_cell(ORGANISATIONS.field(name), cell)
    assert error.value.key == key


def test_column_letters_both_ways() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 16_384)] == ["A", "Z", "AA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 2_000))


def test_hidden_sheets_are_not_read() -> None:
    sheet = Sheet("Instytucje", [[CellValue("text", "Nazwa"), CellValue("text", "Rodzaj")]], hidden=True)
    assert plan_sheets([sheet], DECLARED) == ([], [])
