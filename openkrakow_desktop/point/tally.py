"""The Point's day as its desk sees it: how many contacts and people, over which channels, in which languages.

Compared with the same weekday before, over whole days on which there were contacts at all: a day without any may be a
day on which the Point was closed, and nobody knows which."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ..core.languages import SpokenLanguage
from ..core.record import has_code
from .model import Channel, Contact
from .service import By, Cell

WEEKDAYS_BACK = 8  # how many of the same weekday are looked at
FEWEST = 4  # with contacts, else there is nothing to compare with
SHOWN = 5  # of the day's contacts, the newest


@dataclass(frozen=True)
class Line:
    """One contact of the day, as the list beside the form shows it."""

    id: UUID
    channel: Channel
    language: SpokenLanguage
    topics: tuple[str, ...]
    persons_served: int


@dataclass(frozen=True)
class Usual:
    """The mean of the same weekdays before: exact, over `days` days with contacts among the last WEEKDAYS_BACK."""

    contacts: Fraction
    days: int


@dataclass(frozen=True)
class DayTally:
    """A day, its week (from Monday) and its month up to the day, each as contacts and people served."""

    day: dt.date
    of_day: Cell
    of_week: Cell
    of_month: Cell
    channels: Mapping[enum.Enum, Cell]
    languages: Mapping[enum.Enum, Cell]
    lines: tuple[Line, ...]
    usual: Usual | None


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday to the day itself."""
    return day - dt.timedelta(days=day.weekday()), day


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first of the month to the day itself."""
    return day.replace(day=1), day


def between(first: dt.date, last: dt.date) -> ColumnElement[bool]:
    """SQL: contacts from the first to the last day."""
    return Contact.contacted_on.between(first, last)


def day_tally(session: Session, day: dt.date) -> DayTally:
    """The tally of a day. Exact; numbers of people are those served at each contact (measure 1.1)."""
    counted = select(Contact.channel, Contact.language, func.count(Contact.id), func.sum(Contact.persons_served))
    languages: dict[enum.Enum, Cell] = {}
    by_channel: dict[enum.Enum, Cell] = {}
    for channel, language, contacts, people in session.execute(
        counted.where(between(day, day)).group_by(Contact.channel, Contact.language)
    ):
        cell = Cell(contacts, int(people))
        by_channel[channel] = by_channel.get(channel, Cell()) + cell
        languages[language] = languages.get(language, Cell()) + cell
    newest = select(Contact.id, Contact.channel, Contact.language, Contact.topics, Contact.persons_served)
    lines = session.execute(newest.where(between(day, day)).order_by(Contact.id.desc()).limit(SHOWN))
    return DayTally(
        day,
        sum(by_channel.values(), Cell()),
        _sum(session, *week_of(day)),
        _sum(session, *month_of(day)),
        dict(sorted(by_channel.items(), key=lambda one: -one[1].contacts)),
        dict(sorted(languages.items(), key=lambda one: -one[1].contacts)),
        tuple(Line(*one) for one in lines),
        _usual(session, day),
    )


def _sum(session: Session, first: dt.date, last: dt.date) -> Cell:
    asked = select(func.count(Contact.id), func.coalesce(func.sum(Contact.persons_served), 0))
    contacts, people = session.execute(asked.where(between(first, last))).one()
    return Cell(contacts, int(people))


def _usual(session: Session, day: dt.date) -> Usual | None:
    before = [day - dt.timedelta(weeks=back) for back in range(1, WEEKDAYS_BACK + 1)]
    asked = select(func.count(Contact.id)).where(Contact.contacted_on.in_(before)).group_by(Contact.contacted_on)
    counts = list(session.scalars(asked))
    return Usual(Fraction(sum(counts), len(counts)), len(counts)) if len(counts) >= FEWEST else None


def contacts_behind(
    session: Session, first: dt.date, last: dt.date, by: By | None = None, row: enum.Enum | None = None
) -> tuple[UUID, ...]:
    """The rows behind a number: the contacts of these days, of one channel, language or topic where asked."""
    tests = [between(first, last)]
    if by is By.TOPIC and row is not None:
        tests.append(has_code(Contact.topics, row.value))
    elif by is not None and row is not None:
        tests.append(getattr(Contact, by.value) == row)
    return tuple(session.scalars(select(Contact.id).where(*tests).order_by(Contact.contacted_on, Contact.id)))
