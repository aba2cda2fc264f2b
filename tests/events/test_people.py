"""Who is found at the door: any word of a name in any alphabet, a card, those registered first, who is here already."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.names import spoken_words
from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import check_in
from openkrakow_desktop.events.model import AttendanceMode, NamingPurpose, Participant, RegistrationState
from openkrakow_desktop.events.people import add_guest, find_people, names_of, participants_by_name, split_name
from tests.events.build import CLOCK, DAY, REGISTERS, TODAY, event, participant, person, put, sitting

NAMES = (
    ("Łęcka", "Maria"),
    ("Ковальчук", "Олена"),
    ("Nowak-Kowalska", "Anna Maria"),
    ("O'Brien", "Seán"),
    ("Żółć", None),
    ("Юрченко", "Юрій"),
)


@pytest.fixture
def people(store: Store) -> dict[str, object]:
    """A card for each of the names."""
    with store.write("test") as session:
        return {last: participant(session, person(session, last, first or "")) for last, first in NAMES}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lec", ["Łęcka"]),
        ("ŁĘC", ["Łęcka"]),
        ("maria łęc", ["Łęcka"]),
        ("olena kov", ["Ковальчук"]),
        ("ков", ["Ковальчук", "Nowak-Kowalska"]),
        ("олена", ["Ковальчук"]),
        ("kowalczuk", ["Ковальчук"]),  # as a Polish hand spells it
        ("kowal", ["Ковальчук", "Nowak-Kowalska"]),  # surnames before second surnames
        ("nowak kow", ["Nowak-Kowalska"]),
        ("maria", ["Łęcka", "Nowak-Kowalska"]),
        ("obrien", ["O'Brien"]),
        ("sean o'b", ["O'Brien"]),
        ("zolc", ["Żółć"]),
        ("jurij", ["Юрченко"]),
        ("yurii", ["Юрченко"]),
        ("ecka", []),  # not the beginning of a word
        ("maria kov", ["Nowak-Kowalska"]),
        ("%", []),
        ("", []),
    ],
)
def test_names_are_found_by_the_beginning_of_any_word(
    store: Store, people: dict[str, object], typed: str, found: list[str]
) -> None:
    with store.read() as session:
        assert [one.name.split()[0] for one in find_people(session, typed)] == found


@pytest.mark.parametrize("typed", ["2", "CW-0002", "cw2", "cw 2", "0002"])
def test_a_card_is_found_by_its_number(store: Store, people: dict[str, object], typed: str) -> None:
    with store.read() as session:
        assert [one.code for one in find_people(session, typed)] == ["CW-0002"]


def test_another_code_is_found_by_its_beginning(store: Store) -> None:
    with store.write("test") as session:
        put(session, "participant", code="AB12")
        assert [one.code for one in find_people(session, "ab1")] == ["AB12"]


def test_those_registered_come_first_and_the_limit_holds(store: Store) -> None:
    with store.write("test") as session:
        key = event(session)
        guests = [participant(session, person(session, f"Kowal{letter}", "Ewa")) for letter in "abcdef"]
        put(session, "registration", event_id=key, participant_id=guests[5])
        put(session, "registration", event_id=key, participant_id=guests[4], state=RegistrationState.RESERVE)
        found = find_people(session, "kowal", key, limit=4)
        assert [one.participant_id for one in found] == [guests[4], guests[5], guests[0], guests[1]]
        assert [one.registration for one in found[:3]] == [
            RegistrationState.RESERVE, RegistrationState.REGISTERED, None
        ]  # fmt: skip
        assert {one.participant_id for one in find_people(session, "", key)} == {guests[4], guests[5]}


def test_who_is_here_is_said_even_by_another_card(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        first, second = person(session, "Ковальчук", "Олена"), person(session, "Kovalchuk", "Olena")
        one, other = participant(session, first), participant(session, second)
        check_in(session, at, one, CLOCK)
        assert [guest.is_present for guest in find_people(session, "kovalchuk", session_id=at)].count(True) == 1
        merge_people(session, second, first)
        found = {guest.participant_id: guest for guest in find_people(session, "kovalchuk", session_id=at)}
        assert found[other].is_present and found[other].present_since == CLOCK.now()


def test_a_guest_of_an_event_that_keeps_names(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, attendance_mode=AttendanceMode.NAMED, purpose=NamingPurpose.CERTIFICATE)
        made = session.get_one(Participant, add_guest(session, key, "Nowak-Kowalska Anna Maria", TODAY))
        assert made.purpose is NamingPurpose.CERTIFICATE and made.retain_until == DAY + dt.timedelta(days=90)
        assert names_of(session, [made.id]) == {made.id: "Nowak-Kowalska Anna Maria"}


def test_no_names_where_the_event_keeps_none(store: Store) -> None:
    with store.write("test") as session, pytest.raises(Refused, match="keeps_no_names"):
        add_guest(session, event(session), "Nowak Anna", TODAY)


def test_a_name_without_letters_is_no_name(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, attendance_mode=AttendanceMode.NAMED, purpose=NamingPurpose.CERTIFICATE)
        with pytest.raises(Refused, match="required"):
            add_guest(session, key, "  ", TODAY)


def test_names_as_lists_have_them() -> None:
    assert split_name("Nowak-Kowalska Anna Maria") == ("Nowak-Kowalska", "Anna Maria")
    assert split_name("de la Cruz, Ana") == ("de la Cruz", "Ana")
    assert split_name("Nowak") == ("Nowak", None)


letters = st.text(alphabet="abcłśżźćowczszjyабвгґкошчюяї'", min_size=1, max_size=12)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters, st.integers(1, 12))
def test_what_is_typed_so_far_begins_the_key_of_the_whole(name: str, length: int) -> None:
    """The law behind searching by range: a beginning of a word gives a beginning of its key, but for the last letter,
    which may still become part of a sound."""
    whole, typed = "".join(spoken_words(name)), "".join(spoken_words(name[:length]))
    assert whole.startswith(typed[: max(0, len(typed) - 2)])


def test_sixty_letters_of_nonsense_find_nobody(store: Store, people: dict[str, object]) -> None:
    with store.read() as session:
        assert find_people(session, "x" * 60) == []


def _all(session: Session, text: str) -> set[object]:
    return {one.participant_id for one in find_people(session, text, limit=50)}


def test_order_of_words_does_not_matter(store: Store, people: dict[str, object]) -> None:
    with store.read() as session:
        assert _all(session, "anna nowak") == _all(session, "nowak anna") == {people["Nowak-Kowalska"]}


def test_a_link_to_a_participant_is_found_by_name_too(store: Store, people: dict[str, object]) -> None:
    with store.read() as session:
        assert participants_by_name(session, "olena", 5) == [(people["Ковальчук"], "CW-0002 · Ковальчук Олена")]
        assert [said for _, said in participants_by_name(session, " ", 2)] == ["CW-0001", "CW-0002"]
        assert REGISTERS["participant"].finds is participants_by_name
