"""A link to another record: type a few letters, choose from what is found. 'lec' finds 'Łęcka'.

The database searches on the reading thread, 150 ms after the last letter; the popup never takes the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem
from sqlalchemy.orm import Session

from ..core.listing import find, name_of
from . import theme
from .desk import Desk
from .editors import Editor
from .widgets import announce, button

REST = 150  # milliseconds after the last letter
MOST = 20
SHOWN = 8


def _by_key(table: str, offered: Any, session: Session, words: str, limit: int) -> list[tuple[UUID, str]]:
    return find(session, table, words, limit, *(() if offered is None else (offered,)))


def _recent_first(
    recent: Callable[[Session], list[tuple[UUID, str]]], look_up: Callable[..., Any], session: Session, *asked: Any
) -> list[tuple[UUID, str]]:
    """The records used before, then all others in their order, each once."""
    used = recent(session)
    known = {key for key, _ in used}
    return [*used, *(one for one in look_up(session, *asked) if one[0] not in known)][:MOST]


class LinkEditor(Editor):
    """The key of a record of `table`, or None."""

    found = Signal()  # the list of what was found has been filled

    def __init__(self, name: str, table: str, desk: Desk) -> None:
        super().__init__(name)
        self._table, self._desk = table, desk
        self._key: UUID | None = None
        self._said = ""
        self._turn = 0
        self.recent: Callable[[Session], list[tuple[UUID, str]]] | None = None  # offered in an empty line
        self.line = QLineEdit()
        self.line.setPlaceholderText(desk.words("form.link_hint"))
        self.line.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textEdited.connect(self._edited)
        self.line.installEventFilter(self)
        self.hold(self.line)
        self._drop = button("", "quiet", "x", desk.words("form.clear", field=name), "muted", does=self.clear)
        self._layout.addWidget(self._drop)
        self._drop.hide()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.look)
        self.list = self._popup()

    def _popup(self) -> QListWidget:
        made = QListWidget(self)
        made.setWindowFlags(Qt.WindowType.ToolTip)  # a popup of its own, which leaves the keyboard in the line
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAccessibleName(self.name)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.itemClicked.connect(self._take)
        return made

    # The value

    def value(self) -> UUID | None:
        return self._key

    def unread(self) -> str:
        return "problem.not_chosen" if self.line.text().strip() and self._key is None else ""

    def set_value(self, value: Any) -> None:
        self._turn += 1
        turn = self._turn
        self._show(value, "")
        if value is not None:
            self._desk.ask(name_of, self._table, value, done=lambda said: self._named(turn, said), owner=self)

    def set_named(self, key: UUID, said: str) -> None:
        """Show a record whose name is known already."""
        self._turn += 1
        self._show(key, said)

    def clear(self) -> None:
        """Choose nothing."""
        self._turn += 1
        self._show(None, "")
        self.line.setFocus()

    def _named(self, turn: int, said: str | None) -> None:
        if turn == self._turn:
            self._said = said or ""
            self.line.setText(self._said)
            self.line.setCursorPosition(0)

    def _show(self, key: UUID | None, said: str) -> None:
        self._key, self._said = key, said
        self.line.setText(said)
        self.line.setCursorPosition(0)
        self._drop.setVisible(key is not None)
        self.list.hide()
        self.changed.emit()

    # Searching

    def _edited(self) -> None:
        self._turn += 1
        self._key = None
        self._drop.hide()
        self._rest.start()
        self.changed.emit()

    def look(self) -> None:
        """Ask for what begins with, or holds, the typed words."""
        self._turn += 1
        turn = self._turn
        register = self._desk.declared.registers.get(self._table)
        own = register.finds if register is not None else None
        offered = register.offered(self._desk.clock.today()) if register is not None and register.offered else None
        look_up = own or partial(_by_key, self._table, offered)
        if self.recent is not None and not self.line.text().strip():
            look_up = partial(_recent_first, self.recent, look_up)
        self._desk.ask(look_up, self.line.text(), MOST, done=lambda rows: self._offer(turn, rows), owner=self)

    def _offer(self, turn: int, rows: list[tuple[UUID, str]]) -> None:
        if turn != self._turn:
            return
        self.list.clear()
        for key, said in rows:
            item = QListWidgetItem(said.replace("\n", " "))
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setToolTip("")
            self.list.addItem(item)
        if not rows:
            item = QListWidgetItem(self._desk.words("form.nothing_found"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        else:
            self.list.setCurrentRow(0)
        self._place()
        self.found.emit()
        announce(self.line, self._desk.words.count("form.found", len(rows)))

    def _place(self) -> None:
        if not self.line.hasFocus():
            return
        tall = self.list.sizeHintForRow(0) * min(SHOWN, self.list.count()) + 4
        self.list.setFixedSize(self.line.width(), tall)
        self.list.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        self.list.show()
        self.list.raise_()

    def _take(self, item: QListWidgetItem | None) -> None:
        key = item.data(Qt.ItemDataRole.UserRole) if item else None
        if item is not None and key is not None:
            self.set_named(key, item.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event)
        return super().eventFilter(watched, event)

    def _key_pressed(self, event: QKeyEvent) -> bool:
        shown, key = self.list.isVisible(), event.key()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if shown:
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
            elif key == Qt.Key.Key_Down and self._key is None:
                self.look()
            return True
        if shown and plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem())
            return True
        if shown and key == Qt.Key.Key_Escape:
            self.list.hide()
            return True
        if shown and key == Qt.Key.Key_Tab and self._key is None:
            self._take(self.list.currentItem())
        return False

    def hideEvent(self, event: Any) -> None:
        self.list.hide()
        super().hideEvent(event)
