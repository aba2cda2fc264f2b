"""Every rule of trainings as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.training.model import InvitationState, TrainingCancelReason, TrainingGroup, TrainingState
from openkrakow_desktop.training.service import issue_certificates, sessions_of, settle_training
from tests.refusal import Refusal
from tests.training.build import (
    invitation,
    organisation,
    participation,
    person,
    someone,
    trainee,
    training,
    training_draft,
)

MAY = dt.date(2026, 5, 4)
Draft = dict[str, Any]


def settled(session: Session) -> UUID:
    made = training(session)
    settle_training(session, made, dt.date(2026, 5, 6))
    return made


def sitting(training_id: UUID, **values: Any) -> Draft:
    return {"training_id": training_id, "held_on": MAY, "minutes": 60, **values}


def listed(training_id: UUID, trainee_id: UUID, **values: Any) -> Draft:
    return {"training_id": training_id, "trainee_id": trainee_id, "is_registered": True, **values}


def minutes(session: Session, made: UUID, number: int = 100, **values: Any) -> Draft:
    one = participation(session, made, trainee(session, TrainingGroup.OFFICE))
    return {"participation_id": one, "session_id": sessions_of(session, made)[0].id, "minutes": number, **values}


def certified(session: Session) -> UUID:
    made = training(session)
    someone(session, made, TrainingGroup.OFFICE)
    issue_certificates(session, made, dt.date(2026, 5, 6))
    return made


def twice_a_trainee(session: Session) -> Draft:
    anna = person(session, "Nowak")
    trainee(session, TrainingGroup.OFFICE, person=anna)
    return {"group": TrainingGroup.NGO, "person_id": anna}


def twice_on_the_list(session: Session) -> Draft:
    made, who = training(session), trainee(session, TrainingGroup.OFFICE)
    participation(session, made, who)
    return listed(made, who)


def police_from_a_school(session: Session) -> Draft:
    return {"group": TrainingGroup.POLICE, "unit_id": organisation(session, "Szkoła", OrganisationKind.SCHOOL)}


def certificate(session: Session, made: UUID, **values: Any) -> Draft:
    return listed(made, trainee(session, TrainingGroup.OFFICE), **values)


def full(session: Session) -> Draft:
    made = training(session, places=1)
    someone(session, made, TrainingGroup.OFFICE)
    return listed(made, trainee(session, TrainingGroup.OFFICE))


def minutes_twice(session: Session) -> Draft:
    made = training(session)
    return minutes(session, made) | {"participation_id": someone(session, made, TrainingGroup.NGO)}


def of_another_training(session: Session) -> Draft:
    other = training(session, title="B")
    return minutes(session, training(session)) | {"session_id": sessions_of(session, other)[0].id}


def asked(session: Session, made: UUID, **values: Any) -> Draft:
    return {"training_id": made, "unit_id": organisation(session, "MOPS", OrganisationKind.MUNICIPAL_UNIT)} | values


def ahead(session: Session, **values: Any) -> UUID:
    return training(session, **{"state": TrainingState.ENROLLING, **values})


def invited_twice(session: Session) -> Draft:
    made = ahead(session)
    unit = organisation(session, "MOPS", OrganisationKind.MUNICIPAL_UNIT)
    invitation(session, made, unit)
    return asked(session, made, unit_id=unit)


def over_places(session: Session) -> Draft:
    made = ahead(session, places=5)
    invitation(session, made, organisation(session, "ZDMK", OrganisationKind.MUNICIPAL_UNIT), **COMING)
    return asked(session, made, **COMING)


COMING = {"state": InvitationState.COMING, "coming": 3}
APRIL = {"invited_on": dt.date(2026, 4, 20)}
NUMBERED = {"certificate_no": "OK/SZK/1/2026/001", "certificate_on": dt.date(2026, 5, 6)}
PLANNED, CANCELLED = {"state": TrainingState.PLANNED}, {"state": TrainingState.CANCELLED}
VENUE = {"cancel_reason": TrainingCancelReason.NO_VENUE}

REFUSALS: list[Refusal] = [
    Refusal("training", lambda s: training_draft(title=None), "title", "problem.required"),
    Refusal("training", lambda s: training_draft(topic=None), "topic", "problem.required"),
    Refusal("training", lambda s: training_draft(end_on=dt.date(2026, 5, 3)), "end_on", "problem.end_before_start"),
    Refusal("training", lambda s: training_draft(end_on=dt.date(2014, 5, 3)), "end_on", "problem.date_range"),
    Refusal("training", lambda s: training_draft(measure_tags=("4.1",)), "measure_tags", "problem.unknown_code"),
    Refusal("training", lambda s: training_draft(places=0), "places", "problem.too_small"),
    Refusal("training", lambda s: training_draft(threshold=0), "threshold", "problem.too_small"),
    Refusal("training", lambda s: training_draft(threshold=101), "threshold", "problem.too_great"),
    Refusal("training", lambda s: training_draft(**CANCELLED), "cancel_reason", "problem.required"),
    Refusal("training", lambda s: training_draft(**VENUE), "cancel_reason", "problem.only_if_cancelled"),
    Refusal("training", lambda s: training_draft(cancelled_on=MAY), "cancelled_on", "problem.only_if_cancelled"),
    Refusal("training", lambda s: training_draft(case_no="SP-03/0541"), "case_no", "problem.case_number", warning=True),
    Refusal("training_session", lambda s: sitting(training(s), minutes=0), "minutes", "problem.too_small"),
    Refusal("training_session", lambda s: sitting(training(s), minutes=1441), "minutes", "problem.too_great"),
    Refusal("training_session", lambda s: sitting(training(s), held_on=dt.date(2026, 5, 6)),
            "held_on", "problem.outside_training"),
    Refusal("training_session", lambda s: sitting(settled(s)), "training_id", "problem.training_settled"),
    Refusal("training_session", lambda s: sitting(certified(s)), "minutes", "problem.certificates_issued"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), unit_id=None), "unit_id", "problem.required"),
    Refusal("training_invitation", invited_twice, "unit_id", "problem.unit_already_invited"),
    Refusal("training_invitation", lambda s: asked(s, settled(s)), "training_id", "problem.training_settled"),
    Refusal("training_invitation", lambda s: asked(s, training(s, **CANCELLED, **VENUE)),
            "training_id", "problem.training_cancelled_invites"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), state=InvitationState.COMING),
            "coming", "problem.required"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), coming=2), "coming", "problem.only_if_coming"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), **COMING | {"coming": 0}),
            "coming", "problem.too_small"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), places=0), "places", "problem.too_small"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), answered_on=MAY),
            "answered_on", "problem.not_answered_yet"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), **APRIL, reply_by=dt.date(2026, 4, 19)),
            "reply_by", "problem.before_invitation"),
    Refusal("training_invitation",
            lambda s: asked(s, ahead(s), **APRIL, **COMING, answered_on=dt.date(2026, 4, 19)),
            "answered_on", "problem.before_invitation"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), invited_on=dt.date(2026, 5, 6)),
            "invited_on", "problem.invited_after_training"),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), reply_by=dt.date(2026, 5, 5)),
            "reply_by", "problem.reply_after_start", warning=True),
    Refusal("training_invitation", lambda s: asked(s, ahead(s), **COMING, places=2),
            "coming", "problem.more_than_offered", warning=True),
    Refusal("training_invitation", over_places, "coming", "problem.announced_over_places", warning=True),
    Refusal("trainee", lambda s: {"group": None}, "group", "problem.required"),
    Refusal("trainee", twice_a_trainee, "person_id", "problem.already_trainee"),
    Refusal("trainee", police_from_a_school, "group", "problem.group_not_of_unit", warning=True),
    Refusal("participation", twice_on_the_list, "trainee_id", "problem.already_takes_part"),
    Refusal("participation", lambda s: listed(settled(s), trainee(s, TrainingGroup.NGO)),
            "training_id", "problem.training_settled"),
    Refusal("participation", lambda s: certificate(s, training(s), **NUMBERED),
            "certificate_no", "problem.certificate_without_completion"),
    Refusal("participation", lambda s: certificate(s, training(s), certificate_no="OK/1"),
            "certificate_on", "problem.required"),
    Refusal("participation", lambda s: certificate(s, training(s), certificate_on=MAY),
            "certificate_no", "problem.required"),
    Refusal("participation", lambda s: certificate(s, training(s), **NUMBERED | {"certificate_on": MAY}),
            "certificate_on", "problem.certificate_before_end"),
    Refusal("participation", lambda s: certificate(s, certified(s), **NUMBERED),
            "certificate_no", "problem.certificate_number_taken"),
    Refusal("participation", full, "training_id", "problem.places_taken", warning=True),
    Refusal("participation_minutes", lambda s: minutes(s, training(s), 101), "minutes", "problem.more_than_session"),
    Refusal("participation_minutes", lambda s: minutes(s, training(s), -1), "minutes", "problem.too_small"),
    Refusal("participation_minutes", lambda s: minutes(s, training(s, **PLANNED)),
            "participation_id", "problem.training_without_attendance"),
    Refusal("participation_minutes", lambda s: minutes(s, training(s, **CANCELLED, **VENUE)),
            "participation_id", "problem.training_without_attendance"),
    Refusal("participation_minutes", lambda s: minutes(s, training(s, 60, 60), 60, session_id=None),
            "session_id", "problem.which_session"),
    Refusal("participation_minutes", of_another_training, "session_id", "problem.session_of_other_training"),
    Refusal("participation_minutes", minutes_twice, "session_id", "problem.minutes_already_entered"),
]
