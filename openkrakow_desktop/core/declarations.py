"""What a feature may declare: fields, registers, actions, reports. Facts come from the model, never twice.

Lists, forms, sheets, history and the contract tests are derived from a `Register`; inheritance nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from .fields import EARLIEST, GREATEST, YEARS_AHEAD, Field, field_of, grouped
from .labels import records
from .offers import Ask, Merging, NumberName, Opens, PanelPart, Place, Report, ReportContext
from .problems import Problem, Refused, refuse_if
from .record import Record
from .side_columns import Side
from .text import clean
from .words import Words

if TYPE_CHECKING:
    from .alike import Alike
    from .excel_read import Sheet
    from .gaps import Deadline, Gap
    from .measures import Measure, Period
    from .side_sheets import SideSheet
    from .starting import Start

Draft = dict[str, Any]
Rules = Callable[[Session, Draft, UUID | None], Iterable[Problem]]


@dataclass(frozen=True)
class Computed:
    """A column of a list that SQL works out from other rows: attendance of an event, days of lead time.

    `expression` gives the SQL for one record of the register (correlated to its model)."""

    name: str
    kind: type
    expression: Callable[[], Any]
    money: bool = False


@dataclass(frozen=True)
class Action:
    """A verb on one record beside saving and deleting. `key` is also the journal's action and the word of its button.

    `when` says whether it makes sense for this record now. What is not `undoable` is taken back by a service action of
    its own, with a reason (decisions.md 16). The value asked as `reason` is written into the journal."""

    key: str
    run: Callable[..., Any]  # (session, record_id, **asked)
    asks: tuple[Ask, ...] = ()
    when: Callable[[Any], bool] = lambda record: True
    undoable: bool = True
    icon: str = ""
    makes: bool = False  # whether `run` returns the key of a new record of the register, which is shown then


def _no_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Register:
    """A list of records with its form: all that the generic screens, the workbook and the contract tests need."""

    record: type[Record]
    columns: Sequence[str | Computed]  # of the list
    form: Sequence[str]  # of the form and of the sheet, in order
    order: str = "-id"  # a column's name; '-' in front: newest or greatest first
    date: str = ""  # the date (or instant) that puts a record into a year
    until: str = ""  # its last date, for what lasts: then a list shows it in every year that it touches
    rules: Rules = _no_rules  # what is wrong with a draft as a whole
    save: Callable[[Session, UUID | None, Draft], Record] | None = (
        None  # a service that writes the draft; None = as it is
    )
    asks_first: str = ""  # 'module:function' of a screen that may ask something before a change is saved from a form
    fills: Mapping[str, Callable[[Draft], Any]] = field(
        default_factory=dict, hash=False
    )  # what an empty field is taken from
    starts: Mapping[str, Start] = field(default_factory=dict, hash=False)  # what a new form holds (core/starting.py)
    alike: Alike | None = None  # what makes two records look the same, told while somebody types
    asked_when: Mapping[str, Callable[[Draft], bool]] = field(default_factory=dict, hash=False)  # else hidden, empty
    natural_key: Sequence[str] = ()  # columns by which a sheet without row ids names a record
    parent: str = ""  # the link to the record in whose panel these rows are listed
    filters: Sequence[str] = ()  # choices offered as chips above the list
    sums: Sequence[str] = ()  # columns summed in the foot of the list
    widths: Mapping[str, float] = field(default_factory=dict, hash=False)  # em, of what must stay on a narrow line
    actions: Sequence[Action] = ()
    opens: Sequence[Opens] = ()  # pages that open for one of its records
    reports: Sequence[Report] = ()  # documents about one of its records
    locked: Callable[[Any], Problem | None] = lambda record: None  # why this record cannot be edited now
    invariant: Callable[[Session, frozenset[UUID]], Iterable[Problem]] | None = (
        None  # must hold after every write and undo
    )
    visible: Callable[[str], ColumnElement[bool]] | None = None  # which rows an account may see; None: all
    side: Side | None = None  # columns of an office's own sheet that feed other registers
    offered: Callable[[dt.date], ColumnElement[bool]] | None = None  # which records a link may be given on a day
    finds: Callable[[Session, str, int], list[tuple[UUID, str]]] | None = None  # for links; None: by the search key
    watches: Sequence[str] = ()  # other tables whose changes alter this list
    shows_uses: bool = False  # whether the panel of a record counts, by register, what refers to it
    adds: bool = True  # whether its rows are added by a form; else a page of its own brings them
    part: PanelPart | None = None  # what its records' panel shows besides, made by hand
    icon: str = ""

    @property
    def key(self) -> str:
        """Its table; also its word, its sheet and its name on the command line."""
        return str(self.record.__tablename__)

    def field(self, name: str) -> Field:
        return field_of(self.record, name)

    def fields(self) -> list[Field]:
        """The fields of the form, in order."""
        return [self.field(name) for name in self.form]

    def asks(self, name: str) -> bool:
        """Whether people must fill this field in themselves."""
        return self.field(name).required and name not in self.fills

    def filled(self, draft: Draft) -> Draft:
        """The draft with what follows from its other fields: an event without an end ends on the day it begins."""
        return draft | {name: make(draft) for name, make in self.fills.items() if draft.get(name) is None}

    def problems(self, session: Session, draft: Draft, record_id: UUID | None, today: dt.date) -> list[Problem]:
        """Everything wrong with a draft: first each field by itself, then (if none is gravely wrong) the whole."""
        draft = self.filled(draft)
        found = [problem for one in self.fields() for problem in one.problems(draft.get(one.name), today)]
        if all(problem.warning for problem in found):
            found += self.rules(session, draft, record_id)
        return found

    def draft(self, session: Session, record_id: UUID | None) -> Draft:
        """The values of the form: those of a record, or the defaults of a new one."""
        if record_id is None:
            return {one.name: one.default for one in self.fields()}
        record = session.get_one(self.record, record_id)
        return {name: getattr(record, name) for name in self.form}

    def put(
        self, session: Session, record_id: UUID | None, draft: Draft, today: dt.date, key: UUID | None = None
    ) -> Record:
        """Check and save a draft: a new record (under `key`, where an import chose it) or a changed one.

        Texts are cleaned first. Raises Refused with every grave problem; then nothing is written."""
        draft = {name: clean(value) or None if isinstance(value, str) else value for name, value in draft.items()}
        draft = self.filled(draft)
        if record_id is not None and (why := self.locked(session.get_one(self.record, record_id))):
            raise Refused(why)
        refuse_if(self.problems(session, draft, record_id, today))
        if self.save is not None:
            if key is not None:
                draft = draft | {"id": key}
            return self.save(session, record_id, draft)
        record: Record = store_draft(session, self.record, record_id, draft if key is None else draft | {"id": key})
        return record

    def remove(self, session: Session, record_id: UUID) -> None:
        """Delete a record and the rows that only belong to it. Raises Refused where others still refer to it."""
        from .removal import remove  # knows every table; imported when first needed

        record = session.get_one(self.record, record_id)
        if why := self.locked(record):
            raise Refused(why)
        remove(session, record)


def store_draft(session: Session, model: type[Record], record_id: UUID | None, draft: Draft) -> Any:
    """Write a draft's values into a new or existing record and flush, so that it has its key."""
    if record_id is None:
        record = model()
        session.add(record)
    else:
        record = session.get_one(model, record_id)
    for name, value in draft.items():
        takes = name in model.__table__.c and (value is not None or model.__table__.c[name].nullable)
        if takes and (record_id is None or getattr(record, name) != value):
            setattr(record, name, value)
    session.flush()
    return record


