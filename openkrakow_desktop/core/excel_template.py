"""The workbooks that travel: empty templates, registers to be changed and read back, refused rows with their reasons.

One sheet per register; a hidden first column keeps each row's key and a hidden sheet says which column is which field,
so that renamed headings and moved columns do no harm."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from sqlalchemy import select
from sqlalchemy.orm import Session

from .clock import WARSAW
from .declarations import EARLIEST, GREATEST, Declared, Field, Register
from .excel_archive import save
from .excel_sheets import half_sheets_dropped
from .files import replacing
from .import_layout import own_heads
from .import_lines import Fault, Line, carried_cell, period_row
from .import_links import link_names
from .import_sheets import CODES, ID_HEADING, META, sheet_title
from .listing import visible
from .words import Words

EMPTY_ROWS = 500  # rows of an empty template that carry drop-downs and are unlocked
SCHEMA = 1
_HEAD = {
    "font": Font(name="Calibri", bold=True, color="1A2028"),
    "fill": PatternFill("solid", fgColor="E5EDF6"),
    "border": Border(bottom=Side("thin", color="7C8694")),
    "alignment": Alignment(wrap_text=True, vertical="center"),
}
_QUIET = Font(name="Calibri", color="56606D")
_OPEN = Protection(locked=False)


def write_template(
    declared: Declared, path: Path, words: Words, registers: Sequence[str] = (), *, today: dt.date
) -> None:
    """An empty workbook to fill in, with drop-downs, hints and checks, in the language of `words`."""
    chosen = [declared.registers[key] for key in registers or declared.registers]
    book = _Book(declared, words, today)
    with half_sheets_dropped(book.book):
        book.guide(chosen)
        for register in chosen:
            book.sheet(register, (), EMPTY_ROWS)
        book.save(path)


def write_registers(
    session: Session, declared: Declared, registers: Sequence[Register], path: Path, words: Words, *, today: dt.date
) -> int:
    """Whole registers with their rows' keys, to be changed in Excel and read back. The number of rows."""
    book, total = _Book(declared, words, today), 0
    with half_sheets_dropped(book.book):
        book.guide(registers)
        for register in registers:
            rows = register_rows(session, register)
            book.sheet(register, rows, len(rows) + 50)
            total += len(rows)
        book.save(path)
    return total


def write_rejected(declared: Declared, lines: Iterable[Line], path: Path, words: Words, *, today: dt.date) -> int:
    """The refused rows as they stood, with the reason beside each and in its cell; once corrected, readable again."""
    by_sheet: dict[str, list[Line]] = {}
    for line in lines:
        if line.refused:
            by_sheet.setdefault(line.plan.sheet.name, []).append(line)
    book = _Book(declared, words, today)
    with half_sheets_dropped(book.book):
        book.guide([rows[0].plan.register for rows in by_sheet.values()])
        for name, rows in by_sheet.items():
            book.rejected(name, rows)
        book.save(path)
    return sum(map(len, by_sheet.values()))


def register_rows(session: Session, register: Register) -> list[tuple[Any, ...]]:
    """(key, value of each form field …): links as the names they are found by, all else as it is."""
    model: Any = register.record
    fields = register.fields()
    names = {one.target: link_names(session, one.target) for one in fields if one.target}
    order = getattr(model, register.date) if register.date else model.id
    asked = select(model.id, *(getattr(model, one.name) for one in fields)).where(*visible(session, register))
    found = session.execute(asked.order_by(order, model.id))
    return [
        (
            row[0],
            *(
                names[one.target].get(value) if one.target else value
                for one, value in zip(fields, row[1:], strict=True)
            ),
        )
        for row in found
    ]


def in_words(field: Field, value: Any, words: Words) -> str:
    """A choice, several, or yes and no, as a sheet shows them and the import reads them: names may hold commas."""
    if not isinstance(value, tuple):
        return field.show(value, words)
    return "; ".join(words(field.choices[code]) if code in field.choices else str(code) for code in value)


