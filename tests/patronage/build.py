"""Applications for patronage entered as users enter them, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.patronage.feature import PATRONAGES
from openkrakow_desktop.patronage.model import PatronageKind, PatronageState

TODAY = dt.date(2027, 1, 15)


def draft(**values: Any) -> dict[str, Any]:
    """An application received 4 May 2026 for an event of 1 July, nothing decided."""
    return {
        "kind": PatronageKind.MAYOR, "state": PatronageState.SUBMITTED, "received_on": dt.date(2026, 5, 4),
        "organiser_name": "Fundacja Mosty", "event_name": "Festiwal sąsiedzki", "starts_on": dt.date(2026, 7, 1),
        "ends_on": dt.date(2026, 7, 2), "case_no": "KP-01.4620.7.2026", "programme_related": True, **values}


def granted(**values: Any) -> dict[str, Any]:
    """The same, granted on 1 June 2026."""
    return draft(**{"state": PatronageState.GRANTED, "decided_on": dt.date(2026, 6, 1), **values})


def put(session: Session, values: dict[str, Any]) -> UUID:
    whole = PATRONAGES.draft(session, None) | values
    return PATRONAGES.put(session, None, whole, TODAY).id


def rule(**values: Any) -> dict[str, Any]:
    """Applications 45 days before, reports 14 days after, from 2026 on."""
    return {"valid_from": dt.date(2026, 1, 1), "kind": None, "lead_days": 45, "report_days": 14, "items": (), **values}
