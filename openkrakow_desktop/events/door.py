"""What happens at the door: checking people in, the counter, "w sali policzono", tallies (domain.md §2.1).

Every step is a row, so it can be taken back, and the steps of two doors add up after a merge (decisions.md 5). A step
whose commit was in doubt may be written again under its key: it counts once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.feature import PEOPLE
from ..contacts.model import Person
from ..core.clock import Clock
from ..core.declarations import Draft, store_draft
from ..core.keys import derived_key
from ..core.problems import Problem, refuse, refuse_if
from ..core.text import clean, fold
from .counting import IDENTITY, IS_PRESENT, Headcount, attendance_of, sums_by_dimension, tallies_of
from .lists import save_participant, save_under
from .model import (
    CATEGORIES,
    DIMENSION_OF,
    Attendance,
    AttendanceMode,
    AttendanceState,
    Dimension,
    EntryKind,
    Event,
    EventSession,
    Participant,
    Registration,
    RegistrationState,
    SessionEntry,
    SessionState,
    SessionTally,
    TallyCategory,
    card_number,
)
from .people import NAMES_KEPT
from .rules import attendance_rules, entry_rules, participant_rules, tally_rules
from .service import CLOCK, cancel_event, cancel_session, hold_session, open_event, sessions_of


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


def already_here(session: Session, session_id: UUID, participant_id: UUID) -> Attendance | None:
    """The presence of the same person at this session by another card or before a merge of duplicates; it is the one
    that counts (decisions.md 12)."""
    card = session.get_one(Participant, participant_id)
    if card.person_id is None:
        only = session.get(Attendance, derived_key(session_id, participant_id))
        return only if only is not None and only.state is AttendanceState.PRESENT else None
    mine = select(IDENTITY).select_from(Participant).outerjoin(Person, Person.id == Participant.person_id)
    same = (
        select(Attendance)
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Attendance.session_id == session_id, IS_PRESENT)
        .where(mine.where(Participant.id == participant_id).correlate(None).scalar_subquery() == IDENTITY)
    )
    return session.scalar(same.order_by(Attendance.at).limit(1))


def participant_of(session: Session, code: str) -> Participant | None:
    """Whose card this is: the code as it is printed, in any case; of the usual cards also without zeros (CW42)."""
    wanted = clean(code).upper()
    found = session.scalar(
        select(Participant).where(Participant.search == fold(wanted)).order_by(Participant.id).limit(1)
    )
    number = card_number(wanted if "-" in wanted else f"{wanted[:2]}-{wanted[2:]}")
    if found is None and number is not None:
        found = session.scalar(select(Participant).where(Participant.number == number).order_by(Participant.id))
    return found


# ---- walk-ins ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class WalkIn:
    """Somebody who was on no list: the card that stands for them, and whether it was made now."""

    participant_id: UUID
    code: str
    is_new: bool
    check_in: CheckIn


def walk_in(
    session: Session,
    session_id: UUID,
    code: str | None = None,
    last_name: str | None = None,
    first_name: str | None = None,
    person_id: UUID | None = None,
    clock: Clock = CLOCK,
) -> WalkIn:
    """Somebody comes who is on no list, also to a full event: a card is found or made for them, and they are present.

    By code (KOD): the card of this code, or a new one with the next free number. By name (IMIENNA): a person (known, by
    `person_id`) with the event's purpose. Raises Refused: an event that keeps no list (count them instead), a name
    where only codes are kept or no purpose was recorded, an odd code."""
    event = session.get_one(Event, session.get_one(EventSession, session_id).event_id)
    if event.attendance_mode is AttendanceMode.ANONYMOUS:
        refuse("", "problem.counter_only")
    named = bool(clean(last_name or "") or clean(first_name or "") or person_id)
    if event.attendance_mode is AttendanceMode.CODE and named:
        refuse("last_name", "problem.codes_only")
    if event.attendance_mode is AttendanceMode.NAMED and not code:
        card, is_new = _named_card(session, event, last_name, first_name, person_id, clock)
    else:
        card, is_new = _coded_card(session, code)
    return WalkIn(card.id, card.code, is_new, check_in(session, session_id, card.id, clock))


def _coded_card(session: Session, code: str | None) -> tuple[Participant, bool]:
    known = participant_of(session, code) if code else None
    if known is not None:
        return known, False
    draft = {"code": clean(code).upper() if code else None}
    refuse_if(participant_rules(session, draft, None))
    return save_participant(session, None, draft), True


def _named_card(
    session: Session,
    event: Event,
    last_name: str | None,
    first_name: str | None,
    person_id: UUID | None,
    clock: Clock,
) -> tuple[Participant, bool]:
    if event.purpose is None:
        refuse("purpose", "problem.names_need_purpose")
    keep = max(event.end_on, clock.today()) + NAMES_KEPT
    if person_id is None:
        names = {"last_name": last_name, "first_name": first_name}
        person_id = PEOPLE.put(session, None, PEOPLE.draft(session, None) | names, clock.today()).id
    known = session.scalar(
        select(Participant).where(Participant.person_id == person_id).order_by(Participant.id).limit(1)
    )
    if known is not None:
        if known.retain_until is None or known.retain_until < keep:
            known.retain_until = keep
        return known, False
    draft = {"person_id": person_id, "purpose": event.purpose, "retain_until": keep}
    refuse_if(participant_rules(session, draft, None))
    return save_participant(session, None, draft), True


# ---- the counter ---------------------------------------------------------------------------------------------------
def tap(
    session: Session,
    session_id: UUID,
    category: TallyCategory | None = None,
    n: int = 1,
    device: str | None = None,
    clock: Clock = CLOCK,
    key: UUID | None = None,
) -> UUID:
    """Let `n` guests in without a list, perhaps of a category; returns the key of the step. Raises Refused.

    `key`: of a step that may have been written already, and then is not written again."""
    if key is not None and session.get(SessionEntry, key) is not None:
        return key
    return _enter(session, session_id, EntryKind.TAP, n, category, device, clock, key)


def undo_tap(session: Session, session_id: UUID, device: str | None = None) -> UUID | None:
    """Take back the last tap (of this device, where one is named), by deleting its row; None when there is none.

    Raises Refused when the event is settled or off, or the counter would fall below zero."""
    taps = select(SessionEntry).where(SessionEntry.session_id == session_id, SessionEntry.kind == EntryKind.TAP)
    if device is not None:
        taps = taps.where(SessionEntry.device == device)
    last = session.scalar(taps.order_by(SessionEntry.at.desc(), SessionEntry.id.desc()).limit(1))
    return last.id if last is not None and take_back(session, last.id) else None


def take_back(session: Session, entry_id: UUID) -> bool:
    """Take one step of the counter back, a tap or a correction, by deleting its row; False where it is gone already.

    Raises Refused when the event is settled or off, or the counter would fall below zero."""
    entry = session.get(SessionEntry, entry_id)
    if entry is None:
        return False
    taken_back = {"session_id": entry.session_id, "kind": EntryKind.CORRECTION, "n": -entry.n}
    refuse_if(entry_rules(session, taken_back, None))
    session.delete(entry)
    session.flush()
    return True


def reconcile(
    session: Session,
    session_id: UUID,
    in_room: int,
    device: str | None = None,
    clock: Clock = CLOCK,
    key: UUID | None = None,
) -> Headcount:
    """The room was counted ("w sali policzono"): guests beside the list become total less listed, by one correction
    (under `key`).

    Raises Refused when fewer people are in the room than on the list; then nothing changes (domain.md §2.1)."""
    count = attendance_of(session, session_id)
    if in_room < count.listed:
        refuse("in_room", "problem.below_listed", in_room=in_room, listed=count.listed)
    if step := in_room - count.total:
        _enter(session, session_id, EntryKind.CORRECTION, step, None, device, clock, key)
    return attendance_of(session, session_id)


def _enter(
    session: Session,
    session_id: UUID,
    kind: EntryKind,
    n: int,
    category: TallyCategory | None,
    device: str | None,
    clock: Clock,
    key: UUID | None,
) -> UUID:
    draft: Draft = {"session_id": session_id, "kind": kind, "n": n, "category": category}
    refuse_if(entry_rules(session, draft, None))
    draft |= {"at": clock.now(), "device": device} | ({} if key is None else {"id": key})
    entry: SessionEntry = store_draft(session, SessionEntry, None, draft)
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


def put_tallies(
    session: Session, session_id: UUID, dimension: Dimension, counts: dict[TallyCategory, int | None]
) -> None:
    """Set a whole dimension at once; None takes a tally away: not known, which is not zero.

    Raises Refused, and changes nothing, when a number is negative or their sum exceeds the attendance."""
    wrong = [Problem(one.name.lower(), "problem.too_small", {"low": 0, "value": n})
             for one, n in counts.items() if n is not None and n < 0]  # fmt: skip
    refuse_if(wrong)
    sitting = session.get_one(EventSession, session_id)
    open_event(session, sitting.event_id, sitting.held_on)
    for one in session.scalars(select(SessionTally).where(SessionTally.session_id == session_id)):
        if one.dimension is dimension and counts.get(one.category) is None:
            session.delete(one)
    session.flush()
    told = {one: n for one, n in counts.items() if n is not None}
    total = attendance_of(session, session_id).total
    known = {one: n for one, n in tallies_of(session, session_id).items() if DIMENSION_OF[one] is dimension}
    counted = sums_by_dimension(known | told).get(dimension, 0)
    if told and counted > total:
        refuse("", "problem.tallies_above", sum=counted, attendance=total)
    for category in CATEGORIES[dimension]:
        if category in told:
            draft = {"session_id": session_id, "dimension": dimension, "category": category, "n": told[category]}
            refuse_if(one for one in tally_rules(session, draft, None) if one.key != "problem.tallies_above")
            save_tally(session, None, draft)


# ---- the session as a whole ----------------------------------------------------------------------------------------
def choose_dimension(session: Session, session_id: UUID, dimension: Dimension) -> None:
    """By what the door counts from now on. Raises Refused when the event is settled, or the month."""
    sitting = session.get_one(EventSession, session_id)
    open_event(session, sitting.event_id, sitting.held_on)
    sitting.dimension = dimension
    session.flush()


def finish(
    session: Session,
    session_id: UUID,
    in_room: int | None = None,
    zero_confirmed_by: str | None = None,
    device: str | None = None,
    clock: Clock = CLOCK,
) -> Headcount:
    """The session took place; where the room was counted, that first. See `reconcile`, `hold_session`."""
    if in_room is not None:
        reconcile(session, session_id, in_room, device, clock)
    hold_session(session, session_id, zero_confirmed_by, clock)
    return attendance_of(session, session_id)


def call_off(session: Session, session_id: UUID, reason: str, clock: Clock = CLOCK) -> None:
    """The session does not take place, and why. The last session of an event that could still be held takes the event
    with it; of several, the others stay, and the reason is the note from the door.

    Raises Refused without a reason, and when it already took place."""
    if not clean(reason):
        refuse("reason", "problem.required")
    sitting = session.get_one(EventSession, session_id)
    others = [one for one in sessions_of(session, sitting.event_id) if one.id != session_id]
    if any(one.state is not SessionState.CANCELLED for one in others):
        cancel_session(session, session_id)
        sitting.door_note = sitting.door_note or clean(reason)
        session.flush()
    else:
        cancel_event(session, sitting.event_id, clean(reason), clock.today())
