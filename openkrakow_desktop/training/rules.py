"""What is wrong with a training, a session, a participation or its minutes (domain.md §1.6, decisions.md 8).

Attendance may be entered while a training of several days is under way; it counts once the training was held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, object_session

from ..contacts.model import FACILITIES, Organisation, OrganisationKind, Person, canonical
from ..core.case_number import case_number_problems
from ..core.declarations import Draft, exists_other, linked
from ..core.incoming import is_incoming
from ..core.problems import Problem
from ..core.transitions import transition_problems
from .counting import completed, is_completed, length_of, minutes_of
from .model import Participation, ParticipationMinutes, Trainee, Training, TrainingGroup, TrainingSession, TrainingState

STEPS = {
    TrainingState.PLANNED: (TrainingState.ENROLLING, TrainingState.HELD, TrainingState.CANCELLED),
    TrainingState.ENROLLING: (TrainingState.PLANNED, TrainingState.HELD, TrainingState.CANCELLED),
    TrainingState.HELD: (TrainingState.SETTLED,),
    TrainingState.SETTLED: (TrainingState.HELD,),
    TrainingState.CANCELLED: (TrainingState.PLANNED,),
}
WITHOUT_ATTENDANCE = (TrainingState.PLANNED, TrainingState.CANCELLED)
KINDS_OF_GROUP = {
    TrainingGroup.OFFICE: (OrganisationKind.OFFICE_UNIT,),
    TrainingGroup.MUNICIPAL_UNIT: (OrganisationKind.MUNICIPAL_UNIT,),
    TrainingGroup.MUNICIPAL_POLICE: (OrganisationKind.MUNICIPAL_UNIT,),
    TrainingGroup.DISTRICT: (OrganisationKind.DISTRICT,),
    TrainingGroup.POLICE: (OrganisationKind.POLICE,),
    TrainingGroup.TEACHER: FACILITIES,
    TrainingGroup.NGO: (OrganisationKind.NGO, OrganisationKind.MINORITY_NGO),
}
SETTLED = Problem("", "problem.training_settled")
_OTHER, _PERSON = aliased(Trainee), aliased(Person)  # made once: an import asks for them with every row


# A training


def training_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Dates, state, reason of cancelling, what its sessions and certificates already say, places."""
    old = session.get(Training, record_id) if record_id else None
    start, end = draft["start_on"], draft["end_on"]
    if end < start:
        yield Problem("end_on", "problem.end_before_start")
    state = draft.get("state") or TrainingState.PLANNED
    yield from transition_problems(STEPS, old.state if old else None, state, by_action=(TrainingState.SETTLED,))
    if state is TrainingState.CANCELLED and draft.get("cancel_reason") is None:
        yield Problem("cancel_reason", "problem.required")
    if state is not TrainingState.CANCELLED:
        for name in ("cancel_reason", "cancelled_on"):
            if draft.get(name) is not None:
                yield Problem(name, "problem.only_if_cancelled")
    yield from case_number_problems(draft.get("case_no"), "case_no")
    if old is not None:
        yield from _against_its_rows(session, old, draft, state)


def _against_its_rows(session: Session, old: Training, draft: Draft, state: TrainingState) -> Iterable[Problem]:
    first, last = session.execute(select(func.min(TrainingSession.held_on), func.max(TrainingSession.held_on))
                                  .where(TrainingSession.training_id == old.id)).one()
    if first is not None and first < draft["start_on"]:
        yield Problem("start_on", "problem.session_outside")
    if last is not None and last > draft["end_on"]:
        yield Problem("end_on", "problem.session_outside")
    if state is TrainingState.PLANNED and session.scalar(_entered().where(Training.id == old.id).limit(1)):
        yield Problem("state", "problem.training_has_minutes")
    threshold, total = draft.get("threshold") or old.threshold, length_of(session, old.id)
    certified = select(Participation.id).where(
        Participation.training_id == old.id, Participation.certificate_no.is_not(None))
    if threshold > old.threshold and any(not is_completed(minutes_of(session, one), total, threshold)
                                         for one in session.scalars(certified).all()):
        yield Problem("threshold", "problem.certificates_issued")
    taken = session.scalar(select(func.count(Participation.id)).where(Participation.training_id == old.id)) or 0
    if draft.get("places") is not None and taken > draft["places"]:
        yield Problem("places", "problem.places_taken", {"taken": taken, "places": draft["places"]}, warning=True)


