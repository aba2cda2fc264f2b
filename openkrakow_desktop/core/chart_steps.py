"""Steps: a value that holds from its day until somebody says another. Days stand where they are in time, not evenly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from .chart_axes import Level
from .chart_shapes import LABEL, SERIES, SMALL, Dot, Letters, Pen, Picture, Stroke, exact
from .document import Number

TALL = 64.0  # points of the plot
STEP = 2  # between two marks of the axis


def steps(pen: Pen) -> Picture:
    """The line of one series over time. Expects `start`, `days` of the values and the day it ends, and an axis."""
    chart = pen.chart
    assert chart.start is not None and chart.axis is not None
    low, high = chart.axis
    left = pen.widest((pen.tick(Fraction(high)),), SMALL) + 8
    top, right = pen.legend() + 10, pen.width - 8
    bottom = top + TALL
    end = max(chart.days[-1], 1)

    def at(day: int) -> float:
        return left + 6 + day / end * (right - left - 6)

    def level(value: Fraction) -> float:
        return bottom - float((value - low) / (high - low)) * TALL

    for mark in range(low, high + 1, STEP):
        colour, thick = ("axis", 0.7) if mark == low else ("hairline", 0.4)
        pen.add(Stroke(((left, level(Fraction(mark))), (right, level(Fraction(mark)))), colour, thick))
        pen.add(Letters(left - 5, level(Fraction(mark)) + 2.6, pen.tick(Fraction(mark)), SMALL, "muted", 1))
    _years(pen, chart.start, end, at, bottom)
    _line(pen, at, level)
    return pen.done(bottom + 15)


def _years(pen: Pen, start: dt.date, end: int, at: Callable[[int], float], bottom: float) -> None:
    """Where a year begins, with its number; the first one under the beginning, where there is room for it."""
    last = (start + dt.timedelta(days=end)).year
    places = [(str(year), at(max(0, (dt.date(year, 1, 1) - start).days))) for year in range(start.year, last + 1)]
    taken = -1.0
    for place, (words, x) in enumerate(places):
        wide = pen.measure(words, SMALL, False) + 6
        crowded = place == 0 and len(places) > 1 and x + wide > places[1][1]
        if crowded or x < taken or x + wide - 6 > pen.width:
            continue
        pen.add(Stroke(((x, bottom), (x, bottom + 3)), "axis", 0.7), Letters(x, bottom + 12, words, SMALL, "muted"))
        taken = x + wide


def _line(pen: Pen, at: Callable[[int], float], level: Level) -> None:
    chart = pen.chart
    points: list[tuple[float, float]] = []
    for day, value in zip(chart.days, chart.series[0].values, strict=False):
        if value is not None:
            points += [(at(day), points[-1][1])] if points else []
            points.append((at(day), level(exact(value))))
    if not points:
        return
    points.append((at(chart.days[-1]), points[-1][1]))
    pen.add(Stroke(tuple(points), SERIES[0], 1.6))
    before: Number | None = None
    for day, value in zip(chart.days, chart.series[0].values, strict=False):
        if value is not None:
            x, y = at(day), level(exact(value))
            pen.add(Dot(x, y, 2.4, SERIES[0]))
            if value != before:  # a number where it changes, not at every look at it
                _number(pen, pen.shown(value), x, y, before is not None and exact(value) < exact(before))
            before = value


def _number(pen: Pen, words: str, x: float, y: float, falls: bool) -> None:
    """Above its point; where the line comes down from above, beside it."""
    if not falls:
        pen.add(Letters(x, y - 5, words, LABEL, "ink", 0.5, True))
    elif x + 5 + pen.measure(words, LABEL, True) <= pen.width:
        pen.add(Letters(x + 5, y - 4, words, LABEL, "ink", 0, True))
    else:
        pen.add(Letters(x - 5, y - 4, words, LABEL, "ink", 1, True))
