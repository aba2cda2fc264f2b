"""The undo bar instead of "are you sure?": it stays ten seconds, longer while it has the keyboard or the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QVBoxLayout, QWidget

from . import theme
from .layout import clear, fill, row
from .widgets import announce, button, key, spoken, symbol, text

STAY = 10_000  # milliseconds
FADE = 120


class UndoBar(QFrame):
    """Lies over the foot of the page it is given; `offer` says what was done and how to take it back."""

    def __init__(self, page: QWidget, stay: int = STAY) -> None:
        super().__init__(page)
        self._page = page
        self.setProperty("box", "undo")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*(theme.current().px(side) for side in (2, 0.75, 1, 0.75)))
        self._fade = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._fade)
        self._motion = QPropertyAnimation(self._fade, b"opacity", self)
        self._motion.finished.connect(self._faded)
        self._timer = QTimer(self, singleShot=True, interval=stay)
        self._timer.timeout.connect(self._leave)
        page.installEventFilter(self)
        self.hide()

    def offer(
        self, words: str, undo_word: str, undo: Callable[[], object], close_word: str, keys: str = "Ctrl Z"
    ) -> None:
        """Show what was done ("Usunięto: Debata") with a button that takes it back, and the keys that do."""
        clear(self._layout)
        back = button(undo_word, "quiet", "undo-2", does=lambda: self._take_back(undo))
        shut = button("", "quiet", "x", close_word, "muted", does=self.hide)
        for one in (back, shut):
            one.installEventFilter(self)
        said = text(words, wrap=True)
        fill(self._layout, [row(symbol("check", "muted"), (said, 1), back, key(keys), shut, gap=1.25)])
        self.setAccessibleName(f"{words}. {spoken(undo_word)}: {keys.replace(' ', '+')}")
        self._motion.stop()
        self._fade.setOpacity(1.0)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, words)

    def _take_back(self, undo: Callable[[], object]) -> None:
        self.hide()
        undo()

    def _place(self) -> None:
        page = self._page
        wide = min(page.width() - theme.current().px(4), theme.current().em(46))
        self.setFixedWidth(wide)
        self.adjustSize()
        foot = theme.current().em(3)
        self.move((page.width() - wide) // 2, page.height() - self.height() - foot)

    def _held(self) -> bool:
        return self.underMouse() or any(one.hasFocus() for one in self.findChildren(QWidget))

    def _leave(self) -> None:
        if self._held():
            self._timer.start()
        elif theme.reduced_motion():
            self.hide()
        else:
            self._motion.setDuration(FADE)
            self._motion.setStartValue(1.0)
            self._motion.setEndValue(0.0)
            self._motion.start()

    def _faded(self) -> None:
        if self._fade.opacity() == 0.0:
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        if not event.spontaneous():
            self.hide()  # its page was left: it does not come back with the page
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.FocusOut and self.isVisible():
            self._timer.start()
        return False
