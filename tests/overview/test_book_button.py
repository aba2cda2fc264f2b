"""The year book from a page: both variants are offered and written; stopped, the old file stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.overview.screen.book_button import book_button, write_book
from openkrakow_desktop.overview.summary_hidden import Variant
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here

PL = words("pl")


@pytest.fixture
def desk(demo_store: Store, qtbot: Any) -> Iterator[Desk]:
    one = Desk(demo_store, PL, Clock.fixed(TODAY), DECLARED)
    one.set_year(YEAR)
    yield one
    qtbot.wait(50)
    one.close()


def page_of(qtbot: Any) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page


def test_both_variants_are_offered(desk: Desk, qtbot: Any) -> None:
    opener = book_button(desk, page_of(qtbot), "Rocznik", "download", print, {"Więcej": lambda: None})
    menu = opener.menu()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == [
        "Rocznik XLSX (pełny)…", "Rocznik XLSX (do publikacji)…", "Więcej"
    ]  # fmt: skip


def test_the_published_one_is_written(desk: Desk, qtbot: Any, tmp_path: Path) -> None:
    made: list[Path] = []
    path = tmp_path / "rocznik.xlsx"
    write_book(desk, page_of(qtbot), Variant.PUBLISHED, path, made.extend)
    qtbot.waitUntil(lambda: bool(made), timeout=120_000)
    book = openpyxl.load_workbook(path)
    assert made == [path] and book.properties.title == PL("year_book.title", year=YEAR)
    assert "Miernik_3_1b" in book.defined_names
    assert PL("summary.sheet.data_contacts") not in book.sheetnames


def test_stopped_the_old_file_stays(desk: Desk, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, made = tmp_path / "rocznik.xlsx", list[Path]()
    path.write_bytes(b"old")
    jobs: list[Any] = []
    start = desk.jobs.start
    monkeypatch.setattr(desk.jobs, "start", lambda work: jobs.append(start(work)) or jobs[-1])
    write_book(desk, page_of(qtbot), Variant.COMPLETE, path, made.extend)
    jobs[0].cancel()
    qtbot.waitUntil(lambda: not desk.busy, timeout=120_000)
    qtbot.wait(300)
    assert path.read_bytes() == b"old" and not made and list(tmp_path.glob("*.xlsx")) == [path]
