"""Who may see scores: before scoring is closed only the member who gave them, afterwards everybody (robustness.md §3).

No view, list, export, search, sort or history of anybody else holds them; results are refused until then."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ..contacts.accounts import account_of
from ..contacts.model import Account
from ..core.problems import Problem, refuse_if
from .kinds import BallotState, EditionState
from .model import Ballot, Edition, Juror, Score

CLOSED = (
    EditionState.SCORING_CLOSED,
    EditionState.MINUTES,
    EditionState.MAYOR_DECISION,
    EditionState.ANNOUNCED,
    EditionState.ARCHIVED,
    EditionState.NOT_AWARDED,
)


def visible_scores(actor: str) -> ColumnElement[bool]:
    """SQL: the scores that the account may see: those of closed editions and, where the account is a member's, their
    own. `actor` is the account's code in the journal."""
    seen: list[ColumnElement[bool]] = [Edition.state.in_(CLOSED)]
    if (account := account_of(actor)) is not None:
        seen.append(Juror.account_id == account)
    ballots = select(Ballot.id).join(Juror, Juror.id == Ballot.juror_id).join(Edition, Edition.id == Juror.edition_id)
    return Score.ballot_id.in_(ballots.where(or_(*seen)))


def may_see_results(edition: Edition) -> bool:
    """Whether averages, places and who scored how much are open to look at."""
    return edition.state in CLOSED


def may_read(session: Session, ballot: Ballot) -> bool:
    """Whether a member may read the dossier of this card: once they have said that nothing ties them, or it is over."""
    if ballot.no_conflict_declared_at is not None or ballot.state is BallotState.SUBMITTED:
        return True
    juror = session.get_one(Juror, ballot.juror_id)
    return may_see_results(session.get_one(Edition, juror.edition_id))


def refuse_early(session: Session, edition_id: UUID) -> None:
    """Raises Refused while scoring is not closed: no result is worked out for anybody before."""
    edition = session.get_one(Edition, edition_id)
    refuse_if(() if may_see_results(edition) else (Problem("", "problem.results_after_closing"),))


def seat_problems(session: Session, account_id: UUID | None, edition_id: UUID, juror_id: UUID | None) -> list[Problem]:
    """Why an account cannot be a member's: it has a seat in this edition already, or it is no account in use."""
    if account_id is None:
        return []
    account = session.get(Account, account_id)
    if account is None or not account.is_active:
        return [Problem("account_id", "problem.account_not_active")]
    others = select(func.count(Juror.id)).where(Juror.edition_id == edition_id, Juror.account_id == account_id)
    if juror_id is not None:
        others = others.where(Juror.id != juror_id)
    return [Problem("account_id", "problem.account_has_seat")] if session.scalar(others) else []
