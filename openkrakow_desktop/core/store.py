"""The one door to the data: `read()`, `write("event.hold")`, `undo()`. Nothing else commits.

Every write is journaled in its own transaction, so history, undo, news to open windows and proof come for free. A store
is safe from several threads and processes; the window never waits on it, because writes run on one writer thread."""

from __future__ import annotations

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event, func, insert, select
from sqlalchemy.orm import Session

from .. import version
from . import device, keys, opening, proof, schema, store_engine
from .journal import Change, Event, Operation, events, rows_of, seal_reason, write_down
from .journal_tables import conflict, head, meta
from .problems import Problem, Refused, Unavailable, refuse_if
from .proof import Head, read_heads, write_head
from .record import Record, Values
from .recorder import Recorder, insert_many, recorder_of, refuse_unjournaled
from .shape import shape
from .state import ROW, settle
from .store_engine import explained, file_of, url_of
from .timeline import Entry, redoable, timeline, undoable
from .undo import REDO, UNDO, Undo, UndoConflict, find

__all__ = ["Changes", "Head", "Stale", "Store", "UndoConflict", "Upgrade", "decide", "expect", "insert_many"]

ACTOR = "actor"  # in the `info` of a session: the account that looks or writes
Guard = Callable[[Session, Mapping[str, frozenset[UUID]]], Sequence[Problem]]
_log = logging.getLogger(__name__)


class Stale(Refused):
    """The record was changed since the form was opened: both versions are to be shown, nothing was saved."""

    def __init__(self, table: str, row: UUID, opened: int, found: int) -> None:
        super().__init__(Problem("", "problem.record_stale", {"table": table}))
        self.table, self.row, self.opened, self.found = table, row, opened, found


@dataclass(frozen=True)
class Changes:
    """News of a commit: the tables touched, and the rows where they are few (an empty set: many, reload them all)."""

    operation: UUID | None
    action: str
    rows: Mapping[str, frozenset[UUID]]

    def touch(self, *tables: str) -> bool:
        """Whether any of these tables changed."""
        return not self.rows.keys().isdisjoint(tables)


@dataclass(frozen=True)
class Upgrade:
    """How the journal of an older schema is read today. A migration that changes values has its twin here."""

    to: int
    table: str
    rename: Mapping[str, str] = field(default_factory=dict)
    add: Mapping[str, Any] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