@dataclass(frozen=True)
class Feature:
    """One word of the menu: what the rest of the program may find in a feature's folder."""

    key: str
    icon: str
    registers: Sequence[Register] = ()
    measures: Sequence[Measure] = ()
    numbers: Callable[[str, str], NumberName | None] | None = None  # (code, language) → what a number is called
    reports: Sequence[Report] = ()
    screen: str = ""  # 'package.module:function' of a hand-made screen; empty = its registers as lists
    places: Sequence[Place] = ()  # hand-made pages beside its lists
    opens_with: str = ""  # the place the menu opens; empty = the first register's list
    gaps: Callable[[Session, Period], Iterable[Gap]] | None = None  # what is missing or doubtful in a year
    deadlines: Callable[[Session, Period], Iterable[Deadline]] | None = None  # days that are coming
    irrevocable: Sequence[str] = ()  # actions of its pages and forms that undo must not touch
    merging: Callable[[Session, str, UUID, UUID], Iterable[Merging]] | None = None  # what merging two records changes
    letters: Mapping[str, Callable[[Session, Words], Any]] = field(
        default_factory=dict, hash=False
    )  # kind of letter → the newest record's letter (programme/letters.Writing), None without one: for a preview
    side_sheets: Sequence[SideSheet] = ()  # sheets of an imported workbook that are no register's list
    kept_files: Callable[[Session, Path], list[Problem]] | None = None  # what is wrong with files of its records


