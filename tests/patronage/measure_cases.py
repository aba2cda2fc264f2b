"""A year in which every clause of measure 4.3 leaves an application of every kind out, and the numbers of that year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.patronage.model import PatronageDecision, PatronageKind, PatronageState
from tests.patronage.build import draft, granted, put

COUNTED = {
    PatronageKind.MAYOR: 3, PatronageKind.COMMITTEE: 2, PatronageKind.PARTNERSHIP: 1, PatronageKind.CENTRE: 1,
    PatronageKind.OTHER_SUPPORT: 2,
}
EXPECTED = {"4.3": 9, **{f"4.3+{kind.value}": count for kind, count in COUNTED.items()}}


def fill(session: Session, year: int) -> None:
    for kind, count in COUNTED.items():
        for number in range(count):
            put(session, granted(**_dates(year), kind=kind, event_name=f"Festiwal {number}"))
        for left_out in _left_out(year):
            put(session, left_out | {"kind": kind})


def _left_out(year: int) -> list[dict[str, Any]]:
    decided, last = dt.date(year, 6, 1), dt.date(year, 12, 31)
    return [
        draft(received_on=dt.date(year, 5, 4), starts_on=None, ends_on=None),       # nobody has decided yet
        granted(**_dates(year) | {"received_on": dt.date(year, 12, 1), "decided_on": dt.date(year + 1, 1, 8)}),
        granted(**_dates(year), state=PatronageState.REFUSED),
        granted(**_dates(year), state=PatronageState.UNEXAMINED),
        granted(**_dates(year), programme_related=False),
        granted(**_dates(year), state=PatronageState.WITHDRAWN, withdrawn_on=decided, withdrawal_reason="inny program"),
        granted(**_dates(year), state=PatronageState.RENOUNCED, renounced_on=last),
        granted(**_dates(year), state=PatronageState.EVENT_CANCELLED, decision=PatronageDecision.GRANTED,
                event_cancelled_on=last),
    ]


def _dates(year: int) -> dict[str, Any]:
    return {"received_on": dt.date(year, 5, 4), "decided_on": dt.date(year, 6, 1), "starts_on": dt.date(year, 7, 1),
            "ends_on": dt.date(year, 7, 2)}
