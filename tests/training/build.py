"""Trainings and people entered as users enter them, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.training.feature import INVITATIONS, MINUTES, PARTICIPATIONS, SESSIONS, TRAINEES, TRAININGS
from openkrakow_desktop.training.model import TrainingGroup, TrainingState, TrainingTopic

TODAY = dt.date(2027, 1, 15)


def organisation(session: Session, name: str, kind: OrganisationKind) -> UUID:
    draft = ORGANISATIONS.draft(session, None) | {"name": name, "kind": kind}
    return ORGANISATIONS.put(session, None, draft, TODAY).id


def person(session: Session, last_name: str) -> UUID:
    return PEOPLE.put(session, None, {"last_name": last_name, "first_name": "Anna"}, TODAY).id


def training_draft(**values: Any) -> dict[str, Any]:
    return {
        "title": "Komunikacja", "topic": TrainingTopic.SENSITIVE_LANGUAGE, "start_on": dt.date(2026, 5, 4),
        "end_on": dt.date(2026, 5, 5), "state": TrainingState.HELD, "measure_tags": ("1.4",), "threshold": 80, **values}


def training(session: Session, *lengths: int, **values: Any) -> UUID:
    """A training with a session of each of these lengths (one of 100 minutes, unless told), on its first day."""
    draft = training_draft(**values)
    made = TRAININGS.put(session, None, draft, TODAY).id
    for minutes in lengths or (100,):
        SESSIONS.put(session, None, {"training_id": made, "held_on": draft["start_on"], "minutes": minutes}, TODAY)
    return made


def invitation(session: Session, training: UUID, unit: UUID, **values: Any) -> UUID:
    """A unit invited to a training; without `values` it has not answered."""
    draft = INVITATIONS.draft(session, None) | {"training_id": training, "unit_id": unit, **values}
    return INVITATIONS.put(session, None, draft, TODAY).id


def trainee(session: Session, group: TrainingGroup, unit: UUID | None = None, person: UUID | None = None) -> UUID:
    return TRAINEES.put(session, None, {"group": group, "unit_id": unit, "person_id": person}, TODAY).id


def participation(session: Session, training: UUID, trainee: UUID, minutes: int | None = None, **values: Any) -> UUID:
    """A trainee on the list of a training; with `minutes`, present for so long in its only session."""
    made = PARTICIPATIONS.put(session, None, {"training_id": training, "trainee_id": trainee, **values}, TODAY).id
    if minutes is not None:
        MINUTES.put(session, None, {"participation_id": made, "minutes": minutes}, TODAY)
    return made


def someone(session: Session, training: UUID, group: TrainingGroup, minutes: int | None = 100,
            unit: UUID | None = None) -> UUID:
    """A new trainee of a group, present for `minutes`."""
    return participation(session, training, trainee(session, group, unit), minutes)
