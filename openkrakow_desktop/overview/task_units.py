"""Whom the catalogue names for a task: a proposal of units for the year, made once and edited by the office.

Table 1 names bodies ("komórka ds. edukacji"), the register knows units by name; which unit is which body stands in
resources/import/implementers.toml and is only a proposal. The coordinator asks, and is not asked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.text import fold
from ..paths import RESOURCES
from ..programme.catalogue import catalogue
from ..programme.task_answers import assign

_FILE = RESOURCES / "import" / "implementers.toml"


@dataclass(frozen=True)
class Body:
    """How a body of Table 1 is found: units whose folded name holds one of these, partners of these kinds."""

    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def is_it(self, unit: Organisation) -> bool:
        """Whether this unit may be meant."""
        named = any(name in fold(unit.name) for name in self.names)
        return named or (unit.is_partner and unit.kind.value in self.kinds)


@cache
def bodies() -> Mapping[str, Body]:
    """The bodies of Table 1 by code."""
    told = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        code: Body(tuple(map(fold, one.get("names", ()))), tuple(one.get("kinds", ()))) for code, one in told.items()
    }


def proposed(session: Session, year: int) -> Iterator[tuple[UUID, str]]:
    """(unit, task) that Table 1 suggests, for the units that are there now."""
    known = select(Organisation).where(
        Organisation.merged_into_id.is_(None), Organisation.is_programme_coordinator.is_(False)
    )
    units = list(session.scalars(known.order_by(Organisation.id)))
    for row in catalogue(year).rows.values():
        for actor in (*row.lead, *row.partners):
            body = bodies().get(actor)
            for unit in units if body is not None else ():
                if body is not None and body.is_it(unit):
                    yield unit.id, row.task


def propose_assignments(session: Session, year: int) -> int:
    """Assign the tasks as Table 1 suggests. Returns how many are new."""
    return assign(session, year, proposed(session, year))
