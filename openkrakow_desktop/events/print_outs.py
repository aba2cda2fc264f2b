"""The papers that events offer to print. What makes them is imported only when one is wanted: no start waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Ask, Report, ReportContext
from .model import EventState, SessionState

if TYPE_CHECKING:
    from ..core.document import Document


def _sign_in_sheet(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .reports import sign_in_sheet

    return sign_in_sheet(session, context, record_id)


def _card(session: Session, context: ReportContext, record_id: UUID, with_names: bool) -> Document:
    from .reports import card_of_one

    return card_of_one(session, context, record_id, with_names)


def _cards(session: Session, context: ReportContext, first_card: int, last_card: int, with_names: bool) -> Document:
    from .reports import cards_of_range

    return cards_of_range(session, context, first_card, last_card, with_names)


SIGN_IN_SHEET = Report(
    "sign_in_sheet",
    _sign_in_sheet,
    asks=(),
    icon="file-text",
    pdf_only=True,
    when=lambda sitting: sitting.state is not SessionState.CANCELLED,
)
EVENT_SIGN_IN_SHEET = Report(  # of its nearest session: most events have one
    "event_sign_in_sheet",
    _sign_in_sheet,
    asks=(),
    icon="file-text",
    pdf_only=True,
    when=lambda event: event.state in (EventState.PLANNED, EventState.HELD),
)
CARD = Report("participant_card", _card, asks=(Ask("with_names", bool),), pdf_only=True)
CARDS = Report(
    "participant_cards",
    _cards,
    asks=(Ask("first_card", int), Ask("last_card", int), Ask("with_names", bool)),
    pdf_only=True,
)


def _month_programme(session: Session, context: ReportContext, year: int, month: int) -> Document:
    from .programme_report import month_programme

    return month_programme(session, context, year, month)


MONTH_PROGRAMME = Report(
    "month_programme", _month_programme, (Ask("year", int), Ask("month", int)), icon="calendar-days"
)
