"""A table of the document as a sheet with a real Excel table: filter, frozen header, live totals, footnotes below."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo

from .document import Cell, Column, Kind, NoData, Run, Suppressed, Table, Total, Value, bare, plain
from .document_rules import footnotes, mark, read_as, source_line, table_legend, totals_row
from .excel_cells import (
    BOLD,
    HEAD,
    HEAD_RIGHT,
    INSIDE,
    LINE,
    LINE_HEIGHT,
    QUIET,
    SUM,
    UPPER,
    UPPER_RIGHT,
    Tall,
    lines_of,
    looks_like_formula,
    number_format,
    put,
    stored,
    text_cell,
    text_of,
    with_mark,
)
from .excel_formulas import formula, reference, table_name
from .excel_sheets import Sheets

HEAD_ROW = 3
_TALLEST = 409.0  # points, Excel's limit
_MEASURED = 500  # rows, spread over the table, that decide a column's width
_LINE = 130  # characters of a remark on one line: it stands in a narrow column and runs on over its neighbours
_ONE, _MOST = 9.0, 56.0  # widths of columns: of one beside the table, of the widest
_FUNCTIONS = {Total.SUM: ("sum", 109), Total.COUNT: ("count", 103), Total.MEAN: ("average", 101)}


def write_table(sheets: Sheets, block: Table, step: Callable[[], None]) -> None:
    """One sheet for the table; `step` is called for every row."""
    end = get_column_letter(len(block.columns))
    name, head = sheets.names[block.name], f"{HEAD_ROW}:{HEAD_ROW}"
    widths = _widths(block)
    sheet = sheets.new(name, widths, freeze=f"A{HEAD_ROW + 1}", repeat=head)
    values = sheets.values[sheet.title]
    sheet.append([text_cell(sheet, block.caption, font=BOLD)])
    words = source_line(block.source, sheets.document) if block.source else ""
    sheet.append([text_cell(sheet, words, font=QUIET)])
    heads = [text_cell(sheet, c.title, **(HEAD_RIGHT if c.at_right else HEAD)) for c in block.columns]
    deep = max(lines_of(c.title, wide - 3) for c, wide in zip(block.columns, widths, strict=True))
    sheet.append(Tall(heads, LINE_HEIGHT * deep + 3))
    notes = footnotes(block)
    for row in _rows(sheets, sheet, block, widths, notes, values):
        sheet.append(row)
        step()
    if not block.rows:
        sheet.append([])  # Excel wants one row in a table
    last = HEAD_ROW + max(1, len(block.rows))
    if block.last:
        sheet.append(_given(sheets, sheet, block, notes, values))
    elif any(c.total for c in block.columns):
        sheet.append(_totals(sheets, sheet, block, values))
        last += 1
    _make_table(sheet, block, end, last)
    below = [*(f"{i}. {note}" for note, i in notes.items()), *table_legend(block, sheets.document), *block.notes]
    lines = [line for text in (*below, block.summary) for line in textwrap.wrap(text, _LINE)]
    sheet.append([])
    for text in lines:
        sheet.append([text_cell(sheet, text, font=QUIET)])
    across = _across(widths, max(map(len, (block.caption, words, *lines))))
    sheet.print_area = f"A1:{get_column_letter(across)}{last + bool(block.last) + 1 + len(lines)}"


def _across(widths: list[float], longest: int) -> int:
    """How many columns the print takes: those of the table, and the ones its longest remark runs over."""
    short = min(longest, _LINE) * 0.85 - sum(widths)
    return len(widths) + max(0, math.ceil(short / _ONE))


def _widths(block: Table) -> list[float]:
    widths = []
    for i, column in enumerate(block.columns):
        inner = (bare(row[i]) for row in block.rows[:: len(block.rows) // _MEASURED + 1])
        texts = [len(plain(v)) + 2.5 for v in inner if isinstance(v, (str, Run, tuple))]
        texts += [16.0 for v in (row[i] for row in block.rows) if isinstance(v, Cell) and v.kind is Kind.MONEY]
        least = {Kind.INTEGER: 9.0, Kind.TIME: 8.0, Kind.TEXT: 8.0, Kind.MOMENT: 17.0}.get(column.kind, 14.0)
        head = max([len(word) * 1.2 + 4 for word in column.title.split()] + [len(column.title) * 0.6 + 4])
        widths.append(min(_MOST, max([head, least, *texts])))
    return widths


def _rows(
    sheets: Sheets, sheet: Any, block: Table, widths: list[float], notes: dict[str, int], values: list[Any]
) -> Iterator[list[Any]]:
    """One reused cell per column and kind of content: openpyxl writes a row before the next is asked for."""
    looks = [UPPER_RIGHT if c.at_right else INSIDE for c in block.columns]
    words = [text_cell(sheet, "x", alignment=look, border=LINE) for look in looks]
    quoted = [text_cell(sheet, "=", alignment=look, border=LINE) for look in looks]
    numbers = [
        _number_cell(sheet, number_format(c, sheets.language), UPPER if c.at_right else INSIDE) for c in block.columns
    ]
    blanks = [_number_cell(sheet, "General") for _ in widths]
    for row in block.rows:
        out, deep = [], 1
        for i, value in enumerate(row):
            if type(value) is str and value:
                cell = (quoted if looks_like_formula(value) else words)[i]
                cell._value = text_of(value)
                if len(value) >= widths[i] or "\n" in value:
                    deep = max(deep, lines_of(value, widths[i] - 1))
            elif isinstance(value, int):
                cell = numbers[i]
                put(cell, value, block.columns[i].kind)
            elif isinstance(value, (dt.date, dt.time)):
                cell = numbers[i]
                cell._value, cell.data_type = value, "d"
            elif value is None or value == "":
                cell = blanks[i]
            else:
                cell = special_cell(sheets, sheet, value, block.columns[i], notes, values)
                cell.border = LINE
            out.append(cell)
        yield Tall(out, min(LINE_HEIGHT * deep, _TALLEST)) if deep > 1 else out


def _number_cell(sheet: Any, look: str, stands: Any = UPPER) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format, cell.alignment, cell.border = look, stands, LINE
    return cell


def special_cell(
    sheets: Sheets, sheet: Any, value: Value, column: Column, notes: dict[str, int], values: list[Any]
) -> Any:
    """A value with a note, a query, a look or no number at all. The number's mark is in its format: it stays one."""
    inner, sign, labels = bare(value), mark(value, notes), sheets.document.labels
    column = read_as(value, column)
    if isinstance(inner, (NoData, Suppressed)):
        words = labels.no_data if isinstance(inner, NoData) else labels.suppressed
        return text_cell(sheet, words + sign, alignment=UPPER_RIGHT if column.at_right else INSIDE)
    if isinstance(inner, (str, Run, tuple)):
        return text_cell(sheet, plain(inner) + sign, alignment=UPPER_RIGHT if column.at_right else INSIDE)
    cell = WriteOnlyCell(sheet)
    cell.number_format = with_mark(number_format(column, sheets.language), sign)
    cell.alignment = UPPER
    query = value.query if isinstance(value, Cell) else None
    asked = formula(query, sheets.tables, (labels.no_data, labels.suppressed)) if query else ""
    if asked:
        cell._value, cell.data_type = f"={asked}", "f"
        values.append(stored(inner, column.kind))
    elif inner is not None:
        put(cell, inner, column.kind)
    return cell


