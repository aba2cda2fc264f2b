"""Cells of a workbook: looks, number formats, and text that can never turn into a formula.

Write-only mode: a cell object is filled, written and forgotten, so memory does not grow with the rows."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from .document import Column, Kind, Value, printable

TITLE, BOLD = Font(name="Calibri", bold=True, size=16), Font(name="Calibri", bold=True)
QUIET, LINK = Font(name="Calibri", color="56606D", size=9), Font(name="Calibri", color="004C97", underline="single")
WARN = {"font": Font(name="Calibri", bold=True, color="7A4A00"), "fill": PatternFill("solid", fgColor="FAF0DC")}
HEAD = {
    "font": Font(name="Calibri", bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor="004C97"),
    "alignment": Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1),
}
HEAD_RIGHT = {**HEAD, "alignment": Alignment(wrap_text=True, vertical="center", horizontal="right")}
SUM = {"font": BOLD, "border": Border(top=Side("thin", color="1A2028"))}
LINE = Border(bottom=Side("hair", color="B6BFC9"))
WRAP, UPPER = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
INSIDE = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)  # words keep off the number beside them
UPPER_RIGHT = Alignment(vertical="top", horizontal="right")
LEFT = Alignment(horizontal="left", vertical="top")
LINE_HEIGHT = 15.0
LONGEST = 32_767  # characters Excel can keep in a cell
_FORMULA_SIGNS = frozenset("=+-@'\t\r")
_ESCAPES = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def text_of(text: str) -> str:
    """What a cell may hold: no control characters, no '_x0041_' that Excel would decode, no more than it can keep."""
    text = printable(text)
    if "_x" in text:
        text = _ESCAPES.sub("_x005F_", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for something to compute, were it typed in."""
    return text[:1] in _FORMULA_SIGNS if text else False


def text_cell(sheet: Any, value: str, **style: Any) -> Any:
    """A cell of text, whatever the text looks like."""
    cell = WriteOnlyCell(sheet)
    for key, look in style.items():
        setattr(cell, key, look)
    cell._value, cell.data_type = text_of(value), "s"  # past openpyxl's guessing: text is text
    cell.quotePrefix = looks_like_formula(value)
    return cell


def number_format(column: Column, language: str) -> str:
    """The column's Excel format; grouping and signs as people write in the language (the locale decides the marks)."""
    if column.kind is Kind.MONEY:
        return f'"PLN "{_whole(2, language)}' if language == "en" else _grouped(2, language, '\\ "zł"')
    if column.kind is Kind.PERCENT:
        return "0" + ("." + "0" * column.digits if column.digits else "") + "%"
    day = "d mmm yyyy" if language == "en" else "dd\\.mm\\.yyyy"
    return {
        Kind.INTEGER: _grouped(0, language),
        Kind.DECIMAL: _grouped(column.digits, language),
        Kind.DATE: day,
        Kind.TIME: "hh:mm",
        Kind.MOMENT: f"{day} hh:mm",
        Kind.TEXT: "@",
    }[column.kind]


def _whole(digits: int, language: str) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _grouped(digits: int, language: str, unit: str = "") -> str:
    """5132 but 10 000: Polish and Ukrainian groups begin with the fifth digit, English ones with the fourth."""
    if language == "en":
        return _whole(digits, language) + unit
    part = ("." + "0" * digits if digits else "") + unit
    return f"[>=10000]#,##0{part};[<0]-#,##0{part};0{part}"


def with_mark(number_format: str, sign: str) -> str:
    """The format with a footnote's mark behind the number, which stays a number."""
    return ";".join(f'{part}"{sign}"' for part in number_format.split(";")) if sign else number_format


def stored(value: Value, kind: Kind) -> Any:
    """The value as Excel keeps it: złoty for grosze, a double for what is exact here."""
    if isinstance(value, (int, Fraction, Decimal)):
        if kind is Kind.MONEY:
            return value / 100 if isinstance(value, int) else float(Fraction(value) / 100)
        return value if isinstance(value, int) and abs(value) < 10**15 else float(value)
    return value


def put(cell: Any, value: Value, kind: Kind) -> None:
    """Put a number, date or time into a cell. A float goes as text: openpyxl would make 967.1900000000001 of 967.19."""
    if isinstance(value, (dt.date, dt.time)):
        cell._value, cell.data_type = value, "d"
    else:
        number = stored(value, kind)
        cell._value, cell.data_type = repr(number) if isinstance(number, float) else number, "n"


class Tall(list[Any]):
    """A row of cells that needs a height of its own, in points."""

    def __init__(self, cells: Iterable[Any], height: float) -> None:
        super().__init__(cells)
        self.height = height


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, roughly: not every program measures rows by itself."""
    return sum(max(1, math.ceil(len(row) * 0.95 / width)) for row in text.split("\n"))


def keep_as_they_are(sheet: Any) -> None:
    """Replaces openpyxl's `_values_to_row`, which first tries each cell as a value (twice the time), and gives tall
    rows their height."""
    heights: dict[int, dict[str, str]] = {}
    sheet.row_dimensions = heights

    def rows(cells: list[Any], row: int) -> list[Any]:
        heights.clear()
        if isinstance(cells, Tall):
            heights[row] = {"ht": f"{cells.height:g}", "customHeight": "1"}
        kept = []
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                cell.row, cell.column = row, column
                kept.append(cell)
        return kept

    sheet._values_to_row = rows
