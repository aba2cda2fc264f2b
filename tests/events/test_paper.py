"""A list on paper: numbers of its sheets, pages taken over against their sums, repeats that count once."""

from __future__ import annotations

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, attendance_of, merging
from openkrakow_desktop.events.door import check_in, tap
from openkrakow_desktop.events.lists import MOST_CARDS, make_cards
from openkrakow_desktop.events.model import AttendanceMode, NamingPurpose, Participant, SessionEntry, TallyCategory
from openkrakow_desktop.events.paper import PaperRow, pages_of, paper_view, save_counts, save_page
from openkrakow_desktop.events.service import cancel_event, settle_event
from openkrakow_desktop.events.sheets import page_of_sheet, proposed_clause, sheet_number
from tests.events.build import CLOCK, DAY, event, held, participant, person, sitting

SIGNS = string.digits + string.ascii_uppercase


# ---- numbers of sheets ---------------------------------------------------------------------------------------------
@given(st.uuids(), st.integers(1, 9999))
def test_a_sheet_is_known_by_its_number(session_id: UUID, page: int) -> None:
    number = sheet_number(session_id, page)
    assert page_of_sheet(session_id, number) == page
    assert page_of_sheet(session_id, f" {number.lower().replace('-', ' ')} ") == page


@given(st.uuids(), st.integers(1, 999), st.data())
def test_one_wrong_sign_is_always_noticed(session_id: UUID, page: int, data: st.DataObject) -> None:
    number = sheet_number(session_id, page)
    at = data.draw(st.sampled_from([i for i, sign in enumerate(number) if sign != "-"]))
    other = data.draw(st.sampled_from([sign for sign in SIGNS if sign != number[at]]))
    with pytest.raises(Refused):
        page_of_sheet(session_id, number[:at] + other + number[at + 1 :])


@given(st.uuids(), st.integers(1, 999), st.integers(0, 2))
def test_two_swapped_signs_are_always_noticed(session_id: UUID, page: int, at: int) -> None:
    number = sheet_number(session_id, page)
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        with pytest.raises(Refused, match="sheet_mistyped"):
            page_of_sheet(session_id, swapped)


def test_a_sheet_of_another_meeting_is_told_from_a_slip() -> None:
    ours, theirs = new_key(), UUID(int=7)
    with pytest.raises(Refused, match="sheet_of_another"):
        page_of_sheet(ours, sheet_number(theirs, 1))
    for typed in ("", "12", "ABCD", "A-B-C-D", "ABCD-x-1", "ABCD-٣-1"):
        with pytest.raises(Refused, match="sheet_unreadable"):
            page_of_sheet(ours, typed)


def test_every_purpose_but_the_other_has_a_usual_clause() -> None:
    for purpose in NamingPurpose:
        assert (proposed_clause(purpose) is None) == (purpose is NamingPurpose.OTHER)
    assert proposed_clause(None) is None


# ---- pages of a signed list ----------------------------------------------------------------------------------------
def rows(*participants: UUID | None) -> list[PaperRow]:
    return [PaperRow(number, one) for number, one in enumerate(participants, 1)]


