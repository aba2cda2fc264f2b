"""Document -> workbook: an index, the prose, a sheet for every table and chart. Numbers stay numbers, and a number that
follows from a table (Query, total) is a live formula with its value beside it.

Memory does not grow with the rows; importing this takes a while: import it on use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from .document import (
    Block,
    Bullets,
    Cell,
    ChartKind,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Number,
    Paragraph,
    Signatures,
    Suppressed,
    Table,
    bare,
    plain,
    printable,
)
from .document_rules import describe, legend, problems, source_line
from .excel_archive import save
from .excel_cells import (
    BOLD,
    HEAD,
    HEAD_RIGHT,
    LEFT,
    LINE_HEIGHT,
    LINK,
    QUIET,
    TITLE,
    UPPER,
    WARN,
    WRAP,
    Tall,
    lines_of,
    number_format,
    put,
    text_cell,
)
from .excel_chart import days_of, draw, named
from .excel_sheets import INDEX, TEXT, Sheets, has_sheet
from .excel_table import HEAD_ROW, special_cell, write_table
from .files import replacing
from .formats import share_digits

_PROSE, _INDEX = 110.0, [36.0, 60.0, 44.0, 10.0]  # widths of columns, in characters
_HEADINGS = {1: 15.0, 2: 13.0, 3: 11.0}  # sizes, in points
_EVERY = 500  # rows between two words about progress


def write_excel(
    document: Document, path: Path, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Write the document and return its number of sheets; the same document makes the same bytes.

    `progress(rows written, rows)` may raise to stop: nothing is written then. ValueError for a document that has
    `problems` (a programmer's fault), OSError when the file cannot be written; the old file stays in both cases."""
    if wrong := problems(document):
        raise ValueError("; ".join(wrong))
    created = document.created or dt.datetime(2000, 1, 1)
    with replacing(path) as temporary, Sheets(document) as sheets:
        _write_index(sheets)
        _write_prose(sheets)
        step = _counter(sum(len(t.rows) for t in sheets.tables.values()), progress)
        for block in document.blocks:
            if not has_sheet(block):
                continue
            if isinstance(block, Table):
                write_table(sheets, block, step)
            elif isinstance(block, Figure):
                _write_figure(sheets, block)
        _set_properties(sheets.workbook, document, created)
        save(sheets.workbook, temporary, sheets.values, sheets.alts, created)
    return len(sheets.workbook.worksheets)


def _counter(rows: int, progress: Callable[[int, int], None]) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % _EVERY == 0 or done == rows:
            progress(done, rows)

    return step


def _set_properties(workbook: Any, document: Document, created: dt.datetime) -> None:
    properties = workbook.properties
    properties.title, properties.subject = printable(document.title), printable(document.subject)
    properties.creator, properties.language = printable(document.author), document.language
    properties.created = created.replace(tzinfo=None)
    workbook.calculation.fullCalcOnLoad = True


# ---- the first sheet -----------------------------------------------------------------------------------------------
def _write_index(sheets: Sheets) -> None:
    """What this is, as of when, the key figures, and a link to every sheet."""
    document, name = sheets.document, sheets.names[INDEX]
    sheet = sheets.new(name, list(_INDEX))
    rows = [[text_cell(sheet, document.title, font=TITLE)]]
    rows += [[text_cell(sheet, document.subtitle, font=QUIET)]] if document.subtitle else []
    rows += [[text_cell(sheet, document.banner, **WARN)]] if document.banner else []
    rows += [[text_cell(sheet, label, font=QUIET), text_cell(sheet, value)] for label, value in document.facts]
    for key, value in document.names.items():
        if not isinstance(value, Cell):
            _define(sheets, key, len(rows) + 1)
            rows.append([text_cell(sheet, key, font=QUIET), _single(sheets, sheet, value, _kind_of(value))])
    figures = [figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures]
    for figure in figures:
        inner = bare(figure.value)
        reason = inner.reason if isinstance(inner, (NoData, Suppressed)) else ""
        cell = _single(sheets, sheet, figure.value, figure.kind)
        note = text_cell(sheet, (figure.note or reason).replace("\n", " · "), font=QUIET, alignment=WRAP)
        rows.append([text_cell(sheet, figure.label, alignment=WRAP), cell, note])
    rows += [[text_cell(sheet, words, font=QUIET)] for words in legend((f.value for f in figures), document)]
    rows.append([])
    links = []
    for row, target in _contents(sheets, sheet):
        rows.append(row)
        if target:
            links.append(Hyperlink(ref=f"A{len(rows)}", location=f"{_quoted(target)}!A1", display=target))
    for row in _named_cells(sheets, sheet, len(rows)):
        rows.append(row)
    for row in rows:
        sheet.append(_tall(row, _INDEX))
    sheet._hyperlinks += links  # the first row empties the list, so they come last


