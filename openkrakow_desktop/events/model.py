"""Events of the Multicultural Centre and its partners: sessions, who was there, and counts that name nobody.

What a number reads are dated facts: which sessions took place and what was counted at them; a counter is the sum of its
entries (decisions.md 4, 5). Nothing here says where a person comes from, what they believe or how they are."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ..core.languages import SpokenLanguage
from ..core.record import NAME, SHORT, Record, derived, link, note, personal, plain, search_key, sorting_key, special
from .recurrence import Nth, Repeat, Weekday


class EventType(enum.Enum):
    """What kind of event it is: the list of the Centre's own operator (domain.md §1.1)."""

    LESSON = "LEKCJA_WIELOKULTUROWA"
    WORKSHOP = "WARSZTAT"
    COOKING = "WARSZTAT_KULINARNY"
    ANTI_DISCRIMINATION = "SZKOLENIE_ANTYDYSKRYMINACYJNE"
    SEMINAR = "SEMINARIUM"
    CONFERENCE = "KONFERENCJA"
    DEBATE = "DEBATA"
    FESTIVAL = "FESTIWAL"
    MEETING = "SPOTKANIE"
    LANGUAGE_CAFE = "KAWIARENKA_JĘZYKOWA"
    SCREENING = "PROJEKCJA"
    CONCERT = "KONCERT"
    EXHIBITION = "WYSTAWA"
    WALK = "SPACER"
    STUDY_VISIT = "WIZYTA_STUDYJNA"
    VOLUNTEERING = "WOLONTARIAT"
    OTHER = "INNE"


class EventState(enum.Enum):
    """How far an event has come. Settled events are locked; drafts, cancelled and moved ones never count."""

    DRAFT = "SZKIC"
    PLANNED = "ZAPLANOWANE"
    HELD = "ODBYŁO_SIĘ"
    CANCELLED = "ODWOŁANE"
    MOVED = "PRZEŁOŻONE"
    SETTLED = "ROZLICZONE"


class Audience(enum.Enum):
    """Who may come."""

    OPEN = "OTWARTE"
    REGISTRATION = "ZAPISY"
    CLOSED = "ZAMKNIĘTE"


class AttendanceMode(enum.Enum):
    """How guests are counted: a counter only, a card without a name, or by name for a recorded purpose."""

    ANONYMOUS = "ANONIMOWA"
    CODE = "KOD"
    NAMED = "IMIENNA"


class NamingPurpose(enum.Enum):
    """Why names are kept at all (domain.md §1.1); OTHER is explained in the information clause."""

    LIMITED_PLACES = "OGRANICZONE_MIEJSCA"
    CERTIFICATE = "ZAŚWIADCZENIE"
    TRIP_INSURANCE = "UBEZPIECZENIE_WYJAZDU"
    OTHER = "INNY"


class EventTag(enum.Enum):
    """Measures that an event feeds beside those of the Centre."""

    INSTITUTION_INITIATIVE = "3.2"
    MULTICULTURAL = "4.1"


class SessionState(enum.Enum):
    """Whether a session took place (decisions.md 4)."""

    PLANNED = "PLANOWANA"
    HELD = "ODBYTA"
    CANCELLED = "ODWOŁANA"


class EntryKind(enum.Enum):
    """Where an anonymous count comes from: the door's counter, the count of the room, a list on paper."""

    TAP = "TAP"
    CORRECTION = "CORRECTION"
    PAPER = "PAPER"


class AttendanceState(enum.Enum):
    """Of one person at one session; only PRESENT counts."""

    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    CANCELLED = "CANCELLED"


class RegistrationState(enum.Enum):
    """Of a person on an event's list beforehand; no registration ever counts as attendance."""

    REGISTERED = "ZAPISANA"
    RESERVE = "REZERWOWA"
    CANCELLED = "REZYGNACJA"


class Dimension(enum.Enum):
    """By what a session's guests are tallied, all of them together, never one by one."""

    AGE = "AGE"
    LANGUAGE = "LANGUAGE"
    ORIGIN = "ORIGIN"


class TallyCategory(enum.Enum):
    """A category of one dimension; a missing tally is unknown, not zero."""

    CHILDREN = "DZIECI"
    YOUTH = "MŁODZIEŻ"
    ADULTS = "DOROŚLI"
    SENIORS = "60+"
    FOREIGN = "CUDZOZIEMCY"
    POLISH_NATIONAL = "POLACY"
    NOT_KNOWN = "NIE_WIADOMO"
    POLISH = "pl"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    ITALIAN = "it"
    GEORGIAN = "ka"
    TURKISH = "tr"
    ARABIC = "ar"
    GERMAN = "de"
    BELARUSIAN = "be"
    OTHER_LANGUAGE = "inne"


