"""Trainings: what the rest of the program may find here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ..contacts.model import OrganisationKind
from ..core.declarations import Action, Ask, Computed, Feature, Opens, Place, Register
from ..core.gaps import Deadline, Gap
from ..core.measures import Period
from . import invitations, rules, service
from .answers import answers_ahead
from .counting import attended, completed, has_completed, length, participants, present
from .invitation_letters import EXAMPLES, INVITATION_LETTERS, TRAINING_LETTERS
from .measures import MEASURES
from .model import (
    TOOK_PLACE,
    InvitationState,
    Participation,
    ParticipationMinutes,
    Trainee,
    Training,
    TrainingCancelReason,
    TrainingInvitation,
    TrainingSession,
    TrainingState,
)
from .print_outs import (
    ANSWERS,
    BREAKDOWN,
    CERTIFICATE,
    CERTIFICATES,
    LIST,
    PUBLISHED,
    YEAR,
    YEAR_ANSWERS,
)

OPEN = (TrainingState.PLANNED, TrainingState.ENROLLING)

TRAININGS = Register(
    record=Training,
    columns=("title", "end_on", "form", "measure_tags", "state", "places",
             Computed("participants", int, participants), Computed("present", int, lambda: participants(present())),
             Computed("completed", int, lambda: participants(completed())), Computed("minutes_total", int, length)),
    form=("title", "topic", "form", "start_on", "end_on", "provider_id", "organiser_id", "trainers", "places",
          "measure_tags", "threshold", "state", "cancel_reason", "cancelled_on", "certificate_series", "evidence",
          "case_no", "remark"),
    order="-end_on",
    date="end_on",
    rules=rules.training_problems,
    fills={"end_on": lambda draft: draft.get("start_on")},
    natural_key=("title", "start_on", "end_on"),
    filters=("state", "topic", "form"),
    sums=("participants", "present", "completed"),
    actions=(
        Action("training.cancel", service.cancel_training, when=lambda one: one.state in OPEN,
               asks=(Ask("cancel_reason", TrainingCancelReason), Ask("cancelled_on", dt.date)), icon="circle-x"),
        Action("training.settle", service.settle_training, asks=(Ask("settled_on", dt.date),), undoable=False,
               when=lambda one: one.state in TOOK_PLACE and one.settled_on is None, icon="lock"),
        Action("training.reopen", service.reopen_training, when=lambda one: one.settled_on is not None,
               asks=(Ask("reason"),), undoable=False, icon="history"),
        Action("training.certify", service.issue_certificates, when=lambda one: one.state in TOOK_PLACE,
               asks=(Ask("certificate_on", dt.date),), undoable=False, icon="stamp"),
        Action("training.invite", invitations.invite_units, when=lambda one: one.state in OPEN,
               asks=(Ask("unit_kind", OrganisationKind), Ask("places_each", int, False),
                     Ask("reply_by", dt.date, False)), icon="send"),
        Action("training.invitations_sent", invitations.invitations_sent, when=lambda one: one.state in OPEN,
               asks=(Ask("invited_on", dt.date),), icon="send"),
    ),
    opens=(Opens("training.people", "training_people", icon="list-checks"),),
    reports=(LIST, CERTIFICATES, BREAKDOWN, ANSWERS, *TRAINING_LETTERS),
    locked=rules.training_lock,
    invariant=rules.broken_trainings,
    watches=("training_session", "participation", "participation_minutes"),
    icon="graduation-cap",
)
SESSIONS = Register(
    record=TrainingSession,
    columns=("held_on", "minutes", "place"),
    form=("training_id", "held_on", "minutes", "place"),
    order="held_on",
    date="held_on",
    parent="training_id",
    rules=rules.session_problems,
    locked=rules.session_lock,
    invariant=rules.broken_sessions,
    sums=("minutes",),
    icon="calendar-clock",
)
INVITATIONS = Register(
    record=TrainingInvitation,
    columns=("unit_id", "state", "coming", "places", "reply_by", "invited_on", "answered_on"),
    form=("training_id", "unit_id", "places", "invited_on", "reply_by", "state", "coming", "answered_on", "remark"),
    order="reply_by",
    parent="training_id",
    rules=invitations.invitation_problems,
    locked=invitations.invitation_lock,
    natural_key=("training_id", "unit_id"),
    filters=("state",),
    sums=("coming", "places"),
    actions=(
        Action("training_invitation.coming", invitations.units_come, icon="check",
               asks=(Ask("coming", int), Ask("answered_on", dt.date))),
        Action("training_invitation.decline", invitations.unit_declines, asks=(Ask("answered_on", dt.date),),
               when=lambda one: one.state is not InvitationState.DECLINED, icon="x"),
    ),
    reports=INVITATION_LETTERS,
    watches=("training", "organisation"),
    icon="send",
)
TRAINEES = Register(
    record=Trainee,
    columns=("code", "person_id", "unit_id", "group"),
    form=("code", "person_id", "unit_id", "group", "remark"),
    order="code",
    rules=rules.trainee_problems,
    save=service.put_trainee,
    filters=("group",),
    icon="user-plus",
)
PARTICIPATIONS = Register(
    record=Participation,
    columns=("trainee_id", "unit_id", "group", "is_registered", Computed("minutes", int, attended),
             Computed("is_complete", bool, has_completed), "certificate_no", "certificate_on"),
    form=("training_id", "trainee_id", "unit_id", "group", "is_registered", "certificate_no", "certificate_on",
          "remark"),
    order="-id",
    parent="training_id",
    rules=rules.participation_problems,
    save=service.put_participation,
    natural_key=("training_id", "trainee_id"),
    filters=("group",),
    sums=("minutes",),
    actions=(
        Action("participation.attend_all", service.attend_all, icon="check"),
        Action("participation.record_minutes", service.record_minutes, asks=(Ask("minutes", int),), icon="clock"),
        Action("participation.reissue", service.reissue_certificate, when=lambda one: one.certificate_no is not None,
               asks=(Ask("reissued_on", dt.date),), undoable=False, icon="printer"),
    ),
    reports=(CERTIFICATE,),
    locked=rules.participation_lock,
    invariant=rules.broken_participations,
    watches=("participation_minutes", "training_session", "training"),
    icon="user-plus",
)
MINUTES = Register(
    record=ParticipationMinutes,
    columns=("session_id", "minutes"),
    form=("participation_id", "session_id", "minutes"),
    parent="participation_id",
    rules=rules.minutes_problems,
    save=service.put_minutes,
    natural_key=("participation_id", "session_id"),
    sums=("minutes",),
    locked=rules.minutes_lock,
    invariant=rules.broken_minutes,
    icon="clock",
)


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Trainings of the past still called planned; held ones without sessions or without anybody present."""
    in_year = period.holds(Training.end_on)
    tests = (
        ("training_still_planned", and_(Training.state.in_(OPEN), Training.end_on < period.today)),
        ("training_without_sessions", and_(Training.state.in_(TOOK_PLACE), length() == 0)),
        ("training_without_attendance",
         and_(Training.state.in_(TOOK_PLACE), length() > 0, participants(present()) == 0)),
    )
    for key, test in tests:
        for one in session.execute(select(Training.id, Training.title, Training.end_on).where(in_year, test)
                                   .order_by(Training.end_on, Training.id)):
            yield Gap(key, "training", one.id, one.title, one.end_on)


def deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """Days by which units should have answered, one line for a training and a day, as long as somebody is awaited."""
    for one in answers_ahead(session):
        days = Counter(some.reply_by for some in one.waiting if some.reply_by is not None)
        for day, n in sorted(days.items()):
            yield Deadline("training_answers", day, "training", one.training_id, one.title, {"n": n})


_SCREEN = "openkrakow_desktop.training.screen."
FEATURE = Feature(
    key="training", icon="graduation-cap", measures=MEASURES, gaps=gaps, deadlines=deadlines, letters=EXAMPLES,
    registers=(TRAININGS, SESSIONS, INVITATIONS, TRAINEES, PARTICIPATIONS, MINUTES),
    places=(Place("training_people", "list-checks", _SCREEN + "people:people", is_task=True),
            Place("training_invited", "send", _SCREEN + "answers:answers")),
    reports=(YEAR, PUBLISHED, YEAR_ANSWERS))
