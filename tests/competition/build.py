"""Editions, nominations and score cards entered as users enter them, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.editions import freeze_rules
from openkrakow_desktop.competition.feature import CANDIDATES, CONFLICTS, JURORS, MEETINGS, NOMINATIONS, SCORES
from openkrakow_desktop.competition.jury import open_scoring, submit_ballot
from openkrakow_desktop.competition.kinds import (
    CandidateCategory,
    ConflictKind,
    EditionState,
    JurorCapacity,
    JurorState,
    NominationState,
)
from openkrakow_desktop.competition.model import Ballot, Criterion, Edition
from openkrakow_desktop.competition.service import close_call, create_edition, criteria, open_call, start_formal_check
from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.declarations import Register

TODAY = dt.date(2027, 1, 15)


def at(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    """An instant of Krakow's clock."""
    return dt.datetime.combine(day, dt.time(hour, minute), WARSAW)


OPENS, CLOSES = at(dt.date(2026, 5, 1), 0), at(dt.date(2026, 6, 30), 15)
SIGNED = at(dt.date(2026, 7, 1))


def put(session: Session, register: Register, **values: Any) -> UUID:
    return register.put(session, None, register.draft(session, None) | values, TODAY).id


def change(session: Session, register: Register, key: UUID, **values: Any) -> UUID:
    return register.put(session, key, register.draft(session, key) | values, TODAY).id


def edition(session: Session, title_year: int = 2025, **values: Any) -> UUID:
    """An edition with the four criteria, its call from 1 May to 30 June 2026, 15:00."""
    made = create_edition(session, title_year)
    for name, value in {"call_open_at": OPENS, "call_close_at": CLOSES, **values}.items():
        setattr(made, name, value)
    session.flush()
    return made.id


def person(session: Session, last_name: str, first_name: str = "Anna") -> UUID:
    return put(session, PEOPLE, last_name=last_name, first_name=first_name)


def organisation(session: Session, name: str) -> UUID:
    return put(session, ORGANISATIONS, name=name, kind=OrganisationKind.NGO)


def candidate(session: Session, edition_id: UUID, name: str | None = "Olga Kos", **values: Any) -> UUID:
    given = {"edition_id": edition_id, "category": CandidateCategory.INDIVIDUAL, "name": name, **values}
    return put(session, CANDIDATES, **given)


def nomination_draft(edition_id: UUID, candidate_id: UUID, **values: Any) -> dict[str, Any]:
    """A nomination by Jan Wilk that came on 10 June 2026 at noon."""
    return {"edition_id": edition_id, "candidate_id": candidate_id, "received_at": at(dt.date(2026, 6, 10)),
            "nominator_name": "Jan Wilk", **values}


def nomination(session: Session, edition_id: UUID, candidate_id: UUID, **values: Any) -> UUID:
    return put(session, NOMINATIONS, **nomination_draft(edition_id, candidate_id, **values))


def accepted(session: Session, edition_id: UUID, name: str, **values: Any) -> UUID:
    """A candidate with an accepted nomination."""
    made = candidate(session, edition_id, name, **values)
    nomination(session, edition_id, made, state=NominationState.ACCEPTED)
    return made


def juror(session: Session, edition_id: UUID, name: str, **values: Any) -> UUID:
    given = {"edition_id": edition_id, "name": name, "capacity": JurorCapacity.COUNCIL, "state": JurorState.ACTIVE,
             "impartiality_declared_at": SIGNED, "confidentiality_declared_at": SIGNED, **values}
    return put(session, JURORS, **given)


def conflict(session: Session, juror_id: UUID, candidate_id: UUID, **values: Any) -> UUID:
    given = {"juror_id": juror_id, "candidate_id": candidate_id, "kind": ConflictKind.WORK_OR_BOARD, **values}
    return put(session, CONFLICTS, **given)


def begin_scoring(session: Session, edition_id: UUID) -> None:
    """Take the edition from where it is to open scoring, step by step."""
    steps = {EditionState.PLANNED: open_call, EditionState.CALL: close_call,
             EditionState.CALL_CLOSED: start_formal_check, EditionState.FORMAL_CHECK: open_scoring}
    while step := steps.get(session.get_one(Edition, edition_id).state):
        if step is open_scoring and session.get_one(Edition, edition_id).rules_frozen_at is None:
            freeze_rules(session, edition_id, "Ewa Lis", at(dt.date(2026, 7, 2)))
        step(session, edition_id)


def ballot(session: Session, juror_id: UUID, candidate_id: UUID) -> Ballot:
    return session.scalars(select(Ballot).where(Ballot.juror_id == juror_id, Ballot.candidate_id == candidate_id)).one()


def score(session: Session, card: Ballot, criterion: Criterion, points: int | None, **values: Any) -> UUID:
    return put(session, SCORES, ballot_id=card.id, criterion_id=criterion.id, points=points, **values)


def hand_in(session: Session, edition_id: UUID, juror_id: UUID, candidate_id: UUID, *points: int) -> Ballot:
    """A whole score card, submitted; one number is a total, spread over the four criteria."""
    given = points if len(points) == 4 else [points[0] // 4 + (place < points[0] % 4) for place in range(4)]
    card = ballot(session, juror_id, candidate_id)
    for criterion, number in zip(criteria(session, edition_id), given, strict=True):
        score(session, card, criterion, number)
    submit_ballot(session, card.id, SIGNED)
    return card


def meeting(session: Session, **values: Any) -> UUID:
    return put(session, MEETINGS, **{"met_on": dt.date(2026, 9, 10), "place": "Magistrat", **values})
