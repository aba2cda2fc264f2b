"""What tests of the competition's pages stand on: a desk over an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any, qapp: Any, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """At the moment that the module of the test names as CLOCK."""
    theme.apply(qapp)
    made = Desk(sqlite_store, words("pl"), request.module.CLOCK, DECLARED)
    yield made
    made.close()
