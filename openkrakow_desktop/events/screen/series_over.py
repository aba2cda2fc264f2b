"""A panel that lies over the right side of a page and asks one thing; Esc or × leaves, the keyboard goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from ...core.words import Words
from ...gui import theme
from ...gui.frames import PANEL, SidePanel
from ...gui.layout import Item


class OverPanel(SidePanel):
    """Shown at once. Over the form in a side panel it covers that panel whole."""

    def __init__(
        self, page: QWidget, words: Words, title: str, *content: Item, actions: Sequence[QWidget] = ()
    ) -> None:
        kind = words("event_series._one").capitalize()
        super().__init__(kind, title, None, *content, actions=actions, close=words("panel.close"))
        self._page, self._over = page, _cover(page)
        self.closed.connect(self.leave)
        self.setParent(self._over)
        self._over.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Take the panel away."""
        self._over.removeEventFilter(self)
        self.hide()
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _fit(self) -> None:
        narrow = theme.is_narrow(self._over)  # then it takes the place of the page
        wide = self._over.width() if narrow else min(self._over.width(), theme.current().em(PANEL))
        self.set_wide(not narrow)
        self.setGeometry(self._over.width() - wide, 0, wide, self._over.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._fit()
        return False


def _cover(page: QWidget) -> QWidget:
    """What the panel lies over: the whole panel of a form, else the page."""
    above: QWidget | None = page
    while above is not None:
        if isinstance(above, SidePanel):
            return above
        above = above.parentWidget()
    return page
