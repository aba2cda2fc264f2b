"""Forms that travel as workbooks: protected sheets with a few open cells, drop-downs, what marks the form as ours.

The marks are custom document properties: Excel and LibreOffice keep them, each shorter than Excel's limit of 255."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from .document import printable
from .excel_archive import save
from .excel_cells import HEAD, LINE_HEIGHT, QUIET, TITLE, lines_of, text_cell
from .excel_sheets import half_sheets_dropped
from .files import replacing
from .import_sheets import CODES

LONGEST_PROPERTY = 255
_MOST_PROPERTIES = 1 << 20  # bytes of the part that holds them
_TOP = Alignment(vertical="top", horizontal="left", wrap_text=True)
_BOX = Border(*(Side("thin", color="7C8694") for _ in range(4)))
_OPEN = Protection(locked=False)
_WIDTH = 20.0  # of a column nobody gave a width, in characters
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "plain": {"alignment": _TOP},
    "title": {"font": TITLE},
    "strong": {"font": Font(name="Calibri", bold=True), "alignment": _TOP},
    "line": {"font": Font(name="Calibri", bold=True)},
    "quiet": {"font": QUIET, "alignment": _TOP},
    "head": HEAD,
    "input": {
        "alignment": _TOP,
        "border": _BOX,
        "fill": PatternFill("solid", fgColor="FFF9E5"),
        "protection": _OPEN,
    },
}


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell. `look`: a key of LOOKS ("input" is open to be filled in); a `formula` bears the number it comes to."""

    value: str | int | None = None
    look: str = "plain"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class FormCheck:
    """A drop-down over `cells` ("G6:G65", "G6 G10") with the list of this name, its hint and its refusal.

    Without an `error` other values may be typed in as well; without `choices` there is only the hint."""

    cells: str
    choices: str
    title: str
    prompt: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A protected sheet. `hidden_columns` and `hidden_rows` (from 1) hold what only the program reads; `heights`: of
    rows (from 1) that must be higher than their texts, in points."""

    title: str
    widths: Sequence[float]
    rows: Sequence[Sequence[FormCell | None]]
    checks: Sequence[FormCheck] = ()
    hidden_columns: Sequence[int] = ()
    hidden_rows: Sequence[int] = ()
    freeze: str = ""
    repeat: str = ""
    footer: str = ""
    heights: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook to fill in. `lists`: name of a drop-down → its choices; `marks`: custom properties."""

    title: str
    language: str
    sheets: Sequence[FormSheet]
    lists: Mapping[str, Sequence[str | int]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    created: dt.datetime | None = None


def write_form(form: Form, path: Path) -> None:
    """Write the workbook, all or nothing. ValueError for a mark that Excel would cut."""
    book: Any = Workbook(write_only=True)
    values: dict[str, list[Any]] = {}
    with replacing(path) as temporary, half_sheets_dropped(book):
        for sheet in form.sheets:
            values[sheet.title] = _write_sheet(book, sheet)
        _write_lists(book, form.lists)
        for name, value in form.marks.items():
            if len(value) > LONGEST_PROPERTY:
                raise ValueError(name)
            book.custom_doc_props.append(StringProperty(name=name, value=value))
        book.properties.title, book.properties.language = printable(form.title), form.language
        book.properties.creator = "OpenKraków"
        book.calculation.fullCalcOnLoad = True
        save(book, temporary, values, [], form.created or dt.datetime(2000, 1, 1))


def _write_sheet(book: Any, told: FormSheet) -> list[Any]:
    """Write a sheet; the values of its formulas, in order."""
    sheet = book.create_sheet(told.title)
    for place, wide in enumerate(told.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = wide
        sheet.column_dimensions[get_column_letter(place)].hidden = place in told.hidden_columns
    if told.freeze:
        sheet.freeze_panes = told.freeze
    if told.repeat:
        sheet.print_title_rows = told.repeat
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = told.footer.replace("&", "&&")[:100], "&P / &N"
    results: list[Any] = []
    for number, row in enumerate(told.rows, 1):
        if number in told.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        elif high := max(_height(row, told), told.heights.get(number, 0)):
            sheet.row_dimensions[number].height = high
        sheet.append([_cell(sheet, one, results) for one in row])
    for check in told.checks:
        sheet.data_validations.append(_drop_down(check))
    return results


def _height(row: Sequence[FormCell | None], told: FormSheet) -> float:
    """How high a row must be for its texts that wrap; 0 where one line will do."""
    deep = 1
    for place, one in enumerate(row):
        if one is not None and isinstance(one.value, str) and one.look not in ("title", "line"):
            wide = told.widths[place] if place < len(told.widths) else _WIDTH
            deep = max(deep, lines_of(one.value, wide) if place + 1 not in told.hidden_columns else 1)
    return deep * LINE_HEIGHT if deep > 1 else 0


def _cell(sheet: Any, told: FormCell | None, results: list[Any]) -> Any:
    if told is None:
        return None
    looks = LOOKS[told.look]
    if isinstance(told.value, str) and not told.formula:
        return text_cell(sheet, told.value, **looks)
    cell = WriteOnlyCell(sheet)
    for name, look in looks.items():
        setattr(cell, name, look)
    if told.formula:
        cell._value, cell.data_type = told.formula, "f"
        results.append(told.value)
    elif told.value is not None:
        cell._value, cell.data_type = told.value, "n"
    return cell


def _drop_down(check: FormCheck) -> DataValidation:
    made = DataValidation(
        type="list" if check.choices else None,
        formula1=f"={check.choices}" if check.choices else None,
        allow_blank=True,
        showErrorMessage=bool(check.error),
        showInputMessage=True,
        promptTitle=check.title[:32],
        prompt=check.prompt[:255],
        errorTitle=check.title[:32],
        error=check.error[:255] or None,
        sqref=MultiCellRange(check.cells),
    )
    return made


def _write_lists(book: Any, lists: Mapping[str, Sequence[str | int]]) -> None:
    """The choices of the drop-downs, on a hidden sheet, each under its name."""
    if not lists:
        return
    sheet = book.create_sheet(CODES)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    results: list[Any] = []
    for number in range(max(map(len, lists.values()))):
        told = (FormCell(one[number]) if number < len(one) else None for one in lists.values())
        sheet.append([_cell(sheet, one, results) for one in told])
    for place, (name, choices) in enumerate(lists.items(), 1):
        letter = get_column_letter(place)
        area = f"'{CODES}'!${letter}$1:${letter}${max(1, len(choices))}"
        book.defined_names[name] = DefinedName(name, attr_text=area)


def marks_of(path: Path) -> dict[str, str]:
    """The custom text properties of a workbook that `read_workbook` has found harmless; none: empty."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next((one for one in archive.infolist() if one.filename.lower() == "docprops/custom.xml"), None)
            if name is None or name.file_size > _MOST_PROPERTIES:
                return {}
            root = fromstring(archive.read(name), forbid_dtd=True)
    except Exception:  # whatever is wrong with that part: it holds no marks of ours
        return {}
    return {one.get("name", ""): "".join(one.itertext()).strip() for one in root}
