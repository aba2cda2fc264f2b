"""The verbs of trainings: entering people and minutes, cancelling, settling, certificates.

Settling and certificates are never undone generically: reopening has its own verb, a reissue keeps the number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, extract, func, or_, select
from sqlalchemy.orm import Session

from ..contacts.model import Person
from ..core.declarations import Draft, store_draft
from ..core.problems import refuse, refuse_if
from ..core.transitions import transition_problems
from .counting import completed
from .model import (
    TOOK_PLACE,
    Participation,
    ParticipationMinutes,
    Trainee,
    Training,
    TrainingCancelReason,
    TrainingSession,
    TrainingState,
)
from .rules import SETTLED, STEPS, minutes_lock, minutes_problems, only_session, training_lock

TRAINEE_CODE = "SZ-"


# Drafts that need more than writing down


def put_trainee(session: Session, record_id: UUID | None, draft: Draft) -> Trainee:
    """Save a trainee; one without a code gets the next free one (SZ-0001)."""
    if record_id is None and not draft.get("code"):
        draft = draft | {"code": next_code(session)}
    stored: Trainee = store_draft(session, Trainee, record_id, draft)
    return stored


def next_code(session: Session) -> str:
    """One more than the greatest code of the form SZ-0001: four digits, or more that do not begin with a zero."""
    least, length = len(TRAINEE_CODE) + 4, func.length(Trainee.code)
    known = select(Trainee.code).where(
        Trainee.code.startswith(TRAINEE_CODE),
        or_(length == least, and_(length > least, Trainee.code.not_like(f"{TRAINEE_CODE}0%"))))
    greatest_first = known.order_by(length.desc(), Trainee.code.desc()).execution_options(yield_per=20)
    with session.scalars(greatest_first) as codes:
        digits = (code.removeprefix(TRAINEE_CODE) for code in codes)
        number = next((int(some) for some in digits if some.isdecimal()), 0)
    return f"{TRAINEE_CODE}{number + 1:04d}"


def put_participation(session: Session, record_id: UUID | None, draft: Draft) -> Participation:
    """Save a participation; unit and group left empty are copied from the trainee, as they are today."""
    trainee = session.get_one(Trainee, draft["trainee_id"])
    copied = {"unit_id": draft.get("unit_id") or trainee.unit_id, "group": draft.get("group") or trainee.group}
    stored: Participation = store_draft(session, Participation, record_id, draft | copied)
    return stored


def put_minutes(session: Session, record_id: UUID | None, draft: Draft) -> ParticipationMinutes:
    """Save minutes; where the session is left empty, the training's only one is meant."""
    if draft.get("session_id") is None:
        owner = session.get_one(Participation, draft["participation_id"])
        only = only_session(session, owner.training_id)
        draft = draft | {"session_id": only.id if only else None}
    stored: ParticipationMinutes = store_draft(session, ParticipationMinutes, record_id, draft)
    return stored


# Attendance


def record_minutes(session: Session, participation_id: UUID, minutes: int, session_id: UUID | None = None) -> None:
    """Enter how long somebody was present, without `session_id` in the training's only session; replaces an entry."""
    owner = session.get_one(Participation, participation_id)
    if session_id is None and (only := only_session(session, owner.training_id)):
        session_id = only.id
    draft = {"participation_id": participation_id, "session_id": session_id, "minutes": minutes}
    old = session.scalar(select(ParticipationMinutes).where(
        ParticipationMinutes.participation_id == participation_id, ParticipationMinutes.session_id == session_id))
    if minutes < 0:
        refuse("minutes", "problem.too_small", low=0, value=minutes)
    refuse_if(minutes_problems(session, draft, old.id if old else None))
    if old is not None and old.minutes != minutes and (why := minutes_lock(old)):
        refuse("minutes", why.key)
    put_minutes(session, old.id if old else None, draft)


def attend_all(session: Session, participation_id: UUID) -> None:
    """Enter that somebody was present from the first minute to the last of every session."""
    owner = session.get_one(Participation, participation_id)
    sittings = sessions_of(session, owner.training_id)
    if not sittings:
        refuse("", "problem.no_sessions")
    for one in sittings:
        record_minutes(session, participation_id, one.minutes, one.id)


def sessions_of(session: Session, training_id: UUID) -> Sequence[TrainingSession]:
    """The sessions of a training by date."""
    return session.scalars(select(TrainingSession).where(TrainingSession.training_id == training_id)
                           .order_by(TrainingSession.held_on, TrainingSession.id)).all()


