"""What renderers must not invent: the arithmetic behind a document, how a value reads, and the gate `problems()`.

Both renderers and the tests ask here, so a number is the same in the workbook, the PDF and the alternative text."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import formats
from .document import (
    NUMBERS,
    Bullets,
    Cards,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    CountBoxes,
    Document,
    Figure,
    HandTable,
    Heading,
    Kind,
    NoData,
    Note,
    Number,
    Paragraph,
    Query,
    Run,
    Series,
    Source,
    Suppressed,
    Table,
    Text,
    Total,
    Value,
    bare,
    plain,
    runs,
)
from .document_agenda import Agenda
from .document_certificate import Certificate
from .document_letter import Letter

MOST_SERIES = 8
LONGEST_SHEET = 31  # characters in the name of a sheet, Excel's limit
_EXCEL_NAME = re.compile(r"(?![A-Za-z]{1,3}\d+$)[^\W\d]\w{2,}")  # not a cell such as ROK2025
_SUPERSCRIPT = str.maketrans("0123456789,", "⁰¹²³⁴⁵⁶⁷⁸⁹\u02d2")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_FAMILIES = {str: 1, int: 2, Decimal: 2, Fraction: 2, dt.datetime: 3, dt.time: 4}  # what can be compared with what
_MIDNIGHT = dt.time()
_ALLOWED = (str, Run, tuple, int, Decimal, Fraction, dt.date, dt.time, NoData, Suppressed, Cell, type(None))


# ---- arithmetic ----------------------------------------------------------------------------------------------------
class Answers:
    """The exact numbers queries stand for. Columns are read once, however many queries ask about them."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self._columns: dict[tuple[str, str], list[Value]] = {}
        self._rows: dict[tuple[str, str], dict[Value, list[int]]] = {}

    def __call__(self, query: Query) -> int | Fraction | None:
        """None for the mean of nothing. KeyError for a table or column that is not there."""
        kept = self._candidates(query)
        for where in query.where:
            column, holds = self.column(query.table, where.column), _test(where.op, where.value)
            kept = [i for i in kept if holds(column[i])]
        if query.total is Total.COUNT and not query.column:
            return len(list(kept))
        column = self.column(query.table, query.column)
        return total([column[i] for i in kept], query.total)

    def _candidates(self, query: Query) -> Iterable[int]:
        """The rows worth looking at: by the first condition that asks for equality, else all."""
        for where in query.where:
            wanted = _comparable(bare(where.value))
            if where.op == "=" and type(wanted) in _FAMILIES:
                return self._places(query.table, where.column).get(wanted, ())
        return range(len(self.tables[query.table].rows))

    def _places(self, table: str, title: str) -> dict[Value, list[int]]:
        """In which rows each value of a column stands."""
        if (table, title) not in self._rows:
            found = self._rows[table, title] = {}
            for place, value in enumerate(self.column(table, title)):
                if type(value) in _FAMILIES:
                    found.setdefault(value, []).append(place)
        return self._rows[table, title]

    def column(self, table: str, title: str) -> list[Value]:
        """The bare values of a column; texts folded to compare as Excel compares them."""
        found = self._columns.get((table, title))
        if found is None:
            place = next((i for i, c in enumerate(self.tables[table].columns) if c.title == title), None)
            if place is None:
                raise KeyError(f"{table}[{title}]")
            found = [_comparable(bare(row[place])) for row in self.tables[table].rows]
            self._columns[table, title] = found
        return found


def answer(tables: Mapping[str, Table], query: Query) -> int | Fraction | None:
    """The exact number a query stands for; None for the mean of nothing."""
    return Answers(tables)(query)


def total(values: Iterable[Value], how: Total) -> int | Fraction | None:
    """Sum, count or mean of what is a number (COUNT: of what is there). No data is left out, never taken as zero."""
    known = [v for v in map(bare, values) if v is not None and v != "" and not isinstance(v, (NoData, Suppressed))]
    if how is Total.COUNT:
        return len(known)
    numbers = [v for v in known if isinstance(v, (int, Decimal, Fraction))]
    if all(type(v) is int for v in numbers):
        exact = Fraction(sum(int(v) for v in numbers))
    else:
        exact = sum((Fraction(v) for v in numbers), Fraction(0))
    if how is Total.MEAN:
        return exact / len(numbers) if numbers else None
    return whole(exact)


def whole(number: Fraction) -> int | Fraction:
    """An int where the fraction is one."""
    return int(number) if number.denominator == 1 else number


