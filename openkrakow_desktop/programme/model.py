"""What people state about the programme's year: task status, risk ratings, figures from outside, overrides.

Nothing here is counted; it stands beside the counts, always with its source, reason or owner."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from ..core.record import LONG, NAME, Record, note, personal, plain
from . import codes
from .cycle_tables import CycleDate, CycleDone
from .letter_tables import LetterLanguage, LetterTemplate
from .plan_tables import PlannedValue
from .report_tables import ReportStep, ReportText
from .risk_tables import RiskReviewRule
from .task_tables import TaskAssignment, TaskCard, TaskCardAnswer, TaskCardNumber

# tables that stand elsewhere
__all__ = [
    "CycleDate",
    "CycleDone",
    "LetterTemplate",
    "PlannedValue",
    "ReportStep",
    "ReportText",
    "RiskReviewRule",
    "TaskAssignment",
    "TaskCard",
    "TaskCardAnswer",
    "TaskCardNumber",
]

FIRST_YEAR, LAST_YEAR = 2015, 2100
CODE = 20


class TaskState(enum.Enum):
    """Continuous tasks are judged year by year, tasks with a date by how far they are (domain.md §1.8)."""

    CARRIED_OUT = "ZREALIZOWANE"
    PARTLY = "CZĘŚCIOWO"
    NOT_CARRIED_OUT = "NIEZREALIZOWANE"
    NOT_STARTED = "NIEROZPOCZĘTE"
    IN_PROGRESS = "W_TOKU"
    COMPLETED = "ZAKOŃCZONE"
    DELAYED = "OPÓŹNIONE"


CONTINUOUS_STATES = (TaskState.CARRIED_OUT, TaskState.PARTLY, TaskState.NOT_CARRIED_OUT)
DATED_STATES = (TaskState.NOT_STARTED, TaskState.IN_PROGRESS, TaskState.COMPLETED, TaskState.DELAYED)


class ProductState(enum.Enum):
    """How far the product of a task is."""

    MISSING = "BRAK"
    IN_PREPARATION = "W_PRZYGOTOWANIU"
    READY = "GOTOWY"


class RiskResponse(enum.Enum):
    """The four responses of Table 3; "Preventing" is read as counteracting (domain.md §1.10)."""

    TOLERANCE = "tolerance"
    TRANSFER = "transfer"
    WITHDRAWAL = "withdrawal"
    COUNTERACTING = "counteracting"


class TaskStatus(Record):
    """M17: how a task of Table 1 stands in a year, and the narrative of the annual report."""

    __tablename__ = "task_status"
    __label__ = ("task_code", "year")

    task_code: Mapped[str] = plain(String(CODE), codes=codes.tasks)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    state: Mapped[TaskState] = plain()
    degree: Mapped[int | None] = plain(low=0, high=5)
    product_state: Mapped[ProductState | None] = plain()
    narrative: Mapped[str | None] = plain(Text, free=True)
    narrative_language: Mapped[LetterLanguage] = plain(default=LetterLanguage.POLISH)
    remark: Mapped[str | None] = note()


class RiskAssessment(Record):
    """M16: a rating of one of the six risks, by a person, on a day. The program shows signals and never rates."""

    __tablename__ = "risk_assessment"
    __label__ = ("risk_code", "as_of_on")

    risk_code: Mapped[str] = plain(String(CODE), codes=codes.risks)
    as_of_on: Mapped[dt.date] = plain()
    rating: Mapped[int] = plain(low=1, high=7)
    response: Mapped[RiskResponse] = plain()
    action: Mapped[str | None] = plain(Text, free=True)
    owner: Mapped[str] = personal(String(NAME))
    comment: Mapped[str | None] = note()


class ExternalFigure(Record):
    """A number that no register holds, or the statement that there is no data; always with its source."""

    __tablename__ = "external_figure"
    __label__ = ("figure_code", "year")

    figure_code: Mapped[str] = plain(String(CODE), codes=codes.figures)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    value: Mapped[int | None] = plain()
    source: Mapped[str] = plain(String(NAME))
    entered_by: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()


class IndicatorOverride(Record):
    """A value a person puts in place of the counted one, printed with its reason (T2-2.2, decisions.md 9)."""

    __tablename__ = "indicator_override"
    __label__ = ("indicator_code", "year")

    indicator_code: Mapped[str] = plain(String(CODE), codes=codes.overridable)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    value: Mapped[int] = plain()
    reason: Mapped[str] = plain(Text, free=True)
    entered_by: Mapped[str | None] = personal(String(NAME))


class NothingConfirmed(Record):
    """Somebody's word that a register rightly has no row of a year, so that its numbers are 0 and not unknown."""

    __tablename__ = "nothing_confirmed"
    __label__ = ("register_code", "year")

    register_code: Mapped[str] = plain(String(40), codes=codes.countable_registers)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    confirmed_by: Mapped[str] = personal(String(NAME))
    confirmed_on: Mapped[dt.date] = plain()
    remark: Mapped[str | None] = note()


class MonthSettlement(Record):
    """A month that the coordinator has settled: nothing dated in it changes until it is opened again, with a reason.

    Each settling is a record of its own, so the history stays; a month is settled while one of its records is not
    reopened. `events`, `visits` and `contacts` are what was locked then."""

    __tablename__ = "month_settlement"
    __label__ = ("year", "month")

    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    month: Mapped[int] = plain(low=1, high=12)
    settled_at: Mapped[dt.datetime] = plain()
    settled_by: Mapped[str | None] = personal(String(NAME))
    events: Mapped[int | None] = plain()
    visits: Mapped[int | None] = plain()
    contacts: Mapped[int | None] = plain()
    reopened_at: Mapped[dt.datetime | None] = plain()
    reopened_by: Mapped[str | None] = personal(String(NAME))
    reopen_reason: Mapped[str | None] = plain(String(LONG), free=True)


class GapAcceptance(Record):
    """A person's decision that a gap stays as it is, with the reason that is printed. It holds for these very facts:
    when the numbers change, the gap is there again."""

    __tablename__ = "gap_acceptance"
    __label__ = ("title", "dated_on")
    __table_args__ = (Index(None, "dated_on"),)

    gap_code: Mapped[str] = plain(String(40))
    register_code: Mapped[str] = plain(String(40))
    record_code: Mapped[str] = plain(String(40))
    dated_on: Mapped[dt.date | None] = plain()
    title: Mapped[str] = plain(String(NAME))
    facts: Mapped[str] = plain(String(LONG), default="")
    reason: Mapped[str] = plain(String(LONG), free=True)
    accepted_at: Mapped[dt.datetime] = plain()
    accepted_by: Mapped[str | None] = personal(String(NAME))
