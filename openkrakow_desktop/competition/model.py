"""The competition for the title, from editions and nominations to awards, and the ambassadors' meetings.

The title year is not the calendar year: a measure counts by the date of receipt (domain.md §0.3). A score is a fact:
it is never changed, only superseded by a new version (robustness.md §3)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.clock import day_of
from ..core.record import NAME, SHORT, Record, derived, link, note, personal, plain, search_key, sorting_key
from .card_tables import ScoreCard
from .check_tables import Attachment, ClerkAnswer
from .kinds import (
    AmbassadorMeetingState,
    AwardKind,
    BallotState,
    CandidateCategory,
    CandidateSubtype,
    ConflictKind,
    ConflictScope,
    ConflictSource,
    DeadlineBasis,
    EditionState,
    FormalAnswer,
    FormalItem,
    JurorCapacity,
    JurorState,
    MeetingHost,
    NominationChannel,
    NominationState,
    NominatorKind,
    TieMethod,
)
from .methods import ClipOrder
from .protocol_tables import ProtocolIssue
from .rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from .scoring import MissingScoreRule, RankBasis, ScoringMethod

__all__ = [  # tables that stand elsewhere
    "Attachment",
    "ClerkAnswer",
    "CriterionAnchor",
    "ProtocolIssue",
    "RuleChange",
    "ScoreCard",
    "ScoringStage",
    "TieStep",
]


def _deadline_day(row: dict[str, Any]) -> dt.date | None:
    return day_of(row["call_close_at"]) if row.get("call_close_at") else None


def _receipt_day(row: dict[str, Any]) -> dt.date | None:
    return day_of(row["received_at"]) if row.get("received_at") else None


class Edition(Record):
    """One competition. What stands between `deadline_basis` and `rules_frozen_at`, and the tables of rule_tables, may
    not change once the rules are frozen (robustness.md §3); where the resolution is silent it is a setting with a
    default (A). `clip_delta` and `rounding_step` are hundredths of a point; no `categories` = all."""

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
    categories: Mapped[tuple[str, ...] | None] = plain(codes=CandidateCategory)
    method: Mapped[ScoringMethod] = plain(default=ScoringMethod.MEAN)
    missing_score_rule: Mapped[MissingScoreRule] = plain(default=MissingScoreRule.ANSWERED)
    min_scores: Mapped[int | None] = plain(low=1, high=100)
    trim: Mapped[int] = plain(default=0, high=10)
    clip_delta: Mapped[int | None] = plain(low=1, high=100_000)
    clip_order: Mapped[ClipOrder] = plain(default=ClipOrder.CELLS_FIRST)
    scale_step: Mapped[int] = plain(default=1, low=1, high=100)
    rounding_step: Mapped[int] = plain(default=1, low=1, high=100)      # hundredths of a point
    rank_on: Mapped[RankBasis] = plain(default=RankBasis.EXACT)
    tie_rule: Mapped[str | None] = plain(Text)
    max_titles_individual: Mapped[int | None] = plain(high=100)
    max_titles_entity: Mapped[int | None] = plain(high=100)
    quorum: Mapped[int | None] = plain(low=1, high=100)
    coi_scope: Mapped[ConflictScope] = plain(default=ConflictScope.CANDIDATE)
    four_eyes_check: Mapped[bool] = plain(default=False)               # of the formal check
    supplement_days: Mapped[int] = plain(default=7, low=1, high=60)    # (A), domain.md §1.3
    rules_frozen_at: Mapped[dt.datetime | None] = plain(hidden=True)
    rules_frozen_by: Mapped[str | None] = personal(String(NAME), hidden=True)
    rules_checksum: Mapped[str | None] = plain(String(SHORT), hidden=True)
    reopened_with: Mapped[str | None] = personal(String(NAME), hidden=True)
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("title_year", "resolution_no", "order_no")


class Criterion(Record):
    """What candidates are scored by: `min_points` to `max_points` whole points, times a whole weight. An independent
    one is shown beside the result and does not count."""

    __tablename__ = "criterion"
    __label__ = ("edition_id", "name")
    __owned_by__ = "edition_id"

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int | None] = plain(low=1, high=100)
    name: Mapped[str] = plain(String(NAME))
    weight: Mapped[int] = plain(default=1, low=1, high=1000)
    min_points: Mapped[int] = plain(default=0, high=1000)
    max_points: Mapped[int] = plain(default=10, low=1, high=1000)
    is_independent: Mapped[bool] = plain(default=False)
    scoring_stage_id: Mapped[UUID | None] = link("scoring_stage.id")
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
    scores_requested_on: Mapped[dt.date | None] = plain(past=True)  # when their own partial scores were asked for
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
    supplement_called_on: Mapped[dt.date | None] = plain(hidden=True)
    supplement_items: Mapped[tuple[str, ...] | None] = plain(codes=FormalItem, hidden=True)
    supplement_due_on: Mapped[dt.date | None] = plain()
    supplemented_on: Mapped[dt.date | None] = plain()
    withdrawn_on: Mapped[dt.date | None] = plain()
    rejection_reason: Mapped[str | None] = note()
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("no", "case_no", "nominator_name", privacy="personal")


class FormalCheck(Record):
    """One item of the formal check of one nomination, with who answered it and when. `settled`: the round and the two
    answers between which a person decided; their reason is the remark."""

    __tablename__ = "formal_check"
    __label__ = ("nomination_id", "item")
    __owned_by__ = "nomination_id"

    nomination_id: Mapped[UUID] = link("nomination.id")
    item: Mapped[FormalItem] = plain()
    answer: Mapped[FormalAnswer] = plain()
    answered_by: Mapped[str | None] = personal(String(NAME))
    answered_on: Mapped[dt.date | None] = plain()
    settled: Mapped[str | None] = plain(String(SHORT), hidden=True)
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


class Juror(Record):
    """A member of the Chapter of one edition. The secretary is none and has no row here."""

    __tablename__ = "juror"
    __label__ = ("edition_id", "name")

    edition_id: Mapped[UUID] = link("edition.id")
    name: Mapped[str | None] = personal(String(NAME))
    person_id: Mapped[UUID | None] = link("person.id")
    account_id: Mapped[UUID | None] = link("account.id")  # with which this member scores in the program
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
    no_conflict_declared_at: Mapped[dt.datetime | None] = plain()
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


class TieResolution(Record):
    """How equal results were put in order. The program never breaks a tie; a draw follows from its seed."""

    __tablename__ = "tie_resolution"
    __label__ = ("edition_id", "category", "place")

    edition_id: Mapped[UUID] = link("edition.id")
    category: Mapped[CandidateCategory] = plain()
    place: Mapped[int] = plain(low=1, high=10_000)
    method: Mapped[TieMethod] = plain()
    votes_for: Mapped[int | None] = plain(high=100)
    votes_against: Mapped[int | None] = plain(high=100)
    votes_abstaining: Mapped[int | None] = plain(high=100)
    resolved_on: Mapped[dt.date | None] = plain()
    minutes_no: Mapped[str | None] = plain(String(SHORT))
    draw_seed: Mapped[str | None] = plain(String(SHORT))
    witnesses: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()


class TiePlace(Record):
    """One of the tied candidates and the place it was given."""

    __tablename__ = "tie_place"
    __label__ = ("tie_resolution_id", "candidate_id")
    __owned_by__ = "tie_resolution_id"

    tie_resolution_id: Mapped[UUID] = link("tie_resolution.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    place: Mapped[int] = plain(low=1, high=10_000)


class Verdict(Record):
    """The motion of the Chapter: the meeting, who was there, the vote on the whole."""

    __tablename__ = "verdict"
    __label__ = ("edition_id", "met_on")

    edition_id: Mapped[UUID] = link("edition.id")
    met_on: Mapped[dt.date] = plain()
    place: Mapped[str | None] = plain(String(NAME))
    members_present: Mapped[int] = plain(high=100)
    votes_for: Mapped[int | None] = plain(high=100)
    votes_against: Mapped[int | None] = plain(high=100)
    votes_abstaining: Mapped[int | None] = plain(high=100)
    minutes_no: Mapped[str | None] = plain(String(SHORT))
    remark: Mapped[str | None] = note()


class VerdictPresence(Record):
    """A member on the attendance list of the Chapter's meeting."""

    __tablename__ = "verdict_presence"
    __label__ = ("verdict_id", "juror_id")
    __owned_by__ = "verdict_id"

    verdict_id: Mapped[UUID] = link("verdict.id")
    juror_id: Mapped[UUID] = link("juror.id")
    remark: Mapped[str | None] = note()


