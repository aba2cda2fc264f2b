"""Verbs and rules of editions and their criteria: set-up, and the steps from the call to the archive.

Steps that close, open scoring or decide are actions of their own, never edits of the state (decisions.md 16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.clock import day_of
from ..core.declarations import Draft, exists_other, linked, store_draft
from ..core.problems import Problem, Refused, refuse
from ..core.record import Record
from ..core.transitions import transition_problems
from ..core.words import words
from .kinds import EditionState
from .model import Criterion, Edition
from .rule_tables import ScoringStage
from .rules_text import FROZEN, frozen_problem
from .scoring import ScoringMethod

E = EditionState
EDITION_STEPS: Mapping[EditionState, tuple[EditionState, ...]] = {
    E.PLANNED: (E.CALL,),
    E.CALL: (E.CALL_CLOSED,),
    E.CALL_CLOSED: (E.FORMAL_CHECK, E.NOT_AWARDED),
    E.FORMAL_CHECK: (E.SCORING, E.NOT_AWARDED),
    E.SCORING: (E.SCORING_CLOSED, E.NOT_AWARDED),
    E.SCORING_CLOSED: (E.MINUTES, E.NOT_AWARDED),
    E.MINUTES: (E.MAYOR_DECISION, E.NOT_AWARDED),
    E.MAYOR_DECISION: (E.ANNOUNCED, E.NOT_AWARDED),
    E.ANNOUNCED: (E.ARCHIVED,),
    E.NOT_AWARDED: (E.ARCHIVED,),
}
EDITION_BY_ACTION = frozenset(E) - {E.PLANNED, E.CALL, E.FORMAL_CHECK}  # closing, opening of scores, deciding
DEFAULT_CRITERIA = ("activity_period", "effects", "innovation", "variety")  # domain.md §1.3, from the resolution


def create_edition(session: Session, title_year: int, language: str = "pl") -> Edition:
    """A new edition with the four criteria of the resolution (0–10 points, equal weight (A)). The next one is made from
    it: editions.create_edition_from.

    Raises Refused when the title year has an edition already."""
    refuse_taken(session, title_year)
    edition: Edition = store_draft(session, Edition, None, {"title_year": title_year})
    said = words(language)
    for no, key in enumerate(DEFAULT_CRITERIA, 1):
        told = {"edition_id": edition.id, "no": no, "name": said(f"default_criterion.{key}")}
        store_draft(session, Criterion, None, told)
    return edition


def refuse_taken(session: Session, title_year: int) -> None:
    """Stop where the title year has an edition."""
    if exists_other(session, Edition, None, Edition.title_year == title_year):
        refuse("title_year", "problem.title_year_taken", year=title_year)


def criteria(session: Session, edition_id: UUID) -> list[Criterion]:
    """The criteria of an edition, in order."""
    query = select(Criterion).where(Criterion.edition_id == edition_id)
    return sorted(session.scalars(query), key=lambda one: (one.no or 0, one.name))


def edition_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One edition per title year; the call ends after it begins; rules stand still once scoring has begun."""
    before = session.get(Edition, record_id) if record_id else None
    if draft.get("title_year") and exists_other(session, Edition, record_id, Edition.title_year == draft["title_year"]):
        yield Problem("title_year", "problem.title_year_taken", {"year": draft["title_year"]})
    opens, closes = draft.get("call_open_at"), draft.get("call_close_at")
    if opens and closes and closes <= opens:
        yield Problem("call_close_at", "problem.end_before_start")
    scoring = draft.get("scoring_close_on")
    if closes and scoring and scoring < day_of(closes):
        yield Problem("scoring_close_on", "problem.scoring_before_call_ends")
    yield from method_problems(draft)
    if before is not None and frozen_problem(session, before):
        for name in FROZEN:
            if name in draft and draft[name] != getattr(before, name):
                yield Problem(name, "problem.rules_frozen")
    yield from transition_problems(
        EDITION_STEPS, before and before.state, draft.get("state"), by_action=EDITION_BY_ACTION
    )


