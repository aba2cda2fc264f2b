"""The readings that can be tried: each an alternative to a decided ambiguity (domain.md §1.11), made of the clauses of
the official formula. The order matters: what changes the unit comes before what changes its conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from ..activities.measures import LEAST_AT_CONSULTATION
from ..activities.model import Meeting, TranslationVersion
from ..contacts.model import Person, canonical
from ..core.measures import Clause, Measure, Part
from ..events.counting import has_attendance
from ..events.measures import CENTRE_LISTED, NEVER, PARTICIPATIONS
from ..events.model import Event, EventSession, SessionState
from ..point.measures import FIRST_IN_YEAR
from ..point.model import Contact, Minutes
from ..training.counting import attended, length
from ..training.measures import CITY_STAFF, SERVICES
from ..training.model import Participation, Trainee, TrainingGroup
from .what_if import YEAR, Alternative, Change, Value
from .what_if_ages import AGE_BANDS
from .what_if_year import YEARS

NO, YES = "no", "yes"
OCCURRENCE, SERIES, DAY = "occurrence", "series", "day"
VISITS, LISTED = "visits", "listed"
ENTRIES, PEOPLE = "entries", "people"
IN, OUT = "in", "out"
COVERED = (
    "all",
    "no_tools",
    "no_recommendations",
    "no_trainings",
    "only_tools",
    "only_recommendations",
    "only_trainings",
)
MINUTES = {"10": (Minutes.UP_TO_30, Minutes.UP_TO_60, Minutes.OVER_60), "30": (Minutes.UP_TO_60, Minutes.OVER_60),
           "60": (Minutes.OVER_60,)}  # fmt: skip
_UNION = ("tools", "recommendations", "trainings")  # the parts of T2-5.1 in their order

_First = aliased(EventSession)
_FIRST_HELD = func.coalesce(
    select(func.min(_First.held_on))
    .where(_First.event_id == Event.id, _First.state == SessionState.HELD)
    .correlate(Event)
    .scalar_subquery(),
    Event.start_on,
)


# ---- what formulas are changed with --------------------------------------------------------------------------------
def with_parts(measure: Measure, change: Callable[[Part], Part]) -> Measure:
    """The measure of other parts; the numbers beside it are of the official reading and are left away."""
    return replace(measure, parts=tuple(change(part) for part in measure.parts), beside=())


def without(part: Part, *whys: str) -> Part:
    """The part without the conditions of these reasons."""
    return replace(part, clauses=tuple(one for one in part.clauses if one.why not in whys))


def with_clause(part: Part, clause: Clause) -> Part:
    """The part with this condition in place of that of the same reason, or in addition."""
    if any(one.why == clause.why for one in part.clauses):
        return replace(part, clauses=tuple(clause if one.why == clause.why else one for one in part.clauses))
    return replace(part, clauses=(*part.clauses, clause))


def switched(change: Callable[[Part], Part]) -> Change:
    """A change that is on or off."""
    return lambda measure, value: with_parts(measure, change) if value == YES else measure


# ---- events --------------------------------------------------------------------------------------------------------
def _event_unit(measure: Measure, value: Value) -> Measure:
    if value == SERIES:
        return with_parts(measure, lambda p: replace(p, one_of=(func.coalesce(Event.series_id, Event.id),)))
    return with_parts(measure, _by_day) if value == DAY else measure


def _by_day(part: Part) -> Part:
    """Every day on which an event was held and counts, instead of the event."""
    somebody = Clause("no_attendance", lambda p: EventSession.zero_confirmed_by.is_not(None) | has_attendance())
    held = Clause("session_not_held", lambda p: EventSession.state == SessionState.HELD)
    scope = [one for one in part.clauses if one.scope]
    return replace(
        PARTICIPATIONS, clauses=(*scope, *NEVER, held, somebody), counts=1, one_of=(Event.id, EventSession.held_on)
    )


def _empty_counts(part: Part) -> Part:
    """An event held for nobody counts, from its first held session on."""
    known = "first_session_in_other_year"
    part = without(part, "no_attendance")
    if all(one.why != known for one in part.clauses):
        return part
    return replace(with_clause(part, Clause(known, lambda p: p.holds(_FIRST_HELD))), on=_FIRST_HELD)


def _visitors(measure: Measure, value: Value) -> Measure:
    """People on the lists, each once: "at least n people"."""
    return replace(measure, parts=(CENTRE_LISTED,), beside=()) if value == LISTED else measure


# ---- the Point -----------------------------------------------------------------------------------------------------
_ONLY_FIRST = replace(FIRST_IN_YEAR.clauses[0], scope=False)


def _least_minutes(measure: Measure, value: Value) -> Measure:
    if value not in MINUTES:
        return measure
    longer = MINUTES[str(value)]
    return with_parts(measure, lambda p: with_clause(p, Clause("what_if_short", lambda _: Contact.minutes.in_(longer))))


def _at_most(measure: Measure, value: Value) -> Measure:
    most = int(value)
    capped = case((Contact.persons_served > most, most), else_=Contact.persons_served)
    return with_parts(measure, lambda p: replace(p, counts=capped))


# ---- trainings -----------------------------------------------------------------------------------------------------
_TRAINEE = func.coalesce(canonical(Person), Trainee.id)


def _trained_share(measure: Measure, value: Value) -> Measure:
    percent = int(value)
    enough = Clause("not_completed", lambda p: and_(attended() > 0, attended() * 100 >= percent * length()))
    return with_parts(measure, lambda p: with_clause(p, enough))


def _group(groups: Collection[TrainingGroup]) -> Callable[[Part], Part]:
    return lambda part: with_clause(part, Clause("outside_target_group", lambda p: Participation.group.in_(groups)))


def _districts(measure: Measure, value: Value) -> Measure:
    city = [one for one in CITY_STAFF if one is not TrainingGroup.DISTRICT]
    return with_parts(measure, _group(city)) if value == OUT else measure


def _ngos(measure: Measure, value: Value) -> Measure:
    return with_parts(measure, _group((*SERVICES, TrainingGroup.NGO))) if value == IN else measure


def _once(one_of: tuple[Any, ...], chosen: str) -> Change:
    """Count each thing once, or (with nothing to tell them by) every row."""
    return lambda measure, value: (
        with_parts(measure, lambda p: replace(p, one_of=one_of)) if value == chosen else measure
    )


# ---- competition, patronages, meetings, translations, institutions -------------------------------------------------
def _consultations(measure: Measure, value: Value) -> Measure:
    least = int(value)
    enough = Clause("too_few_people", lambda p: Meeting.participants >= least)
    return with_parts(measure, lambda p: with_clause(p, enough))


def _published(part: Part) -> Part:
    """Procedures of which a foreign version came out in R, instead of those that stand at its end."""
    return replace(without(part, "withdrawn"), dated=lambda p: p.holds(TranslationVersion.published_on))


def _covered(measure: Measure, value: Value) -> Measure:
    chosen = str(value)
    if chosen == COVERED[0]:
        return measure
    how, _, which = chosen.partition("_")
    kept = [part for name, part in zip(_UNION, measure.parts, strict=True) if (name == which) == (how == "only")]
    return replace(measure, parts=tuple(kept), beside=())


ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("event_unit", ("3.1b", "4.1"), _event_unit, (OCCURRENCE, SERIES, DAY), official=OCCURRENCE),
    Alternative("event_empty", ("3.1b", "4.1"), switched(_empty_counts), (NO, YES), official=NO),
    Alternative("centre_visitors", ("3.1a",), _visitors, (VISITS, LISTED), official=VISITS),
    Alternative("point_first", ("1.1",), switched(lambda p: with_clause(p, _ONLY_FIRST)), (NO, YES), official=NO),
    Alternative("point_minutes", ("1.1",), _least_minutes, ("0", *MINUTES), official="0"),
    Alternative("point_persons", ("1.1",), _at_most, low=1, high=1000),
    Alternative("trained_share", ("1.4",), _trained_share, low=1, high=100),
    Alternative("trained_people", ("1.4",), _once((), ENTRIES), (PEOPLE, ENTRIES), official=PEOPLE),
    Alternative("trained_districts", ("1.4",), _districts, (IN, OUT), official=IN),
    Alternative("services_ngos", ("6.3b",), _ngos, (OUT, IN), official=OUT),
    Alternative("present_people", ("5.4b", "6.3b"), _once((_TRAINEE,), PEOPLE), (ENTRIES, PEOPLE), official=ENTRIES),
    Alternative("consultation_people", ("T2-2.2",), _consultations, low=1, high=10_000, official=LEAST_AT_CONSULTATION),
    Alternative(
        "nominations_late",
        ("4.2a",),
        switched(lambda p: without(p, "nomination_late", "nomination_late_postmark")),
        (NO, YES),
        official=NO,
    ),
    Alternative(
        "patronages_unrelated",
        ("4.3",),
        switched(lambda p: without(p, "patronage_not_related")),
        (NO, YES),
        official=NO,
    ),
    Alternative("procedures_flow", ("T2-1.2",), switched(_published), (NO, YES), official=NO),
    Alternative("institutions_covered", ("T2-5.1",), _covered, COVERED, official=COVERED[0]),
    AGE_BANDS,
    Alternative(YEAR, (), choices=YEARS, official=YEARS[0]),
)
BY_KEY = {one.key: one for one in ALTERNATIVES}
