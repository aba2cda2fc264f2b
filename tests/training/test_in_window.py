"""The page of people within the window: opened for a training, left with Esc; the papers in their preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.report_preview import ReportPreview
from openkrakow_desktop.gui.report_writer import offer_report
from openkrakow_desktop.training.model import TrainingGroup
from openkrakow_desktop.training.print_outs import CERTIFICATES, LIST
from openkrakow_desktop.training.screen.people import PeoplePage
from openkrakow_desktop.training.service import issue_certificates
from tests.app.window_parts import OpenWindow
from tests.training.build import participation, person, trainee, training


@pytest.fixture
def window(sqlite_store: Store, qtbot: Any, qapp: Any) -> Iterator[OpenWindow]:
    """A window over an empty database."""
    theme.apply(qapp)
    made = OpenWindow(sqlite_store, qtbot)
    yield made
    made.close()


def test_to_the_people_and_back(window: OpenWindow, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        made = training(session, 240)
        participation(session, made, trainee(session, TrainingGroup.OFFICE, None, person(session, "Nowak")), 240)
    before = window.go("training")
    opens = DECLARED.registers["training"].opens[0]
    page = window.go(opens.place, made)
    people = page if isinstance(page, PeoplePage) else _inside(page)
    assert people.sheet is not None and [line.name for line in people.sheet.lines] == ["Nowak Anna"]
    qtbot.keyClick(people, Qt.Key.Key_Escape)
    window.wait()
    assert window.window.stack.currentWidget() is before
    offer_report(window.desk, window.window, LIST, made)
    qtbot.waitUntil(lambda: bool(_previews(window)), timeout=15_000)
    assert len(_previews(window)) == 1
    window.desk.close_asked.emit()
    window.wait()
    assert _previews(window) == []  # what was shown is let go


def test_certificates_left_while_they_are_made_are_let_go(window: OpenWindow, sqlite_store: Store, qtbot: Any) -> None:
    """Progress is told; going back stops the work, and the next print-out is made as if nothing had been."""
    with sqlite_store.write("test") as session:
        made = training(session, 100)
        for n in range(150):
            who = trainee(session, TrainingGroup.OFFICE, None, person(session, f"Osoba{n:03d}"))
            participation(session, made, who, 100)
        issue_certificates(session, made, dt.date(2026, 5, 6))
    offer_report(window.desk, window.window, CERTIFICATES, made)
    page = window.window.findChild(ReportPreview)
    assert isinstance(page, ReportPreview)
    qtbot.waitUntil(lambda: "150" in page._about.text() or page.paper is not None, timeout=20_000)  # pages so far
    job = page._job
    assert job is not None and page.paper is None
    stopped: list[bool] = []
    job.cancelled.connect(lambda: stopped.append(True))
    job.succeeded.connect(lambda _: stopped.append(False))  # quicker than the key: it is let go all the same
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(stopped), timeout=20_000)
    assert page.paper is None and page.document is None
    offer_report(window.desk, window.window, LIST, made)
    qtbot.waitUntil(lambda: bool(_previews(window)), timeout=20_000)


def _inside(page: QWidget) -> PeoplePage:
    found = page.findChild(PeoplePage)
    assert isinstance(found, PeoplePage)
    return found


def _previews(window: OpenWindow) -> list[ReportPreview]:
    found = window.window.findChildren(ReportPreview)
    return [one for one in found if one.paper is not None]
