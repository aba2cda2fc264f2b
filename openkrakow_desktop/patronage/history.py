"""What the office already knows of an organiser: patronages granted, refused, and reports that never came.

The same organiser is the same record of the register (merged duplicates are one) or, where it was only typed, the same
name. "Before" is before the receipt of the application one looks at: what came later changes no old line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from ..contacts.model import Organisation, canonical
from ..core.declarations import Draft
from ..core.sql import days_between
from .model import Patronage, PatronageDecision, same_name
from .terms import days_asked


@dataclass(frozen=True)
class History:
    """Applications of one organiser before a day."""

    granted: int
    refused: int
    unreported: int


def is_granted(one: Any) -> ColumnElement[bool]:
    """SQL: granted, whatever became of it later."""
    result: ColumnElement[bool] = one.decision == PatronageDecision.GRANTED
    return result


def is_unreported(one: Any, on: Any) -> ColumnElement[bool]:
    """SQL: an event under patronage took place and its report, due before `on`, never came."""
    ended = func.coalesce(one.ends_on, one.starts_on)
    allowed = days_asked("report_days", one.kind, one.received_on)
    overdue = or_(one.report_due_on < on, and_(one.report_due_on.is_(None), days_between(ended, on) > allowed))
    fallen = (one.withdrawn_on, one.renounced_on, one.event_cancelled_on, one.report_received_on)
    return and_(is_granted(one), *(day.is_(None) for day in fallen), overdue)


def _same(one: Any, organiser_id: Any, organiser_key: Any) -> ColumnElement[bool]:
    """SQL: the same organiser as a key and a typed name (columns or values)."""
    known, mine = aliased(Organisation), aliased(Organisation)
    stands = select(canonical(mine)).where(mine.id == organiser_id).correlate(Patronage).scalar_subquery()
    records = select(known.id).where(or_(known.id == stands, known.merged_into_id == stands)).correlate(Patronage)
    nameless = and_(one.organiser_id.is_(None), one.organiser_key == organiser_key, one.organiser_key != "")
    return or_(one.organiser_id.in_(records), nameless)


def before(what: str) -> Any:
    """SQL of a list's column: how many earlier applications of the organiser were `granted`, `refused` or are
    `unreported`."""
    other = aliased(Patronage)
    tests = {
        "granted": lambda: is_granted(other),
        "refused": lambda: other.decision == PatronageDecision.REFUSED,
        "unreported": lambda: is_unreported(other, Patronage.received_on),
    }
    # a linked organiser is known by its record alone: its typed name may be an old one
    typed = case((Patronage.organiser_id.is_(None), Patronage.organiser_key), else_="")
    return (
        select(func.count(other.id))
        .where(other.id != Patronage.id, other.received_on < Patronage.received_on)
        .where(_same(other, Patronage.organiser_id, typed), tests[what]())
        .correlate(Patronage)
        .scalar_subquery()
    )


def of_organiser(draft: Draft, record_id: UUID | None) -> Any:
    """SQL test: another application of the organiser a draft names; None where it names none."""
    organiser_id, name = draft.get("organiser_id"), same_name(draft.get("organiser_name"))
    if organiser_id is None and not name:
        return None
    same = (
        _same(Patronage, organiser_id, "")
        if organiser_id is not None
        else and_(Patronage.organiser_id.is_(None), Patronage.organiser_key == name)
    )
    return same if record_id is None else and_(same, Patronage.id != record_id)


def history_of(session: Session, draft: Draft, record_id: UUID | None) -> History:
    """The organiser's history as it stood when this application came."""
    same, received = of_organiser(draft, record_id), draft.get("received_on")
    if same is None or received is None:
        return History(0, 0, 0)
    found = session.execute(
        select(
            func.coalesce(func.sum(case((is_granted(Patronage), 1), else_=0)), 0),
            func.coalesce(func.sum(case((Patronage.decision == PatronageDecision.REFUSED, 1), else_=0)), 0),
            func.coalesce(func.sum(case((is_unreported(Patronage, received), 1), else_=0)), 0),
        ).where(same, Patronage.received_on < received)
    ).one()
    return History(*(int(one) for one in found))


def unreported(session: Session, draft: Draft, record_id: UUID | None) -> Iterator[tuple[str, dt.date | None]]:
    """Name and day of the organiser's events whose report never came, the newest first."""
    same, received = of_organiser(draft, record_id), draft.get("received_on")
    if same is None or received is None:
        return
    found = session.execute(
        select(Patronage.event_name, Patronage.starts_on)
        .where(same, Patronage.received_on < received, is_unreported(Patronage, received))
        .order_by(Patronage.starts_on.desc(), Patronage.id.desc())
    )
    yield from ((name, on) for name, on in found)
