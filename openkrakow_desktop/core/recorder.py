"""Gathering what one session did to each row, so that the store can write it down as one operation.

Mapper events are used, not the session's lists: rows deleted as orphans never appear in `session.deleted`. Many rows go
through `insert_many`; every other statement that would pass the journal by is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, event, inspect
from sqlalchemy.orm import Mapper, Session, object_session

from . import keys
from .journal import Change, Columns, Key, encode, forgotten_rows
from .problems import Problem, Refused
from .record import Record, Values
from .shape import Shape, batches, insert_rows, shape

ALIKE = 20          # from this many rows treated alike, one change covers them together
CHUNK = 1000        # rows in one change: long lists deflate better, short ones make a row's history quicker to find


@dataclass
class Noted:
    """One row, from before the write to now."""

    existed: bool
    exists: bool = True
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    def outcome(self) -> tuple[str, Values] | None:
        """The kind of change and its fields; None when nothing happened in the end."""
        if self.existed and self.exists:
            pairs = {f: [self.before[f], value] for f, value in self.after.items() if self.before[f] != value}
            return ("update", pairs) if pairs else None
        if self.exists:
            return "insert", self.after
        return ("delete", {}) if self.existed else None


class Recorder:
    """What one session did to each row, netted: a row made and deleted in one operation never happened."""

    def __init__(self) -> None:
        self.rows: dict[Key, Noted] = {}
        self.bulk: list[tuple[str, str, Sequence[UUID], Columns]] = []  # table, kind, keys, columns
        self._erased: dict[str, frozenset[UUID]] = {}

    def note(self, table: str, row: UUID, before: Values | None, after: Values | None) -> None:
        """Remember one step of one row: made (no `before`), changed or deleted (no `after`)."""
        noted = self.rows.setdefault((table, row), Noted(before is not None))
        noted.before = (before or {}) | noted.before
        noted.exists = after is not None
        noted.after |= after or {}

    def changes(self) -> list[Change]:
        """Everything noted, as the journal's changes: rows treated alike together."""
        alike: dict[tuple[str, str, tuple[str, ...]], list[tuple[UUID, Values]]] = defaultdict(list)
        for (table, row), noted in self.rows.items():
            if outcome := noted.outcome():
                kind, fields = outcome
                alike[table, kind, tuple(fields)].append((row, fields))
        made = []
        for table, kind, ids, columns in self.bulk:     # first: what is then done to these rows comes after
            for start in range(0, len(ids), CHUNK):
                cut = slice(start, start + CHUNK)
                made.append(encode(shape(table), kind, ids[cut], {n: v[cut] for n, v in columns.items()}))
        for (table, kind, names), rows in alike.items():
            rows.sort(key=lambda pair: pair[0].int)
            for part in batches(rows, CHUNK if len(rows) >= ALIKE else 1):
                lists = {n: [fields[n] for _, fields in part] for n in names}
                made.append(encode(shape(table), kind, [row for row, _ in part], lists))
        return made

    def refuse_erased(self, connection: Connection, known: Shape, rows: Iterable[UUID], names: Iterable[str]) -> None:
        """Refuse personal values for keys that were forgotten: erasure is final, also for a later import."""
        table = known.table.name
        if table not in self._erased:
            self._erased[table] = forgotten_rows(connection, table)
        if self._erased[table] and not self._erased[table].isdisjoint(rows):
            raise Refused(*(Problem(name, "problem.database_forgotten") for name in sorted(names)))

    def touched(self) -> dict[str, frozenset[UUID]]:
        """Every row that changed in the end, by table."""
        rows: dict[str, set[UUID]] = defaultdict(set)
        for table, _, ids, _ in self.bulk:
            rows[table].update(ids)
        for (table, row), noted in self.rows.items():
            if noted.outcome():
                rows[table].add(row)
        return {table: frozenset(ids) for table, ids in rows.items()}


def recorder_of(session: Session) -> Recorder:
    """The recorder of a session that the store opened for writing; any other session must not change records."""
    recorder = session.info.get("recorder")
    if not isinstance(recorder, Recorder):
        raise TypeError("records change inside store.write() only")
    return recorder


