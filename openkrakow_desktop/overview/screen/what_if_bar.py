"""Scenarios by name, kept on this laptop: open one, compare with one, keep what is tried, throw one away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.words import Words
from ...gui.flow import flow
from ...gui.layout import ems, row
from ...gui.widgets import DropDown, button, field, text

WIDE = 14  # em of a drop-down and of the name


class ScenarioBar(QWidget):
    """`opened`, `kept` and `forgotten` tell a name; `compared` the name to compare with, or nothing."""

    opened = Signal(str)
    compared = Signal(str)
    kept = Signal(str)
    forgotten = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.names, self.against = ems(DropDown(), WIDE), ems(DropDown(), WIDE)
        self.names.setAccessibleName(words("what_if.scenario"))
        self.against.setAccessibleName(words("what_if.compare"))
        self.name = ems(field(words("what_if.name")), WIDE)
        self.keep = button(words("what_if.keep"), "", "save", does=lambda: self.kept.emit(self.name.text()))
        self.throw = button(
            "", "", "x", words("what_if.forget"), does=lambda: self.forgotten.emit(self.names.currentData())
        )
        self.names.activated.connect(self._opened)
        self.against.activated.connect(lambda _: self.compared.emit(self.other))
        self.name.returnPressed.connect(self.keep.click)
        named = row(text(words("what_if.scenario"), tone="muted"), self.names, self.throw, gap=1)
        compared = row(text(words("what_if.compare"), tone="muted"), self.against, gap=1)
        keeping = row(self.name, self.keep, gap=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row((flow([named, compared, keeping]), 1), pad=(3, 0, 3, 1)))

    @property
    def other(self) -> str:
        """The scenario to compare with; empty: none."""
        return str(self.against.currentData() or "")

    def show_names(self, names: Sequence[str], current: str) -> None:
        """Offer these; `current` is the one that is tried, empty where it has no name."""
        other = self.other
        with QSignalBlocker(self.names), QSignalBlocker(self.against):
            self.names.clear()
            self.against.clear()
            self.names.addItem(self._words("what_if.unnamed"), "")
            self.against.addItem(self._words("what_if.compare_none"), "")
            for name in names:
                self.names.addItem(name, name)
                self.against.addItem(name, name)
            self.names.setCurrentIndex(max(0, self.names.findData(current)))
            self.against.setCurrentIndex(max(0, self.against.findData(other)))
        self.throw.setEnabled(bool(self.names.currentData()))
        if current:
            self.name.setText(current)

    def clear_name(self) -> None:
        """Nothing kept is tried any more."""
        self.names.setCurrentIndex(0)
        self.name.clear()
        self.throw.setEnabled(False)

    def _opened(self, _at: int) -> None:
        name = str(self.names.currentData() or "")
        self.throw.setEnabled(bool(name))
        if name:
            self.name.setText(name)
            self.opened.emit(name)
