"""All the rules of an edition as one value, as canonical text, and as a checksum that a printed sheet carries.

The text holds codes and numbers, no keys and no language: the same rules give the same checksum on every laptop."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from ..core.incoming import is_incoming
from ..core.problems import Problem
from ..core.record import Record
from .kinds import CandidateCategory, TieStepKind
from .model import Criterion, Edition
from .rule_tables import CriterionAnchor, ScoringStage, TieStep
from .scoring import Rules, ScoringMethod, Stage, Weighed

DATES = ("call_open_at", "call_close_at")  # rules of one edition only: the next one has its own
RULES = (
    "deadline_basis",
    "categories",
    "method",
    "missing_score_rule",
    "min_scores",
    "trim",
    "clip_delta",
    "clip_order",
    "scale_step",
    "rounding_step",
    "rank_on",
    "tie_rule",
    "max_titles_individual",
    "max_titles_entity",
    "quorum",
    "coi_scope",
)
FROZEN = (*DATES, *RULES)
HUNDREDTHS = 100
_OPEN = "competition.rules_open"


@dataclass(frozen=True)
class StageRule:
    """A stage as a rule."""

    id: UUID
    no: int
    name: str
    weight: int
    clip: Fraction | None


@dataclass(frozen=True)
class CriterionRule:
    """A criterion as a rule, with what its points mean."""

    id: UUID
    no: int
    name: str
    weight: int
    least: int
    most: int
    is_counted: bool
    stage_id: UUID | None
    stage_no: int | None
    description: str
    anchors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class LadderStep:
    """One step of the tie ladder; `criterion_no` and `criterion` for a step by criterion only."""

    kind: TieStepKind
    criterion_id: UUID | None = None
    criterion_no: int | None = None
    criterion: str = ""


@dataclass(frozen=True)
class EditionRules:
    """Everything that decides how nominations become laureates in one edition. `values`: the edition's own columns by
    name. `stored_checksum`: what was printed when the rules were frozen, None while they are open or were imported."""

    edition_id: UUID
    title_year: int
    values: Mapping[str, Any]
    stages: tuple[StageRule, ...]
    criteria: tuple[CriterionRule, ...]
    ladder: tuple[LadderStep, ...]
    frozen_at: dt.datetime | None
    frozen_by: str
    stored_checksum: str | None

    @property
    def categories(self) -> tuple[CandidateCategory, ...]:
        """The categories people may stand in."""
        told = self.values["categories"] or ()
        return tuple(one for one in CandidateCategory if not told or one.value in told)

    def titles(self, category: CandidateCategory) -> int | None:
        """How many titles a category has; None where the edition sets no limit."""
        is_person = category is CandidateCategory.INDIVIDUAL
        limit: int | None = self.values["max_titles_individual" if is_person else "max_titles_entity"]
        return limit

    def arithmetic(self) -> Rules:
        """The part that turns score cards into places. A mean with a number to trim, as older editions have it, is the
        trimmed mean."""
        told = self.values
        method = told["method"]
        if method is ScoringMethod.MEAN and told["trim"]:
            method = ScoringMethod.TRIMMED
        return Rules(
            tuple(
                Weighed(one.id, one.weight, one.most, one.least, one.is_counted, one.stage_id) for one in self.criteria
            ),
            method,
            told["missing_score_rule"],
            told["min_scores"],
            told["trim"],
            told["rank_on"],
            Fraction(told["rounding_step"], HUNDREDTHS),
            _hundredths(told["clip_delta"]),
            told["clip_order"],
            tuple(Stage(one.id, one.weight, one.clip) for one in self.stages),
        )

    def canonical(self) -> str:
        """The rules as lines of text that depend on nothing but the rules."""
        lines = [f"edition: {self.title_year}"]
        lines += [f"{name}: {_plain(self.values[name])}" for name in FROZEN]
        lines += [f"stage {one.no}: {one.name} | weight {one.weight} | clip {_plain(one.clip)}" for one in self.stages]
        for one in self.criteria:
            lines.append(
                f"criterion {one.no}: {one.name} | weight {one.weight} | points {one.least}-{one.most}"
                f" | {'counted' if one.is_counted else 'shown'} | stage {_plain(one.stage_no)} | {one.description}"
            )
            lines += [f"anchor {one.no}/{points}: {meaning}" for points, meaning in one.anchors]
        lines += [f"tie step: {one.kind.value} {_plain(one.criterion_no)}" for one in self.ladder]
        return "\n".join(" ".join(line.split()) for line in lines) + "\n"

    @property
    def checksum(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def _hundredths(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value, HUNDREDTHS)


def _plain(value: Any) -> str:
    match value:
        case None | ():
            return "-"
        case enum.Enum():
            return str(value.value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case tuple():
            return ", ".join(sorted(value))
    return str(value)


def edition_rules_of(session: Session, edition_id: UUID) -> EditionRules:
    """The rules of an edition as they stand now."""
    edition = session.get_one(Edition, edition_id)
    stages = sorted(
        session.scalars(select(ScoringStage).where(ScoringStage.edition_id == edition_id)),
        key=lambda one: (one.no, one.name),
    )
    stage_no = {one.id: one.no for one in stages}
    criteria = sorted(
        session.scalars(select(Criterion).where(Criterion.edition_id == edition_id)),
        key=lambda one: (one.no or 0, one.name),
    )
    anchors: dict[UUID, list[tuple[int, str]]] = {}
    for anchor in session.scalars(
        select(CriterionAnchor)
        .join(Criterion, Criterion.id == CriterionAnchor.criterion_id)
        .where(Criterion.edition_id == edition_id)
    ):
        anchors.setdefault(anchor.criterion_id, []).append((anchor.points, anchor.meaning))
    steps = sorted(session.scalars(select(TieStep).where(TieStep.edition_id == edition_id)), key=lambda one: one.no)
    named = {one.id: one for one in criteria}
    return EditionRules(
        edition_id,
        edition.title_year,
        {name: getattr(edition, name) for name in FROZEN},
        tuple(StageRule(one.id, one.no, one.name, one.weight, _hundredths(one.clip_delta)) for one in stages),
        tuple(
            CriterionRule(
                one.id, one.no or 0, one.name, one.weight, one.min_points, one.max_points, not one.is_independent,
                one.scoring_stage_id, stage_no.get(one.scoring_stage_id) if one.scoring_stage_id else None,
                one.description or "", tuple(sorted(anchors.get(one.id, ()))),
            )
            for one in criteria
        ),
        tuple(_ladder_step(one, named.get(one.criterion_id) if one.criterion_id else None) for one in steps),
        edition.rules_frozen_at,
        edition.rules_frozen_by or "",
        edition.rules_checksum,
    )


def _ladder_step(step: TieStep, criterion: Criterion | None) -> LadderStep:
    if criterion is None:
        return LadderStep(step.kind)
    return LadderStep(step.kind, criterion.id, criterion.no, criterion.name)


# ---- frozen rules --------------------------------------------------------------------------------------------------
def open_rules(session: Session, edition_id: UUID | None) -> None:
    """Let this session change the frozen rules of one edition; None ends it. Only a change with a reason does so."""
    session.info[_OPEN] = edition_id


def frozen_problem(session: Session, edition: Edition | None) -> Problem | None:
    """Why the rules of this edition cannot be edited: they are frozen. A past edition brings its rules in whole."""
    if edition is None or edition.rules_frozen_at is None or session.info.get(_OPEN) == edition.id:
        return None
    return None if is_incoming(session, edition) else Problem("", "problem.rules_frozen")


def edition_of(session: Session, record: Any) -> Edition | None:
    """The edition a rule belongs to."""
    if isinstance(record, Edition):
        return record
    if isinstance(record, CriterionAnchor):
        record = session.get(Criterion, record.criterion_id)
    return session.get(Edition, record.edition_id) if record is not None else None


def rule_locked(record: Any) -> Problem | None:
    """A rule of an edition whose rules are frozen."""
    session = object_session(record)
    return frozen_problem(session, edition_of(session, record)) if session else None


def rules_unchanged(model: type[Record]) -> Callable[[Session, frozenset[UUID]], Iterable[Problem]]:
    """After every write and undo: frozen rules are those whose checksum was printed. Where rows are gone (an undo of
    their creation), every frozen edition is looked at."""

    def check(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
        table: Any = model
        found = list(session.scalars(select(table).where(table.id.in_(ids))))
        if len(found) == len(ids):
            editions = {one.id: one for record in found if (one := edition_of(session, record)) is not None}
        else:
            editions = {one.id: one for one in session.scalars(select(Edition))}
        for one in editions.values():
            if one.rules_checksum and one.rules_checksum != edition_rules_of(session, one.id).checksum:
                yield Problem("", "problem.rules_frozen")

    return check
