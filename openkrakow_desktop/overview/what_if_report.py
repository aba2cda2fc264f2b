"""The one thing that leaves a trial: a note. Every page and sheet of it, and its file's name, say that it is a trial.

It has no version and names no cells, so that no program takes its numbers for those of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import ReportContext
from ..core.document import Block, Bullets, Column, Document, Heading, Kind, Paragraph, Table, Value, labels
from ..core.formats import moment, number
from ..core.measures import Period
from ..core.text import sentence
from ..core.words import Words
from ..programme import catalogue as c
from ..programme.catalogue import catalogue
from . import wording
from .what_if import Moved, Scenario, Tried, WhatIfNumbers, rows_tried, try_out
from .what_if_ages import AGES, AgeBand, age_bands
from .what_if_readings import ALTERNATIVES
from .what_if_words import by_hand_words, choice_words, difference_words, moved_words, reading_words, status_words
from .what_if_year import year_of

MOST_ROWS = 5000  # records of the note's last table


def what_if_document(session: Session, context: ReportContext, *, year: int, scenario: Scenario) -> Document:
    """A scenario's note: what was tried, official and tried numbers side by side, the records that moved."""
    w, known = context.words, catalogue(year)
    period = Period(year, context.today)
    (numbers,) = try_out(session, period, known, context.declared, [scenario], ALTERNATIVES)
    mark = w("what_if.watermark")
    blocks: list[Block] = [
        Paragraph(f"{mark}. {w('what_if.not_official')}"),
        Heading(w("what_if.chosen")),
        Bullets(tuple(chosen(scenario, w))) if not scenario.is_official else Paragraph(w("what_if.nothing")),
        _numbers("what_if_indicators", w("what_if.indicators"), numbers.indicators, "sheet_indicators", w),
    ]
    touched = [one for one in numbers.measures if one.is_touched]
    if touched:
        blocks.append(_numbers("what_if_measures", w("what_if.measures"), touched, "sheet_measures", w))
    if AGES in scenario.values:
        seen = year_of(period, scenario.values.get("year"))
        blocks.append(_ages(age_bands(session, seen, scenario.values[AGES]), w))
    moved = tuple(_moved_rows(session, numbers, context, known))
    if moved:
        blocks.append(_moved_table(moved[:MOST_ROWS], w))
    title = f"{mark}: {w('what_if.note_title', year=year)}"
    return Document(
        title=title,
        subtitle=scenario.name or w("what_if.unnamed"),
        subject=mark,
        blocks=tuple(blocks),
        labels=labels(w),
        facts=((mark, moment(context.now.astimezone(WARSAW), w.language)),),
        banner=" · ".join(filter(None, [mark, context.banner])),
        created=context.now.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
    )


def marked_path(path: Path, stem: str) -> Path:
    """The file's name with the watermark's words before it, whatever was typed; never over another file."""
    if path.name.startswith(stem):
        return path
    made, n = path.with_name(f"{stem}-{path.name}"), 2
    while made.exists():
        made, n = path.with_name(f"{stem}-{path.stem}-{n}{path.suffix}"), n + 1
    return made


def chosen(scenario: Scenario, words: Words) -> Iterator[str]:
    """What a scenario reads otherwise, a line each."""
    for one in ALTERNATIVES:
        if one.key in scenario.values:
            choice = choice_words(one, scenario.values[one.key], words)
            label, means = reading_words(one.key, words)
            yield words("what_if.chosen_line", label=label, choice=choice, means=means)
    if scenario.by_hand:
        yield f"{words('what_if.by_hand')}: {by_hand_words(scenario, words)}"


def _numbers(name: str, caption: str, lines: Sequence[Tried], sheet: str, w: Words) -> Table:
    heads: tuple[Column, ...] = (
        Column(w("years.code")),
        Column(w("what_if.number"), header=True),
        Column(w("what_if.official"), right=True),
        Column(w("what_if.tried"), right=True),
        Column(w("what_if.difference"), right=True),
    )
    if any(one.tried_status is not None for one in lines):
        heads = (*heads, Column(w("what_if.status")))
    rows = tuple(_line(one, w)[: len(heads)] for one in lines)
    title = f"{w('what_if.watermark')}: {caption}"
    return Table(name, title, heads, rows, sheet=w(f"what_if.{sheet}"))


def _line(one: Tried, w: Words) -> tuple[Value, ...]:
    """Values as text: what is tried is to be read, not to be reckoned with."""
    entry, language = one.entry, w.language
    official, tried = (wording.value_text(value.value, entry.unit, language) for value in (one.official, one.tried))
    return (entry.code, entry.label(language), official, tried, difference_words(one, w), status_words(one, w))


def _ages(bands: Sequence[AgeBand], w: Words) -> Table:
    rows = tuple((w(f"what_if_band.{one.key}"), "–" if one.n is None else number(one.n, w.language)) for one in bands)
    heads = (Column(w("what_if.band"), header=True), Column(w("what_if.tried"), right=True))
    title = f"{w('what_if.watermark')}: {w('what_if.ages')}"
    return Table("what_if_ages", title, heads, rows, sheet=w("what_if.sheet_ages"))


def _moved_rows(
    session: Session, numbers: WhatIfNumbers, context: ReportContext, known: c.Catalogue
) -> Iterator[tuple[Value, ...]]:
    w = context.words
    same = {code for code, one in known.indicators.items() if one.source.relation == "same"}
    for code, line in numbers.lines.items():
        if not line.is_touched or code in same:
            continue
        found = rows_tried(session, code, numbers.period, known, context.declared, numbers.scenario, ALTERNATIVES)
        for one in (*found.came, *found.went, *found.changed):
            yield _moved(code, one, w)


def _moved(code: str, one: Moved, w: Words) -> tuple[Value, ...]:
    row = one.row
    return (code, row.title or "–", row.on, sentence(w(f"{row.register}._many")), one.was, one.now, moved_words(one, w))


def _moved_table(rows: tuple[tuple[Value, ...], ...], w: Words) -> Table:
    def head(key: str, kind: Kind = Kind.TEXT, names: bool = False) -> Column:
        """No heading of a register, so that an import takes the sheet for none."""
        return Column(w("what_if.head", head=w(key).lower()), kind, names)

    heads = (
        head("years.code"),
        head("what_if.record", names=True),
        head("account.date", Kind.DATE),
        head("account.register"),
        head("what_if.official", Kind.INTEGER),
        head("what_if.tried", Kind.INTEGER),
        head("what_if.why"),
    )
    title = f"{w('what_if.watermark')}: {w('what_if.moved_rows')}"
    return Table("what_if_rows", title, heads, rows, sheet=w("what_if.sheet_rows"), wide=True)
