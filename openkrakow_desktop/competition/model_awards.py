"""From the Chapter's meeting to the gala: ties settled by people, the motion, the Mayor's decision, the awards.

The Mayor may decide otherwise than the Chapter moved, so an award follows from the decision, never from the motion."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, plain
from .model import CandidateCategory


class TieMethod(enum.Enum):
    """How the Chapter settled a tie."""

    VOTE = "GŁOSOWANIE"
    CHAIR = "PRZEWODNICZĄCY"
    EX_AEQUO = "EX_AEQUO"


class AwardKind(enum.Enum):
    """What a candidate is proposed for, or gets."""

    TITLE = "TYTUŁ"
    DISTINCTION = "WYRÓŻNIENIE"
    NONE = "BEZ"


class TieResolution(Record):
    """How equal results were put in order. The program never breaks a tie."""

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
    """What the Chapter moves for one candidate, with the votes on it."""

    __tablename__ = "verdict_item"
    __label__ = ("verdict_id", "candidate_id")
    __owned_by__ = "verdict_id"

    verdict_id: Mapped[UUID] = link("verdict.id")
    candidate_id: Mapped[UUID] = link("candidate.id")
    result: Mapped[AwardKind] = plain()
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
    remark: Mapped[str | None] = note()
