"""Verified copies of a database and the way back. Only a copy that was reopened, checked and hashed counts.

SQLite's own check misses one flipped bit in twenty, so the SHA-256 beside each copy is what decides. A live file is
never copied byte by byte. A server's copies are made with its own tools (backup_server.py)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from . import backup_server, device, forgetting, opening, proof, schema
from .clock import WARSAW
from .files import MEANING, OTHERWISE, replacing
from .journal_tables import OWN, operation
from .kept_files import FOLDER, carry, folder_of
from .problems import Problem, Refused
from .record import Record
from .store_engine import SIDES, copy_file, explained, faults, file_of, for_reading, make_engine, url_of

if TYPE_CHECKING:
    from .store import Store

LEDGER = "forgotten.json"       # beside the backups: what was forgotten after they were made (keys only)
SUFFIX = ".okdb"
_STAMP = re.compile(r"-(\d{8}T\d{6}Z)(\.okdb|\.dump)$")
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Backup:
    """A copy that was reopened and counted. `rows`: of the registers, the journal not included."""

    path: Path
    sha256: str
    rows: int
    operations: int


@dataclass(frozen=True)
class Restored:
    """What came back. `kept`: the copy of what stood there before; `forgotten`: rows erased again by the ledger."""

    path: str
    kept: Path | None
    device: str
    forgotten: int


def backup(store: Store, path: Path) -> Backup:
    """A verified copy of the database at `path`, its hash beside it (`sha256sum -c` reads it) and the erasure ledger.
    Attachments are added to one folder that the backups beside it share.

    Raises Refused: another file in the way (only an older backup is replaced), no room, folder gone or closed to us, or
    the copy does not stand the check. The good copy that was there before stays then."""
    path = Path(path).absolute()
    if store.path and _is_same(path, store.path):
        raise Refused(Problem("", "problem.database_backup_onto_itself", {"path": str(path)}))
    if path.exists() and not beside(path).exists():
        raise Refused(Problem("", "problem.database_backup_in_the_way", {"path": str(path)}))
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        raise Refused(Problem("", "problem.database_read_only", {"path": str(path)}))
    with _explained(path):
        with replacing(path) as file:
            if store.path:
                _refuse_full(store.path.stat().st_size, path.parent)
                with explained():
                    copy_file(store.path, file)
                rows, operations = _counted(file)
            else:
                rows, operations = backup_server.dump(store, file)
            digest = _hash(file)
        with replacing(beside(path)) as file:
            file.write_text(f"{digest}  {path.name}\n", "ascii")
        _keep_ledger(forgetting.ledger(store), path.parent)
        carry(folder_of(store), path.parent / FOLDER)
    return Backup(path, digest, rows, operations)


def keep(store: Store, folder: Path, now: dt.datetime) -> Backup:
    """A backup under a name of its own in the folder of backups, which is then thinned out."""
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    name = store.path.stem if store.path else str(store.url.database)
    suffix = SUFFIX if store.path else backup_server.SUFFIX
    made = backup(store, folder / f"{name}-{now.astimezone(dt.UTC).strftime(_FORM)}{suffix}")
    rotate(folder)
    return made


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever way."""
    return one.exists() and other.exists() and one.samefile(other)


def beside(path: Path) -> Path:
    """The file with a backup's hash."""
    return path.with_name(path.name + ".sha256")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _counted(file: Path) -> tuple[int, int]:
    """Reopen a copy read-only, check it, count its rows and operations."""
    engine = make_engine(url_of(file), durable=False, read_only=True)
    try:
        with explained(), for_reading(engine).connect() as connection:
            if found := faults(connection, thorough=True):
                raise Refused(Problem("", "problem.database_damaged_details", {"details": "; ".join(found[:3])}))
            names = [table for table in Record.metadata.sorted_tables
                     if table.name not in OWN and engine.dialect.has_table(connection, table.name)]
            rows = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in names)
            operations = connection.scalar(select(func.count()).select_from(operation)) or 0
            if operations != sum(head.seq for head in proof.read_heads(connection).values()):
                raise Refused(Problem("", "problem.database_backup_incomplete"))
            return rows, operations
    finally:
        engine.dispose()


