"""The screens of the year as people see and hear them: golden dumps in three languages, keys, narrow windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.charts import CalendarHeat
from openkrakow_desktop.gui.pressable import Pressable, PressableList
from openkrakow_desktop.overview.evaluate import Status
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import expect_golden, screen_text

_SCREENS = "openkrakow_desktop.overview.screen."
SCREENS = {
    "today": _SCREENS + "today:today",
    "indicators": _SCREENS + "board:board",
    "tasks": _SCREENS + "tasks:tasks",
    "task_cards": _SCREENS + "task_cards:task_cards",
    "risks": _SCREENS + "risks:risks",
    "gaps": _SCREENS + "gaps:gap_list",
    "month": _SCREENS + "month:month",
    "report": _SCREENS + "report:report",
}


class Opened(OpenPage):
    """A screen on the demo's closed year."""

    def __init__(self, store: Store, qtbot: Any, name: str, language: str = "pl", size: tuple[int, int] = (1072, 770)):
        make = screen_of(SCREENS[name])
        super().__init__(store, qtbot, make, Clock.fixed(TODAY), language=language, size=size, year=YEAR)
        self.wait()  # what a first reading chose is read in turn
        if name == "report":  # its pages are drawn on another thread
            qtbot.waitUntil(lambda: self.page._smalls is not None, timeout=120_000)

    def rows(self) -> PressableList:
        return self.page.findChildren(PressableList)[0]


@pytest.fixture
def opened(demo_store: Store, qtbot: Any) -> Iterator[Any]:
    made: list[Opened] = []

    def open_(name: str, language: str = "pl", size: tuple[int, int] = (1072, 770)) -> Opened:
        made.append(Opened(demo_store, qtbot, name, language, size))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()
    theme.apply(QApplication.instance())  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen_as_text(opened: Any, name: str, language: str) -> None:
    shown = screen_text(opened(name, language).page)
    assert "[[" not in shown and not [line for line in shown.splitlines() if line.strip().startswith("[problem")]
    expect_golden(f"{name}-{language}", shown)


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_speaks_a_missing_word(opened: Any, name: str) -> None:
    """A word that no language has is shown as its key in brackets; a button's name in brackets has no dot in it."""
    for line in screen_text(opened(name).page).splitlines():
        words_in = [part for part in line.replace("[", " [").split() if part.startswith("[") and part.endswith("]")]
        assert not [part for part in words_in if "." in part and part.strip("[]").islower()], line


@pytest.mark.parametrize("name", SCREENS)
def test_every_widget_that_takes_the_keyboard_has_a_name(opened: Any, name: str) -> None:
    page = opened(name).page
    stops = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    shown = [one for one in stops if one.isVisible() and not isinstance(one, QScrollArea)]
    nameless = [one for one in shown if not one.accessibleName()]
    assert stops and not nameless


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("look", ["light", "contrast"])
def test_large_text_in_a_narrow_window_is_not_clipped_sideways(opened: Any, name: str, look: str) -> None:
    """200 % at 1280 px less the rail: nothing needs more width than there is."""
    theme.apply(QApplication.instance(), look, 2.0)  # type: ignore[arg-type]
    page = opened(name, "uk", (1160, 720)).page
    for area in page.findChildren(QScrollArea):
        inside = area.widget()
        if inside is not None and area.isVisible():
            assert inside.minimumSizeHint().width() <= area.viewport().width() + 1, screen_text(inside)[:300]
    assert page.minimumSizeHint().width() <= 1160


# What the keys and buttons do


def test_arrows_choose_an_indicator_and_the_panel_follows(opened: Any) -> None:
    board = opened("indicators")
    rows = board.rows()
    first = rows.row("T2-1.1")
    assert rows.key == "T2-1.1" and "T2-1.1" in screen_text(board.page)
    board.qtbot.keyClick(first, Qt.Key.Key_Down)
    board.wait()
    assert rows.key == "T2-1.2"
    assert words("pl")("origin.title") + " T2-1.2" in screen_text(board.page)


