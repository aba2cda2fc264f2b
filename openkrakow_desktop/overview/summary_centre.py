"""The summary's pages on the Centre: events by type and month, attendance by month, what was cancelled; and the Point.

In the complete workbook every number is a formula over its data sheets; what is published hides small numbers of
people, in tables and charts alike. Counts of events are never hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ..core.document import (
    Block,
    ChartKind,
    ChartSpec,
    Column,
    Figure,
    Heading,
    Kind,
    Paragraph,
    Series,
    Suppressed,
    Table,
    Total,
    Value,
    Where,
)
from ..core.document_rules import ROMAN
from ..core.formats import number
from ..core.shares import percentages
from ..core.text import sentence
from ..events.measures import EVENTS
from ..events.model import Event, EventType
from ..point.service import MONTHS, By, MonthTable
from .summary_context import Summary
from .summary_data import EVENT_ROWS, POINT_ROWS, SESSION_ROWS, TOPIC_ROWS

LISTED, ANONYMOUS = 0, 1  # of a month's attendance


# ---- events --------------------------------------------------------------------------------------------------------
def events(s: Summary) -> Iterator[Block]:
    """Events by type and month, attendance by month, what was cancelled."""
    yield Heading(s.word("events"))
    yield _types_by_month(s)
    yield from _attendance_by_month(s)
    yield from _cancelled(s)


def _types_by_month(s: Summary) -> Table:
    types = {key: kind for key, kind in s.session.execute(select(Event.id, Event.type))}
    counts: Counter[tuple[EventType, int]] = Counter()
    for row in EVENTS.rows(s.session, s.period):
        if not row.why and row.on is not None:
            counts[types[row.id], row.on.month] += 1
    rows: list[tuple[Value, ...]] = []
    for kind in EventType:
        months, name = [counts[kind, month] for month in MONTHS], sentence(s.words.choice(kind))
        if any(months):
            of_kind = Where(s.word("type"), name)
            in_month = (s.live(n, EVENT_ROWS, of_kind, _month(s, m)) for m, n in zip(MONTHS, months, strict=True))
            rows.append((name, *in_month, s.live(sum(months), EVENT_ROWS, of_kind)))
    return Table(
        "events_by_type",
        s.word("events_caption", year=s.period.year),
        (
            Column(s.word("type"), header=True),
            *(Column(ROMAN[month - 1], Kind.INTEGER, total=Total.SUM) for month in MONTHS),
            Column(s.word("total"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple(rows),
        s.source("event", s.word("events_basis")),
        summary=s.word("events_summary", n=sum(counts.values())),
        sheet=s.sheet("events_by_type"),
    )


def _month(s: Summary, month: int) -> Where:
    return Where(s.word("month"), month)


def _attendance_by_month(s: Summary) -> Iterator[Block]:
    found, hidden = s.people.attendance, s.hidden.attendance
    last = s.period.stock_day.month if s.period.is_running else 12
    values = tuple(sum(found[m]) if m <= last and m - 1 not in hidden.rows else None for m in MONTHS)
    total = sum(map(sum, found.values()))
    yield Figure(
        "attendance_months",
        s.word("attendance_chart", year=s.period.year),
        ChartSpec(ChartKind.MONTHS, ROMAN, (Series(s.word("attendance"), values),)),
        s.word("attendance_summary", n=number(total, s.language)),
        s.source("session", s.word("attendance_basis")),
        sheet=s.sheet("attendance_months"),
    )
    titles = [s.word(one) for one in ("attendance", "listed", "anonymous")]
    rows = []
    for m in MONTHS:
        months = (_month(s, m),)
        cells = [_of_people(s, sum(found[m]), m - 1 in hidden.rows, SESSION_ROWS, months, titles[0])]
        for at in (LISTED, ANONYMOUS):
            is_hidden = (m - 1, at) in hidden.cells
            cells.append(_of_people(s, found[m][at], is_hidden, SESSION_ROWS, months, titles[1 + at]))
        rows.append((ROMAN[m - 1], *cells))
    sums = [
        _of_people(s, sum(one[at] for one in found.values()), at in hidden.columns, SESSION_ROWS, (), titles[1 + at])
        for at in (LISTED, ANONYMOUS)
    ]
    yield Table(
        "attendance_by_month",
        s.word("attendance_caption", year=s.period.year),
        (Column(s.word("month"), header=True), *(Column(one, Kind.INTEGER) for one in titles)),
        tuple(rows),
        s.source("session", s.word("attendance_basis")),
        sheet=s.sheet("attendance_by_month"),
        last=(s.word("total"), s.live_of_people(total, SESSION_ROWS, column=titles[0]), *sums),
    )


def _of_people(s: Summary, value: int, is_hidden: bool, table: str, where: Sequence[Where], column: str) -> Value:
    return Suppressed() if is_hidden else s.live_of_people(value, table, *where, column=column)


def _cancelled(s: Summary) -> Iterator[Block]:
    query = select(Event).where(s.period.holds(Event.start_on), Event.cancelled_on.is_not(None))
    found = s.session.scalars(query.order_by(Event.start_on, Event.id)).all()
    if not found:
        yield Paragraph(s.word("none_cancelled"))
        return
    yield Table(
        "cancelled_events",
        s.word("cancelled_caption", year=s.period.year),
        (Column(s.word("date"), Kind.DATE), Column(s.word("record"), header=True), Column(s.word("reason"))),
        tuple((one.start_on, one.title, one.cancel_reason or "") for one in found),
        s.source("event"),
        summary=s.word("cancelled_summary", n=len(found)),
        sheet=s.sheet("cancelled_events"),
    )


# ---- the Point -----------------------------------------------------------------------------------------------------
def point(s: Summary) -> Iterator[Block]:
    """People served by month and channel, by language, by topic."""
    yield Heading(s.word("point"))
    yield Paragraph(s.word("point_lead" if s.is_published else "point_lead_complete"))
    yield _channels(s, s.people.point[By.CHANNEL])
    for by in (By.LANGUAGE, By.TOPIC):
        yield from _one_way(s, by, s.people.point[by])


def _channels(s: Summary, table: MonthTable) -> Table:
    hidden, people = s.hidden.point, s.word("people_served")
    names = [sentence(s.words.choice(kind)) for kind in table.rows]
    of_kind = [Where(s.word("channel"), name) for name in names]
    rows: list[tuple[Value, ...]] = []
    for m in MONTHS:
        cells = [
            _of_people(s, table.cells[kind, m].people, hidden.hides(By.CHANNEL, kind, m), POINT_ROWS,
                       (where, _month(s, m)), people)
            for kind, where in zip(table.rows, of_kind, strict=True)
        ]  # fmt: skip
        whole = _of_people(s, table.months[m].people, m in hidden.months, POINT_ROWS, (_month(s, m),), people)
        rows.append((ROMAN[m - 1], *cells, whole))
    last = [
        _of_people(s, table.of_row(kind).people, hidden.hides(By.CHANNEL, kind, 0), POINT_ROWS, (where,), people)
        for kind, where in zip(table.rows, of_kind, strict=True)
    ]
    return Table(
        "point_channels",
        s.word("channels_caption", year=s.period.year),
        (Column(s.word("month"), header=True), *(Column(one, Kind.INTEGER) for one in (*names, s.word("total")))),
        tuple(rows),
        s.source("contact"),
        notes=(s.how("1.1"),),
        summary=_served(s, table),
        sheet=s.sheet("point_channels"),
        last=(s.word("total"), *last, s.live_of_people(table.total.people, POINT_ROWS, column=people)),
    )


def _one_way(s: Summary, by: By, table: MonthTable) -> Iterator[Block]:
    """People by language or topic as bars and as a table, the many first; a chart leaves out what is hidden."""
    values = [table.of_row(kind).people for kind in table.rows]
    hidden = {place for place, kind in enumerate(table.rows) if s.hidden.point.hides(by, kind, 0)}
    order = sorted(range(len(values)), key=lambda place: (place in hidden, 0 if place in hidden else -values[place]))
    names = [sentence(s.words.choice(kind)) for kind in table.rows]
    name, people = by.name.lower(), s.word("people_served")
    drawn = [place for place in order if place not in hidden and values[place]]
    if drawn and by is By.LANGUAGE:
        yield Figure(
            f"point_{name}_bars",
            s.word(f"{name}_caption", year=s.period.year),
            ChartSpec(
                ChartKind.BARS,
                tuple(names[place] for place in drawn),
                (Series(people, tuple(values[place] for place in drawn)),),
            ),
            s.word("language_summary"),
            s.source("contact"),
            sheet=s.sheet(f"point_{name}_bars"),
        )
    rows_of, notes = (TOPIC_ROWS if by is By.TOPIC else POINT_ROWS), [s.how("1.1")]
    rows: list[tuple[Value, ...]] = [
        (names[at], _of_people(s, values[at], at in hidden, rows_of, (Where(s.word(name), names[at]),), people))
        for at in order
    ]
    columns: tuple[Column, ...] = (Column(s.word(name), header=True), Column(people, Kind.INTEGER))
    last: tuple[Value, ...] = ()
    if table.may_exceed:
        notes.append(s.word("may_exceed"))
    else:
        columns, rows = with_shares(s, columns, rows, [values[at] for at in order], [at in hidden for at in order])
        whole = s.live_of_people(table.total.people, POINT_ROWS, column=people)
        last = (s.word("total"), whole, *([1] if table.total.people else [""]))
        notes.append(s.word("shares_note"))
    yield Table(
        f"point_{name}",
        s.word(f"{name}_caption", year=s.period.year),
        columns,
        tuple(rows),
        s.source("contact"),
        notes=tuple(notes),
        summary=_served(s, table),
        sheet=s.sheet(f"point_{name}"),
        last=last,
    )


def with_shares(
    s: Summary, columns: tuple[Column, ...], rows: Sequence[tuple[Value, ...]], values: Sequence[int],
    hidden: Sequence[bool],
) -> tuple[tuple[Column, ...], list[tuple[Value, ...]]]:  # fmt: skip
    """The table with a column of shares that add up to 100%. What is hidden is one part: by its own remainders the
    shares of the others would tell of it."""
    unseen = sum(value for value, is_hidden in zip(values, hidden, strict=True) if is_hidden)
    shown = [value for value, is_hidden in zip(values, hidden, strict=True) if not is_hidden]
    found = iter(percentages([unseen, *shown])[1:])
    shares = [Suppressed() if is_hidden else next(found) for is_hidden in hidden]
    column = Column(s.word("share"), Kind.PERCENT, digits=0)
    return (*columns, column), [(*row, share) for row, share in zip(rows, shares, strict=True)]


def _served(s: Summary, table: MonthTable) -> str:
    people, contacts = (number(n, s.language) for n in (table.total.people, table.total.contacts))
    return s.word("point_summary", n=people, contacts=contacts)
