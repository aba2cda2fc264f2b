"""The Centre's month on paper and as a workbook: events by type, attendance, what was called off, the Point, the gaps.

Every count is a formula over the sheet of rows behind it, and every row is one that the year's measures count. Small
numbers are not hidden: what is counted here are events, visits and contacts, not kinds of people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Ask, Report, ReportContext
from ..core.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    Note,
    Paragraph,
    Table,
    Total,
    Value,
    Where,
    labels,
)
from ..core.document_rules import ROMAN
from ..core.gaps import Gap
from ..core.measures import Months, Row
from ..core.problems import refuse
from ..core.text import sentence
from ..events.model import Event, EventType
from ..programme.acceptances import between, gap_of
from .month_rows import CONTACTS, EVENTS, ROWS, VISITS, MonthRows, Visit
from .wording import gap_sentence


def month_summary(
    session: Session, context: ReportContext, *, year: int, month: int, from_january: bool = False
) -> Document:
    """The summary of one month, or of the year up to and with that month. Raises Refused for a month that is none or
    has not begun."""
    if month not in range(1, 13):
        refuse("month", "problem.month_number")
    period = Months(year, context.today, 1 if from_january else month, month)
    if period.is_future:
        refuse("month", "problem.month_to_come")
    r = MonthRows(session, period, context)
    blocks = chain(_in_short(r), _events(r), _attendance(r), _called_off(r), _point(r), _gaps(r), [_basis(r), _rows(r)])
    moment = formats.moment(context.now.astimezone(WARSAW), r.language)
    return Document(
        title=r.word("title", months=r.name),
        blocks=tuple(blocks),
        labels=labels(context.words),
        subtitle=r.word("subtitle"),
        author=context.words("summary.author"),
        subject=r.word("title", months=r.name),
        facts=(
            (r.word("period"), r.name),
            (context.words("summary.read_at"), context.words("summary.as_of", moment=moment)),
            (r.word("state"), r.state),
            (context.words("summary.basis"), r.word("basis_fact")),
        ),
        banner=context.banner,
        names={context.words("summary.name_year"): year, r.word("name_month"): month},
        created=context.now.astimezone(WARSAW).astimezone(dt.UTC),
    )


# ---- pages ---------------------------------------------------------------------------------------------------------
def _in_short(r: MonthRows) -> Iterator[Block]:
    n = r.numbers
    yield Paragraph(_people_and_visits(r), lead=True)
    off = r.word("cancelled_moved", n=len(r.why("event_cancelled")), m=len(r.why("event_moved")))
    split = r.word("of_which", listed=n.listed, anonymous=n.anonymous)
    served = r.words.count("month_report.served", n.people)
    yield KeyFigures(
        (
            KeyFigure(r.word("events"), r.live(n.events, "counts", EVENTS), note=off),
            KeyFigure(r.word("visits"), r.live(n.visits, "counts", VISITS), note=split),
            KeyFigure(r.word("contacts"), r.live(n.contacts, "counts", CONTACTS, count=True), note=served),
        )
    )
    if r.period.is_running:
        yield Note(r.word("running"))
    if r.open:
        yield Note(r.words.count("month_report.open_gaps", len(r.open)))


def _people_and_visits(r: MonthRows) -> str:
    """Visits are exact; people are "at least so many" and never an estimate (decisions.md 3)."""
    n, count = r.numbers, r.words.count
    if not n.visits:
        return r.word("nobody_came")
    told = [count("month_report.visits_in_words", n.visits, number=formats.number(n.visits, r.language))]
    if n.listed:
        listed, people = (formats.number(value, r.language) for value in (n.listed, n.at_least))
        told.append(
            r.word("listed_in_words", listed=listed, people=count("month_report.people", n.at_least, number=people))
        )
    if n.anonymous:
        told.append(r.word("anonymous_in_words", anonymous=formats.number(n.anonymous, r.language)))
    return " ".join(told)


def _events(r: MonthRows) -> Iterator[Block]:
    counts = Counter((r.types[row.id], row.on.month) for row in r.events if not row.why and row.on is not None)
    kinds = [kind for kind in EventType if any(counts[kind, month] for month in r.months)]
    yield Heading(r.word("events_heading"))
    if not kinds:
        yield Paragraph(r.word("no_events"))
        return
    shown = r.months if len(r.months) > 1 else ()
    rows: list[tuple[Value, ...]] = []
    for kind in kinds:
        of_kind = Where(r.word("type"), r.type_word(kind))
        cells = [r.live(counts[kind, m], "counts", EVENTS, of_kind, r.in_month(m)) for m in shown]
        total = sum(counts[kind, month] for month in r.months)
        rows.append((r.type_word(kind), *cells, r.live(total, "counts", EVENTS, of_kind)))
    yield Table(
        "month_events",
        r.word("events_caption", months=r.name),
        (
            Column(r.word("type"), header=True),
            *(Column(ROMAN[month - 1], Kind.INTEGER, total=Total.SUM) for month in shown),
            Column(r.word("events"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple(rows),
        r.source("event", r.basis(EVENTS)),
        summary=r.words.count("month_report.events_held", r.numbers.events),
        sheet=r.sheet("events"),
    )


def _attendance(r: MonthRows) -> Iterator[Block]:
    """Visits by month, or of one month by type of event, so that both say more than one line."""
    one_month = len(r.months) == 1
    counted = [visit for visit in r.visits if not visit.row.why]
    rows: list[tuple[Value, ...]] = []
    for name, where, mine in _attendance_lines(r, counted, one_month):
        total, unlisted = sum(one.row.counts for one in mine), sum(one.anonymous for one in mine)
        numbers = (("listed", total - unlisted), ("anonymous", unlisted), ("counts", total))
        rows.append((name, *(r.live(value, column, VISITS, where) for column, value in numbers)))
    yield Heading(r.word("attendance_heading"))
    if not counted:
        yield Paragraph(r.word("nobody_came"))
        return
    yield Table(
        "month_attendance",
        r.word("attendance_caption", months=r.name),
        (
            Column(r.word("type" if one_month else "month"), header=True),
            *(Column(r.word(key), Kind.INTEGER, total=Total.SUM) for key in ("listed", "anonymous", "visits")),
        ),
        tuple(rows),
        r.source("session", r.basis(VISITS)),
        notes=(_people_and_visits(r),),
        sheet=r.sheet("attendance"),
    )


def _attendance_lines(r: MonthRows, counted: list[Visit], one_month: bool) -> Iterator[tuple[str, Where, list[Visit]]]:
    if one_month:
        for kind in (kind for kind in EventType if any(one.type is kind for one in counted)):
            where = Where(r.word("type"), r.type_word(kind))
            yield r.type_word(kind), where, [one for one in counted if one.type is kind]
        return
    for month in r.months:
        mine = [one for one in counted if one.row.on is not None and one.row.on.month == month]
        yield sentence(r.words(f"month_name.{month}")), r.in_month(month), mine


def _called_off(r: MonthRows) -> Iterator[Block]:
    yield Heading(r.word("off_heading"))
    cancelled, moved = r.why("event_cancelled"), r.why("event_moved")
    if not (cancelled or moved):
        yield Paragraph(r.word("nothing_off"))
    if cancelled:
        events = [r.session.get_one(Event, row.id) for row in cancelled]
        columns = (Column(r.word("date"), Kind.DATE), Column(r.word("record"), header=True), Column(r.word("type")))
        yield Table(
            "month_cancelled",
            r.word("cancelled_caption", months=r.name),
            (*columns, Column(r.word("reason"))),
            tuple((one.start_on, one.title, r.type_word(one.type), one.cancel_reason or "") for one in events),
            r.source("event", r.word("off_basis")),
            summary=r.words.count("month_report.cancelled", len(events)),
            sheet=r.sheet("cancelled"),
        )
    if moved:
        events = [r.session.get_one(Event, row.id) for row in moved]
        yield Table(
            "month_moved",
            r.word("moved_caption", months=r.name),
            (
                Column(r.word("date"), Kind.DATE),
                Column(r.word("record"), header=True),
                Column(r.word("new_date"), Kind.DATE),
            ),
            tuple((one.start_on, one.title, _new_day(r.session, one)) for one in events),
            r.source("event", r.word("off_basis")),
            summary=r.words.count("month_report.moved", len(events)),
            sheet=r.sheet("moved"),
        )


def _new_day(session: Session, event: Event) -> dt.date | None:
    return None if event.moved_to_id is None else session.get_one(Event, event.moved_to_id).start_on


def _point(r: MonthRows) -> Iterator[Block]:
    yield Heading(r.word("point_heading"))
    if not r.contacts:
        yield Paragraph(r.word("no_contacts"))
        return
    by_month: dict[int, list[Row]] = {month: [] for month in r.months}
    for row in r.contacts:
        if row.on is not None:
            by_month[row.on.month].append(row)
    yield Table(
        "month_point",
        r.word("point_caption", months=r.name),
        (
            Column(r.word("month"), header=True),
            Column(r.word("contacts"), Kind.INTEGER, total=Total.SUM),
            Column(r.word("people_served"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple(
            (
                sentence(r.words(f"month_name.{month}")),
                r.live(len(mine), "counts", CONTACTS, r.in_month(month), count=True),
                r.live(sum(row.counts for row in mine), "counts", CONTACTS, r.in_month(month)),
            )
            for month, mine in by_month.items()
        ),
        r.source("contact", r.basis(CONTACTS)),
        sheet=r.sheet("point"),
    )


def _gaps(r: MonthRows) -> Iterator[Block]:
    """What a person accepted, with the reason, and what is still open."""
    yield Heading(r.word("gaps_heading"))
    taken = [(gap_of(one), one.reason) for one in between(r.session, r.period.first, r.period.last)]
    if not taken and not r.open:
        yield Paragraph(r.words("today.all_complete") + ".")
    for name, gaps in (("accepted", taken), ("open", [(gap, "") for gap in r.open])):
        if gaps:
            yield _gap_table(r, name, gaps)


def _gap_table(r: MonthRows, name: str, gaps: list[tuple[Gap, str]]) -> Table:
    told: list[tuple[Value, ...]] = [(gap.on, gap.title, gap_sentence(gap, r.words), why) for gap, why in gaps]
    columns = (Column(r.word("date"), Kind.DATE), Column(r.word("record"), header=True), Column(r.word("gap")))
    return Table(
        f"month_{name}",
        r.word(f"{name}_caption", months=r.name),
        (*columns, Column(r.word("reason"))) if name == "accepted" else columns,
        tuple(told) if name == "accepted" else tuple(row[:3] for row in told),
        r.source("event"),
        sheet=r.sheet(name),
    )


def _basis(r: MonthRows) -> Table:
    """Every number of the month with how it is counted; live where rows stand behind it."""
    n, code = r.numbers, r.basis
    rows: tuple[tuple[Value, ...], ...] = (
        (r.word("events"), r.live(n.events, "counts", EVENTS), code(EVENTS)),
        (r.word("visits"), r.live(n.visits, "counts", VISITS), code(VISITS)),
        (r.word("listed"), r.live(n.listed, "listed", VISITS), r.word("listed_how")),
        (r.word("anonymous"), r.live(n.anonymous, "anonymous", VISITS), r.word("anonymous_how")),
        (r.word("at_least"), n.at_least, r.word("at_least_how")),
        (r.word("contacts"), r.live(n.contacts, "counts", CONTACTS, count=True), r.word("contacts_how")),
        (r.word("people_served"), r.live(n.people, "counts", CONTACTS), code(CONTACTS)),
        *(
            (r.word(f"{name}_events"), _left_out(r, reason), r.word("off_basis"))
            for name, reason in (("cancelled", "event_cancelled"), ("moved", "event_moved"))
        ),
    )
    return Table(
        "month_basis",
        r.word("basis_caption", months=r.name),
        (Column(r.word("number"), header=True), Column(r.word("value"), Kind.INTEGER), Column(r.word("how"))),
        rows,
        r.source("event"),
        sheet=r.sheet("basis"),
    )


def _left_out(r: MonthRows, reason: str) -> Cell:
    """How many events were left out for a reason, as a count of their rows."""
    because = Where(r.word("why_not"), r.words(f"why.{reason}"))
    return r.live(len(r.why(reason)), "counts", EVENTS, because, count=True)


def _rows(r: MonthRows) -> Table:
    """The rows behind the numbers, with those left out and why."""
    rows: list[tuple[Value, ...]] = []
    for row in r.events:
        rows.append(_row(r, EVENTS, row, r.type_word(r.types[row.id]), None, None))
    for one in r.visits:
        listed = 0 if one.row.why else one.row.counts - one.anonymous
        rows.append(_row(r, VISITS, one.row, r.type_word(one.type), listed, 0 if one.row.why else one.anonymous))
    rows += [_row(r, CONTACTS, row, "", None, None) for row in r.contacts]
    keys = ("number", "month", "type", "register", "date", "record", "counts", "listed", "anonymous", "why_not")
    kinds = {"month": Kind.INTEGER, "date": Kind.DATE} | dict.fromkeys(("counts", "listed", "anonymous"), Kind.INTEGER)
    return Table(
        ROWS,
        r.word("rows_caption", months=r.name),
        tuple(Column(r.word(key), kinds.get(key, Kind.TEXT), header=key == "record") for key in keys),
        tuple(rows),
        r.source("session"),
        notes=(r.words("summary.source_rows_note"),),
        workbook_only=True,
        sheet=r.sheet("rows"),
    )


def _row(r: MonthRows, code: str, row: Row, kind: str, listed: int | None, anonymous: int | None) -> tuple[Value, ...]:
    month = row.on.month if row.on else None
    why = r.words(f"why.{row.why}") if row.why else ""
    register = r.words(f"{row.register}._one")
    return (f"T1-{code}", month, kind, register, row.on, row.title, row.counts, listed, anonymous, why)


MONTH_REPORT = Report("month", month_summary, (Ask("year", int), Ask("month", int), Ask("from_january", bool, False)))
