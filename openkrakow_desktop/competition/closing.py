"""Closing an edition: what it still waits for, the protocol that is issued, and the only way back: four eyes.

While a protocol stands nothing under it changes: ties, the motion, who was there. A new one replaces it, the old one
stays on record (robustness.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from ..contacts.four_eyes import name_of, second_person
from ..core.clock import Clock
from ..core.declarations import Draft, store_draft
from ..core.incoming import is_incoming
from ..core.problems import Problem, Refused, refuse
from ..core.proof import journal_head
from ..core.record import Record
from ..core.store import ACTOR
from ..core.words import Words
from .kinds import LEFT, BallotState, EditionState
from .model import (
    Award,
    Ballot,
    Edition,
    Juror,
    MayorDecision,
    TieResolution,
    Verdict,
)
from .motion import Meeting, meeting_of
from .protocol import differs_from, in_force, issues, make_protocol
from .protocol_parts import departures
from .protocol_tables import ProtocolIssue
from .results import CategoryResult, edition_results, record_minutes
from .secrecy import may_see_results, refuse_early

E, B = EditionState, BallotState
Rules = Callable[[Session, Draft, UUID | None], Iterable[Problem]]


# ---- what it waits for ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Owing:
    """A member whose cards have not all come: how many of how many. No point of any of them."""

    juror_id: UUID
    name: str
    missing: int
    of: int


@dataclass(frozen=True)
class Closing:
    """What the closing page shows. Before the scoring is closed `results` is empty and `owing` all there is."""

    edition_id: UUID
    title_year: int
    state: EditionState
    owing: tuple[Owing, ...]
    results: tuple[CategoryResult, ...]
    meeting: Meeting | None
    unexplained: tuple[str, ...]
    issues: tuple[ProtocolIssue, ...]
    decision: MayorDecision | None
    awards: int

    @property
    def in_force(self) -> ProtocolIssue | None:
        return next((one for one in self.issues if one.withdrawn_at is None), None)

    @property
    def waits(self) -> tuple[Problem, ...]:
        """Why a protocol cannot be issued yet; empty where it can."""
        return tuple(_waits(self.results, self.meeting, self.unexplained))


def closing_of(session: Session, edition_id: UUID) -> Closing:
    """Everything the closing page shows, read in one go; nothing of results before the scoring is closed."""
    edition = session.get_one(Edition, edition_id)
    is_open = may_see_results(edition)
    found = tuple(one for one in edition_results(session, edition_id).values() if one.tally.standers) if is_open else ()
    meeting = meeting_of(session, edition_id)
    asked = select(MayorDecision).where(MayorDecision.edition_id == edition_id)
    decision = session.scalar(asked.order_by(MayorDecision.decided_on.desc(), MayorDecision.id.desc()).limit(1))
    given = 0 if decision is None else len(
        session.scalars(select(Award.id).where(Award.mayor_decision_id == decision.id)).all()
    )  # fmt: skip
    return Closing(
        edition_id, edition.title_year, edition.state, tuple(_owing(session, edition_id)), found, meeting,
        tuple(_unexplained(found, meeting)), tuple(issues(session, edition_id)), decision, given,
    )  # fmt: skip


def _owing(session: Session, edition_id: UUID) -> Iterable[Owing]:
    asked = (
        select(Juror.id, Juror.name, Ballot.state)
        .join(Ballot, Ballot.juror_id == Juror.id)
        .where(Juror.edition_id == edition_id, Juror.state.not_in(LEFT))
        .order_by(Juror.name_sort, Juror.id)
    )
    found: dict[UUID, tuple[str, list[BallotState]]] = {}
    for key, name, state in session.execute(asked):
        found.setdefault(key, (name or "", []))[1].append(state)
    for key, (name, states) in found.items():
        missing = sum(one in (B.NOT_STARTED, B.DRAFT) for one in states)
        if missing:
            yield Owing(key, name, missing, sum(one is not B.EXCLUDED for one in states))


def _unexplained(found: Iterable[CategoryResult], meeting: Meeting | None) -> Iterable[str]:
    """Candidates for whom the motion departs from the places and says no reason."""
    for result in found if meeting is not None else ():
        assert meeting is not None
        for key in departures(result, meeting.items):
            if not (meeting.items[key].reasons or "").strip():
                yield str(result.tally.numbers[key])


def _waits(found: Iterable[CategoryResult], meeting: Meeting | None, unexplained: tuple[str, ...]) -> Iterable[Problem]:
    tied = [tie for one in found for tie in one.resolved.open]
    numbers = {key: no for one in found for key, no in one.tally.numbers.items()}
    if tied:
        told = "; ".join(", ".join(str(numbers[one]) for one in tie.candidates) for tie in tied)
        yield Problem("", "problem.tie_open", {"candidates": told})
    if meeting is None:
        yield Problem("", "problem.no_motion")
    if unexplained:
        yield Problem("", "problem.departure_reason", {"candidates": ", ".join(unexplained)})


# ---- the protocol --------------------------------------------------------------------------------------------------
def issue_protocol(
    session: Session, edition_id: UUID, words: Words, *, at: dt.datetime | None = None, banner: str = ""
) -> ProtocolIssue:
    """Issue the protocol: from now on what it speaks of stands still, and the minutes are made.

    Raises Refused while scoring is not closed, while one stands already, and for everything `Closing.waits` names."""
    refuse_early(session, edition_id)
    if in_force(session, edition_id) is not None:
        refuse("", "problem.protocol_stands")
    found = tuple(closing_of(session, edition_id).waits)
    if found:
        raise Refused(*found)
    moment = at or Clock().now()
    head, no = journal_head(session), len(issues(session, edition_id)) + 1
    if session.get_one(Edition, edition_id).state is E.SCORING_CLOSED:
        record_minutes(session, edition_id)
    made = make_protocol(session, edition_id, words, no=no, at=moment, head=head, banner=banner)
    told = {
        "edition_id": edition_id,
        "no": no,
        "issued_at": moment,
        "issued_by": name_of(session, session.info.get(ACTOR, "")) or None,
        "head_hash": head,
        "rules_checksum": made.rules_checksum,
        "checksum": made.checksum,
        "data_checksum": made.data_checksum,
        "content": made.content,
        "proof_data": made.proof_data,
    }
    issue: ProtocolIssue = store_draft(session, ProtocolIssue, None, told)
    return issue


def withdraw_protocol(
    session: Session, edition_id: UUID, reason: str, second: str, *, pin: str = "", at: dt.datetime | None = None
) -> None:
    """The protocol in force no longer stands, because of `reason` and with a second person (another account's PIN where
    there are any); the edition is back where its result may be changed and a new protocol issued.

    Raises Refused without both, without a protocol, and once the result was announced."""
    issue = in_force(session, edition_id)
    edition = session.get_one(Edition, edition_id)
    if issue is None:
        refuse("", "problem.no_protocol")
    if edition.state not in (E.MINUTES, E.MAYOR_DECISION):
        refuse("state", "problem.protocol_announced")
    if not reason.strip():
        refuse("reason", "problem.required")
    actor = session.info.get(ACTOR, "")
    name = second_person(session, second, pin, actor)
    assert issue is not None
    issue.withdrawn_at, issue.withdrawn_by = at or Clock().now(), name_of(session, actor) or None
    issue.second_person, issue.reason = name, reason.strip()
    edition.state = E.SCORING_CLOSED
    session.flush()


# ---- what stands while a protocol stands ---------------------------------------------------------------------------
def edition_of(session: Session, record: Any) -> Edition | None:
    """The edition that a tie, a motion, a place or a line of them belongs to."""
    key = getattr(record, "edition_id", None)
    if key is None and getattr(record, "verdict_id", None) is not None:
        key = session.get_one(Verdict, record.verdict_id).edition_id
    if key is None and getattr(record, "tie_resolution_id", None) is not None:
        key = session.get_one(TieResolution, record.tie_resolution_id).edition_id
    return session.get(Edition, key) if key is not None else None


def protocol_problem(session: Session, edition: Edition | None) -> Problem | None:
    """Why what a protocol speaks of cannot be changed: it was issued and stands."""
    if edition is None or in_force(session, edition.id) is None or is_incoming(session, edition):
        return None
    return Problem("", "problem.protocol_in_force")


def locked_by_protocol(record: Any) -> Problem | None:
    """A tie, a motion or a line of them in an edition whose protocol stands."""
    session = object_session(record)
    return protocol_problem(session, edition_of(session, record)) if session else None


def while_open(rules: Rules) -> Rules:
    """These rules, and that no protocol stands over what is entered."""

    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        if problem := protocol_problem(session, edition_of(session, SimpleNamespace(**draft))):
            yield problem
        yield from rules(session, draft, record_id)

    return check


def under_protocol(model: type[Record]) -> Callable[[Session, frozenset[UUID]], Iterable[Problem]]:
    """After every write and undo: nothing that a protocol speaks of has changed under it. Where rows are gone (an undo
    of their creation), what stands is compared with every protocol in force."""

    def check(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
        table: Any = model
        found = list(session.scalars(select(table).where(table.id.in_(ids))))
        for one in found:
            if problem := protocol_problem(session, edition_of(session, one)):
                yield problem
        if len(found) < len(ids):
            standing = session.scalars(select(ProtocolIssue).where(ProtocolIssue.withdrawn_at.is_(None)))
            if any(differs_from(session, one) for one in standing):
                yield Problem("", "problem.protocol_in_force")

    return check
