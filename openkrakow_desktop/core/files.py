"""Writing a file for people so that the good old one is never lost: all or nothing, also when the disk is full.

Everything that leaves the program goes through `replacing`; nothing else opens a target for writing."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .problems import Problem

# What an error of the file system means to people; all else is the disk's own fault.
MEANING = {
    errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EFBIG: "disk_full",
    errno.EROFS: "read_only", errno.EACCES: "read_only", errno.EPERM: "read_only",
    errno.ENOENT: "folder_gone", errno.ENOTDIR: "folder_gone", errno.EISDIR: "is_folder",
}  # fmt: skip
OTHERWISE = "disk_error"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; when the block ends well its file takes the place of `path` at once.

    The file and its folder are forced to the disk (fsync), so a power cut leaves the old file or the new one, whole.
    Whatever goes wrong, the temporary file is removed, the old file stays untouched and the error (OSError: disk full,
    folder gone, file held open) passes on, naming `path`. The block must create the file and close it."""
    path = Path(path)
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        yield temporary
        _force(temporary, os.O_RDWR)
        os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(temporary), temporary):
            error.filename, error.filename2 = str(path), None  # nobody knows the temporary one
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and the rename is durable by itself
        _force(path.parent, os.O_RDONLY)


def not_written(error: OSError) -> Problem:
    """Why a file could not be written (or read), as people should be told."""
    key = MEANING.get(error.errno or 0, OTHERWISE)
    return Problem("file", f"problem.file_{key}", {"path": str(error.filename or "–")})


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file by these bytes, all or nothing."""
    with replacing(path) as temporary, temporary.open("wb") as out:
        out.write(data)


def _force(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
