"""A page on a desk of its own, as a person meets it: buttons are pressed by their words, what it opens is remembered.

Each test of a page derives its own, with the office the page is opened over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk

from .screen_text import screen_text

SIZE = (1072, 770)


class OpenPage:
    """`asked`: the places the page wanted opened, each with what."""

    rest = 160  # milliseconds until what was touched has begun to be read again
    turns = 1  # readings that follow upon one another

    def __init__(
        self,
        store: Store,
        qtbot: Any,
        make: Callable[[Desk], Any],
        clock: Clock,
        *,
        language: str = "pl",
        size: tuple[int, int] = SIZE,
        year: int | None = None,
        is_active: bool = False,
    ) -> None:
        self.store, self.qtbot = store, qtbot
        self.desk = Desk(store, words(language), clock, DECLARED)
        if year is not None:
            self.desk.set_year(year)
        self.asked: list[tuple[str, Any]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page: Any = make(self.desk)
        qtbot.addWidget(self.page)
        self.page.resize(*size)
        self.page.show()
        if is_active:
            self.page.activateWindow()
        self.wait()

    def wait(self) -> None:
        """Until everything asked has come and is shown."""
        for _ in range(self.turns):
            self.qtbot.wait(self.rest)
            self._settle()
            self.qtbot.wait(30)
            self._settle()  # what came may have asked for more

    def _settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.busy and self._is_loaded(), timeout=60_000)

    def _is_loaded(self) -> bool:
        return not self.page.isVisible() or bool(getattr(self.page, "is_loaded", True))  # a hidden page waits

    def button(self, name: str) -> QAbstractButton:
        """The button that says this, else the first whose name begins so."""
        shown = [one for one in self.page.findChildren(QAbstractButton) if one.isVisible()]
        exact = [one for one in shown if name in (one.accessibleName(), one.text().strip())]
        found = [*exact, *(one for one in shown if one.accessibleName().startswith(name))]
        assert found, f"no button {name!r}: {self.text}"
        return found[0]

    def press(self, name: str) -> None:
        """Press a button and wait for what it does."""
        self.button(name).click()
        self.wait()

    @property
    def text(self) -> str:
        """The page as text."""
        return screen_text(self.page)
