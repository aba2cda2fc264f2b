"""Erasing a person's values for good: in the row, everywhere in the journal, and again wherever old copies come back.

The operation that forgets is itself the ledger; a copy of it (keys only) lies beside the backups, because a restored
database does not know what was forgotten after it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from .journal import erase, forgotten_rows
from .journal_tables import forgotten, waiting
from .record import Record
from .recorder import recorder_of
from .shape import shape
from .state import alter, current

if TYPE_CHECKING:
    from .store import Store

Ledger = Sequence[tuple[str, str]]      # (table, key in hex)


def forget(store: Store, rows: Mapping[type[Record], Iterable[UUID]], *, reason: str | None = None) -> None:
    """Empty the personal values of these rows, here and in the journal, and the reasons of what was done to them."""
    _forget(store, {model.__tablename__: sorted(ids) for model, ids in rows.items()}, reason)


def _forget(store: Store, rows: Mapping[str, Sequence[UUID]], reason: str | None) -> None:
    with store.write("forget", reason=reason) as session:
        connection = session.connection()
        for table, ids in rows.items():
            recorder_of(session).bulk.append((table, "forget", ids, {}))
            _blank(connection, table, set(ids))
        connection.execute(delete(waiting))       # a waiting package may hold the name


def _blank(connection: Connection, table: str, ids: set[UUID]) -> None:
    known = shape(table)
    if fresh := ids - forgotten_rows(connection, table):
        connection.execute(insert(forgotten), [{"table_name": table, "row_id": key} for key in fresh])
    erase(connection, table, ids)
    alter(connection, known, [(key, values | known.empty) for key, values in current(connection, known, ids).items()])


def ledger(store: Store) -> Ledger:
    """Everything that was ever forgotten here: keys only."""
    with store.read() as session:
        return [(table, key.hex) for table, key in session.connection().execute(select(forgotten))]


def forget_again(store: Store, known: Iterable[tuple[str, str]]) -> int:
    """Apply a ledger to a database that came back; tables it does not have are passed over. Returns how many rows."""
    missing = set(known) - set(ledger(store))
    rows: dict[str, list[UUID]] = defaultdict(list)
    for table, key in missing:
        if table in Record.metadata.tables:
            rows[table].append(UUID(key))
    if rows:
        _forget(store, {table: sorted(ids) for table, ids in rows.items()}, "ledger")
    return sum(map(len, rows.values()))
