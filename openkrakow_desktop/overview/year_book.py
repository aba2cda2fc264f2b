"""The year book (rocznik): one workbook from the programme through the modules and numbers to annexes and data sheets.

The complete variant is for the office. In the published one small numbers of people are hidden everywhere at once, and
the data sheets that would tell them are left out. Its numbers are the very ones the screen shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain

from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import Declared
from ..core.document import Block, Cell, Column, Contents, Document, Heading, Table, Value, labels
from ..core.formats import day
from ..core.measures import Period
from ..core.words import Words
from ..core.work import Progress
from ..programme.catalogue import Catalogue
from . import summary_centre as centre_pages
from . import summary_changes as change_pages
from . import summary_closing as closing_pages
from . import summary_numbers as numbers_pages
from . import summary_opening as opening_pages
from . import summary_registers as register_pages
from .evaluate import IndicatorNumber, MeasureNumber, YearNumbers, evaluate
from .official import official
from .report_words import Written, written_of
from .summary_context import Summary
from .summary_data import data_sheets
from .summary_hidden import Variant
from .summary_sheets import register_sheets, source_rows


def year_book(
    session: Session,
    period: Period,
    words: Words,
    catalogue: Catalogue,
    declared: Declared,
    *,
    now: dt.datetime,
    variant: Variant = Variant.COMPLETE,
    is_demo: bool = False,
    numbers: YearNumbers | None = None,
    progress: Progress | None = None,
) -> Document:
    """The year book of R in the language of `words`, as of `now`; `numbers` where they are evaluated already.

    `progress` is told chapter by chapter and may raise to stop. Raises Refused for numbers of a trial."""
    official(period, declared, numbers)
    known = numbers or evaluate(session, period, catalogue, declared)
    s = Summary(session, known, declared, words, now, variant=variant)
    chapters = _chapters(s, written_of(session, period.year))
    blocks = tuple(chain.from_iterable((progress or Progress()).over(chapters, len(chapters))))
    marks = [s.word("demo")] if is_demo else []
    marks += [] if s.is_published else [s.words("year_book.internal")]
    return Document(
        title=s.words("year_book.title", year=period.year),
        blocks=blocks,
        labels=labels(words),
        subtitle=catalogue.programme.title(words.language),
        author=s.word("author"),
        subject=s.word("subject", year=period.year),
        facts=(
            (s.word("reporting_year"), str(period.year)),
            (s.word("read_at"), s.as_of),
            (s.word("version"), s.version),
            (s.words("year_book.variant"), s.words(f"year_book.{variant.value}")),
            (s.word("basis"), s.word("basis_fact")),
            (s.words("year_book.names"), s.words("year_book.names_about")),
            (s.word("scope"), opening_pages.scope(s)),
            (s.word("for_council"), s.word("by_day", day=day(catalogue.report_due(period.year), words.language))),
        ),
        cover=True,
        banner=" · ".join(marks),
        names={s.word("name_year"): period.year} | dict(_names(s)),
        created=now.astimezone(WARSAW).astimezone(dt.UTC),
    )


def _chapters(s: Summary, written: Written) -> tuple[Iterator[Block], ...]:
    """What is told, in order; nothing is read before its turn."""
    return (
        iter([Contents(1)]),
        opening_pages.about(s),
        opening_pages.in_short(s),
        _programme(s, written),
        centre_pages.events(s),
        centre_pages.point(s),
        register_pages.competition(s),
        register_pages.patronages(s),
        register_pages.trainings(s),
        register_pages.money(s),
        register_pages.others(s),
        numbers_pages.indicators(s),
        numbers_pages.measures(s),
        closing_pages.gap_pages(s),
        closing_pages.overlap_pages(s),
        change_pages.changes(s),
        closing_pages.methodology(s),
        closing_pages.risk_pages(s),
        _contributions(s, written),
        (source_rows(s) for _ in range(1)),
        data_sheets(s),
        register_sheets(s),
    )


def _programme(s: Summary, written: Written) -> Iterator[Block]:
    """The programme's tasks and how they stand."""
    yield Heading(s.words("year_book.programme"))
    yield numbers_pages.programme(s, written.stated)


def _contributions(s: Summary, written: Written) -> Iterator[Block]:
    """What units wrote on their task cards and somebody accepted."""
    rows = [
        (s.catalogue.tasks[task].label(s.language) if task in s.catalogue.tasks else task, one.unit,
         " ".join(one.narrative.split()), one.source)
        for task, said in sorted(written.said.items())
        for one in said
    ]  # fmt: skip
    if not rows:
        return
    yield Heading(s.words("year_book.contributions"))
    yield Table(
        "contributions",
        s.words("year_book.contributions_caption", year=s.period.year),
        (
            Column(s.word("task_name"), header=True),
            Column(s.words("year_book.unit")),
            Column(s.words("year_book.narrative")),
            Column(s.words("year_book.source")),
        ),
        tuple(rows),
        s.source("task_answer"),
        sheet=s.sheet("contributions"),
    )


def _names(s: Summary) -> Iterator[tuple[str, Value]]:
    """An Excel name for every number of Tables 1 and 2, with the same formula as its table."""
    every: Mapping[str, MeasureNumber | IndicatorNumber] = {**s.numbers.measures, **s.numbers.indicators}
    for code, one in every.items():
        value = one.override.value if isinstance(one, IndicatorNumber) and one.override else None
        told = s.counted(code, one.reading, one.entry.unit) if value is None else s.shaped(value, one.entry.unit)
        cell = told if isinstance(told, Cell) else Cell(told)
        label = f"{code} {one.entry.label(s.language)}"
        yield range_name(s.words, code), Cell(cell.value, label, cell.query, cell.kind, cell.digits)


def range_name(words: Words, code: str) -> str:
    """The Excel name of a number: Miernik_3_1b, Wskaźnik_T2_1_1."""
    key = "year_book.name_indicator" if code.startswith("T2") else "year_book.name_measure"
    return words(key, code=code.replace("-", "_").replace(".", "_"))
