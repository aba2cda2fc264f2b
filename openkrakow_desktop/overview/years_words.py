"""Years side by side in words and as a document: every change as a sentence, and what it is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import ReportContext
from ..core.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Kind,
    NoData,
    Paragraph,
    Table,
    Value,
    labels,
)
from ..core.measures import Number
from ..core.text import sentence
from ..core.words import Words
from ..programme.catalogue import Indicator, catalogue
from . import wording
from .changes import change_text
from .years import Reason, YearRow, Years, years_side_by_side

GREW, FELL = "↑", "↓"


def mark_of(row: YearRow, at: int) -> str:
    """The sign of a change of at least ±10 %, which the sentence beside it explains; else nothing."""
    one = row.changes[at]
    if not one.is_notable or one.difference is None:
        return ""
    return GREW if one.difference > 0 else FELL


def change_sentence(row: YearRow, years: Sequence[int], at: int, words: Words) -> str:
    """How the number moved into a year; empty for the first year."""
    if not at:
        return ""
    return change_text(row.changes[at], years[at - 1], row.values[at - 1], row.entry.unit, words)


def reason_words(reason: Reason, unit: str, words: Words) -> str:
    """Where a change comes from, as far as the rows tell: rows, how much each counts, months, what was left out."""
    parts = [words("years.why_running")] if reason.running else []
    then, now = (formats.number(n, words.language) for n in reason.rows)
    if reason.rows[0] != reason.rows[1]:
        parts.append(words("years.why_rows", before=then, now=now))
    if reason.each is not None and reason.each[0] != reason.each[1]:
        before, after = (_mean(one, unit, words) for one in reason.each)
        parts.append(words("years.why_each", before=before, now=after))
    if reason.months:
        said = ", ".join(_moved(month, n, unit, words) for month, n in reason.months)
        parts.append(words("years.why_months", months=said))
    for why, was, is_ in reason.left_out:
        parts.append(words("years.why_left_out", why=words(f"why.{why}"), before=was, now=is_))
    return sentence("; ".join(parts)) if parts else words("years.why_none")


def _mean(value: Fraction, unit: str, words: Words) -> str:
    return formats.money(value, words.language) if unit == "pln" else formats.number(value, words.language, 1)


def _moved(month: int, n: int, unit: str, words: Words) -> str:
    size = wording.value_text(abs(n), unit if unit == "pln" else "", words.language)
    return f"{words(f'month_name.{month}')} {'−' if n < 0 else '+'}{size}"


def row_words(row: YearRow, found: Years, words: Words) -> str:
    """A number over the years in one line, for who cannot see the chart."""
    pairs = zip(found.years, row.values, strict=True)
    return ", ".join(f"{year}: {wording.value_text(value, row.entry.unit, words.language)}" for year, value in pairs)


def years_document(session: Session, context: ReportContext, *, year: int) -> Document:
    """Years side by side as a workbook or paper: a table of indicators, one of measures, and the changes in words."""
    w, known = context.words, catalogue(year)
    found = years_side_by_side(session, year, context.today, known, context.declared)
    indicators = [one for one in found.rows.values() if isinstance(one.entry, Indicator)]
    measures = [one for one in found.rows.values() if not isinstance(one.entry, Indicator)]
    lines = [line for row in found.rows.values() for line in _changes(row, found, w)]
    blocks: list[Block] = [
        Paragraph(w("years.about")),
        _table("years_indicators", w("years.indicators"), indicators, found, w, True),
        _table("years_measures", w("years.measures"), measures, found, w, False),
        Heading(w("years.changes")),
        Bullets(tuple(lines)) if lines else Paragraph(w("years.no_changes")),
    ]
    return Document(
        title=w("years.title"),
        subtitle=f"{found.years[0]}\N{EN DASH}{found.years[-1]}",
        blocks=tuple(blocks),
        labels=labels(w),
        facts=((w("list.as_of"), formats.moment(context.now.astimezone(WARSAW), w.language)),),
        banner=context.banner,
        created=context.now.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
    )


def _table(name: str, caption: str, rows: list[YearRow], found: Years, w: Words, has_base: bool) -> Table:
    years = tuple(Column(str(year), Kind.INTEGER) for year in found.years)
    base = (Column(w("years.base"), Kind.INTEGER), Column(w("years.expected"), Kind.INTEGER)) if has_base else ()
    heads = (Column(w("years.code"), header=True), Column(w("years.name")), *base, *years)
    lines = tuple(_cells(row, w, has_base) for row in rows)
    return Table(name, caption, heads, lines, wide=True, sheet=caption)


def _cells(row: YearRow, w: Words, has_base: bool) -> tuple[Value, ...]:
    base = tuple(_cell(row, value) for value in (row.base, row.expected)) if has_base else ()
    values = tuple(
        NoData(wording.reason_of(one, w)) if one.value is None else _cell(row, one.value) for one in row.readings
    )
    return (row.entry.code, row.entry.label(w.language), *base, *values)


def _cell(row: YearRow, value: Number | None) -> Value:
    if value is None:
        return None
    kind = {"pln": Kind.MONEY, "percent": Kind.PERCENT}.get(row.entry.unit)
    return value if kind is None else Cell(value, kind=kind)


def _changes(row: YearRow, found: Years, w: Words) -> list[str]:
    """The notable changes of a number, a line each."""
    return [
        f"{row.entry.code} {row.entry.label(w.language)}, {found.years[at]}: {change_sentence(row, found.years, at, w)}"
        for at, one in enumerate(row.changes)
        if at and one.is_notable
    ]
