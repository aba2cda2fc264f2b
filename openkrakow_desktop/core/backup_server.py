"""Backup and restore of a PostgreSQL database with the server's own tools, which must be on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select
from sqlalchemy.engine import URL, make_url

from . import device, forgetting, opening, proof
from .journal_tables import OWN, operation
from .kept_files import FOLDER, carry, folder_of
from .problems import Problem, Refused
from .record import Record

if TYPE_CHECKING:
    from .backup import Restored
    from .store import Store

SUFFIX = ".dump"


def dump(store: Store, file: Path) -> tuple[int, int]:
    """Write the whole database into `file` and read its list of contents back. Returns rows and operations counted."""
    with store.snapshot() as still, still.read() as session:
        connection = session.connection()
        present = set(inspect(connection).get_table_names())
        tables = [table for table in Record.metadata.sorted_tables if table.name in present]
        rows = sum(connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables if t.name not in OWN)
        operations = connection.scalar(select(func.count()).select_from(operation)) or 0
        if operations != sum(head.seq for head in proof.read_heads(connection).values()):
            raise Refused(Problem("", "problem.database_backup_incomplete"))
    _run("pg_dump", store.url, "--format=custom", "--no-owner", f"--file={file}")
    listed = _run("pg_restore", None, "--list", str(file))
    missing = [table.name for table in tables if f" TABLE DATA public {table.name} " not in listed]
    if missing:
        raise Refused(Problem("", "problem.database_backup_incomplete", {"table": ", ".join(missing)}))
    return rows, operations


def load(source: Path, target: str, known: set[tuple[str, str]]) -> Restored:
    """Put a dump into the database at `target`; what was there is dumped beside the backup first."""
    from .backup import Restored, backup, moment_now
    from .store import Store

    store = Store(target)
    try:
        kept = None
        with store.read() as session:
            filled = inspect(session.connection()).has_table(operation.name)
        if filled:
            known = known | set(forgetting.ledger(store))
            kept = backup(store, source.with_name(f"{store.url.database}-before-restore-{moment_now()}{SUFFIX}")).path
        store.close()
        _run("pg_restore", store.url, "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
             f"--dbname={store.url.database}", str(source))
        with store.read() as session:
            found = opening.known_schema(session.connection(), store.schema)
        if found < store.schema:
            from .migrate import migrate_now

            migrate_now(store)
        carry(source.parent / FOLDER, folder_of(store))
        return Restored(target, kept, device.rename_device(store), forgetting.forget_again(store, known))
    finally:
        store.close()


def _run(program: str, url: URL | None, *arguments: str) -> str:
    """Run one of the server's tools; the password goes by the environment, never by the command line."""
    found = shutil.which(program)
    if found is None:
        raise Refused(Problem("", "problem.database_tool_missing", {"program": program}))
    surroundings = os.environ | _address(make_url(url)) if url else dict(os.environ)
    done = subprocess.run([found, *arguments], env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise Refused(Problem("", "problem.database_tool_failed", {"program": program, "details": last[0]}))
    return done.stdout


def _address(url: URL) -> dict[str, str]:
    parts = {"PGHOST": url.host, "PGPORT": url.port and str(url.port), "PGUSER": url.username,
             "PGPASSWORD": url.password and str(url.password), "PGDATABASE": url.database}
    return {name: value for name, value in parts.items() if value}
