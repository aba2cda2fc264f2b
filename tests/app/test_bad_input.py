"""What people and computers do wrong, from the command line: a sentence in their language, the right exit code, nothing
half done, old files as they were."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openkrakow_desktop.app import command_line
from openkrakow_desktop.app.startup import demo_place, open_database
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.demo_data import YEAR
from tests.running import Run

ROOT = Path(__file__).parents[2]
OLD = b"old and good"
HEADS = f"{words('pl')('research_report.title')};{words('pl')('research_report.completed_on')}"


def whole(path: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()}


@pytest.fixture
def refused(run: Run, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """refused(1, …): the command ends with this code, one sentence on stderr, nothing on stdout, no file changed."""

    def check(code: int, *arguments: object, language: str = "pl") -> str:
        before = whole(tmp_path)
        found, out, err = run("--lang", language, *arguments)
        assert (found, out) == (code, ""), err
        assert err.strip() and "Traceback" not in err and "[problem" not in err and "Errno" not in err
        assert whole(tmp_path) == before
        return err

    yield check


# ---- which file ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_cannot_be_the_database(refused: Callable[..., str], tmp_path: Path, language: str) -> None:
    (tmp_path / "folder.okdb").mkdir()
    (tmp_path / "empty.okdb").touch()
    (tmp_path / "workbook.okdb").write_bytes(b"PK\3\4" + bytes(500))
    foreign = sqlite3.connect(tmp_path / "foreign.okdb")
    foreign.execute("CREATE TABLE t (a)")
    foreign.close()
    for name in ("nowhere", "folder", "empty", "workbook", "foreign"):
        for command in (("measures", YEAR, "--json"), ("check", "--json"), ("import", "x.xlsx", "--json")):
            assert f"{name}.okdb" in refused(1, "--db", f"{name}.okdb", *command, language=language)


def test_an_address_nobody_understands_is_told_without_its_password(refused: Callable[..., str]) -> None:
    for address in ("foo://x", "://", "mysql://ala:geheim@host/x", "postgresql+nothing://ala:geheim@host/x"):
        told = refused(1, "--db", address, "measures", YEAR)
        assert "postgresql+psycopg://" in told and "geheim" not in told
    told = refused(3, "--db", "postgresql+psycopg://ala:geheim@127.0.0.1:9/x", "measures", YEAR)
    assert "geheim" not in told


def test_a_relative_address_of_a_file_means_that_file(run: Run, db: Path) -> None:
    assert run("--db", f"sqlite:///{db.name}", "measures", YEAR)[0] == 0


def test_a_newer_schema_is_refused_untouched(refused: Callable[..., str], db: Path) -> None:
    with sqlite3.connect(db) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    assert "9999" in refused(1, "--db", db, "measures", YEAR, "--json")


def test_a_damaged_database_is_named_as_such(refused: Callable[..., str], db: Path) -> None:
    """Cut off anywhere, or with a page wiped out: no number is told, and no kind of error but the damage."""
    good = db.read_bytes()
    pages = len(good) // 4096
    wrecks = [good[: len(good) * n // 7] for n in range(1, 7)]
    wrecks += [good[: n * 4096] + bytes(4096) + good[(n + 1) * 4096 :] for n in range(pages // 9, pages, pages // 9)]
    for wreck in (one for one in wrecks if one != good):  # a free page was wiped already when it was freed
        db.write_bytes(wreck)
        for command in (("measures", YEAR, "--json"), ("export", "event", "e.csv"), ("verify",)):
            assert words("pl")("problem.database_damaged").split(".")[0] in refused(1, "--db", db, *command)


def test_what_a_damaged_database_makes_go_wrong_is_told_as_its_damage(
    refused: Callable[..., str], db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage that only shows while reading: a text that is none, an error nobody could foresee over a broken file."""
    with sqlite3.connect(db) as raw:
        raw.execute("UPDATE event SET title = CAST(X'FF41' AS TEXT)")
    raw.close()
    assert "uszkodzony" in refused(1, "--db", db, "rows", "3.1b", YEAR, "--json")

    def stumble(*_: object, **__: object) -> None:
        good = db.read_bytes()
        db.write_bytes(good[:20000] + bytes(40000) + good[60000:])
        raise TypeError("object of type 'int' has no len()")

    monkeypatch.setattr("openkrakow_desktop.overview.evaluate.evaluate", stumble)
    code = command_line.main(["--db", str(db), "--lang", "pl", "measures", str(YEAR)])
    assert code == 1


