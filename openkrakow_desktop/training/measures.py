"""Measures 1.4, 5.4 and 6.3, and the institutions that trainings bring to T2-5.1 (domain.md §1.8, decisions.md 8).

Rows are participations; a training without any still tells that trainings are recorded, so a number may be 0."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, literal

from ..contacts.model import FACILITIES, Organisation, Person, canonical
from ..core.measures import Beside, Clause, Measure, Part
from ..core.record import has_code
from .counting import completed, participants, present
from .model import TOOK_PLACE as HELD_STATES
from .model import (
    Participation,
    Trainee,
    Training,
    TrainingCancelReason,
    TrainingGroup,
    TrainingState,
    TrainingTag,
)

CITY = (TrainingGroup.OFFICE, TrainingGroup.MUNICIPAL_UNIT, TrainingGroup.MUNICIPAL_POLICE)
CITY_STAFF = (*CITY, TrainingGroup.DISTRICT)
EDUCATION = (TrainingGroup.TEACHER, TrainingGroup.PARENT)
SERVICES = (*CITY, TrainingGroup.POLICE)

NOT_CANCELLED = Clause("training_cancelled", lambda p: Training.state != TrainingState.CANCELLED)
TOOK_PLACE = Clause(
    "training_not_held", lambda p: Training.state.not_in((TrainingState.PLANNED, TrainingState.ENROLLING)))
PRESENT = Clause("not_present", lambda p: present())
COMPLETED = Clause("not_completed", lambda p: completed())


def _tagged(tag: TrainingTag) -> Clause:
    return Clause("other_task", lambda p: has_code(Training.measure_tags, tag.value), scope=True)


def _group(why: str, groups: Collection[TrainingGroup]) -> Clause:
    return Clause(why, lambda p: Participation.group.in_(groups))


def _people(query: Select[Any]) -> Select[Any]:
    return (query.select_from(Training).outerjoin(Participation, Participation.training_id == Training.id)
            .outerjoin(Trainee, Trainee.id == Participation.trainee_id)
            .outerjoin(Person, Person.id == Trainee.person_id)
            .outerjoin(Organisation, Organisation.id == Participation.unit_id))


def _trainings(tag: TrainingTag) -> Part:
    return Part(
        register="training", id=Training.id, on=Training.end_on, title=Training.title,
        dated=lambda p: p.holds(Training.end_on), clauses=(_tagged(tag), NOT_CANCELLED, TOOK_PLACE))


def _participations(tag: TrainingTag, *clauses: Clause) -> Part:
    return Part(
        register="participation", main="training", id=Participation.id, on=Training.end_on,
        title=Trainee.code + literal(" · ") + Training.title, dated=lambda p: p.holds(Training.end_on),
        clauses=(_tagged(tag), NOT_CANCELLED, TOOK_PLACE, *clauses), origin=_people)


STAFF_COMPLETED = _participations(TrainingTag.OFFICE, COMPLETED, _group("outside_target_group", CITY_STAFF))
STAFF_TRAINED = replace(STAFF_COMPLETED, one_of=(func.coalesce(canonical(Person), Trainee.id),))
EDUCATION_PRESENT = _participations(TrainingTag.EDUCATION, PRESENT, _group("outside_target_group", EDUCATION))
SERVICES_PRESENT = _participations(TrainingTag.SERVICES, PRESENT, _group("outside_target_group", SERVICES))
SERVICES_OUTSIDE = _participations(
    TrainingTag.SERVICES, PRESENT, _group("in_target_group", [one for one in TrainingGroup if one not in SERVICES]))

EDUCATION_INSTITUTIONS = replace(
    _participations(TrainingTag.EDUCATION, PRESENT, Clause("no_facility", lambda p: Organisation.kind.in_(FACILITIES))),
    title=Organisation.name + literal(" · ") + Training.title, one_of=(canonical(Organisation),))
"""Schools, kindergartens and other facilities whose people were present in trainings tagged 5.4: a part of T2-5.1."""

LACK_OF_TAKERS = Part(
    register="training", id=Training.id, on=Training.end_on, title=Training.title,
    dated=lambda p: p.holds(Training.end_on),
    clauses=(Clause("other_reason", lambda p: Training.cancel_reason == TrainingCancelReason.LACK_OF_TAKERS,
                    scope=True),))
"""Trainings cancelled because nobody came forward: a signal of risk 5 (domain.md §1.10)."""

WITH_PLACES = Part(
    register="training", id=Training.id, on=Training.end_on, title=Training.title,
    dated=lambda p: p.holds(Training.end_on),
    clauses=(Clause("training_not_held", lambda p: Training.state.in_(HELD_STATES)),
             Clause("without_places", lambda p: Training.places.is_not(None))),
    counts=Training.places)
PLACES_TAKEN = replace(WITH_PLACES, counts=participants(present()))
"""Places and participations of the held trainings of R that say how many places they had: the signal of risk 5."""

MEASURES = (
    Measure("1.4", (STAFF_TRAINED,), (Beside("1.4+participations", STAFF_COMPLETED),)),
    Measure("5.4a", (_trainings(TrainingTag.EDUCATION),)),
    Measure("5.4b", (EDUCATION_PRESENT,)),
    Measure("6.3a", (_trainings(TrainingTag.SERVICES),)),
    Measure("6.3b", (SERVICES_PRESENT,), (Beside("6.3b+outside", SERVICES_OUTSIDE),)),
)
