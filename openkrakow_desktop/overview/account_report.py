"""The rows behind one number as a workbook: every row with what it counts, every row left out with its reason."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ..core.asked import Asked
from ..core.clock import WARSAW
from ..core.declarations import ReportContext
from ..core.document import Block, Bullets, Column, Document, Heading, Kind, Paragraph, Table, Total, Value, labels
from ..core.formats import moment
from ..core.measures import Row
from ..core.text import sentence
from ..core.words import Words
from .account_words import (
    account_name,
    arithmetic,
    basis_words,
    overlap_words,
    period_words,
    previous_words,
    value_words,
)
from .accounts import Account, account_of, edition_of


def account_document(session: Session, context: ReportContext, *, asked: Asked) -> Document:
    """The account of a number, with its rows on a sheet and those left out on another."""
    w, known = context.words, edition_of(asked)
    one = account_of(session, asked, context.today, known, context.declared)
    name = f"{one.code} {account_name(one, known, w)}".strip()
    value = value_words(one.reading.value, one.unit, w)
    blocks: list[Block] = [Heading(f"{name}: {value}"), Paragraph(basis_words(one, known, w))]
    lines = [*arithmetic(one, w), *filter(None, [previous_words(one, w)]), *overlap_words(one, known, w)]
    blocks += [Heading(w("account.calculation"), 2), Bullets(tuple(lines))]
    if one.rows:
        rows = tuple(_counted(one, row, side, w) for row, side in one.rows)
        total = Total.SUM if one.below is None else None
        heads = _heads(w, Column(w("account.counts"), _kind(one), total=total), Column(w("account.also")))
        if one.below is not None:
            heads = (*heads, Column(w("account.side")))
        blocks.append(
            Table("account_rows", w("account.rows_title"), heads, rows, sheet=w("account.sheet_rows"), wide=True)
        )
    if one.left_out:
        left = tuple((*_named(row, w), sentence(w(f"why.{row.why}"))) for row in one.left_out)
        heads = _heads(w, Column(w("account.why")))
        name_out = w("account.sheet_out")
        blocks.append(Table("account_out", name_out, heads, left, sheet=name_out, wide=True))
    return Document(
        title=w("origin.title"),
        subtitle=f"{name}, {period_words(one, w)}",
        blocks=tuple(blocks),
        labels=labels(w),
        facts=((w("list.as_of"), moment(context.now.astimezone(WARSAW), w.language)),),
        banner=context.banner,
        created=context.now.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
    )


def _kind(one: Account) -> Kind:
    return Kind.MONEY if one.unit == "pln" else Kind.INTEGER


def _heads(words: Words, *more: Column) -> tuple[Column, ...]:
    return (
        Column(words("account.row"), header=True),
        Column(words("account.date"), Kind.DATE),
        Column(words("account.register")),
        *more,
    )


def _named(row: Row, words: Words) -> tuple[Value, ...]:
    return (row.title or "–", row.on, sentence(words(f"{row.register}._many")))


def _counted(one: Account, row: Row, side: int, words: Words) -> tuple[Value, ...]:
    also = ", ".join(one.shared.get((row.register, row.id), ()))
    side_word = (words("account.side_above" if side > 0 else "account.side_below"),) if one.below is not None else ()
    return (*_named(row, words), row.counts, also, *side_word)
