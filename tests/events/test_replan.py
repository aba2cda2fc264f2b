"""Taking a session to another day or hour: what follows, what is refused, what leaves a trace."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from sqlalchemy import select

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.model import Event, EventSession, EventState, Registration
from openkrakow_desktop.events.replan import Target, correct_plan, moving_of, postpone
from openkrakow_desktop.events.service import cancel_event, cancel_session, settle_event
from tests.events.build import CLOCK, DAY, REGISTERS, TODAY, event, held, participant, put, sitting, sittings

EVENTS, SESSIONS = REGISTERS["event"], REGISTERS["session"]
LATER = DAY + dt.timedelta(days=2)


def move(store: Store, session_id: UUID, to: Target) -> None:
    with store.write("event.edit") as session:
        correct_plan(session, EVENTS, SESSIONS, session_id, to, TODAY)


def days(store: Store, key: UUID) -> tuple[tuple[dt.date, dt.date], list[tuple[dt.date, dt.time | None]]]:
    with store.read() as session:
        one = session.get_one(Event, key)
        mine = select(EventSession).where(EventSession.event_id == key).order_by(EventSession.held_on)
        return (one.start_on, one.end_on), [(sat.held_on, sat.starts_at) for sat in session.scalars(mine)]


def test_a_plan_moves_with_its_session(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, starts_at=dt.time(18), ends_at=dt.time(20))
        sat = sitting(session, key)
    move(store, sat, Target(LATER))
    assert days(store, key) == ((LATER, LATER), [(LATER, dt.time(18))])
    move(store, sat, Target(DAY, dt.time(17, 30)))
    assert days(store, key) == ((DAY, DAY), [(DAY, dt.time(17, 30))])
    with store.read() as session:
        assert session.get_one(Event, key).ends_at == dt.time(19, 30)


def test_a_night_stays_as_long(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, starts_at=dt.time(20), ends_at=dt.time(2))
        sat = sitting(session, key)
    move(store, sat, Target(DAY, dt.time(21)))
    with store.read() as session:
        assert session.get_one(EventSession, sat).ends_at == dt.time(3)


def test_a_festival_moves_as_one(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, until=DAY + dt.timedelta(days=2))
        second = sittings(session, key)[1]
    move(store, second, Target(DAY))
    first, last = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    assert days(store, key) == ((first, last), [(first, None), (DAY, None), (last, None)])


def test_a_rearranged_event_moves_only_the_one_session_and_its_days_follow(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, until=DAY + dt.timedelta(days=2))
        first, middle, last = sittings(session, key)
        session.delete(session.get_one(EventSession, middle))
    far = DAY + dt.timedelta(days=9)
    move(store, last, Target(far))
    assert days(store, key) == ((DAY, far), [(DAY, None), (far, None)])
    move(store, first, Target(DAY + dt.timedelta(days=4)))
    assert days(store, key)[0] == (DAY + dt.timedelta(days=4), far)


def test_a_counted_session_asks_and_takes_its_event_along(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, starts_at=dt.time(18), ends_at=dt.time(20))
        sat = sitting(session, key)
        tap(session, sat, n=4, clock=CLOCK)
        moving = moving_of(session, key, sat)
    assert moving.asks and moving.is_counted and not moving.is_whole
    move(store, sat, Target(LATER, dt.time(17)))
    assert days(store, key) == ((LATER, LATER), [(LATER, dt.time(17))])


def test_a_registered_event_is_postponed_with_a_trace(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, starts_at=dt.time(18), ends_at=dt.time(20))
        sat = sitting(session, key)
        put(session, "registration", event_id=key, participant_id=participant(session))
        assert moving_of(session, key, sat).registrations == 1
    with store.write("event.move") as session:
        new = postpone(session, EVENTS, sat, Target(LATER, dt.time(16)), TODAY)
    assert days(store, new) == ((LATER, LATER), [(LATER, dt.time(16))])
    with store.read() as session:
        old = session.get_one(Event, key)
        assert (old.state, old.moved_to_id, old.start_on) == (EventState.MOVED, new, DAY)
        assert session.scalars(select(Registration.event_id).order_by(Registration.id)).all().count(new) == 1


def test_what_took_place_or_does_not_cannot_be_moved(store: Store) -> None:
    with store.write("event.add") as session:
        done = held(session, "odbyte")
        closed = held(session, "rozliczone")
        settle_event(session, closed, CLOCK)
        off = event(session, "odwołane")
        cancel_event(session, off, "burza", DAY)
        partly = event(session, "częściowo", until=DAY + dt.timedelta(days=1))
        cancel_session(session, sittings(session, partly)[1])
        empty = event(session, "bez sesji")
        session.delete(session.get_one(EventSession, sitting(session, empty)))
        session.flush()
        wanted = [
            (done, sittings(session, done)[0], "problem.calendar_held"),
            (closed, sittings(session, closed)[0], "problem.event_settled"),
            (off, sittings(session, off)[0], "problem.calendar_off"),
            (partly, sittings(session, partly)[1], "problem.calendar_off"),
            (empty, None, "problem.calendar_no_session"),
        ]
        for key, sat, why in wanted:
            with pytest.raises(Refused) as told:
                moving_of(session, key, sat)
            assert [problem.key for problem in told.value.problems] == [why]


def test_a_day_out_of_range_is_refused_and_nothing_moves(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session)
        sat = sitting(session, key)
    before = days(store, key)
    for function in (lambda to: move(store, sat, to), lambda to: _postpone(store, sat, to)):
        with pytest.raises(Refused) as told:
            function(Target(dt.date(2014, 3, 1)))
        assert "problem.date_range" in {problem.key for problem in told.value.problems}
    assert days(store, key) == before


def _postpone(store: Store, sat: UUID, to: Target) -> None:
    with store.write("event.move") as session:
        postpone(session, EVENTS, sat, to, TODAY)
