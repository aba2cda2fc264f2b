"""The rows of a sheet on their way into a register: read cell by cell, with every fault at its address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from .declarations import Draft, Field
from .excel_read import CellValue, column_letters
from .import_cells import read_cell
from .import_dates import Known, month_number, period_in
from .import_layout import shown_value
from .import_loose import Reading, Setting, is_called_off, read_count, read_loosely
from .import_mapping import read_constant
from .import_problems import Unreadable
from .import_sheets import ID_HEADING, Plan
from .import_vocabulary import MONTH, REFERENCE, SIDE, YEAR
from .problems import Problem
from .side_columns import SideCount
from .text import clean, fold
from .words import Words


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the file: where, what stood there, and why it is not taken."""

    sheet: str
    cell: str  # 'C14', or 'A14:F14' for a whole row
    value: str
    problem: Problem

    def sentence(self, words: Words) -> str:
        values = {
            name: ", ".join(words(key) for key in value) if isinstance(value, tuple) else value
            for name, value in self.problem.values.items()
        }
        return words(self.problem.key, **values)


@dataclass
class Line:
    """One row of a sheet on its way into a register."""

    plan: Plan
    row: int  # from 0
    draft: Draft
    faults: list[Fault] = field(default_factory=list)
    key: UUID | None = None  # of an existing record, or the one chosen for a new record
    is_new: bool = True
    reference: str = ""
    counts: dict[str, SideCount] = field(default_factory=dict)  # of the side columns
    constants: Draft = field(default_factory=dict)  # what the sheet does not say; only a new record takes it

    @property
    def refused(self) -> bool:
        return any(not fault.problem.warning for fault in self.faults)


def read_lines(plan: Plan) -> list[Line]:
    """The records of a sheet, each cell read as its field wants; empty rows are skipped."""
    layout = plan.found.layout
    fields = {name: plan.register.field(name) for name in plan.columns.values() if name in plan.register.form}
    constants = _constants(plan)
    said_before: dict[str, CellValue] = {}
    cell = layout.cell if layout.merged else plan.sheet.cell
    when = [name for name in (MONTH, YEAR) if name in plan.places]
    found = []
    for row in layout.rows:
        cells = {name: cell(row, place) for place, name in plan.columns.items()}
        if all(one.kind == "empty" or name in (ID_HEADING, REFERENCE) for name, one in cells.items()):
            continue
        line = Line(plan, row, {}, constants=dict(constants))
        for name in when:  # written once, above the rows it holds for
            if cells[name].kind != "empty" or name not in said_before:
                said_before[name] = cells[name]
        setting = _setting(plan, row, said_before)
        for name, one in cells.items():
            _read(line, name, one, fields.get(name), setting)
        if layout.merged:
            _merged_faults(line)
        found.append(line)
    return found


def _constants(plan: Plan) -> Draft:
    """What the mapping says for every row; a constant that cannot be read is a problem of the mapping itself."""
    found: Draft = {}
    for name in plan.found.mapping.constants:
        if name in plan.register.form and name not in plan.columns.values():
            with suppress(Unreadable):
                found[name] = read_constant(plan.found.mapping, plan.register, name)
    return {name: value for name, value in found.items() if value is not None}


def _setting(plan: Plan, row: int, said: Mapping[str, CellValue]) -> Setting:
    """What is known of one row: when, from the nearest of its own columns, the month above it, the sheet, the file."""
    layout = plan.found.layout
    period = layout.periods.get(row)
    if period is None and not said:
        return plan.setting
    known = plan.setting.known.with_(period or Known())
    for name, cell in said.items():
        known = known.with_(_period_of(name, cell))
    return replace(plan.setting, known=known)


def _period_of(name: str, cell: CellValue) -> Known:
    """The month or year that a cell of such a column says; nothing where it says none."""
    said = shown_value(cell)
    if cell.kind == "date":
        return Known(cell.value.year, cell.value.month) if name == MONTH else Known(cell.value.year)
    if name == YEAR:
        return Known(int(said)) if said.isdigit() and len(said) == 4 else period_in(said)
    whole = period_in(said)
    return whole if whole.month else Known(whole.year, month_number(said) or None)


def _read(line: Line, name: str, cell: CellValue, one: Field | None, setting: Setting) -> None:
    """Read one cell into the line: a field, a count, a key, a reference."""
    if one is not None:
        if not setting.values:  # nearly always, and nearly always the strict reader understands it
            try:
                value = read_cell(one, cell)
            except Unreadable:
                pass
            else:
                if value is not None or name not in line.draft:
                    line.draft[name] = value
                return
        _read_freely(line, name, cell, one, setting)
    elif name == ID_HEADING:
        _read_id(line, cell)
    elif name == REFERENCE:
        line.reference = clean(str(cell.value)) if cell.kind != "empty" else ""
    elif name.startswith(SIDE):
        _read_side(line, name, cell, setting)


def _read_freely(line: Line, name: str, cell: CellValue, one: Field, setting: Setting) -> None:
    """A cell that says more than its field holds, or says it in its own way."""
    try:
        reading = read_loosely(one, cell, setting)
    except Unreadable as error:
        reading = Reading(None)
        line.faults.append(fault_at(line, name, shown_value(cell), Problem(name, error.key, error.values)))
    if reading.value is not None or name not in line.draft:  # else the other half of a span stands there already
        line.draft[name] = reading.value
    for other, value in reading.also.items():
        if other in line.plan.register.form and line.draft.get(other) is None:
            line.draft[other] = value
    line.faults += [fault_at(line, name, shown_value(cell), problem) for problem in reading.warnings]


