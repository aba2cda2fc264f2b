"""What the month's summary is made of, read once: the rows behind its numbers, and the words they are told in.

Rows are those of the year's measures, over the months that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import ReportContext
from ..core.document import Cell, Query, Source, Total, Where
from ..core.document_rules import ROMAN
from ..core.measures import Months, Row
from ..core.text import sentence
from ..events.counting import ANONYMOUS
from ..events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS
from ..events.model import Event, EventSession, EventType
from ..point.measures import PEOPLE_SERVED
from ..programme.catalogue import catalogue
from ..programme.months import settled_months
from .month import MonthNumbers, numbers_of, open_gaps
from .wording import month_name

ROWS = "month_rows"  # the sheet of rows behind the numbers
EVENTS, VISITS, CONTACTS = "3.1b", "3.1a", "1.1"
_SESSIONS = replace(CENTRE_PARTICIPATIONS, register="session", id=EventSession.id)
_UNLISTED = replace(_SESSIONS, counts=ANONYMOUS)


@dataclass(frozen=True)
class Visit:
    """A session that counts: its type, its day, how many were listed and how many only counted."""

    row: Row
    type: EventType
    anonymous: int


class MonthRows:
    """All that the pages are made of, read once."""

    def __init__(self, session: Session, period: Months, context: ReportContext) -> None:
        self.session, self.period, self.context, self.words = session, period, context, context.words
        self.numbers: MonthNumbers = numbers_of(session, period)
        self.events = self._of_period(CENTRE_EVENTS.rows(session, period))
        self.contacts = PEOPLE_SERVED.rows(session, period)
        self.open = open_gaps(session, period)

    def _of_period(self, rows: list[Row]) -> list[Row]:
        """Without events that merely touch the period: they belong to the month of their first session."""
        return [row for row in rows if row.on is not None and self.period.first <= row.on <= self.period.last]

    @cached_property
    def visits(self) -> list[Visit]:
        """Every session of the Centre, those left out too."""
        unlisted = {row.id: row.counts for row in _UNLISTED.rows(self.session, self.period)}
        of_session = select(EventSession.id, Event.type).join(Event, Event.id == EventSession.event_id)
        types: dict[UUID, EventType] = {
            row[0]: row[1] for row in self.session.execute(of_session.where(self.period.holds(EventSession.held_on)))
        }
        return [Visit(row, types[row.id], unlisted[row.id]) for row in _SESSIONS.rows(self.session, self.period)]

    @cached_property
    def types(self) -> Mapping[UUID, EventType]:
        """The type of each event that has a day in the period."""
        touching = select(Event.id, Event.type).where(
            Event.start_on <= self.period.last, Event.end_on >= self.period.first
        )
        return {row[0]: row[1] for row in self.session.execute(touching)}

    def why(self, reason: str) -> list[Row]:
        """The events left out for this reason."""
        return [row for row in self.events if row.why == reason]

    # Words

    def word(self, key: str, **values: object) -> str:
        return self.words(f"month_report.{key}", **values)

    def sheet(self, key: str) -> str:
        return self.words(f"month_report.sheet.{key}")

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def months(self) -> range:
        return range(self.period.from_month, self.period.to_month + 1)

    @property
    def name(self) -> str:
        """marzec 2026; styczeń–marzec 2026."""
        last = month_name(self.period.year, self.period.to_month, self.words)
        first = self.words(f"month_name.{self.period.from_month}")
        return last if len(self.months) == 1 else f"{first}\N{EN DASH}{last}"

    def type_word(self, kind: EventType) -> str:
        return sentence(self.words.choice(kind))

    def basis(self, code: str) -> str:
        """How a measure is counted, by the programme's catalogue."""
        basis = catalogue(self.period.year).measures[code].basis(self.language)
        return self.words("summary.counted_how", code=code, basis=basis)

    def source(self, register: str, basis: str = "") -> Source:
        moment = formats.moment(self.context.now.astimezone(WARSAW), self.language)
        as_of = self.words("summary.as_of", moment=moment)
        return Source(self.words(f"{register}._many"), as_of, self.state, basis)

    @property
    def state(self) -> str:
        """Which of the months are settled."""
        settled = settled_months(self.session)
        done = [m for m in self.months if (self.period.year, m) in settled]
        if len(self.months) == 1:
            on = settled.get((self.period.year, self.period.to_month))
            return self.word("settled", day=formats.day(on, self.language)) if on else self.word("not_settled")
        if not done:
            return self.word("none_settled")
        return self.word("some_settled", months=", ".join(ROMAN[m - 1] for m in done))

    def live(self, value: int, column: str, code: str, *more: Where, count: bool = False) -> Cell:
        """A number as a sum (or a count) over the sheet of rows."""
        where = (Where(self.word("number"), f"T1-{code}"), *more)
        how = Query(ROWS, Total.COUNT, "", where) if count else Query(ROWS, Total.SUM, self.word(column), where)
        return Cell(value, query=how)

    def in_month(self, month: int) -> Where:
        return Where(self.word("month"), month)
