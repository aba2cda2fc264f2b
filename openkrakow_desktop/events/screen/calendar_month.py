"""The month: weeks with their numbers, days with what is on them, events of several days as bars.

Where days are too narrow for words they show the signs of their items; the page then lists the chosen day below."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, Qt

from ...core.words import Words
from ...gui import theme
from ..calendar import weeks_of_month
from ..calendar_lanes import Bar, bars_of_week
from .calendar_board import Board, Spot
from .calendar_paint import LINE, OFF_INK, TALL, Ink, paint_day_number, paint_item, paint_tall_item
from .calendar_words import day_off, day_off_short

_DAY = dt.timedelta(days=1)
GUTTER, HEAD, NUMBER = 3.1, 1.9, 1.7  # em: week numbers, names of weekdays, the line with the day's number
LEAST, SIGNS = 1.5, 2.0  # em: height of a week that shows signs, at least and at most
NARROW = 6.5  # em: a narrower day shows signs
DAY_OFF = "✶"  # stands for the name of a holiday where there is no room for it
RIGHT = Qt.AlignmentFlag.AlignRight


class MonthBoard(Board):
    """One month, with the days of its neighbours that share a week with it."""

    def __init__(self, words: Words, today: dt.date) -> None:
        super().__init__(words, today)
        self.month = today.replace(day=1)
        self.is_compact = False

    def show_month(self, month: dt.date) -> None:
        """Which month: any day of it."""
        self.month = month.replace(day=1)
        self.refresh()

    @property
    def mondays(self) -> list[dt.date]:
        """The weeks shown."""
        return weeks_of_month(self.month)

    def set_compact(self, compact: bool) -> None:
        """Signs instead of words, in as little height as they need."""
        self.is_compact = compact
        t = theme.current()
        if compact:
            self.setMinimumHeight(t.em(HEAD + LEAST * len(self.mondays)))
            self.setMaximumHeight(t.em(HEAD + SIGNS * len(self.mondays)))
        else:
            self.setMinimumHeight(t.em(12))
            self.setMaximumHeight(16_777_215)
        self.refresh()

    # Where everything lies

    def arrange(self, ink: Ink) -> None:
        t, mondays = ink.t, self.mondays
        left, top = float(t.em(GUTTER)), float(t.em(HEAD))
        wide, tall = (self.width() - left - 1) / 7, (self.height() - top) / len(mondays)
        for n, monday in enumerate(mondays):
            for column in range(7):
                area = QRectF(left + column * wide, top + n * tall, wide, tall)
                self.cells[monday + _DAY * column] = area
            if not self.is_compact:
                self._arrange_week(ink, monday, wide, tall)

    def _arrange_week(self, ink: Ink, monday: dt.date, wide: float, tall: float) -> None:
        """Bars of several days on top; below them each day's own items, on two lines where the day has room."""
        t = ink.t
        line, head = t.em(LINE), t.em(NUMBER)
        room = max(1, int((tall - head - 1) // line))
        bars = bars_of_week(self.shown.items, monday)
        long_ = [bar for bar in bars if _is_long(bar)]
        for column in range(7):
            area = self.cells[monday + _DAY * column]
            above = max((bar.lane + 1 for bar in long_ if bar.first <= column <= bar.last), default=0)
            mine = [bar for bar in bars if not _is_long(bar) and bar.first == column]
            hidden = max(0, above + len(mine) - room)
            hidden += bool(hidden)  # the line that says so takes the place of one more
            shown = mine[: max(0, len(mine) - hidden)]
            fits = head + above * line + len(mine) * t.em(TALL) + 1 <= tall and wide >= t.em(NARROW)
            step, top = t.em(TALL) if fits else line, area.top() + head + above * line
            for n, bar in enumerate(shown):
                self.spots.append(Spot(QRectF(area.left() + 3, top + n * step, wide - 6, step - 2), bar.items))
            if hidden:
                self.more[monday + _DAY * column] = (
                    QRectF(area.left() + 3, area.top() + head + (room - 1) * line, wide - 6, line - 2),
                    len(mine) - len(shown) + max(0, above - room + 1),
                )
        for bar in long_:
            self._arrange_long(ink, bar, monday, wide, room)

    def _arrange_long(self, ink: Ink, bar: Bar, monday: dt.date, wide: float, room: int) -> None:
        area, line = self.cells[monday + _DAY * bar.first], ink.t.em(LINE)
        crowded = any(monday + _DAY * column in self.more for column in range(bar.first, bar.last + 1))
        if bar.lane < room - crowded:
            top = area.top() + ink.t.em(NUMBER) + bar.lane * line
            box = QRectF(area.left() + 3, top, wide * (bar.last - bar.first + 1) - 6, line - 2)
            self.spots.append(Spot(box, bar.items, bar.comes_from_before, bar.goes_on))

    # Painting

    def paint(self, ink: Ink) -> None:
        t = ink.t
        ink.p.fillRect(self.rect(), t.colour("surface"))
        self._paint_head(ink)
        for monday in self.mondays:
            area = self.cells[monday]
            ink.line(0, area.top(), self.width(), area.top())
            number = QRectF(0, area.top() + 1, t.em(GUTTER - 0.6), min(area.height(), t.em(NUMBER)) - 2)
            ink.words(number, str(monday.isocalendar().week), "small", "muted", RIGHT)
            for column in range(7):
                self._paint_day(ink, monday + _DAY * column, column)
        for spot in self.spots:
            self._paint_spot(ink, spot)
        for area, count in self.more.values():
            said = self.said("calendar.more", n=count)
            ink.words(area.adjusted(t.em(0.4), 0, 0, 0), said, "small", "accent")
        self._paint_keyboard(ink)

    def _paint_head(self, ink: Ink) -> None:
        t, tall = ink.t, float(ink.t.em(HEAD))
        ink.words(
            QRectF(0, 0, t.em(GUTTER) - t.em(0.6), tall), self.said("calendar.week_short"), "small", "muted", RIGHT
        )
        for column in range(7):
            area = self.cells[self.mondays[0] + _DAY * column]
            name = self.said(f"weekday.{column + 1}")
            short = ink.width(name) > area.width() - 8
            said = self.said(f"weekday_short.{column + 1}") if short else name
            room = QRectF(area.left() + 5, 0, area.width() - 8, tall)
            ink.words(room, said, "small", OFF_INK if column == 6 else "muted")

    def _paint_day(self, ink: Ink, day: dt.date, column: int) -> None:
        t, area = ink.t, self.cells[day]
        is_far, off = day.month != self.month.month, day_off(day, self.said)
        if day == self.day:
            ink.p.fillRect(area.adjusted(1, 1, 0, 0), t.mix("surface", "tint", 0.6))
        elif is_far or off or column == 5:
            ink.p.fillRect(area.adjusted(1, 1, 0, 0), t.colour("canvas"))
        if column:
            ink.line(area.left(), area.top(), area.left(), area.bottom())
        tall = area.height() if self.is_compact else t.em(NUMBER)
        line = QRectF(area.left() + 3, area.top() + 1, area.width() - 6, min(tall, t.em(NUMBER)) - 2)
        left = paint_day_number(ink, line, day, is_today=day == self.today, is_far=is_far, off=off)
        said = day_off_short(day, self.said)
        if self.is_compact:
            if said:
                ink.words(QRectF(left, line.top(), line.right() - left, line.height()), DAY_OFF, "small", OFF_INK)
                left += ink.width(DAY_OFF) + t.em(0.2)
            self._paint_signs(ink, day, QRectF(left, line.top(), line.right() - left, line.height()))
        elif said:
            ink.words(QRectF(left, line.top(), line.right() - left - 2, line.height()), said, "small", OFF_INK)

    def _paint_signs(self, ink: Ink, day: dt.date, area: QRectF) -> None:
        """A sign for each item, and how many more there are."""
        t, items = ink.t, self.shown.on(day)
        pitch = t.em(0.95)
        room = max(1, int(area.width() // pitch))
        fits = items if len(items) <= room else items[: max(1, room - 2)]
        middle = area.center().y()
        for n, item in enumerate(fits):
            ink.sign(item.family, QPointF(area.left() + pitch * (n + 0.5), middle))
        if len(fits) < len(items):
            rest = QRectF(area.left() + pitch * len(fits), middle - t.em(0.7), 2 * pitch, t.em(1.4))
            ink.words(rest, f"+{len(items) - len(fits)}", "small", "muted")

    def _paint_spot(self, ink: Ink, spot: Spot) -> None:
        is_long = len(spot.items) > 1 or spot.is_cut_left or spot.is_cut_right
        area = QRectF(spot.area)
        if spot.is_cut_left:
            area = area.adjusted(-3, 0, 0, 0)
        if spot.is_cut_right:
            area = area.adjusted(0, 0, 3, 0)
        with_time = spot.area.width() >= ink.t.em(9)
        chosen, hovered = self.is_chosen(spot), self.is_hovered(spot)
        if area.height() > ink.t.em(LINE) and not is_long:
            paint_tall_item(ink, area, spot.item, self.said, chosen=chosen, hovered=hovered)
        else:
            area.setHeight(min(area.height(), ink.t.em(LINE) - 2))
            paint_item(ink, area, spot.item, chosen=chosen, hovered=hovered, is_long=is_long, with_time=with_time)

    def _paint_keyboard(self, ink: Ink) -> None:
        """The ring on the chosen day, and where an item in hand would go."""
        area = self.cells.get(self.day)
        if area is not None and self.item is None and self.hasFocus():
            ink.frame(area.adjusted(1, 1, 0, 0), "focus")
        spot = next((one for one in self.spots if self.is_chosen(one)), None)
        if spot is not None and self.hasFocus():
            ink.frame(spot.area, "focus")
        if self.target is not None and self.item is not None:
            where = self.cells.get(self.target.day)
            if where is not None:
                under = where.adjusted(2, ink.t.em(NUMBER) if not self.is_compact else 2, -1, -1)
                ink.p.fillRect(under, ink.t.colour("tint"))
                ink.frame(where.adjusted(1, 1, 0, 0), "accent", 2, dashed=True)
                line = QRectF(where.left() + 4, where.top() + ink.t.em(NUMBER), where.width() - 8, ink.t.em(LINE))
                paint_item(ink, line, self.item, chosen=True, hovered=False, with_time=line.width() >= ink.t.em(9))


def _is_long(bar: Bar) -> bool:
    """Whether a bar is part of an event of several days."""
    return len(bar.items) > 1 or bar.comes_from_before or bar.goes_on
