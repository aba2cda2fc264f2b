"""The page What if: chosen at the left, told at the right, marked all over; nothing of it reaches the office's file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QScrollArea

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.places import PLACES
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui import dialogs, theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.pressable import Pressable
from openkrakow_desktop.gui.watermark import ALPHA, ROLE, Watermark
from openkrakow_desktop.overview.screen import what_if as screen
from openkrakow_desktop.overview.what_if_kept import SETTING
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text


class Opened:
    """The page on the demo."""

    def __init__(self, store: Store, qtbot: Any, language: str = "pl", size: tuple[int, int] = (1280, 800)) -> None:
        self.qtbot = qtbot
        self.desk = Desk(store, words(language), Clock.fixed(TODAY), DECLARED)
        self.desk.set_year(YEAR)
        self.asked: list[tuple[str, object]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page: Any = screen_of(PLACES["what_if"].screen)(self.desk)
        qtbot.addWidget(self.page)
        self.page.resize(*size)
        self.page.show()
        self.wait()

    def wait(self) -> None:
        self.qtbot.wait(160)
        self.qtbot.waitUntil(lambda: not self.desk.busy, timeout=30_000)
        self.qtbot.wait(30)

    def tried(self, code: str) -> Any:
        return self.page._found.numbers.lines[code]

    def pick(self, key: str, value: object) -> None:
        editor = self.page.form.editor(key)
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(value))
        self.wait()

    def type(self, key: str, said: str) -> None:
        editor = self.page.form.editor(key)
        assert isinstance(editor, QLineEdit)
        editor.setText(said)
        editor.editingFinished.emit()
        self.wait()


@pytest.fixture
def opened(demo_store: Store, qtbot: Any) -> Iterator[Any]:
    made: list[Opened] = []

    def open_(*args: Any) -> Opened:
        made.append(Opened(demo_store, qtbot, *args))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden(opened: Any, language: str) -> None:
    page = opened(language)
    page.pick("event_unit", "day")
    page.type("trained_share", "100")
    shown = screen_text(page.page)
    assert "[" + "what_if" not in shown
    expect_golden(f"what_if-{language}", shown)


def test_a_reading_moves_its_numbers_and_the_official_one_takes_it_back(opened: Any) -> None:
    page = opened()
    assert words("pl")("what_if.nothing") in screen_text(page.page)
    official = page.tried("3.1b").official.value
    page.pick("event_unit", "day")
    assert page.tried("3.1b").tried.value > official == page.tried("3.1b").official.value
    assert "T2-3.1" in screen_text(page.page) and words("pl")("what_if.changed") in screen_text(page.page)
    page.pick("event_unit", "occurrence")
    assert page.page.scenario.is_official and not page.tried("3.1b").is_moved


@pytest.mark.parametrize("typed", ["0", "-5", "101", "dużo"])
def test_nonsense_is_said_below_its_field_and_counts_nothing(opened: Any, typed: str) -> None:
    page = opened()
    page.type("trained_share", typed)
    told = page.page.form.told("trained_share")
    assert typed in told and "1" in told and "100" in told
    assert page.page.form.editor("trained_share").property("problem") == "true"
    assert page.page.scenario.is_official
    page.type("trained_share", "75 %")
    assert page.page.scenario.values == {"trained_share": 75}
    assert page.page.form.editor("trained_share").property("problem") != "true"


def test_what_cannot_be_told_is_shown_and_cannot_be_chosen(opened: Any) -> None:
    editor = opened().page.form.editor("age_bands")
    at = editor.findData("to_15")
    assert words("pl")("what_if_choice.age_bands.to_15") in editor.itemText(at)
    assert not editor.model().item(at).isEnabled()


def test_rows_that_went_are_opened_and_chosen_by_hand(opened: Any) -> None:
    page = opened()
    page.type("trained_share", "100")
    before = page.tried("1.4").tried.value
    page.page.show_what("T2-1.3")
    page.wait()
    panel = page.page._beside.panel
    assert panel is not None and words("pl")("what_if.arithmetic_tried") in screen_text(panel)
    went = panel._rows.went[0].row.id
    pressed = [one for one in panel.findChildren(Pressable) if one.isVisible()]
    pressed[0].click()
    assert page.asked[-1][0] == "participation"
    name = words("pl")("what_if.count_in_of", title=panel._rows.went[0].row.title)
    next(one for one in panel.findChildren(QPushButton) if one.accessibleName() == name).click()
    page.wait()
    assert page.tried("1.4").tried.value == before + 1
    assert [(one.id, one.code, one.counts) for one in page.page.scenario.by_hand] == [(went, "1.4", True)]
    page.page.reset()
    page.wait()
    assert page.page.scenario.is_official


def test_the_panel_finds_a_record(opened: Any) -> None:
    page = opened()
    page.page.show_what("3.1b")
    page.wait()
    panel = page.page._beside.panel
    title = panel._rows.tried.counted[-1].title
    panel.sought.setText(title)
    shown = [one.accessibleName() for one in panel.findChildren(Pressable) if one.isVisible()]
    assert shown and all(title in one for one in shown)


def test_scenarios_are_kept_here_and_compared(opened: Any, demo_store: Store) -> None:
    page, heads = opened(), demo_store.heads()
    page.pick("event_unit", "day")
    page.page.bar.name.setText("Każdy dzień")
    page.page.bar.keep.click()
    assert set(page.desk.settings.get(SETTING)) == {"Każdy dzień"}
    page.page.reset()
    page.pick("centre_visitors", "listed")
    page.page.bar.against.setCurrentIndex(page.page.bar.against.findData("Każdy dzień"))
    page.page.bar.against.activated.emit(1)
    page.wait()
    other = page.page._found.other.lines["3.1b"].tried.value
    assert other > page.tried("3.1b").official.value == page.tried("3.1b").tried.value
    assert "Każdy dzień" in screen_text(page.page._results)
    page.page.bar.names.setCurrentIndex(1)
    page.page.bar.names.activated.emit(1)
    page.wait()
    assert page.page.scenario.values == {"event_unit": "day"}
    page.page.bar.throw.click()
    assert not page.desk.settings.get(SETTING)
    page.page.bar.name.clear()
    page.page.bar.keep.click()
    assert words("pl")("problem.what_if_name") in screen_text(page.page)
    assert demo_store.heads() == heads, "nothing of a trial is in the office's file"


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_only_a_marked_note_leaves_it(
    opened: Any, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    page.pick("event_unit", "day")
    asked: list[Path] = []
    monkeypatch.setattr(dialogs, "save_file", lambda *a: asked.append(a[-1]) or tmp_path / f"raport.{ending}")
    monkeypatch.setattr(dialogs, "ProgressWindow", lambda *a: None)
    page.page.ask_note()
    page.qtbot.waitUntil(lambda: bool(list(tmp_path.glob(f"*.{ending}"))), timeout=60_000)
    page.wait()
    assert [one.name for one in tmp_path.glob(f"*.{ending}")] == [f"proba-nie-do-sprawozdania-raport.{ending}"]
    assert asked[0].name.startswith("proba-nie-do-sprawozdania-co-by-bylo-gdyby")
    names = {one.accessibleName() for one in page.page.findChildren(QPushButton)}
    official = {words("pl")(key) for key in ("board.approve", "board.export", "years.copy", "report_page.xlsx")}
    assert not names & official, "no official door on the page"


# The watermark


def test_the_watermark_covers_the_page_and_takes_no_press(opened: Any) -> None:
    page = opened()
    (mark,) = page.page.findChildren(Watermark)
    assert mark.geometry() == page.page.rect() and mark.words == words("pl")("what_if.watermark")
    assert mark.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert mark.accessibleName() == "" and mark.focusPolicy() is Qt.FocusPolicy.NoFocus
    page.page.resize(1000, 700)
    page.wait()
    assert mark.geometry() == page.page.rect()
    assert page.page.children()[-1] is mark, "nothing lies over it"
    assert words("pl")("what_if.watermark") in screen_text(page.page), "and it stands in words"


@pytest.mark.parametrize("name", theme.NAMES)
def test_what_lies_under_it_can_be_read(name: str) -> None:
    at = theme.NAMES.index(name)

    def seen(role: str) -> list[float]:
        own, ink = (QColor(theme.COLOURS[one][at]).getRgbF() for one in (role, ROLE))
        return [a * (1 - ALPHA) + b * ALPHA for a, b in zip(own[:3], ink[:3], strict=True)]

    def light(role: str) -> float:
        parts = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in seen(role)]
        return sum(one * share for one, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))

    for ink, paper, least in theme.PAIRS:
        if least == 4.5:
            low, high = sorted((light(ink), light(paper)))
            assert (high + 0.05) / (low + 0.05) >= least, (name, ink, paper)


# Places and sizes


def test_from_the_board_to_the_page(demo_store: Store, qtbot: Any) -> None:
    window = OpenWindow(demo_store, qtbot)
    page = window.go("indicators")
    name = words("pl")("what_if.open")
    next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name).click()
    window.wait()
    assert isinstance(window.window.stack.currentWidget(), screen.WhatIfPage)
    window.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_narrow_window_and_large_letters(opened: Any, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    try:
        page = opened("uk", (1160, 720)).page
        for area in page.findChildren(QScrollArea):
            inside = area.widget()
            if inside is not None and area.isVisible():
                assert inside.minimumSizeHint().width() <= area.viewport().width() + 1
        assert page.minimumSizeHint().width() <= 1160
    finally:
        theme.apply(qapp)
