"""What offices write freely, read carefully: "ok. 50 osób", "18.00-20.30", "brak", "warsztaty".

First the strict reader; only what it cannot take comes here. Whatever is understood rather than read is said in a
warning, and whatever can mean two things is refused."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .clock import WARSAW
from .declarations import Field
from .excel_read import EMPTY, CellValue
from .import_cells import read_cell, split_list
from .import_dates import LONGEST, Days, Known, day_of_month, read_days, read_hours
from .import_problems import Unreadable
from .import_vocabulary import folded, value_of, vocabulary
from .problems import Problem
from .text import clean, fold

PARTNERS: Mapping[str, str] = {"starts_at": "ends_at", "start_on": "end_on", "starts_on": "ends_on"}
"""Which field the second half of a span belongs to."""
_NUMBER = re.compile(r"(\d{1,3}(?: \d{3})+|\d{1,9})")
_TWO = re.compile(r"\d[\d ]*\s*(?:-|/|\+|do|lub|albo|or)\s*\d[\d ]*\D*")


@dataclass(frozen=True)
class Setting:
    """What the reader may know beside the cell: when the sheet is, units of its office, what its words stand for."""

    known: Known = field(default_factory=Known)
    units: frozenset[str] = frozenset()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # field → folded text → what it means


@dataclass(frozen=True)
class Reading:
    """A cell's value, what else stood in it (an end, hours), and what was understood rather than read."""

    value: Any
    also: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def read_loosely(one: Field, cell: CellValue, setting: Setting) -> Reading:
    """The cell's value for this field. Raises Unreadable."""
    if cell.kind == "text" and setting.values:
        meant = setting.values.get(one.name, {}).get(fold(clean(cell.value)))
        cell = CellValue("text", meant) if meant is not None else cell
    try:
        return Reading(read_cell(one, cell))
    except Unreadable as strict:
        if cell.kind not in ("text", "number") or one.money:
            raise
        found = _free(one, cell, setting)
        if found is None:
            raise strict from None
        return found


def _free(one: Field, cell: CellValue, setting: Setting) -> Reading | None:
    kind = one.kind
    if cell.kind == "text" and len(cell.value) <= LONGEST and _is_missing(cell.value):
        return Reading(None)
    if issubclass(kind, bool):
        return _truth(cell)
    if issubclass(kind, dt.date):
        return _days(one, cell, setting.known)
    if issubclass(kind, dt.time):
        return _hours(one, cell)
    if cell.kind != "text":
        return None
    if issubclass(kind, int):
        return read_count(one.name, cell, setting.units)
    if kind is tuple:
        return _codes(one, clean(cell.value))
    if issubclass(kind, enum.Enum):
        return _choice(one, clean(cell.value))
    return None


def _is_missing(text: str) -> bool:
    return fold(clean(text)).strip(" .") in folded("missing") | {""}


def _truth(cell: CellValue) -> Reading | None:
    said = fold(clean(str(cell.value))).strip(" .,!")
    for name, value in (("yes", True), ("no", False)):
        if said in folded(name):
            return Reading(value)
    return None


# ---- days and hours ------------------------------------------------------------------------------------------------
def _days(one: Field, cell: CellValue, known: Known) -> Reading:
    if cell.kind == "number":
        if not float(cell.value).is_integer():
            raise Unreadable("problem.cell_not_date")
        days = Days(day_of_month(int(cell.value), known))
    else:
        days = read_days(cell.value, known)
    if issubclass(one.kind, dt.datetime):
        if days.last or days.ends:
            raise Unreadable("problem.cell_several_days")
        return Reading(dt.datetime.combine(days.first, days.begins or dt.time(), WARSAW).astimezone(dt.UTC))
    also: dict[str, Any] = {}
    if days.last:
        if one.name not in PARTNERS:
            raise Unreadable("problem.cell_several_days")
        also[PARTNERS[one.name]] = days.last
    if days.begins:
        also |= {"starts_at": days.begins} | ({"ends_at": days.ends} if days.ends else {})
    return Reading(days.first, also)


def _hours(one: Field, cell: CellValue) -> Reading:
    if cell.kind == "number":
        if not float(cell.value).is_integer() or not 0 <= cell.value < 24:
            raise Unreadable("problem.cell_not_time")
        return Reading(dt.time(int(cell.value)))
    begins, ends = read_hours(cell.value)
    if ends is None:
        return Reading(begins)
    if one.name not in PARTNERS:
        raise Unreadable("problem.cell_not_time")
    return Reading(begins, {PARTNERS[one.name]: ends})


