"""The verbs of small registers: an activity proposes its own tags, a meeting is held or cancelled."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Draft, store_draft
from ..core.problems import refuse, refuse_if
from ..core.transitions import transition_problems
from .model import Activity, ActivityKind, ActivityTag, Meeting, MeetingState
from .rules import MEETING_STEPS

TAGS_OF_KIND = {
    ActivityKind.INFORMATION: (ActivityTag.AT_RISK_OF_EXCLUSION.value,),
    ActivityKind.SUPPORTED_INITIATIVE: (ActivityTag.AT_RISK_OF_EXCLUSION.value,),
}


def put_activity(session: Session, record_id: UUID | None, draft: Draft) -> Activity:
    """Save an activity; a new one without tags gets those of its kind (domain.md §1.9, T2-6.1), edited later."""
    if record_id is None and not draft.get("measure_tags"):
        draft = draft | {"measure_tags": TAGS_OF_KIND.get(draft["kind"], ())}
    stored: Activity = store_draft(session, Activity, record_id, draft)
    return stored


def hold_meeting(session: Session, meeting_id: UUID, participants: int) -> None:
    """The meeting took place with so many people."""
    if participants < 0:
        refuse("participants", "problem.too_small", low=0, value=participants)
    meeting = _step(session, meeting_id, MeetingState.HELD)
    meeting.participants = participants
    session.flush()


def cancel_meeting(session: Session, meeting_id: UUID, reason: str) -> None:
    """The meeting will not take place; the reason goes into the history."""
    if not reason.strip():
        refuse("reason", "problem.required")
    _step(session, meeting_id, MeetingState.CANCELLED)
    session.flush()


def _step(session: Session, meeting_id: UUID, to: MeetingState) -> Meeting:
    meeting = session.get_one(Meeting, meeting_id)
    refuse_if(transition_problems(MEETING_STEPS, meeting.state, to))
    meeting.state = to
    return meeting
