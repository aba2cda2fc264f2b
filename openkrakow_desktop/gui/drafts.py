"""What somebody was typing when the power went: kept beside the settings, offered again, gone once saved or dropped.

A draft holds what the form holds, so its folder is its owner's only and it is thrown away after two weeks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from ..core.clock import Clock
from ..core.declarations import Draft, Register
from ..core.files import write_whole
from ..core.shape import shape

KEPT = dt.timedelta(days=14)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A draft that was found again: the values, when they were typed, and the record's version they stand on."""

    values: Draft
    at: dt.datetime
    version: int | None


class Drafts:
    """The drafts of one database in a folder of the person who types. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, database: str, clock: Clock) -> None:
        self._folder, self._database, self._clock = folder, database, clock

    def _path(self, register: Register, record: UUID | None, parent: UUID | None) -> Path | None:
        return self._place(f"{register.key}|{record or 'new'}|{parent or ''}")

    def _place(self, said: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(f"{self._database}|{said}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.json"

    def keep(
        self, register: Register, record: UUID | None, parent: UUID | None, values: Draft, version: int | None
    ) -> dt.datetime | None:
        """Write the draft down; when it was, or None where it could not be kept (typing must go on)."""
        known = shape(register.key)
        kept = {"version": version, "values": {n: known.encode(n, v) for n, v in values.items()}}
        return self._write(self._path(register, record, parent), kept)

    def keep_page(self, key: str, values: Mapping[str, Any]) -> dt.datetime | None:
        """Write down what is typed into a page that is no form: plain JSON values, under a name of its own."""
        return self._write(self._place(key), {"values": dict(values)})

    def find_page(self, key: str) -> dict[str, Any] | None:
        """What was typed into such a page and never saved."""
        path = self._place(key)
        if path is None or not path.exists():
            return None
        try:
            values = json.loads(path.read_text("utf-8"))["values"]
        except (OSError, ValueError, KeyError, TypeError):
            path.unlink(missing_ok=True)
            return None
        return values if isinstance(values, dict) else None

    def drop_page(self, key: str) -> None:
        """Forget it."""
        path = self._place(key)
        if path is not None:
            path.unlink(missing_ok=True)

    def _write(self, path: Path | None, values: Mapping[str, Any]) -> dt.datetime | None:
        if path is None:
            return None
        now = self._clock.now()
        kept = {"at": now.isoformat(), **values}
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, json.dumps(kept, ensure_ascii=False).encode())
        except OSError as error:
            _log.warning("a draft could not be kept: %s", type(error).__name__)
            return None
        return now

    def find(self, register: Register, record: UUID | None, parent: UUID | None) -> Found | None:
        """The draft of this form, if there is one that can still be read."""
        path = self._path(register, record, parent)
        if path is None or not path.exists():
            return None
        known = shape(register.key)
        try:
            kept = json.loads(path.read_text("utf-8"))
            at = dt.datetime.fromisoformat(kept["at"])
            values = {n: known.decode(n, v) for n, v in kept["values"].items() if n in register.form}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            path.unlink(missing_ok=True)
            return None
        return Found(values, at, kept.get("version")) if values else None

    def drop(self, register: Register, record: UUID | None, parent: UUID | None) -> None:
        """Forget the draft of this form."""
        path = self._path(register, record, parent)
        if path is not None:
            path.unlink(missing_ok=True)

    def clear_old(self) -> int:
        """Throw away drafts older than two weeks; how many went."""
        if self._folder is None or not self._folder.exists():
            return 0
        gone = 0
        for path in self._folder.glob("*.json"):
            written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            if self._clock.now() - written > KEPT:
                path.unlink(missing_ok=True)
                gone += 1
        return gone
