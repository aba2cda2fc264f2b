"""What is looked at before a database is used: is it there, is it ours, do we know its schema, is its place safe.

Nothing here writes: a file that is refused stays byte for byte as it was."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from . import schema
from .journal_tables import meta
from .problems import Problem, Refused, refuse
from .store_engine import APPLICATION, faults

MAGIC = b"SQLite format 3\0"
HEADER = 100                        # bytes of the smallest database
SPARE = 200 * 1024 * 1024           # bytes that should stay free beside twice the file
_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "nextcloud", "owncloud", "icloud", "mobile documents",
           "mega", "pcloud", "syncthing", "seafile")
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ncpfs", "davfs", "fuse.davfs2",
                      "fuse.rclone", "fuse.glusterfs", "ceph", "9p", "vboxsf", "fuse.gvfsd-fuse"})


def look(path: Path) -> None:
    """Refuse a file that cannot be a database of this program, without opening it as one."""
    shown = {"path": str(path)}
    if not path.exists():
        raise Refused(Problem("", "problem.database_missing", shown))
    if not path.is_file():
        raise Refused(Problem("", "problem.database_no_file", shown))
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
    except OSError as error:
        raise Refused(Problem("", "problem.database_unreadable", shown)) from error
    if len(header) < HEADER:
        raise Refused(Problem("", "problem.database_too_short", shown | {"size": len(header), "least": HEADER}))
    if not header.startswith(MAGIC):
        raise Refused(Problem("", "problem.database_no_database", shown))
    if int.from_bytes(header[68:72]) != APPLICATION:
        raise Refused(Problem("", "problem.database_not_ours", shown))


def known_schema(connection: Connection, ours: int) -> int:
    """The schema of an open database. Refused where it has none of ours, or one that only a later program knows."""
    found = schema.revision(connection)
    if found is None or not inspect(connection).has_table(meta.name):
        raise Refused(Problem("", "problem.database_not_ours", {"path": connection.engine.url.database or ""}))
    if found > ours:
        program = connection.scalar(select(meta.c.value).where(meta.c.name == "program"))
        refuse("", "problem.database_newer", schema=found, ours=ours, program=program or "?")
    return found


def sound(connection: Connection) -> None:
    """Refuse a damaged file."""
    if found := faults(connection):
        refuse("", "problem.database_damaged_details", details="; ".join(found[:3]))


def place_warnings(path: Path) -> list[Problem]:
    """What is unwise about the place of a database: little room, a network drive, a synchronised folder."""
    found = []
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < 2 * size + SPARE:
        found.append(Problem("", "problem.database_little_space", {"free": free >> 20}, warning=True))
    if name := synced_by(path):
        found.append(Problem("", "problem.database_synced_folder", {"name": name}, warning=True))
    if on_network(path):
        found.append(Problem("", "problem.database_network_folder", {"path": str(path.parent)}, warning=True))
    return found


def synced_by(path: Path) -> str | None:
    """The name of the folder that a synchronising service watches, if the path lies in one."""
    return next((part for part in path.absolute().parts[:-1] if part.casefold().startswith(_SYNCED)), None)


def on_network(path: Path) -> bool:
    """Whether the path lies on a network drive, as far as the system tells: file locks are not to be trusted there."""
    if sys.platform == "win32":
        import ctypes

        return path.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == 4
    mounts = Path("/proc/self/mounts")
    return mounts.exists() and _file_system(path.resolve(), mounts.read_text("utf-8", "replace")) in _NETWORK


def _file_system(path: Path, mounts: str) -> str:
    """The type of the file system that holds `path`, from lines `device folder type options …`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        folder = Path(parts[1].replace("\\040", " "))
        if len(folder.parts) > best and path.is_relative_to(folder):
            best, kind = len(folder.parts), parts[2]
    return kind


def same_file(path: Path, identity: tuple[int, int]) -> bool:
    """Whether the path still leads to the file that was opened: commits into a removed file succeed and are lost."""
    try:
        return identity_of(path) == identity
    except OSError:
        return False


def identity_of(path: Path) -> tuple[int, int]:
    """What tells one file from another that later bears its name."""
    status = os.stat(path)
    return status.st_dev, status.st_ino
