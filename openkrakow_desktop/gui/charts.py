"""The small charts inside pages. Values are exact; only drawing rounds them. Each describes itself with its numbers.

Words come from `chart.…` of the language in use; larger charts of a report are drawn by pictures.py."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen

from ..core.formats import day as shown_day
from ..core.formats import number
from ..core.words import Words
from . import theme
from .painted import Painted, bar, diamond, faint, triangle, upright, words
from .theme import Theme
from .widgets import CENTRE, LEFT, MIDDLE

Value = int | Fraction | Decimal
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
WEEKS = 53


class Bullet(Painted):
    """Value against base (diamond) and expected (upright line); a dashed empty track when there is no data."""

    def __init__(
        self,
        said: Words,
        name: str,
        value: Value | None,
        base: Value | None,
        expected: Value | None,
        width: float = 0,
        digits: int = 0,
        *,
        plan: Value | None = None,
        so_far: Value | None = None,
    ) -> None:
        """`plan`: what was planned, a triangle above; `so_far`: how much of what is expected was due by today."""

        def shown(key: str, amount: Value | None) -> str:
            return said(f"chart.{key}", n=number(amount, said.language, digits)) if amount is not None else ""

        parts = (
            shown("value", value) or said("chart.no_data"),
            shown("base", base),
            shown("expected", expected),
            shown("plan", plan),
            shown("so_far", so_far),
        )
        super().__init__(name, ", ".join(part for part in parts if part), width)
        self._value, self._base, self._expected = (None if v is None else float(v) for v in (value, base, expected))
        self._plan, self._so_far = (None if v is None else float(v) for v in (plan, so_far))

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        room = area.adjusted(4, 0, -4, 0)
        most = max(one or 0 for one in (self._value, self._base, self._expected, self._plan))
        scale = room.width() / (most * 1.06 or 1)
        middle, thick = area.center().y(), t.em(0.55)
        track = QRectF(room.left(), middle - thick / 2, room.width(), thick)
        if self._value is None:
            p.setPen(QPen(t.colour("edge"), 1, Qt.PenStyle.DashLine))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        else:
            bar(p, track, t.colour("hover"))
            if self._value > 0:
                bar(p, QRectF(track.left(), track.top(), max(2.0, self._value * scale), thick), t.colour("accent"))
        if self._so_far is not None:
            faint(p, t, room.left() + self._so_far * scale, middle)
        if self._plan is not None:
            triangle(p, t, room.left() + self._plan * scale, middle)
        if self._expected is not None:
            upright(p, t, room.left() + self._expected * scale, middle)
        if self._base is not None:
            diamond(p, t, room.left() + self._base * scale, middle)


class MonthBars(Painted):
    """One bar a month, the number above it, months in Roman numerals as Polish offices write them; None is "–"."""

    def __init__(self, said: Words, name: str, values: Sequence[int | None], height: float = 8) -> None:
        known = [(value, -at) for at, value in enumerate(values) if value is not None]
        most, where = max(known, default=(0, 0))
        total = number(sum(value for value, _ in known), said.language)
        summary = (
            said("chart.months", total=total, most=number(most, said.language), month=MONTHS[-where])
            if known
            else said("chart.no_data")
        )
        super().__init__(name, summary, 0, height)
        self._values, self._language, self._most = tuple(values), said.language, most or 1

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        line, pitch = t.em(1.4), area.width() / 12
        room = area.height() - 2 * line
        p.fillRect(QRectF(0, area.height() - line, area.width(), 1), t.colour("edge"))
        for at, value in enumerate(self._values):
            tall = room * (value or 0) / self._most
            left, top = at * pitch, area.height() - line - tall
            if tall:
                bar(p, QRectF(left + pitch * 0.18, top, pitch * 0.64, tall), t.colour("accent"), 2)
            label = "–" if value is None else number(value, self._language)
            words(
                p,
                t,
                QRectF(left, top - line, pitch, line),
                label,
                CENTRE,
                "small",
                "muted" if value is None else "text",
            )
            words(p, t, QRectF(left, area.height() - line + 2, pitch, line), MONTHS[at])


class DotPlot(Painted):
    """One dot for each score, stacked where equal; an upright line at the result. The scale may start above zero."""

    def __init__(
        self,
        said: Words,
        name: str,
        scores: Sequence[Fraction],
        least: int,
        most: int,
        line: Fraction | None = None,
        axis: bool = False,
    ) -> None:
        """`line` is where the upright stands (the result), None: nowhere."""
        low, high = min(scores, default=Fraction(0)), max(scores, default=Fraction(0))
        digits = 0 if low.denominator == high.denominator == 1 else 2
        values = dict(low=number(low, said.language, digits), high=number(high, said.language, digits))
        summary = (
            said.count("chart.scores", len(scores), **values) if scores else said("chart.scale", low=least, high=most)
        )
        super().__init__(name, summary, 0, 1.4 if axis else 2.4)
        self._scores, self._line = tuple(float(one) for one in scores), line
        self._least, self._most, self._axis = least, most, axis

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        room, middle, r = area.adjusted(10, 0, -10, 0), area.center().y(), t.em(0.31)

        def at(points: float) -> float:
            return room.left() + (points - self._least) / (self._most - self._least) * room.width()

        apart = next(step for step in (5, 10, 25, 50, 100, 1000) if (self._most - self._least) / step <= 8)
        for tick in range(self._least, self._most + 1, apart):
            if self._axis:
                words(p, t, QRectF(at(tick) - 20, 0, 40, area.height()), str(tick))
            else:
                p.fillRect(QRectF(round(at(tick)), 0, 1, area.height()), t.colour("line"))
        if not self._scores:
            return
        low, high = at(min(self._scores)), at(max(self._scores))
        p.fillRect(QRectF(low, middle - 0.75, high - low, 1.5), t.colour("edge"))
        if self._line is not None:
            p.fillRect(QRectF(round(at(float(self._line))) - 1, middle - t.em(0.95), 2, t.em(1.9)), t.colour("text"))
        p.setPen(QPen(t.colour("surface"), 1))
        p.setBrush(t.colour("accent"))
        for points, many in Counter(self._scores).items():
            rise = min(r * 2.1, (area.height() - 2 * r - 2) / max(1, many - 1))  # many equal ones overlap
            for n in range(many):
                p.drawEllipse(QPointF(at(points), middle + (n - (many - 1) / 2) * rise), r, r)


class Share(Painted):
    """One bar in parts: (share of the whole, colour role); `second` is a paler accent. For capacity, progress."""

    def __init__(
        self,
        name: str,
        summary: str,
        parts: Sequence[tuple[Fraction | float, str]],
        height: float = 0.6,
        width: float = 0,
    ) -> None:
        super().__init__(name, summary, width, height)
        self._parts = tuple((float(share), role) for share, role in parts)

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
        p.setClipPath(clip)
        p.fillRect(area, t.colour("hover"))
        x = 0.0
        for share, role in self._parts:
            colour = t.mix("accent", "surface", 0.55) if role == "second" else t.colour(role)
            p.fillRect(QRectF(x, 0, max(0.0, area.width() * share - 1.5), area.height()), colour)
            x += area.width() * share


class CalendarHeat(Painted):
    """Fifty-three weeks up to `last`, Monday on top, five steps of one colour; `last` outlined.

    Hovering and the arrow keys point at a day; its words then stand before the summary."""

    pointed = Signal(object)  # the date pointed at

    def __init__(
        self,
        said: Words,
        name: str,
        last: dt.date,
        counts: Mapping[dt.date, int],
        detail: Callable[[dt.date], str] | None = None,
    ) -> None:
        self._said, self._last, self._counts = said, last, counts
        self._first = last - dt.timedelta(days=last.weekday() + (WEEKS - 1) * 7)
        self._detail = detail or self._words_of
        self.day: dt.date | None = None
        within = {day: count for day, count in counts.items() if self._first <= day <= last}
        self._most = max(within.values(), default=0)
        busiest = max(within, key=lambda day: within[day], default=None)
        summary = said("chart.busiest", day=self._detail(busiest)) if busiest else said("chart.no_days")
        super().__init__(name, summary, 0, 8.6)
        self._summary = summary
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def _words_of(self, day: dt.date) -> str:
        count = self._said.count("chart.people", self._counts.get(day, 0))
        return f"{shown_day(day, self._said.language)}: {count}"

    def point(self, day: dt.date) -> None:
        """Point at a day within the weeks shown; others are ignored."""
        if self._first <= day <= self._last and day != self.day:
            self.day = day
            self.describe(f"{self._detail(day)} · {self._summary}")
            self.pointed.emit(day)
            self.update()

    def _grid(self, t: Theme, area: QRectF) -> tuple[float, float, float]:
        left, top = float(t.em(1.9)), float(t.em(1.35))
        return left, top, min((area.width() - left) / WEEKS, (area.height() - top) / 7)

    def _step(self, day: dt.date) -> float:
        count = self._counts.get(day, 0)
        return min(4, 1 + int(3.99 * (count / self._most) ** 0.6)) / 4 if count and self._most else 0.0

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        left, top, pitch = self._grid(t, area)
        for at in (0, 2, 4):
            words(
                p, t, QRectF(0, top + at * pitch, left, pitch - 2), self._said(f"chart.weekday_{at + 1}"), LEFT | MIDDLE
            )
        for n in range((self._last - self._first).days + 1):
            day = self._first + dt.timedelta(days=n)
            week, weekday = divmod(n, 7)
            cell = QRectF(left + week * pitch, top + weekday * pitch, pitch - 2, pitch - 2)
            bar(p, cell, t.mix("hover", "accent", self._step(day)), 2)
            if day.day <= 7 and weekday == 0 and week < WEEKS - 1:
                words(p, t, QRectF(cell.left(), 0, 60, top - 2), MONTHS[day.month - 1], LEFT | MIDDLE)
            if day == self._last or (day == self.day and self.hasFocus()):
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.setPen(QPen(t.colour("text" if day == self._last else "focus"), 1.5))
                p.drawRoundedRect(cell.adjusted(-1, -1, 1, 1), 3, 3)

    def _day_at(self, x: float, y: float) -> dt.date:
        left, top, pitch = self._grid(theme.current(), QRectF(self.rect()))
        week, weekday = int((x - left) // pitch), max(0, min(6, int((y - top) // pitch)))
        return self._first + dt.timedelta(days=week * 7 + weekday)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point(self._day_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.day = None
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.point(self.day or self._last)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -7, Qt.Key.Key_Right: 7, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(
            Qt.Key(event.key())
        )
        if step is None:
            super().keyPressEvent(event)
        else:
            self.point((self.day or self._last) + dt.timedelta(days=step))
