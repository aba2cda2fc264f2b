"""Bringing an older database to today's schema: a verified backup first, then everything in one transaction.

Interrupted at any statement it leaves the old database or the new one. Developers make a migration with
`python -m openkrakow_desktop.core.migrate new "message"`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .store import Store

PACKAGE = __name__.split(".")[0]


def import_models() -> None:
    """Import every feature's models, so that the metadata is whole; found by name, as core knows no feature."""
    package = importlib.import_module(PACKAGE)
    for feature in pkgutil.iter_modules(package.__path__):
        if feature.ispkg:
            inner = importlib.import_module(f"{PACKAGE}.{feature.name}")
            if any(module.name == "model" for module in pkgutil.iter_modules(inner.__path__)):
                importlib.import_module(f"{PACKAGE}.{feature.name}.model")


def upgrade_database(store: Store, backups: Path) -> None:
    raise NotImplementedError
