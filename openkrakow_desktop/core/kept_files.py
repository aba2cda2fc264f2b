"""Files that belong to records: kept beside the database under names of our own, never changed, never overwritten.

Names are random, so all databases of a folder may share it, and a backup only has to add what it does not have yet."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..paths import data_folder
from .files import not_written, replacing
from .problems import Problem, Refused

if TYPE_CHECKING:
    from .store import Store

FOLDER = "attachments"
CHUNK = 1 << 20
_OURS = re.compile(r"[0-9a-f]{32}")
_CAREFULLY = sum(  # not through a link, not waiting for ever at a pipe, every byte as it is
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
)


@dataclass(frozen=True)
class Kept:
    """A file that was taken in: the name it lies under, the kind found from its content, bytes and SHA-256."""

    kept_as: str
    kind: str
    size: int
    sha256: str


def folder_of(store: Store) -> Path:
    """Where the files of a database lie: beside it; those of a server's in the data folder."""
    return (store.path.absolute().parent if store.path else data_folder()) / FOLDER


def take_in(source: Path, folder: Path, limit: int, sniff: Callable[[Path], str], name: str = "") -> Kept:
    """Copy a file into the folder under a new name (`name`: one of our own that is chosen already). `sniff` tells its
    kind from the copy, or refuses.

    The source is read once, through one handle: what was judged is what is kept. Raises Refused: no plain file (a
    link, a folder, a device), empty, over `limit` bytes, not readable, no room; nothing is left behind then."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        name = name or secrets.token_hex(16)
        with replacing(folder / name) as file:
            with file.open("wb") as out:
                size, digest = _copied(source, out, limit)
            kind = sniff(file)
    except OSError as error:
        raise Refused(not_written(error)) from error
    return Kept(name, kind, size, digest)


def _copied(source: Path, out: IO[bytes], limit: int) -> tuple[int, str]:
    if not stat.S_ISREG(source.lstat().st_mode):
        raise Refused(Problem("file", "problem.kept_not_plain", {"name": source.name}))
    handle = os.open(source, os.O_RDONLY | _CAREFULLY)
    with os.fdopen(handle, "rb") as incoming:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused(Problem("file", "problem.kept_not_plain", {"name": source.name}))
        size, digest = 0, hashlib.sha256()
        while piece := incoming.read(CHUNK):
            size += len(piece)
            if size > limit:
                raise Refused(Problem("file", "problem.kept_too_big", {"name": source.name, "limit": limit >> 20}))
            digest.update(piece)
            out.write(piece)
    if not size:
        raise Refused(Problem("file", "problem.kept_empty", {"name": source.name}))
    return size, digest.hexdigest()


def fault_of(folder: Path, kept_as: str, size: int, sha256: str) -> str:
    """What is wrong with a kept file: "missing", "altered", or "" when it is byte for byte the one taken in."""
    path = folder / kept_as
    if not _OURS.fullmatch(kept_as) or path.is_symlink() or not path.is_file():
        return "missing"
    if path.stat().st_size != size:
        return "altered"
    try:
        with path.open("rb") as file:
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "altered"
    except OSError:
        return "missing"


def drop(folder: Path, kept_as: str) -> None:
    """Take a file away that no record came about for."""
    if _OURS.fullmatch(kept_as):
        (folder / kept_as).unlink(missing_ok=True)


def carry(source: Path, target: Path) -> int:
    """Add the files of one folder to another; those that are there stay. How many were added. Raises OSError."""
    if not source.is_dir() or (target.exists() and source.samefile(target)):
        return 0
    added = 0
    for path in sorted(source.iterdir()):
        there = target / path.name
        if not _OURS.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            continue
        if there.is_file() and there.stat().st_size == path.stat().st_size:
            continue
        target.mkdir(parents=True, exist_ok=True)
        with replacing(there) as file:
            shutil.copyfile(path, file)
        added += 1
    return added
