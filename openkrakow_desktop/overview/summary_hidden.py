"""What a year's document may tell when it leaves the office: one decision for all its breakdowns of people.

The complete variant hides nothing. In the published one numbers 1–4 are hidden and whatever would give them away: the
other tables, notes, charts and data sheets are asked here too, never each by itself (domain.md §1.12)."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.measures import Part, Period, Reading
from ..core.suppression import SMALL, Hidden, hidden_in_table
from ..events.counting import ANONYMOUS
from ..events.measures import CENTRE_PARTICIPATIONS
from ..point.publication import Published, publish
from ..point.service import MONTHS, By, MonthTable, month_table
from ..training.counting import present
from ..training.model import TOOK_PLACE, Participation, Training, TrainingGroup
from .evaluate import YearNumbers
from .hidden_groups import TARGETS, groups_to_hide

OF_PEOPLE = frozenset({"person", "person_served", "attendance", "participation", "assessment", "delegate"})


class Variant(enum.Enum):
    """Who a document is for: the office itself, or everybody."""

    COMPLETE = "complete"
    PUBLISHED = "published"


@dataclass(frozen=True)
class People:
    """The year's breakdowns of people, counted once: the Point's tables, attendance (listed, anonymous) by month,
    present participants of trainings by group."""

    point: Mapping[By, MonthTable]
    attendance: Mapping[int, tuple[int, int]]
    groups: Mapping[TrainingGroup, int]


@dataclass(frozen=True)
class Hiding:
    """What is not told: of the Point; of attendance by (month - 1, listed or anonymous); groups; numbers beside."""

    point: Published = field(default_factory=lambda: Published(frozenset(), frozenset(), topics_by_month=True))
    attendance: Hidden = field(default_factory=lambda: Hidden(frozenset()))
    groups: frozenset[TrainingGroup] = frozenset()
    beside: frozenset[str] = frozenset()


def people_of(session: Session, period: Period) -> People:
    """Count the breakdowns of R."""
    everybody = by_month(session, period, CENTRE_PARTICIPATIONS)
    anonymous = by_month(session, period, replace(CENTRE_PARTICIPATIONS, counts=ANONYMOUS))
    counted = (
        select(Participation.group, func.count(Participation.id))
        .join(Training, Training.id == Participation.training_id)
        .where(period.holds(Training.end_on), Training.state.in_(TOOK_PLACE), present())
        .group_by(Participation.group)
    )
    groups = Counter({group: n for group, n in session.execute(counted)})
    return People(
        {by: month_table(session, period, by) for by in By},
        {m: (everybody[m] - anonymous[m], anonymous[m]) for m in MONTHS},
        {group: groups[group] for group in TrainingGroup},
    )


def by_month(session: Session, period: Period, part: Part) -> Counter[int]:
    """What a part comes to in each month."""
    found: Counter[int] = Counter()
    for row in part.rows(session, period):
        if not row.why and row.on is not None:
            found[row.on.month] += row.counts
    return found


def hiding_of(people: People, numbers: YearNumbers) -> Hiding:
    """What of these breakdowns is hidden where all of them are published together with the year's numbers."""
    attendance = hidden_in_table([people.attendance[m] for m in MONTHS])
    told = {code: int(_value(numbers, code) or 0) for code in TARGETS}
    groups = groups_to_hide(people.groups, told)
    return Hiding(publish(people.point), attendance, groups, _beside(numbers, attendance, bool(groups)))


def _beside(numbers: YearNumbers, attendance: Hidden, groups_hidden: bool) -> frozenset[str]:
    """The numbers beside measures that would tell of few people, or of what is hidden elsewhere."""
    hidden = {
        code
        for one in numbers.measures.values()
        if one.entry.unit in OF_PEOPLE
        for code, beside in one.reading.beside.items()
        if isinstance(beside.value, int) and beside.value in SMALL
    }
    if _rest_is_small(numbers, "1.1", "1.1+first"):
        hidden.add("1.1+first")
    if attendance.columns or _is_small_share(numbers):
        hidden |= {"3.1a+anonymous", "3.1a+distinct"}
    if groups_hidden:
        hidden |= {"1.4+participations", "6.3b+outside"}
    return frozenset(hidden)


def _rest_is_small(numbers: YearNumbers, code: str, part: str) -> bool:
    """Whether a part leaves 1–4 of its whole, which is always told."""
    whole, beside = _value(numbers, code), _beside_of(numbers, code).get(part)
    return whole is not None and beside is not None and beside.value is not None and whole - beside.value in SMALL


def _is_small_share(numbers: YearNumbers) -> bool:
    """Whether the share of anonymous guests tells of 1–4 of them, or of 1–4 listed ones."""
    whole, share = _value(numbers, "3.1a"), _beside_of(numbers, "3.1a").get("3.1a+anonymous")
    if whole is None or share is None or share.value is None:
        return False
    anonymous = Fraction(share.value) * whole
    return anonymous in SMALL or whole - anonymous in SMALL


def _value(numbers: YearNumbers, code: str) -> int | Fraction | None:
    return numbers.measures[code].reading.value if code in numbers.measures else None


def _beside_of(numbers: YearNumbers, code: str) -> Mapping[str, Reading]:
    return numbers.measures[code].reading.beside if code in numbers.measures else {}
