"""The steps of the programme's year, the office's own dates for them, and what somebody has ticked off.

The standard dates stand here (domain.md §1.15, A); a row changes one from a year on. Two steps are dated elsewhere:
the report to the Council by the programme (§6.8), the review of the risks by its own rule."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, Record, note, personal, plain

FIRST_YEAR, LAST_YEAR = 2015, 2100


class CycleStep(enum.Enum):
    """What comes round every year, in the order of the calendar; R is the year before."""

    CLOSE_YEAR = "ZAMKNIĘCIE_ROKU"
    TASK_CARDS = "KARTY_ZADAŃ"
    RETURNS = "ODPOWIEDZI_JEDNOSTEK"
    EDITION = "EDYCJA_KONKURSU"
    DRAFTING = "OPISY_ZADAŃ"
    SNAPSHOT = "WERSJA_1"
    REPORT = "SPRAWOZDANIE"
    CALL = "NABÓR"
    MINUTES = "PROTOKÓŁ_KAPITUŁY"
    SCHOOL_RETURNS = "STAN_SZKÓŁ"
    VOTE = "BUDŻET_OBYWATELSKI"
    AWARD = "WRĘCZENIE_TYTUŁÓW"
    BUDGET_PLAN = "PLAN_BUDŻETU"
    RISK_REVIEW = "PRZEGLĄD_RYZYK"
    STOCKS = "STANY_NA_KONIEC_ROKU"


STANDARD: Mapping[CycleStep, tuple[int, int]] = {  # month, day of the year in which it is done
    CycleStep.CLOSE_YEAR: (1, 31),
    CycleStep.TASK_CARDS: (1, 31),
    CycleStep.RETURNS: (2, 28),
    CycleStep.EDITION: (2, 28),
    CycleStep.DRAFTING: (3, 20),
    CycleStep.SNAPSHOT: (3, 31),
    CycleStep.CALL: (6, 30),
    CycleStep.MINUTES: (9, 30),
    CycleStep.SCHOOL_RETURNS: (9, 30),
    CycleStep.VOTE: (10, 31),
    CycleStep.AWARD: (11, 30),
    CycleStep.BUDGET_PLAN: (11, 30),
    CycleStep.STOCKS: (12, 31),
}
DATED_ELSEWHERE = frozenset(CycleStep) - frozenset(STANDARD)


class CycleDate(Record):
    """From `from_year` on this step is due on another day, or nobody is reminded of it; the newest row holds."""

    __tablename__ = "cycle_date"
    __label__ = ("step", "from_year")

    step: Mapped[CycleStep] = plain()
    from_year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    month: Mapped[int] = plain(low=1, high=12)
    day: Mapped[int] = plain(low=1, high=31)
    is_reminded: Mapped[bool] = plain(default=True)
    remark: Mapped[str | None] = note()


class CycleDone(Record):
    """Somebody's word that a step of a year is done, for what the registers cannot tell by themselves."""

    __tablename__ = "cycle_done"
    __label__ = ("step", "year")

    step: Mapped[CycleStep] = plain()
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    done_on: Mapped[dt.date] = plain(past=True)
    done_by: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()
