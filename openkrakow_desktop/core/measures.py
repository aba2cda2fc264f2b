"""Measures as declarations: which rows count, which do not and why, and the number that follows.

A `Part` states a formula once, as clauses; the number, the rows behind it, what was left out, and the check that no
clause is idle (take one away and a fixture's number must move) all come from that one statement."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, literal, null, or_, select, true
from sqlalchemy.orm import Session

from .period import Months as Months
from .period import Period as Period
from .period import Prepared

Test = Callable[[Period], ColumnElement[bool]]
Number = int | Fraction


class State(enum.Enum):
    """Whether a number is one (domain.md §1.0, value_state)."""

    NUMBER = "number"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Reading:
    """A number with its state; never a bare zero for the unknown.

    `value` is exact: an integer (money: grosze) or a Fraction; None unless `state` is NUMBER. `reason` is a word key
    that says why there is none. `beside`: supplementary numbers by code, each a Reading."""

    state: State
    value: Number | None = None
    reason: str = ""
    beside: Mapping[str, Reading] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Number, beside: Mapping[str, Reading] | None = None) -> Reading:
        return cls(State.NUMBER, value, "", beside or {})

    @classmethod
    def no_data(cls, reason: str, beside: Mapping[str, Reading] | None = None) -> Reading:
        return cls(State.NO_DATA, None, reason, beside or {})


@dataclass(frozen=True)
class Clause:
    """One condition of a formula. A row that fails it is left out, and `why` (a word key under `why.`) says so.

    A `scope` clause bounds the matter itself (another kind of meeting): rows failing it are not listed as left out."""

    why: str
    test: Test
    scope: bool = False


@dataclass(frozen=True)
class Row:
    """A record behind a number: how much it adds, or why it was left out."""

    register: str
    id: UUID
    on: dt.date | None
    title: str
    counts: int
    why: str = ""


@dataclass(frozen=True)
class Part:
    """The rows of one register behind a number.

    `id`, `on`, `title`, `counts` are SQL expressions; `origin` adds the joins to `select(...)`. `dated` says which rows
    belong to R at all: if there is none, there is no data (decisions.md 2). With `one_of`, rows that share these
    expressions count once: the first by `by` (default: the earliest date).

    Rows of a child register are joined from their parent's by an outer join, and `main` names the parent: a training of
    R without participants tells that the register is kept (then `id` is NULL, and it is no row), and "nothing this
    year" is confirmed of trainings, not of participations."""

    register: str
    id: Any
    on: Any
    title: Any
    dated: Test
    clauses: Sequence[Clause]
    counts: Any = 1
    one_of: Sequence[Any] = ()
    by: Sequence[Any] = ()
    origin: Callable[[Select[Any]], Select[Any]] = lambda query: query
    main: str = ""

    def total(self, period: Period) -> Select[tuple[int | None]]:
        """SQL of the number itself: NULL or 0 where nothing counts."""
        tests = [self.id.is_not(None), self.dated(period), *(clause.test(period) for clause in self.clauses)]
        if not self.one_of:
            counts = func.count(self.id) if self.counts == 1 else func.sum(self.counts)
            return self.origin(select(counts)).where(*tests)
        if self.counts == 1 and len(self.one_of) == 1:
            return self.origin(select(func.count(distinct(self.one_of[0])))).where(*tests)
        ranked = (
            self.origin(select(self._counts().label("counts"), self._place().label("place"))).where(*tests).subquery()
        )
        return select(func.sum(ranked.c.counts)).where(ranked.c.place == 1)

    @cached_property
    def _number(self) -> Prepared:
        return Prepared(self.total)

    def number(self, session: Session, period: Period) -> int:
        """The number itself, exact; 0 where nothing counts."""
        return int(self._number.scalar(session, period) or 0)

    def listing(self, period: Period) -> Select[Any]:
        """SQL of all rows that matter: (id, on, title, counts, why, place); counted: `why` NULL, place 1."""
        tests = [
            self.id.is_not(None),
            self.dated(period),
            *(clause.test(period) for clause in self.clauses if clause.scope),
        ]
        reasons = [
            (~func.coalesce(clause.test(period), false_()), literal(clause.why))
            for clause in self.clauses
            if not clause.scope
        ]
        why = case(*reasons, else_=null()) if reasons else null()
        passed = and_(true(), *(clause.test(period) for clause in self.clauses if not clause.scope))
        place = self._place(case((passed, 0), else_=1)) if self.one_of else literal(1)
        return self.origin(
            select(
                self.id.label("id"),
                self.on.label("on"),
                self.title.label("title"),
                self._counts().label("counts"),
                why.label("why"),
                place.label("place"),
            )
        ).where(*tests)

    def rows(self, session: Session, period: Period) -> list[Row]:
        """The rows behind the number and those left out, in order of date; the counts of the former add up to it."""
        return self._told(self._listing.all(session, period))

    @cached_property
    def _listing(self) -> Prepared:
        return Prepared(self.listing)

    def _told(self, found: Sequence[Any]) -> list[Row]:
        told = [
            Row(
                self.register,
                one.id,
                one.on,
                one.title or "",
                0 if one.why or one.place > 1 else one.counts or 0,
                one.why or ("already_counted" if one.place > 1 else ""),
            )
            for one in found
        ]
        return sorted(told, key=lambda row: (row.on or dt.date.min, row.title, row.id.int))

    def about(self, session: Session, period: Period, ids: Sequence[UUID]) -> list[Row]:
        """The same for these records alone. Where rows count once per thing, rows that share
        a thing with them are ranked with them."""
        listing = self.listing(period)
        if not self.one_of:
            return self._told(session.execute(listing.where(self.id.in_(ids))).all())
        of_these = self.origin(select(*self.one_of)).where(self.id.in_(ids), self.dated(period)).distinct()
        things = session.execute(of_these).all()
        for place, one in enumerate(self.one_of):
            values = {thing[place] for thing in things}
            is_empty = one.is_(None) if None in values else false_()
            listing = listing.where(or_(one.in_(values - {None}), is_empty))
        wanted = set(ids)
        return [row for row in self._told(session.execute(listing).all()) if row.id in wanted]

    def has_any(self, session: Session, period: Period) -> bool:
        """Whether the register holds any row of R."""
        return bool(session.scalar(select(self._any(period))))

    def _any(self, period: Period) -> ColumnElement[bool]:
        return exists(self.origin(select(self.id)).where(self.dated(period)))

    def known(self, session: Session, period: Period) -> int | None:
        """The number; None where its register tells nothing of R. What counts anything tells something, so that only of
        a zero it is asked whether there are rows (in the same statement: CASE asks for no more than it needs)."""
        number, tells = self._known.first(session, period)
        return int(number or 0) if tells else None

    @cached_property
    def _known(self) -> Prepared:
        def build(period: Period) -> Select[Any]:
            (number,) = self.total(period).subquery("counted").c
            return select(number, case((func.coalesce(number, 0) != 0, literal(True)), else_=self._any(period)))

        return Prepared(build)

    def _counts(self) -> Any:
        return literal(1) if self.counts == 1 else self.counts

    def _place(self, *before: Any) -> Any:
        order = [*before, *(self.by or (self.on,)), self.id]
        return func.row_number().over(partition_by=[*before, *self.one_of], order_by=order[len(before) :])


