"""What a series is asked: what it is, on which days and hours, where and for whom. Any weekday is one press away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.declarations import Draft, Field
from ...core.problems import Problem
from ...gui import theme
from ...gui.desk import Desk
from ...gui.editors import Editor, TickEditor, problem_of
from ...gui.form_line import FormLine
from ...gui.frames import section
from ...gui.layout import Item, column, row
from ...gui.states import sentence
from ...gui.widgets import button
from ..model import AttendanceMode, EventSeries
from ..recurrence import Repeat, Weekday, weekday_of
from ..series import SERIES_FORM

_WHAT = ("name", "type")
_WHERE = ("organiser_id", "run_by_centre", "venue", "address", "district_id", "is_online")
_WHOM = ("languages", "audience", "capacity", "attendance_mode", "purpose", "clause")
_MORE = ("title_other", "agreement", "remark")
ASKED = tuple(name for name in SERIES_FORM if name not in ("rule", "continues_id"))


class WeekdaysEditor(Editor):
    """Seven buttons, Monday first; any number of them may be down. The arrows move between them."""

    def __init__(self, name: str, desk: Desk) -> None:
        super().__init__(name)
        self.setAccessibleName(name)
        self.days: dict[str, QPushButton] = {}
        for one in Weekday:
            day = button(desk.words(f"weekday_short.{one.value}"), "chip", name=desk.words.choice(one))
            day.setCheckable(True)
            day.setMinimumWidth(theme.current().em(3))
            day.toggled.connect(self.changed)
            self.days[one.value] = day
            self._layout.addWidget(day)
        self._layout.addStretch(1)
        self.setFocusProxy(self.days[Weekday.MONDAY.value])

    def value(self) -> tuple[str, ...] | None:
        return tuple(code for code, day in self.days.items() if day.isChecked()) or None

    def set_value(self, value: Any) -> None:
        for code, day in self.days.items():
            day.setChecked(code in (value or ()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)


class SeriesForm(QWidget):
    """The fields of a series to be planned."""

    changed = Signal()
    NEEDED = ("name", "type", "organiser_id", "repeat", "weekdays", "first_on", "last_on")
    NEVER_EMPTY = ("every", "nth", "audience", "attendance_mode")  # they stand at their usual value

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        words = desk.words
        by_hand: dict[str, Editor] = {
            "weekdays": WeekdaysEditor(sentence(words("event_series.weekdays")), desk),
            **{name: TickEditor(sentence(words(f"event_series.{name}"))) for name in ("run_by_centre", "is_online")},
        }
        self.lines = {
            name: FormLine(
                Field(EventSeries, name),
                desk,
                is_optional=name not in self.NEEDED + self.NEVER_EMPTY,
                editor=by_hand.get(name),
            )
            for name in ASKED
        }
        self._filling = False
        self._proposed: tuple[str, ...] | None = None
        parts = (
            section(words("series.what"), self._lines(_WHAT), gap=1.5),
            section(words("series.when"), self._when(), gap=1.5),
            section(words("series.where"), self._lines(_WHERE), gap=1.5),
            section(words("series.for_whom"), self._lines(_WHOM), gap=1.5),
            section(words("series.more"), self._lines(_MORE), gap=1.5),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(*parts, 1, gap=3))
        for line in self.lines.values():
            line.editor.changed.connect(self._changed)
        self._fit()

    def _lines(self, names: Sequence[str]) -> QWidget:
        return column(*(self.lines[name] for name in names), gap=2)

    def _when(self) -> QWidget:
        pairs: list[Item] = [self.lines["weekdays"]]
        for one, other in (("first_on", "last_on"), ("starts_at", "ends_at"), ("repeat", "every")):
            pairs.append(row((self.lines[one], 1), (self.lines[other], 1), gap=2))
        return column(*pairs, self.lines["nth"], gap=2)

    # Values

    def draft(self) -> Draft:
        """What the form holds now."""
        values = {name: line.editor.value() for name, line in self.lines.items()}
        if values["repeat"] is not Repeat.MONTHLY:
            values["nth"] = None
        if values["attendance_mode"] is not AttendanceMode.NAMED:
            values |= {"purpose": None, "clause": None}
        return values

    def put(self, values: Draft) -> None:
        """Show these values, empty ones included; nothing is said to have changed until all stand."""
        self._filling = True
        for name, value in values.items():
            if name in self.lines:
                self.lines[name].editor.set_value(value)
                self.lines[name].touched = False
        self._filling = False
        self._changed()

    def unread(self) -> list[Problem]:
        """What was typed and cannot be understood."""
        found = (problem_of(line.editor, name) for name, line in self.lines.items())
        return [one for one in found if one is not None]

    def show_problems(self, found: Sequence[Problem], tried: bool) -> None:
        """Show problems under their fields; that one is empty only once it was touched, or after planning was tried."""
        by_field: dict[str, Problem] = {}
        for problem in sorted(found, key=lambda one: one.warning):
            by_field.setdefault(problem.field, problem)
        for name, line in self.lines.items():
            wrong = by_field.get(name)
            early = wrong is not None and wrong.key == "problem.required" and not (line.touched or tried)
            line.show_problem(None if early else wrong)

    def focus_on(self, found: Sequence[Problem]) -> bool:
        """Put the keyboard to the first problem that has a field; whether there was one."""
        for name, line in self.lines.items():
            if any(one.field == name and not one.warning for one in found):
                line.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _changed(self) -> None:
        if not self._filling:
            self._propose_weekday()
            self._fit()
            self.changed.emit()

    def _propose_weekday(self) -> None:
        """A series that begins on a Thursday is taken to be one of Thursdays, until somebody presses another day."""
        first: dt.date | None = self.lines["first_on"].editor.value()
        line = self.lines["weekdays"]
        if first is None or line.touched or line.editor.value() not in (None, self._proposed):
            return
        self._proposed = (weekday_of(first).value,)
        self._filling = True
        line.editor.set_value(self._proposed)
        line.touched = self._filling = False

    def _fit(self) -> None:
        """Only what matters is asked: which Thursday of a month, why names are kept."""
        named = self.lines["attendance_mode"].editor.value() is AttendanceMode.NAMED
        self.lines["nth"].setVisible(self.lines["repeat"].editor.value() is Repeat.MONTHLY)
        for name in ("purpose", "clause"):
            self.lines[name].setVisible(named)
