"""State is a function of the set of operations, whatever the order they arrived in.

A field's value is its last write in (clock, device, seq) order. Writes that had not seen each other and differ are a
conflict. A row lives if some write on it was not seen by any delete, or if a living row still refers to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from .journal import Change, Event, Key, Operation, Upgrading, events, lists_of
from .journal_tables import conflict
from .record import Values
from .shape import Shape, batches, insert_rows, referring, shape

ROW = "*"           # the conflict "deleted there, still used here"


@dataclass
class State:
    """A row as its history says it is: whether it lives, its journal values, and what writers disagree about."""

    live: bool
    values: Values
    conflicts: dict[str, list[Operation]]


@dataclass
class Effect:
    """What a change of state did to the tables."""

    new: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    changed: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    deleted: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))


def project(known: Shape, history: list[Event]) -> State:
    """The state of one row from its events, oldest first."""
    values: Values = dict(known.empty)
    if len(history) == 1 and history[0].kind == "insert":
        return State(True, values | history[0].fields, {})
    deletes = [e for e in history if e.kind == "delete"]
    live = any(e.kind in ("insert", "update", "restore") and not any(d.saw(e) for d in deletes) for e in history)
    writes: dict[str, list[tuple[Event, Any, bool]]] = defaultdict(list)
    for e in history:
        if e.kind in ("insert", "update"):
            for name, value in e.after().items():
                writes[name].append((e, value, e.kind == "insert" and value is None))
    conflicts: dict[str, list[Operation]] = {}
    for name, said in writes.items():
        heads = [w for i, w in enumerate(said) if not any(later[0].saw(w[0]) for later in reversed(said[i + 1:]))]
        heads = [w for w in heads if not w[2]] or heads     # an empty field of a concurrent insert says nothing
        values[name] = heads[-1][1]
        if name not in known.quiet and any(w[1] != heads[-1][1] for w in heads):
            conflicts[name] = [w[0].op for w in heads]
    decided = [e for e in history if e.kind in ("delete", "restore", "insert")]
    if standing := [d.op for d in deletes if not any(o.saw(d) for o in decided)]:
        conflicts[ROW] = standing
    return State(live, values, conflicts)


def settle(connection: Connection, touched: dict[str, set[UUID]], upgrade: Upgrading,
           fresh: Sequence[Change] = ()) -> Effect:
    """Bring these rows, and those whose fate hangs on them, to what the journal says. `fresh`: bulk inserts whose rows
    nothing else concerns; they go in by column."""
    states: dict[Key, State] = {}
    refers: set[Key] = set()
    effect = Effect()
    for c in fresh:         # first, so that they count as present below
        known = shape(c.table)
        ids, columns = lists_of(c)
        put_lists(connection, known, ids, columns)
        effect.new[c.table].update(ids)
        for name, parent in known.links:
            refers |= {(parent, UUID(value)) for value in set(columns[name]) if value is not None}

    def look(table: str, ids: Iterable[UUID]) -> None:
        for key, history in events(connection, table, ids, upgrade).items():
            if history:
                states[table, key] = project(shape(table), history)

    wanted = {table: set(ids) for table, ids in touched.items()}
    standing = select(conflict.c.table_name, conflict.c.row_id).where(conflict.c.field == ROW)
    for table, row in connection.execute(standing):
        wanted.setdefault(table, set()).add(row)
    for table, rows in wanted.items():
        look(table, rows)
    _keep_parents(connection, states, refers, look)
    for state in states.values():
        if not state.live:
            state.conflicts = {}
    _apply(connection, states, effect)
    return effect


def _keep_parents(connection: Connection, states: dict[Key, State], refers: set[Key],
                  look: Callable[[str, Iterable[UUID]], None]) -> None:
    """A row that a living row refers to lives, though a delete that did not know said otherwise."""
    there: set[Key] = set()
    while True:
        needed = set(refers)
        for (table, _), state in states.items():
            if state.live:
                for name, parent in shape(table).links:
                    if (value := state.values.get(name)) is not None:
                        needed.add((parent, UUID(value)))
        dead: dict[str, set[UUID]] = defaultdict(set)
        for (table, row), state in states.items():
            if not state.live:
                dead[table].add(row)
        for parent, ids in dead.items():
            for table, name in referring(parent):
                column = shape(table).table.c
                asked = select(column.id, column[name])
                for some in batches(ids):
                    for child, target in connection.execute(asked.where(column[name].in_(some))):
                        if (table, child) not in states:
                            needed.add((parent, target))
        unknown: dict[str, set[UUID]] = defaultdict(set)
        for table, row in needed - states.keys() - there:
            unknown[table].add(row)
        for table, ids in unknown.items():
            have = present(connection, table, ids)
            there |= {(table, row) for row in have}
            look(table, ids - have)
        rise = [key for key in needed if key in states and not states[key].live]
        for key in rise:
            states[key].live = True
        if not rise:
            return


def present(connection: Connection, table: str, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these rows exist."""
    column = shape(table).table.c.id
    return {key for some in batches(ids) for key in connection.scalars(select(column).where(column.in_(some)))}


