"""Measure 4.3: every clause works for every kind, rows add up, a year without decisions is zero and not "no data"."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.patronage.measures import MEASURES
from openkrakow_desktop.patronage.model import Patronage, PatronageKind, PatronageState
from openkrakow_desktop.patronage.service import withdraw
from tests.mutation import idle_clauses, parts_of, values_of
from tests.patronage import measure_cases
from tests.patronage.build import TODAY, draft, granted, put

GRANTED = MEASURES[0]
YEAR = Period(2026, TODAY)


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED


def test_every_clause_moves_a_number(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert idle_clauses(session, parts_of(MEASURES), YEAR) == []


def test_rows_say_why(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        counted, left_out = GRANTED.rows(session, YEAR)
        assert sum(row.counts for row in counted) == measure_cases.EXPECTED["4.3"]
        assert {row.why for row in left_out} == {clause.why for clause in GRANTED.parts[0].clauses}


def test_no_decision_is_zero_no_application_is_no_data(store: Store) -> None:
    with store.write("test") as session:
        assert GRANTED.read(session, YEAR).state is State.NO_DATA
        assert GRANTED.read(session, YEAR, {"patronage"}).value == 0
        put(session, draft())
        assert GRANTED.read(session, YEAR).value == 0


def test_withdrawn_next_year_still_counts(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, granted())
        withdraw(session, key, dt.date(2027, 1, 1), "zmiana programu")
        assert GRANTED.read(session, YEAR).value == 1
        other = put(session, granted())
        withdraw(session, other, dt.date(2026, 12, 31), "zmiana programu")
        assert GRANTED.read(session, YEAR).value == 1


ROWS = st.lists(st.tuples(st.sampled_from(PatronageKind), st.booleans(), st.booleans(),
                          st.dates(dt.date(2025, 6, 1), dt.date(2027, 6, 1))), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_add_up_to_the_number(sqlite_store: Store, rows: list[tuple[PatronageKind, bool, bool, dt.date]]) -> None:
    """SQLite only: arithmetic of the declaration, the same SQL as in the tests above."""
    store = sqlite_store
    with store.write("test") as session:
        early = {"received_on": dt.date(2025, 5, 1), "starts_on": None, "ends_on": None}
        states = {True: PatronageState.GRANTED, False: PatronageState.REFUSED}
        made = [put(session, granted(**early, kind=kind, programme_related=related, decided_on=on, state=states[yes]))
                for kind, related, yes, on in rows]
        reading = GRANTED.read(session, YEAR)
        counted, left_out = GRANTED.rows(session, YEAR)
        expected = sum(related and yes and on.year == 2026 for _, related, yes, on in rows)
        assert sum(row.counts for row in counted) == (reading.value or 0) == expected
        assert not {row.id for row in counted} & {row.id for row in left_out}
        assert (reading.value or 0) == sum(one.value or 0 for one in reading.beside.values())
        for key in made:
            session.delete(session.get_one(Patronage, key))
