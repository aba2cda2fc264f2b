"""The small registers M1–M15 of domain.md §1.7: meetings, people and bodies, activities, returns here; the rest beside.

All models of the feature can be imported from this module."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from ..core.attached_files import AttachedFile
from ..core.record import NAME, SHORT, Record, link, plain, search_key, sorting_key
from .education import (
    Assistant,
    AssistantKind,
    AssistantReturn,
    ContributorKind,
    CoverageMeasure,
    InstitutionCoverage,
    ProgrammeContributor,
)
from .filed import FILED, Filed
from .publications import (
    BudgetLine,
    BudgetTag,
    ResearchReport,
    RiskAnalysis,
    RiskAnalysisEntity,
    Survey,
    Translation,
    TranslationKind,
    TranslationVersion,
    WelcomePackageVersion,
)


class MeetingKind(enum.Enum):
    """What a meeting is for; 2.1 counts the first and the third, T2-2.1 the second, T2-2.2 the third."""

    CROSS_SECTOR = "MIĘDZYSEKTOROWE"
    COORDINATORS = "KOORDYNATORZY"
    CONSULTATION = "KONSULTACYJNE"
    RISK_TEAM = "ZESPÓŁ_RYZYK"
    SAFETY = "BEZPIECZEŃSTWO"
    OTHER = "INNE"


class MeetingState(enum.Enum):
    """Planned, then held or cancelled."""

    PLANNED = "ZAPLANOWANE"
    HELD = "ODBYŁO_SIĘ"
    CANCELLED = "ODWOŁANE"


class ActivityKind(enum.Enum):
    """What an activity is; 3.3, 6.1a and 6.1b count one kind each."""

    NGO_PROMOTION = "PROMOCJA_NGO"
    INFORMATION = "INFORMACYJNE"
    SUPPORTED_INITIATIVE = "INICJATYWA_WSPARTA"
    RECOMMENDATIONS = "REKOMENDACJE"
    TOOL = "NARZĘDZIE"
    OTHER = "INNE"


class ActivityTag(enum.Enum):
    """Indicators an activity may be counted in."""

    AT_RISK_OF_EXCLUSION = "T2-6.1"


class TurnoutTool(enum.Enum):
    """Whose turnout: T2-3.2 counts the civic budget (BO) only; a local initiative has none (domain.md §1.11)."""

    CIVIC_BUDGET = "BO"
    OTHER = "INNE"


class Meeting(Filed, Record):
    """A meeting of institutions, coordinators, residents (M5). Who was there is a number, organisations are listed.

    `agenda` holds one item a line (activities/agenda.py); `has_protocol` says that a protocol lies in the paper files,
    whether or not one is attached."""

    __tablename__ = "meeting"
    __label__ = ("title", "held_on")
    __table_args__ = (Index(None, "held_on"),)

    kind: Mapped[MeetingKind] = plain()
    title: Mapped[str] = plain(String(NAME))
    held_on: Mapped[dt.date] = plain()
    place: Mapped[str | None] = plain(String(NAME))
    starts_at: Mapped[dt.time | None] = plain()
    agenda: Mapped[str | None] = plain(Text, unit="meeting.agenda_hint")
    participants: Mapped[int | None] = plain()
    has_protocol: Mapped[bool] = plain(default=False)
    state: Mapped[MeetingState] = plain(default=MeetingState.PLANNED)
    cancelled_on: Mapped[dt.date | None] = plain(past=True)
    cancel_reason: Mapped[str | None] = plain(String(NAME))
    search: Mapped[str] = search_key("title", "place", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class MeetingOrganisation(Record):
    """An organisation that was represented at a meeting."""

    __tablename__ = "meeting_organisation"
    __label__ = ("organisation_id", "meeting_id")
    __owned_by__ = "meeting_id"

    meeting_id: Mapped[UUID] = link("meeting.id")
    organisation_id: Mapped[UUID] = link("organisation.id")


class MeetingProtocol(AttachedFile, Record):
    """A file of a meeting's protocol."""

    __tablename__ = "meeting_protocol"
    __label__ = ("name",)
    __owned_by__ = "meeting_id"

    meeting_id: Mapped[UUID] = link("meeting.id")


class CooperationCoordinator(Filed, Record):
    """A person who coordinates cooperation in a unit, by an order, for a span of days (M7, § 6 ust. 3)."""

    __tablename__ = "cooperation_coordinator"
    __label__ = ("person_id", "unit_id")

    person_id: Mapped[UUID] = link("person.id")
    unit_id: Mapped[UUID] = link("organisation.id")
    from_on: Mapped[dt.date] = plain()
    to_on: Mapped[dt.date | None] = plain()
    order_no: Mapped[str | None] = plain(String(SHORT))
    search: Mapped[str] = search_key("order_no", "case_no")


