"""A year that does not run from January: the school year, or twelve months from April. Only for trying out.

Formulas read it like R. What belongs to a year as a whole (returns, money, "nothing this year") stays that of R."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from ..core.measures import Period

CALENDAR, SCHOOL, APRIL = "calendar", "school", "april"
YEARS = (CALENDAR, SCHOOL, APRIL)


@dataclass(frozen=True)
class TrialYear(Period):
    """Twelve months from the first day of `from_month`, of R or of the year before (`before` 1)."""

    from_month: int = 1
    before: int = 0
    is_trial: ClassVar[bool] = True

    @property
    def first(self) -> dt.date:
        return dt.date(self.year - self.before, self.from_month, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year - self.before + 1, self.from_month, 1) - dt.timedelta(days=1)


def year_of(period: Period, chosen: object) -> Period:
    """The bounds of R as chosen: the school year that ends in R (1 September to 31 August), the twelve months from
    1 April R, or the calendar year."""
    if chosen == SCHOOL:
        return TrialYear(period.year, period.today, 9, 1)
    if chosen == APRIL:
        return TrialYear(period.year, period.today, 4, 0)
    return period
