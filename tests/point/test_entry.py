"""The quick entry driven by its keys: a contact in four, fifty in a row against the journal, undo, what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from sqlalchemy import select

from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.focus import FocusRing
from openkrakow_desktop.point.model import Channel, Contact, FirstInYear, Outcome, Topic
from openkrakow_desktop.point.screen.choices import TOPICS, languages, topics
from openkrakow_desktop.point.screen.entry import EntryPage
from openkrakow_desktop.point.screen.keyed import KeyChip, found
from openkrakow_desktop.programme.model import MonthSettlement
from tests.gui.screen_text import expect_golden, screen_text
from tests.point.conftest import DAY, Opened, keyboard

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


class Desk_:
    """Somebody at the Point's desk, who only has a keyboard; `pressed` counts the keys."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.page, self.pressed = opened, opened.page, 0
        assert isinstance(self.page, EntryPage)

    def type(self, *keys: str | Qt.Key) -> None:
        """Letters one by one, or keys."""
        for one in keys:
            for key in one if isinstance(one, str) else (one,):
                self.opened.qtbot.keyClick(keyboard(self.page), key)
                self.pressed += 1

    def contacts(self) -> list[Contact]:
        """What stands in the database, in the order it was entered."""
        self.opened.wait()
        with self.opened.store.read() as session:
            found = list(session.scalars(select(Contact).order_by(Contact.id)))
            session.expunge_all()
        return found

    def said(self) -> str:
        return screen_text(self.page)


@pytest.fixture
def desk(opened: Any) -> Desk_:
    return Desk_(opened("point_entry"))


def test_a_contact_takes_four_keys(desk: Desk_) -> None:
    """Phone, Ukrainian, residence, Enter: far below ten seconds."""
    desk.type("2", "2", "1", ENTER)
    assert desk.pressed == 4
    (one,) = desk.contacts()
    assert (one.contacted_on, one.channel, one.language) == (DAY, Channel.PHONE, SpokenLanguage.UKRAINIAN)
    assert (one.topics, one.persons_served) == ((Topic.RESIDENCE.value,), 1)
    assert one.first_in_year is FirstInYear.NOT_KNOWN and not one.is_legal_advice
    assert keyboard(desk.page) is desk.page.form.channel  # ready for the next one
    assert not desk.page.form.is_touched
    assert "Zapisano: telefon, ukraiński, 1 osoba" in desk.said()


def test_everything_that_is_asked_by_keys_alone(desk: Desk_) -> None:
    """In person, Georgian, two topics, a family of three, for the first time: ten keys."""
    desk.type("1", "8", "1", "8", "+", "+", TAB, TAB, "1", ENTER)
    assert desk.pressed == 10
    (one,) = desk.contacts()
    assert (one.channel, one.language) == (Channel.IN_PERSON, SpokenLanguage.GEORGIAN)
    assert set(one.topics) == {Topic.RESIDENCE.value, Topic.HEALTH.value}
    assert (one.persons_served, one.first_in_year) == (3, FirstInYear.YES)


def test_letters_find_what_digits_choose(desk: Desk_) -> None:
    desk.type("tel", ENTER, "ukr", ENTER, "leg", ENTER, "kul", ENTER, ENTER)
    (one,) = desk.contacts()
    assert (one.channel, one.language) == (Channel.PHONE, SpokenLanguage.UKRAINIAN)
    assert set(one.topics) == {Topic.RESIDENCE.value, Topic.CULTURE.value}


def test_the_last_topic_is_taken_back_by_backspace(desk: Desk_) -> None:
    desk.type("2", "2", "12", Qt.Key.Key_Backspace, "3", ENTER)
    assert set(desk.contacts()[0].topics) == {Topic.RESIDENCE.value, Topic.LICENCES.value}


