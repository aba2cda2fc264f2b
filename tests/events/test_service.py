"""Planning, holding, cancelling, moving, settling: what the verbs do, and what they refuse."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.feature import EVENTS, FEATURE, SESSIONS
from openkrakow_desktop.events.model import (
    Event,
    EventSession,
    EventState,
    EventType,
    Registration,
    RegistrationState,
    SessionState,
)
from openkrakow_desktop.events.service import (
    cancel_event,
    cancel_session,
    confirm_zero,
    hold_event,
    hold_session,
    move_event,
    plan_event,
    settle_event,
)
from tests.events.build import CLOCK, DAY, TODAY, come, event, organisation, participant, put, sitting, sittings
from tests.stores import Make


def why(told: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.key for problem in told.value.problems]


def test_a_new_event_has_a_session_for_each_of_its_days(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, until=DAY + dt.timedelta(3), starts_at=dt.time(18), ends_at=dt.time(20))
        made = [session.get_one(EventSession, one) for one in sittings(session, key)]
        assert [one.held_on for one in made] == [DAY + dt.timedelta(n) for n in range(4)]
        assert {(one.starts_at, one.ends_at, one.state) for one in made} == {
            (dt.time(18), dt.time(20), SessionState.PLANNED)
        }


def test_planning_refuses_what_the_form_would(store: Store) -> None:
    with store.write("event.add") as session:
        with pytest.raises(Refused) as told:
            plan_event(session, TODAY, title="Bez organizatora")
        assert set(why(told)) == {"problem.required"}
        with pytest.raises(Refused) as told:
            event(session, until=DAY - dt.timedelta(1))
        assert why(told) == ["problem.end_before_start"]


def test_a_session_given_with_its_event_takes_the_place_of_the_one_that_came_by_itself(store: Store) -> None:
    with store.write("import") as session:
        key = event(session, until=DAY + dt.timedelta(1))  # no hour known of the event
        counted = sittings(session, key)[0]
        tap(session, counted, clock=CLOCK)
        for day, hour in ((0, 10), (1, 16), (1, 14)):
            put(session, SESSIONS, event_id=key, held_on=DAY + dt.timedelta(day), starts_at=dt.time(hour))
        times = [session.get_one(EventSession, one).starts_at for one in sittings(session, key)]
        assert sorted(times, key=str) == [dt.time(10), dt.time(14), dt.time(16), None]  # what was counted stays
    with store.write("session.add") as session:  # later, another sitting is one more
        put(session, SESSIONS, event_id=key, held_on=DAY, starts_at=dt.time(18))
        assert len(sittings(session, key)) == 5


def test_the_same_event_imported_on_two_laptops_has_the_same_sessions(make: Make) -> None:
    keys = []
    for device in ("A", "B"):
        with make(device).write("import") as session:
            facts = {"title": "Festiwal", "type": EventType.FESTIVAL, "organiser_id": organisation(session)}
            draft = EVENTS.draft(session, None) | facts | {"start_on": DAY, "end_on": DAY + dt.timedelta(1)}
            keys.append(sittings(session, EVENTS.put(session, None, draft, TODAY, key=UUID(int=7 << 80)).id))
    assert keys[0] == keys[1]


def test_holding_needs_guests_or_somebody_who_confirms_that_nobody_came(store: Store) -> None:
    with store.write("event.hold") as session:
        key = event(session)
        with pytest.raises(Refused) as told:
            hold_event(session, key, clock=CLOCK)
        assert why(told) == ["problem.nobody_came"] and told.value.problems[0].field == "zero_confirmed_by"
        assert session.get_one(Event, key).state is EventState.PLANNED
        hold_event(session, key, "AB", CLOCK)
        sat = session.get_one(EventSession, sitting(session, key))
        assert (sat.zero_confirmed_by, sat.zero_confirmed_at, sat.state) == ("AB", CLOCK.now(), SessionState.HELD)
        assert session.get_one(Event, key).state is EventState.HELD


def test_holding_an_event_is_all_or_nothing(store: Store) -> None:
    with store.write("event.hold") as session:
        key = event(session, until=DAY + dt.timedelta(1))
        tap(session, sittings(session, key)[0], n=3, clock=CLOCK)
        with pytest.raises(Refused):
            hold_event(session, key, clock=CLOCK)
        assert {session.get_one(EventSession, one).state for one in sittings(session, key)} == {SessionState.PLANNED}


def test_what_is_still_to_come_is_not_held(store: Store) -> None:
    with store.write("event.hold") as session:
        key = event(session)
        before = Clock.fixed(DAY - dt.timedelta(1))
        for act in (
            lambda: hold_event(session, key, "AB", before),
            lambda: hold_session(session, sitting(session, key), "AB", before),
        ):
            with pytest.raises(Refused) as told:
                act()
            assert why(told) == ["problem.still_to_come"]


def test_an_event_is_held_once_its_last_session_is_decided(store: Store) -> None:
    with store.write("session.hold") as session:
        key = event(session, until=DAY + dt.timedelta(2))
        first, second, third = sittings(session, key)
        come(session, first, 4)
        assert session.get_one(Event, key).state is EventState.PLANNED
        cancel_session(session, second)
        come(session, third, 4)
        assert session.get_one(Event, key).state is EventState.HELD
        with pytest.raises(Refused) as told:
            cancel_session(session, third)
        assert why(told) == ["problem.session_held"]
        with pytest.raises(Refused) as told:
            hold_session(session, second, "AB", CLOCK)
        assert why(told) == ["problem.session_cancelled"]
    with store.write("session.edit") as session:
        for one in (first, third):
            put(session, SESSIONS, one, state=SessionState.PLANNED)
        assert session.get_one(Event, key).state is EventState.PLANNED


def test_confirming_zero_afterwards(store: Store) -> None:
    with store.write("session.confirm_zero") as session:
        key = event(session, state=EventState.HELD)
        sat = sitting(session, key)
        confirm_zero(session, sat, "AB", CLOCK)
        assert session.get_one(EventSession, sat).zero_confirmed_by == "AB"
        come_ = event(session, "Inne")
        with pytest.raises(Refused) as told:
            confirm_zero(session, sitting(session, come_), "AB", CLOCK)
        assert why(told) == ["problem.zero_of_unheld"]
        come(session, sitting(session, come_), 2)
        with pytest.raises(Refused) as told:
            confirm_zero(session, sitting(session, come_), "AB", CLOCK)
        assert why(told) == ["problem.somebody_came"]


def test_cancelling_calls_off_every_session_and_keeps_the_list(store: Store) -> None:
    with store.write("event.cancel") as session:
        key = event(session, until=DAY + dt.timedelta(1))
        put(session, "registration", event_id=key, participant_id=participant(session))
        cancel_event(session, key, "choroba", DAY)
        assert {session.get_one(EventSession, one).state for one in sittings(session, key)} == {SessionState.CANCELLED}
        assert session.query(Registration).count() == 1
        with pytest.raises(Refused) as told:
            hold_session(session, sittings(session, key)[0], "AB", CLOCK)
        assert why(told) == ["problem.event_off"]
        with pytest.raises(Refused) as told:
            cancel_event(session, key, "znowu", DAY)
        assert why(told) == ["problem.transition"]
        part = event(session, "Częściowo", until=DAY + dt.timedelta(1))
        come(session, sittings(session, part)[0], 3)
        with pytest.raises(Refused) as told:
            cancel_event(session, part, "burza", DAY)
        assert why(told) == ["problem.has_held_sessions"]


def test_cancelling_in_the_form_does_the_same(store: Store) -> None:
    with store.write("event.edit") as session:
        key = event(session)
        put(session, EVENTS, key, state=EventState.CANCELLED, cancel_reason="choroba", cancelled_on=DAY)
        assert session.get_one(EventSession, sitting(session, key)).state is SessionState.CANCELLED


def test_moving_plans_a_copy_with_the_same_list(store: Store) -> None:
    with store.write("event.move") as session:
        key = event(session, until=DAY + dt.timedelta(1), capacity=20)
        stays, leaves = participant(session), participant(session)
        put(session, "registration", event_id=key, participant_id=stays)
        put(session, "registration", event_id=key, participant_id=leaves, state=RegistrationState.CANCELLED)
        with pytest.raises(Refused) as told:
            move_event(session, key, DAY)
        assert why(told) == ["problem.moved_to_itself"]
        new = session.get_one(Event, move_event(session, key, DAY + dt.timedelta(30)))
        old = session.get_one(Event, key)
        assert (old.state, old.moved_to_id) == (EventState.MOVED, new.id)
        assert (new.state, new.capacity, new.end_on) == (EventState.PLANNED, 20, DAY + dt.timedelta(31))
        assert len(sittings(session, new.id)) == 2
        asked = session.query(Registration).filter_by(event_id=new.id).all()
        assert [one.participant_id for one in asked] == [stays]


def test_settling_needs_every_session_decided(store: Store) -> None:
    with store.write("event.settle") as session:
        key = event(session, state=EventState.HELD, until=DAY + dt.timedelta(1))
        with pytest.raises(Refused) as told:
            settle_event(session, key, CLOCK)
        assert why(told) == ["problem.session_without_attendance"]
        first, second = sittings(session, key)
        tap(session, first, n=3, clock=CLOCK)
        put(session, SESSIONS, second, state=SessionState.PLANNED)
        with pytest.raises(Refused) as told:
            settle_event(session, key, CLOCK)
        assert why(told) == ["problem.session_undecided"]
        cancel_session(session, second)
        settle_event(session, key, CLOCK)
        assert session.get_one(Event, key).state is EventState.SETTLED


def test_no_session_left_to_hold(store: Store) -> None:
    with store.write("event.hold") as session:
        key = event(session)
        cancel_session(session, sitting(session, key))
        with pytest.raises(Refused) as told:
            hold_event(session, key, "AB", CLOCK)
        assert why(told) == ["problem.no_session_to_hold"]


def test_closing_is_not_undone_like_an_edit() -> None:
    undoable = {action.key: action.undoable for one in FEATURE.registers for action in one.actions}
    assert {key for key, can in undoable.items() if not can} == {"event.settle", "event.unsettle"}


def test_deleting_an_event_takes_along_what_it_owns(store: Store) -> None:
    with store.write("event.delete") as session:
        key, card = event(session), participant(session)
        put(session, "attendance", session_id=sitting(session, key), participant_id=card)
        put(session, "registration", event_id=key, participant_id=card)
        EVENTS.remove(session, key)
        assert session.query(EventSession).count() == session.query(Registration).count() == 0
