"""Contacts for tests, entered as the form would enter them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.point.feature import CONTACTS
from openkrakow_desktop.point.model import Topic

TODAY = dt.date(2027, 3, 1)
YEAR = Period(2026, TODAY)
FACTS: dict[str, Any] = {
    "contacted_on": dt.date(2026, 3, 19),
    "language": SpokenLanguage.UKRAINIAN,
    "topics": (Topic.WORK.value,),
}


def contact(session: Session, **values: Any) -> UUID:
    """A contact in March, in Ukrainian, about work; changed by these values."""
    draft = CONTACTS.draft(session, None) | FACTS | values
    return CONTACTS.put(session, None, draft, TODAY).id