def test_space_takes_channel_and_language_of_the_last_contact(desk: Desk_) -> None:
    """Offered, never kept by itself: three keys where the next person asks the same way."""
    desk.type(Qt.Key.Key_Space)  # nothing to take yet
    assert desk.page.form.channel.value() is None
    desk.type("3", "4", "2", ENTER)
    assert desk.page.form.channel.value() is None and desk.page.form.language.value() is None
    assert "Spacja: jak ostatnio – e-mail, angielski" in desk.said()
    before = desk.pressed
    desk.type(Qt.Key.Key_Space, "1", ENTER)
    assert desk.pressed - before == 3
    assert [(one.channel, one.language) for one in desk.contacts()] == [(Channel.E_MAIL, SpokenLanguage.ENGLISH)] * 2


def test_fifty_in_a_row_are_in_the_journal(desk: Desk_) -> None:
    """Nothing is waited for: keys go on while the writer writes; every contact is an operation of its own."""
    wanted = []
    for n in range(50):
        channel, language, topic = str(n % 5 + 1), str(n % 9 + 1), str(n % 7 + 1)
        desk.type(channel, language, topic, *("+" * (n % 3)), ENTER)
        wanted.append((list(Channel)[n % 5], list(SpokenLanguage)[n % 9], (TOPICS[n % 7].value,), n % 3 + 1))
    found = desk.contacts()
    assert [(one.channel, one.language, one.topics, one.persons_served) for one in found] == wanted
    with desk.opened.store.read() as session:
        operations = session.connection().exec_driver_sql(
            "select count(*) from operation where action = 'contact.add'"
        )  # fmt: skip
        assert operations.scalar() == 50
    people = sum(one[3] for one in wanted)
    assert "[50 kontaktów]: Pokaż wiersze\n" in desk.said() and f"[{people} osób obsłużonych]" in desk.said()


def test_the_last_contact_is_taken_back(desk: Desk_) -> None:
    desk.type("2", "2", "1", ENTER, "1", "1", "2", ENTER)
    first, second = desk.contacts()
    backs = [one for one in desk.page.findChildren(QPushButton) if one.accessibleName().startswith("Cofnij")]
    assert [one.accessibleName() for one in backs] == ["Cofnij: Osobiście · polski"]
    backs[0].click()
    assert [one.id for one in desk.contacts()] == [first.id]
    assert "Cofnięto ostatni kontakt" in desk.said() and "[1 kontakt]" in desk.said()
    assert second.id != first.id


def test_ctrl_z_takes_back_too_and_the_page_follows(desk: Desk_) -> None:
    """The window's undo (no page of its own is needed for it): what was said to be saved is no longer said."""
    desk.type("2", "2", "1", ENTER, "1", "1", "2", ENTER)
    first, _ = desk.contacts()
    desk.page.desk.undo_last()
    assert [one.id for one in desk.contacts()] == [first.id]
    assert "Zapisano" not in desk.said() and "[Cofnij: Telefon · ukraiński]" in desk.said()


def test_touch_does_what_keys_do(desk: Desk_) -> None:
    chips = {one.choice.said: one for one in desk.page.findChildren(KeyChip)}
    for said in ("On-line", "Arabski", "Niepełnosprawność"):
        desk.opened.qtbot.mouseClick(chips[said], Qt.MouseButton.LeftButton)
    desk.opened.qtbot.mouseClick(desk.page.save_button, Qt.MouseButton.LeftButton)
    (one,) = desk.contacts()
    assert (one.channel, one.language, one.topics) == (
        Channel.ONLINE, SpokenLanguage.ARABIC, (Topic.DISABILITY.value,)
    )  # fmt: skip


# What is missing or wrong


