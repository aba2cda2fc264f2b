"""How a record is named in one line, as SQL: a person in a list of attendances, an event in a list of sessions.

A model says so itself: `__label__ = ("title", "start_on")`; a part that is a link names the record it points at."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, inspect, literal, select
from sqlalchemy.orm import aliased

from .record import Record


@cache
def records() -> dict[str, type[Record]]:
    """Table name → model, of every model imported so far (call it after the features are loaded)."""
    return {str(mapper.local_table): mapper.class_ for mapper in Record.registry.mappers}


def target_of(column: Any) -> str | None:
    """The table a column points at, None when it is no link."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def day(expression: Any) -> ColumnElement[str]:
    """A date as dd.mm.yyyy, in SQL of either database."""
    text = cast(expression, Text)
    return func.substr(text, 9, 2) + "." + func.substr(text, 6, 2) + "." + func.substr(text, 1, 4)


def label(model: Any) -> Any:
    """The one-line name of a record of this model (or alias of it), its parts joined by a middle dot."""
    table = inspect(model).mapper.local_table
    names: tuple[str, ...] = getattr(model, "__label__")  # noqa: B009 - an alias has it through its class
    parts = [_part(table.c[name], getattr(model, name)) for name in names]
    joined = parts[0]
    for name, part in zip(names[1:], parts[1:], strict=True):
        gap = " " if name == "first_name" else " · "
        joined = joined + func.coalesce(literal(gap) + func.nullif(part, ""), "")
    return joined


def label_of(model: Any, values: Mapping[str, Any]) -> str:
    """The same of a record not yet in the database; empty where a part of its name stands in another record."""
    said = ""
    for name in model.__label__:
        match values.get(name):
            case None | "":
                continue
            case str(part):
                pass
            case enum.Enum(value=str(part)):
                pass
            case dt.date() as date if not isinstance(date, dt.datetime):
                part = date.strftime("%d.%m.%Y")
            case _:
                return ""
        said += ("" if not said else " " if name == "first_name" else " · ") + part
    return said


def _part(column: Any, shown: Any) -> Any:
    target = target_of(column)
    if target is not None:
        other = aliased(records()[target])
        return func.coalesce(
            select(label(other)).where(other.id == shown).correlate_except(other).scalar_subquery(), ""
        )
    kind = column.type.python_type
    text = shown if kind is str else day(shown) if kind is dt.date else cast(shown, Text)
    return func.coalesce(text, "") if column.nullable else text