def insert_many(session: Session, model: type[Record], rows: Sequence[Values]) -> list[UUID]:
    """The bulk door: one pass into the table, one into the journal. Rows are dicts; missing values take the column's
    default. Without an "id" the rows get consecutive keys, which the journal keeps as a mere range. Returns the keys:
    in the order of the rows, or sorted where the rows brought their own."""
    known, recorder = shape(model.__tablename__), recorder_of(session)
    if not rows:
        return []
    if "id" in rows[0]:
        rows = sorted(rows, key=lambda row: row["id"].int)
        ids = [row["id"] for row in rows]
    else:
        ids = keys.new_keys(len(rows))
    noted = {row for table, row in recorder.rows if table == known.table.name}
    if not noted.isdisjoint(ids):
        raise TypeError("these rows were already touched in this write")
    if known.personal:
        recorder.refuse_erased(session.connection(), known, ids, known.personal)
    columns: dict[str, Sequence[Any]] = {name: _column(known, name, rows) for name in known.fields}
    coded = {n: v if n not in known.codecs else [known.encode(n, x) for x in v] for n, v in columns.items()}
    if known.derived:
        whole = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        columns |= {name: [make(row) for row in whole] for name, make in known.derived}
    insert_rows(session.connection(), known.table, {"id": ids, "version": [1] * len(ids)} | columns)
    recorder.bulk.append((known.table.name, "insert", ids, coded))
    return ids


def _column(known: Shape, name: str, rows: Sequence[Values]) -> list[Any]:
    missing = known.default(name)
    return [row.get(name, missing) for row in rows]


@event.listens_for(Record, "before_insert", propagate=True)
def _fill(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    """Write every value down before the database would: the journal and the derived columns must see the defaults."""
    _noting(record)
    known, said = shape(record.__tablename__), inspect(record).dict
    for name in known.fields:
        if name not in said:
            setattr(record, name, known.default(name))


@event.listens_for(Record, "before_insert", propagate=True)
@event.listens_for(Record, "before_update", propagate=True)
def _derive(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known = shape(record.__tablename__)
    if known.derived:
        row = {f: getattr(record, f) for f in known.fields}
        for name, make in known.derived:
            setattr(record, name, make(row))


@event.listens_for(Record, "after_insert", propagate=True)
def _inserted(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known, recorder = shape(record.__tablename__), _noting(record)
    if known.personal:
        recorder.refuse_erased(connection, known, [record.id], known.personal)
    recorder.note(known.table.name, record.id, None, {f: known.encode(f, getattr(record, f)) for f in known.fields})


@event.listens_for(Record, "after_update", propagate=True)
def _updated(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known, state = shape(record.__tablename__), inspect(record)
    before: Values = {}
    after: Values = {}
    for f in known.fields:
        history = state.attrs[f].history
        if history.added:
            if not history.deleted:
                raise TypeError(f"{f} was overwritten without having been read")
            before[f], after[f] = known.encode(f, history.deleted[0]), known.encode(f, history.added[0])
    if after:
        if private := known.personal & after.keys():
            _noting(record).refuse_erased(connection, known, [record.id], private)
        _noting(record).note(known.table.name, record.id, before, after)


@event.listens_for(Record, "after_delete", propagate=True)
def _deleted(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    known, attrs = shape(record.__tablename__), inspect(record).attrs
    was = {f: (attrs[f].history.deleted or attrs[f].history.unchanged or [getattr(record, f)])[0] for f in known.fields}
    _noting(record).note(known.table.name, record.id, {f: known.encode(f, v) for f, v in was.items()}, None)


def _noting(record: Record) -> Recorder:
    session = object_session(record)
    if session is None:
        raise TypeError("records change inside store.write() only")
    return recorder_of(session)


def refuse_unjournaled(execution: Any) -> None:
    """Session hook: statements that would pass the journal by."""
    if isinstance(execution.statement, TextClause) or execution.statement.is_dml:
        raise TypeError("this statement would escape the journal: change records, or use insert_many")