# ---- counts --------------------------------------------------------------------------------------------------------
def read_count(name: str, cell: CellValue, units: frozenset[str] = frozenset()) -> Reading:
    """How many people: 50 from "50 osób"; "ok. 50" and "50+" with a warning; "brak" is missing, never zero.

    Raises Unreadable: a formula, a fraction, two numbers, a word that is no unit."""
    if cell.kind == "empty":
        return Reading(None)
    if cell.kind in ("formula", "error"):
        raise Unreadable(f"problem.cell_{cell.kind}")
    if cell.kind == "number":
        if not float(cell.value).is_integer():
            raise Unreadable("problem.cell_not_whole")
        return Reading(int(cell.value))
    if cell.kind != "text" or len(cell.value) > LONGEST:
        raise Unreadable("problem.cell_not_number")
    said = re.sub(r"\s+", " ", fold(clean(cell.value))).strip()
    if _is_missing(said):
        told = Problem(name, "problem.cell_understood_missing", {"said": clean(cell.value)}, warning=True)
        return Reading(None, warnings=(told,) if any(letter.isalpha() for letter in said) else ())
    if re.fullmatch(r"[-−]\s?\d+", said):
        return Reading(-int(re.sub(r"\D", "", said)))  # the field's own rule says that this is too small
    before, number, after = _parts(said)
    if number is None:
        raise Unreadable("problem.cell_two_numbers" if _TWO.search(said) else "problem.cell_not_number")
    about, least = _told(before, after, units)
    value = int(number.replace(" ", ""))
    key = "problem.cell_estimate" if about else "problem.cell_at_least" if least else ""
    warnings = (Problem(name, key, {"said": clean(cell.value), "value": value}, warning=True),) if key else ()
    return Reading(value, warnings=warnings)


def _parts(said: str) -> tuple[str, str | None, str]:
    """What stands before the only number, the number, and what stands after it."""
    found = _NUMBER.search(said)
    if not found or re.search(r"\d", said[: found.start()] + said[found.end() :]):
        return said, None, ""
    return said[: found.start()], found[1], said[found.end() :]


def _told(before: str, after: str, units: frozenset[str]) -> tuple[bool, bool]:
    """Whether the words around a number say "about" or "at least". Raises Unreadable at a word nobody knows."""
    about = least = False
    for word in re.findall(r"[^\W\d_]+(?:\.|/[^\W\d_]+)?|[^\w\s.,()]", f"{before} {after}"):
        bare = word.rstrip(".")
        if bare in folded("about"):
            about = True
        elif bare in folded("at_least"):
            least = True
        elif bare not in folded("units") and bare not in units:
            raise Unreadable("problem.cell_unknown_unit", unit=word)
    if re.search(r"[.,]\s*$", before) and not re.search(r"[^\W\d_][.,]\s*$", before):
        raise Unreadable("problem.cell_not_number")
    return about, least


# ---- choices -------------------------------------------------------------------------------------------------------
def _choice(one: Field, said: str) -> Reading | None:
    found = value_of(one, said)
    return None if found is None else Reading(found[0], warnings=_near(one, said, found[0], found[1]))


def _near(one: Field, said: str, value: Any, is_near: bool) -> tuple[Problem, ...]:
    told = {"said": said, "meant": (one.choices[value],)}
    return (Problem(one.name, "problem.cell_near_choice", told, warning=True),) if is_near else ()


def _codes(one: Field, said: str) -> Reading | None:
    """A set of codes: parted by semicolons, lines, commas or slashes, each freely written."""
    codes: list[str] = []
    warnings: list[Problem] = []
    if not one.choices:
        return None
    for part in split_list(said):
        whole = value_of(one, part)
        for piece in [part] if whole else re.split(r"[,/+]|\s+(?:i|oraz|and|та|і)\s+", part):
            found = value_of(one, piece) if piece.strip() else None
            if found is None and piece.strip():
                return None
            if found:
                codes.append(str(found[0]))
                warnings += _near(one, piece.strip(), found[0], found[1])
    return Reading(tuple(sorted(set(codes))), warnings=tuple(warnings))


def is_called_off(cell: CellValue) -> bool:
    """Whether a count's cell says that it did not take place: 'odwołane'."""
    if cell.kind != "text":
        return False
    said = fold(clean(cell.value))
    return any(said.startswith(fold(word)) for word in vocabulary()["called_off"])


__all__ = ["EMPTY", "Reading", "Setting", "is_called_off", "read_count", "read_loosely"]
