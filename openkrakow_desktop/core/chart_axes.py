"""Charts on an axis: bars, stacked bars, lines, dots, and one bar a month. Bars always start at zero."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from .chart_shapes import LABEL, SERIES, SMALL, Box, Dot, Letters, Pen, Picture, Polygon, Stroke, exact, known, ticks
from .document import ChartKind, ChartSpec, Number

Level = Callable[[Fraction], float]
PLOT = 130.0
PITCH = 17.0


def scale(chart: ChartSpec) -> list[Fraction]:
    """The ticks of a chart's axis: with zero, but for dots that name their own range."""
    if chart.axis:
        return ticks(Fraction(chart.axis[0]), Fraction(chart.axis[1]), True)
    if chart.kind is ChartKind.STACKED:
        values = [sum(known(column), Fraction(0)) for column in zip(*(s.values for s in chart.series), strict=True)]
    else:
        values = [v for s in chart.series for v in known(s.values)]
    return ticks(min([Fraction(0), *values]), max([Fraction(0), *values]), chart.digits == 0)


def stands(chart: ChartSpec, width: float, pen: Pen) -> bool:
    """Whether the categories' names have room along the bottom."""
    slot = width * 0.86 / max(1, len(chart.categories))
    return chart.kind is ChartKind.LINE or pen.widest(chart.categories, SMALL) <= slot


# ---- columns and lines: categories along the bottom ---------------------------------------------------------------
def columns(pen: Pen) -> Picture:
    chart, marks = pen.chart, scale(pen.chart)
    top = pen.legend() + 8
    bottom = top + PLOT
    left = pen.widest(map(pen.tick, marks), SMALL) + 8
    slot = (pen.width - left) / len(chart.categories)
    low, span = marks[0], marks[-1] - marks[0]

    def level(value: Fraction) -> float:
        return bottom - float((value - low) / span) * PLOT

    for mark in marks:
        colour, thick = ("axis", 0.7) if mark == 0 else ("hairline", 0.4)
        pen.add(Stroke(((left, level(mark)), (pen.width, level(mark))), colour, thick))
        pen.add(Letters(left - 6, level(mark) + 2.6, pen.tick(mark), SMALL, "muted", 1))
    every = max(1, math.ceil((pen.widest(chart.categories, SMALL) + 6) / slot))
    for i, category in enumerate(chart.categories):
        if i % every == 0:
            pen.add(Letters(left + slot * (i + 0.5), bottom + 11, category, SMALL, "ink", 0.5, i == chart.marked))
    if chart.kind is ChartKind.LINE:
        _lines(pen, left, slot, level)
    elif chart.kind is ChartKind.STACKED:
        _stacked(pen, left, slot, level)
    else:
        _bars(pen, left, slot, level)
    return pen.done(bottom + 16)


def _bars(pen: Pen, left: float, slot: float, level: Level) -> None:
    count = len(pen.chart.series)
    wide = min(34.0, slot * 0.7) / count
    zero = level(Fraction(0))
    for i in range(len(pen.chart.categories)):
        for k, series in enumerate(pen.chart.series):
            value, x = series.values[i], left + slot * (i + 0.5) + wide * (k - count / 2)
            end = zero if value is None else level(exact(value))
            if value is not None:
                pen.add(Box(x, min(zero, end), wide - (0.8 if count > 1 else 0), abs(zero - end), SERIES[k]))
            words = pen.shown(value)
            if value is None or pen.measure(words, SMALL, False) <= slot / count + 1:
                below = value is not None and value < 0
                colour = "muted" if value is None else "ink"
                pen.add(Letters(x + wide / 2, end + 8.5 if below else end - 3, words, SMALL, colour, 0.5))


