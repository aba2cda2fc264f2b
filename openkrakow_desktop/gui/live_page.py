"""A page that reads what it shows off the GUI thread, and reads again when the data or the year change.

A hidden page waits until it is shown. Each part of it is a Holder, filled when its reading comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ..core.store import Changes
from .desk import Desk
from .layout import clear

REST = 120  # milliseconds: several changes at once are one reading


def first_stop(widget: QWidget) -> QWidget | None:
    """The first widget inside that Tab would come to."""
    for one in widget.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(widget) and one.isEnabled():
            return one
    return None


class Holder(QWidget):
    """A place on a page whose content comes later and may come again; the keyboard stays inside it."""

    def __init__(self, content: QWidget | None = None) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        if content is not None:
            self.hold(content)

    def hold(self, content: QWidget) -> None:
        """Show this instead of what was here."""
        focus = QApplication.focusWidget()
        name = focus.accessibleName() if focus is not None and self.isAncestorOf(focus) else None
        clear(self._layout)
        self._layout.addWidget(content)
        if self.isVisible():
            content.show()
        if name is not None:
            same = [one for one in content.findChildren(QWidget) if one.accessibleName() == name]
            target = same[0] if name and same else first_stop(content)
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)


class LivePage(QWidget):
    """Derive, build the skeleton in __init__, ask for the content in `load`."""

    loaded = Signal()  # everything that was asked for has come

    def __init__(self, desk: Desk, tables: tuple[str, ...] = ()) -> None:
        """`tables`: those whose changes matter; none given, all do."""
        super().__init__()
        self.desk, self._tables = desk, tables
        self._stale, self._waiting, self._turn = True, 0, 0
        self.setProperty("ring", "own")  # until something on it can take the keyboard
        self.loaded.connect(self._give_keyboard)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._reload)
        desk.changed.connect(self._on_changed)
        desk.year_changed.connect(self._on_year)

    def load(self) -> None:
        """Ask for everything the page shows (see `ask`)."""
        raise NotImplementedError

    def ask(self, function: Callable[..., Any], *args: Any, done: Callable[[Any], object]) -> None:
        """Read `function(session, *args)`; `done` gets it here, unless a newer reading has begun."""
        turn = self._turn
        self._waiting += 1

        def came(found: Any) -> None:
            if turn == self._turn:
                self._waiting -= 1
                held = self._has_keyboard()
                done(found)
                if held and not self._has_keyboard():  # what had it was built anew
                    self._take_keyboard()
                if self._waiting == 0:
                    self.loaded.emit()

        self.desk.ask(function, *args, done=came, owner=self)

    def _has_keyboard(self) -> bool:
        focus = self.window().focusWidget()
        return focus is self or (focus is not None and self.isAncestorOf(focus))

    def _take_keyboard(self) -> None:
        first = self.focusProxy() or first_stop(self)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_keyboard(self) -> None:
        """While the page was empty it held the keyboard itself; now what is on it takes it."""
        if self.window().focusWidget() in (self, None):
            self._take_keyboard()

    @property
    def is_loaded(self) -> bool:
        """Whether what is shown is what was read last."""
        return not self._stale and self._waiting == 0

    def _reload(self) -> None:
        self._stale, self._waiting = False, 0
        self._turn += 1
        self.load()

    def _on_changed(self, changes: Changes | None) -> None:
        if changes is None or not self._tables or changes.touch(*self._tables):
            self._stale = True
            if self.isVisible():
                self._rest.start()

    def _on_year(self, _year: int) -> None:
        self._stale = True
        if self.isVisible():
            self._reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reload()
