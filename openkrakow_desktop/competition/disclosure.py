"""The letter that discloses to a candidate the partial scores of their own card, on request and after the closing.

Members are numbers drawn for this letter alone: neither their alphabetical number nor another letter tells who is who.
Nothing of other candidates, of remarks or of recused members is in it."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import ReportContext
from ..core.document import Block, Cell, Column, Document, Heading, Kind, NoData, Paragraph, Table, Value
from ..core.problems import refuse
from ..core.text import sentence
from ..core.words import Words, words
from ..programme.letter_tables import LetterLanguage
from ..programme.letters import Writing, day_in_words, letter_document
from .letters import SCORES, candidate_address, candidate_values
from .model import Candidate, Edition
from .rules_text import edition_rules_of
from .secrecy import refuse_early
from .tally import Cell as CardCell
from .tally import CellState, load_tally


def scores_letter(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """The letter with the scores by criterion and member's number as its annex.

    Raises Refused before scoring is closed, where no request is recorded, and where no card was handed in."""
    one = session.get_one(Candidate, record_id)
    refuse_early(session, one.edition_id)
    if one.scores_requested_on is None:
        refuse("", "problem.scores_not_requested")
        raise AssertionError  # refuse has stopped
    language = letter_language or LetterLanguage(context.words.language)
    said, edition = words(language.value), session.get_one(Edition, one.edition_id)
    cards = _cards(session, one)
    if not cards:
        refuse("", "problem.no_scores_to_disclose")
    values = candidate_values(one, edition, said) | {
        "requested": day_in_words(one.scores_requested_on, said),
        "cards": str(len(cards)),
    }
    writing = Writing(SCORES, candidate_address(session, one), values, enclosures=(said("disclosure.title"),))
    return letter_document(session, context, [writing], language, annex=_annex(session, one, cards, said))


def _cards(session: Session, one: Candidate) -> list[CardCell]:
    """The cards that entered the result, in an order that follows from the candidate and says nothing of the member."""
    tally = load_tally(session, one.edition_id, one.category)
    handed_in = (CellState.SCORED, CellState.ABSTAINED)
    seats = (
        [seat.id for seat in tally.counted if tally.cells[seat.id, one.id].state in handed_in]
        if any(stander.id == one.id for stander in tally.standers)
        else []
    )
    shuffled = sorted(seats, key=lambda seat: hashlib.sha256(one.id.bytes + seat.bytes).digest())
    return [tally.cells[seat, one.id] for seat in shuffled]


def _annex(session: Session, one: Candidate, cards: list[CardCell], said: Words) -> list[Block]:
    rules = edition_rules_of(session, one.edition_id)
    columns = [Column(sentence(said("disclosure.criterion")), header=True)]
    columns += [Column(said("disclosure.member", no=no), Kind.INTEGER) for no in range(1, len(cards) + 1)]
    abstained = said("disclosure.abstained")
    rows: list[tuple[Value, ...]] = []
    for criterion in rules.criteria:
        given = [card.points.get(criterion.id) for card in cards]
        shown: list[Value] = [Cell(NoData(abstained)) if points is None else points for points in given]
        rows.append((criterion.name, *shown))
    about = said("disclosure.about", candidate=one.name or "", year=rules.title_year)
    summary = said("disclosure.summary", criteria=len(rows), cards=len(cards))
    table = Table("scores", said("disclosure.title"), tuple(columns), tuple(rows), summary=summary, wide=len(cards) > 7)
    return [Heading(said("disclosure.title")), Paragraph(about), table]
