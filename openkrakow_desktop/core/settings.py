"""A person's settings on this computer: language, look, last database. Small values by name in one JSON file.

A lost or spoilt file costs only the settings: it is put aside and the program starts with its own defaults."""

from __future__ import annotations

import json
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..paths import config_folder
from .words import LANGUAGES

FILE = "settings.json"
SPOILT = ".spoilt"
_log = logging.getLogger(__name__)


class Settings:
    """Read once, written whole at every change, so that a crash loses nothing. Safe from several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or config_folder()) / FILE
        self._turn = threading.Lock()
        self._values = self._read()

    def get(self, name: str, default: Any = None) -> Any:
        """The value of `name`, `default` where it was never set."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Keep a value (anything JSON knows); None forgets it. A folder that cannot be written costs only the memory
        of it: the value holds until the program ends."""
        with self._turn:
            self._values = {**self._read(), **self._values}
            if value is None:
                self._values.pop(name, None)
            else:
                self._values[name] = value
            from .files import replacing  # only now: a window reads its settings before its first paint

            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with replacing(self.path) as file:
                    file.write_text(json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
            except OSError:
                _log.warning("the settings could not be written to %s", self.path)

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.path.read_text("utf-8"))
        except OSError:
            return {}
        except ValueError:
            values = None
        if isinstance(values, dict):
            return values
        with suppress(OSError):
            self.path.replace(self.path.with_name(FILE + SPOILT))
        return {}


def preferred_language(named: str, settings: Settings) -> str:
    """The language to speak: the one named, the one chosen before, the system's if it is one of ours, else Polish."""
    chosen = named or settings.get("language") or ""
    if chosen in LANGUAGES:
        return str(chosen)
    said = (os.environ.get(name, "")[:2].lower() for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((code for code in said if code in LANGUAGES), LANGUAGES[0])
