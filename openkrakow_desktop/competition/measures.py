"""Measures 4.2a and 4.2b of Table 1: nominations that came in time, meetings with the Mayor."""

from __future__ import annotations

from sqlalchemy import Text, cast, func, or_

from ..core.labels import label
from ..core.measures import Clause, Measure, Part
from .kinds import AmbassadorMeetingState, DeadlineBasis, NominationState
from .model import AmbassadorMeeting, Edition, Nomination

NOMINATIONS = Part(
    register="nomination",
    id=Nomination.id,
    on=Nomination.received_on,
    title=func.coalesce(cast(Nomination.no, Text), "–") + "/" + cast(Edition.title_year, Text),  # no names
    dated=lambda p: p.holds(Nomination.received_on),
    origin=lambda query: query.join(Edition, Edition.id == Nomination.edition_id),
    clauses=(
        Clause(
            "nomination_late",
            lambda p: or_(
                Edition.deadline_basis != DeadlineBasis.RECEIPT,
                Edition.call_close_at.is_(None),
                Nomination.received_at <= Edition.call_close_at,
            ),
        ),
        Clause(
            "nomination_late_postmark",
            lambda p: or_(
                Edition.deadline_basis != DeadlineBasis.POSTMARK,
                Edition.call_close_on.is_(None),
                func.coalesce(Nomination.postmarked_on, Nomination.received_on) <= Edition.call_close_on,
            ),
        ),
        Clause("nomination_duplicate", lambda p: Nomination.state != NominationState.DUPLICATE),
        # Dates have no hours: a withdrawal on the last day of the call is one before the deadline (A).
        Clause(
            "nomination_withdrawn",
            lambda p: or_(Nomination.withdrawn_on.is_(None), Nomination.withdrawn_on > Edition.call_close_on),
        ),
    ),
)
MEETINGS = Part(
    register="ambassador_meeting",
    id=AmbassadorMeeting.id,
    on=AmbassadorMeeting.met_on,
    title=label(AmbassadorMeeting),
    dated=lambda p: p.holds(AmbassadorMeeting.met_on),
    clauses=(Clause("meeting_not_held", lambda p: AmbassadorMeeting.state == AmbassadorMeetingState.HELD),),
)
MEASURES = (Measure("4.2a", (NOMINATIONS,)), Measure("4.2b", (MEETINGS,)))
