"""Invented events of the Centre and its partners: series, evenings, festivals; held, settled, cancelled, planned.

A few things are left as they happen in an office: an event held without attendance, one planned in the past."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ...core.clock import WARSAW
from ...core.holidays import holiday_on
from ...core.languages import SpokenLanguage
from ...events.model import (
    AttendanceMode,
    Audience,
    Dimension,
    Event,
    EventSession,
    EventState,
    EventType,
    NamingPurpose,
    TallyCategory,
)
from ...events.recurrence import Repeat, Weekday
from ...events.series import days_of_series, occurrence, usual
from .maker import Maker

MIX = {
    EventType.LANGUAGE_CAFE: 30,
    EventType.WORKSHOP: 18,
    EventType.LESSON: 18,
    EventType.MEETING: 14,
    EventType.COOKING: 12,
    EventType.SCREENING: 7,
    EventType.CONCERT: 6,
    EventType.WALK: 8,
    EventType.DEBATE: 6,
    EventType.EXHIBITION: 4,
    EventType.FESTIVAL: 4,
    EventType.SEMINAR: 3,
    EventType.CONFERENCE: 2,
    EventType.ANTI_DISCRIMINATION: 4,
    EventType.STUDY_VISIT: 2,
    EventType.VOLUNTEERING: 4,
}
GUESTS = {  # least, most
    EventType.FESTIVAL: (120, 320),
    EventType.CONCERT: (60, 140),
    EventType.CONFERENCE: (70, 130),
    EventType.DEBATE: (35, 75),
    EventType.EXHIBITION: (25, 60),
    EventType.SCREENING: (20, 50),
}
AGES = (TallyCategory.CHILDREN, TallyCategory.YOUTH, TallyCategory.ADULTS, TallyCategory.SENIORS)
A_YEAR = 150


def make_participants(maker: Maker) -> list[UUID]:
    """People with a card: most without a name, some named for limited places."""
    retain = dt.date(maker.today.year + 1, 12, 31)
    drafts: list[dict[str, Any]] = [{} for _ in range(max(30, round(120 * maker.scale)))]
    drafts += [
        {"person_id": one, "purpose": NamingPurpose.LIMITED_PLACES, "retain_until": retain}
        for one in maker.people[40:90]
    ]
    return maker.many("participant", drafts)


def make_events(maker: Maker, year: int, participants: list[UUID]) -> None:
    """A year of events, as far as it has passed, and (in the running year) the weeks ahead."""
    series = maker.put(
        "event_series",
        name=f"Kawiarenka językowa {year}",
        type=EventType.LANGUAGE_CAFE,
        rule="co czwartek",
        venue=maker.words["centre"]["venues"][1],
        capacity=20,
        starts_at=dt.time(16),
        ends_at=dt.time(17, 30),
    )
    for number in range(maker.times(A_YEAR, year)):
        kind = maker.weighted(MIX)
        event = _event(maker, kind, maker.day(year), series.id if kind is EventType.LANGUAGE_CAFE else None)
        if event.state is EventState.HELD:
            _guests(maker, event, participants)
            if event.start_on.month <= 10 and maker.dice.random() < 0.7 and number % 40:
                maker.act("event.settle", event.id)
    _others(maker, year, participants)
    _turn_of_the_year(maker, year)
    if year == maker.today.year:
        _ahead(maker, participants)


def _event(maker: Maker, kind: EventType, day: dt.date, series: UUID | None, **values: Any) -> Event:
    state = maker.weighted({EventState.HELD: 92, EventState.CANCELLED: 6, EventState.DRAFT: 1})
    facts: dict[str, Any] = {}
    if state is EventState.CANCELLED:
        facts = {
            "cancel_reason": maker.one(["choroba osoby prowadzącej", "za mało zgłoszeń", "awaria sali"]),
            "cancelled_on": day - dt.timedelta(2),
        }
    named = kind in (EventType.COOKING, EventType.STUDY_VISIT, EventType.WALK)
    if named:
        facts |= {
            "attendance_mode": AttendanceMode.NAMED,
            "purpose": NamingPurpose.LIMITED_PLACES,
            "capacity": 24,
            "clause": "Dane służą tylko do zapisów na to wydarzenie.",
            "audience": Audience.REGISTRATION,
        }
    begins = maker.one([10, 16, 17, 18])
    last = day + dt.timedelta(1) if kind is EventType.FESTIVAL and day < maker.today else day
    made: Event = maker.put(
        "event",
        **(
            {
                "title": maker.one(_titles(maker, kind)),
                "type": kind,
                "series_id": series,
                "organiser_id": maker.organisations["centre"][0],
                "run_by_centre": True,
                "start_on": day,
                "end_on": last,
                "starts_at": dt.time(begins),
                "ends_at": dt.time(begins + 2),
                "venue": maker.one(maker.words["centre"]["venues"]),
                "district_id": maker.organisation("DZIELNICA"),
                "state": state,
                "languages": (SpokenLanguage.POLISH.value, SpokenLanguage.UKRAINIAN.value),
                "cost": maker.dice.randrange(0, 4_000_00, 50_00),
            }
            | facts
            | values
        ),
    )
    return made


def _titles(maker: Maker, kind: EventType) -> list[str]:
    words = maker.words
    found: list[str] = words["series"][0]["titles"] if kind is EventType.LANGUAGE_CAFE else words["events"][kind.value]
    return found


def _sessions(maker: Maker, event: Event) -> list[EventSession]:
    return maker.find("session", EventSession.event_id == event.id)


def _guests(maker: Maker, event: Event, participants: list[UUID]) -> None:
    """Who came: listed people where names or cards are kept, a count for the others, ages of all of them."""
    for sitting in _sessions(maker, event):
        if sitting.held_on > maker.today:
            continue
        listed = 0
        if event.attendance_mode is not AttendanceMode.ANONYMOUS:
            chosen = maker.dice.sample(participants, maker.dice.randint(9, 18))
            listed = len(chosen)
            maker.many("attendance", [{"session_id": sitting.id, "participant_id": one} for one in chosen])
        low, high = GUESTS.get(event.type, (8, 32))
        guests = maker.dice.randint(low, high)
        if event.capacity:
            guests = max(0, min(guests, event.capacity - listed))
        if guests:
            maker.put(
                "session_entry",
                session_id=sitting.id,
                n=guests,
                at=dt.datetime.combine(sitting.held_on, dt.time(19, 45), WARSAW),
            )
        if maker.dice.random() < 0.6:
            _ages(maker, sitting, listed + guests)


def _ages(maker: Maker, sitting: EventSession, total: int) -> None:
    left = total
    for category, share in zip(AGES, (0.12, 0.16, 0.55, 0.12), strict=True):
        n = min(left, round(total * share))
        left -= n
        if n:
            maker.put("session_tally", session_id=sitting.id, dimension=Dimension.AGE, category=category, n=n)


def _others(maker: Maker, year: int, participants: list[UUID]) -> None:
    """Events of cultural institutions (3.2), of the Programme Coordinator (4.1), and what is still to be put right."""
    coordinator = maker.organisations["UMK"][0]
    for number in range(maker.times(6, year)):
        institution = maker.organisations["INST_KULTURY"][number % len(maker.organisations["INST_KULTURY"])]
        event = _event(
            maker,
            EventType.EXHIBITION,
            maker.day(year),
            None,
            organiser_id=institution,
            run_by_centre=False,
            measure_tags=("3.2",),
            title=f"Otwarte drzwi: {number + 1}",
            **_held(),
        )
        _guests(maker, event, participants)
    for number in range(maker.times(4, year)):
        kind = (EventType.CONFERENCE, EventType.DEBATE)[number % 2]
        event = _event(
            maker, kind, maker.day(year), None, organiser_id=coordinator, run_by_centre=number % 2 == 0, **_held()
        )
        maker.put("event_co_organiser", event_id=event.id, organisation_id=maker.organisation("NGO", "UCZELNIA"))
        _guests(maker, event, participants)
    nobody = _event(
        maker, EventType.SCREENING, maker.day(year), None, title="Projekcja przy pustej sali", **_held()
    )
    for sitting in _sessions(maker, nobody):
        maker.act("session.confirm_zero", sitting.id, zero_confirmed_by="zespół Centrum")
    _event(maker, EventType.WORKSHOP, maker.day(year), None, title="Warsztat bez wpisanej frekwencji", **_held())


def _held() -> dict[str, Any]:
    return {"state": EventState.HELD, "cancel_reason": None, "cancelled_on": None}


def _turn_of_the_year(maker: Maker, year: int) -> None:
    """A festival that spans two years: an event of the first, guests of both (domain.md §1.1)."""
    first, last = dt.date(year, 12, 30), dt.date(year + 1, 1, 2)
    if last > maker.today:
        return
    event = _event(
        maker, EventType.FESTIVAL, first, None, title="Zimowy Festiwal Sąsiadów", **_held() | {"end_on": last}
    )
    for sitting, guests in zip(_sessions(maker, event), (20, 35, 15, 10), strict=True):
        maker.put("session_entry", session_id=sitting.id, n=guests)


def _ahead(maker: Maker, participants: list[UUID]) -> None:
    """Today's sessions, the week ahead, one planned in the past that nobody has settled, one moved."""
    today = maker.today
    planned = {"state": EventState.PLANNED, "cancel_reason": None, "cancelled_on": None}
    for hour, kind in ((10, EventType.LESSON), (16, EventType.LANGUAGE_CAFE), (18, EventType.COOKING)):
        event = _event(
            maker, kind, today, None, starts_at=dt.time(hour), ends_at=dt.time(hour + 2), **planned
        )
        if kind is EventType.COOKING:
            listed = participants[-18:]  # places are limited: all are there with a name
            maker.many("registration", [{"event_id": event.id, "participant_id": one} for one in listed])
    for days in (1, 2, 4, 6, 9, 13, 20, 27):
        _event(maker, maker.weighted(MIX), today + dt.timedelta(days), None, **planned)
    _event(maker, EventType.WALK, today - dt.timedelta(5), None, title="Spacer: czy się odbył?", **planned)
    moved = _event(
        maker, EventType.DEBATE, today + dt.timedelta(3), None, title="Debata: nowy termin", **planned
    )
    _event(
        maker,
        EventType.DEBATE,
        today - dt.timedelta(4),
        None,
        title="Debata: stary termin",
        state=EventState.MOVED,
        moved_to_id=moved.id,
        cancel_reason=None,
        cancelled_on=None,
    )
    _series_ahead(maker)


