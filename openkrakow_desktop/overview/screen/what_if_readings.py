"""The readings of a trial as switches and values: the official choice is marked, what differs from it says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ...core.problems import Refused
from ...core.words import Words
from ...gui.layout import Item, column, hairline, row
from ...gui.saying import problem_words
from ...gui.widgets import DropDown, announce, field, mark_problem, set_tone, text
from ..what_if import Alternative, Scenario
from ..what_if_words import choice_words, reading_words, touched_words


@dataclass
class _Line:
    """One reading on the page."""

    one: Alternative
    editor: QComboBox | QLineEdit
    mark: QLabel
    below: QLabel
    means: str


class ReadingsForm(QWidget):
    """All readings, one under another. `chosen` tells the key of one and its new value, already checked."""

    chosen = Signal(str, object)

    def __init__(self, words: Words, alternatives: Sequence[Alternative]) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words("what_if.readings"))
        self._lines = {one.key: self._line(one) for one in alternatives}
        parts: list[Item] = []
        for line in self._lines.values():
            parts += [hairline()] if parts else []
            parts.append(self._shown(line))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(*parts, gap=0))

    def editor(self, key: str) -> QComboBox | QLineEdit:
        """Where a reading is chosen or typed."""
        return self._lines[key].editor

    def told(self, key: str) -> str:
        """What stands below a reading: its meaning, or what is wrong with what was typed."""
        return self._lines[key].below.text()

    def show_scenario(self, scenario: Scenario) -> None:
        """Show what a scenario reads otherwise; everything else as it is officially."""
        for key, line in self._lines.items():
            value = scenario.values.get(key)
            with QSignalBlocker(line.editor):
                if isinstance(line.editor, QComboBox):
                    line.editor.setCurrentIndex(line.editor.findData(line.one.official if value is None else value))
                else:
                    line.editor.setText("" if value is None else str(value))
            line.mark.setText(self._words("what_if.changed") if key in scenario.values else "")
            self._say(line, "")

    def _line(self, one: Alternative) -> _Line:
        label, means = reading_words(one.key, self._words)
        editor = self._choices(one, label) if one.choices else self._typed(one, label)
        touched = touched_words(one, self._words)
        said = f"{means} {touched}." if touched else means
        editor.setAccessibleDescription(said)
        return _Line(one, editor, text("", "label", "accent"), text(said, "small", "muted", wrap=True), said)

    def _shown(self, line: _Line) -> QWidget:
        label, _ = reading_words(line.one.key, self._words)
        head = row((text(label, "strong", wrap=True), 1), line.mark)
        editor: QWidget = line.editor
        if isinstance(line.editor, QLineEdit):
            editor = row((line.editor, 1), text(self._words(f"what_if_unit.{line.one.key}"), tone="muted"))
        return column(head, editor, line.below, gap=0.5, pad=(3, 1.25, 2, 1.25))

    def _choices(self, one: Alternative, label: str) -> QComboBox:
        made = DropDown()
        made.setAccessibleName(label)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        model = made.model()
        for choice in (*one.choices, *one.impossible):
            made.addItem(choice_words(one, choice, self._words, marked=True), choice)
            if choice in one.impossible and isinstance(model, QStandardItemModel):
                model.item(made.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)
        made.currentIndexChanged.connect(lambda _: self.chosen.emit(one.key, made.currentData()))
        return made

    def _typed(self, one: Alternative, label: str) -> QLineEdit:
        made = field(self._words(f"what_if_hint.{one.key}"), name=label)
        made.editingFinished.connect(lambda: self._take(self._lines[one.key]))
        return made

    def _take(self, line: _Line) -> None:
        """What was typed, if it makes sense; else what would."""
        assert isinstance(line.editor, QLineEdit)
        typed = line.editor.text().strip()
        try:
            value = line.one.checked(typed) if typed else None
        except Refused as error:
            self._say(line, " ".join(problem_words(one, self._words) for one in error.problems))
            announce(line.editor, line.below.text())
            return
        self._say(line, "")
        self.chosen.emit(line.one.key, value)

    def _say(self, line: _Line, problem: str) -> None:
        if (problem or line.means) != line.below.text():
            line.below.setText(problem or line.means)
            set_tone(line.below, "bad" if problem else "muted")
        if isinstance(line.editor, QLineEdit):
            mark_problem(line.editor, bool(problem))
