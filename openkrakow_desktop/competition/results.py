"""From score cards to places, and the steps that close the scoring, the minutes and the decision.

Places are worked out anew whenever they are read and stored nowhere; a tie is settled by people (tie_resolution)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.four_eyes import second_person as confirmed
from ..core.clock import Clock
from ..core.problems import Problem, Refused, refuse
from ..core.store import ACTOR
from .jury import current_scores
from .kinds import CandidateCategory, EditionState, TieMethod
from .ladder import Recorded, Resolved, draw_order, resolve
from .model import Ballot, Candidate, Edition, Juror, MayorDecision, TiePlace, TieResolution, Verdict
from .rules_text import EditionRules, edition_rules_of
from .scoring import Standing
from .service import advance
from .tally import Tally, load_tallies, load_tally


@dataclass(frozen=True)
class CategoryResult:
    """Everything a result page, the protocol and a proof file say of one category. Exact; rounded when shown."""

    category: CandidateCategory
    rules: EditionRules
    tally: Tally
    standings: tuple[Standing[UUID], ...]
    titles: int | None
    resolved: Resolved
    recorded: tuple[Recorded, ...] = ()  # what people recorded of ties, newest first

    @property
    def not_ranked(self) -> tuple[Standing[UUID], ...]:
        """Candidates without a place, each with why."""
        return tuple(one for one in self.standings if one.rank is None)


def edition_results(session: Session, edition_id: UUID) -> dict[CandidateCategory, CategoryResult]:
    """The results of every category of an edition, with ties taken up the ladder as far as it is settled."""
    rules = edition_rules_of(session, edition_id)
    recorded = _recorded(session, edition_id)
    found = {}
    for category, tally in load_tallies(session, edition_id, rules).items():
        standings, titles = tuple(tally.standings()), rules.titles(category)
        by_people = tuple(recorded.get(category, ()))
        resolved = resolve(tally, standings, titles, rules.ladder, by_people)
        found[category] = CategoryResult(category, rules, tally, standings, titles, resolved, by_people)
    return found


def _recorded(session: Session, edition_id: UUID) -> dict[CandidateCategory, list[Recorded]]:
    """The resolutions people recorded, newest first."""
    places: dict[UUID, dict[UUID, int]] = {}
    for one in session.scalars(
        select(TiePlace)
        .join(TieResolution, TieResolution.id == TiePlace.tie_resolution_id)
        .where(TieResolution.edition_id == edition_id)
    ):
        places.setdefault(one.tie_resolution_id, {})[one.candidate_id] = one.place
    found: dict[CandidateCategory, list[Recorded]] = {}
    query = select(TieResolution).where(TieResolution.edition_id == edition_id).order_by(TieResolution.id.desc())
    for tie in session.scalars(query):
        votes = (tie.votes_for or 0, tie.votes_against or 0, tie.votes_abstaining or 0)
        found.setdefault(tie.category, []).append(
            Recorded(tie.method, places.get(tie.id, {}), votes, tie.minutes_no or "", tie.draw_seed or "",
                     tie.witnesses or "")
        )
    return found


def titles_of(edition: Edition, category: CandidateCategory) -> int | None:
    """How many titles a category has; None where the edition sets no limit."""
    return edition.max_titles_individual if category is CandidateCategory.INDIVIDUAL else edition.max_titles_entity


def category_standings(session: Session, edition_id: UUID, category: CandidateCategory) -> list[Standing[UUID]]:
    """Results of the candidates of one category: those with an accepted nomination or a score card.

    A card counts when it is submitted, its member takes part and may score the candidate. Nothing here is rounded."""
    return load_tally(session, edition_id, category).standings()


def unsettled_ties(session: Session, edition_id: UUID) -> list[tuple[UUID, ...]]:
    """Ties that decide who gets a title, that the ladder leaves equal, and for which no resolution with all tied
    candidates is recorded."""
    return [
        tie.candidates for found in edition_results(session, edition_id).values() for tie in found.resolved.open
    ]


def record_draw(
    session: Session, edition_id: UUID, candidates: Sequence[UUID], place: int, seed: str, witnesses: str,
    resolved_on: dt.date, minutes_no: str = "",
) -> TieResolution:
    """Draw lots among tied candidates and record it: the order follows from `seed` (dice, a number of the day's
    lottery, agreed before) and the candidates' numbers alone, so every witness can repeat it.

    Raises Refused without a seed or without witnesses."""
    missing = [
        Problem(name, "problem.required")
        for name, value in (("draw_seed", seed), ("witnesses", witnesses))
        if not value.strip()
    ]
    if missing:
        raise Refused(*missing)
    drawn = {session.get_one(Candidate, one).no or 0: session.get_one(Candidate, one) for one in candidates}
    tie = TieResolution(
        edition_id=edition_id, category=next(iter(drawn.values())).category, place=place, method=TieMethod.LOT,
        draw_seed=seed.strip(), witnesses=witnesses.strip(), resolved_on=resolved_on, minutes_no=minutes_no or None,
    )
    session.add(tie)
    session.flush()
    for number, no in enumerate(draw_order(list(drawn), seed.strip()), place):
        session.add(TiePlace(tie_resolution_id=tie.id, candidate_id=drawn[no].id, place=number))
    session.flush()
    return tie


# ---- closing -------------------------------------------------------------------------------------------------------
def close_scoring(
    session: Session, edition_id: UUID, is_confirmed: bool = False, at: dt.datetime | None = None
) -> None:
    """Nothing about scores changes any more; the scores in force are sealed.

    Raises Refused while a candidate has too few score cards, naming each by number with the cards it has of those it
    could have, unless `is_confirmed`."""
    short = [
        (one, session.get_one(Candidate, one.candidate))
        for tally in load_tallies(session, edition_id).values()
        for one in tally.standings()
        if one.rank is None
    ]
    if short and not is_confirmed:
        told = "; ".join(f"{candidate.no} ({one.cards}/{one.eligible})" for one, candidate in short)
        refuse("is_confirmed", "problem.too_few_cards", candidates=told)
    advance(session, edition_id, EditionState.SCORING_CLOSED)
    _seal(session, edition_id, at or Clock().now())


def reopen_scoring(session: Session, edition_id: UUID, reason: str, second_person: str, pin: str = "") -> None:
    """Scoring goes on, because of `reason` (kept in the journal) and with a second person (with their PIN, where
    accounts have one), whose name the edition keeps.

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
    name = confirmed(session, second_person, pin, session.info.get(ACTOR, ""))
    edition.state, edition.reopened_with = EditionState.SCORING, name
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
