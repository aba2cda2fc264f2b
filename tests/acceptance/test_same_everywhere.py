"""One number, one value: the command line's JSON, the workbook as another program computes it, the text of the PDF.
Beyond tests/overview: the files as the command writes them, and data that somebody changes afterwards."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.places import PLACES
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.formats import number
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.pressable import Pressable
from tests.core import test_excel as office
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.running import Run

NOTES = "⁰¹²³⁴⁵⁶⁷⁸⁹˒"  # marks of footnotes after a number
PL = words("pl")


def told(run: Run, db: Path, what: str) -> dict[str, Any]:
    """Code -> value, for all that is counted (money and shares are printed in units of their own)."""
    tree = json.loads(run("--db", db, what, YEAR, "--json")[1])
    return {one["code"]: one["value"] for one in tree[what] if one["unit"] not in ("grosz", "percent")}


def sheet_values(book: Any) -> dict[str, Any]:
    """Code -> the year's value, from every sheet of the workbook that lists numbers by their codes."""
    found: dict[str, Any] = {}
    for sheet in book:
        place = None
        for row in sheet.iter_rows(values_only=True):
            if "Kod" in row and str(YEAR) in map(str, row):
                place = (row.index("Kod"), [str(one) for one in row].index(str(YEAR)))
            elif place and row[place[0]] is not None and re.fullmatch(r"(T2-)?\d\.\d[a-d]?", str(row[place[0]])):
                assert found.setdefault(str(row[place[0]]), row[place[1]]) == row[place[1]]
    return found


def point_months(book: Any) -> list[int]:
    """The people served in each month and in the year, as the Point's table says."""
    sheet = next(one for one in book if one.title == PL("summary.sheet.point_channels"))
    last = max(cell.column for cell in sheet[3] if cell.value)
    return [sheet.cell(row, last).value for row in range(4, 17)]


def names_of(path: Path, book: Any) -> dict[str, Any]:
    """The numbers that have a name in the workbook at `path`, as `book` computed them."""
    places = {name: next(iter(one.destinations)) for name, one in openpyxl.load_workbook(path).defined_names.items()}
    return {name: book[sheet][place.replace("$", "")].value for name, (sheet, place) in places.items()}


@office.needs_calc
def test_json_workbook_and_changed_data(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "report", YEAR, "--xlsx", "s.xlsx")[0] == 0
    profile, path = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", tmp_path / "s.xlsx"
    expected = told(run, db, "measures") | told(run, db, "indicators")
    computed = sheet_values(office.recalculated(path, tmp_path, profile))
    assert expected.keys() <= computed.keys()
    for code, value in expected.items():
        assert (computed[code] if isinstance(computed[code], (int, float)) else None) == value, code
    named = names_of(path, openpyxl.load_workbook(path, data_only=True))
    for code, value in expected.items():
        name = f"{'Wskaźnik' if code.startswith('T2') else 'Miernik'}_{re.sub('[-.]', '_', code)}"
        assert (named[name] if isinstance(named[name], (int, float)) else None) == value, name

    book = openpyxl.load_workbook(path)  # somebody corrects one row behind 1.1 and one behind 3.1a
    source = next(sheet for sheet in book for table in sheet.tables if table == "tbl_source_rows")
    head = next(row for row in source.iter_rows() if "Liczba" in [cell.value for cell in row])
    names = [cell.value for cell in head]
    counts = names.index(PL("summary.counts"))
    head_of = {name: sheet for sheet in book for name in sheet.tables}
    contacts = head_of["tbl_data_contacts"]
    heads = [cell.value for cell in contacts[3]]
    month, people = (
        contacts.cell(4, heads.index(PL("summary.month")) + 1).value,
        heads.index(PL("summary.people_served")),
    )
    contacts.cell(4, people + 1).value += 11  # and one contact behind the Point's tables
    for code in ("T1-1.1", "T1-3.1a"):
        row = next(row for row in source.iter_rows(min_row=head[0].row + 1) if row[names.index("Liczba")].value == code)
        row[counts].value += 7
    changed = tmp_path / "changed"
    changed.mkdir()
    book.save(changed / "s.xlsx")
    again = office.recalculated(changed / "s.xlsx", changed, profile)
    before, after = (point_months(one) for one in (openpyxl.load_workbook(path, data_only=True), again))
    assert [b - a for a, b in zip(before, after, strict=True)] == [11 * (m in (month, 13)) for m in range(1, 14)]
    moved = sheet_values(again)
    assert names_of(path, again)["Miernik_1_1"] == expected["1.1"] + 7
    same_source = {"1.1": 7, "T2-1.1": 7, "3.1a": 7}
    for code, value in expected.items():
        if value is not None:
            assert moved[code] == value + same_source.get(code, 0), code


def test_published_book_says_the_same(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "report", YEAR, "--published", "--xlsx", "p.xlsx")[0] == 0
    found = sheet_values(openpyxl.load_workbook(tmp_path / "p.xlsx", data_only=True))
    for code, value in (told(run, db, "measures") | told(run, db, "indicators")).items():
        assert (found[code] if isinstance(found[code], (int, float)) else None) == value, code
    code, out, err = run("--db", db, "report", YEAR, "--published", "--pdf", "p.pdf")
    assert (code, out) == (1, "") and "--published" in err


def test_board_and_tasks_say_what_the_json_says(run: Run, db: Path, qtbot: Any) -> None:
    """Every row of the two pages: its number is the one of --json, as people write it."""
    expected = told(run, db, "measures") | told(run, db, "indicators")
    store, seen = Store(db, durable=False).open(), set()
    try:
        desk = Desk(store, PL, Clock.fixed(TODAY), DECLARED)
        desk.set_year(YEAR)
        for place in ("indicators", "tasks"):
            page = screen_of(PLACES[place].screen)(desk)
            qtbot.addWidget(page)
            page.resize(1272, 770)
            page.show()
            qtbot.waitUntil(lambda page=page: bool(page.findChildren(Pressable)) and not desk.busy, timeout=60_000)
            for one in page.findChildren(Pressable):
                code = one.accessibleName().split()[0]
                if code in expected:
                    seen.add(code)
                    shown = "–" if expected[code] is None else number(expected[code], "pl")
                    assert shown in {label.text() for label in one.findChildren(QLabel)}, code
    finally:
        qtbot.wait(100)
        desk.close()
        store.close()
    assert seen == expected.keys()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils (pdftotext)")
def test_json_and_pdf(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "report", YEAR, "--pdf", "r.pdf")[0] == 0
    text = subprocess.run(["pdftotext", "-layout", "r.pdf", "-"], capture_output=True, text=True, check=True,
                          cwd=tmp_path).stdout  # fmt: skip
    lines = [line.strip() for line in text.splitlines()]
    for code, value in (told(run, db, "measures") | told(run, db, "indicators")).items():
        shown = "–" if value is None else number(value, "pl")
        mine = [re.split(r"\s{2,}", line) for line in lines if re.match(rf"{re.escape(code)}\s{{2,}}", line)]
        printed = {part.strip(NOTES) for parts in mine for part in parts[1:]}
        assert shown in printed, (code, shown, mine)
