"""Poland's public holidays, computed: those of the Act on days off work of 18 January 1951 as it reads in each year.

Easter and what hangs on it come from the Gregorian computus, so no table of years is kept and none runs out."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType


class Holiday(enum.Enum):
    """A day off work by law; its word is `holiday.<member>`."""

    NEW_YEAR = "01-01"
    EPIPHANY = "01-06"
    EASTER = "EASTER"
    EASTER_MONDAY = "EASTER+1"
    LABOUR_DAY = "05-01"
    CONSTITUTION_DAY = "05-03"
    PENTECOST = "EASTER+49"
    CORPUS_CHRISTI = "EASTER+60"
    ASSUMPTION = "08-15"
    ALL_SAINTS = "11-01"
    INDEPENDENCE_DAY = "11-11"
    CHRISTMAS_EVE = "12-24"
    CHRISTMAS = "12-25"
    SECOND_CHRISTMAS = "12-26"


FIRST_YEAR = 1990  # from then on the list below is the law's; earlier years had other days off
_SINCE = {Holiday.EPIPHANY: 2011, Holiday.CHRISTMAS_EVE: 2025}
_FROM_EASTER = {Holiday.EASTER: 0, Holiday.EASTER_MONDAY: 1, Holiday.PENTECOST: 49, Holiday.CORPUS_CHRISTI: 60}
_SUNDAY = 7


def easter(year: int) -> dt.date:
    """Easter Sunday of a Gregorian year (the anonymous computus, exact for every year)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarter, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * quarter - moon - year_rest) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(64)
def holidays(year: int) -> Mapping[dt.date, Holiday]:
    """The public holidays of a year in order of date. Raises ValueError before FIRST_YEAR."""
    if year < FIRST_YEAR:
        raise ValueError(year)
    sunday = easter(year)
    found = {}
    for holiday in Holiday:
        if year < _SINCE.get(holiday, FIRST_YEAR):
            continue
        if holiday in _FROM_EASTER:
            found[sunday + dt.timedelta(days=_FROM_EASTER[holiday])] = holiday
        else:
            found[dt.date.fromisoformat(f"{year}-{holiday.value}")] = holiday
    return MappingProxyType(dict(sorted(found.items())))


def holiday_on(day: dt.date) -> Holiday | None:
    """The public holiday of a day, None on any other."""
    return holidays(day.year).get(day)


def is_day_off(day: dt.date) -> bool:
    """Whether the day is a Sunday or a public holiday."""
    return day.isoweekday() == _SUNDAY or holiday_on(day) is not None
