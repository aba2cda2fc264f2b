"""What is wrong with a contact, follow-up codes, and the Point's tables: months by channel, language or topic.

A contact about three topics stands in three rows of the topic table, so these may add up to more than the contacts."""

from __future__ import annotations

import enum
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Integer, cast, extract, func, select
from sqlalchemy.orm import Session, object_session

from ..core.declarations import Draft
from ..core.languages import SpokenLanguage
from ..core.measures import Period
from ..core.problems import Problem
from ..core.sensitive import sensitive_problems
from ..programme.months import settled_problems
from .model import Channel, Contact, Outcome, Topic
from .remarks import naming_problems

MONTHS = range(1, 13)
MANY = 30  # people at one contact: a school class; more is asked about (an assumption to be confirmed)
_CODE = re.compile(r"^[A-Z]{1,3}-?\d{2,9}$")


def contact_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a contact: its month is settled, and what its own values say."""
    yield from settled_problems(session, draft["contacted_on"], field="contacted_on")
    yield from problems_of(draft)


def problems_of(draft: Draft) -> Iterable[Problem]:
    """A code that could be a name, a referral to nobody, a crowd, a remark that tells too much."""
    code = draft.get("follow_up_code")
    if code and not _CODE.match(code):
        yield Problem("follow_up_code", "problem.follow_up_code", {"value": code})
    if draft.get("outcome") is Outcome.REFERRED and not draft.get("referred_to_id"):
        yield Problem("referred_to_id", "problem.referred_where", warning=True)
    if (people := draft.get("persons_served") or 0) > MANY:
        yield Problem("persons_served", "problem.many_served", {"n": people}, warning=True)
    yield from sensitive_problems("remark", draft.get("remark"))
    yield from naming_problems("remark", draft.get("remark"))


def contact_locked(contact: Contact) -> Problem | None:
    """Why this contact cannot be changed or deleted now: its month is settled."""
    session = object_session(contact)
    return next(iter(settled_problems(session, contact.contacted_on)), None) if session else None


def new_follow_up_code(session: Session) -> str:
    """A pseudonym nobody has yet, drawn by chance so that it tells nothing: 'P-48213'."""
    while True:
        code = f"P-{secrets.randbelow(90_000) + 10_000}"
        if session.scalar(select(Contact.id).where(Contact.follow_up_code == code).limit(1)) is None:
            return code


class By(enum.Enum):
    """What the rows of a table are."""

    CHANNEL = "channel"
    LANGUAGE = "language"
    TOPIC = "topics"


@dataclass(frozen=True)
class Cell:
    """Contacts, and the people served in them."""

    contacts: int = 0
    people: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.contacts + other.contacts, self.people + other.people)


@dataclass(frozen=True)
class MonthTable:
    """A year of contacts: `cells[row, month]`, `months[month]` each contact once, `total` likewise.

    Exact; `may_exceed` says that rows overlap, so that their sum may be more than 100 % and the table must say so."""

    by: By
    rows: tuple[enum.Enum, ...]
    cells: Mapping[tuple[enum.Enum, int], Cell]
    months: Mapping[int, Cell]
    may_exceed: bool

    @property
    def total(self) -> Cell:
        """All contacts of the year, each once."""
        return sum(self.months.values(), Cell())

    def of_row(self, row: enum.Enum) -> Cell:
        """A row's sum over the year."""
        return sum((self.cells[row, month] for month in MONTHS), Cell())


_ROWS: Mapping[By, type[enum.Enum]] = {By.CHANNEL: Channel, By.LANGUAGE: SpokenLanguage, By.TOPIC: Topic}


def month_table(session: Session, period: Period, by: By) -> MonthTable:
    """The contacts of R by month and channel, language or topic (domain.md §1.14), in one query."""
    month = cast(extract("month", Contact.contacted_on), Integer)
    column = getattr(Contact, by.value)
    counted = select(month, column, func.count(Contact.id), func.sum(Contact.persons_served))
    counted = counted.where(period.holds(Contact.contacted_on)).group_by(month, column)
    kinds = tuple(_ROWS[by])
    cells = {(kind, number): Cell() for kind in kinds for number in MONTHS}
    months = {number: Cell() for number in MONTHS}
    for number, value, contacts, people in session.execute(counted):
        cell = Cell(contacts, int(people))
        months[number] += cell
        for kind in [Topic(code) for code in value] if by is By.TOPIC else [value]:
            cells[kind, number] += cell
    return MonthTable(by, kinds, cells, months, may_exceed=by is By.TOPIC)
