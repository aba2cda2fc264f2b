"""Applications for patronage and what became of them (domain.md §1.5); procedure KP-2 of the Office of the Mayor.

The dates are the facts: a number reads `decided_on`, `withdrawn_on` and their like, never the present state."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, derived, link, note, personal, plain, search_key, sorting_key
from ..core.text import fold

DEFAULT_LEAD_DAYS = 30  # (A): days between receipt and the event; fewer is late
DEFAULT_REPORT_DAYS = 30  # (A): days after the event in which its report is awaited


class PatronageKind(enum.Enum):
    """Whose patronage it is, or what other support."""

    MAYOR = "PATRONAT_HONOROWY_PMK"
    COMMITTEE = "KOMITET_HONOROWY"
    PARTNERSHIP = "PARTNERSTWO_MIASTA"
    CENTRE = "PATRONAT_CENTRUM_WIELOKULTUROWEGO"
    OTHER_SUPPORT = "INNE_WSPARCIE"


KP2 = (PatronageKind.MAYOR, PatronageKind.COMMITTEE, PatronageKind.PARTNERSHIP)


class PatronageState(enum.Enum):
    """Where an application stands."""

    SUBMITTED = "ZŁOŻONY"
    TO_COMPLETE = "DO_UZUPEŁNIENIA"
    OPINION = "OPINIOWANIE"
    GRANTED = "PRZYZNANO"
    REFUSED = "ODMOWA"
    UNEXAMINED = "POZOSTAWIONO_BEZ_ROZPATRZENIA"
    WITHDRAWN = "COFNIĘTO"
    RENOUNCED = "ZRZECZENIE"
    EVENT_CANCELLED = "WYDARZENIE_ODWOŁANE"
    REPORTED = "SPRAWOZDANIE_WPŁYNĘŁO"
    CLOSED = "ZAMKNIĘTE"


class PatronageDecision(enum.Enum):
    """What was decided on `decided_on`; it stays when the state goes on."""

    GRANTED = "PRZYZNANO"
    REFUSED = "ODMOWA"
    UNEXAMINED = "POZOSTAWIONO_BEZ_ROZPATRZENIA"


class PatronageSubject(enum.Enum):
    """What patronage is asked for. KP-2 excludes an entity's whole activity and websites; of a monument only the
    unveiling can have one."""

    EVENT = "WYDARZENIE"
    UNVEILING = "ODSŁONIĘCIE_POMNIKA"
    MONUMENT = "POMNIK"
    WHOLE_ACTIVITY = "CAŁOKSZTAŁT_DZIAŁALNOŚCI"
    WEBSITE = "STRONA_INTERNETOWA"


class PatronageRange(enum.Enum):
    """How far the event reaches."""

    CITY = "MIEJSKI"
    REGIONAL = "REGIONALNY"
    NATIONAL = "KRAJOWY"
    INTERNATIONAL = "MIĘDZYNARODOWY"


class PatronageItem(enum.Enum):
    """What an application has to hold; each is a field of its form (see `completeness`)."""

    SIGNATORY = "OSOBA_PODPISUJĄCA"
    CONTACT = "KONTAKT"
    DATE = "TERMIN"
    PLACE = "MIEJSCE"
    DESCRIPTION = "OPIS"
    JUSTIFICATION = "UZASADNIENIE"
    RANGE = "ZASIĘG"
    PARTICIPANTS = "LICZBA_OSÓB"
    SUPPORT = "OCZEKIWANE_WSPARCIE"
    LOGO = "UŻYCIE_LOGO"


class PatronageRule(Record):
    """What the office asks for from a day on, of one kind of patronage or (no kind) of all: days of lead, days until
    the report, items of an application. It holds for applications received on that day or later."""

    __tablename__ = "patronage_rule"
    __label__ = ("valid_from", "kind")

    valid_from: Mapped[dt.date] = plain(index=True)
    kind: Mapped[PatronageKind | None] = plain()
    lead_days: Mapped[int] = plain(default=DEFAULT_LEAD_DAYS, high=366)
    report_days: Mapped[int] = plain(default=DEFAULT_REPORT_DAYS, high=366)
    items: Mapped[tuple[str, ...]] = plain(codes=PatronageItem, default=())
    remark: Mapped[str | None] = note()


def same_name(name: str | None) -> str:
    """By what two organisers that were only typed are the same: their words, whatever the case and the marks."""
    return " ".join(fold(name or "").split())


class Patronage(Record):
    """An application for patronage of one edition of an event."""

    __tablename__ = "patronage"
    __label__ = ("event_name", "starts_on")

    kind: Mapped[PatronageKind] = plain()
    state: Mapped[PatronageState] = plain(default=PatronageState.SUBMITTED)
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    received_on: Mapped[dt.date] = plain(index=True)
    organiser_id: Mapped[UUID | None] = link("organisation.id")
    organiser_name: Mapped[str | None] = plain(String(NAME))
    signatory: Mapped[str | None] = personal(String(NAME))
    is_signed_by_head: Mapped[bool | None] = plain()
    contact_person: Mapped[str | None] = personal(String(NAME))
    contact: Mapped[str | None] = personal(String(NAME))
    event_name: Mapped[str] = plain(String(NAME))
    event_id: Mapped[UUID | None] = link("event.id")
    subject: Mapped[PatronageSubject] = plain(default=PatronageSubject.EVENT)
    starts_on: Mapped[dt.date | None] = plain()
    ends_on: Mapped[dt.date | None] = plain()
    place: Mapped[str | None] = plain(String(NAME))
    description: Mapped[str | None] = plain(Text, free=True)
    justification: Mapped[str | None] = plain(Text, free=True)
    range: Mapped[PatronageRange | None] = plain()
    expected_participants: Mapped[int | None] = plain(high=10_000_000)
    co_organisers: Mapped[str | None] = plain(Text)
    sponsors: Mapped[str | None] = plain(Text)
    is_commercial: Mapped[bool] = plain(default=False)
    requested_support: Mapped[str | None] = plain(Text)
    logo_use: Mapped[str | None] = plain(Text)
    media_use: Mapped[str | None] = plain(Text)
    programme_related: Mapped[bool] = plain(default=False)
    programme_reason: Mapped[str | None] = plain(Text, free=True)
    supplement_due_on: Mapped[dt.date | None] = plain()
    opinion: Mapped[str | None] = note()
    decision: Mapped[PatronageDecision | None] = plain()
    decided_on: Mapped[dt.date | None] = plain(index=True)
    decision_reason: Mapped[str | None] = note()
    withdrawn_on: Mapped[dt.date | None] = plain()
    withdrawal_reason: Mapped[str | None] = note()
    renounced_on: Mapped[dt.date | None] = plain()
    event_cancelled_on: Mapped[dt.date | None] = plain()
    logo_due_on: Mapped[dt.date | None] = plain()
    logo_approved_on: Mapped[dt.date | None] = plain()
    report_due_on: Mapped[dt.date | None] = plain()
    report_received_on: Mapped[dt.date | None] = plain()
    closed_on: Mapped[dt.date | None] = plain()
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("event_name", "organiser_name", "case_no")
    organiser_key: Mapped[str] = derived(lambda row: same_name(row.get("organiser_name")), Text, default="")
    event_name_sort: Mapped[str] = sorting_key("event_name")