@pytest.mark.parametrize(("keys", "said", "there"), [
    ([ENTER], "Wybierz kanał: cyfra od 1 do 5 albo pierwsza litera.", "channel"),
    (["2", ENTER], "Wybierz język: cyfra albo pierwsze litery.", "language"),
    (["2", "2", ENTER], "Wybierz przynajmniej jeden temat: cyfra albo kilka liter.", "topics"),
    (["2", "2", "pogoda", TAB, ENTER], "Żaden temat nie pasuje do „pogoda”. Wpisz inne litery albo wybierz z listy.",
     "topics"),
    (["2", "2", "1", TAB, "0", ENTER], "Najmniej 1, wpisano 0.", "persons_served"),
    (["2", "2", "1", TAB, "-4", ENTER], "Najmniej 1, wpisano -4.", "persons_served"),
    (["2", "2", "1", TAB, "4000", ENTER], "Najwięcej 1000, wpisano 4000.", "persons_served"),
    (["2", "2", "1", TAB, "kilka", ENTER], "Wpisz liczbę całkowitą, na przykład 25.", "persons_served"),
])  # fmt: skip
def test_what_is_wrong_is_said_where_it_is(desk: Desk_, keys: list[Any], said: str, there: str) -> None:
    desk.type(*keys)
    assert desk.contacts() == []
    assert said in desk.said()
    assert desk.page.form.lines[there].isAncestorOf(keyboard(desk.page))
    assert desk.page.form.is_touched or there == "channel"  # nothing was lost


def more(desk: Desk_, name: str, value: Any) -> None:
    """Open the optional fields and fill one of them."""
    if not desk.page.form.is_more_open:
        desk.type(Qt.Key.Key_F4)
    desk.page.form.lines[name].inside.set_value(value)


def test_a_date_to_come_is_refused_and_one_before_stays_in_sight(desk: Desk_) -> None:
    desk.type("2", "2", "1")
    more(desk, "contacted_on", DAY + dt.timedelta(days=1))
    desk.page.form.submit()
    assert desk.contacts() == [] and "Data nie może być późniejsza niż dziś (26.03.2026)." in desk.said()
    more(desk, "contacted_on", DAY - dt.timedelta(days=2))
    desk.page.form.submit()
    (one,) = desk.contacts()
    assert one.contacted_on == DAY - dt.timedelta(days=2)
    assert "Zapisujesz kontakty z dnia 24.03.2026" in desk.said()
    desk.type("1", "1", "1", ENTER)  # the day stays, and everybody sees it
    assert [one.contacted_on for one in desk.contacts()] == [DAY - dt.timedelta(days=2)] * 2
    next(one for one in desk.page.findChildren(QPushButton) if one.text() == "Wróć do dziś").click()
    desk.opened.wait()
    assert "Zapisujesz kontakty z dnia" not in desk.said()
    desk.type("1", "1", "1", ENTER)
    assert desk.contacts()[-1].contacted_on == DAY


def test_the_page_is_opened_for_a_day(desk: Desk_) -> None:
    """From elsewhere: the day that was asked for, never over what is being typed."""
    desk.page.show_what(DAY - dt.timedelta(days=3))
    desk.type("2", "2", "1", ENTER, "2")
    assert [one.contacted_on for one in desk.contacts()] == [DAY - dt.timedelta(days=3)]
    desk.page.show_what(DAY - dt.timedelta(days=9))
    assert desk.page.form.day == DAY - dt.timedelta(days=3) and desk.page.form.channel.value() is Channel.PHONE


@pytest.mark.parametrize(("remark", "said"), [
    ("ma depresję", "Nie wpisuj pochodzenia, wyznania ani stanu zdrowia."),
    ("Olena Kovalchuk prosi o telefon", "To wygląda na imię i nazwisko."),
    ("oddzwonić: 512 345 678", "To wygląda na numer telefonu."),
    ("44051401359", "To wygląda na PESEL."),
])  # fmt: skip
def test_a_remark_that_tells_too_much_is_asked_about_once(desk: Desk_, remark: str, said: str) -> None:
    desk.type("2", "2", "1")
    more(desk, "remark", remark)
    desk.page.form.submit()
    assert desk.contacts() == [] and said in desk.said()
    desk.page.form.submit()  # it is meant so
    assert [one.remark for one in desk.contacts()] == [remark]


