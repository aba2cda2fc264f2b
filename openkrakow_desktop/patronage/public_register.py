"""The year's patronages as the office may publish them (BIP): no person, no contact, no reasons, no case.

Only patronages granted are listed, with what became of them; refusals and the like are told as numbers. An organiser is
named where it is an institution of the register: a name that was only typed may be a person's."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core import formats
from ..core.declarations import Report, ReportContext
from ..core.document import (
    Block,
    Cell,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Kind,
    Note,
    Query,
    Source,
    Table,
    Value,
    labels,
)
from ..core.measures import Period
from ..core.text import sentence
from ..core.words import Words
from .model import Patronage, PatronageDecision

TABLE = "public_patronages"


def public_register(session: Session, context: ReportContext, year: int) -> Document:
    """Everything granted in the year, in order of the decision. A year without any says so."""
    w, period = context.words, Period(year, context.today)
    query = (
        select(Patronage, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Patronage.organiser_id)
        .where(period.holds(Patronage.decided_on), Patronage.decision == PatronageDecision.GRANTED)
        .order_by(Patronage.decided_on, Patronage.event_name_sort, Patronage.id)
    )
    rows = tuple(_row(number, one, name, w) for number, (one, name) in enumerate(session.execute(query), 1))
    title, as_of = w("patronage_public.title", year=year), formats.moment(context.now, w.language)
    blocks: tuple[Block, ...] = (_figures(session, period, w), Note(w("patronage_public.rule")))
    blocks += (_table(rows, w, title, as_of),) if rows else (Note(w("patronage_public.nothing", year=year)),)
    return Document(
        title,
        blocks,
        labels(w),
        subject=title,
        facts=((w("patronage_year.as_of"), as_of),),
        banner=context.banner,
        aside=w("patronage_public.check"),
        created=context.now,
    )


def _figures(session: Session, period: Period, w: Words) -> KeyFigures:
    decided = select(Patronage.decision, func.count()).where(period.holds(Patronage.decided_on))
    found: dict[PatronageDecision | None, int] = dict(session.execute(decided.group_by(Patronage.decision)).all())
    figures = []
    for one in PatronageDecision:
        n = found.get(one, 0)
        listed = one is PatronageDecision.GRANTED and n > 0
        value: Value = Cell(n, query=Query(TABLE)) if listed else n
        figures.append(KeyFigure(w(f"patronage_public.{one.name.lower()}"), value))
    return KeyFigures(tuple(figures))


def _table(rows: tuple[tuple[Value, ...], ...], w: Words, title: str, as_of: str) -> Table:
    columns = (
        Column(w("patronage_public.number"), Kind.INTEGER),
        Column(sentence(w("patronage.event_name")), header=True),
        Column(w("patronage_public.organiser")),
        Column(sentence(w("patronage.kind"))),
        Column(sentence(w("patronage.starts_on")), Kind.DATE),
        Column(sentence(w("patronage.ends_on")), Kind.DATE),
        Column(sentence(w("patronage.decided_on")), Kind.DATE),
        Column(w("patronage_public.became")),
    )
    return Table(TABLE, title, columns, rows, Source(sentence(w("patronage._many")), as_of), wide=True)


def _row(number: int, one: Patronage, organisation: str | None, w: Words) -> tuple[Value, ...]:
    organiser = organisation or w("patronage_public.not_named")
    last = one.ends_on if one.ends_on != one.starts_on else None
    kind = sentence(w.choice(one.kind))
    return (number, one.event_name, organiser, kind, one.starts_on, last, one.decided_on, _became(one, w))


def _became(one: Patronage, w: Words) -> str:
    """What happened to the patronage, by its dates."""
    for name in ("withdrawn", "renounced", "event_cancelled"):
        if (on := getattr(one, f"{name}_on")) is not None:
            return w(f"patronage_public.{name}", day=formats.day(on, w.language))
    return w("patronage_public.stands")


PUBLIC_REGISTER = Report("patronage_public", public_register)
