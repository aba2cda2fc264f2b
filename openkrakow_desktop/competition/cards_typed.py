"""A card on paper, typed in: the same rows in the same order, checked and taken exactly as a returned workbook is.

The form is empty whatever was scored before; whoever types sees the paper and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.answer_book import seal_of
from ..core.answer_read import Place, ReturnedBook, ReturnedRow, said_in_any_language
from ..core.clock import WARSAW, Clock
from ..core.excel_read import EMPTY, CellValue
from ..core.problems import refuse
from ..core.store import Store
from ..core.text import clean, fold
from ..core.words import Words
from .card_paper import row_code
from .cards import CARDS, CLOCK, DECLARATIONS, Asked, asked_of, last_cards, standing_of, token_of
from .cards_check import said
from .cards_collect import Told, collect_read
from .jury import barred
from .kinds import BallotState, ConflictKind
from .model import Ballot, Edition, Juror


@dataclass(frozen=True)
class PaperRow:
    """A row of the paper: its number and code, the candidate, the criterion."""

    label: str
    candidate_id: UUID
    candidate: str
    criterion_id: UUID
    asked: Asked


@dataclass(frozen=True)
class PaperForm:
    """The paper of one member, to be typed in."""

    juror_id: UUID
    juror: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True)
class Typed:
    """What stands on the paper: answers by candidate and criterion, conflicts by candidate, whether it is signed."""

    answers: Mapping[tuple[UUID, UUID], str] = field(default_factory=dict)
    conflicts: Mapping[UUID, ConflictKind] = field(default_factory=dict)
    is_signed: bool = False


def paper_form(session: Session, juror_id: UUID) -> PaperForm:
    """The rows as they were printed. Raises Refused where the member has no card yet."""
    juror = session.get_one(Juror, juror_id)
    edition = session.get_one(Edition, juror.edition_id)
    card = last_cards(session, edition.id).get(juror_id)
    if card is None:
        refuse("", "problem.card_not_issued", juror=juror.name or "")
    assert card is not None
    closed = barred(session, juror) | _shut(session, juror_id)
    on_card = set(card.candidate_keys()) - closed
    rows: list[PaperRow] = []
    for one in standing_of(session, edition.id):
        for asked in asked_of(session, edition) if one.id in on_card else ():
            label = f"{len(rows) + 1} · {row_code(juror_id, one.id, asked.id)}"
            rows.append(PaperRow(label, one.id, said(one), asked.id, asked))
    return PaperForm(juror_id, juror.name or "", tuple(rows))


def _shut(session: Session, juror_id: UUID) -> frozenset[UUID]:
    closed = (BallotState.EXCLUDED, BallotState.VOID)
    return frozenset(
        session.scalars(select(Ballot.candidate_id).where(Ballot.juror_id == juror_id, Ballot.state.in_(closed)))
    )


def take_typed(
    store: Store,
    juror_id: UUID,
    typed: Typed,
    words: Words,
    *,
    dry_run: bool = False,
    is_partial: bool = False,
    clock: Clock = CLOCK,
) -> Told:
    """Check what was typed and take it, whole or not at all, as a version of its own where it differs."""
    told = Told(Path(words("score_card.paper_name")))
    with store.read() as session:
        card = typed_card(session, juror_id, typed, words)
    collect_read(store, told, card, words, clock, dry_run=dry_run, juror_id=juror_id, is_partial=is_partial)
    return told


def typed_card(session: Session, juror_id: UUID, typed: Typed, words: Words) -> ReturnedBook:
    """The paper as if it had come back as a workbook: with the tokens of the card that was issued last."""
    form, juror = paper_form(session, juror_id), session.get_one(Juror, juror_id)
    card = last_cards(session, juror.edition_id)[juror_id]
    values = (card.id.hex, juror.edition_id.hex, juror_id.hex, str(card.version_no), card.rules_checksum,
              card.issued_at.astimezone(WARSAW).isoformat(timespec="seconds"), card.device)  # fmt: skip
    manifest = dict(zip(CARDS.manifest, values, strict=True))
    rows = []
    for number, row in enumerate(form.rows, 1):
        token = token_of(card.secret, juror.edition_id, juror_id, card.version_no, row.candidate_id, row.criterion_id)
        kind = typed.conflicts.get(row.candidate_id)
        said_here = {
            "token": token,
            "seal": seal_of(card.secret, token, "", row.candidate, row.asked.name),
            "candidate": row.candidate,
            "criterion": row.asked.name,
            "points": _answer(typed.answers.get((row.candidate_id, row.criterion_id), ""), words),
            "conflict": words.choice(kind) if kind is not None else "",
        }
        places = {name: _place(said_here.get(name, ""), row.label) for name in CARDS.columns}
        rows.append(ReturnedRow(number, places, CARDS.inputs))
    yes = words("score_card.yes") if typed.is_signed else ""
    declared = {name: _place(yes, words("score_card.declarations")) for name in DECLARATIONS}
    signature = CARDS.signature(card.secret, manifest)
    return ReturnedBook(words("score_card.paper_name"), manifest, signature, tuple(rows), declared)


def _place(text: str, at: str) -> Place:
    return Place(CellValue("text", text) if text else EMPTY, at)


def _answer(text: str, words: Words) -> str:
    """What was typed; the letter for an abstention as the word."""
    text = clean(text)
    return words("score_card.abstain") if fold(text) in letters() else text


def letters() -> frozenset[str]:
    """The letters by which a paper says that somebody abstains, in every language."""
    return said_in_any_language("score_card.paper_letter")
