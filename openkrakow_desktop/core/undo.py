"""Taking operations back: a new operation worked out on a picture of the rows, newest first, so that several net out.

Refused per field, by value: a field that no longer holds what the operation left is not overwritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from .journal import OPERATION, Change, Key, Operation, alone, changes_of, events, keys_of, rows_of
from .journal_tables import conflict, operation
from .record import Values
from .recorder import Recorder
from .shape import batches, referring, shape
from .state import ROW, alter, current, present, project, put, remove

if TYPE_CHECKING:
    from .store import Store


class UndoConflict(Exception):
    """Fields that have changed since: [(table, row, field, expected, found)]."""

    def __init__(self, clashes: list[tuple[str, UUID, str, Any, Any]]) -> None:
        super().__init__(f"{len(clashes)} fields have changed since: {clashes[:3]}")
        self.clashes = clashes


class Undo:
    """Works on a picture of the rows, so that several operations net out, and writes once."""

    def __init__(self, conn: Connection, store: Store) -> None:
        self.conn, self.store = conn, store
        self.was: dict[Key, Values | None] = {}
        self.rows: dict[Key, Values | None] = {}
        self.clashes: list[tuple[str, UUID, str, Any, Any]] = []
        self.disputed = {tuple(r) for r in conn.execute(select(*conflict.c["table_name", "row_id", "field"]))}

    def run(self, ids: Sequence[UUID], recorder: Recorder) -> None:
        found = self.conn.execute(select(*OPERATION).where(operation.c.id.in_(ids))).all()
        for op in sorted((Operation(*row) for row in found), key=lambda op: op.order, reverse=True):
            for c in reversed(changes_of(self.conn, op.id)):
                self._take_back(op, c)
        self._check_links()
        if self.clashes:
            raise UndoConflict(self.clashes)
        self._write(recorder)

    def _take_back(self, op: Operation, c: Change) -> None:
        if c.kind == "forget":
            self.clashes.append((c.table, c.row, ROW, "personal values", None))
            return
        if c.kind == "insert" and alone(self.conn, c):      # nobody touched these rows since
            for key in keys_of(c, json.loads(c.text(c.fields))):
                self.was[c.table, key], self.rows[c.table, key] = {}, None
            return
        known, fields = shape(c.table), dict(rows_of(c, self.store.upgrade, op.schema))
        fresh = [key for key in fields if (c.table, key) not in self.was]
        now = current(self.conn, known, fresh)
        for key in fresh:
            self.was[c.table, key] = self.rows[c.table, key] = now.get(key)
        if c.kind in ("delete", "restore"):
            histories = events(self.conn, c.table, fields, self.store.upgrade)
        for key, said in fields.items():
            row = self.rows[c.table, key]
            if c.kind == "update":
                for name, (before, after) in said.items():
                    if row is None or row[name] != after or (c.table, key, name) in self.disputed:
                        self.clashes.append((c.table, key, name, after, row and row[name]))
                if row is not None:
                    self.rows[c.table, key] = row | {name: pair[0] for name, pair in said.items()}
            elif c.kind == "delete":
                values = known.empty | project(known, histories[key]).values
                self.rows[c.table, key] = {f: values.get(f) for f in known.fields}
                if row is not None:
                    self.clashes.append((c.table, key, ROW, None, row))
            else:   # insert, restore: the row must still be as this operation left it
                then = said if c.kind == "insert" else project(known, [e for e in histories[key] if op.saw(e.op)]).values
                self.rows[c.table, key] = None
                self.clashes += [(c.table, key, f, value, row and row[f]) for f, value in then.items() if row is None or row[f] != value]
                self.clashes += [(t, r, f, None, None) for t, r, f in self.disputed if (t, r) == (c.table, key)]

    def _check_links(self) -> None:
        """No row may vanish under another's foreign key, nor come back without its parents."""
        for table in {table for table, _ in self.rows}:
            gone = [key for (t, key), row in self.rows.items() if t == table and row is None and self.was[t, key] is not None]
            for child, name in referring(table):
                c = shape(child).table.c
                for some in batches(gone):
                    for key, target in self.conn.execute(select(c.id, c[name]).where(c[name].in_(some))):
                        row = self.rows.get((child, key), {name: target.hex})
                        if row is not None and row[name] == target.hex:
                            self.clashes.append((table, target, f"used by {child}", None, key))
            for name, parent in shape(table).links:
                wanted = {UUID(row[name]): key for (t, key), row in self.rows.items() if t == table and row and row[name]}
                unknown = {key for key in wanted if (parent, key) not in self.rows}
                lost = unknown - present(self.conn, parent, unknown) | {k for k in wanted if self.rows.get((parent, k), {}) is None}
                self.clashes += [(table, wanted[key], name, key, None) for key in lost]

    def _write(self, recorder: Recorder) -> None:
        self.store.defer_links(self.conn)
        for table in {table for table, _ in self.rows}:
            known = shape(table)
            mine = [(key, self.was[t, key], row) for (t, key), row in self.rows.items() if t == table]
            back = sorted((key for key, was, row in mine if was is None and row is not None))
            gone = sorted((key for key, was, row in mine if was is not None and row is None))
            for kind, some in (("restore", back), ("delete", gone)):
                if some:
                    recorder.bulk.append((table, kind, some, {}))
            altered = [(key, was, row) for key, was, row in mine if was is not None and row is not None and was != row]
            for key, was, row in altered:
                recorder.note(table, key, was, row)
            put(self.conn, known, [(key, self.rows[table, key]) for key in back])
            alter(self.conn, known, [(key, row) for key, _, row in altered])
            remove(self.conn, known, gone)
