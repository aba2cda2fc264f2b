"""A database with nothing in it, for tests of people and organisations."""

from __future__ import annotations

from pathlib import Path

import pytest

from openkrakow_desktop.contacts import feature  # noqa: F401 - its tables must be known before the database is made
from openkrakow_desktop.core.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/t.okdb", durable=False).create()
