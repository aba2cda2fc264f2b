"""The competition for the title: editions, criteria, candidates, nominations and their formal check; ambassadors'
meetings.

The title year is not the calendar year: an indicator counts by the date of receipt (domain.md §0.3)."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.clock import day_of
from ..core.record import NAME, SHORT, Record, derived, link, note, personal, plain, search_key, sorting_key
from .scoring import MissingScoreRule, RankBasis, ScoringMethod


class EditionState(enum.Enum):
    """How far an edition has come (domain.md §1.3), in order."""

    PLANNED = "PLANOWANA"
    CALL = "NABÓR"
    CALL_CLOSED = "NABÓR_ZAMKNIĘTY"
    FORMAL_CHECK = "OCENA_FORMALNA"
    SCORING = "OCENY_OTWARTE"
    SCORING_CLOSED = "OCENY_ZAMKNIĘTE"
    MINUTES = "PROTOKÓŁ"
    MAYOR_DECISION = "DECYZJA_PREZYDENTA"
    ANNOUNCED = "OGŁOSZONA"
    ARCHIVED = "ARCHIWUM"
    NOT_AWARDED = "NIEROZSTRZYGNIĘTA"


class DeadlineBasis(enum.Enum):
    """What decides whether a nomination came in time."""

    RECEIPT = "RECEIPT"
    POSTMARK = "POSTMARK"


class ConflictScope(enum.Enum):
    """What a conflict of interest covers."""

    CANDIDATE = "CANDIDATE"
    CATEGORY = "CATEGORY"


class CandidateCategory(enum.Enum):
    """The two categories of the resolution."""

    INDIVIDUAL = "OSOBA_INDYWIDUALNA"
    ENTITY = "PODMIOT"


class CandidateSubtype(enum.Enum):
    """What an entity is."""

    NGO = "NGO"
    INSTITUTION = "INSTYTUCJA"
    COMPANY = "FIRMA"
    INFORMAL_GROUP = "GRUPA_NIEFORMALNA"


class NominationChannel(enum.Enum):
    """How a nomination was filed."""

    PAPER = "PAPIER"
    EMAIL = "E-MAIL"
    E_DELIVERY = "EPUAP/E-DORĘCZENIA"


class NominatorKind(enum.Enum):
    """Who nominates."""

    PERSON = "OSOBA"
    ENTITY = "PODMIOT"


class NominationState(enum.Enum):
    """Where a nomination stands. Numbers read its dates, not this (decisions.md 4)."""

    RECEIVED = "WPŁYNĘŁO"
    LATE = "PO_TERMINIE"
    DUPLICATE = "DUPLIKAT"
    TO_COMPLETE = "DO_UZUPEŁNIENIA"
    COMPLETED = "UZUPEŁNIONE"
    ACCEPTED = "PRZYJĘTE"
    REJECTED = "ODRZUCONE"
    WITHDRAWN = "WYCOFANE"


class FormalItem(enum.Enum):
    """What the formal check looks at."""

    IN_TIME = "W_TERMINIE"
    FORM_COMPLETE = "FORMULARZ_KOMPLETNY"
    SIGNED = "PODPISANO"
    EDITABLE_COPY = "WERSJA_EDYTOWALNA"
    CATEGORY_RIGHT = "WŁAŚCIWA_KATEGORIA"
    NOT_OWN_CANDIDACY = "ZGŁASZAJĄCY_NIE_JEST_KANDYDATEM"
    ACTIVE_IN_KRAKOW = "DZIAŁALNOŚĆ_W_KRAKOWIE"
    CONCERNS_TITLE_YEAR = "DOTYCZY_ROKU_TYTUŁU"
    CANDIDATE_CONSENT = "ZGODA_NA_KANDYDOWANIE"
    GUARDIAN_CONSENT = "ZGODA_OPIEKUNA"
    CLAUSE = "KLAUZULA"


class FormalAnswer(enum.Enum):
    """The answer to one item; not answered is no row."""

    YES = "TAK"
    NO = "NIE"
    NOT_APPLICABLE = "NIE_DOTYCZY"


class MeetingHost(enum.Enum):
    """Who receives the ambassadors."""

    MAYOR = "PMK"
    DEPUTY = "ZASTĘPCA"


class AmbassadorMeetingState(enum.Enum):
    """Whether a meeting took place."""

    PLANNED = "ZAPLANOWANE"
    HELD = "ODBYŁO_SIĘ"
    CANCELLED = "ODWOŁANE"


def _deadline_day(row: dict[str, Any]) -> dt.date | None:
    return day_of(row["call_close_at"]) if row.get("call_close_at") else None


def _receipt_day(row: dict[str, Any]) -> dt.date | None:
    return day_of(row["received_at"]) if row.get("received_at") else None


class Edition(Record):
    """One competition. What stands between `deadline_basis` and `rules_frozen_at` may not change after the first score
    (robustness.md §3); where the resolution is silent it is a setting with a default (A)."""

    __tablename__ = "edition"
    __label__ = ("title_year",)

    title_year: Mapped[int] = plain(low=2000, high=2100)
    ordinal: Mapped[int | None] = plain(low=1, high=200)
    state: Mapped[EditionState] = plain(default=EditionState.PLANNED)
    call_open_at: Mapped[dt.datetime | None] = plain()
    call_close_at: Mapped[dt.datetime | None] = plain()
    call_close_on: Mapped[dt.date | None] = derived(_deadline_day)
    scoring_close_on: Mapped[dt.date | None] = plain()
    resolution_no: Mapped[str | None] = plain(String(SHORT))
    order_no: Mapped[str | None] = plain(String(SHORT))
    announced_on: Mapped[dt.date | None] = plain()
    deadline_basis: Mapped[DeadlineBasis] = plain(default=DeadlineBasis.RECEIPT)
    method: Mapped[ScoringMethod] = plain(default=ScoringMethod.MEAN)
    missing_score_rule: Mapped[MissingScoreRule] = plain(default=MissingScoreRule.SKIP)
    min_scores: Mapped[int | None] = plain(low=1, high=100)
    trim: Mapped[int] = plain(default=0, high=10)
    scale_step: Mapped[int] = plain(default=1, low=1, high=100)
    rounding_step: Mapped[int] = plain(default=1, low=1, high=100)      # hundredths of a point
    rank_on: Mapped[RankBasis] = plain(default=RankBasis.EXACT)
    tie_rule: Mapped[str | None] = plain(Text)
    max_titles_individual: Mapped[int | None] = plain(high=100)
    max_titles_entity: Mapped[int | None] = plain(high=100)
    quorum: Mapped[int | None] = plain(low=1, high=100)
    coi_scope: Mapped[ConflictScope] = plain(default=ConflictScope.CANDIDATE)
    rules_frozen_at: Mapped[dt.datetime | None] = plain(hidden=True)
    reopened_with: Mapped[str | None] = personal(String(NAME), hidden=True)
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("title_year", "resolution_no", "order_no")


class Criterion(Record):
    """What candidates are scored by: 0 to `max_points` whole points, times a whole weight."""

    __tablename__ = "criterion"
    __label__ = ("edition_id", "name")
    __owned_by__ = "edition_id"

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int | None] = plain(low=1, high=100)
    name: Mapped[str] = plain(String(NAME))
    weight: Mapped[int] = plain(default=1, low=1, high=1000)
    max_points: Mapped[int] = plain(default=10, low=1, high=1000)
    description: Mapped[str | None] = plain(Text)


class Candidate(Record):
    """A person or entity that stands in an edition. Several nominations may name one candidate; the Chapter scores
    candidates, the measure counts nominations."""

    __tablename__ = "candidate"
    __label__ = ("edition_id", "name")

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int | None] = plain(low=1, high=10_000)
    category: Mapped[CandidateCategory] = plain()
    subtype: Mapped[CandidateSubtype | None] = plain()
    name: Mapped[str | None] = personal(String(NAME))
    person_id: Mapped[UUID | None] = link("person.id")
    organisation_id: Mapped[UUID | None] = link("organisation.id")
    is_minor: Mapped[bool] = plain(default=False)
    is_prior_laureate: Mapped[bool] = plain(default=False)
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("name", privacy="personal")
    name_sort: Mapped[str] = sorting_key("name", privacy="personal")


class Nomination(Record):
    """What arrives: who nominates whom, when, how, and what became of it."""

    __tablename__ = "nomination"
    __label__ = ("edition_id", "no")

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int | None] = plain(low=1, high=100_000)
    received_at: Mapped[dt.datetime] = plain()
    received_on: Mapped[dt.date | None] = derived(_receipt_day)
    postmarked_on: Mapped[dt.date | None] = plain()
    channel: Mapped[NominationChannel] = plain(default=NominationChannel.PAPER)
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    nominator_kind: Mapped[NominatorKind] = plain(default=NominatorKind.PERSON)
    nominator_name: Mapped[str | None] = personal(String(NAME))
    nominator_person_id: Mapped[UUID | None] = link("person.id")
    nominator_organisation_id: Mapped[UUID | None] = link("organisation.id")
    nominator_contact: Mapped[str | None] = personal(String(NAME))
    candidate_id: Mapped[UUID] = link("candidate.id")
    justification: Mapped[str | None] = note()
    attachments: Mapped[str | None] = personal(Text)
    consent_candidate: Mapped[bool | None] = plain()
    clause_given: Mapped[bool | None] = plain()
    guardian_consent: Mapped[bool | None] = plain()
    state: Mapped[NominationState] = plain(default=NominationState.RECEIVED)
    supplement_due_on: Mapped[dt.date | None] = plain()
    supplemented_on: Mapped[dt.date | None] = plain()
    withdrawn_on: Mapped[dt.date | None] = plain()
    rejection_reason: Mapped[str | None] = note()
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("no", "case_no", "nominator_name", privacy="personal")


class FormalCheck(Record):
    """One item of the formal check of one nomination, with who answered it and when."""

    __tablename__ = "formal_check"
    __label__ = ("nomination_id", "item")
    __owned_by__ = "nomination_id"

    nomination_id: Mapped[UUID] = link("nomination.id")
    item: Mapped[FormalItem] = plain()
    answer: Mapped[FormalAnswer] = plain()
    answered_by: Mapped[str | None] = personal(String(NAME))
    answered_on: Mapped[dt.date | None] = plain()
    remark: Mapped[str | None] = note()


class AmbassadorMeeting(Record):
    """A meeting of title holders with the Mayor or a deputy (domain.md §1.4). The gala is one only if recorded as
    such (A); "Ławka dialogu" is not: that is a consultation."""

    __tablename__ = "ambassador_meeting"
    __label__ = ("met_on", "place")

    met_on: Mapped[dt.date] = plain(index=True)
    place: Mapped[str | None] = plain(String(NAME))
    host: Mapped[MeetingHost] = plain(default=MeetingHost.MAYOR)
    state: Mapped[AmbassadorMeetingState] = plain(default=AmbassadorMeetingState.PLANNED)
    ambassadors_present: Mapped[int | None] = plain(high=10_000)
    other_guests: Mapped[int | None] = plain(high=100_000)
    agenda: Mapped[str | None] = plain(Text, free=True)
    outcome: Mapped[str | None] = plain(Text, free=True)
    is_gala: Mapped[bool] = plain(default=False)
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    cancel_reason: Mapped[str | None] = plain(String(NAME))
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("place", "agenda", "case_no")


class AmbassadorPresence(Record):
    """A title holder who came to a meeting; the number present may be greater than the list."""

    __tablename__ = "ambassador_presence"
    __label__ = ("ambassador_meeting_id", "person_id", "organisation_id")
    __owned_by__ = "ambassador_meeting_id"

    ambassador_meeting_id: Mapped[UUID] = link("ambassador_meeting.id")
    person_id: Mapped[UUID | None] = link("person.id")
    organisation_id: Mapped[UUID | None] = link("organisation.id")
    title_year: Mapped[int | None] = plain(low=2000, high=2100)
    remark: Mapped[str | None] = note()
