"""Every rule of events as a draft that breaks it (domain.md §1.0, §1.1; decisions.md 5-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.events.model import (
    AttendanceMode,
    Dimension,
    EntryKind,
    Event,
    EventState,
    EventType,
    NamingPurpose,
    SessionState,
    TallyCategory,
)
from openkrakow_desktop.events.recurrence import Repeat
from openkrakow_desktop.events.service import cancel_event, cancel_session, settle_event
from openkrakow_desktop.programme.months import Locked, record_settlement
from tests.events.build import CLOCK, DAY, TODAY, event, held, organisation, participant, person, put, sitting
from tests.refusal import Refusal

Build = Callable[[Session], dict[str, Any]]


def an_event(**values: Any) -> Build:
    """The form of a new event, with these values."""

    def draft(session: Session) -> dict[str, Any]:
        facts = {"title": "Debata", "type": EventType.DEBATE, "organiser_id": organisation(session)}
        return facts | {"start_on": DAY, "end_on": DAY} | values

    return draft


def a_session(**values: Any) -> Build:
    """The form of another session of an event planned for one day."""
    return lambda session: {"event_id": event(session), "held_on": DAY, "state": SessionState.PLANNED} | values


def an_entry(**values: Any) -> Build:
    """The form of a counter entry at a planned session."""
    return lambda session: {"session_id": sitting(session, event(session)), "kind": EntryKind.PAPER, "n": 5} | values


def a_tally(**values: Any) -> Build:
    """The form of a tally at a session with ten guests."""

    def draft(session: Session) -> dict[str, Any]:
        facts = {"dimension": Dimension.AGE, "category": TallyCategory.ADULTS, "n": 10}
        return {"session_id": sitting(session, held(session, guests=10))} | facts | values

    return draft


def in_district(session: Session) -> dict[str, Any]:
    return an_event(district_id=organisation(session, OrganisationKind.SCHOOL))(session)


def in_cancelled_event(session: Session) -> dict[str, Any]:
    key = event(session)
    cancel_event(session, key, "burza", DAY)
    return {"event_id": key, "held_on": DAY, "state": SessionState.HELD}


def settled(session: Session) -> Any:
    """The key of a settled event."""
    key = held(session)
    settle_event(session, key, CLOCK)
    return key


def at_cancelled_session(session: Session) -> Any:
    key = sitting(session, event(session))
    cancel_session(session, key)
    return key


def listed_where(mode: AttendanceMode, session: Session) -> dict[str, Any]:
    key = event(session, attendance_mode=mode)
    return {"session_id": sitting(session, key), "participant_id": participant(session)}


def registered_where(mode: AttendanceMode, session: Session) -> dict[str, Any]:
    return {"event_id": event(session, attendance_mode=mode), "participant_id": participant(session)}


def organised_by_itself(session: Session) -> dict[str, Any]:
    key = event(session)
    return {"event_id": key, "organisation_id": session.get_one(Event, key).organiser_id}


def with_used_code(session: Session) -> dict[str, Any]:
    participant(session, code="CW-0042")
    return {"code": "CW-0042"}


def named_without(name: str) -> Build:
    """A participant with a name, but without its purpose or its end."""

    def draft(session: Session) -> dict[str, Any]:
        facts = {"person_id": person(session), "purpose": NamingPurpose.CERTIFICATE, "retain_until": TODAY}
        return {"code": ""} | facts | {name: None}

    return draft


def of_settled(**values: Any) -> Build:
    """The form of something that belongs to a settled event."""
    return lambda session: {"event_id": settled(session)} | values


def at_settled(**values: Any) -> Build:
    """The form of something that belongs to a session of a settled event."""
    return lambda session: {"session_id": sitting(session, settled(session))} | values


def a_pattern(**values: Any) -> Build:
    """The form of a series of two years of Thursdays."""

    def draft(session: Session) -> dict[str, Any]:
        facts = {"name": "Kawiarenka", "type": EventType.LANGUAGE_CAFE, "organiser_id": organisation(session)}
        days = {"first_on": DAY, "last_on": DAY + dt.timedelta(730), "repeat": Repeat.WEEKLY, "weekdays": ("4",)}
        return facts | days | values

    return draft


def a_day_left_out(**values: Any) -> Build:
    """The form of a day on which a series of two weeks does not take place."""

    def draft(session: Session) -> dict[str, Any]:
        series = put(session, "event_series", name="Kawiarenka", first_on=DAY, last_on=DAY + dt.timedelta(14))
        return {"series_id": series.id, "skipped_on": DAY, "reason": "remont"} | values

    return draft


def month_settled(build: Build) -> Build:
    """The same form, once the month of DAY has been settled."""

    def draft(session: Session) -> dict[str, Any]:
        made = build(session)
        record_settlement(session, DAY.year, DAY.month, "", Locked(0, 0, 0), CLOCK)
        return made

    return draft


MODE, STATE, SAT = AttendanceMode, EventState, SessionState
SIX, SEVEN, MIDNIGHT, NOON = dt.time(18), dt.time(19), dt.time(0), dt.time(12)

IN_SETTLED_MONTH: list[Refusal] = [
    Refusal("event", month_settled(an_event()), "start_on", "problem.month_settled"),
    Refusal(
        "event",
        month_settled(an_event(start_on=dt.date(2026, 2, 27), end_on=DAY)),
        "start_on",
        "problem.month_settled",
    ),
    Refusal("session", month_settled(a_session(starts_at=SIX)), "", "problem.month_settled"),
    Refusal("session_entry", month_settled(an_entry()), "", "problem.month_settled"),
    Refusal("session_tally", month_settled(a_tally()), "", "problem.month_settled"),
    Refusal("attendance", month_settled(partial(listed_where, MODE.CODE)), "", "problem.month_settled"),
    Refusal("registration", month_settled(partial(registered_where, MODE.CODE)), "", "problem.month_settled"),
    Refusal(
        "event_co_organiser",
        month_settled(lambda s: {"event_id": event(s), "organisation_id": organisation(s, name="Inna")}),
        "",
        "problem.month_settled",
    ),
]
REFUSALS: list[Refusal] = [
    *IN_SETTLED_MONTH,
    Refusal("event", an_event(title=None), "title", "problem.required"),
    Refusal("event", an_event(type=None), "type", "problem.required"),
    Refusal("event", an_event(organiser_id=None), "organiser_id", "problem.required"),
    Refusal("event", an_event(start_on=None), "start_on", "problem.required"),
    Refusal("event", an_event(title="x" * 201), "title", "problem.too_long"),
    Refusal("event", an_event(start_on=dt.date(2014, 12, 31)), "start_on", "problem.date_range"),
    Refusal("event", an_event(end_on=dt.date(2099, 1, 1)), "end_on", "problem.date_range"),
    Refusal("event", an_event(end_on=DAY - dt.timedelta(1)), "end_on", "problem.end_before_start"),
    Refusal("event", an_event(starts_at=dt.time(7), ends_at=dt.time(23, 1)), "ends_at", "problem.session_too_long"),
    Refusal("event", an_event(starts_at=SIX, ends_at=SIX), "ends_at", "problem.session_too_long"),
    Refusal("event", an_event(ends_at=SEVEN), "starts_at", "problem.required"),
    Refusal("event", an_event(capacity=0), "capacity", "problem.too_small"),
    Refusal("event", an_event(capacity=100_001), "capacity", "problem.too_great"),
    Refusal("event", an_event(cost=-1), "cost", "problem.too_small"),
    Refusal("event", an_event(measure_tags=("9.9",)), "measure_tags", "problem.unknown_code"),
    Refusal("event", an_event(languages=("xx",)), "languages", "problem.unknown_code"),
    Refusal("event", an_event(attendance_mode=MODE.NAMED), "purpose", "problem.names_need_purpose"),
    Refusal(
        "event",
        an_event(attendance_mode=MODE.NAMED, purpose=NamingPurpose.OTHER),
        "clause",
        "problem.purpose_needs_clause",
    ),
    Refusal("event", an_event(state=STATE.CANCELLED, cancelled_on=DAY), "cancel_reason", "problem.required"),
    Refusal("event", an_event(state=STATE.CANCELLED, cancel_reason="burza"), "cancelled_on", "problem.required"),
    Refusal("event", an_event(cancelled_on=DAY), "cancelled_on", "problem.not_cancelled"),
    Refusal("event", lambda s: an_event(moved_to_id=event(s))(s), "moved_to_id", "problem.not_moved"),
    Refusal("event", an_event(state=STATE.MOVED), "moved_to_id", "problem.moved_where", warning=True),
    Refusal("event", in_district, "district_id", "problem.not_a_district"),
    Refusal("event", an_event(case_no="SP-03/0541"), "case_no", "problem.case_number", warning=True),
    Refusal("event", an_event(remark="osoba w ciąży"), "remark", "problem.sensitive", warning=True),
    Refusal("event_series", lambda s: {"name": None}, "name", "problem.required"),
    Refusal(
        "event_series",
        lambda s: {"name": "Kawiarenka", "starts_at": MIDNIGHT, "ends_at": dt.time(16, 1)},
        "ends_at",
        "problem.session_too_long",
    ),
    Refusal(
        "event_series",
        lambda s: {"name": "Kawiarenka", "remark": "wyznanie"},
        "remark",
        "problem.sensitive",
        warning=True,
    ),
    Refusal(
        "event_series",
        lambda s: {"name": "Kawiarenka", "first_on": DAY, "last_on": DAY - dt.timedelta(1)},
        "last_on",
        "problem.end_before_start",
    ),
    Refusal("event_series", a_pattern(type=None), "type", "problem.required"),
    Refusal("event_series", a_pattern(organiser_id=None), "organiser_id", "problem.required"),
    Refusal("event_series", a_pattern(weekdays=()), "weekdays", "problem.required"),
    Refusal("event_series", a_pattern(weekdays=tuple("1234567")), "last_on", "problem.series_too_long"),
    Refusal("event_series", lambda s: {"name": "Kawiarenka", "every": 0}, "every", "problem.too_small"),
    Refusal("event_series", lambda s: {"name": "Kawiarenka", "weekdays": ("8",)}, "weekdays", "problem.unknown_code"),
    Refusal("event_series_exception", a_day_left_out(reason=None), "reason", "problem.required"),
    Refusal(
        "event_series_exception",
        a_day_left_out(skipped_on=DAY + dt.timedelta(99)),
        "skipped_on",
        "problem.series_exception_outside",
    ),
    Refusal("event_co_organiser", organised_by_itself, "organisation_id", "problem.is_organiser"),
    Refusal(
        "event_co_organiser", lambda s: of_settled(organisation_id=organisation(s))(s), "", "problem.event_settled"
    ),
    Refusal("session", a_session(held_on=DAY + dt.timedelta(1)), "held_on", "problem.outside_event"),
    Refusal("session", a_session(held_on=DAY - dt.timedelta(1)), "held_on", "problem.outside_event"),
    Refusal("session", a_session(starts_at=NOON, ends_at=dt.time(4, 1)), "ends_at", "problem.session_too_long"),
    Refusal("session", a_session(ends_at=NOON), "starts_at", "problem.required"),
    Refusal("session", in_cancelled_event, "state", "problem.event_off"),
    Refusal("session", a_session(zero_confirmed_by="AB"), "zero_confirmed_by", "problem.zero_of_unheld"),
    Refusal(
        "session", a_session(state=SAT.HELD, zero_confirmed_at=CLOCK.now()), "zero_confirmed_by", "problem.required"
    ),
    Refusal(
        "session",
        a_session(door_note="uczestnik jest chory, choroba serca"),
        "door_note",
        "problem.sensitive",
        warning=True,
    ),
    Refusal("session", of_settled(held_on=DAY), "", "problem.event_settled"),
    Refusal("session_entry", an_entry(session_id=None), "session_id", "problem.required"),
    Refusal("session_entry", an_entry(n=-1), "n", "problem.too_small"),
    Refusal("session_entry", an_entry(n=-1, kind=EntryKind.TAP), "n", "problem.too_small"),
    Refusal("session_entry", an_entry(n=1_000_001), "n", "problem.too_great"),
    Refusal("session_entry", an_entry(n=-1, kind=EntryKind.CORRECTION), "n", "problem.counter_below_zero"),
    Refusal(
        "session_entry",
        lambda s: an_entry(session_id=at_cancelled_session(s))(s),
        "session_id",
        "problem.counts_nowhere",
    ),
    Refusal("session_entry", at_settled(n=1, kind=EntryKind.PAPER), "", "problem.event_settled"),
    Refusal("participant", lambda s: {"code": "0042"}, "code", "problem.participation_code"),
    Refusal("participant", lambda s: {"code": "Łęcka Maria"}, "code", "problem.participation_code"),
    Refusal("participant", with_used_code, "code", "problem.code_used"),
    Refusal("participant", named_without("purpose"), "purpose", "problem.name_needs_purpose"),
    Refusal("participant", named_without("retain_until"), "retain_until", "problem.name_needs_purpose"),
    Refusal("participant", lambda s: {"code": "", "remark": "narodowość"}, "remark", "problem.sensitive", warning=True),
    Refusal("registration", lambda s: registered_where(MODE.ANONYMOUS, s), "participant_id", "problem.counter_only"),
    Refusal("registration", lambda s: of_settled(participant_id=participant(s))(s), "", "problem.event_settled"),
    Refusal("attendance", lambda s: listed_where(MODE.ANONYMOUS, s), "participant_id", "problem.counter_only"),
    Refusal(
        "attendance",
        lambda s: {"session_id": at_cancelled_session(s), "participant_id": participant(s)},
        "session_id",
        "problem.counts_nowhere",
    ),
    Refusal("attendance", lambda s: at_settled(participant_id=participant(s))(s), "", "problem.event_settled"),
    Refusal("session_tally", a_tally(n=-1), "n", "problem.too_small"),
    Refusal("session_tally", a_tally(n=11), "n", "problem.tallies_above"),
    Refusal("session_tally", a_tally(category=TallyCategory.UKRAINIAN), "category", "problem.other_dimension"),
    Refusal(
        "session_tally",
        at_settled(dimension=Dimension.AGE, category=TallyCategory.ADULTS, n=1),
        "",
        "problem.event_settled",
    ),
]