CATEGORIES: Mapping[Dimension, tuple[TallyCategory, ...]] = {
    Dimension.AGE: (TallyCategory.CHILDREN, TallyCategory.YOUTH, TallyCategory.ADULTS, TallyCategory.SENIORS),
    Dimension.LANGUAGE: tuple(TallyCategory(language.value) for language in SpokenLanguage),
    Dimension.ORIGIN: (TallyCategory.FOREIGN, TallyCategory.POLISH_NATIONAL, TallyCategory.NOT_KNOWN),
}
DIMENSION_OF: Mapping[TallyCategory, Dimension] = {
    category: dimension for dimension, categories in CATEGORIES.items() for category in categories
}
CARD = "CW"  # participation codes: CW-0042
_NUMBER = re.compile(rf"^{CARD}-(\d{{1,9}})$")


def card_number(code: str | None) -> int | None:
    """42 from CW-0042; None from a code of another kind."""
    found = _NUMBER.match(code or "")
    return int(found[1]) if found else None


class EventSeries(Record):
    """A series whose occurrences are events of their own (domain.md §1.1): what they usually look like and, where it
    was planned as a whole (`repeat` is then set), on which days. A part that was split off names its predecessor."""

    __tablename__ = "event_series"
    __label__ = ("name",)

    name: Mapped[str] = plain(String(NAME))
    rule: Mapped[str | None] = plain(String(NAME))
    type: Mapped[EventType | None] = plain()
    venue: Mapped[str | None] = plain(String(NAME))
    capacity: Mapped[int | None] = plain(low=1, high=100_000)
    starts_at: Mapped[dt.time | None] = plain()
    ends_at: Mapped[dt.time | None] = plain()
    remark: Mapped[str | None] = note()
    repeat: Mapped[Repeat | None] = plain()
    every: Mapped[int | None] = plain(low=1, high=12)
    weekdays: Mapped[tuple[str, ...] | None] = plain(codes=Weekday)
    nth: Mapped[Nth | None] = plain()
    first_on: Mapped[dt.date | None] = plain()
    last_on: Mapped[dt.date | None] = plain()
    continues_id: Mapped[UUID | None] = link("event_series.id")
    title_other: Mapped[str | None] = plain(String(NAME))
    organiser_id: Mapped[UUID | None] = link("organisation.id")
    run_by_centre: Mapped[bool | None] = plain()
    address: Mapped[str | None] = plain(String(NAME))
    district_id: Mapped[UUID | None] = link("organisation.id")
    is_online: Mapped[bool | None] = plain()
    languages: Mapped[tuple[str, ...] | None] = plain(codes=SpokenLanguage)
    audience: Mapped[Audience | None] = plain()
    attendance_mode: Mapped[AttendanceMode | None] = plain()
    purpose: Mapped[NamingPurpose | None] = plain()
    clause: Mapped[str | None] = plain(Text)
    agreement: Mapped[str | None] = plain(String(NAME))
    search: Mapped[str] = search_key("name", "venue")
    name_sort: Mapped[str] = sorting_key("name")


class SeriesException(Record):
    """A day on which a series would take place and does not: nobody planned it there, and why."""

    __tablename__ = "event_series_exception"
    __label__ = ("skipped_on", "reason")
    __owned_by__ = "series_id"

    series_id: Mapped[UUID] = link("event_series.id")
    skipped_on: Mapped[dt.date] = plain()
    reason: Mapped[str] = plain(String(NAME))


class Event(Record):
    """One event: an occurrence of a series, an evening, or a festival of several days."""

    __tablename__ = "event"
    __label__ = ("title", "start_on")
    __table_args__ = (Index(None, "start_on"),)

    series_id: Mapped[UUID | None] = link("event_series.id")
    title: Mapped[str] = plain(String(NAME))
    title_other: Mapped[str | None] = plain(String(NAME))
    type: Mapped[EventType] = plain()
    organiser_id: Mapped[UUID] = link("organisation.id")
    run_by_centre: Mapped[bool] = plain(default=False)
    start_on: Mapped[dt.date] = plain()
    end_on: Mapped[dt.date] = plain()
    starts_at: Mapped[dt.time | None] = plain()
    ends_at: Mapped[dt.time | None] = plain()
    venue: Mapped[str | None] = plain(String(NAME))
    address: Mapped[str | None] = plain(String(NAME))
    district_id: Mapped[UUID | None] = link("organisation.id")
    is_online: Mapped[bool] = plain(default=False)
    languages: Mapped[tuple[str, ...]] = plain(codes=SpokenLanguage, default=())
    audience: Mapped[Audience] = plain(default=Audience.OPEN)
    attendance_mode: Mapped[AttendanceMode] = plain(default=AttendanceMode.ANONYMOUS)
    purpose: Mapped[NamingPurpose | None] = plain()
    clause: Mapped[str | None] = plain(Text)
    capacity: Mapped[int | None] = plain(low=1, high=100_000)
    cost: Mapped[int | None] = plain(money=True)
    agreement: Mapped[str | None] = plain(String(NAME))
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    state: Mapped[EventState] = plain(default=EventState.PLANNED)
    cancel_reason: Mapped[str | None] = plain(String(NAME))
    cancelled_on: Mapped[dt.date | None] = plain()
    moved_to_id: Mapped[UUID | None] = link("event.id")
    settled_on: Mapped[dt.date | None] = plain(hidden=True)
    measure_tags: Mapped[tuple[str, ...]] = plain(codes=EventTag, default=())
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("title", "title_other", "venue", "case_no")
    title_key: Mapped[str] = search_key("title")
    title_sort: Mapped[str] = sorting_key("title")