def _refuse_full(size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + (1 << 20):
        raise Refused(Problem("", "problem.database_no_space", {"needed": (size >> 20) + 1, "free": free >> 20}))


def _keep_ledger(known: Iterable[tuple[str, str]], folder: Path) -> None:
    whole = set(known) | set(read_ledger(folder))
    if whole:
        with replacing(folder / LEDGER) as file:
            file.write_text(json.dumps(sorted(whole)), "ascii")


def read_ledger(folder: Path) -> forgetting.Ledger:
    """The erasure ledger that lies in a folder of backups."""
    try:
        return [(str(table), str(key)) for table, key in json.loads((folder / LEDGER).read_text("ascii"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:      # never pass over it: somebody's name would come back
        raise Refused(Problem("", "problem.database_ledger_unreadable", {"path": str(folder / LEDGER)})) from error


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the file system's errors into words."""
    try:
        yield
    except OSError as error:
        key = MEANING.get(error.errno or 0, OTHERWISE)
        raise Refused(Problem("", f"problem.database_{key}", {"path": str(path)})) from error


def moment_now() -> str:
    """This moment, as file names say it."""
    return dt.datetime.now(dt.UTC).strftime(_FORM)


# The way back


def restore(source: Path, target: str | Path, *, profile: Path | None = None) -> Restored:
    """Put a backup in the place of a database that nobody has open; a copy of what was there is kept beside it.

    The result takes a new device name, always, or it would write numbers again that other laptops know; and everything
    in the ledgers beside the backup and in the old database is forgotten again. Raises Refused with the old database
    untouched: hash missing or wrong, not ours, of a newer program, damaged, still open somewhere."""
    source = Path(source).absolute()
    prove(source)
    known = set(read_ledger(source.parent))
    url = url_of(target)
    path = file_of(url)
    if path and _is_same(source, path):
        raise Refused(Problem("", "problem.database_restore_onto_itself", {"path": str(path)}))
    if path is None:
        return backup_server.load(source, str(target), known)
    opening.look(source)
    with _explained(path):
        known |= _ledger_of(path)
        with replacing(path) as file:
            shutil.copyfile(source, file)
            renamed, forgotten = _renew(file, known)
            kept = _set_aside(path)
        carry(source.parent / FOLDER, path.absolute().parent / FOLDER)
    if profile:
        _remember(path, profile)
    return Restored(str(path), kept, renamed, forgotten)


def prove(source: Path) -> None:
    """Refuse a backup that is not byte for byte the one that was verified."""
    shown = {"path": str(source)}
    if not source.exists():
        raise Refused(Problem("", "problem.database_missing", shown))
    try:
        expected = beside(source).read_text("ascii").split()[0]
    except (OSError, ValueError, IndexError) as error:
        raise Refused(Problem("", "problem.database_backup_unproved", shown)) from error
    if _hash(source) != expected:
        raise Refused(Problem("", "problem.database_backup_altered", shown))


def _renew(file: Path, known: set[tuple[str, str]]) -> tuple[str, int]:
    """Check the copy, bring it to today's schema, give it a device name of its own, and forget again."""
    from .store import Store

    store = Store(file)
    try:
        with store.read() as session:
            found = opening.known_schema(session.connection(), store.schema)
        _counted(file)
        if found < store.schema:
            from .migrate import migrate_now

            migrate_now(store)
        return device.rename_device(store), forgetting.forget_again(store, known)
    finally:
        store.close()
        _remove_sides(file)


def _ledger_of(path: Path) -> set[tuple[str, str]]:
    """What the database that is about to be replaced knows of erasures, if it can still be read."""
    from .store import Store

    if not path.exists():
        return set()
    store = Store(path)
    try:
        opening.look(path)
        return set(forgetting.ledger(store))
    except Exception:       # it is being replaced because it is broken: the ledger beside the backup must do
        return set()
    finally:
        store.close()


def _set_aside(path: Path) -> Path | None:
    """Keep a copy of what stands at `path` and take its side files away, so that they cannot spoil what comes."""
    if not path.exists():
        _remove_sides(path)
        return None
    kept = path.with_name(f"{path.stem}-before-restore-{moment_now()}{path.suffix}")
    for side in SIDES:         # first, because looking at a wreck makes SQLite tidy them up
        with suppress(FileNotFoundError):
            _copy(path.with_name(path.name + side), kept.with_name(kept.name + side))
    try:
        _lock(path)
        with replacing(kept) as file:
            copy_file(path, file)   # whole, an interrupted write rolled back
        _remove_sides(kept)
    except Refused:
        _remove_sides(kept)
        raise
    except sqlite3.Error:       # damaged: keep it as it is, side files and all
        _copy(path, kept)
    _remove_sides(path)
    return kept


def _copy(source: Path, target: Path) -> None:
    with replacing(target) as file:
        shutil.copyfile(source, file)


def _remove_sides(path: Path) -> None:
    for side in SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)


def _lock(path: Path) -> None:
    """Refuse while somebody is writing into the database that is to be replaced."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=2, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise Refused(Problem("", "problem.database_in_use", {"path": str(path)})) from error
            raise


def _remember(path: Path, profile: Path) -> None:
    from .store import Store

    store = Store(path)
    try:
        store.open(check=False)
        device.remember(store, profile)
    finally:
        store.close()


# A folder of backups


def moment_of(path: Path) -> dt.datetime | None:
    """When a backup made by `keep` was made, from its name."""
    found = _STAMP.search(path.name)
    return dt.datetime.strptime(found[1], _FORM).replace(tzinfo=dt.UTC) if found else None


def _listed(folder: Path) -> dict[Path, dt.datetime]:
    """The verified backups of a folder, newest first."""
    found = {path: moment for path in folder.glob("*") if (moment := moment_of(path)) and beside(path).exists()}
    return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))


def last_verified(folder: Path) -> dt.datetime | None:
    """When the newest verified backup of this folder was made; None where there is none."""
    return next(iter(_listed(folder).values()), None)


def worth_keeping(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """The 10 last, and of 7 days, 4 weeks and 12 months the last each (by Krakow's calendar)."""
    newest = sorted(moments, reverse=True)
    kept = set(newest[:10])
    calendar: list[tuple[int, Callable[[dt.datetime], Hashable]]] = [
        (7, lambda local: local.date()), (4, lambda local: local.isocalendar()[:2]),
        (12, lambda local: (local.year, local.month))]
    for count, period in calendar:
        last_of: dict[Hashable, dt.datetime] = {}
        for moment in newest:
            last_of.setdefault(period(moment.astimezone(WARSAW)), moment)
        kept.update(list(last_of.values())[:count])
    return kept


def rotate(folder: Path) -> list[Path]:
    """Thin the verified backups of a folder out; returns what was removed. Other files are not touched."""
    listed = _listed(folder)
    kept = worth_keeping(listed.values())
    gone = [path for path, moment in listed.items() if moment not in kept]
    for path in gone:
        beside(path).unlink(missing_ok=True)    # first: without it the file no longer counts
        path.unlink(missing_ok=True)
    return gone


def check(store: Store, profile: Path | None = None) -> list[Problem]:
    """Everything that is wrong with an open database: file, links, schema, device name inside against outside."""
    problems = []
    with store.read() as session:
        connection = session.connection()
        problems += [Problem("", "problem.database_damaged_details", {"details": said})
                     for said in faults(connection, thorough=True)]
        found = schema.revision(connection)
        if found != store.schema:
            problems.append(Problem("", "problem.database_older", {"schema": found, "ours": store.schema}))
    if profile and device.is_copy(store, profile):
        problems.append(Problem("", "problem.database_is_copy", {"device": store.device}))
    if store.path and not os.access(store.path, os.W_OK):
        problems.append(Problem("", "problem.database_read_only", {"path": str(store.path)}))
    return problems
