"""Pasting units: a box for the block, what its lines would become, one button that adds the new ones."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ...core.problems import Refused
from ...core.text import sentence
from ...gui.desk import Desk
from ...gui.editors import ChoiceEditor
from ...gui.layout import column, ems, row, rows
from ...gui.live_page import Holder
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, elided, symbol, text
from ..model import OrganisationKind
from ..unit_dictionary import PastedUnit, add_pasted, read_pasted

REST = 300  # milliseconds after the last key
SHOWN = 30  # lines whose meaning is listed


class PasteForm(QWidget):
    """`added` tells the Done whose value is how many were added; `foot` are the buttons for the panel."""

    added = Signal(object)
    cancelled = Signal()

    def __init__(self, desk: Desk, kind: OrganisationKind) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self.rows: list[PastedUnit] = []
        self._turn = 0
        self.line = QPlainTextEdit()
        self.line.setAccessibleName(w("units_page.paste_title"))
        self.line.setPlaceholderText(w("units_page.paste_hint"))
        self.line.setTabChangesFocus(True)
        ems(self.line, height=12)
        choices = [(one, sentence(w.choice(one))) for one in OrganisationKind]
        self.kind = ChoiceEditor(w("units_page.paste_kind"), choices, "")
        self.kind.set_value(kind)
        self._means = Holder()
        self._add = button(w.count("units_page.add_pasted", 0), "primary", does=self.add)
        self._add.setEnabled(False)
        self.foot = (self._add, button(w("form.cancel"), does=self.cancelled.emit))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.look)
        self.line.textChanged.connect(lambda: self._rest.start())
        self.kind.changed.connect(lambda: self._rest.start())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        about = text(w("units_page.paste_words"), tone="muted", wrap=True)
        chooser = column(text(self.kind.name), self.kind, gap=0.5)
        whole.addWidget(column(about, self.line, chooser, self._means, gap=1.5))

    def look(self) -> None:
        """Work out what the lines mean."""
        self._turn += 1
        turn = self._turn
        asked = (self.line.toPlainText(), self.kind.value(), self.desk.clock.today())
        self.desk.ask(read_pasted, *asked, done=lambda found: self._show(turn, found), failed=self._refused, owner=self)

    def _show(self, turn: int, found: list[PastedUnit]) -> None:
        if turn != self._turn:
            return
        w = self.desk.words
        self.rows = found
        new = sum(one.is_new for one in found)
        wrong = any(one.problems and not one.known for one in found)
        self._add.setText(w.count("units_page.add_pasted", new))
        self._add.setEnabled(bool(new) and not wrong)
        self._add.setToolTip(w("units_page.paste_wrong") if wrong else "")
        lines = [self._means_of(one) for one in sorted(found, key=lambda one: one.is_new)[:SHOWN]]
        self._means.hold(rows(*lines, height=2.6) if lines else QWidget())
        announce(self, self._add.text())

    def _means_of(self, one: PastedUnit) -> QWidget:
        w = self.desk.words
        if one.known:
            icon, tone, said = "circle-minus", "muted", w("units_page.known", name=one.known)
        elif one.problems:
            icon, tone, said = "triangle-alert", "bad", problem_words(one.problems[0], w)
        else:
            parts = (one.symbol, one.abbreviations, sentence(w.choice(one.kind)) if one.kind else "")
            icon, tone, said = "plus", "accent", " · ".join(filter(None, parts))
        return row(symbol(icon, tone), (column(elided(one.name), text(said, "small", "muted", wrap=True), gap=0), 1))

    def add(self) -> None:
        """Add the new ones, as one step that can be taken back."""
        self._add.setEnabled(False)
        today, found = self.desk.clock.today(), list(self.rows)
        self.desk.do(
            "organisation.paste", add_pasted, found, today, done=self.added.emit, failed=self._refused, owner=self
        )

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            said = "\n".join(dict.fromkeys(problem_words(one, self.desk.words) for one in error.problems))
            self._means.hold(text(said, tone="bad", wrap=True))
            announce(self, said)
