"""Which register a sheet is, and which field a column: by names and headings in any language, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .declarations import Declared, Register
from .excel_read import Sheet, column_letters
from .text import clean, fold
from .words import LANGUAGES, words

META = "_meta"  # hidden sheet of our own workbooks
CODES = "_kody"  # hidden sheet with the drop-downs' choices
ID_HEADING = "_id"  # hidden first column: the row's key
REFERENCE = "#"  # column by which rows of other sheets of the same file may name a row
HEADER_WITHIN = 12  # a sheet's headings stand in one of its first rows


@dataclass(frozen=True)
class Plan:
    """How one sheet is to be read: `columns` maps places (from 0) to field names, ID_HEADING or REFERENCE."""

    sheet: Sheet
    register: Register
    header: int  # the row of the headings, from 0
    columns: Mapping[int, str]
    unknown: tuple[str, ...]  # headings nobody knows, with their letters: 'Uwagi dodatkowe (F)'


def plan_sheets(
    sheets: Iterable[Sheet], declared: Declared, only: Register | None = None
) -> tuple[list[Plan], list[str]]:
    """(the plan of every sheet that is a register, the names of sheets that are none)."""
    plans, others = [], []
    for sheet in sheets:
        if sheet.hidden or sheet.name in (META, CODES) or not sheet.rows or sheet.name in _guides():
            continue
        plan = _plan(sheet, [only] if only else list(declared.registers.values()))
        if plan:
            plans.append(plan)
        else:
            others.append(sheet.name)
    return plans, others


def _plan(sheet: Sheet, registers: list[Register]) -> Plan | None:
    by_name = [one for one in registers if fold(clean(sheet.name)) in _sheet_names(one)]
    best: tuple[tuple[int, int, int], Plan] | None = None
    for register in by_name or registers:
        headings = _headings(register)
        for row in range(min(HEADER_WITHIN, len(sheet.rows))):
            columns: dict[int, str] = {}
            unknown: list[str] = []
            for place, cell in enumerate(sheet.rows[row]):
                said = _heading(cell.value) if cell.kind == "text" else ""
                name = headings.get(said)
                if name and name not in columns.values():
                    columns[place] = name
                elif said and said not in _ours():
                    unknown.append(f"{clean(str(cell.value))} ({column_letters(place + 1)})")
            known = [name for name in columns.values() if name not in (ID_HEADING, REFERENCE)]
            required = {one.name for one in register.fields() if register.asks(one.name)}
            least = 1 if by_name else max(2, (len(known) + len(unknown)) // 2)
            if len(known) < least:
                continue
            score = (len(known) - len(required - set(known)), -len(unknown), -row)
            if best is None or score > best[0]:
                best = score, Plan(sheet, register, row, columns, tuple(unknown))
    return best[1] if best else None


def _heading(text: object) -> str:
    return fold(clean(str(text)).rstrip("* :").replace("\n", " "))


@cache
def _ours() -> frozenset[str]:
    """Headings that our own workbooks add and nobody needs back: the reason of a refused row."""
    return frozenset(_heading(words(language)("template.reason")) for language in LANGUAGES)


@cache
def _guides() -> frozenset[str]:
    """The first sheet of our own templates, which tells people how to fill them in."""
    return frozenset(sheet_title(words(language)("template.guide_sheet")) for language in LANGUAGES)


@cache
def _sheet_names(register: Register) -> frozenset[str]:
    names = [register.key]
    for language in LANGUAGES:
        names += [words(language)(f"{register.key}.{form}") for form in ("_many", "_one")]
    return frozenset(fold(sheet_title(name)) for name in names)


@cache
def _headings(register: Register) -> Mapping[str, str]:
    known = {ID_HEADING: ID_HEADING, REFERENCE: REFERENCE}
    for one in register.fields():
        for name in (one.name, *(words(language)(one.key) for language in LANGUAGES)):
            known.setdefault(_heading(name), one.name)
    return known


def sheet_title(name: str) -> str:
    """A name as Excel allows it for a sheet: at most 31 characters, none of []:*?/\\."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31].strip("' ")
