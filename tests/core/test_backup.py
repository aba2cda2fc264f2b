"""Backups that were proved, the way back, the folder of backups, the check of a database."""

from __future__ import annotations

import datetime as dt
import errno
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from openkrakow_desktop.core import backup, backup_server, files, opening
from openkrakow_desktop.core.forgetting import forget
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store, insert_many
from tests.core.trial import Event, Meeting, Person, add, edit, rows
from tests.stores import Make

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def key_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].key.removeprefix("problem.database_")


def address(store: Store) -> str:
    return str(store.path) if store.path else store.url.render_as_string(hide_password=False)


def test_there_and_back(store: Store, tmp_path: Path) -> None:
    e = add(store, title="before")
    made = backup.backup(store, tmp_path / "copies.folder.okdb")
    assert (made.rows, made.operations) == (3, 1) and backup.beside(made.path).exists()
    edit(store, e, title="after")
    old = store.device
    store.close()
    done = backup.restore(made.path, address(store))
    again = Store(address(store)).open()
    assert [x.title for x in rows(again, Event)] == ["before"] and again.device == done.device != old
    assert done.kept and done.forgotten == 0
    add(again, title="new chain")
    assert set(again.heads()) == {old, done.device} and again.verify(rows=True) == []
    again.close()
    if store.path:
        kept = Store(done.kept).open()
        assert [x.title for x in rows(kept, Event)] == ["after"]
        kept.close()


def test_nothing_is_left_lying_about(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store)
    folder = tmp_path / "b"
    folder.mkdir()
    made = backup.backup(sqlite_store, folder / "x.okdb")
    sqlite_store.close()
    backup.restore(made.path, folder / "y.okdb")
    assert sorted(path.name for path in folder.iterdir()) == ["x.okdb", "x.okdb.sha256", "y.okdb"]


def test_a_backup_of_a_database_at_work(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store, title="committed")
    with sqlite_store.write("half done") as session:
        session.add(Event(title="not yet"))
        session.flush()
        made = backup.backup(Store(sqlite_store.path or "").open(check=False), tmp_path / "b.okdb")
    assert made.operations == 1


def test_where_a_backup_may_not_go(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_store.path
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, sqlite_store.path)
    assert key_of(refused) == "backup_onto_itself"
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, tmp_path / "no" / "x.okdb")
    assert key_of(refused) == "folder_gone"
    good = backup.backup(sqlite_store, tmp_path / "b.okdb")
    before = good.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(files, "_force", full)
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, good.path)
    assert key_of(refused) == "disk_full" and good.path.read_bytes() == before
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, good.path)
    assert key_of(refused) == "no_space" and good.path.read_bytes() == before


def test_a_damaged_database_gives_no_backup(sqlite_store: Store, tmp_path: Path) -> None:
    e = add(sqlite_store)
    assert sqlite_store.path
    sqlite_store.close()
    raw = sqlite3.connect(sqlite_store.path)
    raw.execute("DELETE FROM trial_event")      # leaves meetings without their event
    raw.commit()
    raw.close()
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, tmp_path / "b.okdb")
    assert key_of(refused) == "damaged_details" and not (tmp_path / "b.okdb").exists() and e
    raw = sqlite3.connect(sqlite_store.path)
    raw.execute("DELETE FROM trial_meeting")
    raw.execute("DELETE FROM change")
    raw.execute("DELETE FROM operation")
    raw.commit()
    raw.close()
    with pytest.raises(Refused) as refused:
        backup.backup(sqlite_store, tmp_path / "b.okdb")
    assert key_of(refused) == "backup_incomplete"


