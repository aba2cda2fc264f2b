"""The breakdown of a year's trainings for publication: small numbers are hidden, so that nobody can be recognised.

Only a whole year is published: single trainings beside their sum would give hidden numbers away."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from ..core.declarations import ReportContext
from ..core.document import (
    Block,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    Note,
    Paragraph,
    Source,
    Suppressed,
    Table,
    Value,
    labels,
)
from ..core.formats import moment
from ..core.measures import Period
from ..core.text import sentence, sort_key
from ..core.words import Words
from .breakdown import participations
from .model import TrainingGroup
from .publication import TARGETS, Told, publish


def published_year(session: Session, context: ReportContext, year: int) -> Document:
    """Participations of the year's trainings with presence: by group, by unit, inside and outside target groups."""
    w = context.words
    unit = w("training_breakdown.no_unit")
    taken = participations(session, Period(year, context.today))
    told = publish((one.group, one.unit or unit, one.whys) for one in taken if one.minutes > 0)
    as_of = moment(context.now, w.language)
    source = Source(w("participation._many"), w("training_breakdown.as_of", at=as_of), basis=w("training_public.basis"))
    return Document(
        title=w("training_public.title", year=year),
        subtitle=w("training_public.subtitle"),
        blocks=tuple(_blocks(w, told, source)),
        labels=labels(w),
        facts=((w("training_breakdown.state"), as_of),),
        banner=context.banner,
        created=context.now,
    )


def _blocks(w: Words, told: Told, source: Source) -> Iterator[Block]:
    if not told.total:
        yield Paragraph(w("training_public.nothing"))
        return
    yield KeyFigures((KeyFigure(w("training_public.all"), told.total),))
    if told.hides:
        yield Note(w("training_public.hidden_note"), w("training_public.hidden_title"))
    yield Heading(w("training_breakdown.by_group"))
    yield _groups(w, told, source)
    yield Heading(w("training_public.by_target"))
    yield _sides(w, told, source)
    yield Heading(w("training_breakdown.by_unit"))
    units: list[tuple[Value, ...]] = [(unit, told.units[unit]) for unit in sorted(told.units, key=sort_key)]
    if told.others:
        units.append((w("training_public.other_units"), told.others))
    columns = (Column(w("training_breakdown.by_unit_head"), header=True), _number(w("training_public.present")))
    last = (w("training_breakdown.all"), told.total)
    yield Table("public_by_unit", w("training_breakdown.by_unit"), columns, tuple(units), source, last=last)


def _groups(w: Words, told: Told, source: Source) -> Table:
    """Every group, those without anybody too, with the measures whose target group it is part of."""
    order = [*TrainingGroup, *([None] if None in told.groups else [])]
    rows: list[tuple[Value, ...]] = []
    for group in order:
        name = sentence(w.choice(group)) if group else w("training_breakdown.no_group")
        codes = ", ".join(code for code, target in TARGETS.items() if group in target)
        rows.append((name, codes, _shown(told.groups.get(group, 0), group in told.hidden_groups)))
    columns = (
        Column(w("training_breakdown.by_group_head"), header=True),
        Column(w("training_public.target_of")),
        _number(w("training_public.present")),
    )
    last = (w("training_breakdown.all"), "", told.total)
    return Table("public_by_group", w("training_breakdown.by_group"), columns, tuple(rows), source, last=last)


def _sides(w: Words, told: Told, source: Source) -> Table | Paragraph:
    if not told.sides:
        return Paragraph(w("training_breakdown.no_measure"))
    rows = tuple(
        (code, _shown(one.inside, one.is_hidden), _shown(one.outside, one.is_hidden))
        for code, one in told.sides.items()
    )
    columns = (
        Column(w("training_breakdown.measure"), header=True),
        _number(w("training_public.inside")),
        _number(w("training_public.outside")),
    )
    return Table("public_by_target", w("training_public.by_target"), columns, rows, source)


def _number(title: str) -> Column:
    return Column(title, Kind.INTEGER)


def _shown(value: int, is_hidden: bool) -> Value:
    return Suppressed() if is_hidden else value
