"""Writing a file for people so that the good old one is never lost: all or nothing, also when the disk is full.

Everything that leaves the program goes through `replacing`; nothing else opens a target for writing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; when the block ends well its file takes the place of `path` at once.

    The file and its folder are forced to the disk (fsync), so a power cut leaves the old file or the new one, whole.
    Whatever goes wrong, the temporary file is removed, the old file stays untouched and the error (OSError: disk full,
    folder gone, file held open) passes on. The block must create the file and close it."""
    path = Path(path)
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        yield temporary
        _force(temporary, os.O_RDWR)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and the rename is durable by itself
        _force(path.parent, os.O_RDONLY)


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
