"""Scenario 13: consultations with enough people, and the meetings of measure 2.1 that they are part of."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.activities.measures import MEASURES
from openkrakow_desktop.activities.model import MeetingKind, MeetingState
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from tests.activities.build import TODAY, put

CODES = {measure.code: measure for measure in MEASURES}


@pytest.mark.parametrize(("people", "valid", "meetings", "persons"), [((14, 9, 10), 2, 3, 33), ((14, 9), 1, 2, 23)])
def test_consultations(store: Store, people: tuple[int, ...], valid: int, meetings: int, persons: int) -> None:
    with store.write("test") as session:
        for number, one in enumerate(people):
            put(session, "meeting", kind=MeetingKind.CONSULTATION, title=f"Konsultacje {number}", participants=one,
                held_on=dt.date(2026, 3 + number, 1), state=MeetingState.HELD)
        read = {code: CODES[code].read(session, Period(2026, TODAY)).value for code in ("T2-2.2", "2.1a", "2.1b")}
        assert read == {"T2-2.2": valid, "2.1a": meetings, "2.1b": persons}
