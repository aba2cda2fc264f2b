"""Adding a small register costs what is promised: a model, one declaration, its words. Everything else is derived.

A toy register is declared below in a few lines and gets list, form, panel, defaults, paste, import, export, undo. It is
run in a process of its own (test_a_small_register.py): a model, once mapped, would be there for every other test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtTest import QTest
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped

from openkrakow_desktop.app.import_page import ImportPage
from openkrakow_desktop.core import import_sheets, import_vocabulary
from openkrakow_desktop.core import words as words_module
from openkrakow_desktop.core.alike import Alike
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import Declared, Feature, Register
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.excel_template import write_registers
from openkrakow_desktop.core.pasted import PastedRows
from openkrakow_desktop.core.record import NAME, Record, plain, search_key
from openkrakow_desktop.core.starting import today
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import Words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.gui.conftest import dressed  # noqa: F401 - the light theme, and no window that waits for a person
from tests.gui.screen_text import screen_text


# The whole of it: a model, a declaration, words (and a migration, where the register is to stay).
class Leaflet(Record):
    """A leaflet that was handed out."""

    __tablename__ = "toy_leaflet"
    __label__ = ("title", "printed_on")

    title: Mapped[str] = plain(String(NAME))
    printed_on: Mapped[dt.date] = plain()
    copies: Mapped[int] = plain(low=1)
    search: Mapped[str] = search_key("title")


LEAFLETS = Register(
    record=Leaflet, columns=("title", "printed_on", "copies"), form=("title", "printed_on", "copies"),
    order="-printed_on", date="printed_on", natural_key=("title", "printed_on"), sums=("copies",),
    starts={"printed_on": today}, alike=Alike("title", on="printed_on"))  # fmt: skip
WORDS = """[toy_leaflet]
_one = "ulotka"
_many = "Ulotki"
_new = "nowa ulotka"
_empty = "Nie ma jeszcze ulotek. Dodaj pierwszą."
title = "tytuł"
printed_on = "data druku"
copies = "nakład"
[action.toy_leaflet]
add = "dodanie ulotki"
edit = "zmiana ulotki"
delete = "usunięcie ulotki"
"""
# The end of it.

TODAY = dt.date(2026, 3, 26)
DECLARED = Declared((Feature(key="toy", icon="layers", registers=(LEAFLETS,)),))


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Words]:
    """The program's words with those of the toy, from a folder of its own, in every language."""
    own = tmp_path / "words" / "pl"
    own.mkdir(parents=True)
    (own / "toy.toml").write_text(WORDS, "utf-8")
    toy = Words("pl", tmp_path / "words")
    made = {one: Words(one) for one in words_module.LANGUAGES}
    for one in made.values():
        one.add({key: toy(key) for key in sorted(toy.keys())})
    for module in (words_module, import_sheets, import_vocabulary):
        monkeypatch.setattr(module, "words", made.__getitem__)
    yield made["pl"]
    for known in (import_sheets._headings, import_sheets._sheet_names, import_vocabulary._headings):
        known.cache_clear()


@pytest.fixture
def desk(sqlite_store: Store, polish: Words, qtbot: Any) -> Iterator[Desk]:
    made = Desk(sqlite_store, polish, Clock.fixed(TODAY), DECLARED)
    yield made
    made.close()


def settle(desk: Desk, qtbot: Any) -> None:
    QTest.qWait(60)
    qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)


def titles(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return list(session.scalars(select(Leaflet.title).order_by(Leaflet.title)))


def test_list_form_panel_and_undo(desk: Desk, qtbot: Any) -> None:
    screen = RegisterScreen(desk, LEAFLETS)
    qtbot.addWidget(screen)
    screen.resize(1000, 600)
    screen.show()
    screen.add()
    settle(desk, qtbot)
    form = screen.panels.form
    assert isinstance(form, RecordForm) and form.draft()["printed_on"] == TODAY
    form.lines["title"].editor.set_value("Pierwsze kroki")
    form.lines["copies"].editor.set_value(0)
    form.save()
    settle(desk, qtbot)
    assert "1" in form.lines["copies"]._problem.text() and titles(desk) == []
    form.lines["copies"].editor.set_value(500)
    form.save()
    settle(desk, qtbot)
    settle(desk, qtbot)
    assert titles(desk) == ["Pierwsze kroki"] and "Nakład\n500" in screen_text(screen)
    screen.add()
    settle(desk, qtbot)
    screen.panels.form.lines["title"].editor.set_value("Pierwsze krokii")
    qtbot.waitUntil(lambda: "Podobny wpis: Pierwsze kroki · 26.03.2026" in screen_text(screen), timeout=10_000)
    desk.undo_last()
    settle(desk, qtbot)
    assert titles(desk) == []


def test_paste_import_and_export(desk: Desk, qtbot: Any, tmp_path: Path) -> None:
    page = ImportPage(desk)
    qtbot.addWidget(page)
    page.show_what(PastedRows("toy_leaflet", "Mapa\t1.03.2026\t200\nPlan\t2.03.2026\t300"))
    qtbot.waitUntil(lambda: page.columns is not None, timeout=20_000)
    page.accept_columns()
    qtbot.waitUntil(lambda: page._outcome is not None, timeout=20_000)
    page.take(False)
    qtbot.waitUntil(lambda: titles(desk) == ["Mapa", "Plan"], timeout=20_000)
    path = tmp_path / "ulotki.xlsx"
    with desk.store.read() as session:
        assert write_registers(session, DECLARED, [LEAFLETS], path, desk.words, today=TODAY) == 2
    assert "Ulotki" in load_workbook(path).sheetnames
    outcome = import_file(desk.store, DECLARED, path, today=TODAY)
    assert (outcome.grave, outcome.new.total(), outcome.same.total()) == ([], 0, 2)
