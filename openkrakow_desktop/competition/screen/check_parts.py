"""Under the items: what becomes of the nomination (call, supplement, acceptance, rejection)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import day
from ...core.problems import Problem
from ...gui.editors import DateEditor, Editor, LongEditor
from ...gui.frames import section
from ...gui.layout import Item, column, row
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.widgets import button, symbol, text
from ..check_page import NominationCheck
from ..kinds import FormalItem, NominationState

if TYPE_CHECKING:
    from .checks import ChecksPage

N = NominationState
LETTERS = {N.TO_COMPLETE: "letter_call", N.ACCEPTED: "letter_formal", N.REJECTED: "letter_formal"}


class Decision(QWidget):
    """What can be done now, with what it asks for right above its button."""

    def __init__(self, page: ChecksPage, found: NominationCheck) -> None:
        super().__init__()
        self.page, self.found = page, found
        w = page.desk.words
        self.date = DateEditor(w("checks_page.due_label"), page.desk)
        self.sentence = LongEditor(w("checks_page.reject_label"))
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(section(w("checks_page.decision"), *self._content(), self._problem, gap=1))

    def _content(self) -> list[Item]:
        w, found = self.page.desk.words, self.found
        if found.state is N.ACCEPTED:
            return [
                self._line("circle-check", "good", w("checks_page.decided_accepted")),
                *self._called(),
                *self._letter(),
            ]
        if found.state is N.REJECTED:
            said = w("checks_page.decided_rejected", reason=found.rejection_reason)
            return [self._line("circle-x", "bad", said), *self._called(), *self._letter()]
        if found.state in (N.WITHDRAWN, N.DUPLICATE):
            return [self._line("circle-minus", "muted", w("checks_page.decided_other"))]
        if found.state is N.LATE:
            return [self._line("triangle-alert", "warn", w("checks_page.late")), *self._rejecting()]
        if found.state is N.TO_COMPLETE:
            return [*self._called(), *self._letter(), *self._awaiting(), *self._rejecting()]
        return [*self._called(), *self._deciding()]

    def _line(self, icon: str, tone: str, said: str) -> QWidget:
        return row(column(symbol(icon, tone, 1.2), 1, gap=0), (text(said, wrap=True), 1), gap=0.75)

    def _called(self) -> list[Item]:
        """The one call there was."""
        w, found = self.page.desk.words, self.found
        if found.due_on is None:
            return []
        due = day(found.due_on, w.language)
        said = w("checks_page.call_due", due=due)
        if found.called_on is not None:
            said = w("checks_page.call_once", day=day(found.called_on, w.language), due=due)
        return [row(column(symbol("send"), 1, gap=0), (text(said, wrap=True), 1), gap=0.75)]

    def _letter(self) -> list[Item]:
        """The letter that goes out now."""
        reports = self.page.desk.declared.registers["nomination"].reports
        letter = next((one for one in reports if one.key == LETTERS.get(self.found.state)), None)
        if letter is None:
            return []
        said = self.page.desk.words(f"report.{letter.key}")
        does = partial(offer_report, self.page.desk, self.page, letter, self.found.id)
        return [row(button(said, "", letter.icon, does=does), 1)]

    def _awaiting(self) -> list[Item]:
        w = self.page.desk.words
        self.date = DateEditor(w("checks_page.came_on"), self.page.desk)
        self.date.set_value(self.page.desk.clock.today())
        came = button(w("checks_page.supplemented"), "primary", "check", does=self._supplemented)
        return [_asked(self.date), row(came, 1)]

    def _deciding(self) -> list[Item]:
        w, found = self.page.desk.words, self.found
        parts: list[Item] = []
        missing, left = found.missing, len(found.unanswered)
        if left:
            parts.append(text(w.count("checks_page.left", left), tone="muted", wrap=True))
            return [*parts, *self._rejecting()]
        if missing and found.due_on is None:
            self.date.set_value(found.proposed_due_on)
            about = w("checks_page.call_about", items=", ".join(w.choice(one) for one in missing))
            call = button(w("checks_page.call"), "primary", "send", does=self._call)
            parts += [text(about, wrap=True), _asked(self.date), row(call, 1)]
        elif not missing:
            parts.append(row(button(w("checks_page.accept"), "primary", "check", does=self.page.accept), 1))
        return [*parts, *self._rejecting()]

    def _rejecting(self) -> list[Item]:
        """A quiet button; pressed, it shows the sentence that the nominator will get."""
        w = self.page.desk.words
        self.sentence.set_value(self._proposed_sentence())
        open_ = button(w("checks_page.reject"), "quiet", "circle-x")
        does = button(w("checks_page.reject"), "", "circle-x", does=self._reject)
        asked = column(_asked(self.sentence), row(does, 1), gap=1)
        asked.hide()

        def show() -> None:
            open_.hide()
            asked.show()
            self.sentence.setFocus()

        open_.clicked.connect(show)
        return [row(open_, 1), asked]

    def _proposed_sentence(self) -> str:
        w = self.page.desk.words
        missing = self.found.missing
        if self.found.state is N.LATE and not missing:
            missing = (FormalItem.IN_TIME,)
        if not missing:
            return ""
        reasons = ", ".join(w(f"check_reason.{one.name.lower()}") for one in missing)
        return w("checks_page.reject_text", reasons=reasons)

    def _typed_day(self) -> dt.date | None:
        given: dt.date | None = self.date.value()
        if given is None:
            key = self.date.unread() or "problem.required"
            self.say(problem_words(Problem("supplement_due_on", key), self.page.desk.words))
            self.date.setFocus()
        return given

    def _call(self) -> None:
        if (due := self._typed_day()) is not None:
            self.page.call(due)

    def _supplemented(self) -> None:
        if (came := self._typed_day()) is not None:
            self.page.supplemented(came)

    def _reject(self) -> None:
        self.page.reject(self.sentence.value() or "")

    def say(self, words: str) -> None:
        """What stands in the way, under what was asked."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))


def _asked(editor: Editor) -> QWidget:
    return column(text(editor.name), editor, gap=0.75)
