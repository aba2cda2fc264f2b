"""Rows copied out of Excel and pasted into a list, as the sheets an import reads: there is no second importer.

With headings a column may also feed the rows that belong to a record (language versions of a translation): then one
pasted table becomes two sheets. Without headings columns are matched by what stands in them, in the form's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .declarations import Declared, Field, Register
from .excel_read import EMPTY, MOST_COLUMNS, MOST_TEXT, CellValue, Sheet
from .import_dates import Known
from .import_layout import find_layout
from .import_loose import Setting, read_loosely
from .import_mapping import Mappings, SheetMapping, fingerprint_of, guess_columns
from .import_problems import Unreadable
from .import_sheets import Found, sheet_title
from .import_vocabulary import REFERENCE, targets_of
from .listing import column_name
from .problems import Problem, Refused
from .text import clean, fold
from .words import Words

MOST_ROWS = 5_000
SAMPLES = 20  # rows by which a column without a heading is recognised
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|$)')
_PLAIN = re.compile(r"[^\t\n]*")
_FIGURES = re.compile(r"[\d\s.,:/-]+")
Rows = list[list[CellValue]]


@dataclass(frozen=True)
class PastedRows:
    """What was pasted into which list. `parent`: the record whose rows they become."""

    register: str
    text: str = ""
    parent: UUID | None = None


def is_table(text: str) -> bool:
    """Whether a text looks like rows of a sheet rather than a word."""
    return "\t" in text or "\n" in text.strip()


def read_pasted(text: str) -> Rows:
    """The cells of the text, all of them text. Raises Refused where there is nothing or far too much."""
    rows = [[_cell(said) for said in line] for line in _lines(text.replace("\r\n", "\n").replace("\r", "\n"))]
    while rows and all(cell.kind == "empty" for cell in rows[-1]):
        rows.pop()
    if not any(cell.kind != "empty" for line in rows for cell in line):
        raise Refused(Problem("", "problem.paste_nothing"))
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise Refused(Problem("", "problem.paste_too_much", {"rows": MOST_ROWS, "columns": MOST_COLUMNS}))
    return rows


def _lines(text: str) -> Iterator[list[str]]:
    """As Excel copies: cells parted by tabs; only a cell that holds a tab or a line break stands in quotes."""
    at, line = 0, list[str]()
    while at <= len(text):
        quoted = _QUOTED.match(text, at)
        if quoted and re.search(r'[\t\n]|""', quoted[1]):
            said, at = quoted[1].replace('""', '"'), quoted.end()
        else:
            plain = _PLAIN.match(text, at)
            assert plain is not None  # it matches the empty text, too
            said, at = plain[0], plain.end()
        line.append(said)
        if at >= len(text) or text[at] == "\n":
            yield line
            line = []
        at += 1


def _cell(said: str) -> CellValue:
    return CellValue("text", said[:MOST_TEXT]) if clean(said) else EMPTY


def pasted_sheets(
    pasted: PastedRows, declared: Declared, words: Words, year: int, parent: str = "", known: Mappings | None = None
) -> list[Found]:
    """The pasted rows as sheets with what their columns were understood as, the parent's sheet first.

    `year` completes dates and yearly records that do not say theirs; `parent` is the name of the record that they
    become rows of; `known`: mappings of headings that a person has seen. Raises Refused."""
    register = declared.registers[pasted.register]
    rows = read_pasted(pasted.text)
    heads = _headings(rows, register, declared.children(register))
    if not heads:
        order = columns_without_headings(rows, register)
        rows = [[_head(register, name, place, words) for place, name in enumerate(order)], *rows]
    numbers = tuple(range(1, len(rows) + 1)) if heads else tuple(range(len(rows)))
    split = _split(rows, register, declared.children(register), words) if heads else [(register, rows, numbers)]
    found = []
    for one, cells, places in split:
        if one is register and pasted.parent is not None and one.parent:
            cells = _with_parent(cells, one, pasted.parent, parent, words)
        sheet = Sheet(sheet_title(words(f"{one.key}._many")), cells, head=0, numbers=places)
        found.append(_found(sheet, one, year, known or {}, sure=bool(heads) or len(rows[1]) == 1))
    return found


def _found(sheet: Sheet, register: Register, year: int, known: Mappings, sure: bool) -> Found:
    layout = find_layout(sheet, lambda said: True, frozenset(), 0)
    assert layout is not None  # its headings are in row 0
    mark = fingerprint_of(layout.headings.values())
    if mark in known and known[mark].register == register.key:
        return Found(layout, known[mark], {}, Known(known[mark].year or year), is_remembered=True)
    guessed = guess_columns(layout, register)
    columns = {head: REFERENCE if head == REFERENCE else name for head, name in guessed.mapping.columns.items()}
    fed, constants = set(columns.values()), {}
    lacking = {one.name for one in register.fields() if register.asks(one.name) and one.name not in fed}
    if "year" in lacking:
        constants["year"] = str(year)
    mapping = SheetMapping(register.key, columns, constants, year=year if register.date else None)
    is_clear = sure and not lacking and all(columns.values())
    return Found(layout, mapping, guessed.why, Known(mapping.year), is_remembered=is_clear)


def _with_parent(cells: Rows, register: Register, parent: UUID, name: str, words: Words) -> Rows:
    """A last column that names the parent in every row, by the end of its key: names may repeat."""
    head = CellValue("text", words(register.field(register.parent).key))
    cell = CellValue("text", f"{name} (#{parent.hex[-12:]})".strip())
    wide = max(map(len, cells))
    return [[*_padded(line, wide), head if at == 0 else cell] for at, line in enumerate(cells)]


def _padded(line: Sequence[CellValue], wide: int) -> list[CellValue]:
    return [*line, *[EMPTY] * (wide - len(line))]


# ---- headings ------------------------------------------------------------------------------------------------------
def _headings(rows: Rows, register: Register, children: Sequence[Register]) -> bool:
    """Whether the first line names columns: most of its cells are headings that this list or its rows know, or it is
    all words above columns of numbers and dates."""
    said = [clean(str(cell.value)) for cell in rows[0] if cell.kind == "text"]
    known = [one for one in said if any(targets_of(each, (one,)) for each in (register, *children))]
    if known and len(known) * 2 >= len(said):
        return True
    figures = [place for place in range(len(rows[0])) if _digits(_samples(rows[1:], place)) > 0.5]
    return len(said) > 1 and bool(figures) and not any(_FIGURES.fullmatch(one) for one in said)


def _head(register: Register, name: str, place: int, words: Words) -> CellValue:
    return CellValue("text", words(register.field(name).key) if name else words("paste.column", n=place + 1))


def _split(
    rows: Rows, register: Register, children: Sequence[Register], words: Words
) -> list[tuple[Register, Rows, tuple[int, ...]]]:
    """The table as it is, or parted into the records and the rows that belong to them, each where it stood."""
    wide = max(map(len, rows))
    heads = [clean(str(cell.value)) if cell.kind == "text" else "" for cell in _padded(rows[0], wide)]
    own = {at for at, head in enumerate(heads) if head and targets_of(register, (head,))}
    child = max(children, key=lambda one: len(_of_child(heads, own, one)), default=None)
    theirs = _of_child(heads, own, child) if child is not None else set()
    whole = [(register, rows, tuple(range(1, len(rows) + 1)))]
    if child is None or not theirs:
        return whole
    table = _Parted(wide, own, theirs)
    for number, line in enumerate(rows[1:], 2):
        table.add(_padded(line, wide), number)
    mark = CellValue("text", REFERENCE)
    link = CellValue("text", words(child.field(child.parent).key))
    head = _padded(rows[0], wide)
    return [
        (register, [[*table.kept(head, own), mark], *table.parents], (1, *table.parent_numbers)),
        (child, [[*table.kept(head, theirs), link], *table.children], (1, *table.child_numbers)),
    ]


def _of_child(heads: Sequence[str], own: set[int], child: Register) -> set[int]:
    """Columns that only the rows of a record know."""
    known = {at: targets_of(child, (head,)) for at, head in enumerate(heads) if head and at not in own}
    return {at for at, names in known.items() if set(names) - {child.parent}}


class _Parted:
    """One table on its way to two sheets; a line without the record's own cells belongs to the record above."""

    def __init__(self, wide: int, own: set[int], theirs: set[int]) -> None:
        self._wide, self._own, self._theirs = wide, own, theirs
        self._known: dict[tuple[str, ...], int] = {}
        self._last = 0
        self.parents: Rows = []
        self.children: Rows = []
        self.parent_numbers: list[int] = []
        self.child_numbers: list[int] = []

    def kept(self, line: Sequence[CellValue], places: set[int]) -> list[CellValue]:
        return [line[at] if at in places else EMPTY for at in range(self._wide)]

    def add(self, line: Sequence[CellValue], number: int) -> None:
        said = tuple(fold(clean(str(line[at].value or ""))) for at in sorted(self._own))
        if any(said):
            if said not in self._known:
                self._known[said] = len(self._known) + 1
                mark = CellValue("text", str(self._known[said]))
                self.parents.append([*self.kept(line, self._own), mark])
                self.parent_numbers.append(number)
            self._last = self._known[said]
        if self._last and any(line[at].kind != "empty" for at in self._theirs):
            link = CellValue("text", f"{REFERENCE}{self._last}")
            self.children.append([*self.kept(line, self._theirs), link])
            self.child_numbers.append(number)