def _stacked(pen: Pen, left: float, slot: float, level: Level) -> None:
    wide = min(34.0, slot * 0.6)
    for i in range(len(pen.chart.categories)):
        middle, below, some = left + slot * (i + 0.5), Fraction(0), False
        for series, colour in zip(pen.chart.series, SERIES, strict=False):
            value = series.values[i]
            if value is not None:
                above = below + exact(value)
                pen.add(Box(middle - wide / 2, level(above), wide, level(below) - level(above), colour))
                below, some = above, True
        pen.add(Letters(middle, level(below) - 3, pen.shown(below if some else None), SMALL, "ink", 0.5, True))


def _lines(pen: Pen, left: float, slot: float, level: Level) -> None:
    for series, colour in zip(pen.chart.series, SERIES, strict=False):
        stretch: list[tuple[float, float]] = []
        for i, value in enumerate((*series.values, None)):
            if value is not None:
                stretch.append((left + slot * (i + 0.5), level(exact(value))))
            elif stretch:
                if len(stretch) > 1:
                    pen.add(Stroke(tuple(stretch), colour, 1.6))
                pen.add(*(Dot(x, y, 2.2, colour) for x, y in stretch))
                x, y = stretch[-1]
                below = any(level(v) < y for s in pen.chart.series for v in known([s.values[i - 1]]))
                words = pen.shown(series.values[i - 1])
                pen.add(Letters(x, y + 11 if below else y - 5, words, SMALL, "ink", 0.5, colour == SERIES[0]))
                stretch = []


# ---- rows: categories one below the other, where their names have room ---------------------------------------------
def rows(pen: Pen) -> Picture:
    chart, marks = pen.chart, scale(pen.chart)
    several = chart.kind is ChartKind.BARS and len(chart.series) > 1
    pitch = 7.0 * len(chart.series) + 8 if several else PITCH
    if chart.kind is ChartKind.DOTS:
        pitch = max(pitch, 6.6 * _tallest(chart) + 4)
    top = pen.legend() + 4
    bottom = top + pitch * len(chart.categories)
    left = min(pen.width * 0.42, pen.widest(chart.categories, LABEL)) + 10
    low, span = marks[0], marks[-1] - marks[0]
    ends = [_end(pen, i) for i in range(len(chart.categories))] if chart.kind is ChartKind.DOTS else []
    if low < 0:
        left += 26
    right = pen.width - (pen.widest(ends, SMALL) + 14 if ends else 34)

    def place(value: Fraction) -> float:
        return left + float((value - low) / span) * (right - left)

    for mark in marks:
        colour, thick = ("axis", 0.7) if mark == 0 else ("hairline", 0.4)
        pen.add(Stroke(((place(mark), top), (place(mark), bottom)), colour, thick))
        pen.add(Letters(place(mark), bottom + 10, pen.tick(mark), SMALL, "muted", 0.5))
    for i, category in enumerate(chart.categories):
        middle = top + pitch * (i + 0.5)
        edge = left - (34 if low < 0 else 8)
        pen.add(Letters(edge, middle + 3, pen.cut(category, edge - 2), LABEL, "ink", 1, i == chart.marked))
        values = [s.values[i] for s in chart.series]
        if chart.kind is ChartKind.DOTS:
            _dots(pen, values, place, middle)
            pen.add(Letters(pen.width, middle + 3, ends[i], SMALL, "ink", 1))
        elif chart.kind is ChartKind.STACKED:
            _stack(pen, values, place, middle)
        else:
            _row_bars(pen, values, place, middle)
    return pen.done(bottom + 14)


def _row_bars(pen: Pen, values: list[Number | None], place: Level, middle: float) -> None:
    thick = 10.0 if len(values) == 1 else 7.0
    zero = place(Fraction(0))
    for k, value in enumerate(values):
        y = middle - thick * len(values) / 2 + thick * k
        end = zero if value is None else place(exact(value))
        if value is not None:
            pen.add(Box(min(zero, end), y, abs(end - zero), thick - (0.8 if len(values) > 1 else 0), SERIES[k]))
        before = value is not None and value < 0
        colour = "muted" if value is None else "ink"
        x = end - 4 if before else end + 4
        pen.add(Letters(x, y + thick / 2 + 2.6, pen.shown(value), SMALL, colour, 1 if before else 0))


