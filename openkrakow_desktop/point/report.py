"""The Point's year on paper and in a workbook: months by channel, language and topic, of contacts and of people.

What may be published hides small numbers; the complete tables are for the office only and say so on every page. There
the workbook holds the contacts, and every number is a formula over them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Report, ReportContext
from ..core.document import (
    Block,
    ChartKind,
    ChartSpec,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Query,
    Series,
    Source,
    Suppressed,
    Table,
    Total,
    Value,
    Where,
    labels,
)
from ..core.document import (
    Cell as Shown,
)
from ..core.measures import Period
from ..core.text import sentence, sort_key
from ..core.words import Words
from ..programme.catalogue import catalogue
from .model import Contact, Topic
from .publication import Published, publish
from .service import MONTHS, By, Cell, MonthTable, month_table

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ROWS, TOPIC_ROWS = "point_rows", "point_topic_rows"  # of the complete workbook: contacts, and each with each topic


class What(enum.Enum):
    """What a table counts."""

    PEOPLE = "people"
    CONTACTS = "contacts"

    def of(self, cell: Cell) -> int:
        """The number of a cell."""
        return cell.people if self is What.PEOPLE else cell.contacts


def named_rows(table: MonthTable, words: Words) -> list[tuple[enum.Enum, str]]:
    """The rows with their names, in alphabetical order: an order by size would tell of hidden numbers."""
    named = [(row, sentence(words.choice(row))) for row in table.rows]
    return sorted(named, key=lambda one: sort_key(one[1]))


def last_month(period: Period) -> int:
    """The last month of R that has begun."""
    if period.is_future:
        return 0
    return period.stock_day.month if period.is_running else 12


def publishable(session: Session, context: ReportContext, year: int) -> Document:
    """The tables of a year as they may leave the office: small numbers and what would give them away are `#`."""
    return _Pages(session, context, Period(year, context.today), is_complete=False).document()


def complete(session: Session, context: ReportContext, year: int) -> Document:
    """The tables of a year with every number, for the office itself; marked so on every page."""
    return _Pages(session, context, Period(year, context.today), is_complete=True).document()


PUBLISHED = Report("point_tables", publishable)
COMPLETE = Report("point_tables_complete", complete, icon="lock")


@dataclass(frozen=True)
class _Titles:
    """The heads of the sheets with the rows, by which formulas find them."""

    month: str
    channel: str
    language: str
    topic: str
    people: str

    def of(self, by: By) -> str:
        return {By.CHANNEL: self.channel, By.LANGUAGE: self.language, By.TOPIC: self.topic}[by]


class _Pages:
    """One document in the making."""

    def __init__(self, session: Session, context: ReportContext, period: Period, *, is_complete: bool) -> None:
        self.session, self.context, self.period, self.is_complete = session, context, period, is_complete
        self.words, self.language = context.words, context.words.language
        self.tables = {by: month_table(session, period, by) for by in By}
        self.total = self.tables[By.CHANNEL].total
        self.hidden = Published(frozenset(), frozenset(), True) if is_complete else publish(self.tables)
        w = self.words
        self.titles = _Titles(
            self.word("month"),
            *(sentence(w(f"contact.{one}")) for one in ("channel", "language", "topics", "persons_served")),
        )

    def word(self, key: str, **values: object) -> str:
        return self.words(f"point_tables.{key}", **values)

    def document(self) -> Document:
        year, w = self.period.year, self.words
        title = self.word("title_complete" if self.is_complete else "title", year=year)
        marks = [self.word("internal")] if self.is_complete else []
        return Document(
            title=title,
            blocks=tuple(self._blocks()),
            labels=labels(w),
            author=self.word("author"),
            subject=title,
            facts=(
                (self.word("year"), str(year)),
                (self.word("read_at"), self._as_of()),
                (self.word("basis"), self._basis()),
                (self.word("numbers"), self.word("all_numbers" if self.is_complete else "hidden_numbers")),
            ),
            banner=" · ".join([*marks, *([self.context.banner] if self.context.banner else [])]),
            names={self.word("name_year"): year},
            created=self.context.now,
        )

    def _as_of(self) -> str:
        return formats.moment(self.context.now.astimezone(WARSAW), self.language)

    def _basis(self) -> str:
        return catalogue().measures["1.1"].basis(self.language)

    def _source(self) -> Source:
        return Source(self.words("contact._many"), self._as_of(), basis=self._basis())

    # The parts

    def _blocks(self) -> Iterator[Block]:
        yield KeyFigures(
            (
                KeyFigure(self.word("contacts"), self.total.contacts),
                KeyFigure(self.word("people"), self.total.people),
            )
        )
        if self.is_complete:
            yield Note(self.word("complete_note"), self.word("internal"))
        elif self.hidden.hidden:
            yield Note(self.word("hidden_note"), self.word("hidden_title"))
        yield self._chart()
        for by in By:
            yield Heading(self.word(f"by_{by.name.lower()}"), new_page=True)
            for what in What:
                yield self._table(by, what)
        if self.is_complete:
            yield self._rows()
            yield self._topic_rows()

    def _chart(self) -> Figure:
        months, last = self.tables[By.CHANNEL].months, last_month(self.period)
        values = tuple(None if m > last or m in self.hidden.months else months[m].people for m in MONTHS)
        return Figure(
            "point_months",
            self.word("chart", year=self.period.year),
            ChartSpec(ChartKind.MONTHS, ROMAN, (Series(self.word("people"), values),)),
            self.word("chart_summary", n=formats.number(self.total.people, self.language)),
            self._source(),
            sheet=self.word("sheet_chart"),
        )

    def _table(self, by: By, what: What) -> Table:
        table, last = self.tables[by], last_month(self.period)
        by_month = self.hidden.topics_by_month or by is not By.TOPIC
        months: Sequence[int] = [*MONTHS, 0] if by_month else [0]
        rows = [
            (name, *(self._cell(by, what, row, name, month, last) for month in months))
            for row, name in named_rows(table, self.words)
        ]
        name = f"{by.name.lower()}_{what.value}"
        return Table(
            f"point_{name}",
            self.word(f"caption_{name}", year=self.period.year),
            (
                Column(sentence(self.words(f"point_tables.row_{by.name.lower()}")), header=True),
                *(Column(ROMAN[m - 1] if m else self.word("whole_year"), Kind.INTEGER) for m in months),
            ),
            tuple(rows),
            self._source(),
            notes=tuple(self._notes(by, by_month)),
            summary=self.word(f"summary_{what.value}", n=formats.number(what.of(self.total), self.language)),
            wide=by_month,
            sheet=self.word(f"sheet_{name}"),
            last=(self.word("each_once" if by is By.TOPIC else "total"), *(self._sum(what, m, last) for m in months)),
        )

    def _notes(self, by: By, by_month: bool) -> Iterator[str]:
        if by is By.TOPIC:
            yield self.word("may_exceed")
        if not by_month:
            yield self.word("topics_of_year")
        if self.period.is_running:
            yield self.word("running")

    def _cell(self, by: By, what: What, row: enum.Enum, name: str, month: int, last: int) -> Value:
        if month > last:
            return NoData()
        if self.hidden.hides(by, row, month):
            return Suppressed()
        table = self.tables[by]
        value = what.of(table.cells[row, month] if month else table.of_row(row))
        tests = (Where(self.titles.of(by), name),)
        return self._live(value, what, TOPIC_ROWS if by is By.TOPIC else ROWS, tests, month)

    def _sum(self, what: What, month: int, last: int) -> Value:
        """Contacts of a month each once; the year's total is never hidden."""
        if month > last:
            return NoData()
        if month in self.hidden.months:
            return Suppressed()
        cell = self.tables[By.CHANNEL].months[month] if month else self.total
        return self._live(what.of(cell), what, ROWS, (), month)

    def _live(self, value: int, what: What, table: str, tests: tuple[Where, ...], month: int) -> Value:
        """In the complete workbook a formula over its rows; elsewhere the number."""
        if not self.is_complete:
            return value
        tests = (*tests, *((Where(self.titles.month, month),) if month else ()))
        if what is What.PEOPLE:
            return Shown(value, query=Query(table, Total.SUM, self.titles.people, tests))
        return Shown(value, query=Query(table, where=tests))

    # The rows behind the complete tables

    def _contacts(self) -> list[Contact]:
        asked = select(Contact).where(self.period.holds(Contact.contacted_on))
        return list(self.session.scalars(asked.order_by(Contact.contacted_on, Contact.id)))

    def _rows(self) -> Table:
        w, t = self.words, self.titles
        rows = tuple(
            (
                one.contacted_on,
                one.contacted_on.month,
                sentence(w.choice(one.channel)),
                sentence(w.choice(one.language)),
                one.persons_served,
            )
            for one in self._contacts()
        )
        return self._sheet(ROWS, (t.channel, t.language), rows)

    def _topic_rows(self) -> Table:
        rows = tuple(
            (one.contacted_on, one.contacted_on.month, sentence(self.words.choice(Topic(code))), one.persons_served)
            for one in self._contacts()
            for code in one.topics
        )
        return self._sheet(TOPIC_ROWS, (self.titles.topic,), rows)

    def _sheet(self, name: str, titles: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> Table:
        w, t = self.words, self.titles
        return Table(
            name,
            self.word(f"caption_{name}", year=self.period.year),
            (
                Column(sentence(w("contact.contacted_on")), Kind.DATE, header=True),
                Column(t.month, Kind.INTEGER),
                *(Column(title) for title in titles),
                Column(t.people, Kind.INTEGER),
            ),
            rows,
            self._source(),
            workbook_only=True,
            sheet=self.word(f"sheet_{name}"),
        )