def false_() -> ColumnElement[bool]:
    return literal(False)


@dataclass(frozen=True)
class Beside:
    """A supplementary number of a measure: a part of its own, or a function of (session, period, the main reading).

    `behind`: the rows that a worked-out number is made of; with `is_share` their counts over the main number are it."""

    code: str
    part: Part | None = None
    work_out: Callable[[Session, Period, Reading], Reading] | None = None
    behind: Part | None = None
    is_share: bool = False


@dataclass(frozen=True)
class Measure:
    """One of the 37 numbers of Table 1 (or a number of its own behind an indicator).

    Its words, unit and counting basis stand in the catalogue under the same `code`; its registers in its parts.
    `needs_row`: a return, a survey, money: without a row there is no data, whatever anybody confirmed."""

    code: str
    parts: Sequence[Part]
    beside: Sequence[Beside] = ()
    needs_row: bool = False

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        """The number for R. `confirmed`: registers for which somebody has confirmed "nic w tym roku" in R."""
        if period.is_future:
            return Reading.no_data("future_year")
        if not self.parts:
            return Reading.no_data("no_formula")
        totals = [self._total(part, session, period, confirmed) for part in self.parts]
        known = [total for total in totals if total is not None]
        why = "no_return" if self.needs_row else "no_rows"
        reading = Reading.of(sum(known)) if known else Reading.no_data(why)
        return Reading(
            reading.state,
            reading.value,
            reading.reason,
            {one.code: self._beside(one, session, period, reading) for one in self.beside},
        )

    def _total(self, part: Part, session: Session, period: Period, confirmed: Collection[str]) -> int | None:
        """What a part comes to; None where its register tells nothing of R, and nobody confirmed that there is
        nothing."""
        known = part.known(session, period)
        is_confirmed = not self.needs_row and (part.main or part.register) in confirmed
        return 0 if known is None and is_confirmed else known

    @staticmethod
    def _beside(one: Beside, session: Session, period: Period, main: Reading) -> Reading:
        if main.state is not State.NUMBER:
            return Reading.no_data(main.reason)
        if one.part is not None:
            return Reading.of(one.part.number(session, period))
        assert one.work_out is not None
        return one.work_out(session, period, main)

    def ratio(self) -> tuple[Measure, Measure] | None:
        """What stands above and below the line of a share; None of a number that is a sum of its rows."""
        return None

    def rows(self, session: Session, period: Period) -> tuple[list[Row], list[Row]]:
        """(rows that count, rows left out with why); the counts of the first add up to the number."""
        if period.is_future:
            return [], []
        found = [row for part in self.parts for row in part.rows(session, period)]
        return [row for row in found if not row.why], [row for row in found if row.why]

    def about(self, session: Session, period: Period, part: Part, ids: Sequence[UUID]) -> list[Row]:
        """The rows of these records in one of its parts, as this number counts them or leaves them out."""
        return [] if period.is_future else part.about(session, period, ids)
