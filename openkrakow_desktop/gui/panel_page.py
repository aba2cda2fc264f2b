"""A hand-made page with the panels of records beside it; in a narrow window a panel takes the page's place.

PanelListPage is the common case: a list, and beside it the panel of what is chosen in it."""

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
    """Derive and lay the page out once with `lay_out`. Esc: one step back in the panels."""

    def __init__(self, desk: Desk, tables: tuple[str, ...], register: Register) -> None:
        """`register`: whose records the page is about."""
        super().__init__(desk, tables)
        self.register = register
        self.undo_bar = UndoBar(self)
        self.panels = PanelStack(desk, self.undo_bar)
        self.panels.emptied.connect(self.panel_closed)
        self.panels.opened.connect(self.fit)
        desk.changed.connect(self._panel_changed)

    def lay_out(self, main: QWidget, is_sheet: bool = True) -> None:
        """Put the page together: everything but the panel is `main`; a page of cards is no sheet."""
        self.main = main
        inside = row((main, 1), self.panels, gap=0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", inside, (0, 0, 0, 0)) if is_sheet else inside)

    def add(self) -> None:
        """The form of a new record."""
        self.panels.edit(self.register, None)

    def _panel_changed(self, changes: Changes | None) -> None:
        self.panels.refresh(changes)

    def panel_closed(self) -> None:
        """The last panel has gone: the page has all the room again."""
        self.fit()

    def stops(self) -> list[QWidget]:
        """Where F6 stops on this page."""
        return [one for one in (self.main, self.panels) if one.isVisible()]

    def fit(self) -> None:
        """The panel beside the page, or in its place."""
        narrow = theme.is_narrow(self)
        self.panels.set_wide(not narrow)
        self.main.setVisible(not (narrow and self.panels.isVisibleTo(self)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panels.isVisible():
            self.panels.back()
        else:
            super().keyPressEvent(event)


class PanelListPage(PanelPage):
    """Derive, make the list in `show_list`. Ctrl+N: the form of a new record."""

    def __init__(self, desk: Desk, tables: tuple[str, ...], register: Register) -> None:
        super().__init__(desk, tables, register)
        self.list: PressableList | None = None
        self._was_narrow = False
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.add)

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

    def panel_closed(self) -> None:
        super().panel_closed()
        if self.list is not None:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Room

    def stops(self) -> list[QWidget]:
        shown: list[QWidget] = [self.list] if self.list is not None else []
        return [*shown, *([self.panels] if self.panels.isVisible() else [])]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_loaded and self._was_narrow != theme.is_narrow(self):
            self.show_list()
