"""ChartSpec -> Picture: a chart is laid out once, as shapes in points, and painted by the window and the PDF alike.

Colour is never alone: every series has its name beside it and every bar its number."""

from __future__ import annotations

from .chart_axes import columns, months, rows, stands
from .chart_shapes import ROLES, Box, Dot, Letters, Measure, Pen, Picture, Polygon, Shape, Stroke
from .chart_signs import bullets, calendar, shares
from .chart_steps import steps
from .document import ChartKind, ChartSpec, Labels

__all__ = ["ROLES", "Box", "Dot", "Letters", "Measure", "Picture", "Polygon", "Shape", "Stroke", "picture"]


def picture(chart: ChartSpec, width: float, measure: Measure, labels: Labels) -> Picture:
    """The chart as shapes. `measure(text, size, bold)` tells how wide words are in the painter's font, in points.

    Expects a chart that passes `document_rules.problems`."""
    pen = Pen(chart, width, measure, labels)
    signs = {
        ChartKind.BULLET: bullets,
        ChartKind.HEAT: calendar,
        ChartKind.SHARES: shares,
        ChartKind.MONTHS: months,
        ChartKind.DOTS: rows,
        ChartKind.STEPS: steps,
    }
    if chart.kind in signs:
        return signs[chart.kind](pen)
    return columns(pen) if stands(chart, width, pen) else rows(pen)
