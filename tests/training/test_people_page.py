"""The page of a training's people and minutes, with keyboard and clipboard; acceptance scenario 7 through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.training.measures import MEASURES
from openkrakow_desktop.training.minutes import minutes_sheet, save_minutes
from openkrakow_desktop.training.model import TrainingGroup, TrainingState
from openkrakow_desktop.training.screen.minutes_grid import FIRST
from openkrakow_desktop.training.screen.people import MINUTES, PEOPLE, PeoplePage
from openkrakow_desktop.training.screen.people_grid import PERSON
from openkrakow_desktop.training.service import issue_certificates, sessions_of, settle_training
from tests.gui.screen_text import screen_text
from tests.mutation import values_of
from tests.training.build import TODAY, organisation, someone, training

Opened = Callable[[UUID], PeoplePage]
UNITS = (
    ("Wydział Edukacji", OrganisationKind.OFFICE_UNIT, 12),
    ("Miejski Ośrodek Pomocy Społecznej w Krakowie", OrganisationKind.MUNICIPAL_UNIT, 5),
    ("Dzielnica V Krowodrza", OrganisationKind.DISTRICT, 3),
    ("Straż Miejska Miasta Krakowa", OrganisationKind.MUNICIPAL_UNIT, 6),
    ("Komenda Miejska Policji w Krakowie", OrganisationKind.POLICE, 2),
    ("Fundacja Razem", OrganisationKind.NGO, 4),
)
SAID = ("Wydział Edukacji", "MOPS", "Dzielnica V", "Straż Miejska", "Komenda Miejska Policji", "fundacja razem")


@pytest.fixture(autouse=True)
def dressed(qapp: Any) -> None:
    """The light theme."""
    theme.apply(qapp)


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any) -> Iterator[Desk]:
    """A desk over an empty database."""
    made = Desk(sqlite_store, words("pl"), Clock.fixed(TODAY), DECLARED)
    yield made
    made.close()


@pytest.fixture
def calm(desk: Desk, qtbot: Any) -> Callable[[], None]:
    """Until everything asked has come back."""

    def wait() -> None:
        for _ in range(2):
            qtbot.wait(280)
            qtbot.waitUntil(lambda: not desk.busy, timeout=10_000)
            qtbot.wait(20)

    return wait


@pytest.fixture
def opened(desk: Desk, qtbot: Any, calm: Callable[[], None]) -> Opened:
    """opened(training's key): its page."""

    def open_page(training_id: UUID) -> PeoplePage:
        page = PeoplePage(desk)
        qtbot.addWidget(page)
        page.resize(1100, 800)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.show_what(training_id)
        calm()
        return page

    return open_page


def made(store: Store, *lengths: int, people: int = 0, **values: Any) -> UUID:
    with store.write("test") as session:
        key = training(session, *lengths, **values)
        for _ in range(people):
            someone(session, key, TrainingGroup.OFFICE, None)
    return key


def block() -> str:
    rows = [
        f"Osoba{unit}{chr(97 + number)}\tAnna\t{said}"
        for unit, (said, (_, _, count)) in enumerate(zip(SAID, UNITS, strict=True))
        for number in range(count)
    ]
    return "\n".join(["Nazwisko\tImię\tJednostka", *rows])


def numbers(desk: Desk) -> dict[str, Any]:
    with desk.read() as session:
        return dict(values_of(session, MEASURES, Period(2026, TODAY)))


def test_scenario_7_several_units(
    desk: Desk, sqlite_store: Store, opened: Opened, calm: Callable[[], None], qtbot: Any
) -> None:
    """32 people pasted, all complete: 1.4 = 26, 6.3b = 25 (7 outside), 6.3a = 1; ten again: still 26, 36 together."""
    with sqlite_store.write("test") as session:
        for name, kind, _ in UNITS:
            organisation(session, name, kind)
    first = made(sqlite_store, 240, measure_tags=("1.4", "6.3"))
    page = opened(first)
    QGuiApplication.clipboard().setText(block())
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    calm()
    assert page.stack.currentIndex() == PEOPLE and len(page.people.people) == 32
    assert [(one.written.last_name, one.problems) for one in page.people.found if one.problems] == []
    qtbot.keyClick(page.people_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    calm()
    assert page.stack.currentIndex() == MINUTES and page.minutes is not None and page.minutes_view is not None
    view = page.minutes_view
    view.go(0, FIRST)
    qtbot.keyClick(view, Qt.Key.Key_X)
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.currentIndex().row() == 1)  # what was typed is taken once Enter is through
    assert view.currentIndex().row() == 1 and page.minutes.said(0, FIRST) == "240"
    view.go(0, FIRST)
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.minutes.completed() == 32
    page.save()
    calm()
    assert page.minutes.changes() == {}
    told = numbers(desk)
    assert [told[one] for one in ("1.4", "6.3a", "6.3b", "6.3b+outside")] == [26, 1, 25, 7]

    second = made(sqlite_store, 60, title="Drugie", measure_tags=("1.4",))
    again = opened(second)
    again.paste_people("\n".join(block().split("\n")[:11]))
    calm()
    assert all(one.person_id for one in again.people.found)  # known, by name and unit
    again.save()
    calm()
    assert again.minutes is not None and again.minutes_view is not None
    again.minutes.write(0, FIRST, "60")
    again.minutes_view.go(0, FIRST)
    again.minutes_view.fill_down()
    again.save()
    calm()
    told = numbers(desk)
    assert (told["1.4"], told["1.4+participations"]) == (26, 36)


def test_more_people_than_places_are_told_and_saved(
    sqlite_store: Store, opened: Opened, calm: Callable[[], None]
) -> None:
    with sqlite_store.write("test") as session:
        organisation(session, UNITS[0][0], UNITS[0][1])
    key = made(sqlite_store, 60, places=2)
    page = opened(key)
    page.paste_people("\n".join(block().split("\n")[:4]))  # three people
    calm()
    assert "będzie 3 z 2 miejsc: o 1 osobę ponad miejsca" in screen_text(page)
    page.save()
    calm()
    assert page.sheet is not None and len(page.sheet.lines) == 3
    assert "3 osoby z 2 miejsc (o 1 osobę ponad miejsca)" in screen_text(page)


def test_completion_is_exact_and_live(sqlite_store: Store, opened: Opened) -> None:
    """80% of 720 minutes is 576: 575 is not enough."""
    page = opened(made(sqlite_store, 360, 360, people=1))
    assert page.minutes is not None
    page.minutes.write(0, FIRST, "360")
    page.minutes.write(0, FIRST + 1, "215")
    assert (page.minutes.total(0), page.minutes.is_completed(0)) == (575, False)
    assert page.minutes.said(0, FIRST + 3) == "za mało"
    page.minutes.write(0, FIRST + 1, "216")
    assert page.minutes.is_completed(0) and page.minutes.said(0, FIRST + 3) == "ukończone"
    assert page.sheet is not None and page.sheet.needed == 576


@pytest.mark.parametrize("said", ["101", "-1", "1,5", "sto", "9999999999"])
def test_bad_minutes_are_said_and_not_saved(
    desk: Desk, sqlite_store: Store, opened: Opened, calm: Callable[[], None], said: str
) -> None:
    page = opened(made(sqlite_store, 100, people=2))
    assert page.minutes is not None
    page.minutes.write(0, FIRST, "100")
    page.minutes.write(1, FIRST, said)
    page.save()
    calm()
    assert page.problem.isVisible() and "SZ-0002" in page.problem.text()
    assert page.minutes.completed() == 1 and len(page.minutes.typed) == 2
    with desk.read() as session:
        assert page.training_id is not None
        assert not any(line.minutes for line in minutes_sheet(session, page.training_id).lines)


def test_the_service_refuses_what_the_sheet_would_not_send(store: Store) -> None:
    with store.write("test") as session:
        key, other = training(session, 100), training(session, 100, title="Inne")
        one, stranger = someone(session, key, TrainingGroup.OFFICE, None), someone(session, other, TrainingGroup.NGO, 9)
        (sitting,) = (sitting.id for sitting in sessions_of(session, key))
        for minutes, why in ((101, "more_than_session"), (-1, "too_small")):
            with pytest.raises(Refused, match=why):
                save_minutes(session, key, {(one, sitting): minutes})
        with pytest.raises(Refused, match="session_of_other_training"):
            save_minutes(session, key, {(stranger, sitting): 5})
        assert save_minutes(session, key, {(one, sitting): 100}) == 1
        assert save_minutes(session, key, {(one, sitting): 100}) == 0
        assert save_minutes(session, key, {(one, sitting): None}) == 1
        save_minutes(session, key, {(one, sitting): 100})
        issue_certificates(session, key, TODAY)
        with pytest.raises(Refused, match="certificates_issued"):
            save_minutes(session, key, {(one, sitting): None})
        settle_training(session, key, TODAY)
        with pytest.raises(Refused, match="training_settled"):
            save_minutes(session, key, {(one, sitting): 5})


def test_who_it_is_is_asked_with_keys(
    sqlite_store: Store, opened: Opened, calm: Callable[[], None], qtbot: Any
) -> None:
    with sqlite_store.write("test") as session:
        for name, kind, _ in UNITS:
            organisation(session, name, kind)
    first = opened(made(sqlite_store, 60))
    first.paste_people("Nowak Anna\tMOPS")
    calm()
    first.save()
    calm()
    page = opened(made(sqlite_store, 60, title="Drugie"))
    page.paste_people("Nowak Anna\tWydział Edukacji")
    calm()
    assert page.people.said(0, PERSON).startswith("czy to Nowak Anna (Miejski")
    page.save()
    calm()
    assert page.problem.isVisible() and page.problem.text().startswith("Wiersz 1")
    page.people_view.go(0, PERSON)
    qtbot.keyClick(page.people_view, Qt.Key.Key_Space)
    calm()
    assert page.people.said(0, PERSON) == "znana osoba: to samo nazwisko"
    qtbot.keyClick(page.people_view, Qt.Key.Key_Space)
    calm()
    assert page.people.said(0, PERSON) == "nowa osoba" and not page.people.found[0].is_refused


def test_a_row_is_typed_with_keys_alone(
    sqlite_store: Store, opened: Opened, calm: Callable[[], None], qtbot: Any
) -> None:
    page = opened(made(sqlite_store, 60))
    page.open_adding()
    for said in ("Nowak", "Anna", "", "inna"):
        for letter in said:
            qtbot.keyClicks(page.window().focusWidget(), letter)
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    calm()
    (one,) = page.people.people
    assert (one.last_name, one.first_name, one.group) == ("Nowak", "Anna", "inna")
    page.save()
    calm()
    assert page.sheet is not None and [line.name for line in page.sheet.lines] == ["Nowak Anna"]


def test_what_is_not_saved_comes_back(
    sqlite_store: Store, opened: Opened, calm: Callable[[], None]
) -> None:
    key = made(sqlite_store, 100, people=1)
    page = opened(key)
    assert page.minutes is not None
    page.minutes.write(0, FIRST, "70")
    page.keep_draft()
    again = opened(key)
    assert again.minutes is not None and again.minutes.said(0, FIRST) == "70"
    again.save()
    calm()
    assert len(opened(key).minutes.typed) == 0  # type: ignore[union-attr]


def test_nothing_is_typed_where_nothing_took_place(sqlite_store: Store, opened: Opened) -> None:
    page = opened(made(sqlite_store, 100, people=1, state=TrainingState.PLANNED))
    assert page.minutes is not None and not page.minutes.look(0, FIRST).open
    assert page.said.text() == words("pl")("problem.training_without_attendance")
