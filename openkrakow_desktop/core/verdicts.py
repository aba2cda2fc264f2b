"""What one record counts for: its rows in every measure it feeds, or why it is no row, out of the measures' own parts.

A record may feed a number itself (a survey) or through the rows that belong to it (a translation by its language
versions); both are told on its panel, in one year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, literal, null, select
from sqlalchemy.orm import Session

from .declarations import Declared, Register
from .measures import Clause, Measure, Part, Period

OTHER_YEAR, NO_ROWS, ALREADY = "other_year", "no_rows_yet", "already_counted"
MOST = 2_000  # rows of one record that are looked at; a training or an event has far fewer


@dataclass(frozen=True)
class Verdict:
    """What a record adds to one number, in the number's own unit (money: grosze). `reasons`: why its rows do not count
    (word keys under `why.`), each with how many; `is_outside`: it is of another matter altogether, for that reason.
    `rows`: how many of its rows belong to the year; `child`: the register they stand in, where it is not the record."""

    code: str
    counts: int
    rows: int
    reasons: tuple[tuple[str, int], ...] = ()
    is_outside: bool = False
    child: str = ""


def feeds(declared: Declared, register: Register) -> list[tuple[Measure, Part, Register | None]]:
    """The parts that read this register or one whose rows belong to its records, each with that child register."""
    children = {one.key: one for one in declared.children(register)}
    return [
        (measure, part, children.get(part.register) if part.register != register.key else None)
        for measure in declared.measures.values()
        for part in measure.parts
        if part.register == register.key or part.register in children
    ]


def verdicts(
    session: Session, declared: Declared, register: Register, record_id: UUID, period: Period
) -> list[Verdict]:
    """What this record counts for in R, in the order of the codes; one verdict for each number it can feed."""
    told: dict[str, list[Verdict]] = {}
    for measure, part, child in feeds(declared, register):
        ids = [record_id] if child is None else _children(session, child, record_id)
        told.setdefault(measure.code, []).append(_verdict(session, measure, part, ids, period, child))
    return [_best(told[code]) for code in sorted(told, key=_in_order)]


def told_year(session: Session, register: Register, record_id: UUID, year: int) -> int:
    """The year a record's own date or year lies in; the given one where it has neither."""
    record: Any = session.get_one(register.record, record_id)
    day = getattr(record, register.date, None) if register.date else None
    own = day.year if day is not None else getattr(record, "year", None)
    return int(own) if own is not None else year


def _in_order(code: str) -> tuple[bool, str]:
    return code.startswith("T"), code


def _children(session: Session, child: Register, record_id: UUID) -> list[UUID]:
    model: Any = child.record
    return list(session.scalars(select(model.id).where(getattr(model, child.parent) == record_id).limit(MOST)))


def _best(found: Sequence[Verdict]) -> Verdict:
    """Of several parts of one number: the one that counts; else the one that says most."""
    return max(found, key=lambda one: (one.counts > 0, bool(one.rows) and not one.is_outside, bool(one.rows)))


def _verdict(
    session: Session, measure: Measure, part: Part, ids: list[UUID], period: Period, child: Register | None
) -> Verdict:
    key = child.key if child is not None else ""
    if not ids:
        return Verdict(measure.code, 0, 0, ((NO_ROWS, 0),), child=key)
    scope = [clause for clause in part.clauses if clause.scope]
    standing = _standing(session, part, scope, ids, period)
    of_year = [why for why in standing.values() if why != OTHER_YEAR]
    if not of_year:
        return Verdict(measure.code, 0, 0, ((OTHER_YEAR, len(ids)),), child=key)
    outside = [why for why in of_year if why]
    if len(outside) == len(of_year):
        return Verdict(measure.code, 0, len(of_year), _counted(outside), is_outside=True, child=key)
    rows = measure.about(session, period, part, [one for one, why in standing.items() if why == ""])
    counts = sum(row.counts for row in rows)
    own = ALREADY if counts and child is not None and _is_one_thing(session, part, ids, period) else ""
    left_out = _counted([row.why for row in rows if row.why not in ("", own)])
    return Verdict(measure.code, counts, len(rows), left_out, child=key)


def _is_one_thing(session: Session, part: Part, ids: Sequence[UUID], period: Period) -> bool:
    """Whether these rows are all one thing (versions of one translation): only the first counts, which nobody need be
    told."""
    if not part.one_of:
        return False
    things = part.origin(select(*part.one_of)).where(part.id.in_(ids), part.dated(period)).distinct().limit(2)
    return len(session.execute(things).all()) == 1


def _standing(
    session: Session, part: Part, scope: Sequence[Clause], ids: Sequence[UUID], period: Period
) -> dict[UUID, str]:
    """For each record: of another year, of another matter (the clause that says so), or in the running: empty."""
    tests = [(~func.coalesce(part.dated(period), literal(False)), literal(OTHER_YEAR))]
    tests += [(~func.coalesce(clause.test(period), literal(False)), literal(clause.why)) for clause in scope]
    why = case(*tests, else_=null())
    found: dict[UUID, str] = {}
    for key, said in session.execute(part.origin(select(part.id, why)).where(part.id.in_(ids))):
        if found.get(key) != "":  # an event stands in several rows, one for each session
            found[key] = said or ""
    return found


def _counted(reasons: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Reasons with how many, the most frequent first."""
    told = {why: sum(why == one for one in reasons) for why in dict.fromkeys(reasons)}
    return tuple(sorted(told.items(), key=lambda one: (-one[1], one[0])))
