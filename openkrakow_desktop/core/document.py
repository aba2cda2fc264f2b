"""A report as plain data: what it says, never how it looks. Excel and PDF are two renderers of it.

No markup anywhere, so a name like '<b>' or '&' is no instruction. Numbers stay exact (int, Decimal, Fraction,
grosze) until a renderer shows them. The rules a document must keep are in `document_rules`."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from .document_agenda import Agenda
from .document_certificate import Certificate
from .document_letter import Letter

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


# ---- text ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look. `href`: http(s) or mailto; `lang`: BCP 47 tag when it is not the document's."""

    text: str
    bold: bool = False
    href: str = ""
    lang: str = ""


Text = str | Run | tuple[str | Run, ...]


def runs(text: Text) -> tuple[Run, ...]:
    """The text as runs, whichever way it was written."""
    if isinstance(text, str):
        return (Run(text),)
    return (text,) if isinstance(text, Run) else tuple(r if isinstance(r, Run) else Run(r) for r in text)


def printable(text: str) -> str:
    """What may stand in XML and in a PDF: composed (NFC), no control characters, lone surrogates or direction tricks.

    Unlike `core.text.clean` it keeps the spaces at the ends (runs are joined) and the joiners emoji are made with."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return unicodedata.normalize("NFC", _UNSAFE.sub("\ufffd", text))


def plain(text: Text) -> str:
    """The words alone, without looks."""
    return printable(text) if isinstance(text, str) else "".join(printable(r.text) for r in runs(text))


# ---- values --------------------------------------------------------------------------------------------------------
class Kind(Enum):
    """What a column holds. MONEY: whole grosze; PERCENT: 1 means 100 %; TIME: dt.time; MOMENT: local dt.datetime."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})


class Total(Enum):
    """How many values become one. COUNT skips empty cells, no data and suppressed values."""

    SUM = "sum"
    COUNT = "count"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class NoData:
    """Not zero: unknown; prints as `–` (decision 1). The reason becomes a footnote."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Known but hidden, because a small number could point at a person; prints as `#` with a legend (decision 1)."""

    reason: str = ""


Operator = Literal["=", ">=", "<=", ">", "<", "<>"]


@dataclass(frozen=True, slots=True)
class Where:
    """One condition of a query. Text compares without case, as in Excel; the value None asks for an empty cell."""

    column: str
    value: Value
    op: Operator = "="


@dataclass(frozen=True, slots=True)
class Query:
    """How a number follows from a table of the same document: PDF ignores it, Excel makes it a live formula.

    `column` is what is summed or averaged; with COUNT it may be empty (rows) or name the column that must be filled."""

    table: str
    total: Total = Total.COUNT
    column: str = ""
    where: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that needs more than itself: a footnote, the query it came from, or a kind other than its column's
    (money or a share among counts; `digits` are its decimals)."""

    value: Value
    note: str = ""
    query: Query | None = None
    kind: Kind | None = None
    digits: int = 2


Number = int | Decimal | Fraction
Value = str | Run | tuple[str | Run, ...] | Number | dt.date | dt.time | NoData | Suppressed | Cell | None


def bare(value: Value) -> Value:
    """The value without its footnote and query."""
    return value.value if isinstance(value, Cell) else value


# ---- blocks --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from; printed under every table and figure. Each part is a phrase in the reader's language."""

    register: str
    as_of: str
    snapshot: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Levels 1, 2, 3, none skipped. The document's title stands above them."""

    text: Text
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet call-out."""

    text: Text
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """An item is text, or (text, Bullets) for a list inside it."""

    items: tuple[Text | tuple[Text, Bullets], ...]
    numbered: bool = False

    def pairs(self) -> Iterator[tuple[Text, Bullets | None]]:
        """Each item's text and the list inside it."""
        for item in self.items:
            if isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], Bullets):
                yield item[0], item[1]
            else:
                yield item, None


