"""Where rows copied in Excel are pasted: a place for the text, and which columns it may have."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from ..core.import_mapping import Mappings
from ..core.import_sheets import Found
from ..core.listing import name_of
from ..core.pasted import PastedRows, is_table, pasted_sheets
from ..gui.desk import Desk
from ..gui.frames import page_header, section
from ..gui.layout import column, row
from ..gui.live_page import Holder
from ..gui.saying import many
from ..gui.states import sentence
from ..gui.widgets import announce, button, note, text


def read_rows(desk: Desk, rows: PastedRows, known: Mappings) -> list[Found]:
    """The sheets that pasted rows are. Raises Refused. Not on the GUI thread."""
    register, parent = desk.declared.registers[rows.register], ""
    if rows.parent is not None and register.parent:
        with desk.read() as session:
            parent = name_of(session, register.field(register.parent).target or "", rows.parent) or ""
    return pasted_sheets(rows, desk.declared, desk.words, desk.year, parent, known)


class PasteBox(Holder):
    """The text, the columns that the list understands, and the way on."""

    pasted = Signal(object)  # PastedRows with their text
    left = Signal()

    def __init__(self, desk: Desk, rows: PastedRows) -> None:
        super().__init__()
        self.desk, self._rows = desk, rows
        w = desk.words
        register = desk.declared.registers[rows.register]
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setPlaceholderText(w("paste.hint"))
        self.text.setAccessibleName(w("paste.rows"))
        copied = QApplication.clipboard().text()
        if is_table(copied):
            self.text.setPlainText(copied)
        self._said = Holder()
        back = button(w("paste.back"), icon="chevron-left", does=self.left.emit)
        check = button(w("import_mapping.check"), "primary", "check", does=self.check)
        header = page_header(w("paste.title", list=many(register, w)), w("paste.about"), back, check)
        body = row(
            (column(self._said, (self.text, 1), gap=1), 3),
            (column(self._columns(), 1, gap=2), 2),
            gap=3,
            pad=(3, 0, 3, 3),
        )
        self.hold(column(header, (body, 1), gap=0))
        self.setFocusProxy(self.text)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.check)

    def _columns(self) -> QWidget:
        """The columns of the list, and of the rows that belong to its records, with those that must be there."""
        w = self.desk.words
        register = self.desk.declared.registers[self._rows.register]
        lists = [register, *self.desk.declared.children(register)]
        parts = []
        for one in lists:
            asked = [field for field in one.fields() if field.name != one.parent]
            named = [
                w("paste.required", name=w(field.key)) if one.asks(field.name) else w(field.key) for field in asked
            ]
            title = w("paste.columns") if one is register else w("paste.columns_of", list=many(one, w))
            parts.append(section(title, text(sentence(" · ".join(named)), tone="muted", wrap=True), gap=0.5))
        return column(*parts, text(w("paste.without"), "small", "muted", wrap=True), gap=2)

    def check(self) -> None:
        """Go on with what was pasted; say so where there is nothing yet."""
        said = self.text.toPlainText()
        if said.strip():
            self.pasted.emit(replace(self._rows, text=said))
            return
        words = self.desk.words("problem.paste_nothing")
        self._said.hold(note("triangle-alert", words, "", kind="problem"))
        announce(self, words)
