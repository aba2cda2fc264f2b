"""A page with a panel beside it; in a narrow window the panel takes the place of the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from . import theme
from .frames import SidePanel


class Beside(QWidget):
    """Holds a main part and at most one SidePanel. Closing the panel gives the keyboard back to the main part."""

    closed = Signal()

    def __init__(self, main: QWidget) -> None:
        super().__init__()
        self._main = main
        self.panel: SidePanel | None = None
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(main, 1)

    def set_panel(self, panel: SidePanel | None) -> None:
        """Show this panel instead of the one before; None closes."""
        old, self.panel = self.panel, panel
        if panel is not None:
            panel.closed.connect(self.close_panel)
            self._box.addWidget(panel, 0)
        if old is not None:
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fit()

    def close_panel(self) -> None:
        """Close the panel; the main part has the keyboard again."""
        if self.panel is not None:
            self.set_panel(None)
            (self._main.focusProxy() or self._main).setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()

    def _fit(self) -> None:
        narrow = theme.current().narrow(self.window().width())
        if self.panel is not None:
            self.panel.set_wide(not narrow)
            self.panel.show()
        self._main.setVisible(not (narrow and self.panel is not None))

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return [one for one in (self._main, self.panel) if one is not None and one.isVisible()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the panel from the main part as well."""
        if event.key() == Qt.Key.Key_Escape and self.panel is not None:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
