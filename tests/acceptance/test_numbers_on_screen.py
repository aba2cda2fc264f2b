"""Scenarios 5, 6, 13 and 14 through the board, the tasks and "Where does this number come from?"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import CoverageMeasure, MeetingKind, MeetingState
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.places import PLACES
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.asked import ORIGIN, AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.service import hold_session
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.training.model import TrainingGroup
from tests.activities import build as activities
from tests.events import build as events
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text
from tests.programme.cases import figure
from tests.training import build as trainings

YEAR, AFTER = 2026, dt.date(2027, 1, 15)
Show = Callable[..., str]


@pytest.fixture
def show(sqlite_store: Store, qtbot: Any) -> Iterator[Show]:
    """Fill the store, open a page on 2026 and tell what is to be read on it."""
    desks: list[Desk] = []

    def wait(desk: Desk) -> None:
        qtbot.wait(200)
        qtbot.waitUntil(lambda: not desk.busy, timeout=30_000)
        qtbot.wait(30)

    def show_(place: str, what: object) -> str:
        desk = Desk(sqlite_store, words("pl"), Clock.fixed(AFTER), DECLARED)
        desks.append(desk)
        desk.set_year(YEAR)
        page: Any = screen_of(PLACES[place].screen)(desk)
        qtbot.addWidget(page)
        page.resize(1072, 770)
        page.show()
        page.show_what(what)
        wait(desk)
        wait(desk)
        return screen_text(page)

    yield show_
    for desk in desks:
        desk.close()
    theme.apply(QApplication.instance())  # type: ignore[arg-type]


def origin(show: Show, code: str) -> str:
    return show(ORIGIN, AskedNumber(code, YEAR))


def fill(store: Store, does: Callable[[Session], object]) -> None:
    with store.write("test") as session:
        does(session)


def test_5_attendances_and_people(sqlite_store: Store, show: Show) -> None:
    """{a,b,c}+5, {b,c,d}+0, {a,b}+10: 23 attendances, 15 anonymous, at least 4 people; never 19 or 23 people."""
    def make(session: Session) -> None:
        a, b, c, d = (events.participant(session) for _ in range(4))
        for title, some, guests in (("Raz", (a, b, c), 5), ("Dwa", (b, c, d), 0), ("Trzy", (a, b), 10)):
            event = events.event(session, title, dt.date(YEAR, 5, 4))
            sitting = events.sitting(session, event)
            events.listed(session, sitting, *some)
            if guests:
                events.come(session, sitting, guests)
            else:
                hold_session(session, sitting, None, events.CLOCK)

    fill(sqlite_store, make)
    whole, people, anonymous = (origin(show, code) for code in ("3.1a", "3.1a+distinct", "3.1a+anonymous"))
    assert "\n23\n" in whole and "3 wpisy, suma kolumny „Wlicza się” = 23" in whole
    assert "\n4\n" in people and "4 wpisy, każdy liczy się raz = 4" in people and "[Już policzono: 4]" in people
    assert "15 ÷ 23 = 15/23" in anonymous
    panel = show("tasks", "3.1a")
    assert "Różne osoby z list (co najmniej)]: 4" in panel and "19" not in people.replace("2019", "")


def test_6_one_event_several_measures(sqlite_store: Store, show: Show) -> None:
    fill(sqlite_store, lambda s: events.held(s, "Debata", guests=40, measure_tags=("4.1",)))
    assert "40" in origin(show, "3.1a")
    board = show("indicators", "T2-3.1")
    assert "[T2-3.1 Wydarzenia Centrum] (here): 1," in board
    assert "1 wpis liczy się też do 4.1" in board and "To ta sama liczba co 3.1b." in board
    listed = origin(show, "4.1")
    assert "[Liczy się też do 3.1b: 1]" in listed and "[Liczy się też do T2-3.1: 1]" in listed


@pytest.mark.parametrize(("people", "value", "status"), [
    ((14, 9, 10), 2, "Osiągnięto"), ((14, 9), 1, "Nie osiągnięto")])
def test_13_consultations(sqlite_store: Store, show: Show, people: tuple[int, ...], value: int, status: str) -> None:
    def make(session: Session) -> None:
        for number, one in enumerate(people):
            activities.put(session, "meeting", kind=MeetingKind.CONSULTATION, title=f"Konsultacje {number}",
                           participants=one, held_on=dt.date(YEAR, 3 + number, 1), state=MeetingState.HELD)

    fill(sqlite_store, make)
    board = show("indicators", "T2-2.2")
    line = next(one for one in board.splitlines() if one.strip().startswith("[T2-2.2"))
    assert f": {value}, " in line and line.split(", ")[-1] == status
    listed = origin(show, "T2-2.2")
    assert "[Mniej niż 10 osób: 1]" in listed and f"{value} wpis" in listed
    assert f"= {len(people)}" in origin(show, "2.1a") and f"= {sum(people)}" in origin(show, "2.1b")


def test_14_mixed_units(sqlite_store: Store, show: Show) -> None:
    """158 participations of 141 institutions and 2,380 residents: 141, not met; 2,521 appears nowhere."""
    def make(session: Session) -> None:
        made = trainings.training(session, measure_tags=("5.4",))
        kinds = [OrganisationKind.SCHOOL] * 96 + [OrganisationKind.KINDERGARTEN] * 31
        kinds += [OrganisationKind.OTHER_FACILITY] * 14
        schools = [activities.organisation(session, f"Placówka {n}", kind) for n, kind in enumerate(kinds)]
        for institution in schools[:100]:
            activities.put(session, "institution_coverage", institution_id=institution,
                           measure=CoverageMeasure.TOOLS, covered_on=dt.date(YEAR, 10, 1))
        for institution in schools[83:]:
            trainings.someone(session, made, TrainingGroup.TEACHER, 100, institution)
        draft = figure(figure_code="T2-5.1+residents", value=2380, source="Dzielnice")
        DECLARED.registers["external_figure"].put(session, None, draft, AFTER)

    fill(sqlite_store, make)
    board = show("indicators", "T2-5.1")
    line = next(one for one in board.splitlines() if one.strip().startswith("[T2-5.1"))
    assert ": 141, " in line and line.endswith("Nie osiągnięto")
    assert "2380" in board and "Dzielnice" in board
    listed = origin(show, "T2-5.1")
    assert "141 wpisów, każdy liczy się raz = 141" in listed and "[Już policzono: 17]" in listed
    residents = origin(show, "T2-5.1+residents")
    assert "2380" in residents and "Dzielnice" in residents
    assert not any("2521" in one.replace("\u00a0", "") for one in (board, listed, residents))
