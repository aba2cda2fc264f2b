"""The keyboard of the door: Space, digits, letters, Backspace, F2, F11, Esc, and a scanner wherever the keyboard is.

It watches whatever has the keyboard while the door is shown. A key that is held down counts once."""

from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from .door_scan import Burst, as_code

_FREE = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Doing(Protocol):
    """What the keys do: the door's page."""

    def press(self, digit: int | None) -> None: ...
    def undo(self) -> None: ...
    def to_search(self, typed: str) -> bool: ...
    def search_entered(self) -> None: ...
    def scan(self, *codes: str) -> None: ...
    def full_screen(self) -> None: ...
    def step_back(self) -> None: ...


class DoorKeys(QObject):
    """Keys of one page. `search` is its search field, in which Space counts as long as nothing is typed."""

    def __init__(self, page: QWidget, doing: Doing) -> None:
        super().__init__(page)
        self._page, self._doing = page, doing
        self.search: QLineEdit | None = None
        self.lead: QWidget | None = None
        self._burst = Burst()
        self._before: list[tuple[QLineEdit, str]] = []
        self._watched: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app, self._on = app, False

    def begin(self) -> None:
        """The page is shown."""
        if not self._on:
            self._on = True
            self._app.focusChanged.connect(self._follow)
        self._follow(None, self._app.focusWidget())

    def end(self) -> None:
        """The page is hidden."""
        if self._on:
            self._on = False
            self._app.focusChanged.disconnect(self._follow)
        self._watch(None)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        mine = new is not None and new.window() is self._page.window()
        if new is None and self._page.isVisible() and self._page.window().isActiveWindow() and self.lead is not None:
            self.lead.setFocus(Qt.FocusReason.OtherFocusReason)  # what had it is gone; the next Space must count
            return
        self._watch(new if mine else None)

    def _watch(self, widget: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        if self._app.activePopupWidget() is not None or not isinstance(watched, QWidget):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            if self._is_undo(event) and not self._types(watched):
                event.accept()  # the window's own undo would take back what another place did
                return True
            return False
        return self._scanned(watched, event) or self._pressed(watched, event)

    def _is_undo(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo)

    def _types(self, widget: QWidget) -> bool:
        """Whether keys are text here: a field with something in it."""
        return isinstance(widget, QPlainTextEdit) or (isinstance(widget, QLineEdit) and bool(widget.text()))

    def _scanned(self, watched: QWidget, event: QKeyEvent) -> bool:
        """A scanner's keys: remembered as they come, and taken out of wherever they went once the code is whole."""
        at = event.timestamp() or time.monotonic_ns() // 1_000_000
        if event.key() in _ENTER:
            code = self._burst.end(at)
            if not code:
                return False
            whole = as_code(watched.text()) if isinstance(watched, QLineEdit) and watched is self.search else ""
            for line, text in self._before:
                line.setText(text)
            self._before = []
            self._doing.scan(*dict.fromkeys(filter(None, (whole, code))))
            return True
        if event.text() and event.text().isprintable():
            running = self._burst.is_running(at)
            if self._burst.feed(event.text(), at):
                fields = [one for one in (watched, self.search) if isinstance(one, QLineEdit)]
                self._before = [(one, one.text()) for one in dict.fromkeys(fields)]
            elif running and not isinstance(watched, QLineEdit | QPlainTextEdit):
                return True  # part of a code where nothing takes text: no category is meant
        return False

    def _pressed(self, watched: QWidget, event: QKeyEvent) -> bool:
        key, inside = event.key(), self._page.isAncestorOf(watched)
        if key == Qt.Key.Key_F11:
            self._doing.full_screen()
        elif key == Qt.Key.Key_Escape and inside:
            self._doing.step_back()
        elif key == Qt.Key.Key_F2:
            self._doing.to_search("")
        elif not inside:
            return False
        elif self._is_undo(event) and not self._types(watched):
            self._once(event, self._doing.undo)
        elif isinstance(watched, QLineEdit | QPlainTextEdit | QComboBox):
            return self._in_field(watched, event)
        elif event.modifiers() & ~_FREE:
            return False
        else:
            return self._plain(watched, event)
        return True

    def _in_field(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Fields take their keys themselves; in the empty search a Space counts, because it cannot mean anything."""
        if watched is not self.search or self.search is None:
            return False
        if event.key() in _ENTER:
            self._once(event, self._doing.search_entered)
            return True
        if event.key() == Qt.Key.Key_Space and not self.search.text():
            self._once(event, lambda: self._doing.press(None))
            return True
        return False

    def _plain(self, watched: QWidget, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Space:
            if isinstance(watched, QPushButton) and watched is not self.lead:
                return False  # somebody went there with Tab: Space presses that button
            self._once(event, lambda: self._doing.press(None))
        elif key == Qt.Key.Key_Backspace:
            self._once(event, self._doing.undo)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._once(event, lambda: self._doing.press(key - Qt.Key.Key_0))
        elif event.text().isalpha():
            return self._doing.to_search(event.text())
        else:
            return False
        return True

    def _once(self, event: QKeyEvent, does: object) -> None:
        if not event.isAutoRepeat() and callable(does):
            does()
