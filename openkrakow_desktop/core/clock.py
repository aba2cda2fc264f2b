"""What time it is, for rules that need to know: one object that tests and demonstrations can set.

Krakow's calendar decides: the year and the day of an instant are those of Europe/Warsaw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


class Clock:
    """Now and today; `Clock.fixed(...)` stands still."""

    def __init__(self, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._now = now

    @classmethod
    def fixed(cls, moment: dt.datetime | dt.date) -> Clock:
        """A clock that stands at this instant (a date: its noon in Krakow)."""
        if not isinstance(moment, dt.datetime):
            moment = dt.datetime.combine(moment, dt.time(12), WARSAW)
        return cls(lambda: moment)

    def now(self) -> dt.datetime:
        """The present instant, in UTC."""
        return self._now().astimezone(dt.UTC)

    def today(self) -> dt.date:
        """The present day in Krakow."""
        return day_of(self.now())


def day_of(instant: dt.datetime) -> dt.date:
    """The calendar day of an instant in Krakow."""
    return instant.astimezone(WARSAW).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a day in Krakow, in UTC."""
    return dt.datetime.combine(day, dt.time(), WARSAW).astimezone(dt.UTC)
