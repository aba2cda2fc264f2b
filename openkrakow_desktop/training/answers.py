"""Who was invited to a training, who comes, who does not, and who has not answered; and how full a training is.

Units announce numbers, people stand on the list: the two are shown beside each other and never added up."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.measures import Period
from ..core.words import Words
from .counting import participants
from .invitations import NOT_YET
from .model import InvitationState, Training, TrainingInvitation, TrainingState

S = InvitationState


class Room(enum.Enum):
    """Whether places are left. A training may be over its places: that is told and allowed."""

    UNLIMITED = "unlimited"
    FREE = "free"
    FULL = "full"
    OVER = "over"


def room_of(places: int | None, taken: int) -> tuple[Room, int]:
    """How full a training is, and by how many places it is free or over."""
    if places is None:
        return Room.UNLIMITED, 0
    if taken == places:
        return Room.FULL, 0
    return (Room.FREE, places - taken) if taken < places else (Room.OVER, taken - places)


def room_said(words: Words, places: int | None, taken: int) -> str:
    """The same in words: "wolne: 3 miejsca"."""
    room, n = room_of(places, taken)
    key = f"training_room.{room.value}"
    return words.count(key, n) if room in (Room.FREE, Room.OVER) else words(key)


@dataclass(frozen=True)
class Invited:
    """One invitation. `coming`: people announced, None unless they come."""

    id: UUID
    unit: str
    places: int | None
    state: InvitationState
    coming: int | None
    invited_on: dt.date | None
    reply_by: dt.date | None
    answered_on: dt.date | None

    def late_by(self, today: dt.date) -> int:
        """Days since the answer was due; 0 where it came, or is not due."""
        late = self.state is S.WAITING and self.reply_by is not None and self.reply_by < today
        return (today - self.reply_by).days if late and self.reply_by else 0


@dataclass(frozen=True)
class Answers:
    """A training with its invitations by name of the unit. `listed`: people on its list."""

    training_id: UUID
    title: str
    start_on: dt.date
    end_on: dt.date
    state: TrainingState
    places: int | None
    listed: int
    invited: tuple[Invited, ...]

    @property
    def coming(self) -> int:
        """People announced by units."""
        return sum(one.coming or 0 for one in self.invited if one.state is S.COMING)

    @property
    def offered(self) -> int | None:
        """Places offered to units; None where an invitation names no number."""
        known = [one.places for one in self.invited if one.places is not None]
        return sum(known) if len(known) == len(self.invited) else None

    def of(self, state: InvitationState) -> tuple[Invited, ...]:
        """The invitations with this answer."""
        return tuple(one for one in self.invited if one.state is state)

    @property
    def waiting(self) -> tuple[Invited, ...]:
        """Those without an answer, the earliest due first."""
        return tuple(sorted(self.of(S.WAITING), key=lambda one: one.reply_by or dt.date.max))


def answers_of(session: Session, training_id: UUID) -> Answers:
    """One training with its invitations."""
    return _read(session, Training.id == training_id)[0]


def answers_ahead(session: Session) -> list[Answers]:
    """Trainings still to come that units were invited to, the soonest first."""
    found = _read(session, Training.state.in_(NOT_YET))
    return [one for one in found if one.invited]


def answers_of_year(session: Session, period: Period) -> list[Answers]:
    """Trainings of a year that units were invited to, by date."""
    return [one for one in _read(session, period.holds(Training.end_on)) if one.invited]


def _read(session: Session, which: ColumnElement[bool]) -> list[Answers]:
    one, training = TrainingInvitation, Training
    trainings = session.execute(
        select(training.id, training.title, training.start_on, training.end_on, training.state, training.places)
        .add_columns(participants())
        .where(which)
        .order_by(training.start_on, training.title, training.id)
    ).all()
    answer = (one.state, one.coming, one.invited_on, one.reply_by, one.answered_on)
    rows = session.execute(
        select(one.training_id, one.id, Organisation.name, one.places)
        .add_columns(*answer)
        .join(training, training.id == one.training_id)
        .join(Organisation, Organisation.id == one.unit_id)
        .where(which)
        .order_by(Organisation.name_sort, one.id)
    )
    invited: dict[UUID, list[Invited]] = {}
    for training_id, key, unit, places, *said in rows:
        invited.setdefault(training_id, []).append(Invited(key, unit, places, *said))
    return [
        Answers(key, title, start, end, state, places, listed, tuple(invited.get(key, ())))
        for key, title, start, end, state, places, listed in trainings
    ]
