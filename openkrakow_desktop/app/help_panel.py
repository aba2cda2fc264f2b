"""F1: what this screen is for, in two or three sentences, and its keys; Ctrl+/ begins with the keys. Esc closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ..gui import theme
from ..gui.frames import PANEL, SidePanel, section
from ..gui.layout import Item, column, row
from ..gui.widgets import key, text
from .places import PLACES

if TYPE_CHECKING:
    from .rooms import Rooms

EVERYWHERE = (
    ("search", "Ctrl K"),
    ("undo", "Ctrl Z"),
    ("redo", "Ctrl Shift Z"),
    ("jump", "F6"),
    ("places", "Ctrl 1…9"),
    ("back", "Esc"),
    ("before", "Alt ←"),
    ("help", "F1"),
    ("keys", "Ctrl /"),
)
OF_LISTS = (
    ("rows", "↑ ↓"),
    ("open", "Enter"),
    ("new", "Ctrl N"),
    ("edit", "E"),
    ("copy", "Ctrl D"),
    ("delete", "Delete"),
    ("find", "Ctrl F"),
    ("save", "Ctrl Enter"),
    ("export", "Ctrl Shift E"),
)
OF_CALENDAR = (
    ("days", "← → ↑ ↓"),
    ("open", "Enter"),
    ("calendar_turn", "PgUp PgDn"),
    ("calendar_views", "Alt 1…4"),
    ("calendar_go", "Ctrl G"),
    ("calendar_move", "M ← → Enter"),
    ("calendar_door", "D"),
    ("new", "Ctrl N"),
    ("find", "Ctrl F"),
)
OF_ENTRY = (
    ("entry_digits", "1…9 0"),
    ("entry_letters", "A…Ż"),
    ("entry_last", "Space"),
    ("entry_people", "+ −"),
    ("entry_save", "Enter"),
    ("entry_more", "F4"),
    ("entry_code", "F9"),
)
OF_DOOR = (
    ("door_entry", "Space"),
    ("door_category", "1…9"),
    ("door_undo", "Backspace"),
    ("door_search", "F2  A…Ż"),
    ("door_mark", "↑ ↓ Enter"),
    ("door_screen", "F11"),
)
OF_PAPER = (
    ("paper_next", "Enter"),
    ("paper_ditto", '"'),
    ("paper_skip", "↓"),
    ("paper_save", "Ctrl Enter"),
    ("paper_sheet", "F2"),
)
OF_DUPLICATES = (
    ("rows", "↑ ↓"),
    ("duplicates_first", "1"),
    ("duplicates_second", "2"),
    ("duplicates_two", "0"),
)
HERE = {
    "door": OF_DOOR,
    "today": (("days", "← → ↑ ↓"),),
    "indicators": OF_LISTS[:2],
    "tasks": OF_LISTS[:2],
    "risks": OF_LISTS[:2],
    "calendar": OF_CALENDAR,
    "point_entry": OF_ENTRY,
    "point_tables": OF_LISTS[:2],
    "paper": OF_PAPER,
    "duplicates": OF_DUPLICATES,
}


class HelpPanel(QWidget):
    """Lies over the right edge of the page."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms.window.host)
        self.rooms = rooms
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._panel: SidePanel | None = None
        self._before: QWidget | None = None
        rooms.window.host.installEventFilter(self)
        self.hide()

    def open(self, place: str, keys_first: bool = False) -> None:
        """Show the help of a place."""
        w = self.rooms.desk.words
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
        else:
            self._before = self.rooms.window.focusWidget()
        is_list = place in PLACES and not PLACES[place].screen
        said = w(f"help.{place}") if w.has(f"help.{place}") else w("help.list")
        here = OF_LISTS if is_list else HERE.get(place, ())
        parts: list[Item] = [text(said, wrap=True)] if not keys_first else []
        if here:
            parts.append(self._keys(w("help_panel.keys_here"), here))
        parts.append(self._keys(w("help_panel.keys_everywhere"), EVERYWHERE))
        if keys_first:
            parts.append(text(said, wrap=True))
        title = w(f"menu.{place}") if w.has(f"menu.{place}") else w("help_panel.title")
        kind = w("help_panel.keys") if keys_first else w("help_panel.title")
        self._panel = SidePanel(kind, title, None, *parts, close=w("help_panel.close"))
        self._panel.closed.connect(self.close_up)
        self._layout.addWidget(self._panel)
        self._place()
        self.show()
        self.raise_()
        self._panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._panel.setProperty("ring", "own")
        self._panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keys(self, title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
        w = self.rooms.desk.words
        lines = [
            row((text(w(f"keys.{name}"), wrap=True), 1), *(key(part) for part in pressed.split(" ")), gap=0.5)
            for name, pressed in keys
        ]
        return section(title, column(*lines, gap=1))

    def close_up(self) -> None:
        """Hide; the keyboard goes back."""
        self.hide()
        if self._panel is not None:
            self._panel.deleteLater()
            self._panel = None
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        host = self.rooms.window.host
        narrow = theme.current().narrow(self.rooms.window.width())
        width = host.width() if narrow else min(theme.current().em(PANEL), host.width())
        if self._panel is not None:
            self._panel.set_wide(not narrow)
        self.setGeometry(host.width() - width, 0, width, host.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
