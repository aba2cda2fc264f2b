"""Which register a sheet is, and which field a column: by names and headings in any language, in any order.

Our own sheets are known exactly; an office's own are taken apart (import_layout) and matched (import_mapping)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from .declarations import Declared, Register
from .excel_read import Sheet, column_letters
from .import_dates import Known, period_in
from .import_layout import Layout, find_layout
from .import_loose import Setting
from .import_mapping import Guess, Mappings, SheetMapping, fingerprint_of, guess, mapping_problems
from .import_vocabulary import REFERENCE, all_headings, plain_heading
from .problems import Problem
from .text import clean, fold
from .words import LANGUAGES, words

META = "_meta"  # hidden sheet of our own workbooks
CODES = "_kody"  # hidden sheet with the drop-downs' choices
ID_HEADING = "_id"  # hidden first column: the row's key
HEADER_WITHIN = 12  # a sheet's headings stand in one of its first rows


@dataclass(frozen=True)
class Found:
    """One sheet of the file as it was understood. `mapping.register` is empty where it is not to be read.

    `is_ours`: its headings are exactly a register's; nobody need look at them."""

    layout: Layout
    mapping: SheetMapping
    why: Mapping[str, tuple[str, str]]  # heading not used → (reason, the heading that feeds its field)
    known: Known  # when, according to everything but its rows
    is_ours: bool = False
    is_remembered: bool = False

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint_of(self.layout.headings.values())


@dataclass(frozen=True)
class Plan:
    """How one sheet is to be read: `columns` maps places (from 0) to field names, '+counts', ID_HEADING, REFERENCE…"""

    sheet: Sheet
    register: Register
    header: int  # the row of the headings, from 0
    columns: Mapping[int, str]
    unknown: tuple[str, ...]  # headings nobody knows, with their letters: 'Uwagi dodatkowe (F)'
    found: Found
    problems: tuple[Problem, ...] = ()  # with the mapping itself
    places: Mapping[str, int] = field(default_factory=dict)  # the columns the other way round

    @cached_property
    def setting(self) -> Setting:
        """What the readers may know of all rows of the sheet."""
        mapping = self.found.mapping
        values = {name: {fold(clean(said)): meant for said, meant in told.items()}
                  for name, told in mapping.values.items()}  # fmt: skip
        return Setting(self.found.known, frozenset(fold(clean(one)) for one in mapping.units), values)


def plan_sheets(
    sheets: Iterable[Sheet],
    declared: Declared,
    only: Register | None = None,
    mappings: Mappings | None = None,
    file_name: str = "",
) -> tuple[list[Plan], list[str]]:
    """(the plan of every sheet that is a register, the names of sheets that are none)."""
    plans, others = [], []
    for sheet, found in look_over(sheets, declared, only, mappings, file_name):
        if found is not None and found.mapping.register:
            plans.append(plan_of(found, declared))
        else:
            others.append(sheet.name)
    return plans, others


def look_over(
    sheets: Iterable[Sheet],
    declared: Declared,
    only: Register | None = None,
    mappings: Mappings | None = None,
    file_name: str = "",
) -> list[tuple[Sheet, Found | None]]:
    """Every visible sheet with what it was understood as; None where nothing in it looks like headings."""
    named = Path(file_name).stem
    return [
        (sheet, _look(sheet, declared, only, mappings or {}, named))
        for sheet in sheets
        if not (sheet.hidden or sheet.name in (META, CODES) or not sheet.rows or sheet.name in _guides())
        and not (only is None and declared.side_sheet(sheet))
    ]


