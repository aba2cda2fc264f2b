"""A year planted for trying other readings: small enough that every number under every reading is counted by hand."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import CoverageMeasure, MeetingKind, MeetingState, TranslationKind
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.events.model import Dimension, EventState, TallyCategory
from openkrakow_desktop.point.model import FirstInYear, Minutes
from openkrakow_desktop.training.model import TrainingGroup
from tests.activities import build as small
from tests.competition import build as contest
from tests.events import build as events
from tests.patronage.build import granted
from tests.patronage.build import put as put_patronage
from tests.point.build import contact
from tests.training import build as trainings

YEAR = 2026
TODAY = dt.date(2028, 1, 15)


def day(month: int, date: int, year: int = YEAR) -> dt.date:
    """A day of the year."""
    return dt.date(year, month, date)


def fill(session: Session) -> None:
    """The whole year."""
    for part in (_events, _point, _trainings, _meetings, _contest, _patronages, _translations, _institutions):
        part(session)


def _events(session: Session) -> None:
    """A series of three, a festival of two days, an evening nobody came to: 3.1b = 4, 3.1a = 30 + 40 + 2 = 72; 4.1 = 1
    (the festival). Next February one more of the series."""
    operator = events.organisation(session, name="Fundacja prowadząca Centrum")
    club = events.put(session, "event_series", name="Kawiarenka", organiser_id=operator).id
    for month in (1, 2, 11):
        events.held(session, f"Kawiarenka {month}", day(month, 5), 10, organiser_id=operator, series_id=club)
    events.held(session, "Kawiarenka po roku", day(2, 5, YEAR + 1), 10, organiser_id=operator, series_id=club)
    festival = events.event(
        session, "Festiwal", day(6, 1), until=day(6, 2), organiser_id=operator, measure_tags=("4.1",)
    )
    first, second = events.sittings(session, festival)
    events.come(session, first, 20)
    guest, other = events.participant(session), events.participant(session)
    events.listed(session, second, guest, other)
    events.come(session, second, 20)
    tally(session, first, TallyCategory.CHILDREN, 3)
    tally(session, first, TallyCategory.YOUTH, 4)
    tally(session, first, TallyCategory.ADULTS, 5)
    tally(session, first, TallyCategory.SENIORS, 6)
    # No form lets a held evening without guests pass unconfirmed, but a merge of two laptops may leave one.
    events.as_merged(session, EventState.HELD, day(10, 1), 0, operator, title="Nikt nie przyszedł")


def tally(session: Session, session_id: UUID, category: TallyCategory, n: int) -> None:
    """So many guests of a session in one band."""
    events.put(session, "session_tally", session_id=session_id, dimension=Dimension.AGE, category=category, n=n)


def _point(session: Session) -> None:
    """1.1 = 4 + 5 + 2 + 1 = 12."""
    first, again = FirstInYear.YES, FirstInYear.NO
    contact(session, contacted_on=day(1, 1), persons_served=4, first_in_year=first, minutes=Minutes.UP_TO_10)
    contact(session, contacted_on=day(7, 1), persons_served=5, first_in_year=again, minutes=Minutes.UP_TO_30)
    contact(session, contacted_on=day(8, 1), persons_served=2, first_in_year=first, minutes=Minutes.OVER_60)
    contact(session, contacted_on=day(9, 30), persons_served=1)


def _trainings(session: Session) -> None:
    """1.4: an official twice, 80 of 100 minutes; a district council's member 90; a unit's employee 100; one with 75.
    = 3 people, 4 participations. 6.3b: police and NGO; the officer in both trainings."""
    group = TrainingGroup
    one = trainings.training(session, title="Pierwsze", start_on=day(3, 1), end_on=day(3, 1))
    two = trainings.training(session, title="Drugie", start_on=day(11, 1), end_on=day(11, 1))
    official = trainings.trainee(session, group.OFFICE)
    trainings.participation(session, one, official, 80)
    trainings.participation(session, two, official, 80)
    trainings.someone(session, one, group.DISTRICT, 90)
    trainings.someone(session, one, group.MUNICIPAL_UNIT, 100)
    trainings.someone(session, one, group.OFFICE, 75)
    tags = {"measure_tags": ("6.3",)}
    three = trainings.training(session, title="Trzecie", start_on=day(4, 1), end_on=day(4, 1), **tags)
    four = trainings.training(session, title="Czwarte", start_on=day(5, 1), end_on=day(5, 1), **tags)
    officer = trainings.trainee(session, group.POLICE)
    trainings.participation(session, three, officer, 50)
    trainings.participation(session, four, officer, 50)
    trainings.someone(session, three, group.NGO)


def _meetings(session: Session) -> None:
    """T2-2.2: consultations of 8, 10 and 12 people, two of them large enough."""
    for month, people in ((2, 8), (5, 10), (10, 12)):
        small.put(session, "meeting", kind=MeetingKind.CONSULTATION, state=MeetingState.HELD, participants=people,
                  title=f"Konsultacje {people}", held_on=day(month, 1))  # fmt: skip


def _contest(session: Session) -> None:
    """4.2a: one in time, one a minute late."""
    made = contest.edition(
        session, YEAR - 1, call_open_at=contest.at(day(5, 1)), call_close_at=contest.at(day(6, 30), 15)
    )
    one = contest.candidate(session, made, "Olga Kos")
    contest.nomination(session, made, one, received_at=contest.at(day(6, 30), 15))
    contest.nomination(session, made, one, received_at=contest.at(day(6, 30), 15, 1), nominator_name="Ewa Lis")


def _patronages(session: Session) -> None:
    """4.3: one related to the programme, two that are not."""
    dates = {"received_on": day(5, 4), "decided_on": day(6, 1), "starts_on": day(7, 1), "ends_on": day(7, 2)}
    put_patronage(session, granted(**dates, event_name="Związany"))
    for number in (1, 2):
        put_patronage(session, granted(**dates, event_name=f"Niezwiązany {number}", programme_related=False))


def _translations(session: Session) -> None:
    """T2-1.2: two procedures stand on 31 December, one of them since last year; a third was withdrawn in December."""
    for title, on, until in (
        ("Dawna", day(3, 1, YEAR - 1), None), ("Nowa", day(3, 1), None), ("Wycofana", day(3, 1), day(12, 1))
    ):  # fmt: skip
        item = small.put(session, "translation", kind=TranslationKind.PROCEDURE, title=title)
        small.put(session, "translation_version", translation_id=item, language=SpokenLanguage.UKRAINIAN,
                  published_on=on, withdrawn_on=until)  # fmt: skip


def _institutions(session: Session) -> None:
    """T2-5.1: one school of 5.1 and 5.2, another of 5.2 only, a third of a training: 3 of 1 + 2 + 1."""
    both, other, trained = (
        small.organisation(session, f"Szkoła {name}", OrganisationKind.SCHOOL) for name in ("A", "B", "C")
    )
    for measure, school in (
        (CoverageMeasure.TOOLS, both), (CoverageMeasure.RECOMMENDATIONS, both), (CoverageMeasure.RECOMMENDATIONS, other)
    ):  # fmt: skip
        small.put(session, "institution_coverage", institution_id=school, measure=measure, covered_on=day(10, 3))
    made = trainings.training(session, title="Dla szkół", start_on=day(2, 2), end_on=day(2, 2), measure_tags=("5.4",))
    trainings.someone(session, made, TrainingGroup.TEACHER, 60, trained)
