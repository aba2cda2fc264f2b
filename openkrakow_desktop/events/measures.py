"""Measures 3.1a, 3.1b, 4.1 and the own-register half of 3.2: which events and sessions count, and why others do not.

Sums are read from sessions (a festival over New Year belongs to both years, day by day), counts of events from the day
of their first session that counts. Formulas: domain.md §1.1 and §1.8, catalogue."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from ..contacts.model import Organisation, OrganisationKind, Person
from ..core.measures import Beside, Clause, Measure, Part, Period, Reading, State
from ..core.period import Prepared
from ..core.record import has_code
from .counting import ANONYMOUS, ATTENDANCE, IDENTITY, IS_PRESENT, has_attendance, number_of_people, with_surplus
from .model import Attendance, Event, EventSession, EventState, EventTag, Participant, SessionState

_Sitting = aliased(EventSession)
_Merged = aliased(Organisation)
_ITS_HELD = and_(_Sitting.event_id == Event.id, _Sitting.state == SessionState.HELD)
_COUNTS = or_(_Sitting.zero_confirmed_by.is_not(None), has_attendance(_Sitting))


def _some(*tests: Any) -> ColumnElement[bool]:
    """SQL: the event has a held session that passes these tests."""
    return select(_Sitting.id).where(_ITS_HELD, *tests).correlate(Event).exists()


_FIRST_ON = select(func.min(_Sitting.held_on)).where(_ITS_HELD, _COUNTS).correlate(Event).scalar_subquery()
_ON = func.coalesce(_FIRST_ON, Event.start_on)


def _touches(period: Period) -> ColumnElement[bool]:
    """SQL: an event with a day in R."""
    return and_(Event.start_on <= period.last, Event.end_on >= period.first)


def _sessions(query: Select[Any]) -> Select[Any]:
    return query.select_from(EventSession).join(Event, Event.id == EventSession.event_id)


def _counted_sessions(query: Select[Any]) -> Select[Any]:
    return with_surplus(_sessions(query))


def _sessions_of_organisers(query: Select[Any]) -> Select[Any]:
    query = _counted_sessions(query).join(Organisation, Organisation.id == Event.organiser_id)
    return query.outerjoin(_Merged, _Merged.id == Organisation.merged_into_id)


CENTRE = Clause("not_centre", lambda p: Event.run_by_centre.is_(True), scope=True)
NEVER = (
    Clause("event_draft", lambda p: Event.state != EventState.DRAFT),
    Clause("event_cancelled", lambda p: Event.cancelled_on.is_(None)),
    Clause("event_moved", lambda p: Event.state != EventState.MOVED),
)
HELD = (
    *NEVER,
    Clause("no_held_session", lambda p: _some()),
    Clause("no_attendance", lambda p: or_(~_some(), _some(_COUNTS))),
    Clause("first_session_in_other_year", lambda p: p.holds(_ON)),
)

EVENTS = Part(register="event", id=Event.id, on=_ON, title=Event.title, dated=_touches, clauses=HELD)
"""Every event held in R, whoever organised it, once each: "wydarzenia ogółem"."""

CENTRE_EVENTS = replace(EVENTS, clauses=(CENTRE, *HELD))
MULTICULTURAL_EVENTS = replace(
    EVENTS,
    clauses=(
        Clause("not_tagged", lambda p: has_code(Event.measure_tags, EventTag.MULTICULTURAL.value), scope=True),
        *HELD,
    ),
)
PARTICIPATIONS = Part(
    register="event",
    id=Event.id,
    on=EventSession.held_on,
    title=Event.title,
    dated=lambda p: p.holds(EventSession.held_on),
    clauses=(*NEVER, Clause("session_not_held", lambda p: EventSession.state == SessionState.HELD)),
    counts=ATTENDANCE,
    origin=_counted_sessions,
)
"""Attendance at every held session of R, one row per session (its event is named), whoever organised it."""

CENTRE_PARTICIPATIONS = replace(PARTICIPATIONS, clauses=(CENTRE, *PARTICIPATIONS.clauses))
INSTITUTION_PARTICIPATIONS = replace(
    PARTICIPATIONS,
    clauses=(
        Clause(
            "not_institution",
            lambda p: func.coalesce(_Merged.kind, Organisation.kind) == OrganisationKind.CULTURAL_INSTITUTION,
            scope=True,
        ),
        Clause("not_tagged", lambda p: has_code(Event.measure_tags, EventTag.INSTITUTION_INITIATIVE.value), scope=True),
        *PARTICIPATIONS.clauses,
    ),
    origin=_sessions_of_organisers,
)
"""The half of 3.2 that our own register holds; `overview` adds the institutions' returns."""

INSTITUTION = func.coalesce(Organisation.merged_into_id, Organisation.id)
"""SQL: who organised a row of INSTITUTION_PARTICIPATIONS, after merging; with `Event.title_sort`: which initiative."""


CENTRE_ANONYMOUS = replace(CENTRE_PARTICIPATIONS, counts=ANONYMOUS, origin=_sessions)


def _listed(query: Select[Any]) -> Select[Any]:
    query = _sessions(query).join(Attendance, Attendance.session_id == EventSession.id)
    query = query.join(Participant, Participant.id == Attendance.participant_id)
    return query.outerjoin(Person, Person.id == Participant.person_id)


CENTRE_LISTED = replace(
    CENTRE_PARTICIPATIONS,
    register="attendance",
    id=Attendance.id,
    title=Participant.code + literal(" · ") + Event.title,
    clauses=(Clause("not_present", lambda p: IS_PRESENT, scope=True), *CENTRE_PARTICIPATIONS.clauses),
    counts=1,
    one_of=(IDENTITY,),
    origin=_listed,
)
"""The lists behind "at least n people": each person's first attendance of R counts, the later ones are that person."""


def _anonymous_share(session: Session, period: Period, main: Reading) -> Reading:
    """The share of guests whom only the counter knows, exact; not applicable where nobody came."""
    if not main.value:
        return Reading(State.NOT_APPLICABLE, None, "nobody_came")
    return Reading.of(Fraction(CENTRE_ANONYMOUS.number(session, period), int(main.value)))


def _different_people(period: Period) -> Select[Any]:
    part = CENTRE_PARTICIPATIONS
    return number_of_people(_sessions, [part.dated(period), *(clause.test(period) for clause in part.clauses)])


_DISTINCT_LISTED = Prepared(_different_people)


def _distinct_listed(session: Session, period: Period, main: Reading) -> Reading:
    """Different people on the lists: the least number of people behind 3.1a, never a guess about the others."""
    return Reading.of(int(_DISTINCT_LISTED.scalar(session, period) or 0))


MEASURES = (
    Measure(
        "3.1a",
        (CENTRE_PARTICIPATIONS,),
        beside=(
            Beside("3.1a+anonymous", work_out=_anonymous_share, behind=CENTRE_ANONYMOUS, is_share=True),
            Beside("3.1a+distinct", work_out=_distinct_listed, behind=CENTRE_LISTED),
        ),
    ),
    Measure("3.1b", (CENTRE_EVENTS,)),
    Measure("4.1", (MULTICULTURAL_EVENTS,)),
)
