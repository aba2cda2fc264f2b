"""What of a register is shown and in which order, as SQL: search, year, filters, sorting, sums, pages.

The database sorts, filters and pages; a list holds only the keys of its rows, 16 bytes each. Lists, exports of what is
shown and the search-as-you-type of links all stand on this."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import NullType

from .clock import start_of
from .declarations import Computed, Register
from .labels import label, records
from .record import Codes, has_code
from .text import clean, escape_like, fold

KEY_SIZE = 16
CHUNK = 10_000
LEAST_DIGITS = 5  # of what is taken for an identifier, not for the number of a school
_PARTED = re.compile(r"[\s\-–./]")


@dataclass(frozen=True)
class View:
    """Which rows of a register, in which order. `choices`: column → wanted values; `only`: exactly these records (the
    rows behind a number); `linked`: those whose link (a column's name) points at one of these records; `order`: a
    column's name, '-' in front for the greatest first, empty = the register's own."""

    search: str = ""
    year: int | None = None
    choices: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    parent: UUID | None = None
    only: tuple[UUID, ...] | None = None
    order: str = ""
    linked: tuple[str, tuple[UUID, ...]] | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything but the year and the parent narrows it."""
        fixed = self.only is not None or self.linked is not None
        return bool(self.search.strip() or any(self.choices.values()) or fixed)

    def unfiltered(self) -> View:
        """The same year and parent without search and filters."""
        return replace(self, search="", choices={}, only=None, linked=None)


@dataclass(frozen=True)
class Totals:
    """The foot of a list: rows shown, rows there are without search and filters, and the sums of what is shown."""

    shown: int
    all: int
    sums: Mapping[str, int]


def column_name(column: str | Computed) -> str:
    """The name of a list's column."""
    return column if isinstance(column, str) else column.name


def column_value(register: Register, column: str | Computed) -> ColumnElement[Any]:
    """SQL of what a column shows: a link shows the one-line name of what it points at."""
    if isinstance(column, Computed):
        return column.expression()  # type: ignore[no-any-return]
    target = register.field(column).target
    own = getattr(register.record, column)
    if target is None:
        return own  # type: ignore[no-any-return]
    other: Any = aliased(records()[target])
    return select(label(other)).where(other.id == own).correlate(register.record).scalar_subquery()


def visible(session: Session, register: Register) -> list[ColumnElement[bool]]:
    """What rows must pass to be seen by the account of this session: nothing, for most registers."""
    return [register.visible(session.info.get("actor", ""))] if register.visible else []


def may_see(session: Session, register: Register, record_id: UUID) -> bool:
    """Whether the account of this session may see this record."""
    model: Any = register.record
    tests = visible(session, register)
    return not tests or session.scalar(select(model.id).where(model.id == record_id, *tests)) is not None


def narrowed(session: Session, register: Register, view: View, query: Select[Any]) -> Select[Any]:
    """`query` with only the rows of the view. Columns that the register does not declare are ignored."""
    model: Any = register.record
    tests: list[Any] = visible(session, register)
    tests += _searched(register, view.search)
    if view.year is not None and register.date:
        tests.append(_of_year(register, view.year))
    for name, wanted in view.choices.items():
        if wanted and name in register.filters:
            tests.append(_chosen(register, name, wanted))
    if view.parent is not None and register.parent:
        tests.append(getattr(model, register.parent) == view.parent)
    if view.only is not None:
        tests.append(model.id.in_(view.only))
    if view.linked is not None:
        tests.append(getattr(model, view.linked[0]).in_(view.linked[1]))
    return query.where(*tests) if tests else query


def ordered(register: Register, view: View, query: Select[Any]) -> Select[Any]:
    """`query` in the view's order, the key last, so that the order is total."""
    name = view.order or register.order
    falling, name = name.startswith("-"), name.removeprefix("-")
    model: Any = register.record
    if name != "id":
        by = sort_value(register, name)
        if view.search.strip():  # no use of its index: SQLite would walk the whole table in that order for a few hits
            by = func.coalesce(by, by)
        query = query.order_by(by.desc().nulls_last() if falling else by.asc().nulls_first())
    return query.order_by(model.id.desc() if falling else model.id.asc())


def sort_value(register: Register, name: str) -> ColumnElement[Any]:
    """SQL of what a column is sorted by: its stored sort key where it has one. Raises KeyError for other names."""
    computed = next((one for one in register.columns if isinstance(one, Computed) and one.name == name), None)
    if computed is not None:
        return computed.expression()  # type: ignore[no-any-return]
    table = register.record.__table__
    if name not in table.c:
        raise KeyError(name)
    target = register.field(name).target
    if target is None:
        return _sorted_by(register.record, name)
    other: Any = aliased(records()[target])
    first = records()[target].__label__[0]  # type: ignore[attr-defined]
    own = getattr(register.record, name)
    return select(_sorted_by(other, first)).where(other.id == own).correlate(register.record).scalar_subquery()


def _sorted_by(model: Any, name: str) -> ColumnElement[Any]:
    return getattr(model, f"{name}_sort", None) or getattr(model, name)  # type: ignore[no-any-return]


def number_said(text: str) -> str:
    """The digits of a text that is one number, however it is parted (676-10-00-075); empty of any other text."""
    bare = _PARTED.sub("", text.strip()).upper().removeprefix("PL")
    return bare if len(bare) >= LEAST_DIGITS and bare.isdecimal() and bare.isascii() else ""


def _searched(register: Register, text: str) -> list[ColumnElement[bool]]:
    """Every word is found in the record; or the text is a number that it bears."""
    found = [_found(register, word) for word in fold(clean(text)).split()]
    model: Any = register.record
    number = number_said(text)
    if number and hasattr(model, "numbers"):
        return [or_(model.numbers.contains(number, autoescape=True), and_(*found))]
    return found


def _found(register: Register, word: str) -> ColumnElement[bool]:
    """A word is in the record's own search key, or in that of a record it links to."""
    model: Any = register.record
    own = [model.search.contains(word, autoescape=True)] if hasattr(model, "search") else []
    for name in _links(register):
        target: Any = records()[register.field(name).target or ""]
        if hasattr(target, "search"):
            found = select(target.id).where(target.search.contains(word, autoescape=True))
            link = getattr(model, name)
            if target is model:  # hardly any record points at one of its own kind: look only at those pointed at
                found = found.where(target.id.in_(select(link).where(link.is_not(None))))
            own.append(link.in_(found))
    return or_(*own) if own else false()


def _links(register: Register) -> list[str]:
    names = dict.fromkeys(
        [*(c for c in register.columns if isinstance(c, str)), *([register.parent] if register.parent else [])]
    )
    return [name for name in names if register.field(name).target]


def searchable(register: Register) -> bool:
    """Whether a search can find anything in this register."""
    model: Any = register.record
    linked = any(hasattr(records()[register.field(name).target or ""], "search") for name in _links(register))
    return hasattr(model, "search") or linked


def _of_year(register: Register, year: int) -> ColumnElement[bool]:
    """The year of a date, or by Krakow's calendar that of an instant; of what lasts, each year that it touches."""
    column = getattr(register.record, register.date)
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    if register.field(register.date).kind is dt.datetime:
        return and_(column >= start_of(first), column < start_of(after))
    if register.until:
        last = getattr(register.record, register.until)
        return and_(column < after, or_(last.is_(None), last >= first))
    return and_(column >= first, column < after)


def _chosen(register: Register, name: str, wanted: Sequence[Any]) -> ColumnElement[bool]:
    column = getattr(register.record, name)
    if isinstance(register.field(name).column.type, Codes):
        return or_(*(has_code(column, code) for code in wanted))
    return column.in_(wanted)  # type: ignore[no-any-return]


def keys_of(session: Session, register: Register, view: View) -> bytearray:
    """The keys of the rows in order, 16 bytes each: all that a list of 400,000 rows keeps in memory.

    Read from the driver's own cursor: making SQLAlchemy's rows of them would take five times as long."""
    model: Any = register.record
    raw = session.get_bind().dialect.name == "sqlite"
    key = select(type_coerce(model.id, NullType()) if raw else model.id)
    query = ordered(register, view, narrowed(session, register, view, key))
    found = bytearray()
    with session.connection().execute(query) as result:
        while part := result.cursor.fetchmany(CHUNK):
            found += b"".join([key for (key,) in part] if raw else [key.bytes for (key,) in part])
    return found


def page(session: Session, register: Register, ids: Sequence[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """The shown values of these records by key, in the order of the register's columns; a deleted one is missing."""
    model: Any = register.record
    shown = [column_value(register, column) for column in register.columns]
    rows = session.connection().execute(select(model.id, *shown).where(model.id.in_(ids)))
    return {row[0]: tuple(row[1:]) for row in rows}


def totals(session: Session, register: Register, view: View) -> Totals:
    """The foot of the list. Sums are exact integers; empty values add nothing."""
    model: Any = register.record
    named = {column_name(column): column for column in register.columns}
    values = {name: _summand(register, named.get(name, name)) for name in register.sums}
    asked_for = select(*(value.label(name) for name, value in values.items()), model.id)
    rows = narrowed(session, register, view, asked_for).subquery()
    asked = select(func.count(), *(func.coalesce(func.sum(rows.c[name]), 0) for name in values)).select_from(rows)
    shown, *sums = session.execute(asked).one()
    everything = shown
    if view.filtered:
        everything = session.scalar(narrowed(session, register, view.unfiltered(), select(func.count(model.id)))) or 0
    return Totals(shown, everything, {name: int(total or 0) for name, total in zip(values, sums, strict=True)})


def _summand(register: Register, column: str | Computed) -> ColumnElement[Any]:
    if isinstance(column, Computed):
        return column.expression()  # type: ignore[no-any-return]
    return getattr(register.record, column)  # type: ignore[no-any-return]


def used_choices(session: Session, register: Register, name: str, limit: int = 60) -> list[tuple[Any, str]]:
    """The records that this link of the register really points at, with their names: the choices of a filter."""
    target: Any = records()[register.field(name).target or ""]
    used = select(getattr(register.record, name))
    asked = select(target.id, label(target)).where(target.id.in_(used))
    first = target.__label__[0]
    return [
        (key, said) for key, said in session.execute(asked.order_by(_sorted_by(target, first), target.id).limit(limit))
    ]


def find(
    session: Session, table: str, words: str, limit: int = 20, *tests: ColumnElement[bool]
) -> list[tuple[UUID, str]]:
    """Records of a table that pass the tests, by the beginning of their names, then by any part: (key, one-line name).

    Names that begin with the words come first and are found by the index; 'lec' finds 'Łęcka'."""
    model: Any = records()[table]
    wanted = fold(clean(words))
    dialect = session.get_bind().dialect.name
    if not wanted or not hasattr(model, "search"):
        return [] if wanted else _named(session, _first_of(table).where(*tests), {"limit": limit})
    upto = {"wanted": wanted, "after": f"{wanted}\U0010ffff", "like": f"{escape_like(wanted)}%", "limit": limit}
    found = _named(session, _beginning(table, dialect).where(*tests), upto)
    if len(found) < limit:
        known = {key for key, _ in found}
        parts = [and_(*(model.search.contains(word, autoescape=True) for word in wanted.split()))]
        if (number := number_said(words)) and hasattr(model, "numbers"):
            parts = [or_(*parts, model.numbers.contains(number, autoescape=True))]
        more = _named(session, _found_by_search(table).where(*parts, *tests), {"limit": limit})
        found += [one for one in more if one[0] not in known]
    return found[:limit]


def _named(session: Session, query: Select[Any], values: Mapping[str, Any]) -> list[tuple[UUID, str]]:
    rows: Sequence[Any] = session.connection().execute(query, values).all()
    return list(map(tuple, rows))


# Built once per table: people wait for these with every letter they type.
@cache
def _first_of(table: str) -> Select[Any]:
    model: Any = records()[table]
    by = _sorted_by(model, model.__label__[0])
    return select(model.id, label(model)).order_by(by, model.id).limit(bindparam("limit"))


@cache
def _found_by_search(table: str) -> Select[Any]:
    """By the search key, whose index gives this order, so that the limit ends the search."""
    model: Any = records()[table]
    return select(model.id, label(model)).order_by(model.search, model.id).limit(bindparam("limit"))


@cache
def _beginning(table: str, dialect: str) -> Select[Any]:
    """Keys that begin with the words: on SQLite, which compares byte by byte, a range that uses the index."""
    search = records()[table].search  # type: ignore[attr-defined]
    if dialect == "sqlite":
        return _found_by_search(table).where(search >= bindparam("wanted"), search < bindparam("after"))
    return _found_by_search(table).where(search.like(bindparam("like"), escape="\\"))


def name_of(session: Session, table: str, key: UUID) -> str | None:
    """The one-line name of a record, None when there is no such record."""
    model: Any = records()[table]
    return session.scalar(select(label(model)).where(model.id == key))
