"""Rules of ties, motions, decisions and awards. What the Chapter moves and what the Mayor decides may differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, exists_other, linked
from ..core.problems import Problem
from .kinds import AwardKind, TieMethod
from .model import (
    Award,
    Candidate,
    Edition,
    Juror,
    MayorDecision,
    TiePlace,
    TieResolution,
    Verdict,
    VerdictItem,
    VerdictPresence,
)
from .results import titles_of

VOTES = ("votes_for", "votes_against", "votes_abstaining")


def votes(draft: Draft) -> int:
    """All votes entered; a box left empty adds none."""
    return sum(draft.get(name) or 0 for name in VOTES)


def tie_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A vote has its numbers, a draw its seed and witnesses; no more votes than members."""
    if draft.get("method") is TieMethod.VOTE:
        for name in VOTES[:2]:
            if draft.get(name) is None:
                yield Problem(name, "problem.required")
    if draft.get("method") is TieMethod.LOT:
        for name in ("draw_seed", "witnesses"):
            if not draft.get(name):
                yield Problem(name, "problem.required")
    members = session.scalar(select(func.count()).where(Juror.edition_id == draft.get("edition_id"))) or 0
    if members and votes(draft) > members:
        yield Problem("votes_for", "problem.more_votes_than_members", {"votes": votes(draft), "members": members})


def tie_place_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """The tied candidates belong to the edition and the category of the tie, each once."""
    tie, candidate = (
        linked(session, draft, "tie_resolution_id", TieResolution),
        linked(session, draft, "candidate_id", Candidate),
    )
    if (
        tie is not None
        and candidate is not None
        and (tie.edition_id, tie.category) != (candidate.edition_id, candidate.category)
    ):
        yield Problem("candidate_id", "problem.other_edition")
    yield from _once(session, TiePlace, "tie_resolution_id", draft, record_id)


def verdict_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A quorum, and no more votes than members present, nor fewer present than are listed."""
    edition = linked(session, draft, "edition_id", Edition)
    present = draft.get("members_present")
    if present is None:
        return
    if edition is not None and edition.quorum and present < edition.quorum:
        yield Problem("members_present", "problem.no_quorum", {"quorum": edition.quorum, "present": present})
    if votes(draft) > present:
        yield Problem("votes_for", "problem.more_votes_than_members", {"votes": votes(draft), "members": present})
    listed = _count(session, VerdictPresence, record_id)
    if present < listed:
        yield Problem("members_present", "problem.fewer_than_listed", {"listed": listed, "present": present})


def verdict_presence_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Members of the same edition, each once, within the number present."""
    verdict, juror = linked(session, draft, "verdict_id", Verdict), linked(session, draft, "juror_id", Juror)
    if verdict is not None and juror is not None and verdict.edition_id != juror.edition_id:
        yield Problem("juror_id", "problem.other_edition")
    if exists_other(
        session,
        VerdictPresence,
        record_id,
        VerdictPresence.verdict_id == draft.get("verdict_id"),
        VerdictPresence.juror_id == draft.get("juror_id"),
    ):
        yield Problem("juror_id", "problem.listed_twice")
    if (
        verdict is not None
        and record_id is None
        and _count(session, VerdictPresence, verdict.id) + 1 > verdict.members_present
    ):
        yield Problem(
            "verdict_id",
            "problem.fewer_than_listed",
            {"listed": _count(session, VerdictPresence, verdict.id) + 1, "present": verdict.members_present},
        )


def verdict_item_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One line per candidate of the edition; no more votes than members present; too many titles is a warning,
    because the number of titles is not fixed by any public text."""
    verdict, candidate = (
        linked(session, draft, "verdict_id", Verdict),
        linked(session, draft, "candidate_id", Candidate),
    )
    if draft.get("place_override") is not None and not (draft.get("reasons") or "").strip():
        yield Problem("reasons", "problem.override_reason")
    if verdict is None or candidate is None:
        return
    if verdict.edition_id != candidate.edition_id:
        yield Problem("candidate_id", "problem.other_edition")
    if votes(draft) > verdict.members_present:
        yield Problem(
            "votes_for", "problem.more_votes_than_members", {"votes": votes(draft), "members": verdict.members_present}
        )
    yield from _once(session, VerdictItem, "verdict_id", draft, record_id)
    if draft.get("result") is AwardKind.TITLE:
        mine = (VerdictItem.verdict_id == verdict.id, VerdictItem.result == AwardKind.TITLE)
        yield from _too_many_titles(session, VerdictItem, mine, candidate, record_id, "result")


def decision_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """The Mayor decides on a motion of the same edition, not before it; where the decision differs, it says how."""
    verdict = linked(session, draft, "verdict_id", Verdict)
    if verdict is not None and verdict.edition_id != draft.get("edition_id"):
        yield Problem("verdict_id", "problem.other_edition")
    if verdict is not None and draft.get("decided_on") and draft["decided_on"] < verdict.met_on:
        yield Problem("decided_on", "problem.decision_before_motion")
    if draft.get("differs") and not draft.get("difference"):
        yield Problem("difference", "problem.required")
    if not draft.get("order_no"):
        yield Problem("order_no", "problem.order_no_missing", warning=True)


def award_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A title or a distinction, once per candidate of the edition, handed over after the decision."""
    decision, candidate = (
        linked(session, draft, "mayor_decision_id", MayorDecision),
        linked(session, draft, "candidate_id", Candidate),
    )
    if draft.get("kind") is AwardKind.NONE:
        yield Problem("kind", "problem.no_award")
    if decision is None or candidate is None:
        return
    if decision.edition_id != candidate.edition_id:
        yield Problem("candidate_id", "problem.other_edition")
    if draft.get("handed_on") and draft["handed_on"] < decision.decided_on:
        yield Problem("handed_on", "problem.award_before_decision")
    yield from _once(session, Award, "mayor_decision_id", draft, record_id)
    if draft.get("kind") is AwardKind.TITLE:
        mine = (Award.mayor_decision_id == decision.id, Award.kind == AwardKind.TITLE)
        yield from _too_many_titles(session, Award, mine, candidate, record_id, "kind")


def _once(session: Session, model: Any, parent: str, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    if exists_other(
        session,
        model,
        record_id,
        getattr(model, parent) == draft.get(parent),
        model.candidate_id == draft.get("candidate_id"),
    ):
        yield Problem("candidate_id", "problem.listed_twice")


def _too_many_titles(
    session: Session, model: Any, mine: tuple[Any, ...], candidate: Candidate, record_id: UUID | None, field: str
) -> Iterable[Problem]:
    limit = titles_of(session.get_one(Edition, candidate.edition_id), candidate.category)
    query = (
        select(func.count())
        .select_from(model)
        .join(Candidate, Candidate.id == model.candidate_id)
        .where(*mine, Candidate.category == candidate.category)
    )
    if record_id is not None:
        query = query.where(model.id != record_id)
    if limit is not None and (session.scalar(query) or 0) + 1 > limit:
        yield Problem(field, "problem.too_many_titles", {"limit": limit}, warning=True)


def _count(session: Session, model: Any, verdict_id: UUID | None) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.verdict_id == verdict_id)) or 0
