"""Every rule of events refuses what it must, and nothing is written then; what is right is taken."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import check_in, reconcile, tap, undo_tap
from openkrakow_desktop.events.feature import EVENTS, SESSIONS
from openkrakow_desktop.events.model import (
    Attendance,
    AttendanceMode,
    Event,
    EventSession,
    EventState,
    EventType,
    SessionState,
)
from openkrakow_desktop.events.rules import lasting
from openkrakow_desktop.events.service import hold_event, settle_event, unsettle_event
from tests.events.build import (
    CLOCK,
    DAY,
    REGISTERS,
    TODAY,
    come,
    event,
    held,
    organisation,
    participant,
    put,
    sitting,
    sittings,
)
from tests.events.cases import REFUSALS
from tests.refusal import Refusal


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_refused(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        one = REGISTERS[case.register]
        draft = one.draft(session, None) | case.draft(session)
        assert draft.keys() == set(one.form)
        before = session.query(one.record).count()
        found = one.problems(session, draft, None, TODAY)
        assert (case.field, case.key, case.warning) in [(p.field, p.key, p.warning) for p in found]
        if case.warning:
            one.put(session, None, draft, TODAY)
        else:
            with pytest.raises(Refused):
                one.put(session, None, draft, TODAY)
            assert session.query(one.record).count() == before


def refused(key: str, session: object, register: object, record_id: object, **values: object) -> None:
    with pytest.raises(Refused) as told:
        put(session, register, record_id, **values)  # type: ignore[arg-type]
    assert key in [problem.key for problem in told.value.problems]


@pytest.mark.parametrize(
    "begins, ends, hours",
    [
        ((18, 0), (20, 30), 2.5),
        ((20, 0), (3, 0), 7),
        ((8, 0), (0, 0), 16),
        ((8, 0), (0, 1), 16 + 1 / 60),
        ((8, 0), (8, 0), 24),
    ],
)
def test_past_midnight_is_the_next_day(begins: tuple[int, int], ends: tuple[int, int], hours: float) -> None:
    assert lasting(dt.time(*begins), dt.time(*ends)) == dt.timedelta(minutes=round(hours * 60))


def test_sixteen_hours_are_allowed(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, starts_at=dt.time(8), ends_at=dt.time(0))
        assert session.get_one(EventSession, sitting(session, key)).ends_at == dt.time(0)


def test_states_change_along_their_steps_only(store: Store) -> None:
    with store.write("test") as session:
        draft = event(session, state=EventState.DRAFT)
        refused("problem.transition", session, EVENTS, draft, state=EventState.HELD)
        put(session, EVENTS, draft, state=EventState.PLANNED)
        refused("problem.transition", session, EVENTS, draft, state=EventState.DRAFT)
        refused("problem.no_held_session", session, EVENTS, draft, state=EventState.HELD)
        done = held(session)
        refused("problem.by_action", session, EVENTS, done, state=EventState.SETTLED)
        refused(
            "problem.transition", session, EVENTS, done, state=EventState.CANCELLED, cancel_reason="x", cancelled_on=DAY
        )
        refused("problem.transition", session, SESSIONS, sitting(session, done), state=SessionState.CANCELLED)


def test_history_may_be_entered_in_any_state(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, state=EventState.SETTLED)
        put(session, "session_entry", session_id=sitting(session, key), n=12)  # the rest of the same import
        assert session.get_one(EventSession, sitting(session, key)).state is SessionState.HELD
    with store.write("test") as session:
        refused("problem.event_settled", session, "session_entry", None, session_id=sitting(session, key), n=1)


def test_a_settled_event_is_locked_with_all_it_owns(store: Store) -> None:
    with store.write("test") as session:
        key = event(session)
        sat, card = sitting(session, key), participant(session)
        check_in(session, sat, card, CLOCK)
        tap(session, sat, clock=CLOCK)
        hold_event(session, key, clock=CLOCK)
        settle_event(session, key, CLOCK)
        assert session.get_one(Event, key).settled_on == TODAY
        refused("problem.event_settled", session, EVENTS, key, title="Inny")
        refused("problem.event_settled", session, SESSIONS, sat, door_note="x")
        for act in (
            lambda: EVENTS.remove(session, key),
            lambda: SESSIONS.remove(session, sat),
            lambda: REGISTERS["attendance"].remove(session, session.query(Attendance).one().id),
            lambda: tap(session, sat, clock=CLOCK),
            lambda: undo_tap(session, sat),
            lambda: reconcile(session, sat, 9, clock=CLOCK),
            lambda: check_in(session, sat, participant(session), CLOCK),
            lambda: settle_event(session, key, CLOCK),
        ):
            with pytest.raises(Refused) as told:
                act()
            assert [p.key for p in told.value.problems] == ["problem.event_settled"]
        unsettle_event(session, key, "literówka")
        put(session, EVENTS, key, title="Inny")
        with pytest.raises(Refused):
            unsettle_event(session, key, "drugi raz")


def test_dates_of_an_event_with_sessions_of_their_own(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, until=DAY + dt.timedelta(2))
        come(session, sittings(session, key)[2], 7)
        refused("problem.sessions_outside", session, EVENTS, key, end_on=DAY + dt.timedelta(1))
        refused("problem.sessions_outside", session, EVENTS, key, start_on=DAY + dt.timedelta(1))
        put(session, EVENTS, key, end_on=DAY + dt.timedelta(3))
        assert len(sittings(session, key)) == 3  # nothing is planned behind people's backs


def test_sessions_that_are_just_the_plan_follow_it(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, starts_at=dt.time(18), ends_at=dt.time(20))
        only = sitting(session, key)
        put(session, EVENTS, key, start_on=DAY + dt.timedelta(7), end_on=DAY + dt.timedelta(9), starts_at=dt.time(17))
        days = [(one.held_on, one.starts_at) for one in session.query(EventSession).order_by(EventSession.held_on)]
        assert days == [(DAY + dt.timedelta(n), dt.time(17)) for n in (7, 8, 9)]
        assert sittings(session, key)[0] == only
        put(session, EVENTS, key, start_on=DAY, end_on=DAY)
        assert sittings(session, key) == [only]
        assert session.get_one(EventSession, only).held_on == DAY


def test_an_event_with_a_list_cannot_become_a_counter(store: Store) -> None:
    with store.write("test") as session:
        key = event(session)
        check_in(session, sitting(session, key), participant(session), CLOCK)
        refused("problem.has_listed", session, EVENTS, key, attendance_mode=AttendanceMode.ANONYMOUS)


def test_an_event_that_took_place_is_not_called_off(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, until=DAY + dt.timedelta(1))
        come(session, sittings(session, key)[0], 3)
        facts = {"state": EventState.CANCELLED, "cancel_reason": "burza", "cancelled_on": DAY}
        refused("problem.has_held_sessions", session, EVENTS, key, **facts)
        moved = {"state": EventState.MOVED, "moved_to_id": event(session, "Nowa")}
        refused("problem.has_held_sessions", session, EVENTS, key, **moved)
        other = event(session, "Inne")
        refused("problem.moved_to_itself", session, EVENTS, other, state=EventState.MOVED, moved_to_id=other)


@pytest.mark.parametrize(
    "kind, partner, tags",
    [
        (EventType.DEBATE, "is_partner", ("4.1",)),
        (EventType.FESTIVAL, "is_programme_coordinator", ("4.1",)),
        (EventType.SEMINAR, "is_partner", ("4.1",)),
        (EventType.CONFERENCE, "is_partner", ("4.1",)),
        (EventType.WORKSHOP, "is_partner", ()),
        (EventType.DEBATE, "", ()),
    ],
)
def test_tags_are_proposed_and_stay_editable(
    store: Store, kind: EventType, partner: str, tags: tuple[str, ...]
) -> None:
    with store.write("test") as session:
        organiser = organisation(session, **({partner: True} if partner else {}))
        key = event(session, type=kind, organiser_id=organiser)
        assert session.get_one(Event, key).measure_tags == tags
        put(session, EVENTS, key, measure_tags=("3.2",))
        put(session, EVENTS, key, measure_tags=())
        assert session.get_one(Event, key).measure_tags == ()


def test_what_joins_two_records_keeps_them(store: Store) -> None:
    with store.write("test") as session:
        key, card = event(session), participant(session)
        sat = sitting(session, key)
        noted = check_in(session, sat, card, CLOCK).attendance_id
        refused("problem.keeps_its_pair", session, "attendance", noted, participant_id=participant(session))
        other = event(session, "Inne")
        refused("problem.keeps_its_event", session, SESSIONS, sat, event_id=other)
        asked = put(session, "registration", event_id=key, participant_id=card)
        again = put(session, "registration", event_id=key, participant_id=card)
        assert asked.id == again.id
        with_it = put(session, "event_co_organiser", event_id=key, organisation_id=organisation(session, name="Druga"))
        refused("problem.keeps_its_pair", session, "event_co_organiser", with_it.id, event_id=other)
