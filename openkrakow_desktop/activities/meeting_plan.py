"""The meetings of a year by kind: what was, what is ahead, what is missing, and how far each indicator has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from ..core.measures import Period
from .meeting_standing import INDICATOR_OF, Progress, progress_of
from .meetings import newest_of_kind
from .model import Meeting, MeetingKind, MeetingOrganisation, MeetingProtocol, MeetingState


@dataclass(frozen=True)
class PlannedMeeting:
    """One meeting as it is listed. `lacks`: the key of what it needs (a gap's), empty when nothing."""

    id: UUID
    title: str
    held_on: dt.date
    starts_at: dt.time | None
    place: str
    state: MeetingState
    participants: int | None
    organisations: int
    has_protocol: bool
    lacks: str


@dataclass(frozen=True)
class KindOfYear:
    """The meetings of one kind. `last_id`: the one the next would be planned after, in any year; None where there never
    was one."""

    kind: MeetingKind
    meetings: tuple[PlannedMeeting, ...]
    progress: Progress | None
    last_id: UUID | None


def plan_of_year(session: Session, year: int, today: dt.date) -> tuple[KindOfYear, ...]:
    """Every kind that has meetings in the year, had some before, or is counted by an indicator."""
    period = Period(year, today)
    organisations = select(func.count()).where(MeetingOrganisation.meeting_id == Meeting.id).scalar_subquery()
    attached = or_(Meeting.has_protocol, exists().where(MeetingProtocol.meeting_id == Meeting.id))
    query = select(Meeting, organisations, attached).where(period.holds(Meeting.held_on))
    rows: dict[MeetingKind, list[PlannedMeeting]] = {kind: [] for kind in MeetingKind}
    for one, count, has_protocol in session.execute(query.order_by(Meeting.held_on, Meeting.title, Meeting.id)):
        lacks = _lacks(one, bool(has_protocol), today)
        rows[one.kind].append(
            PlannedMeeting(
                one.id,
                one.title,
                one.held_on,
                one.starts_at,
                one.place or "",
                one.state,
                one.participants,
                count,
                bool(has_protocol),
                lacks,
            )
        )
    found = []
    for kind, meetings in rows.items():
        last = newest_of_kind(session, kind)
        if meetings or last is not None or kind in INDICATOR_OF:
            progress = progress_of(session, kind, year, today)
            found.append(KindOfYear(kind, tuple(meetings), progress, last.id if last else None))
    return tuple(found)


def _lacks(one: Meeting, has_protocol: bool, today: dt.date) -> str:
    if one.state is MeetingState.PLANNED and one.held_on < today:
        return "meeting_still_planned"
    if one.state is not MeetingState.HELD:
        return ""
    if one.held_on > today:
        return "meeting_held_ahead"
    if not one.participants:
        return "meeting_without_people"
    return "" if has_protocol else "meeting_without_minutes"


def counts(kinds: Sequence[KindOfYear]) -> dict[MeetingState, int]:
    """How many meetings there are in each state."""
    states = [one.state for kind in kinds for one in kind.meetings]
    return {state: states.count(state) for state in MeetingState}
