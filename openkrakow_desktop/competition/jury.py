"""Verbs and rules of the Chapter's work: members, conflicts of interest, score cards, scores, opening and closing.

Whoever is a candidate or in conflict has no score card that counts. Once scoring is closed nothing here changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from ..contacts.model import Person
from ..core.clock import Clock
from ..core.declarations import Draft, exists_other, linked, store_draft
from ..core.incoming import is_incoming
from ..core.problems import Problem, refuse, refuse_if
from ..core.record import Record
from ..core.shape import batches
from ..core.transitions import transition_problems
from .kinds import LEFT, BallotState, ConflictScope, EditionState, JurorState, NominationState
from .model import Ballot, Candidate, ConflictOfInterest, Criterion, Edition, Juror, Nomination, Score
from .parties import full_name, person_party, values_of
from .secrecy import seat_problems
from .service import advance, criteria

JUROR_STEPS: Mapping[JurorState, tuple[JurorState, ...]] = {
    JurorState.APPOINTED: (JurorState.ACTIVE, *LEFT),
    JurorState.ACTIVE: LEFT,
}
B = BallotState
BALLOT_STEPS: Mapping[BallotState, tuple[BallotState, ...]] = {
    B.NOT_STARTED: (B.DRAFT, B.SUBMITTED, B.EXCLUDED, B.VOID),
    B.DRAFT: (B.SUBMITTED, B.EXCLUDED, B.VOID),
    B.SUBMITTED: (B.DRAFT, B.EXCLUDED, B.VOID),
    B.EXCLUDED: (B.NOT_STARTED, B.DRAFT),
}
MANY = 5_000  # keys in one statement
BEFORE_SCORING = (EditionState.PLANNED, EditionState.CALL, EditionState.CALL_CLOSED, EditionState.FORMAL_CHECK)


def scoring_problem(edition: Edition | None) -> Problem | None:
    """Why no score can be given in this edition now: scoring has not begun, or it is closed."""
    if edition is None or edition.state is EditionState.SCORING:
        return None
    session = object_session(edition)
    if session is not None and is_incoming(session, edition):  # its scores come in with it
        return None
    return Problem("", "problem.scoring_not_open" if edition.state in BEFORE_SCORING else "problem.scoring_closed")


def unfrozen_problem(session: Session, edition: Edition) -> Problem | None:
    """Why no score is taken: the rules may still change. A past edition freezes itself with the first score it
    brings."""
    is_open = edition.rules_frozen_at is None and not is_incoming(session, edition)
    return Problem("", "problem.rules_not_frozen") if is_open else None


def closed_problem(edition: Edition | None) -> Problem | None:
    """Why nothing about scores, cards or conflicts changes any more."""
    problem = scoring_problem(edition)
    return problem if problem and problem.key == "problem.scoring_closed" else None


# ---- members -------------------------------------------------------------------------------------------------------
def juror_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A member sits once in an edition; the Chapter has one chair; who left has a date; declarations come before
    work."""
    before = session.get(Juror, record_id) if record_id else None
    mine = Juror.edition_id == draft.get("edition_id")
    if not (draft.get("name") or draft.get("person_id")):
        yield Problem("name", "problem.name_or_link")
    me = person_party(session, draft.get("person_id"), draft.get("name"))
    others = session.scalars(select(Juror).where(mine))
    if any(one.id != record_id and person_party(session, one.person_id, one.name).is_same(me) for one in others):
        yield Problem("name", "problem.juror_twice")
    if draft.get("is_chair") and exists_other(
        session, Juror, record_id, mine, Juror.is_chair.is_(True), Juror.state.not_in(LEFT)
    ):
        yield Problem("is_chair", "problem.second_chair")
    state, left_on = draft.get("state"), draft.get("left_on")
    if state in LEFT and not left_on:
        yield Problem("left_on", "problem.required")
    if left_on and draft.get("appointed_on") and left_on < draft["appointed_on"]:
        yield Problem("left_on", "problem.end_before_start")
    declared = draft.get("impartiality_declared_at") and draft.get("confidentiality_declared_at")
    if state is JurorState.ACTIVE and not declared:
        yield Problem("impartiality_declared_at", "problem.declarations_missing", warning=True)
    yield from seat_problems(session, draft.get("account_id"), draft["edition_id"], record_id)
    yield from transition_problems(JUROR_STEPS, before and before.state, state)


