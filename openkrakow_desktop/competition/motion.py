"""The Chapter's newest motion with what belongs to it: who was there, what is moved for each candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .model import Verdict, VerdictItem, VerdictPresence


@dataclass(frozen=True)
class Meeting:
    """The motion in force with what belongs to it."""

    verdict: Verdict
    present: frozenset[UUID]
    items: Mapping[UUID, VerdictItem]


def meeting_of(session: Session, edition_id: UUID) -> Meeting | None:
    """The newest motion of the Chapter; None where there is none."""
    asked = select(Verdict).where(Verdict.edition_id == edition_id).order_by(Verdict.met_on.desc(), Verdict.id.desc())
    verdict = session.scalar(asked.limit(1))
    if verdict is None:
        return None
    present = session.scalars(select(VerdictPresence.juror_id).where(VerdictPresence.verdict_id == verdict.id))
    items = session.scalars(select(VerdictItem).where(VerdictItem.verdict_id == verdict.id))
    return Meeting(verdict, frozenset(present), {one.candidate_id: one for one in items})
