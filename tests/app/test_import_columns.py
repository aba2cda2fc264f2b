"""An office's own sheet through the page of columns and through the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from sqlalchemy import select

from openkrakow_desktop.app.command_line import DONE, REFUSED, main
from openkrakow_desktop.app.import_page import ImportPage
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.import_mapping import remembered
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.model import Event
from openkrakow_desktop.gui.states import sentence
from openkrakow_desktop.paths import SAMPLES
from openkrakow_desktop.point.model import Contact
from tests.app.test_pages import press, preview, said, settle  # noqa: F401 - `said`: nothing modal
from tests.app.window_parts import OpenWindow
from tests.core.office_sheets import EVENTS_FILE, POINT_FILE
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text

W = words("pl")


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any, said: Any) -> Iterator[OpenWindow]:  # noqa: F811
    with sqlite_store.write("organisation.add") as session:
        session.add(Organisation(name="Centrum Wielokulturowe", kind=OrganisationKind.NGO))
    one = OpenWindow(sqlite_store, qtbot)
    yield one
    one.close()


def titles(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(Event.title)))


def box(page: ImportPage, name: str) -> QComboBox:
    return next(one for one in page.findChildren(QComboBox) if one.accessibleName() == name and one.isVisibleTo(page))


def line(page: ImportPage, name: str) -> QLineEdit:
    return next(one for one in page.findChildren(QLineEdit) if one.accessibleName() == name and one.isVisibleTo(page))


def choose(one: OpenWindow, page: ImportPage, name: str, wanted: str) -> None:
    """With the keyboard: down or up until the wanted field stands there."""
    made = box(page, name)
    made.setFocus()
    target = made.findText(wanted)
    assert target >= 0, [made.itemText(n) for n in range(made.count())]
    down = target > made.currentIndex()
    QTest.keyClick(made, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    one.wait()
    if box(page, name).currentText() != wanted:
        choose(one, page, name, wanted)


def give(one: OpenWindow, page: ImportPage, name: str, words: str) -> None:
    made = line(page, name)
    made.setFocus()
    QTest.keyClicks(made, words)
    QTest.keyClick(made, Qt.Key.Key_Return)
    one.wait()


def column(heading: str) -> str:
    return W("import_mapping.column_name", heading=heading)


ORGANISER = sentence(W("event.organiser_id"))


def test_columns_first_then_the_preview_then_remembered(opened: OpenWindow) -> None:
    page = preview(opened, SAMPLES / EVENTS_FILE)
    shown = screen_text(page)
    assert W("import_mapping.title") in shown and "ok. 50 osób" in shown and "„Razem”" in shown
    assert box(page, column("Termin")).currentText() == sentence(W("event.start_on"))
    assert box(page, column("Ilość osób razem")).currentText() == sentence(W("event.attendance"))
    assert box(page, column("Prowadzący")).currentText() == W("import_mapping.unused")
    press(opened, page, W("import_mapping.check"))
    assert W("import_mapping.first") in screen_text(page) and "organizator" in screen_text(page)
    give(opened, page, ORGANISER, "Centrum Wielokulturowe")
    assert W("import_mapping.first") not in screen_text(page)
    press(opened, page, W("import_mapping.check"))
    shown = screen_text(page)
    assert "Kalendarz C12" in shown and W("problem.cell_two_numbers") in shown
    assert titles(opened.desk.store) == set() and not remembered(opened.desk.settings)
    press(opened, page, W("import_page.take_valid"))
    assert len(titles(opened.desk.store)) == 7 and "Festiwal smaków" in titles(opened.desk.store)
    (kept,) = remembered(opened.desk.settings).values()
    assert kept.constants == {"organiser_id": "Centrum Wielokulturowe"} and kept.name == Path(EVENTS_FILE).stem
    page = preview(opened, SAMPLES / EVENTS_FILE)
    assert W("import_mapping.title") not in screen_text(page) and "Kalendarz C12" in screen_text(page)
    press(opened, page, W("import_mapping.again"))
    assert line(page, ORGANISER).text() == "Centrum Wielokulturowe"


def test_two_columns_for_one_field_are_mended_without_starting_over(opened: OpenWindow) -> None:
    page = preview(opened, SAMPLES / EVENTS_FILE)
    give(opened, page, ORGANISER, "Centrum Wielokulturowe")
    choose(opened, page, column("Prowadzący"), sentence(W("event.title")))
    assert "Nazwa wydarzenia i Prowadzący" in screen_text(page)
    press(opened, page, W("import_mapping.check"))
    assert W("import_mapping.first") in screen_text(page)
    choose(opened, page, column("Prowadzący"), W("import_mapping.unused"))
    press(opened, page, W("import_mapping.check"))
    assert "Kalendarz C12" in screen_text(page)


def test_a_required_field_without_a_column(opened: OpenWindow) -> None:
    page = preview(opened, SAMPLES / EVENTS_FILE)
    choose(opened, page, column("Rodzaj"), W("import_mapping.unused"))
    assert "„typ”" in screen_text(page)
    choose(opened, page, sentence(W("event.type")), sentence(W("event_type.workshop")))
    assert "„typ”" not in screen_text(page)


def test_words_nobody_knows_are_asked_about(opened: OpenWindow) -> None:
    page = preview(opened, SAMPLES / POINT_FILE)
    assert "styczeń, luty" in screen_text(page)  # one card for both months
    for said_, name, meant in (
        ("gołębiem", "contact.channel", "channel.e_mail"),
        ("ukraińskiego", "contact.language", "spoken_language.ukrainian"),
    ):
        label = W("import_mapping.meaning", said=said_, field=W(name))
        choose(opened, page, label, sentence(W(meant)))
    press(opened, page, W("import_mapping.check"))
    press(opened, page, W("import_page.take_all"))
    with opened.desk.store.read() as session:
        assert len(list(session.scalars(select(Contact.id)))) == 9


def test_another_register_is_guessed_anew(opened: OpenWindow) -> None:
    page = preview(opened, SAMPLES / POINT_FILE)
    choose(opened, page, W("import_mapping.register"), W("import_mapping.not_read"))
    press(opened, page, W("import_mapping.check"))
    assert W("import_mapping.nothing_read") in screen_text(page)
    choose(opened, page, W("import_mapping.register"), sentence(W("contact._many")))
    assert box(page, column("Dzień")).currentText() == sentence(W("contact.contacted_on"))


def test_the_year_is_asked_for_where_nothing_tells_it(opened: OpenWindow, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Dzień", "Kanał kontaktu", "Język", "Temat"], ["3.02", "telefon", "polski", "praca"]):
        book.active.append(row)
    book.save(tmp_path / "pi.xlsx")
    page = preview(opened, tmp_path / "pi.xlsx")
    assert W("problem.cell_no_year") in screen_text(page)
    give(opened, page, W("import_mapping.year"), "26")
    assert "„26” to nie rok" in screen_text(page)
    line(page, W("import_mapping.year")).clear()
    give(opened, page, W("import_mapping.year"), "2026")
    assert W("problem.cell_no_year") not in screen_text(page) and "03.02.2026" in screen_text(page)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_page_speaks_each_language(language: str, sqlite_store: Store, qtbot: Any, said: Any) -> None:  # noqa: F811
    one = OpenWindow(sqlite_store, qtbot, language)
    expect_golden(f"import-columns-{language}", screen_text(preview(one, SAMPLES / EVENTS_FILE)))
    one.close()


# ---- the command line ----------------------------------------------------------------------------------------------
@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENKRAKOW_HOME", str(tmp_path / "home"))
    place = tmp_path / "biuro.okdb"
    assert main(["--lang", "pl", "new", str(place)]) == DONE
    return place


def run(database: Path, *more: str, file: str = EVENTS_FILE) -> int:
    return main(["--lang", "pl", "--db", str(database), "import", str(SAMPLES / file), *more])


def test_the_command_line_saves_corrects_and_remembers(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "kolumny.toml"
    assert run(database, "--dry-run", "--save-mapping", str(saved)) == REFUSED
    told = capsys.readouterr()
    assert "Termin → start_on" in told.out and "organizator" in told.err
    saved.write_text(saved.read_text("utf-8") + '[sheet.constants]\norganiser_id = "Centrum"\n', "utf-8")
    mapped = ("--mapping", str(saved), "--create-missing", "--valid-rows-only")
    assert run(database, *mapped) == DONE
    capsys.readouterr()
    assert run(database, "--valid-rows-only", "--json") == DONE  # remembered
    tree = json.loads(capsys.readouterr().out)
    assert tree["registers"]["event"] == {"new": 0, "changed": 0, "same": 7, "refused": 1}
    assert tree["columns"][0]["columns"]["Godz."] == "starts_at"


def test_values_on_the_command_line(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "--set", "organiser_id=Centrum", "--create-missing", "--valid-rows-only") == DONE
    assert run(database, "--set", "kolor=zielony") == REFUSED
    assert run(database, "--set", "year=rok") == REFUSED
    assert run(database, "--set", "organiser_id") == REFUSED
    assert "kolor" in capsys.readouterr().err


def test_a_mapping_file_that_is_none(database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database, "--mapping", str(tmp_path / "nie-ma.toml")) == REFUSED
    (tmp_path / "zly.toml").write_text("to nie TOML [", "utf-8")
    assert run(database, "--mapping", str(tmp_path / "zly.toml")) == REFUSED
    assert "zly.toml" in capsys.readouterr().err
