"""The score card on paper: the same rows as in the workbook, numbered, each with a short code to type it in by.

Points are never printed: a card on paper is as empty as the workbook that travels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import Clock
from ..core.declarations import ReportContext
from ..core.document import (
    Block,
    Bullets,
    Document,
    HandBoxes,
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
from .cards import DECLARATIONS, Asked, Card, Standing, plan_cards
from .model import Juror

HEIGHT = 26.0  # points of a row that is written in


def paper_card(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The card of one member. Raises Refused while scoring is not open."""
    juror = session.get_one(Juror, record_id)
    return document_of(_cards(session, context, juror.edition_id, (record_id,)), context)


def paper_cards(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The cards of all members of an edition, each on pages of its own."""
    return document_of(_cards(session, context, record_id, ()), context)


def _cards(session: Session, context: ReportContext, edition_id: UUID, jurors: Sequence[UUID]) -> list[Card]:
    language, clock = context.words.language, Clock.fixed(context.now)
    return plan_cards(session, edition_id, device="", language=language, jurors=jurors, clock=clock)


def document_of(cards: Sequence[Card], context: ReportContext) -> Document:
    """The paper of these cards (of one edition)."""
    words, first = context.words, cards[0]
    due = formats.day(first.closes_on, words.language) if first.closes_on else words("score_card.no_deadline")
    blocks = [block for place, card in enumerate(cards) for block in _card(card, words, place > 0)]
    facts = [(words("score_card.juror"), first.juror)] if len(cards) == 1 else []
    return Document(
        title=words("score_card.title", year=first.title_year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=words("score_card.paper_name"),
        facts=(*facts, (words("score_card.deadline"), due)),
        banner=context.banner,
        created=context.now,
    )


def _card(card: Card, words: Words, new_page: bool) -> Iterator[Block]:
    yield Heading(card.juror or "–", new_page=new_page)
    yield Paragraph(words("score_card.paper_how"))
    if card.excluded:
        names = "; ".join(map(_named, card.excluded))
        yield Paragraph(f"{words('score_card.excluded')}: {names}")
    yield from _meanings(card.criteria, words)
    number = 0
    for one in card.candidates:
        yield Heading(_named(one), 2)
        rows = []
        for asked in card.criteria:
            number += 1
            code = row_code(card.juror_id, one.id, asked.id)
            rows.append((f"{number} · {code}", f"{asked.no}. {asked.name}", f"{asked.low}–{asked.high}", "", ""))
        yield HandTable(_named(one), _columns(words), tuple(rows), HEIGHT)
        yield HandBoxes((words("score_card.paper_conflict"),))
    yield Heading(words("score_card.paper_totals"), 2)
    yield HandBoxes((words("score_card.paper_sum"), words("score_card.paper_count")))
    yield Heading(words("score_card.declarations"), 2)
    yield Bullets(tuple(words(f"score_card.{name}") for name in DECLARATIONS))
    yield Signatures((Signature(words("score_card.paper_signature"), card.juror),))


def _meanings(criteria: Sequence[Asked], words: Words) -> Iterator[Block]:
    yield Heading(words("score_card.meanings_sheet"), 2)
    items = []
    for one in criteria:
        said = f" {one.low}–{one.high}" + (f". {one.description}" if one.description else "")
        meant = "; ".join(f"{points}: {meaning}" for points, meaning in one.anchors)
        items.append((Run(one.name, bold=True), said + (f" ({meant})" if meant else "")))
    yield Bullets(tuple(items), numbered=True)


def _columns(words: Words) -> tuple[HandColumn, ...]:
    shares = {"paper_code": 14, "column_criterion": 44, "column_scale": 9, "column_points": 12, "column_remark": 32}
    return tuple(
        HandColumn((Run(words(f"score_card.{key}")),), share, header=key == "column_criterion")
        for key, share in shares.items()
    )


def row_code(juror: UUID, candidate: UUID, criterion: UUID) -> str:
    """Four signs by which a row of the paper is recognised when it is typed in."""
    said = f"{juror.hex}{candidate.hex}{criterion.hex}"
    return hashlib.sha256(said.encode()).hexdigest()[:4].upper()


def _named(one: Standing) -> str:
    return f"{one.no}. {one.name}" if one.no else one.name
