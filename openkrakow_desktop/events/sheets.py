"""The paper at the door: how a printed list is numbered and how many rows a page of it has.

The list that is printed and the screen on which it is typed later ask here, so their pages and rows agree. A sheet's
number ends in a check sign: a slip of the pen is noticed, and so is a sheet of another meeting."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from uuid import UUID

from ..core.problems import refuse
from ..core.text import clean
from ..paths import RESOURCES
from .model import AttendanceMode, Event, NamingPurpose

LANGUAGES = ("pl", "uk", "en", "ru")  # on every sheet, side by side; Russian is only ever paper
ROW_HEIGHT = 23.0  # points: 8 mm for a hand
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"  # none that are taken for each other
_ROOM, _LINE, _LETTERS = 500.0, 13.4, 88  # of a page beside its heads, in points; of a line of the clause
_FEWEST = 8

Words = dict[str, str]  # by language


@cache
def texts() -> dict[str, dict[str, Words]]:
    """The words of the sheet in every language it is printed in: headings, clauses by purpose."""
    return tomllib.loads((RESOURCES / "papers" / "attendance.toml").read_text("utf-8"))


def proposed_clause(purpose: NamingPurpose | None) -> str | None:
    """The information clause that is usual for this purpose; None where people must write their own."""
    return texts()["clause"].get(purpose.value, {}).get("pl") if purpose is not None else None


def clause_of(event: Event) -> Words:
    """What stands on top of the list, by language: the event's own clause in Polish, else the usual one."""
    if event.attendance_mode is not AttendanceMode.NAMED:
        return texts()["clause"][event.attendance_mode.value]
    usual = texts()["clause"].get(event.purpose.value if event.purpose else "", texts()["clause"]["INNY"])
    return usual | ({"pl": clean(event.clause)} if event.clause else {})


def rows_per_page(event: Event) -> int:
    """How many rows a page has below its clause; the same on every page."""
    lines = sum(-(-len(text) // _LETTERS) for text in clause_of(event).values())
    return max(_FEWEST, int((_ROOM - lines * _LINE) // ROW_HEIGHT))


# ---- numbers of sheets ---------------------------------------------------------------------------------------------
def sheet_number(session_id: UUID, page: int) -> str:
    """The number of a page of the list: four signs of the meeting, the page, a check sign. K4TZ-2-7."""
    base = _base(session_id)
    return f"{base}-{page}-{_check(base, page)}"


def page_of_sheet(session_id: UUID, typed: str) -> int:
    """Which page a sheet's number names. Raises Refused for a slip of the pen, and for a sheet of another meeting."""
    parts = clean(typed).upper().replace(" ", "-").split("-")
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or not 0 < len(parts[1]) <= 4:
        refuse("sheet", "problem.sheet_unreadable", value=clean(typed))
    base, page, check = parts[0], int(parts[1]), parts[2]
    if len(base) != 4 or not set(base) <= set(_SIGNS) or page < 1 or check != _check(base, page):
        refuse("sheet", "problem.sheet_mistyped", value=clean(typed))
    if base != _base(session_id):
        refuse("sheet", "problem.sheet_of_another", value=clean(typed), ours=_base(session_id))
    return page


def _base(session_id: UUID) -> str:
    digest = hashlib.sha256(session_id.bytes).digest()
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:4])


def _check(base: str, page: int) -> str:
    """A weighted sum modulo a prime, the number of signs: one wrong sign, or two swapped, always show."""
    values = [*(_SIGNS.index(sign) for sign in base), *(int(digit) for digit in str(page))]
    return _SIGNS[sum(value * weight for weight, value in enumerate(values, 2)) % len(_SIGNS)]
