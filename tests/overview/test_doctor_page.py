"""The check of a year as people use it: gone to, accepted with a reason, back when the facts change, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import ORIGIN, AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.gaps import Gap
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.model import EventSession, SessionEntry
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.overview.screen.doctor import doctor
from openkrakow_desktop.overview.screen.doubts import open_doubt
from tests.demo_data import TODAY as DEMO_TODAY
from tests.demo_data import YEAR as DEMO_YEAR
from tests.demo_data import guarded
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text
from tests.overview import faults

TODAY = dt.date(2027, 3, 15)


class Open:
    """The page over a year."""

    def __init__(self, store: Store, qtbot: Any, year: int, today: dt.date, language: str = "pl") -> None:
        self.store, self.qtbot = guarded(store), qtbot
        self.desk = Desk(store, words(language), Clock.fixed(today), DECLARED)
        self.desk.set_year(year)
        self.asked: list[tuple[str, Any]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page: Any = doctor(self.desk)
        qtbot.addWidget(self.page)
        self.page.resize(1072, 770)
        self.page.show()
        self.page.activateWindow()
        self.wait()

    def wait(self) -> None:
        self.qtbot.wait(160)
        self.qtbot.waitUntil(lambda: not self.desk.busy and self.page.is_loaded, timeout=60_000)
        self.qtbot.wait(30)

    def press(self, name: str) -> None:
        shown = [one for one in self.page.findChildren(QAbstractButton) if one.isVisible()]
        exact = [one for one in shown if one.accessibleName() == name]
        found = exact or [one for one in shown if one.accessibleName().startswith(name)]
        assert found, f"no button {name!r}: {self.text}"
        found[0].click()
        self.wait()

    @property
    def text(self) -> str:
        return screen_text(self.page)


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any) -> Iterator[Open]:
    """A sound year with a hall too small, a session without attendance and six events of one kind of doubt."""
    with guarded(sqlite_store).write("prepare") as session:
        faults.sound(session)
        faults.event(session, "Tłok", 31, capacity=30)
        faults.event(session, "Bez frekwencji", 0, dt.date(2026, 5, 5))
        for n in range(6):
            faults.training(
                session,
                f"Ciasne {'abcdef'[n]}",
                3,
                places=2,
                start_on=dt.date(2026, 6, 1 + n),
                end_on=dt.date(2026, 6, 1 + n),
            )
    one = Open(sqlite_store, qtbot, 2026, TODAY)
    yield one
    one.desk.close()


def test_acceptance_through_the_page(opened: Open) -> None:
    """Accepted with a reason it leaves the list and is named among the accepted; a changed number brings it back."""
    assert "Obecność: 31, miejsc: 30" in opened.text and "Bez frekwencji" in opened.text
    opened.press("Przyjmij z powodem…: Tłok")
    opened.press("Przyjmij")
    assert "To pole jest wymagane." in opened.text
    line = next(one for one in opened.page.findChildren(QLineEdit) if one.isVisible())
    line.setText("Dostawiono krzesła.")
    opened.qtbot.keyClick(line, Qt.Key.Key_Return)
    opened.wait()
    assert "Obecność: 31, miejsc: 30: Dostawiono krzesła. · 15.03.2027" in opened.text
    assert "Więcej osób niż miejsc" not in opened.text.split("Szkolenia")[0]

    with opened.store.write("door.tap") as session:
        sat = session.scalars(select(EventSession).where(EventSession.held_on == faults.DAY)).all()
        crowded = next(one for one in sat if session.get_one(faults.Event, one.event_id).title == "Tłok")
        session.add(SessionEntry(session_id=crowded.id, n=1))
    opened.wait()
    opened.wait()
    assert "Obecność: 32, miejsc: 30" in opened.text
    assert "Przyjęto wcześniej („Dostawiono krzesła.”), ale dane są już inne." in opened.text
    assert "Już nie dotyczy" in opened.text
    opened.press("Cofnij: Tłok")
    assert "Dostawiono krzesła." not in opened.text


def test_what_must_be_closed_cannot_be_accepted_and_is_one_step_away(opened: Open) -> None:
    names = [one.accessibleName() for one in opened.page.findChildren(QAbstractButton)]
    assert not any(name.startswith("Przyjmij z powodem…: Bez frekwencji") for name in names)
    opened.press("Przejdź: Bez frekwencji")
    assert opened.asked[-1][0] == "session"
    opened.press("Wersje roku")
    assert opened.asked[-1] == ("versions", 2026)


def test_a_kind_shows_some_then_all_and_its_list(opened: Open) -> None:
    assert "Ciasne d" in opened.text and "Ciasne e" not in opened.text
    opened.press("Wszystkie na liście: 6: Szkolenia")
    place, view = opened.asked[-1]
    assert place == "training" and isinstance(view, View) and len(view.only or ()) == 6
    opened.press("Pokaż pozostałe: 2: Szkolenia")
    assert "Ciasne f" in opened.text


def test_a_doubt_about_a_number_opens_its_account(opened: Open) -> None:
    values = {"code": "3.1a", "month_no": "2"}
    for gap, wanted in (
        (
            Gap("sudden_month", "tasks", None, "x", dt.date(2026, 2, 1), values),
            (ORIGIN, AskedNumber("3.1a", 2026, 2, 2)),
        ),
        (Gap("sudden_year", "tasks", None, "x", None, {"code": "3.3"}), (ORIGIN, AskedNumber("3.3", 2026))),
        (Gap("narrative_missing", "writing", None, "2.2", None, {"task": "2.2"}), ("writing", "2.2")),
        (Gap("version_differs", "versions", None, "1"), ("versions", 2026)),
        (Gap("plan_without_base", "plans", None, "1.1", None, {"code": "1.1"}), ("plans", None)),
    ):
        open_doubt(opened.desk, gap)
        assert opened.asked[-1] == wanted


def test_a_year_to_come_has_nothing_to_check(sqlite_store: Store, qtbot: Any) -> None:
    one = Open(sqlite_store, qtbot, 2028, TODAY)
    assert "Ten rok się jeszcze nie zaczął" in one.text and "Postęp" not in one.text
    one.page.show_what(2026)
    one.wait()
    assert one.desk.year == 2026 and "Sprawdzenie roku 2026" in one.text
    one.desk.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden(demo_store: Store, qtbot: Any, language: str) -> None:
    one = Open(demo_store, qtbot, DEMO_YEAR, DEMO_TODAY, language)
    expect_golden(f"doctor-{language}", one.text)
    one.desk.close()
