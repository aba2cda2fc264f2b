"""What formulas say of a fixture, and whether every clause works (decisions.md 30).

A clause works when taking it away moves a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from openkrakow_desktop.core.measures import Measure, Number, Part, Period


def values_of(session: Session, measures: Iterable[Measure], period: Period) -> dict[str, Number | None]:
    """The value of every measure and of every number beside it, by code; None is no data."""
    found: dict[str, Number | None] = {}
    for measure in measures:
        reading = measure.read(session, period)
        found |= {measure.code: reading.value} | {code: one.value for code, one in reading.beside.items()}
    return found


def parts_of(measures: Iterable[Measure]) -> list[tuple[str, Part]]:
    """Every part of these measures and of the numbers beside them, under the code it feeds."""
    found = []
    for measure in measures:
        found += [(measure.code, part) for part in measure.parts]
        found += [(one.code, one.part) for one in measure.beside if one.part is not None]
    return found


def idle_clauses(session: Session, parts: Iterable[tuple[str, Part]], period: Period) -> list[str]:
    """The clauses without which the number stays what it is."""
    idle = []
    for code, part in parts:
        number = session.scalar(part.total(period)) or 0
        for clause in part.clauses:
            without = replace(part, clauses=tuple(one for one in part.clauses if one is not clause))
            if (session.scalar(without.total(period)) or 0) == number:
                idle.append(f"{code}: {clause.why}")
    return idle
