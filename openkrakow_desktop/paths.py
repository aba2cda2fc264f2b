"""Where the program's own files lie and where it may keep a person's settings and data.

`OPENKRAKOW_HOME` moves a person's two folders into one place they choose: a memory stick, a roaming profile, a test.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
CATALOGUE = RESOURCES / "catalogue"
TRANSLATIONS = RESOURCES / "translations"
ICONS = RESOURCES / "icons"
FONTS = RESOURCES / "fonts"
SAMPLES = RESOURCES / "sample"
MIGRATIONS = ROOT / "db" / "migrations"
SEEDS = ROOT / "db" / "seeds"
LETTERS = RESOURCES / "letters"

_NAME = "openkrakow"


def config_folder() -> Path:
    """The folder of a person's settings (language, last database, column choice). It need not exist yet."""
    return _own_folder("config")


def data_folder() -> Path:
    """The folder of what the program keeps for a person (drafts, device id, default backups). It need not exist yet."""
    return _own_folder("data")


def _own_folder(kind: str) -> Path:
    home = os.environ.get("OPENKRAKOW_HOME")
    if home:
        return Path(home).expanduser().resolve() / kind
    import platformdirs  # here, because most commands never ask

    if kind == "config":
        return platformdirs.user_config_path(_NAME, appauthor=False)
    return platformdirs.user_data_path(_NAME, appauthor=False)
