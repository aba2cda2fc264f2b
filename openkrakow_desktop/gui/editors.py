"""One editor for each kind of value: shows it, reads it back, and says when what was typed is not one.

`value()` is None where the editor is empty; `unread()` names the sentence of a text that cannot be understood. Nothing
is guessed: a money field takes "1234,5" and "1 234,50 zł", never "1.234,5"."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from ..core.clock import WARSAW
from ..core.declarations import Ask, Field
from ..core.formats import clock_time
from ..core.formats import day as shown_day
from ..core.problems import Problem
from ..core.record import Record
from . import theme
from .chips import Chip
from .dates import day_names, parse_date, parse_time
from .desk import Desk
from .layout import ems
from .offering import Offering
from .states import sentence
from .widgets import DropDown, button, mark_problem

PIN = "pin"  # what an action asks under this name is not shown while it is typed
_DIGITS = re.compile(r"[+\u2212-]?[0-9]+")
_MONEY = re.compile(r"([+\u2212-]?)([0-9]+)(?:[.,]([0-9]{1,2}))?")
_SPACES = re.compile(r"[ \u00a0\u202f]")


class Editor(QWidget):
    """The base of every editor: a widget that holds one value."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().px(0.5))

    def hold(self, widget: QWidget, stretch: int = 1) -> None:
        """Lay out a part; the first one gets the keyboard and bears the name."""
        if self._layout.count() == 0:
            self.setFocusProxy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(self.name)
        self._layout.addWidget(widget, stretch)

    def value(self) -> Any:
        """The value, None where there is none or it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def unread(self) -> str:
        """The word key of what is wrong with the typed text, empty when it can be read."""
        return ""

    def mark(self, problem: bool) -> None:
        """Show on the border that something is wrong."""
        for one in self.findChildren(QWidget):
            if isinstance(one, QLineEdit | QPlainTextEdit | QComboBox):
                mark_problem(one, problem)


class LineEditor(Editor):
    """A short text."""

    def __init__(self, name: str, words: str = "") -> None:
        super().__init__(name)
        self.line = QLineEdit(words)
        self.line.textChanged.connect(self.changed)
        self.hold(self.line)

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def offer(self, texts: Sequence[str]) -> None:
        """Offer texts that were used before."""
        Offering(self.line, texts)


class LongEditor(Editor):
    """A long text; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setProperty("several", "true")  # a least height of its own, or a long form presses it to one line
        ems(self.text, height=6.5)
        self.text.textChanged.connect(self.changed)
        self.hold(self.text)

    def value(self) -> str | None:
        return self.text.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        self.text.setPlainText(value or "")


