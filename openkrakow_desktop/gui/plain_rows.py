"""Rows that are at hand already, for the same table as a register's list: only those in sight are painted.

A row has no key of its own here: records may stand in several rows, so rows are known by their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ..core.text import sort_key
from ..core.words import Words
from .columns import ListColumn, head_of
from .widgets import Status

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
Values = tuple[Any, ...]


def plain_column(
    name: str, title: str, ems: float, look: str, kind: type, rank: int, money: bool = False
) -> ListColumn:
    """A column of plain rows: `ems` 0 takes what is left, the highest `rank` leaves first."""
    return ListColumn(name, title, ems, look, kind, money, {}, rank)


class PlainRows(QAbstractTableModel):
    """Rows of plain values, in the columns given."""

    loaded = Signal()
    about_to_load = Signal()

    def __init__(self, words: Words, columns: Sequence[ListColumn]) -> None:
        super().__init__()
        self.columns, self.order = tuple(columns), ""
        self._words = words
        self._rows: list[Values] = []

    def show(self, rows: Sequence[Values]) -> None:
        """Show these rows, in the order that was chosen last."""
        self.about_to_load.emit()
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()
        self.loaded.emit()

    def sort_by(self, order: str) -> None:
        """Another order: a column's name, '-' in front for the greatest first."""
        self.order = order
        self.show(self._rows)

    def _sort(self) -> None:
        name = self.order.removeprefix("-")
        at = next((at for at, one in enumerate(self.columns) if one.name == name), None)
        if at is not None:
            self._rows.sort(key=lambda row: _comparable(row[at]), reverse=self.order.startswith("-"))

    def values(self, row: int) -> Values:
        """What stands in a row."""
        return self._rows[row]

    def key(self, row: int) -> UUID:
        """The place of a row as a key."""
        return UUID(int=row + 1)

    def row_of(self, key: UUID) -> int:
        """The row of a key, -1 when there is none."""
        return key.int - 1 if 0 < key.int <= len(self._rows) else -1

    # What Qt asks

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.UserRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        shown = self.columns[index.column()].show(self._rows[index.row()][index.column()], self._words)
        if role != Qt.ItemDataRole.UserRole and isinstance(shown, Status):
            return shown.word
        return shown

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        return head_of(self.columns[section], self.order, role)


def _comparable(value: Any) -> tuple[bool, Any]:
    """Values of one column in order, empty ones first, texts as the Polish alphabet has them."""
    return (value is not None, sort_key(value) if isinstance(value, str) else value or 0)
