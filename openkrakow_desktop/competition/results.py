"""From score cards to places, and the steps that close the scoring, the minutes and the decision.

Places are worked out anew whenever they are read and stored nowhere; a tie is settled by people (tie_resolution)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.problems import Problem, Refused, refuse
from .jury import barred, current_scores
from .kinds import BallotState, CandidateCategory, EditionState, JurorState, NominationState
from .model import Ballot, Candidate, Edition, Juror, MayorDecision, Nomination, TiePlace, TieResolution, Verdict
from .scoring import Rules, Standing, Weighed, open_ties, standings, total
from .service import advance, criteria


def rules_of(session: Session, edition_id: UUID) -> Rules:
    """The rules of an edition, as arithmetic wants them."""
    edition = session.get_one(Edition, edition_id)
    weighed = tuple(Weighed(one.id, one.weight, one.max_points) for one in criteria(session, edition_id))
    return Rules(
        weighed,
        edition.method,
        edition.missing_score_rule,
        edition.min_scores,
        edition.trim,
        edition.rank_on,
        Fraction(edition.rounding_step, 100),
    )


def titles_of(edition: Edition, category: CandidateCategory) -> int | None:
    """How many titles a category has; None where the edition sets no limit."""
    return edition.max_titles_individual if category is CandidateCategory.INDIVIDUAL else edition.max_titles_entity


def category_standings(session: Session, edition_id: UUID, category: CandidateCategory) -> list[Standing[UUID]]:
    """Results of the candidates of one category: those with an accepted nomination or a score card.

    A card counts when it is submitted, its member is active and may score the candidate. Nothing here is rounded."""
    rules = rules_of(session, edition_id)
    jurors = {
        one.id: barred(session, one)
        for one in session.scalars(
            select(Juror).where(Juror.edition_id == edition_id, Juror.state == JurorState.ACTIVE)
        )
    }
    ballots = list(
        session.scalars(select(Ballot).join(Juror, Juror.id == Ballot.juror_id).where(Juror.edition_id == edition_id))
    )
    accepted = select(Nomination.candidate_id).where(Nomination.state == NominationState.ACCEPTED)
    standing = [
        one.id
        for one in session.scalars(
            select(Candidate)
            .where(
                Candidate.edition_id == edition_id,
                Candidate.category == category,
                Candidate.id.in_(accepted) | Candidate.id.in_([one.candidate_id for one in ballots]),
            )
            .order_by(Candidate.no)
        )
    ]
    points: dict[UUID, dict[UUID, int | None]] = {one.id: {} for one in ballots}
    for (card, criterion), score in current_scores(session, points).items():
        points[card][criterion] = score.points
    cards: dict[UUID, list[Fraction | None]] = {one: [] for one in standing}
    for ballot in ballots:
        is_eligible = ballot.juror_id in jurors and ballot.candidate_id not in jurors[ballot.juror_id]
        if ballot.candidate_id in cards and ballot.state is BallotState.SUBMITTED and is_eligible:
            cards[ballot.candidate_id].append(total(points[ballot.id], rules.criteria))
    eligible = {one: sum(one not in covered for covered in jurors.values()) for one in standing}
    return standings(cards, eligible, rules)


def unsettled_ties(session: Session, edition_id: UUID) -> list[tuple[UUID, ...]]:
    """Ties that decide who gets a title and for which no resolution with all tied candidates is recorded."""
    edition = session.get_one(Edition, edition_id)
    settled: dict[UUID, set[UUID]] = {}
    for place in session.scalars(
        select(TiePlace)
        .join(TieResolution, TieResolution.id == TiePlace.tie_resolution_id)
        .where(TieResolution.edition_id == edition_id)
    ):
        settled.setdefault(place.tie_resolution_id, set()).add(place.candidate_id)
    known = {frozenset(one) for one in settled.values()}
    return [
        tie
        for category in CandidateCategory
        for tie in open_ties(category_standings(session, edition_id, category), titles_of(edition, category), known)
    ]


# ---- closing -------------------------------------------------------------------------------------------------------
def close_scoring(
    session: Session, edition_id: UUID, is_confirmed: bool = False, at: dt.datetime | None = None
) -> None:
    """Nothing about scores changes any more; the scores in force are sealed.

    Raises Refused while a candidate has too few score cards, naming each by number with the cards it has of those it
    could have, unless `is_confirmed`."""
    short = [
        (one, session.get_one(Candidate, one.candidate))
        for category in CandidateCategory
        for one in category_standings(session, edition_id, category)
        if one.rank is None
    ]
    if short and not is_confirmed:
        told = "; ".join(f"{candidate.no} ({one.cards}/{one.eligible})" for one, candidate in short)
        refuse("is_confirmed", "problem.too_few_cards", candidates=told)
    advance(session, edition_id, EditionState.SCORING_CLOSED)
    _seal(session, edition_id, at or Clock().now())


def reopen_scoring(session: Session, edition_id: UUID, reason: str, second_person: str) -> None:
    """Scoring goes on, because of `reason` (kept in the journal) and with a second person, whose name the edition
    keeps.

    Raises Refused without both, and when the scoring is not closed or the minutes are already made."""
    edition = session.get_one(Edition, edition_id)
    missing = [
        Problem(name, "problem.required")
        for name, value in (("reason", reason), ("second_person", second_person))
        if not value.strip()
    ]
    if missing:
        raise Refused(*missing)
    if edition.state is not EditionState.SCORING_CLOSED:
        refuse("state", "problem.not_closed")
    edition.state, edition.reopened_with = EditionState.SCORING, second_person.strip()
    _seal(session, edition_id, None)


def _seal(session: Session, edition_id: UUID, at: dt.datetime | None) -> None:
    ballots = session.scalars(
        select(Ballot.id).join(Juror, Juror.id == Ballot.juror_id).where(Juror.edition_id == edition_id)
    )
    for score in current_scores(session, ballots).values():
        score.sealed_at = at
    session.flush()


def record_minutes(session: Session, edition_id: UUID) -> None:
    """The minutes are made. Raises Refused without a motion, and while a tie decides who gets a title."""
    if session.scalar(select(Verdict.id).where(Verdict.edition_id == edition_id).limit(1)) is None:
        refuse("", "problem.no_motion")
    if found := unsettled_ties(session, edition_id):
        refuse("", "problem.tie_open", candidates="; ".join(_numbers(session, tie) for tie in found))
    advance(session, edition_id, EditionState.MINUTES)


def record_mayor_decision(session: Session, edition_id: UUID) -> None:
    """The Mayor has decided. Raises Refused without the recorded order."""
    if session.scalar(select(MayorDecision.id).where(MayorDecision.edition_id == edition_id).limit(1)) is None:
        refuse("", "problem.no_decision")
    advance(session, edition_id, EditionState.MAYOR_DECISION)


def _numbers(session: Session, candidates: Sequence[UUID]) -> str:
    return ", ".join(str(session.get_one(Candidate, one).no or "–") for one in candidates)