# ---- only looking --------------------------------------------------------------------------------------------------
def test_looking_changes_no_byte_so_a_backup_stays_a_backup(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "backup", "copy.okdb")[0] == 0
    before = whole(tmp_path)
    for command in (("measures", YEAR), ("indicators", YEAR), ("rows", "3.1b", YEAR), ("check",), ("verify",)):
        assert run("--db", "copy.okdb", *command)[0] == 0
    assert whole(tmp_path) == before
    assert run("--db", db, "restore", "copy.okdb")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="folders are closed in another way there")
@pytest.mark.parametrize("close", ["file", "folder"])
def test_a_read_only_place(db: Path, tmp_path: Path, own_home: Path, close: str) -> None:
    """Everything that only reads works; what would write is refused with exit code 3."""
    place = tmp_path / "closed"
    place.mkdir()
    shutil.copyfile(db, place / "office.okdb")
    (tmp_path / "a.csv").write_text(f"{HEADS}\nRaport;12.03.2026\n", "utf-8")
    (place / "office.okdb").chmod(0o444)
    if close == "folder":
        place.chmod(0o555)
    script = "import sys; from openkrakow_desktop.app.command_line import main; codes = [main(['--db', sys.argv[1], " \
             "'--lang', 'pl', *one.split()]) for one in sys.argv[2:]]; print(codes, file=sys.stderr)"  # fmt: skip
    targets = f"export event {place / 'e.csv'}", f"report {YEAR} --pdf {place / 'r.pdf'}", f"backup {place / 'b.okdb'}"
    commands = f"measures {YEAR} --json", f"rows 3.1b {YEAR}", "verify", f"import {tmp_path / 'a.csv'}", *targets
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []
    if drop and not shutil.which("setpriv"):
        pytest.skip("needs the package util-linux (setpriv): root may write everywhere")
    done = subprocess.run([*drop, sys.executable, "-c", script, str(place / "office.okdb"), *commands], cwd=ROOT,
                          capture_output=True, text=True, check=False, timeout=120)  # fmt: skip
    place.chmod(0o755)
    writes = [3, 3, 3] if close == "folder" else [0, 0, 0]
    assert done.stderr.splitlines()[-1] == str([0, 0, 0, 3, *writes]), done.stderr
    assert "Traceback" not in done.stderr and (place / "office.okdb").read_bytes() == db.read_bytes()


def test_a_demo_of_an_older_program_gives_way_and_nothing_else_does(db: Path, tmp_path: Path) -> None:
    place = tmp_path / "show"
    place.mkdir()
    shutil.copyfile(db, place / "demo.okdb")
    with sqlite3.connect(place / "demo.okdb") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")
    raw.close()
    assert demo_place("", place) == str(place / "demo.okdb") and list(place.iterdir()) == []
    for content in (OLD, b"", b"SQLite format 3\0" + bytes(500)):
        (place / "demo.okdb").write_bytes(content)
        with pytest.raises(Refused):
            demo_place("", place)
        assert (place / "demo.okdb").read_bytes() == content


# ---- targets -------------------------------------------------------------------------------------------------------
def test_a_report_takes_no_place_of_a_database(refused: Callable[..., str], db: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(OLD)
    for target in (db, "notes.txt", "noending"):
        refused(1, "--db", db, "report", YEAR, "--xlsx", target)
        refused(1, "--db", db, "report", YEAR, "--pdf", target)


def test_a_backup_takes_no_place_of_anything_but_a_backup(
    run: Run, refused: Callable[..., str], db: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.okdb"
    open_database(other, create=True).store.close()
    (tmp_path / "notes.txt").write_bytes(OLD)
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.okdb").symlink_to(db)
    for target in (other, "notes.txt", db, tmp_path / "sub" / ".." / db.name, "link.okdb", "sub"):
        refused(1, "--db", db, "backup", target)
    for _ in range(2):  # an older backup is what it may replace
        assert run("--db", db, "backup", "copy.okdb")[0] == 0
    refused(1, "--db", "copy.okdb", "restore", "copy.okdb")


@pytest.mark.parametrize(("language", "command"), [
    ("pl", ("export", "event", "{}.xlsx")), ("en", ("export", "event", "{}.csv")),
    ("uk", ("template", "{}.xlsx", "event")), ("pl", ("report", YEAR, "--xlsx", "{}.xlsx")),
    ("uk", ("report", YEAR, "--pdf", "{}.pdf")),
    ("en", ("backup", "{}.okdb"))])  # fmt: skip
def test_a_target_that_cannot_be_written(
    refused: Callable[..., str], db: Path, tmp_path: Path, language: str, command: tuple[object, ...]
) -> None:
    def aimed(place: str) -> list[str]:
        return [str(part).format(place) for part in command]

    told = refused(3, "--db", db, *aimed("missing/x"), language=language)
    assert "missing" in told or command[0] == "backup"
    for ending in ("xlsx", "csv", "pdf", "okdb"):
        (tmp_path / f"folder.{ending}").mkdir()
    assert "folder." in refused(1 if command[0] == "backup" else 3, "--db", db, *aimed("folder"), language=language)
    assert not (tmp_path / "missing").exists()


def processed(*commands: str, before: str = "", home: Path) -> tuple[list[int], str, str]:
    """Commands one after another in a process of their own: (exit codes, stdout, stderr)."""
    script = f"import resource, sys\n{before}\nfrom openkrakow_desktop.app.command_line import main\n" \
             "codes = [main(one.split('|')) for one in sys.argv[1:]]\nprint(codes, file=sys.stderr)"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script, *commands], cwd=ROOT, capture_output=True, text=True,
                          check=False, timeout=120, env=os.environ | {"OPENKRAKOW_HOME": str(home)})  # fmt: skip
    *told, codes = done.stderr.splitlines()
    return json.loads(codes), done.stdout, "\n".join(told)


