"""One column as people meet it: in a list, a form, a sheet, the history. What follows from the model is told once.

A field says what is wrong with a value by itself; what is wrong with a record as a whole its register says."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Text

from .clock import WARSAW
from .labels import target_of
from .problems import Problem
from .record import Codes, Record
from .text import has_hidden_marks
from .words import Words, choice_key

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
            case str() if self.info.get("written"):
                return str(self.info["written"](value))
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
def field_of(record: type[Record], name: str) -> Field:
    """The field of a column, made once."""
    return Field(record, name)


def grouped(number: int) -> str:
    """5132, but 10 000: groups of three from five digits on, parted by a hard space."""
    return f"{number:,}".replace(",", NBSP) if abs(number) >= 10_000 else str(number)
