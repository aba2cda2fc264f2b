"""Which laptop this is. The database says so, and so does a file outside it: a copied database is found out.

Two copies that wrote under one name could never be merged again. So a database that this person's profile does not
know, or knows at another place where it still lies, gets a new name with its first write, and not before: a backup
that somebody only looks into stays what it is. A server is one device."""

from __future__ import annotations

import json
import logging
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update

from .files import replacing
from .journal_tables import meta
from .store_engine import commit, file_of

if TYPE_CHECKING:
    from .store import Store

_log = logging.getLogger(__name__)
PROFILE = "devices.json"    # {device: absolute path of its database}


def new_name() -> str:
    """A device name nobody else has."""
    return secrets.token_hex(6)


def is_copy(store: Store, profile: Path) -> bool:
    """Whether the open database is a copy of one whose name it bears, as far as this person's profile knows."""
    path = file_of(store.engine.url)
    if path is None:
        return False
    known = _read(profile).get(store.device)
    return known is None or (Path(known) != path and _bears(Path(known), store))


def remember(store: Store, profile: Path) -> None:
    """Write down in the profile where this device's database lies. Where that cannot be written, it will count as
    unknown next time and get a new name, which harms nothing."""
    path = file_of(store.engine.url)
    known = _read(profile)
    if path is None or known.get(store.device) == str(path):
        return
    try:
        profile.mkdir(parents=True, exist_ok=True)
        with replacing(profile / PROFILE) as file:
            file.write_text(json.dumps(known | {store.device: str(path)}, indent=1), "utf-8")
    except OSError:
        _log.warning("the devices could not be written to %s", profile)


def rename_device(store: Store, name: str = "") -> str:
    """Give the database a new device name: what it writes from now on is a chain of its own. Returns the name."""
    store.device = name or new_name()
    with store.transaction() as session:
        write_name(session.connection(), store.device)
        commit(session)
    return store.device


def write_name(connection: Connection, name: str) -> None:
    """Put the name into the database, in the transaction that is open."""
    connection.execute(update(meta).where(meta.c.name == "device").values(value=name))


def _read(profile: Path) -> dict[str, str]:
    try:
        known = json.loads((profile / PROFILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}       # lost or spoilt: every database counts as unknown and gets a new name, which harms nothing
    return known if isinstance(known, dict) else {}


def _bears(other: Path, store: Store) -> bool:
    """Whether the database at `other` still lies there under the same device name."""
    own = file_of(store.engine.url)
    if not other.exists() or (own is not None and other.samefile(own)):
        return False
    from .store import Store as Opened

    there = Opened.at(other)
    try:
        with there.read() as session:
            name = session.connection().scalar(select(meta.c.value).where(meta.c.name == "device"))
        return bool(name == store.device)
    except Exception:       # whatever lies there now, it is no database that could write under our name
        return False
    finally:
        there.close()
