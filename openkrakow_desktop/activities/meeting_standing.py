"""Where a meeting stands: whether it counts for the indicators of its kind and why, and how far its year has come.

The verdict is the measure's own (its parts name the reason), so a panel cannot say another thing than the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.attached_files import StoredFile
from ..core.measures import Measure, Period
from ..programme.catalogue import catalogue
from .agenda import AgendaItem, agenda_items
from .measures import CONSULTATION_MEETINGS, COORDINATORS_MEETINGS, LEAST_AT_CONSULTATION
from .meetings import protocols_of
from .model import Meeting, MeetingKind, MeetingOrganisation, MeetingState

INDICATOR_OF = {MeetingKind.COORDINATORS: COORDINATORS_MEETINGS, MeetingKind.CONSULTATION: CONSULTATION_MEETINGS}
LEAST_OF = {MeetingKind.COORDINATORS: 0, MeetingKind.CONSULTATION: LEAST_AT_CONSULTATION}


@dataclass(frozen=True)
class Progress:
    """How far a year has come: `valid` meetings that count, of `wanted` (None: none is expected), for indicator
    `code`."""

    code: str
    year: int
    valid: int
    wanted: int | None

    @property
    def is_met(self) -> bool:
        return self.wanted is not None and self.valid >= self.wanted


@dataclass(frozen=True)
class Standing:
    """What the panel of a meeting tells besides its fields. `why`: word key under `why.` of what keeps it from
    counting, empty when it counts; `progress` is None for kinds without an indicator of their own."""

    kind: MeetingKind
    state: MeetingState
    participants: int | None
    least: int
    counts: bool
    why: str
    progress: Progress | None
    items: tuple[AgendaItem, ...]
    organisations: tuple[tuple[UUID, UUID, str], ...]  # row, organisation, name
    protocols: tuple[StoredFile, ...]
    has_paper_protocol: bool


def read_meeting(session: Session, meeting_id: UUID, today: dt.date) -> Standing:
    """Everything about a meeting that its panel tells."""
    one = session.get_one(Meeting, meeting_id)
    measure = INDICATOR_OF.get(one.kind)
    why, counts = "", False
    if measure is not None:
        rows = measure.about(session, Period(one.held_on.year, today), measure.parts[0], [meeting_id])
        counts = any(row.counts for row in rows)
        why = next((row.why for row in rows if row.why), "")
    return Standing(
        one.kind, one.state, one.participants, LEAST_OF.get(one.kind, 0), counts, why,
        progress_of(session, one.kind, one.held_on.year, today), agenda_items(one.agenda, one.starts_at),
        _organisations(session, meeting_id), protocols_of(session, meeting_id), one.has_protocol,
    )  # fmt: skip


def progress_of(session: Session, kind: MeetingKind, year: int, today: dt.date) -> Progress | None:
    """How far a year has come with meetings of a kind that an indicator counts; None for other kinds."""
    measure = INDICATOR_OF.get(kind)
    return _progress(session, measure, Period(year, today)) if measure is not None else None


def _progress(session: Session, measure: Measure, period: Period) -> Progress:
    valid = 0 if period.is_future else measure.parts[0].number(session, period)
    expected = catalogue(period.year).indicators[measure.code].expected.value
    return Progress(measure.code, period.year, valid, int(expected) if expected is not None else None)


def _organisations(session: Session, meeting_id: UUID) -> tuple[tuple[UUID, UUID, str], ...]:
    query = (
        select(MeetingOrganisation.id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == MeetingOrganisation.organisation_id)
        .where(MeetingOrganisation.meeting_id == meeting_id)
        .order_by(Organisation.name_sort, MeetingOrganisation.id)
    )
    return tuple((row, key, name) for row, key, name in session.execute(query))
