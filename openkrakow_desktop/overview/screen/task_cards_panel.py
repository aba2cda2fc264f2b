"""What one unit answered, task by task: numbers, what differs from the registers, the decision, records to be made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ...core.clock import day_of
from ...core.declarations import Action, Ask
from ...core.formats import day
from ...gui.action_form import ActionForm
from ...gui.frames import SidePanel, facts
from ...gui.layout import Item, column, hairline, row
from ...gui.report_writer import offer_report
from ...gui.states import sentence, status_of
from ...gui.widgets import announce, button, pill, symbol, text
from ...programme.catalogue import catalogue
from ...programme.task_answers import accept_answer, send_back_answer
from ...programme.task_tables import TaskAnswerState
from ..task_asked import question_words, said_number
from ..task_card_page import Difference, TaskAnswerLine, UnitDetails, UnitLine
from ..task_card_paper import PAPER_CARD
from ..task_card_records import Proposal, make_record
from ..task_cards import ACCEPT, SEND_BACK

if TYPE_CHECKING:
    from .task_cards import TaskCardsPage


def unit_panel(page: TaskCardsPage, line: UnitLine, details: UnitDetails) -> SidePanel:
    """The panel of a unit, with what can be done about its card."""
    w = page.desk.words
    waiting = [one for one in details.lines if one.state is TaskAnswerState.RECEIVED]
    content: list[Item] = [_facts(page, line)]
    if len(waiting) > 1:
        keys = [one.answer_id for one in waiting if one.answer_id is not None]
        content.append(row(button(w("task_cards.accept_all"), "", "check", does=partial(accept, page, keys)), 1))
    for one in details.lines:
        content += [hairline(), _task(page, line, details, one)]
    acts: list[QWidget] = []
    if line.is_waited_for:
        acts.append(button(w("task_cards.remind"), "", "send", does=partial(page.remind, line)))
    acts.append(button(w("task_cards.issue_one"), "", "", does=partial(page.issue, (line.unit_id,))))
    if line.version is not None:
        take = w("task_cards.collect_one")
        acts.append(button("", "quiet", "download", take, does=partial(page.take_files, line.unit_id)))
    paper = partial(offer_report, page.desk, page, PAPER_CARD, line.unit_id, year=details.year)
    acts.append(button("", "quiet", "printer", w("task_cards.print_one"), does=paper))
    kind = w("task_cards.panel_kind", year=details.year)
    state = status_of(line.state, w)
    return SidePanel(kind, details.name, state, *content, actions=acts, close=w("origin.close"))


def _facts(page: TaskCardsPage, line: UnitLine) -> QWidget:
    w = page.desk.words
    if line.issued_at is None or line.due_on is None:
        return text(w("task_cards.no_card"), tone="muted", wrap=True)
    issued = w("task_cards.issued_as", at=day(day_of(line.issued_at), w.language), no=line.version)
    returned = "–" if line.returned_at is None else day(day_of(line.returned_at), w.language)
    return facts(
        (w("task_cards.head_issued"), issued),
        (w("task_cards.head_returned"), returned),
        (w("task_cards.head_due"), day(line.due_on, w.language)),
    )


def _task(page: TaskCardsPage, line: UnitLine, details: UnitDetails, one: TaskAnswerLine) -> QWidget:
    """One task: what the unit says, and what is to be decided about it."""
    w = page.desk.words
    task = catalogue(page.desk.year).tasks[one.task]
    title = f"{task.code} {task.label(w.language)}"
    if one.state is None or one.answer_id is None:
        return column(text(title, "strong", wrap=True), text(w("task_cards.no_answer"), tone="muted"), gap=0.5)
    pairs = [(question_words(code, w), said_number(value, code, w)) for code, value in one.numbers]
    said = [*pairs, (w("task_asked.product"), sentence(w.choice(one.product)) if one.product else "–")]
    said += [
        (w(f"task_asked.{name}"), value) for name, value in (("source", one.source), ("case_no", one.case_no)) if value
    ]
    state = row(pill(status_of(one.state, w), filled=False), 1)
    parts: list[Item] = [text(title, "strong", wrap=True), state, facts(*said, width=12)]
    if one.narrative:
        parts.append(text(one.narrative, wrap=True))
    if one.reason:
        parts.append(text(w("task_cards.sent_back_because", reason=one.reason), tone="muted", wrap=True))
    parts += [_difference(page, each) for each in one.differences]
    parts += [_proposal(page, one.answer_id, each) for each in one.proposals]
    if one.state is TaskAnswerState.RECEIVED:
        parts.append(_decision(page, line, details, one.task, one.answer_id))
    return column(*parts, gap=0.75)


def _difference(page: TaskCardsPage, one: Difference) -> QWidget:
    w = page.desk.words
    unit, register = said_number(one.unit, one.code, w), said_number(one.register, one.code, w)
    said = f"{question_words(one.code, w)}: {w('task_cards.difference', unit=unit, register=register)}"
    shown = column(symbol("triangle-alert", "warn", said=w("task_cards.differences")), 1, gap=0)
    return row(shown, (text(said, wrap=True), 1), gap=0.75)


def _proposal(page: TaskCardsPage, answer_id: UUID, one: Proposal) -> QWidget:
    """A button that makes the record; what the register has against it is said by the window."""
    w, desk = page.desk.words, page.desk
    register = w(f"{one.register}._many")
    numbers = ", ".join(said_number(value, code, w) for code, value in one.codes)

    def make() -> None:
        def done(_: Any) -> None:
            announce(page, w("task_cards.made", register=register))
            page.again()

        asked = (desk.declared, answer_id, one, desk.clock.today(), w)
        desk.do("task_card.make_record", make_record, *asked, done=done, owner=page)

    said = w("task_cards.make_record", register=register, numbers=numbers)
    return row(button(said, "quiet", "plus", does=make), 1)


def _decision(page: TaskCardsPage, line: UnitLine, details: UnitDetails, task: str, answer_id: UUID) -> QWidget:
    w = page.desk.words
    yes = button(w("task_cards.accept"), "", "check", w("task_cards.accept_of", task=task),
                 does=partial(accept, page, [answer_id]))  # fmt: skip
    no = button(w("task_cards.send_back"), "quiet", "", w("task_cards.send_back_of", task=task),
                does=partial(ask_back, page, line, details, answer_id))  # fmt: skip
    return row(yes, no, 1)


def accept(page: TaskCardsPage, answers: Sequence[UUID]) -> None:
    """Take these answers, in one write."""
    desk = page.desk
    desk.do(ACCEPT, _accept, answers, page.who(), desk.clock, done=lambda _: page.again(), owner=page)


def _accept(session: Session, answers: Sequence[UUID], by: str, clock: Any) -> None:
    for one in answers:
        accept_answer(session, one, by, clock)


def ask_back(page: TaskCardsPage, line: UnitLine, details: UnitDetails, answer_id: UUID) -> None:
    """Ask for the reason in the panel, then send the answer back."""
    w, desk = page.desk.words, page.desk
    run = partial(send_back_answer, by=page.who(), clock=desk.clock)
    form = ActionForm(desk, Action(SEND_BACK, run, (Ask("reason"),), undoable=False), answer_id)
    form.done.connect(lambda _: page.again())
    form.cancelled.connect(page.again)
    kind = w("task_cards.panel_kind", year=details.year)
    state = status_of(line.state, w)
    page.set_panel(SidePanel(kind, line.name, state, form, actions=form.foot, close=w("origin.close")))
    form.take_keyboard()