def _comparable(value: Value) -> Value:
    """A value in the form in which it is compared: text without case (none: empty), days as midnights."""
    if isinstance(value, (str, Run, tuple)):
        return plain(value).casefold() or None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, _MIDNIGHT)
    return value


def _test(op: str, wanted: Value) -> Callable[[Value], bool]:
    right, compare = _comparable(bare(wanted)), _COMPARE[op]
    if right is None:
        return lambda left: (left is None) == (op == "=")

    family, differs = _FAMILIES.get(type(right)), op == "<>"

    def holds(left: Value) -> bool:
        return compare(left, right) if _FAMILIES.get(type(left)) == family else differs

    return holds


# ---- footnotes -----------------------------------------------------------------------------------------------------
def _remarks(value: Value) -> Iterator[str]:
    inner = bare(value)
    if isinstance(inner, (NoData, Suppressed)) and inner.reason:
        yield inner.reason
    if isinstance(value, Cell) and value.note:
        yield value.note


def footnotes(table: Table) -> dict[str, int]:
    """Footnote text -> number, in reading order; the same words are one note."""
    notes: dict[str, int] = {}
    for value in special(table):
        for text in _remarks(value):
            notes.setdefault(text, len(notes) + 1)
    return notes


def special(table: Table) -> Iterator[Cell | NoData | Suppressed]:
    """The values with a note, a query or no number, in reading order. Most tables have none: cheap to find out."""
    wanted = (Cell, NoData, Suppressed)
    if not {type(value) for row in table.rows for value in row}.isdisjoint(wanted):
        yield from (value for row in table.rows for value in row if isinstance(value, wanted))
    yield from (value for value in table.last if isinstance(value, wanted))


def superscript(number: int) -> str:
    return str(number).translate(_SUPERSCRIPT)


def mark(value: Value, notes: Mapping[str, int]) -> str:
    """The footnote numbers of a cell, as superscript digits."""
    return ",".join(str(notes[text]) for text in _remarks(value) if text in notes).translate(_SUPERSCRIPT)


def legend(values: Iterable[Value], document: Document) -> list[str]:
    """What `–` and `#` mean, where one of them is printed."""
    words = document.labels
    signs = {type(inner) for inner in map(bare, values) if isinstance(inner, (NoData, Suppressed))}
    pairs = ((NoData, words.no_data, words.no_data_legend), (Suppressed, words.suppressed, words.suppressed_legend))
    return [f"{sign} {meaning}" for kind, sign, meaning in pairs if kind in signs]


def legend_of_chart(chart: ChartSpec, document: Document) -> list[str]:
    """What `–` means, where a chart prints it."""
    gaps = any(value is None for series in chart.series for value in series.values)
    without_sign = (ChartKind.LINE, ChartKind.HEAT)  # a gap in the line; an empty square with a legend of its own
    return legend([NoData()], document) if gaps and chart.kind not in without_sign else []


def table_legend(table: Table, document: Document) -> list[str]:
    return legend(special(table), document)


# ---- words for values ----------------------------------------------------------------------------------------------
def show(value: Value, column: Column, document: Document) -> str:
    """One cell as people read it (without its footnote mark)."""
    column = read_as(value, column)
    value, words = bare(value), document.labels
    if value is None:
        return ""
    if isinstance(value, (NoData, Suppressed)):
        return words.no_data if isinstance(value, NoData) else words.suppressed
    if isinstance(value, (str, Run, tuple)):
        return plain(value)
    if isinstance(value, dt.datetime):
        return formats.moment(value, words.language)
    if isinstance(value, dt.date):
        return formats.day(value, words.language)
    if isinstance(value, dt.time):
        return formats.clock_time(value)
    assert not isinstance(value, Cell)
    if column.kind is Kind.MONEY:
        return formats.money(value, words.language)
    if column.kind is Kind.PERCENT:
        return formats.percent(value, words.language, column.digits)
    return formats.number(value, words.language, column.digits if column.kind is Kind.DECIMAL else 0)


def read_as(value: Value, column: Column) -> Column:
    """The column as this value reads it: a cell may be of another kind."""
    if isinstance(value, Cell) and value.kind is not None:
        return replace(column, kind=value.kind, digits=value.digits)
    return column


def totals_row(table: Table) -> list[tuple[Value, Column]] | None:
    """The totals under a table, each with the column that says how it reads; None if it has none."""
    if table.last:
        return list(zip(table.last, table.columns, strict=True))
    if not any(c.total for c in table.columns):
        return None
    found: list[tuple[Value, Column]] = []
    for i, column in enumerate(table.columns):
        result = total((row[i] for row in table.rows), column.total) if column.total else None
        found.append((result, Column("", Kind.INTEGER) if column.total is Total.COUNT else column))
    return found


