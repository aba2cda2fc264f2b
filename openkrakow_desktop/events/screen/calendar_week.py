"""A week or a day by its hours: sessions as tall as they last, side by side where they overlap, the others on top.

What says no hour stands in a band above the hours, as do events of several days."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, Qt

from ...core.formats import clock_time
from ...core.words import Words
from ...gui import theme
from ..calendar import OFF, Item, Shown, Standing
from ..calendar_lanes import Block, bars_of_week, blocks_of_day, hours_of
from ..replan import Target
from .calendar_board import Board, Spot
from .calendar_paint import LINE, OFF_INK, Ink, paint_day_number, paint_item
from .calendar_words import LOOKS, begins_said, day_off, hours_said, title_said

_DAY = dt.timedelta(days=1)
GUTTER, HEAD = 3.6, 3.4  # em: hours at the left, weekday and number on top
SNAP = 30  # minutes
RIGHT = Qt.AlignmentFlag.AlignRight


class WeekBoard(Board):
    """Seven days from a Monday, or one day (`days`)."""

    def __init__(self, words: Words, today: dt.date, days: int = 7) -> None:
        super().__init__(words, today)
        self.days, self.first = days, today
        self._hours = (8, 20)
        self._top = 0.0  # where the hours begin
        self._blocks: dict[object, Block] = {}
        self.setMinimumHeight(theme.current().em(10))

    def show_from(self, first: dt.date) -> None:
        """The first day shown."""
        self.first = first
        self.refresh()

    def show_items(self, shown: Shown, name: str) -> None:
        self._hours = hours_of(shown.items)
        super().show_items(shown, name)

    @property
    def _hour(self) -> float:
        """Pixels of an hour."""
        return (self.height() - self._top - 6) / (self._hours[1] - self._hours[0])

    def _y(self, minutes: float) -> float:
        return self._top + (minutes / 60 - self._hours[0]) * self._hour

    # Where everything lies

    def arrange(self, ink: Ink) -> None:
        t = ink.t
        left = float(t.em(GUTTER))
        wide = (self.width() - left - 1) / self.days
        for n in range(self.days):
            self.cells[self.first + _DAY * n] = QRectF(left + n * wide, 0, wide, self.height())
        self._arrange_band(ink, wide)
        self._blocks = {}
        for day, area in self.cells.items():
            for block in blocks_of_day([one for one in self.shown.on(day) if not self._in_band(one)]):
                self._arrange_block(block, area)

    def _in_band(self, item: Item) -> bool:
        return item.starts_at is None or (item.is_joined and self.days > 1)

    def _arrange_band(self, ink: Ink, wide: float) -> None:
        t, line = ink.t, ink.t.em(LINE)
        banded = [one for one in self.shown.items if self._in_band(one)]
        monday = self.first if self.days > 1 else self.first - _DAY * 0
        bars = bars_of_week(banded, monday)
        for bar in bars:
            area = self.cells[monday + _DAY * bar.first]
            box = QRectF(area.left() + 3, t.em(HEAD) + bar.lane * line, wide * (bar.last - bar.first + 1) - 6, line - 2)
            self.spots.append(Spot(box, bar.items, bar.comes_from_before, bar.goes_on))
        deepest = max((bar.lane for bar in bars), default=-1)
        self._top = t.em(HEAD) + (deepest + 1) * line + (t.em(0.4) if bars else 0)

    def _arrange_block(self, block: Block, area: QRectF) -> None:
        share = (area.width() - 6) / block.columns
        top, foot = self._y(block.begins), self._y(block.ends)
        box = QRectF(area.left() + 3 + block.column * share, top + 1, share - 2, foot - top - 2)
        self.spots.append(Spot(box, (block.item,)))
        self._blocks[block.item.key] = block

    def day_at(self, at: QPointF) -> dt.date | None:
        return next((day for day, area in self.cells.items() if area.left() <= at.x() < area.right()), None)

    def hour_at(self, at: QPointF) -> dt.time | None:
        return _time(self._minutes_at(at.y())) if at.y() >= self._top else None

    def _minutes_at(self, y: float) -> int:
        minutes = self._hours[0] * 60 + (y - self._top) / self._hour * 60
        return max(0, min(24 * 60 - SNAP, int(minutes // SNAP) * SNAP))

    def target_at(self, at: QPointF, item: Item) -> Target | None:
        """The day under the mouse; the hour follows where the item has one, held where it was taken."""
        day = self.day_at(at)
        if day is None:
            return None
        if item.starts_at is None or self._in_band(item) or self._pressed is None:
            return Target(day)
        carried = (at.y() - self._pressed[0].y()) / self._hour * 60
        begins = item.starts_at.hour * 60 + item.starts_at.minute + round(carried / SNAP) * SNAP
        return Target(day, _time(max(0, min(24 * 60 - SNAP, begins))))

    def stepped(self, target: Target, across: int, down: int) -> Target:
        hour = target.starts_at
        if hour is not None and down:
            hour = _time(max(0, min(24 * 60 - SNAP, hour.hour * 60 + hour.minute + down * SNAP)))
        return Target(target.day + _DAY * across, hour)

    def step_day(self, across: int, down: int) -> None:
        hour = self.hour
        if down:
            begins = self._hours[0] * 60 if hour is None else hour.hour * 60 + hour.minute + down * 60
            hour = _time(begins) if self._hours[0] * 60 <= begins < self._hours[1] * 60 else None if down < 0 else hour
        self.choose_day(self.day + _DAY * across, hour)

    def entry_area(self) -> QRectF:
        area = self.cells.get(self.day, QRectF(self.rect()))
        top = self._top if self.hour is None else self._y(self.hour.hour * 60 + self.hour.minute)
        return QRectF(area.left(), top, area.width(), ink_line())

    # Painting

    def paint(self, ink: Ink) -> None:
        t = ink.t
        ink.p.fillRect(self.rect(), t.colour("surface"))
        for day, area in self.cells.items():
            self._paint_day(ink, day, area)
        for hour in range(self._hours[0], self._hours[1] + 1):
            y = self._y(hour * 60)
            ink.line(t.em(GUTTER), y, self.width(), y)
            room = QRectF(0, y - t.em(0.7), t.em(GUTTER - 0.5), t.em(1.4))
            if hour < self._hours[1]:
                ink.words(room, clock_time(dt.time(hour)), "small", "muted", RIGHT)
        for day, area in self.cells.items():
            if day != self.first or self.days > 1:
                ink.line(area.left(), 0, area.left(), self.height())
        for spot in self.spots:
            block = self._blocks.get(spot.item.key)
            if block is None:
                chosen, hovered = self.is_chosen(spot), self.is_hovered(spot)
                paint_item(ink, spot.area, spot.item, chosen=chosen, hovered=hovered, is_long=True)
            else:
                self._paint_block(ink, spot.area, spot.item, self.is_chosen(spot), self.is_hovered(spot))
        self._paint_keyboard(ink)

    def _paint_day(self, ink: Ink, day: dt.date, area: QRectF) -> None:
        t, off = ink.t, day_off(day, self.said)
        if day == self.day and self.days > 1:
            ink.p.fillRect(area, t.mix("surface", "tint", 0.6))
        elif off or day.isoweekday() == 6:
            ink.p.fillRect(area, t.colour("canvas"))
        room = area.width() - 10
        name = self.said(f"weekday.{day.isoweekday()}")
        if ink.width(name) > room:
            name = self.said(f"weekday_short.{day.isoweekday()}")
        line = QRectF(area.left() + 5, t.em(0.2), room, t.em(1.5))
        ink.words(line, name, "small", OFF_INK if off else "muted")
        line = QRectF(area.left() + 3, t.em(1.6), room, t.em(1.6))
        left = paint_day_number(ink, line, day, is_today=day == self.today, is_far=False, off=off)
        if off and off != self.said("weekday.7"):
            ink.words(QRectF(left, line.top(), area.right() - left - 4, line.height()), off, "small", OFF_INK)

    def _paint_block(self, ink: Ink, area: QRectF, item: Item, chosen: bool, hovered: bool) -> None:
        """A session as tall as it lasts: sign and hours, title, place, the symbol of its state."""
        t = ink.t
        line = float(t.em(1.35))
        ink.box(area, t.colour("tint" if chosen else "hover"))
        if not chosen:
            ink.frame(area, "edge" if hovered else "line", 1, dashed=item.standing is Standing.DRAFT)
        if area.height() < line * 1.9:
            paint_item(ink, area, item, chosen=chosen, hovered=False, with_time=area.width() > t.em(10))
            return
        is_off, tone = item.standing in OFF, "on_tint" if chosen else "text"
        left, right, top = area.left() + t.em(0.45), area.right() - t.em(0.3), area.top() + 2
        ink.sign(item.family, QPointF(left + ink.sign_side / 2, top + line / 2))
        role, icon = LOOKS[item.standing]
        side = t.em(1.05)
        if item.standing is not Standing.PLANNED:
            ink.icon(icon, role, QRectF(right - side, top, side, line), 0.95)
        after = left + ink.sign_side + t.em(0.35)
        hours = QRectF(after, top, right - (side if item.standing is not Standing.PLANNED else 0) - after, line)
        for said in (hours_said(item, self.said), begins_said(item)):
            if ink.width(said) <= hours.width():
                ink.words(hours, said, "small", tone if chosen else "muted")
                break
        told = [(title_said(item), "muted" if is_off and not chosen else tone, is_off), (item.venue, "muted", False)]
        for said, ink_tone, struck in told:
            top += line
            if said and top + line <= area.bottom() + 3:
                top = self._paint_lines(
                    ink, QRectF(left, top, right - left, area.bottom() - top), said, ink_tone, struck
                )

    def _paint_lines(self, ink: Ink, room: QRectF, said: str, tone: str, struck: bool) -> float:
        """Words over as many lines as there is room for (at most three); the top of the last line."""
        line, top = float(ink.t.em(1.35)), room.top()
        most = max(1, min(3, int((room.height() + 3) // line)))
        rest = said.split()
        for n in range(most):
            taken = [rest.pop(0)]
            while rest and ink.width(" ".join([*taken, rest[0]])) <= room.width() and n < most - 1:
                taken.append(rest.pop(0))
            if n == most - 1:
                taken, rest = taken + rest, []
            ink.words(QRectF(room.left(), top, room.width(), line), " ".join(taken), "small", tone, struck=struck)
            if not rest:
                break
            top += line
        return top

    def _paint_keyboard(self, ink: Ink) -> None:
        t, area = ink.t, self.cells.get(self.day)
        if area is not None and self.item is None and self.hasFocus():
            where = area.adjusted(1, 1, -1, -1)
            if self.hour is not None:
                y = self._y(self.hour.hour * 60 + self.hour.minute)
                where = QRectF(area.left() + 1, y, area.width() - 2, max(self._hour, t.em(1.4)))
                ink.words(where.adjusted(6, 0, 0, 0), clock_time(self.hour), "small", "muted")
            ink.frame(where, "focus")
        spot = next((one for one in self.spots if self.is_chosen(one)), None)
        if spot is not None and self.hasFocus():
            ink.frame(spot.area, "focus")
        if self.target is not None and self.item is not None:
            self._paint_target(ink, self.item, self.target)

    def _paint_target(self, ink: Ink, item: Item, target: Target) -> None:
        area = self.cells.get(target.day)
        if area is None:
            return
        where, block = area.adjusted(2, self._top, -2, -2), self._blocks.get(item.key)
        hour = target.starts_at or item.starts_at
        if block is not None and hour is not None:
            begins = hour.hour * 60 + hour.minute
            tall = self._y(min(24 * 60, begins + block.ends - block.begins)) - self._y(begins)
            where = QRectF(area.left() + 3, self._y(begins) + 1, area.width() - 6, tall - 2)
        ink.box(where, ink.t.colour("tint"))
        ink.frame(where, "accent", 2, dashed=True)
        said = f"{clock_time(hour)} {item.title}" if hour is not None else item.title
        ink.words(
            QRectF(where.left() + 6, where.top() + 2, where.width() - 10, ink.t.em(1.4)), said, "small", "on_tint"
        )


def ink_line() -> float:
    """The height of one line."""
    return float(theme.current().em(2))


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)