class Store:
    """A database and the rules for using it.

    `irrevocable`: actions that are never undone generically (closing, locking, approving, awarding). `guard`: the
    registers' invariants; it only looks, and what it returns stops a write or an undo before its commit. `warnings`:
    what is unwise about the place of the file, known once it is open. `durable=False` skips fsync: tests only."""

    def __init__(self, url: str | Path, *, actor: str = "?", upgrades: Sequence[Upgrade] = (), durable: bool = True,
                 wall: Callable[[], int] = keys.wall) -> None:
        self.actor, self.upgrades, self.wall = actor, upgrades, wall
        self.schema = schema.newest()
        self.url, self.durable = url_of(url), durable
        self.path = file_of(self.url)
        self.engine = store_engine.make_engine(self.url, durable=durable)
        self.listeners: list[Callable[[Changes], None]] = []
        self.irrevocable: frozenset[str] = frozenset()
        self.guard: Guard | None = None
        self.warnings: list[Problem] = []
        self.device = ""
        self._copied: Path | None = None    # the profile that must learn of the new name of a copied file
        self._reader: Engine | Connection = store_engine.for_reading(self.engine)
        self._writer: Engine | None = store_engine.for_writing(self.engine)
        self._turn = threading.RLock()
        self._writing = False
        self._file: tuple[int, int] | None = None

    @classmethod
    def at(cls, place: str | Path, **options: Any) -> Store:
        """The store at a path or a server's address; not yet opened, nothing is created."""
        return cls(place, **options)

    # Creating, opening, closing

    def create(self, device_name: str = "", *, profile: Path | None = None) -> Store:
        """Make a new, empty database and open it. Refuses a file that exists, a server that already holds one."""
        if self.path:
            try:
                self.path.touch(exist_ok=False)
            except FileExistsError as error:
                raise Refused(Problem("", "problem.database_exists", {"path": str(self.path)})) from error
            except OSError as error:
                raise Refused(Problem("", "problem.database_folder_gone", {"path": str(self.path)})) from error
        try:
            with self.transaction() as session:
                self._fill(session.connection(), device_name or device.new_name())
                store_engine.commit(session)
        except BaseException:
            self.close()
            if self.path:
                store_engine.remove_file(self.path)
            raise
        self.open()
        if profile:
            device.remember(self, profile)
        return self

    def _fill(self, connection: Connection, device_name: str) -> None:
        if schema.revision(connection) is not None:
            raise Refused(Problem("", "problem.database_exists", {"path": self.url.database or ""}))
        store_engine.mark_as_ours(connection)
        Record.metadata.create_all(connection)
        schema.stamp(connection, self.schema)
        rows = {"device": device_name, "program": version.VERSION}
        connection.execute(insert(meta), [{"name": name, "value": value} for name, value in rows.items()])

    def open(self, *, profile: Path | None = None, backups: Path | None = None, check: bool = True) -> Store:
        """Open what is there. Refuses a file that is missing, not ours, damaged or of a newer program.

        An older schema is migrated when `backups` names the folder for the copy made before, else refused. With
        `profile` (the person's data folder) a copied database takes a device name of its own, put into the file with
        the first write. `check=False` skips reading through the whole file."""
        try:
            self._look(backups, check)
            if profile:
                if device.is_copy(self, profile):
                    self.device, self._copied = device.new_name(), profile
                else:
                    device.remember(self, profile)
        except BaseException:
            self.close()
            raise
        self.warnings = opening.place_warnings(self.path) if self.path else []
        return self

    def _look(self, backups: Path | None, check: bool) -> None:
        if self.path:
            opening.look(self.path)
            self._file = opening.identity_of(self.path)
        with self.read() as session:
            connection = session.connection()
            found = opening.known_schema(connection, self.schema)
            if check:
                opening.sound(connection)
        if found < self.schema:
            self._migrate(found, backups)
        with self.read() as session:
            self.device = session.connection().scalar(select(meta.c.value).where(meta.c.name == "device")) or ""

    def _migrate(self, found: int, backups: Path | None) -> None:
        if backups is None:
            raise Refused(Problem("", "problem.database_older", {"schema": found, "ours": self.schema}))
        from .migrate import upgrade_database  # alembic is heavy, and hardly ever needed

        upgrade_database(self, backups)

    def close(self) -> None:
        """Give every connection back; the file can then be moved or replaced."""
        self.engine.dispose()

    def upgrade(self, table: str, kind: str, written_under: int, fields: Values) -> Values:
        """A row of the journal as today's schema says it."""
        if written_under < self.schema:
            for step in self.upgrades:
                if step.to > written_under and step.table == table:
                    fields = {step.rename.get(n, n): v for n, v in fields.items() if n not in step.drop}
                    if kind == "insert":
                        fields = dict(step.add) | fields
            known = shape(table)
            fields = {n: v for n, v in fields.items() if n in known.fields}
            if kind == "insert":  # what a column that came later was given for the rows that were there
                fields = dict(known.required) | fields
        return fields

    # Reading and writing

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the data. Keep it short (≤ 100 ms): on SQLite it makes a commit wait.
        Long reading takes a `snapshot()`."""
        with explained(), Session(self._reader, autoflush=False, info={ACTOR: self.actor}) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """A private copy of this moment for reports and exports; it can only be read, and is gone afterwards.

        SQLite: a copy by the backup API in a folder of its own. A server: one read-only transaction."""
        if self.path is None:
            with explained(), store_engine.for_reading(self.engine).connect() as connection, connection.begin():
                schema.revision(connection)     # the first statement fixes the moment
                yield self._still(connection)
            return
        with TemporaryDirectory(prefix="openkrakow-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "snapshot.okdb"
            with explained():
                store_engine.copy_file(self.path, file)
            engine = store_engine.make_engine(url_of(file), durable=False, read_only=True)
            try:
                yield self._still(engine)
            finally:
                engine.dispose()

    def _still(self, reader: Engine | Connection) -> Store:
        """This store, but reading from `reader` and unable to write."""
        copy = Store.__new__(Store)
        copy.__dict__ = self.__dict__ | {"_reader": reader, "_writer": None, "listeners": []}
        if isinstance(reader, Engine):
            copy.engine = reader
        return copy

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The write lock, nothing journaled: for the journal itself, migrations and device names."""
        if self._writer is None:
            raise TypeError("a snapshot can only be read")
        with self._turn:
            if self._writing:
                raise TypeError("a write inside a write would wait for itself")
            self._writing = True
            try:
                self._refuse_moved()
                about = {ACTOR: self.actor}
                with explained(), Session(self._writer, expire_on_commit=False, info=about) as session:
                    store_engine.begin_write(session.connection())
                    yield session
            finally:
                self._writing = False

    @contextmanager
    def write(self, action: str, *, actor: str = "", reason: str | None = None) -> Iterator[Session]:
        """One operation: what the block changes is committed together with its journal, or not at all.

        `actor` is an account code, `reason` free words (sealed like a personal value). Raises Refused with the
        guard's problems, or when the database cannot be written; nothing is changed then. A block that changes nothing
        leaves no operation."""
        with self._operation(action, actor, reason, None) as session:
            yield session

    @contextmanager
    def _operation(self, action: str, actor: str, reason: str | None, undoes: str | None) -> Iterator[Session]:
        news = None
        with self.transaction() as session:
            recorder = session.info["recorder"] = Recorder()
            event.listen(session, "do_orm_execute", refuse_unjournaled)
            yield session
            session.flush()
            if touched := recorder.touched():
                self._ask_guard(session, touched)
                if self._copied:
                    device.write_name(session.connection(), self.device)
                op = self._next(session.connection(), action, actor or self.actor, reason, undoes)
                news = self._append(session.connection(), op, recorder.changes())
                store_engine.commit(session)
                self._refuse_moved()
        if news:
            if self._copied:
                device.remember(self, self._copied)
                self._copied = None
            self._tell(news)

    def _ask_guard(self, session: Session, touched: Mapping[str, frozenset[UUID]]) -> None:
        if self.guard:
            refuse_if(self.guard(session, touched))
            if session.new or session.dirty or session.deleted:
                raise TypeError("the guard looks, it does not change")

    def _tell(self, news: Changes) -> None:
        for listener in tuple(self.listeners):
            try:
                listener(news)
            except Exception as error:  # the save is done: a window that cannot follow must not make it look failed
                _log.error("a listener failed on news of %s: %s", news.action, type(error).__name__)

    def _refuse_moved(self) -> None:
        if self.path and self._file and not opening.same_file(self.path, self._file):
            raise Unavailable(Problem("", "problem.database_moved", {"path": str(self.path)}))

    def _next(self, connection: Connection, action: str, actor: str, reason: str | None,
              undoes: str | None) -> Operation:
        """The next operation of this device, its hash still open."""
        heads = read_heads(connection)
        wall = self.wall()
        at = keys.tick(wall, max((h.at for h in heads.values()), default=0))
        seen = {name: h.seq for name, h in sorted(heads.items()) if name != self.device}
        own = heads.get(self.device, Head())
        return Operation(keys.tick_key(at), self.device, own.seq + 1, at, wall, self.schema, actor, action,
                         seal_reason(reason), undoes, json.dumps(seen, separators=(",", ":")), own.hash)

    def _append(self, connection: Connection, op: Operation, changes: list[Change]) -> Changes:
        op = replace(op, hash=op.hashed(op.hash, changes))
        write_down(connection, op, changes)
        write_head(connection, self.device, Head(op.seq, op.hash, op.at), first=op.seq == 1)
        touched: dict[str, set[UUID]] = defaultdict(set)
        for c in changes:
            touched[c.table].update([c.row] if c.last is None else ())
        if connection.scalar(select(conflict.c.field).limit(1)):
            for c in changes:
                touched[c.table].update(key for key, _ in rows_of(c))
            settle(connection, touched, self.upgrade)
        return Changes(op.id, op.action, {table: frozenset(ids) for table, ids in touched.items()})

    # History and undo

    def undo(self, *operations: UUID, actor: str = "", reason: str | None = None) -> None:
        """Take these operations back, newest first, as one new operation; taking an undo back is a redo.

        Raises UndoConflict (with every clash) where a field has changed since, and Refused where an action may not be
        undone generically or the guard objects."""
        with self.read() as session:
            found = find(session.connection(), operations, self.irrevocable)
        action = REDO if all(op.action == UNDO for op in found) else UNDO
        with self._operation(action, actor, reason, ",".join(op.id.hex for op in found)) as session:
            Undo(session.connection(), self.upgrade).run(found, recorder_of(session))

    def history(self, model: type[Record], row: UUID, within: Session | None = None) -> list[Event]:
        """Everything that happened to one row, oldest first; `within` a reading that is open already. A second reading
        inside it would wait for a writer who waits for the first."""
        if within is not None:
            return events(within.connection(), model.__tablename__, [row], self.upgrade)[row]
        with self.read() as session:
            return self.history(model, row, session)

    def timeline(self, limit: int = 50, before: UUID | None = None) -> list[Entry]:
        """The last operations, newest first; `before`: those older than this one."""
        with self.read() as session:
            return timeline(session.connection(), limit, before)

    def undoable(self, actor: str | None = None) -> Entry | None:
        """The newest operation (of this actor) that stands and may be undone."""
        with self.read() as session:
            return undoable(session.connection(), self.irrevocable, actor)

    def redoable(self, actor: str | None = None) -> Entry | None:
        """The newest undo (of this actor) that can be taken back, as long as nothing new was done since."""
        with self.read() as session:
            return redoable(session.connection(), actor)

    def conflicts(self) -> list[tuple[str, UUID, str, list[tuple[Operation, Any]]]]:
        """Open conflicts: (table, row, field, [(operation, value)]), the value in force last."""
        with self.read() as session:
            connection, told = session.connection(), []
            for table, row, name, ids in connection.execute(select(conflict)).all():
                wanted = set(json.loads(ids))
                told.append((table, row, name, [
                    (e.op, e.after().get(name)) for e in events(connection, table, [row], self.upgrade)[row]
                    if e.op.id.hex in wanted and (e.kind == "delete" if name == ROW else name in e.after())]))
            return told

    # Proof

    def heads(self) -> dict[str, Head]:
        """The last link of every device's chain."""
        with self.read() as session:
            return read_heads(session.connection())

    def verify(self, anchors: Mapping[str, tuple[int, bytes]] | None = None, *, rows: bool = False) -> list[str]:
        """What is wrong with the journal: broken links, unsealed values, missing ends; with `rows`, tables that differ
        from it. `anchors`: {device: (seq, hash)} known from outside. See also `proof.verify`."""
        return list(map(str, proof.verify_heads(self, anchors or {}, rows=rows)))

    def pulse(self) -> int:
        """A number that grows with every operation of any process: a window asks it to notice commands beside it."""
        with self.read() as session:
            return int(session.connection().scalar(select(func.sum(head.c.seq))) or 0)


def decide(session: Session, record: Record, name: str = ROW) -> None:
    """Settle a conflict in favour of what is shown: says so though nothing changes. For ROW: the row stays."""
    recorder, known = recorder_of(session), shape(record.__tablename__)
    if name == ROW:
        recorder.bulk.append((known.table.name, "restore", [record.id], {}))
    else:
        value = known.encode(name, getattr(record, name))
        recorder.bulk.append((known.table.name, "update", [record.id], {name: [[value, value]]}))


def expect(record: Record, version: int) -> None:
    """Refuse a form that was opened on an older version. (version_id_col alone guards one session only.)"""
    if record.version != version:
        raise Stale(record.__tablename__, record.id, version, record.version)
