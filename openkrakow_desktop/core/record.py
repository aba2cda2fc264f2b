"""The base of every stored record, and the few kinds of column a model may use.

Every column says how private it is (`plain`, `personal`, `special`); what a column is for (money, tags, a search key)
stands in its `info`, so that lists, forms, sheets and the journal derive everything else from the model alone."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, DateTime, Dialect, Enum, ForeignKey, MetaData, String, Text, Time
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from .keys import KEY, new_key
from .text import fold, sort_key

Values = dict[str, Any]
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SHORT, NAME, LONG = 80, 200, 4000  # lengths of texts: a code or a word, a title, a note


class Utc(TypeDecorator[dt.datetime]):
    """An instant, always aware and in UTC; stored without its zone so that both databases compare it alike."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type:
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A set of codes in one column (tags, languages, topics), sorted and without repetition.

    Stored as ' 4.1 6.3 ': a code is found by LIKE '% 4.1 %' (see `has_code`), on both databases."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type:
        return tuple

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else "".join(f" {code}" for code in sorted(set(value))) + " "

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


def has_code(column: Any, code: str) -> Any:
    """SQL: this set of codes holds `code`."""
    return column.cast(Text).like(f"% {code} %", escape="\\")


class Record(DeclarativeBase):
    """Base of every stored record: a time-ordered key and the version a form checks before it saves."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: KEY,
        str: String(NAME),
        dt.date: Date(),
        dt.time: Time(),
        dt.datetime: Utc(),
        tuple[str, ...]: Codes(),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key, sort_order=-2, info={"privacy": "none"})
    version: Mapped[int] = mapped_column(default=1, sort_order=-1, info={"privacy": "none"})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}


def plain(*args: Any, **options: Any) -> Any:
    """A column that says nothing about a person.

    Options besides SQLAlchemy's: `low`/`high` (least and greatest number), `unit` (a word key), `money=True` (integer
    grosze), `codes` (an Enum class whose values a `Codes` column may hold, or a function that returns them),
    `quiet=True` (values that differ after a merge are no conflict), `past=True` (a date of what has
    happened: never later than today), `case_no=True`, `free=True` (a free text that warns of special-category data),
    `hidden=True` (kept by services, in no form), `written` (how a text that is kept bare reads: 676-10-00-075)."""
    return _column("none", *args, **options)


def personal(*args: Any, **options: Any) -> Any:
    """A column that tells something of a person: erasable, sealed in the journal, never in a log."""
    return _column("personal", *args, **options)


def special(*args: Any, **options: Any) -> Any:
    """A tally that may reveal a special category of data (language, age, origin): counts only, never of one person."""
    return _column("special", *args, **options)


def _column(privacy: str, *args: Any, **options: Any) -> Any:
    info: Values = {"privacy": privacy, "personal": privacy == "personal"}
    for name in ("low", "high", "unit", "money", "codes", "quiet", "past", "case_no", "free", "hidden", "written"):
        if name in options:
            info[name] = options.pop(name)
    return mapped_column(*args, info=info, **options)


def note() -> Any:
    """A free remark: long, optional, and watched for special-category data."""
    return personal(Text, nullable=True, free=True)


def link(target: str, *, privacy: str = "none", index: bool = True, **options: Any) -> Any:
    """A foreign key to `table.id`, checked at commit (a merge writes in any order). Never ON DELETE: the journal would
    not see it. Without an `index` of its own only where a wider one begins with this column."""
    info = {"privacy": privacy, "personal": False}
    return mapped_column(ForeignKey(target, deferrable=True, initially="IMMEDIATE"), index=index, info=info, **options)


def derived(make: Callable[[Values], Any], *args: Any, privacy: str = "none", **options: Any) -> Any:
    """A function of the record's other values: never journaled, always recomputed (also when a merge writes it)."""
    return mapped_column(*args, info={"privacy": privacy, "derived": make, "hidden": True}, index=True, **options)


def search_key(*names: str, privacy: str = "none") -> Any:
    """The folded words of these columns, for LIKE: 'lodz' finds 'Łódź'."""
    return derived(
        lambda row: " ".join(fold(str(row[n])) for n in names if row.get(n)), Text, default="", privacy=privacy
    )


def sorting_key(name: str, privacy: str = "none") -> Any:
    """The Polish alphabetical order of one column, as text that any database sorts byte by byte."""
    ordered = String(600).with_variant(String(600, collation="C"), "postgresql")
    return derived(lambda row: sort_key(row.get(name) or ""), ordered, default="", privacy=privacy)
