"""How a database is spoken to: the connection recipe of SQLite and of PostgreSQL, and what their errors mean to people.

Every setting is read back, because SQLite silently ignores a PRAGMA it cannot follow. SQLAlchemy's own way of beginning
a transaction on SQLite loses updates between two processes; here BEGIN IMMEDIATE is said explicitly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from .problems import Problem, Refused, Unavailable

APPLICATION = 0x4F4B4442    # "OKDB" in the file's header: an SQLite database of this program
WAIT_MS = 10_000            # how long a write waits for another process
LOCK = 7301                 # PostgreSQL advisory lock: one writer at a time, so that the journal is one chain

# name, value to set, value to read back
RECIPE = (
    ("foreign_keys", "ON", 1),
    ("busy_timeout", str(WAIT_MS), WAIT_MS),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("journal_mode", "TRUNCATE", "truncate"),
)
DURABLE = ("synchronous", "FULL", 2)
HASTY = ("synchronous", "OFF", 0)       # tests and scratch copies only
SIDES = ("-journal", "-wal", "-shm")    # what SQLite keeps beside a database file
UNLINKED = ("foreign_keys", "OFF", 0)   # while a migration rebuilds tables
READ_ONLY = ("query_only", "ON", 1)

_BY_CODE = {    # SQLite's primary result codes
    sqlite3.SQLITE_BUSY: "locked", sqlite3.SQLITE_LOCKED: "locked", sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only", sqlite3.SQLITE_PERM: "read_only", sqlite3.SQLITE_IOERR: "disk_error",
    sqlite3.SQLITE_CANTOPEN: "folder_gone", sqlite3.SQLITE_CORRUPT: "damaged", sqlite3.SQLITE_NOTADB: "damaged",
}
_BY_EXTENDED_CODE = {
    sqlite3.SQLITE_READONLY_DBMOVED: "moved", sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "link_broken",
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: "already_there",
}
_BY_STATE = {   # PostgreSQL's SQLSTATE, or its first two letters
    "55P03": "locked", "57014": "locked", "40001": "locked", "40P01": "locked", "23503": "link_broken",
    "23505": "already_there", "53100": "disk_full", "25006": "read_only", "58030": "disk_error", "XX001": "damaged",
    "XX002": "damaged", "3D": "no_entry", "28": "no_entry", "42501": "no_entry", "08": "unreachable",
    "57": "unreachable",
}


def url_of(place: str | Path) -> URL:
    """The address of a database: a server's as it is, a file's from its path. Refused where it names no such system."""
    if not (isinstance(place, str) and "://" in place):
        return URL.create("sqlite", database=str(Path(place).expanduser().absolute()))
    try:
        url = make_url(place)
        url.get_dialect().import_dbapi()
    except (ArgumentError, ImportError) as error:
        raise _not_understood(place) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise _not_understood(place)
    file = file_of(url)
    return url.set(database=str(file.absolute())) if file and not str(file).startswith("file:") else url


def _not_understood(place: str) -> Refused:
    """Only the system is told, never what may be a password."""
    return Refused(Problem("", "problem.database_address", {"address": f"{place.split('://')[0]}://…"}))


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def remove_file(path: Path) -> None:
    """Take a database that nobody has open away, with all that SQLite keeps beside it."""
    for side in ("", *SIDES):
        path.with_name(path.name + side).unlink(missing_ok=True)


def make_engine(url: URL, *, durable: bool = True, linked: bool = True, read_only: bool = False) -> Engine:
    """An engine by the recipe. `linked=False` leaves foreign keys unchecked (a migration checks them at its end)."""
    if url.get_backend_name() != "sqlite":
        patience = {"connect_timeout": WAIT_MS // 1000}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=patience)
    engine = create_engine(url, hide_parameters=True)
    settings = [*RECIPE, DURABLE if durable else HASTY]
    settings += [] if linked else [UNLINKED]
    settings += [READ_ONLY] if read_only else []

    @event.listens_for(engine, "connect")
    def connected(raw: Any, record: Any) -> None:
        raw.isolation_level = None          # sqlite3 must not begin on its own
        _set(raw, settings)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

    return engine


def _set(raw: Any, settings: list[tuple[str, str, Any]]) -> None:
    wanted = {name: expected for name, _, expected in settings}
    for name, value, _ in settings:
        raw.execute(f"PRAGMA {name}={value}")
    for name, expected in wanted.items():
        (found,) = raw.execute(f"PRAGMA {name}").fetchone()
        if found != expected:
            raise Refused(Problem("", "problem.database_setting", {"name": name, "wanted": expected, "found": found}))


def for_writing(engine: Engine) -> Engine:
    """The same connections; a transaction begins with the write lock."""
    return engine.execution_options(writing=True)


def for_reading(engine: Engine) -> Engine:
    """The same connections; a transaction sees one moment and changes nothing."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def begin_write(connection: Connection) -> None:
    """One writer at a time, and foreign keys checked at commit: undo and merge write rows in any order."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_MS}"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def commit(session: Session) -> None:
    """Commit. Said as a statement on SQLite: after a COMMIT that fails (a reader in the way, a broken link) the
    transaction stays open, and SQLAlchemy would hand the connection back without rolling it back."""
    session.flush()
    if session.connection().dialect.name == "sqlite":
        session.connection().exec_driver_sql("COMMIT")
    session.commit()


def mark_as_ours(connection: Connection) -> None:
    """Write our name into the header of a new SQLite file."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")


def faults(connection: Connection, *, thorough: bool = False) -> list[str]:
    """What SQLite finds wrong in its file: quickly, or with indexes and foreign keys. A server looks after its own."""
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql("PRAGMA integrity_check" if thorough else "PRAGMA quick_check").scalars().all()
    found = [str(line) for line in said if line != "ok"]
    if thorough:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        found += [f"{table}: {target}" for table, _, target, _ in broken]
    return found


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of a live SQLite file, taken in one step by the backup API (a stepwise one starves)."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=WAIT_MS / 1000)) as live:
        live.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA journal_mode=MEMORY")  # a copy that fails is thrown away: nothing may stay beside it
            live.backup(copy, pages=-1)


@contextmanager
def explained() -> Iterator[None]:
    """Turn the database's errors that are a person's business into Refused; every other exception passes."""
    try:
        yield
    except DBAPIError as error:
        raise _refused(error.orig, error) from error
    except sqlite3.Error as error:
        raise _refused(error, error) from error


def _refused(raw: BaseException | None, shown: Exception) -> Exception:
    key = _meaning(raw)
    return shown if key is None else Unavailable(Problem("", f"problem.database_{key}"))


def _meaning(raw: BaseException | None) -> str | None:
    code = getattr(raw, "sqlite_errorcode", None)
    if code is not None:
        return _BY_EXTENDED_CODE.get(code) or _BY_CODE.get(code & 0xFF)
    if isinstance(raw, sqlite3.Error):      # a text that is none is the file's damage; all else would be our own fault
        return "damaged" if isinstance(raw, sqlite3.OperationalError) and "decode" in str(raw) else None
    state = getattr(raw, "sqlstate", None)
    if state is not None:
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    if type(raw).__name__ != "OperationalError":
        return None
    return "no_entry" if "FATAL" in str(raw) else "unreachable"     # libpq gives no code for a failed connection
