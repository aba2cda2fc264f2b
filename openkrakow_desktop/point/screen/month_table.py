"""A year's table on the screen: rows by name, a column a month and one for the year, the sums below.

Arrows move from number to number, Enter or a press opens the rows behind it. A narrow window shows half a year."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ...core.formats import number
from ...gui import theme
from ...gui.widgets import LEFT, MIDDLE, RIGHT
from ..report import ROMAN
from ..service import MONTHS
from .keyed import ENTER

_Index = QModelIndex | QPersistentModelIndex
YEAR = 0  # the column of the whole year, as a month
NAME, MONTH = 15.0, 3.9  # em; the first and the last column carry the margin of the page


@dataclass(frozen=True)
class TableRow:
    """A row: `kind` None is the row of the sums. Numbers by month, YEAR for the year; None: the month is to come."""

    kind: enum.Enum | None
    name: str
    values: tuple[int | None, ...]  # January to December, then the year

    def of(self, month: int) -> int | None:
        return self.values[month - 1 if month else 12]


class MonthModel(QAbstractTableModel):
    """What is shown: which months, which rows."""

    def __init__(self, heads: tuple[str, str], language: str) -> None:
        """`heads`: the name of the rows' column and of the year's."""
        super().__init__()
        self.rows: Sequence[TableRow] = ()
        self.months: tuple[int, ...] = (*MONTHS, YEAR)
        self.heads, self._language = heads, language

    def show(self, rows: Sequence[TableRow], months: tuple[int, ...], head: str) -> None:
        """Show other rows or months."""
        self.beginResetModel()
        self.rows, self.months, self.heads = rows, months, (head, self.heads[1])
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.months) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int((RIGHT if section else LEFT) | MIDDLE)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self.heads[0]
        month = self.months[section - 1]
        return ROMAN[month - 1] if month else self.heads[1]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return row.name
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if index.column() == 0:
            return row.name
        value = row.of(self.months[index.column() - 1])
        said = "–" if value is None else number(value, self._language)
        if role == Qt.ItemDataRole.DisplayRole:
            return said
        return f"{row.name}, {self.headerData(index.column(), Qt.Orientation.Horizontal)}: {said}"


class _Cell(QStyledItemDelegate):
    """Zeros step back, sums are strong, the number one is at bears the tint."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        t, area = theme.current(), QRect(option.rect)
        view = self.parent()
        assert isinstance(view, MonthTableView)
        row = view.numbers.rows[index.row()]
        here = view.currentIndex() == index
        beside = view.currentIndex().row() == index.row()
        painter.save()
        if here or beside:
            painter.fillRect(area, t.colour("tint" if here else "hover"))
        painter.fillRect(
            area.left(), area.top() if row.kind is None else area.bottom(), area.width(), 1, t.colour("line")
        )
        said = str(index.data() or "")
        is_sum = row.kind is None or (index.column() and view.numbers.months[index.column() - 1] == YEAR)
        painter.setFont(t.font("strong" if is_sum else "body"))
        painter.setPen(t.colour("on_tint" if here else "muted" if said in ("0", "–") else "text"))
        first, last = index.column() == 0, index.column() == view.numbers.columnCount() - 1
        inside = area.adjusted(t.px(3 if first else 1), 0, -t.px(3 if last else 1), 0)
        shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, (RIGHT if index.column() else LEFT) | MIDDLE, shown)
        if here and view.hasFocus():
            painter.setPen(t.colour("focus"))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()


class MonthTableView(QTableView):
    """The table, as high as its rows: the page scrolls, not the table."""

    opened = Signal(object, int)  # the row's kind (None: the sums) and the month (YEAR: the year)
    pointed = Signal(object)  # the TableRow one came to

    def __init__(self, numbers: MonthModel, name: str) -> None:
        super().__init__()
        t = theme.current()
        self.numbers = numbers
        self.setModel(numbers)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(t.em(2.3))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setMinimumSectionSize(t.em(2))
        self.clicked.connect(self._pressed)
        numbers.modelReset.connect(self._arrange)

    def _arrange(self) -> None:
        header = self.horizontalHeader()
        if not self.numbers.columnCount():
            return
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, self.numbers.columnCount()):
            self.setColumnWidth(column, theme.current().em(MONTH))
        self.setColumnWidth(self.numbers.columnCount() - 1, theme.current().em(MONTH) + theme.current().px(3))
        self.setFixedHeight(self.sizeHint().height())
        if self.numbers.rows:
            self.setCurrentIndex(self.numbers.index(len(self.numbers.rows) - 1, self.numbers.columnCount() - 1))

    def sizeHint(self) -> QSize:
        t = theme.current()
        tall = self.horizontalHeader().sizeHint().height() + t.em(2.3) * self.numbers.rowCount() + 2
        return QSize(t.em(NAME + MONTH * len(self.numbers.months)), tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(8 + MONTH * len(self.numbers.months)), self.sizeHint().height())

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the row of the number is marked too
        if current.isValid():
            self.pointed.emit(self.numbers.rows[current.row()])

    def _pressed(self, index: _Index) -> None:
        row = self.numbers.rows[index.row()]
        month = self.numbers.months[index.column() - 1] if index.column() else YEAR
        if row.of(month):
            self.opened.emit(row.kind, month)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self._pressed(self.currentIndex())
        else:
            super().keyPressEvent(event)
