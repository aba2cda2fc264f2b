"""Points on a scale as boxes in a row: digits, arrows or a click choose; 1 then 0 makes ten.

Empty (dashed) until somebody decides: no points are not zero points."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from . import theme
from .painted import CENTRE, Painted, words
from .theme import Theme

GAP = 4  # pixels between two boxes
PAUSE = 900  # milliseconds within which two digits are one number
HEIGHT = 2.46


class ScoreScale(Painted):
    """The values `low`, `low + step`, … `high`; `points` None is nothing chosen. `chosen` tells a decision."""

    chosen = Signal(int)
    left_empty = Signal()  # Delete: the decision was taken back

    def __init__(self, name: str, low: int, high: int, step: int, points: int | None, said: str, nothing: str) -> None:
        """`said` holds {n} and {high}: "8 z 10 punktów"; `nothing` is said while nothing is chosen."""
        super().__init__(name, "", 0, HEIGHT)
        self.values = range(low, high + 1, step)
        self._said, self._nothing = said, nothing
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._forget)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.points: int | None = None
        self.show_points(points)

    def show_points(self, points: int | None) -> None:
        """Show points without telling anybody."""
        self.points = points
        said = self._nothing if points is None else self._said.format(n=points, high=self.values[-1])
        self.describe(said)
        self.update()

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        pitch = (area.width() + GAP) / len(self.values)
        line = Qt.PenStyle.DashLine if self.points is None else Qt.PenStyle.SolidLine
        enabled = self.isEnabled()
        for at, value in enumerate(self.values):
            cell = QRectF(at * pitch, 0, pitch - GAP, area.height())
            is_chosen = value == self.points
            p.setPen(Qt.PenStyle.NoPen if is_chosen else QPen(t.colour("edge" if enabled else "line"), 1, line))
            p.setBrush(t.colour(("accent" if enabled else "muted") if is_chosen else "surface"))
            p.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_SMALL, theme.RADIUS_SMALL)
            tone = "on_accent" if is_chosen else ("text" if enabled else "muted")
            words(p, t, cell, str(value), CENTRE, "strong" if is_chosen else "body", tone)

    def _choose(self, points: int) -> None:
        if points in self.values and points != self.points:
            self.show_points(points)
            self.chosen.emit(points)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().x() // (self.width() / len(self.values)))
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(self.values[max(0, min(len(self.values) - 1, at))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            here = -1 if self.points is None else self.values.index(self.points)
            self._choose(self.values[max(0, min(len(self.values) - 1, here + steps[Qt.Key(event.key())]))])
        elif event.text().isdigit() and event.text().isascii():
            self._type(event.text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.left_empty.emit()
        else:
            super().keyPressEvent(event)

    def _type(self, digit: str) -> None:
        """A digit; together with the one before, when both make a value of the scale."""
        both = self._typed + digit
        self._typed = both if int(both) in self.values else digit
        self._choose(int(self._typed))
        self._pause.start()

    def _forget(self) -> None:
        self._typed = ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._forget()
        super().focusOutEvent(event)