class PartnerReturn(Filed, Record):
    """What a cultural institution reports of one initiative in a year or a part of it (M8)."""

    __tablename__ = "partner_return"
    __label__ = ("initiative", "institution_id")

    institution_id: Mapped[UUID] = link("organisation.id")
    initiative: Mapped[str] = plain(String(NAME))
    year: Mapped[int] = plain(low=2015, high=2100)
    from_on: Mapped[dt.date | None] = plain()
    to_on: Mapped[dt.date | None] = plain()
    n_events: Mapped[int | None] = plain()
    n_participants: Mapped[int] = plain()
    source: Mapped[str] = plain(String(NAME))
    search: Mapped[str] = search_key("initiative", "source", "case_no")
    initiative_key: Mapped[str] = search_key("initiative")


class Activity(Filed, Record):
    """Something done on a day for people at risk of exclusion, for NGOs, for residents (M9)."""

    __tablename__ = "activity"
    __label__ = ("title", "done_on")
    __table_args__ = (Index(None, "done_on"),)

    kind: Mapped[ActivityKind] = plain()
    title: Mapped[str] = plain(String(NAME))
    done_on: Mapped[dt.date] = plain()
    target: Mapped[str | None] = plain(String(NAME))
    measure_tags: Mapped[tuple[str, ...]] = plain(codes=ActivityTag, default=())
    search: Mapped[str] = search_key("title", "target", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class DialogueBody(Filed, Record):
    """A council, team or forum of dialogue, and since when minorities sit in it (M10)."""

    __tablename__ = "dialogue_body"
    __label__ = ("name",)

    name: Mapped[str] = plain(String(NAME))
    from_on: Mapped[dt.date] = plain()
    to_on: Mapped[dt.date | None] = plain()
    minorities_from_on: Mapped[dt.date | None] = plain()
    minorities_to_on: Mapped[dt.date | None] = plain()
    seats: Mapped[int | None] = plain(low=1)
    search: Mapped[str] = search_key("name", "case_no")
    name_sort: Mapped[str] = sorting_key("name")


class SafeKrakowDelegation(Filed, Record):
    """How many people an organisation delegates to a body of "Safe Krakow": a number, never who they are (M14)."""

    __tablename__ = "safe_krakow_delegation"
    __label__ = ("organisation_id", "body")

    organisation_id: Mapped[UUID] = link("organisation.id")
    body: Mapped[str] = plain(String(NAME))
    from_on: Mapped[dt.date] = plain()
    to_on: Mapped[dt.date | None] = plain()
    delegates: Mapped[int] = plain(low=1)
    search: Mapped[str] = search_key("body", "case_no")
    body_key: Mapped[str] = search_key("body")


class Turnout(Filed, Record):
    """The share of foreign nationals and minorities in a vote: both parts from outside, each with its source (M15)."""

    __tablename__ = "turnout"
    __label__ = ("edition", "year")

    edition: Mapped[str] = plain(String(NAME))
    year: Mapped[int] = plain(low=2015, high=2100)
    tool: Mapped[TurnoutTool] = plain(default=TurnoutTool.CIVIC_BUDGET)
    numerator: Mapped[int | None] = plain(high=10_000_000)
    numerator_source: Mapped[str | None] = plain(String(NAME))
    denominator: Mapped[int | None] = plain(high=10_000_000)
    denominator_source: Mapped[str | None] = plain(String(NAME))
    search: Mapped[str] = search_key("edition", "case_no")


__all__ = [
    "FILED", "Activity", "ActivityKind", "ActivityTag", "Assistant", "AssistantKind", "AssistantReturn", "BudgetLine",
    "BudgetTag", "ContributorKind", "CooperationCoordinator", "CoverageMeasure", "DialogueBody", "Filed",
    "InstitutionCoverage", "Meeting", "MeetingKind", "MeetingOrganisation", "MeetingProtocol", "MeetingState",
    "PartnerReturn", "ProgrammeContributor", "ResearchReport", "RiskAnalysis", "RiskAnalysisEntity",
    "SafeKrakowDelegation", "Survey", "Translation", "TranslationKind", "TranslationVersion", "Turnout", "TurnoutTool",
    "WelcomePackageVersion",
]
