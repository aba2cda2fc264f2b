"""What else happens on the days of an event: the organiser's other application, another event at the same place.

Events of the Centre are read as a bare table: features know nothing of each other, a patronage only names its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Date, String, column, or_, select, table
from sqlalchemy.orm import Session

from ..core.declarations import Draft
from ..core.keys import KEY
from ..core.text import fold
from .history import of_organiser
from .model import Patronage, PatronageDecision

_EVENT = table(
    "event",
    column("id", KEY),
    column("title", String),
    column("venue", String),
    column("start_on", Date),
    column("end_on", Date),
    column("state", String),
)
_OFF = ("ODWOŁANE", "PRZEŁOŻONE")  # an event called off or moved stands in nobody's way


@dataclass(frozen=True)
class Collision:
    """Another record on the same days. `key` names the warning's sentence."""

    field: str
    key: str
    title: str
    on: dt.date | None


def collisions(session: Session, draft: Draft, record_id: UUID | None) -> Iterator[Collision]:
    """Applications and events of the Centre that fall on the same days; none where the event has no date."""
    first = draft.get("starts_on")
    if first is None:
        return
    last = draft.get("ends_on") or first
    yield from _patronages(session, draft, record_id, first, last)
    yield from _events(session, draft, first, last)


def _standing() -> list[object]:
    """SQL tests: an application that was not turned down, of an event that still takes place."""
    P = Patronage
    turned_down = (PatronageDecision.REFUSED, PatronageDecision.UNEXAMINED)
    return [
        or_(P.decision.is_(None), P.decision.not_in(turned_down)),
        P.withdrawn_on.is_(None),
        P.renounced_on.is_(None),
        P.event_cancelled_on.is_(None),
    ]


def _patronages(
    session: Session, draft: Draft, record_id: UUID | None, first: dt.date, last: dt.date
) -> Iterator[Collision]:
    P = Patronage
    days = (P.starts_on <= last, or_(P.ends_on >= first, P.starts_on >= first))
    query = select(P.id, P.event_name, P.starts_on, P.place).where(*days, *_standing())  # type: ignore[arg-type]
    if record_id is not None:
        query = query.where(P.id != record_id)
    same = of_organiser(draft, record_id)
    own = set(session.scalars(query.with_only_columns(P.id).where(same))) if same is not None else set()
    for key, name, on, place in session.execute(query.order_by(P.starts_on, P.id)):
        if key in own:
            yield Collision("starts_on", "problem.patronage_same_organiser", name, on)
        elif _is_same_place(place, draft.get("place")):
            yield Collision("place", "problem.patronage_same_place", name, on)


def _events(session: Session, draft: Draft, first: dt.date, last: dt.date) -> Iterator[Collision]:
    e = _EVENT.c
    query = (
        select(e.id, e.title, e.start_on, e.venue)
        .where(e.start_on <= last, e.end_on >= first, e.state.not_in(_OFF))
        .order_by(e.start_on, e.id)
    )
    if not draft.get("place"):
        return
    for key, title, on, venue in session.execute(query):
        if key != draft.get("event_id") and _is_same_place(venue, draft.get("place")):
            yield Collision("place", "problem.patronage_event_same_place", title, on)


def _is_same_place(one: str | None, other: str | None) -> bool:
    """Whether two places written by hand are one: the same words, whatever the case and the marks."""
    return bool(one and other and fold(one).split() == fold(other).split())
