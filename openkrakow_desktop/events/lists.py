"""Who is on which list: participants with their cards, registrations, co-organisers.

The key of a row that joins two records follows from both, so that two laptops that write it write the same row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, store_draft
from ..core.keys import derived_key
from ..core.problems import refuse
from .model import CARD, EventCoOrganiser, Participant, Registration, card_number

MOST_CARDS = 500  # in one batch


def save_under(session: Session, model: Any, record_id: UUID | None, key: UUID, draft: Draft) -> Any:
    """Write a row whose key follows from its values: a second one with the same values is the first one, changed."""
    if record_id is None and session.get(model, key) is not None:
        record_id = key
    values = {name: value for name, value in draft.items() if name != "id"}
    return store_draft(session, model, record_id, values if record_id is not None else values | {"id": key})


def save_co_organiser(session: Session, record_id: UUID | None, draft: Draft) -> EventCoOrganiser:
    """Write a co-organiser; the same organisation named twice is one row."""
    key = derived_key(draft["event_id"], draft["organisation_id"])
    saved: EventCoOrganiser = save_under(session, EventCoOrganiser, record_id, key, draft)
    return saved


def save_registration(session: Session, record_id: UUID | None, draft: Draft) -> Registration:
    """Write a place asked for; the same person registered twice is one row."""
    key = derived_key(draft["event_id"], draft["participant_id"])
    saved: Registration = save_under(session, Registration, record_id, key, draft)
    return saved


def save_participant(session: Session, record_id: UUID | None, draft: Draft) -> Participant:
    """Write a participant; a new one without a code gets the next free number of the cards: CW-0042."""
    if record_id is None and not draft.get("code"):
        draft = draft | {"code": next_code(session)}
    saved: Participant = store_draft(session, Participant, record_id, draft)
    return saved


def next_code(session: Session) -> str:
    """One more than the greatest number of a card so far."""
    last = session.scalar(select(func.max(Participant.number)))
    return f"{CARD}-{(last or 0) + 1:04d}"


def make_cards(session: Session, count: int) -> tuple[int, int]:
    """Make so many new cards that nobody holds yet, with the next free numbers: the first of them and the last. Raises
    Refused for a number that is no batch."""
    if not 1 <= count <= MOST_CARDS:
        refuse("count", "problem.cards_count", most=MOST_CARDS)
    numbers = [card_number(save_participant(session, None, {}).code) or 0 for _ in range(count)]
    return numbers[0], numbers[-1]
