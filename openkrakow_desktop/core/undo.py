"""Taking operations back: a new operation worked out on a picture of the rows, newest first, so that several net out.

Refused per field, by value: a field that no longer holds what the operation left is not overwritten. By value and not
"nothing happened since", or undo, undo, undo would refuse its own second step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from .journal import OPERATION, Change, Event, Key, Operation, Upgrading, alone, changes_of, events, keys_of, rows_of
from .journal_tables import conflict, operation
from .problems import Problem, Refused
from .record import Values
from .recorder import Recorder
from .shape import Shape, batches, referring, shape
from .state import ROW, alter, current, present, project, put, remove

UNDO, REDO, FORGET = "undo", "redo", "forget"


@dataclass(frozen=True)
class Clash:
    """Why one field cannot go back: it has `changed` since or is `disputed` between laptops; the row is `used` by
    another or its `parent` is gone; its values were `forgotten`."""

    kind: str
    table: str
    row: UUID
    field: str
    expected: Any = None
    found: Any = None

    @property
    def problem(self) -> Problem:
        field = "" if self.field == ROW else self.field
        return Problem(field, f"problem.undo_{self.kind}", {"table": self.table, "field": field, "row": str(self.row)})


class UndoConflict(Refused):
    """Nothing was taken back; `clashes` has every field that stands in the way."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(*(clash.problem for clash in clashes))
        self.clashes = clashes


def find(connection: Connection, ids: Sequence[UUID], irrevocable: frozenset[str]) -> list[Operation]:
    """The operations to take back, newest first. Refused where one is unknown or may never be undone generically."""
    found = [Operation(*row) for row in connection.execute(select(*OPERATION).where(operation.c.id.in_(ids)))]
    if len(found) < len(set(ids)):
        raise Refused(Problem("", "problem.undo_unknown"))
    barred = sorted({op.action for op in found if op.action in irrevocable | {FORGET}})
    if barred:
        raise Refused(*(Problem("", "problem.undo_not_possible", {"action": action}) for action in barred))
    return sorted(found, key=lambda op: op.order, reverse=True)


class Undo:
    """Works on a picture of the rows, so that several operations net out, and writes once."""

    def __init__(self, connection: Connection, upgrade: Upgrading) -> None:
        self.connection, self.upgrade = connection, upgrade
        self.was: dict[Key, Values | None] = {}     # rows as they stand
        self.rows: dict[Key, Values | None] = {}    # rows as they shall be
        self.clashes: list[Clash] = []
        self.disputed = {tuple(row) for row in connection.execute(select(*conflict.c["table_name", "row_id", "field"]))}

    def run(self, operations: Sequence[Operation], recorder: Recorder) -> None:
        """Take these operations (newest first) back. Raises UndoConflict with every clash, having written nothing."""
        for op in operations:
            for c in reversed(changes_of(self.connection, op.id)):
                self._take_back(op, c)
        self._check_links()
        if self.clashes:
            raise UndoConflict(self.clashes)
        self._write(recorder)

    def _take_back(self, op: Operation, c: Change) -> None:
        if c.kind == "insert" and alone(self.connection, c):      # nobody touched these rows since
            for key in keys_of(c, json.loads(c.text(c.fields))):
                self.was[c.table, key], self.rows[c.table, key] = {}, None
            return
        known, fields = shape(c.table), dict(rows_of(c, self.upgrade, op.schema))
        self._look(known, fields)
        histories = events(self.connection, c.table, fields, self.upgrade) if c.kind in ("delete", "restore") else {}
        for key, said in fields.items():
            if c.kind == "update":
                self._restore_fields(c.table, key, said)
            elif c.kind == "delete":
                self._bring_back(known, key, histories[key])
            else:
                before = [e for e in histories.get(key, ()) if op.saw(e.op)]
                self._take_out(c.table, key, said if c.kind == "insert" else project(known, before).values)

    def _look(self, known: Shape, keys: Iterable[UUID]) -> None:
        table = known.table.name
        fresh = [key for key in keys if (table, key) not in self.was]
        now = current(self.connection, known, fresh)
        for key in fresh:
            self.was[table, key] = self.rows[table, key] = now.get(key)

    def _restore_fields(self, table: str, key: UUID, pairs: Values) -> None:
        row = self.rows[table, key]
        for name, (_, after) in pairs.items():
            if (table, key, name) in self.disputed:
                self.clashes.append(Clash("disputed", table, key, name))
            elif row is None or row[name] != after:
                self.clashes.append(Clash("changed", table, key, name, after, row and row[name]))
        if row is not None:
            self.rows[table, key] = row | {name: before for name, (before, _) in pairs.items()}

    def _bring_back(self, known: Shape, key: UUID, history: list[Event]) -> None:
        table, values = known.table.name, known.empty | project(known, history).values
        if self.rows[table, key] is not None:
            self.clashes.append(Clash("changed", table, key, ROW, None, self.rows[table, key]))
        self.rows[table, key] = {f: values.get(f) for f in known.fields}

    def _take_out(self, table: str, key: UUID, then: Values) -> None:
        """Of an insert or a restore: the row must still be as the operation left it."""
        row, self.rows[table, key] = self.rows[table, key], None
        self.clashes += [Clash("changed", table, key, f, value, row and row[f])
                         for f, value in then.items() if row is None or row[f] != value]
        self.clashes += [Clash("disputed", t, r, f) for t, r, f in self.disputed if (t, r) == (table, key)]

    def _check_links(self) -> None:
        """No row may vanish under another's foreign key, nor come back without its parents."""
        for table in {table for table, _ in self.rows}:
            self._check_children(table)
            self._check_parents(table)

    def _check_children(self, table: str) -> None:
        gone = [key for (t, key), row in self.rows.items()
                if t == table and row is None and self.was[t, key] is not None]
        for child, name in referring(table):
            c = shape(child).table.c
            for some in batches(gone):
                for key, target in self.connection.execute(select(c.id, c[name]).where(c[name].in_(some))):
                    row = self.rows.get((child, key), {name: target.hex})
                    if row is not None and row[name] == target.hex:
                        self.clashes.append(Clash("used", table, target, ROW, None, (child, key)))

    def _check_parents(self, table: str) -> None:
        for name, parent in shape(table).links:
            wanted = {UUID(row[name]): key for (t, key), row in self.rows.items() if t == table and row and row[name]}
            unknown = {key for key in wanted if (parent, key) not in self.rows}
            lost = unknown - present(self.connection, parent, unknown)
            lost |= {key for key in wanted if self.rows.get((parent, key), {}) is None}
            self.clashes += [Clash("parent", table, wanted[key], name, key) for key in lost]

    def _write(self, recorder: Recorder) -> None:
        for table in sorted({table for table, _ in self.rows}):
            known = shape(table)
            mine = [(key, self.was[t, key], row) for (t, key), row in self.rows.items() if t == table]
            back = sorted(key for key, was, row in mine if was is None and row is not None)
            gone = sorted(key for key, was, row in mine if was is not None and row is None)
            for kind, some in (("restore", back), ("delete", gone)):
                if some:
                    recorder.bulk.append((table, kind, some, {}))
            altered = [(key, was, row) for key, was, row in mine if was is not None and row is not None and was != row]
            for key, was, row in altered:
                recorder.note(table, key, was, row)
            put(self.connection, known, [(key, row) for key, was, row in mine if was is None and row is not None])
            alter(self.connection, known, [(key, row) for key, _, row in altered])
            remove(self.connection, known, gone)