def _entered() -> Any:
    return (select(ParticipationMinutes.id)
            .join(Participation, Participation.id == ParticipationMinutes.participation_id)
            .join(Training, Training.id == Participation.training_id))


def training_lock(training: Training | None) -> Problem | None:
    """Why a training and what belongs to it cannot be changed: it was settled on a day."""
    return SETTLED if training is not None and training.settled_on is not None else None


# A session


def session_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Within the days of its training, not shorter than minutes entered, unchanged once certificates are out."""
    training = linked(session, draft, "training_id", Training)
    old = session.get(TrainingSession, record_id) if record_id else None
    if training is None:
        return
    if training_lock(training):
        yield Problem("training_id", SETTLED.key)
    if not training.start_on <= draft["held_on"] <= training.end_on:
        yield Problem("held_on", "problem.outside_training")
    most = 0
    if old is not None:
        most = session.scalar(select(func.max(ParticipationMinutes.minutes))
                              .where(ParticipationMinutes.session_id == old.id)) or 0
        if old.training_id != training.id and most:
            yield Problem("training_id", "problem.training_has_minutes")
    if draft["minutes"] < most:
        yield Problem("minutes", "problem.shorter_than_entered", {"entered": most})
    if (old is None or old.minutes != draft["minutes"]) and has_certificates(session, training.id):
        yield Problem("minutes", "problem.certificates_issued")


def has_certificates(session: Session, training_id: UUID) -> bool:
    """Whether a certificate was issued to anybody in this training."""
    return exists_other(session, Participation, None, Participation.training_id == training_id,
                        Participation.certificate_no.is_not(None))


def session_lock(one: TrainingSession) -> Problem | None:
    """A session is closed with its training."""
    session = object_session(one)
    return None if session is None else training_lock(session.get(Training, one.training_id))


# People


def trainee_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One role per person; group and unit should agree."""
    person = draft.get("person_id")
    if person and exists_other(session, Trainee, record_id, Trainee.person_id == person):
        yield Problem("person_id", "problem.already_trainee")
    yield from group_mismatch(session, draft.get("group"), draft.get("unit_id"))


def group_mismatch(session: Session, group: TrainingGroup | None, unit_id: UUID | None) -> Iterable[Problem]:
    """A warning where the unit is of another kind than the group says."""
    unit = session.get(Organisation, unit_id) if unit_id else None
    if group is not None and unit is not None and unit.kind not in KINDS_OF_GROUP.get(group, (unit.kind,)):
        yield Problem("group", "problem.group_not_of_unit", {"unit": unit.name}, warning=True)


