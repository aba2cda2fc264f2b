"""Who was invited to a training and what they answered, as a document: one training, or all of a year.

For the office's own use; it names units, not people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

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
    NoData,
    Note,
    Source,
    Table,
    Total,
    Value,
    labels,
)
from ..core.formats import day, moment
from ..core.measures import Period
from ..core.text import sentence
from ..core.words import Words
from .answers import Answers, Invited, answers_of, answers_of_year
from .model import InvitationState


def training_answers(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """One training: the numbers, those who have not answered, everybody invited."""
    one = answers_of(session, record_id)
    w = context.words
    days = " – ".join(dict.fromkeys(day(some, w.language) for some in (one.start_on, one.end_on)))
    blocks = (_figures(w, [one]), *_tables(context, [one], "answers")) if one.invited else (_nobody(w),)
    return _document(context, w("training_answers.title"), f"{one.title}\n{days}", blocks)


def year_answers(session: Session, context: ReportContext, year: int) -> Document:
    """Every training of a year that units were invited to."""
    w, found = context.words, answers_of_year(session, Period(year, context.today))
    blocks = (_figures(w, found), *_tables(context, found, "year_answers")) if found else (_nobody(w),)
    return _document(context, w("training_answers.year_title", year=year), "", blocks)


def _nobody(w: Words) -> Block:
    return Note(w("training_answers.nobody_invited"))


def _document(context: ReportContext, title: str, subtitle: str, blocks: Sequence[Block]) -> Document:
    w = context.words
    facts = ((w("training_breakdown.state"), moment(context.now, w.language)),)
    return Document(title, tuple(blocks), labels(w), subtitle=subtitle, facts=facts, banner=context.banner,
                    created=context.now)  # fmt: skip


def _figures(w: Words, found: Sequence[Answers]) -> KeyFigures:
    """How many were invited, come, do not, are silent; how many people that makes."""
    invited = [some for one in found for some in one.invited]
    numbers = [("invited", len(invited))]
    numbers += [(state.name.lower(), sum(one.state is state for one in invited)) for state in InvitationState]
    numbers += [("people", sum(one.coming for one in found)), ("listed", sum(one.listed for one in found))]
    return KeyFigures(tuple(KeyFigure(w(f"training_answers.{key}"), n) for key, n in numbers))


def _tables(context: ReportContext, found: Sequence[Answers], name: str) -> Iterator[Block]:
    w = context.words
    waiting = [(one, some) for one in found for some in one.waiting]
    yield Heading(w("training_answers.silent"))
    if waiting:
        yield _table(context, f"{name}_waiting", w("training_answers.silent"), waiting, with_late=True)
    else:
        yield Note(w("training_answers.all_answered"))
    yield Heading(w("training_answers.everybody"))
    everybody = [(one, some) for one in found for some in one.invited]
    yield _table(context, f"{name}_all", w("training_answers.everybody"), everybody, with_late=False)


def _table(context: ReportContext, name: str, caption: str, rows: Sequence[tuple[Answers, Invited]], *,
           with_late: bool) -> Table:  # fmt: skip
    w, several = context.words, len({one.training_id for one, _ in rows}) > 1
    columns = [Column(w("training_answers.training"))] if several else []
    columns += [
        Column(sentence(w("training_invitation.unit_id")), header=True),
        Column(sentence(w("training_invitation.places")), Kind.INTEGER),
        Column(sentence(w("training_invitation.invited_on")), Kind.DATE),
        Column(sentence(w("training_invitation.reply_by")), Kind.DATE),
    ]
    if with_late:
        columns.append(Column(w("training_answers.late_days"), Kind.INTEGER))
    else:
        columns += [
            Column(sentence(w("training_invitation.state"))),
            Column(sentence(w("training_invitation.coming")), Kind.INTEGER, total=Total.SUM),
            Column(sentence(w("training_invitation.answered_on")), Kind.DATE),
        ]
    lines = tuple(_line(context, one, some, several, with_late) for one, some in rows)
    source = Source(w("training_invitation._many"), w("training_breakdown.as_of", at=moment(context.now, w.language)))
    return Table(name, caption, tuple(columns), lines, source, wide=several or not with_late)


def _line(context: ReportContext, one: Answers, some: Invited, several: bool, with_late: bool) -> tuple[Value, ...]:
    w = context.words
    name: tuple[Value, ...] = (f"{one.title}, {day(one.start_on, w.language)}",) if several else ()
    places: Value = NoData() if some.places is None else some.places
    line = (*name, some.unit, places, some.invited_on, some.reply_by)
    if with_late:
        return (*line, some.late_by(context.today))
    return (*line, sentence(w.choice(some.state)), some.coming, some.answered_on)
