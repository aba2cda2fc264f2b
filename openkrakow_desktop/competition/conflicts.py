"""Members against candidates: who is excluded, where a hint waits, who has declared; and what it does to the quorum."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .hints import Hint, waiting_hints
from .jury import all_barred, closed_problem
from .kinds import LEFT, BallotState, CandidateCategory, ConflictKind, NominationState
from .model import Ballot, Candidate, ConflictOfInterest, Edition, Juror, Nomination

GONE = (NominationState.DUPLICATE, NominationState.REJECTED, NominationState.WITHDRAWN)


class Tie(enum.Enum):
    """What is known of a pair; four looks that cannot be taken for one another."""

    EXCLUDED = "excluded"
    HINT = "hint"
    DECLARED_NONE = "declared_none"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True)
class Seated:
    """A member who takes part."""

    id: UUID
    name: str
    has_declared: bool


@dataclass(frozen=True)
class Standing:
    """A candidate's row: a cell for each member in order, how many may score, and how many it takes."""

    id: UUID
    no: int | None
    name: str
    category: CandidateCategory
    cells: tuple[Tie, ...]
    needed: int

    @property
    def may_score(self) -> int:
        return sum(one is not Tie.EXCLUDED for one in self.cells)

    @property
    def is_enough(self) -> bool:
        return self.may_score >= self.needed


@dataclass(frozen=True)
class Matrix:
    """The whole page. `is_quorum`: the needed number is the edition's quorum, else the fewest scores it asks for."""

    edition_id: UUID
    title_year: int
    is_open: bool
    is_quorum: bool
    members: tuple[Seated, ...]
    candidates: tuple[Standing, ...]
    hints: Mapping[tuple[UUID, UUID], tuple[Hint, ...]]
    declared: Mapping[tuple[UUID, UUID], ConflictKind]

    @property
    def waiting(self) -> list[tuple[UUID, UUID]]:
        """(member, candidate) of every hint that waits, the strongest first."""
        return sorted(self.hints, key=lambda pair: -self.hints[pair][0].score)


def matrix(session: Session, edition_id: UUID) -> Matrix:
    """Everything the page of conflicts shows; no score is read."""
    edition = session.get_one(Edition, edition_id)
    jurors = session.scalars(
        select(Juror).where(Juror.edition_id == edition_id, Juror.state.not_in(LEFT)).order_by(Juror.name_sort)
    ).all()
    members = tuple(
        Seated(one.id, one.name or "", bool(one.impartiality_declared_at and one.confidentiality_declared_at))
        for one in jurors
    )
    hints: dict[tuple[UUID, UUID], tuple[Hint, ...]] = {}
    for one in waiting_hints(session, edition_id):
        pair = one.juror_id, one.candidate_id
        hints[pair] = (*hints.get(pair, ()), one)
    barred = all_barred(session, edition)
    free = _declared_free(session, edition_id)
    declared = {
        (juror, candidate): kind
        for juror, candidate, kind in session.execute(
            select(ConflictOfInterest.juror_id, ConflictOfInterest.candidate_id, ConflictOfInterest.kind)
            .join(Juror, Juror.id == ConflictOfInterest.juror_id)
            .where(Juror.edition_id == edition_id, ConflictOfInterest.is_dismissed.is_(False))
        )
    }

    def tie(juror: UUID, candidate: UUID) -> Tie:
        if candidate in barred[juror]:
            return Tie.EXCLUDED
        if (juror, candidate) in hints:
            return Tie.HINT
        return Tie.DECLARED_NONE if (juror, candidate) in free else Tie.NOT_DECLARED

    needed = edition.quorum or edition.min_scores or (len(members) + 1) // 2
    rows = tuple(
        Standing(one.id, one.no, one.name or "", one.category, tuple(tie(who.id, one.id) for who in members), needed)
        for one in _standing(session, edition_id)
    )
    is_open = closed_problem(edition) is None
    return Matrix(edition_id, edition.title_year, is_open, edition.quorum is not None, members, rows, hints, declared)


def _standing(session: Session, edition_id: UUID) -> list[Candidate]:
    """Candidates somebody still nominates, by category and number."""
    still = select(Nomination.candidate_id).where(Nomination.edition_id == edition_id, Nomination.state.not_in(GONE))
    query = select(Candidate).where(Candidate.edition_id == edition_id, Candidate.id.in_(still))
    return list(session.scalars(query.order_by(Candidate.category.desc(), Candidate.no, Candidate.name_sort)))


def _declared_free(session: Session, edition_id: UUID) -> set[tuple[UUID, UUID]]:
    """Pairs of which the member has said that nothing ties them, or has handed the card in."""
    rows = session.execute(
        select(Ballot.juror_id, Ballot.candidate_id, Ballot.no_conflict_declared_at, Ballot.state)
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition_id)
    )
    return {
        (juror, candidate) for juror, candidate, at, state in rows if at is not None or state is BallotState.SUBMITTED
    }
