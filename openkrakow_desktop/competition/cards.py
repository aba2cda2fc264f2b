"""Score cards as workbooks: what is on a member's card, and the record that it was issued (robustness.md §3).

Points never travel out: a card is issued empty, whatever was scored before, because the secretary handles it. The files
are written first and recorded after, so that a card nobody could write never replaces the one a member holds."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.answer_book import AnswerBook, safe_name, seal_of
from ..core.answer_book import token_of as row_token
from ..core.clock import Clock
from ..core.declarations import store_draft
from ..core.keys import new_key
from ..core.problems import refuse, refuse_if
from .jury import all_barred, issue_ballots, scoring_problem, unfrozen_problem
from .kinds import BallotState, CandidateCategory, JurorState, NominationState
from .model import Ballot, Candidate, CriterionAnchor, Edition, Juror, Nomination, ScoreCard
from .rules_text import edition_rules_of
from .service import criteria

CLOCK = Clock()
DECLARATION_KEY = "#declaration."
CARDS = AnswerBook(
    mark="openkrakow.card.",
    manifest=("card", "edition", "juror", "version", "rules", "issued", "device"),
    columns=("token", "seal", "no", "candidate", "criterion", "scale", "points", "remark", "conflict"),
    inputs=("points", "remark", "conflict"),
    said="card",
    loose=DECLARATION_KEY,
)
DECLARATIONS = ("impartiality", "confidentiality", "no_conflict")
SHUT = (BallotState.EXCLUDED, BallotState.VOID)


@dataclass(frozen=True)
class Asked:
    """A criterion as a card asks for it."""

    id: UUID
    no: int
    name: str
    description: str
    low: int
    high: int
    step: int
    anchors: tuple[tuple[int, str], ...]

    @property
    def points(self) -> range:
        """The points that may be given."""
        return range(self.low, self.high + 1, self.step)


@dataclass(frozen=True)
class Standing:
    """A candidate as a card names it."""

    id: UUID
    no: int
    name: str
    category: CandidateCategory


@dataclass(frozen=True)
class CardRow:
    """A candidate and a criterion: `token` says whose row it is, `seal` that the words beside it belong to it."""

    candidate: Standing
    criterion: Asked
    token: str
    seal: str


@dataclass(frozen=True)
class Card:
    """What one member is to be sent. `excluded`: who is not on it, because the member may not score them."""

    id: UUID
    edition_id: UUID
    title_year: int
    juror_id: UUID
    juror: str
    version: int
    rules: str
    issued_at: dt.datetime
    device: str
    language: str
    secret: str
    closes_on: dt.date | None
    impartiality_at: dt.datetime | None
    confidentiality_at: dt.datetime | None
    criteria: tuple[Asked, ...]
    candidates: tuple[Standing, ...]
    excluded: tuple[Standing, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending: safe anywhere, the same for the same version of the same card."""
        who = safe_name([self.juror])
        return f"karta-{self.title_year}-{who}-{self.juror_id.hex[-4:]}-w{self.version}"

    @cached_property
    def manifest(self) -> dict[str, str]:
        """Who, which edition, which version, under which rules: signed with the card's secret."""
        values = (
            self.id.hex, self.edition_id.hex, self.juror_id.hex, str(self.version), self.rules,
            self.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds"), self.device,
        )  # fmt: skip
        return dict(zip(CARDS.manifest, values, strict=True))

    @cached_property
    def rows(self) -> tuple[CardRow, ...]:
        """Every candidate under every criterion, in order."""
        made = []
        for one in self.candidates:
            for asked in self.criteria:
                token = token_of(self.secret, self.edition_id, self.juror_id, self.version, one.id, asked.id)
                made.append(CardRow(one, asked, token, seal_of(self.secret, token, str(one.no), one.name, asked.name)))
        return tuple(made)


def token_of(secret: str, edition: UUID, juror: UUID, version: int, candidate: UUID, criterion: UUID) -> str:
    """HMAC(edition, juror, version, candidate, criterion): whose row this is."""
    return row_token(secret, edition.hex, juror.hex, str(version), candidate.hex, criterion.hex)


# ---- what is on the cards ------------------------------------------------------------------------------------------
def plan_cards(
    session: Session,
    edition_id: UUID,
    *,
    device: str,
    language: str,
    jurors: Sequence[UUID] = (),
    clock: Clock = CLOCK,
) -> list[Card]:
    """The cards of all members who take part (or of some), in the order of their names; nothing is written.

    Raises Refused while scoring is not open, its rules are not frozen, or there is nobody to send a card to."""
    edition = session.get_one(Edition, edition_id)
    problem = scoring_problem(edition) or unfrozen_problem(session, edition)
    refuse_if([problem] if problem else [])
    asked, rules = asked_of(session, edition), edition_rules_of(session, edition_id).checksum
    standing, barred = standing_of(session, edition_id), all_barred(session, edition)
    shut = _shut(session, edition_id)
    versions = last_versions(session, edition_id)
    taking_part = [
        one
        for one in members(session, edition_id)
        if one.state in (JurorState.ACTIVE, JurorState.APPOINTED) and (not jurors or one.id in jurors)
    ]
    if not standing or not taking_part:
        refuse("", "problem.card_nobody")
    made = []
    for juror in taking_part:
        out = barred[juror.id] | shut.get(juror.id, frozenset())
        made.append(
            Card(
                id=new_key(),
                edition_id=edition_id,
                title_year=edition.title_year,
                juror_id=juror.id,
                juror=juror.name or "",
                version=versions.get(juror.id, 0) + 1,
                rules=rules,
                issued_at=clock.now(),
                device=device,
                language=language,
                secret=secrets.token_hex(32),
                closes_on=edition.scoring_close_on,
                impartiality_at=juror.impartiality_declared_at,
                confidentiality_at=juror.confidentiality_declared_at,
                criteria=asked,
                candidates=tuple(one for one in standing if one.id not in out),
                excluded=tuple(one for one in standing if one.id in out),
            )
        )
    return made


