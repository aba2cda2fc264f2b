"""What is wrong with a stage, an anchor, a step of the tie ladder, or with the rules of an edition as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, exists_other, linked
from ..core.incoming import is_incoming
from ..core.problems import Problem
from ..core.record import Record
from .kinds import TieStepKind
from .model import Criterion, Edition
from .rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from .rules_text import EditionRules, frozen_problem


def stage_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Stages are numbered, each number once, and stand still once the rules are frozen."""
    yield from _own_number(session, ScoringStage, draft, record_id)


def step_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A step by criterion names one of the same edition, any other step none; numbers stand once; the rules are not
    frozen."""
    yield from _own_number(session, TieStep, draft, record_id)
    criterion = linked(session, draft, "criterion_id", Criterion)
    needs_one = draft.get("kind") is TieStepKind.CRITERION
    if needs_one and criterion is None:
        yield Problem("criterion_id", "problem.required")
    if not needs_one and draft.get("criterion_id"):
        yield Problem("criterion_id", "problem.step_without_criterion")
    if criterion is not None and criterion.edition_id != draft.get("edition_id"):
        yield Problem("criterion_id", "problem.other_edition")


def anchor_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """An anchor stands at a point of the criterion's scale, once; the rules are not frozen."""
    criterion = linked(session, draft, "criterion_id", Criterion)
    if criterion is None:
        return
    edition = session.get_one(Edition, criterion.edition_id)
    if problem := frozen_problem(session, edition):
        yield problem
    points = draft.get("points")
    if points is None:
        return
    if points > criterion.max_points:
        yield Problem("points", "problem.too_great", {"high": criterion.max_points, "value": points})
    elif points < criterion.min_points:
        yield Problem("points", "problem.too_small", {"low": criterion.min_points, "value": points})
    elif (points - criterion.min_points) % edition.scale_step:
        yield Problem("points", "problem.scale_step", {"step": edition.scale_step})
    if exists_other(
        session,
        CriterionAnchor,
        record_id,
        CriterionAnchor.criterion_id == criterion.id,
        CriterionAnchor.points == points,
    ):
        yield Problem("points", "problem.anchor_twice")


def change_rules_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A change of rules is recorded by the act of changing them; only a past edition brings its changes along."""
    edition = linked(session, draft, "edition_id", Edition)
    if not draft.get("reason"):
        yield Problem("reason", "problem.required")
    if edition is not None and record_id is None and not is_incoming(session, edition):
        yield Problem("", "problem.rule_change_by_action")


def change_locked(record: Any) -> Problem | None:
    """A recorded change of rules never changes itself."""
    return Problem("", "problem.rule_change_fixed")


def changes_kept(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """After every write and undo: a recorded change of rules stays (decisions.md 16)."""
    if session.scalar(select(func.count()).select_from(RuleChange).where(RuleChange.id.in_(ids))) != len(ids):
        yield Problem("", "problem.rule_change_fixed")


def _own_number(
    session: Session, model: type[Record], draft: Draft, record_id: UUID | None
) -> Iterable[Problem]:
    if problem := frozen_problem(session, linked(session, draft, "edition_id", Edition)):
        yield problem
    table: Any = model
    if draft.get("no") and exists_other(
        session, model, record_id, table.edition_id == draft.get("edition_id"), table.no == draft["no"]
    ):
        yield Problem("no", "problem.number_used", {"no": draft["no"]})


def whole_problems(rules: EditionRules) -> Iterable[Problem]:
    """What keeps the rules from being frozen: nothing counts, a stage without criteria, a criterion without a stage."""
    counted = [one for one in rules.criteria if one.is_counted]
    if not counted:
        yield Problem("", "problem.no_criteria")
    if not rules.stages:
        return
    filled = {one.stage_id for one in counted}
    empty = [one.name for one in rules.stages if one.id not in filled]
    if empty:
        yield Problem("", "problem.stage_empty", {"stages": "; ".join(empty)})
    loose = [one.name for one in counted if one.stage_id is None]
    if loose:
        yield Problem("", "problem.criterion_without_stage", {"criteria": "; ".join(loose)})
