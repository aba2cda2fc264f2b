"""The programme's year as a list of days (domain.md §1.15): when each step is due, and whether it is done.

Most steps are recognised in the registers; what they cannot tell somebody ticks off. Y is the year of the days, the
report of that spring is about Y − 1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ..activities.model import AssistantReturn, BudgetLine, Turnout, TurnoutTool
from ..competition.kinds import EditionState
from ..competition.model import Edition
from ..core.gaps import Deadline
from ..core.ics import DayEntry, calendar_of_days
from ..core.measures import Period
from ..core.words import Words, choice_key
from ..programme.catalogue import catalogue
from ..programme.cycle import Tick, done_of, due_of
from ..programme.cycle_tables import CycleStep
from ..programme.months import settled_months
from ..programme.risk_reviews import not_reviewed, review_of
from ..programme.task_answers import newest_answers, newest_cards, waiting_tasks
from .model import SnapshotState
from .snapshots import in_force
from .tasks import stated_tasks

if TYPE_CHECKING:
    from icalendar import Calendar

SOON = 60  # days before a step is due in which Today names it


@dataclass(frozen=True)
class CycleDay:
    """A step of the programme's year. `is_done` by the registers or by `ticked`, somebody's word."""

    step: CycleStep
    on: dt.date
    is_reminded: bool
    is_done: bool
    ticked: Tick | None

    def days_left(self, today: dt.date) -> int:
        """Whole days until it is due, negative when it has passed."""
        return (self.on - today).days


def cycle_of(session: Session, year: int) -> tuple[CycleDay, ...]:
    """The steps of a year in the order of their days."""
    ticked, days = done_of(session, year), []
    for step, (on, is_reminded) in due_of(session, year).items():
        tick = ticked.get(step)
        is_done = tick is not None or (step in _KNOWN_BY and _KNOWN_BY[step](session, year))
        days.append(CycleDay(step, on, is_reminded, is_done, tick))
    return tuple(days)


def cycle_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """What Today names: open steps from sixty days before. The report, the review of the risks and cards that are out
    have deadlines of their own."""
    if not catalogue(period.year).covers(period.year) and not catalogue(period.year).covers(period.year - 1):
        return
    for one in cycle_of(session, period.year):
        if one.is_done or not one.is_reminded or one.step in _TOLD_ALREADY or one.days_left(period.today) > SOON:
            continue
        if one.step is CycleStep.RETURNS and newest_cards(session, period.year - 1):
            continue
        values = {"step": (choice_key(one.step),), "year": told_year(one.step, period.year)}
        yield Deadline("cycle", one.on, "cycle", values=values, what=one.step)


def told_year(step: CycleStep, year: int) -> int:
    """The year a step is about: spring looks back on the year before, the budget plans the next one."""
    if step in _LOOKS_BACK:
        return year - 1
    return year + 1 if step is CycleStep.BUDGET_PLAN else year


def cycle_calendar(session: Session, year: int, words: Words, now: dt.datetime) -> Calendar:
    """The year's steps as whole days of an iCalendar file; one read in again replaces its entries."""
    entries = [
        DayEntry(
            f"{one.step.name.lower()}-{year}",
            one.on,
            words("cycle.entry", step=words.choice(one.step), year=told_year(one.step, year)),
            words(f"cycle.about.{one.step.name.lower()}"),
            is_done=one.is_done,
        )
        for one in cycle_of(session, year)
        if one.is_reminded
    ]
    return calendar_of_days(words("cycle.calendar", year=year), entries, words.language, now)


# How the registers tell that a step is done


def _any(session: Session, query: Any) -> bool:
    return bool(session.scalar(select(exists(query))))


def _year_is_settled(session: Session, year: int) -> bool:
    settled = settled_months(session)
    return all((year - 1, month) in settled for month in range(1, 13))


def _all_answered(session: Session, year: int) -> bool:
    cards, answers = newest_cards(session, year - 1), newest_answers(session, year - 1)
    return bool(cards) and not any(waiting_tasks(card, answers) for card in cards.values())


def _edition_is_set_up(session: Session, year: int) -> bool:
    known = Edition.order_no.is_not(None) & Edition.call_close_at.is_not(None)
    return _any(session, select(Edition.id).where(Edition.title_year == year - 1, known))


