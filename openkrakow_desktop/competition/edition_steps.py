"""An edition's life as steps: what is done, what is to be done now, what is missing for it, and where to go for it.

Only facts the secretary may know: of score cards their states, never a point (robustness.md §3)."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.clock import day_of
from .kinds import LEFT, BallotState, EditionState, JurorState, NominationState
from .model import Ballot, Candidate, ConflictOfInterest, Criterion, Edition, Juror, MayorDecision, Nomination, Verdict

S, N, B = EditionState, NominationState, BallotState
ORDER = (
    S.PLANNED,
    S.CALL,
    S.CALL_CLOSED,
    S.FORMAL_CHECK,
    S.SCORING,
    S.SCORING_CLOSED,
    S.MINUTES,
    S.MAYOR_DECISION,
    S.ANNOUNCED,
    S.ARCHIVED,
)
UNDECIDED = (N.RECEIVED, N.COMPLETED)


class Phase(enum.Enum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    LEFT_OUT = "left_out"  # the edition ended without it


class Way(enum.Enum):
    """What the button of a step does."""

    FORM = "form"
    ACTION = "action"
    PLACE = "place"
    LIST = "list"


@dataclass(frozen=True)
class Said:
    """A sentence of a step: a word key under `edition_step.`; with `n` a counted one. `is_missing`: it holds the step
    up, else it tells how far things are."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    n: int | None = None
    is_missing: bool = True


@dataclass(frozen=True)
class Offer:
    """One way on: a form, an action of the edition's register, a place, a list."""

    way: Way
    key: str


@dataclass(frozen=True)
class Step:
    """One step; of its offers the first that the program knows becomes its button."""

    key: str
    phase: Phase
    said: tuple[Said, ...] = ()
    offers: tuple[Offer, ...] = ()
    report: str = ""


@dataclass(frozen=True)
class Term:
    """A day that is coming: word key under `edition_term.`, the day, how many such there are."""

    key: str
    on: dt.date
    n: int = 1


@dataclass(frozen=True)
class EditionLife:
    """Everything the edition page shows."""

    id: UUID
    title_year: int
    state: EditionState
    steps: tuple[Step, ...]
    terms: tuple[Term, ...]
    counts: tuple[tuple[str, int], ...]  # (register, how many)

    @property
    def current(self) -> Step | None:
        """The first step that waits and has something to press."""
        waiting = [one for one in self.steps if one.phase is Phase.NOW and one.offers]
        return waiting[0] if waiting else None


@dataclass(frozen=True)
class _Facts:
    edition: Edition
    now: dt.datetime
    nominations: Mapping[NominationState, int]
    due: dt.date | None
    candidates: int
    accepted: int
    criteria: int
    jurors: int
    undeclared: int
    active: int
    has_chair: bool
    ballots: Mapping[BallotState, int]
    conflicts: int
    hints: int
    verdicts: int
    decisions: int

    @property
    def rank(self) -> int:
        state = self.edition.state
        return ORDER.index(state) if state in ORDER else -1

    def past(self, state: EditionState) -> bool:
        """Whether the edition has gone beyond this state."""
        return self.rank > ORDER.index(state)

    def at(self, *states: EditionState) -> bool:
        return self.edition.state in states


def known_editions(session: Session) -> list[tuple[UUID, int]]:
    """Every edition, the newest first."""
    query = select(Edition.id, Edition.title_year).order_by(Edition.title_year.desc(), Edition.id)
    return [(key, year) for key, year in session.execute(query)]


def edition_life(session: Session, edition_id: UUID, now: dt.datetime, hints: int = 0) -> EditionLife:
    """The steps of an edition as they stand at this moment. `hints`: how many hints of conflicts wait for somebody."""
    facts = _facts(session, session.get_one(Edition, edition_id), now, hints)
    steps = tuple(_ended(facts, one) for one in _steps(facts))
    counts = (
        ("nomination", sum(facts.nominations.values())), ("candidate", facts.candidates), ("juror", facts.jurors),
        ("conflict_of_interest", facts.conflicts),
    )  # fmt: skip
    edition = facts.edition
    return EditionLife(edition.id, edition.title_year, edition.state, steps, tuple(_terms(facts)), counts)