def test_a_referral_to_nobody_and_a_crowd_are_asked_about(desk: Desk_) -> None:
    desk.type("2", "2", "1", TAB, "45")
    more(desk, "outcome", Outcome.REFERRED)
    desk.page.form.submit()
    assert desk.contacts() == []
    assert "45 osób przy jednym kontakcie" in desk.said() and "Nie wpisano, dokąd skierowano." in desk.said()
    desk.page.form.submit()
    assert [one.persons_served for one in desk.contacts()] == [45]


def settle(store: Store, year: int, month: int) -> None:
    with store.write("month.settle") as session:
        at = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
        session.add(MonthSettlement(year=year, month=month, settled_at=at, events=0, visits=0, contacts=0))


def test_a_settled_month_refuses_and_nothing_is_lost(desk: Desk_) -> None:
    """The month was settled on another laptop: the contact comes back into the form with the reason."""
    settle(desk.opened.store, 2026, 2)
    desk.type("2", "2", "1")
    more(desk, "contacted_on", dt.date(2026, 2, 10))
    desk.page.form.submit()
    assert desk.contacts() == []
    form = desk.page.form
    assert form.draft()["channel"] is Channel.PHONE and form.draft()["contacted_on"] == dt.date(2026, 2, 10)
    assert "luty 2026" in desk.said().lower() or "rozlicz" in desk.said()
    more(desk, "contacted_on", DAY)
    form.submit()
    assert [one.contacted_on for one in desk.contacts()] == [DAY]


def test_what_was_refused_waits_while_somebody_types_the_next(desk: Desk_) -> None:
    settle(desk.opened.store, 2026, 2)
    desk.type("2", "2", "1")
    more(desk, "contacted_on", dt.date(2026, 2, 10))
    desk.page.form.submit()
    desk.type("1")  # already at the next contact
    assert desk.contacts() == []
    assert desk.page.form.channel.value() is Channel.IN_PERSON
    correct = next(one for one in desk.page.findChildren(QPushButton) if one.text() == "Popraw")
    correct.click()
    assert "Najpierw zapisz albo wyczyść" in desk.said()
    next(one for one in desk.page.findChildren(QPushButton) if one.text() == "Wyczyść").click()
    next(one for one in desk.page.findChildren(QPushButton) if one.text() == "Popraw").click()
    assert desk.page.form.draft()["channel"] is Channel.PHONE


def test_what_is_being_typed_is_offered_again(desk: Desk_, opened: Any) -> None:
    desk.type("2", "2", "1")
    desk.page.keep_draft()
    again = Desk_(opened("point_entry"))
    assert "Jest niezapisany szkic" in again.said()
    next(one for one in again.page.findChildren(QPushButton) if one.text() == "Wróć do szkicu").click()
    draft = again.page.form.draft()
    assert (draft["channel"], draft["language"]) == (Channel.PHONE, SpokenLanguage.UKRAINIAN)
    again.page.form.submit()
    assert len(again.contacts()) == 1
    assert "Jest niezapisany szkic" not in Desk_(opened("point_entry")).said()


def test_a_code_for_further_contact_by_one_key(desk: Desk_) -> None:
    desk.type("2", "2", "1", Qt.Key.Key_F9)
    desk.opened.wait()
    desk.type(ENTER)
    (one,) = desk.contacts()
    assert one.follow_up_code is not None and one.follow_up_code.startswith("P-")


def test_numbers_of_the_day_open_their_rows(desk: Desk_) -> None:
    desk.type("2", "2", "1", ENTER, "1", "1", "2", ENTER)
    phone, _ = desk.contacts()
    line = next(one for one in desk.page.findChildren(QWidget) if one.accessibleName() == "Telefon" and one.isVisible()
                and not isinstance(one, KeyChip))  # fmt: skip
    line.click()
    desk.opened.wait()
    assert desk.opened.asked[-1] == ("contact", View(only=(phone.id,)))


