"""A page that is filled anew keeps the keyboard, whatever of it was rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.live_page import Holder, LivePage

Settle = Callable[[], None]


class Page(LivePage):
    """What had the keyboard is gone the second time, and with it everything in its place that could take it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.times = 0
        self.head, self.gaps = Holder(), Holder()
        whole = QVBoxLayout(self)
        whole.addWidget(self.head)
        whole.addWidget(self.gaps)

    def load(self) -> None:
        self.ask(lambda session: 1, done=lambda _: self._show())

    def _show(self) -> None:
        self.times += 1
        if self.times == 1:
            self.act, self.gap = QPushButton("Drukuj"), QPushButton("Sprawa")
            self.head.hold(self.act)
            self.gaps.hold(_within(self.gap))
        else:
            self.gaps.hold(_within(QLabel("Wszystko uzupełnione")))


def _within(what: QWidget) -> QWidget:
    whole = QWidget()
    QHBoxLayout(whole).addWidget(what)
    return whole


def test_the_keyboard_does_not_leave_a_page_that_is_built_anew(desk: Desk, qtbot: Any, settle: Settle) -> None:
    window, menu, page = QWidget(), QPushButton("Menu"), Page(desk)
    qtbot.addWidget(window)
    whole = QHBoxLayout(window)
    whole.addWidget(menu)
    whole.addWidget(page)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    settle()
    page.gap.setFocus()
    page._reload()
    settle()
    assert page.times == 2 and window.focusWidget() is page.act
    menu.setFocus()
    page._reload()
    settle()
    assert window.focusWidget() is menu, "nothing is taken from elsewhere"