class NumberEditor(LineEditor):
    """A whole number; an empty field is no value, never zero."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        ems(self.line, 9)
        self._layout.addStretch(1)

    def _typed(self) -> str:
        return _SPACES.sub("", self.line.text()).replace("\u2212", "-")

    def value(self) -> int | None:
        return int(self._typed()) if _DIGITS.fullmatch(self._typed()) else None

    def unread(self) -> str:
        return "problem.not_a_number" if self._typed() and not _DIGITS.fullmatch(self._typed()) else ""


class MoneyEditor(NumberEditor):
    """An amount in złoty, kept as whole grosze."""

    def _match(self) -> re.Match[str] | None:
        return _MONEY.fullmatch(self._typed().casefold().removesuffix("zł").removeprefix("pln"))

    def value(self) -> int | None:
        match = self._match()
        if match is None:
            return None
        grosze = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
        return -grosze if match[1] == "-" else grosze

    def unread(self) -> str:
        if not self._typed() or self._match() is not None:
            return ""
        too_fine = re.fullmatch(r".*\d[.,]\d{3,}(zł)?", self._typed().casefold()) is not None
        return "problem.cell_three_decimals" if too_fine else "problem.not_an_amount"

    def set_value(self, value: Any) -> None:
        said = "" if value is None else f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
        super().set_value(said)


class DateEditor(Editor):
    """A date, typed ("dziś", "+7", "12.3") or taken from a calendar; on leaving it is written out."""

    def __init__(self, name: str, desk: Desk) -> None:
        super().__init__(name)
        self._clock, self._language, self._names = desk.clock, desk.words.language, day_names(desk.words)
        self.line = ems(QLineEdit(), 9)
        self.line.setPlaceholderText(desk.words("form.date_hint"))
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self._write_out)
        self.hold(self.line, 0)
        choose = button("", "", "calendar", desk.words("form.calendar", field=name))
        self._menu = QMenu(choose)
        self._calendar: QCalendarWidget | None = None
        self._menu.aboutToShow.connect(self._open)
        choose.setMenu(self._menu)
        self._layout.addWidget(choose)
        self._layout.addStretch(1)

    def value(self) -> dt.date | None:
        return parse_date(self.line.text(), self._clock.today(), self._names)

    def unread(self) -> str:
        return "problem.not_a_date" if self.line.text().strip() and self.value() is None else ""

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else shown_day(value, "pl"))

    def _write_out(self) -> None:
        found = self.value()
        if found is not None and shown_day(found, "pl") != self.line.text():
            self.set_value(found)

    def _open(self) -> None:
        if self._calendar is None:
            self._calendar = QCalendarWidget()
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            self._calendar.clicked.connect(self._take)
            self._calendar.activated.connect(self._take)
            holder = QWidgetAction(self._menu)
            holder.setDefaultWidget(self._calendar)
            self._menu.addAction(holder)
        shown = self.value() or self._clock.today()
        self._calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))

    def _take(self, chosen: QDate) -> None:
        self.set_value(dt.date(chosen.year(), chosen.month(), chosen.day()))
        self._menu.close()
        self.line.setFocus()


class TimeEditor(LineEditor):
    """A time of day: 18, 1830, 18:30."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(name)
        self.line.setPlaceholderText(hint)
        ems(self.line, 6)
        self.line.editingFinished.connect(lambda: self.set_value(self.value()) if self.value() else None)
        self._layout.addStretch(1)

    def value(self) -> dt.time | None:
        return parse_time(self.line.text())

    def unread(self) -> str:
        return "problem.not_a_time" if self.line.text().strip() and self.value() is None else ""

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else clock_time(value))


class MomentEditor(Editor):
    """A date and a time in Krakow, kept as an instant in UTC."""

    def __init__(self, name: str, desk: Desk) -> None:
        super().__init__(name)
        self.date, self.time = DateEditor(name, desk), TimeEditor(name, desk.words("form.time_hint"))
        self.time.line.setAccessibleName(desk.words("form.time_of", field=name))
        for part in (self.date, self.time):
            part.changed.connect(self.changed)
            self.hold(part, 0)
        self._layout.addStretch(1)

    def value(self) -> dt.datetime | None:
        date, time = self.date.value(), self.time.value()
        return None if date is None or time is None else dt.datetime.combine(date, time, WARSAW).astimezone(dt.UTC)

    def unread(self) -> str:
        half = (self.date.value() is None) != (self.time.value() is None)
        return self.date.unread() or self.time.unread() or ("problem.half_a_moment" if half else "")

    def set_value(self, value: Any) -> None:
        local = None if value is None else value.astimezone(WARSAW)
        self.date.set_value(local and local.date())
        self.time.set_value(local and local.time().replace(tzinfo=None))


class TickEditor(Editor):
    """Yes or no, beside its own name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.box = QCheckBox(name.replace("&", "&&"))
        self.box.setAccessibleName(name)
        self.box.toggled.connect(self.changed)
        self.hold(self.box)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of some values; empty stands first until something is chosen, and stays possible where that is allowed."""

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]], empty: str) -> None:
        super().__init__(name)
        self.box = DropDown()
        self.box.setMaxVisibleItems(16)
        self.box.addItem(empty, None)
        self._values: list[Any] = [None]
        for value, words in choices:
            self._values.append(value)
            self.box.addItem(words)
        self.box.currentIndexChanged.connect(self.changed)
        self.hold(self.box)

    def value(self) -> Any:
        return self._values[self.box.currentIndex()]

    def set_value(self, value: Any) -> None:
        if value not in self._values:  # an old code that is no longer offered is kept, not lost
            self._values.append(value)
            self.box.addItem(str(value))
        self.box.setCurrentIndex(self._values.index(value))


