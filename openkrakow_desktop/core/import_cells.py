"""One cell of somebody's sheet, read as the value a field wants: explicitly, never guessed.

A truth value is not the number 1, a formula is not its result. What offices write more freely is import_loose's."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from .clock import WARSAW
from .declarations import Field
from .excel_read import MOST_TEXT, CellValue
from .import_dates import month_number
from .import_problems import Unreadable
from .text import clean, fold
from .words import LANGUAGES, words

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*r\.?)?(?:[ ,T]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_NAMED = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\s+(\d{4})(?:\s*[rр]\.?)?")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_YES = {"tak", "t", "yes", "y", "так", "true", "prawda", "x", "+", "1"}
_NO = {"nie", "n", "no", "ні", "false", "falsz", "-", "0"}


def read_cell(field: Field, cell: CellValue) -> Any:
    """The cell's value for this field: None for an empty cell. Links stay text, for the importer to resolve.

    Raises Unreadable."""
    if cell.kind == "empty" or (cell.kind == "text" and not clean(cell.value)):
        return None
    if cell.kind == "formula":
        raise Unreadable("problem.cell_formula")
    if cell.kind == "error":
        raise Unreadable("problem.cell_error")
    if field.target:
        return _text(cell)
    kind = field.kind
    if issubclass(kind, enum.Enum):
        return _choice(field, cell)
    reader = next((read for base, read in _READERS if issubclass(kind, base)), _long_text)
    return reader(field, cell)


def _text(cell: CellValue) -> str:
    value = cell.value
    if cell.kind == "number":
        return str(int(value)) if float(value).is_integer() else str(value)
    if cell.kind == "bool":
        raise Unreadable("problem.cell_truth")
    if cell.kind == "date":
        return str(value.strftime("%d.%m.%Y"))
    return clean(str(value))


def _long_text(field: Field, cell: CellValue) -> str:
    text = _text(cell)
    if len(text) > MOST_TEXT:
        raise Unreadable("problem.too_long", limit=field.limit or MOST_TEXT, length=len(text))
    return _code_names(field).get(fold(text), text) if field.choices else text


def _truth(field: Field, cell: CellValue) -> bool:
    if cell.kind == "bool":
        return bool(cell.value)
    said = fold(_text(cell)).strip()
    if said in _YES or said in _NO:
        return said in _YES
    raise Unreadable("problem.cell_not_truth")


def _number(field: Field, cell: CellValue) -> int:
    return exact_number(cell, is_money=field.money)


def exact_number(cell: CellValue, *, is_money: bool) -> int:
    """A whole number, or an amount in grosze, typed as a number or as its text. Raises Unreadable; never rounds."""
    amount = _amount(cell, "problem.cell_not_number")
    if is_money:
        grosze = amount * 100
        if grosze != grosze.to_integral_value():
            raise Unreadable("problem.cell_three_decimals")
        return int(grosze)
    if amount != amount.to_integral_value():
        raise Unreadable("problem.cell_not_whole")
    return int(amount)


def _amount(cell: CellValue, key: str) -> Decimal:
    if cell.kind == "number":
        return Decimal(str(cell.value))
    if cell.kind != "text":
        raise Unreadable(key)
    said = re.sub(r"[\s\u00a0\u202f]|zł$|PLN$", "", clean(cell.value).replace("−", "-"))
    if not re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,6})?", said):
        raise Unreadable(key)
    try:
        return Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise Unreadable(key) from None


def _date(field: Field, cell: CellValue) -> dt.date:
    return _moment(cell)[0]


def _instant(field: Field, cell: CellValue) -> dt.datetime:
    day, time = _moment(cell)
    return dt.datetime.combine(day, time, WARSAW).astimezone(dt.UTC)


def _moment(cell: CellValue) -> tuple[dt.date, dt.time]:
    if cell.kind == "date":
        return cell.value.date(), cell.value.time().replace(microsecond=0)
    if cell.kind != "text":
        raise Unreadable("problem.cell_not_date")
    said = clean(cell.value).replace("\u00a0", " ")
    try:
        if found := _DAY.fullmatch(said):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.date(year, month, day), dt.time(hour, minute, second)
        if found := _ISO.fullmatch(said):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.date(year, month, day), dt.time(hour, minute, second)
        if (found := _NAMED.fullmatch(said)) and (number := month_number(found[2])):
            return dt.date(int(found[3]), number, int(found[1])), dt.time()
    except ValueError:
        raise Unreadable("problem.cell_no_such_day") from None
    raise Unreadable("problem.cell_not_date")


def _time(field: Field, cell: CellValue) -> dt.time:
    if cell.kind == "time":
        return dt.time(cell.value.hour, cell.value.minute)
    if cell.kind == "date":
        return dt.time(cell.value.hour, cell.value.minute)
    said = clean(str(cell.value)) if cell.kind == "text" else ""
    if (found := _TIME.fullmatch(said)) and int(found[1]) < 24 and int(found[2]) < 60:
        return dt.time(int(found[1]), int(found[2]))
    raise Unreadable("problem.cell_not_time")


def _choice(field: Field, cell: CellValue) -> Any:
    said = fold(_text(cell))
    found = _names(field.kind).get(said)
    if found is None:
        raise Unreadable("problem.cell_unknown_choice", choices=tuple(field.choices.values()))
    return found


@cache
def _names(kind: type[enum.Enum]) -> Mapping[str, enum.Enum]:
    """Every way of writing a choice: its code, its name, its word in each language."""
    named: dict[str, enum.Enum] = {}
    for member in kind:
        for name in (str(member.value), member.name, *(words(language).choice(member) for language in LANGUAGES)):
            named.setdefault(fold(clean(name)), member)
    return named


def _codes(field: Field, cell: CellValue) -> tuple[str, ...]:
    known = _code_names(field)
    found: list[str] = []
    unknown: list[str] = []
    for part in split_list(_text(cell)):
        pieces = [part] if fold(part) in known else [piece.strip() for piece in part.split(",") if piece.strip()]
        for piece in pieces:  # a topic's own name may hold commas, a list of tags is often written with them
            code = known.get(fold(piece)) if known else piece.replace(" ", "_")
            (found if code else unknown).append(code or piece)
    if unknown:
        raise Unreadable("problem.cell_unknown_choice", choices=tuple(field.choices.values()))
    return tuple(sorted(set(found)))


def _code_names(field: Field) -> Mapping[str, str]:
    return _named_codes(tuple(field.choices.items()))


@cache
def _named_codes(choices: tuple[tuple[object, str], ...]) -> Mapping[str, str]:
    """Every way of writing a code: itself, and its word in each language."""
    named: dict[str, str] = {}
    for code, key in choices:
        for name in (str(code), *(words(language)(key) for language in LANGUAGES)):
            named.setdefault(fold(clean(name)), str(code))
    return named


def split_list(text: str) -> Iterable[str]:
    """'ukraiński; rosyjski' → its parts: lists are written with semicolons or on lines of their own."""
    return (part.strip() for part in re.split(r"[;\n]", text) if part.strip())


_READERS: tuple[tuple[type, Callable[[Field, CellValue], Any]], ...] = (
    (bool, _truth),
    (int, _number),
    (dt.datetime, _instant),
    (dt.date, _date),
    (dt.time, _time),
    (tuple, _codes),
)
