"""What the journal costs: one save, a bulk import and its undo, proving a long journal.

Yardsticks of the same run: the same save without journal, sqlite3's bare executemany of the same finished rows into the
same tables, and the budgets in time (20 ms for a save, 1 s for 20,000 operations) as a pause of just that length."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from benchmarks.measure import elapsed, ratio
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core import proof, store_engine
from openkrakow_desktop.core.journal import OPERATION, Change, Operation, encode, write_down
from openkrakow_desktop.core.journal_tables import change, operation
from openkrakow_desktop.core.keys import derived_key, new_keys, tick_key
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.proof import Head, write_head
from openkrakow_desktop.core.record import Record, Values
from openkrakow_desktop.core.recorder import Recorder
from openkrakow_desktop.core.shape import shape
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.events.model import Attendance

ROWS, OPERATIONS = 20_000, 20_000
SYLLABLES = ("ko", "wa", "no", "sza", "łę", "cki", "ma", "zie", "bo", "rek", "ja", "sta", "gó", "ra", "pie", "trzy")
MAILS = ("gmail.com", "wp.pl", "onet.pl", "uj.edu.pl")


def people(count: int) -> list[Values]:
    """Names, addresses and mail about as varied as in a real register."""
    chance = random.Random(count)
    first = ["".join(chance.choices(SYLLABLES, k=2)).title() for _ in range(150)]
    last = ["".join(chance.choices(SYLLABLES, k=3)).title() + "ska" for _ in range(4000)]
    rows = []
    for _ in range(count):
        one, other = chance.choice(first), chance.choice(last)
        mail = f"{one}.{other}{chance.randrange(100)}@{chance.choice(MAILS)}".lower()
        rows.append({"first_name": one, "last_name": other, "email": mail})
    return rows


def attendances(count: int) -> list[Values]:
    """Check-ins: fifty guests a session, keys derived from session and participant."""
    chance, sessions, guests = random.Random(1), new_keys(count // 50), new_keys(count // 5)
    start = dt.datetime(2026, 1, 1, 18, tzinfo=dt.UTC)
    pairs = {(sessions[i // 50], chance.choice(guests)) for i in range(count)}
    return [{"id": derived_key(*pair), "session_id": pair[0], "participant_id": pair[1],
             "at": start + dt.timedelta(minutes=7 * i)} for i, pair in enumerate(sorted(pairs))]


def fresh(folder: Path, *, durable: bool = False) -> Store:
    return Store(Path(tempfile.mkdtemp(dir=folder)) / "bench.okdb", durable=durable).create()


class Import:
    """One bulk import into a new database each time, and the same rows by bare executemany beside it."""

    def __init__(self, folder: Path, model: type[Record], rows: list[Values]) -> None:
        self.folder, self.model, self.rows = folder, model, rows
        self.store = self._unlinked()
        self.ours()
        assert self.store.path
        plain = sqlite3.connect(self.store.path)
        self.made = plain.execute(f"SELECT * FROM {model.__tablename__}").fetchall()
        plain.close()

    def _unlinked(self) -> Store:
        """Rows without their parents: neither side checks links, so that only the writing is compared."""
        store = fresh(self.folder)
        store.close()
        store.engine = store_engine.make_engine(store.url, durable=False, linked=False)
        store._writer = store_engine.for_writing(store.engine)
        store._reader = store.engine
        return store

    def ours(self) -> None:
        with self.store.write("import") as session:
            insert_many(session, self.model, self.rows)

    def undo(self) -> None:
        self.store.undo(self.store.timeline(1)[0].id)

    def bare(self) -> float:
        """Seconds of the executemany alone, into an empty database with the same tables and indexes."""
        path = fresh(self.folder).path
        plain = sqlite3.connect(path or "", isolation_level=None)
        for name, value, _ in (*store_engine.RECIPE, store_engine.HASTY, store_engine.UNLINKED):
            plain.execute(f"PRAGMA {name}={value}")
        marks = ",".join("?" * len(self.made[0]))

        def work() -> None:
            plain.execute("BEGIN IMMEDIATE")
            plain.executemany(f"INSERT INTO {self.model.__tablename__} VALUES ({marks})", self.made)
            plain.execute("COMMIT")

        took = elapsed(work)
        plain.close()
        return took

    def timed_import(self) -> float:
        self.store = self._unlinked()
        return elapsed(self.ours)

    def timed_undo(self) -> float:
        self.timed_import()
        return elapsed(self.undo)


def bulk(folder: Path) -> None:
    def seconds(work: Callable[[], Any]) -> float:
        return float(work())

    for name, model, rows in (("persons", Person, people(ROWS)), ("attendances", Attendance, attendances(ROWS))):
        both = Import(folder, model, rows)
        ratio(f"bulk import, {ROWS:,} {name}, / executemany", both.timed_import, both.bare, target=5, timer=seconds)
        ratio("the same undone, / executemany", both.timed_undo, both.bare, target=5, timer=seconds)


def single(folder: Path) -> None:
    """One field of one record, committed durably; the median of thirty saves."""
    store, number = fresh(folder, durable=True), itertools.count()
    with store.write("add") as session:
        record = Organisation(name="Fundacja", kind=OrganisationKind.NGO)
        session.add(record)

    def journaled() -> None:
        with store.write("edit") as session:
            session.get_one(Organisation, record.id).symbol = f"{next(number)}"

    def plain() -> None:
        with store.transaction() as session:
            session.info["recorder"] = Recorder()
            session.get_one(Organisation, record.id).symbol = f"{next(number)}"
            store_engine.commit(session)

    def median(work: Callable[[], object]) -> float:
        return statistics.median(elapsed(work) for _ in range(30))

    ratio("one durable save, / without journal", journaled, plain, target=2, timer=median)
    ratio("one durable save, of 20 ms", journaled, lambda: time.sleep(0.02), target=1, timer=median)


def long_journal(store: Store, count: int) -> None:
    """A journal of single edits, written down without the detour over records."""
    known, row, link = shape("organisation"), UUID(int=7), Head()
    written: list[tuple[Operation, Change]] = []
    for seq in range(1, count + 1):
        at = store.wall() + seq << 16
        c = encode(known, "update", [row], {"symbol": [[f"{seq - 1}", f"{seq}"]], "remark": [[None, f"uwaga {seq}"]]})
        op = Operation(tick_key(at), store.device, seq, at, at >> 16, store.schema, "ewa", "organisation.edit", None,
                       None, json.dumps({}), b"")
        link = Head(seq, op.hashed(link.hash, [c]), at)
        written.append((replace(op, hash=link.hash), c))
    with store.transaction() as session:
        connection = session.connection()
        op, c = written[0]
        write_down(connection, op, [c])
        names = [column.name for column in OPERATION]
        connection.execute(insert(operation), [dict(zip(names, astuple(op), strict=True)) for op, _ in written[1:]])
        columns = ("table_name", "kind", "row_id", "last_id", "fields", "personal", "sealed")
        connection.execute(insert(change), [
            dict(zip(columns, c, strict=True)) | {"operation_id": op.id} for op, c in written[1:]])
        write_head(connection, store.device, link, first=True)
        store_engine.commit(session)


def proving(folder: Path) -> None:
    store = fresh(folder)
    long_journal(store, OPERATIONS)

    def prove() -> None:
        assert proof.verify(store, rows=False).findings == ()

    ratio(f"verify {OPERATIONS:,} operations, of 1 s", prove, lambda: time.sleep(1), target=1)


def main() -> None:
    import_models()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        single(folder)
        bulk(folder)
        proving(folder)


if __name__ == "__main__":
    main()
