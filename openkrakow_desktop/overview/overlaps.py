"""Records that feed several numbers. They are listed, never added across measures (domain.md §1.8, end).

Numbers of one row of Table 1 (meetings and their participants) always share their records, and so do an indicator and
the measure it equals: only a record in two such groups is an overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Period, Row
from ..events.measures import EVENTS
from ..programme import catalogue as c
from .evaluate import rows_behind


@dataclass(frozen=True)
class Shared:
    """A record behind several numbers, counted once in each."""

    row: Row
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Overlapping:
    """An overlap of the catalogue in R: the shared records, and how many records feed any of its numbers."""

    entry: c.Overlap
    shared: tuple[Shared, ...]
    records: int


def overlaps(session: Session, period: Period, catalogue: c.Catalogue, declared: Declared) -> list[Overlapping]:
    """Every overlap the catalogue names, in its order."""
    wanted = {code for overlap in catalogue.overlaps.values() for code in overlap.numbers}
    rows = {code: rows_behind(session, code, period, catalogue, declared)[0] for code in wanted}
    return [_overlap(one, rows, catalogue) for one in catalogue.overlaps.values()]


def events_in_all(session: Session, period: Period) -> int:
    """Distinct events held in R, whoever organised them and however many numbers they feed."""
    return 0 if period.is_future else EVENTS.number(session, period)


def _overlap(overlap: c.Overlap, rows: Mapping[str, list[Row]], catalogue: c.Catalogue) -> Overlapping:
    found: dict[tuple[str, UUID], Row] = {}
    numbers: dict[tuple[str, UUID], list[str]] = defaultdict(list)
    for code in overlap.numbers:
        for row in rows[code]:
            key = (row.register, row.id)
            found.setdefault(key, row)
            if code not in numbers[key]:
                numbers[key].append(code)
    shared = [
        Shared(found[key], tuple(codes))
        for key, codes in numbers.items()
        if len({group_of(code, catalogue) for code in codes}) > 1
    ]
    return Overlapping(overlap, tuple(shared), len(found))


def group_of(code: str, catalogue: c.Catalogue) -> str:
    """The row of Table 1 a number stands in, which an indicator that equals a measure shares; else the code itself."""
    indicator = catalogue.indicators.get(code)
    if indicator is not None:
        if indicator.source.relation != "same":
            return code
        code = indicator.source.measures[0]
    return catalogue.measures[code].row
