"""The verbs of small registers: an activity proposes its own tags. Those of meetings stand beside (meetings.py)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Draft, store_draft
from .model import Activity, ActivityKind, ActivityTag

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