@dataclass(frozen=True)
class Declared:
    """All declarations of the program together, by key."""

    features: Sequence[Feature]
    registers: Mapping[str, Register] = field(init=False)
    places: Mapping[str, Place] = field(init=False)
    measures: Mapping[str, Measure] = field(init=False)
    reports: Mapping[str, Report] = field(init=False)
    side_sheets: Mapping[str, SideSheet] = field(init=False)

    def __post_init__(self) -> None:
        def collect(kind: str, name: str) -> dict[str, Any]:
            found = [(getattr(one, name), one) for feature in self.features for one in getattr(feature, kind)]
            twice = {key for key, _ in found if sum(key == other for other, _ in found) > 1}
            if twice:
                raise ValueError(f"declared twice: {sorted(twice)}")
            return dict(found)

        object.__setattr__(self, "registers", collect("registers", "key"))
        object.__setattr__(self, "places", collect("places", "key"))
        object.__setattr__(self, "measures", collect("measures", "code"))
        object.__setattr__(self, "reports", collect("reports", "key"))
        object.__setattr__(self, "side_sheets", collect("side_sheets", "key"))

    def side_sheet(self, sheet: Sheet) -> SideSheet | None:
        """What a sheet of a workbook is, where it is no register's list."""
        return next((one for one in self.side_sheets.values() if one.knows(sheet)), None)

    def children(self, register: Register) -> list[Register]:
        """The registers listed in the panel of a record of this one."""
        return [one for one in self.registers.values() if one.parent and one.field(one.parent).target == register.key]

    def number_name(self, code: str, language: str) -> NumberName:
        """What people call a measure or an indicator; its bare code where nobody says."""
        named = (one.numbers(code, language) for one in self.features if one.numbers is not None)
        return next((name for name in named if name is not None), NumberName(code))

    def irrevocable(self) -> frozenset[str]:
        """Actions that undo must not touch (decisions.md 16)."""
        of_records = (action for one in self.registers.values() for action in one.actions if not action.undoable)
        return frozenset(one.key for one in of_records) | {key for one in self.features for key in one.irrevocable}

    def guard(self, session: Session, touched: Mapping[str, frozenset[UUID]]) -> list[Problem]:
        """The invariants of every register that a write or an undo has touched."""
        return [
            problem
            for table, ids in touched.items()
            if table in self.registers and (check := self.registers[table].invariant)
            for problem in check(session, ids)
        ]


def linked(session: Session, draft: Draft, name: str, model: type[Record]) -> Any:
    """The record a draft's link points at, None where it is empty or unknown."""
    return session.get(model, draft[name]) if draft.get(name) else None


def exists_other(session: Session, model: type[Record], record_id: UUID | None, *tests: Any) -> bool:
    """Whether another record than this one passes the tests."""
    query = select(model.id).where(*tests).limit(1)
    if record_id is not None:
        query = query.where(model.id != record_id)
    return session.scalar(query) is not None


__all__ = [
    "EARLIEST",
    "GREATEST",
    "YEARS_AHEAD",
    "Action",
    "Ask",
    "Computed",
    "Declared",
    "Draft",
    "Feature",
    "Field",
    "Merging",
    "NumberName",
    "Opens",
    "Place",
    "Register",
    "Report",
    "ReportContext",
    "Rules",
    "exists_other",
    "grouped",
    "linked",
    "records",
    "store_draft",
]
