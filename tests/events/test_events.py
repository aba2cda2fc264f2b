"""What a form or a sheet may leave empty because it follows from the rest."""

from __future__ import annotations

import datetime as dt

from openkrakow_desktop.contacts.feature import ORGANISATIONS
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.feature import EVENTS
from openkrakow_desktop.events.model import EventType

TODAY, MAY = dt.date(2026, 11, 22), dt.date(2026, 5, 4)


def test_an_event_without_an_end_ends_on_the_day_it_begins(store: Store) -> None:
    with store.write("event.add") as session:
        organiser = ORGANISATIONS.put(session, None, {"name": "Dom", "kind": OrganisationKind.NGO}, TODAY)
        draft = {"title": "Wieczór", "type": EventType.MEETING, "organiser_id": organiser.id, "start_on": MAY}
        event = EVENTS.put(session, None, EVENTS.draft(session, None) | draft, TODAY)
        assert event.end_on == MAY
        longer = EVENTS.put(
            session, event.id, EVENTS.draft(session, event.id) | {"end_on": MAY + dt.timedelta(1)}, TODAY
        )
    assert longer.end_on == MAY + dt.timedelta(1) and not EVENTS.asks("end_on") and EVENTS.asks("start_on")
