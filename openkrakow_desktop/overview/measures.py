"""Numbers that need more than one feature: 3.2 and T2-5.1, composed of the parts features export (decisions.md 23).

What several registers tell of is never counted twice: an event that its institution also reports is left out of 3.2,
and an institution reached by several tasks is one institution of T2-5.1."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, union
from sqlalchemy.orm import Session, aliased

from ..activities.measures import FACILITIES_WITH_RECOMMENDATIONS, INSTITUTIONS_WITH_TOOLS, PARTNER_RETURNS
from ..activities.model import PartnerReturn
from ..contacts.model import Organisation, canonical
from ..core.measures import Clause, Measure, Part, Period, Reading, Row, State
from ..core.period import Prepared
from ..events.measures import INSTITUTION, INSTITUTION_PARTICIPATIONS
from ..events.model import Event
from ..training.measures import EDUCATION_INSTITUTIONS

_Reporting = aliased(Organisation)


def _reported(period: Period) -> Any:
    """SQL: the organiser (after merging) reports an initiative of this name for R itself."""
    return (
        select(PartnerReturn.id)
        .join(_Reporting, _Reporting.id == PartnerReturn.institution_id)
        .where(
            and_(
                PartnerReturn.year == period.year,
                canonical(_Reporting) == INSTITUTION,
                PartnerReturn.initiative_key == Event.title_key,
            )
        )
        .correlate(Event, Organisation)
        .exists()
    )


UNREPORTED_PARTICIPATIONS = replace(
    INSTITUTION_PARTICIPATIONS,
    clauses=(*INSTITUTION_PARTICIPATIONS.clauses, Clause("in_partner_return", lambda p: ~_reported(p))),
)
"""Attendance at institutions' events of our own register, without what the institution reports itself."""


class InstitutionsTotal(Measure):
    """3.2: returns and our own register. It needs a return or an event in scope; others' events tell nothing of it."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        if period.is_future:
            return Reading.no_data("future_year")
        returns = self.parts[0]
        total = sum(part.number(session, period) for part in self.parts)
        if total or returns.has_any(session, period) or self._in_scope.scalar(session, period) is not None:
            return Reading.of(total)
        return Reading.no_data("no_return")

    @cached_property
    def _in_scope(self) -> Prepared:
        """Any event in scope."""
        _, events = self.parts
        return Prepared(lambda period: events.listing(period).with_only_columns(events.id).limit(1))


class DistinctUnion(Measure):
    """Distinct things named by several parts, each with one expression in `one_of`: a union, never a sum."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        first = super().read(session, period, confirmed)
        if first.state is not State.NUMBER:
            return first
        return Reading.of(int(self._different.scalar(session, period) or 0), first.beside)

    @cached_property
    def _different(self) -> Prepared:
        def build(period: Period) -> Select[Any]:
            things = union(*(_things(part, period) for part in self.parts)).subquery()
            return select(func.count()).select_from(things)

        return Prepared(build)

    def rows(self, session: Session, period: Period) -> tuple[list[Row], list[Row]]:
        if period.is_future:
            return [], []
        counted: list[Row] = []
        left_out: list[Row] = []
        seen: set[UUID] = set()
        for part in self.parts:
            for row, thing in _identified(part, session, period):
                if row.why:
                    left_out.append(row)
                elif thing in seen:
                    left_out.append(replace(row, counts=0, why="already_counted"))
                else:
                    seen.add(thing)
                    counted.append(row)
        return counted, left_out

    def about(self, session: Session, period: Period, part: Part, ids: Sequence[UUID]) -> list[Row]:
        counted, left_out = self.rows(session, period)
        wanted = set(ids)
        return [row for row in (*counted, *left_out) if row.register == part.register and row.id in wanted]


def _things(part: Part, period: Period) -> Any:
    """SQL: the things a part counts."""
    tests = [part.id.is_not(None), part.dated(period), *(clause.test(period) for clause in part.clauses)]
    return part.origin(select(part.one_of[0].label("thing"))).where(*tests)


def _identified(part: Part, session: Session, period: Period) -> Iterator[tuple[Row, UUID]]:
    """The rows of a part, each with the thing it names."""
    query = part.origin(select(part.id, part.one_of[0])).where(part.id.is_not(None), part.dated(period))
    things = {key: thing for key, thing in session.execute(query).all()}
    return ((row, things[row.id]) for row in part.rows(session, period))


INSTITUTIONS_TOTAL = InstitutionsTotal("3.2", (PARTNER_RETURNS, UNREPORTED_PARTICIPATIONS), needs_row=True)
INSTITUTIONS_COVERED = DistinctUnion(
    "T2-5.1", (INSTITUTIONS_WITH_TOOLS, FACILITIES_WITH_RECOMMENDATIONS, EDUCATION_INSTITUTIONS)
)
COMPOSITES = (INSTITUTIONS_TOTAL, INSTITUTIONS_COVERED)
