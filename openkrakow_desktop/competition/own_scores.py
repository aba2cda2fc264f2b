"""What a member of the Chapter works with: own seat, own cards, one dossier at a time (domain.md §2.4).

Every function asks whose account it is: nobody reads or writes another member's scores here. A dossier opens only once
its member has said whether something ties them to the candidate (robustness.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.accounts import account_of
from ..contacts.model import Organisation, Person
from ..core.clock import Clock, day_of
from ..core.problems import refuse, refuse_if
from .attachments import StoredFile, files_of
from .jury import (
    activate_juror,
    conflict_rules,
    current_scores,
    save_conflict,
    save_score,
    score_rules,
    scoring_problem,
    submit_ballot,
)
from .kinds import (
    BallotState,
    CandidateCategory,
    CandidateSubtype,
    ConflictKind,
    ConflictSource,
    EditionState,
    JurorState,
    NominationState,
)
from .model import Ballot, Candidate, ConflictOfInterest, CriterionAnchor, Edition, Juror, Nomination
from .parties import full_name
from .secrecy import may_see_results
from .service import criteria

CLOCK = Clock()


@dataclass(frozen=True)
class OwnCard:
    """One candidate in the member's list. `total`: own points so far, None while nothing is scored."""

    ballot_id: UUID
    candidate_id: UUID
    no: int | None
    name: str
    category: CandidateCategory
    state: BallotState
    answered: int
    asked: int
    total: int | None
    is_declared: bool
    conflict: ConflictKind | None


@dataclass(frozen=True)
class Seat:
    """A member's place in an edition, with all their cards by category and number."""

    juror_id: UUID
    edition_id: UUID
    title_year: int
    name: str
    state: JurorState
    edition_state: EditionState
    is_open: bool
    closes_on: dt.date | None
    cards: tuple[OwnCard, ...]

    def count(self, *states: BallotState) -> int:
        """How many cards are in one of these states."""
        return sum(one.state in states for one in self.cards)


@dataclass(frozen=True)
class Mark:
    """One criterion of a card: what it asks and what this member has answered. `points` None and no abstention: not
    scored yet."""

    criterion_id: UUID
    no: int
    name: str
    description: str
    low: int
    high: int
    step: int
    is_independent: bool
    anchors: tuple[tuple[int, str], ...]
    points: int | None
    is_abstention: bool
    remark: str


@dataclass(frozen=True)
class Source:
    """A nomination behind a candidate: who nominated when, and why. `attachments`: names that somebody wrote down;
    `files`: what is kept and can be opened."""

    no: int | None
    nominator: str
    received_on: dt.date
    justification: str
    attachments: tuple[str, ...]
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Dossier:
    """One candidate's page. Before the declaration `sources` name the nominators only: without them nobody can tell
    whether a conflict exists; justifications stay shut."""

    card: OwnCard
    subtype: CandidateSubtype | None
    is_declared: bool
    declared_on: dt.date | None
    may_score: bool
    sources: tuple[Source, ...]
    marks: tuple[Mark, ...]


# ---- looking -------------------------------------------------------------------------------------------------------
def own_seat(session: Session, actor: str, edition_id: UUID | None = None) -> Seat | None:
    """The seat of this account: in the given edition, else in the one being scored, else in the newest. None when the
    account is no member's."""
    account = account_of(actor)
    if account is None:
        return None
    asked = select(Juror, Edition).join(Edition, Edition.id == Juror.edition_id).where(Juror.account_id == account)
    if edition_id is not None:
        asked = asked.where(Edition.id == edition_id)
    seats = session.execute(asked.order_by(Edition.title_year.desc(), Juror.id)).all()
    if not seats:
        return None
    juror, edition = next((one for one in seats if one[1].state is EditionState.SCORING), seats[0])
    return Seat(
        juror.id,
        edition.id,
        edition.title_year,
        juror.name or "",
        juror.state,
        edition.state,
        scoring_problem(edition) is None,
        edition.scoring_close_on,
        _cards(session, juror.id, edition.id),
    )