def save_juror(session: Session, record_id: UUID | None, draft: Draft) -> Juror:
    """Write a member; an empty name is taken from the linked person. One who leaves before scoring is closed takes all
    score cards along: they are void (A). After closing the results stand."""
    if not draft.get("name"):
        draft = draft | {"name": full_name(linked(session, draft, "person_id", Person))}
    juror: Juror = store_draft(session, Juror, record_id, draft)
    if juror.state in LEFT and not closed_problem(session.get(Edition, juror.edition_id)):
        for ballot in session.scalars(select(Ballot).where(Ballot.juror_id == juror.id, Ballot.state != B.VOID)):
            ballot.state, ballot.void_reason = B.VOID, ballot.void_reason or juror.left_reason
        session.flush()
    return juror


def activate_juror(
    session: Session, juror_id: UUID, impartiality_declared_at: dt.datetime, confidentiality_declared_at: dt.datetime
) -> None:
    """The member has signed both declarations and takes part."""
    _change_juror(
        session,
        juror_id,
        {
            "state": JurorState.ACTIVE,
            "impartiality_declared_at": impartiality_declared_at,
            "confidentiality_declared_at": confidentiality_declared_at,
        },
    )


def withdraw_juror(
    session: Session, juror_id: UUID, left_on: dt.date, reason: str = "", is_dismissed: bool = False
) -> None:
    """The member withdrew, or was dismissed; the score cards of the edition become void (A)."""
    _change_juror(
        session,
        juror_id,
        {
            "state": JurorState.DISMISSED if is_dismissed else JurorState.WITHDRAWN,
            "left_on": left_on,
            "left_reason": reason.strip() or None,
        },
    )


def _change_juror(session: Session, juror_id: UUID, told: Draft) -> None:
    juror = session.get_one(Juror, juror_id)
    draft = {
        column.name: getattr(juror, column.name)
        for column in Juror.__table__.columns
        if column.name not in ("id", "version") and "derived" not in column.info
    } | told
    refuse_if(juror_rules(session, draft, juror_id))
    save_juror(session, juror_id, draft)


# ---- conflicts of interest -----------------------------------------------------------------------------------------
def barred(session: Session, juror: Juror) -> frozenset[UUID]:
    """The candidates this member may not score: own candidacy and declared conflicts; with the scope CATEGORY,
    everybody who stands in the same category."""
    return all_barred(session, session.get_one(Edition, juror.edition_id), juror.id)[juror.id]


def all_barred(session: Session, edition: Edition, only: UUID | None = None) -> dict[UUID, frozenset[UUID]]:
    """Member → candidates the member may not score, of a whole edition (or of one member) by three statements."""
    contact = func.coalesce(Person.merged_into_id, Person.id)
    standing = session.execute(
        select(Candidate.id, Candidate.category, contact)
        .outerjoin(Person, Person.id == Candidate.person_id)
        .where(Candidate.edition_id == edition.id)
    ).all()
    mine = (Juror.edition_id == edition.id,) if only is None else (Juror.id == only,)
    members = select(Juror.id, contact).outerjoin(Person, Person.id == Juror.person_id)
    seats = session.execute(members.where(*mine)).all()
    declared: dict[UUID, set[UUID]] = {juror: set() for juror, _ in seats}
    for juror, candidate in session.execute(
        select(ConflictOfInterest.juror_id, ConflictOfInterest.candidate_id)
        .join(Juror, Juror.id == ConflictOfInterest.juror_id)
        .where(*mine, ConflictOfInterest.is_dismissed.is_(False))
    ):
        declared[juror].add(candidate)
    found = {}
    for juror, me in seats:
        met = {
            one: category
            for one, category, other in standing
            if one in declared[juror] or (me is not None and other == me)
        }
        if edition.coi_scope is ConflictScope.CATEGORY:
            met = {one: category for one, category, _ in standing if category in met.values()}
        found[juror] = frozenset(met)
    return found


