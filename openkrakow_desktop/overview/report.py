"""The yearly report to the City Council: one document for the PDF and its annex, of the very numbers the screen shows.

People write the words, the registers give tables and charts; nothing here counts anything (domain.md §2.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from ..core.asked import AskedNumber
from ..core.clock import WARSAW
from ..core.declarations import Declared, Report, ReportContext
from ..core.document import (
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    Note,
    Paragraph,
    Query,
    Signature,
    Signatures,
    labels,
)
from ..core.formats import day
from ..core.measures import Period, State
from ..core.offers import Ask
from ..core.words import Words, words
from ..programme.catalogue import Catalogue, catalogue
from ..programme.codes import CLOSING, FOREWORD, IN_SHORT
from ..programme.letter_tables import LetterLanguage
from . import summary_centre as centre_pages
from . import summary_changes as change_pages
from . import summary_closing as closing_pages
from . import summary_numbers as numbers_pages
from . import summary_opening as opening_pages
from . import summary_registers as register_pages
from .evaluate import YearNumbers, evaluate
from .official import official
from .report_objectives import Written, objectives
from .report_words import spoken, written_of
from .summary_context import SOURCE_ROWS, Summary
from .summary_data import data_sheets
from .summary_reads import YearReads
from .summary_sheets import register_sheets, source_rows


def council_report(
    session: Session,
    period: Period,
    words: Words,
    catalogue: Catalogue,
    declared: Declared,
    *,
    now: dt.datetime,
    is_demo: bool = False,
    numbers: YearNumbers | None = None,
    reason: str = "",
    shared: YearReads | None = None,
) -> Document:
    """The report on R in the language of `words`, as of `now`, as everybody may read it; `numbers` where
    they are evaluated or frozen already: their version is printed with them; `reason` of the correction that they are
    being frozen as; `shared`: what the same report in another language has read already. Raises Refused for numbers of
    a trial."""
    official(period, declared, numbers)
    known = numbers or evaluate(session, period, catalogue, declared)
    s = Summary(session, known, declared, words, now, reason, shared=shared)
    written, c = written_of(session, period.year), s.word
    blocks = chain(
        [Contents()],
        _own(s, written, FOREWORD),
        _about(s),
        opening_pages.in_short(s),
        numbers_pages.indicators(s),
        _own(s, written, IN_SHORT, 2),
        objectives(s, written),
        change_pages.changes(s),
        centre_pages.events(s),
        centre_pages.point(s),
        register_pages.competition(s),
        register_pages.patronages(s),
        register_pages.trainings(s),
        register_pages.money(s),
        closing_pages.risk_pages(s),
        _own(s, written, CLOSING),
        closing_pages.methodology(s),
        closing_pages.gap_pages(s),
        closing_pages.overlap_pages(s),
        _signatures(s),
        [source_rows(s)],
        data_sheets(s),
        register_sheets(s),
    )
    return Document(
        title=words("council.title", year=period.year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=words("council.subtitle", year=period.year),
        author=c("author"),
        subject=words("council.subject", year=period.year),
        facts=(
            (c("reporting_year"), str(period.year)),
            (c("read_at"), s.as_of),
            (c("version"), s.version),
            (c("basis"), c("basis_fact")),
            (c("scope"), opening_pages.scope(s)),
            (c("for_council"), c("by_day", day=day(catalogue.report_due(period.year), words.language))),
        ),
        cover=True,
        banner=c("demo") if is_demo else "",
        names={c("name_year"): period.year},
        created=now.astimezone(WARSAW).astimezone(dt.UTC),
    )


def build(session: Session, context: ReportContext, year: int, language: LetterLanguage) -> Document:
    """The report as the preview asks for it: live numbers, in the language asked for."""
    return council_report(
        session,
        Period(year, context.today),
        words(language.value),
        catalogue(year),
        context.declared,
        now=context.now,
        is_demo=bool(context.banner),
    )


def number_of(query: Query, asked: Mapping[str, Any]) -> AskedNumber | None:
    """The number a cell of the report is: its sum of source rows names it."""
    codes = [str(one.value).removeprefix("T1-") for one in query.where] if query.table == SOURCE_ROWS else []
    return AskedNumber(codes[0], int(asked["year"])) if codes else None


COUNCIL_REPORT = Report(
    "council_report",
    build,
    (Ask("year", int), Ask("language", LetterLanguage)),
    icon="file-text",
    account=number_of,
)


# ---- the first pages -----------------------------------------------------------------------------------------------
def _about(s: Summary) -> Iterator[Block]:
    """The basis of the report and how to read it."""
    w, year = s.words, s.period.year
    due = day(s.catalogue.report_due(year), s.language)
    yield Heading(w("council.basis"))
    yield Paragraph(s.catalogue.programme.main_objective.text(s.language))
    yield Bullets(
        (
            w("council.basis_law", year=year, due=due),
            s.word("about_numbers", as_of=s.as_of, live=s.version),
            w("council.basis_words"),
            s.word("about_signs"),
            s.word("about_status"),
        )
    )
    if caveat := _caveat(s):
        yield Note(caveat)


def _caveat(s: Summary) -> str:
    """What is odd about the year itself: not begun, without any data, outside the programme."""
    w, year = s.words, s.period.year
    if s.period.is_future:
        return w("council.future", year=year)
    if all(one.reading.state is not State.NUMBER for one in s.numbers.measures.values()):
        return w("council.empty", year=year)
    if not s.catalogue.covers(year):
        programme = s.catalogue.programme
        return w("council.outside", year=year, first=programme.first_year, last=programme.last_year)
    return ""


def _own(s: Summary, written: Written, section: str, level: int = 1) -> Iterator[Block]:
    """A part that people wrote; left out where they did not."""
    if section in written.sections:
        yield Heading(s.words(f"report_section.{section}"), level)
        yield from spoken(s, written.sections[section])


# ---- the last page -------------------------------------------------------------------------------------------------
def _signatures(s: Summary) -> Iterator[Block]:
    """Who wrote, who answers for it, who presents it to the Council."""
    yield Heading(s.words("council.signatures"))
    yield Paragraph(s.words("council.signatures_lead", year=s.period.year))
    yield Signatures(tuple(Signature(s.words(f"council.{role}")) for role in ("coordinator", "head", "mayor")))
