"""The month's programme of the Centre: a page to hang on the door, and the same as a workbook.

It is for guests: drafts and events with a closed audience are left out (the person who prints is told), what was
cancelled or moved stays and says so, so that nobody comes in vain. No remark, no reason, no name of a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import ReportContext
from ..core.document import Column, Document, Kind, Paragraph, Run, Table, Value, labels
from ..core.document_agenda import Agenda, AgendaDay, AgendaEntry
from ..core.formats import clock_time, day, moment
from ..core.holidays import holiday_on
from ..core.languages import SpokenLanguage
from ..core.problems import refuse
from ..core.text import sentence
from ..core.words import Words
from ..programme.months import month_end
from .ics import is_all_day
from .model import Audience, Event, EventSession, EventState, SessionState
from .series_words import hours_words

TABLE = "month_programme"


@dataclass(frozen=True)
class _Item:
    """What takes place on a day: a session, or the whole of an event without hours, until its last day."""

    event: Event
    on: dt.date
    last: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    is_off: bool


def month_programme(session: Session, context: ReportContext, year: int, month: int) -> Document:
    """The programme of a month. Raises Refused for a month that is none, and for one with nothing to print."""
    if not 1 <= month <= 12:
        refuse("month", "problem.month_number")
    if not dt.MINYEAR < year < dt.MAXYEAR:
        refuse("year", "problem.programme_year")
    words, first, last = context.words, dt.date(year, month, 1), month_end(year, month)
    items, left_out = _read(session, first, last)
    if not items:
        refuse("month", "problem.programme_empty", month=words(f"month_name.{month}"), year=year)
    moved = _moved(session, items)
    days = [(on, list(of_day)) for on, of_day in groupby(items, key=lambda one: one.on)]
    agenda = Agenda(tuple(_day(on, of_day, moved, words) for on, of_day in days))
    said = moment(context.now.astimezone(WARSAW), words.language)
    return Document(
        f"{sentence(words(f'month_name.{month}'))} {year}",
        (agenda, Paragraph(words("programme.changes")), _table(days, moved, words)),
        labels(words),
        subtitle=words("programme.title"),
        subject=words("programme.title"),
        facts=((words("programme.as_of"), words("programme.as_of_said", at=said)),),
        banner=context.banner,
        aside=_aside(left_out, words),
        created=context.now,
    )


# ---- what is printed -----------------------------------------------------------------------------------------------
def _read(session: Session, first: dt.date, last: dt.date) -> tuple[list[_Item], Counter[str]]:
    """What guests may come to, in order of day and hour, and how many events were left out, by reason."""
    inside = select(EventSession.event_id).where(EventSession.held_on.between(first, last))
    query = (
        select(Event, EventSession)
        .join(EventSession, EventSession.event_id == Event.id)
        .where(Event.id.in_(inside))
        .order_by(EventSession.held_on, EventSession.starts_at, Event.title_sort, EventSession.id)
    )
    sittings: dict[UUID, tuple[Event, list[EventSession]]] = {}
    for event, sitting in session.execute(query):
        sittings.setdefault(event.id, (event, []))[1].append(sitting)
    found: list[_Item] = []
    left_out = Counter[str]()
    for event, of_event in sittings.values():
        if reason := _left_out(event):
            left_out[reason] += 1
        else:
            found += _items(event, of_event, first, last)
    return sorted(found, key=lambda one: (one.on, one.starts_at or dt.time(), one.event.title_sort)), left_out


def _left_out(event: Event) -> str:
    """Why guests are not told of an event; empty where they are."""
    if not event.run_by_centre:
        return "others"
    if event.state is EventState.DRAFT:
        return "draft"
    return "closed" if event.audience is Audience.CLOSED else ""


def _items(event: Event, sittings: Sequence[EventSession], first: dt.date, last: dt.date) -> Iterator[_Item]:
    off = event.state in (EventState.CANCELLED, EventState.MOVED)
    if len(sittings) > 1 and is_all_day(sittings):
        begins, ends = sittings[0].held_on, sittings[-1].held_on
        is_off = off or sittings[0].state is SessionState.CANCELLED
        yield _Item(event, max(begins, first), ends, None, None, is_off)
        return
    for one in sittings:
        if first <= one.held_on <= last:
            is_off = off or one.state is SessionState.CANCELLED
            yield _Item(event, one.held_on, one.held_on, one.starts_at, one.ends_at, is_off)


def _moved(session: Session, items: Sequence[_Item]) -> dict[UUID, Event]:
    """The events that the moved ones became, by key."""
    keys = {one.event.moved_to_id for one in items if one.event.moved_to_id is not None}
    return {one.id: one for one in session.scalars(select(Event).where(Event.id.in_(keys)))} if keys else {}


def _day(on: dt.date, items: Sequence[_Item], moved: dict[UUID, Event], words: Words) -> AgendaDay:
    holiday = holiday_on(on)
    note = sentence(words.choice(holiday)) if holiday is not None else ""
    entries = tuple(_entry(one, moved, words) for one in items)
    return AgendaDay(str(on.day), words(f"weekday.{on.isoweekday()}"), entries, note)


def _entry(one: _Item, moved: dict[UUID, Event], words: Words) -> AgendaEntry:
    about = [one.event.title_other] if one.event.title_other else []
    if not one.is_off:
        about.append(" · ".join(part for part in (_place(one.event, words), _terms(one.event, words)) if part))
    return AgendaEntry(_hours(one, words), Run(one.event.title), tuple(about), _off(one, moved, words))


def _hours(one: _Item, words: Words) -> str:
    if one.last > one.on:
        return words("programme.until", day=day(one.last, words.language))
    return hours_words(one.starts_at, one.ends_at).replace("\u00a0(+1)", "") or words("programme.all_day")


def _place(event: Event, words: Words) -> str:
    place = [part for part in (event.venue, event.address) if part]
    return ", ".join([*place, words("event.is_online")] if event.is_online else place)


def _terms(event: Event, words: Words) -> str:
    """In which languages, and whether one has to register."""
    spoken = ", ".join(words.choice(SpokenLanguage(code)) for code in event.languages)
    asked = words("programme.registration" if event.audience is Audience.REGISTRATION else "programme.open")
    return " · ".join(part for part in (spoken, asked) if part)


def _off(one: _Item, moved: dict[UUID, Event], words: Words) -> str:
    if not one.is_off:
        return ""
    if one.event.state is not EventState.MOVED:
        return sentence(words("programme.cancelled"))
    target = moved.get(one.event.moved_to_id) if one.event.moved_to_id is not None else None
    if target is None:
        return sentence(words("programme.moved"))
    when = day(target.start_on, words.language)
    if target.starts_at is not None:
        when = f"{when}, {clock_time(target.starts_at)}"
    return sentence(words("programme.moved_to", when=when))


def _table(days: Sequence[tuple[dt.date, Sequence[_Item]]], moved: dict[UUID, Event], words: Words) -> Table:
    """The same as rows of a sheet."""
    heads = ("day", "weekday", "hours", "title", "place", "languages", "terms", "state")
    kinds = {"day": Kind.DATE}
    columns = tuple(Column(_head(name, words), kinds.get(name, Kind.TEXT), header=name == "title") for name in heads)
    rows: list[tuple[Value, ...]] = []
    for on, items in days:
        holiday = holiday_on(on)
        weekday = words(f"weekday.{on.isoweekday()}")
        if holiday is not None:
            weekday = f"{weekday} ({words.choice(holiday)})"
        for one in items:
            spoken = ", ".join(words.choice(SpokenLanguage(code)) for code in one.event.languages)
            asked = words("programme.registration" if one.event.audience is Audience.REGISTRATION else "programme.open")
            title, place = one.event.title, _place(one.event, words)
            state = _off(one, moved, words)
            rows.append((on, weekday, _hours(one, words), title, place, spoken, asked, state))
    caption = words("programme.title")
    return Table(TABLE, caption, columns, tuple(rows), workbook_only=True, sheet=words("programme.sheet"))


def _head(name: str, words: Words) -> str:
    return sentence(words("event.title")) if name == "title" else words(f"programme.{name}")


def _aside(left_out: Counter[str], words: Words) -> str:
    """What the person who prints is told: how many events are not on the page, and why."""
    parts = [words.count(f"programme.left_{reason}", count) for reason, count in sorted(left_out.items())]
    return words("programme.left_out", what=", ".join(parts)) if parts else ""
