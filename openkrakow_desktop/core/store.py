"""The one door to the data: read, write, undo, forget, verify. (Packages and merging: merge.py.)"""

from __future__ import annotations

import json
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, text, update
from sqlalchemy.orm import Session

from . import keys
from .journal import (
    CHANGE, OPERATION, Change, Event, Operation, changes_of, erase, events, is_forgotten, knowledge, rows_of, sealed_well, write_down,
)
from .journal_tables import OWN, change, conflict, forgotten, head, meta, operation, waiting
from .record import Record, Values
from .recorder import Recorder, refuse_unjournaled
from .shape import insert_rows, shape
from .state import ROW, alter, current, project, settle
from .undo import Undo

PRAGMAS = ("foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON", "trusted_schema=OFF", "journal_mode=TRUNCATE")


class Stale(Exception):
    """The record was changed since the form was opened."""


@dataclass(frozen=True)
class Head:
    """The last link of a device's chain; printed somewhere outside, it is an anchor."""

    seq: int = 0
    hash: bytes = b""
    at: int = 0


@dataclass(frozen=True)
class Changes:
    """News of a commit: the tables touched, and the rows where they are few."""

    operation: UUID | None
    action: str
    rows: Mapping[str, frozenset[UUID]]


@dataclass(frozen=True)
class Upgrade:
    """How the journal of an older schema is read today. A migration that changes values has its twin here."""

    to: int
    table: str
    rename: Mapping[str, str] = field(default_factory=dict)
    add: Mapping[str, Any] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


