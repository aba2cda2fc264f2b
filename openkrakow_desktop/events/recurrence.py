"""On which days a series takes place: every n-th week on some weekdays, or on the n-th such weekday of a month.

Pure dates. What is counted in steps (every second week, every third month) is counted from the first occurrence, so a
series that begins with a Friday and asks for Thursdays starts counting with its first Thursday."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace

WEEK = dt.timedelta(days=7)


class Repeat(enum.Enum):
    """What the steps of a series are."""

    WEEKLY = "CO_TYDZIEŃ"
    MONTHLY = "CO_MIESIĄC"


class Weekday(enum.Enum):
    """The seven days, numbered as in ISO 8601."""

    MONDAY = "1"
    TUESDAY = "2"
    WEDNESDAY = "3"
    THURSDAY = "4"
    FRIDAY = "5"
    SATURDAY = "6"
    SUNDAY = "7"


class Nth(enum.Enum):
    """Which of a month's Thursdays; there is no fifth one, because most months have none, but there is a last."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"
    LAST = "OSTATNI"


def weekday_of(day: dt.date) -> Weekday:
    """The weekday of a date."""
    return Weekday(str(day.isoweekday()))


@dataclass(frozen=True)
class Pattern:
    """When a series repeats. `weekdays` is not empty; `nth` is for monthly series only."""

    repeat: Repeat
    weekdays: tuple[Weekday, ...]
    every: int = 1
    nth: Nth = Nth.FIRST

    def days(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The days of the series from `first` to `last`, both included, in order and without repetition."""
        return self._weekly(first, last) if self.repeat is Repeat.WEEKLY else self._monthly(first, last)

    def _numbers(self) -> list[int]:
        return sorted({int(one.value) for one in self.weekdays})

    def _weekly(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        monday = first - dt.timedelta(days=first.weekday())
        if max(self._numbers()) < first.isoweekday():
            monday += WEEK  # nothing left of the week in which it begins: counting starts with the next one
        while monday <= last:
            for number in self._numbers():
                day = monday + dt.timedelta(days=number - 1)
                if first <= day <= last:
                    yield day
            monday += WEEK * self.every

    def _monthly(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        year, month = first.year, first.month
        if all(day < first for day in self.of_month(year, month)):
            year, month = _months_on(year, month, 1)
        while dt.date(year, month, 1) <= last:
            yield from (day for day in self.of_month(year, month) if first <= day <= last)
            year, month = _months_on(year, month, self.every)

    def of_month(self, year: int, month: int) -> list[dt.date]:
        """The days of one month that fit."""
        return sorted(nth_weekday(year, month, number, self.nth) for number in self._numbers())

    def moved(self, old: dt.date, new: dt.date) -> Pattern | None:
        """The pattern after its occurrence of `old` was dragged to `new`, as it is for all the others; None where that
        has no meaning (to a day on which the series takes place already, or in another week or month than the rest)."""
        weekday = weekday_of(new)
        others = tuple(one for one in self.weekdays if one is not weekday_of(old))
        if weekday in others:
            return None
        weekdays = tuple(sorted((*others, weekday), key=lambda one: one.value))
        if self.repeat is Repeat.WEEKLY:
            same_week = old.isocalendar()[:2] == new.isocalendar()[:2]
            return replace(self, weekdays=weekdays) if same_week or not others else None
        if others or (old.year, old.month) != (new.year, new.month):
            return None
        return replace(self, weekdays=weekdays, nth=nth_of(new, self.nth is Nth.LAST))

    def follows(self, day: dt.date, old: dt.date, new: dt.date) -> dt.date:
        """Where the occurrence of `day` goes when that of `old` goes to `new` and the whole series with it."""
        if self.repeat is Repeat.WEEKLY:
            return day + (new - old) if weekday_of(day) is weekday_of(old) else day
        after = self.moved(old, new)
        return after.of_month(day.year, day.month)[0] if after is not None else day


def nth_weekday(year: int, month: int, number: int, nth: Nth) -> dt.date:
    """The n-th (or last) weekday `number` (1 is Monday) of a month."""
    if nth is Nth.LAST:
        end = dt.date(year, month, calendar.monthrange(year, month)[1])
        return end - dt.timedelta(days=(end.isoweekday() - number) % 7)
    begin = dt.date(year, month, 1)
    return begin + dt.timedelta(days=(number - begin.isoweekday()) % 7 + 7 * (int(nth.value) - 1))


def nth_of(day: dt.date, prefers_last: bool = False) -> Nth:
    """Which of its month's weekdays this day is; the fifth is the last, the fourth may be both."""
    at = (day.day - 1) // 7 + 1
    is_last = (day + WEEK).month != day.month
    return Nth.LAST if at == 5 or (is_last and prefers_last) else Nth(str(at))


def _months_on(year: int, month: int, n: int) -> tuple[int, int]:
    at = year * 12 + month - 1 + n
    return at // 12, at % 12 + 1
