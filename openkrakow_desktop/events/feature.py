"""Events: the registers, verbs, measures and gaps that the rest of the program may find here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import aliased

from ..core.declarations import Action, Ask, Computed, Draft, Feature, Opens, Place, Register
from .counting import anonymous_at, listed_at, merging
from .door import save_attendance, save_entry, save_tally
from .gaps import gaps
from .lists import save_co_organiser, save_participant, save_registration
from .measures import MEASURES
from .model import (
    Attendance,
    AttendanceMode,
    Event,
    EventCoOrganiser,
    EventSeries,
    EventSession,
    EventState,
    Participant,
    Registration,
    SeriesException,
    SessionEntry,
    SessionState,
    SessionTally,
)
from .office_sheet import SIDE
from .people import participants_by_name
from .print_outs import CARD, CARDS, EVENT_SIGN_IN_SHEET, MONTH_PROGRAMME, SIGN_IN_SHEET
from .rules import (
    attendance_rules,
    co_organiser_rules,
    entry_rules,
    event_locked,
    event_rules,
    owned_locked,
    participant_rules,
    registration_rules,
    session_rules,
    tally_invariant,
    tally_rules,
)
from .series import SERIES_FORM, exception_rules, series_rules
from .series_figures import attendance_sql, held_sql, occurrences_sql
from .series_scope import save_series
from .service import (
    EVENT_FORM,
    cancel_event,
    cancel_session,
    confirm_zero,
    hold_event,
    hold_session,
    move_event,
    save_event,
    save_session,
    settle_event,
    unsettle_event,
)
from .sheets import proposed_clause

_Sitting = aliased(EventSession)
_COUNTED = ("session", "session_entry", "attendance", "participant", "person")


def _sessions() -> Any:
    """SQL: how many sessions of an event are planned or took place."""
    mine = select(func.count(_Sitting.id)).where(
        _Sitting.event_id == Event.id, _Sitting.state != SessionState.CANCELLED
    )
    return mine.correlate(Event).scalar_subquery()


def _event_attendance() -> Any:
    """SQL: participations in an event so far; empty while nothing is known (decisions.md 10: never "people")."""
    total = cast(func.sum(listed_at(_Sitting.id) + anonymous_at(_Sitting.id)), Integer)
    known = func.count(case((_Sitting.state == SessionState.HELD, 1)))
    mine = select(case((known > 0, total), else_=func.nullif(total, 0)))
    tests = (_Sitting.event_id == Event.id, _Sitting.state != SessionState.CANCELLED)
    return mine.select_from(_Sitting).where(*tests).correlate(Event).scalar_subquery()


def _listed() -> Any:
    return listed_at(EventSession.id)


def _anonymous() -> Any:
    return cast(anonymous_at(EventSession.id), Integer)


def _attendance() -> Any:
    return cast(listed_at(EventSession.id) + anonymous_at(EventSession.id), Integer)


def keeps_names(draft: Draft) -> bool:
    """Whether an event with these values keeps a list of names: only then is there a purpose to ask for."""
    return draft.get("attendance_mode") is AttendanceMode.NAMED


def usual_clause(draft: Draft) -> str | None:
    """The information clause of an event that keeps names, where none is written: that of its purpose."""
    return proposed_clause(draft.get("purpose")) if keeps_names(draft) else None


def _is(*states: EventState) -> Any:
    return lambda event: event.state in states


SERIES = Register(
    record=EventSeries,
    columns=(
        "name",
        "weekdays",
        "first_on",
        "last_on",
        Computed("occurrences", int, occurrences_sql),
        Computed("held", int, held_sql),
        Computed("attendance", int, attendance_sql),
    ),
    form=SERIES_FORM,
    order="name",
    rules=series_rules,
    save=save_series,
    natural_key=("name", "first_on"),
    filters=("type",),
    sums=("occurrences", "held", "attendance"),
    watches=("event", *_COUNTED[:3]),
    opens=(Opens("event_series.open", "series", icon="list-checks"),),
    icon="history",
)
SERIES_EXCEPTIONS = Register(
    record=SeriesException,
    columns=("series_id", "skipped_on", "reason"),
    form=("series_id", "skipped_on", "reason"),
    order="skipped_on",
    date="skipped_on",
    rules=exception_rules,
    natural_key=("series_id", "skipped_on"),
    parent="series_id",
    icon="circle-minus",
)
EVENTS = Register(
    record=Event,
    columns=(
        "start_on",
        "title",
        "type",
        "organiser_id",
        Computed("sessions", int, _sessions),
        Computed("attendance", int, _event_attendance),
        "state",
    ),
    form=EVENT_FORM,
    order="-start_on",
    date="start_on",
    rules=event_rules,
    save=save_event,
    asks_first="openkrakow_desktop.events.screen.series:scope_of_save",
    fills={"end_on": lambda draft: draft.get("start_on"), "clause": usual_clause},
    asked_when={"purpose": keeps_names, "clause": keeps_names},
    natural_key=("title", "start_on", "starts_at"),
    filters=("type", "state", "run_by_centre", "measure_tags", "audience"),
    sums=("attendance",),
    actions=(
        Action(
            "event.hold",
            hold_event,
            (Ask("zero_confirmed_by", required=False),),
            when=_is(EventState.PLANNED),
            icon="check",
        ),
        Action(
            "event.cancel", cancel_event, (Ask("reason"), Ask("on", dt.date)), when=_is(EventState.PLANNED), icon="x"
        ),
        Action("event.move", move_event, (Ask("to", dt.date),), when=_is(EventState.PLANNED), icon="calendar-clock"),
        Action("event.settle", settle_event, when=_is(EventState.HELD), undoable=False, icon="lock"),
        Action(
            "event.unsettle", unsettle_event, (Ask("reason"),), when=_is(EventState.SETTLED), undoable=False, icon="key"
        ),
    ),
    opens=(
        Opens("event.door", "door", when=_is(EventState.PLANNED, EventState.HELD), icon="door-open"),
        Opens("event.paper", "paper", when=_is(EventState.PLANNED, EventState.HELD), icon="file-text"),
        Opens("event.series", "series", when=lambda event: event.series_id is not None, icon="history"),
    ),
    reports=(EVENT_SIGN_IN_SHEET,),
    locked=event_locked,
    side=SIDE,
    watches=_COUNTED,
    icon="calendar-days",
)
SESSIONS = Register(
    record=EventSession,
    columns=(
        "held_on",
        "event_id",
        "starts_at",
        "ends_at",
        Computed("listed", int, _listed),
        Computed("anonymous", int, _anonymous),
        Computed("attendance", int, _attendance),
        "state",
    ),
    form=(
        "event_id",
        "held_on",
        "starts_at",
        "ends_at",
        "state",
        "zero_confirmed_by",
        "zero_confirmed_at",
        "dimension",
        "entered_by",
        "door_note",
    ),
    order="-held_on",
    date="held_on",
    rules=session_rules,
    save=save_session,
    natural_key=("event_id", "held_on", "starts_at"),
    parent="event_id",
    filters=("state",),
    sums=("listed", "anonymous", "attendance"),
    actions=(
        Action(
            "session.hold",
            hold_session,
            (Ask("zero_confirmed_by", required=False),),
            when=lambda one: one.state is SessionState.PLANNED,
            icon="check",
        ),
        Action(
            "session.confirm_zero",
            confirm_zero,
            (Ask("zero_confirmed_by"),),
            when=lambda one: one.state is SessionState.HELD and not one.zero_confirmed_by,
            icon="user-plus",
        ),
        Action("session.cancel", cancel_session, when=lambda one: one.state is SessionState.PLANNED, icon="x"),
    ),
    opens=(
        Opens("session.door", "door", when=lambda one: one.state is not SessionState.CANCELLED, icon="door-open"),
        Opens("session.paper", "paper", when=lambda one: one.state is not SessionState.CANCELLED, icon="file-text"),
    ),
    reports=(SIGN_IN_SHEET,),
    locked=owned_locked,
    watches=_COUNTED[1:],
    icon="clock",
)
CO_ORGANISERS = Register(
    record=EventCoOrganiser,
    columns=("event_id", "organisation_id"),
    form=("event_id", "organisation_id"),
    rules=co_organiser_rules,
    save=save_co_organiser,
    natural_key=("event_id", "organisation_id"),
    parent="event_id",
    locked=owned_locked,
    icon="layers",
)
PARTICIPANTS = Register(
    record=Participant,
    columns=("code", "person_id", "purpose", "retain_until"),
    form=("code", "person_id", "purpose", "retain_until", "remark"),
    order="code",
    rules=participant_rules,
    save=save_participant,
    natural_key=("code",),
    filters=("purpose",),
    finds=participants_by_name,
    reports=(CARD,),
    icon="user-plus",
)
REGISTRATIONS = Register(
    record=Registration,
    columns=("participant_id", "event_id", "state", "registered_on"),
    form=("event_id", "participant_id", "state", "registered_on"),
    date="registered_on",
    rules=registration_rules,
    save=save_registration,
    natural_key=("event_id", "participant_id"),
    parent="event_id",
    filters=("state",),
    locked=owned_locked,
    icon="list-checks",
)
ATTENDANCES = Register(
    record=Attendance,
    columns=("participant_id", "session_id", "state", "at"),
    form=("session_id", "participant_id", "state", "at"),
    date="at",
    rules=attendance_rules,
    save=save_attendance,
    natural_key=("session_id", "participant_id"),
    parent="session_id",
    filters=("state",),
    locked=owned_locked,
    icon="door-open",
)
ENTRIES = Register(
    record=SessionEntry,
    columns=("session_id", "kind", "n", "category", "at"),
    form=("session_id", "kind", "n", "category", "at"),
    date="at",
    rules=entry_rules,
    save=save_entry,
    parent="session_id",
    filters=("kind",),
    sums=("n",),
    locked=owned_locked,
    icon="plus",
)
TALLIES = Register(
    record=SessionTally,
    columns=("session_id", "dimension", "category", "n"),
    form=("session_id", "dimension", "category", "n"),
    rules=tally_rules,
    save=save_tally,
    natural_key=("session_id", "category"),
    parent="session_id",
    filters=("dimension",),
    sums=("n",),
    locked=owned_locked,
    invariant=tally_invariant,
    icon="equal",
)

FEATURE = Feature(
    key="events",
    icon="calendar-days",
    registers=(
        EVENTS,
        SESSIONS,
        SERIES,
        SERIES_EXCEPTIONS,
        CO_ORGANISERS,
        PARTICIPANTS,
        REGISTRATIONS,
        ATTENDANCES,
        ENTRIES,
        TALLIES,
    ),
    measures=MEASURES,
    places=(
        Place("calendar", "calendar-days", "openkrakow_desktop.events.screen.calendar:calendar"),
        Place("door", "door-open", "openkrakow_desktop.events.screen.door:door", is_task=True),
        Place("paper", "file-text", "openkrakow_desktop.events.screen.paper:paper", is_task=True),
        Place("series_plan", "plus", "openkrakow_desktop.events.screen.series_plan:series_plan"),
        Place("series", "history", "openkrakow_desktop.events.screen.series_page:series", is_task=True),
        Place("cards", "contact", "openkrakow_desktop.events.screen.paper_cards:cards"),
    ),
    reports=(MONTH_PROGRAMME, CARDS),
    gaps=gaps,
    merging=merging,
)
