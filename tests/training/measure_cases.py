"""A year in which every clause of the training measures leaves somebody out, and the numbers of that year."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.training.model import TrainingCancelReason, TrainingGroup, TrainingState
from openkrakow_desktop.training.service import cancel_training
from tests.training.build import organisation, participation, someone, trainee, training

EVERY_TASK = ("1.4", "5.4", "6.3")
EXPECTED = {
    "1.4": 3, "1.4+participations": 4, "5.4a": 1, "5.4b": 4, "6.3a": 1, "6.3b": 5, "6.3b+outside": 2,
}
INSTITUTIONS = 1   # of T2-5.1: School A; the others were absent, elsewhere, or are no facility
LACK_OF_TAKERS = 1


def fill(session: Session, year: int) -> None:
    _city(session, year)
    _education(session, year)
    _uncounted(session, year)


def _city(session: Session, year: int) -> None:
    days = {"start_on": dt.date(year, 12, 30), "end_on": dt.date(year, 12, 31)}
    first = training(session, measure_tags=("1.4", "6.3"), **days)
    again = trainee(session, TrainingGroup.OFFICE)
    participation(session, first, again, 100)
    someone(session, first, TrainingGroup.MUNICIPAL_UNIT, 80)       # just complete
    someone(session, first, TrainingGroup.MUNICIPAL_POLICE, 79)     # present, not complete
    someone(session, first, TrainingGroup.DISTRICT)
    someone(session, first, TrainingGroup.POLICE)
    someone(session, first, TrainingGroup.NGO)
    someone(session, first, TrainingGroup.OFFICE, 0)                # on the list, not there
    someone(session, first, TrainingGroup.NGO, 0)
    someone(session, first, TrainingGroup.OFFICE, None)             # registered only
    someone(session, first, TrainingGroup.MUNICIPAL_UNIT, 1)
    second = training(session, title="Drugie", measure_tags=("1.4",), **days)
    participation(session, second, again, 100)                      # the same person: once in 1.4


def _education(session: Session, year: int) -> None:
    day = dt.date(year, 1, 1)
    made = training(session, title="Dla szkół", measure_tags=("5.4",), start_on=day, end_on=day)
    school = organisation(session, f"Szkoła A {year}", OrganisationKind.SCHOOL)
    kindergarten = organisation(session, f"Przedszkole B {year}", OrganisationKind.KINDERGARTEN)
    university = organisation(session, f"Uczelnia {year}", OrganisationKind.UNIVERSITY)
    someone(session, made, TrainingGroup.TEACHER, 60, school)
    someone(session, made, TrainingGroup.TEACHER, 60, school)
    someone(session, made, TrainingGroup.TEACHER, 0, kindergarten)
    someone(session, made, TrainingGroup.TEACHER, 100, university)
    someone(session, made, TrainingGroup.PARENT, 1)
    someone(session, made, TrainingGroup.OTHER, 100)


def _uncounted(session: Session, year: int) -> None:
    """One training broken off, one under way, one of no task, one of the year before: in each, people completed."""
    day = {"start_on": dt.date(year, 6, 1), "end_on": dt.date(year, 6, 2)}
    before = {"start_on": dt.date(year - 1, 12, 30), "end_on": dt.date(year - 1, 12, 31)}
    open_ = {"state": TrainingState.ENROLLING, "measure_tags": EVERY_TASK, **day}
    broken_off, under_way = training(session, title="Przerwane", **open_), training(session, title="W toku", **open_)
    other = training(session, title="Inne", measure_tags=(), **day)
    old = training(session, title="Dawne", measure_tags=EVERY_TASK, **before)
    for number, made in enumerate((broken_off, under_way, other, old)):
        school = organisation(session, f"Szkoła {number} {year}", OrganisationKind.SCHOOL)
        someone(session, made, TrainingGroup.OFFICE)
        someone(session, made, TrainingGroup.TEACHER, 100, school)
        someone(session, made, TrainingGroup.NGO)
    cancel_training(session, broken_off, TrainingCancelReason.LACK_OF_TAKERS, day["start_on"])
    venue = {"state": TrainingState.CANCELLED, "cancel_reason": TrainingCancelReason.NO_VENUE}
    training(session, title="Bez sali", measure_tags=(), **venue, **day)
