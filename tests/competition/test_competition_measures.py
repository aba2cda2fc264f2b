"""Measures 4.2a and 4.2b: every clause works, rows add up and name nobody, Krakow's midnight divides the years."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.competition.kinds import NominationState
from openkrakow_desktop.competition.measures import MEASURES
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.store import Store
from tests.competition import measure_cases
from tests.competition.build import TODAY, at, candidate, edition, nomination
from tests.mutation import idle_clauses, parts_of, values_of

CODES = {measure.code: measure for measure in MEASURES}
YEAR = Period(2026, TODAY)


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED


def test_every_clause_moves_a_number(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert idle_clauses(session, parts_of(MEASURES), YEAR) == []


def test_rows_say_why_and_name_nobody(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        for measure in MEASURES:
            counted, left_out = measure.rows(session, YEAR)
            assert sum(row.counts for row in counted) == measure_cases.EXPECTED[measure.code]
            assert {row.why for row in left_out} == {clause.why for clause in measure.parts[0].clauses}
        counted, left_out = CODES["4.2a"].rows(session, YEAR)
        assert {row.title for row in (*counted, *left_out)} >= {"1/2025", "2/2025", "1/2024"}


def test_the_year_turns_at_krakows_midnight(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, call_open_at=at(dt.date(2026, 12, 1)), call_close_at=at(dt.date(2027, 1, 31)))
        one = candidate(session, made)
        nomination(session, made, one, received_at=at(dt.date(2026, 12, 31), 23, 59))
        nomination(session, made, one, received_at=at(dt.date(2027, 1, 1), 0), nominator_name="Ewa Lis")
        later = Period(2027, dt.date(2028, 1, 15))
        assert (CODES["4.2a"].read(session, YEAR).value, CODES["4.2a"].read(session, later).value) == (1, 1)


def test_nothing_is_no_data_only_late_ones_are_zero(store: Store) -> None:
    with store.write("test") as session:
        assert {measure.read(session, YEAR).state for measure in MEASURES} == {State.NO_DATA}
        made = edition(session)
        nomination(session, made, candidate(session, made), received_at=at(dt.date(2026, 7, 1)))
        assert CODES["4.2a"].read(session, YEAR).value == 0
        assert CODES["4.2b"].read(session, YEAR, {"ambassador_meeting"}).value == 0


class RolledBack(Exception):
    """Leaves a write without committing."""


ARRIVALS = st.lists(st.tuples(st.dates(dt.date(2026, 5, 2), dt.date(2026, 7, 5)),
                              st.sampled_from([NominationState.RECEIVED, NominationState.REJECTED])), max_size=10)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals=ARRIVALS)
def test_rows_add_up_to_the_number(sqlite_store: Store, arrivals: list[tuple[dt.date, NominationState]]) -> None:
    """SQLite only: arithmetic of the declaration, the same SQL as in the tests above."""
    with suppress(RolledBack), sqlite_store.write("test") as session:
        made = edition(session)
        one = candidate(session, made)
        keys = [nomination(session, made, one, received_at=at(day), state=state, rejection_reason="brak podpisu",
                           nominator_name=f"Osoba {number}") for number, (day, state) in enumerate(arrivals)]
        counted, left_out = CODES["4.2a"].rows(session, YEAR)
        expected = sum(at(day) <= at(dt.date(2026, 6, 30), 15) for day, _ in arrivals)
        assert sum(row.counts for row in counted) == (CODES["4.2a"].read(session, YEAR).value or 0) == expected
        assert {row.id for row in counted} | {row.id for row in left_out} == set(keys)
        raise RolledBack        # the next example begins with an empty file
