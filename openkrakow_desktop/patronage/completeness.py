"""Whether an application holds what the office asks for: each item is a field of its form, so nothing is ticked by
hand and nothing can be ticked wrongly."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from ..core.declarations import Draft
from .model import PatronageItem
from .terms import terms_of

FIELD_OF: Mapping[PatronageItem, str] = {
    PatronageItem.SIGNATORY: "signatory",
    PatronageItem.CONTACT: "contact",
    PatronageItem.DATE: "starts_on",
    PatronageItem.PLACE: "place",
    PatronageItem.DESCRIPTION: "description",
    PatronageItem.JUSTIFICATION: "justification",
    PatronageItem.RANGE: "range",
    PatronageItem.PARTICIPANTS: "expected_participants",
    PatronageItem.SUPPORT: "requested_support",
    PatronageItem.LOGO: "logo_use",
}


def missing_items(session: Session, draft: Draft) -> tuple[PatronageItem, ...]:
    """The items asked of this application that it does not hold; a number of 0 is held."""
    asked = terms_of(session, draft.get("kind"), draft.get("received_on")).items
    return tuple(one for one in PatronageItem if one in asked and draft.get(FIELD_OF[one]) in (None, ""))
