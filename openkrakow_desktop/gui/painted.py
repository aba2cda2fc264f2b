"""Parts that paint themselves: the mark, the first page's arcade, the signs of a chart's legend.

Each says in its accessible description, in one line, what is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import theme
from .layout import Item, ems, row
from .theme import Theme
from .widgets import CENTRE, text


class Painted(QWidget):
    """Paints itself in the current theme; name and description are what a screen reader says."""

    def __init__(self, name: str, summary: str, width: float = 0, height: float = 1.5) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.describe(summary)
        ems(self, width, height)

    def describe(self, summary: str) -> None:
        """Say in one line what is to be seen."""
        self.setAccessibleDescription(summary)
        self.setToolTip(summary)

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        """Draw the part into its area."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(p, theme.current(), QRectF(self.rect()))


def bar(p: QPainter, area: QRectF, colour: QColor, radius: float = 2) -> None:
    """A filled bar with round corners."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour)
    p.drawRoundedRect(area, radius, radius)


def words(
    p: QPainter,
    t: Theme,
    area: QRectF,
    said: str,
    align: Qt.AlignmentFlag = CENTRE,
    style: str = "small",
    tone: str = "muted",
) -> None:
    """Words inside an area; they may reach beyond it rather than be clipped."""
    p.setFont(t.font(style))
    p.setPen(t.colour(tone))
    p.drawText(area, align | Qt.TextFlag.TextDontClip, said)


def upright(p: QPainter, t: Theme, x: float, middle: float) -> None:
    """The sign of what was expected: a short upright line."""
    tall = t.em(0.62)
    p.fillRect(QRectF(round(x) - 2, middle - tall, 4, tall * 2), t.colour("surface"))
    p.fillRect(QRectF(round(x) - 1, middle - tall, 2, tall * 2), t.colour("text"))


def faint(p: QPainter, t: Theme, x: float, middle: float) -> None:
    """The sign of what was due by today: a thin, broken upright line."""
    tall = t.em(0.5)
    p.setPen(QPen(t.colour("muted"), 1, Qt.PenStyle.DotLine))
    p.drawLine(QPointF(round(x) + 0.5, middle - tall), QPointF(round(x) + 0.5, middle + tall))


def triangle(p: QPainter, t: Theme, x: float, middle: float) -> None:
    """The sign of what was planned: a small triangle standing on the bar."""
    r, foot = t.em(0.3), middle - t.em(0.32)
    p.setPen(QPen(t.colour("surface"), 1))
    p.setBrush(t.colour("text"))
    p.drawPolygon([QPointF(x - r, foot - 1.5 * r), QPointF(x + r, foot - 1.5 * r), QPointF(x, foot)])


def diamond(p: QPainter, t: Theme, x: float, middle: float) -> None:
    """The sign of the base value."""
    r = t.em(0.31)
    p.setPen(QPen(t.colour("text"), 1.2))
    p.setBrush(t.colour("surface"))
    p.drawPolygon([QPointF(x, middle - r), QPointF(x + r, middle), QPointF(x, middle + r), QPointF(x - r, middle)])


def _arch(
    p: QPainter, x: float, width: float, top: float, foot: float, colour: QColor, leaf: QColor | None = None
) -> None:
    """A round arch; with a leaf it is a door standing open."""
    arch, spring = QPainterPath(QPointF(x, foot)), top + width / 2
    arch.lineTo(x, spring)
    arch.arcTo(QRectF(x, top, width, width), 180, -180)
    arch.lineTo(x + width, foot)
    p.fillPath(arch, colour)
    if leaf:
        door = QPainterPath(QPointF(x, foot))
        for across, down in ((0.0, spring), (0.5, spring + width * 0.24), (0.5, foot)):
            door.lineTo(x + width * across, down)
        p.fillPath(door, leaf)


class Mark(Painted):
    """The mark of the program: a field of the city's blue with a door standing open in it."""

    def __init__(self, name: str, size: float = 2.3) -> None:
        super().__init__(name, "", size, size)

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        side = area.width()
        bar(p, area, t.colour("accent"), side * 0.22)
        leaf = t.mix("accent", "on_accent", 0.45)
        _arch(p, side * 0.30, side * 0.40, side * 0.24, side, t.colour("on_accent"), leaf)


class Arcade(Painted):
    """The first page: the lower, blue half of the city's flag as an arcade, one gate of it open."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "", 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        ground, light = ("accent", "on_accent") if t.name == "light" else ("tint", "on_tint")
        p.fillRect(area, t.colour(ground))
        edge = t.px(6)
        wide = (area.width() - 2 * edge) / 3.9  # three arches, two gaps of 0.45
        for n in range(3):
            is_open = n == 1
            ink = t.colour(light) if is_open else t.mix(ground, light, 0.1)
            leaf = t.mix(ground, light, 0.5) if is_open else None
            _arch(p, edge + n * 1.45 * wide, wide, area.height() - wide * 2.2, area.height(), ink, leaf)


class Sign(Painted):
    """One sign of a chart, for its legend: value, base, expected, plan, so_far, dot, or a step of heat from 0 to 1."""

    def __init__(self, sign: str | float, name: str = "") -> None:
        super().__init__(name, "", 0.8, 1.5)
        self._sign = sign

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        middle, dot = area.center(), t.em(0.31)
        if self._sign == "value":
            bar(p, QRectF(0, middle.y() - t.em(0.27), area.width(), t.em(0.55)), t.colour("accent"))
        elif self._sign == "base":
            diamond(p, t, middle.x(), middle.y())
        elif self._sign == "expected":
            upright(p, t, middle.x(), middle.y())
        elif self._sign == "plan":
            triangle(p, t, middle.x(), middle.y() + t.em(0.55))
        elif self._sign == "so_far":
            faint(p, t, middle.x(), middle.y())
        elif self._sign == "dot":
            bar(p, QRectF(middle.x() - dot, middle.y() - dot, 2 * dot, 2 * dot), t.colour("accent"), dot)
        else:
            square = QRectF(0, middle.y() - area.width() / 2, area.width(), area.width())
            bar(p, square, t.mix("hover", "accent", float(self._sign)))


def legend(*items: tuple[str | float, str]) -> QWidget:
    """Signs with their words on one line."""
    parts: list[Item] = []
    for sign, said in items:
        parts += [Sign(sign), text(said, "small", "muted"), 0.5]
    return row(*parts, 1, gap=0.75)


def heat_legend(less: str, more: str) -> QWidget:
    """The five steps of a calendar heat between the words for less and more."""
    return row(
        text(less, "small", "muted"), *(Sign(step / 4) for step in range(5)), text(more, "small", "muted"), gap=0.5
    )
