"""Writing the scores of a past competition: cards, answers and recusals in bulk, under keys that two laptops agree on.

What is there already and says the same stays; what differs becomes a new version, as long as scoring is open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.keys import named_key
from ..core.problems import Problem
from ..core.record import Values
from ..core.side_sheets import SideTaken
from ..core.store import insert_many
from .jury import all_barred
from .kinds import BallotState, ConflictKind, ConflictSource
from .model import Ballot, ConflictOfInterest, Edition, Juror, Score
from .score_batch import Given, take_scores

Pair = tuple[UUID, UUID]  # member, candidate
Answers = Mapping[tuple[UUID, UUID, UUID], Given]  # member, candidate, criterion


def write_history(
    session: Session,
    edition: Edition,
    given: Answers,
    recused: Collection[Pair],
    at: dt.datetime,
    taken: SideTaken,
    problem: Problem | None,
) -> None:
    """Write answers and recusals; `taken` learns what they came to. Where `problem` says why nothing may change any
    more, the same table again is no fault, anything else is."""
    query = select(Ballot).join(Juror, Juror.id == Ballot.juror_id).where(Juror.edition_id == edition.id)
    known = {(one.juror_id, one.candidate_id): one for one in session.scalars(query)}
    in_force = _in_force(session, edition.id)
    cards: dict[Pair, dict[UUID, Given]] = defaultdict(dict)
    for (juror, candidate, criterion), answer in given.items():
        cards[juror, candidate][criterion] = answer
    differs = [
        pair
        for pair, answers in cards.items()
        if pair not in known or any(in_force.get((*pair, one)) != answer for one, answer in answers.items())
    ]
    barred = all_barred(session, edition)
    fresh = [pair for pair in recused if pair[1] not in barred.get(pair[0], ())]
    if problem is not None and (differs or fresh):
        taken.faults.append(("", "", problem))
        taken.refused["score"] += sum(len(cards[pair]) for pair in differs)
        return
    stopped = [pair for pair in differs if pair[1] in barred.get(pair[0], ())]
    if stopped:
        taken.faults += [("", "", Problem("juror_id", "problem.juror_in_conflict")) for _ in stopped]
        taken.refused["score"] += len(stopped)
        return
    _recuse(session, fresh, known, at)
    taken.new["conflict_of_interest"] += len(fresh)
    taken.same["conflict_of_interest"] += len(recused) - len(fresh)
    new = [pair for pair in differs if pair not in known]
    _insert(session, {pair: cards[pair] for pair in new}, at)
    taken.new["ballot"] += len(new)
    taken.new["score"] += sum(len(cards[pair]) for pair in new)
    taken.same["score"] += sum(map(len, cards.values())) - sum(len(cards[pair]) for pair in differs)
    _change(session, {pair: cards[pair] for pair in differs if pair in known}, known, at, taken)
    if cards and edition.rules_frozen_at is None:  # a past edition freezes with the first score it brings
        edition.rules_frozen_at = at
    session.flush()


def _in_force(session: Session, edition_id: UUID) -> dict[tuple[UUID, UUID, UUID], Given]:
    rows = session.execute(
        select(
            Ballot.juror_id, Ballot.candidate_id, Score.criterion_id, Score.points, Score.is_abstention, Score.remark
        )
        .join(Ballot, Ballot.id == Score.ballot_id)
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition_id, Score.is_superseded.is_(False))
        .order_by(Score.version_no, Score.given_at, Score.id)
    )
    return {
        (juror, candidate, criterion): Given(points, abstains, remark)
        for juror, candidate, criterion, points, abstains, remark in rows
    }


def _recuse(session: Session, pairs: Collection[Pair], known: Mapping[Pair, Ballot], at: dt.datetime) -> None:
    """A conflict for each, and a card that is there and excluded: it looks different from one not scored."""
    conflicts: list[Values] = []
    ballots: list[Values] = []
    for juror, candidate in pairs:
        names = ("juror_id", juror.hex, "candidate_id", candidate.hex)
        conflicts.append(
            {
                "id": named_key("conflict_of_interest", "table", *names),
                "juror_id": juror,
                "candidate_id": candidate,
                "kind": ConflictKind.OTHER,
                "source": ConflictSource.SELF,
                "declared_at": at,
            }
        )
        ballot = known.get((juror, candidate))
        if ballot is not None:
            ballot.state = BallotState.EXCLUDED
        else:
            ballots.append(_ballot(juror, candidate) | {"state": BallotState.EXCLUDED})
    session.flush()
    insert_many(session, ConflictOfInterest, conflicts)
    insert_many(session, Ballot, ballots)


def _ballot(juror: UUID, candidate: UUID) -> Values:
    key = named_key("ballot", "table", juror.hex, candidate.hex)
    return {"id": key, "juror_id": juror, "candidate_id": candidate}


def _insert(session: Session, cards: Mapping[Pair, Mapping[UUID, Given]], at: dt.datetime) -> None:
    """Cards nobody knew, handed in, with their scores."""
    ballots: list[Values] = []
    scores: list[Values] = []
    for (juror, candidate), answers in cards.items():
        ballot = _ballot(juror, candidate) | {"state": BallotState.SUBMITTED, "submitted_at": at}
        ballots.append(ballot)
        scores += [
            {
                "id": named_key("score", "table", ballot["id"].hex, criterion.hex),
                "ballot_id": ballot["id"],
                "criterion_id": criterion,
                "points": answer.points,
                "is_abstention": answer.is_abstention,
                "remark": answer.remark,
                "given_at": at,
            }
            for criterion, answer in answers.items()
        ]
    insert_many(session, Ballot, ballots)
    insert_many(session, Score, scores)


def _change(
    session: Session,
    cards: Mapping[Pair, Mapping[UUID, Given]],
    known: Mapping[Pair, Ballot],
    at: dt.datetime,
    taken: SideTaken,
) -> None:
    """Cards that are there: only what says something else becomes a new version."""
    by_juror: dict[UUID, dict[tuple[UUID, UUID], Given]] = defaultdict(dict)
    for (juror, candidate), answers in cards.items():
        for criterion, answer in answers.items():
            by_juror[juror][candidate, criterion] = answer
    for juror, given in by_juror.items():
        ballots = {candidate: known[juror, candidate] for candidate, _ in given}
        done = take_scores(session, ballots, given, at)
        taken.new["score"] += done.new
        taken.changed["score"] += done.changed
        taken.same["score"] += done.same
