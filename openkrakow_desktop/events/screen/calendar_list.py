"""The list: day under day, each with its items in full: hours, sign, title, place, attendance, state in words.

It is as high as it needs and scrolls; in a narrow window it also stands for the week and below a small month."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy

from ...core.words import Words
from ...gui import theme
from ..calendar import OFF, Item, Shown
from ..replan import Target
from .calendar_board import Board, Spot
from .calendar_paint import OFF_INK, Ink
from .calendar_words import day_name, day_off, hours_said, status_of_item, title_said

_DAY = dt.timedelta(days=1)
HEAD, ROW, TALL = 2.3, 2.1, 3.4  # em: a day's name, an item on one line, an item on two
WIDE = 56  # em: narrower, an item takes two lines
RIGHT = Qt.AlignmentFlag.AlignRight


class ListBoard(Board):
    """Days one under another: those that have items, today, and the chosen one."""

    def __init__(self, words: Words, today: dt.date) -> None:
        super().__init__(words, today)
        self._heads: dict[dt.date, QRectF] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def days(self) -> list[dt.date]:
        """The days listed, in order."""
        extra = {day for day in (self.day, self.today) if self.shown.first <= day <= self.shown.last}
        return sorted(extra | set(self.shown.by_day))

    def show_items(self, shown: Shown, name: str) -> None:
        super().show_items(shown, name)
        self._grow()

    def _is_wide(self) -> bool:
        return self.width() >= theme.current().em(WIDE) and not theme.is_narrow(self)

    def _row(self) -> float:
        return float(theme.current().em(ROW if self._is_wide() else TALL))

    def _needed(self) -> int:
        heads = len(self.days()) * theme.current().em(HEAD)
        empty = sum(not self.shown.on(day) for day in self.days())
        return round(heads + (len(self.shown.items) + empty) * self._row()) + theme.current().em(1)

    def _grow(self) -> None:
        self.setFixedHeight(max(self._needed(), theme.current().em(4)))
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(0, self._needed())

    # Where everything lies

    def arrange(self, ink: Ink) -> None:
        t, y, row = ink.t, 0.0, self._row()
        self._heads = {}
        for day in self.days():
            top = y
            self._heads[day] = QRectF(0, y, self.width(), t.em(HEAD))
            y += t.em(HEAD)
            for item in self.shown.on(day):
                self.spots.append(Spot(QRectF(t.px(2), y, self.width() - t.px(4), row - 2), (item,)))
                y += row
            if not self.shown.on(day):
                y += row
            self.cells[day] = QRectF(0, top, self.width(), y - top)

    # Keys: up and down go through everything

    def step_day(self, across: int, down: int) -> None:
        items = self.shown.on(self.day)
        if across or not (down > 0 and items):
            self._go_day(across or down)
        else:
            self.choose_item(items[0])
        self._see()

    def _go_day(self, step: int) -> None:
        days = self.days()
        at = days.index(self.day) + step if self.day in days else 0
        if 0 <= at < len(days):
            day = days[at]
            items = self.shown.on(day)
            self.choose_item(items[-1]) if step < 0 and items else self.choose_day(day)
        else:
            self.choose_day(self.shown.first - _DAY if at < 0 else self.shown.last + _DAY)

    def step_item(self, step: int) -> None:
        items = self.shown.on(self.day)
        at = items.index(self.item) + step if self.item in items else 0
        if at < 0:
            self.leave_item()
        elif at < len(items):
            self.choose_item(items[at])
        else:
            self._go_day(1)
        self._see()

    def choose_day(self, day: dt.date, hour: dt.time | None = None) -> None:
        super().choose_day(day, hour)
        self._grow()

    def stepped(self, target: Target, across: int, down: int) -> Target:
        return Target(target.day + _DAY * (across + down), target.starts_at)

    def _see(self) -> None:
        """Scroll what the keyboard is on into sight."""
        self.ready()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        spot = next((one for one in self.spots if self.is_chosen(one)), None)
        where = spot.area if spot is not None else self._heads.get(self.day)
        if isinstance(area, QScrollArea) and where is not None:
            margin = theme.current().em(HEAD)
            area.ensureVisible(0, round(where.top()), 0, margin)
            area.ensureVisible(0, round(where.bottom()), 0, margin)

    def see_day(self) -> None:
        """Scroll the chosen day into sight."""
        self._see()

    def entry_area(self) -> QRectF:
        self.ready()
        return self._heads.get(self.day, QRectF(self.rect()))

    # Painting

    def paint(self, ink: Ink) -> None:
        t = ink.t
        ink.p.fillRect(self.rect(), t.colour("surface"))
        for day, area in self._heads.items():
            self._paint_head(ink, day, area)
        for spot in self.spots:
            self._paint_row(ink, spot.area, spot.item, self.is_chosen(spot), self.is_hovered(spot))
        if self.hasFocus():
            self._paint_ring(ink)
        if self.target is not None and self.item is not None:
            where = self.cells.get(self.target.day)
            if where is not None:
                ink.frame(where.adjusted(2, 2, -2, -2), "accent", 2, dashed=True)

    def _paint_ring(self, ink: Ink) -> None:
        spot = next((one for one in self.spots if self.is_chosen(one)), None)
        where = spot.area if spot is not None else self._heads.get(self.day)
        if where is not None:
            ink.frame(where.adjusted(2, 1, -2, -1), "focus")

    def _paint_head(self, ink: Ink, day: dt.date, area: QRectF) -> None:
        t, off = ink.t, day_off(day, self.said)
        if area.top():
            ink.line(t.px(3), area.top(), self.width() - t.px(3), area.top())
        if day == self.day and self.item is None:
            ink.p.fillRect(area.adjusted(0, 1, 0, -1), t.colour("tint"))
        said = day_name(day, self.said)
        said = said[:1].upper() + said[1:]
        left = area.left() + t.px(3)
        ink.words(
            QRectF(left, area.top(), area.width() - left, area.height()), said, "strong", OFF_INK if off else "text"
        )
        left += ink.width(said, "strong") + t.em(0.8)
        beside = [self.said("calendar.today_word")] if day == self.today else []
        beside += [off] if off and off != self.said("weekday.7") else []
        room = QRectF(left, area.top(), area.right() - left - t.em(1), area.height())
        ink.words(room, " · ".join(beside), "small", "accent" if day == self.today else OFF_INK)
        if not self.shown.on(day):
            room = QRectF(area.left() + t.px(3), area.bottom(), area.width() - t.px(6), self._row())
            ink.words(room, self.said("calendar.nothing_on_day"), "body", "muted")

    def _paint_row(self, ink: Ink, area: QRectF, item: Item, chosen: bool, hovered: bool) -> None:
        t, is_wide = ink.t, self._is_wide()
        if chosen:
            ink.box(area, t.colour("tint"))
            ink.p.fillRect(QRectF(area.left(), area.top() + 2, 3, area.height() - 4), t.colour("accent"))
        elif hovered:
            ink.box(area, t.colour("hover"))
        tone, is_off = "on_tint" if chosen else "text", item.standing in OFF
        status = status_of_item(item.standing, self.said)
        line = area if is_wide else QRectF(area.left(), area.top() + 2, area.width(), area.height() / 2)
        below = QRectF(area.left(), line.bottom(), area.width(), line.height() - 4)
        left = area.left() + t.px(1)
        ink.sign(item.family, QPointF(left + ink.sign_side / 2, line.center().y()))
        left += ink.sign_side + t.em(0.7)
        hours = hours_said(item, self.said)
        wide = (
            max(t.em(7.4), ink.width(hours, "body") + t.em(0.6)) if is_wide else ink.width(hours, "strong") + t.em(0.8)
        )
        ink.words(QRectF(left, line.top(), wide, line.height()), hours, "body" if is_wide else "strong", tone)
        title_left = left + wide
        right = area.right() - t.em(0.4)
        people = "" if item.people is None else self.said.count("calendar.participations", item.people)
        state = t.em(12.2)
        if is_wide:
            at = right - state
            self._paint_state(ink, QRectF(at, line.top(), state, line.height()), status.icon, status.tone, status.word)
            ink.words(QRectF(at - t.em(10.6), line.top(), t.em(10), line.height()), people, "body", "muted", RIGHT)
            right = at - t.em(11)
            share = (right - title_left) * 0.62
            venue = QRectF(
                title_left + share + t.em(0.6), line.top(), right - title_left - share - t.em(0.6), line.height()
            )
            ink.words(venue, item.venue, "body", "muted")
            right = title_left + share
        else:
            side = ink.width(status.word) + t.em(2)
            self._paint_state(
                ink, QRectF(right - side, below.top(), side, below.height()), status.icon, status.tone, status.word
            )
            told = " · ".join(one for one in (self.said.choice(item.type), item.venue, people) if one)
            ink.words(QRectF(left, below.top(), right - side - left - 4, below.height()), told, "small", "muted")
        room = QRectF(title_left, line.top(), right - title_left, line.height())
        ink.words(room, title_said(item), "strong", "muted" if is_off and not chosen else tone, struck=is_off)

    def _paint_state(self, ink: Ink, area: QRectF, icon: str, role: str, word: str) -> None:
        t = ink.t
        ink.icon(icon, role, QRectF(area.left(), area.top(), t.em(1.3), area.height()), 1.1)
        room = QRectF(area.left() + t.em(1.6), area.top(), area.width() - t.em(1.6), area.height())
        ink.words(room, word, "small" if not self._is_wide() else "body", "text")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()
