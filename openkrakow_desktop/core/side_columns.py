"""Counts that offices keep in a record's own row and that become rows of other registers: an event's attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from .problems import Problem


@dataclass(frozen=True)
class SideCount:
    """What an office's sheet says in one of its side columns: how many, and the words it stood in."""

    n: int | None
    said: str = ""
    is_estimate: bool = False
    is_called_off: bool = False  # "odwołane" instead of a number


@dataclass(frozen=True)
class Side:
    """A register's side columns, for the import alone.

    `complete` adds to a new record's draft what the counts imply, with what is wrong or was understood (field names of
    counts begin with '+'); `save` writes the counts of a record and says per row: register and new, changed or same."""

    names: Sequence[str]  # words: `<table>.<name>`
    complete: Callable[[dict[str, Any], Mapping[str, SideCount], dt.date], tuple[dict[str, Any], list[Problem]]]
    save: Callable[[Session, Any, Mapping[str, SideCount], dt.date], Iterable[tuple[str, str]]]