# ---- without headings ----------------------------------------------------------------------------------------------
def columns_without_headings(rows: Rows, register: Register) -> list[str]:
    """Which field each column feeds, '' for none: in the order of the form or of the list, whichever fits better."""
    names = [name for name in register.form if name != register.parent]
    shown = [column_name(one) for one in register.columns if column_name(one) in names]
    orders = [names, [*shown, *(name for name in names if name not in shown)]]
    columns = [_samples(rows, place) for place in range(max(map(len, rows)))]
    ways = [_aligned(columns, [register.field(name) for name in order]) for order in orders]
    return max(ways, key=lambda one: one[0])[1]


def _samples(rows: Rows, place: int) -> list[CellValue]:
    found = [line[place] for line in rows if place < len(line) and line[place].kind != "empty"]
    return found[:SAMPLES]


def _aligned(columns: Sequence[Sequence[CellValue]], fields: Sequence[Field]) -> tuple[float, list[str]]:
    """The best way to lay columns on fields without crossing: score, and the field of each column."""
    best: dict[tuple[int, int], tuple[float, list[str]]] = {}

    def lay(column: int, field: int) -> tuple[float, list[str]]:
        if column == len(columns):
            return 0.0, []
        if (column, field) not in best:
            ways = []
            if field < len(fields):
                if fit := _fit(columns[column], fields[field]):
                    score, rest = lay(column + 1, field + 1)
                    ways.append((score + fit, [fields[field].name, *rest]))
                ways.append(lay(column, field + 1))
            score, rest = lay(column + 1, field)
            ways.append((score, ["", *rest]))
            best[column, field] = max(ways, key=lambda one: one[0])
        return best[column, field]

    return lay(0, 0)


def _fit(column: Sequence[CellValue], field: Field) -> float:
    """How well what stands in a column fits a field; 0: not at all. What few texts could be weighs most."""
    if not column:
        return 0.0
    read = [value for cell in column if (value := _read(field, cell)) is not None]
    share = len(read) / len(column)
    if share < 0.5:
        return 0.0
    bonus = 0.3 if field.required else 0.0
    if field.choices or field.kind not in (str, UUID):
        return (3.0 if field.choices else 2.0) * share + bonus
    return (0.3 if _digits(column) > 0.5 else 1.0) + bonus


def _digits(column: Sequence[CellValue]) -> float:
    """The share of cells that hold a number or a date."""
    return sum(bool(_FIGURES.fullmatch(str(cell.value))) for cell in column) / max(1, len(column))


def _read(field: Field, cell: CellValue) -> Any:
    try:
        return read_loosely(field, cell, Setting(Known(2000))).value
    except Unreadable:
        return None
