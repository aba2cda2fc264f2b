"""The page of the programme's year: a date moved, a step ticked off and opened again, the way to it, the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest

from openkrakow_desktop.core.clock import WARSAW, Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.pressable import Pressable
from openkrakow_desktop.overview.screen.cycle import CyclePage, cycle
from openkrakow_desktop.overview.screen.today import today
from openkrakow_desktop.programme.cycle import done_of, due_of
from openkrakow_desktop.programme.cycle_tables import CycleStep
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import screen_text

CLOCK = Clock.fixed(dt.datetime(2027, 3, 2, 12, tzinfo=WARSAW))


class Open(OpenPage):
    """The page over an empty office."""

    def __init__(self, store: Store, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dialogs, "tell", lambda *_: None)
        super().__init__(store, qtbot, cycle, CLOCK, year=2027)
        assert isinstance(self.page, CyclePage)

    @property
    def form(self) -> Any:
        from openkrakow_desktop.gui.action_form import ActionForm

        return self.page.findChild(ActionForm)


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    one = Open(sqlite_store, qtbot, monkeypatch)
    yield one
    one.desk.close()


def test_late_and_coming_steps_say_so(opened: Open) -> None:
    said = screen_text(opened.page)
    assert "Po terminie" in said and "29 dni" in said  # version 1, on 31 March
    assert "15 kroków do zrobienia" in said


def test_a_date_is_moved_for_good(opened: Open) -> None:
    opened.page.show_what(CycleStep.VOTE)
    opened.wait()
    opened.form.editors["due_on"].set_value(dt.date(2027, 10, 15))
    opened.form.run()
    opened.wait()
    with opened.store.read() as session:
        assert due_of(session, 2029)[CycleStep.VOTE] == (dt.date(2029, 10, 15), True)
    assert "15.10.2027" in screen_text(opened.page)


def test_a_deadline_of_today_opens_its_step(sqlite_store: Store, qtbot: Any) -> None:
    page = OpenPage(sqlite_store, qtbot, today, CLOCK, year=2027)
    lines = [one for one in page.page.findChildren(Pressable) if "Edycja konkursu" in one.accessibleName()]
    lines[0].click()
    assert page.asked == [("cycle", CycleStep.EDITION)]
    page.desk.close()


def test_a_step_is_ticked_off_and_opened_again(opened: Open) -> None:
    opened.page.show_what(CycleStep.STOCKS)
    opened.wait()
    opened.press("Odhacz jako zrobione")
    with opened.store.read() as session:
        assert list(done_of(session, 2027)) == [CycleStep.STOCKS]
    assert "Odhaczono" in screen_text(opened.page)
    opened.press("Cofnij odhaczenie")
    with opened.store.read() as session:
        assert not done_of(session, 2027)


def test_a_step_opens_where_it_is_done(opened: Open) -> None:
    for step, place in ((CycleStep.SNAPSHOT, ("versions", 2026)), (CycleStep.VOTE, ("turnout", None))):
        opened.page.show_what(step)
        opened.wait()
        opened.press("Przejdź")
        assert opened.asked[-1] == place


def test_what_the_programme_dates_has_no_form(opened: Open) -> None:
    opened.page.show_what(CycleStep.REPORT)
    opened.wait()
    assert opened.form is None and "piątek, 30 kwietnia 2027" in screen_text(opened.page)


def test_the_year_goes_out_as_a_calendar(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "rok.ics"
    opened.page.write(path)
    opened.qtbot.waitUntil(path.exists, timeout=30_000)
    entries = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert len(entries) == len(CycleStep)
