"""Contacts of the Information Point for Foreigners: one visit, call or message. No name is ever kept here.

A contact with several topics is one contact; a follow-up code is a pseudonym that only its bearer can connect."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ..core.languages import SpokenLanguage
from ..core.record import SHORT, Record, link, note, personal, plain, search_key, special


class Channel(enum.Enum):
    """How people reach the Point (domain.md §1.2)."""

    IN_PERSON = "OSOBIŚCIE"
    PHONE = "TELEFON"
    E_MAIL = "E-MAIL"
    ONLINE = "ON-LINE"
    OFF_SITE = "WYJAZDOWO"


class Topic(enum.Enum):
    """What people ask about: the operator's list."""

    EDUCATION = "EDUKACJA"
    HEALTH = "ZDROWIE"
    CULTURE = "KULTURA"
    SOCIAL_ASSISTANCE = "POMOC_SPOŁECZNA"
    WORK = "PRACA_MELDUNEK_ŚWIADCZENIA"
    LICENCES = "PRAWO_JAZDY_PESEL_AKTA"
    FAMILY_BENEFITS = "ŚWIADCZENIA_RODZINNE"
    DISABILITY = "NIEPEŁNOSPRAWNOŚĆ"
    DISCRIMINATION = "DYSKRYMINACJA_PRZEMOC"
    RENTING = "NAJEM_MIESZKANIA"
    COURSES = "KURSY"
    RESIDENCE = "LEGALIZACJA_POBYTU"
    NGO = "ORGANIZACJE_MNIEJSZOŚCI"
    OTHER = "INNE"


class FirstInYear(enum.Enum):
    """Whether these people come to the Point for the first time in the calendar year."""

    YES = "TAK"
    NO = "NIE"
    NOT_KNOWN = "NIE_WIADOMO"


class Outcome(enum.Enum):
    """What came of it."""

    ADVICE = "PORADA"
    REFERRED = "SKIEROWANO"
    APPOINTMENT = "UMÓWIONO"
    ONGOING = "W_TOKU"
    NO_SOLUTION = "BEZ_ROZWIĄZANIA"


class Minutes(enum.Enum):
    """How long it took, in bands (an assumption to be confirmed, domain.md §1.2)."""

    UP_TO_10 = "DO_10"
    UP_TO_30 = "11-30"
    UP_TO_60 = "31-60"
    OVER_60 = "PONAD_60"


class Contact(Record):
    """One contact of the Point, whoever came and about however many topics."""

    __tablename__ = "contact"
    __label__ = ("contacted_on", "channel")
    __table_args__ = (Index(None, "contacted_on", "first_in_year", "persons_served"),)  # all that a year counts

    contacted_on: Mapped[dt.date] = plain(past=True)
    channel: Mapped[Channel] = plain(default=Channel.IN_PERSON)
    language: Mapped[SpokenLanguage] = special()
    topics: Mapped[tuple[str, ...]] = special(codes=Topic)
    persons_served: Mapped[int] = plain(default=1, low=1, high=1000)
    first_in_year: Mapped[FirstInYear] = plain(default=FirstInYear.NOT_KNOWN)
    is_legal_advice: Mapped[bool] = plain(default=False)
    outcome: Mapped[Outcome | None] = plain()
    minutes: Mapped[Minutes | None] = plain()
    referred_to_id: Mapped[UUID | None] = link("organisation.id")
    adviser: Mapped[str | None] = personal(String(SHORT))
    follow_up_code: Mapped[str | None] = personal(String(20))
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("follow_up_code", "adviser", privacy="personal")
