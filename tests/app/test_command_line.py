"""The command line: exit codes, one JSON document, sentences on stderr, files whole; nothing of Qt."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from openkrakow_desktop.app import command_line
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.model import Event, EventSession, SessionEntry, SessionState
from openkrakow_desktop.overview.doctor import diagnose
from openkrakow_desktop.overview.doctor_frame import Severity
from tests.demo_data import TODAY, YEAR, guarded
from tests.running import Run

ROOT = Path(__file__).parents[2]


# ---- usage ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lists_only_what_works_in_the_language_asked_for(run: Run, language: str) -> None:
    code, out, _ = run("--lang", language, "--help")
    assert code == 0 and "[command." not in out
    assert all(re.search(rf"^ +{name} ", out, re.M) for name in command_line.COMMANDS)
    assert "merge" not in out and "package" not in out
    for name in command_line.COMMANDS:
        code, out, _ = run("--lang", language, name, "--help")
        assert code == 0 and "[command." not in out


@pytest.mark.parametrize("wrong", [
    ("frobnicate",), ("measures",), ("measures", "soon"), ("rows", "3.1b"), ("import",), ("demo", "--scale", "0"),
    ("measures", "2025", "--xml"), ("--lang", "de", "measures", "2025")])
def test_usage_is_exit_2_with_a_sentence(run: Run, wrong: tuple[str, ...]) -> None:
    code, out, err = run(*wrong)
    assert code == 2 and not out
    assert err.startswith("Nie rozumiem polecenia") and "openkrakow --help" in err


def test_version(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0 and re.fullmatch(r"\d+\.\d+\.\d+\n", out)


# ---- which database ------------------------------------------------------------------------------------------------
def test_no_database_is_refused_with_what_to_do(run: Run) -> None:
    code, out, err = run("measures", "2025")
    assert (code, out) == (1, "") and "--db" in err and "OPENKRAKOW_DB" in err


def test_named_then_environment_then_last_opened(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from openkrakow_desktop.core.settings import Settings

    Settings().set("database", str(db))
    assert run("measures", "2025")[0] == 0
    monkeypatch.setenv("OPENKRAKOW_DB", "nowhere.okdb")
    code, _, err = run("measures", "2025")
    assert code == 1 and "nowhere.okdb" in err
    assert run("--db", db, "measures", "2025")[0] == 0
    assert run("measures", "2025", "--db", db)[0] == 0, "also after the command"


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"\0" * 200])
def test_what_is_no_database_of_ours_is_refused_and_left_alone(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.okdb"
    file.write_bytes(content)
    code, out, err = run("--db", file, "check")
    assert code == 1 and not out and "other.okdb" in err and "Traceback" not in err
    assert file.read_bytes() == content


# ---- numbers -------------------------------------------------------------------------------------------------------
def test_numbers_as_json_and_as_a_table(run: Run, db: Path) -> None:
    code, out, err = run("--db", db, "measures", YEAR, "--json")
    tree = json.loads(out)
    assert (code, err) == (0, "") and tree["year"] == YEAR and len(tree["measures"]) == 37
    code, table, _ = run("--db", db, "measures", YEAR)
    for one in tree["measures"]:
        assert re.search(rf"^{re.escape(one['code'])} ", table, re.M)
    code, out, _ = run("--db", db, "indicators", YEAR, "--json")
    tree = json.loads(out)
    assert code == 0 and len(tree["indicators"]) == 10 and tree["as_of"] == TODAY.isoformat()
    code, table, _ = run("--db", db, "--lang", "en", "indicators", YEAR)
    assert code == 0 and table.startswith(f"As of 31 Dec {YEAR}") and "not met" in table


def test_rows_add_up(run: Run, db: Path) -> None:
    tree = json.loads(run("--db", db, "measures", YEAR, "--json")[1])
    numbers = {one["code"]: one["value"] for one in tree["measures"]}
    for code in ("1.1", "3.1a", "3.1b", "3.2", "4.2a"):
        tree = json.loads(run("--db", db, "rows", code, YEAR, "--json")[1])
        assert tree["value"] == numbers[code] == sum(row["counts"] for row in tree["rows"])
    code_, table, _ = run("--db", db, "rows", "3.1b", YEAR)
    assert code_ == 0 and f"Razem: {numbers['3.1b']}" in table and "Nie liczy się:" in table


@pytest.mark.parametrize("wrong", [("rows", "9.9", "2025"), ("measures", "1999"), ("indicators", "2099")])
def test_a_code_or_year_that_cannot_be_is_refused(run: Run, db: Path, wrong: tuple[str, ...]) -> None:
    code, out, err = run("--db", db, *wrong, "--json")
    assert (code, out) == (1, "") and err.endswith(".\n")


# ---- report, workbooks ---------------------------------------------------------------------------------------------
def test_report_writes_both_files(run: Run, db: Path, tmp_path: Path) -> None:
    code, out, _ = run("--db", db, "report", YEAR)
    xlsx, pdf = tmp_path / f"summary-{YEAR}.xlsx", tmp_path / f"report-{YEAR}.pdf"
    assert code == 0 and str(xlsx.name) in out and pdf.read_bytes().startswith(b"%PDF")
    assert openpyxl.load_workbook(xlsx, read_only=True).sheetnames
    code, _, err = run("--db", db, "report", YEAR, "--pdf", "missing/folder/a.pdf")
    assert code == 3 and "a.pdf" in err and not (tmp_path / "missing").exists()


def test_template_export_and_import_meet(run: Run, db: Path, tmp_path: Path) -> None:
    code, out, _ = run("template", "empty.xlsx", "event", "contact")
    assert code == 0 and "empty.xlsx" in out
    assert run("template", "empty.xlsx", "nonsense")[0] == 1 and run("template", "empty.ods")[0] == 1
    code, out, _ = run("--db", db, "export", "research_report", "r.xlsx")
    assert code == 0
    code, out, err = run("--db", db, "import", "r.xlsx", "--dry-run", "--json")
    tree = json.loads(out)
    assert (code, tree["written"]) == (0, False), err
    assert tree["registers"]["research_report"]["new"] == 0 and tree["registers"]["research_report"]["same"] > 0
    assert run("--db", db, "export", "event", "e.pdf")[0] == 1
    assert run("--db", db, "export", "nonsense", "e.csv")[0] == 1


def test_csv_comes_back_as_it_went(run: Run, db: Path, tmp_path: Path) -> None:
    code, out, _ = run("--db", db, "export", "research_report", "r.csv")
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert code == 0 and ";" in text.splitlines()[0]
    fresh = tmp_path / "fresh.okdb"
    open_database(fresh, create=True).store.close()
    code, out, err = run("--db", fresh, "import", "r.csv", "--create-missing", "--json")
    tree = json.loads(out)
    assert (code, tree["written"]) == (0, True), err
    assert tree["registers"]["research_report"]["new"] == len(text.splitlines()) - 1


def test_refused_rows_are_told_and_handed_back(run: Run, db: Path, tmp_path: Path) -> None:
    polish = words("pl")
    heads = f"{polish('research_report.title')};{polish('research_report.completed_on')}"
    (tmp_path / "bad.csv").write_text(f"{heads}\nRaport A;12.03.2026\nRaport B;32.13.2026\n", "utf-8")
    before = json.loads(run("--db", db, "measures", 2026, "--json")[1])
    code, out, err = run("--db", db, "import", "bad.csv", "--rejected", "back.xlsx")
    assert code == 1 and "B3" in err and "32.13.2026" in err and (tmp_path / "back.xlsx").exists()
    assert json.loads(run("--db", db, "measures", 2026, "--json")[1]) == before, "nothing half applied"
    code, out, _ = run("--db", db, "import", "bad.csv", "--valid-rows-only")
    assert code == 0 and "Nowe: 1" in out and "odrzucone: 1" in out


# ---- safety --------------------------------------------------------------------------------------------------------
def test_backup_check_verify_restore(run: Run, db: Path, tmp_path: Path) -> None:
    code, out, _ = run("--db", db, "verify")
    head = re.search(r"[0-9a-f]{64}", out)
    assert code == 0 and head
    assert run("--db", db, "verify", "--anchor", head[0])[0] == 0
    assert run("--db", db, "verify", "--anchor", "0" * 64)[0] == 1
    assert run("--db", db, "backup", "copy.okdb")[0] == 0
    code, out, _ = run("--db", db, "check", "--json")
    assert code == 0 and json.loads(out)["sound"] is True
    opened = open_database(db)
    with opened.store.write("test") as session:
        session.get_one(Event, session.query(Event).first().id).title = "Zmienione"
    opened.store.close()
    code, out, _ = run("--db", db, "restore", "copy.okdb")
    assert code == 0 and out.count("office") >= 1
    (tmp_path / "copy.okdb").write_bytes(b"spoilt")
    assert run("--db", db, "restore", "copy.okdb")[0] == 1
    assert run("--db", db, "backup", "no/such/folder/copy.okdb")[0] == 3


# ---- what nobody foresaw -------------------------------------------------------------------------------------------
def test_a_bug_is_a_sentence_not_a_traceback(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("openkrakow_desktop.overview.evaluate.evaluate", fail)
    code, out, err = run("--db", db, "measures", 2025)
    assert (code, out) == (1, "") and "ZeroDivisionError" in err and "Traceback" not in err
    monkeypatch.setenv("OPENKRAKOW_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("--db", db, "measures", 2025)


def test_demo_makes_a_database_and_two_files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def tiny(store: object, declared: object, clock: Clock, **options: object) -> int:
        with store.write("demo.people") as session:  # type: ignore[attr-defined]
            session.add(Event(**event))
        return YEAR

    from openkrakow_desktop.contacts.service import seed_key
    from openkrakow_desktop.events.model import EventState, EventType

    event = {"title": "Pokaz", "type": EventType.OTHER, "organiser_id": seed_key("umk"), "state": EventState.PLANNED,
             "start_on": dt.date(YEAR, 5, 1), "end_on": dt.date(YEAR, 5, 1)}
    monkeypatch.setattr("openkrakow_desktop.app.demo.make.make_demo", tiny)
    for _ in range(2):  # the second time over the first
        code, out, _ = run("demo", "--out", "show", "--no-window")
        assert code == 0 and "demo.okdb" in out and f"summary-{YEAR}.xlsx" in out and f"report-{YEAR}.pdf" in out
    opened = open_database(tmp_path / "show" / "demo.okdb")
    assert opened.is_demo
    opened.store.close()
    office = tmp_path / "own"
    office.mkdir()
    open_database(office / "demo.okdb", create=True).store.close()
    code, _, err = run("demo", "--out", "own", "--no-window")
    assert code == 1 and "--out" in err, "an office's own file is never overwritten"


# ---- as a process --------------------------------------------------------------------------------------------------
def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    command = [sys.executable, "-m", "openkrakow_desktop", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_a_cold_start_without_work_is_quick(own_home: Path) -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert process("--version", OPENKRAKOW_HOME=str(own_home)).returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 0.5


def test_commands_know_nothing_of_qt(db: Path, own_home: Path) -> None:
    code = ("import sys; from openkrakow_desktop.app.command_line import main; "
            f"code = main(['--db', {str(db)!r}, 'indicators', '{YEAR}', '--json']); "
            "assert not [name for name in sys.modules if name.startswith(('PySide6', 'openpyxl', 'reportlab'))]; "
            "sys.exit(code)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "OPENKRAKOW_HOME": str(own_home)}, check=False)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["indicators"]) == 10


# ---- versions of a year --------------------------------------------------------------------------------------------
def count_the_empty(db: Path) -> None:
    """Close what blocks an approval: the held sessions that nobody had counted get a guest, the undecided are off."""
    store = guarded(Store(db, durable=False).open())
    with store.write("close") as session:
        for one in diagnose(session, DECLARED, YEAR, TODAY).of(Severity.MUST):
            sitting = session.get_one(EventSession, one.gap.id)
            if sitting.state is SessionState.PLANNED:
                sitting.state = SessionState.CANCELLED
            else:
                session.add(SessionEntry(session_id=sitting.id, n=1))
    store.close()


def test_a_frozen_version_is_told_printed_and_corrected(run: Run, db: Path, tmp_path: Path) -> None:
    """The demo's closed year has an approved version; a record came after it."""
    code, out, _ = run("--db", db, "measures", YEAR, "--version", "1", "--json")
    then = json.loads(out)
    live = json.loads(run("--db", db, "measures", YEAR, "--json")[1])
    assert code == 0 and then["version"] == 1 and "version" not in live
    changed = [one["code"] for one, now in zip(then["measures"], live["measures"], strict=True) if one != now]
    assert changed == ["6.1a"]
    assert json.loads(run("--db", db, "indicators", YEAR, "--version", "1", "--json")[1])["version"] == 1
    code, _, err = run("--db", db, "report", YEAR, "--version", "4")
    assert code == 1 and f"Rok {YEAR} nie ma wersji 4. Jego wersje: 1." in err
    code, _, err = run("--db", db, "snapshot", YEAR)
    assert code == 1 and "podaj powód i drugą osobę" in err
    code, _, err = run("--db", db, "snapshot", YEAR, "--approve")
    assert code == 1 and "--by" in err
    code, out, _ = run("--db", db, "snapshot", YEAR, "--reason", "Spóźniony wpis.", "--second", "Jan Kos", "--json")
    made = json.loads(out)
    assert code == 0 and (made["version"], made["state"], made["reason"]) == (2, "draft", "Spóźniony wpis.")
    code, _, err = run("--db", db, "snapshot", YEAR, "--approve", "--by", "Anna Lis")
    assert code == 1 and "Sprawdzenie roku" in err and "Warsztat bez wpisanej frekwencji" in err
    count_the_empty(db)
    code, out, _ = run("--db", db, "snapshot", YEAR, "--approve", "--by", "Anna Lis")
    assert code == 0 and "wersja 2: zatwierdzona" in out
    assert run("--db", db, "report", YEAR, "--version", "1", "--pdf", tmp_path / "1.pdf")[0] == 0
    assert run("--db", db, "check")[0] == 0
    with sqlite3.connect(db) as connection:
        connection.execute("update year_snapshot set numbers = 'x' where number = 1")
    code, _, err = run("--db", db, "check")
    assert code == 1 and f"Wersja 1 roku {YEAR} została zmieniona w pliku" in err
    code, _, err = run("--db", db, "report", YEAR, "--version", "1")
    assert code == 1 and "Odtwórz ją z kopii zapasowej." in err
