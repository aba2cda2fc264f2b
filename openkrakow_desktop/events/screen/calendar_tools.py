"""What stands above the days: where in time one is, how it is shown, and what is filtered out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QBoxLayout,
    QCalendarWidget,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from ...core.text import sentence, sort_key
from ...core.words import Words
from ...gui import theme
from ...gui.chips import Chip
from ...gui.dates import day_names, parse_date
from ...gui.desk import Desk
from ...gui.layout import column, row
from ...gui.widgets import button, field, mark_problem
from ..calendar import Narrowing, Shown, Standing
from ..model import EventType
from .calendar_paint import OFF_INK
from .calendar_views import VIEWS

REST = 150  # milliseconds after the last letter of the search
ONE_LINE = 76  # em: narrower, the filters stand on a line of their own


class DayJump(QMenu):
    """A small calendar with a line that takes "dziś", "+7", "12.3" or "12.03.2026"."""

    chosen = Signal(object)  # a date

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._names = desk, day_names(desk.words)
        w = desk.words
        self._line = field(w("calendar.jump_hint"), "search", name=w("calendar.jump"))
        self._line.returnPressed.connect(self._take_typed)
        self._line.textChanged.connect(lambda _: mark_problem(self._line, False))
        self._calendar = QCalendarWidget()
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self._dress(w.language)
        self._calendar.clicked.connect(self._take)
        self._calendar.activated.connect(self._take)
        holder = QWidgetAction(self)
        holder.setDefaultWidget(column(self._line, self._calendar, gap=1, pad=(1, 1, 1, 1)))
        self.addAction(holder)
        self.aboutToShow.connect(lambda: QTimer.singleShot(0, self._line.setFocus))

    def _dress(self, language: str) -> None:
        """The names of the language, the colours of the theme, our arrows."""
        self._calendar.setLocale(QLocale(language))
        for day, role in ((Qt.DayOfWeek.Saturday, "text"), (Qt.DayOfWeek.Sunday, OFF_INK)):
            look = QTextCharFormat()
            look.setForeground(theme.current().colour(role))
            self._calendar.setWeekdayTextFormat(day, look)
        for name, icon in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            arrow = self._calendar.findChild(QToolButton, name)
            if isinstance(arrow, QToolButton):
                arrow.setIcon(theme.icon(icon))

    def show_day(self, day: dt.date) -> None:
        """Open with this day chosen."""
        self._line.clear()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def _take(self, chosen: QDate) -> None:
        self._choose(dt.date(chosen.year(), chosen.month(), chosen.day()))

    def _take_typed(self) -> None:
        day = parse_date(self._line.text(), self._desk.clock.today(), self._names)
        if day is None:
            mark_problem(self._line, True)
            self._line.setAccessibleDescription(self._desk.words("problem.not_a_date"))
            self._line.setToolTip(self._desk.words("problem.not_a_date"))
        else:
            self._choose(day)

    def _choose(self, day: dt.date) -> None:
        self.close()
        self.chosen.emit(day)


class Tools(QWidget):
    """Before, today, after; month, week, day, list; search and filters. One line, or two where there is less room."""

    turned = Signal(int)
    today_asked = Signal()
    day_asked = Signal(object)
    view_asked = Signal(str)
    narrowed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.narrowed)
        self.jump = DayJump(desk, self)
        self.jump.chosen.connect(self.day_asked)
        self.search = field(w("calendar.search"), "search", name=w("calendar.search"))
        self.search.setMinimumWidth(theme.current().em(8))
        self.search.textChanged.connect(lambda _: self._rest.start())
        self._views = {key: self._view_chip(key) for key in VIEWS}
        self._chips = self._build_chips(w)
        self._clear = button(w("filter.clear"), "quiet", does=self.clear)
        self._clear.hide()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.current().px(1))
        self._unfold = button("", "chip", "filter", w("calendar.filters"), does=self._fit)
        self._unfold.setCheckable(True)
        self._unfold.hide()
        self._is_narrow = False
        self._lines = (
            row(*self._steps(w), 0.5, *self._views.values(), 1, self._unfold, gap=0.75),
            row((self.search, 1), *self._chips.values(), self._clear, gap=0.75),
        )
        for stretch, line in enumerate(self._lines):
            self._box.addWidget(line, stretch)
        whole = QVBoxLayout(self)
        t = theme.current()
        whole.setContentsMargins(t.px(3), 0, t.px(3), t.px(1.25))
        whole.addLayout(self._box)

    def _steps(self, w: Words) -> Sequence[QWidget]:
        before = button("", "", "chevron-left", w("calendar.before"), does=lambda: self.turned.emit(-1))
        after = button("", "", "chevron-right", w("calendar.after"), does=lambda: self.turned.emit(1))
        now = button(w("calendar.today"), "", does=self.today_asked.emit)
        now.setToolTip("Ctrl+Home")
        self.opener = button("", "", "calendar", w("calendar.jump_key"))
        self.opener.setMenu(self.jump)
        return before, now, after, self.opener

    def _view_chip(self, key: str) -> QPushButton:
        w = self.desk.words
        chip = button(w(f"calendar.view_{key}"), "chip", does=lambda: self.view_asked.emit(key))
        chip.setCheckable(True)
        chip.setToolTip(f"Alt+{VIEWS.index(key) + 1}")
        return chip

    def _build_chips(self, w: Words) -> dict[str, Chip]:
        def chip(name: str, choices: Sequence[tuple[Hashable, str]], several: bool = True) -> Chip:
            title = w(f"calendar.filter_{name}")
            made = Chip(title, choices, w("filter.any"), w("filter.clear_one", filter=title), several)
            made.changed.connect(self.narrowed)
            return made

        ours = [(True, w("calendar.ours")), (False, w("calendar.not_ours"))]
        return {
            "type": chip("type", [(kind, sentence(w.choice(kind))) for kind in EventType]),
            "state": chip("state", [(one, sentence(w.choice(one))) for one in Standing]),
            "venue": chip("venue", []),
            "ours": chip("ours", ours, several=False),
        }

    # What is chosen

    def set_view(self, view: str) -> None:
        """Mark the view one is in."""
        for key, chip in self._views.items():
            chip.setChecked(key == view)

    def narrowing(self) -> Narrowing:
        """What the search and the chips let through."""
        chosen = {name: chip.chosen for name, chip in self._chips.items()}
        wanted = Narrowing(
            search=self.search.text(),
            types=chosen["type"],  # type: ignore[arg-type]
            standings=chosen["state"],  # type: ignore[arg-type]
            venues=chosen["venue"],  # type: ignore[arg-type]
            run_by_centre=chosen["ours"],  # type: ignore[arg-type]
        )
        self._clear.setVisible(not wanted.is_empty)
        return wanted

    def offer_venues(self, shown: Shown) -> None:
        """The places of what is shown; a chosen one stays on offer."""
        kept = {str(one) for one in self._chips["venue"].chosen}
        venues = sorted({item.venue for item in shown.items if item.venue} | kept, key=sort_key)
        self._chips["venue"].offer([(one, one) for one in venues])

    def clear(self) -> None:
        """Take every filter off."""
        self.search.clear()
        for chip in self._chips.values():
            chip.choose()
        self.narrowed.emit()

    def open_jump(self, day: dt.date) -> None:
        """Open the small calendar below its button."""
        self.jump.show_day(day)
        self.opener.showMenu()

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window search and filters wait behind a button, until they are wanted."""
        self._is_narrow = narrow
        self._unfold.setVisible(narrow)
        self._fit()

    def _fit(self) -> None:
        self._lines[1].setVisible(not self._is_narrow or self._unfold.isChecked() or not self.narrowing().is_empty)

    def to_search(self) -> None:
        """Put the keyboard into the search."""
        self._unfold.setChecked(True)
        self._fit()
        self.search.setFocus()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its wider line, because the other may go below it."""
        widest = max(line.minimumSizeHint().width() for line in self._lines)
        return QSize(widest + 2 * theme.current().px(3), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= theme.current().em(ONE_LINE)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        super().resizeEvent(event)
