"""A paper list typed through its screen with the keyboard alone, as somebody types it on the morning after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.counting import Headcount, attendance_of
from openkrakow_desktop.events.door import check_in
from openkrakow_desktop.events.model import AttendanceMode, EventSession, NamingPurpose, SessionState
from openkrakow_desktop.events.paper import pages_of
from openkrakow_desktop.events.screen.paper import PaperPage
from openkrakow_desktop.events.screen.paper_cards import CardsPage
from openkrakow_desktop.events.sheets import sheet_number
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from tests.events.build import CLOCK, event, participant, person, sitting

NAMED = {"attendance_mode": AttendanceMode.NAMED, "purpose": NamingPurpose.LIMITED_PLACES}
Opened = Callable[[UUID], PaperPage]


@pytest.fixture(autouse=True)
def dressed(qapp: Any) -> None:
    """The light theme."""
    theme.apply(qapp)


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any) -> Iterator[Desk]:
    """A desk over an empty database."""
    made = Desk(sqlite_store, words("pl"), CLOCK, DECLARED)
    yield made
    made.close()


@pytest.fixture
def opened(desk: Desk, qtbot: Any) -> Iterator[Opened]:
    """opened(session's key): the page of its list, with the keyboard in the first row."""
    made: list[PaperPage] = []

    def open_page(session_id: UUID) -> PaperPage:
        page = PaperPage(desk)
        made.append(page)
        qtbot.addWidget(page)
        page.resize(1100, 800)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.show_what(session_id)
        qtbot.waitUntil(lambda: page.view is not None and not desk.busy, timeout=10_000)
        qtbot.wait(20)
        return page

    yield open_page


class Typist:
    """Types into whatever has the keyboard."""

    def __init__(self, page: PaperPage, desk: Desk, qtbot: Any) -> None:
        self.page, self.desk, self.qtbot = page, desk, qtbot

    def calm(self) -> None:
        """Until everything asked has come back."""
        self.qtbot.wait(120)
        self.qtbot.waitUntil(lambda: not self.desk.busy, timeout=10_000)
        self.qtbot.wait(20)

    def types(self, text: str, *, look: bool = True) -> None:
        """Some letters and Enter; `look`: after the offer has come, as slow hands do."""
        field = self.page.window().focusWidget()
        if text.isascii():
            self.qtbot.keyClicks(field, text)
        else:
            field.insert(text)
            field.textEdited.emit(field.text())
        if look:
            self.calm()
        self.enter()

    def enter(self) -> None:
        self.qtbot.keyClick(self.page.window().focusWidget(), Qt.Key.Key_Return)
        self.calm()

    def states(self) -> list[str]:
        """What is said beside the rows that hold something."""
        return [line.state.text() for line in self.page.rows.lines if line.line.text()]


@pytest.fixture
def listed(sqlite_store: Store) -> dict[str, UUID]:
    """A session with names, three people who have cards; one of them came through the door already."""
    with sqlite_store.write("test") as session:
        at = sitting(session, event(session, **NAMED))
        cards = {
            last: participant(session, person(session, last, first))
            for last, first in (("Łęcka", "Maria"), ("Ковальчук", "Олена"), ("Zając", "Jan"))
        }
        check_in(session, at, cards["Zając"], CLOCK)
    return cards | {"at": at}


def test_a_page_by_keyboard_alone(
    opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any, sqlite_store: Store
) -> None:
    page = opened(listed["at"])
    hand = Typist(page, desk, qtbot)
    hand.types("lec")
    hand.types("olena kov", look=False)  # Enter before the offer came
    hand.types('"')
    hand.types("zaj")
    hand.types("lec")
    hand.types("Nowak-Nowa Zofia")
    assert hand.states() == [
        "obecna", "obecna", "bez nazwiska", "już odnotowano 12:00", "już w wierszu 1", "nowa osoba"
    ]  # fmt: skip
    assert page.rows.new_people() == 4
    hand.enter()  # an empty row: the sum is next
    assert page.window().focusWidget() is page.total.line
    hand.types("7")
    assert page.problem.isVisible() and "brakuje 1" in page.problem.text() and "Strona 1" in page.problem.text()
    assert len(page.rows.entries()) == 6, "what was typed stays"
    page.total.line.clear()
    hand.types("6")
    assert page.page == 2 and "Razem na spotkaniu: 5" in page.done.text() and "już odnotowane" in page.done.text()
    with sqlite_store.read() as session:
        assert attendance_of(session, listed["at"]) == Headcount(4, 1)
        assert [row.row for row in pages_of(session, listed["at"])[1].rows] == [1, 2, 3, 6]
    entry = sqlite_store.undoable()
    assert entry is not None and entry.action == "session.paper_page"
    sqlite_store.undo(entry.id)
    with sqlite_store.read() as session:
        assert attendance_of(session, listed["at"]) == Headcount(1, 0)


def test_nobody_new_is_made_by_an_enter_that_saw_no_offer(
    opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any
) -> None:
    page = opened(listed["at"])
    hand = Typist(page, desk, qtbot)
    hand.types("kwiat", look=False)
    assert page.rows.entries() == {} and page.rows.list.isVisible()
    hand.enter()
    assert page.rows.entries() == {}, "one word alone is rather a slip than somebody new"
    page.rows.lines[0].line.clear()
    hand.types("Kwiat Anna", look=False)
    assert page.rows.entries() == {} and page.rows.list.isVisible()
    hand.enter()
    assert page.rows.entries()[1].name == "Kwiat Anna"


def test_what_was_typed_survives_closing(opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any) -> None:
    page = opened(listed["at"])
    hand = Typist(page, desk, qtbot)
    hand.types("lec")
    hand.types('"')
    page.total.line.setText("9")
    with qtbot.waitSignal(desk.close_asked):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
    again = opened(listed["at"])
    assert [entry.said for entry in again.rows.entries().values()] == ["Łęcka Maria", "〃"]
    assert again.total.value() == 9


def test_a_sheet_is_opened_by_its_number_and_another_meetings_is_refused(
    opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any
) -> None:
    page = opened(listed["at"])
    for typed, said in ((sheet_number(UUID(int=5), 1), "innego spotkania"), ("ABCD-1-1", "pomyłka"), ("x", "K4TZ")):
        page.sheet.setText(typed)
        qtbot.keyClick(page.sheet, Qt.Key.Key_Return)
        assert said in page.problem.text() and page.page == 1
    page.sheet.setText(sheet_number(listed["at"], 3).lower())
    qtbot.keyClick(page.sheet, Qt.Key.Key_Return)
    assert page.page == 3 and not page.problem.isVisible()
    assert page.rows.lines[0].number == 2 * page.view.per_page + 1  # type: ignore[union-attr]


def test_a_page_without_its_sum_or_with_an_unread_row_waits(
    opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any
) -> None:
    page = opened(listed["at"])
    hand = Typist(page, desk, qtbot)
    hand.types("99999")
    page.save()
    assert "Wiersz 1" in page.problem.text()
    page.rows.lines[0].line.clear()
    page.save()
    assert "sumę strony" in page.problem.text()


def test_a_counting_sheet_is_typed_by_category(opened: Opened, desk: Desk, qtbot: Any, sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        at = sitting(session, event(session, attendance_mode=AttendanceMode.ANONYMOUS))
    page = opened(at)
    hand = Typist(page, desk, qtbot)
    for text in ("7", "", "12", "1", ""):
        hand.types(text)
    hand.types("20")
    with sqlite_store.read() as session:
        assert attendance_of(session, at) == Headcount(0, 20)
    assert page.page == 2


def test_a_batch_of_cards_leads_to_its_sheets(desk: Desk, qtbot: Any, sqlite_store: Store) -> None:
    page = CardsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.count.set_value(12)
    with qtbot.waitSignal(desk.open_asked, timeout=10_000) as asked:
        page.make_new()
    place, wanted = asked.args
    assert place == "preview" and dict(wanted.asked) == {"first_card": 1, "last_card": 12, "with_names": False}
    page.count.set_value(0)
    page.make_new()
    qtbot.waitUntil(lambda: page._problems[0].isVisible(), timeout=10_000)
    assert "od 1 do 500" in page._problems[0].text()


def test_enter_never_takes_somebody_offered_for_fewer_letters(
    opened: Opened, listed: dict[str, UUID], desk: Desk, qtbot: Any, sqlite_store: Store
) -> None:
    with sqlite_store.write("test") as session:
        participant(session, person(session, "Kowal", "Adam"))
        participant(session, person(session, "Kowalska", "Ewa"))
    page = opened(listed["at"])
    hand = Typist(page, desk, qtbot)
    first = page.rows.lines[0].line
    qtbot.keyClicks(first, "kowal")
    hand.calm()
    assert page.rows.list.isVisible() and page.rows.list.item(0).text().startswith("Kowal Adam")
    qtbot.keyClicks(first, "ska")
    qtbot.keyClick(first, Qt.Key.Key_Return)  # before the new offer came
    hand.calm()
    assert first.text() == "Kowalska Ewa"
    second = page.rows.lines[1].line
    assert second.hasFocus() and not page.rows.list.isVisible(), "nothing is offered for an empty row"


def test_after_the_last_page_one_can_say_that_the_session_took_place(
    opened: Opened, desk: Desk, qtbot: Any, sqlite_store: Store
) -> None:
    with sqlite_store.write("test") as session:
        held = event(session, **NAMED)
        at = sitting(session, held)
        participant(session, person(session, "Łęcka", "Maria"))
    page = opened(held)  # from the event: its session
    hand = Typist(page, desk, qtbot)
    assert page.session_id == at and not page._finish.isVisible()
    hand.types("lec")
    hand.enter()
    hand.types("1")
    assert page._finish.isVisible() and "planowana" in page._finish.findChildren(QLabel)[0].text()
    page._finish.findChildren(QPushButton)[0].click()
    hand.calm()
    assert not page._finish.isVisible() and "odbyła" in page.done.text()
    with sqlite_store.read() as session:
        assert session.get_one(EventSession, at).state is SessionState.HELD
