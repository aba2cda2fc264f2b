"""Scenario 12: nine applications, six of them granted, four counted; days to go of a late one; odd case numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.patronage.feature import PATRONAGES
from openkrakow_desktop.patronage.measures import MEASURES
from openkrakow_desktop.patronage.model import Patronage, PatronageKind
from openkrakow_desktop.patronage.service import (
    grant,
    is_late,
    lead_days,
    leave_unexamined,
    refuse_application,
    withdraw,
)
from tests.patronage.build import draft, put

GRANTED = MEASURES[0]
MAYOR, COMMITTEE, CENTRE = PatronageKind.MAYOR, PatronageKind.COMMITTEE, PatronageKind.CENTRE


def test_nine_applications(store: Store) -> None:
    june = dt.date(2026, 6, 10)
    late = {"received_on": dt.date(2026, 8, 10), "starts_on": dt.date(2026, 9, 6), "ends_on": dt.date(2026, 9, 6)}
    with store.write("test") as session:
        mayor = [put(session, draft(event_name=f"Wydarzenie {number}", programme_related=number < 3))
                 for number in range(4)]
        others = [put(session, draft(kind=kind)) for kind in (COMMITTEE, CENTRE)]
        for key in (*mayor, *others):
            grant(session, key, june)
        withdraw(session, mayor[0], dt.date(2026, 6, 20), "zmiana programu")
        refuse_application(session, put(session, draft()), june)
        leave_unexamined(session, put(session, draft(**late)), dt.date(2026, 9, 1))
        last = put(session, draft(received_on=dt.date(2026, 12, 1), starts_on=dt.date(2027, 3, 1), ends_on=None))
        grant(session, last, dt.date(2027, 1, 8))
        reading = GRANTED.read(session, Period(2026, dt.date(2027, 2, 1)))
        assert reading.value == 4
        assert {code: one.value for code, one in reading.beside.items() if one.value} == {
            f"4.3+{MAYOR.value}": 2, f"4.3+{COMMITTEE.value}": 1, f"4.3+{CENTRE.value}": 1}
        assert GRANTED.read(session, Period(2027, dt.date(2028, 2, 1))).value == 1


def test_a_late_application() -> None:
    received, starts = dt.date(2026, 8, 10), dt.date(2026, 9, 6)
    assert lead_days(received, starts) == 27
    assert is_late(received, starts, limit=30)
    assert not is_late(received, starts, limit=27)


@pytest.mark.parametrize(("case_no", "is_odd"), [("SP-03.0541.12.2025", False), ("SP-03/0541", True)])
def test_case_numbers_warn_and_are_kept(store: Store, case_no: str, is_odd: bool) -> None:
    with store.write("test") as session:
        values = PATRONAGES.draft(session, None) | draft(case_no=case_no)
        found = [one.key for one in PATRONAGES.problems(session, values, None, dt.date(2026, 5, 5))]
        assert ("problem.case_number" in found) is is_odd
        key = put(session, values)
    with store.read() as session:
        assert session.get_one(Patronage, key).case_no == case_no