# How it looks and sounds


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_entry_as_text(opened: Any, language: str) -> None:
    page = opened("point_entry", language)
    desk = Desk_(page)
    desk.type("2", "2", "1", "2", "+", ENTER, "1", "1")
    page.wait()
    shown = screen_text(page.page)
    assert "[[" not in shown and "[problem" not in shown and "[point_" not in shown
    expect_golden(f"point-entry-{language}", shown)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_large_text_in_a_narrow_window_is_not_clipped_sideways(opened: Any, language: str) -> None:
    theme.apply(QApplication.instance(), "contrast", 2.0)  # type: ignore[arg-type]
    page = opened("point_entry", language, size=(1160, 720)).page
    for area in page.findChildren(QScrollArea):
        inside = area.widget()
        assert inside is not None and inside.minimumSizeHint().width() <= area.viewport().width() + 1
    assert page.minimumSizeHint().width() <= 1160


def test_the_field_with_the_keyboard_is_seen_with_its_name_and_ring(opened: Any) -> None:
    """At 200 % the topics begin below the window: the page scrolls to them, and the ring comes along."""
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    page = opened("point_entry", size=(1160, 640))
    ring = FocusRing(page.page)
    page.qtbot.waitUntil(page.page.isActiveWindow, timeout=5000)
    desk = Desk_(page)
    for keys, name in ((("2",), "language"), (("2",), "topics"), (("1", ENTER), "channel")):
        desk.type(*keys)
        page.wait()
        line, area = desk.page.form.lines[name], desk.page.findChildren(QScrollArea)[0]
        top = line.mapTo(area.viewport(), QPoint(0, 0)).y()
        room = area.viewport().height()
        assert top >= 0 and (top + line.height() <= room or top < room // 8), name  # whole, or from its name on
        assert ring.isVisible() and ring.widget() is keyboard(desk.page)


def test_every_stop_of_the_keyboard_has_a_name(desk: Desk_) -> None:
    desk.type(Qt.Key.Key_F4)
    desk.opened.wait()
    stops = [one for one in desk.page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [
        one for one in stops if one.isVisible() and not isinstance(one, QScrollArea) and not one.accessibleName()
    ] == []


@pytest.mark.parametrize(("language", "typed", "first"), [
    ("pl", "u", SpokenLanguage.UKRAINIAN), ("pl", "ar", SpokenLanguage.ARABIC), ("pl", "de", SpokenLanguage.GERMAN),
    ("pl", "wlo", SpokenLanguage.ITALIAN), ("pl", "укр", SpokenLanguage.UKRAINIAN),
    ("en", "ge", SpokenLanguage.GEORGIAN),
    ("uk", "пол", SpokenLanguage.POLISH), ("uk", "pol", SpokenLanguage.POLISH), ("pl", "in", SpokenLanguage.OTHER),
])  # fmt: skip
def test_letters_find_a_language_in_any_alphabet(language: str, typed: str, first: SpokenLanguage) -> None:
    assert found(languages(words(language)), typed)[0].value is first


@pytest.mark.parametrize(("typed", "first"), [
    ("karta polaka", Topic.RESIDENCE), ("pesel", Topic.LICENCES), ("przem", Topic.DISCRIMINATION),
    ("pomoc sp", Topic.SOCIAL_ASSISTANCE), ("ngo", None), ("mniej", Topic.NGO), ("swiad rodz", Topic.FAMILY_BENEFITS),
])  # fmt: skip
def test_letters_find_a_topic_by_any_of_its_words(typed: str, first: Topic | None) -> None:
    fitting = found(topics(words("pl")), typed)
    assert [one.value for one in fitting[:1]] == ([first.value] if first else [])


def test_every_topic_has_its_place() -> None:
    assert sorted(TOPICS, key=str) == sorted(Topic, key=str)