class CodesEditor(Editor):
    """Any number of codes: a few as ticks, many in a menu."""

    FEW = 6

    def __init__(self, name: str, choices: Sequence[tuple[Hashable, str]], desk: Desk) -> None:
        super().__init__(name)
        self._order = [value for value, _ in choices]
        self._ticks: dict[Hashable, QCheckBox] = {}
        self._chip: Chip | None = None
        self._unknown: tuple[Hashable, ...] = ()
        if len(choices) <= self.FEW:
            self._add_ticks(choices)
        else:
            self._chip = Chip(name, choices, desk.words("filter.none"), desk.words("filter.clear_one", filter=name))
            self._chip.changed.connect(self.changed)
            self.hold(self._chip, 0)
            self._layout.addStretch(1)

    def _add_ticks(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        for value, words in choices:
            box = QCheckBox(words.replace("&", "&&"))
            box.setAccessibleName(f"{self.name}: {words}")
            box.toggled.connect(self.changed)
            self._ticks[value] = box
            column.addWidget(box)
        self._layout.addLayout(column, 1)
        if self._ticks:
            self.setFocusProxy(next(iter(self._ticks.values())))

    def value(self) -> tuple[Any, ...] | None:
        ticked = (value for value, box in self._ticks.items() if box.isChecked())
        chosen = self._chip.chosen if self._chip else tuple(ticked)
        return (*chosen, *self._unknown) or None

    def set_value(self, value: Any) -> None:
        wanted = tuple(value or ())
        self._unknown = tuple(code for code in wanted if code not in self._order)
        for code, box in self._ticks.items():
            box.setChecked(code in wanted)
        if self._chip:
            self._chip.choose(*wanted)


def editor_for(field: Field, desk: Desk) -> Editor:
    """The editor of a register's field."""
    name = sentence(desk.words(field.key))
    kind = field.kind
    if field.target is not None:
        from .link_editor import LinkEditor  # it stands on Editor

        return LinkEditor(name, field.target, desk)
    if kind is bool and not field.optional:
        return TickEditor(name)
    if kind is bool:
        return ChoiceEditor(name, [(True, desk.words("yes")), (False, desk.words("no"))], desk.words("form.not_given"))
    if field.choices:
        choices = choices_of(field.choices, desk)
        several = kind is tuple
        return (
            CodesEditor(name, choices, desk) if several else ChoiceEditor(name, choices, desk.words("form.not_given"))
        )
    if field.long:
        return LongEditor(name)
    return _simple(name, kind, desk, field.money)


def choices_of(choices: Mapping[Any, str], desk: Desk) -> list[tuple[Any, str]]:
    """Values with their words, capitalised, in their declared order."""
    return [(value, sentence(desk.words(key))) for value, key in choices.items()]


def _simple(name: str, kind: type, desk: Desk, is_money: bool = False) -> Editor:
    if kind is int:
        return MoneyEditor(name) if is_money else NumberEditor(name)
    if kind is dt.datetime:
        return MomentEditor(name, desk)
    if kind is dt.date:
        return DateEditor(name, desk)
    if kind is dt.time:
        return TimeEditor(name, desk.words("form.time_hint"))
    return LineEditor(name)


def editor_for_ask(ask: Ask, desk: Desk) -> Editor:
    """The editor of what an action asks."""
    name = sentence(desk.words(f"ask.{ask.name}"))
    if issubclass(ask.kind, Record):
        from .link_editor import LinkEditor  # it stands on Editor

        return LinkEditor(name, ask.kind.__tablename__, desk)
    if issubclass(ask.kind, enum.Enum):
        choices = [(member, sentence(desk.words.choice(member))) for member in ask.kind]
        return ChoiceEditor(name, choices, desk.words("form.not_given"))
    if ask.kind is bool:
        return TickEditor(name)
    if ask.name == PIN:
        hidden = LineEditor(name)
        hidden.line.setEchoMode(QLineEdit.EchoMode.Password)
        return hidden
    if ask.kind is str:
        return LongEditor(name) if ask.name == "reason" else LineEditor(name)
    return _simple(name, ask.kind, desk)


def problem_of(editor: Editor, field: str) -> Problem | None:
    """What is wrong with the text of an editor, as a problem of its field."""
    key = editor.unread()
    return Problem(field, key) if key else None
