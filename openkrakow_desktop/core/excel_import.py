"""A workbook into the registers: read, recognised, checked, then written in one operation, or not at all.

A dry run is the very same thing, rolled back. Rows have identities (hidden ids, natural keys, or the hash of the row),
so the same file twice adds nothing, and two laptops that import it agree on every key (decisions.md 13)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from .attempt import attempt
from .declarations import Declared, Draft, Field, Register
from .excel_read import CellValue, column_letters, read_workbook
from .import_cells import Unreadable, read_cell
from .import_existing import Existing
from .import_links import Links
from .import_sheets import ID_HEADING, REFERENCE, Plan, plan_sheets
from .incoming import note_incoming
from .keeping import keep_records
from .keys import named_key
from .problems import Problem, Refused, Unavailable
from .shape import batches
from .store import Store, insert_many
from .text import clean, fold
from .words import Words
from .work import Progress

CHUNK = 500


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

    @property
    def refused(self) -> bool:
        return any(not fault.problem.warning for fault in self.faults)


@dataclass
class Outcome:
    """What an import did, or would do."""

    new: Counter[str] = field(default_factory=Counter)  # by register
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    proposals: list[tuple[str, str]] = field(
        default_factory=list
    )  # (register, name) of records to be created by choice
    unknown_sheets: list[str] = field(default_factory=list)
    updates: list[tuple[str, str, str]] = field(default_factory=list)  # (register, record, changed fields)
    written: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def grave(self) -> list[Fault]:
        return [fault for fault in self.faults if not fault.problem.warning]


class _RollBack(Exception):
    """Leaves the write without committing."""


def import_file(
    store: Store,
    declared: Declared,
    path: Path,
    *,
    today: dt.date,
    dry_run: bool = False,
    valid_rows_only: bool = False,
    create_missing: bool = False,
    register: Register | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Take a workbook (.xlsx, .csv) into the registers.

    All or nothing, unless `valid_rows_only`. With `create_missing`, unknown organisations are created from their names.
    Raises Refused when the file as a whole cannot be read or holds no register."""
    progress = progress or Progress()
    plans, others = plan_sheets(read_workbook(path), declared, register)
    if not plans:
        raise Refused(Problem("", "problem.import_no_register", {"file": path.name}))
    importer = _Import(declared, today, valid_rows_only, create_missing, progress)
    importer.outcome.unknown_sheets = others
    try:
        with store.write("import", reason=path.name) as session:
            keep_records(session)
            importer.run(session, plans)
            if dry_run or not importer.acceptable:
                raise _RollBack
    except _RollBack:
        return importer.outcome
    except Unavailable:  # the disk or the database, not the file that is read
        raise
    except Refused as refused:  # an invariant over several records, known only at the end
        importer.outcome.faults += [Fault("", "", "", problem) for problem in refused.problems]
        return importer.outcome
    importer.outcome.written = True
    return importer.outcome