def test_every_flipped_bit_is_found(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store)
    made = backup.backup(sqlite_store, tmp_path / "b.okdb")
    whole, chance = made.path.read_bytes(), random.Random(7)
    for _ in range(60):
        at = chance.randrange(len(whole) * 8)
        spoilt = bytearray(whole)
        spoilt[at // 8] ^= 1 << at % 8
        made.path.write_bytes(spoilt)
        with pytest.raises(Refused) as refused:
            backup.restore(made.path, tmp_path / "t.okdb")
        assert key_of(refused) == "backup_altered"
    made.path.write_bytes(whole[:-1])
    with pytest.raises(Refused):
        backup.restore(made.path, tmp_path / "t.okdb")
    made.path.write_bytes(whole)
    backup.beside(made.path).unlink()
    with pytest.raises(Refused) as refused:
        backup.restore(made.path, tmp_path / "t.okdb")
    assert key_of(refused) == "backup_unproved" and not (tmp_path / "t.okdb").exists()
    with pytest.raises(Refused) as refused:
        backup.restore(tmp_path / "none.okdb", tmp_path / "t.okdb")
    assert key_of(refused) == "missing"


def test_restoring_over_a_wreck(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store)
    made = backup.backup(sqlite_store, tmp_path / "b.okdb")
    path = sqlite_store.path
    assert path
    sqlite_store.close()
    path.write_bytes(b"rubbish" * 100)
    path.with_name(path.name + "-journal").write_bytes(b"a hot journal of the wreck")
    done = backup.restore(made.path, path)
    again = Store(path).open()
    assert len(rows(again, Event)) == 1 and again.verify(rows=True) == []
    again.close()
    assert done.kept and done.kept.read_bytes() == b"rubbish" * 100
    assert done.kept.with_name(done.kept.name + "-journal").read_bytes() == b"a hot journal of the wreck"


def test_restoring_refuses_what_is_in_use(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store)
    made = backup.backup(sqlite_store, tmp_path / "b.okdb")
    with sqlite_store.transaction(), pytest.raises(Refused) as refused:
        backup.restore(made.path, sqlite_store.path or "")
    assert key_of(refused) in ("in_use", "locked")
    add(sqlite_store)
    assert len(rows(sqlite_store, Event)) == 2


def test_a_restored_database_is_known_to_its_profile(sqlite_store: Store, tmp_path: Path) -> None:
    add(sqlite_store)
    made = backup.backup(sqlite_store, tmp_path / "b.okdb")
    done = backup.restore(made.path, tmp_path / "t.okdb", profile=tmp_path / "profile")
    again = Store(tmp_path / "t.okdb").open(profile=tmp_path / "profile")
    assert again.device == done.device and backup.check(again, tmp_path / "profile") == []
    again.close()


@pytest.mark.parametrize("many", [False, True])
def test_what_was_forgotten_stays_forgotten(store: Store, tmp_path: Path, many: bool) -> None:
    with store.write("import") as s:
        keys = insert_many(s, Person, [{"name": f"Zenobia {i}"} for i in range(40 if many else 1)])
    made = backup.backup(store, tmp_path / "b.okdb")
    forget(store, {Person: keys[:1]}, reason="art. 17")
    store.close()
    done = backup.restore(made.path, address(store))      # the ledger of the database that is replaced
    again = Store(address(store)).open()
    assert done.forgotten == 1 and next(p for p in rows(again, Person) if p.id == keys[0]).name == ""
    assert again.verify(rows=True) == []
    backup.backup(again, tmp_path / "c.okdb")       # writes the ledger beside
    again.close()
    if again.path:
        elsewhere = backup.restore(made.path, tmp_path / "empty.okdb")
        assert elsewhere.forgotten == 1
        (tmp_path / backup.LEDGER).write_text("broken")
        with pytest.raises(Refused) as refused:
            backup.restore(made.path, tmp_path / "empty.okdb")
        assert key_of(refused) == "ledger_unreadable"


def test_keep_names_and_thins_out(sqlite_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies" / "deep"
    for hour in range(14):
        made = backup.keep(sqlite_store, folder, NOON + dt.timedelta(hours=hour))
    assert made.path.name == "0-20260602T010000Z.okdb"
    assert backup.moment_of(made.path) == NOON + dt.timedelta(hours=13) == backup.last_verified(folder)
    left = sorted(folder.glob("*.okdb"))
    assert len(left) == 10 and len(list(folder.glob("*.sha256"))) == 10
    backup.beside(made.path).unlink()       # not proved: does not count
    assert backup.last_verified(folder) == NOON + dt.timedelta(hours=12)
    (folder / "by-hand.okdb").write_bytes(b"x")
    assert backup.rotate(folder) == [] and (folder / "by-hand.okdb").exists()
    assert backup.last_verified(tmp_path / "nothing") is None


def test_what_is_worth_keeping() -> None:
    hourly = [NOON - dt.timedelta(hours=n) for n in range(24 * 500)]
    kept = backup.worth_keeping(hourly)
    assert kept >= set(hourly[:10])
    days = {moment.astimezone(backup.WARSAW).date() for moment in kept}
    assert {dt.date(2026, 6, 1) - dt.timedelta(days=n) for n in range(7)} <= days
    assert len({(day.year, day.month) for day in days}) == 12 and min(days) == dt.date(2025, 7, 31)
    assert len(kept) == 10 + 6 + 2 + 10      # today's, days, weeks and months before
    assert backup.worth_keeping([]) == set() and backup.worth_keeping(kept) == kept     # settles


def test_check_tells_copies_and_damage(sqlite_store: Store, tmp_path: Path) -> None:
    assert backup.check(sqlite_store) == []
    assert [p.key for p in backup.check(sqlite_store, tmp_path / "p")] == ["problem.database_is_copy"]
    add(sqlite_store)
    raw = sqlite3.connect(sqlite_store.path or "")
    raw.execute("DELETE FROM trial_event")
    raw.commit()
    raw.close()
    found = backup.check(sqlite_store)
    assert {p.key for p in found} == {"problem.database_damaged_details"} and len(rows(sqlite_store, Meeting)) == 2
    assert "trial_meeting" in str(found[0].values["details"])


def test_servers_need_their_tools(make_postgresql: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_postgresql()
    monkeypatch.setattr(backup_server.shutil, "which", lambda _: None)
    with pytest.raises(Refused) as refused:
        backup.backup(store, tmp_path / "x.dump")
    assert key_of(refused) == "tool_missing" and list(tmp_path.glob("*.dump")) == []
    monkeypatch.setattr(backup_server.shutil, "which", lambda _: "/bin/false")
    with pytest.raises(Refused) as refused:
        backup.backup(store, tmp_path / "x.dump")
    assert key_of(refused) == "tool_failed"


def test_a_backup_is_looked_at_before_it_is_put_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "foreign.okdb"
    path.write_bytes(b"x" * opening.HEADER)
    backup.beside(path).write_text(f"{backup._hash(path)}  {path.name}\n")
    with pytest.raises(Refused) as refused:
        backup.restore(path, tmp_path / "t.okdb")
    assert key_of(refused) == "no_database" and not (tmp_path / "t.okdb").exists()
