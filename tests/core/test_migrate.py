"""Migrations: all or nothing at any statement, a proved backup first, the models' own schema, released databases.

SQLite only where a file is looked into; the upgrade itself runs on both systems."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from openkrakow_desktop.core import backup, migrate, schema, store_engine
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.shape import shape
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.paths import MIGRATIONS, ROOT
from tests.core.trial import Event, add, rows
from tests.released import fill
from tests.stores import Make

RELEASED = Path(__file__).parents[1] / "databases"

FIRST = '''
revision, down_revision = "0001", None


def upgrade():
    pass
'''
SECOND = '''
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade():
    with op.batch_alter_table("trial_event", recreate="auto") as batch:
        batch.add_column(sa.Column("place", sa.String(80)))
        batch.alter_column("note", new_column_name="remark")
    op.execute("UPDATE trial_event SET place = 'Rynek'")
    op.create_table("trial_new", sa.Column("id", sa.Integer, primary_key=True))
    op.create_index("ix_trial_new", "trial_new", ["id"])
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations of a toy program: 0001 is where the trial tables stand, 0002 changes one and makes another."""
    place = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, place, ignore=shutil.ignore_patterns("0*", "__pycache__"))
    (place / "versions" / "0001_base.py").write_text(FIRST)
    (place / "versions" / "0002_place.py").write_text(SECOND)
    return place


@pytest.fixture
def old(store: Store, folder: Path) -> Iterator[Store]:
    """A filled database as 0001 left it."""
    add(store, title="Święto")
    add(store, title="Debata")
    before = _revision(store)
    _stamp(store, 1)
    yield store
    if not store.path:      # the server's database is used again
        store.close()
        with store.engine.begin() as c:
            names = set(inspect(c).get_table_names())
            if "trial_new" in names:
                c.execute(text("DROP TABLE trial_new"))
                c.execute(text("ALTER TABLE trial_event DROP COLUMN place"))
                c.execute(text("ALTER TABLE trial_event RENAME COLUMN remark TO note"))
        _stamp(store, before)


def _stamp(store: Store, number: int) -> None:
    with store.transaction() as session:
        schema.stamp(session.connection(), number)
        store_engine.commit(session)


def _revision(store: Store) -> int:
    with store.engine.connect() as connection:
        return schema.revision(connection) or 0


def tables(store: Store) -> dict[str, Any]:
    """What the database looks like: tables, columns, row counts."""
    with store.engine.connect() as connection:
        found = inspect(connection)
        return {name: [column["name"] for column in found.get_columns(name)] for name in found.get_table_names()} | {
            "": migrate.row_counts(connection), "revision": schema.revision(connection)}


