"""The door's steps as its screen asks for them: one call is one commit, and each tells the headcount after it.

The headcount comes from the transaction that wrote: what is shown is that of committed rows, whoever wrote them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.model import Person
from ..core.clock import Clock
from ..core.problems import Problem, Refused
from ..core.text import clean
from .counting import Headcount, attendance_of
from .door import already_here, check_in, participant_of, reconcile, take_back, tap, uncheck, walk_in
from .model import AttendanceMode, Event, EventSession, Participant, TallyCategory


@dataclass(frozen=True)
class Told:
    """What a step came to: the headcount after it and, where somebody listed came or went, who that is.

    `since`: already noted then, and nothing was counted now. `is_new`: a card was made for them."""

    count: Headcount
    participant_id: UUID | None = None
    name: str = ""
    code: str = ""
    since: dt.datetime | None = None
    is_new: bool = False
    warnings: tuple[Problem, ...] = ()


def count_in(
    session: Session, session_id: UUID, key: UUID, category: TallyCategory | None, device: str, at: dt.datetime
) -> Told:
    """One guest without a list, as pressed at `at`; written twice under one key it counts once. Raises Refused."""
    tap(session, session_id, category, device=device, clock=Clock.fixed(at), key=key)
    return Told(attendance_of(session, session_id))


def arrive(session: Session, session_id: UUID, participant_id: UUID, at: dt.datetime) -> Told:
    """Somebody listed comes. Here already, also by another card, they are not counted again. Raises Refused."""
    here = already_here(session, session_id, participant_id)
    if here is not None:
        return _told(session, session_id, participant_id, since=here.at or at)
    came = check_in(session, session_id, participant_id, Clock.fixed(at))
    return _told(session, session_id, participant_id, warnings=came.warnings)


def arrive_by_card(session: Session, session_id: UUID, codes: Sequence[str], at: dt.datetime) -> Told:
    """A card was scanned: of these readings of its code, the first that is somebody's. Raises Refused where nobody has
    any of them, and where no list is kept."""
    sitting = session.get_one(EventSession, session_id)
    if session.get_one(Event, sitting.event_id).attendance_mode is AttendanceMode.ANONYMOUS:
        raise Refused(Problem("", "problem.counter_only"))
    card = next(filter(None, (participant_of(session, code) for code in codes)), None)
    if card is None:
        raise Refused(Problem("code", "problem.card_unknown", {"code": clean(codes[-1]).upper()}))
    return arrive(session, session_id, card.id, at)


def go_back(session: Session, session_id: UUID, participant_id: UUID) -> Told:
    """Somebody listed is not here after all: the presence that counts is taken back. Raises Refused."""
    here = already_here(session, session_id, participant_id)
    uncheck(session, session_id, here.participant_id if here is not None else participant_id)
    return _told(session, session_id, participant_id)


def come_in(
    session: Session,
    session_id: UUID,
    code: str,
    last_name: str,
    first_name: str,
    person_id: UUID | None,
    at: dt.datetime,
) -> Told:
    """Somebody comes who is on no list; see `door.walk_in`. Raises Refused."""
    if code and (card := participant_of(session, code)) is not None:
        return arrive(session, session_id, card.id, at)
    came = walk_in(
        session, session_id, code or None, last_name or None, first_name or None, person_id, clock=Clock.fixed(at)
    )
    since = came.check_in.since if came.check_in.is_repeat else None
    return _told(session, session_id, came.participant_id, since, came.is_new, came.check_in.warnings)


def count_room(session: Session, session_id: UUID, in_room: int, key: UUID, device: str, at: dt.datetime) -> Told:
    """ "W sali policzono". Raises Refused when fewer people are in the room than on the list."""
    return Told(reconcile(session, session_id, in_room, device, Clock.fixed(at), key))


def undo_entry(session: Session, session_id: UUID, entry_id: UUID) -> Told:
    """Take a step of the counter back. Raises Refused."""
    take_back(session, entry_id)
    return Told(attendance_of(session, session_id))


def _told(
    session: Session,
    session_id: UUID,
    participant_id: UUID,
    since: dt.datetime | None = None,
    is_new: bool = False,
    warnings: tuple[Problem, ...] = (),
) -> Told:
    card = session.get_one(Participant, participant_id)
    name = name_at_door(session, session_id, card)
    return Told(attendance_of(session, session_id), card.id, name, card.code, since, is_new, warnings)


def name_at_door(session: Session, session_id: UUID, card: Participant) -> str:
    """What the door calls somebody: their name where the event keeps names, else the code of the card."""
    event = session.get_one(Event, session.get_one(EventSession, session_id).event_id)
    if event.attendance_mode is not AttendanceMode.NAMED or card.person_id is None:
        return card.code
    person = session.get_one(Person, card.person_id)
    return f"{person.last_name} {person.first_name or ''}".strip()
