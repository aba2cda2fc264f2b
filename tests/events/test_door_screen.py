"""The door's screen: acceptance scenarios 1 to 5 by keys and clicks, modes, undo, walk-ins, the end of an evening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, distinct_people, tallies_of
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.model import (
    AttendanceMode,
    Dimension,
    Event,
    EventSession,
    EventState,
    Participant,
    SessionEntry,
    SessionState,
    TallyCategory,
)
from openkrakow_desktop.events.screen.door_scan import GAP
from openkrakow_desktop.events.screen.door_tallies import TallyForm
from openkrakow_desktop.events.screen.door_walk_in import WalkInForm
from openkrakow_desktop.events.service import cancel_event, sessions_of
from tests.demo_data import TODAY, guarded
from tests.events.at_the_door import AtDoor, evening, journaled
from tests.events.build import event, participant, put, sitting, sittings
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text

Key = Qt.Key
Opening = Callable[..., AtDoor]
YEAR = Period(TODAY.year, TODAY)


@pytest.fixture
def at_door(sqlite_store: Store, qtbot: Any) -> Iterator[Opening]:
    """Opens the door of a session; closed when the test ends."""
    opened: list[AtDoor] = []

    def make(session_id: UUID, **options: Any) -> AtDoor:
        opened.append(AtDoor(guarded(sqlite_store), qtbot, session_id, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def measured(store: Store, code: str) -> Any:
    """A measure of this year."""
    with store.read() as session:
        return DECLARED.measures[code].read(session, YEAR).value


# ---- the acceptance scenarios --------------------------------------------------------------------------------------
def test_scenario_1_cancelled_and_empty(sqlite_store: Store, at_door: Opening) -> None:
    first, cards = evening(sqlite_store)
    with sqlite_store.write("event.add") as session:
        off, empty = event(session, "Odwołane", TODAY), event(session, "Puste", TODAY)
        for _ in range(18):
            put(session, "registration", event_id=off, participant_id=participant(session))
        off_at, empty_at = sitting(session, off), sitting(session, empty)
        extra = [participant(session) for _ in range(8)]
    door = at_door(first)
    for card in [*cards, *extra]:
        with sqlite_store.read() as session:
            code = session.get_one(Participant, card).code
        door.scan(code)
    for _ in range(30):
        door.key(Key.Key_Space)
    door.wait()
    assert door.number == 42 and door.counted() == Headcount(12, 30)
    door.press("Odbyło się")
    door.wait()
    door.page.show_what(off_at)
    door.wait()
    door.press("Odwołane…")
    door.keys("burza")
    door.key(Key.Key_Return)
    door.wait()
    door.page.show_what(empty_at)
    door.wait()
    door.press("Odbyło się")
    assert door.sitting().state is SessionState.HELD  # the first one; the empty one is asked about
    door.press("Nikt nie przyszedł")
    door.wait()
    assert (measured(sqlite_store, "3.1b"), measured(sqlite_store, "3.1a")) == (2, 42)
    with sqlite_store.read() as session:
        states = {one.title: (one.state, one.cancel_reason) for one in session.query(Event)}
        assert session.get_one(EventSession, empty_at).zero_confirmed_by == "obsługa przy drzwiach"
    assert states["Odwołane"] == (EventState.CANCELLED, "burza")


def test_scenario_2_new_year(sqlite_store: Store, at_door: Opening) -> None:
    """Each day of the festival has its own door; the day after midnight belongs to the evening it began."""
    with sqlite_store.write("event.add") as session:
        festival = event(session, "Festiwal", dt.date(2024, 12, 30), until=dt.date(2025, 1, 2))
        party = event(session, "Bal", dt.date(2024, 12, 31), starts_at=dt.time(20), ends_at=dt.time(3))
        days, night = sittings(session, festival), sitting(session, party)
    door = at_door(days[0])
    for key, guests in zip([*days, night], (20, 35, 15, 10, 60), strict=True):
        door.page.show_what(key)
        door.wait()
        door.page.closing.line.setFocus()
        door.keys(str(guests))
        door.press("Odbyło się")
        door.wait()
    with sqlite_store.read() as session:
        year = {y: Period(y, TODAY) for y in (2024, 2025)}
        found = {y: [DECLARED.measures[code].read(session, p).value for code in ("3.1b", "3.1a")]
                 for y, p in year.items()}  # fmt: skip
    assert found == {2024: [2, 115], 2025: [0, 25]}


def test_scenario_3_drop_in_against_the_list(sqlite_store: Store, at_door: Opening) -> None:
    key, cards = evening(sqlite_store)
    with sqlite_store.write("participant.add") as session:
        cards += [participant(session) for _ in range(14)]
        codes = [session.get_one(Participant, card).code for card in cards]
    door = at_door(key)
    for code in codes:
        door.scan(code)
    door.wait()
    assert door.number == 18
    line = door.page.closing.line
    line.setFocus()
    door.keys("47")
    assert door.page.closing._means.text() == "czyli 29 spoza listy"
    door.key(Key.Key_Return)
    door.wait()
    assert (door.number, door.counted(), line.text()) == (47, Headcount(18, 29), "")
    door.page.guests.line.setFocus()
    door.keys("lec olena")
    door.wait()
    door.key(Key.Key_Return)
    door.wait()
    assert "już odnotowano 18:" in door.said() and door.number == 47
    row = next(one for one in door.page.guests.rows if one.name == "Lech Ołena")
    row.act.click()
    door.wait()
    assert (door.number, door.counted()) == (46, Headcount(17, 29))
    line.setFocus()
    door.keys("15")
    door.key(Key.Key_Return)
    door.wait()
    assert line.text() == "15" and door.counted() == Headcount(17, 29)
    assert "(15)" in door.page.closing._problem.text() and "(17)" in door.page.closing._problem.text()
    assert journaled(sqlite_store, key) == Headcount(17, 29)


def test_scenario_4_the_same_person_twice(sqlite_store: Store, at_door: Opening) -> None:
    with sqlite_store.write("event.add") as session:
        both = [sitting(session, event(session, title, TODAY)) for title in ("Rano", "Wieczór")]
        card = participant(session, code="CW-0042")
    door = at_door(both[0])
    door.scan("CW-0042")
    door.wait()
    door.scan("cw-0042")
    door.wait()
    assert door.number == 1 and "CW-0042: już odnotowano 18:" in door.said()
    door.page.show_what(both[1])
    door.wait()
    door.scan("CW42")
    door.wait()
    assert door.number == 1
    with sqlite_store.read() as session:
        assert distinct_people(session, lambda query: query.select_from(EventSession), ()) == 1
        assert session.query(Participant).one().id == card


def test_scenario_5_unique_against_attendances(sqlite_store: Store, at_door: Opening) -> None:
    with sqlite_store.write("event.add") as session:
        keys = [sitting(session, event(session, f"Spotkanie {n}", TODAY)) for n in range(3)]
        codes = [session.get_one(Participant, participant(session)).code for _ in range(4)]
    door = at_door(keys[0])
    for key, who, guests in zip(keys, ((0, 1, 2), (1, 2, 3), (0, 1)), (5, 0, 10), strict=True):
        door.page.show_what(key)
        door.wait()
        for one in who:
            door.scan(codes[one])
        for _ in range(guests):
            door.key(Key.Key_Space)
        door.wait()
        door.press("Odbyło się")
        door.wait()
    assert measured(sqlite_store, "3.1a") == 23
    with sqlite_store.read() as session:
        assert session.query(SessionEntry).count() == 15
        assert distinct_people(session, lambda query: query.select_from(EventSession), ()) == 4


# ---- keys ----------------------------------------------------------------------------------------------------------
def test_space_digits_and_backspace(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    for one in (Key.Key_Space, Key.Key_1, Key.Key_3, Key.Key_3, Key.Key_9):  # there is no ninth category of age
        door.key(one)
    door.wait()
    assert door.number == 4
    with sqlite_store.read() as session:
        assert tallies_of(session, key) == {TallyCategory.CHILDREN: 1, TallyCategory.ADULTS: 2}
    door.key(Key.Key_Backspace)
    door.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    door.wait()
    assert door.number == 2 and journaled(sqlite_store, key) == Headcount(0, 2)
    assert "cofnięto: +1 spoza listy, dorośli" in [one.said for one in door.page.work.trace()]
    actions = [one.action for one in sqlite_store.timeline(10)]
    assert actions[:6] == ["door.take_back"] * 2 + ["door.tap"] * 4  # and not the window's own undo


def test_what_was_said_goes_with_the_next_step(sqlite_store: Store, at_door: Opening) -> None:
    """It names how many there were; beside a greater number that would be wrong."""
    key, cards = evening(sqlite_store)
    door = at_door(key)
    with sqlite_store.read() as session:
        door.scan(session.get_one(Participant, cards[0]).code)
    door.wait()
    assert door.page._said.isVisible()
    door.key(Key.Key_Space)
    door.wait()
    assert door.number == 2 and not door.page._said.isVisible()


def test_a_key_held_down_counts_once(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    for repeat in (False, True, True, True):
        for one in (Key.Key_Space, Key.Key_2):
            QApplication.sendEvent(
                door.focus,
                QKeyEvent(QEvent.Type.KeyPress, one, Qt.KeyboardModifier.NoModifier, " ", repeat),
            )
    door.wait()
    assert door.number == 2


def test_space_and_digits_are_text_in_fields(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.keys("lec 3 1")
    assert door.page.guests.line.text() == "lec 3 1"
    door.key(Key.Key_Escape)
    door.wait()
    assert door.number == 0 and door.page.guests.line.text() == ""
    door.key(Key.Key_Space)  # Esc gave the keyboard back to the counter
    door.key(Key.Key_F2)
    door.key(Key.Key_Space)  # nothing is typed yet: a guest, not a blank
    door.wait()
    assert door.number == 2


def test_three_letters_arrows_and_enter(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.keys("lec")
    door.wait()
    assert [one.name for one in door.page.guests.rows] == ["Lech Ołena", "Leczuk Andrij", "Łęcka Maria"]
    door.key(Key.Key_Down)
    door.key(Key.Key_Return)
    door.wait()
    assert door.number == 1 and door.page.guests.line.text() == ""
    assert door.said().startswith("Obecna: Leczuk Andrij, 1 osoba w sali")
    assert door.focus is door.page.counter.lead
    here = next(one for one in door.page.guests.rows if one.found.is_present)
    assert here.name == "Leczuk Andrij" and "1 z 4" in door.page.guests._count.text()


def test_enter_waits_for_what_is_not_found_yet(sqlite_store: Store, at_door: Opening) -> None:
    """Typed faster than the search answers: Enter is about what was typed, not about what was shown."""
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.keys("lec")
    door.wait()
    door.keys("zuk")
    door.key(Key.Key_Return)
    door.wait()
    assert door.said().startswith("Obecna: Leczuk Andrij")
    door.keys("nikt taki")
    door.key(Key.Key_Return)
    door.wait()
    assert "nikt taki" in door.said() and door.number == 1


def test_a_click_leaves_the_keyboard_with_the_counter(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.press("Dodaj jedną osobę: Dorośli. Klawisz 3")
    door.key(Key.Key_Space)
    door.wait()
    door.press("Cofnij: +1 spoza listy")
    door.key(Key.Key_Space)
    door.wait()
    with sqlite_store.read() as session:
        assert tallies_of(session, key) == {TallyCategory.ADULTS: 1}
    assert door.number == 2


def test_escape_goes_one_step_back_and_loses_nothing(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    closed: list[bool] = []
    door.desk.close_asked.connect(lambda: closed.append(True))
    door.key(Key.Key_F11)
    assert door.window.isFullScreen() and not door.window.sidebar.isVisible()
    door.page.open_walk_in("Nowak Jan")
    door.page.closing.line.setFocus()
    door.keys("7")
    for expected in ("form", "count", "screen"):
        door.key(Key.Key_Escape)
        assert not closed, expected
    assert not door.window.isFullScreen() and door.page.closing.line.text() == ""
    door.key(Key.Key_Space)
    door.key(Key.Key_Escape)
    assert closed
    door.opened.wait()
    assert door.counted() == Headcount(0, 1) and not door.page.isVisible()


def test_a_scan_comes_wherever_the_keyboard_is(sqlite_store: Store, at_door: Opening) -> None:
    key, cards = evening(sqlite_store)
    with sqlite_store.read() as session:
        codes = [session.get_one(Participant, card).code for card in cards]
    door = at_door(key)
    line = door.page.closing.line
    line.setFocus()
    door.keys("4")
    door.qtbot.wait(2 * GAP)
    door.scan(codes[0])
    door.wait()
    assert (door.number, line.text()) == (1, "4")  # the count that was being typed is as it was
    door.keys("le")
    door.qtbot.wait(2 * GAP)
    door.scan(codes[1])
    door.wait()
    assert door.number == 2 and door.page.guests.line.text() == ""
    door.keys(codes[2][0])
    door.qtbot.wait(2 * GAP)  # a scanner that falters after its first letter
    door.scan(codes[2][1:])
    door.wait()
    assert door.number == 3
    door.window.sidebar.setFocus()
    door.scan(codes[3])
    door.wait()
    assert door.number == 4 and journaled(sqlite_store, key) == Headcount(4, 0)


# ---- modes ---------------------------------------------------------------------------------------------------------
def test_anonymous_shows_no_list_and_takes_no_card(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store, AttendanceMode.ANONYMOUS)
    door = at_door(key)
    assert not door.page.guests.isVisible()
    door.scan("CW-0042")  # its digits are no categories
    door.wait()
    assert door.number == 0 and "ma tylko licznik" in door.said()
    door.keys("x")
    door.key(Key.Key_F2)
    assert door.focus is door.page.counter.lead
    door.qtbot.wait(2 * GAP)  # else the digit would belong to the burst that the letter began
    door.key(Key.Key_4)
    door.wait()
    assert door.number == 1


def test_codes_show_no_names(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    with sqlite_store.write("event.add") as session:
        coded = event(session, "Kody", TODAY, attendance_mode=AttendanceMode.CODE)
        cards = session.query(Participant).order_by(Participant.code).all()
        for card in cards:
            put(session, "registration", event_id=coded, participant_id=card.id)
        codes = [card.code for card in cards]
        key = sitting(session, coded)
    door = at_door(key)
    assert [one.name for one in door.page.guests.rows] == codes
    door.keys("lec")
    door.wait()
    assert door.page.guests.rows == []
    door.key(Key.Key_Escape)
    door.scan(codes[1])
    door.wait()
    assert door.page.work.trace()[0].said == f"{codes[1]}, obecna"
    shown = " ".join(one.text() for one in door.page.findChildren(QLineEdit)) + door.said()
    assert "Lech" not in shown and door.number == 1


def test_names_come_with_their_purpose(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    assert door.page.guests._purpose.text() == "Cel: ograniczona liczba miejsc. Nie pytaj o pochodzenie."


# ---- walk-ins ------------------------------------------------------------------------------------------------------
def test_a_walk_in_by_name_to_a_full_event(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store, capacity=1)
    door = at_door(key)
    door.key(Key.Key_Space)
    door.wait()
    assert "Brak wolnych miejsc" in door.page._noted
    door.keys("nowak jan")
    door.wait()
    door.press("Dopisz osobę")
    form = door.page.findChild(WalkInForm)
    assert form.lines["last_name"].text() == "nowak" and form.lines["first_name"].text() == "jan"
    form.lines["last_name"].setText("Nowak")
    form.lines["first_name"].setText("Jan")
    form.lines["first_name"].setFocus()
    door.key(Key.Key_Return)
    door.wait()
    assert door.number == 2 and "Obecna: Nowak Jan, 2 osoby w sali · nowa karta CW-" in door.said()
    assert door.page.findChild(WalkInForm) is None or not form.isVisible()
    with sqlite_store.read() as session:
        card = session.query(Participant).order_by(Participant.number.desc()).first()
        assert card is not None and card.purpose is not None and card.retain_until > TODAY
    door.key(Key.Key_Backspace)  # a mistake: the card and the name go as if they had never been
    door.wait()
    with sqlite_store.read() as session:
        assert session.query(Person).filter_by(last_name="Nowak").count() == 0
    assert door.number == 1 and journaled(sqlite_store, key) == Headcount(0, 1)


def test_somebody_known_is_proposed_and_not_added_twice(sqlite_store: Store, at_door: Opening) -> None:
    key, cards = evening(sqlite_store)
    door = at_door(key)
    door.page.open_walk_in()
    form = door.page.findChild(WalkInForm)
    form.lines["last_name"].setText("Lech")
    form.lines["first_name"].setText("Olena")
    door.qtbot.wait(250)
    door.wait()
    door.press("To ta osoba: Lech Ołena")
    door.wait()
    with sqlite_store.read() as session:
        assert session.query(Participant).count() == len(cards)
    assert door.number == 1 and door.said().startswith("Obecna: Lech Ołena")


def test_a_walk_in_by_code(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store, AttendanceMode.CODE)
    door = at_door(key)
    door.scan("CW-0900")
    door.wait()
    assert "Nie ma karty CW-0900" in door.said() and door.number == 0
    door.page.open_walk_in()
    door.wait()
    door.scan("CW-0900")  # the form is open: this card is given out now
    door.wait()
    assert door.number == 1 and "nowa karta CW-0900" in door.said()
    door.page.open_walk_in()
    door.key(Key.Key_Return)  # no card at hand: the next number
    door.wait()
    assert "nowa karta CW-0901" in door.said()
    assert journaled(sqlite_store, key) == Headcount(2, 0)


def test_a_name_is_required_and_what_was_typed_stays(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.page.open_walk_in()
    form = door.page.findChild(WalkInForm)
    form.lines["first_name"].setText("Jan")
    form.save()
    assert form._problem.isVisible() and form.lines["first_name"].text() == "Jan" and door.number == 0


# ---- the end -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-3", "Najmniej 0"),
        ("abc", "liczbę całkowitą"),
        ("5,5", "liczbę całkowitą"),
        ("9999999", "Najwięcej 100"),
    ],
)
def test_absurd_counts_are_refused_under_the_field(
    sqlite_store: Store, at_door: Opening, typed: str, said: str
) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.page.closing.line.setFocus()
    door.keys(typed)
    door.key(Key.Key_Return)
    door.press("Odbyło się")
    door.wait()
    assert said in door.page.closing._problem.text() and door.page.closing.line.text() == typed
    assert door.counted() == Headcount(0, 0) and door.sitting().state is SessionState.PLANNED


def test_a_count_and_held_are_one_write(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.page.closing.line.setFocus()
    door.keys("12")
    door.press("Odbyło się")
    door.wait()
    assert door.sitting().state is SessionState.HELD and door.number == 12
    assert sqlite_store.timeline(1)[0].action == "session.hold"


def test_calling_off_asks_why(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.press("Odwołane…")
    door.press("Odwołaj")
    assert door.sitting().state is SessionState.PLANNED
    door.key(Key.Key_Escape)
    door.press("Odwołane…")
    door.keys("brak pradu")
    door.press("Odwołaj")
    door.wait()
    assert door.sitting().state is SessionState.CANCELLED
    door.key(Key.Key_Space)
    door.wait()
    assert door.number == 0 and "Nikogo tu nie można odnotować" in door.said()
    assert sqlite_store.timeline(1)[0].reason == "brak pradu"


def test_one_of_several_sessions_is_called_off_alone(sqlite_store: Store, at_door: Opening) -> None:
    with sqlite_store.write("event.add") as session:
        key = event(session, "Dwa dni", TODAY, until=TODAY + dt.timedelta(days=1))
        first, second = sittings(session, key)
    door = at_door(key)  # by the event's key: its session of today
    assert door.page.work.view is not None and door.page.work.view.sitting.id == first
    door.press("Odwołane…")
    door.keys("burza")
    door.key(Key.Key_Return)
    door.wait()
    with sqlite_store.read() as session:
        states = [one.state for one in sessions_of(session, key)]
        assert states == [SessionState.CANCELLED, SessionState.PLANNED]
        assert session.get_one(EventSession, first).door_note == "burza"
        assert session.get_one(Event, key).state is EventState.PLANNED
    door.page.show_what(second)
    door.wait()
    assert "nie dzisiejszą" in door.page._noted


def test_tallies_in_twenty_seconds(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    for _ in range(5):
        door.key(Key.Key_Space)
    door.wait()
    door.press("Zestawienia…")
    form = door.page.findChild(TallyForm)
    assert form.dimension is Dimension.LANGUAGE
    door.press("Cudzoziemki i cudzoziemcy")
    for typed in ("3", "2"):
        door.keys(typed)
        door.key(Key.Key_Return)
    door.key(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    door.wait()
    with sqlite_store.read() as session:
        assert tallies_of(session, key) == {TallyCategory.FOREIGN: 3, TallyCategory.POLISH_NATIONAL: 2}
    form.lines[TallyCategory.NOT_KNOWN].setText("1")
    form.save()
    door.wait()
    assert "(6)" in form._problem.text() and form.lines[TallyCategory.NOT_KNOWN].text() == "1"
    form.lines[TallyCategory.NOT_KNOWN].setText("")
    form.lines[TallyCategory.POLISH_NATIONAL].setText("")
    form.save()
    door.wait()
    with sqlite_store.read() as session:
        assert tallies_of(session, key) == {TallyCategory.FOREIGN: 3}  # unknown again, not zero


def test_another_dimension_is_remembered(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.page.work.choose_dimension(Dimension.ORIGIN)
    door.wait()
    assert door.sitting().dimension is Dimension.ORIGIN
    door.key(Key.Key_2)
    door.wait()
    with sqlite_store.read() as session:
        assert tallies_of(session, key) == {TallyCategory.POLISH_NATIONAL: 1}


# ---- others --------------------------------------------------------------------------------------------------------
def test_a_cancelled_event_has_a_clear_sentence(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    with sqlite_store.write("event.cancel") as session:
        cancel_event(session, session.get_one(EventSession, key).event_id, "burza", TODAY)
    door = at_door(key)
    assert "się nie odbywa" in door.page._noted and door.page.counter.lead.property("off") == "true"


def test_news_from_another_door_move_the_number(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    with Store(sqlite_store.path or "", durable=False).open().write("door.tap") as session:
        for _ in range(3):
            tap(session, key)
    door.desk._look()
    door.wait()
    door.wait()
    assert door.number == 3
    door.key(Key.Key_Backspace)  # those are another door's steps
    door.wait()
    assert door.number == 3 and "Nie ma czego cofnąć" in door.said()


def test_this_doors_steps_can_be_taken_back_after_a_restart(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key)
    door.key(Key.Key_Space)
    door.key(Key.Key_1)
    door.wait()
    again = at_door(key)
    again.page.work.device = door.page.work.device  # as this laptop's settings keep it
    again.page._reload()
    again.wait()
    again.key(Key.Key_Backspace)
    again.key(Key.Key_Backspace)
    again.wait()
    assert again.number == 0


def test_what_a_screen_reader_hears(sqlite_store: Store, at_door: Opening) -> None:
    key, _ = evening(sqlite_store, capacity=10)
    door = at_door(key)
    door.key(Key.Key_3)
    door.wait()
    assert door.page.counter.number.accessibleDescription() == "1 osoba w sali"
    assert door.page.counter.lead.accessibleName() == "Dodaj jedną osobę. Klawisz Spacja"
    adults = door.page.counter.tallies[TallyCategory.ADULTS]
    assert adults.accessibleDescription() == "dotąd 1 osoba"
    assert door.page.counter.bar._bar.accessibleDescription() == "0 z listy   ·   1 spoza listy   ·   9 wolnych miejsc"


@pytest.mark.parametrize("width", [640, 1280])
def test_everything_fits_sideways(sqlite_store: Store, at_door: Opening, width: int) -> None:
    key, _ = evening(sqlite_store)
    door = at_door(key, size=(width, 800))
    bar = door.page._body.horizontalScrollBar()
    assert bar.maximum() == 0
    inside = door.page._body.widget()
    assert inside is not None and inside.minimumSizeHint().width() <= width


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_golden(sqlite_store: Store, at_door: Opening, language: str) -> None:
    key, cards = evening(sqlite_store, capacity=30, venue="Centrum, sala główna", starts_at=dt.time(18))
    with sqlite_store.read() as session:
        code = session.get_one(Participant, cards[0]).code
    door = at_door(key, language=language)
    door.desk.clock = Clock.fixed(dt.datetime.combine(TODAY, dt.time(17), dt.UTC))
    door.key(Key.Key_Space)
    door.key(Key.Key_3)
    door.scan(code)
    door.key(Key.Key_Space)
    door.key(Key.Key_Backspace)
    door.wait()
    door.page.open_tallies()
    tallies = screen_text(door.page.findChild(TallyForm))
    door.key(Key.Key_Escape)
    door.wait()
    expect_golden(f"door-{language}", screen_text(door.page) + tallies)
