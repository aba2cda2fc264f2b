"""The columns of a register's list: title, width, how a cell is written. All from the declaration."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt

from ..core.clock import WARSAW
from ..core.declarations import Computed, Register
from ..core.formats import clock_time, day, moment, money, number
from ..core.listing import column_name
from ..core.words import Words
from .states import is_state, sentence, status_of
from .widgets import LEFT, MIDDLE, RIGHT, Status

WIDTHS: dict[type, float] = {  # em; what is not here takes the room that is left
    bool: 6,
    int: 7,
    dt.date: 8.9,
    dt.datetime: 11.5,
    dt.time: 5.5,
    UUID: 13,
    tuple: 9,
}

SHORT_TEXT = 40  # characters of a symbol or a code, which needs no more room than a date

NO_DATA = "–"  # of a number that is not known: never an empty cell, never zero


@dataclass(frozen=True)
class ListColumn:
    """One column. `ems` 0 = takes what is left; `look`: text, number, muted, status; `rank`: the first to leave when
    there is little room has the highest."""

    name: str
    title: str
    ems: float
    look: str
    kind: type
    money: bool
    choices: dict[Any, str]
    rank: int

    def show(self, value: Any, words: Words) -> str | Status:
        """A value as people read it: no number is "–", zero is 0, an empty text stays empty."""
        if value is None:
            return NO_DATA if self.look == "number" else ""
        if isinstance(value, enum.Enum):
            return status_of(value, words) if self.look == "status" else sentence(words.choice(value))
        return shown(value, words, self.money, self.choices)


def shown(value: Any, words: Words, is_money: bool = False, choices: dict[Any, str] | None = None) -> str:
    """A plain value in the language of the window."""
    match value:
        case None:
            return ""
        case bool():
            return sentence(words("yes" if value else "no"))
        case enum.Enum():
            return sentence(words.choice(value))
        case dt.datetime():
            return moment(value.astimezone(WARSAW), words.language)
        case dt.date():
            return day(value, words.language)
        case dt.time():
            return clock_time(value)
        case tuple():
            known = choices or {}
            return ", ".join(words(known[code]) if code in known else str(code) for code in value)
        case str() if choices and value in choices:
            return sentence(words(choices[value]))
        case int():
            return money(value, words.language) if is_money else number(value, words.language)
        case _:
            return str(value)


def head_of(column: ListColumn, order: str, role: int) -> Any:
    """What a table's model answers about the head of a column; `order`: the column the rows are sorted by, '-' in front
    for the greatest first."""
    if role == Qt.ItemDataRole.DisplayRole:
        mark = " ↓" if order == f"-{column.name}" else " ↑" if order == column.name else ""
        return column.title + mark
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return (RIGHT if column.look == "number" else LEFT) | MIDDLE
    return None


def columns_of(register: Register, words: Words) -> tuple[ListColumn, ...]:
    """The columns of a register's list, in their order."""
    made = []
    for at, column in enumerate(register.columns):
        name = column_name(column)
        if isinstance(column, Computed):
            kind, is_money, choices = column.kind, column.money, {}
        else:
            one = register.field(column)
            kind, is_money, choices = one.kind, one.money, dict(one.choices)
        look = _look(kind, at)
        title = sentence(words(f"{register.key}.{name}"))
        made.append(
            ListColumn(
                name,
                title,
                register.widths.get(name) or _width(register, column, look, title, words),
                look,
                kind,
                is_money,
                choices,
                0,
            )
        )
    return _ranked(made, register)


def _look(kind: type, at: int) -> str:
    if is_state(kind):
        return "status"
    if issubclass(kind, int) and kind is not bool:
        return "number"
    return "muted" if at and (kind in (UUID, bool, tuple) or issubclass(kind, enum.Enum)) else "text"


def _width(register: Register, column: str | Computed, look: str, title: str, words: Words) -> float:
    """The width of a column in em: from its kind, its longest choice, its head; 0 takes the room that is left."""
    kind, room_for_title = (
        column.kind if isinstance(column, Computed) else register.field(column).kind,
        len(title) * 0.55 + 2.2,
    )
    if kind is UUID and column == register.columns[0]:
        return 0  # a row that is called by what it points at: the name of an institution needs the room of a name
    if isinstance(column, str) and register.field(column).choices and kind is not tuple:
        longest = max(len(words(key)) for key in register.field(column).choices.values())
        return max(min(longest * 0.55 + (4 if look == "status" else 2), 15), min(room_for_title, 12))
    if kind is str:
        limit = None if isinstance(column, Computed) else register.field(column).limit
        return (
            max(9, min(room_for_title, 12))
            if limit and limit <= SHORT_TEXT and column != column_name(register.columns[0])
            else 0
        )
    is_money = column.money if isinstance(column, Computed) else register.field(column).money
    return max(10 if is_money else WIDTHS.get(kind, 9), min(room_for_title, 24))


def _ranked(columns: list[ListColumn], register: Register) -> tuple[ListColumn, ...]:
    """Muted columns leave first, from the right; the first column, the name and the states stay longest."""
    base = {"muted": 200, "text": 100, "number": 60, "status": 30}
    title = next((one.name for one in columns if one.kind is str and not one.ems), columns[0].name)
    ranks = {one.name: base[one.look] + at for at, one in enumerate(columns)}
    ranks |= {name: 40 for name in register.sums if name in ranks}
    for at, one in enumerate(columns):
        if one.name in register.widths:
            ranks[one.name] = (10 if one.look == "status" else 20) + at
    ranks |= {columns[0].name: 0, title: 1}
    return tuple(replace(one, rank=ranks[one.name]) for one in columns)