def conflict_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Member and candidate belong to one edition; a conflict stands once; none is entered or changed after closing."""
    juror, candidate = linked(session, draft, "juror_id", Juror), linked(session, draft, "candidate_id", Candidate)
    if juror is not None and candidate is not None and juror.edition_id != candidate.edition_id:
        yield Problem("candidate_id", "problem.other_edition")
    if juror is not None and (problem := closed_problem(session.get(Edition, juror.edition_id))):
        yield problem
    same = (
        ConflictOfInterest.juror_id == draft.get("juror_id"),
        ConflictOfInterest.candidate_id == draft.get("candidate_id"),
    )
    if draft.get("kind") and exists_other(
        session, ConflictOfInterest, record_id, *same, ConflictOfInterest.kind == draft["kind"]
    ):
        yield Problem("kind", "problem.conflict_twice")


def save_conflict(session: Session, record_id: UUID | None, draft: Draft) -> ConflictOfInterest:
    """Write a conflict and take the member's cards of the candidates it covers out of the count. Their scores stay in
    the journal and are not shown in the minutes; the member goes on scoring the others."""
    conflict: ConflictOfInterest = store_draft(session, ConflictOfInterest, record_id, draft)
    juror = session.get_one(Juror, conflict.juror_id)
    covered = barred(session, juror)
    for ballot in session.scalars(select(Ballot).where(Ballot.juror_id == juror.id)):
        if ballot.candidate_id in covered and ballot.state is not B.VOID:
            ballot.state = B.EXCLUDED
    session.flush()
    return conflict


# ---- score cards ---------------------------------------------------------------------------------------------------
def ballot_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One card per member and candidate of one edition; none for whoever is a candidate, in conflict, or not active."""
    before = session.get(Ballot, record_id) if record_id else None
    juror, candidate = linked(session, draft, "juror_id", Juror), linked(session, draft, "candidate_id", Candidate)
    state = draft.get("state") or B.NOT_STARTED
    if juror is None or candidate is None:
        return
    if juror.edition_id != candidate.edition_id:
        yield Problem("candidate_id", "problem.other_edition")
    edition = session.get(Edition, juror.edition_id)
    if problem := closed_problem(edition) or (state in (B.DRAFT, B.SUBMITTED) and scoring_problem(edition)):
        yield problem
    if exists_other(session, Ballot, record_id, Ballot.juror_id == juror.id, Ballot.candidate_id == candidate.id):
        yield Problem("candidate_id", "problem.ballot_twice")
    if state in (B.NOT_STARTED, B.DRAFT, B.SUBMITTED):
        if candidate.id in barred(session, juror):
            yield Problem("juror_id", "problem.juror_in_conflict")
        if juror.state in LEFT or (state is not B.NOT_STARTED and juror.state is not JurorState.ACTIVE):
            yield Problem("juror_id", "problem.juror_not_active")
    yield from transition_problems(BALLOT_STEPS, before and before.state, state)
    if before is not None and state is B.SUBMITTED and before.state is not B.SUBMITTED:
        yield from _holes(session, before, juror.edition_id)


def _holes(session: Session, ballot: Ballot, edition_id: UUID) -> Iterable[Problem]:
    """Every criterion has points or an explicit abstention before a card is submitted."""
    scored = current_scores(session, [ballot.id])
    missing = [one.name for one in criteria(session, edition_id) if (ballot.id, one.id) not in scored]
    if missing:
        yield Problem("state", "problem.card_incomplete", {"criteria": "; ".join(missing)})