def _define(sheets: Sheets, key: str, row: int) -> None:
    """Give the value in that row of the first sheet a name."""
    place = f"{_quoted(sheets.names[INDEX])}!$B${row}"
    sheets.workbook.defined_names[key] = DefinedName(key, attr_text=place)


def _named_cells(sheets: Sheets, sheet: Any, above: int) -> Iterator[list[Any]]:
    """Below the contents: every number that has a name of its own, live, with what it is; `above`: rows before."""
    found = [(key, value) for key, value in sheets.document.names.items() if isinstance(value, Cell)]
    for place, (key, value) in enumerate(found, above + 2):
        if place == above + 2:
            yield []
        _define(sheets, key, place)
        bare_cell = replace(value, note="")
        kind = Kind.TEXT if isinstance(value.value, (NoData, Suppressed)) else _kind_of(value.value)
        words = text_cell(sheet, value.note, font=QUIET, alignment=WRAP)
        yield [text_cell(sheet, key), _single(sheets, sheet, bare_cell, kind), words]


def _contents(sheets: Sheets, sheet: Any) -> Iterator[tuple[list[Any], str]]:
    """What is where: a row for each sheet, with the sheet it leads to; headings lead nowhere."""
    labels = sheets.document.labels
    heads = ((labels.sheet, HEAD), (labels.holds, HEAD), (labels.source, HEAD), (labels.rows, HEAD_RIGHT))
    yield [text_cell(sheet, words, **look) for words, look in heads], ""
    yield [text_cell(sheet, sheets.names[TEXT], font=LINK), text_cell(sheet, sheets.document.title)], sheets.names[TEXT]
    for block in sheets.document.blocks:
        if not isinstance(block, (Table, Figure)) or not has_sheet(block):
            continue
        name = sheets.names[block.name]
        words = [text_cell(sheet, block.caption, alignment=WRAP)]
        words += [text_cell(sheet, block.source.register if block.source else "", font=QUIET, alignment=WRAP)]
        if isinstance(block, Table):
            count = WriteOnlyCell(sheet)
            put(count, len(block.rows), Kind.INTEGER)
            count.number_format, count.alignment = number_format(Column("", Kind.INTEGER), sheets.language), UPPER
            words.append(count)
        yield [text_cell(sheet, name, font=LINK, alignment=LEFT), *words], name


def _tall(row: list[Any], widths: list[float]) -> list[Any]:
    """The row, high enough for its texts that wrap."""
    texts = [(c._value, wide) for c, wide in zip(row, widths, strict=False) if c is not None and c.alignment.wrap_text]
    deep = max((lines_of(text, wide) for text, wide in texts if isinstance(text, str)), default=1)
    return Tall(row, deep * LINE_HEIGHT) if deep > 1 else row


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _kind_of(value: object) -> Kind:
    if isinstance(value, dt.datetime):
        return Kind.MOMENT
    return Kind.DATE if isinstance(value, dt.date) else Kind.INTEGER if isinstance(value, int) else Kind.DECIMAL


def _single(sheets: Sheets, sheet: Any, value: Any, kind: Kind) -> Any:
    cell = special_cell(sheets, sheet, value, Column("", kind), {}, sheets.values[sheet.title])
    cell.font, cell.alignment = BOLD, LEFT
    return cell


# ---- the prose -----------------------------------------------------------------------------------------------------
def _write_prose(sheets: Sheets) -> None:
    sheet = sheets.new(sheets.names[TEXT], [_PROSE])
    for block in sheets.document.blocks:
        for words, font in _sentences(block):
            style = {"font": font} if font else {}
            height = lines_of(words, _PROSE) * (font.size * 1.45 if font and font.size else LINE_HEIGHT)
            sheet.append(Tall([text_cell(sheet, words, alignment=WRAP, **style)], height))