def test_escape_closes_the_panel_and_gives_the_keyboard_back(opened: Any) -> None:
    board = opened("indicators")
    panel = board.page._beside.panel
    board.qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert board.page._beside.panel is None
    assert board.page.stops() == [board.page._holder]


def test_rows_behind_a_number_open_their_register_filtered(opened: Any) -> None:
    board = opened("indicators")
    board.page.show_what("T2-3.1")
    board.wait()
    numbers = board.page._numbers.indicators["T2-3.1"]
    board.press("Pokaż")
    key, view = board.asked[-1]
    assert key == "event" and isinstance(view, View) and view.only is not None
    assert len(view.only) == numbers.reading.value


def test_no_data_is_a_state_of_its_own(opened: Any) -> None:
    """Budget vote without figures: a dash, the word, never a zero, and a way to enter the source."""
    board = opened("indicators")
    missing = [one for one in board.page._numbers.indicators.values() if one.status is Status.NO_DATA]
    for one in missing:
        shown = board.rows().row(one.entry.code)
        assert isinstance(shown, Pressable) and "–" in shown.accessibleDescription()
        assert "brak danych" in shown.accessibleDescription().lower()
        board.page.show_what(one.entry.code)
        board.wait()
        text = screen_text(board.page)
        assert words("pl")("origin.why_none") in text


def test_tasks_page_has_every_number_and_task(opened: Any) -> None:
    page = opened("tasks")
    assert len(page.rows().keys()) == 37
    page.page.show_what("4.2a")
    page.wait()
    shown = screen_text(page.page)
    for word in ("tasks.product", "tasks.deadline", "tasks.implementers", "tasks.status"):
        assert words("pl")(word) in shown


def test_task_status_is_opened_for_change(opened: Any) -> None:
    page = opened("tasks")
    page.page.show_what("1.1")
    page.wait()
    page.press("Zmień stan zadania")
    key, what = page.asked[-1]
    assert key == "task_status" and what not in ("new", None)


def test_risks_show_ratings_and_signals(opened: Any) -> None:
    page = opened("risks")
    assert page.rows().keys() == [f"R{n}" for n in range(1, 7)]
    shown = screen_text(page.page)
    assert words("pl")("risks.ratings") in shown and words("pl")("risks.signals") in shown
    page.press("Termin przeglądu…")
    assert page.asked[-1] == ("risk_review_rule", None)


def test_gaps_lead_to_their_records(opened: Any) -> None:
    page = opened("gaps")
    lines = page.page.findChildren(Pressable)
    assert lines
    lines[0].click()
    key, what = page.asked[-1]
    assert key in DECLARED.registers and what is not None


def test_today_leads_on(opened: Any) -> None:
    page = opened("today")
    page.press("Tablica")
    assert page.asked[-1] == ("indicators", None)
    page.press("Nowe wydarzenie")
    assert page.asked[-1] == ("event", "new")
    page.press("Nowy kontakt")
    assert page.asked[-1] == ("point_entry", None)
    page.press("Drzwi")
    door = page.asked[-1]
    assert door[0] == "door" and door[1] is not None
    titles = [one for one in page.page.findChildren(Pressable) if one.accessibleName().startswith("Szczegóły")]
    titles[0].click()
    assert page.asked[-1][0] == "event"


def test_heat_says_the_day_one_points_at(opened: Any) -> None:
    page = opened("today")
    (heat,) = page.page.findChildren(CalendarHeat)
    before = screen_text(page.page)
    heat.point(TODAY)
    assert "22 listopada 2026" in screen_text(page.page) != before


def test_a_page_reads_again_when_the_year_changes(opened: Any) -> None:
    page = opened("indicators")
    page.desk.set_year(YEAR - 1)
    page.wait()
    assert page.page._numbers.period.year == YEAR - 1


def test_a_hidden_page_reads_again_only_when_it_is_shown(opened: Any) -> None:
    page = opened("indicators")
    page.page.hide()
    page.desk.changed.emit(None)
    page.wait()
    assert not page.page.is_loaded
    page.page.show()
    page.wait()
    assert page.page.is_loaded
