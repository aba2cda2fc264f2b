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

from openkrakow_desktop.core.formats import number
from openkrakow_desktop.core.words import words
from tests.core import test_excel as office
from tests.demo_data import YEAR
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


@office.needs_calc
def test_json_workbook_and_changed_data(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "report", YEAR, "--xlsx", "s.xlsx")[0] == 0
    profile, path = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", tmp_path / "s.xlsx"
    expected = told(run, db, "measures") | told(run, db, "indicators")
    computed = sheet_values(office.recalculated(path, tmp_path, profile))
    assert expected.keys() <= computed.keys()
    for code, value in expected.items():
        assert (computed[code] if isinstance(computed[code], (int, float)) else None) == value, code

    book = openpyxl.load_workbook(path)  # somebody corrects one row behind 1.1 and one behind 3.1a
    source = next(sheet for sheet in book for table in sheet.tables if table == "tbl_source_rows")
    head = next(row for row in source.iter_rows() if "Liczba" in [cell.value for cell in row])
    names = [cell.value for cell in head]
    counts = names.index(PL("summary.counts"))
    for code in ("T1-1.1", "T1-3.1a"):
        row = next(row for row in source.iter_rows(min_row=head[0].row + 1) if row[names.index("Liczba")].value == code)
        row[counts].value += 7
    changed = tmp_path / "changed"
    changed.mkdir()
    book.save(changed / "s.xlsx")
    moved = sheet_values(office.recalculated(changed / "s.xlsx", changed, profile))
    same_source = {"1.1": 7, "T2-1.1": 7, "3.1a": 7}
    for code, value in expected.items():
        if value is not None:
            assert moved[code] == value + same_source.get(code, 0), code


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
