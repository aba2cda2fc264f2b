"""Faults planted into a sound office, one for each check of the report doctor, past every form: as an older file, an
import or another laptop may leave them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import (
    Activity,
    ActivityKind,
    BudgetLine,
    CoverageMeasure,
    InstitutionCoverage,
    Meeting,
    MeetingKind,
    MeetingOrganisation,
    MeetingState,
    PartnerReturn,
    Turnout,
)
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.events.model import (
    Attendance,
    Event,
    EventSession,
    EventState,
    EventType,
    Participant,
    SessionEntry,
    SessionState,
)
from openkrakow_desktop.patronage.model import Patronage, PatronageDecision, PatronageKind, PatronageState
from openkrakow_desktop.point.model import Channel, Contact, Topic
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.model import ExternalFigure, IndicatorOverride, PlannedValue, TaskState, TaskStatus
from openkrakow_desktop.training.model import (
    Participation,
    ParticipationMinutes,
    Trainee,
    Training,
    TrainingGroup,
    TrainingSession,
    TrainingState,
    TrainingTopic,
)

YEAR = 2026
DAY = dt.date(YEAR, 3, 19)
LATER = dt.date(YEAR, 4, 2)


def add(session: Session, record: Any) -> Any:
    """A record as it lies in a file, whatever a form would say."""
    session.add(record)
    session.flush()
    return record


def organisation(session: Session, name: str, kind: OrganisationKind = OrganisationKind.NGO) -> Organisation:
    made: Organisation = add(session, Organisation(name=name, kind=kind))
    return made


def event(session: Session, title: str = "Debata", people: int = 5, on: dt.date = DAY, **values: Any) -> Event:
    """An event of the Centre with one held session, at which so many were counted."""
    values.setdefault("organiser_id", organisation(session, f"Gospodarz {title} {on}").id)
    facts = {"type": EventType.WORKSHOP, "run_by_centre": True, "state": EventState.HELD, "title": title}
    made: Event = add(session, Event(**(facts | {"start_on": on, "end_on": on} | values)))
    sitting(session, made, people)
    return made


def sitting(session: Session, of: Event, people: int = 5, on: dt.date | None = None, **values: Any) -> EventSession:
    """A held session of an event."""
    facts = {"event_id": of.id, "held_on": on or of.start_on, "state": SessionState.HELD}
    made: EventSession = add(session, EventSession(**(facts | values)))
    if people:
        add(session, SessionEntry(session_id=made.id, n=people))
    return made


def training(session: Session, title: str = "Komunikacja", people: int = 1, **values: Any) -> Training:
    """A held training of one day with one sitting of an hour, at which so many were present."""
    facts = {"title": title, "topic": TrainingTopic.MEDIATION, "state": TrainingState.HELD, "measure_tags": ("5.4",)}
    made: Training = add(session, Training(**(facts | {"start_on": DAY, "end_on": DAY} | values)))
    sat = add(session, TrainingSession(training_id=made.id, held_on=made.start_on, minutes=60))
    for _ in range(people):
        trained(session, made, sat, add(session, Trainee(group=TrainingGroup.TEACHER)))
    return made


def trained(session: Session, of: Training, sat: TrainingSession, who: Trainee, **values: Any) -> Participation:
    made: Participation = add(session, Participation(training_id=of.id, trainee_id=who.id, **values))
    add(session, ParticipationMinutes(participation_id=made.id, session_id=sat.id, minutes=60))
    return made


def contact(session: Session, on: dt.date = DAY, **values: Any) -> Contact:
    facts = {"contacted_on": on, "channel": Channel.PHONE, "language": SpokenLanguage.UKRAINIAN}
    made: Contact = add(session, Contact(**(facts | {"topics": (Topic.HEALTH.value,)} | values)))
    return made


def patronage(session: Session, name: str = "Festyn", **values: Any) -> Patronage:
    facts = {"kind": PatronageKind.MAYOR, "event_name": name, "received_on": DAY, "starts_on": LATER}
    facts |= {"state": PatronageState.CLOSED, "decision": PatronageDecision.GRANTED, "decided_on": DAY}
    made: Patronage = add(session, Patronage(**(facts | {"case_no": f"SP-03.0541.{name[:1]}"} | values)))
    return made


def meeting(session: Session, title: str = "Zespół", **values: Any) -> Meeting:
    facts = {"kind": MeetingKind.CROSS_SECTOR, "title": title, "held_on": DAY, "participants": 9}
    made: Meeting = add(session, Meeting(**(facts | {"state": MeetingState.HELD, "has_protocol": True} | values)))
    return made


def sound(session: Session) -> None:
    """An office in which nothing is doubtful: two of everything, apart in day and name."""
    hosts = [organisation(session, name, OrganisationKind.CULTURAL_INSTITUTION) for name in ("Teatr", "Muzeum")]
    for place, (host, on) in enumerate(zip(hosts, (DAY, LATER), strict=True)):
        title = ("Debata", "Warsztat ceramiki")[place]
        made = event(session, title, 5, on, organiser_id=host.id, capacity=30, measure_tags=("3.2",))
        made.end_on = on + dt.timedelta(days=1)
        sitting(session, made, 6, on + dt.timedelta(days=1))
        contact(session, on)
        training(session, ("Mediacje", "Prawo")[place], places=5, start_on=on, end_on=on)
        meeting(session, ("Rada", "Forum")[place], held_on=on)
        patronage(session, ("Bieg", "Koncert")[place], received_on=on, decided_on=on)
        add(session, InstitutionCoverage(institution_id=host.id, measure=CoverageMeasure.TOOLS, covered_on=on))
        add(session, PartnerReturn(institution_id=host.id, initiative=("Noc", "Targi")[place], year=YEAR,
                                   n_participants=20, source="pismo", from_on=on, to_on=LATER))
    add(session, Turnout(edition="BO", year=YEAR, numerator=3, denominator=60, numerator_source="raport",
                         denominator_source="raport"))
    add(session, BudgetLine(year=YEAR, name="Zadania", plan=100, plan_after_changes=100, executed=90))
    for code in catalogue(YEAR).tasks:
        add(session, TaskStatus(task_code=code, year=YEAR, state=TaskState.CARRIED_OUT, narrative="Opis."))


# ---- one fault each ------------------------------------------------------------------------------------------------
def _outside(session: Session) -> None:
    sitting(session, event(session, "Spacer"), 5, DAY + dt.timedelta(days=9))


def _overlap(session: Session) -> None:
    made = event(session, "Kino", 0)
    for first, last in ((10, 12), (11, 13), (15, 16)):
        sitting(session, made, 5, starts_at=dt.time(first), ends_at=dt.time(last))
    for one in session.query(EventSession).filter_by(event_id=made.id, starts_at=None):
        session.delete(one)
    session.flush()


def _certificates(session: Session) -> None:
    made = training(session, "Dwudniowe", 0, end_on=DAY + dt.timedelta(days=1))
    sat = add(session, TrainingSession(training_id=made.id, held_on=DAY, minutes=60))
    for _ in range(2):
        trained(session, made, sat, add(session, Trainee(group=TrainingGroup.NGO)), certificate_on=DAY)


def _training_outside(session: Session) -> None:
    made = training(session, "Zdalne")
    add(session, TrainingSession(training_id=made.id, held_on=LATER, minutes=60))


def _organisations(session: Session) -> None:
    made = meeting(session, "Narada", participants=1)
    for name in ("Pierwsza", "Druga"):
        add(session, MeetingOrganisation(meeting_id=made.id, organisation_id=organisation(session, name).id))


def _months(session: Session) -> None:
    """Some years of contacts, about a hundred people a month, and one month with 412."""
    for back in range(36):
        year, month = divmod(YEAR * 12 + 11 - back, 12)
        is_august = (year, month) == (YEAR, 7)
        contact(session, dt.date(year, month + 1, 3), persons_served=412 if is_august else 90 + back % 12)


def _crowd(session: Session) -> None:
    for n, people in enumerate((38, 40, 42, 41, 39, 40, 412)):
        event(session, f"Koncert {n}", people, dt.date(YEAR, 5, 1 + n), type=EventType.CONCERT)


def _years(session: Session) -> None:
    for year, n in ((YEAR - 2, 20), (YEAR - 1, 22), (YEAR, 60)):
        for place in range(n):
            add(session, Activity(kind=ActivityKind.NGO_PROMOTION, title=f"Targi {place}",
                                  done_on=dt.date(year, 1 + place % 12, 1 + place // 12)))


def _event_twice(session: Session) -> None:
    for title, hour in (("Wieczór pieśni ludowych", 18), ("Wieczór piesni ludowych!", 19)):
        event(session, title, venue="Sala A", starts_at=dt.time(hour), ends_at=dt.time(hour + 2))


def _burst(session: Session) -> None:
    for _ in range(8):
        contact(session, LATER, adviser="AB")


def _person_twice(session: Session) -> None:
    kept = add(session, Person(last_name="Nowak", first_name="Jan"))
    other = add(session, Person(last_name="Nowak", first_name="J.", merged_into_id=kept.id))
    made = event(session, "Lista")
    sat = session.query(EventSession).filter_by(event_id=made.id).one()
    for one in (kept, other):
        card = add(session, Participant(code="", person_id=one.id))
        add(session, Attendance(session_id=sat.id, participant_id=card.id))


def _trainee_twice(session: Session) -> None:
    kept = add(session, Person(last_name="Zięba", first_name="Ola"))
    other = add(session, Person(last_name="Zieba", first_name="Ola", merged_into_id=kept.id))
    made = training(session, "Prawa", 1)
    sat = session.query(TrainingSession).filter_by(training_id=made.id).one()
    for one in (kept, other):
        trained(session, made, sat, add(session, Trainee(group=TrainingGroup.TEACHER, person_id=one.id)))


def _institution_twice(session: Session) -> None:
    for name in ("Szkoła Podstawowa nr 5 im. Wincentego Pola", "Szkoła Podstawowa nr 5 im. Wincentego Poli"):
        one = organisation(session, name, OrganisationKind.SCHOOL)
        add(session, InstitutionCoverage(institution_id=one.id, measure=CoverageMeasure.TOOLS, covered_on=DAY))


def _return_and_event(session: Session) -> None:
    host = organisation(session, "Dom Kultury", OrganisationKind.CULTURAL_INSTITUTION)
    add(session, PartnerReturn(institution_id=host.id, initiative="Święto wielu kultur", year=YEAR, n_participants=9,
                               source="pismo"))
    event(session, "Święto wielu kultur!", organiser_id=host.id, measure_tags=("3.2",))


def _twice(model: Callable[..., Any], first: str, second: str) -> Callable[[Session], None]:
    def plant(session: Session) -> None:
        for title in (first, second):
            model(session, title)

    return plant


def _activity(session: Session, title: str) -> None:
    add(session, Activity(kind=ActivityKind.INFORMATION, title=title, done_on=DAY))


def _school_return(session: Session, **days: dt.date) -> None:
    host = organisation(session, "Biblioteka", OrganisationKind.CULTURAL_INSTITUTION)
    add(session, PartnerReturn(institution_id=host.id, initiative="Lekcje", year=YEAR, n_participants=9,
                               source="pismo", **days))


FAULTS: Mapping[str, tuple[Callable[[Session], object], Mapping[str, object]]] = {  # check → (plant it, its facts)
    "turnout_above": (
        lambda s: add(s, Turnout(edition="X", year=YEAR, numerator=7, denominator=6, numerator_source="a",
                                 denominator_source="b")),
        {"part": 7, "whole": 6},
    ),
    "override_unexplained": (
        lambda s: add(s, IndicatorOverride(indicator_code="T2-2.2", year=YEAR, value=2, reason=" - ")),
        {"code": "T2-2.2", "value": 2},
    ),
    "session_outside": (_outside, {"held_on": DAY + dt.timedelta(days=9), "first_on": DAY, "last_on": DAY}),
    "sessions_overlap": (_overlap, {"first": "10:00–12:00", "second": "11:00–13:00"}),
    "decided_early": (
        lambda s: patronage(s, "Rajd", received_on=LATER),
        {"decided_on": DAY, "received_on": LATER},
    ),
    "certificate_early": (_certificates, {"n": 2, "earliest_on": DAY, "end_on": DAY + dt.timedelta(days=1)}),
    "training_outside": (_training_outside, {"held_on": LATER, "first_on": DAY, "last_on": DAY}),
    "return_outside": (
        lambda s: _school_return(s, from_on=dt.date(YEAR - 1, 12, 1), to_on=DAY),
        {"first_on": dt.date(YEAR - 1, 12, 1), "last_on": DAY, "year": str(YEAR)},
    ),
    "over_capacity": (lambda s: event(s, "Tłok", 31, capacity=30), {"people": 31, "places": 30}),
    "training_over_places": (lambda s: training(s, "Ciasne", 3, places=2), {"people": 3, "places": 2}),
    "budget_above": (
        lambda s: add(s, BudgetLine(year=YEAR, name="Druk", plan=100, plan_after_changes=100, executed=101)),
        {"spent_money": 101, "plan_money": 100},
    ),
    "more_organisations": (_organisations, {"organisations": 2, "people": 1}),
    "contact_without_topic": (lambda s: contact(s, LATER, topics=()), {}),
    "sudden_month": (
        _months,
        {"code": "1.1", "number": ("number_code.1.1",), "month": ("month_name.8",), "month_no": "8", "year": "2026",
         "value": 412, "usual": 96, "n": 24, "limit": 145},
    ),
    "sudden_event": (
        _crowd, {"type": ("event_type.concert",), "value": 412, "usual": 40, "n": 7, "limit": 80}
    ),
    "sudden_year": (_years, {"code": "3.3", "number": ("number_code.3.3",), "value": 60, "usual": 21, "n": 2}),
    "event_twice": (_event_twice, {"other": "Wieczór pieśni ludowych"}),
    "patronage_twice": (_twice(patronage, "Rajd Dookoła Nowej Huty", "Rajd dookola Nowej Huty"),
                        {"other": "Rajd Dookoła Nowej Huty"}),
    "meeting_twice": (_twice(meeting, "Posiedzenie zespołu", "Posiedzenie zespolu"), {"other": "Posiedzenie zespołu"}),
    "training_twice": (_twice(training, "Język wrażliwy", "Jezyk wrazliwy"), {"other": "Język wrażliwy"}),
    "entered_twice": (
        _twice(_activity, "Ulotki o prawach", "Ulotki o prawach"),
        {"list": ("activity._many",), "other": "Ulotki o prawach · 19.03.2026"},
    ),
    "contact_burst": (_burst, {"n": 8, "served": 1}),
    "trainee_twice": (_trainee_twice, {"n": 1}),
    "institution_twice": (
        _institution_twice, {"other": "Szkoła Podstawowa nr 5 im. Wincentego Pola", "task": "5.1"}
    ),
    "return_and_event": (_return_and_event, {"other": "Święto wielu kultur"}),
    "without_source": (
        lambda s: add(s, ExternalFigure(figure_code="complaints", year=YEAR, value=3, source="–")),
        {"what": ("external_figure._one",)},
    ),
    "narrative_missing": (
        lambda s: add(s, TaskStatus(task_code="1.2", year=YEAR, state=TaskState.PARTLY, narrative=" ")),
        {"task": "1.2"},
    ),
    "person_twice": (_person_twice, {"n": 1}),
    "plan_without_base": (
        lambda s: add(s, PlannedValue(number_code="3.1b", year=YEAR, value=100, source="plan pracy")),
        {"code": "3.1b", "number": ("number_code.3.1b",), "year": str(YEAR - 1)},
    ),
}