def asked_of(session: Session, edition: Edition) -> tuple[Asked, ...]:
    """The criteria of an edition with their scale and the words for its points."""
    known = criteria(session, edition.id)
    anchors: dict[UUID, list[tuple[int, str]]] = {one.id: [] for one in known}
    for one in session.scalars(select(CriterionAnchor).where(CriterionAnchor.criterion_id.in_(anchors))):
        anchors[one.criterion_id].append((one.points, one.meaning))
    return tuple(
        Asked(
            one.id, one.no or place, one.name, one.description or "", one.min_points, one.max_points,
            edition.scale_step, tuple(sorted(anchors[one.id])),
        )
        for place, one in enumerate(known, 1)
    )  # fmt: skip


def standing_of(session: Session, edition_id: UUID) -> list[Standing]:
    """The candidates with an accepted nomination, individual persons first, by number."""
    accepted = select(Nomination.candidate_id).where(
        Nomination.edition_id == edition_id, Nomination.state == NominationState.ACCEPTED
    )
    found = session.scalars(
        select(Candidate)
        .where(Candidate.id.in_(accepted))
        .order_by(Candidate.category, Candidate.no, Candidate.name_sort, Candidate.id)
    )
    return [Standing(one.id, one.no or 0, one.name or "", one.category) for one in found]


def members(session: Session, edition_id: UUID) -> list[Juror]:
    """The members of the Chapter of an edition, by name."""
    query = select(Juror).where(Juror.edition_id == edition_id)
    return list(session.scalars(query.order_by(Juror.name_sort, Juror.id)))


def _shut(session: Session, edition_id: UUID) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for juror, candidate in session.execute(
        select(Ballot.juror_id, Ballot.candidate_id)
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition_id, Ballot.state.in_(SHUT))
    ):
        found.setdefault(juror, set()).add(candidate)
    return {juror: frozenset(some) for juror, some in found.items()}


def last_cards(session: Session, edition_id: UUID) -> dict[UUID, ScoreCard]:
    """Member → the card issued last (two laptops may have issued one each: the later counts)."""
    query = select(ScoreCard).join(Juror, Juror.id == ScoreCard.juror_id).where(Juror.edition_id == edition_id)
    found = session.scalars(query.order_by(ScoreCard.version_no, ScoreCard.issued_at, ScoreCard.id))
    return {one.juror_id: one for one in found}


def last_versions(session: Session, edition_id: UUID) -> dict[UUID, int]:
    """Member → the version of the card issued last."""
    return {juror: one.version_no for juror, one in last_cards(session, edition_id).items()}


# ---- the record ----------------------------------------------------------------------------------------------------
def record_issue(session: Session, cards: Sequence[Card]) -> int:
    """The cards (of one edition) are written: from now on only these are taken back. Returns how many.

    Raises Refused when another card was issued, or the rules changed, while the files were being written."""
    edition_id = cards[0].edition_id
    problem = scoring_problem(session.get_one(Edition, edition_id))
    refuse_if([problem] if problem else [])
    versions, rules = last_versions(session, edition_id), edition_rules_of(session, edition_id).checksum
    issue_ballots(session, edition_id)
    for card in cards:
        if versions.get(card.juror_id, 0) >= card.version or rules != card.rules:
            refuse("", "problem.card_issued_meanwhile", juror=card.juror)
        told = {
            "id": card.id,
            "juror_id": card.juror_id,
            "version_no": card.version,
            "issued_at": card.issued_at,
            "device": card.device,
            "language": card.language,
            "secret": card.secret,
            "rules_checksum": card.rules,
            "candidates": " ".join(one.id.hex for one in card.candidates),
        }
        store_draft(session, ScoreCard, None, told)
        _count_up(session, card)
    session.flush()
    return len(cards)


def _count_up(session: Session, card: Card) -> None:
    """The version of the member's cards is that of the workbook; cards that were missing are made."""
    known = {one.candidate_id: one for one in session.scalars(select(Ballot).where(Ballot.juror_id == card.juror_id))}
    for one in card.candidates:
        ballot = known.get(one.id)
        if ballot is None:  # a member who has yet to sign: the card brings the declarations
            told = {"juror_id": card.juror_id, "candidate_id": one.id, "card_version": card.version}
            store_draft(session, Ballot, None, told)
        elif ballot.card_version < card.version:
            ballot.card_version = card.version