def issue_ballots(session: Session, edition_id: UUID) -> int:
    """Make the missing score cards: every active member, every candidate with an accepted nomination. Where they may
    not score, the card is there and excluded, so that "excluded" and "not scored" look different. Returns how many
    are new."""
    accepted = select(Nomination.candidate_id).where(
        Nomination.edition_id == edition_id, Nomination.state == NominationState.ACCEPTED
    )
    standing = list(session.scalars(select(Candidate.id).where(Candidate.id.in_(accepted)).order_by(Candidate.no)))
    active = session.scalars(select(Juror).where(Juror.edition_id == edition_id, Juror.state == JurorState.ACTIVE))
    made = 0
    for juror in list(active):
        known = set(session.scalars(select(Ballot.candidate_id).where(Ballot.juror_id == juror.id)))
        covered = barred(session, juror)
        for candidate_id in (one for one in standing if one not in known):
            store_draft(
                session,
                Ballot,
                None,
                {
                    "juror_id": juror.id,
                    "candidate_id": candidate_id,
                    "state": B.EXCLUDED if candidate_id in covered else B.NOT_STARTED,
                },
            )
            made += 1
    return made


def submit_ballot(session: Session, ballot_id: UUID, submitted_at: dt.datetime | None = None) -> None:
    """The member hands the card in. Raises Refused when a criterion has neither points nor an abstention."""
    ballot = session.get_one(Ballot, ballot_id)
    refuse_if(ballot_rules(session, values_of(ballot, "juror_id", "candidate_id") | {"state": B.SUBMITTED}, ballot_id))
    ballot.state, ballot.submitted_at = B.SUBMITTED, submitted_at or Clock().now()
    session.flush()


# ---- scores --------------------------------------------------------------------------------------------------------
def current_scores(session: Session, ballots: Iterable[UUID]) -> dict[tuple[UUID, UUID], Score]:
    """(score card, criterion) → the score in force: the newest that nothing supersedes (two, after a merge: the
    later)."""
    query = select(Score).where(Score.ballot_id.in_(list(ballots)), Score.is_superseded.is_(False))
    return {(one.ballot_id, one.criterion_id): one for one in sorted(session.scalars(query), key=_age)}


def _age(score: Score) -> tuple[int, dt.datetime, int]:
    return score.version_no, score.given_at or dt.datetime.min.replace(tzinfo=dt.UTC), score.id.int