def _series_ahead(maker: Maker) -> None:
    """Every Thursday of the coming ten weeks; the day before Christmas, a holiday, was left out by somebody."""
    first, last = maker.today + dt.timedelta(1), maker.today + dt.timedelta(70)
    values: dict[str, Any] = {
        "name": "Kawiarenka językowa: czwartki po polsku",
        "type": EventType.LANGUAGE_CAFE,
        "repeat": Repeat.WEEKLY,
        "every": 1,
        "weekdays": (Weekday.THURSDAY.value,),
        "first_on": first,
        "last_on": last,
        "starts_at": dt.time(17),
        "ends_at": dt.time(18, 30),
        "venue": maker.words["centre"]["venues"][1],
        "capacity": 20,
        "organiser_id": maker.organisations["centre"][0],
        "run_by_centre": True,
        "languages": (SpokenLanguage.POLISH.value,),
        "audience": Audience.REGISTRATION,
        "attendance_mode": AttendanceMode.CODE,
    }
    series = maker.put("event_series", **values)
    days = days_of_series(values)
    left_out = next((day for day in days if holiday_on(day)), days[-1])
    maker.put("event_series_exception", series_id=series.id, skipped_on=left_out, reason="dzień wolny")
    for day in days:
        if day != left_out:
            maker.put("event", **occurrence(usual(values), series.id, day))
