"""A register as a table model that holds only keys and the pages in sight.

The reading thread brings the keys of the rows in order (16 bytes each) and pages of 200 rows; the database searches,
filters and sorts. A page that is not here yet shows "…" and is asked for; nothing waits."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from sqlalchemy.orm import Session

from ..core.declarations import Register
from ..core.listing import KEY_SIZE, Totals, View, keys_of, page, totals
from ..core.store import Changes
from .columns import columns_of, head_of
from .desk import Desk
from .widgets import Status

PAGE = 200
KEPT = 8  # pages in memory
WAITING = "…"
REST = 40  # milliseconds: several changes at once are one reload

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def _load(session: Session, register: Register, view: View) -> tuple[bytearray, Totals, dict[UUID, tuple[Any, ...]]]:
    keys = keys_of(session, register, view)
    first = page(session, register, [_key(keys, row) for row in range(min(PAGE, len(keys) // KEY_SIZE))])
    return keys, totals(session, register, view), first


def _key(keys: bytearray, row: int) -> UUID:
    return UUID(bytes=bytes(keys[row * KEY_SIZE : (row + 1) * KEY_SIZE]))


class RegisterModel(QAbstractTableModel):
    """The rows of one view of a register. `loaded` tells that they are here (again)."""

    loaded = Signal()
    about_to_load = Signal()

    def __init__(self, desk: Desk, register: Register, view: View | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.register = desk, register
        self.columns = columns_of(register, desk.words)
        self.view = view or View()
        self.totals = Totals(0, 0, {})
        self.is_loaded = False
        self._keys = bytearray()
        self._pages: OrderedDict[int, dict[UUID, tuple[Any, ...]]] = OrderedDict()
        self._asked: set[int] = set()
        self._turn = 0
        self._awake = True
        self._stale = False
        self._watched = {register.key, *register.watches} | {
            target
            for column in self.columns
            if column.name in register.record.__table__.c and (target := register.field(column.name).target)
        }
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.reload)
        desk.changed.connect(self._on_changed)

    # Loading

    def show(self, view: View) -> None:
        """Show other rows, or the same in another order."""
        if view != self.view or not self.is_loaded:
            self.view = view
            self.reload()

    def reload(self) -> None:
        """Ask for the rows again; the last asked wins."""
        self._stale = False
        self._turn += 1
        turn = self._turn
        self.desk.ask(_load, self.register, self.view, done=lambda found: self._take(turn, *found), owner=self)

    def set_awake(self, awake: bool) -> None:
        """A hidden list does not reload; it does when it is shown again."""
        self._awake = awake
        if awake and self._stale:
            self.reload()

    def _on_changed(self, changes: Changes | None) -> None:
        if changes is not None and not changes.touch(*self._watched):
            return
        self._stale = True
        if self._awake:
            self._rest.start()

    def _take(self, turn: int, keys: bytearray, found: Totals, first: dict[UUID, tuple[Any, ...]]) -> None:
        if turn != self._turn:
            return
        self._asked.clear()
        if keys == self._keys and self.is_loaded:
            self._pages = OrderedDict({0: first})
            self.totals = found
            if keys:
                self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        else:
            self.about_to_load.emit()
            self.beginResetModel()
            self._keys, self._pages, self.totals = keys, OrderedDict({0: first}), found
            self.is_loaded = True
            self.endResetModel()
        self.loaded.emit()

    def _row(self, row: int) -> tuple[Any, ...] | None:
        """The values of a row: None while they are on their way, () where the record has gone."""
        number = row // PAGE
        found = self._pages.get(number)
        if found is None:
            self._fetch(number)
            return None
        self._pages.move_to_end(number)
        return found.get(self.key(row), ())

    def _fetch(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        turn, last = self._turn, min((number + 1) * PAGE, self.rowCount())
        keys = [self.key(row) for row in range(number * PAGE, last)]
        self.desk.ask(page, self.register, keys, done=lambda found: self._take_page(turn, number, found), owner=self)

    def _take_page(self, turn: int, number: int, found: dict[UUID, tuple[Any, ...]]) -> None:
        if turn != self._turn:
            return
        self._asked.discard(number)
        self._pages[number] = found
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, self.rowCount()) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, self.columnCount() - 1))

    @property
    def order(self) -> str:
        """By which column the rows are sorted; '-' in front: the greatest first."""
        return self.view.order or self.register.order

    # Rows and their keys

    def key(self, row: int) -> UUID:
        """The key of the record in a row."""
        return _key(self._keys, row)

    def row_of(self, key: UUID) -> int:
        """The row of a record, -1 when it is not shown."""
        at = self._keys.find(key.bytes)
        while at >= 0 and at % KEY_SIZE:  # a match across two keys is none
            at = self._keys.find(key.bytes, at + 1)
        return at // KEY_SIZE if at >= 0 else -1

    # What Qt asks

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys) // KEY_SIZE

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row: int, column: int) -> str | Status:
        """What a cell shows."""
        values = self._row(row)
        if values is None:
            return WAITING
        return self.columns[column].show(values[column], self.desk.words) if values else ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.UserRole:
            return self.cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            shown = self.cell(index.row(), index.column())
            return shown.word if isinstance(shown, Status) else shown
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        return head_of(self.columns[section], self.order, role)
