"""Charts of a workbook: native ones, over the numbers on their own sheet, so that people can change them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.formatting.rule import ColorScaleRule

from .document import ChartKind, ChartSpec, Figure, Series

COLOURS = ("004C97", "8CAFD0", "C9852B", "56606D", "2A8C82", "8E5EA2", "A1241B", "B9C26B")
_LINES = (ChartKind.LINE, ChartKind.DOTS)


def days_of(chart: ChartSpec) -> list[dt.date]:
    """The days of a calendar."""
    assert chart.start is not None
    return [chart.start + dt.timedelta(days=n) for n in range(len(chart.series[0].values))]


def named(chart: ChartSpec) -> tuple[Series, ...]:
    """The series with a name each: anonymous ones are numbered, as a column needs a heading."""
    return tuple(s if s.name else Series(str(n), s.values) for n, s in enumerate(chart.series, 1))


def draw(sheet: Any, figure: Figure, first_row: int) -> None:
    """Put the chart below its numbers, whose headings stand in `first_row` and whose categories in column A."""
    chart = figure.chart
    count = len(chart.series)
    last = first_row + (len(chart.series[0].values) if chart.kind is ChartKind.HEAT else len(chart.categories))
    drawn = LineChart() if chart.kind in _LINES else BarChart()
    _shape(drawn, chart)
    columns = (count + 2, count + 2) if chart.kind is ChartKind.BULLET else (2, count + 1)
    data = Reference(sheet, min_col=columns[0], max_col=columns[1], min_row=first_row, max_row=last)
    drawn.add_data(data, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=first_row + 1, max_row=last))
    anonymous = chart.kind is ChartKind.DOTS and count > len(COLOURS)
    for place, series in enumerate(drawn.series):
        _colour(series, COLOURS[0 if anonymous else place % len(COLOURS)], chart.kind)
    drawn.title, drawn.width, drawn.height = None, 22, 11
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.title = chart.unit or None
    _scale(drawn, chart)
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D5DBE1"))
    if len(drawn.series) == 1 and isinstance(drawn, BarChart) and chart.kind is not ChartKind.HEAT:
        drawn.series[0].dLbls = _numbers()
    if columns[0] == columns[1] or anonymous:
        drawn.legend = None
    else:
        drawn.legend.position = "b"
    sheet.add_chart(drawn, f"D{first_row}" if chart.kind is ChartKind.HEAT else f"A{last + 4}")
    if chart.kind is ChartKind.HEAT:
        scale = ColorScaleRule("num", 0, "EDF0F4", end_type="max", end_color="769EC5")
        sheet.conditional_formatting.add(f"B{first_row + 1}:B{last}", scale)


def _numbers() -> DataLabelList:
    """The number at the end of each bar, and nothing else."""
    shown = DataLabelList(dLblPos="outEnd", showVal=True)
    shown.showSerName = shown.showCatName = shown.showLegendKey = shown.showPercent = False
    return shown


def _shape(drawn: Any, chart: ChartSpec) -> None:
    if not isinstance(drawn, BarChart):
        return
    drawn.type = "bar" if chart.kind in (ChartKind.BULLET, ChartKind.SHARES) else "col"
    drawn.gapWidth = 10 if chart.kind is ChartKind.HEAT else 60
    if chart.kind in (ChartKind.STACKED, ChartKind.SHARES):
        drawn.grouping = "stacked" if chart.kind is ChartKind.STACKED else "percentStacked"
        drawn.overlap = 100
    if drawn.type == "bar":
        drawn.x_axis.scaling.orientation = "maxMin"


def _scale(drawn: Any, chart: ChartSpec) -> None:
    if chart.kind is ChartKind.STEPS:  # here bars, which begin at zero
        drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = 0, chart.axis[1] if chart.axis else None
    elif chart.axis:
        drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = chart.axis
    elif all(value is None or value >= 0 for series in chart.series for value in series.values):
        drawn.y_axis.scaling.min = 0
    else:
        drawn.x_axis.tickLblPos = "low"


def _colour(series: Any, colour: str, kind: ChartKind) -> None:
    if kind is not ChartKind.DOTS:
        series.graphicalProperties.line.solidFill = colour
    else:
        series.graphicalProperties.line.noFill = True
    if kind not in _LINES:
        series.graphicalProperties.solidFill = colour
        return
    series.marker.symbol, series.smooth = "circle", False
    series.marker.graphicalProperties.solidFill = colour
    series.marker.graphicalProperties.line.solidFill = colour
