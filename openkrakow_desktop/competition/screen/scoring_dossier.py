"""The dossier of one candidate, and before it the question whether anything ties the member to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import day
from ...gui.attached_files import size_words
from ...gui.editors import ChoiceEditor, LongEditor
from ...gui.frames import facts, scrolled, section
from ...gui.layout import Item, column, hairline, row
from ...gui.states import sentence
from ...gui.widgets import button, symbol, text
from ..kinds import BallotState, ConflictKind
from ..own_scores import Dossier

if TYPE_CHECKING:
    from .scoring import ScoringPage

PAD = (3, 2, 3, 2)


def dossier_view(page: ScoringPage, found: Dossier) -> QWidget:
    """Name, justifications, who nominated, attachments; at the foot what was declared."""
    w, card = page.desk.words, found.card
    kind = found.subtype or card.category
    parts: list[Item] = [
        column(text(card.name, "title", wrap=True), text(sentence(w.choice(kind)), tone="muted"), gap=0)
    ]
    if card.state is BallotState.EXCLUDED:
        parts.append(_line("circle-minus", "muted", w("scoring.excluded_words")))
        return scrolled(column(*parts, 1, gap=2.25, pad=PAD))
    if not found.is_declared and not found.marks:
        parts += [_sources(page, found), *_question(page, found)]
        return scrolled(column(*parts, 1, gap=2.25, pad=PAD))
    for source in found.sources:
        if source.justification:
            said = column(*(text(one, wrap=True) for one in source.justification.split("\n") if one.strip()), gap=1)
            title = w("scoring.why") if len(found.sources) == 1 else w("scoring.why_by", name=source.nominator)
            parts.append(section(title, said))
    parts.append(_sources(page, found))
    if lines := _attachments(page, found):
        parts.append(section(w("scoring.attachments"), *lines, gap=0.5))
    foot = _declared(page, found) if found.declared_on else None
    body = scrolled(column(*parts, 1, gap=2.25, pad=PAD))
    return column((body, 1), foot, gap=0)


def _attachments(page: ScoringPage, found: Dossier) -> list[QWidget]:
    """What is kept opens by its name; what is only written down is read."""
    w, lines = page.desk.words, []
    for source in found.sources:
        for one in source.files:
            said = w("checks_page.file_open", name=one.name)
            opens = partial(page.open_file, one.id, one.name)
            shown = button(one.name.replace("&", "&&"), "quiet", "paperclip", said, does=opens)
            lines.append(row(shown, 1, text(size_words(one.size, w.language), "small", "muted"), gap=0.75))
        kept = {one.name for one in source.files}
        for name in source.attachments:
            if name not in kept:
                lines.append(row(symbol("paperclip"), (text(name, wrap=True), 1), gap=0.75))
    return lines


def _sources(page: ScoringPage, found: Dossier) -> QWidget:
    w = page.desk.words
    lines = [
        (
            w("scoring.nomination", no=one.no or "–"),
            ", ".join(part for part in (one.nominator, day(one.received_on, w.language)) if part),
        )
        for one in found.sources
    ]
    return section(w("scoring.nominated_by"), facts(*lines))


def _question(page: ScoringPage, found: Dossier) -> list[Item]:
    """Asked before anything of the dossier is shown."""
    w = page.desk.words
    key = found.card.ballot_id
    others = [one.ballot_id for one in page.seat.cards if _is_open(one.state, one.is_declared)] if page.seat else []
    none = button(w("scoring.no_conflict"), "primary", "check", does=partial(page.say_no_conflict, key))
    some = button(w("scoring.conflict"), "", "circle-minus", does=page.say_conflict)
    with_all = None
    if len(others) > 1:
        said = w("scoring.no_conflict_all", n=len(others))
        with_all = row(button(said, "quiet", "shield-check", does=partial(page.say_no_conflict, *others)), 1)
    asked = column(text(w("scoring.question"), "lead", wrap=True), text(w("scoring.question_words"), wrap=True), gap=1)
    return [hairline(), asked, row(none, some, 1), with_all]


def _is_open(state: BallotState, is_declared: bool) -> bool:
    return state in (BallotState.NOT_STARTED, BallotState.DRAFT) and not is_declared


def _declared(page: ScoringPage, found: Dossier) -> QWidget:
    w = page.desk.words
    when = w("scoring.declared_on", day=day(found.declared_on, w.language)) if found.declared_on else ""
    change = button(w("scoring.conflict"), "quiet", does=page.say_conflict) if found.may_score else None
    said = f"{w('scoring.no_conflict_said')} {when}".strip()
    return row(symbol("shield-check", "good"), (text(said, tone="muted", wrap=True), 1), change, pad=PAD)


def _line(icon: str, tone: str, said: str) -> QWidget:
    return row(symbol(icon, tone, 1.4), (text(said, wrap=True), 1), gap=1)


class ConflictForm(QWidget):
    """What kind of tie it is. Saying so excludes the card at once; the secretary sees the effect on the quorum."""

    def __init__(self, page: ScoringPage, found: Dossier) -> None:
        super().__init__()
        w = page.desk.words
        kinds = [(one, sentence(w.choice(one))) for one in ConflictKind]
        self.kind = ChoiceEditor(sentence(w("conflict_of_interest.kind")), kinds, w("form.not_given"))
        self.remark = LongEditor(sentence(w("conflict_of_interest.remark")))
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        self._page = page
        declare = button(w("scoring.declare"), "primary", "circle-minus", does=self.declare)
        cancel = button(w("form.cancel"), does=page.leave_form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(
            column(
                text(found.card.name, "title", wrap=True),
                text(w("scoring.conflict_words"), wrap=True),
                column(text(self.kind.name), self.kind, self._problem, gap=0.75),
                column(text(self.remark.name), self.remark, gap=0.75),
                row(declare, cancel, 1),
                1,
                gap=2,
            )
        )
        self.setFocusProxy(self.kind)

    def declare(self) -> None:
        """Declare it, or say that a kind is missing."""
        kind = self.kind.value()
        if kind is None:
            self._problem.setText(self._page.desk.words("problem.required"))
            self._problem.show()
            self.kind.setFocus()
            return
        self._page.conflict(kind, self.remark.value() or "")
