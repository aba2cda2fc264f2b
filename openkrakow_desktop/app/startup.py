"""Which database, and how it is opened: guarded by every register's invariants, backed up when it is left.

A command and a window open it alike. Order of choice: --db, OPENKRAKOW_DB, the last one opened (decisions.md 19)."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ..contacts.service import seed
from ..core import backup
from ..core.clock import Clock
from ..core.declarations import Declared
from ..core.journal_tables import operation
from ..core.opening import look
from ..core.problems import Problem, Refused
from ..core.settings import Settings
from ..core.store import Store
from ..core.store_engine import faults, remove_file
from ..paths import data_folder
from ..programme.letters import seed_letters
from .features import DECLARED

VARIABLE = "OPENKRAKOW_DB"
DEMO = "demo."  # how the actions that make invented data begin
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """An open database and everything the program declares."""

    store: Store
    declared: Declared
    is_demo: bool = False


def chosen_database(named: str, settings: Settings) -> str:
    """The path or address to use. Raises Refused when nothing was named and none was ever opened."""
    place = named or os.environ.get(VARIABLE, "") or str(settings.get("database", "") or "")
    if not place:
        raise Refused(Problem("", "problem.no_database"))
    return place


def open_database(place: str | Path, *, create: bool = False, upgrade: bool = False) -> Opened:
    """Open what is there; `create` makes a new database with the City's public structure, `upgrade` brings an older one
    to this version after a backup. Raises Refused in every case a person can do something about."""
    store = guarded(Store.at(place))
    if create:
        store.create(profile=data_folder())
        with store.write("organisation.seed") as session:
            seed(session)
        with store.write("letter_template.seed") as session:
            seed_letters(session)
    else:
        store.open(profile=data_folder(), backups=backups_folder(store) if upgrade else None)
    return Opened(store, DECLARED, is_demo(store))


@contextmanager
def damage_told(place: str | Path) -> Iterator[None]:
    """What a damaged file makes go wrong nobody can list: whatever fails over one is told as its damage."""
    try:
        yield
    except (Refused, OSError):
        raise
    except Exception as error:
        if _is_damaged(place):
            raise Refused(Problem("", "problem.database_damaged")) from error
        raise


def _is_damaged(place: str | Path) -> bool:
    store = Store.at(place)
    try:
        with store.read() as session:
            return bool(faults(session.connection(), thorough=True))
    except Exception:  # a server that does not answer is not damaged, a file that cannot even be checked is
        return store.path is not None
    finally:
        store.close()


def is_demo(store: Store) -> bool:
    """Whether invented data were ever put in: every screen and every export then says so."""
    with store.read() as session:
        made = select(operation.c.id).where(operation.c.action.like(f"{DEMO}%")).limit(1)
        return session.connection().execute(made).first() is not None


def guarded(store: Store) -> Store:
    """The store with the rules of every register: what must hold after each write, what is never undone generically."""
    store.irrevocable = DECLARED.irrevocable()
    store.guard = DECLARED.guard
    return store


def backups_folder(store: Store) -> Path:
    """Where the backups of a database are kept: beside the file; of a server, in the person's folder."""
    if store.path is None:
        return data_folder() / "backups"
    return store.path.parent / "backups"


def close_database(store: Store, clock: Clock) -> None:
    """Leave a database: a backup if it was written to since the last one, then every connection is given back.

    A backup that fails is no reason to keep somebody from leaving; it is logged, and shows as the age of the last."""
    try:
        folder = backups_folder(store)
        last, now = backup.last_verified(folder), clock.now()
        entries = store.timeline(1)
        if entries and (last is None or entries[0].wall > last):
            backup.keep(store, folder, now)
    except Refused as refused:
        _log.error("no backup was made on leaving %s: %s", store.url, ", ".join(p.key for p in refused.problems))
    finally:
        store.close()


def demo_place(named: str, folder: Path) -> str:
    """Where invented data go: a new database that was named, else `demo.okdb` in the folder, made anew.

    Raises Refused rather than touching a database that is no demonstration."""
    if named:
        return named
    path = folder / "demo.okdb"
    if path.exists():
        store = Store.at(path)
        try:
            look(path)
            ours = is_demo(store)  # of whatever schema: it is made anew, not opened
        except Exception:  # no database, or one that cannot be read: somebody's, in any case
            ours = False
        finally:
            store.close()
        if not ours:
            raise Refused(Problem("", "problem.demo_in_the_way", {"path": str(path)}))
        remove_file(path)
    return str(path)
