"""A new event in one line: "18:00–20:00 Kawiarenka językowa". The hours are read; the rest is proposed from the past.

A bare number is an hour only from 6 to 23 and in front: "2 lata Centrum" and "50 lat Nowej Huty" are titles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ..core.problems import refuse
from ..core.text import clean, fold
from .model import AttendanceMode, Event, EventState, EventType
from .rules import LONGEST, lasting
from .service import plan_event

EARLIEST_BARE = 6
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_HOURS = re.compile(rf"^{_TIME}(?:\s*[-–—−]\s*{_TIME})?(?=$|[\s,;:])[\s,;:]*")
_LIKE = ("venue", "address", "district_id", "is_online", "languages", "audience", "capacity", "attendance_mode")
_LIKE_TOO = ("purpose", "clause", "run_by_centre", "organiser_id", "type")
STEM = 6  # letters by which a word of the title meets the word of a type


@dataclass(frozen=True)
class Typed:
    """What was typed: hours, where there were any, and the title."""

    title: str
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None


@dataclass(frozen=True)
class Proposal:
    """An event about to be planned: what was typed, and what is taken over from an earlier one.

    `like`: the day of the event of the same title that it follows, None where there is none."""

    typed: Typed
    type: EventType
    values: Mapping[str, Any]
    like: dt.date | None = None
    venue: str = ""


def read_line(line: str) -> Typed:
    """Hours and title of a line. Raises Refused: an hour that does not exist, too long a session, no title."""
    line = clean(line)
    found = _HOURS.match(line)
    begins = ends = None
    if found and (found[2] or found[3] or EARLIEST_BARE <= int(found[1]) < 100):
        first, last = (found[1], found[2]), (found[3], found[4])
        if found[2] or found[3] or int(found[1]) < 24:
            begins = _time(*first)
            ends = _time(*last) if found[3] else None
            line = line[found.end() :].strip()
    if begins is not None and ends is not None and lasting(begins, ends) > LONGEST:
        refuse("ends_at", "problem.session_too_long", hours=LONGEST // dt.timedelta(hours=1))
    if not line:
        refuse("title", "problem.calendar_needs_title")
    limit = Event.__table__.c.title.type.length  # type: ignore[attr-defined]
    if len(line) > limit:
        refuse("title", "problem.too_long", limit=limit, length=len(line))
    return Typed(line, begins, ends)


def _time(hour: str, minute: str | None) -> dt.time:
    try:
        return dt.time(int(hour), int(minute or 0))
    except ValueError:
        refuse("starts_at", "problem.calendar_no_such_hour", typed=f"{hour}:{minute}" if minute else hour)
        raise AssertionError("refused") from None


def guess_type(title: str, named: Mapping[EventType, str]) -> EventType:
    """The type whose word begins like one of the title's words; the longest such beginning wins, else INNE.

    `named`: the words of the types in the language people type in."""
    best, most = EventType.OTHER, 0
    title_words = fold(title).replace(",", " ").replace(":", " ").split()
    for kind, said in named.items():
        stems = [word.strip(",()")[:STEM] for word in fold(said).split()]
        score = sum(len(stem) for stem in stems if len(stem) >= 4 and any(w.startswith(stem) for w in title_words))
        if kind is not EventType.OTHER and score > most:
            best, most = kind, score
    return best


def propose(
    session: Session, line: str, day: dt.date, named: Mapping[EventType, str], hour: dt.time | None = None
) -> Proposal:
    """What Enter would plan on this day, at `hour` where the line says none. The newest event of the same title gives
    type, place, organiser and the way of counting; without one the type is guessed and the organiser is that of the
    Centre's newest event.

    Raises Refused as `read_line`, and where no organiser is known yet."""
    typed = read_line(line)
    typed = replace(typed, starts_at=typed.starts_at or hour)
    before = _newest(session, Event.title_key == fold(typed.title))
    if before is not None:
        values = {name: getattr(before, name) for name in (*_LIKE, *_LIKE_TOO)}
        typed = replace(typed, ends_at=typed.ends_at or _as_long(before, typed))
        if typed.starts_at is None:
            typed = replace(typed, starts_at=before.starts_at, ends_at=before.ends_at)
        like, venue = before.start_on, before.venue or ""
    else:
        organiser, of_centre = _usual_organiser(session)
        values = {"type": guess_type(typed.title, named), "organiser_id": organiser, "run_by_centre": of_centre}
        values["attendance_mode"] = AttendanceMode.ANONYMOUS
        like, venue = None, ""
    values |= {"title": typed.title, "start_on": day, "end_on": day}
    values |= {"starts_at": typed.starts_at, "ends_at": typed.ends_at}
    return Proposal(typed, values["type"], values, like, venue)


def plan_line(
    session: Session,
    line: str,
    day: dt.date,
    named: Mapping[EventType, str],
    hour: dt.time | None,
    today: dt.date,
) -> UUID:
    """Plan the event of a line; its key. Raises Refused as `propose` and `plan_event`."""
    return plan_event(session, today, **propose(session, line, day, named, hour).values)


def _newest(session: Session, *tests: ColumnElement[bool]) -> Event | None:
    asked = select(Event).where(*tests, Event.state != EventState.MOVED)
    return session.scalar(asked.order_by(Event.start_on.desc(), Event.id.desc()).limit(1))


def _as_long(before: Event, typed: Typed) -> dt.time | None:
    """The end of an event that lasts as long as the one before it."""
    if typed.starts_at is None or before.starts_at is None or before.ends_at is None:
        return None
    ends = dt.datetime.combine(dt.date(2000, 1, 1), typed.starts_at) + lasting(before.starts_at, before.ends_at)
    return ends.time()


def _usual_organiser(session: Session) -> tuple[UUID, bool]:
    newest = _newest(session, Event.run_by_centre.is_(True)) or _newest(session)
    if newest is None:
        refuse("organiser_id", "problem.calendar_no_organiser")
    assert newest is not None
    return newest.organiser_id, newest.run_by_centre
