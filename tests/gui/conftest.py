"""What tests of the window stand on: the application in the light theme, and no window that waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from openkrakow_desktop.core.words import Words
from openkrakow_desktop.core.words import words as words_of
from openkrakow_desktop.gui import theme


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
