"""The days of a series before they are planned: each with a tick, what speaks against it, and why it is left out.

What a person has ticked, unticked or given as a reason stays while the pattern is changed around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ...core.formats import day
from ...core.words import Words
from ...gui import theme
from ...gui.layout import Item, clear, column, ems, fill, hairline, row
from ...gui.widgets import button, field, mark_problem, symbol, text
from ..series import Occurrence
from ..series_words import flag_words

AT_FIRST = 60  # rows shown before the rest is asked for; what is flagged is always shown


@dataclass
class _Choice:
    """What a person decided about a day."""

    is_planned: bool
    reason: str | None = None  # None: as proposed


class DayRow(QWidget):
    """One day: a tick with the date, its flags, and (left out) the reason."""

    changed = Signal()

    def __init__(self, one: Occurrence, words: Words, is_planned: bool, reason: str) -> None:
        super().__init__()
        self.occurrence, self.words = one, words
        flags = self._said = flag_words(one, words)
        named = f"{words(f'weekday_short.{one.on.isoweekday()}')} {day(one.on, words.language)}"
        self.tick = QCheckBox(named)
        self.tick.setAccessibleName(", ".join([named, *flags]))
        self.tick.setChecked(is_planned)
        self.tick.setEnabled(not one.is_settled)
        self.reason: QLineEdit = field(
            words("series.why_not"), words=reason, name=f"{named}: {words('series.why_not')}"
        )
        sign = symbol("triangle-alert", "warn", 1.15) if flags else None
        said = text(" · ".join(flags), tone="warn", wrap=True) if flags else None
        self._flags = said
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.current().px(0.25), 0, theme.current().px(0.25))
        whole.addWidget(row(ems(self.tick, 11), sign, (column(1, said, self.reason, 1, gap=0.5), 1), gap=1))
        self.tick.toggled.connect(self._toggled)
        self.reason.textEdited.connect(lambda _: self.changed.emit())
        self._show()

    @property
    def is_planned(self) -> bool:
        """Whether an event is to be made on this day."""
        return self.tick.isChecked()

    def _toggled(self) -> None:
        self._show()
        if not self.is_planned and self.isVisible() and not self.reason.text():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self) -> None:
        self.reason.setVisible(not self.is_planned)
        if self._flags is not None:  # said once is enough: the flags are the reason that is proposed
            self._flags.setVisible(self.is_planned or self.reason.text() != ", ".join(self._said))
        mark_problem(self.reason, not self.is_planned and not self.reason.text().strip())


class DaysList(QWidget):
    """The list of days. `skipped` is what planning is told to leave out, with reasons."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.setAccessibleName(words("series.days"))
        self.occurrences: tuple[Occurrence, ...] = ()
        self.rows: dict[dt.date, DayRow] = {}
        self._choices: dict[dt.date, _Choice] = {}
        self._everything = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def forget(self) -> None:
        """Start anew: no day is decided on."""
        self._choices.clear()
        self._everything = False
        self.show_days(())

    def show_days(self, occurrences: Sequence[Occurrence]) -> None:
        """Show these days; decisions about days that stay are kept."""
        self.occurrences = tuple(occurrences)
        clear(self._layout)
        self.rows = {one.on: self._row(one) for one in self._shown()}
        lines: list[Item] = []
        for made in self.rows.values():
            made.setMinimumHeight(theme.current().em(2.77))
            lines += [hairline(), made] if lines else [made]
        hidden = len(self.occurrences) - len(self.rows)
        if hidden:
            more = button(self.words.count("series.more_days", hidden), "quiet", "list-checks", does=self._show_all)
            lines += [hairline(), row(more, 1)]
        fill(self._layout, [column(*lines, gap=0)])
        self.changed.emit()

    def _shown(self) -> list[Occurrence]:
        if self._everything:
            return list(self.occurrences)
        return [one for at, one in enumerate(self.occurrences) if at < AT_FIRST or one.is_flagged]

    def _show_all(self) -> None:
        self._everything = True
        self.show_days(self.occurrences)

    def _row(self, one: Occurrence) -> DayRow:
        made = DayRow(one, self.words, self._is_planned(one), self._reason(one))
        made.changed.connect(lambda: self._decided(made))
        return made

    def _decided(self, made: DayRow) -> None:
        self._choices[made.occurrence.on] = _Choice(made.is_planned, made.reason.text())
        self.changed.emit()

    def _is_planned(self, one: Occurrence) -> bool:
        choice = self._choices.get(one.on)
        return one.is_proposed if choice is None or one.is_settled else choice.is_planned

    def _reason(self, one: Occurrence) -> str:
        choice = self._choices.get(one.on)
        if choice is not None and choice.reason is not None:
            return choice.reason
        return ", ".join(flag_words(one, self.words)) if one.is_flagged else ""

    @property
    def skipped(self) -> Mapping[dt.date, str]:
        """The days left out, with their reasons."""
        return {one.on: self._reason(one) for one in self.occurrences if not self._is_planned(one)}

    @property
    def count(self) -> int:
        """How many events would be made."""
        return len(self.occurrences) - len(self.skipped)

    def focus_reason(self) -> bool:
        """Put the keyboard to the first day left out without a reason; whether there was one."""
        for on, reason in self.skipped.items():
            if not reason.strip() and on in self.rows:
                self.rows[on].reason.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False
