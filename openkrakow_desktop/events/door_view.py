"""What the door shows of a session: headcount, categories, the last steps; which session an event opens with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..contacts.duplicates import Named, alike, person_words
from ..contacts.model import Person
from ..contacts.names import spoken_words
from ..core.problems import Problem
from .counting import IS_PRESENT, Headcount, attendance_of, tallies_of
from .model import (
    Attendance,
    AttendanceMode,
    Dimension,
    EntryKind,
    Event,
    EventSession,
    EventState,
    NamingPurpose,
    Participant,
    Registration,
    RegistrationState,
    SessionEntry,
    SessionState,
    TallyCategory,
)
from .rules import OFF, event_locked
from .service import sessions_of

_CANDIDATES = 200  # people whose name begins alike that are compared with a new one
_LAST = "\U0010ffff"
_NEW = UUID(int=0)  # stands for who is being typed
STEPS = 12  # of the trace: more than any window has room for


@dataclass(frozen=True)
class Sitting:
    """One session of the event, for the choice among several."""

    id: UUID
    held_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    state: SessionState


@dataclass(frozen=True)
class Trace:
    """One step that stands: `n` guests without a list (perhaps of a category), or somebody listed by `name`.

    `key`: of the step of the counter, or of the participant; `is_own`: a step that this door made and may take back."""

    key: UUID
    at: dt.datetime | None
    kind: EntryKind | None
    n: int = 1
    category: TallyCategory | None = None
    name: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class DoorView:
    """A session at one moment. `closed`: why nobody can be counted here (settled, cancelled, moved)."""

    sitting: Sitting
    event_id: UUID
    title: str
    venue: str
    capacity: int | None
    mode: AttendanceMode
    purpose: NamingPurpose | None
    dimension: Dimension
    event_state: EventState
    count: Headcount
    tallies: Mapping[TallyCategory, int]
    registered: int
    registered_here: int
    trace: tuple[Trace, ...]
    sittings: tuple[Sitting, ...]
    closed: Problem | None

    @property
    def places_left(self) -> int | None:
        """Free places, 0 in a full room; None where the number of places is not known."""
        return None if self.capacity is None else max(0, self.capacity - self.count.total)


def session_at_door(session: Session, key: UUID, today: dt.date) -> UUID | None:
    """The session that a key opens: a session its own; an event its session of today, else the nearest undecided, else
    the nearest. None where neither is (any more)."""
    if session.get(EventSession, key) is not None:
        return key
    if session.get(Event, key) is None:
        return None

    def far(one: EventSession) -> tuple[bool, bool, int]:
        days = abs((one.held_on - today).days)
        return one.state is SessionState.CANCELLED, days > 0 and one.state is not SessionState.PLANNED, days

    nearest = min(sessions_of(session, key), key=far, default=None)
    return nearest.id if nearest is not None else None


def door_view(session: Session, key: UUID, today: dt.date, device: str) -> DoorView | None:
    """Everything the door shows of the session that `key` opens (see `session_at_door`); None where there is none."""
    session_id = session_at_door(session, key, today)
    if session_id is None:
        return None
    sitting = session.get_one(EventSession, session_id)
    event = session.get_one(Event, sitting.event_id)
    registered, here = _registered(session, event.id, session_id)
    return DoorView(
        _sitting(sitting),
        event.id,
        event.title,
        event.venue or "",
        event.capacity,
        event.attendance_mode,
        event.purpose,
        sitting.dimension,
        event.state,
        attendance_of(session, session_id),
        tallies_of(session, session_id),
        registered,
        here,
        _trace(session, session_id, event.attendance_mode, device),
        tuple(_sitting(one) for one in sessions_of(session, event.id)),
        _closed(sitting, event),
    )


def _sitting(one: EventSession) -> Sitting:
    return Sitting(one.id, one.held_on, one.starts_at, one.ends_at, one.state)


def _closed(sitting: EventSession, event: Event) -> Problem | None:
    if event.state in OFF or sitting.state is SessionState.CANCELLED:
        return Problem("", "problem.counts_nowhere")
    return event_locked(event)


def _registered(session: Session, event_id: UUID, session_id: UUID) -> tuple[int, int]:
    """How many are on the event's list (nobody who cancelled), and how many of them are here."""
    mine = (Registration.event_id == event_id, Registration.state != RegistrationState.CANCELLED)
    listed = select(func.count(Registration.id)).where(*mine)
    here = listed.join(Attendance, Attendance.participant_id == Registration.participant_id)
    here = here.where(Attendance.session_id == session_id, IS_PRESENT)
    return session.scalar(listed) or 0, session.scalar(here) or 0


def _trace(session: Session, session_id: UUID, mode: AttendanceMode, device: str) -> tuple[Trace, ...]:
    taps = select(SessionEntry).where(SessionEntry.session_id == session_id)
    entries = session.scalars(taps.order_by(SessionEntry.at.desc(), SessionEntry.id.desc()).limit(STEPS))
    found = [Trace(one.id, one.at, one.kind, one.n, one.category, is_own=one.device == device) for one in entries]
    listed = (
        select(Attendance.at, Participant.id, Participant.code, Person.last_name, Person.first_name)
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Attendance.session_id == session_id, IS_PRESENT)
    )
    for at, key, code, last, first in session.execute(
        listed.order_by(Attendance.at.desc(), Attendance.id).limit(STEPS)
    ):
        named = mode is AttendanceMode.NAMED and last
        found.append(Trace(key, at, None, name=f"{last} {first or ''}".strip() if named else code))
    found.sort(key=lambda one: one.at or dt.datetime.min.replace(tzinfo=dt.UTC), reverse=True)
    return tuple(found[:STEPS])


@dataclass(frozen=True)
class Namesake:
    """Somebody known who may be the one being added: why and how alike, of 100."""

    person_id: UUID
    name: str
    reason: str
    score: int


def namesakes(session: Session, last_name: str, first_name: str, limit: int = 3) -> tuple[Namesake, ...]:
    """People whose name is like the one being typed, in either alphabet and order, likeliest first; nothing until both
    parts are there."""
    typed = spoken_words(f"{last_name} {first_name}")
    if not (last_name.strip() and first_name.strip() and typed):
        return ()
    starts = {word[:3] for word in typed}
    begins = [or_(*(key.between(one, one + _LAST) for one in starts)) for key in (Person.spoken, Person.spoken_first)]
    rows = session.execute(
        select(Person.id, Person.last_name, Person.first_name)
        .where(Person.merged_into_id.is_(None), or_(*begins))
        .order_by(Person.spoken, Person.id)
        .limit(_CANDIDATES)
    )
    names = {key: f"{last} {first or ''}".strip() for key, last, first in rows}
    known = [Named(key, name, {}) for key, name in names.items()]
    found = alike([Named(_NEW, f"{last_name} {first_name}", {}), *known], person_words)
    mine = [one for one in found if one.first == _NEW]
    return tuple(Namesake(one.second, names[one.second], one.reason, one.score) for one in mine[:limit])