class _Book:
    def __init__(self, declared: Declared, words: Words, today: dt.date) -> None:
        self.declared, self.words, self.today = declared, words, today
        self.book = Workbook(write_only=True)
        self.meta: list[list[str]] = [["schema", str(SCHEMA)], ["language", words.language]]
        self.codes: dict[str, list[str]] = {}  # name of a range → its choices

    def guide(self, registers: Iterable[Register]) -> None:
        """The first sheet: what is where, and how to fill it in."""
        sheet = self.book.create_sheet(sheet_title(self.words("template.guide_sheet")))
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
        sheet.append(
            [self._text(sheet, self.words("template.guide_title"), font=Font(name="Calibri", bold=True, size=15))]
        )
        for key in ("guide_required", "guide_links", "guide_lists", "guide_dates", "guide_ids", "guide_back"):
            sheet.append([None, self._text(sheet, self.words(f"template.{key}"), alignment=Alignment(wrap_text=True))])
        sheet.append([])
        for register in registers:
            fields = ", ".join(self.words(one.key) for one in register.fields() if register.asks(one.name))
            sheet.append(
                [
                    self._text(sheet, self._title(register), font=Font(name="Calibri", bold=True)),
                    self._text(sheet, self.words("template.guide_needs", fields=fields or "–"), font=_QUIET),
                ]
            )

    def _title(self, register: Register) -> str:
        return sheet_title(self.words(f"{register.key}._many"))

    def sheet(self, register: Register, rows: Sequence[tuple[Any, ...]], height: int) -> None:
        fields = register.fields()
        sheet = self._open(self._title(register), register, fields)
        for row in rows:
            sheet.append(
                [self._text(sheet, row[0].hex)]
                + [self._value(sheet, one, value) for one, value in zip(fields, row[1:], strict=True)]
            )
        for _ in range(len(rows), height):
            sheet.append([self._blank(sheet) for _ in range(len(fields) + 1)])
        for place, one in enumerate(fields, 2):
            if check := self._check(one):
                letter = get_column_letter(place)
                check.add(f"{letter}2:{letter}{height + 1}")
                sheet.data_validations.append(check)

    def rejected(self, name: str, lines: list[Line]) -> None:
        """Refused rows of one sheet: under our headings where they were ours, else in the office's own layout."""
        sheet = self.book.create_sheet(sheet_title(name))
        plan = lines[0].plan
        if plan.found.is_ours:
            places = sorted(plan.columns)
            names = [plan.columns[place] for place in places]
            heads = [[self._heading(plan.register, name) for name in names]]
            if ID_HEADING in names:
                sheet.column_dimensions[get_column_letter(names.index(ID_HEADING) + 1)].hidden = True
        else:
            places = list(range(max(plan.found.layout.headings) + 1))
            heads = own_heads(plan.found.layout, len(places))
        sheet.freeze_panes = f"A{len(heads) + 1}"
        for place in range(1, len(places) + 2):
            sheet.column_dimensions[get_column_letter(place)].width = 60 if place == len(places) + 1 else 24
        for n, head in enumerate(heads, 1):
            looks = _HEAD if n > len(heads) - len(plan.found.layout.head) else {}
            reason = [self._text(sheet, self.words("template.reason"), **_HEAD)] if n == len(heads) else []
            sheet.append([self._text(sheet, said, **looks) if said else None for said in head] + reason)
        said_before = ""
        for line in lines:
            if (period := period_row(line)) != said_before:
                sheet.append([self._text(sheet, period)])
                said_before = period
            sheet.append(self._refused(sheet, line, places))

    def _refused(self, sheet: Any, line: Line, places: list[int]) -> list[Any]:
        """A row as it stood, what is wrong in each cell as its comment, and all of it in the last column."""
        cells = []
        for place in places:
            cell = self._as_it_was(sheet, carried_cell(line, place))
            column = line.plan.columns.get(place, "-")
            said = [f.sentence(self.words) for f in line.faults if f.problem.field == column]
            if said:
                cell.comment = Comment("\n".join(said), "OpenKraków")
                cell.fill = PatternFill("solid", fgColor="FAE8E6")
            cells.append(cell)
        return [*cells, self._text(sheet, reasons(line.faults, self.words), alignment=Alignment(wrap_text=True))]

    def _heading(self, register: Register, name: str) -> str:
        return name if name.startswith(("_", "#")) else self.words(register.field(name).key)

    def _open(self, title: str, register: Register, fields: list[Field]) -> Any:
        sheet = self.book.create_sheet(title)
        sheet.freeze_panes = "B2"
        sheet.protection.sheet = True
        for allowed in ("formatColumns", "formatRows", "sort", "autoFilter", "insertRows", "deleteRows"):
            setattr(sheet.protection, allowed, False)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"
        sheet.column_dimensions["A"].hidden = True
        sheet.row_dimensions[1].height = 32
        head = [self._text(sheet, ID_HEADING)]
        for place, one in enumerate(fields, 2):
            words = self.words(one.key)
            sheet.column_dimensions[get_column_letter(place)].width = (
                40 if one.long else max(14, min(34, len(words) + 6))
            )
            head.append(self._text(sheet, words + (" *" if register.asks(one.name) else ""), **_HEAD))
        sheet.append(head)
        self.meta.append([title, register.key, ID_HEADING, *(one.name for one in fields)])
        return sheet

    def _check(self, one: Field) -> DataValidation | None:
        """A column's drop-down or limits, with a message in plain words."""
        common: dict[str, Any] = {
            "allow_blank": True,  # an empty cell is refused by the import, with the row it stands in
            "showErrorMessage": True,
            "showInputMessage": True,
            "promptTitle": self.words(one.key)[:32],
            "errorTitle": self.words("template.error_title")[:32],
        }
        if one.choices and one.kind is not tuple:
            return DataValidation(
                type="list",
                formula1=f"={self._range(one)}",
                prompt=self.words("template.choose")[:255],
                error=self.words("template.choose_error")[:255],
                **common,
            )
        if one.kind is tuple and one.choices:
            return DataValidation(
                type=None,
                prompt=self.words("template.list_of", choices="; ".join(map(self.words, one.choices.values())))[:255],
                **common | {"showErrorMessage": False},
            )
        if one.kind is bool:
            return DataValidation(
                type="list",
                formula1=f'"{self.words("yes")},{self.words("no")}"',
                prompt=self.words("template.choose")[:255],
                error=self.words("template.choose_error")[:255],
                **common,
            )
        if issubclass(one.kind, dt.date):
            last = dt.date(self.today.year + 5, 12, 31)
            return DataValidation(
                type="date",
                operator="between",
                formula1=_excel_day(EARLIEST),
                formula2=_excel_day(last),
                prompt=self.words("template.date")[:255],
                error=self.words("template.date_error")[:255],
                **common,
            )
        if one.kind is int:
            low, high = one.info.get("low", 0), one.info.get("high", GREATEST if not one.money else 10**12)
            kind = "decimal" if one.money else "whole"
            return DataValidation(
                type=kind,
                operator="between",
                formula1=str(low),
                formula2=str(high),
                prompt=self.words("template.number", low=low, high=high)[:255],
                error=self.words("template.number_error", low=low, high=high)[:255],
                **common,
            )
        if one.target:
            return DataValidation(
                type=None,
                prompt=self.words("template.link", register=self.words(f"{one.target}._many"))[:255],
                **common | {"showErrorMessage": False},
            )
        return None

    def _range(self, one: Field) -> str:
        """The named range of a field's choices, on the hidden sheet."""
        name = "kody_" + one.key.replace(".", "_")
        self.codes[name] = [self.words(key) for key in one.choices.values()]
        return name

    def _value(self, sheet: Any, one: Field, value: Any) -> Any:
        match value:
            case None:
                return self._blank(sheet)
            case bool() | enum.Enum() | tuple():
                return self._text(sheet, in_words(one, value, self.words), protection=_OPEN)
            case UUID():
                return self._text(sheet, value.hex, protection=_OPEN)
            case dt.datetime():
                return self._number(sheet, value.astimezone(WARSAW).replace(tzinfo=None), "dd.mm.yyyy hh:mm")
            case dt.date():
                return self._number(sheet, value, "dd.mm.yyyy")
            case dt.time():
                return self._number(sheet, value, "hh:mm")
            case int() if one.money:
                return self._number(sheet, value / 100, "#,##0.00")
            case int():
                return self._number(sheet, value, "0")
            case _:
                return self._text(sheet, str(value), protection=_OPEN)

    def _as_it_was(self, sheet: Any, cell: Any) -> Any:
        match cell.kind:
            case "empty":
                return self._blank(sheet)
            case "date":
                return self._number(
                    sheet, cell.value, "dd.mm.yyyy" if cell.value.time() == dt.time() else "dd.mm.yyyy hh:mm"
                )
            case "time":
                return self._number(sheet, cell.value, "hh:mm")
            case "number" | "bool":
                return self._number(sheet, cell.value, "General")
            case _:
                return self._text(sheet, str(cell.value), protection=_OPEN)

    @staticmethod
    def _blank(sheet: Any) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.protection = _OPEN
        return cell

    @staticmethod
    def _number(sheet: Any, value: Any, form: str) -> Any:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format, cell.protection = form, _OPEN
        return cell

    @staticmethod
    def _text(sheet: Any, words: str, **looks: Any) -> Any:
        """User text stays text: never a formula, whatever sign it begins with."""
        cell = WriteOnlyCell(sheet)
        for name, look in looks.items():
            setattr(cell, name, look)
        if words[:1] in tuple("=+-@\t\r"):
            cell.quotePrefix = True
        cell._value, cell.data_type = words[:32_767], "s"
        return cell

    def save(self, path: Path) -> None:
        self._hidden(CODES, [[name, *choices] for name, choices in self.codes.items()])
        for place, (name, choices) in enumerate(self.codes.items(), 1):
            last = get_column_letter(len(choices) + 1)
            self.book.defined_names[name] = DefinedName(name, attr_text=f"{CODES}!$B${place}:${last}${place}")
        self._hidden(META, self.meta)
        self.book.security.lockStructure = True
        self.book.properties.creator, self.book.properties.title = "OpenKraków", self.words("template.guide_title")
        with replacing(path) as target:
            save(self.book, target, {}, [], dt.datetime.combine(self.today, dt.time()))

    def _hidden(self, name: str, rows: list[list[str]]) -> None:
        sheet = self.book.create_sheet(name)
        sheet.sheet_state = "hidden"
        for row in rows:
            sheet.append([self._text(sheet, words) for words in row])


def reasons(faults: Iterable[Fault], words: Words) -> str:
    """All that is wrong with a row, one sentence after another."""
    return " ".join(f"{fault.cell}: {fault.sentence(words)}" for fault in faults if not fault.problem.warning)


def _excel_day(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"
