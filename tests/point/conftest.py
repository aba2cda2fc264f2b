"""A page of the Point over an empty office, on a fixed day, as tests of screens want it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk

DAY = dt.date(2026, 3, 26)  # a Thursday
SCREENS = {place.key: place.screen for place in DECLARED.places.values()}


class Opened:
    """A page of the Point; `asked` are the pages it wanted opened."""

    def __init__(
        self, store: Store, qtbot: Any, place: str, language: str = "pl", size: tuple[int, int] = (1072, 770),
        day: dt.date = DAY,
    ) -> None:  # fmt: skip
        self.qtbot, self.store = qtbot, store
        self.desk = Desk(store, words(language), Clock.fixed(day), DECLARED)
        self.asked: list[tuple[str, Any]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page: Any = screen_of(SCREENS[place])(self.desk)
        qtbot.addWidget(self.page)
        self.page.resize(*size)
        self.page.show()
        self.page.activateWindow()
        self.wait()

    def wait(self) -> None:
        """Until everything asked has come back."""
        for _ in range(2):  # what was written is read again after a rest
            self.qtbot.wait(140)
            self.qtbot.waitUntil(lambda: not self.desk.busy, timeout=30_000)


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any) -> Iterator[Callable[..., Opened]]:
    made: list[Opened] = []
    theme.apply(QApplication.instance())  # type: ignore[arg-type]

    def open_(place: str, language: str = "pl", **more: Any) -> Opened:
        made.append(Opened(sqlite_store, qtbot, place, language, **more))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()
    theme.apply(QApplication.instance())  # type: ignore[arg-type]


def keyboard(page: QWidget) -> QWidget:
    """The widget that has the keyboard."""
    here = page.window().focusWidget()
    assert here is not None
    return here
