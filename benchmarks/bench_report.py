"""The report to the Council: its tagged pages against plain untagged reportlab with the same texts, tables, pictures.

The yardstick has no tags, links or embedded rules: a careful author's platypus story in the same fonts, cells cut into
lines by reportlab's own simpleSplit, pictures as reportlab's own bar charts."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.document import (
    Bullets,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Table,
    plain,
)
from openkrakow_desktop.core.document_rules import footnotes, show, source_line, table_legend
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import pdf_bytes, write_pdf
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.report import council_report
from openkrakow_desktop.programme.catalogue import catalogue

from .measure import ratio
from .office import TODAY, YEAR, office

NOW = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
ROOM = 479.0


def write_plain(document: Document, path: Path) -> None:
    """The same words, tables and bars by reportlab's platypus, untagged."""
    from reportlab.platypus import SimpleDocTemplate

    def furniture(canvas: Any, template: Any) -> None:
        canvas.setFont("NotoSans", 7.5)
        canvas.drawString(58, 798, document.title)
        canvas.drawString(58, 36, " · ".join(value for _, value in document.facts[:2]))
        canvas.drawRightString(537, 36, f"Strona {template.page}")
        canvas.line(58, 790, 537, 790)

    template = SimpleDocTemplate(str(path), leftMargin=58, rightMargin=58, topMargin=76, bottomMargin=64)
    story = [part for block in document.blocks for part in _parts(block, document)]
    template.build(story, onFirstPage=furniture, onLaterPages=furniture)


def _texts(block: Any, document: Document) -> Iterator[str]:
    """What a block says outside of its cells."""
    if isinstance(block, (Heading, Paragraph, Note)):
        yield plain(block.text)
    elif isinstance(block, Bullets):
        yield from (f"• {plain(text)}" for text, _ in block.pairs())
    elif isinstance(block, Contents):
        yield from (plain(one.text) for one in document.blocks if isinstance(one, Heading) and one.level <= block.depth)
    elif isinstance(block, KeyFigures):
        for one in block.figures:
            yield f"{show(one.value, Column('', one.kind), document)} {one.label} {one.note}"
    elif isinstance(block, Figure):
        yield from (block.caption, block.summary)
    elif isinstance(block, Table):
        yield from (block.caption, *footnotes(block), *table_legend(block, document), *block.notes)
    if isinstance(block, (Figure, Table)) and block.source is not None:
        yield source_line(block.source, document)


def _parts(block: Any, document: Document) -> Iterator[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Prose

    if isinstance(block, Table) and (block.workbook_only or not block.rows):
        return
    face, size = ("NotoSans-SemiBold", 16) if isinstance(block, Heading) else ("NotoSans", 9)
    style = ParagraphStyle("body", fontName=face, fontSize=size, leading=size * 1.45)
    yield from (Prose(escape(text), style) for text in _texts(block, document))
    if isinstance(block, Table):
        yield _table(block, document)
    elif isinstance(block, Figure):
        yield _bars(block)


def _bars(block: Figure) -> Any:
    from reportlab.graphics.charts.barcharts import HorizontalBarChart
    from reportlab.graphics.shapes import Drawing

    made = Drawing(ROOM, 220)
    chart = HorizontalBarChart()
    chart.width, chart.height, chart.x = ROOM - 160, 200, 150
    chart.data = [[float(value or 0) for value in one.values] for one in block.chart.series]
    chart.categoryAxis.categoryNames = list(block.chart.categories)
    chart.categoryAxis.labels.fontName = chart.valueAxis.labels.fontName = "NotoSans"
    made.add(chart)
    return made


def _table(block: Table, document: Document) -> Any:
    from reportlab.lib.utils import simpleSplit
    from reportlab.platypus import Table as Made

    shown = [
        [show(value, column, document) for value, column in zip(row, block.columns, strict=True)] for row in block.rows
    ]
    most = [max(4, min(60, max(len(row[at]) for row in shown))) for at in range(len(block.columns))]
    widths = [ROOM * one / sum(most) for one in most]
    cells = [
        ["\n".join(simpleSplit(text, "NotoSans", 8.2, max(20.0, wide - 10)))
         for text, wide in zip(row, widths, strict=True)]
        for row in ([column.title for column in block.columns], *shown)
    ]  # fmt: skip
    look = [
        ("FONT", (0, 0), (-1, -1), "NotoSans", 8.2, 11),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#d5dbe1"),
    ]
    return Made(cells, colWidths=widths, repeatRows=1, style=look)


def main(print: Callable[..., None] = print) -> None:
    """Print the ratio of the tagged report to the plain one."""
    with office().read() as session:
        document = council_report(session, Period(YEAR, TODAY), words("pl"), catalogue(), DECLARED, now=NOW)
    pages = pdf_bytes(document)[1]  # registers the fonts for both
    with tempfile.TemporaryDirectory() as folder:
        ours, plainly = Path(folder, "a.pdf"), Path(folder, "b.pdf")
        ratio(f"report to the Council, {pages} tagged pages / plain", partial(write_pdf, document, ours),
              partial(write_plain, document, plainly), target=1)  # fmt: skip


if __name__ == "__main__":
    main()
