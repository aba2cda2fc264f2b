"""The "Also" line of the acceptance scenarios, and the wording of 3 to 5, from the command line where that is how
people meet it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.feature import NOMINATIONS
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.listing import KEY_SIZE, View, keys_of
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from tests.acceptance import workbooks
from tests.acceptance.workbooks import YEAR, written
from tests.competition.cases import REFUSALS
from tests.demo_data import TODAY
from tests.running import Run

FORMULA = '=HYPERLINK("http://example.org";"kliknij")'
PL = words("pl")


def event_rows(*rows: tuple[str, str | None]) -> workbooks.Sheets:
    """Held workshops of one organisation: (title, case number)."""
    head = ["tytuł", "typ", "organizator", "początek", "prowadzone przez Centrum", PL("event.case_no")]
    told = [[title, "warsztat", "Fundacja X", dt.date(YEAR, 3, 1), "tak", case] for title, case in rows]
    return {"Instytucje": [["nazwa", "rodzaj"], ["Fundacja X", "NGO"]], "Wydarzenia": [head, *told]}


def test_a_title_that_looks_like_a_formula_stays_text(run: Run, fresh: Path, tmp_path: Path) -> None:
    heads, quoted = f"{PL('research_report.title')};{PL('research_report.completed_on')}", FORMULA.replace('"', '""')
    (tmp_path / "a.csv").write_text(f'{heads}\n"\'{quoted}";1.03.{YEAR}\n', "utf-8")
    assert run("--db", fresh, "import", "a.csv")[0] == 0
    assert run("--db", fresh, "export", "research_report", "e.xlsx")[0] == 0
    assert run("--db", fresh, "report", YEAR, "--xlsx", "s.xlsx")[0] == 0
    for name in ("e.xlsx", "s.xlsx"):
        book = openpyxl.load_workbook(tmp_path / name)
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
        assert found and all(cell.data_type == "s" and cell.quotePrefix for cell in found), name


def test_a_minor_candidate_without_consent_is_not_accepted(store: Store) -> None:
    case = next(one for one in REFUSALS if one.key == "problem.guardian_consent")
    with store.write("test") as session:
        draft = NOMINATIONS.draft(session, None) | case.draft(session)
        with pytest.raises(Refused) as refused:
            NOMINATIONS.put(session, None, draft, dt.date(2027, 1, 15))
        assert [one.key for one in refused.value.problems] == ["problem.guardian_consent"]
        NOMINATIONS.put(session, None, draft | {"guardian_consent": True}, dt.date(2027, 1, 15))


def test_case_numbers(run: Run, fresh: Path, tmp_path: Path) -> None:
    path = written(event_rows(("Z numerem", "SP-03.0541.12.2025"), ("Z ukośnikiem", "SP-03/0541")), tmp_path / "e.xlsx")
    code, out, err = run("--db", fresh, "import", path, "--json")
    tree = json.loads(out)
    assert code == 0 and tree["registers"]["event"]["new"] == 2, err
    assert [(one["value"], one["warning"]) for one in tree["problems"]] == [("SP-03/0541", True)]
    assert run("--db", fresh, "export", "event", "e.csv")[0] == 0
    saved = (tmp_path / "e.csv").read_text("utf-8-sig")
    assert "SP-03.0541.12.2025" in saved and "SP-03/0541" in saved


def test_lodz_finds_lodz_with_its_letters(store: Store, tmp_path: Path) -> None:
    path = written(event_rows(("Wycieczka: Łódź", None), ("Żółta łódź podwodna", None), ("Lodowisko", None)),
                   tmp_path / "e.xlsx")  # fmt: skip
    assert import_file(store, DECLARED, path, today=TODAY).written
    register = DECLARED.registers["event"]
    with store.read() as session:
        for said, count in {"lodz": 2, "LODZ": 2, "łódź": 2, "zolta": 1, "lodow": 1, "%": 0, "_": 0}.items():
            assert len(keys_of(session, register, View(search=said))) // KEY_SIZE == count, said


def test_unique_people_are_at_least_so_many_and_never_the_attendances(run: Run, fresh: Path, tmp_path: Path) -> None:
    """Scenario 5: attendance 23, of them 15 anonymous, at least 4 people; neither 19 nor 23 is ever called people."""
    assert run("--db", fresh, "import", written(workbooks.unique_people(), tmp_path / "u.xlsx"))[0] == 0
    for language in ("pl", "en", "uk"):
        tree = json.loads(run("--lang", language, "--db", fresh, "measures", YEAR, "--json")[1])
        one = next(one for one in tree["measures"] if one["code"] == "3.1a")
        beside = {each["code"]: each for each in one["beside"]}
        assert one["value"] == 23 and beside["3.1a+distinct"]["value"] == 4
        assert beside["3.1a+anonymous"]["exact"] == "15/23"
        assert 19 not in {each["value"] for each in one["beside"]}
        assert 23 not in {each["value"] for each in one["beside"]}


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils (pdftotext)")
def test_the_report_says_at_least(run: Run, fresh: Path, tmp_path: Path) -> None:
    assert run("--db", fresh, "import", written(workbooks.unique_people(), tmp_path / "u.xlsx"))[0] == 0
    assert run("--db", fresh, "report", YEAR, "--pdf", "r.pdf")[0] == 0
    text = subprocess.run(["pdftotext", "-layout", "r.pdf", "-"], capture_output=True, text=True, check=True,
                          cwd=tmp_path).stdout.lower()  # fmt: skip
    flat = " ".join(text.split())
    assert "różne osoby z list (co najmniej): #" in flat  # the Council's paper is public: fewer than five are not told
    assert "(co najmniej): 19" not in flat and "(co najmniej): 23" not in flat
    assert run("--db", fresh, "report", YEAR, "--xlsx", "r.xlsx")[0] == 0  # the office's own year book tells all
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", read_only=True)
    said = " ".join(str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell)
    assert "różne osoby z list (co najmniej): 4" in said.lower()
    assert "(co najmniej): 19" not in said and "(co najmniej): 23" not in said
