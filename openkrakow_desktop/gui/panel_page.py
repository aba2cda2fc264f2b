"""A hand-made list with the panel of what is chosen beside it; in a narrow window the panel takes the list's place."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..core.declarations import Register
from ..core.store import Changes
from . import theme
from .desk import Desk
from .layout import box, row
from .live_page import LivePage
from .panel_stack import PanelStack
from .pressable import PressableList
from .undo_bar import UndoBar


class PanelPage(LivePage):
    """Derive, make the list in `show_list`, lay the page out once with `lay_out`. Ctrl+N: the form of a new record."""

    def __init__(self, desk: Desk, tables: tuple[str, ...], register: Register) -> None:
        super().__init__(desk, tables)
        self.register = register
        self.list: PressableList | None = None
        self._was_narrow = False
        self.undo_bar = UndoBar(self)
        self.panels = PanelStack(desk, self.undo_bar)
        self.panels.emptied.connect(self._panel_closed)
        self.panels.opened.connect(self.fit)
        desk.changed.connect(self._panel_changed)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.add)

    def lay_out(self, main: QWidget) -> None:
        """Put the page together: everything but the panel is `main`."""
        self._main = main
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", row((main, 1), self.panels, gap=0), (0, 0, 0, 0)))

    def show_list(self) -> None:
        """Show what was read; called again when the width asks for another arrangement."""
        raise NotImplementedError

    def hold_list(self, made: PressableList | None) -> None:
        """Say which list stands on the page now: what is chosen in it opens beside."""
        self.list = made
        self._was_narrow = theme.is_narrow(self)
        if made is not None:
            made.chosen.connect(self._chosen)
            made.opened.connect(self.open_record)
            self.setFocusProxy(made)
        self.fit()

    # Choosing and doing

    def _chosen(self, key: object) -> None:
        """A chosen record's panel, where there is room for it."""
        if isinstance(key, UUID) and not theme.is_narrow(self) and not self.panels.is_editing:
            self.panels.show_record(self.register, key)

    def open_record(self, key: object) -> None:
        """A record's panel, with the keyboard in it."""
        if isinstance(key, UUID) and not self.panels.is_editing:
            self.panels.show_record(self.register, key, focus=True)

    def add(self) -> None:
        """The form of a new record."""
        self.panels.edit(self.register, None)

    def _panel_changed(self, changes: Changes | None) -> None:
        self.panels.refresh(changes)

    def _panel_closed(self) -> None:
        self.fit()
        if self.list is not None:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Room

    def stops(self) -> list[QWidget]:
        """Where F6 stops on this page."""
        shown: list[QWidget] = [self.list] if self.list is not None else []
        return [*shown, *([self.panels] if self.panels.isVisible() else [])]

    def fit(self) -> None:
        """The panel beside the list, or in its place."""
        narrow = theme.is_narrow(self)
        self.panels.set_wide(not narrow)
        self._main.setVisible(not (narrow and self.panels.isVisibleTo(self)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        if self.is_loaded and self._was_narrow != theme.is_narrow(self):
            self.show_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panels.isVisible():
            self.panels.back()
        else:
            super().keyPressEvent(event)
