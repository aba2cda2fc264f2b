"""Sheets of a workbook that are no register's list: a table of scores, whose cells become rows of other registers.

They are read after the registers of the same file, so that what they name is there."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from .problems import Problem
from .work import Progress

if TYPE_CHECKING:
    from .excel_read import Sheet


@dataclass
class SideTaken:
    """What a sheet brought, by register; `faults`: (cell, what stood there, why it is not taken)."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str, Problem]] = field(default_factory=list)


@dataclass(frozen=True)
class SideSheet:
    """A kind of sheet: `knows` says by its cells alone whether a sheet is one; `take` writes it, and writes nothing of
    it where it has grave faults."""

    key: str
    knows: Callable[[Sheet], bool]
    take: Callable[[Session, Sheet, dt.date, Progress], SideTaken]
