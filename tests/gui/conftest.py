"""What tests of the window stand on: the application in the light theme, and no window that waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from openkrakow_desktop.contacts import feature
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import Words
from openkrakow_desktop.core.words import words as words_of
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The light theme at 100 %; a modal dialog fails the test instead of hanging it."""
    if theme.current() != theme.Theme() or not qapp.styleSheet():
        theme.apply(qapp)

    def modal(dialog: QDialog) -> int:
        raise AssertionError(f"a modal dialog opened: {dialog.windowTitle()}")

    monkeypatch.setattr(QDialog, "exec", modal)
    yield


@pytest.fixture
def polish() -> Words:
    """The Polish words."""
    return words_of("pl")


TODAY = dt.date(2026, 3, 26)


@pytest.fixture
def declared() -> Declared:
    """The registers that tests of the window use."""
    return Declared((feature.FEATURE,))


@pytest.fixture
def desk(sqlite_store: Store, declared: Declared, polish: Words, qtbot: Any) -> Iterator[Desk]:
    """A desk over an empty database, on 26 March 2026."""
    made = Desk(sqlite_store, polish, Clock.fixed(TODAY), declared)
    yield made
    made.close()


@pytest.fixture
def settle(desk: Desk, qtbot: Any) -> Callable[[], None]:
    """Wait until everything asked of the desk has come back."""

    def wait() -> None:
        qtbot.wait(60)  # longer than a list rests before it reloads
        qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)

    return wait
