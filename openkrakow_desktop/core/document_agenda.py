"""A month of days as a block of a document, for paper only: what happens on each and when, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .document import Text


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """Something at an hour of a day: `time` as it is read, `about` a line each, `off` says that it does not take place
    (cancelled, moved where) and stands before the title."""

    time: str
    title: Text
    about: tuple[str, ...] = ()
    off: str = ""


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of an agenda: its number, its weekday, what day it is (a holiday), and what happens."""

    number: str
    weekday: str
    entries: tuple[AgendaEntry, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Days one under another, for paper only: large numbers at the left, hours and titles beside them."""

    days: tuple[AgendaDay, ...]
