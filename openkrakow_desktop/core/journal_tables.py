"""The journal's own tables. What follows `head` is derived from the journal, or local to this database.

Merging, packages and erasure need no further column: `conflict`, `forgotten` and `waiting` are theirs."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from .keys import KEY
from .record import Record

operation = Table(
    "operation", Record.metadata,
    Column("id", KEY, primary_key=True),  # made from `at`: key order is clock order
    Column("device", String(32), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("wall", BigInteger, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("actor", String(80), nullable=False),  # an account code, never a name: it stands in the hash for ever
    Column("action", String(80), nullable=False),
    Column("reason", Text),  # words with their salt, or only their seal once forgotten (journal.seal_reason)
    Column("undoes", Text),
    Column("seen", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    UniqueConstraint("device", "seq"),
)
change = Table(
    "change", Record.metadata,
    Column("id", Integer, primary_key=True),
    Column("operation_id", KEY, ForeignKey("operation.id"), index=True, nullable=False),
    Column("table_name", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("row_id", KEY, nullable=False),
    Column("last_id", KEY),
    Column("fields", LargeBinary, nullable=False),
    Column("personal", LargeBinary),
    Column("sealed", LargeBinary(32)),
    Index(None, "table_name", "row_id"),
)
Index("ix_change_bulk", change.c.table_name, change.c.row_id, sqlite_where=change.c.last_id.is_not(None),
      postgresql_where=change.c.last_id.is_not(None))
head = Table(
    "head", Record.metadata,
    Column("device", String(32), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("at", BigInteger, nullable=False),
)

conflict = Table(
    "conflict", Record.metadata,
    Column("table_name", String(64), primary_key=True),
    Column("row_id", KEY, primary_key=True),
    Column("field", String(64), primary_key=True),
    Column("operations", Text, nullable=False),  # ids only, never values, or a forgotten name would survive here
)
forgotten = Table(
    "forgotten", Record.metadata,
    Column("table_name", String(64), primary_key=True),
    Column("row_id", KEY, primary_key=True),
)
waiting = Table(
    "waiting", Record.metadata,
    Column("digest", String(64), primary_key=True),
    Column("package", LargeBinary, nullable=False),
)
meta = Table(
    "meta", Record.metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
OWN = frozenset({"operation", "change", "head", "conflict", "forgotten", "waiting", "meta"})
