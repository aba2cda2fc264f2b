"""The door: check-ins, the counter, the count of the room, tallies; each step can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.keys import derived_key
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, attendance_of, tallies_of
from openkrakow_desktop.events.door import check_in, put_tally, reconcile, tap, uncheck, undo_tap
from openkrakow_desktop.events.feature import TALLIES
from openkrakow_desktop.events.model import (
    Attendance,
    AttendanceState,
    Dimension,
    EntryKind,
    Participant,
    RegistrationState,
    SessionEntry,
    SessionTally,
    TallyCategory,
)
from tests.events.build import CLOCK, REGISTERS, TODAY, event, listed, participant, put, sitting

LATER = Clock.fixed(CLOCK.now() + dt.timedelta(minutes=7))


def why(told: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.key for problem in told.value.problems]


def test_a_second_check_in_says_since_when(store: Store) -> None:
    with store.write("door.check_in") as session:
        sat, card = sitting(session, event(session)), participant(session)
        first = check_in(session, sat, card, CLOCK)
        again = check_in(session, sat, card, LATER)
        assert (first.is_repeat, again.is_repeat) == (False, True)
        assert again.since == CLOCK.now() and again.attendance_id == first.attendance_id == derived_key(sat, card)
        assert session.query(Attendance).count() == 1


def test_unchecked_people_stay_on_the_list_as_absent(store: Store) -> None:
    with store.write("door.uncheck") as session:
        sat, card = sitting(session, event(session)), participant(session)
        with pytest.raises(Refused) as told:
            uncheck(session, sat, card)
        assert why(told) == ["problem.not_checked_in"]
        check_in(session, sat, card, CLOCK)
        uncheck(session, sat, card)
        assert session.query(Attendance).one().state is AttendanceState.ABSENT
        assert attendance_of(session, sat).total == 0
        assert check_in(session, sat, card, LATER).since == LATER.now()  # back again, since now
        assert attendance_of(session, sat) == Headcount(1, 0)


def test_a_full_room_and_a_cancelled_registration_only_warn(store: Store) -> None:
    with store.write("door.check_in") as session:
        key = event(session, capacity=2)
        sat, card = sitting(session, key), participant(session)
        put(session, "registration", event_id=key, participant_id=card, state=RegistrationState.CANCELLED)
        assert [one.key for one in check_in(session, sat, card, CLOCK).warnings] == ["problem.registration_cancelled"]
        tap(session, sat, clock=CLOCK)
        walk_in = check_in(session, sat, participant(session), CLOCK)
        assert [(one.key, one.warning) for one in walk_in.warnings] == [("problem.no_places_left", True)]
        assert attendance_of(session, sat).total == 3


def test_registrations_never_count(store: Store) -> None:
    with store.write("registration.add") as session:
        key = event(session)
        for _ in range(3):
            put(session, "registration", event_id=key, participant_id=participant(session))
        assert attendance_of(session, sitting(session, key)).total == 0


def test_the_counter_is_a_sum_and_undo_deletes_the_last_tap(store: Store) -> None:
    with store.write("door.tap") as session:
        sat = sitting(session, event(session))
        assert undo_tap(session, sat) is None
        taps = [tap(session, sat, device="A", clock=CLOCK), tap(session, sat, device="B", clock=LATER)]
        assert undo_tap(session, sat, device="A") == taps[0]
        assert undo_tap(session, sat) == taps[1]
        assert session.query(SessionEntry).count() == 0
        for _ in range(3):
            tap(session, sat, clock=CLOCK)
        reconcile(session, sat, 0, clock=CLOCK)
        with pytest.raises(Refused) as told:  # the room was counted meanwhile
            undo_tap(session, sat)
        assert why(told) == ["problem.counter_below_zero"]


def test_counting_the_room(store: Store) -> None:
    with store.write("door.reconcile") as session:
        sat = sitting(session, event(session))
        listed(session, sat, *[participant(session) for _ in range(3)])
        tap(session, sat, n=4, clock=CLOCK)
        assert reconcile(session, sat, 12, clock=CLOCK) == Headcount(3, 9)
        assert reconcile(session, sat, 12, clock=CLOCK) == Headcount(3, 9)  # nothing to correct
        assert reconcile(session, sat, 3, clock=CLOCK) == Headcount(3, 0)
        kinds = [one.kind for one in session.query(SessionEntry).order_by(SessionEntry.id)]
        assert kinds == [EntryKind.TAP, EntryKind.CORRECTION, EntryKind.CORRECTION]
        with pytest.raises(Refused) as told:
            reconcile(session, sat, 2, clock=CLOCK)
        assert why(told) == ["problem.below_listed"] and told.value.problems[0].field == "in_room"
        assert attendance_of(session, sat) == Headcount(3, 0)


def test_tallies_stand_above_the_counters_categories_and_never_above_the_attendance(store: Store) -> None:
    with store.write("door.tally") as session:
        sat = sitting(session, event(session))
        for category in (TallyCategory.CHILDREN, TallyCategory.ADULTS, TallyCategory.ADULTS):
            tap(session, sat, category, clock=CLOCK)
        tap(session, sat, n=7, clock=CLOCK)
        assert tallies_of(session, sat) == {TallyCategory.CHILDREN: 1, TallyCategory.ADULTS: 2}
        put_tally(session, sat, TallyCategory.ADULTS, 9)
        assert tallies_of(session, sat) == {TallyCategory.CHILDREN: 1, TallyCategory.ADULTS: 9}
        for category, n in ((TallyCategory.ADULTS, 10), (TallyCategory.SENIORS, 1)):
            with pytest.raises(Refused) as told:
                put_tally(session, sat, category, n)
            assert why(told) == ["problem.tallies_above"]
        put_tally(session, sat, TallyCategory.UKRAINIAN, 10)  # another dimension, summed by itself
        put_tally(session, sat, TallyCategory.ADULTS, 8)
        put_tally(session, sat, TallyCategory.SENIORS, 1)
        assert session.query(SessionTally).count() == 3
        with pytest.raises(Refused) as told:
            put_tally(session, sat, TallyCategory.SENIORS, -1)
        assert why(told) == ["problem.too_small"]


def test_a_changed_tally_is_checked_without_its_old_value(store: Store) -> None:
    with store.write("session_tally.edit") as session:
        sat = sitting(session, event(session))
        tap(session, sat, n=10, clock=CLOCK)
        put_tally(session, sat, TallyCategory.ADULTS, 10)
        tally = session.query(SessionTally).one()
        put(session, TALLIES, tally.id, n=9)
        with pytest.raises(Refused) as told:
            put(session, TALLIES, tally.id, dimension=Dimension.ORIGIN, category=TallyCategory.FOREIGN)
        assert why(told) == ["problem.keeps_its_pair"]


def test_an_uncheck_may_leave_tallies_above_but_nothing_typed_may(store: Store) -> None:
    """Decisions 6: what is caused later is kept (a gap, see test_gaps); an undo that would type it again is refused."""
    with store.write("door.uncheck") as session:
        sat, card = sitting(session, event(session)), participant(session)
        check_in(session, sat, card, CLOCK)
        put_tally(session, sat, TallyCategory.ADULTS, 1)
        tally = session.query(SessionTally).one()
        uncheck(session, sat, card)
        assert tallies_of(session, sat) == {TallyCategory.ADULTS: 1}
        assert TALLIES.invariant is not None
        assert [one.key for one in TALLIES.invariant(session, frozenset([tally.id]))] == ["problem.tallies_above"]
        check_in(session, sat, card, CLOCK)
        assert list(TALLIES.invariant(session, frozenset([tally.id]))) == []


def test_cards_are_numbered_on(store: Store) -> None:
    with store.write("participant.add") as session:
        codes = [session.get_one(Participant, participant(session, **facts)).code
                 for facts in ({}, {}, {"code": "CW-0041"}, {}, {"code": "G-7"}, {})]  # fmt: skip
        assert codes == ["CW-0001", "CW-0002", "CW-0041", "CW-0042", "G-7", "CW-0043"]
        with_more = put(session, "participant", code="CW-12345")
        assert REGISTERS["participant"].put(session, None, {"code": None}, TODAY).code == "CW-12346" != with_more.code