def participation_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Once per person and training, within the places, a certificate only for completion and from the last day on."""
    training = linked(session, draft, "training_id", Training)
    trainee = linked(session, draft, "trainee_id", Trainee)
    if training is None or trainee is None:
        return
    if training_lock(training):
        yield Problem("training_id", SETTLED.key)
    old = session.get(Participation, record_id) if record_id else None
    if old is not None and old.training_id != training.id and minutes_of(session, old.id):
        yield Problem("training_id", "problem.training_has_minutes")
    if _takes_part(session, training.id, trainee, record_id):
        yield Problem("trainee_id", "problem.already_takes_part")
    yield from group_mismatch(session, draft.get("group") or trainee.group, draft.get("unit_id") or trainee.unit_id)
    yield from _certificate_problems(session, draft, training, record_id)
    taken = session.scalar(select(func.count(Participation.id)).where(Participation.training_id == training.id)) or 0
    if old is None and training.places is not None and taken >= training.places:
        counts = {"taken": taken + 1, "places": training.places}
        yield Problem("training_id", "problem.places_taken", counts, warning=True)


def _takes_part(session: Session, training_id: UUID, trainee: Trainee, record_id: UUID | None) -> bool:
    """Whether this trainee, or the same person as another trainee, is already listed."""
    query = (select(Participation.id).join(_OTHER, _OTHER.id == Participation.trainee_id)
             .outerjoin(_PERSON, _PERSON.id == _OTHER.person_id).where(Participation.training_id == training_id))
    if record_id is not None:
        query = query.where(Participation.id != record_id)
    own = session.get(Person, trainee.person_id) if trainee.person_id else None
    same = _OTHER.id == trainee.id
    if own is not None:
        same = same | (canonical(_PERSON) == (own.merged_into_id or own.id))
    return session.scalar(query.where(same).limit(1)) is not None


def _certificate_problems(session: Session, draft: Draft, training: Training,
                          record_id: UUID | None) -> Iterable[Problem]:
    number, on = draft.get("certificate_no"), draft.get("certificate_on")
    if number and on is None:
        yield Problem("certificate_on", "problem.required")
    if on is not None and not number:
        yield Problem("certificate_no", "problem.required")
    if not number:
        return
    minutes = minutes_of(session, record_id) if record_id else 0
    imported = record_id is None and is_incoming(session, training)  # its minutes are yet to come: looked at in the end
    if not imported and not is_completed(minutes, length_of(session, training.id), training.threshold):
        yield Problem("certificate_no", "problem.certificate_without_completion")
    if on is not None and on < training.end_on:
        yield Problem("certificate_on", "problem.certificate_before_end")
    if exists_other(session, Participation, record_id, Participation.certificate_no == number):
        yield Problem("certificate_no", "problem.certificate_number_taken")


def participation_lock(one: Participation) -> Problem | None:
    """A participation is closed with its training."""
    session = object_session(one)
    return None if session is None else training_lock(session.get(Training, one.training_id))


# Minutes


def minutes_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Minutes of a session of the same training, not more than it lasted, once; none where nothing took place."""
    one = linked(session, draft, "participation_id", Participation)
    training = session.get(Training, one.training_id) if one else None
    if one is None or training is None:
        return
    if training_lock(training):
        yield Problem("participation_id", SETTLED.key)
    if training.state in WITHOUT_ATTENDANCE:
        yield Problem("participation_id", "problem.training_without_attendance")
    sitting = linked(session, draft, "session_id", TrainingSession) or only_session(session, training.id)
    if sitting is None:
        yield Problem("session_id", "problem.which_session")
        return
    if sitting.training_id != training.id:
        yield Problem("session_id", "problem.session_of_other_training")
    if draft["minutes"] > sitting.minutes:
        yield Problem("minutes", "problem.more_than_session", {"minutes": draft["minutes"], "session": sitting.minutes})
    if exists_other(session, ParticipationMinutes, record_id, ParticipationMinutes.session_id == sitting.id,
                    ParticipationMinutes.participation_id == one.id):
        yield Problem("session_id", "problem.minutes_already_entered")


def only_session(session: Session, training_id: UUID) -> TrainingSession | None:
    """The session of a training that has exactly one."""
    found = session.scalars(select(TrainingSession).where(TrainingSession.training_id == training_id).limit(2)).all()
    return found[0] if len(found) == 1 else None


def minutes_lock(one: ParticipationMinutes) -> Problem | None:
    """Minutes are closed with their training, and once a certificate states that they were enough."""
    session = object_session(one)
    owner = session.get(Participation, one.participation_id) if session else None
    if owner is None:
        return None
    return participation_lock(owner) or (Problem("", "problem.certificates_issued") if owner.certificate_no else None)


# What must hold after every write and undo


def broken_trainings(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """No attendance in a training that is only planned."""
    query = _entered().where(Training.id.in_(ids), Training.state == TrainingState.PLANNED).limit(1)
    if session.scalar(query) is not None:
        yield Problem("state", "problem.training_has_minutes")


def broken_sessions(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """No minutes above the length of their session."""
    yield from _too_long(session, TrainingSession.id.in_(ids))


def broken_minutes(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """No minutes above the length of their session."""
    yield from _too_long(session, ParticipationMinutes.id.in_(ids))


def _too_long(session: Session, which: Any) -> Iterable[Problem]:
    found = session.execute(
        select(ParticipationMinutes.minutes, TrainingSession.minutes)
        .join(TrainingSession, TrainingSession.id == ParticipationMinutes.session_id)
        .where(which, ParticipationMinutes.minutes > TrainingSession.minutes).limit(1)).first()
    if found is not None:
        yield Problem("minutes", "problem.more_than_session", {"minutes": found[0], "session": found[1]})


def broken_participations(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """No certificate without completion."""
    query = (select(Participation.id).join(Training, Training.id == Participation.training_id)
             .where(Participation.id.in_(ids), Participation.certificate_no.is_not(None), ~completed()).limit(1))
    if session.scalar(query) is not None:
        yield Problem("certificate_no", "problem.certificate_without_completion")