def _facts(session: Session, edition: Edition, now: dt.datetime, hints: int) -> _Facts:
    mine = Nomination.edition_id == edition.id
    states = session.execute(select(Nomination.state, func.count()).where(mine).group_by(Nomination.state))
    members = session.execute(
        select(Juror.state, Juror.is_chair, Juror.impartiality_declared_at, Juror.confidentiality_declared_at)
        .where(Juror.edition_id == edition.id, Juror.state.not_in(LEFT))
    ).all()  # fmt: skip
    cards = session.execute(
        select(Ballot.state, func.count())
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition.id)
        .group_by(Ballot.state)
    )

    def count(table: Any, *tests: Any) -> int:
        return session.scalar(select(func.count(table.id)).where(*tests)) or 0

    return _Facts(
        edition=edition,
        now=now,
        nominations={state: n for state, n in states},
        due=session.scalar(
            select(func.min(Nomination.supplement_due_on)).where(mine, Nomination.state == N.TO_COMPLETE)
        ),
        candidates=count(Candidate, Candidate.edition_id == edition.id),
        accepted=session.scalar(
            select(func.count(func.distinct(Nomination.candidate_id))).where(mine, Nomination.state == N.ACCEPTED)
        ) or 0,
        criteria=count(Criterion, Criterion.edition_id == edition.id),
        jurors=len(members),
        undeclared=sum(not (told and kept) for _, _, told, kept in members),
        active=sum(state is JurorState.ACTIVE for state, _, _, _ in members),
        has_chair=any(chair for _, chair, _, _ in members),
        ballots={state: n for state, n in cards},
        conflicts=session.scalar(
            select(func.count(ConflictOfInterest.id))
            .join(Juror, Juror.id == ConflictOfInterest.juror_id)
            .where(Juror.edition_id == edition.id, ConflictOfInterest.is_dismissed.is_(False))
        ) or 0,
        hints=hints,
        verdicts=count(Verdict, Verdict.edition_id == edition.id),
        decisions=count(MayorDecision, MayorDecision.edition_id == edition.id),
    )  # fmt: skip


def _ended(facts: _Facts, step: Step) -> Step:
    """An edition that ended without an award needs nothing more; what was not done is left out."""
    if not facts.at(S.NOT_AWARDED) or step.phase is Phase.DONE or step.key == "announcement":
        return step
    return Step(step.key, Phase.LEFT_OUT)


def _steps(facts: _Facts) -> Iterable[Step]:
    yield from (_setup(facts), _rules(facts), _call(facts), _intake(facts), _checks(facts), _jury(facts))
    yield from (_scoring(facts), _closing(facts), _results(facts), _minutes(facts), _decision(facts))
    yield _announcement(facts)


def _phase(done: bool, now: bool) -> Phase:
    return Phase.DONE if done else Phase.NOW if now else Phase.LATER


def _setup(facts: _Facts) -> Step:
    edition = facts.edition
    dated = edition.call_open_at is not None and edition.call_close_at is not None
    said = [] if dated else [Said("no_call_dates")]
    if not edition.order_no and not facts.past(S.FORMAL_CHECK):
        said.append(Said("no_order"))
    done = (dated and not said) or facts.past(S.FORMAL_CHECK)
    return Step("setup", _phase(done, True), tuple(said), (Offer(Way.FORM, "edition"),))


