"""The minutes of a training as a sheet: a line per participant, a column per session; written in one operation.

Only what changed is written; a cell emptied is an entry taken back, which is not the same as 0 minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation, Person
from ..core.problems import Refused, refuse
from .counting import is_completed
from .model import Participation, ParticipationMinutes, Trainee, Training, TrainingGroup, TrainingState
from .rules import WITHOUT_ATTENDANCE, minutes_lock, training_lock
from .service import record_minutes, sessions_of

Cell = tuple[UUID, UUID]  # participation, session


@dataclass(frozen=True)
class Sitting:
    """A column: a session of so many minutes."""

    id: UUID
    held_on: dt.date
    minutes: int


@dataclass(frozen=True)
class Line:
    """A participant. `minutes` by session, where any are entered; one without a name is known by a code."""

    id: UUID
    name: str
    unit: str
    group: TrainingGroup | None
    certificate_no: str | None
    minutes: Mapping[UUID, int] = field(default_factory=dict)
    is_named: bool = True


@dataclass(frozen=True)
class MinutesSheet:
    """A training as its minutes are typed."""

    training_id: UUID
    title: str
    start_on: dt.date
    end_on: dt.date
    state: TrainingState
    is_locked: bool
    places: int | None
    threshold: int
    sittings: tuple[Sitting, ...]
    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """Minutes of all sessions."""
        return sum(one.minutes for one in self.sittings)

    @property
    def is_open(self) -> bool:
        """Whether minutes may be entered in this state."""
        return not self.is_locked and self.state not in WITHOUT_ATTENDANCE

    def is_completed(self, minutes: int) -> bool:
        """Whether so many minutes are enough, exactly (domain.md §1.13)."""
        return is_completed(minutes, self.length, self.threshold)

    @property
    def needed(self) -> int:
        """The fewest minutes that complete this training."""
        return max(1, -(-self.length * self.threshold // 100))


def minutes_sheet(session: Session, training_id: UUID) -> MinutesSheet:
    """A training with its people by name and what is entered."""
    training = session.get_one(Training, training_id)
    rows = session.execute(
        select(Participation, Trainee.code, Person.last_name, Person.first_name, Organisation.name)
        .join(Trainee, Trainee.id == Participation.trainee_id)
        .outerjoin(Person, Person.id == Trainee.person_id)
        .outerjoin(Organisation, Organisation.id == Participation.unit_id)
        .where(Participation.training_id == training_id)
        .order_by(Person.last_name_sort, Person.first_name, Trainee.code)
    ).all()
    entered: dict[UUID, dict[Any, int]] = {}
    columns = (ParticipationMinutes.participation_id, ParticipationMinutes.session_id, ParticipationMinutes.minutes)
    known = select(*columns).join(Participation, Participation.id == ParticipationMinutes.participation_id)
    for owner, sitting, minutes in session.execute(known.where(Participation.training_id == training_id)):
        entered.setdefault(owner, {})[sitting] = minutes
    lines = tuple(
        Line(one.id, f"{last or ''} {first or ''}".strip() or code, unit or "", one.group, one.certificate_no,
             entered.get(one.id, {}), bool(last or first))
        for one, code, last, first, unit in rows
    )  # fmt: skip
    sittings = tuple(Sitting(one.id, one.held_on, one.minutes) for one in sessions_of(session, training_id))
    return MinutesSheet(training_id, training.title, training.start_on, training.end_on, training.state,
                        training_lock(training) is not None, training.places, training.threshold, sittings, lines)


def save_minutes(session: Session, training_id: UUID, entries: Mapping[Cell, int | None]) -> int:
    """Write minutes of a training; None takes an entry back. Returns how many cells changed.

    Raises Refused for a settled or cancelled training, minutes below 0 or above the session's, a session or somebody of
    another training, and where a certificate already states what was entered; nothing is written then."""
    training = session.get_one(Training, training_id)
    if why := training_lock(training):
        raise Refused(why)
    changed = 0
    for (participation_id, session_id), minutes in entries.items():
        owner = session.get_one(Participation, participation_id)
        if owner.training_id != training_id:
            refuse("minutes", "problem.session_of_other_training")
        old = session.scalar(
            select(ParticipationMinutes).where(
                ParticipationMinutes.participation_id == participation_id,
                ParticipationMinutes.session_id == session_id,
            )
        )
        if (old.minutes if old else None) == minutes:
            continue
        changed += 1
        if minutes is not None:
            record_minutes(session, participation_id, minutes, session_id)
        elif old is not None:
            if why := minutes_lock(old):
                raise Refused(why)
            session.delete(old)
    session.flush()
    return changed
