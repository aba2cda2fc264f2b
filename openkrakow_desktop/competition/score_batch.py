"""Many scores at once: each a new version where it says something new, all through the bulk door.

What a single score must keep to (jury.score_rules) has been checked by whoever hands them over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.record import Values
from ..core.store import insert_many
from .jury import current_scores
from .kinds import BallotState
from .model import Ballot, Score


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: points, or an abstention, with its remark."""

    points: int | None
    is_abstention: bool = False
    remark: str | None = None


@dataclass(frozen=True)
class Taken:
    """How many scores are new, changed and as they were; how many cards were handed in."""

    new: int = 0
    changed: int = 0
    same: int = 0
    handed_in: int = 0


def take_scores(
    session: Session,
    ballots: Mapping[UUID, Ballot],
    given: Mapping[tuple[UUID, UUID], Given],
    at: dt.datetime,
    reason: str | None = None,
) -> Taken:
    """Write answers (by candidate and criterion) to the ballots (by candidate), which are handed in with them.

    What an answer replaces is kept, superseded; the new version bears `reason`."""
    mine = {ballots[candidate].id for candidate, _ in given}
    before = current_scores(session, mine) if mine else {}
    rows: list[Values] = []
    changed = same = 0
    for (candidate, criterion), answer in given.items():
        ballot = ballots[candidate]
        old = before.get((ballot.id, criterion))
        if old is not None and (old.points, old.is_abstention, old.remark) == (
            answer.points, answer.is_abstention, answer.remark,
        ):  # fmt: skip
            same += 1
            continue
        if old is not None:
            old.is_superseded = True
            changed += 1
        rows.append(
            {
                "ballot_id": ballot.id,
                "criterion_id": criterion,
                "points": answer.points,
                "is_abstention": answer.is_abstention,
                "remark": answer.remark,
                "reason": reason if old is not None else None,
                "given_at": at,
                "version_no": old.version_no + 1 if old is not None else 1,
            }
        )
    session.flush()
    insert_many(session, Score, rows)
    handed_in = 0
    for candidate in dict.fromkeys(candidate for candidate, _ in given):
        ballot = ballots[candidate]
        if ballot.state is not BallotState.SUBMITTED:
            ballot.state, ballot.submitted_at = BallotState.SUBMITTED, at
            handed_in += 1
    session.flush()
    return Taken(len(rows) - changed, changed, same, handed_in)
