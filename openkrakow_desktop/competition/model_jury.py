"""The Chapter at work: its members, their conflicts of interest, score cards and scores.

A score is a fact: it is never changed, only superseded by a new version (robustness.md §3)."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, personal, plain, search_key, sorting_key


class JurorCapacity(enum.Enum):
    """In what capacity somebody sits in the Chapter."""

    COUNCIL = "RMK"
    OFFICE = "UMK"
    LAUREATE = "LAUREAT"
    OTHER = "INNY"


class JurorState(enum.Enum):
    """Whether a member takes part."""

    APPOINTED = "POWOŁANY"
    ACTIVE = "AKTYWNY"
    WITHDRAWN = "WYCOFANY"
    DISMISSED = "ODWOŁANY"


LEFT = (JurorState.WITHDRAWN, JurorState.DISMISSED)


class ConflictKind(enum.Enum):
    """Why a member may not score a candidate."""

    OWN_CANDIDACY = "SAM_KANDYDAT"
    OWN_NOMINATION = "ZGŁASZAJĄCY"
    FAMILY = "RODZINA"
    WORK_OR_BOARD = "PRACA/WŁADZE"
    COOPERATION_OR_MONEY = "WSPÓŁPRACA/FINANSE"
    OTHER = "INNE"


class ConflictSource(enum.Enum):
    """Who said so first; a hint of the program counts only once a person has entered it."""

    SELF = "WŁASNE"
    HINT = "PODPOWIEDŹ"
    OBJECTION = "SPRZECIW"


class BallotState(enum.Enum):
    """How far a score card is; only a submitted one counts."""

    NOT_STARTED = "NIEROZPOCZĘTA"
    DRAFT = "ROBOCZA"
    SUBMITTED = "ZŁOŻONA"
    EXCLUDED = "WYŁĄCZONA"
    VOID = "UNIEWAŻNIONA"


class Juror(Record):
    """A member of the Chapter of one edition. The secretary is none and has no row here."""

    __tablename__ = "juror"
    __label__ = ("edition_id", "name")

    edition_id: Mapped[UUID] = link("edition.id")
    name: Mapped[str | None] = personal(String(NAME))
    person_id: Mapped[UUID | None] = link("person.id")
    capacity: Mapped[JurorCapacity] = plain()
    is_chair: Mapped[bool] = plain(default=False)
    order_no: Mapped[str | None] = plain(String(SHORT))
    appointed_on: Mapped[dt.date | None] = plain()
    state: Mapped[JurorState] = plain(default=JurorState.APPOINTED)
    impartiality_declared_at: Mapped[dt.datetime | None] = plain()
    confidentiality_declared_at: Mapped[dt.datetime | None] = plain()
    left_on: Mapped[dt.date | None] = plain()
    left_reason: Mapped[str | None] = note()
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("name", privacy="personal")
    name_sort: Mapped[str] = sorting_key("name", privacy="personal")


class ConflictOfInterest(Record):
    """A member's conflict with a candidate. A hint or an objection that a person found groundless is kept,
    dismissed."""

    __tablename__ = "conflict_of_interest"
    __label__ = ("juror_id", "kind")

    juror_id: Mapped[UUID] = link("juror.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    kind: Mapped[ConflictKind] = plain()
    source: Mapped[ConflictSource] = plain(default=ConflictSource.SELF)
    declared_at: Mapped[dt.datetime | None] = plain()
    is_dismissed: Mapped[bool] = plain(default=False)
    remark: Mapped[str | None] = note()


class Ballot(Record):
    """The score card of one member for one candidate. `card_version` grows when the card is issued anew."""

    __tablename__ = "ballot"
    __label__ = ("juror_id", "candidate_id")

    juror_id: Mapped[UUID] = link("juror.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    state: Mapped[BallotState] = plain(default=BallotState.NOT_STARTED)
    submitted_at: Mapped[dt.datetime | None] = plain()
    void_reason: Mapped[str | None] = note()
    card_version: Mapped[int] = plain(default=1, low=1, hidden=True)
    remark: Mapped[str | None] = note()


class Score(Record):
    """Points of one score card for one criterion, or an explicit abstention. `version_no` counts the versions;
    `sealed_at` is set when closing the scoring has taken this version as final."""

    __tablename__ = "score"
    __label__ = ("ballot_id", "criterion_id")
    __owned_by__ = "ballot_id"

    ballot_id: Mapped[UUID] = link("ballot.id")
    criterion_id: Mapped[UUID] = link("criterion.id")
    points: Mapped[int | None] = plain(high=1000)
    is_abstention: Mapped[bool] = plain(default=False)
    remark: Mapped[str | None] = note()
    reason: Mapped[str | None] = note()
    given_at: Mapped[dt.datetime | None] = plain()
    version_no: Mapped[int] = plain(default=1, low=1, hidden=True)
    is_superseded: Mapped[bool] = plain(default=False, hidden=True)
    sealed_at: Mapped[dt.datetime | None] = plain(hidden=True)
