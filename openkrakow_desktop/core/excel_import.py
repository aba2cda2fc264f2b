"""A workbook into the registers: read, recognised, checked, then written in one operation, or not at all.

A dry run is the very same thing, rolled back. Rows have identities (hidden ids, natural keys, or the hash of the row),
so the same file twice adds nothing, and two laptops that import it agree on every key (decisions.md 13)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from .attempt import attempt
from .declarations import Declared, Draft, Field, Register
from .excel_read import Sheet, read_workbook
from .import_existing import Existing
from .import_layout import shown_value
from .import_lines import Fault, Line, fault_at, fingerprint, identity_of, read_lines, sheet_faults, twice
from .import_links import Links
from .import_mapping import Mappings
from .import_sheets import ID_HEADING, Plan, plan_sheets
from .incoming import note_incoming
from .keeping import keep_records
from .keys import named_key
from .problems import Problem, Refused, Unavailable
from .record import Record
from .shape import batches
from .store import Store, insert_many
from .work import Progress

CHUNK = 500
UNREADABLE = frozenset(
    f"problem.import_{name}" for name in ("two_columns", "mapping_register", "mapping_target", "constant")
)  # problems of a mapping that leave its sheet unread


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
    plans: list[Plan] = field(default_factory=list)  # how each sheet was read

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
    mappings: Mappings | None = None,
    sheets: list[Sheet] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Take a workbook (.xlsx, .csv) into the registers: ours, or an office's own.

    All or nothing, unless `valid_rows_only`. With `create_missing`, unknown organisations are created from their names.
    `mappings` say how sheets are read whose headings are not ours; `sheets` spare reading the file again.
    Raises Refused when the file as a whole cannot be read or holds no register."""
    progress = progress or Progress()
    sheets = sheets or read_workbook(path)
    plans, others = plan_sheets(sheets, declared, register, mappings, path.name)
    beside = [one for one in sheets if register is None and not one.hidden and declared.side_sheet(one)]
    if not plans and not beside:
        raise Refused(Problem("", "problem.import_no_register", {"file": path.name}))
    importer = _Import(declared, today, valid_rows_only, create_missing, progress)
    importer.outcome.unknown_sheets, importer.outcome.plans = others, plans
    try:
        with store.write("import", reason=path.name) as session:
            keep_records(session)
            importer.run(session, plans)
            importer.run_beside(session, beside)
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
        lines = {plan.sheet.name: [] if _is_unreadable(plan) else read_lines(plan) for plan in plans}
        self.total = sum(map(len, lines.values()))
        links = Links(session, self.declared, self.create_missing, self.today)
        for plan in in_order(plans, self.declared):
            mine = lines[plan.sheet.name]
            self.outcome.faults += sheet_faults(plan)
            if _is_unreadable(plan):
                self.outcome.refused[plan.register.key] += len(plan.found.layout.rows)
            links.next_sheet()
            self._take_all(session, plan.register, mine, links)
            told = {problem.field for problem in plan.problems}  # said once, not at every row
            for line in mine:
                self.outcome.faults += [fault for fault in line.faults if fault.problem.field not in told]
                if line.refused:
                    self.outcome.refused[plan.register.key] += 1
        self.outcome.proposals = links.proposals()
        self.progress.step(self.total, self.total)

    def run_beside(self, session: Session, sheets: list[Sheet]) -> None:
        """Sheets that are no register's list: all of each, or nothing of it."""
        for sheet in sheets:
            kind = self.declared.side_sheet(sheet)
            assert kind is not None
            taken = kind.take(session, sheet, self.today, self.progress)
            for name in ("new", "changed", "same", "refused"):
                getattr(self.outcome, name).update(+getattr(taken, name))
            self.outcome.faults += [Fault(sheet.name, *fault) for fault in taken.faults]

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

    def _resolve(self, line: Line, links: Links) -> None:
        for one in line.plan.register.fields():
            for draft in (line.draft, line.constants) if one.target else ():
                if isinstance(said := draft.get(one.name), str):
                    draft[one.name], problem = links.find(one, said)
                    if problem:
                        line.faults.append(fault_at(line, one.name, said, problem))

    def _identify(self, line: Line, known: Existing, seen: Counter[str]) -> None:
        """Find the record this row is about, or choose the key that the same row gets on every laptop."""
        register, given = line.plan.register, line.draft.pop(ID_HEADING, None)
        if given is not None:
            line.key = given
            line.is_new = not known.has(given)
            return
        names, draft = register.natural_key, register.filled(line.constants | line.draft)
        is_ours = line.plan.found.is_ours
        if names and (all(name in draft for name in names) if is_ours else draft.get(names[0]) is not None):
            values = [draft.get(name) for name in names]
            line.key = known.find(values)
            if line.key is None and line.plan.sheet.head is not None:  # pasted: a column of the key may be left out
                said = {name: value for name, value in zip(names, values, strict=True) if name in line.plan.places}
                line.key = known.find_by_some(said) if len(said) < len(names) else None
            line.is_new = line.key is None
            identity = "natural " + fingerprint(dict(zip(names, values, strict=True)))
        else:
            identity = "row " + (fingerprint(line.draft) if is_ours else identity_of(line))
        if line.key is None:
            seen[identity] += 1
            line.key = named_key(
                register.key, identity if seen[identity] == 1 or names else f"{identity} {seen[identity]}"
            )
            line.is_new = not known.has(line.key)
            if names and seen[identity] > 1:
                line.faults.append(twice(line, names))

    def _take(self, session: Session, line: Line, known: Existing, fresh: list[Line]) -> None:
        if not line.is_new and session.get(line.plan.register.record, line.key) is None:
            line.is_new = True  # a service has replaced it while this file was read
        if line.is_new:
            self._take_new(session, line, fresh)
        else:
            self._take_known(session, line)

    def _take_new(self, session: Session, line: Line, fresh: list[Line]) -> None:
        register = line.plan.register
        draft = line.constants | _without_empty(register, line.draft)
        draft |= self._implied(line, draft)
        draft = {one.name: one.default for one in register.fields()} | draft
        line.draft = draft = register.filled(draft)
        self._note(line, self._checked(session, register, None, draft))
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

    def _take_known(self, session: Session, line: Line) -> None:
        register = line.plan.register
        before = register.draft(session, line.key)
        for name, value in line.draft.items():
            if _same_instant(before[name], value):  # a sheet keeps no fractions of a second
                line.draft[name] = before[name]
        line.draft = {
            name: value
            for name, value in line.draft.items()
            if value is not None or (register.field(name).optional and line.plan.found.is_ours)
        }
        line.draft |= self._implied(line, before | line.draft)
        after = before | line.draft
        altered = [name for name in line.draft if before[name] != after[name]]
        if not altered and not line.refused:
            if self._beside(session, line):
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

    def _implied(self, line: Line, draft: Draft) -> Draft:
        """What the counts of an office's row say about the record itself; what is wrong with them is noted."""
        if line.plan.register.side is None or not line.counts:
            return {}
        added, problems = line.plan.register.side.complete(draft, line.counts, self.today)
        self._note(line, problems)
        return added

    def _beside(self, session: Session, line: Line) -> bool:
        """The counts of a row whose record is as it was; whether they were taken."""
        if line.plan.register.side is None or not line.counts:
            return True
        try:
            with attempt(session):
                told = self._save_side(session, line, session.get_one(line.plan.register.record, line.key))
        except Refused as refused:
            self._note(line, list(refused.problems))
            return False
        self._tell(line, told)
        return True

    def _save_side(self, session: Session, line: Line, record: Record) -> list[tuple[str, str]]:
        side = line.plan.register.side
        return list(side.save(session, record, line.counts, self.today)) if side and line.counts else []

    def _tell(self, line: Line, told: Iterable[tuple[str, str]]) -> None:
        for register, kind in told:
            getattr(self.outcome, kind)[register] += 1
            if kind == "changed":
                self.outcome.updates.append((register, str(line.key), ", ".join(line.counts)))

    def _checked(self, session: Session, register: Register, record_id: UUID | None, draft: Draft) -> list[Problem]:
        if record_id is not None and (why := register.locked(session.get_one(register.record, record_id))):
            return [why]
        return register.problems(session, draft, record_id, self.today)

    def _put(self, session: Session, line: Line, record_id: UUID | None) -> bool:
        """Save a row as its register does; whether it was taken."""
        try:
            with attempt(session):
                key = None if record_id else line.key
                record = line.plan.register.put(session, record_id, line.draft, self.today, key)
                told = self._save_side(session, line, record)
                line.key = record.id
        except Refused as refused:
            self._note(line, list(refused.problems))
            return False
        self._tell(line, told)
        return True

    def _insert(self, session: Session, register: Register, fresh: list[Line]) -> None:
        """New rows without a service of their own go in together, through the bulk door."""
        if fresh:
            insert_many(session, register.record, [line.draft | {"id": line.key} for line in fresh])
            fresh.clear()

    @staticmethod
    def _note(line: Line, problems: list[Problem]) -> None:
        for problem in problems:
            if problem.key == "problem.required" and problem.field not in line.plan.places and problem.field:
                problem = no_column(line.plan, problem)
            line.faults.append(fault_at(line, problem.field, _said(line, problem.field), problem))


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


def no_column(plan: Plan, problem: Problem) -> Problem:
    """A field that no column gives is missing in the sheet, not in the row; ours name their own fields."""
    if plan.found.is_ours:
        return problem
    return Problem(problem.field, "problem.import_no_column", {"field": (plan.register.field(problem.field).key,)})


def _said(line: Line, name: str) -> str:
    place = line.plan.places.get(name)
    return "" if place is None else shown_value(line.plan.found.layout.cell(line.row, place))


def _is_unreadable(plan: Plan) -> bool:
    """Whether the mapping itself stands in the way of reading the sheet."""
    return any(problem.key in UNREADABLE for problem in plan.problems)


def _without_empty(register: Register, draft: Draft) -> Draft:
    """An empty cell of a new row means the field's default."""
    return {name: value for name, value in draft.items() if value is not None or register.field(name).default is None}


def _same_instant(one: Any, other: Any) -> bool:
    both = isinstance(one, dt.datetime) and isinstance(other, dt.datetime)
    return both and abs(one - other) < dt.timedelta(seconds=1)
