"""Which number somebody asks about: "Where does this number come from?" is opened with one of these.

`desk.open_asked.emit("origin", AskedNumber("3.1b", 2026))`; features that know no measure name their rows themselves.
The menu is painted before SQLAlchemy is imported and knows this module, so measures are imported when one is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from .measures import Period

ORIGIN = "origin"  # the place that answers


@dataclass(frozen=True)
class AskedNumber:
    """A number by its code: a measure (3.1b), an indicator (T2-3.1), a number beside one (3.1a+distinct), a risk's
    signal (signal.trained), a number of a month's settlement (month.visits); of a year or of some whole months."""

    code: str
    year: int
    from_month: int = 1
    to_month: int = 12

    def period(self, today: dt.date) -> Period:
        """The time it is counted over, seen on a day."""
        from .measures import Months, Period

        if (self.from_month, self.to_month) == (1, 12):
            return Period(self.year, today)
        return Months(self.year, today, self.from_month, self.to_month)


@dataclass(frozen=True)
class AskedRows:
    """A number that is exactly these records of one register: each counts 1, or its column `by` (persons_served).

    `name` and `basis` are said as they are: what the number is, and how it was counted."""

    name: str
    basis: str
    register: str
    ids: tuple[UUID, ...]
    by: str = ""


Asked = AskedNumber | AskedRows
