"""Typing in a card from paper: rows in the order of the paper, Enter goes on, the sums must agree.

Nothing that was scored before is shown here, not even how much of it there is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ...gui.desk import Desk
from ...gui.editors import ChoiceEditor
from ...gui.layout import Item, box, column, ems, hairline, row
from ...gui.live_page import Holder
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import announce, button, field, note, text
from ..cards_collect import Told
from ..cards_typed import PaperForm, Typed
from ..kinds import ConflictKind
from .collect_parts import is_hole

MOST = 12  # problems told at once


class PaperEntry(QWidget):
    """The form; `save` gets what was typed once the sums agree, and whether candidates not answered whole may wait."""

    def __init__(self, desk: Desk, form: PaperForm, save: Callable[[Typed, bool], object]) -> None:
        super().__init__()
        self._desk, self._form, self._save = desk, form, save
        w = desk.words
        self.fields: list[QLineEdit] = []
        self.conflicts: dict[UUID, ChoiceEditor] = {}
        self.signed = QCheckBox(w("score_card.paper_signed"))
        self.sum = ems(field("", name=w("score_card.paper_paper_sum")), 6)
        self._now = text("", "strong")
        self._refusal = Holder()
        about = w("score_card.paper_about", letter=w("score_card.paper_letter"))
        parts: list[Item] = [self._refusal, text(about, tone="muted", wrap=True)]
        parts += self._rows()
        paper = row(self._now, 1, text(w("score_card.paper_paper_sum"), tone="muted"), self.sum, gap=1.5)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", column(*parts, hairline(), row(self.signed, 1), paper, gap=1)))
        self._count()
        if self.fields:
            self.setFocusProxy(self.fields[0])

    def _rows(self) -> list[Item]:
        w, made, before = self._desk.words, list[Item](), None
        for one in self._form.rows:
            if one.candidate_id != before:
                before = one.candidate_id
                kinds = [(kind, sentence(w.choice(kind))) for kind in ConflictKind]
                chooser = ChoiceEditor(
                    f"{w('score_card.column_conflict')}: {one.candidate}", kinds, w("score_card.paper_no_conflict")
                )
                self.conflicts[one.candidate_id] = chooser
                made += [hairline(), row((text(one.candidate, "strong", wrap=True), 1), ems(chooser, 14), gap=1.5)]
            told = w("score_card.paper_row", label=one.label, candidate=one.candidate, criterion=one.asked.name)
            typed = ems(field(f"{one.asked.low}–{one.asked.high}", name=told), 5)
            typed.textChanged.connect(self._count)
            typed.returnPressed.connect(partial(self._next, len(self.fields)))
            self.fields.append(typed)
            name = text(f"{one.asked.no}. {one.asked.name}", wrap=True)
            made.append(row(ems(text(one.label, tone="muted"), 6.5), (name, 1), typed, gap=1.5))
        return made

    def _next(self, at: int) -> None:
        target: QWidget = self.fields[at + 1] if at + 1 < len(self.fields) else self.signed
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _count(self) -> None:
        filled = sum(bool(one.text().strip()) for one in self.fields)
        told = self._desk.words("score_card.paper_now", sum=self._total(), n=filled, all=len(self.fields))
        self._now.setText(told)

    def _total(self) -> int:
        said = (one.text().strip() for one in self.fields)
        return sum(int(one) for one in said if one.isascii() and one.isdigit())

    def accept(self, is_partial: bool = False) -> None:
        """Hand over what was typed; where the sum of the paper is another, say so first."""
        paper, total = self.sum.text().strip(), self._total()
        if paper and paper != str(total):
            said = self._desk.words("score_card.paper_differs", paper=paper, typed=total)
            self._refuse(note("triangle-alert", said, "", kind="problem"), said)
            return
        self._save(self.typed(), is_partial)

    def refuse(self, told: Told) -> None:
        """Say what is wrong with what was typed; it stays as it is."""
        w = self._desk.words
        said = "\n".join(problem_words(one, w) for one in told.problems[:MOST])
        acts = []
        if told.incomplete and all(is_hole(one.key) for one in told.grave):
            acts.append(button(w("returned.take_partial"), does=partial(self.accept, True)))
        self._refuse(note("triangle-alert", w("returned.told_refused"), said, *acts, kind="problem"), said)

    def _refuse(self, shown: QWidget, said: str) -> None:
        """Show it above the form, where the button was pressed."""
        self._refusal.hold(shown)
        announce(self, said)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.verticalScrollBar().setValue(0)

    def typed(self) -> Typed:
        """What stands in the form."""
        keys = [(one.candidate_id, one.criterion_id) for one in self._form.rows]
        answers = {key: one.text() for key, one in zip(keys, self.fields, strict=True) if one.text().strip()}
        kinds = {key: one.value() for key, one in self.conflicts.items() if one.value() is not None}
        return Typed(answers, kinds, self.signed.isChecked())