# States


def cancel_training(session: Session, training_id: UUID, cancel_reason: TrainingCancelReason,
                    cancelled_on: dt.date) -> None:
    """The training will not take place, or was broken off before its end; what was entered stays and does not count."""
    training = session.get_one(Training, training_id)
    _step(training, TrainingState.CANCELLED)
    training.state, training.cancel_reason, training.cancelled_on = TrainingState.CANCELLED, cancel_reason, cancelled_on
    session.flush()


def settle_training(session: Session, training_id: UUID, settled_on: dt.date) -> None:
    """Close a held training: from now on nothing in it changes. Refused without sessions or before its last day."""
    training = session.get_one(Training, training_id)
    if training.state is not TrainingState.SETTLED:     # imported as settled, but not yet closed
        _step(training, TrainingState.SETTLED)
    if not sessions_of(session, training_id):
        refuse("", "problem.no_sessions")
    if settled_on < training.end_on:
        refuse("settled_on", "problem.settled_before_end")
    training.state, training.settled_on = TrainingState.SETTLED, settled_on
    session.flush()


def reopen_training(session: Session, training_id: UUID, reason: str) -> None:
    """Take the settling back; the reason goes into the history."""
    training = session.get_one(Training, training_id)
    if training.settled_on is None:
        refuse("", "problem.not_settled")
    if not reason.strip():
        refuse("reason", "problem.required")
    training.state, training.settled_on = TrainingState.HELD, None
    session.flush()


def _step(training: Training, to: TrainingState) -> None:
    if training_lock(training):
        refuse("", SETTLED.key)
    refuse_if(transition_problems(STEPS, training.state, to))


# Certificates: OK/SZK/12/2026/003 is the third certificate of the twelfth training of 2026


def issue_certificates(session: Session, training_id: UUID, certificate_on: dt.date) -> list[Participation]:
    """Give a certificate to everybody who completed and has none yet, by name; returns those who got one.

    One series per training, `series/training/year/number`: the training's place among those of its year that issued
    certificates, then the certificate's. Refused before the last day, or for a training that did not take place."""
    training = session.get_one(Training, training_id)
    if training.state not in TOOK_PLACE:
        refuse("state", "problem.training_not_held")
    if certificate_on < training.end_on:
        refuse("certificate_on", "problem.certificate_before_end")
    due = session.scalars(
        select(Participation).join(Training, Training.id == Participation.training_id)
        .join(Trainee, Trainee.id == Participation.trainee_id).outerjoin(Person, Person.id == Trainee.person_id)
        .where(Training.id == training_id, Participation.certificate_no.is_(None), completed())
        .order_by(Person.last_name_sort, Trainee.code, Participation.id)).all()
    if not due:
        refuse("", "problem.nobody_to_certify")
    if training.certificate_group is None:
        training.certificate_group = _next_group(session, training.end_on.year)
    before = f"{training.certificate_series}/{training.certificate_group}/{training.end_on.year}/"
    last = _last_number(session, training_id)
    for number, one in enumerate(due, last + 1):
        one.certificate_no, one.certificate_on = f"{before}{number:03d}", certificate_on
    session.flush()
    return list(due)


def reissue_certificate(session: Session, participation_id: UUID, reissued_on: dt.date) -> str:
    """A duplicate of a lost certificate: the number and its date stay. Returns the number."""
    one = session.get_one(Participation, participation_id)
    if one.certificate_no is None or one.certificate_on is None:
        refuse("", "problem.no_certificate")
    elif reissued_on < one.certificate_on:
        refuse("reissued_on", "problem.end_before_start")
    one.reissued_on = reissued_on
    session.flush()
    return one.certificate_no or ""


def _next_group(session: Session, year: int) -> int:
    last = session.scalar(select(func.max(Training.certificate_group)).where(extract("year", Training.end_on) == year))
    return (last or 0) + 1


def _last_number(session: Session, training_id: UUID) -> int:
    """The greatest last part of the training's numbers, those imported included."""
    known = session.scalars(select(Participation.certificate_no).where(
        Participation.training_id == training_id, Participation.certificate_no.is_not(None)))
    ends = [(number or "").rpartition("/")[2] for number in known]
    return max((int(end) for end in ends if end.isdecimal()), default=0)
