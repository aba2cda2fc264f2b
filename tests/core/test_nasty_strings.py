"""Every string is kept as it was (after the documented cleaning) from the form to search, Excel, import and PDF."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from openkrakow_desktop.contacts.feature import FEATURE, PEOPLE
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.document import Column, Document, Heading, Table, labels
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.excel_template import write_registers
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.text import clean, escape_like, fold
from openkrakow_desktop.core.words import words

from .nasty import NASTY

TODAY = dt.date(2026, 11, 22)
DECLARED = Declared((FEATURE,))


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write("person.add") as session:
        for number, name in enumerate(NASTY):
            PEOPLE.put(session, None, {"last_name": name, "email": f"{number}@example.org"}, TODAY)
    return store


def names(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Person.last_name).order_by(Person.id)))


def test_there_are_enough() -> None:
    assert len(NASTY) >= 40


def test_they_are_kept_as_cleaned(filled: Store) -> None:
    assert names(filled) == [clean(name) for name in NASTY]
    assert filled.verify(rows=True) == []


def test_search_finds_each_and_only_it(filled: Store) -> None:
    with filled.read() as session:
        for name in NASTY:
            wanted = fold(clean(name))
            pattern = f"%{escape_like(wanted)}%"
            found = session.scalars(select(Person.search).where(Person.search.like(pattern, escape="\\"))).all()
            assert found and all(wanted in one for one in found), name


def test_excel_and_back(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "osoby.xlsx"
    with filled.read() as session:
        write_registers(session, DECLARED, [PEOPLE], path, words("pl"), today=TODAY)
    sheet = load_workbook(path)[words("pl")("person._many")]
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows(min_row=2) for cell in row), (
        "no formula, no error"
    )
    outcome = import_file(filled, DECLARED, path, today=TODAY)
    assert outcome.grave == [] and outcome.updates == [] and outcome.same["person"] == len(NASTY)


def test_a_new_database_takes_the_same(filled: Store, make_sqlite: object, tmp_path: Path) -> None:
    path = tmp_path / "osoby.xlsx"
    with filled.read() as session:
        write_registers(session, DECLARED, [PEOPLE], path, words("uk"), today=TODAY)
    other: Store = make_sqlite("B")  # type: ignore[operator]
    assert import_file(other, DECLARED, path, today=TODAY).written
    assert sorted(names(other)) == sorted(names(filled))


def test_pdf_draws_them(tmp_path: Path) -> None:
    path = tmp_path / "osoby.pdf"
    rows = tuple((clean(name),) for name in NASTY)
    table = Table("osoby", "Osoby", (Column("nazwisko", header=True),), rows)
    document = Document("Osoby", (Heading("Osoby"), table), labels(words("pl")))
    write_pdf(document, path)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True)
    for name in ("Łódź", "Ковальчук Олена", "<b>gruby</b>", "=1+1", "&amp; & &lt;", "'; DROP TABLE person; --"):
        assert name in done.stdout
