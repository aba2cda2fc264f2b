"""What the page of rules shows: every rule record of an edition with its draft, ready to be edited or tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, Register
from .model import Criterion, Edition
from .rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from .rules_text import edition_rules_of
from .secrecy import may_see_results

TABLES = ("edition", "criterion", "criterion_anchor", "scoring_stage", "tie_step", "rule_change")


@dataclass(frozen=True)
class RuleRow:
    """One record that belongs to the rules."""

    register: str
    id: UUID
    draft: Draft


@dataclass(frozen=True)
class RulesPage:
    """All rules of an edition. `frozen_at` None: still open. `sees_places`: whether a change shows places."""

    edition_id: UUID
    title_year: int
    frozen_at: dt.datetime | None
    checksum: str
    changes: int
    sees_places: bool
    rows: tuple[RuleRow, ...]

    def of(self, register: str, **links: Any) -> list[RuleRow]:
        """The rows of a register whose draft holds these values."""
        return [
            one
            for one in self.rows
            if one.register == register and all(one.draft.get(name) == value for name, value in links.items())
        ]


def rules_page(session: Session, edition_id: UUID, registers: Mapping[str, Register]) -> RulesPage:
    """Read the rules of an edition as drafts of their registers."""
    edition = session.get_one(Edition, edition_id)
    mine = {
        "criterion": select(Criterion.id).where(Criterion.edition_id == edition_id).order_by(Criterion.no),
        "criterion_anchor": select(CriterionAnchor.id)
        .join(Criterion, Criterion.id == CriterionAnchor.criterion_id)
        .where(Criterion.edition_id == edition_id)
        .order_by(CriterionAnchor.points),
        "scoring_stage": select(ScoringStage.id).where(ScoringStage.edition_id == edition_id).order_by(ScoringStage.no),
        "tie_step": select(TieStep.id).where(TieStep.edition_id == edition_id).order_by(TieStep.no),
    }
    rows = [RuleRow("edition", edition_id, registers["edition"].draft(session, edition_id))]
    for key, query in mine.items():
        rows += [RuleRow(key, one, registers[key].draft(session, one)) for one in session.scalars(query).all()]
    changes = session.scalar(select(func.count(RuleChange.id)).where(RuleChange.edition_id == edition_id)) or 0
    checksum = edition.rules_checksum or edition_rules_of(session, edition_id).checksum
    return RulesPage(
        edition_id, edition.title_year, edition.rules_frozen_at, checksum, changes, may_see_results(edition),
        tuple(rows),
    )  # fmt: skip


def write_rule(
    session: Session, register: Register, record_id: UUID | None, draft: Draft | None, today: dt.date
) -> None:
    """Write one rule record while the rules are open; without a draft it is deleted. Raises Refused once they are
    frozen."""
    if draft is not None:
        register.put(session, record_id, draft, today)
    elif record_id is not None:
        register.remove(session, record_id)
