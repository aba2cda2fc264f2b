"""Status against expected, figures from outside, overrides, overlaps, signals: the year as every page sees it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import CoverageMeasure, MeetingKind, MeetingState, TurnoutTool
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.measures import Period, Reading, State
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.overview.evaluate import Status, YearNumbers, evaluate, expected_of, rows_behind, status_of
from openkrakow_desktop.overview.overlaps import events_in_all, overlaps
from openkrakow_desktop.overview.risks import risks
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.training.model import TrainingGroup
from tests.activities import build as activities
from tests.events import build as events
from tests.programme.cases import figure, nothing, override, rating
from tests.training import build as trainings

YEAR, AFTER = 2026, dt.date(2027, 1, 15)
KNOWN = catalogue()


def year(session: Session, of: int = YEAR, today: dt.date = AFTER) -> YearNumbers:
    return evaluate(session, Period(of, today), KNOWN, DECLARED)


def put(session: Session, register: str, draft: dict[str, Any]) -> None:
    DECLARED.registers[register].put(session, None, draft, AFTER)


def consultations(session: Session, *people: int, of: int = YEAR) -> None:
    for number, one in enumerate(people):
        activities.put(session, "meeting", kind=MeetingKind.CONSULTATION, title=f"Konsultacje {number}",
                       participants=one, held_on=dt.date(of, 3 + number, 1), state=MeetingState.HELD)


@pytest.mark.parametrize(("of", "today", "value", "status"), [
    (2026, dt.date(2026, 12, 31), 1, Status.RUNNING),     # not met is said only from 1 January on
    (2026, dt.date(2027, 1, 1), 1, Status.NOT_MET),
    (2026, dt.date(2026, 2, 1), 2, Status.MET),
    (2023, dt.date(2027, 1, 1), 1, Status.OUTSIDE),
    (2029, dt.date(2030, 1, 1), 2, Status.OUTSIDE),
    (2026, dt.date(2027, 1, 1), None, Status.NO_DATA),
])
def test_status_of_a_yearly_number(of: int, today: dt.date, value: int | None, status: Status) -> None:
    entry = KNOWN.indicators["T2-2.1"]
    reading = Reading.no_data("no_rows") if value is None else Reading.of(value)
    assert status_of(entry, reading, expected_of(entry), Period(of, today), KNOWN) is status


@pytest.mark.parametrize(("of", "today", "value", "status"), [
    (2026, dt.date(2027, 6, 1), 18, Status.RUNNING),      # a state due by 31 December 2028
    (2026, dt.date(2031, 6, 1), 18, Status.RUNNING),      # also when 2026 is looked back at
    (2028, dt.date(2028, 12, 31), 49, Status.RUNNING),
    (2028, dt.date(2029, 1, 1), 49, Status.NOT_MET),
    (2026, dt.date(2027, 6, 1), 50, Status.MET),
])
def test_status_of_a_stock(of: int, today: dt.date, value: int, status: Status) -> None:
    entry = KNOWN.indicators["T2-1.2"]
    assert status_of(entry, Reading.of(value), expected_of(entry), Period(of, today), KNOWN) is status


@pytest.mark.parametrize(("people", "value", "status", "meetings", "persons"), [
    ((14, 9, 10), 2, Status.MET, 3, 33), ((14, 9), 1, Status.NOT_MET, 2, 23)])
def test_acceptance_13(store: Store, people: tuple[int, ...], value: int, status: Status, meetings: int,
                       persons: int) -> None:
    with store.write("test") as session:
        consultations(session, *people)
        numbers = year(session)
        indicator = numbers.indicators["T2-2.2"]
        assert (indicator.reading.value, indicator.status) == (value, status)
        assert (numbers.reading("2.1a").value, numbers.reading("2.1b").value) == (meetings, persons)


def test_acceptance_14(store: Store) -> None:
    """158 participations of 141 institutions and 2,380 residents: 141, not met, and 2,521 nowhere."""
    with store.write("test") as session:
        made = trainings.training(session, measure_tags=("5.4",))
        kinds = [OrganisationKind.SCHOOL] * 96 + [OrganisationKind.KINDERGARTEN] * 31
        kinds += [OrganisationKind.OTHER_FACILITY] * 14
        schools = [activities.organisation(session, f"Placówka {n}", kind) for n, kind in enumerate(kinds)]
        for institution in schools[:100]:
            activities.put(session, "institution_coverage", institution_id=institution,
                           measure=CoverageMeasure.TOOLS, covered_on=dt.date(YEAR, 10, 1))
        for institution in schools[83:]:
            trainings.someone(session, made, TrainingGroup.TEACHER, 100, institution)
        put(session, "external_figure", figure(figure_code="T2-5.1+residents", value=2380, source="Dzielnice"))
        indicator = year(session).indicators["T2-5.1"]
        assert (indicator.reading.value, indicator.status) == (141, Status.NOT_MET)
        assert indicator.reading.beside["T2-5.1+residents"].value == 2380
        assert indicator.sources == {"T2-5.1+residents": "Dzielnice"}
        counted, left_out = rows_behind(session, "T2-5.1", Period(YEAR, AFTER), KNOWN, DECLARED)
        assert len(counted) + len(left_out) == 158


def test_an_override_stands_with_its_reason(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        consultations(session, 14, 9)
        put(session, "indicator_override", override(value=2))
        indicator = year(session).indicators["T2-2.2"]
        assert (indicator.reading.value, indicator.counted.value, indicator.status) == (2, 1, Status.MET)
        assert indicator.override and indicator.override.reason == "Lista obecności zaginęła."
        assert year(session, 2027, dt.date(2028, 1, 1)).indicators["T2-2.2"].previous.value == 2


def test_nothing_is_no_data_until_somebody_says_so(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        before = year(session)
        assert {one.reading.state for one in before.measures.values()} == {State.NO_DATA}
        assert {one.status for one in before.indicators.values()} == {Status.NO_DATA}
        for register in ("event", "training", "meeting"):
            put(session, "nothing_confirmed", nothing(register_code=register))
        numbers = year(session)
        zero = {code for code, one in numbers.measures.items() if one.reading.value == 0}
        assert zero == {"1.4", "2.1a", "2.1b", "3.1a", "3.1b", "4.1", "5.4a", "5.4b", "6.3a", "6.3b"}
        assert numbers.indicators["T2-3.1"].status is Status.NOT_MET
        assert numbers.indicators["T2-5.1"].reading.value == 0
        assert numbers.confirmed == {"event", "training", "meeting"}


def test_a_future_year_has_no_data(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        consultations(session, 14, 9)
        numbers = year(session, 2028)
        assert {one.reading.reason for one in numbers.measures.values()} == {"future_year"}
        assert all(one.status is Status.NO_DATA for one in numbers.indicators.values())
        assert events_in_all(session, numbers.period) == 0
        assert all(not any(rows_behind(session, code, numbers.period, KNOWN, DECLARED))
                   for code in (*KNOWN.measures, *KNOWN.indicators))


def test_a_share_is_exact_and_needs_both_parts(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        draft = {"edition": "2026", "tool": TurnoutTool.CIVIC_BUDGET, "year": YEAR, "numerator": 301,
                 "numerator_source": "głosy", "denominator_source": "ewidencja"}
        activities.put(session, "turnout", **draft)
        assert year(session).indicators["T2-3.2"].status is Status.NO_DATA
    with sqlite_store.write("test") as session:
        activities.put(session, "turnout", **draft | {"edition": "2026 b", "denominator": 7000})
        put(session, "external_figure", figure(figure_code="T2-3.2+local", value=None, source="brak"))
        indicator = year(session).indicators["T2-3.2"]
        assert indicator.reading.value == Fraction(43, 1000) and indicator.expected == Fraction(1, 20)
        assert indicator.status is Status.NOT_MET and indicator.share == Fraction(43, 50)
        assert indicator.reading.beside["T2-3.2+local"].state is State.NO_DATA


def test_differences_to_the_year_before(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        consultations(session, 14, 12, 30)
        consultations(session, 15, of=2025)
        indicator = year(session).indicators["T2-2.2"]
        assert (indicator.previous.value, indicator.difference) == (1, 2)


def test_acceptance_6_overlaps(store: Store) -> None:
    """One debate at the Centre, 40 people: in 3.1b, 4.1 and T2-3.1, once in the overlaps, one event in all."""
    with store.write("test") as session:
        events.held(session, "Debata", guests=40, measure_tags=("4.1",))
        numbers = year(session)
        found = {code: numbers.reading(code).value for code in ("3.1b", "4.1", "T2-3.1", "3.1a")}
        assert found == {"3.1b": 1, "4.1": 1, "T2-3.1": 1, "3.1a": 40}
        assert events_in_all(session, numbers.period) == 1
        listed = {one.entry.code: one for one in overlaps(session, numbers.period, KNOWN, DECLARED)}
        assert [shared.numbers for shared in listed["events"].shared] == [("3.1b", "4.1", "T2-3.1")]
        assert listed["events"].records == 1 and listed["attendance"].shared == ()


def test_an_event_of_one_row_of_table_1_is_no_overlap(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        events.held(session, "Warsztat", guests=4, measure_tags=())
        consultations(session, 14)
        listed = {one.entry.code: one for one in overlaps(session, Period(YEAR, AFTER), KNOWN, DECLARED)}
        assert listed["events"].shared == () and listed["events"].records == 1
        assert [shared.numbers for shared in listed["meetings"].shared] == [("2.1a", "2.1b", "T2-2.2")]


def test_signals_stand_beside_the_ratings_of_people(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        put(session, "risk_assessment", rating(rating=5))
        put(session, "external_figure", figure(figure_code="complaints", value=4))
        activities.put(session, "survey", service="Punkt", method="ankieta", closed_on=dt.date(YEAR, 5, 1),
                       n_positive=18, n_neutral=3, n_negative=2)
        activities.put(session, "budget_line", year=YEAR, name="Punkt", plan=100_00, plan_after_changes=200_00,
                       executed=150_00, measure_tags=("2.2",))
        consultations(session, 14)
        activities.put(session, "meeting", kind=MeetingKind.CONSULTATION, title="Odwołane",
                       held_on=dt.date(YEAR, 9, 1), state=MeetingState.CANCELLED)
        views = {one.entry.code: one for one in risks(session, year(session))}
        signals = {signal.key: signal for view in views.values() for signal in view.signals}
        assert views["R1"].assessment and views["R1"].assessment.rating == 5 and views["R2"].assessment is None
        assert signals["negative_share"].reading.value == Fraction(1, 10)
        assert signals["complaints"].reading.value == 4 and signals["complaints"].source == "Rejestr skarg"
        assert signals["executed_share"].reading.value == Fraction(3, 4)
        assert signals["consultations"].reading.value == 1 and signals["consultations"].against.value == 2
        assert signals["consultations_cancelled"].reading.value == 1
        assert signals["incidents"].reading.state is State.NO_DATA
        assert signals["call_days"].reading.state is State.NOT_APPLICABLE
        assert list(views) == list(KNOWN.risks)
