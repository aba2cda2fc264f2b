"""Rows of buttons as one list: one Tab stop, ↑ ↓ from row to row, ← → within a row, Home and End, Enter presses.

For lists whose rows hold more than one thing to press; where a whole row is pressed there is `pressable.PressableList`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_FAR = 1_000_000


class ArrowKeys(QObject):
    """Belongs to the widget the rows lie on, and lives as long as that."""

    def __init__(self, parent: QWidget, rows: Sequence[Sequence[QAbstractButton]]) -> None:
        super().__init__(parent)
        self._rows = [list(row) for row in rows if row]
        for row in self._rows:
            for one in row:
                one.installEventFilter(self)
        if self._rows:
            self._stop_at(self._rows[0][0])
            parent.setFocusProxy(self._rows[0][0])

    def _stop_at(self, stop: QWidget) -> None:
        for row in self._rows:
            for one in row:
                one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is stop else Qt.FocusPolicy.ClickFocus)

    def _place(self, watched: QObject) -> tuple[int, int]:
        return next((r, c) for r, row in enumerate(self._rows) for c, one in enumerate(row) if one is watched)

    def _target(self, watched: QObject, key: int) -> QAbstractButton | None:
        r, c = self._place(watched)
        far = (0, _FAR) if len(self._rows) == 1 else (_FAR, 0)
        ends = {Qt.Key.Key_Home: (-far[0], -far[1]), Qt.Key.Key_End: far}
        step = {**_STEPS, **ends}.get(Qt.Key(key))
        if step is None:
            return None
        row = self._rows[max(0, min(len(self._rows) - 1, r + step[0]))]
        return row[max(0, min(len(row) - 1, c + step[1]))]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._stop_at(watched)
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers():
            return False
        assert isinstance(watched, QAbstractButton)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            watched.click()
            return True
        target = self._target(watched, event.key())
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.TabFocusReason)
        return True
