"""A screen as text: what a person sees and what a screen reader hears, for golden files that are read as a diff."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTableView,
    QWidget,
)

from openkrakow_desktop.gui.chips import Chip
from openkrakow_desktop.gui.painted import Painted
from openkrakow_desktop.gui.pressable import Pressable

ROWS = 12  # of a table
GOLDEN = Path(__file__).parent.parent / "golden"


def expect_golden(name: str, shown: str) -> None:
    """Compare a dump with tests/golden/NAME.txt; `GOLDEN=write` in the environment writes it anew, to be read as a
    diff before it is committed."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, "utf-8")
    assert file.exists(), f"no golden file {file.name}: run with GOLDEN=write and read what it writes"
    assert shown == file.read_text("utf-8")


def screen_text(widget: QWidget) -> str:
    """The widget and what is in it, one line each, indented by depth; hidden parts are left out."""
    return "\n".join(_lines(widget, 0)) + "\n"


def _lines(widget: QWidget, depth: int) -> list[str]:
    own, closed = _own(widget)
    lines = ["  " * depth + line for line in own]
    if closed:
        return lines
    inner = depth + 1 if own else depth
    for child in _in_order(widget):
        lines += _lines(child, inner)
    return lines


def _in_order(widget: QWidget) -> list[QWidget]:
    children = [one for one in widget.children() if isinstance(one, QWidget)]
    return [one for one in children if not one.isHidden() and not one.isWindow()]


def _own(widget: QWidget) -> tuple[list[str], bool]:
    """The lines of one widget, and whether its children are already told."""
    off = "" if widget.isEnabled() else " (off)"
    match widget:
        case QTableView():
            return _table(widget), True
        case Painted():
            said = f"{widget.accessibleName()}: {widget.accessibleDescription()}".strip(": ")
            return ([f"<{said}>"] if said else []), True
        case Chip():
            return [
                f"chip {widget.accessibleName()!r}" + (f" = {widget.accessibleDescription()}" if widget.chosen else "")
            ], True
        case QCheckBox():
            return [f"[{'x' if widget.isChecked() else ' '}] {widget.text() or widget.accessibleName()}{off}"], True
        case Pressable():
            here = " (here)" if widget.isCheckable() and widget.isChecked() else ""
            about = f": {widget.accessibleDescription()}" if widget.accessibleDescription() else ""
            return [f"[{widget.accessibleName()}]{here}{off}{about}"], True
        case QAbstractButton():
            here = " (here)" if widget.isCheckable() and widget.isChecked() else ""
            primary = " (primary)" if widget.property("kind") == "primary" else ""
            return [f"[{widget.accessibleName() or widget.text().strip()}]{primary}{here}{off}"], True
        case QComboBox():
            return [f"choice {widget.accessibleName()!r}: {widget.currentText()}{off}"], True
        case QLineEdit():
            hint = f" ({widget.placeholderText()})" if widget.placeholderText() and not widget.text() else ""
            return [f"field {widget.accessibleName()!r}: {widget.text()}{hint}{off}"], True
        case QPlainTextEdit():
            return [f"text {widget.accessibleName()!r}: {widget.toPlainText()}{off}"], True
        case QProgressBar():
            return [f"progress {widget.value()} of {widget.maximum()}"], True
        case QLabel():
            said = widget.text() or widget.accessibleName()
            return ([said] if said else []), True
    return [], False


def _table(view: QTableView) -> list[str]:
    model = view.model()
    shown = [at for at in range(model.columnCount()) if not view.isColumnHidden(at)]
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in shown]
    lines = [f"table {view.accessibleName()!r}, rows: {model.rowCount()}", "  | " + " | ".join(heads)]
    for row in range(min(ROWS, model.rowCount(QModelIndex()))):
        cells = [str(model.index(row, at).data(Qt.ItemDataRole.DisplayRole) or "") for at in shown]
        mark = "> " if view.selectionModel() and view.selectionModel().isRowSelected(row, QModelIndex()) else "  "
        lines.append(mark + "| " + " | ".join(cells))
    return lines
