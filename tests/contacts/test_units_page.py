"""The page of the dictionary of units: choosing, adding one after another, ending with undo, pasting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.contacts.screen.units import UnitsPage
from openkrakow_desktop.contacts.screen.units_paste import PasteForm
from openkrakow_desktop.contacts.service import seed, seed_key
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.record_panel import RecordPanel
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import screen_text

CLOCK = Clock.fixed(dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC))


class Shown(OpenPage):
    """The page over the seeded City."""

    rest, turns = 350, 2

    def __init__(self, store: Store, qtbot: Any, language: str = "pl") -> None:
        with store.write("test") as session:
            seed(session)
        super().__init__(store, qtbot, UnitsPage, CLOCK, language=language)

    def kept(self, name: str) -> Organisation | None:
        with self.store.read() as session:
            return session.scalar(select(Organisation).where(Organisation.name == name))


@pytest.fixture
def shown(sqlite_store: Store, qtbot: Any, qapp: Any) -> Iterator[Shown]:
    theme.apply(qapp)
    made = Shown(sqlite_store, qtbot)
    yield made
    made.desk.close()


def test_a_unit_ends_and_comes_back(shown: Shown) -> None:
    key = seed_key("district-V")
    shown.page.show_what(key)
    shown.wait()
    assert "Dzielnica V Krowodrza" in screen_text(shown.page)
    shown.press("Wyłącz z użycia")
    with shown.store.read() as session:
        assert session.get_one(Organisation, key).active_to == dt.date(2026, 6, 1)
    shown.press("Cofnij")
    with shown.store.read() as session:
        assert session.get_one(Organisation, key).active_to is None


def test_units_are_added_one_after_another(shown: Shown) -> None:
    shown.page.kinds.choose(OrganisationKind.SCHOOL)
    shown.wait()
    for name in ("Szkoła Podstawowa nr 905", "Szkoła Podstawowa nr 906"):
        if not shown.page.findChildren(RecordForm):
            shown.press("Nowa jednostka")
        form = shown.page.findChildren(RecordForm)[-1]
        assert form.lines["kind"].editor.value() is OrganisationKind.SCHOOL
        form.lines["name"].editor.set_value(name)
        form.save()
        shown.wait()
        assert shown.kept(name) is not None
    assert shown.page.findChildren(RecordForm)


def test_a_block_is_pasted_after_a_look(shown: Shown) -> None:
    shown.press("Wklej listę…")
    (form,) = shown.page.findChildren(PasteForm)
    form.line.setPlainText("Zarząd Zieleni Miejskiej w Krakowie\nMiejska Pracownia; MP; pracownia")
    shown.wait()
    assert "jest już: Zarząd Zieleni Miejskiej w Krakowie" in screen_text(shown.page)
    shown.press("Dodaj 1 jednostkę")
    kept = shown.kept("Miejska Pracownia")
    assert kept is not None and (kept.symbol, kept.abbreviations) == ("MP", "pracownia")
    shown.press("Cofnij")
    assert shown.kept("Miejska Pracownia") is None


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_language_has_the_page(sqlite_store: Store, qtbot: Any, qapp: Any, language: str) -> None:
    theme.apply(qapp)
    made = Shown(sqlite_store, qtbot, language)
    assert words(language)("place.units") in screen_text(made.page)
    assert "Dzielnica IX Łagiewniki-Borek Fałęcki" in screen_text(made.page)
    made.desk.close()


def test_a_record_says_where_it_is_used_and_leads_there(shown: Shown) -> None:
    with shown.store.write("test") as session:
        child = Organisation(name="Filia", kind=OrganisationKind.OTHER, parent_id=seed_key("umk-culture"))
        session.add(child)
    screen = RegisterScreen(shown.desk, DECLARED.registers["organisation"])
    shown.qtbot.addWidget(screen)
    screen.show()
    screen.show_what(seed_key("umk-culture"))
    shown.wait()
    (panel,) = screen.findChildren(RecordPanel)
    assert [(one.register.key, one.count) for one in panel.card.uses] == [("organisation", 1)]
    screen.show_what(panel.card.uses[0].view)
    shown.wait()
    assert screen.rows.totals.shown == 1 and "powiązane z wpisem" in screen_text(screen)
    screen.filters.clear()
    shown.wait()
    assert screen.rows.totals.shown > 40