@pytest.mark.skipif(os.name != "posix", reason="no limit of file sizes there")
def test_a_disk_that_is_full(run: Run, db: Path, tmp_path: Path, own_home: Path) -> None:
    """As a limit on every file's size says it: the same error at the same places, from Python and from SQLite."""
    out = tmp_path / "out"
    out.mkdir()
    for name in ("e.xlsx", "t.xlsx", "s.xlsx"):
        (out / name).write_bytes(OLD)
    (tmp_path / "a.csv").write_text(f"{HEADS}\nRaport;12.03.2026\n", "utf-8")
    empty = out / "empty.okdb"
    open_database(empty, create=True).store.close()
    kept, data = whole(out), f"--lang|pl|--db|{db}"
    codes, told, errors = processed(
        f"{data}|export|contact|{out}/e.xlsx", f"{data}|report|{YEAR}|--xlsx|{out}/s.xlsx",
        f"{data}|backup|{out}/b.okdb", f"--lang|pl|template|{out}/t.xlsx", f"--lang|pl|new|{out}/n.okdb",
        f"--lang|pl|demo|--no-window|--out|{out}/demo", f"--lang|pl|--db|{empty}|import|{tmp_path}/a.csv",
        before="resource.setrlimit(resource.RLIMIT_FSIZE, (4096, -1))", home=own_home)  # fmt: skip
    assert set(codes) == {3}, (codes, errors)
    assert "Traceback" not in errors and "Exception ignored" not in errors and "Zapisano:" not in told
    side = out / "empty.okdb-journal"  # comes and goes
    assert {**whole(out), side.name: b""} == {**kept, side.name: b""}
    assert list((out / "demo").iterdir()) == []
    assert run("--db", empty, "verify")[0] == 0 and run("--db", empty, "check")[0] == 0


@pytest.mark.parametrize(("target", "command"), [
    ("e.csv", ("export", "event", "e.csv")), ("e.xlsx", ("export", "event", "e.xlsx")),
    ("t.xlsx", ("template", "t.xlsx", "event")), ("s.xlsx", ("report", YEAR, "--xlsx", "s.xlsx")),
    ("r.pdf", ("report", YEAR, "--pdf", "r.pdf"))])
def test_an_old_file_outlives_every_error_of_the_file_system(
    refused: Callable[..., str], db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str,
    command: tuple[object, ...]
) -> None:  # fmt: skip
    (tmp_path / target).write_bytes(OLD)
    numbers = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.ENOTDIR)
    for number, language in zip(numbers[: 5 if target == "e.csv" else 1], ("uk", "pl", "en", "uk", "pl"), strict=False):

        def fail(*_: object, number: int = number, **__: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fail)
        assert target in refused(3, "--db", db, *command, language=language)


# ---- import --------------------------------------------------------------------------------------------------------

