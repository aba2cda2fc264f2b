"""The programme's own pages of the summary: key figures, indicators, measures by objective, risks, how it was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from ..core.document import (
    Block,
    Bullets,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Paragraph,
    Series,
    Source,
    Table,
    Value,
)
from ..core.formats import day
from ..core.measures import Reading, State
from ..programme import catalogue as c
from ..programme.service import statuses
from .evaluate import IndicatorNumber, MeasureNumber, Status
from .overlaps import Overlapping, events_in_all, overlaps
from .risks import RiskView, risks
from .summary_context import Summary
from .wording import basis_of, beside_label, beside_value, expected_text, reason_of, signal_value, unit_word, value_text

_KEY_MEASURES = ("1.1", "3.1b", "3.1a", "1.4", "4.2a", "4.3")


# ---- in short ------------------------------------------------------------------------------------------------------
def in_short(s: Summary) -> Iterator[Block]:
    """The year in a few numbers."""
    yield Heading(s.word("in_short"))
    met = sum(one.status is Status.MET for one in s.numbers.indicators.values())
    figures = [KeyFigure(s.word("indicators_met"), s.word("n_of_m", n=met, m=len(s.numbers.indicators)), Kind.TEXT)]
    figures += [_key_figure(s, s.numbers.measures[code]) for code in _KEY_MEASURES]
    every = events_in_all(s.session, s.period)
    figures.append(KeyFigure(s.word("events_in_all"), every, note=s.word("events_in_all_note")))
    yield KeyFigures(tuple(figures))
    if s.period.is_running:
        yield Note(s.word("running"))


def _key_figure(s: Summary, one: MeasureNumber) -> KeyFigure:
    value: Value = NoData() if one.reading.value is None else one.reading.value
    unit = unit_word(one.entry, one.reading.value, s.catalogue, s.language)
    return KeyFigure(one.entry.label(s.language), value, note=unit)


# ---- indicators ----------------------------------------------------------------------------------------------------
def indicators(s: Summary) -> Iterator[Block]:
    """Table 2 with base, expected value, the year before, status, and the same as a picture."""
    found = list(s.numbers.indicators.values())
    yield Heading(s.word("indicators"))
    base = s.catalogue.programme.base_year
    names = ("code", "indicator", ("base", base), "expected", ("before", s.period.year - 1),
             ("year", s.period.year), "difference", "status")  # fmt: skip
    titles = [s.word(one) if isinstance(one, str) else s.word(one[0], year=one[1]) for one in names]
    kinds = (Kind.TEXT, Kind.TEXT, Kind.INTEGER, Kind.TEXT, Kind.INTEGER, Kind.INTEGER, Kind.INTEGER, Kind.TEXT)
    columns = tuple(Column(title, kind, header=title == titles[1]) for title, kind in zip(titles, kinds, strict=True))
    told = Counter(one.status for one in found)
    yield Table(
        "indicators",
        s.word("indicators_caption", year=s.period.year),
        columns,
        tuple(_indicator_row(s, one) for one in found),
        Source(s.word("registers"), s.as_of, s.word("live"), s.word("judged")),
        summary=" · ".join(f"{s.words.choice(status)}: {n}" for status, n in told.items()),
        wide=True,
    )
    yield from _indicator_remarks(s, found)
    yield from _bullets(s, found)


def _indicator_row(s: Summary, one: IndicatorNumber) -> tuple[Value, ...]:
    unit, entry = one.entry.unit, one.entry
    value = s.counted(entry.code, one.reading, unit)
    if one.override is not None:
        value = Cell(one.override.value, note=s.word("overridden", reason=one.override.reason))
    difference: Value = NoData()
    if one.difference is not None:
        points = unit == "percent"
        difference = _points(s, Fraction(one.difference)) if points else one.difference
    return (
        entry.code,
        entry.label(s.language),
        s.told(one.base, unit),
        expected_text(one, s.language),
        s.told(one.previous.value, unit),
        value,
        difference,
        s.words.choice(one.status),
    )


def _points(s: Summary, share: Fraction) -> str:
    """A difference of shares, in percentage points."""
    return s.word("points", value=value_text(share, "percent", s.language).removesuffix("%"))


def _indicator_remarks(s: Summary, found: list[IndicatorNumber]) -> Iterator[Block]:
    """What stands beside the indicators: figures from outside with their source, the share of what is expected."""
    told = []
    for one in found:
        for code, reading in one.reading.beside.items():
            if code in one.sources or code in {beside.code for beside in one.entry.beside}:
                told.append(_beside_line(s, one.entry, code, reading, one.sources.get(code, "")))
        if one.entry.expected.by is not None and one.share is not None and one.status is Status.RUNNING:
            share = value_text(one.share, "percent", s.language)
            told.append(s.word("share_of_expected", code=one.entry.code, share=share, value=one.entry.expected.value))
    if told:
        yield Bullets(tuple(told))


def _beside_line(s: Summary, entry: c.Number | c.Indicator, code: str, reading: Reading, source: str) -> str:
    label = beside_label(code, s.catalogue, s.words)
    if reading.state is not State.NUMBER:
        return f"{entry.code}: {label}: {s.words('status.no_data')} ({reason_of(reading, s.words)})"
    value = beside_value(code, reading, entry.unit, s.language)
    return f"{entry.code}: {label}: {value}" + (f" ({s.word('from', source=source)})" if source else "")


def _bullets(s: Summary, found: list[IndicatorNumber]) -> Iterator[Block]:
    """Value against expected and base; the share T2-3.2 has a scale of its own and a table line only."""
    drawn = [one for one in found if one.entry.unit != "percent"]
    chart = ChartSpec(
        ChartKind.BULLET,
        tuple(f"{one.entry.code} {one.entry.label(s.language)}" for one in drawn),
        (
            Series(s.word("value"), tuple(one.reading.value for one in drawn)),
            Series(s.word("expected"), tuple(one.expected for one in drawn)),
            Series(s.word("base", year=s.catalogue.programme.base_year), tuple(one.base for one in drawn)),
        ),
        labels=tuple(s.words.choice(one.status) for one in drawn),
    )
    met = sum(one.status is Status.MET for one in drawn)
    yield Figure(
        "indicator_bars",
        s.word("bullets_caption", year=s.period.year),
        chart,
        s.word("bullets_summary", n=met, m=len(drawn)),
    )


# ---- measures ------------------------------------------------------------------------------------------------------
def measures(s: Summary) -> Iterator[Block]:
    """Table 1 by objective: the 37 numbers, what stands beside them, and what people say of each task."""
    stated = statuses(s.session, s.period.year)
    yield Heading(s.word("measures"), new_page=True)
    yield Paragraph(s.word("measures_lead"))
    for objective in s.catalogue.objectives.values():
        numbers = [
            one for one in s.numbers.measures.values() if s.catalogue.task_of(one.entry).objective == objective.code
        ]
        yield Heading(f"{objective.code}. {objective.label(s.language)}", 2)
        yield Paragraph(objective.text(s.language))
        yield _measure_table(s, objective, numbers, {code: s.words.choice(one.state) for code, one in stated.items()})
        besides = [
            _beside_line(s, one.entry, code, reading, "")
            for one in numbers
            for code, reading in one.reading.beside.items()
        ]
        if besides:
            yield Bullets(tuple(besides))
        for task in s.catalogue.tasks.values():
            if task.objective == objective.code and task.code in stated and stated[task.code].narrative:
                yield Heading(f"{task.code} {task.label(s.language)}", 3)
                yield Paragraph(str(stated[task.code].narrative))


def _measure_table(s: Summary, objective: c.Objective, numbers: list[MeasureNumber], said: dict[str, str]) -> Table:
    columns = (
        Column(s.word("code")),
        Column(s.word("measure"), header=True),
        Column(s.word("before", year=s.period.year - 1), Kind.INTEGER),
        Column(s.word("year", year=s.period.year), Kind.INTEGER),
        Column(s.word("unit")),
        Column(s.word("task_state")),
    )
    rows = []
    for one in numbers:
        task, unit = s.catalogue.task_of(one.entry), one.entry.unit
        rows.append(
            (
                one.entry.code,
                one.entry.name(s.language),
                s.told(one.previous.value, unit),
                s.counted(one.entry.code, one.reading, unit),
                unit_word(one.entry, one.reading.value, s.catalogue, s.language),
                said.get(task.code, s.word("not_stated")),
            )
        )
    known = sum(one.reading.value is not None for one in numbers)
    return Table(
        f"measures_{objective.code}",
        s.word("measures_caption", code=objective.code, year=s.period.year),
        columns,
        tuple(rows),
        summary=s.word("measures_summary", n=known, m=len(numbers)),
    )


# ---- risks ---------------------------------------------------------------------------------------------------------
def risk_pages(s: Summary) -> Iterator[Block]:
    """Table 3: ratings by people, and the signals beside them."""
    found = risks(s.session, s.numbers)
    yield Heading(s.word("risks"))
    yield Paragraph(s.word("risks_lead"))
    titles = ("risk", "rating_document", "rating", "level", "rated_on", "response", "owner")
    yield Table(
        "risks",
        s.word("risks_caption"),
        tuple(
            Column(s.word(title), Kind.INTEGER if title.startswith("rating") else Kind.TEXT, header=title == "risk")
            for title in titles
        ),
        tuple(_risk_row(s, one) for one in found),
        s.source("risk_assessment"),
        summary=s.word("risks_summary", n=sum(one.assessment is not None for one in found), m=len(found)),
    )
    rows = []
    for one in found:
        for signal in one.signals:
            against = "" if signal.against is None else signal_value(signal.against, signal, s.words)
            value = signal_value(signal.reading, signal, s.words)
            rows.append((one.entry.code, s.words(f"signal.{signal.key}"), value, against, signal.source))
    yield Table(
        "signals",
        s.word("signals_caption"),
        tuple(Column(s.word(title), header=title == "signal")
              for title in ("risk", "signal", "value", "against", "source")),
        tuple(rows),
        summary=s.word("signals_summary"),
    )  # fmt: skip


def _risk_row(s: Summary, one: RiskView) -> tuple[Value, ...]:
    label = f"{one.entry.code} {one.entry.label(s.language)}"
    rated = one.assessment
    if rated is None:
        nothing = NoData(s.word("not_rated"))
        return (label, one.entry.rating, nothing, nothing, nothing, nothing, nothing)
    return (
        label,
        one.entry.rating,
        rated.rating,
        s.catalogue.level_of(rated.rating).label(s.language),
        day(rated.as_of_on, s.language),
        s.words.choice(rated.response),
        rated.owner,
    )


# ---- how it was counted --------------------------------------------------------------------------------------------
def overlap_pages(s: Summary) -> Iterator[Block]:
    """Records that feed several numbers: counted once in each, never added across numbers."""
    found = overlaps(s.session, s.period, s.catalogue, s.declared)
    yield Heading(s.word("overlaps"))
    yield Paragraph(s.word("overlaps_lead"))
    yield Table(
        "overlaps",
        s.word("overlaps_caption"),
        (
            Column(s.word("numbers"), header=True),
            Column(s.word("records"), Kind.INTEGER),
            Column(s.word("shared"), Kind.INTEGER),
            Column(s.word("note")),
        ),
        tuple((", ".join(o.entry.numbers), o.records, len(o.shared), o.entry.note(s.language)) for o in found),
        summary=s.word("overlaps_summary", n=sum(len(one.shared) for one in found)),
    )
    yield _shared_records(s, found)


def _shared_records(s: Summary, found: list[Overlapping]) -> Table:
    rows = tuple(
        (
            ", ".join(shared.numbers),
            s.words(f"{shared.row.register}._one"),
            shared.row.on,
            shared.row.title,
        )
        for one in found
        for shared in one.shared
    )
    return Table(
        "shared_records",
        s.word("shared_caption"),
        (
            Column(s.word("numbers")),
            Column(s.word("register")),
            Column(s.word("date"), Kind.DATE),
            Column(s.word("record"), header=True),
        ),
        rows,
        workbook_only=True,
    )


def methodology(s: Summary) -> Iterator[Block]:
    """How every number was counted, in the words of the catalogue."""
    every: list[MeasureNumber | IndicatorNumber] = [*s.numbers.measures.values(), *s.numbers.indicators.values()]
    rows = [(one.entry.code, one.entry.label(s.language), basis_of(one, s.language)) for one in every]
    yield Heading(s.word("methodology"))
    yield Paragraph(s.word("methodology_lead"))
    yield Table(
        "methodology",
        s.word("methodology_caption"),
        (Column(s.word("code")), Column(s.word("number"), header=True), Column(s.word("basis"))),
        tuple(rows),
        summary=s.word("methodology_summary", n=len(rows)),
    )


def gap_pages(s: Summary) -> Iterator[Block]:
    """What was missing or doubtful when the numbers were read."""
    found: Counter[tuple[str, str]] = Counter()
    for feature in s.declared.features:
        for gap in feature.gaps(s.session, s.period) if feature.gaps else ():
            found[s.words(f"{gap.register}._many"), s.words(f"gap.{gap.key}", **gap.values)] += 1
    yield Heading(s.word("gaps"))
    if not found:
        yield Paragraph(s.word("no_gaps"))
        return
    yield Table(
        "gaps",
        s.word("gaps_caption"),
        (Column(s.word("register")), Column(s.word("gap"), header=True), Column(s.word("how_many"), Kind.INTEGER)),
        tuple((register, sentence, n) for (register, sentence), n in found.items()),
        summary=s.word("gaps_summary", n=sum(found.values())),
    )
