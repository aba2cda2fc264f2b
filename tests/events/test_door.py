"""The door: check-ins, the counter, the count of the room, tallies; each step can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.keys import derived_key, new_key
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.at_door import arrive, arrive_by_card, come_in, go_back
from openkrakow_desktop.events.counting import Headcount, attendance_of, tallies_of
from openkrakow_desktop.events.door import (
    call_off,
    check_in,
    finish,
    participant_of,
    put_tallies,
    put_tally,
    reconcile,
    take_back,
    tap,
    uncheck,
    undo_tap,
    walk_in,
)
from openkrakow_desktop.events.door_view import door_view, namesakes, session_at_door
from openkrakow_desktop.events.feature import TALLIES
from openkrakow_desktop.events.model import (
    Attendance,
    AttendanceMode,
    AttendanceState,
    Dimension,
    EntryKind,
    Event,
    EventSession,
    EventState,
    NamingPurpose,
    Participant,
    RegistrationState,
    SessionEntry,
    SessionState,
    SessionTally,
    TallyCategory,
)
from tests.events.build import (
    CLOCK,
    DAY,
    REGISTERS,
    TODAY,
    event,
    listed,
    participant,
    person,
    put,
    sitting,
    sittings,
)

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


# ---- steps written again, steps taken back -------------------------------------------------------------------------
def test_a_tap_written_twice_under_its_key_counts_once(store: Store) -> None:
    with store.write("door.tap") as session:
        sat, key = sitting(session, event(session)), new_key()
        assert tap(session, sat, clock=CLOCK, key=key) == key == tap(session, sat, clock=LATER, key=key)
        assert attendance_of(session, sat).total == 1
        assert take_back(session, key) and not take_back(session, key)
        assert attendance_of(session, sat).total == 0


def test_a_correction_can_be_taken_back_too(store: Store) -> None:
    with store.write("door.reconcile") as session:
        sat, key = sitting(session, event(session)), new_key()
        reconcile(session, sat, 12, clock=CLOCK, key=key)
        tap(session, sat, clock=CLOCK)
        take_back(session, key)
        assert attendance_of(session, sat) == Headcount(0, 1)


# ---- cards and people ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["CW-0042", "cw-0042", " CW-42 ", "CW42", "cw0042"])
def test_a_card_is_known_however_it_is_typed(store: Store, code: str) -> None:
    with store.write("participant.add") as session:
        card = participant(session, code="CW-0042")
        participant(session, code="G-42")
        found = participant_of(session, code)
        assert found is not None and found.id == card
        assert participant_of(session, "CW-0043") is None and participant_of(session, "") is None


def test_one_person_with_two_cards_is_here_once(store: Store) -> None:
    with store.write("door.check_in") as session:
        sat = sitting(session, event(session))
        who = person(session)
        first, second = participant(session, who), participant(session, who)
        arrive(session, sat, first, CLOCK.now())
        again = arrive(session, sat, second, LATER.now())
        assert again.since == CLOCK.now() and again.count == Headcount(1, 0)
        assert session.query(Attendance).count() == 1
        assert go_back(session, sat, second).count == Headcount(0, 0)  # taken back by whichever card is at hand


def test_a_scan_of_nobodys_card_says_so(store: Store) -> None:
    with store.write("door.check_in") as session:
        listed_at, off_list = sitting(session, event(session)), event(session, attendance_mode=AttendanceMode.ANONYMOUS)
        participant(session, code="CW-0001")
        for where, code, key in ((listed_at, "cw-9", "problem.card_unknown"),
                                 (sitting(session, off_list), "CW-0001", "problem.counter_only")):  # fmt: skip
            with pytest.raises(Refused) as told:
                arrive_by_card(session, where, [code], CLOCK.now())
            assert why(told) == [key]
        assert arrive_by_card(session, listed_at, ["XCW-0001", "CW-0001"], CLOCK.now()).code == "CW-0001"


def test_a_walk_in_by_name_needs_names_and_a_purpose(store: Store) -> None:
    with store.write("door.walk_in") as session:
        named = {"attendance_mode": AttendanceMode.NAMED, "purpose": NamingPurpose.CERTIFICATE}
        by_name = sitting(session, event(session, "Imienna", **named))
        by_code = sitting(session, event(session, "Kody"))
        counter = sitting(session, event(session, "Licznik", attendance_mode=AttendanceMode.ANONYMOUS))
        for where, facts, key in (
            (counter, {"last_name": "Nowak"}, "problem.counter_only"),
            (by_code, {"last_name": "Nowak"}, "problem.codes_only"),
            (by_code, {"code": "12"}, "problem.participation_code"),
            (by_name, {"first_name": "Jan"}, "problem.required"),
        ):
            with pytest.raises(Refused) as told:
                walk_in(session, where, **facts, clock=CLOCK)
            assert why(told) == [key]
        came = walk_in(session, by_name, last_name="Nowak", first_name="Jan", clock=CLOCK)
        card = session.get_one(Participant, came.participant_id)
        assert came.is_new and card.purpose is NamingPurpose.CERTIFICATE and card.retain_until is not None
        assert came.check_in.since == CLOCK.now()
        known = walk_in(session, by_code, code=card.code, clock=CLOCK)
        assert (known.participant_id, known.is_new) == (card.id, False)
        again = walk_in(session, by_name, person_id=card.person_id, clock=LATER)
        assert again.check_in.is_repeat and not again.is_new
        fresh = come_in(session, by_code, "", "", "", None, CLOCK.now())
        assert fresh.is_new and fresh.code == fresh.name and fresh.count.listed == 2


def test_an_event_that_keeps_names_without_a_purpose_takes_no_name(store: Store) -> None:
    """A merge of laptops may leave such an event; the door does not make it worse."""
    with store.write("door.walk_in") as session:
        key = event(session, "Imienna", attendance_mode=AttendanceMode.NAMED, purpose=NamingPurpose.CERTIFICATE)
        session.get_one(Event, key).purpose = None
        with pytest.raises(Refused) as told:
            walk_in(session, sitting(session, key), last_name="Nowak", clock=CLOCK)
        assert why(told) == ["problem.names_need_purpose"]


def test_who_may_be_the_same_person(store: Store) -> None:
    with store.write("person.add") as session:
        olena, other = person(session, "Ковальчук", "Олена"), person(session, "Nowak", "Jan")
        for last, first in (("Kovalchuk", "Olena"), ("Ковальчук", "Олена"), ("Olena", "Kovalchuk")):
            found = namesakes(session, last, first)
            assert [(one.person_id, one.score) for one in found] == [(olena, 100)]
        assert namesakes(session, "Kovalchuk", "Olena")[0].reason == "same_name_other_alphabet"
        assert [one.person_id for one in namesakes(session, "Nowak", "Jana")] == [other]
        assert namesakes(session, "Kovalchuk", "") == () == namesakes(session, "Zupełnie", "Inna")


# ---- whole tallies -------------------------------------------------------------------------------------------------
def test_a_whole_dimension_is_typed_at_once(store: Store) -> None:
    ages = dict.fromkeys((TallyCategory.CHILDREN, TallyCategory.YOUTH, TallyCategory.ADULTS, TallyCategory.SENIORS))
    with store.write("door.tally") as session:
        sat = sitting(session, event(session))
        tap(session, sat, n=10, clock=CLOCK)
        put_tallies(session, sat, Dimension.AGE, ages | {TallyCategory.ADULTS: 10})
        put_tallies(session, sat, Dimension.AGE, ages | {TallyCategory.CHILDREN: 10})  # moved from one to another
        assert tallies_of(session, sat) == {TallyCategory.CHILDREN: 10}
        put_tallies(session, sat, Dimension.LANGUAGE, {TallyCategory.UKRAINIAN: 4, TallyCategory.POLISH: 6})
        for counts, key in (({TallyCategory.ADULTS: 7, TallyCategory.SENIORS: 4}, "problem.tallies_above"),
                            ({TallyCategory.ADULTS: -1}, "problem.too_small")):  # fmt: skip
            with pytest.raises(Refused) as told, session.begin_nested():
                put_tallies(session, sat, Dimension.AGE, ages | counts)
            assert why(told) == [key]
        put_tallies(session, sat, Dimension.AGE, ages | {TallyCategory.SENIORS: 0})  # nobody, which is not unknown
        assert tallies_of(session, sat) == {
            TallyCategory.SENIORS: 0, TallyCategory.UKRAINIAN: 4, TallyCategory.POLISH: 6}  # fmt: skip


# ---- the session as a whole ----------------------------------------------------------------------------------------
def test_counted_and_held_at_once_or_not_at_all(store: Store) -> None:
    with store.write("session.hold") as session:
        sat = sitting(session, event(session))
        listed(session, sat, participant(session), participant(session))
        with pytest.raises(Refused) as told:
            finish(session, sat, in_room=1, clock=CLOCK)
        assert why(told) == ["problem.below_listed"]
        assert finish(session, sat, in_room=9, clock=CLOCK) == Headcount(2, 7)
        assert session.get_one(EventSession, sat).state is SessionState.HELD


def test_calling_off_the_last_session_takes_the_event_along(store: Store) -> None:
    with store.write("door.call_off") as session:
        key = event(session, until=DAY + dt.timedelta(days=1))
        first, second = sittings(session, key)
        with pytest.raises(Refused) as told:
            call_off(session, first, "  ", CLOCK)
        assert why(told) == ["problem.required"]
        call_off(session, first, "burza", CLOCK)
        assert session.get_one(Event, key).state is EventState.PLANNED
        call_off(session, second, "nadal burza", CLOCK)
        gone = session.get_one(Event, key)
        assert (gone.state, gone.cancel_reason) == (EventState.CANCELLED, "nadal burza")
        assert door_view(session, second, TODAY, "")  # it can still be looked at
        held = sitting(session, event(session, "Odbyte"))
        finish(session, held, in_room=3, clock=CLOCK)
        with pytest.raises(Refused):
            call_off(session, held, "za późno", CLOCK)


def test_an_event_opens_its_session_of_today_or_the_nearest_undecided(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, until=DAY + dt.timedelta(days=4))
        days = sittings(session, key)
        finish(session, days[0], in_room=3, clock=CLOCK)
        call_off(session, days[2], "burza", CLOCK)

        def opens(offset: int) -> int:
            found = session_at_door(session, key, DAY + dt.timedelta(days=offset))
            return days.index(found) if found else -1

        assert [opens(offset) for offset in (-9, 0, 1, 2, 3, 30)] == [1, 0, 1, 1, 3, 4]
        assert session_at_door(session, days[2], DAY) == days[2]  # asked for by its own key
        assert session_at_door(session, new_key(), DAY) is None and door_view(session, new_key(), DAY, "") is None