def _rules(facts: _Facts) -> Step:
    edition = facts.edition
    if edition.rules_frozen_at is not None:
        sum_ = (edition.rules_checksum or "")[:8].upper()
        told = Said("rules_frozen", {"day": day_of(edition.rules_frozen_at), "sum": sum_ or "–"}, is_missing=False)
        return Step("rules", Phase.DONE, (told,), (Offer(Way.PLACE, "edition_rules"),), "rule_sheet")
    said = Said("rules_open") if facts.criteria else Said("no_criteria")
    offers = (Offer(Way.PLACE, "edition_rules"), Offer(Way.ACTION, "edition.freeze_rules"))
    return Step("rules", _phase(facts.past(S.SCORING), True), (said,), offers, "rule_sheet")


def _call(facts: _Facts) -> Step:
    edition, close = facts.edition, facts.edition.call_close_at
    if facts.at(S.PLANNED):
        ready = close is not None and edition.call_open_at is not None
        return Step("call", _phase(False, ready), (), (Offer(Way.ACTION, "edition.open_call"),) if ready else ())
    if not facts.at(S.CALL):
        return Step("call", Phase.DONE)
    over = close is not None and facts.now > close
    said = Said("call_over" if over else "call_runs", {"moment": close}, is_missing=over)
    return Step("call", Phase.NOW, (said,), (Offer(Way.ACTION, "edition.close_call"),))


def _intake(facts: _Facts) -> Step:
    count = sum(facts.nominations.values())
    said = (Said("nominations", n=count, is_missing=False), Said("candidates", n=facts.candidates, is_missing=False))
    open_ = facts.at(S.CALL, S.CALL_CLOSED, S.FORMAL_CHECK)
    offers = (Offer(Way.PLACE, "intake"), Offer(Way.LIST, "nomination")) if open_ else (Offer(Way.LIST, "nomination"),)
    return Step("intake", _phase(facts.past(S.CALL_CLOSED), facts.at(S.CALL, S.CALL_CLOSED)), said if count else (),
                offers if count or open_ else ())  # fmt: skip


def _checks(facts: _Facts) -> Step:
    if facts.at(S.CALL_CLOSED):
        return Step("checks", Phase.NOW, (), (Offer(Way.ACTION, "edition.start_formal_check"),))
    place = (Offer(Way.PLACE, "formal_checks"), Offer(Way.LIST, "nomination"))
    counts = facts.nominations
    said = []
    if waiting := sum(counts.get(state, 0) for state in UNDECIDED):
        said.append(Said("undecided", n=waiting))
    if calls := counts.get(N.TO_COMPLETE, 0):
        said.append(Said("to_complete", {"day": facts.due}, calls))
    if late := counts.get(N.LATE, 0):
        said.append(Said("late_open", n=late))
    if not facts.at(S.FORMAL_CHECK):
        return Step("checks", _phase(facts.past(S.FORMAL_CHECK), False), tuple(said) if facts.past(S.FORMAL_CHECK)
                    else (), place if sum(counts.values()) else ())  # fmt: skip
    accepted = Said("accepted", n=facts.accepted, is_missing=False)
    return Step("checks", _phase(not said, True), (*said, accepted), place)


def _jury(facts: _Facts) -> Step:
    offers = (Offer(Way.PLACE, "conflicts"), Offer(Way.LIST, "juror"))
    if not facts.jurors:
        return Step("jury", _phase(False, not facts.past(S.SCORING)), (Said("no_jurors"),), (Offer(Way.LIST, "juror"),))
    said = [Said("undeclared", n=facts.undeclared)] if facts.undeclared else []
    if not facts.has_chair:
        said.append(Said("no_chair"))
    if facts.hints and not facts.past(S.SCORING):
        said.append(Said("hints", n=facts.hints))
    told = Said("jurors", n=facts.jurors, is_missing=False)
    return Step("jury", _phase(facts.past(S.SCORING) or not said, True), (*said, told), offers)