def test_a_page_is_taken_over_as_one_operation_and_undone_as_one(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        first, second = participant(session), participant(session)
    with store.write("session.paper_page") as session:
        done = save_page(session, at, 1, rows(first, None, second, None), 4, CLOCK)
        assert (done.rows, done.repeated, done.attendance) == (4, 0, Headcount(2, 2))
    with store.read() as session:
        page = pages_of(session, at)[1]
        assert page.rows == tuple(rows(first, None, second, None)) and page.people == 4
    entry = store.undoable()
    assert entry is not None
    store.undo(entry.id)
    with store.read() as session:
        assert attendance_of(session, at) == Headcount(0, 0) and not pages_of(session, at)


@pytest.mark.parametrize(("total", "key", "difference"), [(5, "missing", 2), (1, "extra", 2), (0, "extra", 3)])
def test_a_sum_that_does_not_agree_names_page_and_difference(
    store: Store, total: int, key: str, difference: int
) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        guests = [participant(session) for _ in range(3)]
        with pytest.raises(Refused) as refused:
            save_page(session, at, 2, rows(*guests), total, CLOCK)
        problem = refused.value.problems[0]
        assert problem.key == f"problem.page_total_{key}"
        assert problem.values == {"page": 2, "total": total, "typed": 3, "difference": difference}
        assert attendance_of(session, at) == Headcount(0, 0), "nothing was written"


def test_an_empty_page_is_refused(store: Store) -> None:
    with store.write("test") as session, pytest.raises(Refused, match="page_empty"):
        save_page(session, sitting(session, event(session)), 1, [], 0, CLOCK)


def test_who_is_here_already_counts_once_but_belongs_to_the_sum(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        door, other = participant(session), participant(session)
        check_in(session, at, door, CLOCK)
        done = save_page(session, at, 1, rows(door, other, other), 3, CLOCK)
        assert (done.rows, done.repeated, done.attendance.listed) == (3, 2, 2)
        assert [row.row for row in pages_of(session, at)[1].rows] == [2]


def test_two_cards_of_one_person_count_once(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        first, second = person(session, "Ковальчук", "Олена"), person(session, "Kovalchuk", "Olena")
        cards = participant(session, first), participant(session, second)
        merge_people(session, second, first)
        done = save_page(session, at, 1, rows(*cards), 2, CLOCK)
        assert (done.repeated, done.attendance.listed) == (1, 1)


def test_a_page_typed_again_replaces_what_it_brought(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session))
        stays, goes, comes = (participant(session) for _ in range(3))
        save_page(session, at, 1, rows(stays, goes, None), 3, CLOCK)
        save_page(session, at, 2, rows(None), 1, CLOCK)
    with store.write("session.paper_page") as session:
        done = save_page(session, at, 1, rows(stays, comes), 2, CLOCK)
        assert done.attendance == Headcount(2, 1) and done.repeated == 0
        pages = pages_of(session, at)
        assert [row.participant_id for row in pages[1].rows] == [stays, comes] and pages[2].people == 1
    assert store.verify(rows=True) == []


def test_somebody_new_is_put_on_the_list_of_an_event_that_keeps_names(store: Store) -> None:
    with store.write("test") as session:
        kept = {"attendance_mode": AttendanceMode.NAMED, "purpose": NamingPurpose.LIMITED_PLACES}
        at = sitting(session, event(session, **kept))
        done = save_page(session, at, 1, [PaperRow(1, name="Nowak Anna"), PaperRow(2)], 2, CLOCK)
        assert done.attendance == Headcount(1, 1)
        view = paper_view(session, at)
        assert list(view.names.values()) == ["Nowak Anna"] and view.counted == 0


def test_paper_where_nothing_is_counted_is_refused(store: Store) -> None:
    with store.write("test") as session:
        off = event(session, "Odwołane")
        at = sitting(session, off)
        cancel_event(session, off, "burza", DAY)
        settled = held(session, "Rozliczone")
        settle_event(session, settled, CLOCK)
        for one, key in ((at, "counts_nowhere"), (sitting(session, settled), "event_settled")):
            with pytest.raises(Refused, match=key):
                paper_view(session, one)
            with pytest.raises(Refused, match=key):
                save_page(session, one, 1, rows(None), 1, CLOCK)


def test_nobody_is_listed_at_an_event_that_only_counts(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session, attendance_mode=AttendanceMode.ANONYMOUS))
        with pytest.raises(Refused, match="counter_only"):
            save_page(session, at, 1, rows(participant(session)), 1, CLOCK)


# ---- counting sheets -----------------------------------------------------------------------------------------------
def test_a_counting_sheet_brings_categories_beside_the_doors_own_count(store: Store) -> None:
    with store.write("test") as session:
        at = sitting(session, event(session, attendance_mode=AttendanceMode.ANONYMOUS))
        tap(session, at, n=4, clock=CLOCK)
        counts = {TallyCategory.CHILDREN: 7, TallyCategory.ADULTS: 5, None: 2, TallyCategory.SENIORS: 0}
        done = save_counts(session, at, 1, counts, 14, CLOCK)
        assert done.attendance == Headcount(0, 18)
        view = paper_view(session, at)
        assert view.counted == 4, "the door's own guests are told, so that nobody is counted twice"
        assert view.pages[1].counts == {TallyCategory.CHILDREN: 7, TallyCategory.ADULTS: 5, None: 2}
        save_counts(session, at, 1, {TallyCategory.CHILDREN: 8}, 8, CLOCK)
        assert attendance_of(session, at) == Headcount(0, 12)
        with pytest.raises(Refused, match="too_small"):
            save_counts(session, at, 2, {TallyCategory.CHILDREN: -1, None: 2}, 1, CLOCK)


# ---- merging, cards ------------------------------------------------------------------------------------------------
def test_what_merging_does_to_attendance_is_said_before_and_true_after(store: Store) -> None:
    with store.write("test") as session:
        first, second = person(session, "Ковальчук", "Олена"), person(session, "Kovalchuk", "Olena")
        cards = participant(session, first), participant(session, second)
        both, one = (sitting(session, event(session, title)) for title in ("A", "B"))
        for card in cards:
            check_in(session, both, card, CLOCK)
        check_in(session, one, cards[0], CLOCK)
        (effect,) = merging(session, "person", first, second)
        assert (effect.key, effect.n) == ("attendances", 1)
        assert merging(session, "organisation", first, second) == []
    with store.write("person.merge") as session:
        merge_people(session, second, first)
    with store.read() as session:
        assert attendance_of(session, both).listed == 1 and attendance_of(session, one).listed == 1
    entry = store.undoable()
    assert entry is not None
    store.undo(entry.id)
    with store.read() as session:
        assert attendance_of(session, both).listed == 2


def test_cards_are_made_in_batches_of_free_numbers(store: Store) -> None:
    with store.write("test") as session:
        participant(session, code="CW-0041")
        assert make_cards(session, 50) == (42, 91)
        assert session.scalar(select(func.count(Participant.id))) == 51
        for wrong in (0, -1, MOST_CARDS + 1):
            with pytest.raises(Refused, match="cards_count"):
                make_cards(session, wrong)
        assert session.scalar(select(func.count(SessionEntry.id))) == 0
