"""How the calendar paints: the sign of a type's family, a line for an item, the words of a day. Only theme tokens.

Everything is drawn by one widget a view, hundreds of items at once; `Ink` keeps fonts and their measures for a
painting, which is what makes a month quick."""

from __future__ import annotations

import datetime as dt
import math
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from ...core.words import Words
from ...gui import theme
from ...gui.painted import Painted
from ...gui.theme import RADIUS_SMALL, Theme
from ..calendar import OFF, Family, Item, Standing
from .calendar_words import LOOKS, begins_said, hours_said, title_said

SIGNS = {  # a colour and a shape each, so that nobody needs the colour
    Family.LEARNING: ("accent", "circle"),
    Family.WORKSHOP: ("series3", "square"),
    Family.LANGUAGE: ("series5", "diamond"),
    Family.GATHERING: ("series4", "triangle"),
    Family.CULTURE: ("series7", "star"),
    Family.OUTING: ("series6", "cross"),
    Family.OTHER: ("muted", "ring"),
}
OFF_INK = "series7"  # Sundays and holidays, as wall calendars print them; always beside a word
LEGEND = 1.5  # em: height of a line of the legend
LINE, TALL = 1.46, 2.6  # em: height of an item in a month, on one line or on two


class Ink:
    """A painter with the fonts, measures and icons of one painting."""

    def __init__(self, painter: QPainter, t: Theme, ratio: float = 1.0) -> None:
        self.p, self.t, self._ratio = painter, t, ratio
        self._fonts: dict[tuple[str, bool], tuple[QFont, QFontMetricsF]] = {}

    def font(self, style: str, struck: bool = False) -> tuple[QFont, QFontMetricsF]:
        """A font and its measures."""
        found = self._fonts.get((style, struck))
        if found is None:
            font = self.t.font(style)
            font.setStrikeOut(struck)
            found = self._fonts[style, struck] = font, QFontMetricsF(font)
        return found

    def width(self, words: str, style: str = "small") -> float:
        """How wide words are."""
        return self.font(style)[1].horizontalAdvance(words)

    def words(
        self,
        area: QRectF,
        said: str,
        style: str = "small",
        tone: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        struck: bool = False,
    ) -> bool:
        """Words on one line, elided where there is no room; whether they were shown whole."""
        font, measure = self.font(style, struck)
        fits = measure.horizontalAdvance(said) <= area.width()
        shown = said if fits else measure.elidedText(said, Qt.TextElideMode.ElideRight, area.width())
        self.p.setFont(font)
        self.p.setPen(self.t.colour(tone))
        self.p.drawText(area, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return fits

    def icon(self, name: str, role: str, area: QRectF, ems: float) -> None:
        """An icon in the middle of an area."""
        side = self.t.em(ems)
        at = QPointF(area.center().x() - side / 2, area.center().y() - side / 2)
        self.p.drawPixmap(at, theme.pixmap(name, role, ems, self._ratio))

    def box(self, area: QRectF, colour: QColor, radius: float = RADIUS_SMALL) -> None:
        """A filled box with round corners."""
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(colour)
        self.p.drawRoundedRect(area, radius, radius)

    def frame(self, area: QRectF, role: str, width: float = 2, dashed: bool = False) -> None:
        """A border, inside the area."""
        inset = width / 2
        pen = QPen(self.t.colour(role), width)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        self.p.setPen(pen)
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        self.p.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), RADIUS_SMALL, RADIUS_SMALL)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A hairline."""
        self.p.fillRect(QRectF(x1, y1, max(1.0, x2 - x1), max(1.0, y2 - y1)), self.t.colour("line"))

    @cached_property
    def sign_side(self) -> float:
        return self.t.em(0.72)

    def sign(self, family: Family, centre: QPointF) -> None:
        """The sign of a family, around a point."""
        role, shape = SIGNS[family]
        colour, r = self.t.colour(role), self.sign_side / 2
        self.p.setPen(QPen(colour, max(1.5, r / 2.5)) if shape == "ring" else Qt.PenStyle.NoPen)
        self.p.setBrush(Qt.BrushStyle.NoBrush if shape == "ring" else colour)
        self.p.drawPath(_shape(shape, centre, r * 0.8 if shape == "ring" else r))


def _shape(shape: str, at: QPointF, r: float) -> QPainterPath:
    path = QPainterPath()
    if shape in ("circle", "ring"):
        path.addEllipse(at, r, r)
    elif shape == "square":
        path.addRoundedRect(QRectF(at.x() - r * 0.9, at.y() - r * 0.9, 1.8 * r, 1.8 * r), 1.5, 1.5)
    elif shape == "cross":
        thick = r * 0.36
        path.addRect(QRectF(at.x() - r, at.y() - thick, 2 * r, 2 * thick))
        path.addRect(QRectF(at.x() - thick, at.y() - r, 2 * thick, 2 * r))
        path.setFillRule(Qt.FillRule.WindingFill)
    else:
        path.addPolygon(QPolygonF([at + QPointF(x * r, y * r) for x, y in _CORNERS[shape]]))
        path.closeSubpath()
    return path


def _star() -> list[tuple[float, float]]:
    """Ten corners, every second one nearer to the middle."""
    angles = [math.pi * (n / 5 - 0.5) for n in range(10)]
    return [
        (math.cos(angle) * size, math.sin(angle) * size) for angle, size in zip(angles, (1.15, 0.5) * 5, strict=True)
    ]


_CORNERS = {
    "diamond": [(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)],
    "triangle": [(0.0, -1.05), (1.1, 0.85), (-1.1, 0.85)],
    "star": _star(),
}


class Legend(Painted):
    """What the signs mean, on as many lines as the width asks for."""

    def __init__(self, words: Words) -> None:
        self._items = [(family, words.choice(family)) for family in Family]
        super().__init__(words("calendar.legend"), ", ".join(said for _, said in self._items), 0, LEGEND)
        self.setToolTip("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _places(self, ink: Ink) -> list[tuple[Family, str, QPointF]]:
        """Each sign with its words, and where it begins."""
        t, line = ink.t, float(ink.t.em(LEGEND))
        x, y, places = 0.0, 0.0, []
        for family, said in self._items:
            wide = ink.sign_side + t.em(0.4) + ink.width(said)
            if x and x + wide > self.width():
                x, y = 0.0, y + line
            places.append((family, said, QPointF(x, y)))
            x += wide + t.em(1.4)
        return places

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        ink, line = Ink(p, t), float(t.em(LEGEND))
        for family, said, at in self._places(ink):
            ink.sign(family, QPointF(at.x() + ink.sign_side / 2, at.y() + line / 2))
            left = at.x() + ink.sign_side + t.em(0.4)
            ink.words(QRectF(left, at.y(), self.width() - left, line), said, "small", "muted")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        t = theme.current()
        last = self._places(Ink(QPainter(), t))[-1][2]
        self.setFixedHeight(round(last.y()) + t.em(LEGEND))


def paint_item(
    ink: Ink, area: QRectF, item: Item, *, chosen: bool, hovered: bool, is_long: bool = False, with_time: bool = True
) -> bool:
    """An item on one line: sign, hour, title, symbol of its state. Whether its title was shown whole."""
    t = ink.t
    if chosen:
        ink.box(area, t.colour("tint"))
        ink.p.fillRect(QRectF(area.left(), area.top() + 2, 3, area.height() - 4), t.colour("accent"))
    elif hovered or is_long:
        ink.box(area, t.colour("hover"))
    is_off, tone = item.standing in OFF, "on_tint" if chosen else "text"
    left, right = area.left() + t.em(0.4), area.right() - t.em(0.15)
    ink.sign(item.family, QPointF(left + ink.sign_side / 2, area.center().y()))
    left += ink.sign_side + t.em(0.35)
    if item.standing is not Standing.PLANNED:
        role, icon = LOOKS[item.standing]
        side = t.em(1.05)
        ink.icon(icon, role, QRectF(right - side, area.top(), side, area.height()), 0.95)
        right -= side + 1
    said = begins_said(item) if with_time and not is_long else ""
    if said:
        wide = ink.width(said)
        ink.words(QRectF(left, area.top(), wide + 1, area.height()), said, "small", tone if chosen else "muted")
        left += wide + t.em(0.35)
    title = title_said(item) if item.parts > 1 and not is_long else item.title
    room = QRectF(left, area.top(), max(0.0, right - left), area.height())
    return ink.words(room, title, "small", "muted" if is_off and not chosen else tone, struck=is_off)


def paint_tall_item(ink: Ink, area: QRectF, item: Item, words: Words, *, chosen: bool, hovered: bool) -> None:
    """An item on two lines: sign, hours and the symbol of its state; below them the title over the whole width."""
    t = ink.t
    if chosen:
        ink.box(area, t.colour("tint"))
        ink.p.fillRect(QRectF(area.left(), area.top() + 2, 3, area.height() - 4), t.colour("accent"))
    elif hovered:
        ink.box(area, t.colour("hover"))
    is_off, tone = item.standing in OFF, "on_tint" if chosen else "text"
    left, right, half = area.left() + t.em(0.4), area.right() - t.em(0.15), area.height() / 2
    ink.sign(item.family, QPointF(left + ink.sign_side / 2, area.top() + half / 2 + 1))
    after = left + ink.sign_side + t.em(0.35)
    if item.standing is not Standing.PLANNED:
        role, icon = LOOKS[item.standing]
        side = t.em(1.05)
        ink.icon(icon, role, QRectF(right - side, area.top() + 1, side, half), 0.95)
        right -= side + 1
    hours = QRectF(after, area.top() + 1, right - after, half)
    said = hours_said(item, words)
    said = said if ink.width(said) <= hours.width() else begins_said(item)
    ink.words(hours, said, "small", tone if chosen else "muted")
    room = QRectF(left, area.top() + half - 1, area.right() - left - t.em(0.15), half)
    ink.words(room, title_said(item), "small", "muted" if is_off and not chosen else tone, struck=is_off)


def paint_day_number(ink: Ink, area: QRectF, day: dt.date, *, is_today: bool, is_far: bool, off: str) -> float:
    """The number of a day, today's in a filled round; where the words beside it may begin."""
    said = str(day.day)
    wide = max(ink.width(said, "label"), ink.t.em(1.0))
    if is_today:
        round_ = QRectF(area.left() - 2, area.top() + 1, wide + ink.t.em(0.7), area.height() - 2)
        ink.box(round_, ink.t.colour("accent"), round_.height() / 2)
        ink.words(round_, said, "label", "on_accent", Qt.AlignmentFlag.AlignHCenter)
        return round_.right() + ink.t.em(0.3)
    tone = OFF_INK if off and not is_far else "muted" if is_far else "text"
    ink.words(QRectF(area.left() + 2, area.top(), wide, area.height()), said, "label", tone)
    return area.left() + 2 + ink.width(said, "label") + ink.t.em(0.4)
