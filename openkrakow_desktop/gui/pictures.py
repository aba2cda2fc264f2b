"""A chart of a report in the window: paints the shapes that core/charts.py lays out, in the colours of the theme.

The same shapes make the PDF, so what is seen here is what is printed."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from ..core.charts import Box, Dot, Letters, Picture, Polygon, Shape, Stroke, picture
from ..core.document import ChartSpec, Figure, Labels
from . import theme
from .painted import Painted
from .theme import Theme

BODY_POINTS = 8.5  # of the printed chart; it stands at body size in the window
PLAIN = {"ink": "text", "muted": "muted", "hairline": "line", "axis": "edge", "track": "hover", "paper": "surface"}
MIXED = {"series2": ("accent", "surface", 0.55), "series8": ("series6", "surface", 0.55)}


def colour(t: Theme, role: str) -> QColor:
    """The theme's colour of a chart role (core.charts.ROLES)."""
    if role.startswith("heat"):
        return t.mix("hover", "accent", int(role[4:]) / 4)
    if role in MIXED:
        return t.mix(*MIXED[role])
    return t.colour(PLAIN.get(role, role))


@cache
def _metrics(bold: bool) -> QFontMetricsF:
    font = theme.current().font("strong" if bold else "body")
    font.setPixelSize(100)  # measured large, so that rounding does not add up
    return QFontMetricsF(font)


def measure(words: str, size: float, bold: bool) -> float:
    """How wide words are in the window's typeface, in points of the picture."""
    return _metrics(bold).horizontalAdvance(words) * size / 100


class PictureView(Painted):
    """One chart, as wide as the room it is given. Name and description are its caption and one-line summary."""

    def __init__(self, figure: Figure, labels: Labels) -> None:
        super().__init__(figure.caption, figure.summary, 0, 0)
        self._chart: ChartSpec = figure.chart
        self._labels = labels
        self._laid: tuple[float, Picture] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _scale(self) -> float:
        """Pixels per point of the picture: a label of it is as large as body text."""
        return theme.current().em(100) / 100 / BODY_POINTS

    def _picture(self, width: int) -> Picture:
        points = max(200.0, width / self._scale())
        if self._laid is None or self._laid[0] != points:
            self._laid = points, picture(self._chart, points, measure, self._labels)
        return self._laid[1]

    def sizeHint(self) -> QSize:
        return QSize(theme.current().em(40), self.heightForWidth(theme.current().em(40)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._picture(width).height * self._scale())

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        p.scale(self._scale(), self._scale())
        for shape in self._picture(round(area.width())).shapes:
            draw(p, t, shape)


def draw(p: QPainter, t: Theme, shape: Shape) -> None:
    """Paint one shape of a picture."""
    match shape:
        case Box():
            p.setPen(_edge(t, shape.edge, 0.7, shape.dashed))
            p.setBrush(colour(t, shape.colour) if shape.colour else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(QRectF(shape.x, shape.y, shape.width, shape.height), shape.radius, shape.radius)
        case Stroke():
            pen = QPen(colour(t, shape.colour), shape.width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            p.setPen(pen)
            p.drawPolyline(QPolygonF([QPointF(*point) for point in shape.points]))
        case Dot():
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour(t, shape.colour))
            p.drawEllipse(QPointF(shape.x, shape.y), shape.radius, shape.radius)
        case Polygon():
            p.setPen(_edge(t, shape.edge, shape.width))
            p.setBrush(colour(t, shape.colour))
            p.drawPolygon(QPolygonF([QPointF(*point) for point in shape.points]))
        case Letters():
            _letters(p, t, shape)


def _edge(t: Theme, role: str, width: float, dashed: bool = False) -> QPen:
    if not role:
        return QPen(Qt.PenStyle.NoPen)
    return QPen(colour(t, role), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)


def _letters(p: QPainter, t: Theme, shape: Letters) -> None:
    font = t.font("strong" if shape.bold else "body")
    font.setPixelSize(100)
    p.save()
    p.translate(shape.x - shape.anchor * measure(shape.text, shape.size, shape.bold), shape.y)
    p.scale(shape.size / 100, shape.size / 100)
    p.setFont(font)
    p.setPen(colour(t, shape.colour))
    p.drawText(QPointF(0, 0), shape.text)
    p.restore()