def test_a_place_for_refused_rows_is_looked_at_before_anything_is_written(
    refused: Callable[..., str], fresh: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADS}\nRaport A;12.03.2026\nRaport B;32.13.2026\n", "utf-8")
    (tmp_path / "a.xlsx").write_bytes(b"PK\3\4")
    refused(1, "--db", fresh, "import", "a.csv", "--valid-rows-only", "--rejected", "back.csv")
    refused(3, "--db", fresh, "import", "a.csv", "--valid-rows-only", "--rejected", "missing/back.xlsx")
    refused(1, "--db", fresh, "import", "a.xlsx", "--rejected", "a.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    refused(3, "--db", fresh, "import", "a.csv", "--valid-rows-only", "--rejected", "folder.xlsx")


def test_when_refused_rows_cannot_be_kept_it_is_still_told_what_was_taken(
    run: Run, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "back.xlsx")

    monkeypatch.setattr("openkrakow_desktop.core.excel_template.write_rejected", full)
    (tmp_path / "a.csv").write_text(f"{HEADS}\nRaport A;12.03.2026\nRaport B;32.13.2026\n", "utf-8")
    code, out, err = run("--db", fresh, "import", "a.csv", "--valid-rows-only", "--rejected", "back.xlsx", "--json")
    assert code == 3 and json.loads(out)["written"] is True and "back.xlsx" in err


# ---- the console ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["ascii", "cp852"])
def test_a_console_of_another_encoding(db: Path, own_home: Path, encoding: str) -> None:
    environment = os.environ | {"OPENKRAKOW_HOME": str(own_home), "PYTHONIOENCODING": encoding}

    def asked(*arguments: str) -> str:
        command = [sys.executable, "-m", "openkrakow_desktop", "--db", str(db), "--lang", "uk", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode(encoding)

    if encoding == "ascii":
        tree = json.loads(asked("measures", str(YEAR), "--json"))
        assert len(tree["measures"]) == 37 and any("і" in one["basis"] for one in tree["measures"])
    else:
        assert "3.1b" in asked("measures", str(YEAR))


def test_an_interrupted_command_says_so(run: Run, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = whole(tmp_path)
    monkeypatch.setattr("openkrakow_desktop.overview.year_book.year_book", stop)
    assert run("--db", db, "report", YEAR) == (1, "", words("pl")("told.interrupted") + "\n")
    assert whole(tmp_path) == before
    monkeypatch.setattr("openkrakow_desktop.app.demo.make.make_demo", stop)
    code, out, err = run("demo", "--out", "show", "--no-window")
    assert (code, out) == (1, "") and words("pl")("told.interrupted") in err
    assert list((tmp_path / "show").iterdir()) == [], "half a demo is no use to anybody"


def test_an_unforeseen_error_tells_no_name(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Oksana Przykładowa")

    monkeypatch.setattr("openkrakow_desktop.overview.evaluate.evaluate", fail)
    code, out, err = run("--db", db, "measures", YEAR, "--json")
    assert (code, out) == (1, "") and "ValueError (test_bad_input.py:" in err and "Oksana" not in err


# ---- years ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_years_no_record_can_lie_in(refused: Callable[..., str], db: Path, language: str) -> None:
    for year in (-1, 0, 1900, 2014, 2032, 9999, 10**30):
        for command in (("measures", year, "--json"), ("indicators", year), ("rows", "3.1b", year, "--json"),
                        ("report", year, "--pdf", "r.pdf")):  # fmt: skip
            told = refused(1, "--db", db, *command, language=language)
            assert str(year) in told and "2015" in told and "2031" in told


def test_years_without_records(run: Run, db: Path, tmp_path: Path) -> None:
    for year in (2015, 2031):
        code, out, _ = run("--db", db, "measures", year, "--json")
        assert code == 0 and {one["state"] for one in json.loads(out)["measures"]} == {"no_data"}
        tree = json.loads(run("--db", db, "rows", "3.1b", year, "--json")[1])
        assert (tree["value"], tree["rows"]) == (None, [])
    code, _, err = run("--db", db, "report", 2031)
    assert code == 0, err
    assert (tmp_path / "report-2031.pdf").exists() and (tmp_path / "summary-2031.xlsx").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_nobody_knows(refused: Callable[..., str], db: Path, language: str) -> None:
    assert "9.9" in refused(1, "--db", db, "rows", "9.9", YEAR, "--json", language=language)
    assert "nonsense" in refused(1, "--db", db, "export", "nonsense", "e.csv", language=language)
    assert "nonsense" in refused(1, "template", "t.xlsx", "event", "nonsense", language=language)
    assert "x.xlsx" in refused(1, "--db", db, "import", "x.xlsx", "--json", language=language)
