"""Charts as shapes: nothing outside the picture, bars as long as their numbers, gaps never drawn as zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkrakow_desktop.core.chart_shapes import HEAT, ticks
from openkrakow_desktop.core.chart_signs import heat_step
from openkrakow_desktop.core.charts import ROLES, Box, Dot, Letters, Picture, Polygon, Stroke, picture
from openkrakow_desktop.core.document import ChartKind, ChartSpec, Figure, Series, labels
from openkrakow_desktop.core.words import words
from tests.core.sample_report import report

POLISH = labels(words("pl"))
WIDTH = 480.0


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.56 if bold else 0.52)


def drawn(chart: ChartSpec, width: float = WIDTH) -> Picture:
    return picture(chart, width, measure, POLISH)


def boxes(made: Picture, colour: str) -> list[Box]:
    return [s for s in made.shapes if isinstance(s, Box) and s.colour == colour]


def texts(made: Picture) -> list[str]:
    return [s.text for s in made.shapes if isinstance(s, Letters)]


def corners(made: Picture) -> Iterator[tuple[float, float]]:
    for shape in made.shapes:
        if isinstance(shape, Box):
            yield from ((shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height))
        elif isinstance(shape, Dot):
            yield from ((shape.x - shape.radius, shape.y), (shape.x + shape.radius, shape.y))
        elif isinstance(shape, Letters):
            start = shape.x - shape.anchor * measure(shape.text, shape.size, shape.bold)
            yield from ((start, shape.y), (start + measure(shape.text, shape.size, shape.bold), shape.y))
        else:
            yield from shape.points


FIGURES = [block for block in report(90).blocks if isinstance(block, Figure)]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.name)
@pytest.mark.parametrize("width", [479.28, 360.0])
def test_everything_lies_inside_the_picture_in_known_colours(figure: Figure, width: float) -> None:
    made = drawn(figure.chart, width)
    for x, y in corners(made):
        assert -4 <= x <= width + 4 and -2 <= y <= made.height + 1
    for shape in made.shapes:
        used = {shape.colour, getattr(shape, "edge", "")} - {""}
        assert used <= set(ROLES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.name)
def test_every_series_is_named_where_there_are_several(figure: Figure) -> None:
    said = " ".join(texts(drawn(figure.chart)))
    names = [s.name for s in figure.chart.series]
    assert len(names) == 1 or all(name in said for name in names)


def test_columns_are_as_high_as_their_numbers_and_hang_below_zero() -> None:
    made = drawn(ChartSpec(ChartKind.BARS, ("a", "b", "c", "d"), (Series("s", (10, -5, None, 0)),)))
    up, down, none = boxes(made, "accent")
    assert up.height == pytest.approx(2 * down.height) and up.y + up.height == pytest.approx(down.y)
    assert none.height == 0
    assert {"10", "\u22125", "–", "0"} <= set(texts(made))


def test_rows_reach_left_of_zero() -> None:
    names = tuple(f"bardzo długa nazwa miejsca numer {i}" for i in range(8))
    made = drawn(ChartSpec(ChartKind.BARS, names, (Series("s", (10, -5, None, 0, 1, 2, 3, 4)),)))
    right, left, *_ = boxes(made, "accent")
    assert right.width == pytest.approx(2 * left.width) and left.x + left.width == pytest.approx(right.x)
    assert "–" in texts(made)


def test_stacked_parts_stand_on_one_another() -> None:
    chart = ChartSpec(ChartKind.STACKED, ("a", "b"), (Series("x", (3, None)), Series("y", (1, None))))
    made = drawn(chart)
    (below,), (above,) = ([b for b in boxes(made, c) if b.height > 8.5] for c in ("accent", "series2"))
    assert below.height == pytest.approx(3 * above.height) and above.y + above.height == pytest.approx(below.y)
    assert texts(made).count("–") == 1 and "4" in texts(made)


def test_a_line_breaks_where_data_is_missing() -> None:
    chart = ChartSpec(ChartKind.LINE, tuple("abcde"), (Series("s", (1, 2, None, 3, 4)),))
    lines = [s for s in drawn(chart).shapes if isinstance(s, Stroke) and s.colour == "accent"]
    assert [len(line.points) for line in lines] == [2, 2]
    negative = drawn(ChartSpec(ChartKind.LINE, tuple("ab"), (Series("s", (-4, 4)),)))
    ends = [s.points for s in negative.shapes if isinstance(s, Stroke) and s.colour == "accent"]
    assert ends[0][0][1] > ends[0][1][1]


def test_month_bars_show_zero_as_zero_and_no_data_as_a_dash() -> None:
    chart = ChartSpec(ChartKind.MONTHS, ("I", "II", "III"), (Series("s", (4, 0, None)),), marked=1)
    made = drawn(chart)
    assert len(boxes(made, "accent")) == 1
    assert [t for t in texts(made) if t in ("4", "0", "–")] == ["4", "0", "–"]
    assert [s.text for s in made.shapes if isinstance(s, Letters) and s.bold] == ["0", "II"]


def test_bullet_without_data_has_a_dashed_empty_track() -> None:
    series = (Series("wartość", (None, 5)), Series("oczekiwana", (4, 4)), Series("baza", (0, None)))
    made = drawn(ChartSpec(ChartKind.BULLET, ("a", "b"), series, labels=("brak", "jest")))
    assert [b.dashed for b in made.shapes if isinstance(b, Box) and b.edge] == [True]
    assert len(boxes(made, "track")) == 1
    assert len([s for s in made.shapes if isinstance(s, Polygon)]) == 2  # one base and the legend


def test_bullet_marks_lie_where_their_numbers_say() -> None:
    series = (Series("wartość", (50,)), Series("oczekiwana", (100,)), Series("baza", (25,)))
    made = drawn(ChartSpec(ChartKind.BULLET, ("a",), series))
    (track,), bar = boxes(made, "track"), boxes(made, "accent")[1]
    base = [s for s in made.shapes if isinstance(s, Polygon)][1]
    upright = [s for s in made.shapes if isinstance(s, Stroke) and s.colour == "ink"][1]
    expected = upright.points[0][0] - track.x
    assert bar.width == pytest.approx(expected / 2)
    assert base.points[0][0] - track.x == pytest.approx(expected / 4)


def test_the_calendar_begins_on_the_right_weekday_and_outlines_today() -> None:
    start = dt.date(2025, 1, 1)  # a Wednesday
    values = tuple(None if n == 3 else n for n in range(14))
    made = drawn(ChartSpec(ChartKind.HEAT, (), (Series("osoby", values),), start=start, marked=13))
    days = [s for s in made.shapes if isinstance(s, Box) and s.y < made.height - 20]
    side = days[0].width
    assert days[0].y == min(d.y for d in days if d.width == side) + 2 * (days[1].y - days[0].y)
    assert [d.colour for d in days[:3]] == ["heat0", "heat1", "heat2"]
    assert days[3].edge == "hairline" and days[3].colour == ""
    assert [d.edge for d in days if d.edge == "ink"] == ["ink"]
    assert {"pn", "śr", "pt", "I", "mniej", "więcej", "brak danych"} <= set(texts(made))


@given(st.lists(st.integers(0, 10**6), min_size=2))
def test_more_is_never_paler(values: list[int]) -> None:
    most = Fraction(max(values))
    steps = [heat_step(v, most) for v in sorted(values)]
    assert steps == sorted(steps) and set(steps) <= set(range(len(HEAT)))
    assert all((step == 0) == (value == 0) for step, value in zip(steps, sorted(values), strict=True))


def test_dots_of_many_people_are_anonymous_and_stand_on_one_another() -> None:
    jurors = tuple(Series("", (score,)) for score in (24, 30, 30, 30, 36))
    made = drawn(ChartSpec(ChartKind.DOTS, ("kandydatka",), jurors, axis=(20, 40)))
    dots = [s for s in made.shapes if isinstance(s, Dot) and s.colour == "accent"]
    assert len(dots) == 5 and len({d.x for d in dots}) == 3
    equal = sorted(d.y for d in dots if d.x == dots[1].x)
    assert equal[1] - equal[0] > 6 and len(equal) == 3
    mean = next(s for s in made.shapes if isinstance(s, Stroke) and s.colour == "ink")
    assert mean.points[0][0] == pytest.approx(dots[1].x)
    assert "20" in texts(made) and "0" not in texts(made)


def test_shares_fill_the_bar() -> None:
    parts = (Series("z listy", (30,)), Series("bez listy", (10,)))
    made = drawn(ChartSpec(ChartKind.SHARES, ("razem",), parts))
    first, second = boxes(made, "accent")[0], boxes(made, "series2")[0]
    assert first.width + 1 == pytest.approx(3 * (second.width + 1))
    assert second.x + second.width + 1 == pytest.approx(WIDTH)
    assert "z listy 30 (75%)" in texts(made)
    empty = drawn(ChartSpec(ChartKind.SHARES, ("a", "b"), (Series("x", (None, 0)), Series("y", (None, 0)))))
    assert [b.dashed for b in empty.shapes if isinstance(b, Box) and b.edge] == [True, False]
    assert "–" in texts(empty) and "0" in texts(empty)


@given(st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7), st.booleans())
def test_ticks_enclose_the_values_in_round_steps(one: int, other: int, whole: bool) -> None:
    low, high = Fraction(min(one, other)), Fraction(max(one, other))
    found = ticks(low, high, whole)
    assert found[0] <= low and found[-1] >= high and 2 <= len(found) <= 7
    assert len({b - a for a, b in pairwise(found)}) == 1
    assert not whole or all(t.denominator == 1 for t in found)


def test_long_names_are_cut_and_never_overlap_the_bars() -> None:
    chart = ChartSpec(ChartKind.BARS, ("x" * 300, "y"), (Series("s", (1, 2)),))
    made = drawn(chart)
    name = next(s for s in made.shapes if isinstance(s, Letters) and s.text.endswith("…"))
    assert name.x <= min(b.x for b in boxes(made, "accent"))
    assert drawn(chart).shapes == made.shapes
