"""Texts used before, offered under a line while somebody types: 'lod' offers 'Łódź'; ↓ in an empty line offers all.

They are offered, never filled in: Enter or a click takes one, anything else leaves what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from ..core.text import fold

SHOWN = 8


class Offering(QObject):
    """The offers of one line."""

    def __init__(self, line: QLineEdit, texts: Sequence[str]) -> None:
        super().__init__(line)
        self._line = line
        self._texts = [(one, fold(one)) for one in texts]
        self._model = QStringListModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(SHOWN)
        line.textEdited.connect(self._narrow)  # before the line asks its completer
        line.setCompleter(self.completer)
        line.installEventFilter(self)

    def offered(self, typed: str) -> list[str]:
        """The texts that hold every typed word, those that begin with it first; not what stands there already."""
        said = fold(typed).strip()
        fit = [(one, key) for one, key in self._texts if key != said and all(word in key for word in said.split())]
        return [one for one, key in sorted(fit, key=lambda pair: not pair[1].startswith(said))]

    def _narrow(self, typed: str) -> None:
        self._model.setStringList(self.offered(typed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self._narrow(self._line.text())
            if self._model.rowCount():
                self.completer.complete()
                return True
        return super().eventFilter(watched, event)
