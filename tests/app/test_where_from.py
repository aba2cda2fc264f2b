"""In the whole window: a number of the board opens its account, a row its record, Esc goes back to where one was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.main_window import MainWindow
from openkrakow_desktop.app.rooms import Rooms
from openkrakow_desktop.core.asked import ORIGIN, AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk, Forgetful
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text

W = words("pl")


@pytest.fixture
def opened(demo_store: Store, qtbot: Any) -> Iterator[OpenWindow]:
    window = OpenWindow(demo_store, qtbot)
    window.window.choose_year(YEAR)
    window.wait()
    yield window
    window.close()


def test_from_the_board_to_the_rows_to_a_record_and_back(opened: OpenWindow, qtbot: Any) -> None:
    board = opened.go("indicators", "T2-3.1")
    opened.wait()
    whole = next(one for one in board.findChildren(QPushButton) if one.accessibleName() == W("account.whole"))
    whole.click()
    opened.wait()
    page: Any = opened.window.stack.currentWidget()
    assert opened.window.here == ORIGIN and "T2-3.1" in screen_text(page)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    opened.wait()
    assert opened.window.here == "events"
    opened.rooms.go_back()
    opened.wait()
    assert opened.window.here == ORIGIN
    qtbot.keyClick(opened.window.stack.currentWidget(), Qt.Key.Key_Escape)
    assert opened.window.here == "indicators"


def test_years_plans_and_accounts_have_names_and_help(opened: OpenWindow) -> None:
    for place, what in (("years", "3.1b"), ("plans", "3.1b"), (ORIGIN, AskedNumber("1.1", YEAR))):
        page = opened.go(place, what)
        assert opened.window.here == place and page.accessibleName() == W(f"menu.{place}")
        assert W.has(f"help.{place}") and "[" not in W(f"help.{place}")


def test_a_year_chosen_while_the_database_opens_is_the_year_of_every_page(demo_store: Store, qtbot: Any) -> None:
    settings = Forgetful()
    desk = Desk(demo_store, words("pl"), Clock.fixed(TODAY), DECLARED, settings)
    window = MainWindow(words("pl"), range(2023, TODAY.year + 2), TODAY.year)
    qtbot.addWidget(window)
    window.choose_year(TODAY.year - 1)
    window.settle(Rooms(window, desk, settings, is_demo=True))
    qtbot.waitUntil(lambda: not desk.busy, timeout=30_000)
    assert desk.year == window.year == TODAY.year - 1
    desk.close()