class _Import:
    def __init__(
        self, declared: Declared, today: dt.date, valid_rows_only: bool, create_missing: bool, progress: Progress
    ) -> None:
        self.declared, self.today, self.progress = declared, today, progress
        self.valid_rows_only, self.create_missing = valid_rows_only, create_missing
        self.outcome = Outcome()
        self.total = 0  # rows in all sheets

    @property
    def acceptable(self) -> bool:
        return not self.outcome.grave or self.valid_rows_only

    def run(self, session: Session, plans: list[Plan]) -> None:
        lines = {plan.sheet.name: read_lines(plan) for plan in plans}
        self.total = sum(map(len, lines.values()))
        links = Links(session, self.declared, self.create_missing, self.today)
        for plan in in_order(plans, self.declared):
            mine = lines[plan.sheet.name]
            self._sheet_faults(plan)
            links.next_sheet()
            self._take_all(session, plan.register, mine, links)
            for line in mine:
                self.outcome.faults += line.faults
                if line.refused:
                    self.outcome.refused[plan.register.key] += 1
        self.outcome.proposals = links.proposals()
        self.progress.step(self.total, self.total)

    def _take_all(self, session: Session, register: Register, lines: list[Line], links: Links) -> None:
        """Block by block, so that known records are read together; one by one where a row may name another row."""
        known, fresh, seen = Existing(session, register), list[Line](), Counter[str]()
        own = [one for one in register.fields() if one.target == register.key]
        for block in ([line] for line in named_first(lines, own, links)) if own else batches(lines, CHUNK):
            for line in block:
                self._resolve(line, links)
                self._identify(line, known, seen)
            known.fetch(session, [line.key for line in block if line.key and not line.is_new])
            for line in block:
                self.progress.step(len(self.outcome.lines), self.total)
                if not line.refused:
                    self._take(session, line, known, fresh)
                self.outcome.lines.append(line)
                if not line.refused:
                    links.learn(line)
            if len(fresh) >= CHUNK:
                self._insert(session, register, fresh)
        self._insert(session, register, fresh)

    def _sheet_faults(self, plan: Plan) -> None:
        name, where = plan.sheet.name, f"A{plan.header + 1}"
        for heading in plan.unknown:
            self.outcome.faults.append(
                Fault(name, where, heading, Problem("", "problem.import_unknown_heading", {"heading": heading}, True))
            )
        for merged in plan.sheet.merged:
            if _row_of(merged) > plan.header:
                self.outcome.faults.append(Fault(name, merged, "", Problem("", "problem.import_merged")))

    def _resolve(self, line: Line, links: Links) -> None:
        for one in line.plan.register.fields():
            said = line.draft.get(one.name)
            if one.target and isinstance(said, str):
                found, problem = links.find(one, said)
                line.draft[one.name] = found
                if problem:
                    line.faults.append(fault_at(line, one.name, said, problem))

    def _identify(self, line: Line, known: Existing, seen: Counter[str]) -> None:
        """Find the record this row is about, or choose the key that the same row gets on every laptop."""
        register, given = line.plan.register, line.draft.pop(ID_HEADING, None)
        if given is not None:
            line.key = given
            line.is_new = not known.has(given)
            return
        names, known_values = register.natural_key, register.filled(line.draft)
        if names and all(name in known_values for name in names):
            values = [known_values.get(name) for name in names]
            line.key = known.find(values)
            line.is_new = line.key is None
            identity = "natural " + fingerprint(dict(zip(names, values, strict=True)))
        else:
            identity = "row " + fingerprint(line.draft)
        if line.key is None:
            seen[identity] += 1
            line.key = named_key(
                register.key, identity if seen[identity] == 1 or names else f"{identity} {seen[identity]}"
            )
            line.is_new = not known.has(line.key)
            if names and seen[identity] > 1:
                problem = Problem("", "problem.import_twice_in_file")
                line.faults.append(fault_at(line, names[0], "", problem))

    def _take(self, session: Session, line: Line, known: Existing, fresh: list[Line]) -> None:
        register = line.plan.register
        if not line.is_new and session.get(register.record, line.key) is None:
            line.is_new = True  # a service has replaced it while this file was read
        if line.is_new:
            draft = {one.name: one.default for one in register.fields()} | _without_empty(register, line.draft)
            line.draft = draft = register.filled(draft)
            problems = self._checked(session, register, None, draft)
            self._note(line, problems)
            if line.refused:
                return
            if register.save is None:
                fresh.append(line)
            else:
                self._put(session, line, None)
            if not line.refused:
                self.outcome.new[register.key] += 1
                if line.key:
                    note_incoming(session, line.key)
            return
        before = register.draft(session, line.key)
        for name, value in line.draft.items():
            if _same_instant(before[name], value):  # a sheet keeps no fractions of a second
                line.draft[name] = before[name]
        line.draft = {
            name: value for name, value in line.draft.items() if value is not None or register.field(name).optional
        }
        after = before | line.draft
        altered = [name for name in line.draft if before[name] != after[name]]
        if not altered:
            self.outcome.same[register.key] += 1
            return
        self._note(line, self._checked(session, register, line.key, after))
        if line.refused:
            return
        line.draft = after
        if not self._put(session, line, line.key):
            return
        if register.draft(session, line.key) == before:  # its service filled in again what the sheet left out
            self.outcome.same[register.key] += 1
            return
        self.outcome.changed[register.key] += 1
        self.outcome.updates.append((register.key, str(line.key), ", ".join(altered)))

    def _checked(self, session: Session, register: Register, record_id: UUID | None, draft: Draft) -> list[Problem]:
        if record_id is not None and (why := register.locked(session.get_one(register.record, record_id))):
            return [why]
        return register.problems(session, draft, record_id, self.today)

    def _put(self, session: Session, line: Line, record_id: UUID | None) -> bool:
        """Save a row as its register does; whether it was taken."""
        try:
            with attempt(session):
                record = line.plan.register.put(
                    session, record_id, line.draft, self.today, None if record_id else line.key
                )
                line.key = record.id
        except Refused as refused:
            self._note(line, list(refused.problems))
        return not line.refused

    def _insert(self, session: Session, register: Register, fresh: list[Line]) -> None:
        """New rows without a service of their own go in together, through the bulk door."""
        if fresh:
            insert_many(session, register.record, [line.draft | {"id": line.key} for line in fresh])
            fresh.clear()

    @staticmethod
    def _note(line: Line, problems: list[Problem]) -> None:
        for problem in problems:
            line.faults.append(fault_at(line, problem.field, _said(line, problem.field), problem))


