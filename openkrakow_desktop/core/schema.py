"""Which shape of the database this program knows, and which one a database has.

Revisions are numbers, `0001` first; the newest is read from the names of the migration files, so that no start of the
program has to import alembic."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select

from ..paths import MIGRATIONS

revision_table = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


@cache
def newest(folder: Path = MIGRATIONS) -> int:
    """The number of the newest migration; 0 while there is none."""
    return max((int(file.name[:4]) for file in (folder / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")), default=0)


def revision(connection: Connection) -> int | None:
    """The schema a database has; None where it bears no number at all."""
    if not inspect(connection).has_table(revision_table.name):
        return None
    return int(connection.scalar(select(revision_table.c.version_num)) or 0)


def stamp(connection: Connection, number: int) -> None:
    """Write down that the database has this schema."""
    revision_table.create(connection, checkfirst=True)
    connection.execute(delete(revision_table))
    connection.execute(insert(revision_table).values(version_num=f"{number:04d}"))