def _edition_is_past(*states: EditionState) -> Callable[[Session, int], bool]:
    def is_past(session: Session, year: int) -> bool:
        return _any(session, select(Edition.id).where(Edition.title_year == year - 1, Edition.state.in_(states)))

    return is_past


def _all_written(session: Session, year: int) -> bool:
    stated = stated_tasks(session, year - 1)
    return all(task in stated and stated[task].narrative for task in catalogue(year - 1).tasks)


def _version_is_approved(session: Session, year: int) -> bool:
    return in_force(session, year - 1) is not None


def _report_is_sent(session: Session, year: int) -> bool:
    version = in_force(session, year - 1)
    return version is not None and version.state is SnapshotState.SENT


def _schools_answered(session: Session, year: int) -> bool:
    autumn = AssistantReturn.as_of.between(dt.date(year, 9, 1), dt.date(year, 12, 31))
    return _any(session, select(AssistantReturn.id).where(autumn))


def _vote_is_known(session: Session, year: int) -> bool:
    known = Turnout.numerator.is_not(None) & Turnout.denominator.is_not(None)
    told = select(Turnout.id).where(Turnout.year == year, Turnout.tool == TurnoutTool.CIVIC_BUDGET, known)
    return _any(session, told)


_STATES = list(EditionState)
_AFTER_CALL = tuple(_STATES[_STATES.index(EditionState.CALL_CLOSED) :])
_AFTER_MINUTES = tuple(_STATES[_STATES.index(EditionState.MINUTES) :])
_AWARDED = (EditionState.ANNOUNCED, EditionState.ARCHIVED, EditionState.NOT_AWARDED)
_LOOKS_BACK = frozenset(
    {
        CycleStep.CLOSE_YEAR,
        CycleStep.TASK_CARDS,
        CycleStep.RETURNS,
        CycleStep.EDITION,
        CycleStep.DRAFTING,
        CycleStep.SNAPSHOT,
        CycleStep.REPORT,
        CycleStep.CALL,
        CycleStep.MINUTES,
        CycleStep.AWARD,
    }
)
_TOLD_ALREADY = frozenset({CycleStep.REPORT, CycleStep.RISK_REVIEW})
_KNOWN_BY: Mapping[CycleStep, Callable[[Session, int], bool]] = {
    CycleStep.CLOSE_YEAR: _year_is_settled,
    CycleStep.TASK_CARDS: lambda session, year: bool(newest_cards(session, year - 1)),
    CycleStep.RETURNS: _all_answered,
    CycleStep.EDITION: _edition_is_set_up,
    CycleStep.DRAFTING: _all_written,
    CycleStep.SNAPSHOT: _version_is_approved,
    CycleStep.REPORT: _report_is_sent,
    CycleStep.CALL: _edition_is_past(*_AFTER_CALL),
    CycleStep.MINUTES: _edition_is_past(*_AFTER_MINUTES),
    CycleStep.AWARD: _edition_is_past(*_AWARDED),
    CycleStep.SCHOOL_RETURNS: _schools_answered,
    CycleStep.VOTE: _vote_is_known,
    CycleStep.BUDGET_PLAN: lambda session, year: _any(
        session, select(BudgetLine.id).where(BudgetLine.year == year + 1)
    ),
    CycleStep.RISK_REVIEW: lambda session, year: (
        not not_reviewed(session, review_of(session, year), review_of(session, year).due)
    ),
}
OPENS: Mapping[CycleStep, str] = {  # the page where a step is done
    CycleStep.CLOSE_YEAR: "doctor",
    CycleStep.TASK_CARDS: "task_cards",
    CycleStep.RETURNS: "task_cards",
    CycleStep.EDITION: "competition",
    CycleStep.DRAFTING: "writing",
    CycleStep.SNAPSHOT: "versions",
    CycleStep.REPORT: "report",
    CycleStep.CALL: "competition",
    CycleStep.MINUTES: "competition",
    CycleStep.SCHOOL_RETURNS: "assistant_return",
    CycleStep.VOTE: "turnout",
    CycleStep.AWARD: "competition",
    CycleStep.BUDGET_PLAN: "budget_line",
    CycleStep.RISK_REVIEW: "risks",
    CycleStep.STOCKS: "indicators",
}
