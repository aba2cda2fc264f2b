"""Table 3 as a document of its own: the six risks, their ratings as steps over time, the signals, the scale.

It is a view of the moment, like the page of risks; the yearly report has the same tables in a chapter."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from ..core import formats
from ..core.document import Block, Column, Document, Heading, Kind, Paragraph, Table, labels
from ..core.measures import Period
from ..core.offers import Report, ReportContext
from ..core.text import sentence
from ..programme.catalogue import catalogue
from .evaluate import evaluate
from .risk_lines import rating_figure, ratings_until
from .risks import risks
from .summary_context import Summary
from .summary_risks import history_table, risk_tables, signal_table


def build(session: Session, context: ReportContext, year: int) -> Document:
    """The risks as of a year's stock day, in the language of the context."""
    w, period = context.words, Period(year, context.today)
    s = Summary(session, evaluate(session, period, catalogue(year), context.declared), context.declared, w, context.now)
    return Document(
        title=w("risk_report.title"),
        blocks=tuple(_blocks(s)),
        labels=labels(w),
        subtitle=str(year),
        author=s.word("author"),
        facts=((s.word("reporting_year"), str(year)), (s.word("read_at"), s.as_of), (s.word("version"), s.version)),
        banner=context.banner,
        names={s.word("name_year"): year},
        created=context.now,
    )


RISK_TABLE = Report("risk_table", build, icon="shield-check")


def _blocks(s: Summary) -> Iterator[Block]:
    found = risks(s.session, s.numbers)
    day = formats.day(s.period.stock_day, s.language)
    yield Heading(s.words("risk_report.table", day=day))
    yield Paragraph(s.words("risk_report.lead"))
    yield from risk_tables(s, found)
    yield _descriptions(s)
    yield Heading(s.words("risk_report.history"))
    rated = ratings_until(s.session, s.period.stock_day)
    for code in s.catalogue.risks:
        if code in rated:
            yield rating_figure(code, tuple(rated[code]), s.period.stock_day, s.words, sheet=f"T3 {code}")
    yield from history_table(s)
    yield Heading(s.words("risks.signals"))
    yield signal_table(s, found)
    yield Heading(s.words("risk_report.levels"))
    yield from _scale(s)


def _descriptions(s: Summary) -> Table:
    """The words of Table 3: name, description, response, as the document has them."""
    return Table(
        "risk_words",
        s.words("risks.document"),
        (
            Column(s.word("risk"), header=True),
            Column(s.words("risk_report.what")),
            Column(s.word("rating_document"), Kind.INTEGER),
            Column(s.words("risks.response")),
        ),
        tuple(
            (f"{one.code} {one.label(s.language)}", sentence(one.text(s.language)), one.rating,
             one.response_text(s.language))
            for one in s.catalogue.risks.values()
        ),
        s.source("risk_assessment"),
        sheet=s.words("risks.document")[:31],
    )  # fmt: skip


def _scale(s: Summary) -> Iterator[Block]:
    """What a rating and a response mean, in the words under Table 3."""
    known = s.catalogue
    levels = tuple(
        (one.title(s.language), sentence(one.text(s.language)) + (" …" if one.truncated else ""))
        for one in known.risk_levels.values()
    )
    cut = any(one.truncated for one in known.risk_levels.values())
    meaning = Column(s.words("risk_report.meaning"))
    yield Table(
        "risk_levels", s.words("risk_report.levels_caption"), (Column(s.words("risks.level"), header=True), meaning),
        levels, notes=(s.words("risk_report.truncated"),) if cut else (), sheet=s.words("risk_report.levels"),
    )  # fmt: skip
    responses = tuple(
        (sentence(one.label(s.language)), sentence(one.text(s.language))) for one in known.risk_responses.values()
    )
    yield Table(
        "risk_responses", s.words("risk_report.responses_caption"),
        (Column(s.words("risks.response"), header=True), meaning), responses,
        sheet=s.words("risk_report.responses_caption")[:31],
    )  # fmt: skip
