"""Whether every clause of a formula works: take it away, and a fixture's number must move (decisions.md 30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from openkrakow_desktop.core.measures import Measure, Part, Period


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
