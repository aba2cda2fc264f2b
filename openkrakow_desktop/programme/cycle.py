"""When each step of the programme's year is due: the office's own date, else the standard one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, store_draft
from ..core.problems import Problem, refuse
from .catalogue import catalogue
from .cycle_tables import DATED_ELSEWHERE, STANDARD, CycleDate, CycleDone, CycleStep
from .risk_reviews import review_of


def due_of(session: Session, year: int) -> dict[CycleStep, tuple[dt.date, bool]]:
    """Step → (the day it is due in `year`, whether people are reminded of it), in the order of the days."""
    own = _own_dates(session, year)
    found = {
        step: (_day(year, *month_day), True) if step not in own else (own[step][0], own[step][1])
        for step, month_day in STANDARD.items()
    }
    found[CycleStep.REPORT] = (catalogue(year - 1).report_due(year - 1), True)
    found[CycleStep.RISK_REVIEW] = (review_of(session, year).due, True)
    order = list(CycleStep)
    return dict(sorted(found.items(), key=lambda one: (one[1][0], order.index(one[0]))))


@dataclass(frozen=True)
class Tick:
    """Somebody's word that a step is done: the day, and the name where it was said."""

    on: dt.date
    by: str


def done_of(session: Session, year: int) -> Mapping[CycleStep, Tick]:
    """The steps of a year that somebody has ticked off."""
    mine = select(CycleDone).where(CycleDone.year == year).order_by(CycleDone.id)
    return {one.step: Tick(one.done_on, one.done_by or "") for one in session.scalars(mine)}


def tick_off(session: Session, step: CycleStep, year: int, today: dt.date, by: str = "", remark: str = "") -> UUID:
    """Say that a step is done. Raises Refused when it is ticked off already."""
    if step in done_of(session, year):
        refuse("", "problem.cycle_already_done")
    draft = {"step": step, "year": year, "done_on": today, "done_by": by or None, "remark": remark or None}
    made: CycleDone = store_draft(session, CycleDone, None, draft)
    return made.id


def take_tick_back(session: Session, step: CycleStep, year: int) -> None:
    """The step is open again; nothing happens when it was."""
    for one in session.scalars(select(CycleDone).where(CycleDone.year == year, CycleDone.step == step)):
        session.delete(one)
    session.flush()


def set_date(session: Session, step: CycleStep, on: dt.date, is_reminded: bool = True) -> UUID:
    """From this date's year on the step is due on its month and day. Raises Refused for a step dated elsewhere."""
    if step in DATED_ELSEWHERE:
        refuse("step", "problem.cycle_dated_elsewhere")
    mine = select(CycleDate).where(CycleDate.step == step, CycleDate.from_year == on.year).limit(1)
    known = session.scalar(mine)
    draft = {"step": step, "from_year": on.year, "month": on.month, "day": on.day, "is_reminded": is_reminded}
    made: CycleDate = store_draft(session, CycleDate, known.id if known else None, draft)
    return made.id


def date_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A day that the month has, and a step that is not dated elsewhere."""
    if draft.get("step") in DATED_ELSEWHERE:
        yield Problem("step", "problem.cycle_dated_elsewhere")
    month, day = draft.get("month"), draft.get("day")
    if isinstance(month, int) and isinstance(day, int) and 1 <= month <= 12 and 1 <= day <= 31:
        last = _day(2024, month, 31).day  # a leap year: 29 February is a date, kept as the 28th in other years
        if day > last:
            yield Problem("day", "problem.day_of_month", {"last": last})


def _own_dates(session: Session, year: int) -> dict[CycleStep, tuple[dt.date, bool]]:
    rows = select(CycleDate).where(CycleDate.from_year <= year).order_by(CycleDate.from_year, CycleDate.id)
    return {one.step: (_day(year, one.month, one.day), one.is_reminded) for one in session.scalars(rows)}


def _day(year: int, month: int, day: int) -> dt.date:
    """This day, or the last one of a shorter month."""
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(dt.date(year, month, 1) + dt.timedelta(days=day - 1), first_of_next - dt.timedelta(days=1))
