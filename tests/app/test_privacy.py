"""No name where none belongs: errors, logs, files left behind, and whatever remembers a person who was erased."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.core.forgetting import forget
from openkrakow_desktop.core.store_engine import make_engine, url_of
from openkrakow_desktop.core.words import words
from tests.demo_data import YEAR
from tests.running import Run

NAME, FIRST = "Zażółcińska", "Gęślawa"
PL = words("pl")


def add_person(run: Run, place: Path) -> None:
    """One person through a .csv file, as a clerk would."""
    heads = ";".join(PL(f"person.{name}") for name in ("last_name", "first_name"))
    Path("p.csv").write_text(f"{heads}\n{NAME};{FIRST}\n", "utf-8")
    assert run("--db", place, "import", "p.csv")[0] == 0


def traces(path: Path, *names: str) -> int:
    """Occurrences in the raw file and in everything deflated inside it, upper case and lower, with marks and folded."""
    data = path.read_bytes()
    texts, at = [data], data.find(b"\x78")
    while at >= 0:
        with suppress(zlib.error):
            texts.append(zlib.decompressobj().decompress(data[at:]))
        at = data.find(b"\x78", at + 1)
    return sum(text.count(name.encode()) for text in texts for name in names)


def test_an_erased_person_is_gone_from_every_byte(run: Run, fresh: Path) -> None:
    add_person(run, fresh)
    forms = (NAME, FIRST, NAME.casefold(), "zazolcinska", "geslawa", "Zażó\\u0142cińska")
    assert traces(fresh, *forms) > 0
    store = open_database(fresh).store
    with store.read() as session:
        key = session.scalars(select(Person.id).where(Person.last_name == NAME)).one()
    forget(store, {Person: [key]})
    store.close()
    raw = sqlite3.connect(fresh)
    raw.execute("VACUUM")
    raw.close()
    assert traces(fresh, *forms) == 0
    assert run("--db", fresh, "verify")[0] == 0
    assert run("--db", fresh, "backup", "copy.okdb")[0] == 0 and traces(Path("copy.okdb"), *forms) == 0


def test_an_error_of_the_database_names_nobody(fresh: Path) -> None:
    engine = make_engine(url_of(fresh))
    with engine.connect() as connection, pytest.raises(Exception) as failed:
        connection.exec_driver_sql("INSERT INTO nothing VALUES (?)", (NAME,))
    engine.dispose()
    assert NAME not in str(failed.value) and NAME not in repr(failed.value)


def test_a_failed_command_leaves_no_name_in_words_logs_or_files(
    run: Run, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add_person(run, fresh)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def fail(*_: object, **__: object) -> None:
        raise KeyError(NAME)

    with caplog.at_level(logging.DEBUG):
        assert run("--db", fresh, "measures", YEAR)[0] == 0
        assert run("--db", fresh, "export", "person", "missing/p.xlsx")[0] == 3
        monkeypatch.setattr("openkrakow_desktop.core.csv_write.write_csv", fail)
        code, out, err = run("--db", fresh, "export", "person", "p2.csv")
    assert (code, out) == (1, "") and NAME not in err and NAME not in caplog.text
    assert list(scratch.rglob("*")) == [], "private copies are gone, whatever happened"


def test_a_listener_that_fails_is_logged_without_its_message(fresh: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: object) -> None:
        raise ValueError(NAME)

    store = open_database(fresh).store
    store.listeners.append(fail)
    with caplog.at_level(logging.DEBUG), store.write("person.add") as session:
        session.add(Person(last_name=NAME, first_name=FIRST))
    store.close()
    assert "ValueError" in caplog.text and NAME not in caplog.text