@contextmanager
def interrupted(at: int) -> Iterator[list[str]]:
    """Fail before the `at`-th statement that does more than look."""
    said: list[str] = []

    def before(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA main.", "PRAGMA temp.")):
            said.append(statement)
        if len(said) == at:
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", before)


def test_upgrade(old: Store, folder: Path) -> None:
    migrate.migrate_now(old, folder=folder)
    after = tables(old)
    assert after["revision"] == 2 and {"place", "remark"} <= set(after["trial_event"]) and "trial_new" in after
    with old.engine.connect() as connection:
        assert connection.execute(text("SELECT DISTINCT place FROM trial_event")).scalars().all() == ["Rynek"]
        links = inspect(connection).get_foreign_keys("trial_meeting")
        assert links[0]["referred_table"] == "trial_event"
    migrate.migrate_now(old, folder=folder)     # nothing left to do
    assert tables(old) == after


def test_interrupted_anywhere_it_leaves_the_old_database(old: Store, folder: Path) -> None:
    before = tables(old)
    at = 1
    while True:
        with interrupted(at) as said:
            try:
                migrate.migrate_now(old, folder=folder)
                break
            except (KeyboardInterrupt, SQLAlchemyError):
                pass
        assert tables(old) == before, said[-1]
        at += 1
    assert at > 8 and tables(old)["revision"] == 2


CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from openkrakow_desktop.core import migrate
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.shape import shape
from openkrakow_desktop.core.store import Store
left = int(sys.argv[3])
def before(*rest):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", before)
migrate.migrate_now(Store(sys.argv[1]), folder=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("at", [6, 10, 14, 18])
def test_killed_it_leaves_the_old_database(make_sqlite: Make, folder: Path, at: int) -> None:
    store = make_sqlite()
    add(store)
    _stamp(store, 1)
    before = tables(store)
    store.close()
    done = subprocess.run([sys.executable, "-c", CHILD, str(store.path), str(folder), str(at)], cwd=ROOT, check=False)
    assert done.returncode == -9 and tables(store) == before


def test_a_migration_that_loses_rows_is_taken_back(old: Store, folder: Path) -> None:
    (folder / "versions" / "0002_place.py").write_text(
        SECOND.replace("UPDATE trial_event SET place = 'Rynek'", "DELETE FROM trial_meeting"))
    before = tables(old)
    with pytest.raises(Refused) as refused:
        migrate.migrate_now(old, folder=folder)
    assert refused.value.problems[0].key == "problem.database_migration_counts" and tables(old) == before


def test_a_migration_that_breaks_links_is_taken_back(make_sqlite: Make, folder: Path) -> None:
    store = make_sqlite()
    add(store)
    _stamp(store, 1)
    (folder / "versions" / "0002_place.py").write_text(
        SECOND.replace("UPDATE trial_event SET place = 'Rynek'", "UPDATE trial_meeting SET event_id = x'00'"))
    before = tables(store)
    with pytest.raises(Refused) as refused:
        migrate.migrate_now(store, folder=folder)
    assert refused.value.problems[0].key == "problem.database_damaged_details" and tables(store) == before


def test_a_backup_comes_first(make_sqlite: Make, folder: Path, tmp_path: Path) -> None:
    store = make_sqlite()
    add(store)
    _stamp(store, 1)
    migrate.upgrade_database(store, tmp_path / "copies", folder=folder)
    kept = next((tmp_path / "copies").glob("*.okdb"))
    backup.prove(kept)
    assert _revision(store) == 2 and _revision(Store(kept)) == 1


def test_without_a_backup_nothing_is_migrated(make_sqlite: Make, folder: Path, tmp_path: Path) -> None:
    store = make_sqlite()
    add(store)
    _stamp(store, 1)
    (tmp_path / "copies").write_text("a file where the folder should be")
    with pytest.raises(Refused):
        migrate.upgrade_database(store, tmp_path / "copies", folder=folder)
    assert _revision(store) == 1


def test_the_next_migration_is_written_and_complete(tmp_path: Path) -> None:
    """From nothing to the models in one step; after it there is nothing left to write."""
    place = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, place, ignore=shutil.ignore_patterns("0*", "__pycache__"))
    migrate.import_models()
    script = migrate.new("Everything of the first release", place)
    assert script.name == "0001_everything_of_the_first_release.py" and schema.newest(place) == 1
    said = script.read_text("utf-8")
    links = [key for table in Record.metadata.tables.values() if not table.info.get("trial")
             for key in table.foreign_key_constraints]
    assert said.count("deferrable=True") == sum(bool(key.deferrable) for key in links) > 20
    assert "openkrakow" not in said and "trial_event" not in said and "op.create_table('operation'" in said
    with migrate.migrated(place) as connection:
        assert migrate.differences(connection) == []
        assert schema.revision(connection) == 1


def test_the_command_for_developers(tmp_path: Path) -> None:
    place = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, place, ignore=shutil.ignore_patterns("0*", "__pycache__"))
    command = [sys.executable, "-m", migrate.__name__, "new", "First release", "--folder", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "op.create_table('event'" in (place / "versions" / "0001_first_release.py").read_text("utf-8")


def test_schema_by_migrations_is_schema_by_models() -> None:
    migrate.import_models()
    if not schema.newest():
        pytest.skip("no migration yet: python -m openkrakow_desktop.core.migrate new 'First release'")
    with migrate.migrated() as connection:
        assert migrate.differences(connection) == []


def test_every_released_schema_has_a_database() -> None:
    if not schema.newest():
        pytest.skip("no migration yet: python -m openkrakow_desktop.core.migrate new 'First release'")
    assert {path.stem for path in RELEASED.glob("*.okdb")} == {f"{n + 1:04d}" for n in range(schema.newest())}


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.okdb")), ids=lambda path: path.stem)
def test_a_released_database_opens(released: Path, tmp_path: Path) -> None:
    path = tmp_path / released.name
    shutil.copyfile(released, path)
    with Store(path).engine.connect() as connection:
        before = migrate.row_counts(connection)
    store = Store(path).open(backups=tmp_path / "copies")
    wrong = [one for one in store.verify(rows=True) if not one.startswith("row trial_")]  # tables of other tests
    assert backup.check(store) == [] and wrong == []
    with store.engine.connect() as connection:
        after = migrate.row_counts(connection)
    store.close()
    assert {name: after[name] for name in before} == before and sum(before.values()) > len(before)


def test_what_is_derived_is_worked_out_anew(tmp_path: Path) -> None:
    """A person of an older database is found by words that only today's program keeps beside the name."""
    path = tmp_path / "0001.okdb"
    shutil.copyfile(RELEASED / "0001.okdb", path)
    store = Store(path).open(backups=tmp_path / "copies")
    with store.engine.connect() as connection:
        for name, made in Record.metadata.tables.items():
            if made.info.get("trial"):
                continue
            for row in connection.execute(select(made)).mappings():
                for column, make in shape(name).derived:
                    assert row[column] == make(dict(row)), (name, column)
    store.close()


def test_opening_needs_no_alembic() -> None:
    code = "import sys, openkrakow_desktop.core.store, openkrakow_desktop.core.migrate; print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_trial_tables_are_in_the_template(store: Store) -> None:
    add(store)
    assert len(rows(store, Event)) == 1 and "organisation" in tables(store)


def test_a_release_has_a_row_in_every_register(store: Store) -> None:
    fill(store)
    with store.engine.connect() as connection:
        counts = migrate.row_counts(connection)
    empty = {name for name, count in counts.items() if not count and not name.startswith("trial_")}
    assert empty <= {"conflict", "forgotten", "waiting"} and store.verify(rows=True) == []