def method_problems(draft: Mapping[str, Any]) -> Iterable[Problem]:
    """What a method cannot work without: how many to trim, how far to clip."""
    if draft.get("method") is ScoringMethod.TRIMMED and not draft.get("trim"):
        yield Problem("trim", "problem.trim_missing")
    if draft.get("method") is ScoringMethod.CLIPPED and not draft.get("clip_delta"):
        yield Problem("clip_delta", "problem.clip_missing")


def criterion_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Criteria are part of the rules: none is added or changed once they are frozen; a name stands once; the scale has
    whole steps."""
    edition = linked(session, draft, "edition_id", Edition)
    if problem := frozen_problem(session, edition):
        yield problem
    if draft.get("name") and exists_other(
        session, Criterion, record_id, Criterion.edition_id == draft.get("edition_id"), Criterion.name == draft["name"]
    ):
        yield Problem("name", "problem.criterion_twice")
    least, most = draft.get("min_points") or 0, draft.get("max_points") or 0
    if most and least >= most:
        yield Problem("min_points", "problem.scale_empty", {"high": most})
    if edition is not None and most and (most - least) % edition.scale_step:
        yield Problem("max_points", "problem.scale_step", {"step": edition.scale_step})
    stage = linked(session, draft, "scoring_stage_id", ScoringStage)
    if stage is not None and stage.edition_id != draft.get("edition_id"):
        yield Problem("scoring_stage_id", "problem.other_edition")


def save_criterion(session: Session, record_id: UUID | None, draft: Draft) -> Criterion:
    """Write a criterion; without a number it takes the next free one."""
    saved: Criterion = store_draft(
        session, Criterion, record_id, draft | {"no": numbered(session, Criterion, record_id, draft)}
    )
    return saved


def advance(session: Session, edition_id: UUID, to: EditionState) -> Edition:
    """One step of the edition. Raises Refused when it is not the next one."""
    edition = session.get_one(Edition, edition_id)
    found = tuple(transition_problems(EDITION_STEPS, edition.state, to))
    if found or edition.state is to:
        raise Refused(*found or (Problem("state", "problem.already_so"),))
    edition.state = to
    session.flush()
    return edition


def open_call(session: Session, edition_id: UUID) -> None:
    """Begin the call. Raises Refused without its first and last moment."""
    edition = session.get_one(Edition, edition_id)
    missing = [
        Problem(name, "problem.required")
        for name in ("call_open_at", "call_close_at")
        if getattr(edition, name) is None
    ]
    if missing:
        raise Refused(*missing)
    advance(session, edition_id, E.CALL)


def close_call(session: Session, edition_id: UUID) -> None:
    """End the call; the deadline of the nominations stays the one set, whenever this is pressed."""
    advance(session, edition_id, E.CALL_CLOSED)


def start_formal_check(session: Session, edition_id: UUID) -> None:
    """The intake is over: the nominations are checked formally."""
    advance(session, edition_id, E.FORMAL_CHECK)


def announce(session: Session, edition_id: UUID, announced_on: dt.date) -> None:
    """The result is public."""
    advance(session, edition_id, E.ANNOUNCED).announced_on = announced_on
    session.flush()


def archive(session: Session, edition_id: UUID) -> None:
    """The edition is over: it goes into the archive."""
    advance(session, edition_id, E.ARCHIVED)


def end_without_award(session: Session, edition_id: UUID, reason: str) -> None:
    """The edition is not awarded; `reason` goes into the journal."""
    if not reason.strip():
        refuse("reason", "problem.required")
    advance(session, edition_id, E.NOT_AWARDED)


def numbered(session: Session, model: type[Record], record_id: UUID | None, draft: Draft) -> int:
    """The number a record of an edition is kept under: the one given, else its present one, else the next free one."""
    if draft.get("no"):
        return int(draft["no"])
    record: Any = session.get(model, record_id) if record_id else None
    if record is not None and record.no:
        return int(record.no)
    table: Any = model
    return (session.scalar(select(func.max(table.no)).where(table.edition_id == draft.get("edition_id"))) or 0) + 1