class EventCoOrganiser(Record):
    """Another organisation that held the event together with the organiser."""

    __tablename__ = "event_co_organiser"
    __label__ = ("organisation_id", "event_id")
    __owned_by__ = "event_id"

    event_id: Mapped[UUID] = link("event.id")
    organisation_id: Mapped[UUID] = link("organisation.id")


class EventSession(Record):
    """One day or sitting of an event. Past midnight it still belongs to the day it began on."""

    __tablename__ = "session"
    __label__ = ("event_id", "held_on")
    __owned_by__ = "event_id"
    __table_args__ = (Index(None, "held_on", "state"),)

    event_id: Mapped[UUID] = link("event.id")
    held_on: Mapped[dt.date] = plain()
    starts_at: Mapped[dt.time | None] = plain()
    ends_at: Mapped[dt.time | None] = plain()
    state: Mapped[SessionState] = plain(default=SessionState.PLANNED)
    zero_confirmed_by: Mapped[str | None] = plain(String(SHORT))
    zero_confirmed_at: Mapped[dt.datetime | None] = plain()
    dimension: Mapped[Dimension] = plain(default=Dimension.AGE, quiet=True)
    entered_by: Mapped[str | None] = plain(String(SHORT), quiet=True)
    door_note: Mapped[str | None] = note()


class SessionEntry(Record):
    """A step of the anonymous counter: one guest let in, a correction after counting the room, a number from paper."""

    __tablename__ = "session_entry"
    __label__ = ("session_id", "kind")
    __owned_by__ = "session_id"
    __table_args__ = (Index(None, "session_id", "n"),)

    session_id: Mapped[UUID] = link("session.id", index=False)
    kind: Mapped[EntryKind] = plain(default=EntryKind.PAPER)
    n: Mapped[int] = plain(default=1, low=-1_000_000)
    category: Mapped[TallyCategory | None] = special()
    at: Mapped[dt.datetime | None] = plain(quiet=True)
    device: Mapped[str | None] = plain(String(40), quiet=True, hidden=True)
    paper_page: Mapped[int | None] = plain(low=1, quiet=True, hidden=True)
    paper_row: Mapped[int | None] = plain(low=1, quiet=True, hidden=True)


class Participant(Record):
    """Someone who is listed at events: a card with a code, and a name only where a purpose was recorded."""

    __tablename__ = "participant"
    __label__ = ("code",)

    code: Mapped[str] = personal(String(20), default="")
    person_id: Mapped[UUID | None] = link("person.id")
    purpose: Mapped[NamingPurpose | None] = plain()
    retain_until: Mapped[dt.date | None] = plain()
    remark: Mapped[str | None] = note()
    number: Mapped[int | None] = derived(lambda row: card_number(row.get("code")), Integer, privacy="personal")
    search: Mapped[str] = search_key("code", privacy="personal")


class Registration(Record):
    """A place asked for beforehand. It is a list for the door, never an attendance."""

    __tablename__ = "registration"
    __label__ = ("participant_id", "event_id")
    __owned_by__ = "event_id"

    event_id: Mapped[UUID] = link("event.id")
    participant_id: Mapped[UUID] = link("participant.id")
    state: Mapped[RegistrationState] = plain(default=RegistrationState.REGISTERED)
    registered_on: Mapped[dt.date | None] = plain(quiet=True)


class Attendance(Record):
    """One listed person at one session; the key is derived from both, so the same check-in made twice is one row."""

    __tablename__ = "attendance"
    __label__ = ("participant_id", "session_id")
    __owned_by__ = "session_id"
    __table_args__ = (
        Index(None, "session_id", "state", "participant_id"),
        Index(None, "participant_id", "state", "session_id"),
    )

    session_id: Mapped[UUID] = link("session.id", index=False)
    participant_id: Mapped[UUID] = link("participant.id", index=False)
    state: Mapped[AttendanceState] = plain(default=AttendanceState.PRESENT)
    at: Mapped[dt.datetime | None] = plain(quiet=True)
    paper_page: Mapped[int | None] = plain(low=1, quiet=True, hidden=True)
    paper_row: Mapped[int | None] = plain(low=1, quiet=True, hidden=True)


class SessionTally(Record):
    """How many of a session's guests belong to a category: a count of all, never of a person."""

    __tablename__ = "session_tally"
    __label__ = ("session_id", "category")
    __owned_by__ = "session_id"

    session_id: Mapped[UUID] = link("session.id")
    dimension: Mapped[Dimension] = special()
    category: Mapped[TallyCategory] = special()
    n: Mapped[int] = special()


Owned = EventCoOrganiser | EventSession | SessionEntry | Registration | Attendance | SessionTally


def event_id_of(session: Any, record: Owned) -> UUID:
    """The event whose part this record is."""
    if isinstance(record, (EventSession, EventCoOrganiser, Registration)):
        return record.event_id
    event_id: UUID = session.get_one(EventSession, record.session_id).event_id
    return event_id
