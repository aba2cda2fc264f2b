"""Tables of an edition's rules beside its own columns: stages, verbal anchors, the tie ladder; and changes of rules.

They are frozen together with the edition (robustness.md §3): rules_text puts all of them under one checksum."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, personal, plain
from .kinds import TieStepKind


class ScoringStage(Record):
    """A stage of the scoring with its weight; a criterion names the stage it belongs to. `clip_delta`: hundredths of a
    point, in place of the edition's."""

    __tablename__ = "scoring_stage"
    __label__ = ("no", "name")
    __owned_by__ = "edition_id"

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int] = plain(low=1, high=20)
    name: Mapped[str] = plain(String(NAME))
    weight: Mapped[int] = plain(default=1, low=1, high=1000)
    clip_delta: Mapped[int | None] = plain(low=1, high=100_000)


class CriterionAnchor(Record):
    """What a number of points means, in words that every juror reads."""

    __tablename__ = "criterion_anchor"
    __label__ = ("criterion_id", "points")
    __owned_by__ = "criterion_id"

    criterion_id: Mapped[UUID] = link("criterion.id")
    points: Mapped[int] = plain(high=1000)
    meaning: Mapped[str] = plain(Text)


class TieStep(Record):
    """One step of the ladder that equal results climb, in order."""

    __tablename__ = "tie_step"
    __label__ = ("no", "kind")
    __owned_by__ = "edition_id"

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int] = plain(low=1, high=20)
    kind: Mapped[TieStepKind] = plain()
    criterion_id: Mapped[UUID | None] = link("criterion.id")


class RuleChange(Record):
    """A change of frozen rules: why, with whom, and the places before and after. Never changed itself."""

    __tablename__ = "rule_change"
    __label__ = ("edition_id", "changed_at")
    __owned_by__ = "edition_id"

    edition_id: Mapped[UUID] = link("edition.id")
    changed_at: Mapped[dt.datetime] = plain()
    reason: Mapped[str | None] = note()
    changed_by: Mapped[str | None] = personal(String(NAME))
    second_person: Mapped[str | None] = personal(String(NAME))
    checksum_before: Mapped[str | None] = plain(String(SHORT))
    checksum_after: Mapped[str | None] = plain(String(SHORT))
    changed_rules: Mapped[str | None] = plain(Text)
    places_before: Mapped[str | None] = plain(Text)
    places_after: Mapped[str | None] = plain(Text)
