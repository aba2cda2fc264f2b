"""Calendar files (RFC 5545) that other calendars take in: the empty calendar, and whole days as entries.

An entry is known by its name, so a file that is read in twice changes nothing twice. The library is loaded when a file
is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..version import VERSION
from .clock import WARSAW
from .document import printable

if TYPE_CHECKING:
    from icalendar import Calendar

HOST = "openkrakow"  # what stands behind the @ of an entry's name; it is no address
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DayEntry:
    """Something due on a whole day; `key` names it for ever. What is done no longer reminds anybody."""

    key: str
    on: dt.date
    title: str
    about: str = ""
    is_done: bool = False


def new_calendar(name: str, language: str) -> Calendar:
    """An empty calendar of this name."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Open Krakow Desktop//{VERSION}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(WARSAW))
    return calendar


def calendar_of_days(
    name: str, entries: Iterable[DayEntry], language: str, now: dt.datetime, remind_before: int = 14
) -> Calendar:
    """Whole days as entries; those not done remind `remind_before` days earlier. `now`: when they were made."""
    from icalendar import Alarm, Event

    calendar = new_calendar(name, language)
    for one in entries:
        entry = Event()
        entry.add("uid", f"{one.key}@{HOST}")
        entry.add("dtstamp", now.astimezone(dt.UTC))
        entry.add("last-modified", now.astimezone(dt.UTC))
        entry.add("summary", printable(one.title))
        entry.add("dtstart", one.on)
        entry.add("dtend", one.on + ONE_DAY)  # the day after: RFC 5545 counts it out
        entry.add("transp", "TRANSPARENT")
        if one.about:
            entry.add("description", printable(one.about))
        if not one.is_done:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", printable(one.title))
            alarm.add("trigger", -dt.timedelta(days=remind_before))
            entry.add_component(alarm)
        calendar.add_component(entry)
    return calendar