def _cards(session: Session, juror_id: UUID, edition_id: UUID) -> tuple[OwnCard, ...]:
    asked = len(criteria(session, edition_id))
    rows = session.execute(
        select(Ballot, Candidate)
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .where(Ballot.juror_id == juror_id)
        .order_by(Candidate.category.desc(), Candidate.no, Candidate.name_sort)
    ).all()
    scores = current_scores(session, [ballot.id for ballot, _ in rows])
    conflicts = {
        row.candidate_id: row.kind
        for row in session.scalars(
            select(ConflictOfInterest).where(
                ConflictOfInterest.juror_id == juror_id, ConflictOfInterest.is_dismissed.is_(False)
            )
        )
    }
    found = []
    for ballot, candidate in rows:
        mine = [score for (key, _), score in scores.items() if key == ballot.id]
        points = [score.points for score in mine if score.points is not None]
        found.append(
            OwnCard(
                ballot.id,
                candidate.id,
                candidate.no,
                candidate.name or "",
                candidate.category,
                ballot.state,
                len(mine),
                asked,
                sum(points) if points else None,
                ballot.no_conflict_declared_at is not None or ballot.state is BallotState.SUBMITTED,
                conflicts.get(candidate.id),
            )
        )
    return tuple(found)


def dossier(session: Session, actor: str, ballot_id: UUID) -> Dossier:
    """The page of one card of this account. Raises Refused for another member's card."""
    ballot, juror, edition = _own(session, actor, ballot_id)
    candidate = session.get_one(Candidate, ballot.candidate_id)
    card = next(one for one in _cards(session, juror.id, edition.id) if one.ballot_id == ballot_id)
    is_open = card.is_declared or may_see_results(edition)
    can = card.is_declared and card.state in (BallotState.NOT_STARTED, BallotState.DRAFT)
    declared_at = ballot.no_conflict_declared_at
    return Dossier(
        card,
        candidate.subtype,
        card.is_declared,
        day_of(declared_at) if declared_at else None,
        can and scoring_problem(edition) is None and juror.state is JurorState.ACTIVE,
        tuple(_sources(session, candidate.id, is_open)),
        tuple(_marks(session, ballot, edition)) if is_open else (),
    )


def _sources(session: Session, candidate_id: UUID, is_open: bool) -> Iterable[Source]:
    accepted = select(Nomination).where(
        Nomination.candidate_id == candidate_id, Nomination.state == NominationState.ACCEPTED
    )
    for one in session.scalars(accepted.order_by(Nomination.no, Nomination.received_at)):
        names = tuple(line.strip() for line in (one.attachments or "").splitlines() if line.strip())
        yield Source(
            one.no,
            nominator_name(session, one),
            day_of(one.received_at),
            (one.justification or "") if is_open else "",
            names if is_open else (),
            files_of(session, one.id) if is_open else (),
        )


def nominator_name(session: Session, nomination: Nomination) -> str:
    """Who nominates, as people read it; empty where nobody is named."""
    if nomination.nominator_name:
        return nomination.nominator_name
    if nomination.nominator_organisation_id is not None:
        return session.get_one(Organisation, nomination.nominator_organisation_id).name
    return full_name(session.get(Person, nomination.nominator_person_id) if nomination.nominator_person_id else None)


def _marks(session: Session, ballot: Ballot, edition: Edition) -> Iterable[Mark]:
    scores = current_scores(session, [ballot.id])
    asked = criteria(session, edition.id)
    anchors: dict[UUID, list[tuple[int, str]]] = {one.id: [] for one in asked}
    for anchor in session.scalars(select(CriterionAnchor).where(CriterionAnchor.criterion_id.in_(anchors))):
        anchors[anchor.criterion_id].append((anchor.points, anchor.meaning))
    for place, one in enumerate(asked, 1):
        given = scores.get((ballot.id, one.id))
        yield Mark(
            one.id,
            one.no or place,
            one.name,
            one.description or "",
            one.min_points,
            one.max_points,
            edition.scale_step,
            one.is_independent,
            tuple(sorted(anchors[one.id])),
            given.points if given else None,
            bool(given and given.is_abstention),
            (given.remark or "") if given else "",
        )


