"""A whole window over a database, as tests want it: fixed day, settings that are forgotten, nothing modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.main_window import MainWindow
from openkrakow_desktop.app.rooms import Rooms
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk, Forgetful
from tests.demo_data import TODAY


class OpenWindow:
    """A window that has moved in; `wait` returns once everything asked has come back."""

    def __init__(self, store: Store, qtbot: Any, language: str = "pl", size: tuple[int, int] = (1280, 800)) -> None:
        self._qtbot = qtbot
        self.settings = Forgetful()
        self.window = MainWindow(words(language), range(2023, TODAY.year + 2), TODAY.year)
        self.desk = Desk(store, words(language), Clock.fixed(TODAY), DECLARED, self.settings)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        self.rooms = Rooms(self.window, self.desk, self.settings, is_demo=True)
        self.window.settle(self.rooms)
        self.wait()

    def wait(self) -> None:
        self._qtbot.wait(140)  # longer than any page rests before it reads
        self._qtbot.waitUntil(lambda: not self.desk.busy, timeout=30_000)
        self._qtbot.wait(20)

    def go(self, place: str, what: object = None) -> Any:
        """The page of a place, loaded."""
        self.desk.open_asked.emit(place, what)
        self.wait()
        return self.window.stack.currentWidget()

    def close(self) -> None:
        self.desk.close()


Opening = Callable[..., OpenWindow]
