"""The topics of a contact: several, by digit or by letters in one line; Backspace takes the last one back.

In an empty line digits choose at once, + and - count people, Enter saves; with letters in it Enter takes the first
topic that fits. The four rarest topics have no digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ...gui import theme
from ...gui.widgets import announce, mark_problem
from .keyed import ENTER, Choice, KeyedGroup, found

TAKES = (" ", ",", ";")


class TopicPicker(QWidget):
    """The line and the chips under it. `value()` is the tuple of codes in the order of the choices, None for none."""

    changed = Signal()
    entered = Signal()  # Enter in an empty line
    people = Signal(int)  # one more or one less served

    def __init__(self, name: str, choices: Sequence[Choice], hint: str, nothing: str) -> None:
        """`nothing` is said when no topic fits what was typed."""
        super().__init__()
        self._nothing, self._choices = nothing, list(choices)
        self._chosen: list[Any] = []  # as chosen, the last one last
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.line.setMaxLength(40)
        self.line.textEdited.connect(self._edited)
        self.line.installEventFilter(self)
        self.group = KeyedGroup(name, choices, 12, 19)
        self.group.pressed.connect(self._toggle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.current().px(0.75))
        whole.addWidget(self.line)
        whole.addWidget(self.group)
        self.setFocusProxy(self.line)

    # The value

    def value(self) -> tuple[Any, ...] | None:
        """The chosen codes, None where there is none."""
        return tuple(one.value for one in self._choices if one.value in self._chosen) or None

    def set_value(self, value: tuple[Any, ...] | None) -> None:
        """Choose exactly these."""
        self.line.clear()
        self._show(list(value or ()))

    def unread(self) -> bool:
        """Whether letters stand in the line that no topic fits."""
        return bool(self.line.text().strip())

    def mark(self, problem: bool) -> None:
        """Show on the border that something is wrong."""
        mark_problem(self.line, problem)

    def _show(self, chosen: list[Any]) -> None:
        self._chosen = chosen
        self.group.mark(chosen)
        self.group.faint(None)
        self.line.setAccessibleDescription(self.group.accessibleDescription())
        self.changed.emit()

    def _toggle(self, value: Any) -> None:
        taken = value in self._chosen
        self._show([one for one in self._chosen if one != value] if taken else [*self._chosen, value])
        announce(self.line, self.group.accessibleDescription())

    # Typing

    def _edited(self, typed: str) -> None:
        self.group.faint(found(self._choices, typed) if typed.strip() else None)
        self.changed.emit()

    def _take(self) -> bool:
        """Choose the first topic that fits what was typed; whether there was one."""
        fitting = found(self._choices, self.line.text())
        if not fitting:
            announce(self.line, self._nothing)
            return False
        self.line.clear()
        if fitting[0].value in self._chosen:
            self._show(self._chosen)
        else:
            self._toggle(fitting[0].value)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._letters(event) if self.line.text().strip() else self._empty(event)
        if event.type() == QEvent.Type.FocusOut and len(found(self._choices, self.line.text())) == 1:
            self._take()
        return super().eventFilter(watched, event)

    def _letters(self, event: QKeyEvent) -> bool:
        """A key while letters stand in the line."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        one_fits = len(found(self._choices, self.line.text())) == 1
        if event.key() in ENTER or (event.text() in TAKES and one_fits):
            self._take()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.line.clear()
            self._edited("")
            return True
        return False

    def _empty(self, event: QKeyEvent) -> bool:
        """A key in the empty line."""
        typed = event.text()
        by_key = next((one.value for one in self._choices if one.key and one.key == typed), None)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if by_key is not None:
            self._toggle(by_key)
        elif event.key() in ENTER:
            self.entered.emit()
        elif typed in ("+", "-"):
            self.people.emit(1 if typed == "+" else -1)
        elif event.key() == Qt.Key.Key_Backspace and self._chosen:
            self._toggle(self._chosen[-1])
        elif typed in TAKES:
            self.line.clear()
        else:
            return False
        return True
