"""The time a number is counted over, and statements that are built once and asked of any such time.

To build a statement takes longer than most of them take to run. So a formula is stated of "some period", whose days are
parameters, and a year is read by naming its days; the rows of a number are still listed with the days in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, Integer, Result, Row, Select, and_, bindparam, or_
from sqlalchemy.orm import Session

from .clock import start_of
from .record import Utc


@dataclass(frozen=True)
class Period:
    """A reporting year as seen on a day: R runs from 1 January to 31 December, to date while it lasts."""

    year: int
    today: dt.date

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def stock_day(self) -> dt.date:
        """The day of a stock: 31 December R, or today while R lasts (decisions.md 2)."""
        return min(self.last, self.today)

    @property
    def begins_at(self) -> dt.datetime:
        """The first instant, by Krakow's calendar."""
        return start_of(self.first)

    @property
    def over_at(self) -> dt.datetime:
        """The first instant that no longer belongs to it."""
        return start_of(self.last + dt.timedelta(days=1))

    @property
    def is_future(self) -> bool:
        return self.first > self.today

    @property
    def is_running(self) -> bool:
        return self.first <= self.today <= self.last

    def holds(self, column: Any) -> ColumnElement[bool]:
        """SQL: a date of R. (Said as BETWEEN, so that a date that must be looked for is looked for once.)"""
        return cast(ColumnElement[bool], column.between(self.first, self.last))

    def holds_instant(self, column: Any) -> ColumnElement[bool]:
        """SQL: an instant of R, by Krakow's calendar."""
        return and_(column >= self.begins_at, column < self.over_at)

    def active(self, from_column: Any, to_column: Any) -> ColumnElement[bool]:
        """SQL: a span that covers the stock day; an open end is empty."""
        return and_(from_column <= self.stock_day, or_(to_column.is_(None), to_column >= self.stock_day))

    def overlaps(self, from_column: Any, to_column: Any) -> ColumnElement[bool]:
        """SQL: a span that has a day in R (up to the stock day)."""
        return and_(from_column <= self.stock_day, or_(to_column.is_(None), to_column >= self.first))


@dataclass(frozen=True)
class Months(Period):
    """Some whole months of a year as a period of its own: every formula reads it like R, so months add up to the year.

    Counts and sums only; a stock or a rule that asks for the year (`period.year`) still means the year."""

    from_month: int = 1
    to_month: int = 12

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.from_month, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year + self.to_month // 12, self.to_month % 12 + 1, 1) - dt.timedelta(days=1)


_KINDS: dict[str, Any] = {
    "year": Integer(), "today": Date(), "first": Date(), "last": Date(), "stock_day": Date(),
    "begins_at": Utc(), "over_at": Utc(),
}  # fmt: skip


def _parameter(name: str) -> Any:
    return bindparam(f"period_{name}", type_=_KINDS[name])


class _SomePeriod(Period):
    """Any period: its days are parameters of a statement. To ask whether it is over, or to reckon with its days outside
    of SQL, raises TypeError or AttributeError: such a formula has to be said in SQL."""

    year, today = _parameter("year"), _parameter("today")
    first, last, stock_day = _parameter("first"), _parameter("last"), _parameter("stock_day")
    begins_at, over_at = _parameter("begins_at"), _parameter("over_at")

    def __init__(self) -> None:
        """It has no year."""


_SOME_PERIOD = _SomePeriod()


@dataclass(frozen=True)
class Prepared:
    """A statement about a period, built when first asked for: `build` says it of a period."""

    build: Callable[[Period], Select[Any]]

    @cached_property
    def statement(self) -> Select[Any]:
        """The statement about any period."""
        return self.build(_SOME_PERIOD)

    def first(self, session: Session, period: Period) -> Any:
        """Its first row for a period, plain values; None if there is none. What the session holds is written first."""
        return self._asked(session, period).first()

    def all(self, session: Session, period: Period) -> Sequence[Row[Any]]:
        """All its rows for a period."""
        return self._asked(session, period).all()

    def _asked(self, session: Session, period: Period) -> Result[Any]:
        if session.autoflush:
            session.flush()
        return session.connection().execute(self.statement, days_of(period))

    def scalar(self, session: Session, period: Period) -> Any:
        """The first column of that row; None if there is none."""
        found = self.first(session, period)
        return None if found is None else found[0]


def days_of(period: Period) -> dict[str, Any]:
    """The parameters of a prepared statement for a period."""
    return {f"period_{name}": getattr(period, name) for name in _KINDS}