def score_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Points are steps of the scale from 0 to the criterion's most; an abstention has none; a handed-in card asks
    why."""
    ballot, criterion = linked(session, draft, "ballot_id", Ballot), linked(session, draft, "criterion_id", Criterion)
    points, abstains = draft.get("points"), bool(draft.get("is_abstention"))
    if points is None and not abstains:
        yield Problem("points", "problem.points_or_abstention")
    if points is not None and abstains:
        yield Problem("points", "problem.abstention_has_no_points")
    if ballot is None or criterion is None:
        return
    juror = session.get_one(Juror, ballot.juror_id)
    edition = session.get_one(Edition, juror.edition_id)
    if criterion.edition_id != edition.id:
        yield Problem("criterion_id", "problem.other_edition")
    if points is not None and points > criterion.max_points:
        yield Problem("points", "problem.too_great", {"high": criterion.max_points, "value": points})
    if points is not None and points < criterion.min_points:
        yield Problem("points", "problem.too_small", {"low": criterion.min_points, "value": points})
    if points is not None and (points - criterion.min_points) % edition.scale_step:
        yield Problem("points", "problem.scale_step", {"step": edition.scale_step})
    if problem := scoring_problem(edition) or unfrozen_problem(session, edition):
        yield problem
    if ballot.state in (B.EXCLUDED, B.VOID) or ballot.candidate_id in barred(session, juror):
        yield Problem("ballot_id", "problem.ballot_excluded")
    before = current_scores(session, [ballot.id]).get((ballot.id, criterion.id))
    if before is not None and ballot.state is B.SUBMITTED and not draft.get("reason") and not _says_same(before, draft):
        yield Problem("reason", "problem.supersede_needs_reason")


def save_score(session: Session, record_id: UUID | None, draft: Draft) -> Score:
    """Write a score as a new version; the one in force before is kept, superseded. The same values again change
    nothing.

    The rules are frozen before (robustness.md §3); those of an imported edition with its first score."""
    key = draft["ballot_id"], draft["criterion_id"]
    before = current_scores(session, [key[0]]).get(key)
    if before is not None and _says_same(before, draft):
        return before
    given_at = draft.get("given_at")
    if before is not None:
        before.is_superseded = True
        given_at = None if given_at == before.given_at else given_at  # a form brings the old version's instant along
    given_at = given_at or Clock().now()
    version_no = before.version_no + 1 if before else 1
    made: Score = store_draft(session, Score, None, draft | {"given_at": given_at, "version_no": version_no})
    ballot = session.get_one(Ballot, made.ballot_id)
    if ballot.state is B.NOT_STARTED:
        ballot.state = B.DRAFT
    edition = session.get_one(Edition, session.get_one(Juror, ballot.juror_id).edition_id)
    edition.rules_frozen_at = edition.rules_frozen_at or given_at
    session.flush()
    return made


def _says_same(score: Score, draft: Draft) -> bool:
    return (score.points, score.is_abstention, score.remark) == (
        draft.get("points"),
        bool(draft.get("is_abstention")),
        draft.get("remark"),
    )


def locked_by_closing(record: Any) -> Problem | None:
    """A score, card or conflict of an edition whose scoring is closed."""
    session = object_session(record)
    return closed_problem(_edition_of(session, record)) if session else None


def closing_invariant(model: type[Record]) -> Any:
    """No write or undo touches scores, cards or conflicts of an edition whose scoring is closed, but closing itself."""

    def check(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
        table: Any = model
        editions = select(Juror.edition_id).distinct()
        if model is Score:
            editions = editions.join(Ballot, Ballot.juror_id == Juror.id).join(Score, Score.ballot_id == Ballot.id)
        else:
            editions = editions.join(table, table.juror_id == Juror.id)
        for some in batches(ids, MANY):
            touched = session.scalars(editions.where(table.id.in_(some))).all()
            if not any(closed_problem(session.get(Edition, key)) for key in touched):
                continue  # the usual case, by one statement however many rows
            for one in session.scalars(select(table).where(table.id.in_(some))):
                if (problem := closed_problem(_edition_of(session, one))) and getattr(one, "sealed_at", None) is None:
                    yield problem

    return check


def _edition_of(session: Session, record: Any) -> Edition | None:
    ballot = session.get_one(Ballot, record.ballot_id) if isinstance(record, Score) else record
    juror = session.get(Juror, ballot.juror_id)
    return session.get(Edition, juror.edition_id) if juror else None


# ---- opening and closing -------------------------------------------------------------------------------------------
def open_scoring(session: Session, edition_id: UUID) -> None:
    """Scoring begins: score cards are issued. Raises Refused without a criterion or an active member, and while the
    rules are not frozen."""
    if not criteria(session, edition_id):
        refuse("", "problem.no_criteria")
    if not session.scalar(select(func.count()).where(Juror.edition_id == edition_id, Juror.state == JurorState.ACTIVE)):
        refuse("", "problem.no_jurors")
    if session.get_one(Edition, edition_id).rules_frozen_at is None:
        refuse("", "problem.rules_not_frozen")
    advance(session, edition_id, EditionState.SCORING)
    issue_ballots(session, edition_id)
