"""The numbers of the small registers: every clause works, rows add up, the unknown is never zero."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.activities.measures import CONSULTATIONS_CANCELLED, MEASURES, PARTNER_RETURNS
from openkrakow_desktop.activities.model import CoverageMeasure, MeetingKind, MeetingState, TranslationKind
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.contacts.service import merge_organisations, merge_people
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Measure, Period, State
from openkrakow_desktop.core.store import Store
from tests.activities import measure_cases
from tests.activities.build import TODAY, edit, organisation, person, put
from tests.activities.cases import LINE, TURNOUT
from tests.mutation import idle_clauses, parts_of, values_of

CODES: dict[str, Measure] = {measure.code: measure for measure in MEASURES}
YEAR = Period(2026, TODAY)
EXTRA = [("3.2", PARTNER_RETURNS), ("R2", CONSULTATIONS_CANCELLED)]
NEEDS_ROW = {"1.5a", "1.5b", "2.2", "5.5b", "T2-3.2"}


def value(session: Any, code: str, period: Period = YEAR) -> Any:
    return CODES[code].read(session, period).value


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED
        assert session.scalar(PARTNER_RETURNS.total(YEAR)) == measure_cases.PARTNER_RETURNS
        assert session.scalar(CONSULTATIONS_CANCELLED.total(YEAR)) == measure_cases.CONSULTATIONS_CANCELLED


def test_every_clause_moves_a_number(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        assert idle_clauses(session, [*parts_of(MEASURES), *EXTRA], YEAR) == []


def test_rows_add_up(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        for code, measure in CODES.items():
            counted, left_out = measure.rows(session, YEAR)
            if code != "T2-3.2":    # a share: its rows are editions
                assert sum(row.counts for row in counted) == value(session, code)
            assert all(row.title for row in (*counted, *left_out))
            assert all(row.why and not row.counts for row in left_out)
        counted, _ = CODES["2.3"].rows(session, YEAR)
        assert not any("Adamska" in row.title for row in counted)       # the unit, not the person


def test_an_empty_register_is_no_data_whatever_is_confirmed_of_returns(store: Store) -> None:
    with store.read() as session:
        for code, measure in CODES.items():
            assert measure.read(session, YEAR).state is State.NO_DATA
            confirmed = measure.read(session, YEAR, {part.main or part.register for part in measure.parts})
            assert (confirmed.state is State.NO_DATA) is (code in NEEDS_ROW)


def test_a_register_with_rows_of_another_kind_gives_zero(store: Store) -> None:
    with store.write("test") as session:
        put(session, "meeting", kind=MeetingKind.OTHER, title="Inne", held_on=dt.date(2026, 1, 1), participants=3,
            state=MeetingState.HELD)
        put(session, "risk_analysis", title="Analiza", completed_on=dt.date(2026, 1, 1))
        assert [value(session, code) for code in ("2.1a", "2.1b", "T2-2.1", "T2-2.2", "6.2b")] == [0, 0, 0, 0, 0]
        assert CODES["6.2b"].rows(session, YEAR) == ([], [])


def test_procedures_are_a_stock(store: Store) -> None:
    with store.write("test") as session:
        made = put(session, "translation", kind=TranslationKind.PROCEDURE, title="Meldunek")
        version = put(session, "translation_version", translation_id=made, language=SpokenLanguage.UKRAINIAN,
                      published_on=dt.date(2024, 5, 1))
        assert [value(session, "T2-1.2", Period(year, TODAY)) for year in (2023, 2024, 2025, 2026)] == [None, 1, 1, 1]
        assert CODES["1.2"].read(session, YEAR).state is State.NO_DATA      # nothing was published in 2026
        edit(session, "translation_version", version, withdrawn_on=dt.date(2026, 12, 31))
        assert value(session, "T2-1.2") == 0
        assert value(session, "T2-1.2", Period(2026, dt.date(2026, 12, 30))) == 1      # to date, it still stands


def test_recommendations_count_once_even_after_merging(store: Store) -> None:
    with store.write("test") as session:
        school, twin = (organisation(session, name, OrganisationKind.SCHOOL) for name in ("Szkoła 1", "SP nr 1"))
        for key, day in ((school, dt.date(2025, 5, 1)), (twin, dt.date(2026, 5, 1))):
            put(session, "institution_coverage", institution_id=key, covered_on=day,
                measure=CoverageMeasure.RECOMMENDATIONS)
        assert value(session, "5.2") == 1
        merge_organisations(session, twin, school)
        assert value(session, "5.2") == 0
        assert value(session, "5.2", Period(2025, TODAY)) == 1


def test_two_records_of_one_person_are_one_coordinator(store: Store) -> None:
    with store.write("test") as session:
        unit = organisation(session, "Wydział", OrganisationKind.OFFICE_UNIT)
        one, two = person(session, "Nowak"), person(session, "Novak")
        for key in (one, two):
            put(session, "cooperation_coordinator", person_id=key, unit_id=unit, from_on=dt.date(2026, 1, 1))
        assert value(session, "2.3") == 2
        merge_people(session, two, one)
        assert value(session, "2.3") == 1


def test_turnout_is_exact_or_unknown(store: Store) -> None:
    with store.write("test") as session:
        made = put(session, "turnout", **TURNOUT, numerator=1, numerator_source="pismo")
        reading = CODES["T2-3.2"].read(session, YEAR)
        assert (reading.state, reading.reason) == (State.NO_DATA, "part_missing")
        edit(session, "turnout", made, denominator=3, denominator_source="pismo")
        assert value(session, "T2-3.2") == Fraction(1, 3)
        edit(session, "turnout", made, numerator=0)
        assert value(session, "T2-3.2") == 0


def test_money_not_told_is_not_zero(store: Store) -> None:
    with store.write("test") as session:
        put(session, "budget_line", **LINE | {"executed": 40})
        other = put(session, "budget_line", **LINE | {"name": "Zadania"})
        reading = CODES["2.2"].read(session, YEAR)
        assert reading.value == 200
        assert (reading.beside["2.2+executed"].state, reading.beside["2.2+executed"].reason) == (
            State.NO_DATA, "executed_missing")
        edit(session, "budget_line", other, executed=0)
        assert CODES["2.2"].read(session, YEAR).beside["2.2+executed"].value == 40


Row = tuple[MeetingKind, MeetingState, int]
ROW = st.tuples(st.sampled_from(MeetingKind), st.sampled_from(MeetingState), st.integers(0, 30))
MEETINGS = st.lists(ROW, max_size=10)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(meetings=MEETINGS)
def test_rows_of_any_meetings_add_up(sqlite_store: Store, meetings: list[Row]) -> None:
    """On SQLite only: the same statements run on both systems above."""
    with pytest.raises(RuntimeError), sqlite_store.write("test") as session:
        for number, (kind, state, people) in enumerate(meetings):
            put(session, "meeting", kind=kind, state=state, participants=people, title=str(number),
                held_on=dt.date(2026, 1, 1))
        held = [(kind, people) for kind, state, people in meetings if state is MeetingState.HELD]
        both = [people for kind, people in held if kind in (MeetingKind.CROSS_SECTOR, MeetingKind.CONSULTATION)]
        valid = [people for kind, people in held if kind is MeetingKind.CONSULTATION and people >= 10]
        told = {"2.1a": len(both), "2.1b": sum(both), "T2-2.2": len(valid)}
        for code, expected in told.items():
            counted, _ = CODES[code].rows(session, YEAR)
            assert (value(session, code) or 0) == expected == sum(row.counts for row in counted)
        raise RuntimeError("leave nothing behind for the next example")
