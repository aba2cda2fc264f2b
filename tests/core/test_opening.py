"""What is refused before a database is used, each with its sentence and without a byte changed; copies found out."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert

from openkrakow_desktop.core import opening, schema, store_engine
from openkrakow_desktop.core.journal_tables import meta
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.core.trial import Event, add, rows
from tests.stores import Make


def refusal(path: Path, **options: object) -> str:
    """The key under which opening is refused."""
    with pytest.raises(Refused) as refused:
        Store.at(path).open(**options)  # type: ignore[arg-type]
    return refused.value.problems[0].key.removeprefix("problem.database_")


def flat(path: Path) -> bytes:
    return path.read_bytes()


def test_a_mistyped_path_creates_nothing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.okdb") == "missing"
    assert refusal(tmp_path) == "no_file" and list(tmp_path.iterdir()) == []


def test_files_that_are_no_database_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.okdb"
    cases = {"too_short": b"", "no_database": b"PK\3\4" + bytes(200)}
    for key, content in cases.items():
        path.write_bytes(content)
        assert refusal(path) == key and flat(path) == content
    path.write_bytes(b"SQLite format 3\0")
    assert refusal(path) == "too_short"
    path.unlink()
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE t (a)")
    foreign.close()
    before = flat(path)
    assert refusal(path) == "not_ours" and flat(path) == before


def test_a_file_that_only_claims_to_be_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.okdb"
    claimed = sqlite3.connect(path)
    claimed.execute(f"PRAGMA application_id={store_engine.APPLICATION}")
    claimed.execute("CREATE TABLE t (a)")
    claimed.close()
    assert refusal(path) == "not_ours"


def test_a_newer_schema_is_refused_untouched(sqlite_store: Store) -> None:
    assert sqlite_store.path
    with sqlite_store.transaction() as session:
        schema.stamp(session.connection(), sqlite_store.schema + 1)
        session.connection().execute(meta.update().where(meta.c.name == "program").values(value="9.9"))
        store_engine.commit(session)
    sqlite_store.close()
    before = flat(sqlite_store.path)
    with pytest.raises(Refused) as refused:
        Store.at(sqlite_store.path).open()
    assert refused.value.problems[0].key == "problem.database_newer"
    assert refused.value.problems[0].values["program"] == "9.9" and flat(sqlite_store.path) == before


def test_an_older_schema_needs_a_place_for_the_backup(sqlite_store: Store) -> None:
    later = Store.at(sqlite_store.path or "")
    later.schema += 1
    with pytest.raises(Refused) as refused:
        later.open()
    assert refused.value.problems[0].key == "problem.database_older"


def test_a_damaged_file(sqlite_store: Store) -> None:
    for n in range(40):
        add(sqlite_store, title=f"{n}", note="x" * 500)
    sqlite_store.close()
    path = sqlite_store.path
    assert path
    content = bytearray(flat(path))
    for page in range(8192, len(content), 4096):    # every page but the schema's loses its heading
        content[page:page + 12] = b"\xff" * 12
    path.write_bytes(content)
    assert refusal(path) in ("damaged", "damaged_details")


def test_create_refuses_what_exists(sqlite_store: Store, tmp_path: Path) -> None:
    assert sqlite_store.path
    before = flat(sqlite_store.path)
    with pytest.raises(Refused) as refused:
        Store.at(sqlite_store.path).create()
    assert refused.value.problems[0].key == "problem.database_exists" and flat(sqlite_store.path) == before
    with pytest.raises(Refused) as refused:
        Store.at(tmp_path / "no" / "folder.okdb").create()
    assert refused.value.problems[0].key == "problem.database_folder_gone"


def test_a_creation_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: object, number: int) -> None:
        raise RuntimeError

    monkeypatch.setattr(schema, "stamp", broken)
    with pytest.raises(RuntimeError):
        Store.at(tmp_path / "new.okdb").create()
    assert not (tmp_path / "new.okdb").exists()


def test_create_refuses_a_filled_server(make_postgresql: Make) -> None:
    store = make_postgresql()
    with pytest.raises(Refused) as refused:
        Store(store.url.render_as_string(hide_password=False)).create()
    assert refused.value.problems[0].key == "problem.database_exists"


def test_servers_that_do_not_answer_or_know_the_database(postgres_url: str) -> None:
    cases = {f"{postgres_url}/nothing_here": "no_entry", f"{postgres_url}/postgres": "not_ours",
             "postgresql+psycopg://x@127.0.0.1:9/x": "unreachable"}
    for url, key in cases.items():
        with pytest.raises(Refused) as refused:
            Store.at(url).open()
        assert refused.value.problems[0].key == f"problem.database_{key}"


def test_settings_are_read_back(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_store.read() as session:
        raw = session.connection().connection.cursor()
        for name, _, expected in (*store_engine.RECIPE, store_engine.HASTY):
            assert raw.execute(f"PRAGMA {name}").fetchone()[0] == expected
    monkeypatch.setattr(store_engine, "RECIPE", (("journal_mode", "NONSENSE", "nonsense"),))
    assert refusal(sqlite_store.path or Path()) == "setting"


def test_durable_is_the_rule(sqlite_store: Store) -> None:
    durable = Store.at(sqlite_store.path or "").open()
    with durable.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2
    durable.close()


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be replaced elsewhere")
@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_file_that_goes_away_is_noticed(sqlite_store: Store, tmp_path: Path, how: str) -> None:
    add(sqlite_store)
    path = sqlite_store.path
    assert path
    if how == "removed":
        path.unlink()
    else:
        shutil.copyfile(path, tmp_path / "other")
        os.replace(tmp_path / "other", path)
    with pytest.raises(Refused) as refused:
        add(sqlite_store)
    assert refused.value.problems[0].key == "problem.database_moved"


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be removed elsewhere")
def test_a_file_that_goes_away_during_a_write_is_noticed(sqlite_store: Store) -> None:
    with pytest.raises(Refused) as refused, sqlite_store.write("add") as session:
        session.add(Event(title="into nothing"))
        assert sqlite_store.path
        sqlite_store.path.unlink()
    assert refused.value.problems[0].key in ("problem.database_moved", "problem.database_disk_error")


def test_a_lock_held_by_another_process(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(sqlite_store)
    hasty = tuple((n, "200", 200) if n == "busy_timeout" else (n, v, e) for n, v, e in store_engine.RECIPE)
    monkeypatch.setattr(store_engine, "RECIPE", hasty)
    other = Store(sqlite_store.path or "", durable=False).open()
    holder = sqlite3.connect(sqlite_store.path or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as refused:
        add(other)
    assert refused.value.problems[0].key == "problem.database_locked"
    holder.execute("ROLLBACK")
    holder.execute("BEGIN")             # a reader in the way of the commit itself
    holder.execute("SELECT * FROM trial_event").fetchone()
    with pytest.raises(Refused) as refused:
        add(other)
    assert refused.value.problems[0].key == "problem.database_locked"
    holder.close()
    add(other)
    assert len(rows(other, Event)) == 2 and other.verify(rows=True) == []
    other.close()


def test_a_server_lock_held_too_long(make_postgresql: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_engine, "WAIT_MS", 200)
    store = make_postgresql()
    other = Store(store.url.render_as_string(hide_password=False)).open()
    inside, go = threading.Event(), threading.Event()

    def hold() -> None:
        with store.transaction():
            inside.set()
            go.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(10)
    with pytest.raises(Refused) as refused:
        add(other)
    go.set()
    thread.join()
    assert refused.value.problems[0].key == "problem.database_locked"
    add(other)
    other.close()


def test_a_read_only_medium(sqlite_store: Store) -> None:
    """As SQLite meets it, for root too: the file can only be opened for reading."""
    assert sqlite_store.path
    add(sqlite_store)
    sqlite_store.close()
    url = store_engine.url_of(f"sqlite:///file:{sqlite_store.path}?mode=ro&uri=true")
    closed = Store(url.render_as_string(), durable=False)
    closed.path = None
    closed.open()
    assert len(rows(closed, Event)) == 1
    with pytest.raises(Refused) as refused:
        add(closed)
    assert refused.value.problems[0].key == "problem.database_read_only"
    closed.close()


# Places


def test_places_that_are_unwise(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_store.path
    assert all("space" in problem.key for problem in sqlite_store.warnings)
    synced = tmp_path / "Dropbox (praca)" / "x.okdb"
    synced.parent.mkdir()
    shutil.copyfile(sqlite_store.path, synced)
    there = Store.at(synced).open()
    there.close()
    assert "problem.database_synced_folder" in {problem.key for problem in there.warnings}
    assert all(problem.warning for problem in there.warnings)
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert "problem.database_little_space" in {problem.key for problem in opening.place_warnings(sqlite_store.path)}


def test_network_drives_are_known_by_their_mounts() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/home /mnt/our\\040files nfs4 rw 0 0\n//s/x /mnt cifs rw 0 0\n"
    assert opening._file_system(Path("/mnt/our files/a/x.okdb"), mounts) == "nfs4"
    assert opening._file_system(Path("/mnt/x.okdb"), mounts) == "cifs"
    assert opening._file_system(Path("/home/x.okdb"), mounts) == "ext4"


# Copies


def test_a_copied_database_takes_a_name_of_its_own(make_sqlite: Make, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    path = tmp_path / "office.okdb"
    store = Store(path, durable=False).create(profile=home)
    name = store.device
    store.close()

    def opened(at: Path, profile: Path) -> str:
        before = flat(at)
        one = Store(at, durable=False).open(profile=profile)
        assert flat(at) == before                           # who only looks changes nothing
        add(one)
        one.close()
        return one.device

    assert opened(path, home) == name                       # the same file again
    copy = tmp_path / "copy.okdb"
    shutil.copyfile(path, copy)
    renamed = opened(copy, home)
    assert renamed != name and opened(copy, home) == renamed and opened(path, home) == name
    moved = tmp_path / "moved.okdb"
    os.replace(path, moved)
    assert opened(moved, home) == name                      # moved, not copied
    assert opened(moved, elsewhere) not in (name, renamed)  # another person's computer


def test_a_lost_profile_only_costs_a_new_name(tmp_path: Path) -> None:
    store = Store(tmp_path / "x.okdb", durable=False).create(profile=tmp_path / "p")
    (tmp_path / "p" / "devices.json").write_text("{broken")
    before = store.device
    add(store)
    store.close()
    again = Store(tmp_path / "x.okdb", durable=False).open(profile=tmp_path / "p")
    assert again.device != before
    add(again)
    assert set(again.heads()) == {before, again.device} and again.verify(rows=True) == []
    again.close()


def test_meta_says_which_program_wrote(store: Store) -> None:
    with store.read() as session:
        names = set(session.connection().scalars(meta.select().with_only_columns(meta.c.name)))
    assert names == {"device", "program"}
    with pytest.raises(Refused), store.transaction() as session:
        session.connection().execute(insert(meta), [{"name": "device", "value": "x"}])
