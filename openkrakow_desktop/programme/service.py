"""Rules of what people state about a year: one statement per task, figure and register, and words that fit the task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, Rules, exists_other, grouped
from ..core.gaps import Deadline, Gap
from ..core.measures import Period
from ..core.problems import Problem
from ..core.record import Record
from ..core.sensitive import sensitive_problems
from .catalogue import catalogue
from .model import (
    CONTINUOUS_STATES,
    DATED_STATES,
    ExternalFigure,
    IndicatorOverride,
    NothingConfirmed,
    PlannedValue,
    RiskAssessment,
    TaskStatus,
)
from .report_tables import LONGEST_TEXT, ReportStage, ReportStep, ReportText
from .risk_reviews import review_deadlines, review_gaps

T = TypeVar("T", ExternalFigure, IndicatorOverride, TaskStatus)


_STATED_YEARLY: tuple[tuple[type[Record], str], ...] = (
    (TaskStatus, "task_code"),
    (ExternalFigure, "figure_code"),
    (IndicatorOverride, "indicator_code"),
    (PlannedValue, "number_code"),
)


def one_each(model: type[Record], *names: str) -> Rules:
    """A rule: no second record with the same values of these columns (after a merge both stay, and are a gap)."""

    def rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        columns = model.__table__.c
        if all(draft.get(name) is not None for name in names) and exists_other(
            session, model, record_id, *(columns[name] == draft[name] for name in names)
        ):
            yield Problem(names[0], "problem.already_stated")

    return rules


def together(*all_rules: Rules) -> Rules:
    """Several rules as one."""

    def rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        for one in all_rules:
            yield from one(session, draft, record_id)

    return rules


def fitting_state(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A continuous task is carried out in the year or not; a task with a date is on its way or completed."""
    task, state, year = draft.get("task_code"), draft.get("state"), draft.get("year")
    known = catalogue(year if isinstance(year, int) else None)
    if task not in known.tasks or state is None:
        return
    rows = [row for row in known.rows.values() if row.task == task]
    is_continuous = all(known.deadlines[row.deadline].on is None for row in rows)
    if state not in (CONTINUOUS_STATES if is_continuous else DATED_STATES):
        yield Problem("state", "problem.state_continuous" if is_continuous else "problem.state_dated")


def careful_texts(*names: str) -> Rules:
    """A rule: warn where a free text looks like a special category of data."""

    def rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        for name in names:
            yield from sensitive_problems(name, draft.get(name))

    return rules


def short_enough(*names: str) -> Rules:
    """A rule: a text of the report is no longer than a cell of its workbook holds."""

    def rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        for name in names:
            length = len(draft.get(name) or "")
            if length > LONGEST_TEXT:
                values = {"limit": grouped(LONGEST_TEXT), "length": grouped(length)}
                yield Problem(name, "problem.text_too_long", values)

    return rules


def after_the_year(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A report is written and handed over once its year is over."""
    year, on = draft.get("year"), draft.get("done_on")
    if year and on and on.year <= year:
        yield Problem("done_on", "problem.report_before_year_end", {"year": year})


def confirmed_registers(session: Session, year: int) -> frozenset[str]:
    """The registers of which "nothing this year" has been confirmed."""
    query = select(NothingConfirmed.register_code).where(NothingConfirmed.year == year)
    return frozenset(session.scalars(query))


def external_figures(session: Session, year: int) -> dict[str, ExternalFigure]:
    """The figures from outside for a year, by code; of two statements (after a merge) the later one."""
    return _latest(session, ExternalFigure, year, lambda one: one.figure_code)


def overrides(session: Session, year: int) -> dict[str, IndicatorOverride]:
    """The overrides of a year, by indicator; of two (after a merge) the later one."""
    return _latest(session, IndicatorOverride, year, lambda one: one.indicator_code)


def statuses(session: Session, year: int) -> dict[str, TaskStatus]:
    """The status of each task in a year, by task; of two (after a merge) the later one."""
    return _latest(session, TaskStatus, year, lambda one: one.task_code)


def report_texts(session: Session, year: int) -> dict[tuple[str, str], ReportText]:
    """The report's own texts of a year by (section, language); of two (after a merge) the later one."""
    found = session.scalars(select(ReportText).where(ReportText.year == year).order_by(ReportText.id))
    return {(one.section_code, one.language.value): one for one in found}


def report_steps(session: Session, year: int) -> dict[ReportStage, ReportStep]:
    """Where the report of a year has been, by stage; of two (after a merge) the later one."""
    mine = select(ReportStep).where(ReportStep.year == year)
    found = session.scalars(mine.order_by(ReportStep.done_on, ReportStep.id))
    return {one.stage: one for one in found}


def ratings(session: Session, until: dt.date) -> dict[str, RiskAssessment]:
    """The last rating of each risk on or before a day, by risk."""
    found = session.scalars(
        select(RiskAssessment)
        .where(RiskAssessment.as_of_on <= until)
        .order_by(RiskAssessment.as_of_on, RiskAssessment.id)
    )
    return {one.risk_code: one for one in found}


def _latest(session: Session, model: type[T], year: int, code: Callable[[T], str]) -> dict[str, T]:
    found = session.scalars(select(model).where(model.year == year).order_by(model.id))
    return {code(one): one for one in found}


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Tasks without a status and risks without a rating in a finished year, and statements made twice by a merge."""
    known = catalogue(period.year)
    if not period.is_running and not period.is_future and known.covers(period.year):
        stated = statuses(session, period.year)
        for task in known.tasks:
            if task not in stated:
                yield Gap("no_task_status", "task_status", values={"task": task, "year": period.year})
        rated = {code for code, one in ratings(session, period.last).items() if one.as_of_on >= period.first}
        for risk in known.risks:
            if risk not in rated:
                yield Gap("no_risk_assessment", "risk_assessment", values={"risk": risk, "year": period.year})
    yield from review_gaps(session, period)
    for model, name in _STATED_YEARLY:
        code, year = model.__table__.c[name], model.__table__.c.year
        for twice in session.execute(select(code).where(year == period.year).group_by(code).having(func.count() > 1)):
            yield Gap("stated_twice", model.__tablename__, title=str(twice[0]))


def deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """The report on the year before, due on 30 April (§6.8), and tasks whose date falls into the year."""
    known, before = catalogue(period.year), catalogue(period.year - 1)
    if before.covers(period.year - 1):
        yield Deadline("report", before.report_due(period.year - 1), values={"year": period.year - 1})
    yield from review_deadlines(session, period)
    for row in known.rows.values():
        on = known.deadlines[row.deadline].on
        if on is not None and on.year == period.year:
            yield Deadline("task", on, "task_status", values={"task": row.task})
