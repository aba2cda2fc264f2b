"""Gathering what one session did to each row, so that the store can write it down as one operation.

Mapper events are used, not the session's lists: rows deleted as orphans never appear in `session.deleted`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, event, inspect
from sqlalchemy.orm import Mapper, object_session

from .journal import Change, Key, encode, is_forgotten
from .journal_tables import OWN
from .record import Record, Values
from .shape import batches, shape

ALIKE = 20          # from this many rows treated alike, one change covers them together
CHUNK = 1000        # rows in one change: long lists deflate better, short ones make a row's history quicker to find


class Recorder:
    """What one session did to each row, netted: a row made and deleted in one operation never happened."""

    def __init__(self) -> None:
        self.rows: dict[Key, list[Any]] = {}    # existed, before, exists, after
        self.bulk: list[tuple[str, str, list[UUID], dict[str, Sequence[Any]]]] = []

    def note(self, table: str, row: UUID, before: Values | None, after: Values | None) -> None:
        entry = self.rows.setdefault((table, row), [before is not None, {}, True, {}])
        entry[1] = (before or {}) | entry[1]
        entry[2] = after is not None
        entry[3] |= after or {}

    def changes(self) -> list[Change]:
        alike: dict[tuple[str, str, tuple[str, ...]], list[tuple[UUID, Values]]] = defaultdict(list)
        for (table, row), (existed, before, exists, after) in self.rows.items():
            if existed and exists:
                kind, fields = "update", {f: [before[f], v] for f, v in after.items() if before[f] != v}
            elif existed or exists:
                kind, fields = ("insert", after) if exists else ("delete", {})
            if existed and exists and fields or existed != exists:
                alike[table, kind, tuple(fields)].append((row, fields))
        made = []
        for table, kind, ids, columns in self.bulk:     # first: what is then done to these rows comes after
            for start in range(0, len(ids), CHUNK):
                cut = slice(start, start + CHUNK)
                made.append(encode(shape(table), kind, ids[cut], {n: v[cut] for n, v in columns.items()}))
        for (table, kind, names), rows in alike.items():
            rows.sort(key=lambda pair: pair[0].int)
            for part in batches(rows, CHUNK if len(rows) >= ALIKE else 1):
                made.append(encode(shape(table), kind, [row for row, _ in part], {n: [f[n] for _, f in part] for n in names}))
        return made


def _recorder(record: Record) -> Recorder:
    session = object_session(record)
    if session is None or "recorder" not in session.info:
        raise TypeError("records change inside store.write() only")
    return session.info["recorder"]


@event.listens_for(Record, "before_insert", propagate=True)
@event.listens_for(Record, "before_update", propagate=True)
def _derive(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known = shape(mapper.local_table.name)
    for name, make in known.derived:
        setattr(record, name, make({f: getattr(record, f) for f in known.fields}))


@event.listens_for(Record, "after_insert", propagate=True)
def _inserted(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known = shape(mapper.local_table.name)
    _recorder(record).note(known.table.name, record.id, None, {f: known.encode(f, getattr(record, f)) for f in known.fields})


@event.listens_for(Record, "after_update", propagate=True)
def _updated(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known, before, after, state = shape(mapper.local_table.name), {}, {}, inspect(record)
    for f in known.fields:
        history = state.attrs[f].history
        if history.added:
            if not history.deleted:
                raise TypeError(f"{f} was overwritten without having been read")
            before[f], after[f] = known.encode(f, history.deleted[0]), known.encode(f, history.added[0])
    if after:
        if known.personal & after.keys() and is_forgotten(connection, known.table.name, record.id):
            raise TypeError("a forgotten row takes no personal values")
        _recorder(record).note(known.table.name, record.id, before, after)


@event.listens_for(Record, "after_delete", propagate=True)
def _deleted(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known, attrs = shape(mapper.local_table.name), inspect(record).attrs
    was = {f: (attrs[f].history.deleted or attrs[f].history.unchanged or [getattr(record, f)])[0] for f in known.fields}
    _recorder(record).note(known.table.name, record.id, {f: known.encode(f, v) for f, v in was.items()}, None)


def refuse_unjournaled(execution: Any) -> None:
    """Statements that would pass the journal by."""
    statement = execution.statement
    if isinstance(statement, TextClause) or statement.is_dml and statement.table.name not in OWN:
        raise TypeError("this statement would escape the journal: change records, or use insert_many")
