"""The numbers of trainings: fixtures in which every clause works, rows that add up, people counted once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.training.measures import EDUCATION_INSTITUTIONS, LACK_OF_TAKERS, MEASURES
from openkrakow_desktop.training.model import TrainingGroup
from tests.mutation import idle_clauses, parts_of, values_of
from tests.training import measure_cases
from tests.training.build import TODAY, participation, person, someone, trainee, training

CODES = {measure.code: measure for measure in MEASURES}
YEAR = Period(2026, TODAY)
EXTRA = [("T2-5.1", EDUCATION_INSTITUTIONS), ("R5", LACK_OF_TAKERS)]


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED
        assert session.scalar(EDUCATION_INSTITUTIONS.total(YEAR)) == measure_cases.INSTITUTIONS
        assert session.scalar(LACK_OF_TAKERS.total(YEAR)) == measure_cases.LACK_OF_TAKERS


def test_every_clause_moves_a_number(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert idle_clauses(session, [*parts_of(MEASURES), *EXTRA], YEAR) == []


def test_rows_say_why_and_add_up(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        for measure in MEASURES:
            counted, left_out = measure.rows(session, YEAR)
            assert sum(row.counts for row in counted) == measure.read(session, YEAR).value
            assert all(row.why and not row.counts for row in left_out)
        _, left_out = CODES["1.4"].rows(session, YEAR)
        assert {row.why for row in left_out} == {
            "already_counted", "not_completed", "outside_target_group", "training_cancelled", "training_not_held"}
        assert all("SZ-" in row.title for row in left_out)      # a code, not a name


def test_no_training_is_no_data_an_empty_one_is_zero(store: Store) -> None:
    with store.write("test") as session:
        assert CODES["1.4"].read(session, YEAR).state is State.NO_DATA
        assert CODES["1.4"].read(session, YEAR, {"training"}).value == 0
        training(session, measure_tags=())
        for measure in MEASURES:
            reading = measure.read(session, YEAR)
            assert reading.value == 0 and all(one.value == 0 for one in reading.beside.values())
            assert measure.rows(session, YEAR) == ([], [])
        assert CODES["6.3b"].read(session, Period(2025, TODAY)).state is State.NO_DATA


def test_the_year_is_that_of_the_last_day(store: Store) -> None:
    with store.write("test") as session:
        over = {"start_on": dt.date(2025, 12, 31), "end_on": dt.date(2026, 1, 1)}
        someone(session, training(session, **over), TrainingGroup.OFFICE)
        assert CODES["1.4"].read(session, YEAR).value == 1
        assert CODES["1.4"].read(session, Period(2025, TODAY)).state is State.NO_DATA


def test_merged_people_count_once(store: Store) -> None:
    with store.write("test") as session:
        one, two = person(session, "Kowalska"), person(session, "Kovalska")
        for number, who in enumerate((one, two)):
            made = training(session, title=str(number))
            participation(session, made, trainee(session, TrainingGroup.OFFICE, person=who), 100)
        assert CODES["1.4"].read(session, YEAR).value == 2
        merge_people(session, two, one)
        assert CODES["1.4"].read(session, YEAR).value == 1
        assert CODES["1.4"].read(session, YEAR).beside["1.4+participations"].value == 2


PEOPLE = st.lists(st.tuples(st.sampled_from(list(TrainingGroup)), st.integers(0, 100)), max_size=12)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_rows_add_up_whoever_comes(sqlite_store: Store, people: list[tuple[TrainingGroup, int]]) -> None:
    """On SQLite only: the same statements run on both systems above."""
    with pytest.raises(RuntimeError), sqlite_store.write("test") as session:
        made = training(session, measure_tags=("1.4", "5.4", "6.3"))
        for group, minutes in people:
            someone(session, made, group, minutes)
        for measure in MEASURES:
            reading = measure.read(session, YEAR)
            counted, left_out = measure.rows(session, YEAR)
            assert sum(row.counts for row in counted) == reading.value
            if measure.code in ("1.4", "5.4b", "6.3b"):
                assert len(counted) + len(left_out) == len(people)
        services = CODES["6.3b"].read(session, YEAR)
        both = (services.value or 0) + (services.beside["6.3b+outside"].value or 0)
        assert both == sum(minutes > 0 for _, minutes in people)
        raise RuntimeError("leave nothing behind for the next example")