def _own(session: Session, actor: str, ballot_id: UUID) -> tuple[Ballot, Juror, Edition]:
    ballot = session.get_one(Ballot, ballot_id)
    juror = session.get_one(Juror, ballot.juror_id)
    account = account_of(actor)
    if account is None or juror.account_id != account:
        refuse("", "problem.not_your_card")
    return ballot, juror, session.get_one(Edition, juror.edition_id)


# ---- declaring and scoring -----------------------------------------------------------------------------------------
def sign_declarations(session: Session, actor: str, juror_id: UUID, clock: Clock = CLOCK) -> None:
    """The member declares impartiality and confidentiality, and takes part from now on."""
    juror = session.get_one(Juror, juror_id)
    account = account_of(actor)
    if account is None or juror.account_id != account:
        refuse("", "problem.not_your_card")
    activate_juror(session, juror_id, clock.now(), clock.now())


def declare_no_conflict(session: Session, actor: str, ballots: Iterable[UUID], clock: Clock = CLOCK) -> None:
    """Nothing ties the member to these candidates: their dossiers open. Raises Refused for an excluded card."""
    for ballot_id in ballots:
        ballot, _, edition = _own(session, actor, ballot_id)
        problem = scoring_problem(edition)
        refuse_if([problem] if problem else [])
        if ballot.state in (BallotState.EXCLUDED, BallotState.VOID):
            refuse("", "problem.ballot_excluded")
        ballot.no_conflict_declared_at = clock.now()
    session.flush()


def declare_conflict(
    session: Session, actor: str, ballot_id: UUID, kind: ConflictKind, remark: str = "", clock: Clock = CLOCK
) -> None:
    """Something does: the card is excluded and leaves the denominator; scores given so far stay in the journal only."""
    ballot, juror, _ = _own(session, actor, ballot_id)
    draft = {
        "juror_id": juror.id,
        "candidate_id": ballot.candidate_id,
        "kind": kind,
        "source": ConflictSource.SELF,
        "declared_at": clock.now(),
        "remark": remark.strip() or None,
    }
    refuse_if(conflict_rules(session, draft, None))
    save_conflict(session, None, draft)
    ballot.no_conflict_declared_at = None
    session.flush()


def give(
    session: Session,
    actor: str,
    ballot_id: UUID,
    criterion_id: UUID,
    points: int | None,
    remark: str = "",
    reason: str = "",
    clock: Clock = CLOCK,
) -> None:
    """Points for a criterion, or (None) an abstention from it. A card handed in asks for a `reason`; the version before
    stays. Raises Refused before the declaration, off the scale, in conflict, when scoring is not open."""
    ballot, _, _ = _own(session, actor, ballot_id)
    if ballot.no_conflict_declared_at is None and ballot.state in (BallotState.NOT_STARTED, BallotState.DRAFT):
        refuse("", "problem.declare_first")
    draft = {
        "ballot_id": ballot_id,
        "criterion_id": criterion_id,
        "points": points,
        "is_abstention": points is None,
        "remark": remark.strip() or None,
        "reason": reason.strip() or None,
    }
    refuse_if(score_rules(session, draft, None))
    save_score(session, None, draft | {"given_at": clock.now()})


def hand_in(session: Session, actor: str, ballot_id: UUID, clock: Clock = CLOCK) -> None:
    """The member submits a card. Raises Refused naming the criteria without an answer."""
    _own(session, actor, ballot_id)
    submit_ballot(session, ballot_id, clock.now())


def unanswered(marks: Iterable[Mark]) -> list[Mark]:
    """The criteria of a card that have neither points nor an abstention."""
    return [one for one in marks if one.points is None and not one.is_abstention]
