"""The views of the calendar over one day: which is seen, which days it spans, what it is called.

In a narrow window the month shows signs with the chosen day listed below, and week and day are lists."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ...core.words import Words
from ...gui import theme
from ...gui.frames import scrolled
from ...gui.layout import column, hairline, row
from .. import calendar as data
from ..calendar import Item, Shown
from .calendar_board import Board
from .calendar_list import ListBoard
from .calendar_month import MonthBoard
from .calendar_paint import Legend
from .calendar_week import WeekBoard
from .calendar_words import day_title, month_title, week_title

VIEWS = ("month", "week", "day", "list")
_DAY = dt.timedelta(days=1)


class Views(QWidget):
    """`anchor` is the day that was gone to: its month, its week or itself is what is shown."""

    def __init__(self, words: Words, today: dt.date, view: str) -> None:
        super().__init__()
        self.said, self.anchor = words, today
        self.view = view if view in VIEWS else VIEWS[0]
        self.month, self.week = MonthBoard(words, today), WeekBoard(words, today)
        self.one_day, self.list, self.below = (
            WeekBoard(words, today, 1),
            ListBoard(words, today),
            ListBoard(words, today),
        )
        self._line, self._below_area = hairline(), scrolled(self.below)
        self._below_area.setMinimumHeight(theme.current().em(4))
        self._month_page = column((self.month, 1), self._line, (self._below_area, 1), gap=0)
        self._list_page = scrolled(self.list)
        self.host = QWidget()
        self._stack = QStackedLayout(self.host)
        for one in (self._month_page, self.week, self.one_day, self._list_page):
            self._stack.addWidget(one)
        self._legend = column(hairline(), row(Legend(words), pad=(3, 0.75, 3, 0.75)), gap=0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column((self.host, 1), self._legend, gap=0))
        self.month.day_pointed.connect(self.list_below)

    def boards(self) -> tuple[Board, ...]:
        """Every view."""
        return self.month, self.week, self.one_day, self.list, self.below

    @property
    def board(self) -> Board:
        """The view one is in."""
        if self.view != "month" and theme.is_narrow(self):
            return self.list
        return {"month": self.month, "week": self.week, "day": self.one_day, "list": self.list}[self.view]

    @property
    def item(self) -> Item | None:
        """The chosen item, wherever it is chosen."""
        return self.board.item or (self.below.item if self.board is self.month else None)

    # Where in time

    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day shown."""
        if self.view == "month":
            mondays = data.weeks_of_month(self.anchor)
            return mondays[0], mondays[-1] + 6 * _DAY
        if self.view == "week":
            monday = data.monday_of(self.anchor)
            return monday, monday + 6 * _DAY
        return (self.anchor, self.anchor) if self.view == "day" else self.own_span()

    def own_span(self) -> tuple[dt.date, dt.date]:
        """The same without the days of a month's neighbours."""
        if self.view in ("week", "day"):
            return self.span()
        return self.anchor.replace(day=1), data.last_of_month(self.anchor)

    def title(self) -> str:
        """What is shown: the month, the week, the day."""
        if self.view == "week":
            return week_title(data.monday_of(self.anchor), self.said)
        return day_title(self.anchor, self.said) if self.view == "day" else month_title(self.anchor, self.said)

    def after(self, step: int) -> dt.date:
        """The day to go to for the span before or after."""
        day = self.board.day
        if self.view in ("week", "day"):
            return day + step * _DAY * (7 if self.view == "week" else 1)
        inside = (day.year, day.month) == (self.anchor.year, self.anchor.month)
        return data.month_after(day if inside else self.anchor, step)

    def put_day(self, day: dt.date, hour: dt.time | None = None) -> None:
        """Put the keyboard of every view on a day; what is being moved stays in hand."""
        self.anchor = day
        for board in self.boards():
            if board.target is None and board.day != day:
                board.item = None
            board.day, board.hour = day, hour

    # What is shown

    def show_items(self, seen: Shown, name: str) -> None:
        """Show these days in the view one is in."""
        self.month.show_month(self.anchor)
        self.week.show_from(data.monday_of(self.anchor))
        self.one_day.show_from(self.anchor)
        self.fit()
        self.board.show_items(seen, f"{name}, {self.title()}")
        if self.board is self.month:
            self.list_below(self.month.day)
        if self.board is self.list:
            self.list.see_day()

    def list_below(self, day: dt.date) -> None:
        """Below a month of signs, the chosen day is listed."""
        if self.month.is_compact and self.board is self.month:
            self.below.day = day
            self.below.show_items(Shown(day, day, self.month.shown.on(day)), self.month.accessibleName())

    def fit(self) -> None:
        """Show the view that there is room for."""
        narrow, board = theme.is_narrow(self), self.board
        self._legend.setVisible(not narrow)  # a narrow list says types in words
        if narrow or self.month.is_compact:
            self.month.set_compact(narrow)
        for one in (self._line, self._below_area):
            one.setVisible(narrow)
        page: QWidget = board
        if board is self.month:
            page = self._month_page
        elif board is self.list:
            page = self._list_page
        self._stack.setCurrentWidget(page)
        self.setFocusProxy(board)

    def entry_area(self, board: Board) -> QRectF:
        """Where on `host` a new event of a board's day is typed."""
        return board.entry_area().translated(board.mapTo(self.host, QPoint(0, 0)).toPointF())
