"""Charts that are signs rather than axes: bullet rows, the calendar of days, one bar in parts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from . import formats
from .chart_axes import diamond
from .chart_shapes import HEAT, LABEL, SERIES, SMALL, Box, Letters, Pen, Picture, Stroke, exact, ink_on, known
from .document import Number
from .document_rules import ROMAN
from .shares import percentages


# ---- bullet rows ---------------------------------------------------------------------------------------------------
def bullets(pen: Pen) -> Picture:
    """Bar = value, upright line = expected, diamond = base; each row on its own scale. No data: a dashed track."""
    chart, pitch = pen.chart, 27.0
    values, expected, _ = (s.values for s in chart.series)
    words = pen.widest(chart.labels, SMALL)
    beside = pen.widest((f"/ {pen.shown(v, i)}" for i, v in enumerate(expected)), SMALL + 0.5)
    number = pen.widest((pen.shown(v, i) for i, v in enumerate(values)), 10, True)
    left = pen.width * 0.38
    right = max(left + 60, pen.width - words - (14 if words else 0) - beside - number - 18)
    _bullet_legend(pen, left)
    for i, category in enumerate(chart.categories):
        y = 18 + pitch * i
        middle = y + pitch / 2
        rows = pen.wrap(category, left - 14)
        pen.add(Stroke(((0, y), (pen.width, y)), "hairline", 0.4))
        for n, row in enumerate(rows):
            pen.add(Letters(0, middle + 3 + (n - (len(rows) - 1) / 2) * 10, row, LABEL, "ink"))
        _bullet(pen, left, right, middle, (values[i], expected[i], chart.series[2].values[i]))
        at, colour = right + 12 + number, "muted" if values[i] is None else "ink"
        pen.add(Letters(at, middle + 3.6, pen.shown(values[i], i), 10, colour, 1, values[i] is not None))
        pen.add(Letters(at + 4, middle + 3.6, f"/ {pen.shown(expected[i], i)}", SMALL + 0.5))
        if chart.labels:
            pen.add(Letters(pen.width - words, middle + 3.3, chart.labels[i], SMALL, "ink"))
    return pen.done(18 + pitch * len(chart.categories) + 4)


def _bullet(pen: Pen, left: float, right: float, middle: float, three: tuple[Number | None, ...]) -> None:
    value, expected, base = three
    high = (max(known(three), default=Fraction(0)) or 1) * Fraction(106, 100)

    def place(number: Number) -> float:
        return left + (right - left) * float(exact(number) / high)

    if value is None:
        pen.add(Box(left, middle - 3.5, right - left, 7, "", 1.5, "axis", True))
    else:
        pen.add(Box(left, middle - 4, right - left, 8, "track", 1.5))
        if value:
            pen.add(Box(left, middle - 4, max(1.5, place(value) - left), 8, SERIES[0], 1.5))
    if expected is not None:
        pen.add(*_upright(place(expected), middle))
    if base is not None:
        pen.add(diamond(place(base), middle))


def _upright(x: float, middle: float, tall: float = 8.0) -> tuple[Stroke, Stroke]:
    ends = ((x, middle - tall), (x, middle + tall))
    return Stroke(ends, "paper", 3.4), Stroke(ends, "ink", 1.7)


def _bullet_legend(pen: Pen, left: float) -> None:
    names = [s.name for s in pen.chart.series]
    wide = 70 + sum(pen.measure(name, SMALL, False) for name in names)
    left = max(0.0, min(left, pen.width - wide))
    pen.add(Box(left, 3.5, 16, 6, SERIES[0], 1.5), Letters(left + 20, 9, names[0], SMALL, "ink"))
    x = left + 38 + pen.measure(names[0], SMALL, False)
    pen.add(_upright(x, 6.5, 5.5)[1], Letters(x + 6, 9, names[1], SMALL, "ink"))
    x += 24 + pen.measure(names[1], SMALL, False)
    pen.add(diamond(x, 6.5, 3.0), Letters(x + 8, 9, names[2], SMALL, "ink"))


# ---- calendar ------------------------------------------------------------------------------------------------------
def calendar(pen: Pen) -> Picture:
    """A square a day, Monday on top, a column a week; five steps of one hue; a day without data is an empty square."""
    chart, values = pen.chart, pen.chart.series[0].values
    assert chart.start is not None
    head = pen.legend()
    shift = chart.start.weekday()
    weeks = -(-(len(values) + shift) // 7)
    left, top = pen.widest(pen.labels.weekdays, SMALL) + 6, head + 12
    pitch = min(15.0, (pen.width - left) / weeks)
    gap = pitch * 0.16
    for row, name in enumerate(pen.labels.weekdays):
        if row % 2 == 0 and row < 5:
            pen.add(Letters(0, top + pitch * (row + 0.5) + 2.2, name, SMALL))
    most = max([*known(values), Fraction(0)])
    named = -1.0
    for n, value in enumerate(values):
        date = chart.start + dt.timedelta(days=n)
        week, row = divmod(n + shift, 7)
        x, y = left + week * pitch, top + row * pitch
        pen.add(_day(x, y, pitch - gap, value, most))
        if n == chart.marked:
            pen.add(Box(x - 1, y - 1, pitch - gap + 2, pitch - gap + 2, "", 2.2, "ink"))
        if date.day <= 7 and row == 0 and x > named:
            pen.add(Letters(x, top - 4, ROMAN[date.month - 1], SMALL))
            named = x + pen.measure(ROMAN[date.month - 1], SMALL, False) + 2
    return _steps(pen, top + 7 * pitch + 12)


def _day(x: float, y: float, side: float, value: Number | None, most: Fraction) -> Box:
    if value is None:
        return Box(x + 0.3, y + 0.3, side - 0.6, side - 0.6, "", 1.4, "hairline")
    return Box(x, y, side, side, HEAT[heat_step(value, most)], 1.6)


def heat_step(value: Number, most: Fraction) -> int:
    """0 for nothing, 1 to 4 for little to much; small numbers keep a step of their own beside a large one."""
    if not value or not most:
        return 0
    return min(4, 1 + int(3.99 * float(exact(value) / most) ** 0.6))


def _steps(pen: Pen, y: float) -> Picture:
    """The legend: the five steps at the right below the calendar, the empty square at the left."""
    more, less = pen.labels.more, pen.labels.less
    x = pen.width - pen.measure(more, SMALL, False)
    pen.add(Letters(x, y, more, SMALL))
    x -= 5 * 10 + 4
    pen.add(*(Box(x + 10 * i, y - 7, 8, 8, role, 1.6) for i, role in enumerate(HEAT)))
    pen.add(Letters(x - 5, y, less, SMALL, "muted", 1))
    if any(value is None for value in pen.chart.series[0].values):
        pen.add(Box(0.3, y - 6.7, 7.4, 7.4, "", 1.4, "hairline"), Letters(12, y, pen.labels.no_data_legend, SMALL))
    return pen.done(y + 5)


# ---- shares --------------------------------------------------------------------------------------------------------
def shares(pen: Pen) -> Picture:
    """One bar in parts for every category, the whole beside it; a single bar names its parts with number and share."""
    chart = pen.chart
    if len(chart.categories) == 1:
        return _one_share(pen)
    top, pitch, wholes = pen.legend() + 2, 19.0, []
    for i in range(len(chart.categories)):
        numbers = known(s.values[i] for s in chart.series)
        wholes.append(sum(numbers, Fraction(0)) if numbers else None)
    left = min(pen.width * 0.42, pen.widest(chart.categories, LABEL)) + 10
    right = pen.width - pen.widest(map(pen.shown, wholes), SMALL, True) - 8
    for i, (category, whole) in enumerate(zip(chart.categories, wholes, strict=True)):
        middle = top + pitch * (i + 0.5)
        pen.add(Letters(left - 8, middle + 3, pen.cut(category, left - 10), LABEL, "ink", 1))
        _parts(pen, i, whole, left, right, middle)
        pen.add(Letters(pen.width, middle + 2.8, pen.shown(whole), SMALL, "ink", 1, True))
    return pen.done(top + pitch * len(chart.categories) + 4)


def _parts(pen: Pen, i: int, whole: Fraction | None, left: float, right: float, middle: float) -> None:
    if not whole:
        pen.add(Box(left, middle - 5, right - left, 10, "", 1.5, "axis", whole is None))
        return
    x = left
    for series, colour in zip(pen.chart.series, SERIES, strict=False):
        value = series.values[i]
        wide = float(exact(value or 0) / whole) * (right - left)
        if wide:
            pen.add(Box(x, middle - 6, max(0.5, wide - 1), 12, colour))
            if pen.measure(pen.shown(value), SMALL, False) + 4 <= wide:
                pen.add(Letters(x + wide / 2, middle + 2.7, pen.shown(value), SMALL, ink_on(colour), 0.5))
        x += wide


def _one_share(pen: Pen) -> Picture:
    chart = pen.chart
    numbers = known(s.values[0] for s in chart.series)
    whole = sum(numbers, Fraction(0)) if numbers else None
    _parts(pen, 0, whole, 0, pen.width, 8)
    x, y = 0.0, 28.0
    shares = percentages([None if (value := s.values[0]) is None else exact(value) for s in chart.series])
    for series, colour, share in zip(chart.series, SERIES, shares, strict=False):
        value = series.values[0]
        words = f"{series.name} {pen.shown(value)}"
        if share is not None and whole:
            words += f" ({formats.percent(share, pen.labels.language, 0)})"
        wide = 12 + pen.measure(words, LABEL, False)
        if x and x + wide > pen.width:
            x, y = 0.0, y + 14
        pen.add(Box(x, y - 7, 8, 8, colour, 1), Letters(x + 12, y, words, LABEL, "ink"))
        x += wide + 18
    return pen.done(y + 6)
