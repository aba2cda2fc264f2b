"""The workbook's data sheets: the rows behind every number, and one sheet for each register of the programme.

Sheets of registers hold the year's records without any column that tells of a person. In the published variant a number
of people is one row, and registers tell no number at all: rows would give away what tables hide."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from ..core.clock import WARSAW
from ..core.declarations import Computed, Field, Register
from ..core.document import Block, Column, Kind, Table, Value
from ..core.document_rules import LONGEST_SHEET
from ..core.labels import label, records
from ..core.measures import Period
from ..core.text import sentence, sort_key
from ..programme.catalogue import Catalogue
from .evaluate import rows_behind
from .summary_context import SOURCE_ROWS, Summary, row_code
from .summary_hidden import OF_PEOPLE

CHILDREN = ("session", "translation_version")  # of the programme's registers; their dates decide the year
BESIDE = ("external_figure", "indicator_override", "nothing_confirmed")
TOLD = frozenset(
    {
        "event",
        "patronage",
        "training",
        "translation",
        "translation_version",
        "welcome_package_version",
        "research_report",
        "meeting",
        "budget_line",
        "activity",
        "dialogue_body",
        "institution_coverage",
        "risk_analysis",
        "risk_assessment",
        "task_status",
        "nothing_confirmed",
    }
)  # registers that everybody may see: their records are no people, nor one contact with people
_KINDS: dict[type, Kind] = {int: Kind.INTEGER, dt.datetime: Kind.MOMENT, dt.date: Kind.DATE, dt.time: Kind.TIME}


def source_rows(s: Summary) -> Table:
    """The rows behind each of the numbers, with what they add; those left out add nothing and say why."""
    rows: list[tuple[Value, ...]] = []
    own = (one.code for one in s.catalogue.indicators.values() if one.source.relation != "same")
    for code in (*s.catalogue.measures, *own):
        if s.is_published and unit_of(code, s.catalogue) in OF_PEOPLE:
            rows += _in_one(s, code)
            continue
        counted, left_out = rows_behind(s.session, code, s.period, s.catalogue, s.declared)
        is_money = unit_of(code, s.catalogue) == "pln"
        for row in (*counted, *(() if s.is_published else left_out)):
            counts: Value = None if is_money else row.counts
            amount: Value = row.counts if is_money else None
            why = s.words(f"why.{row.why}") if row.why else ""
            register = s.words(f"{row.register}._one")
            rows.append((row_code(code, s.catalogue), register, row.on, row.title, counts, amount, why))
    return Table(
        SOURCE_ROWS,
        s.word("source_rows_caption", year=s.period.year),
        (
            Column(s.word("number")),
            Column(s.word("register")),
            Column(s.word("date"), Kind.DATE),
            Column(s.word("record"), header=True),
            Column(s.word("counts"), Kind.INTEGER),
            Column(s.word("amount"), Kind.MONEY),
            Column(s.word("why_not")),
        ),
        tuple(rows),
        s.from_registers(),
        notes=(s.word("source_rows_published" if s.is_published else "source_rows_note"),),
        workbook_only=True,
        sheet=s.sheet("source_rows"),
    )


def _in_one(s: Summary, code: str) -> list[tuple[Value, ...]]:
    """A number of people as one row: the whole year, whoever it was."""
    value = s.numbers.reading(code).value
    if value is None:
        return []
    return [(row_code(code, s.catalogue), "", None, s.word("whole_year"), value, None, "")]


def unit_of(code: str, catalogue: Catalogue) -> str:
    """The unit of a measure or an indicator."""
    return catalogue.measures[code].unit if code in catalogue.measures else catalogue.indicators[code].unit


def register_sheets(s: Summary) -> Iterator[Block]:
    """One table for each register of the catalogue that the program keeps, with the records of R."""
    for key in dict.fromkeys((*s.catalogue.registers, *CHILDREN, *BESIDE)):
        if key in s.declared.registers and (key in TOLD or not s.is_published):
            yield _sheet(s, s.declared.registers[key])


def register_table(key: str) -> str:
    """The name of a register's data sheet in queries."""
    return f"register_{key}"


