"""A month as the coordinator settles it: its numbers, what is still open, what would be locked, the settlement itself.

The numbers are the year's own formulas read over a shorter period (`core.measures.Months`), so that months add up to
the year. What is open blocks; some of it a person may accept with a reason."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.gaps import Deadline, Gap
from ..core.measures import Months, Part, Period
from ..core.problems import refuse
from ..events.counting import ANONYMOUS
from ..events.feature import FEATURE as EVENTS
from ..events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS, PARTICIPATIONS
from ..events.measures import EVENTS as ALL_EVENTS
from ..events.measures import MEASURES as EVENT_MEASURES
from ..events.model import Event, EventState
from ..events.service import settle_event
from ..point.feature import FEATURE as POINT
from ..point.measures import PEOPLE_SERVED
from ..programme.acceptances import accepted, between, gap_of, still_open
from ..programme.months import (
    CLOCK,
    Locked,
    history_of,
    month_end,
    month_key,
    record_settlement,
    settled_months,
)

SETTLES = (EVENTS, POINT)  # the features whose records a settled month locks
MONTHS = range(1, 13)
NAMED = 3  # records that a refusal names
CONTACTS = replace(PEOPLE_SERVED, counts=1)
_ANONYMOUS = replace(CENTRE_PARTICIPATIONS, counts=ANONYMOUS)
_VISITS = next(one for one in EVENT_MEASURES if one.code == "3.1a")


class Stage(enum.Enum):
    """How far a month has come. Its word is `stage.<member>`."""

    SETTLED = "settled"
    OPEN = "open"
    RUNNING = "running"
    TO_COME = "to_come"


@dataclass(frozen=True)
class MonthLine:
    """A month among its year: `open_gaps` matters stand in the way of settling it."""

    year: int
    month: int
    stage: Stage
    settled_on: dt.date | None
    open_gaps: int


@dataclass(frozen=True)
class MonthNumbers:
    """What a month (or some) comes to: events of the Centre (3.1b), participations in them (3.1a) from lists and from
    the counter, the least number of different people on the lists, contacts of the Point and people served (1.1)."""

    events: int
    visits: int
    anonymous: int
    at_least: int
    contacts: int
    people: int

    @property
    def listed(self) -> int:
        return self.visits - self.anonymous


@dataclass(frozen=True)
class Past:
    """A settlement as the page tells of it."""

    id: UUID
    settled_at: dt.datetime
    settled_by: str
    locked: Locked | None
    reopened_at: dt.datetime | None
    reopened_by: str
    reason: str


@dataclass(frozen=True)
class Acceptance:
    """A gap somebody has accepted."""

    id: UUID
    gap: Gap
    reason: str
    by: str


@dataclass(frozen=True)
class MonthView:
    """All that the page of a month shows. `to_settle`: events that the settlement would settle."""

    line: MonthLine
    gaps: tuple[Gap, ...]
    accepted: tuple[Acceptance, ...]
    numbers: MonthNumbers
    locked: Locked
    to_settle: int
    history: tuple[Past, ...]

    @property
    def standing(self) -> Past | None:
        """The settlement in force."""
        return next((one for one in reversed(self.history) if one.reopened_at is None), None)

    @property
    def has_changed(self) -> bool:
        """Whether the numbers are no longer those that were settled (a merge, people merged, an undo)."""
        standing = self.standing
        return standing is not None and standing.locked is not None and standing.locked != self.locked


# ---- reading -------------------------------------------------------------------------------------------------------
def total(session: Session, part: Part, period: Period) -> int:
    """A part's number in a period, 0 where nothing counts."""
    return part.number(session, period)


def numbers_of(session: Session, period: Period) -> MonthNumbers:
    """The numbers of a period, each by the formula of its measure."""
    visits = _VISITS.read(session, period)
    distinct = visits.beside.get("3.1a+distinct")  # none of a month to come
    return MonthNumbers(
        events=total(session, CENTRE_EVENTS, period),
        visits=int(visits.value or 0),
        anonymous=total(session, _ANONYMOUS, period),
        at_least=int(distinct.value or 0) if distinct else 0,
        contacts=total(session, CONTACTS, period),
        people=total(session, PEOPLE_SERVED, period),
    )


