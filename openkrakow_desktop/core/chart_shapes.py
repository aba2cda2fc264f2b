"""The plain shapes a chart is made of, and the pen that collects them. Points from the top left, y downwards.

Colours are roles, never codes: the PDF and each palette of the window give them their own ink."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from . import formats
from .document import ChartKind, ChartSpec, Labels, Number

SERIES = ("accent", "series2", "series3", "series4", "series5", "series6", "series7", "series8")
HEAT = ("heat0", "heat1", "heat2", "heat3", "heat4")
ROLES = ("ink", "muted", "hairline", "axis", "track", "paper", *SERIES, *HEAT)
SMALL, LABEL = 7.5, 8.5
_PALE = frozenset({"series2", "series3", "series8", "heat0", "heat1", "track"})


@dataclass(frozen=True, slots=True)
class Box:
    """`colour` "" leaves it empty; `edge` is the role of its outline."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0.0
    edge: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Polygon:
    points: tuple[tuple[float, float], ...]
    colour: str
    edge: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Letters:
    """Words at a baseline. `anchor`: 0 begins at x, ½ centred on it, 1 ends there."""

    x: float
    y: float
    text: str
    size: float = SMALL
    colour: str = "muted"
    anchor: float = 0.0
    bold: bool = False


Shape = Box | Stroke | Dot | Polygon | Letters
Measure = Callable[[str, float, bool], float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart laid out: what to paint, and how much room it takes."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def ink_on(colour: str) -> str:
    """The role of words readable on a fill."""
    return "ink" if colour in _PALE else "paper"


def ticks(low: Fraction, high: Fraction, whole: bool) -> list[Fraction]:
    """Round numbers from at most `low` to at least `high`, four to six of them; `whole` allows no halves."""
    span = high - low
    if span <= 0:
        return [low, low + 1]
    sizes = (Fraction(m) * Fraction(10) ** e for e in range(-6, 15) for m in (1, 2, Fraction(5, 2), 5))
    step = next(s for s in sizes if s * 4 >= span and (not whole or s.denominator == 1))
    first, last = low // step, -(-high // step)
    return [step * i for i in range(first, last + 1)]


class Pen:
    """Collects the shapes of one chart; knows how wide words are and how its numbers read."""

    def __init__(self, chart: ChartSpec, width: float, measure: Measure, labels: Labels) -> None:
        self.chart, self.width, self.measure, self.labels = chart, width, measure, labels
        self.shapes: list[Shape] = []

    def add(self, *shapes: Shape) -> None:
        self.shapes += shapes

    def done(self, height: float) -> Picture:
        return Picture(self.width, height, tuple(self.shapes))

    def shown(self, value: Number | None, row: int | None = None) -> str:
        """A number as the chart writes it; `row`: its place, as rows of shares read as percentages."""
        if value is None:
            return self.labels.no_data
        if row in self.chart.shares:
            return formats.percent(value, self.labels.language, formats.share_digits(value))
        return formats.number(value, self.labels.language, self.chart.digits)

    def tick(self, value: Fraction) -> str:
        digits = 0 if value.denominator == 1 else 1 if (value * 10).denominator == 1 else 2
        return formats.number(value, self.labels.language, digits)

    def widest(self, texts: Iterable[str], size: float, bold: bool = False) -> float:
        return max((self.measure(text, size, bold) for text in texts), default=0.0)

    def legend(self) -> float:
        """Names of the series on as few lines as they need, the unit at the end; the height it took."""
        x, y = 0.0, 9.0
        round_sign = self.chart.kind in (ChartKind.LINE, ChartKind.DOTS)
        named = self.chart.series if 1 < len(self.chart.series) <= len(SERIES) else ()
        named = named if any(series.name for series in named) else ()
        for series, colour in zip(named, SERIES, strict=False):
            wide = 12 + self.measure(series.name, LABEL, False)
            if x and x + wide > self.width:
                x, y = 0.0, y + 13
            self.add(Dot(x + 4, y - 3, 3.2, colour) if round_sign else Box(x, y - 7, 8, 8, colour, 1))
            self.add(Letters(x + 12, y, series.name, LABEL, "ink"))
            x += wide + 16
        if self.chart.unit:
            if x + self.measure(self.chart.unit, SMALL, False) > self.width:
                x, y = 0.0, y + 13
            self.add(Letters(self.width if x else 0, y, self.chart.unit, SMALL, "muted", 1 if x else 0))
        return y + 11 if x or self.chart.unit else 0.0

    def wrap(self, text: str, room: float, size: float = LABEL) -> list[str]:
        """At most two lines; what is longer ends in an ellipsis."""
        rows = [""]
        for word in formats.bound(text).split(" "):
            longer = f"{rows[-1]} {word}".strip()
            if self.measure(longer, size, False) <= room or not rows[-1]:
                rows[-1] = longer
            else:
                rows.append(word)
        return [self.cut(row, room, size) for row in (rows if len(rows) <= 2 else [rows[0], " ".join(rows[1:])])]

    def cut(self, text: str, room: float, size: float = LABEL) -> str:
        if self.measure(text, size, False) <= room:
            return text
        while text and self.measure(text + "…", size, False) > room:
            text = text[:-1]
        return text.rstrip() + "…"


def exact(value: Number) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(value)


def known(values: Iterable[Number | None]) -> list[Fraction]:
    return [exact(v) for v in values if isinstance(v, (int, Decimal, Fraction))]
