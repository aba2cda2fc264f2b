"""Import and annual report as pages: the preview writes nothing, the files equal the screen, failures are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QPushButton

from openkrakow_desktop.app.import_page import ImportPage
from openkrakow_desktop.contacts.model import Organisation
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.overview.screen.report import ReportPage
from tests.app.window_parts import OpenWindow
from tests.demo_data import YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text

W = words("pl")
Said = list[tuple[str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """What dialogs would have told."""
    told: Said = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, w, title, text: told.append((title, text)))
    return told


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any, said: Said) -> Iterator[OpenWindow]:
    """A window on an empty database."""
    one = OpenWindow(sqlite_store, qtbot)
    yield one
    one.close()


def workbook(path: Path, rows: list[list[Any]], sheet: str = "Instytucje") -> Path:
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


GOOD = [["nazwa", "rodzaj"], ["Fundacja Mosty", "organizacja pozarządowa"], ["Szkoła 114", "szkoła"]]
MIXED = [*GOOD, ["", "szkoła"], ["Bez rodzaju", "coś innego"]]


def preview(one: OpenWindow, path: Path) -> ImportPage:
    one.window.go("import")
    page: Any = one.window.stack.currentWidget()
    page.show_what(path)
    settle(one)
    return page


def settle(one: OpenWindow) -> None:
    one._qtbot.waitUntil(lambda: not one.desk.jobs.children(), timeout=60_000)
    one.wait()


def press(one: OpenWindow, page: Any, name: str) -> None:
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == name)
    button.click()
    settle(one)


def names(store: Store) -> set[str]:
    with store.read() as session:
        return {one.name for one in session.query(Organisation)}


def test_the_preview_counts_and_writes_nothing(opened: OpenWindow, tmp_path: Path) -> None:
    before = names(opened.desk.store)
    page = preview(opened, workbook(tmp_path / "dobry.xlsx", GOOD))
    assert names(opened.desk.store) == before
    expect_golden("import-good-pl", screen_text(page))


def test_everything_is_taken_in_and_undone_at_once(opened: OpenWindow, tmp_path: Path) -> None:
    before = names(opened.desk.store)
    page = preview(opened, workbook(tmp_path / "dobry.xlsx", GOOD))
    press(opened, page, W("import_page.take_all"))
    assert names(opened.desk.store) - before == {"Fundacja Mosty", "Szkoła 114"}
    assert W("import_page.done_title") in screen_text(page)
    opened.rooms.undo()
    opened.wait()
    assert names(opened.desk.store) == before


def test_the_same_file_again_has_nothing_new(opened: OpenWindow, tmp_path: Path) -> None:
    path = workbook(tmp_path / "dobry.xlsx", GOOD)
    press(opened, preview(opened, path), W("import_page.take_all"))
    page = preview(opened, path)
    assert W("import_page.nothing_new") in screen_text(page)
    assert not [b for b in page.findChildren(QPushButton) if b.property("kind") == "primary"]


def test_problems_are_named_by_cell_and_only_good_rows_taken_by_choice(opened: OpenWindow, tmp_path: Path) -> None:
    before = names(opened.desk.store)
    page = preview(opened, workbook(tmp_path / "zly.xlsx", MIXED))
    shown = screen_text(page)
    assert "Instytucje A4" in shown and "Instytucje B5" in shown and "coś innego" in shown
    assert W("import_page.take_all") not in [b.accessibleName() for b in page.findChildren(QPushButton)]
    expect_golden("import-problems-pl", shown)
    press(opened, page, W("import_page.take_valid"))
    assert names(opened.desk.store) - before == {"Fundacja Mosty", "Szkoła 114"}


def test_refused_rows_come_back_as_a_workbook(
    opened: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = preview(opened, workbook(tmp_path / "zly.xlsx", MIXED))
    target = tmp_path / "odrzucone.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *args: target)
    press(opened, page, W("import_page.save_rejected"))
    values = [cell for sheet in load_workbook(target) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Bez rodzaju" in values and "Fundacja Mosty" not in values


def test_a_file_that_is_no_workbook_is_refused_in_words(opened: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "obraz.xlsx"
    path.write_bytes(b"GIF89a" * 50)
    page = preview(opened, path)
    assert W("import_page.refused_title") in screen_text(page) and "obraz.xlsx" in screen_text(page)


def test_unknown_institutions_are_created_only_by_choice(opened: OpenWindow, tmp_path: Path) -> None:
    head = ["tytuł", "typ", "organizator", "początek", "koniec", "stan"]
    rows = [head, ["Debata", "debata", "Nieznana Fundacja", "05.03.2025", "05.03.2025", "zaplanowane"]]
    page = preview(opened, workbook(tmp_path / "w.xlsx", rows, "Wydarzenia"))
    assert page.create_missing is not None and not page.create_missing.isChecked()
    assert "Nieznana Fundacja" in screen_text(page)
    page.create_missing.setChecked(True)
    settle(opened)
    assert "Nieznana Fundacja" not in names(opened.desk.store)
    press(opened, page, W("import_page.take_all"))
    assert "Nieznana Fundacja" in names(opened.desk.store)


def test_the_template_is_written_where_it_was_asked(
    opened: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "szablon.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *args: target)
    opened.rooms.save_template()
    settle(opened)
    assert "Wydarzenia" in load_workbook(target).sheetnames


# The annual report


@pytest.fixture
def report(demo_store: Store, qtbot: Any, said: Said) -> Iterator[tuple[OpenWindow, ReportPage]]:
    one = OpenWindow(demo_store, qtbot)
    one.window.choose_year(YEAR)
    page = one.go("report")
    yield one, page
    one.close()


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_the_year_is_written(report: tuple[OpenWindow, Any], tmp_path: Path, ending: str) -> None:
    one, page = report
    path = tmp_path / f"rok.{ending}"
    page.write_to(path)
    settle(one)
    assert path.stat().st_size > 5_000
    assert W("report_page.written", name=path.name) in screen_text(page)


def test_a_folder_that_has_gone_is_told_and_the_window_lives(
    report: tuple[OpenWindow, Any], tmp_path: Path, said: Said
) -> None:
    one, page = report
    page.write_to(tmp_path / "nie ma" / "rok.xlsx")
    settle(one)
    assert [title for title, _ in said] == [W("refused.not_written")]
    assert page.isVisible() and one.desk.year == YEAR


def test_thanks_to_a_good_old_file_nothing_is_lost(
    report: tuple[OpenWindow, Any], tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, page = report
    path = tmp_path / "rok.pdf"
    path.write_bytes(b"the old file")

    def full(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openkrakow_desktop.core.pdf.write_pdf", full)
    page.write_to(path)
    settle(one)
    assert path.read_bytes() == b"the old file" and said