def _sheet(s: Summary, register: Register) -> Table:
    columns = [one for one in register.columns if _may_leave(register, one) and one != "year"]
    if s.is_published:
        columns = [one for one in columns if _kind(register, one) is not Kind.INTEGER]
    query = select(*(_expression(register, one) for one in columns))
    found = s.session.execute(query.where(*_of_year(register, s.period)).order_by(*_order(register)))
    rows = [tuple(_value(s, register, one, value) for one, value in zip(columns, row, strict=True)) for row in found]
    if not _dates(register):
        rows.sort(key=lambda row: sort_key(str(row[0] or "")))
    names = [one if isinstance(one, str) else one.name for one in columns]
    titles = _unique([sentence(s.words(f"{register.key}.{name}")) for name in names])
    name = s.words(f"{register.key}._many")
    return Table(
        register_table(register.key),
        s.word("register_caption", register=name, year=s.period.year),
        tuple(Column(title, _kind(register, one), header=place == 0)
              for place, (title, one) in enumerate(zip(titles, columns, strict=True))),
        tuple(rows),
        s.source(register.key, s.word("register_basis")),
        notes=() if rows else (s.word("register_empty"),),
        workbook_only=True,
        sheet=name[:LONGEST_SHEET],
    )  # fmt: skip


def _dates(register: Register) -> list[str]:
    """The columns that may tell when a record was, the best first."""
    return [one for one in (register.date, "start_on", "from_on") if one in register.record.__table__.c]


def _order(register: Register) -> list[Any]:
    """By date, as people look for a record; registers without dates are put in order by name later."""
    model: Any = register.record
    return [*(getattr(model, one) for one in _dates(register)[:1]), model.id]


def _unique(titles: list[str]) -> list[str]:
    """Titles that differ, as an Excel table wants them."""
    seen: dict[str, int] = {}
    told = []
    for title in titles:
        seen[title.casefold()] = seen.get(title.casefold(), 0) + 1
        n = seen[title.casefold()]
        told.append(title if n == 1 else f"{title} {n}")
    return told


def _may_leave(register: Register, column: str | Computed) -> bool:
    """Whether a column tells nothing of a person: of a link, nothing of the record it names either."""
    if isinstance(column, Computed):
        return True
    field = register.field(column)
    if field.info.get("privacy") != "none":
        return False
    if field.target is None:
        return True
    other = records()[field.target]
    names: tuple[str, ...] = getattr(other, "__label__")  # noqa: B009
    return all(_may_leave_name(other, name) for name in names)


def _may_leave_name(model: Any, name: str) -> bool:
    field = Field(model, name)
    if field.info.get("privacy") != "none":
        return False
    if field.target is None:
        return True
    other = records()[field.target]
    return all(_may_leave_name(other, one) for one in getattr(other, "__label__"))  # noqa: B009


def _expression(register: Register, column: str | Computed) -> Any:
    if isinstance(column, Computed):
        return column.expression().label(column.name)
    field, value = register.field(column), getattr(register.record, column)
    if field.target is None:
        return value
    other = aliased(records()[field.target])
    return select(label(other)).where(other.id == value).correlate_except(other).scalar_subquery().label(column)


def _of_year(register: Register, period: Period) -> list[ColumnElement[bool]]:
    """SQL: which records belong to R; a register without any date is a dictionary and comes whole."""
    model: Any = register.record
    names = model.__table__.c
    if "year" in names:
        return [model.year == period.year]
    if "from_on" in names and "to_on" in names:
        return [model.from_on <= period.last, or_(model.to_on.is_(None), model.to_on >= period.first)]
    if "start_on" in names and "end_on" in names:
        return [model.start_on <= period.last, model.end_on >= period.first]
    if register.date:
        column = getattr(model, register.date)
        is_instant = register.field(register.date).kind is dt.datetime
        return [period.holds_instant(column) if is_instant else period.holds(column)]
    return []


def _kind(register: Register, column: str | Computed) -> Kind:
    if isinstance(column, Computed):
        return Kind.MONEY if column.money else _KINDS.get(column.kind, Kind.TEXT)
    field = register.field(column)
    if field.target is not None or field.choices:
        return Kind.TEXT
    return Kind.MONEY if field.money else _KINDS.get(field.kind, Kind.TEXT)


def _value(s: Summary, register: Register, column: str | Computed, value: Any) -> Value:
    """A value as the sheet holds it: words for choices, the moment by Krakow's clock, numbers as numbers."""
    if value is None:
        return None
    if isinstance(value, bool) or (isinstance(column, Computed) and column.kind is bool):
        return s.words("yes" if value else "no")
    if isinstance(value, enum.Enum):
        return s.words.choice(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(WARSAW).replace(tzinfo=None)
    if isinstance(column, str) and isinstance(value, (tuple, str)) and register.field(column).choices:
        return register.field(column).show(value, s.words)
    return value  # type: ignore[no-any-return]
