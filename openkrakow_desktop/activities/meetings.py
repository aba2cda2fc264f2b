"""The verbs of meetings: held, cancelled, planned again, the next one of its kind; who was there; protocols.

A meeting's day is `held_on` also while it is planned; calling it off keeps it and adds the day of that decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.four_eyes import name_of
from ..contacts.units import Units
from ..core import attached_files
from ..core.attached_files import StoredFile, attach, copy_to_open, faulty_files, file_rules, or_dropped
from ..core.clock import Clock
from ..core.holidays import is_day_off
from ..core.kept_files import Kept
from ..core.problems import Problem, refuse, refuse_if
from ..core.removal import remove
from ..core.text import clean
from ..core.transitions import transition_problems
from .model import Meeting, MeetingKind, MeetingOrganisation, MeetingProtocol, MeetingState
from .rules import MEETING_STEPS

CLOCK = Clock()
LARGEST = 25 << 20  # bytes of one protocol
MOST = 10  # protocols of one meeting


# ---- states --------------------------------------------------------------------------------------------------------
def hold_meeting(session: Session, meeting_id: UUID, held_on: dt.date, participants: int, clock: Clock = CLOCK) -> None:
    """The meeting took place that day with so many people. Raises Refused: a day that is still ahead, fewer than 0."""
    refuse_if(_not_after_today(held_on, "held_on", clock))
    if participants < 0:
        refuse("participants", "problem.too_small", low=0, value=participants)
    meeting = _step(session, meeting_id, MeetingState.HELD)
    meeting.held_on, meeting.participants = held_on, participants
    session.flush()


def cancel_meeting(
    session: Session, meeting_id: UUID, reason: str, cancelled_on: dt.date, clock: Clock = CLOCK
) -> None:
    """It was decided that day that the meeting does not take place. Raises Refused without a reason, and for a day that
    is still ahead."""
    if not clean(reason):
        refuse("reason", "problem.required")
    if len(clean(reason)) > 200:
        refuse("reason", "problem.too_long", limit=200, length=len(clean(reason)))
    refuse_if(_not_after_today(cancelled_on, "cancelled_on", clock))
    meeting = _step(session, meeting_id, MeetingState.CANCELLED)
    meeting.cancelled_on, meeting.cancel_reason = cancelled_on, clean(reason)
    session.flush()


def plan_again(session: Session, meeting_id: UUID, held_on: dt.date) -> None:
    """A cancelled meeting is planned again, for this day."""
    meeting = _step(session, meeting_id, MeetingState.PLANNED)
    meeting.held_on, meeting.cancelled_on, meeting.cancel_reason = held_on, None, None
    session.flush()


def _step(session: Session, meeting_id: UUID, to: MeetingState) -> Meeting:
    meeting = session.get_one(Meeting, meeting_id)
    refuse_if(transition_problems(MEETING_STEPS, meeting.state, to))
    meeting.state = to
    return meeting


def _not_after_today(on: dt.date, field: str, clock: Clock) -> Iterable[Problem]:
    if on > (today := clock.today()):
        yield Problem(field, "problem.in_future", {"today": today.strftime("%d.%m.%Y")})


# ---- the next one --------------------------------------------------------------------------------------------------
def newest_of_kind(session: Session, kind: MeetingKind) -> Meeting | None:
    """The last meeting of a kind that was not called off."""
    mine = select(Meeting).where(Meeting.kind == kind, Meeting.state != MeetingState.CANCELLED)
    return session.scalars(mine.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1)).first()


def proposed_day(session: Session, kind: MeetingKind, today: dt.date) -> dt.date:
    """When the next one of a kind would be: as long after the last as that after the one before (else three months), on
    the same day of the week, ahead of today and on a working day."""
    mine = select(Meeting.held_on).where(Meeting.kind == kind, Meeting.state != MeetingState.CANCELLED)
    days = list(session.scalars(mine.order_by(Meeting.held_on.desc()).limit(2)))
    last = days[0] if days else today
    weeks = max(1, round((last - days[1]).days / 7)) if len(days) == 2 else 13
    on = last + dt.timedelta(weeks=weeks)
    while on <= today or is_day_off(on):
        on += dt.timedelta(weeks=1)
    return on


def plan_next(session: Session, meeting_id: UUID, held_on: dt.date, title: str) -> UUID:
    """Plan the next meeting of a meeting's kind after the last of them: its place, hour, unit, agenda and organisations
    come along; its numbers, case and protocol do not. Returns its key. Raises Refused: that day has one already."""
    kind = session.get_one(Meeting, meeting_id).kind
    last = newest_of_kind(session, kind) or session.get_one(Meeting, meeting_id)
    if not clean(title):
        refuse("title", "problem.required")
    same = (Meeting.kind == kind, Meeting.held_on == held_on, Meeting.state != MeetingState.CANCELLED)
    if session.scalar(select(Meeting.id).where(*same).limit(1)) is not None:
        refuse("held_on", "problem.meeting_that_day")
    made = Meeting(
        kind=kind, title=clean(title), held_on=held_on, place=last.place, starts_at=last.starts_at,
        agenda=last.agenda, unit_id=last.unit_id, state=MeetingState.PLANNED,
    )  # fmt: skip
    session.add(made)
    session.flush()
    add_organisations(session, made.id, organisations_of(session, last.id))
    return made.id


# ---- who was there -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NamedOrganisation:
    """What somebody wrote, and the organisation it means: None where it is unknown, or could be `count` of them."""

    said: str
    id: UUID | None = None
    name: str = ""
    count: int = 0
    is_listed: bool = False


def recognised(session: Session, meeting_id: UUID, text: str) -> list[NamedOrganisation]:
    """The organisations a block of names means: one a line, or parted by semicolons; each once."""
    units, listed = Units(session), set(organisations_of(session, meeting_id))
    found: dict[object, NamedOrganisation] = {}
    for said in filter(None, map(clean, text.replace(";", "\n").splitlines())):
        meant = units.find(said)
        if meant.unit is None:
            found.setdefault(said.casefold(), NamedOrganisation(said, count=meant.count))
        else:
            unit = meant.unit
            found.setdefault(unit.id, NamedOrganisation(said, unit.id, unit.name, 1, unit.id in listed))
    return list(found.values())


def organisations_of(session: Session, meeting_id: UUID) -> list[UUID]:
    """The organisations of a meeting, in the order they were entered."""
    mine = select(MeetingOrganisation.organisation_id).where(MeetingOrganisation.meeting_id == meeting_id)
    return list(session.scalars(mine.order_by(MeetingOrganisation.id)))


def add_organisations(session: Session, meeting_id: UUID, organisation_ids: Sequence[UUID]) -> int:
    """Add organisations that were represented; those that are listed already stay. How many were added."""
    session.get_one(Meeting, meeting_id)
    listed = set(organisations_of(session, meeting_id))
    new = [one for one in dict.fromkeys(organisation_ids) if one not in listed]
    session.add_all(MeetingOrganisation(meeting_id=meeting_id, organisation_id=one) for one in new)
    session.flush()
    return len(new)


def remove_organisation(session: Session, row_id: UUID) -> None:
    """Take an organisation off a meeting."""
    remove(session, session.get_one(MeetingOrganisation, row_id))


# ---- protocols -----------------------------------------------------------------------------------------------------
def keep_protocol(source: Path, folder: Path, key: UUID | None = None) -> Kept:
    """Take a file of at most 25 MB into the folder of attachments; see `core.attached_files.keep_file`."""
    return attached_files.keep_file(source, folder, LARGEST, key)


def add_protocol(
    session: Session, meeting_id: UUID, name: str, kept: Kept, folder: Path, actor: str, at: dt.datetime,
    key: UUID | None = None,
) -> MeetingProtocol:  # fmt: skip
    """Record a protocol that `keep_protocol` took in. A refusal takes the file away again.

    Raises Refused: the meeting was not held, has its most files, or has this very file already."""
    with or_dropped(kept, folder):
        if session.get_one(Meeting, meeting_id).state is not MeetingState.HELD:
            refuse("file", "problem.protocol_not_held")
        owner = {"meeting_id": meeting_id}
        by = name_of(session, actor)
        made: MeetingProtocol = attach(session, MeetingProtocol, owner, name, kept, by, at, MOST, key)
    return made


def open_protocol(session: Session, actor: str, protocol_id: UUID, folder: Path) -> Path:
    """A copy for looking at. Raises Refused: missing, altered."""
    return copy_to_open(session.get_one(MeetingProtocol, protocol_id), folder)


def remove_protocol(session: Session, protocol_id: UUID) -> None:
    """Take the record away. The file stays where it lies: undo brings the record back to it."""
    remove(session, session.get_one(MeetingProtocol, protocol_id))


def protocols_of(session: Session, meeting_id: UUID) -> tuple[StoredFile, ...]:
    """The protocols of a meeting, in the order they came."""
    return attached_files.stored_files(session, MeetingProtocol, {"meeting_id": meeting_id})


def protocol_problems(session: Session, folder: Path) -> list[Problem]:
    """Every recorded protocol that is missing or no longer what was taken in, with its meeting."""
    titles = {key: f"{title}, {on:%d.%m.%Y}" for key, title, on in
              session.execute(select(Meeting.id, Meeting.title, Meeting.held_on))}  # fmt: skip
    keys = {True: "problem.protocol_missing_of", False: "problem.protocol_altered_of"}
    files = session.scalars(select(MeetingProtocol).order_by(MeetingProtocol.id))
    return [
        Problem("", keys[is_missing], {"name": one.name or "", "meeting": titles.get(one.meeting_id, "–")})
        for one, is_missing in faulty_files(files, folder)
    ]


protocol_rules = file_rules(MeetingProtocol, "meeting_id", "problem.protocol_needs_file")
