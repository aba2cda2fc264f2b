"""Deleting a record with the rows that only belong to it, and refusing where others still need it.

Ownership is said by the model: `__owned_by__ = "event_id"` means that the row goes when its event goes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .labels import records
from .problems import Problem, Refused
from .record import Record
from .shape import referring


def remove(session: Session, record: Record) -> None:
    """Delete `record` and what it owns. Raises Refused, naming each register that still refers to it and how often."""
    blocked: list[Problem] = []
    doomed: list[Any] = []
    _gather(session, record, doomed, blocked)
    if blocked:
        raise Refused(*blocked)
    for one in reversed(doomed):
        session.delete(one)
        session.flush()


def _gather(session: Session, record: Any, doomed: list[Any], blocked: list[Problem]) -> None:
    doomed.append(record)
    for table, column in referring(record.__tablename__):
        model: Any = records()[table]
        mine = getattr(model, column) == record.id
        if getattr(model, "__owned_by__", "") == column:
            for child in session.scalars(select(model).where(mine)):
                if all(child is not one for one in doomed):
                    _gather(session, child, doomed, blocked)
        elif count := session.scalar(select(func.count()).select_from(model).where(mine)) or 0:
            blocked.append(Problem("", "problem.still_used", {"table": table, "count": count}))