def source_line(source: Source, document: Document) -> str:
    parts = (source.register, source.as_of, source.snapshot, source.basis)
    return f"{document.labels.source}: " + " · ".join(part for part in parts if part)


def describe(figure: Figure, document: Document) -> str:
    """The alternative text of a chart: its message, then every number in it (a calendar: the sum of each month)."""
    chart = month_sums(figure.chart) if figure.chart.kind is ChartKind.HEAT else figure.chart
    share = False

    def said(value: Number | None) -> str:
        if value is None:
            return document.labels.no_data_legend
        if share:
            return formats.percent(value, document.language, formats.share_digits(value))
        return formats.number(value, document.language, chart.digits)

    rows = []
    for i, category in enumerate(chart.categories):
        share = i in chart.shares
        numbers = "; ".join(f"{s.name} {said(s.values[i])}".strip() for s in chart.series)
        rows.append(f"{category}: {numbers}" + (f" ({chart.labels[i]})." if chart.labels else "."))
    return f"{figure.caption}. {figure.summary} " + " ".join(rows)


def month_sums(chart: ChartSpec) -> ChartSpec:
    """A calendar's numbers by month (Roman numeral and year); a month without any value stays without data."""
    assert chart.start is not None
    sums: dict[str, Number | None] = {}
    for i, value in enumerate(chart.series[0].values):
        date = chart.start + dt.timedelta(days=i)
        name = f"{ROMAN[date.month - 1]} {date.year}"
        before = sums.setdefault(name, None)
        if value is not None:
            sums[name] = value if before is None else whole(Fraction(before) + Fraction(value))
    series = Series(chart.series[0].name, tuple(sums.values()))
    return ChartSpec(ChartKind.MONTHS, tuple(sums), (series,), chart.unit, digits=chart.digits)


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


# ---- the gate ------------------------------------------------------------------------------------------------------
def problems(document: Document) -> list[str]:
    """What would make a document inaccessible or untrue; renderers refuse a document that has any.

    For programmers, hence in English: a report that meets it has a fault, not the person who prints it."""
    found, level, answers = [], 0, Answers(document.tables())
    names = [re.sub(r"\W", "_", b.name).casefold() for b in document.blocks if isinstance(b, (Table, Figure))]
    found += [f"name used twice: {n}" for n in sorted({n for n in names if names.count(n) > 1})]
    found += [] if document.title.strip() else ["document without title"]
    found += [f"name not fit for Excel: {n}" for n in document.names if not _EXCEL_NAME.fullmatch(n)]
    for block in document.blocks:
        if isinstance(block, Heading):
            if not 1 <= block.level <= min(3, level + 1):
                found.append(f"heading level skipped: {plain(block.text)}")
            level = block.level
        elif isinstance(block, Figure):
            found += [f"figure {problem}: {block.caption}" for problem in _figure_problems(block)]
        elif isinstance(block, Table):
            found += _table_problems(block, answers)
        elif isinstance(block, (HandTable, CountBoxes, Cards)):
            found += _hand_problems(block)
        elif isinstance(block, Agenda) and not all(day.entries and day.number and day.weekday for day in block.days):
            found.append("day of an agenda without number, weekday or entries")
        elif isinstance(block, Letter) and not (block.subject.strip() and block.addressee and block.parts):
            found.append("letter without subject, addressee or text")
        elif isinstance(block, Certificate) and not (block.title.strip() and block.number and block.name.strip()):
            found.append("certificate without title, number or name")
        found += [f"link that is neither web nor mail: {run.href}" for text in _texts(block) for run in runs(text)
                  if run.href and not re.match(r"(https?://|mailto:)", run.href)]  # fmt: skip
    return found


def _hand_problems(block: HandTable | CountBoxes | Cards) -> Iterator[str]:
    if isinstance(block, HandTable):
        if not block.caption or not any(c.header for c in block.columns) or not all(c.titles for c in block.columns):
            yield "hand table without caption, header or titles"
        if any(len(row) != len(block.columns) for row in block.rows):
            yield f"row of another length in {block.caption}"
        return
    pictures = block.cards if isinstance(block, Cards) else (block,)
    if not all(one.alt.strip() for one in pictures):
        yield "picture without alternative text"


