"""The board of applications: one column for each state, one card for each application, and where a card may go.

A card never moves by itself: every step is an action of the register, with what that asks and refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Draft
from ..core.measures import Period
from ..core.sql import days_between
from ..core.text import fold
from .completeness import FIELD_OF, missing_items
from .gaps import logo_due, report_due
from .history import History, before
from .model import Patronage, PatronageDecision, PatronageItem, PatronageKind, PatronageState
from .service import STEPS, UNDECIDED
from .terms import days_asked

S = PatronageState
MOVES: Mapping[PatronageState, str] = {  # the action that leads into a state
    S.SUBMITTED: "patronage.complete",
    S.TO_COMPLETE: "patronage.call_for_completion",
    S.OPINION: "patronage.ask_opinion",
    S.GRANTED: "patronage.grant",
    S.REFUSED: "patronage.refuse",
    S.UNEXAMINED: "patronage.leave_unexamined",
    S.WITHDRAWN: "patronage.withdraw",
    S.RENOUNCED: "patronage.renounce",
    S.EVENT_CANCELLED: "patronage.cancel_event",
    S.REPORTED: "patronage.receive_report",
    S.CLOSED: "patronage.close",
}


def targets(state: PatronageState) -> tuple[PatronageState, ...]:
    """Where an application in this state may go, in the order of the columns."""
    return tuple(one for one in PatronageState if one in STEPS.get(state, ()))


def neighbour(state: PatronageState, step: int) -> PatronageState | None:
    """The nearest allowed state to the right (1) or to the left (-1) of a column; None where there is none."""
    order = list(PatronageState)
    here = order.index(state)
    beyond = [one for one in targets(state) if (order.index(one) - here) * step > 0]
    return min(beyond, key=lambda one: abs(order.index(one) - here), default=None)


@dataclass(frozen=True)
class BoardCard:
    """An application as its card shows it. `due`: the next day that matters, `due_key` names what it is."""

    id: UUID
    state: PatronageState
    kind: PatronageKind
    case_no: str
    title: str
    organiser: str
    received_on: dt.date
    starts_on: dt.date | None
    lead_days: int | None
    is_late: bool
    is_related: bool
    history: History
    missing: tuple[PatronageItem, ...]
    due: dt.date | None
    due_key: str


@dataclass(frozen=True)
class Narrowing:
    """Which cards are shown; nothing chosen shows all."""

    words: str = ""
    kinds: tuple[PatronageKind, ...] = ()
    only_late: bool = False
    only_related: bool = False
    only_unreported: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Narrowing()

    def takes(self, card: BoardCard) -> bool:
        """Whether a card is shown."""
        said = fold(f"{card.title} {card.organiser} {card.case_no}")
        return (
            all(word in said for word in fold(self.words).split())
            and (not self.kinds or card.kind in self.kinds)
            and (not self.only_late or card.is_late)
            and (not self.only_related or card.is_related)
            and (not self.only_unreported or card.history.unreported > 0)
        )


def board_cards(session: Session, year: int, today: dt.date) -> tuple[BoardCard, ...]:
    """What was received or decided in the year, and whatever came before and still waits for a decision."""
    P, period = Patronage, Period(year, today)
    waits = and_(P.state.in_(UNDECIDED), P.received_on <= period.last)
    lead = days_between(P.received_on, P.starts_on)
    query = (
        select(P, Organisation.name, lead, lead < days_asked("lead_days", P.kind, P.received_on))
        .add_columns(before("granted"), before("refused"), before("unreported"))
        .outerjoin(Organisation, Organisation.id == P.organiser_id)
        .where(or_(period.holds(P.received_on), period.holds(P.decided_on), waits))
        .order_by(P.starts_on.is_(None), P.starts_on, P.received_on, P.id)
    )
    return tuple(
        _card(session, one, name or one.organiser_name or "", days, bool(late), History(*counts))
        for one, name, days, late, *counts in session.execute(query)
    )


def _card(
    session: Session, one: Patronage, organiser: str, days: int | None, is_late: bool, history: History
) -> BoardCard:
    draft: Draft = {name: getattr(one, name) for name in ("kind", "received_on", *FIELD_OF.values())}
    due, key = _due(session, one)
    return BoardCard(
        one.id,
        one.state,
        one.kind,
        one.case_no or "",
        one.event_name,
        organiser,
        one.received_on,
        one.starts_on,
        days,
        is_late,
        one.programme_related,
        history,
        missing_items(session, draft) if one.state in UNDECIDED else (),
        due,
        key,
    )


def _due(session: Session, one: Patronage) -> tuple[dt.date | None, str]:
    """The next day that matters: completion, logo proofs, the organiser's report."""
    if one.state is S.TO_COMPLETE:
        return one.supplement_due_on, "supplement"
    if one.state is S.GRANTED and one.decision is PatronageDecision.GRANTED:
        if one.logo_approved_on is None and logo_due(one) is not None:
            return logo_due(one), "logo"
        return report_due(session, one), "report"
    return None, ""


def by_state(cards: Sequence[BoardCard], wanted: Narrowing) -> dict[PatronageState, list[BoardCard]]:
    """Every state with the cards shown in it, in the order of the columns."""
    found: dict[PatronageState, list[BoardCard]] = {state: [] for state in PatronageState}
    for card in cards:
        if wanted.takes(card):
            found[card.state].append(card)
    return found