def _look(sheet: Sheet, declared: Declared, only: Register | None, mappings: Mappings, named: str) -> Found | None:
    registers = (only,) if only else tuple(declared.registers.values())
    exact = _exactly(sheet, registers)
    head = exact[1] if exact else sheet.head
    headings = all_headings(registers)
    layout = find_layout(sheet, lambda said: plain_heading(said) in headings, _ours(), head)
    if layout is None:
        return None
    given = mappings.get(fingerprint_of(layout.headings.values()))
    if exact and given is None:
        register, _, places = exact
        columns = {heading: places.get(place, "") for place, heading in layout.headings.items()}
        why = {heading: ("unknown", "") for heading, target in columns.items() if not target}
        known = _known(layout, None, named)
        return Found(layout, SheetMapping(register.key, columns), why, known, is_ours=True)
    by_name = {one.key for one in registers if fold(clean(sheet.name)) in _sheet_names(one)}
    guessed = guess(layout, registers, by_name, (sheet.name, named))
    made = guessed or Guess(SheetMapping(columns=dict.fromkeys(layout.headings.values(), "")), 0)
    if given is not None:  # a person has looked at it: what is not used is not used on purpose
        return Found(layout, given, {}, _known(layout, given.year, named), is_remembered=True)
    return Found(layout, made.mapping, made.why, _known(layout, None, named))


def _known(layout: Layout, year: int | None, named: str) -> Known:
    """When: what a person said, else the sheet, else the file's name, else the year that all its full dates share."""
    known = period_in(named).with_(layout.known)
    if year is None and known.year is None:
        said = {
            layout.sheet.cell(row, place).value.year
            for place in layout.headings
            for row in layout.rows[:2000]
            if layout.sheet.cell(row, place).kind == "date"
        }
        known = known.with_(Known(said.pop() if len(said) == 1 else None))
    return known.with_(Known(year))


def with_mapping(found: Found, mapping: SheetMapping, file_name: str = "") -> Found:
    """The same sheet, read as a person says."""
    known = _known(found.layout, mapping.year, Path(file_name).stem)
    return Found(found.layout, mapping, found.why, known, found.is_ours and mapping == found.mapping)


def plan_of(found: Found, declared: Declared) -> Plan:
    """How to read a sheet according to its mapping; what is wrong with that stands in `problems`."""
    layout, mapping = found.layout, found.mapping
    problems = tuple(mapping_problems(mapping, declared)) if not found.is_ours else ()
    register = declared.registers.get(mapping.register) or next(iter(declared.registers.values()))
    columns: dict[int, str] = {}
    for place, heading in layout.headings.items():
        target = mapping.columns.get(heading, "")
        if target and target not in columns.values():
            columns[place] = target
    unknown = tuple(
        f"{heading} ({column_letters(place + 1)})"
        for place, heading in layout.headings.items()
        if not mapping.columns.get(heading) and found.why.get(heading, ("ignored", ""))[0] != "ignored"
    )
    places = {name: place for place, name in columns.items()}
    return Plan(layout.sheet, register, layout.head[-1], columns, unknown, found, problems, places)


# ---- our own sheets ------------------------------------------------------------------------------------------------
def _exactly(sheet: Sheet, registers: tuple[Register, ...]) -> tuple[Register, int, dict[int, str]] | None:
    """(register, row of the headings, columns) where all that a register asks for stands there in its own words."""
    by_name = [one for one in registers if fold(clean(sheet.name)) in _sheet_names(one)]
    best: tuple[tuple[int, int, int], tuple[Register, int, dict[int, str]]] | None = None
    for register in by_name or registers:
        headings = _headings(register)
        for row in range(min(HEADER_WITHIN, len(sheet.rows))):
            columns: dict[int, str] = {}
            unknown = 0
            for place, cell in enumerate(sheet.rows[row]):
                said = _heading(cell.value) if cell.kind == "text" else ""
                name = headings.get(said)
                if name and name not in columns.values():
                    columns[place] = name
                elif said and said not in _ours():
                    unknown += 1
            known = {name for name in columns.values() if name not in (ID_HEADING, REFERENCE)}
            lacking = {one.name for one in register.fields() if register.asks(one.name)} - known
            if not _suffices(len(known), unknown, lacking, ID_HEADING in columns.values(), bool(by_name)):
                continue
            score = (len(known) - len(lacking), -unknown, -row)
            if best is None or score > best[0]:
                best = score, (register, row, columns)
    return best[1] if best else None


def _suffices(known: int, unknown: int, lacking: set[str], has_ids: bool, is_named: bool) -> bool:
    """Rows that bear our keys may leave out what is required; all others are ours only if nothing is amiss."""
    if has_ids:
        return known >= 1
    return not lacking and not unknown and known >= (1 if is_named else 2)


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
