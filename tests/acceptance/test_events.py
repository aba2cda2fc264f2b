"""Acceptance scenarios 1-6, through the public services (the package sentence of 6 comes with packages)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, attendance_of
from openkrakow_desktop.events.door import check_in, reconcile, tap, uncheck
from openkrakow_desktop.events.measures import EVENTS, MEASURES
from openkrakow_desktop.events.model import Event, EventState, EventType
from openkrakow_desktop.events.service import cancel_event, hold_event, hold_session
from tests.events.build import CLOCK, DAY, TODAY, event, listed, organisation, participant, put, sitting, sittings

CODES = {measure.code: measure for measure in MEASURES}


def number(session: Session, code: str, year: int = 2026) -> int:
    """A number of Table 1 in a year, seen from after it."""
    value = CODES[code].read(session, Period(year, dt.date(2028, 1, 15))).value
    assert isinstance(value, int)
    return value


def cards(session: Session, n: int) -> list[UUID]:
    return [participant(session) for _ in range(n)]


def test_1_cancelled_and_empty(store: Store) -> None:
    with store.write("test") as session:
        a = event(session, "A", dt.date(2026, 3, 10))
        listed(session, sitting(session, a), *cards(session, 12))
        tap(session, sitting(session, a), n=30, clock=CLOCK)
        hold_event(session, a, clock=CLOCK)
        b = event(session, "B", dt.date(2026, 3, 11))
        for card in cards(session, 18):
            put(session, "registration", event_id=b, participant_id=card)
        cancel_event(session, b, "choroba osoby prowadzącej", dt.date(2026, 3, 10))
        c = event(session, "C", dt.date(2026, 3, 12))
        hold_event(session, c, zero_confirmed_by="zespół Centrum", clock=CLOCK)
        assert number(session, "3.1b") == 2
        assert number(session, "3.1a") == 42
        assert session.scalars(select(Event.id).where(Event.state == EventState.CANCELLED)).all() == [b]


def test_2_new_year(store: Store) -> None:
    with store.write("test") as session:
        festival = event(session, "Festiwal", dt.date(2026, 12, 30), until=dt.date(2027, 1, 2))
        for one, guests in zip(sittings(session, festival), (20, 35, 15, 10), strict=True):
            tap(session, one, n=guests, clock=CLOCK)
        hold_event(session, festival, clock=CLOCK)
        party = event(session, "Sylwester", dt.date(2026, 12, 31), starts_at=dt.time(20), ends_at=dt.time(3))
        tap(session, sitting(session, party), n=60, clock=CLOCK)
        hold_event(session, party, clock=CLOCK)
        assert (number(session, "3.1b", 2026), number(session, "3.1a", 2026)) == (2, 115)
        assert (number(session, "3.1b", 2027), number(session, "3.1a", 2027)) == (0, 25)


def test_3_drop_in_versus_list(store: Store) -> None:
    with store.write("test") as session:
        sat = sitting(session, event(session))
        people = cards(session, 18)
        listed(session, sat, *people)
        assert reconcile(session, sat, 47, clock=CLOCK) == Headcount(listed=18, anonymous=29)
        assert attendance_of(session, sat).total == 47
        uncheck(session, sat, people[0])
        assert attendance_of(session, sat) == Headcount(17, 29)
        with pytest.raises(Refused) as told:
            reconcile(session, sat, 15, clock=CLOCK)
        assert told.value.problems[0].values == {"in_room": 15, "listed": 17}
        assert attendance_of(session, sat) == Headcount(17, 29)


def test_4_same_person_twice(store: Store) -> None:
    with store.write("event.add") as session:
        person, key = participant(session, code="CW-0042"), event(session, on=DAY)
        first = sitting(session, key)
    with store.write("session.add") as session:  # in the afternoon, once more
        second = put(session, "session", event_id=key, held_on=DAY, starts_at=dt.time(18)).id
        assert not check_in(session, first, person, CLOCK).is_repeat
        assert check_in(session, first, person, CLOCK).is_repeat
        assert attendance_of(session, first).total == 1
        check_in(session, second, person, CLOCK)
        for one in (first, second):
            hold_session(session, one, clock=CLOCK)
        assert number(session, "3.1a") == 2
        assert CODES["3.1a"].read(session, Period(2026, TODAY)).beside["3.1a+distinct"].value == 1


def test_5_unique_versus_attendances(store: Store) -> None:
    with store.write("test") as session:
        a, b, c, d = cards(session, 4)
        for day, (people, others) in enumerate([((a, b, c), 5), ((b, c, d), 0), ((a, b), 10)], 1):
            key = event(session, f"Spotkanie {day}", dt.date(2026, 5, day))
            listed(session, sitting(session, key), *people)
            if others:
                tap(session, sitting(session, key), n=others, clock=CLOCK)
            hold_event(session, key, clock=CLOCK)
        reading = CODES["3.1a"].read(session, Period(2026, TODAY))
        assert reading.value == 23
        assert {code: one.value for code, one in reading.beside.items()} == {
            "3.1a+anonymous": Fraction(15, 23), "3.1a+distinct": 4}  # fmt: skip


def test_6_one_event_several_measures(store: Store) -> None:
    with store.write("test") as session:
        coordinator = organisation(session, is_programme_coordinator=True)
        debate = event(session, "Debata", type=EventType.DEBATE, organiser_id=coordinator)  # run by the Centre
        tap(session, sitting(session, debate), n=40, clock=CLOCK)
        hold_event(session, debate, clock=CLOCK)
        assert (number(session, "3.1b"), number(session, "4.1"), number(session, "3.1a")) == (1, 1, 40)
        assert session.scalar(EVENTS.total(Period(2026, TODAY))) == 1
        behind = {code: {row.id for row in CODES[code].rows(session, Period(2026, TODAY))[0]} for code in CODES}
        assert behind == {"3.1a": {debate}, "3.1b": {debate}, "4.1": {debate}}  # one record to list as an overlap