def _read_side(line: Line, name: str, cell: CellValue, setting: Setting) -> None:
    said = shown_value(cell)
    if is_called_off(cell):
        line.counts[name[1:]] = SideCount(None, said, is_called_off=True)
        return
    try:
        reading = read_count(name, cell, setting.units)
    except Unreadable as error:
        line.faults.append(fault_at(line, name, said, Problem(name, error.key, error.values)))
        return
    estimate = any(problem.key in ("problem.cell_estimate", "problem.cell_at_least") for problem in reading.warnings)
    line.counts[name[1:]] = SideCount(reading.value, said, is_estimate=estimate)
    line.faults += [fault_at(line, name, said, problem) for problem in reading.warnings]


def _read_id(line: Line, cell: CellValue) -> None:
    if cell.kind == "empty":
        return
    try:
        line.draft[ID_HEADING] = UUID(str(cell.value))
    except ValueError:
        line.faults.append(fault_at(line, ID_HEADING, str(cell.value), Problem("", "problem.import_bad_id")))


def _merged_faults(line: Line) -> None:
    """A merged cell holds for all its rows, but a number over several rows belongs to none of them."""
    layout, register = line.plan.found.layout, line.plan.register
    for place, spans in layout.merged.items():
        name = line.plan.columns.get(place, "")
        is_count = name.startswith(SIDE) or (name in register.form and register.field(name).kind is int)
        if not is_count or layout.cell(line.row, place).kind == "empty":
            continue
        if line.row in spans:
            line.faults.append(fault_at(line, name, "", Problem(name, "problem.import_merged")))


def carried_cell(line: Line, place: int) -> CellValue:
    """A cell as it counts: from the merged range it belongs to; a month or year from where it was last written."""
    layout, row = line.plan.found.layout, line.row
    cell = layout.cell(row, place)
    if cell.kind == "empty" and line.plan.columns.get(place) in (MONTH, YEAR):
        above = (layout.sheet.cell(one, place) for one in reversed(layout.rows) if one < row)
        cell = next((one for one in above if one.kind != "empty"), cell)
    return cell


def period_row(line: Line) -> str:
    """The row between others that says when this one is: 'Marzec 2025'; empty where there is none."""
    layout = line.plan.found.layout
    if line.row not in layout.periods:
        return ""
    return next((one.said for one in reversed(layout.left_out) if one.why == "period" and one.row < line.row), "")


def twice(line: Line, names: Sequence[str]) -> Fault:
    """The same entry again; where only merged cells make it the same, they are the reason."""
    layout, places = line.plan.found.layout, [line.plan.places[name] for name in names if name in line.plan.places]
    is_merged = any(layout.origin(line.row, place) != line.row for place in places)
    key = "problem.import_merged" if is_merged else "problem.import_twice_in_file"
    place = line.plan.places.get(names[0])
    value = "" if place is None else shown_value(layout.cell(line.row, place))
    return fault_at(line, names[0], value, Problem("", key))


def identity_of(line: Line) -> str:
    """What an office's row is known by when it comes again: all its cells as they stand, and its day.

    Not the draft: correcting the mapping must not make every row a new one."""
    layout = line.plan.found.layout
    said = {heading: fold(shown_value(layout.cell(line.row, place))) for place, heading in layout.headings.items()}
    day = line.draft.get(line.plan.register.date) if line.plan.register.date else None
    return fingerprint({name: text for name, text in said.items() if text} | {"@day": str(day)})


def fingerprint(values: Mapping[str, Any]) -> str:
    """The same text for the same row, however its cells were written."""
    told = {
        name: fold(value) if isinstance(value, str) else str(getattr(value, "value", value))
        for name, value in sorted(values.items())
        if value is not None
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def fault_at(line: Line, name: str, value: str, problem: Problem) -> Fault:
    """Where in the sheet a problem stands: the cell of its field, else the row."""
    place = line.plan.places.get(name)
    number = line.plan.sheet.number(line.row)
    last = column_letters(max(line.plan.columns, default=0) + 1)
    cell = f"A{number}:{last}{number}" if place is None else f"{column_letters(place + 1)}{number}"
    return Fault(line.plan.sheet.name, cell, value[:200], problem)


def sheet_faults(plan: Plan) -> Iterable[Fault]:
    """What is to be said of a sheet as a whole: its mapping, headings nobody knows, rows left out."""
    name, where = plan.sheet.name, f"A{plan.header + 1}"
    for problem in plan.problems:
        place = plan.places.get(problem.field)
        cell = where if place is None else f"{column_letters(place + 1)}{plan.header + 1}"
        yield Fault(name, cell, "", problem)
    for heading in plan.unknown:
        yield Fault(name, where, heading, Problem("", "problem.import_unknown_heading", {"heading": heading}, True))
    last = column_letters(max(plan.found.layout.headings, default=0) + 1)
    for one in plan.found.layout.left_out:
        told = Problem("", f"problem.import_left_out_{one.why}", {}, True)
        number = plan.sheet.number(one.row)
        yield Fault(name, f"A{number}:{last}{number}", one.said[:200], told)
