"""Words across a page that say what it is not: painted over its content, readable through, deaf to the mouse.

Screen readers do not meet it: the page says the same in a line of its own and announces it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from . import theme

ROLE, ALPHA = "warn", 0.10  # text below keeps 4.5:1 in every theme (a test mixes the colours)
ANGLE = -24  # degrees
TALL = 1.7  # times the size of a figure


class Watermark(QWidget):
    """Lies over the page it is given, and follows its size."""

    def __init__(self, page: QWidget, words: str) -> None:
        super().__init__(page)
        self.words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.installEventFilter(self)
        self._cover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self._cover()
        return False

    def _cover(self) -> None:
        page = self.parentWidget()
        if page is not None:
            self.setGeometry(page.rect())
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.current()
        ink, font = t.colour(ROLE), t.font("figure")
        ink.setAlphaF(ALPHA)
        font.setPointSizeF(font.pointSizeF() * TALL)
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setFont(font)
            p.setPen(ink)
            metrics = p.fontMetrics()
            step = metrics.horizontalAdvance(self.words) + t.em(6)
            reach = self.width() + self.height()
            p.translate(QPointF(self.width() / 2, self.height() / 2))
            p.rotate(ANGLE)
            lines = range(-reach // 2, reach // 2, metrics.height() * 4)
            for at, y in enumerate(lines):
                x = -reach // 2 - (at % 2) * step // 2
                while x < reach // 2:
                    p.drawText(QPointF(x, y), self.words)
                    x += step
