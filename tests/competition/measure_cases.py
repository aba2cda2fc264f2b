"""A year in which every clause of measures 4.2a and 4.2b leaves something out, and the numbers of that year."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from openkrakow_desktop.competition.kinds import AmbassadorMeetingState, DeadlineBasis, NominationState
from tests.competition.build import at, candidate, edition, meeting, nomination

EXPECTED = {"4.2a": 8, "4.2b": 2}


def fill(session: Session, year: int) -> None:
    _by_receipt(session, year)
    _by_postmark(session, year)
    for state in AmbassadorMeetingState:
        meeting(session, met_on=dt.date(year, 1, 1), state=state, cancel_reason="choroba")
    meeting(session, met_on=dt.date(year, 12, 31), state=AmbassadorMeetingState.HELD, is_gala=True)
    meeting(session, met_on=dt.date(year + 1, 1, 1), state=AmbassadorMeetingState.HELD)


def _by_receipt(session: Session, year: int) -> None:
    """Six counted: at 15:00 sharp, rejected, withdrawn after the call, two more nominators, an early one."""
    last = dt.date(year, 6, 30)
    made = edition(session, year - 1, call_open_at=at(dt.date(year, 5, 1)), call_close_at=at(last, 15))
    one = candidate(session, made, "Olga Kos")
    nomination(session, made, one, received_at=at(last, 15))
    nomination(session, made, one, received_at=at(last, 15, 1), nominator_name="Ewa Lis")               # a minute late
    nomination(session, made, one, state=NominationState.REJECTED, rejection_reason="brak podpisu",
               nominator_name="Ewa Maj", received_at=at(last))
    nomination(session, made, one, state=NominationState.DUPLICATE, received_at=at(last))               # Jan Wilk again
    nomination(session, made, one, state=NominationState.WITHDRAWN, withdrawn_on=last, nominator_name="Ewa Dąb",
               received_at=at(last))
    nomination(session, made, one, state=NominationState.WITHDRAWN, withdrawn_on=dt.date(year, 7, 1),
               nominator_name="Ewa Buk", received_at=at(last))
    nomination(session, made, one, nominator_name="Klub Sąsiadów", received_at=at(last))
    nomination(session, made, one, nominator_name="Koło Gospodyń", received_at=at(last))
    nomination(session, made, one, nominator_name="Zbyt Wczesny", received_at=at(dt.date(year, 4, 30)))
    nomination(session, made, one, nominator_name="Rok Wcześniej", received_at=at(dt.date(year - 1, 12, 31), 23, 59))


def _by_postmark(session: Session, year: int) -> None:
    """Two counted: posted on the last day and arriving later, no postmark and arriving on the last day."""
    last = dt.date(year, 3, 31)
    made = edition(session, year - 2, call_open_at=at(dt.date(year, 1, 2)), call_close_at=at(last, 15),
                   deadline_basis=DeadlineBasis.POSTMARK)
    one = candidate(session, made, "Olga Kos")
    nomination(session, made, one, received_at=at(dt.date(year, 4, 7)), postmarked_on=last)
    nomination(session, made, one, received_at=at(last, 23), nominator_name="Ewa Lis")
    nomination(session, made, one, received_at=at(dt.date(year, 4, 7)), postmarked_on=dt.date(year, 4, 1),
               nominator_name="Ewa Maj")
    nomination(session, made, one, received_at=at(dt.date(year, 4, 1)), nominator_name="Ewa Buk")
