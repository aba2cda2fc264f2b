"""The page that settles a month, as people use it: what is in the way, a doubt accepted, opened again with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.model import Event, EventState
from openkrakow_desktop.gui.report_writer import PREVIEW
from openkrakow_desktop.overview.screen.month import MonthPage, month
from openkrakow_desktop.programme.months import history_of, month_is_settled
from tests.demo_data import guarded
from tests.events.build import CLOCK, event, held, organisation
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage

TODAY = dt.date(2026, 5, 4)
DAY = dt.date(2026, 3, 19)


class Open(OpenPage):
    """The page over a small office: two events of one title at one hour in March, one planned in the past in April."""

    def __init__(self, store: Store, qtbot: Any) -> None:
        with guarded(store).write("prepare") as session:
            host = organisation(session)
            self.twins = [held(session, "Debata", DAY, 5, organiser_id=host) for _ in range(2)]
            event(session, "Nierozstrzygnięte", dt.date(2026, 4, 9), organiser_id=host)
        super().__init__(store, qtbot, month, Clock.fixed(TODAY), is_active=True)

    def choose(self, year: int, month_: int) -> None:
        self.page.show_what((year, month_))
        self.wait()

    def line(self) -> QLineEdit:
        return next(one for one in self.page.findChildren(QLineEdit) if one.isVisible())


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any) -> Iterator[Open]:
    one = Open(sqlite_store, qtbot)
    yield one
    one.desk.close()


def test_it_opens_where_something_waits(opened: Open) -> None:
    assert isinstance(opened.page, MonthPage)
    assert opened.text.startswith("Styczeń 2026")  # the first that is not settled
    opened.press("kwiecień 2026")
    assert opened.text.startswith("Kwiecień 2026") and "[Przyjmij" not in opened.text
    opened.press("Przejdź: Nierozstrzygnięte")
    assert opened.asked[-1][0] == "session"


def test_what_stands_in_the_way_is_said_and_nothing_is_settled(opened: Open) -> None:
    opened.choose(2026, 4)
    opened.press("Rozlicz miesiąc")
    assert "Jeszcze nie rozliczono" in opened.text and "Pierwsze: Nierozstrzygnięte." in opened.text
    with opened.store.read() as session:
        assert not month_is_settled(session, dt.date(2026, 4, 9))


def test_doubts_are_accepted_with_a_reason_then_the_month_is_settled_and_opened_again(opened: Open) -> None:
    opened.choose(2026, 3)
    assert "2 sprawy" in opened.text
    for n in range(2):
        opened.press("Przyjmij z powodem…: Debata")
        if n == 0:
            opened.press("Przyjmij")
            assert "To pole jest wymagane." in opened.text
        line = opened.line()
        line.setText("Dwie grupy w dwóch salach.")
        opened.qtbot.keyClick(line, Qt.Key.Key_Return)
        opened.wait()
    assert "Przyjęte z powodem" in opened.text and "Wszystko uzupełnione" in opened.text
    opened.press("Rozlicz miesiąc")
    assert "Rozliczono: marzec 2026." in opened.text and "[Otwórz ponownie…]" in opened.text
    with opened.store.read() as session:
        assert [session.get_one(Event, key).state for key in opened.twins] == [EventState.SETTLED] * 2
    opened.press("Otwórz ponownie…")
    opened.press("Otwórz miesiąc")
    assert "To pole jest wymagane." in opened.text  # a reason there must be
    opened.line().setText("Doszła lista papierowa.")
    opened.press("Otwórz miesiąc")
    assert "Otwarto ponownie: Doszła lista papierowa." in opened.text and "[Rozlicz miesiąc]" in opened.text
    with opened.store.read() as session:
        (past,) = history_of(session, 2026, 3)
    assert past.reopened_at is not None and past.reopen_reason == "Doszła lista papierowa."


def _reason_is_asked(opened: Open) -> bool:
    return any(one.isVisible() for one in opened.page.findChildren(QLineEdit))


def test_an_acceptance_can_be_dropped_and_taken_back(opened: Open) -> None:
    opened.choose(2026, 3)
    opened.press("Przyjmij z powodem…: Debata")
    opened.press("Anuluj")
    assert not _reason_is_asked(opened)
    opened.press("Przyjmij z powodem…: Debata")
    opened.line().setText("Dwie grupy.")
    opened.press("Przyjmij")
    assert "1 sprawa" in opened.text
    opened.press("Cofnij: Debata")
    assert "2 sprawy" in opened.text


def test_a_running_month_and_one_to_come_cannot_be_settled(opened: Open) -> None:
    for month_, said in ((5, "Trwa do 31.05.2026"), (6, "Jeszcze się nie zaczął")):
        opened.choose(2026, month_)
        assert said in opened.text and "[Rozlicz miesiąc]" not in opened.text


def test_months_are_walked_with_arrows(opened: Open) -> None:
    first = opened.button("styczeń 2026")
    first.setFocus()
    opened.qtbot.keyClick(first, Qt.Key.Key_Right)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget) and focus.accessibleName().startswith("luty 2026")
    opened.qtbot.keyClick(focus, Qt.Key.Key_End)
    last = QApplication.focusWidget()
    assert isinstance(last, QWidget) and last.accessibleName().startswith("grudzień 2026")


def test_the_summary_is_offered_for_the_month_that_is_shown(opened: Open) -> None:
    opened.choose(2026, 3)
    opened.press("Zestawienie…")
    key, wanted = opened.asked[-1]
    assert key == PREVIEW
    assert wanted.asked == {"year": 2026, "month": 3, "from_january": False}  # type: ignore[attr-defined]


def test_another_year_moves_the_window_there(opened: Open) -> None:
    opened.choose(2025, 12)
    assert opened.desk.year == 2025 and opened.text.startswith("Grudzień 2025")


def test_clock_of_the_builder_is_after_the_year() -> None:
    """What `held` writes is held: its clock stands later than the days used here."""
    assert CLOCK.today() > TODAY
