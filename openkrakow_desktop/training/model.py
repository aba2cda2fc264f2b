"""Trainings, their sessions, who took part and for how many minutes.

Minutes are kept per session and participation; every total, presence and completion is worked out from them
(decisions.md 8). Unit and group are copied onto the participation: a person who changes jobs keeps last year's."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, plain, search_key, sorting_key


class TrainingTopic(enum.Enum):
    """What a training is about (domain.md §1.6)."""

    ACCESSIBILITY = "DOSTĘPNOŚĆ"
    INTERCULTURAL_COMMUNICATION = "KOMUNIKACJA_MIĘDZYKULT"
    ANTI_DISCRIMINATION = "ANTYDYSKRYMINACJA"
    MEDIATION = "MEDIACJE"
    RESPONDING_TO_DISCRIMINATION = "REAGOWANIE_NA_DYSKRYM."
    CONFLICT_MANAGEMENT = "ZARZĄDZANIE_KONFLIKTEM"
    SENSITIVE_LANGUAGE = "JĘZYK_WRAŻLIWY"
    OTHER = "INNE"


class TrainingForm(enum.Enum):
    """How it is held."""

    TRAINING = "SZKOLENIE"
    WORKSHOP = "WARSZTAT"
    SEMINAR = "SEMINARIUM"
    WEBINAR = "WEBINAR"
    E_LEARNING = "E-LEARNING"


class TrainingState(enum.Enum):
    """Where a training stands: planned, enrolling, held, settled; or cancelled."""

    PLANNED = "PLAN"
    ENROLLING = "NABÓR"
    HELD = "ODBYŁO_SIĘ"
    SETTLED = "ROZLICZONE"
    CANCELLED = "ODWOŁANE"


TOOK_PLACE = (TrainingState.HELD, TrainingState.SETTLED)


class TrainingCancelReason(enum.Enum):
    """Why a training was cancelled; lack of takers is a signal of risk 5 (domain.md §1.10)."""

    LACK_OF_TAKERS = "BRAK_CHĘTNYCH"
    NO_TRAINER = "BRAK_PROWADZĄCYCH"
    NO_VENUE = "BRAK_MIEJSCA"
    NO_FUNDS = "BRAK_ŚRODKÓW"
    OTHER = "INNE"


class TrainingTag(enum.Enum):
    """The task of Table 1 a training serves; one training may serve several."""

    OFFICE = "1.4"
    EDUCATION = "5.4"
    SERVICES = "6.3"


class TrainingGroup(enum.Enum):
    """Whom a person comes from, for the target groups of 1.4, 5.4 and 6.3 (decisions.md 8)."""

    OFFICE = "UMK"
    MUNICIPAL_UNIT = "MJO"
    MUNICIPAL_POLICE = "SM"
    DISTRICT = "DZIELNICA"
    POLICE = "POLICJA"
    TEACHER = "NAUCZYCIEL"
    PARENT = "RODZIC_OPIEKUN"
    NGO = "NGO"
    OTHER = "INNY"


class InvitationState(enum.Enum):
    """What a unit answered to an invitation; no answer is not a refusal."""

    WAITING = "BRAK_ODPOWIEDZI"
    COMING = "PRZYJDĄ"
    DECLINED = "NIE_PRZYJDĄ"


class Training(Record):
    """One training, workshop or seminar; its year is that of its last day."""

    __tablename__ = "training"
    __label__ = ("title", "end_on")
    __table_args__ = (Index(None, "end_on"),)

    title: Mapped[str] = plain(String(NAME))
    topic: Mapped[TrainingTopic] = plain()
    form: Mapped[TrainingForm] = plain(default=TrainingForm.TRAINING)
    provider_id: Mapped[UUID | None] = link("organisation.id")
    organiser_id: Mapped[UUID | None] = link("organisation.id")
    trainers: Mapped[str | None] = plain(String(NAME))
    start_on: Mapped[dt.date] = plain()
    end_on: Mapped[dt.date] = plain()
    places: Mapped[int | None] = plain(low=1)
    threshold: Mapped[int] = plain(default=80, low=1, high=100)
    measure_tags: Mapped[tuple[str, ...]] = plain(codes=TrainingTag, default=())
    state: Mapped[TrainingState] = plain(default=TrainingState.PLANNED)
    cancel_reason: Mapped[TrainingCancelReason | None] = plain()
    cancelled_on: Mapped[dt.date | None] = plain()
    settled_on: Mapped[dt.date | None] = plain(hidden=True)
    certificate_series: Mapped[str] = plain(String(40), default="OK/SZK")
    certificate_group: Mapped[int | None] = plain(hidden=True)
    evidence: Mapped[str | None] = plain(String(NAME))
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("title", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class TrainingSession(Record):
    """One sitting of a training, with its length in minutes."""

    __tablename__ = "training_session"
    __label__ = ("held_on", "training_id")
    __owned_by__ = "training_id"

    training_id: Mapped[UUID] = link("training.id")
    held_on: Mapped[dt.date] = plain()
    minutes: Mapped[int] = plain(low=1, high=1440)
    place: Mapped[str | None] = plain(String(NAME))


class TrainingInvitation(Record):
    """A unit invited to a training: the places offered to it, by when it should answer, and its answer.

    `coming` is how many people it announced, which says nothing of who then came."""

    __tablename__ = "training_invitation"
    __label__ = ("unit_id", "training_id")
    __owned_by__ = "training_id"

    training_id: Mapped[UUID] = link("training.id")
    unit_id: Mapped[UUID] = link("organisation.id")
    places: Mapped[int | None] = plain(low=1)
    invited_on: Mapped[dt.date | None] = plain(past=True)
    reply_by: Mapped[dt.date | None] = plain()
    state: Mapped[InvitationState] = plain(default=InvitationState.WAITING)
    coming: Mapped[int | None] = plain(low=1)
    answered_on: Mapped[dt.date | None] = plain(past=True)
    remark: Mapped[str | None] = note()


class Trainee(Record):
    """A person in the role of a trainee, with a code for lists and counts; unit and group are the present ones."""

    __tablename__ = "trainee"
    __label__ = ("code", "person_id")

    code: Mapped[str] = plain(String(SHORT), default="")
    person_id: Mapped[UUID | None] = link("person.id")
    unit_id: Mapped[UUID | None] = link("organisation.id")
    group: Mapped[TrainingGroup] = plain()
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("code")


class Participation(Record):
    """One trainee in one training, with the unit and group of that time and the certificate, if any."""

    __tablename__ = "participation"
    __label__ = ("trainee_id", "training_id")
    __owned_by__ = "training_id"

    training_id: Mapped[UUID] = link("training.id")
    trainee_id: Mapped[UUID] = link("trainee.id")
    unit_id: Mapped[UUID | None] = link("organisation.id")
    group: Mapped[TrainingGroup | None] = plain()
    is_registered: Mapped[bool] = plain(default=True)
    certificate_no: Mapped[str | None] = plain(String(SHORT))
    certificate_on: Mapped[dt.date | None] = plain()
    reissued_on: Mapped[dt.date | None] = plain(hidden=True)
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("certificate_no")


class ParticipationMinutes(Record):
    """How many minutes of one session a participant was present; 0 says that somebody looked and they were not.

    The session may be left empty when it is entered: a training with one session supplies it."""

    __tablename__ = "participation_minutes"
    __label__ = ("participation_id", "session_id")
    __owned_by__ = "participation_id"

    participation_id: Mapped[UUID] = link("participation.id")
    session_id: Mapped[UUID | None] = link("training_session.id")
    minutes: Mapped[int] = plain(low=0, high=1440)