@dataclass(frozen=True, slots=True)
class Column:
    """`header`: its cells name their rows; `total`: shown below; `digits`: decimals of DECIMAL and PERCENT; `right`:
    texts that read as numbers (≥ 4000) and stand where numbers do."""

    title: str
    kind: Kind = Kind.TEXT
    header: bool = False
    total: Total | None = None
    digits: int = 2
    lang: str = ""
    right: bool = False

    @property
    def at_right(self) -> bool:
        """Whether the column stands right."""
        return self.right or self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Table:
    """`name` identifies the table in queries and names its Excel table: letters, digits, underscores.

    `wide`: on a landscape page; `workbook_only`: the rows behind the numbers, a sheet of the workbook, no page of the
    PDF; `paper_only`: a page, no sheet; `summary`: one line for those who cannot see it; `sheet`: a short name for its
    sheet; `last`: a row of totals that were counted, not added up (its rows hide numbers, or overlap)."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    source: Source | None = None
    notes: tuple[str, ...] = ()
    summary: str = ""
    wide: bool = False
    workbook_only: bool = False
    paper_only: bool = False
    sheet: str = ""
    last: tuple[Value, ...] = ()


class ChartKind(Enum):
    """BULLET: value, expected, base; MONTHS: a bar each; HEAT: days; SHARES: one bar in parts; STEPS: over time."""

    BARS = "bars"
    STACKED = "stacked"
    BULLET = "bullet"
    LINE = "line"
    DOTS = "dots"
    MONTHS = "months"
    HEAT = "heat"
    SHARES = "shares"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Series:
    """None: no data, a gap and never a zero."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Data only; window, PDF and Excel each draw it.

    BULLET takes the series value, expected, base in this order and gives every category a scale of its own; `labels`
    are the words at the end of its rows. HEAT takes one series with a value for each day from `start`, no categories.
    DOTS names up to eight series; with more, or with series that have no name, each dot is somebody anonymous and a
    line marks the mean. STEPS: `days` tells how far from `start` each value is, then the end. `axis`: the scale of DOTS
    and STEPS; `marked`: the category or day to point out; `shares`: rows of a BULLET that read as percentages."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    labels: tuple[str, ...] = ()
    digits: int = 0
    start: dt.date | None = None
    days: tuple[int, ...] = ()
    axis: tuple[int, int] | None = None
    marked: int | None = None
    shares: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """`summary`: what the eye would see, printed, first in the alternative text; `sheet`: the name of its sheet."""

    name: str
    caption: str
    chart: ChartSpec
    summary: str
    source: Source | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    value: Value
    kind: Kind = Kind.INTEGER
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on: under it the role, above it a name if it is known."""

    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    lines: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class HandColumn:
    """A column to write in. `titles`: the same words once per language, the document's own first; `share`: of the
    table's width, in any unit; `header`: its cells name their rows."""

    titles: tuple[Run, ...]
    share: int
    header: bool = False


@dataclass(frozen=True, slots=True)
class HandTable:
    """Rows filled in by hand, on paper only: lines around every cell, each row `height` points high. One table is one
    page at most, so that its sum can be written below it. `caption` names it for those who cannot see it."""

    caption: str
    columns: tuple[HandColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    height: float = 24.0


@dataclass(frozen=True, slots=True)
class HandBoxes:
    """Empty boxes beside each other, each after its words: the sum of a page, who counted."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountBoxes:
    """Numbered squares to be crossed out one after the other: the last one crossed is the count."""

    label: Text
    count: int
    alt: str
    across: int = 25


@dataclass(frozen=True, slots=True)
class Card:
    """A card to be cut out: a picture of square modules (True is dark), what it says, and words beside it."""

    title: str
    lines: tuple[str, ...]
    picture: tuple[tuple[bool, ...], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Two cards beside each other, five rows to a page."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents with links, down to this heading level."""

    depth: int = 2


Hand = HandTable | HandBoxes | CountBoxes | Cards | Agenda | Letter | Certificate
Block = Heading | Paragraph | Note | Bullets | Table | Figure | KeyFigures | Signatures | PageBreak | Contents | Hand


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words a renderer adds itself, in the document's language. `page` holds {page} and {pages}."""

    language: str
    page: str
    contents: str
    table: str
    figure: str
    source: str
    total: str
    link: str
    no_data: str
    no_data_legend: str
    suppressed: str
    suppressed_legend: str
    less: str
    more: str
    weekdays: tuple[str, ...]
    index_sheet: str
    text_sheet: str
    sheet: str
    holds: str
    rows: str


def labels(words: Callable[[str], str]) -> Labels:
    """The renderers' words from the language files (`document.toml`); `words` gives the text of a key as it stands."""
    said = {name: words(f"document.{name}") for name in Labels.__dataclass_fields__ if name != "weekdays"}
    return Labels(weekdays=tuple(words("document.weekdays").split()), **said)


@dataclass(frozen=True, slots=True)
class Document:
    """`facts`: pairs such as as-of or basis (cover, foot of each page, first sheet); `banner`: on every page; `aside`:
    what the person who prints should know, never printed; `names`: Excel names of single values; `created`: an instant
    in UTC (None: 1 January 2000, for equal bytes)."""

    title: str
    blocks: tuple[Block, ...]
    labels: Labels
    subtitle: str = ""
    author: str = ""
    subject: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    cover: bool = False
    banner: str = ""
    aside: str = ""
    names: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    created: dt.datetime | None = None

    @property
    def language(self) -> str:
        """BCP 47 tag of the text: pl, en, uk."""
        return self.labels.language

    def tables(self) -> dict[str, Table]:
        """Every table by its name, those of the workbook only included."""
        return {b.name: b for b in self.blocks if isinstance(b, Table)}
