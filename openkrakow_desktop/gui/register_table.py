"""The list of a register: no vertical lines, hairlines between rows, the whole row chosen, Enter opens it.

↑ ↓ move, letters go to the search, Ctrl+C copies the chosen rows with their heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ..core.table_copy import Copied, Lines, copied
from . import theme
from .copying import put_on_clipboard
from .plain_rows import PlainRows
from .register_model import RegisterModel
from .widgets import LEFT, MIDDLE, RIGHT, Status, no_mnemonic

LEAST = 12.0  # em that a column of free text needs
_Index = QModelIndex | QPersistentModelIndex


class _Cell(QStyledItemDelegate):
    """Paints one cell with the theme's tokens; a cut cell has its whole text in the tooltip."""

    def __init__(self, table: RegisterTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        t, area = theme.current(), QRect(option.rect)
        look = self._table.rows.columns[index.column()].look
        chosen = self._table.selectionModel().isRowSelected(index.row(), QModelIndex())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(area, t.colour("tint"))
            if self._table.is_first(index.column()):
                painter.fillRect(area.left(), area.top(), 3, area.height(), t.colour("accent"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, t.colour("line"))
        value = index.data(Qt.ItemDataRole.UserRole)
        area = self._inside(area, index.column())
        painter.setFont(t.font("body"))
        if isinstance(value, Status):
            side = t.em(1.15)
            sign = theme.pixmap(value.icon, value.tone, 1.15, painter.device().devicePixelRatioF())
            painter.drawPixmap(area.left(), area.center().y() - side // 2 + 1, sign)
            area.setLeft(area.left() + side + t.px(0.75))
            value = value.word
        ink = "muted" if look == "muted" else "on_tint" if chosen else "text"
        painter.setPen(t.colour(ink))
        said = painter.fontMetrics().elidedText(_one_line(value), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, (RIGHT if look == "number" else LEFT) | MIDDLE, said)
        painter.restore()

    def _inside(self, area: QRect, column: int) -> QRect:
        t = theme.current()
        left, right = 3 if self._table.is_first(column) else 1, 3 if self._table.is_last(column) else 1
        return area.adjusted(t.px(left), 0, -t.px(right), 0)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        value = index.data(Qt.ItemDataRole.DisplayRole) if index.isValid() else ""
        metrics = self._table.fontMetrics()
        room = self._inside(QRect(option.rect), index.column()).width()
        cut = bool(value) and metrics.horizontalAdvance(_one_line(value)) > room - theme.current().em(0.2)
        QToolTip.showText(event.globalPos(), value if cut else "", view)
        return True


def _one_line(words: str) -> str:
    return words.replace("\n", " ") if "\n" in words else words


class RegisterTable(QTableView):
    """The view of a RegisterModel, or of rows that are at hand."""

    opened = Signal(object)  # key of the record to be opened (Enter, double click)
    pointed = Signal(object)  # key of the chosen record, None when there is none
    typed = Signal(str)  # letters typed in the list: they belong into the search
    sorted_by = Signal(str)  # a column's name, with '-' for the greatest first

    def __init__(self, rows: RegisterModel | PlainRows, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        t = theme.current()
        self.rows = rows
        self._hidden: frozenset[str] = frozenset()
        self._kept: tuple[UUID | None, int] = (None, 0)
        self.setModel(rows)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(t.em(2.77))
        header = self.horizontalHeader()
        header.setFixedHeight(t.em(2.5))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(10)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        self._lay_out()
        self.doubleClicked.connect(lambda index: self.opened.emit(rows.key(index.row())))
        self.selectionModel().selectionChanged.connect(self._point)
        rows.about_to_load.connect(self._keep)
        rows.loaded.connect(self._restore)

    # Columns

    def set_hidden(self, names: frozenset[str]) -> None:
        """Hide the columns a person does not want."""
        self._hidden = names
        self._lay_out()

    def is_first(self, column: int) -> bool:
        """Whether it is the leftmost column shown, which carries the margin of the page."""
        return all(self.isColumnHidden(at) for at in range(column))

    def is_last(self, column: int) -> bool:
        """Whether it is the rightmost column shown."""
        return all(self.isColumnHidden(at) for at in range(column + 1, len(self.rows.columns)))

    def _lay_out(self) -> None:
        """Widths in em; where there is too little room the least important columns leave."""
        t, room = theme.current(), self.viewport().width() or self.width()
        wanted = [at for at, one in enumerate(self.rows.columns) if one.name not in self._hidden] or [0]
        needs = {at: t.em(self.rows.columns[at].ems or LEAST) for at in wanted}
        for at in sorted(wanted, key=lambda at: -self.rows.columns[at].rank):
            if sum(needs.values()) + t.px(4) <= room or len(needs) == 1:
                break
            del needs[at]
        stretch = [at for at in needs if not self.rows.columns[at].ems] or list(needs)[:1]
        header = self.horizontalHeader()
        for at, one in enumerate(self.rows.columns):
            self.setColumnHidden(at, at not in needs)
            fixed = QHeaderView.ResizeMode.Stretch if at in stretch else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(at, fixed)
            if at not in stretch:
                extra = t.px(2) * ((at == min(needs)) + (at == max(needs)))
                header.resizeSection(at, t.em(one.ems or LEAST) + extra)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def _sort(self, column: int) -> None:
        name = self.rows.columns[column].name
        self.sorted_by.emit(f"-{name}" if self.rows.order == name else name)

    # What is chosen

    @property
    def chosen(self) -> UUID | None:
        """The key of the current record, if its row is chosen (focus alone chooses nothing)."""
        index = self.currentIndex()
        chosen = index.isValid() and self.selectionModel().isRowSelected(index.row(), QModelIndex())
        return self.rows.key(index.row()) if chosen else None

    def choose(self, key: UUID | None) -> bool:
        """Choose a record and bring it into sight; False when it is not shown."""
        row = self.rows.row_of(key) if key else -1
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return False
        index = self.rows.index(row, self._first())
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def _first(self) -> int:
        return next((at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)), 0)

    def _point(self, _new: Any, _old: Any) -> None:
        self.pointed.emit(self.chosen)

    def _keep(self) -> None:
        self._kept = self.chosen, self.currentIndex().row()

    def _restore(self) -> None:
        (key, row), self._kept = self._kept, (None, 0)  # kept for this loading only: later one chose something else
        if key is None or self.chosen == key:
            return
        if not self.choose(key) and self.rows.rowCount():  # it has gone: its neighbour is chosen
            self.choose(self.rows.key(min(row, self.rows.rowCount() - 1)))

    # Keys and clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen:
            self.opened.emit(self.chosen)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.chosen is None and self.rows.rowCount():
            self.choose(self.rows.key(max(0, self.currentIndex().row())))
        elif event.text().strip() and event.text().isprintable() and not event.modifiers() & ~_SHIFT:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def copied(self) -> Copied:
        """The chosen rows as a table, heads first; every cell on one line."""
        shown = [at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)]
        heads = [self.rows.columns[at].title for at in shown]
        rows = []
        for index in sorted(self.selectionModel().selectedRows(), key=lambda index: index.row()):
            cells = [self.rows.index(index.row(), at).data(Qt.ItemDataRole.DisplayRole) for at in shown]
            rows.append([" ".join(str(cell).split()) for cell in cells])
        return copied(Lines(heads, rows))

    def copy(self) -> None:
        """Put the chosen rows on the clipboard."""
        put_on_clipboard(self.copied())

    def column_menu(self, toggled: Any, parent: QWidget | None = None) -> QMenu:
        """A menu to choose columns: `toggled(name, shown)` for each; the first column always stays."""
        menu = QMenu(parent or self)
        for column in self.rows.columns[1:]:
            action = menu.addAction(no_mnemonic(column.title))
            action.setCheckable(True)
            action.setChecked(column.name not in self._hidden)
            action.toggled.connect(lambda on, name=column.name: toggled(name, on))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()  # the screen offers the record's own menu

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.viewport().update()

    def hidden_names(self) -> Sequence[str]:
        """The columns that a person has hidden."""
        return sorted(self._hidden)


_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
