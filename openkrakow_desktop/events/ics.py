"""Events as an iCalendar file (RFC 5545) that other calendars take in: one entry for each session, on Krakow's clock.

An entry is known by its record's key, so a file that is read in twice changes nothing twice. No person, no remark and
no reason of a cancellation goes out. The library is loaded when a file is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.document import printable
from ..core.files import write_whole
from ..core.ics import HOST, ONE_DAY, new_calendar
from ..core.languages import SpokenLanguage
from ..core.text import sentence
from ..core.words import Words
from .model import Event, EventSession, EventState, SessionState
from .rules import OFF

if TYPE_CHECKING:
    from icalendar import Calendar

_EUROPE = (  # TZNAME, since, month of the change, hours before and after it
    ("CEST", dt.datetime(1996, 3, 31, 2), 3, 1, 2),
    ("CET", dt.datetime(1996, 10, 27, 3), 10, 2, 1),
)


@dataclass(frozen=True)
class Chosen:
    """Which events: those with a session from `first` to `last`, of a series, or a single one; all tests together."""

    first: dt.date | None = None
    last: dt.date | None = None
    series_id: UUID | None = None
    event_id: UUID | None = None


def write_ics(session: Session, path: Path, chosen: Chosen, words: Words, now: dt.datetime) -> int:
    """Write the chosen events into a file, all or nothing; returns how many entries it has. Raises OSError."""
    calendar = calendar_of(session, chosen, words, now)
    write_whole(path, calendar.to_ical())
    return len(calendar.walk("VEVENT"))


def calendar_of(session: Session, chosen: Chosen, words: Words, now: dt.datetime) -> Calendar:
    """The calendar of the chosen events; `now` is the instant that its entries were made at."""
    calendar = new_calendar(words("ics.name"), words.language)
    calendar.add_component(_timezone())
    for event, sittings in _chosen(session, chosen):
        if is_all_day(sittings):
            calendar.add_component(_all_day(event, sittings, words, now))
        else:
            for one in sittings:
                calendar.add_component(_timed(event, one, words, now))
    return calendar


def _chosen(session: Session, chosen: Chosen) -> list[tuple[Event, list[EventSession]]]:
    """The events with all their sessions in order, those outside the span as well: a part would replace the whole."""
    wanted = select(EventSession.event_id).join(Event, Event.id == EventSession.event_id)
    if chosen.first is not None:
        wanted = wanted.where(EventSession.held_on >= chosen.first)
    if chosen.last is not None:
        wanted = wanted.where(EventSession.held_on <= chosen.last)
    if chosen.series_id is not None:
        wanted = wanted.where(Event.series_id == chosen.series_id)
    if chosen.event_id is not None:
        wanted = wanted.where(Event.id == chosen.event_id)
    query = select(Event, EventSession).join(EventSession, EventSession.event_id == Event.id)
    query = query.where(Event.id.in_(wanted))
    query = query.order_by(EventSession.held_on, EventSession.starts_at, EventSession.id)
    found: dict[UUID, tuple[Event, list[EventSession]]] = {}
    for event, sitting in session.execute(query):
        found.setdefault(event.id, (event, []))[1].append(sitting)
    return list(found.values())


def is_all_day(sittings: Sequence[EventSession]) -> bool:
    """Whether these are whole days one after another, in the same state: an exhibition is one entry, not thirty."""
    days = [one.held_on for one in sittings]
    whole = all(one.starts_at is None for one in sittings) and len({one.state for one in sittings}) == 1
    return whole and all(later - earlier == ONE_DAY for earlier, later in pairwise(days))


def _entry(event: Event, sittings: Sequence[EventSession], words: Words, now: dt.datetime) -> Any:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{sittings[0].id if len(sittings) == 1 else event.id}@{HOST}")
    entry.add("dtstamp", now.astimezone(dt.UTC))
    entry.add("sequence", event.version + sum(one.version for one in sittings) - 1 - len(sittings))
    entry.add("summary", printable(event.title))
    entry.add("status", _status(event, sittings[0]))
    place = ", ".join(part for part in (event.venue, event.address) if part)
    if event.is_online:
        place = f"{place} ({words('event.is_online')})" if place else sentence(words("event.is_online"))
    if place:
        entry.add("location", printable(place))
    entry.add("categories", [words.choice(event.type)])
    entry.add("description", _description(event, words))
    return entry


def _description(event: Event, words: Words) -> str:
    lines = [event.title_other] if event.title_other else []
    if event.languages:
        spoken = ", ".join(words.choice(SpokenLanguage(code)) for code in event.languages)
        lines.append(f"{sentence(words('event.languages'))}: {spoken}")
    lines.append(f"{sentence(words('event.audience'))}: {words.choice(event.audience)}")
    return printable("\n".join(lines))


def _status(event: Event, sitting: EventSession) -> str:
    if event.state in OFF or sitting.state is SessionState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if event.state is EventState.DRAFT else "CONFIRMED"


def _all_day(event: Event, sittings: Sequence[EventSession], words: Words, now: dt.datetime) -> Any:
    entry = _entry(event, sittings, words, now)
    entry.add("dtstart", sittings[0].held_on)
    entry.add("dtend", sittings[-1].held_on + ONE_DAY)  # the day after: RFC 5545 counts it out
    return entry


def _timed(event: Event, sitting: EventSession, words: Words, now: dt.datetime) -> Any:
    entry = _entry(event, [sitting], words, now)
    day, begins, ends = sitting.held_on, sitting.starts_at, sitting.ends_at
    if begins is None:
        entry.add("dtstart", day)
        entry.add("dtend", day + ONE_DAY)
        return entry
    entry.add("dtstart", dt.datetime.combine(day, begins, WARSAW))
    if ends is not None:  # not later than the beginning: on the next day (decisions.md 7)
        entry.add("dtend", dt.datetime.combine(day if ends > begins else day + ONE_DAY, ends, WARSAW))
    return entry


def _timezone() -> Any:
    """Krakow's clock by the rule that all of the Union has kept since 1996: summer from the last Sunday of March to the
    last one of October."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", str(WARSAW))
    for make, (name, since, month, before, after) in zip((TimezoneDaylight, TimezoneStandard), _EUROPE, strict=True):
        part = make()
        part.add("dtstart", since)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", dt.timedelta(hours=before))
        part.add("tzoffsetto", dt.timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
