"""The dictionary of units: who the City's units are, how they are called, which are active, how often each is used.

Units are organisations; this is the quick way to them. One that has ended keeps its old records and is not offered in
new ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.listing import View, narrowed
from ..core.problems import Problem, Refused, refuse_if
from ..core.text import clean, fold
from ..core.usage import use_counts
from ..core.words import LANGUAGES, choice_key, words
from .feature import ORGANISATIONS
from .model import Organisation, OrganisationKind
from .units import Units

KINDS = (
    OrganisationKind.OFFICE_UNIT,
    OrganisationKind.MUNICIPAL_UNIT,
    OrganisationKind.DISTRICT,
    OrganisationKind.POLICE,
    OrganisationKind.CULTURAL_INSTITUTION,
    OrganisationKind.SCHOOL,
    OrganisationKind.KINDERGARTEN,
    OrganisationKind.OTHER_FACILITY,
    OrganisationKind.UNIVERSITY,
)
"""What the dictionary shows unless another kind is asked for: public units and facilities, in the order of the page."""
MOST = 150  # units on the page; more are found by the search
MOST_PASTED = 1_000
_CELLS = re.compile(r"\t|;")
_NUMBERED = re.compile(r"\d{1,4}\.?")


@dataclass(frozen=True)
class UnitLine:
    """A unit as the page lists it; `used`: rows of all registers that refer to it."""

    id: UUID
    name: str
    kind: OrganisationKind
    symbol: str
    abbreviations: str
    active_from: dt.date | None
    active_to: dt.date | None
    is_active: bool
    used: int


@dataclass(frozen=True)
class Dictionary:
    """What the page shows: at most MOST lines, of `total` that fit; `ended` of all kinds asked for are inactive."""

    lines: tuple[UnitLine, ...]
    total: int
    ended: int


def read_units(
    session: Session,
    declared: Declared,
    today: dt.date,
    search: str = "",
    kinds: Sequence[OrganisationKind] = (),
    with_ended: bool = False,
) -> Dictionary:
    """Units by kind, then by name."""
    wanted = tuple(kinds) or KINDS
    fits = narrowed(session, ORGANISATIONS, View(search=search), select(Organisation))
    fits = fits.where(Organisation.merged_into_id.is_(None), Organisation.kind.in_(wanted))
    ended = Organisation.active_to < today
    gone = session.scalar(select(func.count()).select_from(fits.where(ended).subquery())) or 0
    if not with_ended:
        fits = fits.where(Organisation.active_to.is_(None) | ~ended)
    total = session.scalar(select(func.count()).select_from(fits.subquery())) or 0
    order = {kind: place for place, kind in enumerate([*KINDS, *OrganisationKind])}
    found: list[Organisation] = []
    for kind in sorted(wanted, key=lambda one: order[one]):
        of_kind = fits.where(Organisation.kind == kind).order_by(Organisation.name_sort, Organisation.id)
        found += _in_order(kind, session.scalars(of_kind.limit(MOST - len(found))).all())
        if len(found) >= MOST:
            break
    used = use_counts(session, declared, ORGANISATIONS, [one.id for one in found])
    return Dictionary(tuple(_line(one, today, used.get(one.id, 0)) for one in found), total, gone)


def _in_order(kind: OrganisationKind, found: Sequence[Organisation]) -> Sequence[Organisation]:
    """Districts by their Roman numbers, everything else as it came."""
    return sorted(found, key=lambda one: _roman(one.symbol)) if kind is OrganisationKind.DISTRICT else found


def _roman(symbol: str | None) -> int:
    """The number a Roman numeral stands for; 0 for what is none."""
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    digits = [worth.get(sign, 0) for sign in symbol or ""]
    return sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))


def _line(one: Organisation, today: dt.date, used: int) -> UnitLine:
    active = one.active_to is None or one.active_to >= today
    return UnitLine(
        one.id,
        one.name,
        one.kind,
        one.symbol or "",
        one.abbreviations or "",
        one.active_from,
        one.active_to,
        active,
        used,
    )


# ---- pasting -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PastedUnit:
    """A pasted row. `known`: the name of the unit that bears its name or symbol already, so that it is left out;
    `problems`: why it cannot be added."""

    name: str
    symbol: str = ""
    abbreviations: str = ""
    kind: OrganisationKind | None = None
    known: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether adding takes it."""
        return not self.known and not self.problems


def read_pasted(session: Session, text: str, kind: OrganisationKind | None, today: dt.date) -> list[PastedUnit]:
    """What a pasted block holds: one unit a line, its cells parted by tabs or semicolons: name, symbol, abbreviations;
    a cell that names a kind is the kind, else it is `kind`. Raises Refused for more than MOST_PASTED lines."""
    lines = [line for line in map(clean, text.splitlines()) if line.strip(";\t ")]
    if len(lines) > MOST_PASTED:
        raise Refused(Problem("", "problem.too_many_lines", {"n": len(lines), "most": MOST_PASTED}))
    known, seen, found = Units(session), set[str](), list[PastedUnit]()
    for line in lines:
        one = _pasted(line, kind)
        if not one.name or _is_heading(one.name):
            continue
        meant = next(
            (m for m in map(known.find, filter(None, (one.name, one.symbol))) if m.how in ("name", "symbol")), None
        )
        twice = fold(one.name) in seen
        seen.add(fold(one.name))
        told = (meant.unit.name if meant.unit else one.name) if meant else one.name if twice else ""
        problems = tuple(p for p in _problems(session, one, today) if not p.warning)
        found.append(PastedUnit(one.name, one.symbol, one.abbreviations, one.kind, told, problems))
    return found


def _pasted(line: str, kind: OrganisationKind | None) -> PastedUnit:
    cells = [clean(cell) for cell in _CELLS.split(line)]
    if len(cells) > 1 and _NUMBERED.fullmatch(cells[0]):  # a column of ordinal numbers
        cells = cells[1:]
    said = {cell: found for cell in cells[1:] if (found := kind_said(cell))}
    rest = [cell for cell in cells if cell not in said]
    name, symbol, *others = [*rest, "", ""]
    return PastedUnit(name, symbol, ", ".join(filter(None, others)), next(iter(said.values()), kind))


def kind_said(text: str) -> OrganisationKind | None:
    """The kind that a word or a code names, in any language of the program."""
    return _kinds().get(fold(text))


def _kinds() -> dict[str, OrganisationKind]:
    known = {fold(kind.value): kind for kind in OrganisationKind}
    for language in LANGUAGES:
        known |= {fold(words(language)(choice_key(kind))): kind for kind in OrganisationKind}
    return known


def _is_heading(name: str) -> bool:
    headings = {
        fold(words(language)(key)) for language in LANGUAGES for key in ("organisation.name", "organisation._one")
    }
    return fold(name) in headings


def _draft(one: PastedUnit) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": one.kind,
        "symbol": one.symbol or None,
        "abbreviations": one.abbreviations or None,
        "is_partner": False,
        "is_programme_coordinator": False,
    }


def _problems(session: Session, one: PastedUnit, today: dt.date) -> Iterable[Problem]:
    return ORGANISATIONS.problems(session, _draft(one), None, today)


def add_pasted(session: Session, rows: Sequence[PastedUnit], today: dt.date) -> int:
    """Add the new ones; returns how many. Raises Refused, and adds none, where one of them cannot be added."""
    refuse_if([problem for one in rows if not one.known for problem in one.problems])
    new = [one for one in rows if one.is_new]
    for one in new:
        ORGANISATIONS.put(session, None, _draft(one), today)
    return len(new)
