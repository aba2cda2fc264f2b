"""The parts: names for a screen reader, targets large enough, plain text, chips, the undo bar, panel and sidebar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.chips import Chip
from openkrakow_desktop.gui.focus import FocusRing
from openkrakow_desktop.gui.frames import SidePanel, card, facts, page_header, section
from openkrakow_desktop.gui.layout import Split, column, ems, row, rows
from openkrakow_desktop.gui.shell import Place, Sidebar, SidebarWords, StatusBar
from openkrakow_desktop.gui.undo_bar import UndoBar
from openkrakow_desktop.gui.widgets import (
    Status,
    button,
    elided,
    empty_state,
    field,
    mark_problem,
    note,
    pill,
    spoken,
    symbol,
    text,
    two,
)

from .screen_text import screen_text

HOSTILE = '<img src="file:///etc/passwd"> & <b>x</b>'
SIDEBAR = SidebarWords("Otwarty Kraków", "Rok 2026", "Wybierz rok", "Szukaj", "Ctrl K", "Ustawienia", "Pomoc")


def test_text_is_plain(qtbot) -> None:
    for label in (text(HOSTILE), elided(HOSTILE), text(HOSTILE, wrap=True)):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert label.text() == HOSTILE


def test_an_icon_button_must_have_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        button("", "", "x")


@pytest.mark.parametrize("icon", ["chevron-down", "plus"])
def test_an_icon_alone_has_no_space_beside_it_that_hovering_would_underline(qtbot, icon: str) -> None:
    made = button("", "quiet", icon, "Choose the year")
    qtbot.addWidget(made)
    assert made.text() == ""


def test_button_says_its_words_without_the_mnemonic(qtbot) -> None:
    made = button("&Zapisz && wyślij", "primary")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Zapisz & wyślij"
    assert spoken("A&B") == "AB"


@pytest.mark.parametrize("kind", ["", "primary", "quiet", "chip"])
def test_targets_are_at_least_24_pixels(qtbot, kind: str) -> None:
    for made in (button("Tak", kind), button("", kind, "x", "Zamknij")):
        qtbot.addWidget(made)
        made.show()
        assert made.height() >= 24
        assert made.width() >= 24


def test_button_does(qtbot) -> None:
    done: list[int] = []
    made = button("Dodaj", does=lambda: done.append(1))
    qtbot.addWidget(made)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert done == [1]


def test_elided_text_keeps_the_whole_in_the_tooltip(qtbot) -> None:
    holder = column(elided("Warsztat kulinarny: kuchnia Gruzji i okolic"))
    qtbot.addWidget(holder)
    holder.resize(80, 30)
    holder.show()
    holder.grab()
    label = holder.findChild(QLabel)
    assert label.toolTip() == label.text()
    holder.resize(800, 30)
    holder.grab()
    assert label.toolTip() == ""


def test_rows_have_hairlines_between_only(qtbot) -> None:
    made = rows(text("a"), text("b"), text("c"))
    qtbot.addWidget(made)
    kinds = [one.property("box") for one in made.children() if isinstance(one, QWidget)]
    assert kinds == [None, "line", None, "line", None]


def test_problem_border_goes_on_and_off(qtbot) -> None:
    line = field("Tytuł")
    qtbot.addWidget(line)
    mark_problem(line, True)
    assert line.property("problem") == "true"
    mark_problem(line, False)
    assert line.property("problem") == "false"


def test_split_becomes_one_column_when_narrow(qtbot) -> None:
    left, right = text("lewa"), text("prawa")
    made = Split(left, right, 20)
    qtbot.addWidget(made)
    made.resize(theme.current().em(80), 300)
    made.show()
    qtbot.waitUntil(lambda: left.geometry().top() == right.geometry().top())
    made.resize(theme.current().em(40), 300)
    qtbot.waitUntil(lambda: right.geometry().top() > left.geometry().top())


@pytest.fixture
def chip(qtbot) -> Chip:
    made = Chip("Typ", [("a", "Warsztat & spacer"), ("b", "Debata"), ("c", "Koncert")], "Dowolny", "Usuń filtr")
    qtbot.addWidget(made)
    made.show()
    return made


def test_chip_shows_what_is_chosen(chip: Chip, qtbot) -> None:
    with qtbot.waitSignal(chip.changed):
        chip.choose("b")
    assert (chip.chosen, chip.text().strip(), chip.isChecked()) == (("b",), "Debata", True)
    chip.choose("c", "a")
    assert chip.chosen == ("a", "c")
    assert chip.text().strip() == "Typ: 2"
    with qtbot.waitSignal(chip.changed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert (chip.chosen, chip.text().strip(), chip.isChecked()) == ((), "Typ", False)


def test_chip_menu_toggles_and_escapes_ampersands(chip: Chip) -> None:
    menu = chip.menu_of_choices()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Dowolny",
        "Warsztat && spacer",
        "Debata",
        "Koncert",
    ]
    menu.actions()[2].trigger()
    assert chip.chosen == ("a",)
    assert chip.menu_of_choices().actions()[2].isChecked()
    chip.menu_of_choices().actions()[0].trigger()
    assert chip.chosen == ()


def test_single_chip_replaces_its_choice(qtbot) -> None:
    made = Chip("Rok", [(2025, "2025"), (2026, "2026")], "Każdy", "Usuń filtr", several=False)
    qtbot.addWidget(made)
    made.choose(2025)
    made.menu_of_choices().actions()[3].trigger()
    assert made.chosen == (2026,)


def test_chip_cross_clears_and_does_not_open_the_menu(chip: Chip, qtbot) -> None:
    chip.choose("b")
    from PySide6.QtCore import QPoint

    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, chip.height() // 2))
    assert chip.chosen == ()


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_undo_bar_takes_back_once(page: QWidget, qtbot) -> None:
    done: list[int] = []
    bar = UndoBar(page)
    bar.offer("Usunięto: Debata", "Cofnij", lambda: done.append(1), "Zamknij")
    assert bar.isVisible()
    assert bar.geometry().bottom() < page.height()
    qtbot.mouseClick(bar.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not bar.isVisible()


def test_undo_bar_leaves_by_itself(page: QWidget, qtbot) -> None:
    bar = UndoBar(page, stay=30)
    bar.offer("Usunięto", "Cofnij", lambda: None, "Zamknij")
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)


def test_undo_bar_stays_while_it_has_the_keyboard(page: QWidget, qtbot) -> None:
    bar = UndoBar(page, stay=30)
    bar.offer("Usunięto", "Cofnij", lambda: None, "Zamknij")
    page.activateWindow()
    bar.findChildren(QPushButton)[0].setFocus()
    qtbot.wait(200)
    assert bar.isVisible()
    other = QPushButton("x", page)
    other.show()
    other.setFocus()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)


def test_undo_bar_can_be_offered_again(page: QWidget) -> None:
    bar = UndoBar(page)
    bar.offer("Usunięto: A", "Cofnij", lambda: None, "Zamknij")
    bar.offer("Usunięto: B", "Cofnij", lambda: None, "Zamknij")
    assert "Usunięto: B" in screen_text(bar)
    assert "Usunięto: A" not in screen_text(bar)


def test_side_panel_closes_by_escape_and_cross(qtbot) -> None:
    panel = SidePanel(
        "Wydarzenie",
        HOSTILE,
        Status("good", "circle-check", "Odbyło się"),
        facts(("Gdzie", HOSTILE)),
        section("Historia", text("nic")),
        actions=(button("Edytuj"),),
        close="Zamknij panel (Esc)",
    )
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    cross = next(one for one in panel.findChildren(QPushButton) if one.accessibleName() == "Zamknij panel (Esc)")
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert panel.width() == theme.current().em(27.7)
    panel.set_wide(False)
    assert panel.maximumWidth() > 10_000


def test_sidebar_opens_places_and_becomes_a_rail(qtbot) -> None:
    side = Sidebar(
        SIDEBAR,
        [[Place("today", "sun", "Dziś")], [Place("events", "calendar-days", "Wydarzenia", "5", "5 do zrobienia")]],
        (2025, 2026),
    )
    qtbot.addWidget(side)
    side.set_here("today")
    named = {one.accessibleName(): one for one in side.findChildren(QPushButton)}
    assert {"Dziś", "Wydarzenia, 5 do zrobienia", "Ustawienia", "Pomoc", "Wybierz rok"} == set(named)
    with qtbot.waitSignal(side.opened) as told:
        named["Wydarzenia, 5 do zrobienia"].click()
    assert told.args == ["events"]
    assert named["Dziś"].isChecked()
    assert not named["Wydarzenia, 5 do zrobienia"].isChecked()
    with qtbot.waitSignal(side.year_chosen) as year:
        named["Wybierz rok"].menu().actions()[0].trigger()
    assert year.args == [2026]
    side.set_rail(True)
    assert side.width() == theme.current().em(4.4)
    assert "Szukaj (Ctrl K)" in screen_text(side)


def test_status_bar_keeps_saved_demo_and_backup_when_narrow(qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    for key, words in (
        ("saved", "Zapisano 14:32"),
        ("db", "krakow.okdb"),
        ("device", "laptop"),
        ("backup", "Kopia: 2 godz. temu"),
    ):
        bar.set_fact(key, "check", words)
    bar.set_demo("Dane przykładowe: osoby i liczby są wymyślone", "Dane przykładowe")
    assert "krakow.okdb" in screen_text(bar)
    bar.set_narrow(True)
    assert [line.strip() for line in screen_text(bar).splitlines()] == [
        "Zapisano 14:32",
        "Dane przykładowe",
        "Kopia: 2 godz. temu",
    ]


def test_focus_ring_follows_the_keyboard(qtbot) -> None:
    window = QWidget()
    first, second = field("a"), field("b")
    row_ = row(first, second)
    row_.setParent(window)
    qtbot.addWidget(window)
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    second.setFocus()
    qtbot.waitUntil(lambda: ring.widget() is second)
    first.setFocus()
    qtbot.waitUntil(lambda: ring.widget() is first)


def _sample() -> QWidget:
    return column(
        page_header(
            "Wydarzenia",
            "47 w 2026 · 31 odbytych",
            button("Eksportuj widok", "", "download"),
            button("Nowe wydarzenie", "primary", "plus"),
        ),
        row(
            (
                card(
                    "Sesje dzisiaj",
                    rows(
                        two("Lekcja: Ukraina bliżej", "SP nr 114, os. Oświecenia"),
                        pill(Status("warn", "pencil", "szkic"), False),
                    ),
                ),
                1,
            )
        ),
        note("equal", "Remis na 1. miejscu", "Jest jeden tytuł.", button("Zapisz rozstrzygnięcie…")),
        empty_state(
            "calendar-days",
            "Nie ma jeszcze wydarzeń w 2026",
            "Dodaj pierwsze albo przeciągnij tu arkusz.",
            button("Nowe wydarzenie"),
        ),
        symbol("info", said="Informacja"),
        pad=(1, 1, 1, 1),
    )


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_words_are_clipped(qtbot, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    try:
        made = _sample()
        qtbot.addWidget(made)
        made.resize(1100, 1400)
        made.show()
        qapp.processEvents()
        for label in made.findChildren(QLabel):
            need = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= need, label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    finally:
        theme.apply(qapp)


def test_every_focusable_part_has_a_name(qtbot) -> None:
    made = _sample()
    qtbot.addWidget(made)
    for one in made.findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert one.accessibleName(), type(one)


def test_ems_fixes_only_what_is_asked(qtbot) -> None:
    made = ems(text("x"), 10)
    qtbot.addWidget(made)
    assert made.minimumWidth() == made.maximumWidth() == theme.current().em(10)
    assert made.maximumHeight() > 1000


def test_the_symbol_of_a_disabled_primary_button_is_seen() -> None:
    shown = theme.icon("send", "on_accent").pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    pixels = [shown.pixelColor(x, y) for x in range(shown.width()) for y in range(shown.height())]
    paper = theme.current().colour("hover")
    assert max(theme.contrast(ink, paper) for ink in pixels if ink.alpha() == 255) > 3
