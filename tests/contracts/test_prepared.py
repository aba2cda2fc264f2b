"""A number asked by its prepared statement is the number of the formula with the days in place, for any period."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.measures import Months, Part, Period
from openkrakow_desktop.core.period import Prepared, days_of
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.measures import MEASURES as OF_EVENTS
from openkrakow_desktop.events.model import Event
from openkrakow_desktop.overview.measures import COMPOSITES
from openkrakow_desktop.overview.what_if_year import APRIL, SCHOOL, year_of
from tests.activities.build import TODAY
from tests.mutation import parts_of
from tests.overview.measure_cases import fill

YEAR = Period(2026, TODAY)
PERIODS = (
    YEAR,
    Period(2026, dt.date(2026, 2, 28)),
    Period(2025, TODAY),
    Months(2026, TODAY, 2, 2),
    Months(2026, TODAY, 4, 12),
    year_of(YEAR, SCHOOL),
    year_of(YEAR, APRIL),
)
_NAME = re.compile(r"POSTCOMPILE_\w+")  # of a list of values: told in their own order
PARTS = parts_of([*DECLARED.measures.values(), *COMPOSITES])


def said(statement: Select[tuple[int | None]], values: dict[str, object]) -> list[tuple[str, list[object]]]:
    """The SQL of both databases, with the values of its parameters in their order."""
    found = []
    for dialect in (sqlite.dialect(), postgresql.dialect(paramstyle="qmark")):
        made = statement.compile(dialect=dialect)
        named = made.construct_params(values)
        found.append((_NAME.sub("some", str(made)), [named[name] for name in made.positiontup or ()]))
    return found


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_a_prepared_statement_says_what_the_formula_says(code: str, part: Part) -> None:
    prepared = Prepared(part.total)
    for period in PERIODS:
        assert said(prepared.statement, days_of(period)) == said(part.total(period), {}), (code, period)


def test_numbers_of_any_period(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        fill(session, YEAR.year)
    with sqlite_store.read() as session:
        for _, part in PARTS:
            for period in PERIODS:
                number = int(session.scalar(part.total(period)) or 0)
                assert part.number(session, period) == number
                assert part.known(session, period) == (number if number or part.has_any(session, period) else None)


def test_a_number_sees_what_the_session_has_not_written_yet(sqlite_store: Store) -> None:
    """Like every query of a session, so that a rule may count in the middle of a change."""
    with sqlite_store.write("test") as session:
        fill(session, YEAR.year)
        (part,) = next(one for one in OF_EVENTS if one.code == "3.1b").parts
        before = part.number(session, YEAR)
        held = next(row for row in part.rows(session, YEAR) if not row.why)
        event = session.get(Event, held.id)
        assert event is not None
        event.cancelled_on = event.start_on
        assert part.number(session, YEAR) == before - 1


def test_a_formula_that_reckons_outside_of_sql_is_refused() -> None:
    """Its days are parameters: a year added up in Python would be the same for every period."""
    for build in (lambda p: dt.date(p.year, 6, 30), lambda p: p.today.month, lambda p: 1 if p.is_running else 2):
        with pytest.raises((TypeError, AttributeError)):
            _ = Prepared(build).statement