def _texts(block: object) -> Iterator[Text]:
    if isinstance(block, (Heading, Paragraph, Note)):
        yield block.text
    elif isinstance(block, Bullets):
        for text, inner in block.pairs():
            yield text
            yield from _texts(inner)
    elif isinstance(block, Table):
        kinds = {type(value) for row in block.rows for value in row}
        if not kinds.isdisjoint({Run, tuple, Cell}):  # most tables of a workbook have none: cheap to find out
            for row in block.rows:
                yield from (v for v in map(bare, row) if isinstance(v, (Run, tuple)))


def _figure_problems(figure: Figure) -> Iterator[str]:
    chart = figure.chart
    values = [value for series in chart.series for value in series.values]
    length = len(chart.categories)
    if chart.kind is ChartKind.HEAT:
        length = len(chart.series[0].values) if chart.series else 0
        if chart.start is None or chart.categories or len(chart.series) != 1:
            yield "calendar needs start, one series, no categories"
    if not figure.summary:
        yield "without summary"
    if not length or not chart.series:
        yield "without data"
    if any(len(series.values) != length for series in chart.series):
        yield "with uneven series"
    if any(isinstance(value, (bool, float)) for value in values):
        yield "with inexact numbers"
    if chart.kind is ChartKind.BULLET and len(chart.series) != 3:
        yield "needs value, expected, base"
    if chart.kind is ChartKind.MONTHS and len(chart.series) != 1:
        yield "of months needs one series"
    if chart.kind is ChartKind.STEPS:
        whole = chart.start is not None and chart.axis is not None and len(chart.series) == 1
        if not whole or len(chart.days) != length + 1 or list(chart.days) != sorted(chart.days):
            yield "of steps needs start, axis, one series, and its days in order with the end"
    if chart.axis and chart.kind not in (ChartKind.DOTS, ChartKind.STEPS):
        yield "with an axis of its own, which only dots and steps may have"
    if chart.axis and any(v is not None and not chart.axis[0] <= v <= chart.axis[1] for v in values):
        yield "with values outside its axis"
    if len(chart.series) > MOST_SERIES and chart.kind is not ChartKind.DOTS:
        yield f"with more than {MOST_SERIES} series"
    signed = chart.kind in (ChartKind.BARS, ChartKind.LINE, ChartKind.DOTS)
    if not signed and any(v is not None and v < 0 for v in values):
        yield "with negative values, which such a chart cannot show"
    if chart.labels and len(chart.labels) != length:
        yield "with labels for other rows"


def _table_problems(table: Table, answers: Answers) -> Iterator[str]:
    if not table.columns:
        yield f"no columns in {table.name}"
    if any(len(row) != len(table.columns) for row in (*table.rows, table.last or table.columns)):
        yield f"row of another length in {table.name}"
        return
    if len({c.title.casefold() for c in table.columns}) < len(table.columns) or not all(c.title for c in table.columns):
        yield f"columns without name or named alike in {table.name}"
    if any(c.total in (Total.SUM, Total.MEAN) and c.kind not in NUMBERS for c in table.columns):
        yield f"sum of what is no number in {table.name}"
    if table.last and any(c.total for c in table.columns):
        yield f"totals both added and given in {table.name}"
    if len(table.sheet) > LONGEST_SHEET:
        yield f"sheet name too long: {table.sheet}"
    cells = [value for value in special(table) if isinstance(value, Cell)]
    kinds = {type(value) for row in table.rows for value in row} | {type(cell.value) for cell in cells}
    for kind in kinds:
        if kind is bool or not issubclass(kind, _ALLOWED):
            yield f"{kind.__name__} in {table.name}"
        if kind is dt.datetime and any(isinstance(v, dt.datetime) and v.tzinfo for row in table.rows for v in row):
            yield f"instant that is not local time in {table.name}"
    for cell in cells:
        if cell.query is not None:
            yield from _query_problems(table.name, cell, cell.query, answers)


def _query_problems(name: str, cell: Cell, query: Query, answers: Answers) -> Iterator[str]:
    if any(isinstance(w.value, (str, Run, tuple)) and w.op not in ("=", "<>") for w in query.where):
        yield f"{name}: texts have no order to ask for"
        return
    if query.table in answers.tables and answers.tables[query.table].paper_only:
        yield f"{name}: {query.table} has no sheet to ask"
        return
    try:
        given = answers(query)
    except KeyError as missing:
        yield f"{name}: no {missing} to ask"
        return
    if given != cell.value:
        yield f"{name}: {cell.value} is not what its query gives ({given})"
