"""What the closing page writes: how a tie was settled, the motion and the awards as the places and the motion propose.

A proposal is rows that people then look through and change; nothing is decided by it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock, day_of
from ..core.declarations import Draft, store_draft
from ..core.problems import Problem, Refused, refuse
from ..core.record import Record
from .awards import award_rules, tie_place_rules, tie_rules, verdict_item_rules, verdict_rules
from .closing import Rules, closing_of, protocol_problem
from .kinds import AwardKind, JurorState, TieMethod
from .model import (
    Award,
    Candidate,
    Edition,
    Juror,
    TiePlace,
    TieResolution,
    Verdict,
    VerdictItem,
    VerdictPresence,
)
from .results import edition_results, record_draw
from .secrecy import refuse_early


def _refuse_settled(session: Session, edition_id: UUID) -> None:
    """Nothing of this before the scoring is closed, nor while a protocol stands."""
    refuse_early(session, edition_id)
    if problem := protocol_problem(session, session.get_one(Edition, edition_id)):
        raise Refused(problem)


def _written(session: Session, model: type[Record], rules: Rules, draft: Draft) -> Record:
    found = [one for one in rules(session, draft, None) if not one.warning]
    if found:
        raise Refused(*found)
    made: Record = store_draft(session, model, None, draft)
    return made


def open_tie(session: Session, edition_id: UUID, candidates: Sequence[UUID]) -> int:
    """The place of a tie that waits for people, for just these candidates. Raises Refused where there is none."""
    for found in edition_results(session, edition_id).values():
        for tie in found.resolved.open:
            if set(tie.candidates) == set(candidates):
                return tie.place
    raise Refused(Problem("", "problem.no_such_tie"))


def settle_by_order(
    session: Session,
    edition_id: UUID,
    candidates: Sequence[UUID],
    method: TieMethod,
    *,
    order: str = "",
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_abstaining: int | None = None,
    minutes_no: str | None = None,
    resolved_on: dt.date | None = None,
) -> TieResolution:
    """Record a vote, the chair's decision or equal places. `order`: the candidates' numbers, best first ("2, 1"); equal
    places need none.

    Raises Refused for an order that does not name each tied candidate once, and for a vote without its votes."""
    _refuse_settled(session, edition_id)
    place = open_tie(session, edition_id, candidates)
    drawn = {session.get_one(Candidate, one).no or 0: one for one in candidates}
    given = [int(one) for one in re.findall(r"\d+", order)]
    if method is TieMethod.EX_AEQUO:
        places = dict.fromkeys(candidates, place)
    elif sorted(given) != sorted(drawn):
        raise Refused(Problem("order", "problem.tie_order", {"candidates": ", ".join(map(str, sorted(drawn)))}))
    else:
        places = {drawn[no]: at for at, no in enumerate(given, place)}
    tie = _written(session, TieResolution, tie_rules, {
        "edition_id": edition_id, "category": session.get_one(Candidate, candidates[0]).category, "place": place,
        "method": method, "votes_for": votes_for, "votes_against": votes_against,
        "votes_abstaining": votes_abstaining, "minutes_no": minutes_no or None, "resolved_on": resolved_on,
    })  # fmt: skip
    assert isinstance(tie, TieResolution)
    for key, at in places.items():
        told = {"tie_resolution_id": tie.id, "candidate_id": key, "place": at}
        _written(session, TiePlace, tie_place_rules, told)
    return tie


def settle_by_draw(
    session: Session,
    edition_id: UUID,
    candidates: Sequence[UUID],
    *,
    draw_seed: str = "",
    witnesses: str = "",
    resolved_on: dt.date | None = None,
    minutes_no: str | None = None,
) -> TieResolution:
    """Draw lots: the order follows from the seed, so anybody can repeat it. Raises Refused without seed, witnesses."""
    _refuse_settled(session, edition_id)
    place = open_tie(session, edition_id, candidates)
    day = resolved_on or day_of(Clock().now())
    return record_draw(session, edition_id, candidates, place, draw_seed or "", witnesses or "", day, minutes_no or "")


def propose_motion(
    session: Session, edition_id: UUID, met_on: dt.date, members_present: int, place: str | None = None
) -> Verdict:
    """A motion as the places say: a title for each of the best, nothing for the others; all who take part are listed as
    present where that is their number. People look it through and change it.

    Raises Refused while a tie decides who gets a title, without a quorum, and while a protocol stands."""
    _refuse_settled(session, edition_id)
    told = closing_of(session, edition_id)
    waits = [one for one in told.waits if one.key == "problem.tie_open"]
    if waits:
        raise Refused(*waits)
    verdict = _written(session, Verdict, verdict_rules, {
        "edition_id": edition_id, "met_on": met_on, "members_present": members_present, "place": place or None,
    })  # fmt: skip
    assert isinstance(verdict, Verdict)
    active = list(
        session.scalars(select(Juror.id).where(Juror.edition_id == edition_id, Juror.state == JurorState.ACTIVE))
    )
    for juror in active if len(active) == members_present else ():
        store_draft(session, VerdictPresence, None, {"verdict_id": verdict.id, "juror_id": juror})
    for result in told.results:
        for key in result.tally.numbers:
            at = result.resolved.places.get(key)
            is_titled = at is not None and result.titles is not None and at <= result.titles
            draft = {"verdict_id": verdict.id, "candidate_id": key,
                     "result": AwardKind.TITLE if is_titled else AwardKind.NONE}  # fmt: skip
            _written(session, VerdictItem, verdict_item_rules, draft)
    return verdict


def propose_awards(session: Session, edition_id: UUID) -> int:
    """The awards of the Mayor's decision as the motion has them, those that are not there yet; their number.

    Raises Refused without a decision, and where it differs from the motion: then people enter them."""
    told = closing_of(session, edition_id)
    refuse_early(session, edition_id)
    decision, meeting = told.decision, told.meeting
    if decision is None or meeting is None:
        raise Refused(Problem("", "problem.no_decision"))
    if decision.differs:
        refuse("", "problem.decision_differs")
    there = set(session.scalars(select(Award.candidate_id).where(Award.mayor_decision_id == decision.id)))
    new = [one for one in meeting.items.values() if one.result is not AwardKind.NONE and one.candidate_id not in there]
    for one in new:
        draft = {"mayor_decision_id": decision.id, "candidate_id": one.candidate_id, "kind": one.result}
        _written(session, Award, award_rules, draft)
    return len(new)

