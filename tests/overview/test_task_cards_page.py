"""The page of task cards, as people use it: who has not answered, files dropped on it, decisions, a reminder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.report_writer import PREVIEW
from openkrakow_desktop.overview.screen.task_cards import TaskCardsPage, task_cards
from openkrakow_desktop.overview.task_card_page import TaskCardState
from openkrakow_desktop.programme.task_answers import contributions
from openkrakow_desktop.programme.task_tables import TaskAnswerState
from tests.demo_data import guarded
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage

from .task_office import CLOCK, YEAR, TaskOffice


class Open(OpenPage):
    """The page over an office with two units that were asked."""

    def __init__(self, office: TaskOffice, qtbot: Any, monkeypatch: pytest.MonkeyPatch, clock: Clock = CLOCK) -> None:
        monkeypatch.setattr(dialogs, "tell", lambda *_: None)
        monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
        self.office = office
        super().__init__(office.store, qtbot, task_cards, clock, year=YEAR, is_active=True)
        assert isinstance(self.page, TaskCardsPage)

    def choose(self, unit: int = 0) -> None:
        self.page.show_what(self.office.units[unit])
        self.wait()


@pytest.fixture
def opened(sqlite_store: Store, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    one = Open(TaskOffice.open(guarded(sqlite_store), tmp_path), qtbot, monkeypatch)
    yield one
    one.desk.close()


def drop(opened: Open, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    opened.page.dropEvent(event)
    opened.qtbot.waitUntil(lambda: bool(opened.page.told), timeout=20_000)


def test_files_are_dropped_looked_at_and_taken(opened: Open) -> None:
    office = opened.office
    assert "Wróciło 0 z 2" in opened.text and "Muzeum Przykładów" in opened.text
    office.filled("good.xlsx", answers={("3.2", "3.2"): 412})
    bad = office.filled("bad.xlsx", card=1, answers={("2.2", "2.2"): "dużo"})
    drop(opened, bad.parent)
    assert "nowe zadania: 3.2, 5.1" in opened.text and "„dużo”" in opened.text and office.numbers() == {}
    opened.button("Przyjmij").click()
    opened.qtbot.waitUntil(lambda: not opened.page.told, timeout=20_000)
    opened.wait()
    assert "Wróciło 1 z 2" in opened.text and office.numbers()["3.2", "3.2"] == 412 and office.numbers(1) == {}


def test_an_answer_is_accepted_and_another_sent_back_with_a_reason(opened: Open) -> None:
    office = opened.office
    office.take(office.filled(answers={("3.2", "3.2"): 412, ("5.1", "5.1"): 14}))
    opened.choose()
    assert "jednostka podaje 14, rejestr brak danych" in opened.text
    opened.press("Przyjmij zadanie 3.2")
    with office.store.read() as session:
        assert set(contributions(session, YEAR)) == {"3.2"}
    opened.press("Załóż wpis: ")
    assert "Załóż wpis: " not in opened.text
    opened.press("Odeślij zadanie 5.1")
    opened.press("Odesłanie odpowiedzi")
    assert {one.state for one in office.answers()} == {TaskAnswerState.ACCEPTED, TaskAnswerState.RECEIVED}  # no reason
    shown = [one for kind in (QLineEdit, QPlainTextEdit) for one in opened.page.findChildren(kind) if one.isVisible()]
    opened.qtbot.keyClicks(shown[0], "Suma sie nie zgadza")
    opened.press("Odesłanie odpowiedzi")
    assert [one.reason for one in office.answers() if one.state is TaskAnswerState.SENT_BACK] == ["Suma sie nie zgadza"]
    assert "Do poprawy" in opened.text


def test_a_reminder_is_copied(opened: Open) -> None:
    opened.choose(1)
    opened.press("Przypomnij")
    opened.press("Українська")
    opened.press("Kopiuj")
    assert "Добрий день" in QGuiApplication.clipboard().text() and "2.2" in QGuiApplication.clipboard().text()


def test_cards_are_issued_into_a_folder_and_printed(opened: Open, tmp_path: Path) -> None:
    opened.page.issue_into(tmp_path / "out")
    opened.qtbot.waitUntil(lambda: opened.page.page.units[0].version == 2, timeout=30_000)
    assert sorted(one.suffix for one in (tmp_path / "out").iterdir()) == [".pdf", ".pdf", ".xlsx", ".xlsx"]
    opened.wait()
    opened.choose()
    opened.press("Wydruk karty")
    assert [key for key, _ in opened.asked] == [PREVIEW]


def test_a_year_without_assignments_says_what_to_do_first(opened: Open) -> None:
    opened.page.show_what(YEAR + 1)
    opened.wait()
    assert opened.desk.year == YEAR + 1 and "Nikogo nie zapytano" in opened.text
    opened.press("Skopiuj z 2025 roku")
    assert "Muzeum Przykładów" in opened.text and opened.page.page.units[0].state is TaskCardState.NOT_ISSUED


def test_what_is_late_says_so(sqlite_store: Store, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    office = TaskOffice.open(guarded(sqlite_store), tmp_path)
    late = Open(office, qtbot, monkeypatch, Clock.fixed(dt.date(2026, 3, 2)))
    assert "Po terminie" in late.text and "termin 28.02.2026" in late.text
    late.desk.close()
