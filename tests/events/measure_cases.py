"""A year of events in which every clause of the formulas leaves something out, and the numbers of that year."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.contacts.service import merge_organisations, merge_people
from openkrakow_desktop.events.model import EventState, SessionState
from tests.events.build import (
    as_merged,
    come,
    event,
    held,
    listed,
    organisation,
    participant,
    person,
    put,
    sitting,
    sittings,
)

EXPECTED: dict[str, int | Fraction] = {
    "3.1a": 117,
    "3.1a+anonymous": Fraction(114, 117),
    "3.1a+distinct": 2,
    "3.1b": 5,
    "4.1": 3,
}
INSTITUTIONS = 21  # the own-register half of 3.2
ALL_EVENTS = 9  # held in the year, whoever organised them
BOTH = ("3.2", "4.1")


def fill(session: Session, year: int) -> None:
    centre = organisation(session, name="Fundacja prowadząca Centrum")
    library = organisation(session, OrganisationKind.CULTURAL_INSTITUTION, name="Biblioteka Kraków")
    _counted(session, year, centre, library)
    _guests_by_name(session, year, centre)
    _never(session, year, centre, library)
    _other_years(session, year, centre)


def _counted(session: Session, year: int, centre: UUID, library: UUID) -> None:
    held(session, "Warsztat", dt.date(year, 2, 3), 7, organiser_id=centre)
    held(session, "Debata", dt.date(year, 3, 4), 40, organiser_id=centre, measure_tags=("4.1",))
    held(session, "Nikt nie przyszedł", dt.date(year, 3, 5), 0, organiser_id=centre, measure_tags=BOTH)
    # Of a cultural institution, not run by the Centre: only for 3.2; tagged for 4.1 besides.
    held(
        session, "Otwarte drzwi", dt.date(year, 4, 1), 15, organiser_id=library, run_by_centre=False, measure_tags=BOTH
    )
    double = organisation(session, OrganisationKind.OTHER, name="Bibl. Krakow")
    merge_organisations(session, double, library)
    held(
        session,
        "Dzień książki",
        dt.date(year, 4, 2),
        6,
        organiser_id=double,
        run_by_centre=False,
        measure_tags=("3.2",),
    )
    held(session, "Bez oznaczenia", dt.date(year, 4, 3), 9, organiser_id=library, run_by_centre=False)
    held(
        session,
        "Nie instytucja",
        dt.date(year, 4, 4),
        8,
        organiser_id=centre,
        run_by_centre=False,
        measure_tags=("3.2",),
    )


def _guests_by_name(session: Session, year: int, centre: UUID) -> None:
    """Four cards of two people at one session and again: three attendances, for two of the cards are one person."""
    first, second = person(session, "Łęcka", "Maria"), person(session, "Lecka", "Marysia")
    merge_people(session, second, first)
    cards = [participant(session, first), participant(session, second), participant(session)]
    key = event(session, "Kuchnia", dt.date(year, 5, 6), organiser_id=centre, until=dt.date(year, 5, 7))
    one, other = sittings(session, key)
    listed(session, one, *cards)
    listed(session, other, cards[1])
    come(session, one, 12)
    come(session, other, 0)


def _never(session: Session, year: int, centre: UUID, library: UUID) -> None:
    for organiser, on in ((centre, dt.date(year, 6, 1)), (library, dt.date(year, 6, 2))):
        draft = event(session, "Szkic", on, organiser_id=organiser, state=EventState.DRAFT, measure_tags=BOTH)
        come(session, sitting(session, draft), 3)
        as_merged(session, EventState.CANCELLED, on, 4, organiser, BOTH)
        as_merged(session, EventState.MOVED, on, 5, organiser, BOTH)
        planned = event(session, "Planowane", on, organiser_id=organiser, measure_tags=BOTH)
        put(session, "session_entry", session_id=sitting(session, planned), n=6)
        empty = event(session, "Nie wpisano nikogo", on, organiser_id=organiser, measure_tags=BOTH)
        put(session, "session", sitting(session, empty), state=SessionState.HELD)


def _other_years(session: Session, year: int, centre: UUID) -> None:
    """Over New Year: the festival is of the year it began in, its guests of the days they came."""
    before = event(
        session,
        "Zima",
        dt.date(year - 1, 12, 31),
        organiser_id=centre,
        until=dt.date(year, 1, 1),
        measure_tags=("4.1",),
    )
    for key, guests in zip(sittings(session, before), (11, 13), strict=True):
        come(session, key, guests)
    after = event(session, "Sylwester", dt.date(year, 12, 31), organiser_id=centre, until=dt.date(year + 1, 1, 1))
    first, _ = sittings(session, after)
    come(session, first, 42)
