"""There and back: a whole office through one workbook, a filled template, corrected rows, .csv, an import undone, a
backup restored. The numbers are the same afterwards."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.core.attached_files import AttachedFile
from openkrakow_desktop.core.csv_write import write_csv
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.excel_template import write_registers
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.model import EventType
from openkrakow_desktop.programme.model import TaskState
from tests.demo_data import TODAY, YEAR
from tests.running import Run

YEARS = (YEAR - 1, YEAR, YEAR + 1)


def numbers(run: Run, place: Path, years: tuple[int, ...] = YEARS) -> dict[str, Any]:
    """Everything the command line says of these years."""
    told = {}
    for year in years:
        for what in ("measures", "indicators"):
            code, out, err = run("--db", place, what, year, "--json")
            assert code == 0, err
            told[f"{what} {year}"] = json.loads(out)
    return told


def undo_last(place: Path) -> None:
    store = open_database(place).store
    last = store.undoable()
    assert last is not None and last.action == "import"
    store.undo(last.id)
    store.close()


@pytest.mark.parametrize("language", ["uk"])
def test_a_whole_office_through_one_workbook(run: Run, db: Path, fresh: Path, tmp_path: Path, language: str) -> None:
    """Every register of the demo, closed editions and certificates included; the names of sheets and all values in
    Ukrainian. The same file again adds nothing; one undo takes all of it back."""
    everything, before = numbers(run, db), numbers(run, fresh)
    store = Store(db, durable=False).open()
    with store.read() as session:
        every = DECLARED.registers.values()  # files stay where they lie
        registers = [one for one in every if not issubclass(one.record, AttachedFile)]
        write_registers(session, DECLARED, registers, tmp_path / "all.xlsx", words(language), today=TODAY)
    store.close()
    code, out, err = run("--db", fresh, "import", "all.xlsx", "--json")
    assert code == 0, err
    assert json.loads(out)["unknown_sheets"] == []
    assert numbers(run, fresh) == everything
    code, out, err = run("--db", fresh, "import", "all.xlsx", "--json")
    counts = json.loads(out)["registers"].values()
    assert code == 0 and sum(one["new"] + one["changed"] + one["refused"] for one in counts) == 0, err
    undo_last(fresh)
    assert numbers(run, fresh) == before
    assert run("--db", fresh, "verify")[0] == 0 and run("--db", fresh, "check")[0] == 0


def fill(path: Path, sheet: str, **columns: list[Any]) -> None:
    """Write values below the headings of a template's sheet, as a person does in Excel."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in page[1]}
    for heading, values in columns.items():
        for row, value in enumerate(values, 2):
            page.cell(row, places[heading], value)
    book.save(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_filled_in(run: Run, fresh: Path, tmp_path: Path, language: str) -> None:
    """Choices in the template's language and, one row, in another's: both are understood."""
    w, other = words(language), words("en" if language == "pl" else "pl")
    assert run("--lang", language, "template", "t.xlsx", "event", "organisation")[0] == 0
    fill(tmp_path / "t.xlsx", w("organisation._many"),
         **{w("organisation.name"): ["Fundacja Łęg"], w("organisation.kind"): ["NGO"]})  # fmt: skip
    fill(tmp_path / "t.xlsx", w("event._many"), **{
        w("event.title"): ["Debata o Łodzi", "Warsztat"], w("event.organiser_id"): ["Fundacja Łęg"] * 2,
        w("event.type"): [w.choice(EventType.DEBATE), other.choice(EventType.WORKSHOP)],
        w("event.start_on"): [dt.date(2025, 3, 1), "2.03.2025"]})  # fmt: skip
    code, out, err = run("--db", fresh, "import", "t.xlsx", "--json")
    tree = json.loads(out)
    assert code == 0 and tree["registers"]["event"]["new"] == 2 and tree["unknown_sheets"] == [], err
    assert run("--lang", language, "--db", fresh, "export", "event", "e.xlsx")[0] == 0
    code, out, err = run("--db", fresh, "import", "e.xlsx", "--json")
    assert code == 0 and json.loads(out)["registers"]["event"] == {"new": 0, "changed": 0, "same": 2, "refused": 0}, err
    fill(tmp_path / "e.xlsx", w("event._many"), **{w("event.title"): ["Debata o Krakowie"]})
    dry = json.loads(run("--db", fresh, "import", "e.xlsx", "--dry-run", "--json")[1])
    assert dry["registers"]["event"]["changed"] == 1 and dry["written"] is False
    assert run("--db", fresh, "import", "e.xlsx")[0] == 0
    assert "Debata o Krakowie" in run("--db", fresh, "export", "event", "e.csv")[1] + (tmp_path / "e.csv").read_text()
    undo_last(fresh)
    run("--db", fresh, "export", "event", "e.csv")
    assert "Debata o Łodzi" in (tmp_path / "e.csv").read_text() and "Krakow" not in (tmp_path / "e.csv").read_text()


def test_refused_rows_come_back_corrected(run: Run, fresh: Path, tmp_path: Path) -> None:
    polish = words("pl")
    book = openpyxl.Workbook()
    page = book.active
    page.title = polish("research_report._many")
    page.append([polish("research_report.title"), polish("research_report.completed_on")])
    for row in (["Raport A", dt.date(2025, 3, 1)], ["=1+1", "30.02.2025"], [None, dt.date(2025, 3, 3)],
                ["Raport D", True]):  # fmt: skip
        page.append(row)
    page["A3"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    code, _, err = run("--db", fresh, "import", "a.xlsx", "--rejected", "back.xlsx")
    assert code == 1 and "B3" in err and "A4" in err and "B5" in err
    assert numbers(run, fresh, (2025,))["measures 2025"]["measures"][24]["value"] is None, "all or nothing"
    code, _, _ = run("--db", fresh, "import", "a.xlsx", "--valid-rows-only", "--rejected", "back.xlsx")
    assert code == 0
    back = openpyxl.load_workbook(tmp_path / "back.xlsx")
    page = back[polish("research_report._many")]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["=1+1", None, "Raport D"]
    assert page["A2"].data_type == "s" and all("B" in str(page[f"C{n}"].value) or n == 3 for n in (2, 4))
    page["B2"], page["A3"], page["B4"] = dt.date(2025, 2, 28), "Raport C", dt.date(2025, 3, 4)
    back.save(tmp_path / "back.xlsx")
    code, out, err = run("--db", fresh, "import", "back.xlsx", "--json")
    assert code == 0 and json.loads(out)["registers"]["research_report"]["new"] == 3, err


def test_titles_that_look_like_formulas_survive_csv_and_xlsx(run: Run, fresh: Path, tmp_path: Path) -> None:
    polish = words("pl")
    titles = ["=HYPERLINK(\"http://x\")", "+48 12 616", "-5 °C", "@dom", "'=cytat", "tab\tw środku", 'cudzysłów " i ;']
    heads = f"{polish('research_report.title')};{polish('research_report.completed_on')}"
    guarded = [("'" if one[0] in "=+-@'" else "") + one.replace('"', '""') for one in titles]
    rows = "\n".join(f'"{one}";1.03.2025' for one in guarded)
    (tmp_path / "a.csv").write_text(f"{heads}\n{rows}\n", "utf-8")
    assert run("--db", fresh, "import", "a.csv")[0] == 0
    for ending in ("csv", "xlsx"):
        assert run("--db", fresh, "export", "research_report", f"b.{ending}")[0] == 0
        other = tmp_path / f"{ending}.okdb"
        open_database(other, create=True).store.close()
        code, out, err = run("--db", other, "import", f"b.{ending}", "--json")
        assert code == 0 and json.loads(out)["registers"]["research_report"]["new"] == len(titles), err
        assert run("--db", other, "export", "research_report", "c.csv")[0] == 0
        told = (tmp_path / "c.csv").read_text("utf-8-sig")
        assert run("--db", fresh, "export", "research_report", "d.csv")[0] == 0
        assert sorted(told.splitlines()) == sorted((tmp_path / "d.csv").read_text("utf-8-sig").splitlines())
    cells = openpyxl.load_workbook(tmp_path / "b.xlsx")[polish("research_report._many")]
    found = [cell for row in cells.iter_rows(min_row=2) for cell in row if str(cell.value).startswith(("=", "+", "@"))]
    assert {cell.value for cell in cells["B"]} >= set(titles) and len(found) == 3
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_register_as_csv_is_known_again(demo_store: Store, tmp_path: Path, language: str) -> None:
    """Lists whose parts hold commas, codes shown as words, two people of one name, times, money, links."""
    for key, register in DECLARED.registers.items():
        path = tmp_path / f"{key}.csv"
        with demo_store.read() as session:
            count = write_csv(session, register, path, words(language))
        if count:
            told = import_file(demo_store, DECLARED, path, today=TODAY, dry_run=True)
            assert (told.same[key], told.grave) == (count, []), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_taken_by_its_word_as_the_drop_down_offers_it(
    run: Run, fresh: Path, tmp_path: Path, language: str
) -> None:
    w, register = words(language), DECLARED.registers["task_status"]
    assert run("--lang", language, "template", "t.xlsx", "task_status")[0] == 0
    offered = [w(key) for key in register.field("task_code").choices.values()]  # the first are continuous tasks
    fill(tmp_path / "t.xlsx", w("task_status._many"), **{
        w("task_status.task_code"): offered[:1], w("task_status.year"): [2025],
        w("task_status.state"): [w.choice(TaskState.CARRIED_OUT)]})  # fmt: skip
    code, out, _ = run("--db", fresh, "import", "t.xlsx", "--json")
    assert code == 0 and json.loads(out)["registers"]["task_status"]["new"] == 1, out


def test_backup_restore_verify(run: Run, db: Path, fresh: Path, tmp_path: Path) -> None:
    """Onto another database: what stood there is kept beside it, and can itself be read; a name of its own for what
    came back; the journal proves itself."""
    everything, little = numbers(run, db, (YEAR,)), numbers(run, fresh, (YEAR,))
    assert run("--db", db, "backup", "copy.okdb")[0] == 0
    old = open_database(db).store.device
    code, out, _ = run("--db", fresh, "restore", "copy.okdb")
    kept = next(tmp_path.glob("fresh-before-restore-*.okdb"))
    assert code == 0 and kept.name in out
    assert numbers(run, fresh, (YEAR,)) == everything and numbers(run, kept, (YEAR,)) == little
    for place in (fresh, kept, db):
        assert run("--db", place, "verify")[0] == 0 and run("--db", place, "check")[0] == 0
    store = open_database(fresh).store
    assert store.device != old
    store.close()
    assert run("--db", tmp_path / "new.okdb", "restore", "copy.okdb")[0] == 0
    assert numbers(run, tmp_path / "new.okdb", (YEAR,)) == everything


def test_a_copied_file_writes_under_its_own_name(run: Run, fresh: Path, tmp_path: Path) -> None:
    polish = words("pl")
    heads = f"{polish('research_report.title')};{polish('research_report.completed_on')}"
    (tmp_path / "a.csv").write_text(f"{heads}\nRaport A;1.03.2025\n", "utf-8")
    copy = tmp_path / "copied.okdb"
    shutil.copyfile(fresh, copy)
    for place in (fresh, copy):
        assert run("--db", place, "import", "a.csv")[0] == 0
    heads_of = {}
    for place in (fresh, copy):
        store = open_database(place).store
        heads_of[place] = set(store.heads())
        store.close()
        assert run("--db", place, "verify")[0] == 0
    assert len(heads_of[fresh]) == 1 and len(heads_of[copy]) == 2 and heads_of[fresh] < heads_of[copy]
