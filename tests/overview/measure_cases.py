"""A year of every feature together, with what only composites see: one initiative told twice, one institution reached
twice."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import CoverageMeasure
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.contacts.service import merge_organisations
from openkrakow_desktop.training.model import TrainingGroup
from tests.activities import build as activities
from tests.activities import measure_cases as activity_cases
from tests.events import build as events
from tests.events import measure_cases as event_cases
from tests.training import build as trainings
from tests.training import measure_cases as training_cases

EXPECTED: dict[str, int | Fraction] = {
    "3.2": activity_cases.PARTNER_RETURNS + event_cases.INSTITUTIONS + 300 + 7,
    "T2-5.1": 2 + 1 + 1 + 1,  # activities: two of 5.1 and one of 5.2; trainings: one; and one reached by both
}


def fill(session: Session, year: int) -> None:
    for cases in (activity_cases, event_cases, training_cases):
        cases.fill(session, year)
    _told_twice(session, year)
    _reached_twice(session, year)


def _told_twice(session: Session, year: int) -> None:
    """A theatre reports an evening that our register holds too, under a merged name and in other letters."""
    theatre = activities.organisation(session, "Teatr Łaźnia", OrganisationKind.CULTURAL_INSTITUTION)
    spelled = activities.organisation(session, "Teatr Laznia", OrganisationKind.CULTURAL_INSTITUTION)
    merge_organisations(session, spelled, theatre)
    activities.put(session, "partner_return", institution_id=theatre, initiative="Wieczór pieśni", year=year,
                   n_participants=300, source="pismo")
    day, tags = dt.date(year, 9, 1), ("3.2",)
    for title, guests in (("WIECZÓR PIEŚNI", 40), ("Wieczór pieśni ludowych", 7)):
        events.held(session, title, day, guests, organiser_id=spelled, run_by_centre=False, measure_tags=tags)


def _reached_twice(session: Session, year: int) -> None:
    """One school of 5.1 whose teacher also came to a training of 5.4."""
    school = activities.organisation(session, f"Szkoła wspólna {year}", OrganisationKind.SCHOOL)
    day = dt.date(year, 10, 1)
    activities.put(session, "institution_coverage", institution_id=school, measure=CoverageMeasure.TOOLS,
                   covered_on=day)
    made = trainings.training(session, title="Wspólne", measure_tags=("5.4",), start_on=day, end_on=day)
    trainings.someone(session, made, TrainingGroup.TEACHER, 100, school)
