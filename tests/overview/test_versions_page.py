"""Versions of a year as people use them: frozen, approved above its gaps, sent, corrected with a reason, compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.model import Event
from openkrakow_desktop.gui.action_form import ActionForm
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.report_writer import PREVIEW
from openkrakow_desktop.overview.model import SnapshotState
from openkrakow_desktop.overview.screen.versions import versions
from openkrakow_desktop.overview.snapshots import versions_of
from tests.demo_data import guarded
from tests.events.build import held, organisation
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text

YEAR = 2026
SPRING = dt.date(2027, 3, 15)


class Open:
    """The page over a small office with two events of 2026, on a day of the next spring."""

    def __init__(self, store: Store, qtbot: Any, today: dt.date = SPRING, year: int = YEAR) -> None:
        self.store, self.qtbot, self.now = guarded(store), qtbot, today
        self.desk = Desk(store, words("pl"), Clock(lambda: self._moment()), DECLARED)
        self.desk.set_year(year)
        self.asked: list[tuple[str, Any]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page: Any = versions(self.desk)
        qtbot.addWidget(self.page)
        self.page.resize(1072, 770)
        self.page.show()
        self.page.activateWindow()
        self.wait()

    def _moment(self) -> dt.datetime:
        return dt.datetime.combine(self.now, dt.time(11), dt.UTC)

    def wait(self) -> None:
        self.qtbot.wait(160)
        self.qtbot.waitUntil(lambda: not self.desk.busy and self.page.is_loaded, timeout=60_000)
        self.qtbot.wait(30)

    def press(self, name: str) -> None:
        shown = [one for one in self.page.findChildren(QAbstractButton) if one.isVisible()]
        found = [one for one in shown if one.accessibleName().startswith(name)]
        assert found, f"no button {name!r}: {self.text}"
        found[0].click()
        self.wait()

    def answer(self, **asked: Any) -> None:
        """Fill in the form on the page and send it; wait until it is done or says why not."""
        form: Any = next(one for one in self.page.findChildren(ActionForm) if one.isVisible())
        for name, value in asked.items():
            form.editors[name].set_value(value)
        form.run()
        self.qtbot.waitUntil(lambda: not form._does.isVisible() or form._does.isEnabled(), timeout=60_000)
        self.wait()

    def freeze(self) -> None:
        """Freeze, and wait for the work that is done beside the window's."""
        before = self.versions()
        self.press("Zamroź liczby")
        self.qtbot.waitUntil(lambda: self.versions() != before, timeout=60_000)
        self.wait()

    def versions(self) -> list[tuple[int, SnapshotState]]:
        with self.store.read() as session:
            return [(one.number, one.state) for one in versions_of(session, YEAR)]

    def reload(self) -> None:
        self.page._reload()
        self.wait()

    @property
    def text(self) -> str:
        return screen_text(self.page)


@pytest.fixture
def office(sqlite_store: Store) -> Store:
    with guarded(sqlite_store).write("prepare") as session:
        host = organisation(session)
        for title in ("Debata", "Warsztat"):
            held(session, title, dt.date(YEAR, 3, 19), 5, organiser_id=host, run_by_centre=True)
    return sqlite_store


@pytest.fixture
def opened(office: Store, qtbot: Any) -> Iterator[Open]:
    one = Open(office, qtbot)
    yield one
    one.desk.close()


def test_draft(opened: Open) -> None:
    print(opened.text)
    opened.freeze()
    print(opened.text)
    opened.press("Zatwierdź wersję 1…")
    print(opened.text)