def _stack(pen: Pen, values: list[Number | None], place: Level, middle: float) -> None:
    run = Fraction(0)
    for value, colour in zip(values, SERIES, strict=False):
        if value is not None:
            after = run + exact(value)
            pen.add(Box(place(run), middle - 5, place(after) - place(run), 10, colour))
            run = after
    some = any(v is not None for v in values)
    pen.add(Letters(place(run) + 4, middle + 2.6, pen.shown(run if some else None), SMALL, "ink", 0, True))


# ---- dots ----------------------------------------------------------------------------------------------------------
def _anonymous(chart: ChartSpec) -> bool:
    return len(chart.series) > len(SERIES) or not any(s.name for s in chart.series)


def _tallest(chart: ChartSpec) -> int:
    """How many dots stand on one another at most."""
    if not _anonymous(chart):
        return 1
    piles = (Counter(known(s.values[i] for s in chart.series)) for i in range(len(chart.categories)))
    return max((most for pile in piles for most in pile.values()), default=1)


def _end(pen: Pen, i: int) -> str:
    """The words at a row's end: its numbers, or for anonymous dots their mean."""
    values = [s.values[i] for s in pen.chart.series]
    if _anonymous(pen.chart):
        numbers = known(values)
        return pen.shown(sum(numbers, Fraction(0)) / len(numbers) if numbers else None)
    return " / ".join(pen.shown(v) for v in values)


def _dots(pen: Pen, values: list[Number | None], place: Level, middle: float) -> None:
    numbers = known(values)
    if len(numbers) > 1:
        pen.add(Stroke(((place(min(numbers)), middle), (place(max(numbers)), middle)), "axis", 0.8))
    if not _anonymous(pen.chart):
        for value, colour in zip(values, SERIES, strict=False):
            if value is not None:
                x = place(exact(value))
                pen.add(Dot(x, middle, 3.9, "paper"), Dot(x, middle, 3.2, colour))
        return
    if len(numbers) > 1:
        mean = place(sum(numbers, Fraction(0)) / len(numbers))
        pen.add(Stroke(((mean, middle - 7), (mean, middle + 7)), "ink", 1.2))
    for value, many in Counter(numbers).items():
        for n in range(many):
            y = middle + (n - (many - 1) / 2) * 6.6
            pen.add(Dot(place(value), y, 3.7, "paper"), Dot(place(value), y, 3.1, SERIES[0]))


# ---- months --------------------------------------------------------------------------------------------------------
def months(pen: Pen) -> Picture:
    """One bar a month, its number above it, on a single line: no axis is needed where every bar has its number."""
    chart = pen.chart
    top = pen.legend() + 14
    bottom = top + PLOT * 0.62
    slot = pen.width / len(chart.categories)
    wide = min(slot * 0.64, 44.0)
    values = chart.series[0].values
    most = max([*known(values), Fraction(0)]) or Fraction(1)
    for i, (category, value) in enumerate(zip(chart.categories, values, strict=True)):
        middle, bold = slot * (i + 0.5), i == chart.marked
        tall = float(exact(value) / most) * (bottom - top) if value is not None else 0.0
        if tall:
            pen.add(Box(middle - wide / 2, bottom - tall, wide, tall, SERIES[0], min(2.0, tall / 2)))
        colour = "muted" if value is None else "ink"
        pen.add(Letters(middle, bottom - tall - 3.5, pen.shown(value), SMALL, colour, 0.5, bold))
        pen.add(Letters(middle, bottom + 11, category, SMALL, "ink" if bold else "muted", 0.5, bold))
    pen.add(Stroke(((0, bottom), (pen.width, bottom)), "axis", 0.7))
    return pen.done(bottom + 15)


def diamond(x: float, y: float, size: float = 3.4) -> Polygon:
    return Polygon(((x, y - size), (x + size, y), (x, y + size), (x - size, y)), "paper", "ink", 1.1)
