"""A table typed like a sheet: letters begin a cell, Enter goes down, Tab goes right, Ctrl+D fills down, Delete empties.

What a cell says, whether it may be written and how it looks, its model knows; the view only types and paints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from . import theme
from .widgets import LEFT, MIDDLE, RIGHT

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Look:
    """How a cell stands: its ink, at the right, with something wrong in it (`problem`), to be written into (`open`)."""

    tone: str = "text"
    right: bool = False
    problem: bool = False
    open: bool = False
    strong: bool = False


class GridModel(QAbstractTableModel):
    """Derive and say what the cells hold."""

    written = Signal(int, int)  # row, column that somebody wrote into

    def __init__(self, heads: Sequence[str]) -> None:
        super().__init__()
        self.heads = list(heads)

    def said(self, row: int, column: int) -> str:
        """The words of a cell."""
        raise NotImplementedError

    def look(self, row: int, column: int) -> Look:
        """How a cell stands."""
        raise NotImplementedError

    def write(self, row: int, column: int, text: str) -> None:
        """Take what was typed into an open cell."""
        raise NotImplementedError

    def completions(self, column: int) -> Sequence[str]:
        """What a cell of this column may be completed to."""
        return ()

    def is_searched(self, column: int) -> bool:
        """Whether completions of this column are looked for while somebody types (see `GridView.offer`)."""
        return False

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.rowCount() > 0 and self.look(0, section).right
            return int((RIGHT if right else LEFT) | MIDDLE)
        return self.heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self.said(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.heads[index.column()]}: {self.said(index.row(), index.column())}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.look(index.row(), index.column()).open:
            return False
        self.write(index.row(), index.column(), str(value))
        self.repaint_all()
        self.written.emit(index.row(), index.column())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.look(index.row(), index.column()).open else flags

    def repaint_all(self) -> None:
        """Everything may read differently now: sums, states, problems."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))


class _Cell(QStyledItemDelegate):
    """Paints a cell with the theme's tokens and types into it."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, area, view = theme.current(), QRect(option.rect), self._view
        look = view.cells.look(index.row(), index.column())
        chosen = view.selectionModel().isSelected(index)
        painter.save()
        if chosen:
            painter.fillRect(area, t.colour("tint"))
        elif look.open:
            painter.fillRect(area.adjusted(0, 0, 0, -1), t.colour("hover"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, t.colour("line"))
        painter.setFont(t.font("strong" if look.strong else "body"))
        painter.setPen(t.colour("bad" if look.problem else "on_tint" if chosen else look.tone))
        inside = area.adjusted(t.px(1), 0, -t.px(1), 0)
        said = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, (RIGHT if look.right else LEFT) | MIDDLE, said)
        here = view.currentIndex() == index and view.hasFocus()
        if look.problem or here:
            painter.setPen(t.colour("focus" if here else "bad"))
            painter.drawRect(area.adjusted(0, 0, -1, -2))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setAccessibleName(self._view.cells.heads[index.column()])
        line.setProperty("size", "cell")
        known = self._view.cells.completions(index.column())
        if self._view.cells.is_searched(index.column()):
            completer = QCompleter(QStringListModel([], line), line)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            line.setCompleter(completer)
            self._view.searching = completer
        elif known:
            completer = QCompleter(list(known), line)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            line.setCompleter(completer)
        line.textEdited.connect(lambda said: self._view.typing.emit(index.row(), index.column(), said))
        return line

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if editor.text() != self._view.cells.said(index.row(), index.column()):
            model.setData(index, editor.text())


class GridView(QTableView):
    """The sheet."""

    pasted = Signal(str)
    typing = Signal(int, int, str)  # a cell while it is being typed into
    pressed_on = Signal(int, int)  # Space or Enter on a cell that is not written into
    removed = Signal(list)  # rows, by Ctrl+Delete

    def __init__(self, cells: GridModel, name: str) -> None:
        super().__init__()
        t = theme.current()
        self.cells = cells
        self.searching: QCompleter | None = None  # of the cell that is being typed into
        self.setModel(cells)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(t.em(2.4))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setHighlightSections(False)

    def set_widths(self, *widths: float) -> None:
        """Widths of the columns in em; 0: what is left."""
        header = self.horizontalHeader()
        for column, wide in enumerate(widths):
            mode = QHeaderView.ResizeMode.Fixed if wide else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if wide:
                self.setColumnWidth(column, theme.current().em(wide))

    def offer(self, said: Sequence[str]) -> None:
        """Offer these below the cell that is being typed into."""
        completer = self.searching
        if completer is None or not isValid(completer):
            return
        known = completer.model()
        assert isinstance(known, QStringListModel)
        known.setStringList(list(said))
        line = completer.widget()
        if said and line is not None and line.hasFocus():
            completer.complete()

    def go(self, row: int, column: int) -> None:
        """Put the keyboard into a cell."""
        if 0 <= row < self.cells.rowCount() and 0 <= column < self.cells.columnCount():
            self.setCurrentIndex(self.cells.index(row, column))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:  # Enter
            here = self.currentIndex()
            self.go(here.row() + 1, here.column())

    def _chosen(self) -> list[tuple[int, int]]:
        return sorted((one.row(), one.column()) for one in self.selectedIndexes())

    def fill_down(self) -> None:
        """The topmost chosen cell into all chosen below it; with one cell chosen, into the empty ones below it."""
        chosen = self._chosen()
        if not chosen:
            return
        if len(chosen) > 1:
            for column in {column for _, column in chosen}:
                rows = [row for row, other in chosen if other == column]
                self._fill(rows[0], rows[1:], column)
            return
        row, column = chosen[0]
        below = range(row + 1, self.cells.rowCount())
        self._fill(row, [one for one in below if not self.cells.said(one, column)], column)

    def _fill(self, source: int, rows: Sequence[int], column: int) -> None:
        said = self.cells.said(source, column)
        for row in rows:
            if self.cells.look(row, column).open:
                self.cells.write(row, column, said)
        self.cells.repaint_all()
        self.cells.written.emit(source, column)

    def empty(self) -> None:
        """Take out what stands in the chosen cells."""
        for row, column in self._chosen():
            if self.cells.look(row, column).open:
                self.cells.write(row, column, "")
        self.cells.repaint_all()
        self.cells.written.emit(self.currentIndex().row(), self.currentIndex().column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here, control = self.currentIndex(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        is_open = here.isValid() and self.cells.look(here.row(), here.column()).open
        if event.key() in _ENTER and self.state() is QAbstractItemView.State.EditingState:
            return  # the editor passes Enter on; it is done with when it closes
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif control and event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif control and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(sorted({row for row, _ in self._chosen()}))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.empty()
        elif event.key() in (*_ENTER, Qt.Key.Key_Space) and here.isValid() and not is_open:
            self.pressed_on.emit(here.row(), here.column())
        elif event.key() in _ENTER and not control:
            self.go(here.row() + 1, here.column())
        else:
            super().keyPressEvent(event)
