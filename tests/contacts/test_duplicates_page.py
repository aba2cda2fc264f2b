"""The page of possible duplicates: a pair side by side, merged and taken back, told apart and not proposed again; and
scenarios 4 and 5 through it, with the numbers that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.compare import compare
from openkrakow_desktop.contacts.feature import PEOPLE
from openkrakow_desktop.contacts.model import ToldApart
from openkrakow_desktop.contacts.screen.duplicates import DuplicatesPage
from openkrakow_desktop.contacts.service import (
    duplicate_organisations,
    duplicate_people,
    gaps,
    merge_people,
    namesakes_to_compare,
    tell_organisations_apart,
    tell_people_apart,
)
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.counting import attendance_of, distinct_people
from openkrakow_desktop.events.door import check_in, tap
from openkrakow_desktop.events.model import EventSession
from openkrakow_desktop.events.service import hold_session
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from tests.events.build import CLOCK, DAY, YEAR, event, organisation, participant, person, sitting


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any, qapp: Any) -> Iterator[Desk]:
    """A desk over an empty database."""
    theme.apply(qapp)
    made = Desk(sqlite_store, words("pl"), CLOCK, DECLARED)
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: Any) -> DuplicatesPage:
    """The page, not shown yet."""
    made = DuplicatesPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    return made


def settled(page: DuplicatesPage, desk: Desk, qtbot: Any) -> None:
    """Until all is compared and the chosen pair is shown."""
    if not page.isVisible():
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
    qtbot.wait(250)
    qtbot.waitUntil(lambda: not desk.busy and page.found is not None, timeout=10_000)
    qtbot.wait(60)


def words_of(page: DuplicatesPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def olena_twice(session: Any) -> tuple[UUID, UUID]:
    return person(session, "Ковальчук", "Олена"), person(session, "Kovalchuk", "Olena")


# ---- through the screen --------------------------------------------------------------------------------------------
def test_a_pair_is_merged_and_taken_back_and_numbers_follow(
    sqlite_store: Store, desk: Desk, page: DuplicatesPage, qtbot: Any
) -> None:
    with sqlite_store.write("test") as session:
        first, second = olena_twice(session)
        at = sitting(session, event(session))
        for one in (participant(session, first), participant(session, second), participant(session)):
            check_in(session, at, one, CLOCK)
    settled(page, desk, qtbot)
    said = words_of(page)
    assert page.found is not None and page.found.total == 1
    assert "Ковальчук Олена" in said and "Kovalchuk Olena" in said and "innym alfabetem" in said
    assert "o 1 uczestnictwo mniej" in said
    qtbot.keyClick(page.pairs, Qt.Key.Key_2)
    settled(page, desk, qtbot)
    assert page.found.total == 0 and "Nie ma czego porównywać" in words_of(page)
    with sqlite_store.read() as session:
        assert attendance_of(session, at).listed == 2
    desk.undo_last()
    qtbot.waitUntil(lambda: not desk.busy, timeout=10_000)
    settled(page, desk, qtbot)
    with sqlite_store.read() as session:
        assert attendance_of(session, at).listed == 3
    assert page.found.total == 1


def test_two_people_are_remembered_as_two(sqlite_store: Store, desk: Desk, page: DuplicatesPage, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        olena_twice(session)
    settled(page, desk, qtbot)
    qtbot.keyClick(page.pairs, Qt.Key.Key_0)
    settled(page, desk, qtbot)
    with sqlite_store.read() as session:
        assert duplicate_people(session) == [] and session.query(ToldApart).count() == 1
    entry = sqlite_store.undoable()
    assert entry is not None and entry.action == "person.apart"


def test_institutions_have_their_own_pairs(sqlite_store: Store, desk: Desk, page: DuplicatesPage, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        organisation(session, name="Fundacja Mosty")
        organisation(session, name="MOSTY")
    settled(page, desk, qtbot)
    page.show_what("organisation")
    settled(page, desk, qtbot)
    assert page.found is not None and page.found.total == 1 and "Czy to jedna instytucja?" in words_of(page)
    qtbot.keyClick(page.pairs, Qt.Key.Key_1)
    settled(page, desk, qtbot)
    with sqlite_store.read() as session:
        assert duplicate_organisations(session) == []


# ---- services ------------------------------------------------------------------------------------------------------
def test_told_apart_is_one_row_from_either_side_and_closes_the_gap(store: Store) -> None:
    with store.write("test") as session:
        first, second = olena_twice(session)
        assert namesakes_to_compare(session) == 1
        assert [gap.key for gap in gaps(session, YEAR)] == ["possible_people"]
        tell_people_apart(session, first, second)
        tell_people_apart(session, second, first)
        assert session.query(ToldApart).count() == 1
        assert namesakes_to_compare(session) == 0 and not list(gaps(session, YEAR))
        with pytest.raises(Refused, match="merge_same"):
            tell_people_apart(session, first, first)
        one, other = organisation(session, name="Alfa"), organisation(session, name="Alfa sp. z o.o.")
        assert len(duplicate_organisations(session)) == 1
        tell_organisations_apart(session, one, other)
        assert duplicate_organisations(session) == []


def test_namesakes_of_three_are_three_pairs_until_some_are_decided(store: Store) -> None:
    with store.write("test") as session:
        keys = [person(session, "Kowalska", "Anna") for _ in range(3)]
        assert namesakes_to_compare(session) == 3
        tell_people_apart(session, keys[0], keys[1])
        assert namesakes_to_compare(session) == 2
        merge_people(session, keys[2], keys[0])
        assert namesakes_to_compare(session) == 0


def test_two_addresses_make_a_pair_less_likely(store: Store) -> None:
    with store.write("test") as session:
        for email in ("a@example.org", "b@example.org", None):
            PEOPLE.put(session, None, {"last_name": "Nowak", "first_name": "Ewa", "email": email}, dt.date(2026, 6, 1))
        assert [one.score for one in duplicate_people(session)] == [100, 100, 92]


def test_a_slip_of_the_pen_is_found_another_name_is_not(store: Store) -> None:
    with store.write("test") as session:
        for last, first in (
            ("Wiśniewska", "Katarzyna"), ("Wisniewska", "Katarzna"), ("Wiśniewska", "Karolina"), ("Nowak", "Jan"),
            ("Nowak", "Janina"), ("Kowalczuk", "Iryna"), ("Ковальчук", "Ірина"), ("Mowak", "Jan"),
        ):  # fmt: skip
            person(session, last, first)
        names = {one.id: f"{one.last_name} {one.first_name}" for one in session.query(PEOPLE.record)}
        found = {frozenset((names[one.first], names[one.second])) for one in duplicate_people(session)}
    assert found == {
        frozenset(("Wiśniewska Katarzyna", "Wisniewska Katarzna")),
        frozenset(("Kowalczuk Iryna", "Ковальчук Ірина")),
        frozenset(("Nowak Jan", "Mowak Jan")),
    }


def test_what_is_used_more_is_proposed_to_stay(store: Store) -> None:
    with store.write("test") as session:
        first, second = olena_twice(session)
        participant(session, second)
        pair = compare(session, PEOPLE, first, second, words("pl"), DECLARED)
        assert pair is not None and pair.keep.id == second and pair.keep.used == (("participant._many", 1),)
        merge_people(session, first, second)
        assert compare(session, PEOPLE, first, second, words("pl"), DECLARED) is None


# ---- acceptance 4 and 5, with people who are two records -----------------------------------------------------------
def people_of_year(session: Any) -> int:
    return distinct_people(session, lambda query: query.select_from(EventSession), (YEAR.holds(EventSession.held_on),))


def test_scenario_4_the_same_person_twice(store: Store) -> None:
    with store.write("test") as session:
        morning, evening = (sitting(session, event(session, title)) for title in ("Rano", "Wieczorem"))
        card = participant(session, code="CW-0042")
        assert not check_in(session, morning, card, CLOCK).is_repeat
        assert check_in(session, morning, card, CLOCK).is_repeat
        check_in(session, evening, card, CLOCK)
        assert [attendance_of(session, one).total for one in (morning, evening)] == [1, 1]
        assert people_of_year(session) == 1


def test_scenario_5_unique_against_attendances_before_and_after_a_merge(store: Store) -> None:
    with store.write("test") as session:
        a, b, c, d = (participant(session, person(session, f"Osoba{name}", name)) for name in "ABCD")
        twin = participant(session, person(session, "OsobaA", "A"))
        meetings = [sitting(session, event(session, title, DAY)) for title in "xyz"]
        for at, cards, guests in zip(meetings, ((a, b, c), (b, c, d), (twin, b)), (5, 0, 10), strict=True):
            for card in cards:
                check_in(session, at, card, CLOCK)
            if guests:
                tap(session, at, n=guests, clock=CLOCK)
            hold_session(session, at, None, CLOCK)
        assert sum(attendance_of(session, at).total for at in meetings) == 23
        assert people_of_year(session) == 5
        (pair,) = duplicate_people(session)
    with store.write("person.merge") as session:
        merge_people(session, pair.second, pair.first)
    with store.read() as session:
        counts = [attendance_of(session, at) for at in meetings]
        assert (sum(one.total for one in counts), sum(one.anonymous for one in counts)) == (23, 15)
        assert people_of_year(session) == 4, "at least four people; never 19 or 23"
    entry = store.undoable()
    assert entry is not None
    store.undo(entry.id)
    with store.read() as session:
        assert people_of_year(session) == 5
