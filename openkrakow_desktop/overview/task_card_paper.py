"""The task card on paper: the same questions as in the workbook, with room to write; a tagged PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import Clock
from ..core.declarations import Report, ReportContext
from ..core.document import (
    Block,
    Document,
    HandColumn,
    HandTable,
    Heading,
    Paragraph,
    Run,
    Signature,
    Signatures,
    labels,
)
from ..core.words import Words
from .task_asked import NARRATIVE, WORDED, AskedTask
from .task_cards import UnitCard, plan_cards

HEIGHT, TALL = 20.0, 62.0  # points of a row that is written in, and of the narrative's
PAGE, HEAD, SIGNED, TASK = 690.0, 240.0, 60.0, 315.0  # points: a page, the first one's head, what a task takes itself


def paper_card(session: Session, context: ReportContext, record_id: UUID, year: int) -> Document:
    """The card of one unit. Raises Refused when it is not asked about that year."""
    clock = Clock.fixed(context.now)
    cards = plan_cards(session, year, context.words, context.declared, device="", units=(record_id,), clock=clock)
    return document_of(cards, context)


PAPER_CARD = Report("task_card_paper", paper_card, asks=(), pdf_only=True)


def document_of(cards: Sequence[UnitCard], context: ReportContext) -> Document:
    """The paper of these cards (of one year), each on pages of its own."""
    words, first = context.words, cards[0]
    blocks = [block for place, card in enumerate(cards) for block in _card(card, words, place > 0)]
    facts = [(words("task_cards.unit"), first.unit)] if len(cards) == 1 else []
    return Document(
        title=words("task_cards.title", year=first.year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=words("report.task_card_paper"),
        facts=(*facts, (words("task_cards.deadline"), formats.day(first.due_on, words.language))),
        banner=context.banner,
        created=context.now,
    )


def _card(card: UnitCard, words: Words, new_page: bool) -> Iterator[Block]:
    yield Heading(card.unit, new_page=new_page)
    yield Paragraph(words("task_cards.paper_how"))
    used = HEAD
    for place, task in enumerate(card.tasks):
        needs = TASK + HEIGHT * (len(task.questions) - len(WORDED))
        ends = SIGNED if place == len(card.tasks) - 1 else 0
        is_new = used + needs + ends > PAGE and place > 0
        used = needs if is_new else used + needs
        yield from _task(task, card.year, words, is_new)
    yield Signatures((Signature(words("task_cards.paper_signature")),))


def _task(task: AskedTask, year: int, words: Words, new_page: bool) -> Iterator[Block]:
    yield Heading(task.name, 2, new_page)
    yield Paragraph(task.text)
    if task.sent_back:
        yield Paragraph(words("task_cards.sent_back_because", reason=task.sent_back))
    numbers = [one for one in task.questions if one.code not in WORDED]
    shares = {"question": 40, "own": 17, "whole": 17, "answer": 26}
    columns = tuple(
        HandColumn((Run(words(f"task_cards.column_{key}", year=year - 1)),), share, header=key == "question")
        for key, share in shares.items()
    )
    rows = tuple((one.words, one.own, one.whole, "") for one in numbers)
    yield HandTable(task.name, columns, rows, HEIGHT)
    worded = {one.code: one for one in task.questions if one.code in WORDED}
    said = (HandColumn((Run(words("task_cards.column_question")),), 30, header=True),
            HandColumn((Run(words("task_cards.column_answer")),), 70))  # fmt: skip
    short = tuple((one.words, "") for code, one in worded.items() if code != NARRATIVE)
    yield HandTable(f"{task.name}: {words('task_cards.column_answer')}", said, short, HEIGHT)
    narrative = worded[NARRATIVE].words
    yield HandTable(f"{task.name}: {narrative}", said, ((narrative, ""),), TALL)
    counted = " ".join(f"{one.words}: {one.hint}" for one in numbers if one.hint)
    yield Paragraph(words("task_cards.paper_counted", said=counted))
