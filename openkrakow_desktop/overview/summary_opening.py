"""The summary's first pages: what it is and how to read it, and the year on one page."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.document import (
    Block,
    Bullets,
    Cell,
    ChartKind,
    ChartSpec,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Paragraph,
    Series,
    Value,
)
from ..core.formats import day
from ..core.text import sentence
from .evaluate import IndicatorNumber, MeasureNumber, Status
from .overlaps import events_in_all
from .summary_context import Summary
from .wording import unit_word, value_text

_KEY_MEASURES = ("1.1", "3.1b", "3.1a", "1.4", "4.2a", "4.3")
_MOST_NAMES = 6  # of indicators in the first sentence: the year stays on one page
_SIGNS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.RUNNING: "…", Status.NO_DATA: "–", Status.OUTSIDE: "·"}


def status_text(s: Summary, status: Status) -> str:
    """A status as the report prints it: a sign and a word, as nothing is said by colour."""
    return f"{_SIGNS[status]} {s.words.choice(status)}"


# ---- what this is --------------------------------------------------------------------------------------------------
def about(s: Summary) -> Iterator[Block]:
    """The basis of the report and how to read it (domain.md §2.7: the basis comes first)."""
    due = s.catalogue.report_due(s.period.year)
    yield Heading(s.word("about"))
    yield Paragraph(s.catalogue.programme.main_objective.text(s.language))
    yield Bullets(
        (
            s.word("about_year", year=s.period.year, due=day(due, s.language)),
            s.word("about_numbers", as_of=s.as_of, live=s.version),
            s.words(f"year_book.{s.variant.value}_about"),
            s.word("about_signs"),
            s.word("about_status"),
        )
    )


def scope(s: Summary) -> str:
    """How much of the programme the report covers."""
    c = s.catalogue
    return s.word(
        "scope_fact", tasks=len(c.tasks), measures=len(c.measures), indicators=len(c.indicators), risks=len(c.risks)
    )


# ---- in short ------------------------------------------------------------------------------------------------------
def in_short(s: Summary) -> Iterator[Block]:
    """The year on one page: a sentence, a few numbers, the indicators as a picture."""
    yield Heading(s.word("in_short"), new_page=True)
    yield Paragraph(_in_words(s), lead=True)
    every: int | NoData = events_in_all(s.session, s.period)
    if not every and s.numbers.measures["3.1b"].reading.value is None:
        every = NoData()  # nobody keeps the register in this year: that is not "no events"
    figures = [_key_figure(s, s.numbers.measures[code]) for code in _KEY_MEASURES]
    figures.append(KeyFigure(s.word("events_in_all"), every, note=s.word("events_in_all_note")))
    met = len(_of(s, Status.MET))
    share = s.word("n_of_m", n=met, m=len(s.numbers.indicators))
    yield KeyFigures((KeyFigure(s.word("indicators_met"), share, Kind.TEXT, _other_statuses(s)), *figures))
    yield _bars(s)
    if s.period.is_running:
        yield Note(s.word("running"))


def _of(s: Summary, status: Status) -> list[IndicatorNumber]:
    return [one for one in s.numbers.indicators.values() if one.status is status]


def _in_words(s: Summary) -> str:
    """How many indicators are met, and which are not: by name, or only how many where the names are too many."""
    told = [s.word("met_in_words", n=len(_of(s, Status.MET)), m=len(s.numbers.indicators), year=s.period.year)]
    others = [status for status in Status if status is not Status.MET and _of(s, status)]
    by_name = sum(len(_of(s, status)) for status in others) <= _MOST_NAMES
    for status in others:
        names = [s.word("quoted", name=one.entry.label(s.language)) for one in _of(s, status)]
        told.append(f"{sentence(s.words.choice(status))}: {', '.join(names) if by_name else len(names)}.")
    return " ".join(told)


def _other_statuses(s: Summary) -> str:
    others = (status for status in Status if status is not Status.MET and _of(s, status))
    return " · ".join(f"{s.words.choice(status)}: {len(_of(s, status))}" for status in others)


def _key_figure(s: Summary, one: MeasureNumber) -> KeyFigure:
    code, known = one.entry.code, one.reading.value
    value: Value = NoData() if known is None else Cell(known, query=s.row_sum(code))
    unit = unit_word(one.entry, one.reading.value, s.catalogue, s.language)
    before = value_text(one.previous.value, one.entry.unit, s.language)
    told = s.word("before_in_words", value=before, year=s.period.year - 1) if one.previous.value is not None else ""
    return KeyFigure(one.entry.label(s.language), value, note="\n".join(part for part in (unit, told) if part))


def _bars(s: Summary) -> Figure:
    """The ten indicators: value against expected and base, each on a scale of its own."""
    found = list(s.numbers.indicators.values())
    chart = ChartSpec(
        ChartKind.BULLET,
        tuple(f"{one.entry.code} {one.entry.label(s.language)}" for one in found),
        (
            Series(s.word("value_of", year=s.period.year), tuple(one.reading.value for one in found)),
            Series(s.word("expected"), tuple(one.expected for one in found)),
            Series(s.word("base", year=s.catalogue.programme.base_year), tuple(one.base for one in found)),
        ),
        labels=tuple(_label(s, one) for one in found),
        shares=tuple(place for place, one in enumerate(found) if one.entry.unit == "percent"),
    )
    return Figure(
        "indicator_bars",
        s.word("bullets_caption", year=s.period.year),
        chart,
        s.word("bullets_summary"),
        s.from_registers(),
        sheet=s.sheet("indicator_bars"),
    )


def _label(s: Summary, one: IndicatorNumber) -> str:
    """The status at the end of a row; while it runs also how much of what is expected is there."""
    words = status_text(s, one.status)
    if one.status is Status.RUNNING and one.share is not None:
        words += f", {value_text(one.share, 'percent', s.language)}"
    return words