def read_lines(plan: Plan) -> list[Line]:
    """The rows below the headings, each cell read as its field wants; empty rows are skipped."""
    found = []
    fields = {name: plan.register.field(name) for name in plan.columns.values() if name not in (ID_HEADING, REFERENCE)}
    for row in range(plan.header + 1, len(plan.sheet.rows)):
        cells = {name: plan.sheet.cell(row, place) for place, name in plan.columns.items()}
        if all(cell.kind == "empty" or name in (ID_HEADING, REFERENCE) for name, cell in cells.items()):
            continue
        line = Line(plan, row, {})
        for name, cell in cells.items():
            if name == ID_HEADING:
                _read_id(line, cell)
            elif name == REFERENCE:
                line.reference = clean(str(cell.value)) if cell.kind != "empty" else ""
            else:
                _read_value(line, fields[name], cell)
        found.append(line)
    return found


def named_first(lines: Iterable[Line], own: list[Field], links: Links) -> Iterator[Line]:
    """The rows of a sheet, each after the row further down that it names (`own`: the columns in which it may)."""
    waiting = list(lines)
    while waiting:
        later = []
        for line in waiting:
            said = ((one, line.draft.get(one.name)) for one in own)
            if all(links.knows(one, name) for one, name in said if isinstance(name, str)):
                yield line
            else:
                later.append(line)
        if len(later) == len(waiting):  # they name nobody, or one another in a ring
            yield from later
            return
        waiting = later


def _read_id(line: Line, cell: CellValue) -> None:
    if cell.kind == "empty":
        return
    try:
        line.draft[ID_HEADING] = UUID(str(cell.value))
    except ValueError:
        line.faults.append(fault_at(line, ID_HEADING, str(cell.value), Problem("", "problem.import_bad_id")))


def _read_value(line: Line, one: Field, cell: CellValue) -> None:
    try:
        line.draft[one.name] = read_cell(one, cell)
    except Unreadable as error:
        line.draft[one.name] = None
        line.faults.append(fault_at(line, one.name, str(cell.value), Problem(one.name, error.key, error.values)))


def in_order(plans: list[Plan], declared: Declared) -> list[Plan]:
    """Sheets so that what is referred to comes before what refers to it."""
    keys = {plan.register.key for plan in plans}
    needs = {
        key: {one.target for one in declared.registers[key].fields() if one.target in keys and one.target != key}
        for key in keys
    }
    ordered: list[str] = []
    while needs:
        ready = sorted(key for key, wanted in needs.items() if not wanted - set(ordered)) or sorted(needs)[:1]
        ordered += ready
        for key in ready:
            del needs[key]
    return sorted(plans, key=lambda plan: ordered.index(plan.register.key))


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
    place = next((place for place, column in line.plan.columns.items() if column == name), None)
    number = line.row + 1
    last = column_letters(max(line.plan.columns) + 1)
    cell = f"A{number}:{last}{number}" if place is None else f"{column_letters(place + 1)}{number}"
    return Fault(line.plan.sheet.name, cell, value[:200], problem)


def _said(line: Line, name: str) -> str:
    place = next((place for place, column in line.plan.columns.items() if column == name), None)
    cell = line.plan.sheet.cell(line.row, place) if place is not None else None
    if cell is None or cell.value is None:
        return ""
    return str(cell.value.strftime("%d.%m.%Y")) if cell.kind == "date" else str(cell.value)


def _without_empty(register: Register, draft: Draft) -> Draft:
    """An empty cell of a new row means the field's default."""
    return {name: value for name, value in draft.items() if value is not None or register.field(name).default is None}


def _same_instant(one: Any, other: Any) -> bool:
    both = isinstance(one, dt.datetime) and isinstance(other, dt.datetime)
    return both and abs(one - other) < dt.timedelta(seconds=1)


def _row_of(address: str) -> int:
    return int("".join(sign for sign in address.split(":")[-1] if sign.isdigit()) or 0)