class Store:
    """A database and the rules for using it."""

    def __init__(self, url: str, *, actor: str = "?", schema: int = 1, upgrades: Sequence[Upgrade] = (),
                 durable: bool = True, wall: Callable[[], int] = keys.wall) -> None:
        self.actor, self.schema, self.upgrades, self.wall = actor, schema, upgrades, wall
        self.engine = _engine(url, durable)
        self._writer = self.engine.execution_options(writing=True)
        self._one = threading.RLock()
        self.listeners: list[Callable[[Changes], None]] = []
        self.device = ""

    def create(self, device: str = "") -> Store:
        Record.metadata.create_all(self.engine)
        with self.transaction() as session:
            session.connection().execute(insert(meta), {"name": "device", "value": device or secrets.token_hex(6)})
            session.commit()
        return self.open()

    def open(self) -> Store:
        with self.read() as session:
            self.device = session.connection().scalar(select(meta.c.value).where(meta.c.name == "device"))
        return self

    def upgrade(self, table: str, kind: str, schema: int, fields: Values) -> Values:
        if schema < self.schema:
            for step in self.upgrades:
                if step.to > schema and step.table == table:
                    fields = {step.rename.get(n, n): v for n, v in fields.items() if n not in step.drop}
                    if kind == "insert":
                        fields = dict(step.add) | fields
            fields = {n: v for n, v in fields.items() if n in shape(table).fields}
        return fields

    def defer_links(self, conn: Connection) -> None:
        """Foreign keys are checked at commit from here on: undo and merge write rows in any order."""
        conn.execute(text("PRAGMA defer_foreign_keys=ON" if conn.dialect.name == "sqlite" else "SET CONSTRAINTS ALL DEFERRED"))

    # Reading and writing

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The write lock, nothing journaled: for the journal itself."""
        with self._one, Session(self._writer, expire_on_commit=False) as session:
            if session.connection().dialect.name == "postgresql":
                session.connection().execute(text("SELECT pg_advisory_xact_lock(7301)"))
            yield session

    @contextmanager
    def write(self, action: str, *, actor: str = "", reason: str | None = None, undoes: str | None = None) -> Iterator[Session]:
        with self.transaction() as session:
            recorder = session.info["recorder"] = Recorder()
            event.listen(session, "do_orm_execute", refuse_unjournaled)
            yield session
            session.flush()
            changes = recorder.changes()
            if not changes:
                return
            told = self._append(session.connection(), changes, action, actor or self.actor, reason, undoes)
            session.commit()
        self.tell(told)

    def tell(self, news: Changes) -> None:
        for listener in tuple(self.listeners):
            listener(news)

    def _append(self, conn: Connection, changes: list[Change], action: str, actor: str, reason: str | None, undoes: str | None) -> Changes:
        heads = read_heads(conn)
        own, wall = heads.get(self.device, Head()), self.wall()
        at = keys.tick(wall, max((h.at for h in heads.values()), default=0))
        seen = {d: h.seq for d, h in sorted(heads.items()) if d != self.device}
        op = Operation(keys.new_key(), self.device, own.seq + 1, at, wall, self.schema, actor, action, reason, undoes,
                       json.dumps(seen, separators=(",", ":")), b"")
        op = replace(op, hash=op.hashed(own.hash, changes))
        write_down(conn, op, changes)
        write_heads(conn, {self.device: Head(op.seq, op.hash, op.at)}, heads)
        touched: dict[str, set[UUID]] = defaultdict(set)
        for c in changes:
            touched[c.table].update([c.row] if c.last is None else ())
        if conn.scalar(select(conflict.c.field).limit(1)):
            for c in changes:
                touched[c.table].update(key for key, _ in rows_of(c))
            settle(conn, touched, self.upgrade)
        return Changes(op.id, action, {table: frozenset(ids) for table, ids in touched.items()})

    def history(self, model: type[Record], row: UUID) -> list[Event]:
        with self.read() as session:
            return events(session.connection(), model.__tablename__, [row], self.upgrade)[row]

    def conflicts(self) -> list[tuple[str, UUID, str, list[tuple[Operation, Any]]]]:
        """Open conflicts: (table, row, field, [(operation, value)]), the value in force last."""
        with self.read() as session:
            conn, told = session.connection(), []
            for table, row, name, ids in conn.execute(select(conflict)).all():
                wanted = set(json.loads(ids))
                told.append((table, row, name, [
                    (e.op, e.after().get(name)) for e in events(conn, table, [row], self.upgrade)[row]
                    if e.op.id.hex in wanted and (e.kind == "delete" if name == ROW else name in e.after())]))
            return told

    # Undo

    def undo(self, *operations: UUID, reason: str | None = None) -> None:
        """Take these operations back, newest first, as one new operation; refused where a field has changed since."""
        with self.write("undo", reason=reason, undoes=",".join(op.hex for op in operations)) as session:
            Undo(session.connection(), self).run(operations, session.info["recorder"])

    # Forgetting

    def forget(self, rows: Mapping[type[Record], Sequence[UUID]], *, reason: str | None = None) -> None:
        """Empty the personal values of these rows, here and in the journal, for ever and wherever this operation arrives."""
        with self.write("forget", reason=reason) as session:
            conn = session.connection()
            for model, ids in rows.items():
                session.info["recorder"].bulk.append((model.__tablename__, "forget", sorted(ids), {}))
                self.blank(conn, model.__tablename__, set(ids))
            conn.execute(delete(waiting))       # a waiting package may hold the name

    def blank(self, conn: Connection, table: str, ids: set[UUID]) -> None:
        known = shape(table)
        fresh = [key for key in ids if not is_forgotten(conn, table, key)]
        if fresh:
            conn.execute(insert(forgotten), [{"table_name": table, "row_id": key} for key in fresh])
        erase(conn, table, ids)
        alter(conn, known, [(key, values | known.empty) for key, values in current(conn, known, ids).items()])

    def ledger(self) -> list[tuple[str, str]]:
        """The erasure ledger, to be kept beside the backups (keys only)."""
        with self.read() as session:
            return [(table, key.hex) for table, key in session.connection().execute(select(forgotten))]

    def after_restore(self, ledger: Sequence[tuple[str, str]]) -> None:
        """A restored copy starts a chain of its own, or it would write numbers again that others know; and it forgets again."""
        self.new_device()
        missing = set(ledger) - set(self.ledger())
        models = {m.local_table.name: m.class_ for m in Record.registry.mappers}
        if missing:
            self.forget({models[t]: [UUID(k) for u, k in missing if u == t] for t in {t for t, _ in missing}}, reason="restore")

    # Devices

    def new_device(self, device: str = "") -> str:
        self.device = device or secrets.token_hex(6)
        with self.transaction() as session:
            session.connection().execute(update(meta).where(meta.c.name == "device").values(value=self.device))
            session.commit()
        return self.device

    def part(self, after: int) -> str:
        """Make a copied laptop a device of its own: what it wrote after the copying is rechained under a new name."""
        old, new = self.device, secrets.token_hex(6)
        with self.transaction() as session:
            conn = session.connection()
            rows = conn.execute(select(*OPERATION).where(operation.c.seq > after, operation.c.device == old).order_by(operation.c.seq)).all()
            if any(knowledge(seen).get(old, 0) > after for seen in conn.scalars(select(operation.c.seen).where(operation.c.device != old))):
                raise ValueError("others have already built on what was written after the copying")
            link = Head()
            for seq, op in enumerate((Operation(*row) for row in rows), 1):
                seen = json.dumps(json.loads(op.seen) | {old: after}, separators=(",", ":"), sort_keys=True)
                op = replace(op, device=new, seq=seq, seen=seen)
                op = replace(op, hash=op.hashed(link.hash, changes_of(conn, op.id)))
                conn.execute(update(operation).where(operation.c.id == op.id).values(device=new, seq=seq, seen=seen, hash=op.hash))
                link = Head(seq, op.hash, op.at)
            last = conn.execute(select(operation.c.hash, operation.c.at).where(operation.c.device == old, operation.c.seq == after)).one()
            write_heads(conn, {old: Head(after, *last), new: link}, read_heads(conn))
            session.commit()
        return self.new_device(new)

    # Proof

    def heads(self) -> dict[str, Head]:
        with self.read() as session:
            return read_heads(session.connection())

    def verify(self, anchors: Mapping[str, tuple[int, bytes]] | None = None, *, rows: bool = False) -> list[str]:
        """What is wrong with the journal: broken links, unsealed values, missing ends; with `rows`, tables that differ from it."""
        wrong: list[str] = []
        with self.read() as session:
            conn = session.connection()
            of: dict[UUID, list[Change]] = defaultdict(list)
            for row in conn.execute(select(change.c.operation_id, *CHANGE).order_by(change.c.id)):
                of[row[0]].append(Change(*row[1:]))
            links: dict[str, Head] = {}
            for row in conn.execute(select(*OPERATION).order_by(operation.c.device, operation.c.seq)):
                op = Operation(*row)
                before, changes = links.get(op.device, Head()), of.pop(op.id, [])
                if op.seq != before.seq + 1 or op.hashed(before.hash, changes) != op.hash:
                    wrong.append(f"chain {op.device}/{op.seq}")
                if not all(map(sealed_well, changes)):
                    wrong.append(f"seal {op.device}/{op.seq}")
                links[op.device] = Head(op.seq, op.hash, op.at)
                if (anchors or {}).get(op.device, (0,))[0] == op.seq and anchors[op.device][1] != op.hash:
                    wrong.append(f"anchor {op.device}/{op.seq}")
            wrong += [f"stray change of {key}" for key in of]
            wrong += [f"end of {d}" for d, h in read_heads(conn).items() if links.get(d) != h]
            wrong += [f"anchor {d}/{seq}" for d, (seq, _) in (anchors or {}).items() if links.get(d, Head()).seq < seq]
            if rows:
                wrong += self._differences(conn)
        return wrong

    def _differences(self, conn: Connection) -> Iterator[str]:
        for table in Record.metadata.sorted_tables:
            if table.name in OWN:
                continue
            known, keys_ = shape(table.name), set()
            for row in conn.execute(select(change.c.kind, *change.c["row_id", "last_id", "fields"]).where(change.c.table_name == table.name)):
                keys_.update(key for key, _ in rows_of(Change(table.name, *row, None, None)))
            keys_.update(conn.scalars(select(table.c.id)))
            now = current(conn, known, keys_)
            kept = set(conn.scalars(select(conflict.c.row_id).where(conflict.c.table_name == table.name, conflict.c.field == ROW)))
            for key, history in events(conn, table.name, keys_, self.upgrade).items():
                state = project(known, history)
                values = {f: state.values.get(f) for f in known.fields} if history and (state.live or key in kept) else None
                if now.get(key) != values:
                    yield f"row {table.name} {key}"


# Free functions used inside a write


def insert_many(session: Session, model: type[Record], rows: Sequence[Values]) -> list[UUID]:
    """The bulk door: one pass into the table, one into the journal. Rows are dicts; missing values take the column's default."""
    known = shape(model.__tablename__)
    if not rows:
        return []
    if "id" in rows[0]:
        rows = sorted(rows, key=lambda row: row["id"].int)
        ids = [row["id"] for row in rows]
    else:
        first = keys.reserve(len(rows))
        ids = [UUID(int=number) for number in range(first, first + len(rows))]
    noted = {row for table, row in session.info["recorder"].rows if table == known.table.name}
    if not noted.isdisjoint(ids):
        raise TypeError("these rows were already touched in this write")
    columns: dict[str, list[Any]] = {}
    for name in known.fields:
        default = known.table.c[name].default
        missing = default.arg if default is not None and default.is_scalar else None
        columns[name] = [row.get(name, missing) for row in rows]
    coded = {n: v if n not in known.codecs else [None if x is None else known.codecs[n][0](x) for x in v] for n, v in columns.items()}
    columns |= {name: [make(row) for row in rows] for name, make in known.derived}
    insert_rows(session.connection(), known.table, {"id": ids, "version": [1] * len(ids)} | columns)
    session.info["recorder"].bulk.append((known.table.name, "insert", ids, coded))
    return ids


