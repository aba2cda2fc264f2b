"""Events, sessions and guests for tests, entered as a form or the door would enter them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import Register
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import insert_many
from openkrakow_desktop.events.door import check_in, tap
from openkrakow_desktop.events.feature import FEATURE, PARTICIPANTS
from openkrakow_desktop.events.model import (
    AttendanceMode,
    Event,
    EventSession,
    EventState,
    EventType,
    NamingPurpose,
    SessionEntry,
    SessionState,
)
from openkrakow_desktop.events.service import hold_session, plan_event, sessions_of

TODAY = dt.date(2027, 3, 1)
CLOCK = Clock.fixed(TODAY)
YEAR = Period(2026, TODAY)
DAY = dt.date(2026, 3, 19)
REGISTERS = {one.key: one for one in FEATURE.registers}


def put(session: Session, register: Register | str, record_id: UUID | None = None, **values: Any) -> Any:
    """A record through its register: the values of the form, changed by these."""
    one = REGISTERS[register] if isinstance(register, str) else register
    return one.put(session, record_id, one.draft(session, record_id) | values, TODAY)


def organisation(session: Session, kind: OrganisationKind = OrganisationKind.NGO, **values: Any) -> UUID:
    """An organisation, by default an NGO."""
    key: UUID = put(session, ORGANISATIONS, **({"name": f"Instytucja {kind.name}", "kind": kind} | values)).id
    return key


def event(session: Session, title: str = "Debata", on: dt.date = DAY, **values: Any) -> UUID:
    """A planned event of the Centre that keeps a list by card; `until` makes it last several days."""
    organiser = values.pop("organiser_id", None) or organisation(session)
    facts = {"type": EventType.WORKSHOP, "run_by_centre": True, "attendance_mode": AttendanceMode.CODE}
    facts |= {"title": title, "organiser_id": organiser, "start_on": on, "end_on": values.pop("until", on)}
    return plan_event(session, TODAY, **(facts | values))


def sittings(session: Session, event_id: UUID) -> list[UUID]:
    """The keys of its sessions, in order."""
    return [one.id for one in sessions_of(session, event_id)]


def sitting(session: Session, event_id: UUID) -> UUID:
    """The key of its only session."""
    (only,) = sittings(session, event_id)
    return only


def held(session: Session, title: str = "Debata", on: dt.date = DAY, guests: int = 5, **values: Any) -> UUID:
    """A held event of one day with so many guests, none of them listed."""
    key = event(session, title, on, **values)
    come(session, sitting(session, key), guests)
    return key


def come(session: Session, session_id: UUID, guests: int) -> None:
    """So many guests are let in, then the session is marked as held; with none, that is confirmed."""
    if guests:
        tap(session, session_id, n=guests, clock=CLOCK)
    hold_session(session, session_id, None if guests else "AB", CLOCK)


def participant(session: Session, person_id: UUID | None = None, **values: Any) -> UUID:
    """Somebody with a card; with a person, a name for limited places."""
    named = {"person_id": person_id, "purpose": NamingPurpose.LIMITED_PLACES, "retain_until": dt.date(2027, 12, 31)}
    key: UUID = put(session, PARTICIPANTS, **((named if person_id else {}) | values)).id
    return key


def person(session: Session, last_name: str = "Łęcka", first_name: str = "Maria") -> UUID:
    """A person of this name."""
    key: UUID = put(session, PEOPLE, last_name=last_name, first_name=first_name).id
    return key


def listed(session: Session, session_id: UUID, *participants: UUID) -> None:
    """These people are checked in."""
    for one in participants:
        check_in(session, session_id, one, CLOCK)


def as_merged(
    session: Session,
    state: EventState,
    on: dt.date,
    guests: int,
    organiser_id: UUID,
    tags: Sequence[str] = (),
    **values: Any,
) -> UUID:
    """A held session of an event that does not take place: no form lets that pass, but two laptops may leave it so, one
    having called the event off while the other held it. Rows that a merge would write go through the bulk door."""
    facts = {
        "title": f"Sprzeczne: {state.value}",
        "type": EventType.OTHER,
        "organiser_id": organiser_id,
        "state": state,
    }
    facts |= {"run_by_centre": True, "start_on": on, "end_on": on, "measure_tags": tuple(tags)}
    if state is EventState.CANCELLED:
        facts |= {"cancelled_on": on, "cancel_reason": "burza"}
    (key,) = insert_many(session, Event, [facts | values])
    (sat,) = insert_many(session, EventSession, [{"event_id": key, "held_on": on, "state": SessionState.HELD}])
    insert_many(session, SessionEntry, [{"session_id": sat, "n": guests}])
    return key