class VerdictItem(Record):
    """What the Chapter moves for one candidate, with the votes on it. `place_override`: a place other than the counted
    one, only with `reasons`, and printed."""

    __tablename__ = "verdict_item"
    __label__ = ("verdict_id", "candidate_id")
    __owned_by__ = "verdict_id"

    verdict_id: Mapped[UUID] = link("verdict.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    result: Mapped[AwardKind] = plain()
    place_override: Mapped[int | None] = plain(low=1, high=10_000)
    votes_for: Mapped[int | None] = plain(high=100)
    votes_against: Mapped[int | None] = plain(high=100)
    votes_abstaining: Mapped[int | None] = plain(high=100)
    reasons: Mapped[str | None] = note()


class MayorDecision(Record):
    """The Mayor's order that grants the titles; it may differ from the motion."""

    __tablename__ = "mayor_decision"
    __label__ = ("edition_id", "order_no")

    edition_id: Mapped[UUID] = link("edition.id")
    verdict_id: Mapped[UUID | None] = link("verdict.id")
    order_no: Mapped[str | None] = plain(String(SHORT))
    decided_on: Mapped[dt.date] = plain()
    differs: Mapped[bool] = plain(default=False)
    difference: Mapped[str | None] = plain(Text, free=True)
    remark: Mapped[str | None] = note()


class Award(Record):
    """A title or a distinction granted to a candidate: handed over when and where, accepted or declined."""

    __tablename__ = "award"
    __label__ = ("candidate_id", "kind")

    mayor_decision_id: Mapped[UUID] = link("mayor_decision.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    kind: Mapped[AwardKind] = plain()
    handed_on: Mapped[dt.date | None] = plain()
    place: Mapped[str | None] = plain(String(NAME))
    is_accepted: Mapped[bool | None] = plain()
    statuette_no: Mapped[str | None] = plain(String(SHORT))
    sign_usage: Mapped[str | None] = plain(String(NAME))
    title_form: Mapped[str | None] = plain(String(NAME))
    gala_no: Mapped[int | None] = plain(low=1, high=1000)  # when it is handed over at the gala
    handed_by: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()
