"""A number over the years in the height of a line: bars from zero, or a line of dots for a state. No data is a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from .charts import Value
from .painted import Painted, bar
from .theme import Theme


class Spark(Painted):
    """`values` in order, None a gap; `plans` are short marks at their height; the last pale while it runs."""

    def __init__(
        self,
        name: str,
        summary: str,
        values: Sequence[Value | None],
        plans: Sequence[Value | None] = (),
        *,
        is_state: bool = False,
        running: bool = False,
        width: float = 8,
        height: float = 1.9,
    ) -> None:
        super().__init__(name, summary, width, height)
        self._values = [None if one is None else float(one) for one in values]
        self._plans = [None if one is None else float(one) for one in plans]
        self._is_state, self._running = is_state, running

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        room = area.adjusted(1, 4, -1, -3)
        most = max((one for one in (*self._values, *self._plans) if one is not None), default=0) or 1
        pitch = room.width() / max(1, len(self._values))
        p.fillRect(QRectF(room.left(), room.bottom(), room.width(), 1), t.colour("edge"))

        def spot(at: int, value: float) -> QPointF:
            return QPointF(room.left() + (at + 0.5) * pitch, room.bottom() - value / most * room.height())

        if self._is_state:
            self._line(p, t, spot)
        else:
            for at, value in enumerate(self._values):
                if value:
                    tall = max(1.5, value / most * room.height())
                    left = room.left() + at * pitch + pitch * 0.16
                    bar(p, QRectF(left, room.bottom() - tall, pitch * 0.68, tall), self._ink(t, at), 1)
        for at, plan in enumerate(self._plans):
            if plan is not None:
                here = spot(at, plan)
                p.fillRect(QRectF(here.x() - pitch * 0.42, here.y() - 1, pitch * 0.84, 2), t.colour("text"))

    def _ink(self, t: Theme, at: int) -> QColor:
        last = self._running and at == len(self._values) - 1
        return t.mix("accent", "surface", 0.5) if last else t.colour("accent")

    def _line(self, p: QPainter, t: Theme, spot: Callable[[int, float], QPointF]) -> None:
        before = None
        for at, value in enumerate(self._values):
            if value is None:
                before = None
                continue
            here = spot(at, value)
            p.setPen(QPen(t.colour("accent"), 1.6))
            if before is not None:
                p.drawLine(before, here)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self._ink(t, at))
            p.drawEllipse(here, 2.4, 2.4)
            before = here
