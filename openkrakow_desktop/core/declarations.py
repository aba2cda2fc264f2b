"""What a feature may declare: fields, registers, actions, reports. Facts come from the model, never twice.

Lists, forms, sheets, history and the contract tests are derived from a `Register`; inheritance nowhere."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, select
from sqlalchemy.orm import Session

from .clock import WARSAW
from .labels import records, target_of
from .offers import Ask, Merging, Opens, Place, Report, ReportContext
from .problems import Problem, Refused, refuse_if
from .record import Codes, Record
from .side_columns import Side
from .text import clean, has_hidden_marks
from .words import Words, choice_key

if TYPE_CHECKING:
    from .excel_read import Sheet
    from .gaps import Deadline, Gap
    from .measures import Measure, Period
    from .side_sheets import SideSheet

Draft = dict[str, Any]
Rules = Callable[[Session, Draft, UUID | None], Iterable[Problem]]
EARLIEST = dt.date(2015, 1, 1)  # decisions.md 2: accepted dates are 2015 to today + 5 years
YEARS_AHEAD = 5
GREATEST = 1_000_000  # of a count that declares no limit of its own
NBSP = "\u00a0"


@dataclass(frozen=True)
class Field:
    """One column as people meet it: in a list, a form, a sheet, the history.

    What follows from the model is worked out once: an import asks it of every cell."""

    record: type[Record]
    name: str

    @cached_property
    def column(self) -> Any:
        return self.record.__table__.c[self.name]

    @cached_property
    def info(self) -> Mapping[str, Any]:
        info: Mapping[str, Any] = self.column.info
        return info

    @cached_property
    def key(self) -> str:
        """Its word: `table.column`."""
        return f"{self.record.__tablename__}.{self.name}"

    @cached_property
    def kind(self) -> type:
        """Python type of its values; `tuple` for a set of codes, `UUID` for a link."""
        kind: type = self.column.type.python_type
        return kind

    @cached_property
    def long(self) -> bool:
        return isinstance(self.column.type, Text) and not isinstance(self.column.type, Codes)

    @cached_property
    def required(self) -> bool:
        return not self.column.nullable and self.column.default is None

    @cached_property
    def optional(self) -> bool:
        return bool(self.column.nullable)

    @cached_property
    def default(self) -> Any:
        default = self.column.default
        return default.arg if default is not None and default.is_scalar else None

    @cached_property
    def target(self) -> str | None:
        """The table it links to."""
        return target_of(self.column)

    @cached_property
    def money(self) -> bool:
        """Integer grosze, shown as złoty."""
        return bool(self.info.get("money"))

    @cached_property
    def limit(self) -> int | None:
        """Most characters of a text."""
        return getattr(self.column.type, "length", None)

    @cached_property
    def choices(self) -> Mapping[Any, str]:
        """Value → word key, for an enumeration or a set of codes; empty for every other kind."""
        codes = self.info.get("codes")
        if codes is not None:
            if isinstance(codes, type) and issubclass(codes, enum.Enum):
                return {member.value: choice_key(member) for member in codes}
            return dict(codes())
        if issubclass(self.kind, enum.Enum):
            return {member: choice_key(member) for member in self.kind}
        return {}

    def show(self, value: Any, words: Words) -> str:
        """The value as people read it; an empty text where there is none."""
        match value:
            case None:
                return ""
            case bool():
                return words("yes" if value else "no")
            case enum.Enum():
                return words.choice(value)
            case dt.datetime():
                return value.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M")
            case dt.date():
                return value.strftime("%d.%m.%Y")
            case dt.time():
                return value.strftime("%H:%M")
            case tuple():
                return ", ".join(words(self.choices[code]) if code in self.choices else str(code) for code in value)
            case str() if value in self.choices:
                return words(self.choices[value])
            case int() if self.money:
                return f"{'−' if value < 0 else ''}{grouped(abs(value) // 100)},{abs(value) % 100:02d}{NBSP}zł"
            case int():
                return grouped(value)
            case _:
                return str(value)

    def problems(self, value: Any, today: dt.date) -> Iterable[Problem]:
        """What is wrong with a value by itself, without its neighbours."""
        if value in (None, "", ()):
            if self.required:
                yield Problem(self.name, "problem.required")
            return
        match value:
            case bool() | enum.Enum() | UUID():
                pass
            case str():
                if self.limit and len(value) > self.limit:
                    yield Problem(self.name, "problem.too_long", {"limit": self.limit, "length": len(value)})
                if has_hidden_marks(value):
                    yield Problem(self.name, "problem.hidden_marks", warning=True)
                if self.choices and value not in self.choices:
                    yield Problem(self.name, "problem.unknown_code", {"code": value})
            case int():
                yield from self._number(value)
            case dt.datetime():
                yield from self._date(value.astimezone(WARSAW).date(), today)
            case dt.date():
                yield from self._date(value, today)
            case tuple() if self.choices:
                for code in value:
                    if code not in self.choices:
                        yield Problem(self.name, "problem.unknown_code", {"code": code})

    def _number(self, value: int) -> Iterable[Problem]:
        low, high = self.info.get("low", 0), self.info.get("high", None if self.money else GREATEST)
        if value < low:
            yield Problem(self.name, "problem.too_small", {"low": low, "value": value})
        if high is not None and value > high:
            yield Problem(self.name, "problem.too_great", {"high": grouped(high), "value": grouped(value)})

    def _date(self, value: dt.date, today: dt.date) -> Iterable[Problem]:
        last = dt.date(today.year + YEARS_AHEAD, 12, 31)
        if not EARLIEST <= value <= last:
            yield Problem(
                self.name,
                "problem.date_range",
                {"first": EARLIEST.strftime("%d.%m.%Y"), "last": last.strftime("%d.%m.%Y")},
            )
        elif value > today and self.info.get("past"):
            yield Problem(self.name, "problem.in_future", {"today": today.strftime("%d.%m.%Y")})


@cache
def _field(record: type[Record], name: str) -> Field:
    return Field(record, name)


def grouped(number: int) -> str:
    """5132, but 10 000: groups of three from five digits on, parted by a hard space."""
    return f"{number:,}".replace(",", NBSP) if abs(number) >= 10_000 else str(number)


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
    rules: Rules = _no_rules  # what is wrong with a draft as a whole
    save: Callable[[Session, UUID | None, Draft], Record] | None = (
        None  # a service that writes the draft; None = as it is
    )
    asks_first: str = ""  # 'module:function' of a screen that may ask something before a change is saved from a form
    fills: Mapping[str, Callable[[Draft], Any]] = field(
        default_factory=dict, hash=False
    )  # what an empty field is taken from
    asked_when: Mapping[str, Callable[[Draft], bool]] = field(default_factory=dict, hash=False)  # else hidden, empty
    natural_key: Sequence[str] = ()  # columns by which a sheet without row ids names a record
    parent: str = ""  # the link to the record in whose panel these rows are listed
    filters: Sequence[str] = ()  # choices offered as chips above the list
    sums: Sequence[str] = ()  # columns summed in the foot of the list
    actions: Sequence[Action] = ()
    opens: Sequence[Opens] = ()  # pages that open for one of its records
    reports: Sequence[Report] = ()  # documents about one of its records
    locked: Callable[[Any], Problem | None] = lambda record: None  # why this record cannot be edited now
    invariant: Callable[[Session, frozenset[UUID]], Iterable[Problem]] | None = (
        None  # must hold after every write and undo
    )
    visible: Callable[[str], ColumnElement[bool]] | None = None  # which rows an account may see; None: all
    side: Side | None = None  # columns of an office's own sheet that feed other registers
    finds: Callable[[Session, str, int], list[tuple[UUID, str]]] | None = None  # for links; None: by the search key
    watches: Sequence[str] = ()  # other tables whose changes alter this list
    adds: bool = True  # whether its rows are added by a form; else a page of its own brings them
    icon: str = ""

    @property
    def key(self) -> str:
        """Its table; also its word, its sheet and its name on the command line."""
        return str(self.record.__tablename__)

    def field(self, name: str) -> Field:
        return _field(self.record, name)

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
    "Action",
    "Ask",
    "Computed",
    "Declared",
    "Draft",
    "Feature",
    "Field",
    "Merging",
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