def locked_in(session: Session, period: Period) -> Locked:
    """What a settlement of these months locks, whoever organised it."""
    parts = (ALL_EVENTS, PARTICIPATIONS, CONTACTS)
    return Locked(*(total(session, part, period) for part in parts))


def open_gaps(session: Session, period: Period) -> list[Gap]:
    """What of events and the Point is still open in a period: neither completed nor accepted."""
    found = [gap for feature in SETTLES if feature.gaps for gap in feature.gaps(session, period)]
    return still_open(found, accepted(session, period.first, period.last))


def months_of(session: Session, year: int, today: dt.date) -> tuple[MonthLine, ...]:
    """The twelve months of a year."""
    open_ = Counter(gap.on.month for gap in open_gaps(session, Period(year, today)) if gap.on is not None)
    return tuple(_line(session, Months(year, today, month, month), open_[month]) for month in MONTHS)


def _line(session: Session, period: Months, open_: int) -> MonthLine:
    month, settled = period.from_month, settled_months(session).get((period.year, period.from_month))
    if settled is not None:
        stage = Stage.SETTLED
    elif period.is_future:
        stage = Stage.TO_COME
    else:
        stage = Stage.RUNNING if period.is_running else Stage.OPEN
    return MonthLine(period.year, month, stage, settled, open_)


def read_month(session: Session, year: int, month: int, today: dt.date) -> MonthView:
    """Everything about a month."""
    period = Months(year, today, month, month)
    gaps = tuple(open_gaps(session, period))
    return MonthView(
        _line(session, period, len(gaps)),
        gaps,
        tuple(
            Acceptance(one.id, gap_of(one), one.reason, one.accepted_by or "")
            for one in between(session, period.first, period.last)
        ),
        numbers_of(session, period),
        locked_in(session, period),
        len(_to_settle(session, period)),
        tuple(
            Past(
                one.id,
                one.settled_at,
                one.settled_by or "",
                None if one.events is None else Locked(one.events, one.visits or 0, one.contacts or 0),
                one.reopened_at,
                one.reopened_by or "",
                one.reopen_reason or "",
            )
            for one in history_of(session, year, month)
        ),
    )


def first_to_settle(lines: Sequence[MonthLine], today: dt.date) -> int:
    """The month that a coordinator most likely wants: the first open one, else the running one, else the last."""
    for wanted in (Stage.OPEN, Stage.RUNNING):
        found = next((one.month for one in lines if one.stage is wanted), None)
        if found is not None:
            return found
    return MONTHS[-1] if lines[0].stage is not Stage.TO_COME else MONTHS[0]


# ---- settling ------------------------------------------------------------------------------------------------------
def settle_month(session: Session, year: int, month: int, by: str = "", clock: Clock = CLOCK) -> UUID:
    """Settle a month: its held events are settled, and from now on nothing dated in it may come, change or go.

    Raises Refused while the month lasts, when it is settled, and while anything in it is open: a session undecided or
    without attendance, a contradiction, or a doubt that nobody has accepted with a reason."""
    period = Months(year, clock.today(), month, month)
    key = record_settlement(session, year, month, by, locked_in(session, period), clock)
    gaps = open_gaps(session, period)
    if gaps:
        records = "; ".join(dict.fromkeys(gap.title for gap in gaps[:NAMED] if gap.title))
        refuse("", "problem.month_has_gaps", count=len(gaps), records=records)
    for event_id in _to_settle(session, period):
        settle_event(session, event_id, clock)
    return key


def _to_settle(session: Session, period: Period) -> list[UUID]:
    """The held events that end in the period; one that goes on into the next month is settled with that."""
    mine = select(Event.id).where(Event.state == EventState.HELD, period.holds(Event.end_on))
    return list(session.scalars(mine.order_by(Event.id)))


def settlement_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """Last month is settled by the end of this one (an assumption, to be confirmed), if anything happened in it."""
    today = period.today
    last = today.replace(day=1) - dt.timedelta(days=1)
    due = month_end(today.year, today.month)
    if due.year != period.year or (last.year, last.month) in settled_months(session):
        return
    month = Months(last.year, today, last.month, last.month)
    if PARTICIPATIONS.has_any(session, month) or CONTACTS.has_any(session, month):
        yield Deadline("settle_month", due, "month", values={"month": month_key(last.month), "year": last.year})
