"""Measures 3.1a, 3.1b, 4.1 and the own half of 3.2: every clause works, rows add up, zero is not "no data"."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.measures import EVENTS, INSTITUTION_PARTICIPATIONS, MEASURES
from openkrakow_desktop.events.model import EventState
from tests.events import measure_cases
from tests.events.build import TODAY, YEAR, come, event, held, sittings
from tests.mutation import idle_clauses, parts_of, values_of

CODES = {measure.code: measure for measure in MEASURES}
EXTRA = [("3.2", INSTITUTION_PARTICIPATIONS), ("events", EVENTS)]


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED
        assert session.scalar(INSTITUTION_PARTICIPATIONS.total(YEAR)) == measure_cases.INSTITUTIONS
        assert session.scalar(EVENTS.total(YEAR)) == measure_cases.ALL_EVENTS


def test_every_clause_moves_a_number(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert idle_clauses(session, [*parts_of(MEASURES), *EXTRA], YEAR) == []


def test_rows_add_up_and_say_why(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        for measure in MEASURES:
            counted, left_out = measure.rows(session, YEAR)
            assert sum(row.counts for row in counted) == measure.read(session, YEAR).value
            assert all(row.why and not row.counts for row in left_out)
        counted, left_out = CODES["3.1b"].rows(session, YEAR)
        assert len(counted) == len({row.id for row in counted})
        assert {row.why for row in left_out} == {
            "event_draft",
            "event_cancelled",
            "event_moved",
            "no_held_session",
            "no_attendance",
            "first_session_in_other_year",
        }


def test_no_event_is_no_data_a_year_of_drafts_is_zero(store: Store) -> None:
    with store.write("test") as session:
        assert {measure.read(session, YEAR).state for measure in MEASURES} == {State.NO_DATA}
        assert {measure.read(session, YEAR, {"event"}).value for measure in MEASURES} == {0}
        event(session, state=EventState.DRAFT)
        assert {measure.read(session, YEAR).value for measure in MEASURES} == {0}
        assert CODES["3.1a"].read(session, Period(2028, TODAY)).reason == "future_year"


def test_the_share_of_nobody_is_no_number(store: Store) -> None:
    with store.write("test") as session:
        held(session, guests=0)
        beside = CODES["3.1a"].read(session, YEAR).beside
        assert beside["3.1a+anonymous"].state is State.NOT_APPLICABLE
        assert beside["3.1a+distinct"].value == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guests=st.lists(st.integers(0, 50), min_size=1, max_size=4), first=st.integers(-3, 3))
def test_two_years_share_a_festival_day_by_day(sqlite_store: Store, guests: list[int], first: int) -> None:
    """Events are of one year, guests of their day's: nothing is lost or counted twice between two years.

    On SQLite only, because it repeats twenty times."""
    begins = dt.date(2026, 1, 1) + dt.timedelta(first)
    with sqlite_store.write("test") as session:
        before = [[CODES[code].read(session, Period(year, TODAY), {"event"}).value or 0 for year in (2025, 2026)]
                  for code in ("3.1a", "3.1b")]  # fmt: skip
        key = event(session, on=begins, until=begins + dt.timedelta(len(guests) - 1))
        for one, n in zip(sittings(session, key), guests, strict=True):
            come(session, one, n)
        after = [[CODES[code].read(session, Period(year, TODAY), {"event"}).value or 0 for year in (2025, 2026)]
                 for code in ("3.1a", "3.1b")]  # fmt: skip
        days = [begins + dt.timedelta(n) for n in range(len(guests))]
        expected = [sum(n for n, day in zip(guests, days, strict=True) if day.year == year) for year in (2025, 2026)]
        assert [new - old for new, old in zip(after[0], before[0], strict=True)] == expected
        assert [new - old for new, old in zip(after[1], before[1], strict=True)] == [
            int(begins.year == year) for year in (2025, 2026)
        ]