def _scoring(facts: _Facts) -> Step:
    if facts.at(S.FORMAL_CHECK):
        said = [Said("freeze_first")] if facts.edition.rules_frozen_at is None else []
        said += [] if facts.active else [Said("nobody_active")]
        said += [] if facts.accepted else [Said("nothing_accepted")]
        return Step("scoring", Phase.NOW, tuple(said), () if said else (Offer(Way.ACTION, "edition.open_scoring"),))
    if not facts.at(S.SCORING):
        return Step("scoring", _phase(facts.past(S.SCORING), False))
    handed, waiting = _cards(facts)
    said_ = Said("cards", {"n": handed, "all": handed + waiting}, is_missing=bool(waiting))
    return Step("scoring", _phase(not waiting, True), (said_,), (Offer(Way.PLACE, "score_cards"),))


def _cards(facts: _Facts) -> tuple[int, int]:
    """Score cards handed in, and those still awaited."""
    count = facts.ballots
    return count.get(B.SUBMITTED, 0), count.get(B.NOT_STARTED, 0) + count.get(B.DRAFT, 0)


def _closing(facts: _Facts) -> Step:
    if not facts.at(S.SCORING):
        return Step("closing", _phase(facts.past(S.SCORING), False))
    _, waiting = _cards(facts)
    said = (Said("cards_missing", n=waiting),) if waiting else ()
    return Step("closing", Phase.NOW, said, (Offer(Way.ACTION, "edition.close_scoring"),))


def _results(facts: _Facts) -> Step:
    seen = facts.past(S.SCORING)
    return Step("results", _phase(facts.past(S.SCORING_CLOSED), facts.at(S.SCORING_CLOSED)), (),
                (Offer(Way.PLACE, "results"),) if seen else ())  # fmt: skip


def _minutes(facts: _Facts) -> Step:
    now = facts.at(S.SCORING_CLOSED)
    said = (Said("no_verdict"),) if now and not facts.verdicts else ()
    offers = (Offer(Way.PLACE, "closing"), Offer(Way.ACTION, "edition.record_minutes")) if now else ()
    if facts.past(S.SCORING_CLOSED):
        offers = (Offer(Way.PLACE, "closing"), Offer(Way.LIST, "verdict"))
    return Step("minutes", _phase(facts.past(S.SCORING_CLOSED), now), said, offers)


def _decision(facts: _Facts) -> Step:
    now = facts.at(S.MINUTES)
    said = (Said("no_decision"),) if now and not facts.decisions else ()
    offers = (Offer(Way.PLACE, "closing"), Offer(Way.ACTION, "edition.record_decision")) if now else ()
    return Step("decision", _phase(facts.past(S.MINUTES), now), said, offers)


def _announcement(facts: _Facts) -> Step:
    if facts.at(S.MAYOR_DECISION):
        return Step("announcement", Phase.NOW, (), (Offer(Way.ACTION, "edition.announce"),))
    told = facts.edition.announced_on
    said = (Said("announced", {"day": told}, is_missing=False),) if told else ()
    if facts.at(S.NOT_AWARDED):
        said = (Said("not_awarded", is_missing=False),)
    ended = facts.past(S.MAYOR_DECISION) or facts.at(S.NOT_AWARDED)
    archives = (Offer(Way.ACTION, "edition.archive"),) if facts.at(S.ANNOUNCED, S.NOT_AWARDED) else ()
    return Step("announcement", _phase(ended, False), said, archives)


def _terms(facts: _Facts) -> Iterable[Term]:
    edition = facts.edition
    if facts.at(S.PLANNED) and edition.call_open_at:
        yield Term("call_open", day_of(edition.call_open_at))
    if facts.at(S.PLANNED, S.CALL) and edition.call_close_at:
        yield Term("call_close", day_of(edition.call_close_at))
    if facts.due is not None:
        yield Term("supplement", facts.due, facts.nominations.get(N.TO_COMPLETE, 0))
    if edition.scoring_close_on and not facts.past(S.SCORING) and not facts.at(S.NOT_AWARDED):
        yield Term("scoring_close", edition.scoring_close_on)
