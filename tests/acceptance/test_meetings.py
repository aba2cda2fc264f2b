"""Scenario 13: consultations with enough people, and the meetings of measure 2.1 that they are part of; also through
the form, the panel and the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from openkrakow_desktop.activities.measures import MEASURES
from openkrakow_desktop.activities.model import MeetingKind, MeetingState
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from tests.acceptance.test_screens_today import Staff
from tests.activities.build import TODAY, put
from tests.demo_data import guarded
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text

DAY = dt.date(2025, 5, 6)
CODES = {measure.code: measure for measure in MEASURES}


@pytest.mark.parametrize(("people", "valid", "meetings", "persons"), [((14, 9, 10), 2, 3, 33), ((14, 9), 1, 2, 23)])
def test_consultations(store: Store, people: tuple[int, ...], valid: int, meetings: int, persons: int) -> None:
    with store.write("test") as session:
        for number, one in enumerate(people):
            put(
                session,
                "meeting",
                kind=MeetingKind.CONSULTATION,
                title=f"Konsultacje {number}",
                participants=one,
                held_on=dt.date(2026, 3 + number, 1),
                state=MeetingState.HELD,
            )
        read = {code: CODES[code].read(session, Period(2026, TODAY)).value for code in ("T2-2.2", "2.1a", "2.1b")}
        assert read == {"T2-2.2": valid, "2.1a": meetings, "2.1b": persons}


@pytest.fixture
def staff(sqlite_store: Store, qtbot: Any) -> Iterator[Staff]:
    guarded(sqlite_store)
    one = Staff(sqlite_store, qtbot)
    yield one
    one.close()


@pytest.mark.parametrize(("people", "valid", "meetings", "persons", "status"),
                         [((14, 9, 10), 2, 3, 33, "MET"), ((14, 9), 1, 2, 23, "NOT_MET")])  # fmt: skip
def test_13_consultations(
    staff: Staff, people: tuple[int, ...], valid: int, meetings: int, persons: int, status: str
) -> None:
    """Entered by the form as planned, held by the panel's action; a closed year, so that a miss is one."""
    staff.desk.set_year(2025)
    for number, count in enumerate(people):
        key = staff.fill_in("meeting", kind=MeetingKind.CONSULTATION, title=f"Konsultacje {number}",
                            held_on=DAY + dt.timedelta(30 * number))  # fmt: skip
        staff.act("meeting.hold", key, held_on=DAY + dt.timedelta(30 * number), participants=count)
    assert (staff.number("2.1a"), staff.number("2.1b")) == (meetings, persons)
    staff.go("indicators", "T2-2.2")
    staff.wait()
    page: Any = staff.window.stack.currentWidget()
    one = page._numbers.indicators["T2-2.2"]
    assert (one.reading.value, one.status.name) == (valid, status)
    plan = staff.shown("meetings_plan")
    assert f"T2-2.2: {valid} z 2" in plan
    staff.go("meetings_plan", key)
    staff.wait()
    last, enough = people[-1], people[-1] >= 10
    told = f"Liczy się do T2-2.2: odbyło się, {last} osób (co najmniej 10)." if enough else (
        f"Nie liczy się do T2-2.2: odbyło się, {last} osób (potrzeba co najmniej 10).")  # fmt: skip
    shown = screen_text(staff.window.stack.currentWidget()._stack.currentWidget())
    assert told in shown and f"W roku 2025: {valid} z 2" in shown