def _sentences(block: Block) -> Iterator[tuple[str, Font | None]]:
    if isinstance(block, Heading):
        yield plain(block.text), Font(name="Calibri", bold=True, size=_HEADINGS[block.level])
    elif isinstance(block, Paragraph):
        yield plain(block.text), None
    elif isinstance(block, Note):
        yield f"{block.title}. {plain(block.text)}" if block.title else plain(block.text), QUIET
    elif isinstance(block, Bullets):
        for number, (text, inner) in enumerate(block.pairs(), 1):
            yield (f"{number}. " if block.numbered else "• ") + plain(text), None
            for words, font in _sentences(inner) if inner else ():
                yield "    " + words, font
    elif isinstance(block, Signatures):
        for line in block.lines:
            yield f"{line.role}: {line.name or '…' * 20}", None
    elif isinstance(block, (Table, Figure)) and has_sheet(block) and not getattr(block, "workbook_only", False):
        yield f"→ {block.sheet or block.caption}", QUIET


# ---- charts --------------------------------------------------------------------------------------------------------
def _write_figure(sheets: Sheets, block: Figure) -> None:
    """The numbers of a chart, then the chart. A bullet chart shows value ÷ expected, as each row has its own scale."""
    chart, name = block.chart, sheets.names[block.name]
    series, share = named(chart), chart.kind is ChartKind.BULLET
    calendar = chart.kind is ChartKind.HEAT
    widths = [14.0 if calendar else 46.0] + [16.0] * (len(series) + 1)
    sheet = sheets.new(name, widths, one_page=not calendar)
    sheet.append([text_cell(sheet, block.caption, font=BOLD)])
    sheet.append([text_cell(sheet, block.summary)])
    ratio = [f"{series[0].name} / {series[1].name}"] if share else []
    titles = ("", *(s.name for s in series), *ratio)
    sheet.append(_tall([text_cell(sheet, words, **HEAD_RIGHT) for words in titles], widths))
    for i, head in enumerate(_heads(sheets, sheet, block)):
        row = [head, *(_figure_cell(sheets, sheet, s.values[i], chart.digits, i in chart.shares) for s in series)]
        if share:
            row.append(_ratio(sheets, sheet, i, series[0].values[i], series[1].values[i]))
        sheet.append(_tall(row, widths))
    sheet.append([])
    sheet.append([text_cell(sheet, source_line(block.source, sheets.document) if block.source else "", font=QUIET)])
    draw(sheet, block, HEAD_ROW)
    sheets.alts.append((printable(block.caption), printable(describe(block, sheets.document))))


def _heads(sheets: Sheets, sheet: Any, block: Figure) -> Iterator[Any]:
    """The first cell of each row: a category, or the day of a calendar."""
    if block.chart.kind is not ChartKind.HEAT:
        yield from (text_cell(sheet, category, alignment=WRAP) for category in block.chart.categories)
        return
    for day in days_of(block.chart):
        cell = WriteOnlyCell(sheet)
        cell._value, cell.data_type = day, "d"
        cell.number_format = number_format(Column("", Kind.DATE), sheets.language)
        yield cell


def _figure_cell(sheets: Sheets, sheet: Any, value: Number | None, digits: int, is_share: bool) -> Any:
    if value is None:
        return None  # a chart would draw the sign for no data as a zero
    column = Column("", Kind.DECIMAL, digits=digits)
    if is_share:
        column = Column("", Kind.PERCENT, digits=share_digits(value))
    cell = WriteOnlyCell(sheet)
    put(cell, value, column.kind)
    cell.alignment = UPPER
    cell.number_format = number_format(column, sheets.language)
    return cell


def _ratio(sheets: Sheets, sheet: Any, i: int, value: Number | None, expected: Number | None) -> Any:
    if value is None or not expected:
        return None
    row = HEAD_ROW + 1 + i
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type, cell.number_format = f"=B{row}/C{row}", "f", "0%"
    cell.alignment = UPPER
    sheets.values[sheet.title].append(float(value) / float(expected))
    return cell