def _given(sheets: Sheets, sheet: Any, block: Table, notes: dict[str, int], values: list[Any]) -> list[Any]:
    """The row of totals that were counted: below the table, so that sorting and filters leave it alone."""
    row = []
    for value, column in zip(block.last, block.columns, strict=True):
        cell = special_cell(sheets, sheet, "" if value is None else value, column, notes, values)
        cell.font, cell.border = SUM["font"], SUM["border"]
        row.append(cell)
    return row


def _totals(sheets: Sheets, sheet: Any, block: Table, values: list[Any]) -> list[Any]:
    label = next((i for i, c in enumerate(block.columns) if c.header), 0)
    row = []
    for i, (result, column) in enumerate(totals_row(block) or []):
        how = block.columns[i].total
        if how is None:
            words = sheets.document.labels.total if i == label else ""
            row.append(text_cell(sheet, words, alignment=INSIDE, **SUM))
            continue
        code = _FUNCTIONS[how][1]
        if how is Total.COUNT and block.columns[i].kind is not Kind.TEXT:
            code = 102  # numbers only: the sign for no data is a text
        cell = WriteOnlyCell(sheet)
        cell.font, cell.border = SUM["font"], SUM["border"]
        cell.number_format = number_format(column, sheets.language)
        cell._value, cell.data_type = f"=SUBTOTAL({code},{reference(block.name, block.columns[i].title)})", "f"
        values.append(stored(result, column.kind))
        row.append(cell)
    return row


def _make_table(sheet: Any, block: Table, end: str, last: int) -> None:
    totals = any(c.total for c in block.columns)
    table = ExcelTable(
        displayName=table_name(block.name), ref=f"A{HEAD_ROW}:{end}{last}", totalsRowCount=1 if totals else None
    )
    table._initialise_columns()
    table.autoFilter.ref = f"A{HEAD_ROW}:{end}{last - 1 if totals else last}"
    for made, column in zip(table.tableColumns, block.columns, strict=True):
        made.name = text_of(column.title)
        if column.total:
            made.totalsRowFunction = _FUNCTIONS[column.total][0]
            if column.total is Total.COUNT and column.kind is not Kind.TEXT:
                made.totalsRowFunction = "countNums"
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet._tables.add(table)  # add_table() would only add a warning in write-only mode
