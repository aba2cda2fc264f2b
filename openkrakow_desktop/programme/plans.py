"""Plans per year: what was planned for a number, how a typed plan is read, and writing many of them at once.

A cell that cannot be a plan is refused with its sentence; then nothing of the whole sheet is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Draft
from ..core.measures import Number
from ..core.problems import Problem
from . import catalogue as c
from .plan_tables import GREATEST, PlannedValue

PERCENT, MONEY = "percent", "pln"
GROSZE = 100
_PLAN = re.compile(r"([0-9]+)(?:[.,]0{1,2})?")  # three noughts would be thousands to some
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class Plan:
    """A plan as it is written, and as it compares with the number: grosze, a share as a Fraction."""

    id: UUID
    written: int
    value: Number
    source: str


def entry_of(code: str, catalogue: c.Catalogue) -> c.Number | c.Indicator:
    """One of the 37 numbers or ten indicators. KeyError for another code."""
    return catalogue.measures[code] if code in catalogue.measures else catalogue.indicators[code]


def plans_of(session: Session, years: Iterable[int], catalogue: c.Catalogue) -> dict[tuple[str, int], Plan]:
    """What was planned for these years, by code and year; of two (after a merge) the later one."""
    wanted = select(PlannedValue).where(PlannedValue.year.in_(tuple(years))).order_by(PlannedValue.id)
    return {
        (one.number_code, one.year): Plan(
            one.id, one.value, comparable(entry_of(one.number_code, catalogue), one.value), one.source
        )
        for one in session.scalars(wanted)
        if one.number_code in catalogue.measures or one.number_code in catalogue.indicators
    }


def comparable(entry: c.Number | c.Indicator, written: int) -> Number:
    """A written plan in the unit of the number itself: złotys become grosze, percent a Fraction."""
    if entry.unit == MONEY:
        return written * GROSZE
    return Fraction(written, 100) if entry.unit == PERCENT else written


def is_state(entry: c.Number | c.Indicator) -> bool:
    """Whether the number is a state on 31 December (grows over the years), not what happened in one year."""
    return entry.kind == "stock"


def read_plan(typed: str, entry: c.Number | c.Indicator, language: str) -> int | Problem | None:
    """What somebody typed or pasted as a plan: a whole number, None for an empty cell, or why it cannot be one.

    Commas part thousands in English only; elsewhere `4,800` may be meant either way and is refused."""
    said = typed.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").strip()
    if entry.unit == PERCENT:
        said = said.removesuffix("%")
    elif entry.unit == MONEY:
        said = said.removesuffix("zł").removesuffix("PLN")
    if not said:
        return None
    if said[0] in "-−":
        return Problem("value", "problem.plan_negative", {"typed": typed.strip()})
    if language == "en" and _GROUPED.fullmatch(said):
        said = said.replace(",", "")
    found = _PLAN.fullmatch(said)
    if found is None:
        return Problem("value", "problem.plan_not_whole", {"typed": typed.strip()})
    value = int(found[1]) if len(found[1]) <= len(str(GREATEST)) else GREATEST + 1
    return too_great(entry, value) or value


def too_great(entry: c.Number | c.Indicator, value: int) -> Problem | None:
    """Why a number is greater than a plan can be."""
    if entry.unit == PERCENT and value > 100:
        return Problem("value", "problem.plan_percent", {"value": value})
    if value > GREATEST:
        return Problem("value", "problem.plan_too_great", {"high": GREATEST})
    return None


def sensible_plan(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A rule: a share is planned up to 100 %."""
    code, value = draft.get("number_code"), draft.get("value")
    entry = c.number_of(str(code)) if code else None
    if value is not None and entry is not None:
        problem = too_great(entry, value)
        if problem is not None and entry.unit == PERCENT:
            yield problem


@dataclass(frozen=True)
class Pasted:
    """What was pasted from a sheet, read: plans by code and year, and what could not be read: (where it stood, why)."""

    plans: Mapping[tuple[str, int], int]
    problems: tuple[tuple[str, Problem], ...]


def read_pasted(pasted: str, catalogue: c.Catalogue, years: Iterable[int], language: str) -> Pasted:
    """A table copied from a sheet: codes in the first column, years in the first line.

    Columns whose head is no year (a name, a unit) are passed over; an unknown code, a year that is not open for plans
    and a cell that is no plan are each a problem that names its place. Empty cells change nothing."""
    lines = [line.split("\t") for line in re.split(r"\r\n|\r|\n", pasted) if line.strip()]
    heads = _years(lines[0]) if lines else {}
    if not heads:
        return Pasted({}, (("", Problem("", "problem.plan_no_years")),))
    open_ = set(years)
    wrong = [("", Problem("", "problem.plan_year", {"year": year})) for year in heads.values() if year not in open_]
    found: dict[tuple[str, int], int] = {}
    for line in lines[1:]:
        if not any(cell.strip() for cell in line[1:]):
            continue  # a heading between the rows
        code = (line[0].split() or [""])[0].rstrip(".")
        if code not in catalogue.measures and code not in catalogue.indicators:
            wrong.append(("", Problem("", "problem.plan_code", {"code": line[0].strip()[:40]})))
            continue
        for at, year in heads.items():
            value = read_plan(line[at] if at < len(line) else "", entry_of(code, catalogue), language)
            where = f"{code}, {year}"
            if isinstance(value, Problem):
                wrong.append((where, value))
            elif value is not None and year in open_:
                if found.get((code, year), value) != value:
                    wrong.append((where, Problem("", "problem.plan_twice")))
                found[code, year] = value
    return Pasted(found, tuple(wrong))


def _years(head: list[str]) -> dict[int, int]:
    """The columns of a pasted table that are years: place → year."""
    said = ((at, cell.strip()) for at, cell in enumerate(head) if at)
    return {at: int(cell) for at, cell in said if _YEAR.fullmatch(cell)}
