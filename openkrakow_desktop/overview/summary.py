"""The year's summary: one document for the workbook and the PDF, made of the very numbers the screen shows.

The PDF holds the pages; the workbook holds them too, and the rows behind every number with one sheet per register."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import Declared
from ..core.document import Contents, Document, labels
from ..core.formats import day
from ..core.measures import Period
from ..core.words import Words
from ..programme.catalogue import Catalogue
from . import summary_changes as change_pages
from . import summary_closing as closing_pages
from . import summary_numbers as numbers_pages
from . import summary_opening as opening_pages
from . import summary_registers as register_pages
from .evaluate import YearNumbers, evaluate
from .summary_context import Summary
from .summary_sheets import register_sheets, source_rows


def year_summary(
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
) -> Document:
    """The summary of R in the language of `words`, as of `now`; `numbers` where they are evaluated already; `reason`
    of the correction that they are being frozen as."""
    s = Summary(session, numbers or evaluate(session, period, catalogue, declared), declared, words, now, reason)
    blocks = chain(
        [Contents()],
        opening_pages.about(s),
        opening_pages.in_short(s),
        numbers_pages.indicators(s),
        numbers_pages.measures(s),
        change_pages.changes(s),
        register_pages.events(s),
        register_pages.point(s),
        register_pages.competition(s),
        register_pages.patronages(s),
        register_pages.trainings(s),
        register_pages.money(s),
        closing_pages.risk_pages(s),
        closing_pages.methodology(s),
        closing_pages.gap_pages(s),
        closing_pages.overlap_pages(s),
        [source_rows(s)],
        register_sheets(s),
    )
    return Document(
        title=s.word("title", year=period.year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=catalogue.programme.title(words.language),
        author=s.word("author"),
        subject=s.word("subject", year=period.year),
        facts=(
            (s.word("reporting_year"), str(period.year)),
            (s.word("read_at"), s.as_of),
            (s.word("version"), s.version),
            (s.word("basis"), s.word("basis_fact")),
            (s.word("scope"), opening_pages.scope(s)),
            (s.word("for_council"), s.word("by_day", day=day(catalogue.report_due(period.year), words.language))),
        ),
        cover=True,
        banner=s.word("demo") if is_demo else "",
        names={s.word("name_year"): period.year},
        created=now.astimezone(WARSAW).astimezone(dt.UTC),
    )
