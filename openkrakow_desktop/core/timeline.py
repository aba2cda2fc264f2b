"""The journal as people read it: the last operations, who, when, what and why, and which of them can be taken back.

Pages go by operation key, which is made from the journal's clock, so a page costs the same at any depth."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, func, select

from .journal import OPERATION, Operation
from .journal_tables import change, operation
from .undo import FORGET, REDO, UNDO

PAGE = 50
DEPTH = 10      # pages that are searched for something to undo


@dataclass(frozen=True)
class Entry:
    """One operation of the history. `rows` counts the rows it touched, by table."""

    id: UUID
    wall: dt.datetime
    device: str
    actor: str
    action: str
    reason: str | None
    rows: Mapping[str, int]
    undoes: tuple[UUID, ...]
    undone: bool

    @property
    def count(self) -> int:
        """How many rows it touched in all."""
        return sum(self.rows.values())


def timeline(connection: Connection, limit: int = PAGE, before: UUID | None = None) -> list[Entry]:
    """The last operations, newest first; `before`: those older than this one."""
    page = select(*OPERATION).order_by(operation.c.id.desc()).limit(limit)
    if before is not None:
        page = page.where(operation.c.id < before)
    found = [Operation(*row) for row in connection.execute(page)]
    if not found:
        return []
    rows, undone = _rows(connection, [op.id for op in found]), _undone(connection, found[-1].id)
    return [Entry(op.id, dt.datetime.fromtimestamp(op.wall / 1000, dt.UTC), op.device, op.actor, op.action, op.reason,
                  rows[op.id], op.targets, op.id in undone) for op in found]


def undoable(connection: Connection, irrevocable: frozenset[str], actor: str | None = None) -> Entry | None:
    """The newest operation (of this actor) that stands and may be undone. An undo or redo itself is passed over."""
    for entry in _search(connection, actor):
        if not entry.undone and entry.action not in irrevocable | {UNDO, REDO, FORGET}:
            return entry
    return None


def redoable(connection: Connection, actor: str | None = None) -> Entry | None:
    """The newest undo (of this actor) that stands, as long as nothing new was done since."""
    for entry in _search(connection, actor):
        if entry.action == UNDO and not entry.undone:
            return entry
        if entry.action not in (UNDO, REDO):
            return None
    return None


def _search(connection: Connection, actor: str | None) -> Iterator[Entry]:
    before = None
    for _ in range(DEPTH):
        page = timeline(connection, PAGE, before)
        yield from (entry for entry in page if actor is None or entry.actor == actor)
        if len(page) < PAGE:
            return
        before = page[-1].id


def _rows(connection: Connection, ids: list[UUID]) -> Mapping[UUID, Mapping[str, int]]:
    """How many rows each operation touched. A bulk change says it in its first bytes, so nothing is inflated."""
    count = func.substr(change.c.fields, 1, 4, type_=LargeBinary).label("rows")
    asked = select(*change.c["operation_id", "table_name", "last_id"], count).where(change.c.operation_id.in_(ids))
    rows: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in connection.execute(asked):
        rows[row.operation_id][row.table_name] += 1 if row.last_id is None else int.from_bytes(row.rows)
    return rows


def _undone(connection: Connection, since: UUID) -> set[UUID]:
    """Which operations, from `since` on, are taken back by one that is not taken back itself."""
    asked = select(operation.c.id, operation.c.undoes).where(operation.c.id > since, operation.c.undoes.is_not(None))
    gone: set[UUID] = set()
    for key, undoes in connection.execute(asked.order_by(operation.c.id.desc())):
        if key not in gone:
            gone.update(UUID(one) for one in undoes.split(","))
    return gone
