"""The page of a register, as a person uses it: find, look, edit, delete with undo, act, export; golden dumps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from openkrakow_desktop.contacts import feature
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui import dialogs, theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.stores import Make

from .screen_text import expect_golden, screen_text

Settle = Callable[[], None]
HOSTILE = '=HYPERLINK("http://x") <b>x</b>'


def fill(store: Store) -> dict[str, UUID]:
    with store.write("organisation.add") as session:
        mosty = Organisation(
            name="Fundacja Mosty", kind=OrganisationKind.NGO, symbol="FM", active_from=dt.date(2024, 5, 1)
        )
        others = [
            Organisation(name="Żłobek", kind=OrganisationKind.OTHER_FACILITY),
            Organisation(name="Ćma", kind=OrganisationKind.NGO),
            Organisation(name=HOSTILE, kind=OrganisationKind.COMPANY, is_partner=True),
        ]
        session.add_all([mosty, *others])
        session.flush()
        return {one.name: one.id for one in (mosty, *others)}


@pytest.fixture
def ids(desk: Desk) -> dict[str, UUID]:
    return fill(desk.store)


def screen_of(
    desk: Desk, qtbot: Any, settle: Settle, register: Any = feature.ORGANISATIONS, width: int = 1100
) -> RegisterScreen:
    screen = RegisterScreen(desk, register)
    qtbot.addWidget(screen)
    screen.resize(width, 700)
    screen.show()
    screen.activateWindow()
    qtbot.waitActive(screen)
    settle()
    return screen


@pytest.fixture
def screen(desk: Desk, ids: dict[str, UUID], qtbot: Any, settle: Settle) -> RegisterScreen:
    return screen_of(desk, qtbot, settle)


def names(screen: RegisterScreen) -> list[str]:
    return [str(screen.rows.cell(row, 0)) for row in range(screen.rows.rowCount())]


def press(widget: Any, name: str) -> None:
    next(
        one for one in widget.findChildren(QPushButton) if one.accessibleName() == name and one.isVisibleTo(widget)
    ).click()


def test_the_page_says_how_many_and_of_how_many(screen: RegisterScreen, settle: Settle) -> None:
    assert names(screen) == [HOSTILE, "Ćma", "Fundacja Mosty", "Żłobek"]
    said = screen_text(screen)
    assert "4 wpisy\n" in said
    assert "4 z 4 wpisów" in said
    screen.filters.search.setText("mosty")
    qtwait(screen, settle)
    assert names(screen) == ["Fundacja Mosty"]
    assert "1 z 4 wpisów" in screen_text(screen)


def qtwait(screen: RegisterScreen, settle: Settle) -> None:
    screen.filters._entered()
    settle()


def test_empty_because_of_filters_is_another_text(screen: RegisterScreen, settle: Settle) -> None:
    screen.filters.search.setText("nie ma takiej")
    qtwait(screen, settle)
    assert "Żaden z 4 wpisów nie pasuje" in screen_text(screen)
    assert not screen.export_button.isEnabled()
    press(screen, "Wyczyść filtry")
    settle()
    assert len(names(screen)) == 4


def test_an_empty_register_says_what_to_do_first(desk: Desk, qtbot: Any, settle: Settle) -> None:
    screen = screen_of(desk, qtbot, settle, feature.PEOPLE)
    said = screen_text(screen)
    assert "Nie ma jeszcze osób" in said
    assert "Dodaj pierwszą albo wczytaj z Excela." in said


def test_arrows_change_the_panel_after_a_rest(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle, qtbot: Any
) -> None:
    screen.table.setFocus()
    screen.table.choose(ids["Ćma"])
    qtbot.waitUntil(lambda: screen.panels.isVisible(), timeout=5000)
    assert "Ćma" in screen_text(screen.panels)
    assert screen.table.hasFocus()  # the list keeps the keyboard
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Fundacja Mosty" in screen_text(screen.panels), timeout=5000)
    qtbot.keyClick(screen.table, Qt.Key.Key_Escape)
    settle()
    assert not screen.panels.isVisible()


def test_editing_goes_form_save_panel(screen: RegisterScreen, ids: dict[str, UUID], settle: Settle, qtbot: Any) -> None:
    screen.table.choose(ids["Ćma"])
    screen._edit()
    settle()
    form = screen.panels.form
    assert form is not None
    form.lines["name"].editor.line.setText("Ćma nocna")
    form.save()
    settle()
    settle()
    settle()
    assert "Ćma nocna" in names(screen)
    assert "Edycja instytucji" in screen_text(screen.panels)  # in its history
    assert "Nazwa: Ćma → Ćma nocna" in screen_text(screen.panels)
    assert screen.table.chosen == ids["Ćma"]


def test_a_changed_form_is_not_taken_away_by_moving_in_the_list(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle, qtbot: Any
) -> None:
    screen.table.choose(ids["Ćma"])
    screen._edit()
    settle()
    screen.panels.form.lines["symbol"].editor.line.setText("zmienione")
    screen.table.choose(ids["Żłobek"])
    qtbot.wait(200)
    settle()
    assert screen.panels.form.draft()["symbol"] == "zmienione"


def test_adding_a_record_chooses_it(screen: RegisterScreen, settle: Settle) -> None:
    screen.add()
    settle()
    form = screen.panels.form
    form.lines["name"].editor.line.setText("Zupełnie nowa")
    form.lines["kind"].editor.set_value(OrganisationKind.NGO)
    form.save()
    settle()
    settle()
    settle()
    assert "Zupełnie nowa" in names(screen)
    assert "Zupełnie nowa" in screen_text(screen.panels)


def test_delete_is_taken_back_by_the_undo_bar(screen: RegisterScreen, ids: dict[str, UUID], settle: Settle) -> None:
    screen.table.choose(ids["Ćma"])
    screen._enter(ids["Ćma"])
    settle()
    screen.panels.delete(feature.ORGANISATIONS, ids["Ćma"])
    settle()
    settle()
    assert "Ćma" not in names(screen)
    assert screen.undo_bar.isVisible()
    assert "Usunięto: Ćma" in screen_text(screen.undo_bar)
    press(screen.undo_bar, "Cofnij")
    settle()
    settle()
    assert "Ćma" in names(screen)


def test_the_undo_bar_does_not_come_back_with_its_page(screen: RegisterScreen, qtbot: Any) -> None:
    screen.undo_bar.offer("Usunięto: Ćma", "Cofnij", lambda: None, "Zamknij")
    assert screen.undo_bar.isVisible()
    screen.hide()
    screen.show()
    assert not screen.undo_bar.isVisible()


def test_a_refused_delete_says_which_register_needs_it(
    screen: RegisterScreen, desk: Desk, ids: dict[str, UUID], settle: Settle, monkeypatch: Any
) -> None:
    with desk.store.write("person.add") as session:
        session.add(Person(last_name="Nowak", organisation_id=ids["Ćma"]))
    said: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, words, title, text: said.append(f"{title}: {text}"))
    screen.panels.delete(feature.ORGANISATIONS, ids["Ćma"])
    settle()
    assert said == ["Nie wykonano: Nie można usunąć: inne wpisy się do tego odwołują (rejestr Osoby: 1)."]
    assert "Ćma" in names(screen)


def test_an_action_asks_in_the_panel_and_can_be_undone(
    screen: RegisterScreen, desk: Desk, ids: dict[str, UUID], settle: Settle
) -> None:
    merge = feature.ORGANISATIONS.actions[0]
    screen._enter(ids["Ćma"])
    settle()
    screen.panels.act(feature.ORGANISATIONS, ids["Ćma"], merge)
    form = screen.panels.form
    assert form.isAncestorOf(screen.window().focusWidget()), "what is asked has the keyboard"
    assert "Ćma" in screen_text(screen.panels), "one sees what it is about"
    form.run()
    assert "To pole jest wymagane." in screen_text(form)
    form.editors["into"].set_named(ids["Fundacja Mosty"], "Fundacja Mosty")
    form.run()
    settle()
    settle()
    with desk.read() as session:
        assert session.get_one(Organisation, ids["Ćma"]).merged_into_id == ids["Fundacja Mosty"]
    assert "Wykonano: Scal" in screen_text(screen.undo_bar)
    assert "Ten wpis scalono z innym." in screen_text(screen.panels)
    press(screen.undo_bar, "Cofnij")
    settle()
    settle()
    with desk.read() as session:
        assert session.get_one(Organisation, ids["Ćma"]).merged_into_id is None


def test_a_view_from_elsewhere_is_shown_and_taken_off(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle
) -> None:
    screen.show_what(View(only=(ids["Ćma"], ids["Żłobek"])))
    settle()
    assert names(screen) == ["Ćma", "Żłobek"]
    assert "2 wpisy źródłowe" in screen_text(screen)
    screen.filters.chips["_only"].choose()
    settle()
    assert len(names(screen)) == 4


def test_a_record_from_elsewhere_is_chosen_and_shown(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle
) -> None:
    screen.show_what(ids["Żłobek"])
    settle()
    settle()
    assert screen.table.chosen == ids["Żłobek"]
    assert "Żłobek" in screen_text(screen.panels)


def test_letters_typed_in_the_list_go_to_the_search(screen: RegisterScreen, settle: Settle, qtbot: Any) -> None:
    screen.table.setFocus()
    qtbot.keyClick(screen.table, "m")
    assert screen.filters.search.text() == "m"
    assert screen.filters.search.hasFocus()


def test_an_emptied_search_loses_its_cross(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle, qtbot: Any
) -> None:
    def seen() -> int:
        buttons = screen.filters.search.findChildren(QToolButton)
        return sum(one.isVisible() and one.property("opacity") > 0.99 for one in buttons)

    screen.filters.search.setText("fun")
    qtbot.waitUntil(lambda: seen() == 2)
    settle()
    screen.show_what(ids["Ćma"])
    settle()
    assert screen.filters.search.text() == ""
    qtbot.waitUntil(lambda: seen() == 1)  # the lens alone


def test_hidden_columns_are_remembered(screen: RegisterScreen, desk: Desk, qtbot: Any, settle: Settle) -> None:
    screen._toggle_column("kind", False)
    assert "Rodzaj |" not in screen_text(screen.table)
    again = screen_of(desk, qtbot, settle)
    assert "kind" in again.table.hidden_names()


def test_a_change_elsewhere_refreshes_the_panel(
    screen: RegisterScreen, desk: Desk, ids: dict[str, UUID], settle: Settle
) -> None:
    screen._enter(ids["Ćma"])
    settle()
    desk.do("organisation.edit", lambda session: setattr(session.get_one(Organisation, ids["Ćma"]), "symbol", "NOWY"))
    settle()
    settle()
    assert "NOWY" in screen_text(screen.panels)


def test_copy_opens_a_new_form_with_the_values(screen: RegisterScreen, ids: dict[str, UUID], settle: Settle) -> None:
    screen.panels.copy(feature.ORGANISATIONS, ids["Fundacja Mosty"])
    settle()
    settle()
    form = screen.panels.form
    assert form.record_id is None
    draft = form.draft()
    kept = (draft["kind"], draft["name"], draft["symbol"], draft["active_from"])
    assert kept == (OrganisationKind.NGO, None, None, None)
    assert form.changed


def test_copying_without_a_choice_follows_the_last_entry(screen: RegisterScreen, settle: Settle) -> None:
    screen.table.clearSelection()
    screen.table.setCurrentIndex(screen.rows.index(-1, -1))
    screen._copy()
    settle()
    settle()
    assert screen.panels.form.draft()["kind"] == OrganisationKind.COMPANY


def test_in_a_narrow_window_the_panel_takes_the_place_of_the_list(
    screen: RegisterScreen, ids: dict[str, UUID], settle: Settle
) -> None:
    screen.resize(theme.current().em(60), 600)
    screen._enter(ids["Ćma"])
    settle()
    assert screen.panels.isVisible()
    assert not screen.list_side.isVisible()
    screen.panels.back()
    settle()
    assert screen.list_side.isVisible()


def test_chips_without_room_go_into_the_menu_of_more(screen: RegisterScreen, qtbot: Any) -> None:
    screen.resize(420, 600)
    qtbot.waitUntil(lambda: screen.filters.more.isVisible())
    screen.filters._fill_more()
    assert [action.text() for action in screen.filters.more.menu().actions()]
    screen.resize(1100, 600)
    qtbot.waitUntil(lambda: not screen.filters.more.isVisible())


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_what_is_shown_is_exported(
    screen: RegisterScreen, settle: Settle, qtbot: Any, tmp_path: Path, monkeypatch: Any, ending: str
) -> None:
    path = tmp_path / f"lista.{ending}"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    screen.show_what(View(choices={"kind": (OrganisationKind.NGO, OrganisationKind.COMPANY)}))
    settle()
    screen.export()
    qtbot.waitUntil(path.exists, timeout=30_000)
    if ending == "pdf":
        assert path.read_bytes().startswith(b"%PDF")
        return
    sheets = load_workbook(path)
    cells = [[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()]
    flat = [str(value) for row in cells for value in row if value is not None]
    assert {"Ćma", "Fundacja Mosty", HOSTILE} <= set(flat)
    assert "Żłobek" not in flat
    assert all(
        cell.data_type != "f" for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_page(make_sqlite: Make, declared: Declared, language: str, qtbot: Any) -> None:
    """The page with a panel and with a form, as text. A changed golden file is a changed screen: read the diff."""
    store = make_sqlite(wall=lambda: 1_774_522_800_000)  # 26 March 2026, 12:00 in Krakow
    ids = fill(store)
    desk = Desk(store, words(language), Clock.fixed(dt.date(2026, 3, 26)), declared)

    def settle() -> None:
        qtbot.wait(80)
        qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)

    try:
        screen = screen_of(desk, qtbot, settle)
        screen.table.choose(ids["Fundacja Mosty"])
        screen._enter(ids["Fundacja Mosty"])
        settle()
        shown = screen_text(screen)
        screen.add()
        settle()
        shown += "\n" + screen_text(screen.panels)
    finally:
        desk.close()
    expect_golden(f"register-screen-{language}", shown)
