"""The list of a year's applications: what became of each, and whether it counts for measure 4.3, or why not.

The reasons are those of the measure itself, so the list cannot say another number than the year's board."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Report, ReportContext
from ..core.document import (
    Cell,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Number,
    Query,
    Source,
    Table,
    Total,
    Value,
    Where,
    labels,
)
from ..core.measures import Period, Row
from ..core.text import sentence
from ..core.words import Words
from .measures import MEASURES
from .model import Patronage, PatronageKind
from .service import lead_days

TABLE = "patronages"


def year_list(session: Session, context: ReportContext, year: int) -> Document:
    """Everything received or decided in the year, in order of receipt. An empty year says so."""
    w, period = context.words, Period(year, context.today)
    counted, left_out = MEASURES[0].rows(session, period)
    told = {one.id: one for one in (*counted, *left_out)}
    query = (
        select(Patronage, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Patronage.organiser_id)
        .where(period.holds(Patronage.received_on) | period.holds(Patronage.decided_on))
        .order_by(Patronage.received_on, Patronage.case_no, Patronage.id)
    )
    rows = tuple(_row(one, name, told, w) for one, name in session.execute(query))
    title = w("patronage_year.title", year=year)
    rule = Note(w("patronage_year.rule"))
    blocks = (_figures(context, session, period, len(rows)), rule, _table(rows, context, year)) if rows else ()
    return Document(
        title,
        blocks or (Note(w("patronage_year.nothing", year=year)),),
        labels(w),
        subject=title,
        facts=((w("patronage_year.as_of"), _as_of(context)),),
        banner=context.banner,
        created=context.now,
    )


def _as_of(context: ReportContext) -> str:
    return formats.moment(context.now.astimezone(WARSAW), context.words.language)


def _figures(context: ReportContext, session: Session, period: Period, count: int) -> KeyFigures:
    """How many there are, and how many count: by kind, each as a formula over the list."""
    w = context.words
    reading = MEASURES[0].read(session, period)
    of_kind = {code.partition("+")[2]: one.value for code, one in reading.beside.items()}
    figures = [
        KeyFigure(w("patronage_year.all"), Cell(count, query=Query(TABLE))),
        KeyFigure(w("patronage_year.counted"), _counted(w, reading.value)),
    ]
    for kind in PatronageKind:
        said = sentence(w.choice(kind))
        where = Where(sentence(w("patronage.kind")), said)
        figures.append(KeyFigure(said, _counted(w, of_kind[kind.value], where)))
    return KeyFigures(tuple(figures))


def _counted(w: Words, value: Number | None, *where: Where) -> Value:
    if value is None:
        return NoData()
    return Cell(value, query=Query(TABLE, Total.SUM, w("patronage_year.counts"), where))


def _table(rows: tuple[tuple[Value, ...], ...], context: ReportContext, year: int) -> Table:
    w = context.words
    date = {"received_on", "starts_on", "decided_on"}
    names = ("case_no", "received_on", "event_name", "organiser_name", "kind", "starts_on", "lead_days", "state")
    columns = [
        Column(
            sentence(w(f"patronage.{name}")),
            Kind.DATE if name in date else Kind.INTEGER if name == "lead_days" else Kind.TEXT,
            header=name == "event_name",
        )
        for name in (*names, "decided_on")
    ]
    columns += [
        Column(w("patronage_year.counts"), Kind.INTEGER, total=Total.SUM),
        Column(w("patronage_year.why")),
    ]
    source = Source(sentence(w("patronage._many")), _as_of(context))
    return Table(TABLE, w("patronage_year.title", year=year), tuple(columns), rows, source, wide=True)


def _row(one: Patronage, organisation: str | None, told: dict[UUID, Row], w: Words) -> tuple[Value, ...]:
    row = told.get(one.id)
    return (
        one.case_no or "",
        one.received_on,
        one.event_name,
        organisation or one.organiser_name or "",
        sentence(w.choice(one.kind)),
        one.starts_on,
        _lead(one.received_on, one.starts_on),
        sentence(w.choice(one.state)),
        one.decided_on,
        row.counts if row else 0,
        sentence(w(f"why.{row.why}")) if row and row.why else "",
    )


def _lead(received_on: dt.date, starts_on: dt.date | None) -> int | None:
    return None if starts_on is None else lead_days(received_on, starts_on)


YEAR_LIST = Report("patronage_year", year_list)
