"""The focus ring: one for every widget of a window, so that focus looks alike everywhere and is never clipped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFocusFrame, QWidget

from . import theme


class FocusRing(QFocusFrame):
    """Two pixels, a gap of two, outside the widget, in the focus colour. Lists show it by their chosen row."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self._window:
            return
        has_own = isinstance(new, QAbstractItemView) or new is self._window or new.property("ring") == "own"
        self.setWidget(None if has_own else new)  # type: ignore[arg-type]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        held = self.widget()
        if event.type() == QEvent.Type.Move and self.isHidden() and held is not None and held.isVisible():
            around = self.parentWidget()  # Qt hides a ring out of sight and forgets it when the page scrolls there
            if around is not None and around.rect().intersects(self.geometry()):
                self.show()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(theme.current().colour("focus"), 2))
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS + 1, theme.RADIUS + 1)
