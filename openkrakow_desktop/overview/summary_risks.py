"""Table 3 in a document: ratings by people with their history, and beside them the signals with their arithmetic.

The program rates no risk: it prints what people wrote, and the signals beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ..core import formats
from ..core.document import Block, Column, Heading, Kind, NoData, Paragraph, Table, Value
from ..core.text import sentence
from .risk_lines import Rating, SignalAccount, ratings_until, signal_accounts
from .risk_words import signal_how
from .risks import RiskView, Signal, risks
from .summary_context import Summary
from .wording import reason_of, signal_value


def risk_pages(s: Summary) -> Iterator[Block]:
    """The chapter of a yearly document: the table, the signals, the history."""
    found = risks(s.session, s.numbers)
    yield Heading(s.word("risks"))
    yield Paragraph(s.word("risks_lead"))
    yield from risk_tables(s, found)
    yield signal_table(s, found)
    yield from history_table(s)


def risk_tables(s: Summary, found: list[RiskView]) -> Iterator[Table]:
    """The six risks: what the document says and what people rated last; then who owns it and what is done."""
    kinds = {"rating_document": Kind.INTEGER, "rating": Kind.INTEGER, "rated_on": Kind.DATE}
    titles = ("risk", "rating_document", "rating", "level", "rated_on")
    source = s.source("risk_assessment", s.word("risks_basis"))
    yield Table(
        "risks",
        s.word("risks_caption", year=s.period.year),
        tuple(Column(s.word(one), kinds.get(one, Kind.TEXT), header=one == "risk") for one in titles),
        tuple(_risk_row(s, one) for one in found),
        source,
        summary=s.word("risks_summary", n=sum(one.assessment is not None for one in found), m=len(found)),
        sheet=s.sheet("risks"),
    )
    heads = (s.word("response"), s.word("owner"), s.words("risks.action"))
    yield Table(
        "risk_answers",
        s.words("risk_report.answers_caption", year=s.period.year),
        (Column(s.word("risk"), header=True), *map(Column, heads)),
        tuple(_answer_row(s, one) for one in found),
        source,
        sheet=s.sheet("risk_answers"),
    )


def _named(s: Summary, one: RiskView) -> str:
    return f"{one.entry.code} {one.entry.label(s.language)}"


def _risk_row(s: Summary, one: RiskView) -> tuple[Value, ...]:
    rated = one.assessment
    if rated is None:
        return (_named(s, one), one.entry.rating, *(NoData(s.word("not_rated")),) * 3)
    level = s.catalogue.level_of(rated.rating).label(s.language)
    return (_named(s, one), one.entry.rating, rated.rating, level, rated.as_of_on)


def _answer_row(s: Summary, one: RiskView) -> tuple[Value, ...]:
    """What a person answers to the risk; before anybody has, what the document says."""
    rated = one.assessment
    if rated is None:
        return (_named(s, one), one.entry.response_text(s.language), NoData(s.word("not_rated")), "")
    return (_named(s, one), sentence(s.words.choice(rated.response)), rated.owner, rated.action or "")


def signal_table(s: Summary, found: list[RiskView]) -> Table:
    """Every signal with what it is seen against or its source, and how it was counted."""
    keys = [signal.key for one in found for signal in one.signals]
    accounts = signal_accounts(s.session, s.period, keys, s.catalogue, s.declared)
    return Table(
        "signals",
        s.word("signals_caption", year=s.period.year),
        (
            Column(s.word("risk")),
            Column(s.word("signal"), header=True),
            Column(s.word("value"), right=True),
            Column(s.word("against")),
            Column(s.word("how")),
        ),
        tuple(_signal_row(s, one.entry.code, signal, accounts) for one in found for signal in one.signals),
        s.from_registers(s.word("signals_basis")),
        sheet=s.sheet("signals"),
    )


def _signal_row(s: Summary, risk: str, one: Signal, accounts: dict[str, SignalAccount]) -> tuple[Value, ...]:
    """A signal, and what it is seen against or where a figure from outside comes from."""
    known = one.reading.value is not None
    against = s.word("from", source=one.source) if one.source else ""
    if one.against is not None and one.against.value is not None:
        against = s.words(f"signal_against.{one.key}", n=signal_value(one.against, one, s.words))
    value: Value = signal_value(one.reading, one, s.words) if known else NoData(reason_of(one.reading, s.words))
    how = signal_how(one, accounts[one.key], s.words)
    return (risk, sentence(s.words(f"signal.{one.key}")), value, against, how)


def history_table(s: Summary) -> Iterator[Block]:
    """Every rating up to the stock day, risk by risk; nothing where nobody has rated."""
    found = ratings_until(s.session, s.period.stock_day)
    rows = tuple(
        _history_row(s, code, one) for code in s.catalogue.risks for one in reversed(found.get(code, []))
    )  # fmt: skip
    if not rows:
        return
    yield Table(
        "risk_history",
        s.word("risk_history_caption", day=formats.day(s.period.stock_day, s.language)),
        (
            Column(s.word("risk"), header=True),
            Column(s.word("rated_on"), Kind.DATE),
            Column(s.word("rating"), Kind.INTEGER),
            Column(s.word("level")),
            Column(s.word("response")),
            Column(s.word("owner")),
        ),
        rows,
        s.source("risk_assessment", s.words("risk_report.basis")),
        summary=s.words("risk_report.rated", n=len(found), m=len(s.catalogue.risks), k=len(rows)),
        sheet=s.sheet("risk_history"),
    )


def _history_row(s: Summary, code: str, one: Rating) -> tuple[Value, ...]:
    level = s.catalogue.level_of(one.rating).label(s.language)
    said = s.words("risks.unchanged") if one.unchanged else s.words.choice(one.response)
    return (code, one.on, one.rating, level, said, one.owner)
