"""What happens at the door: checking people in, the counter, "w sali policzono", tallies (domain.md §2.1).

Every step is a row, so it can be taken back, and the steps of two doors add up after a merge (decisions.md 5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import Draft, store_draft
from ..core.keys import derived_key
from ..core.problems import Problem, refuse, refuse_if
from .counting import Headcount, attendance_of
from .lists import save_under
from .model import (
    DIMENSION_OF,
    Attendance,
    AttendanceState,
    EntryKind,
    Event,
    EventSession,
    Registration,
    RegistrationState,
    SessionEntry,
    SessionTally,
    TallyCategory,
)
from .rules import attendance_rules, entry_rules, tally_rules
from .service import CLOCK


@dataclass(frozen=True)
class CheckIn:
    """What a check-in did. `is_repeat`: the person has been here since `since`; `warnings` refuse nothing."""

    attendance_id: UUID
    since: dt.datetime | None
    is_repeat: bool
    warnings: tuple[Problem, ...] = ()


def check_in(session: Session, session_id: UUID, participant_id: UUID, clock: Clock = CLOCK) -> CheckIn:
    """Note a listed person as present; a second time only says since when. A full room or a cancelled registration is a
    warning. Raises Refused when the event is settled, off, or keeps no list."""
    key = derived_key(session_id, participant_id)
    record = session.get(Attendance, key)
    if record is not None and record.state is AttendanceState.PRESENT:
        return CheckIn(key, record.at, True)
    draft = {"session_id": session_id, "participant_id": participant_id, "state": AttendanceState.PRESENT}
    refuse_if(attendance_rules(session, draft, None))
    warnings = tuple(_arrival_warnings(session, session_id, participant_id))
    saved = save_attendance(session, None, draft | {"at": clock.now()})
    return CheckIn(key, saved.at, False, warnings)


def _arrival_warnings(session: Session, session_id: UUID, participant_id: UUID) -> list[Problem]:
    event = session.get_one(Event, session.get_one(EventSession, session_id).event_id)
    found = []
    if event.capacity is not None and attendance_of(session, session_id).total >= event.capacity:
        found.append(Problem("", "problem.no_places_left", warning=True))
    asked = session.get(Registration, derived_key(event.id, participant_id))
    if asked is not None and asked.state is RegistrationState.CANCELLED:
        found.append(Problem("", "problem.registration_cancelled", warning=True))
    return found


def uncheck(session: Session, session_id: UUID, participant_id: UUID) -> None:
    """Take a check-in back: the row stays and says absent. Raises Refused when nobody was checked in."""
    key = derived_key(session_id, participant_id)
    draft = {"session_id": session_id, "participant_id": participant_id}
    refuse_if(attendance_rules(session, draft, key))
    record = session.get(Attendance, key)
    if record is None or record.state is not AttendanceState.PRESENT:
        refuse("", "problem.not_checked_in")
    else:
        record.state = AttendanceState.ABSENT
    session.flush()


def save_attendance(session: Session, record_id: UUID | None, draft: Draft) -> Attendance:
    """Write a listed presence; the same person at the same session is one row, however often it is noted."""
    key = derived_key(draft["session_id"], draft["participant_id"])
    saved: Attendance = save_under(session, Attendance, record_id, key, draft)
    return saved


# ---- the counter ---------------------------------------------------------------------------------------------------
def tap(
    session: Session,
    session_id: UUID,
    category: TallyCategory | None = None,
    n: int = 1,
    device: str | None = None,
    clock: Clock = CLOCK,
) -> UUID:
    """Let `n` guests in without a list, perhaps of a category; returns the key of the step. Raises Refused."""
    return _enter(session, session_id, EntryKind.TAP, n, category, device, clock)


def undo_tap(session: Session, session_id: UUID, device: str | None = None) -> UUID | None:
    """Take back the last tap (of this device, where one is named), by deleting its row; None when there is none.

    Raises Refused when the event is settled or off, or the counter would fall below zero."""
    taps = select(SessionEntry).where(SessionEntry.session_id == session_id, SessionEntry.kind == EntryKind.TAP)
    if device is not None:
        taps = taps.where(SessionEntry.device == device)
    last = session.scalar(taps.order_by(SessionEntry.at.desc(), SessionEntry.id.desc()).limit(1))
    if last is None:
        return None
    taken_back = {"session_id": session_id, "kind": EntryKind.CORRECTION, "n": -last.n}
    refuse_if(entry_rules(session, taken_back, None))
    session.delete(last)
    session.flush()
    return last.id


def reconcile(
    session: Session, session_id: UUID, in_room: int, device: str | None = None, clock: Clock = CLOCK
) -> Headcount:
    """The room was counted ("w sali policzono"): guests beside the list become total less listed, by one correction.

    Raises Refused when fewer people are in the room than on the list; then nothing changes (domain.md §2.1)."""
    count = attendance_of(session, session_id)
    if in_room < count.listed:
        refuse("in_room", "problem.below_listed", in_room=in_room, listed=count.listed)
    if step := in_room - count.total:
        _enter(session, session_id, EntryKind.CORRECTION, step, None, device, clock)
    return attendance_of(session, session_id)


def _enter(
    session: Session,
    session_id: UUID,
    kind: EntryKind,
    n: int,
    category: TallyCategory | None,
    device: str | None,
    clock: Clock,
) -> UUID:
    draft = {"session_id": session_id, "kind": kind, "n": n, "category": category}
    refuse_if(entry_rules(session, draft, None))
    entry: SessionEntry = store_draft(session, SessionEntry, None, draft | {"at": clock.now(), "device": device})
    return entry.id


def save_entry(session: Session, record_id: UUID | None, draft: Draft) -> SessionEntry:
    """Write a step of the counter, row by row, because each is checked against the sum of those before."""
    saved: SessionEntry = store_draft(session, SessionEntry, record_id, draft)
    return saved


# ---- tallies -------------------------------------------------------------------------------------------------------
def put_tally(session: Session, session_id: UUID, category: TallyCategory, n: int) -> None:
    """Set how many guests belong to a category. Raises Refused when the dimension would exceed the attendance, or `n`
    is negative (decisions.md 6)."""
    if n < 0:
        refuse("n", "problem.too_small", low=0, value=n)
    draft = {"session_id": session_id, "dimension": DIMENSION_OF[category], "category": category, "n": n}
    refuse_if(tally_rules(session, draft, None))
    save_tally(session, None, draft)


def save_tally(session: Session, record_id: UUID | None, draft: Draft) -> SessionTally:
    """Write a tally; a category of a session is one row, however often it is typed."""
    key = derived_key(draft["session_id"], uuid5(NAMESPACE_OID, draft["category"].value))
    saved: SessionTally = save_under(session, SessionTally, record_id, key, draft)
    return saved