def decide(session: Session, record: Record, field_: str = ROW) -> None:
    """Settle a conflict in favour of what is shown: says so though nothing changes. For ROW: the row stays."""
    recorder, known = session.info["recorder"], shape(record.__tablename__)
    if field_ == ROW:
        recorder.bulk.append((known.table.name, "restore", [record.id], {}))
    else:
        value = known.encode(field_, getattr(record, field_))
        recorder.bulk.append((known.table.name, "update", [record.id], {field_: [[value, value]]}))


def expect(record: Record, version: int) -> None:
    """Refuse a form that was opened on an older version. (version_id_col alone guards one session only.)"""
    if record.version != version:
        raise Stale(record.__tablename__, record.id, version, record.version)


def read_heads(conn: Connection) -> dict[str, Head]:
    return {d: Head(*rest) for d, *rest in conn.execute(select(head))}


def write_heads(conn: Connection, new: Mapping[str, Head], old: Mapping[str, Head]) -> None:
    for device, h in new.items():
        values = {"seq": h.seq, "hash": h.hash, "at": h.at}
        statement = update(head).where(head.c.device == device) if device in old else insert(head)
        conn.execute(statement.values(values if device in old else values | {"device": device}))




def _engine(url: str, durable: bool) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        @event.listens_for(engine, "connect")
        def connected(raw: Any, _: Any) -> None:
            raw.isolation_level = None          # sqlite3 must not begin on its own
            for pragma in (*PRAGMAS, "synchronous=FULL" if durable else "synchronous=OFF"):
                raw.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begun(conn: Connection) -> None:
            conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writing") else "BEGIN")
    return engine
