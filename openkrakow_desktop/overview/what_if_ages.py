"""Other age bands: the guests of the Centre's events by age, as the tallies at the door can be put together.

A tally knows four bands and no ages, so bands can be joined but never moved: nobody can tell who is up to 15 or 65."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.measures import Period
from ..events.counting import tallies_by_session
from ..events.measures import CENTRE_PARTICIPATIONS
from ..events.model import EventSession, TallyCategory
from .what_if import Alternative

AGES = "age_bands"
FOUR, TO_17, FROM_18 = "four", "to_17", "from_18"
_CHILDREN, _YOUTH, _ADULTS, _SENIORS = (
    TallyCategory.CHILDREN, TallyCategory.YOUTH, TallyCategory.ADULTS, TallyCategory.SENIORS
)  # fmt: skip
BANDS: dict[str, tuple[tuple[str, tuple[TallyCategory, ...]], ...]] = {
    FOUR: (("to_12", (_CHILDREN,)), ("13_17", (_YOUTH,)), ("18_59", (_ADULTS,)), ("from_60", (_SENIORS,))),
    TO_17: (("to_17", (_CHILDREN, _YOUTH)), ("18_59", (_ADULTS,)), ("from_60", (_SENIORS,))),
    FROM_18: (("to_12", (_CHILDREN,)), ("13_17", (_YOUTH,)), ("from_18", (_ADULTS, _SENIORS))),
}
AGE_BANDS = Alternative(AGES, (), choices=tuple(BANDS), impossible=("to_15", "from_65"), official=FOUR)


@dataclass(frozen=True)
class AgeBand:
    """How many participations were tallied in a band (its word: `what_if_band.KEY`); None: nobody tallied any."""

    key: str
    n: int | None


def age_bands(session: Session, period: Period, chosen: object) -> tuple[AgeBand, ...]:
    """The bands as chosen, over the sessions that 3.1a counts. What was not tallied is in none of them."""
    part = CENTRE_PARTICIPATIONS
    tests = [part.dated(period), *(clause.test(period) for clause in part.clauses)]
    found = tallies_by_session(session, part.origin(select(EventSession.id)).where(*tests))

    def of(categories: Sequence[TallyCategory]) -> int | None:
        known = [one[category] for one in found.values() for category in categories if category in one]
        return sum(known) if known else None

    return tuple(AgeBand(key, of(categories)) for key, categories in BANDS[str(chosen or FOUR)])
