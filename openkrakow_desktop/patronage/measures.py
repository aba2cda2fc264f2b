"""Measure 4.3 of Table 1: patronages granted in the year and related to the Programme, with the split by kind
beside."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, or_

from ..core.measures import Beside, Clause, Measure, Part
from .model import Patronage, PatronageDecision, PatronageKind

PATRONAGES = Part(
    register="patronage",
    id=Patronage.id,
    on=func.coalesce(Patronage.decided_on, Patronage.received_on),
    title=Patronage.event_name,
    dated=lambda p: or_(p.holds(Patronage.decided_on), p.holds(Patronage.received_on)),
    clauses=(
        Clause("patronage_other_year", lambda p: p.holds(Patronage.decided_on)),
        Clause("patronage_not_granted", lambda p: Patronage.decision == PatronageDecision.GRANTED),
        Clause("patronage_not_related", lambda p: Patronage.programme_related.is_(True)),
        Clause("patronage_withdrawn", lambda p: or_(
            Patronage.withdrawn_on.is_(None), Patronage.withdrawn_on > p.last)),
        Clause("patronage_renounced", lambda p: or_(
            Patronage.renounced_on.is_(None), Patronage.renounced_on > p.last)),
        Clause("patronage_event_cancelled", lambda p: or_(
            Patronage.event_cancelled_on.is_(None), Patronage.event_cancelled_on > p.last)),
    ),
)


def of_kind(kind: PatronageKind) -> Part:
    """The same count, of one kind."""
    only = Clause("patronage_kind", lambda p: Patronage.kind == kind, scope=True)
    return replace(PATRONAGES, clauses=(only, *PATRONAGES.clauses))


MEASURES = (
    Measure("4.3", (PATRONAGES,), beside=tuple(Beside(f"4.3+{kind.value}", of_kind(kind)) for kind in PatronageKind)),
)
