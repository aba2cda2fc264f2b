"""Settled months: which they are, what may not be dated in them any more, settling and opening them again.

Below events and the Point, so that both can ask; what has to be complete before a month is settled is known to
`overview`. A settlement that comes in with an import does not lock that very import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock, day_of
from ..core.declarations import Draft, store_draft
from ..core.problems import Problem, refuse, refuse_if
from ..core.sensitive import sensitive_problems
from .model import MonthSettlement

CLOCK = Clock()
_KNOWN = "settled months"
_MADE = "settlements made in this write"
Month = tuple[int, int]  # year, month


@dataclass(frozen=True)
class Locked:
    """What a settlement locks: events that took place, participations, contacts of the Point."""

    events: int
    visits: int
    contacts: int


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def month_key(month: int) -> tuple[str]:
    """The word of a month's name, as a problem or a gap holds it."""
    return (f"month_name.{month}",)


# ---- asking --------------------------------------------------------------------------------------------------------
def settled_months(session: Session) -> Mapping[Month, dt.date]:
    """The settled months with the day of their settlement; read once in a transaction, because every row of an import
    asks."""
    known: dict[Month, dt.date] | None = session.info.get(_KNOWN)
    if known is None:
        standing = select(MonthSettlement).where(MonthSettlement.reopened_at.is_(None))
        made = session.info.get(_MADE, ())
        found = [one for one in session.scalars(standing.order_by(MonthSettlement.id)) if one.id not in made]
        known = session.info[_KNOWN] = {(one.year, one.month): day_of(one.settled_at) for one in found}
    return known


def month_is_settled(session: Session, day: dt.date) -> bool:
    """Whether this day's month is settled, so that nothing dated on it may come, change or go."""
    return (day.year, day.month) in settled_months(session)


def settled_problems(
    session: Session, first: dt.date | None, last: dt.date | None = None, field: str = ""
) -> Iterable[Problem]:
    """The problem of a day, or of a span of days, that touches a settled month; nothing where all is open."""
    if first is None:
        return
    months = settled_months(session)
    if not months:
        return
    ends = (last or first).year, (last or first).month
    touched = [one for one in months if (first.year, first.month) <= one <= ends]
    if touched:
        (year, month), on = min(touched), months[min(touched)]
        values = {"month": month_key(month), "year": year, "on": on.strftime("%d.%m.%Y")}
        yield Problem(field, "problem.month_settled", values)


def history_of(session: Session, year: int, month: int) -> list[MonthSettlement]:
    """Every settlement of a month, the first one first."""
    mine = select(MonthSettlement).where(MonthSettlement.year == year, MonthSettlement.month == month)
    return list(session.scalars(mine.order_by(MonthSettlement.settled_at, MonthSettlement.id)))


# ---- settling and opening again ------------------------------------------------------------------------------------
def record_settlement(session: Session, year: int, month: int, by: str, locked: Locked, clock: Clock = CLOCK) -> UUID:
    """Write down that a month is settled from now on. Raises Refused while it lasts, before it has come, or when it is
    settled already."""
    draft = {"year": year, "month": month, "settled_at": clock.now(), "settled_by": by or None}
    draft |= {"events": locked.events, "visits": locked.visits, "contacts": locked.contacts}
    refuse_if(settlement_rules(session, draft, None))
    made: MonthSettlement = store_draft(session, MonthSettlement, None, draft)
    session.info.pop(_KNOWN, None)
    return made.id


def reopen_month(session: Session, settlement_id: UUID, reason: str, by: str = "", clock: Clock = CLOCK) -> None:
    """Open a settled month again; the record stays and says why. Two settlements of two laptops are both ended.

    Raises Refused when it is open already."""
    one = session.get_one(MonthSettlement, settlement_id)
    if one.reopened_at is not None:
        refuse("", "problem.month_not_settled")
    for each in history_of(session, one.year, one.month):
        if each.reopened_at is None:
            each.reopened_at, each.reopened_by, each.reopen_reason = clock.now(), by or None, reason
    session.flush()
    session.info.pop(_KNOWN, None)


def settlement_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a settlement: a month that was not over, one settled twice, an opening without its reason."""
    year, month, at = draft["year"], draft["month"], draft["settled_at"]
    last = month_end(year, month)
    if day_of(at) <= last:
        yield Problem("month", "problem.month_not_over", {"last": last.strftime("%d.%m.%Y")})
    standing = [one for one in history_of(session, year, month) if one.reopened_at is None and one.id != record_id]
    if standing and not draft.get("reopened_at"):
        on = day_of(standing[0].settled_at).strftime("%d.%m.%Y")
        yield Problem("month", "problem.month_settled_already", {"on": on})
    for name, other in (("reopen_reason", "reopened_at"), ("reopened_at", "reopen_reason")):
        if draft.get(other) and not draft.get(name):
            yield Problem(name, "problem.required")
    if draft.get("reopened_at") and draft["reopened_at"] < at:
        yield Problem("reopened_at", "problem.reopened_before_settled")
    yield from sensitive_problems("reopen_reason", draft.get("reopen_reason"))


def settlement_locked(record: MonthSettlement) -> Problem | None:
    """A settlement is never edited nor deleted: it is opened again, and then it is history."""
    return Problem("", "problem.settlement_is_history")


def save_settlement(session: Session, record_id: UUID | None, draft: Draft) -> MonthSettlement:
    """Write a settlement as it is told (history that is imported); it locks what comes after this write."""
    saved: MonthSettlement = store_draft(session, MonthSettlement, record_id, draft)
    session.info.setdefault(_MADE, set()).add(saved.id)
    return saved