def current(connection: Connection, known: Shape, ids: Iterable[UUID]) -> dict[UUID, Values]:
    """Rows as they stand, in journal values."""
    columns = [known.table.c.id, *(known.table.c[f] for f in known.fields)]
    codecs = [(i + 1, known.codecs[f][0]) for i, f in enumerate(known.fields) if f in known.codecs]
    rows = {}
    for some in batches(ids):
        for row in connection.execute(select(*columns).where(known.table.c.id.in_(some))):
            values = list(row)
            for i, encode in codecs:
                if values[i] is not None:
                    values[i] = encode(values[i])
            rows[values[0]] = dict(zip(known.fields, values[1:], strict=True))
    return rows


def _apply(connection: Connection, states: dict[Key, State], effect: Effect) -> None:
    by_table: dict[str, dict[UUID, State]] = defaultdict(dict)
    for (table, row), state in states.items():
        by_table[table][row] = state
    troubled = {(t, r) for t, r in connection.execute(select(conflict.c.table_name, conflict.c.row_id).distinct())}
    for table, rows in by_table.items():
        known = shape(table)
        now = current(connection, known, rows)
        added = [(key, s.values) for key, s in rows.items() if s.live and key not in now]
        gone = [key for key, s in rows.items() if not s.live and key in now]
        altered = [(key, diff) for key, s in rows.items() if s.live and key in now
                   and (diff := {f: s.values.get(f) for f in known.fields if s.values.get(f) != now[key].get(f)})]
        put(connection, known, added)
        alter(connection, known, [(key, now[key] | diff) for key, diff in altered])
        remove(connection, known, gone)
        effect.new[table].update(key for key, _ in added)
        effect.changed[table].update(key for key, _ in altered)
        effect.deleted[table].update(gone)
        for key in rows:
            if (table, key) in troubled:
                connection.execute(delete(conflict).where(conflict.c.table_name == table, conflict.c.row_id == key))
        found = [{"table_name": table, "row_id": key, "field": f, "operations": json.dumps([op.id.hex for op in ops])}
                 for key, s in rows.items() for f, ops in s.conflicts.items()]
        if found:
            connection.execute(insert(conflict), found)


def put(connection: Connection, known: Shape, rows: list[tuple[UUID, Values]]) -> None:
    """Insert rows given in journal values."""
    if rows:
        made = [known.decoded(values) for _, values in rows]
        columns: dict[str, Any] = {"id": [key for key, _ in rows], "version": [1] * len(rows)}
        insert_rows(connection, known.table, columns | {name: [row[name] for row in made] for name in made[0]})


def put_lists(connection: Connection, known: Shape, ids: list[UUID], columns: dict[str, Sequence[Any]]) -> None:
    """Insert rows given by column, in journal values."""
    decoded = {n: v if n not in known.codecs else [known.decode(n, x) for x in v] for n, v in columns.items()}
    whole: dict[str, Sequence[Any]] = {"id": ids, "version": [1] * len(ids), **decoded}
    if known.derived:
        rows = [dict(zip(decoded, row, strict=True)) for row in zip(*decoded.values(), strict=True)]
        whole |= {name: [make(row) for row in rows] for name, make in known.derived}
    insert_rows(connection, known.table, whole)


def alter(connection: Connection, known: Shape, rows: list[tuple[UUID, Values]]) -> None:
    """Bring rows to these journal values, all fields given; a form opened before will notice by the version."""
    if rows:
        made = [{"_id": key} | {f"_{n}": v for n, v in known.decoded(values).items()} for key, values in rows]
        names = [n[1:] for n in made[0] if n != "_id"]
        connection.execute(
            update(known.table).where(known.table.c.id == bindparam("_id"))
            .values({n: bindparam(f"_{n}") for n in names} | {"version": known.table.c.version + 1}), made)


def remove(connection: Connection, known: Shape, ids: Iterable[UUID]) -> None:
    """Delete rows."""
    for some in batches(ids):
        connection.execute(delete(known.table).where(known.table.c.id.in_(some)))
