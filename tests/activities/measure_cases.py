"""A year in which every clause of the small registers' measures leaves a row out, and the numbers of that year."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import (
    ActivityKind,
    AssistantKind,
    ContributorKind,
    CoverageMeasure,
    MeetingKind,
    MeetingState,
    TranslationKind,
    TurnoutTool,
)
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.languages import SpokenLanguage
from tests.activities.build import edit, organisation, person, put

EXPECTED: dict[str, int | Fraction] = {
    "1.2": 3, "1.2+versions": 4, "1.3": 2, "1.5a": 15, "1.5+neutral": 3, "1.5b": 3, "1.6": 1,
    "2.1a": 3, "2.1b": 43, "2.2": 350_050, "2.2+executed": 340_000, "2.3": 2, "2.3+units": 1,
    "3.3": 1, "3.4": 1, "5.1": 2, "5.2": 1, "5.3a": 2, "5.3b": 1, "5.3c": 2, "5.3d": 3,
    "5.5a": 3, "5.5a+dec31": 2, "5.5b": 17, "6.1a": 2, "6.1b": 1, "6.2a": 2, "6.2b": 2, "6.4": 6,
    "T2-1.2": 2, "T2-2.1": 2, "T2-2.2": 1, "T2-3.2": Fraction(3, 100), "T2-6.1": 3,
}
PARTNER_RETURNS = 120
CONSULTATIONS_CANCELLED = 1
HELD, PLANNED, CANCELLED = MeetingState.HELD, MeetingState.PLANNED, MeetingState.CANCELLED


def fill(session: Session, year: int) -> None:
    for part in (_translations, _publications, _meetings, _coordinators, _money, _partners, _bodies, _institutions,
                 _contributors, _assistants, _activities, _analyses, _delegations, _turnout):
        part(session, year)


def _translations(session: Session, year: int) -> None:
    before, march, june = dt.date(year - 1, 12, 31), dt.date(year, 3, 1), dt.date(year, 6, 1)

    def item(kind: TranslationKind, *versions: tuple[SpokenLanguage, dt.date, dt.date | None]) -> None:
        made = put(session, "translation", kind=kind, title=f"{kind.value} {len(versions)}")
        for language, published_on, withdrawn_on in versions:
            put(session, "translation_version", translation_id=made, language=language, published_on=published_on,
                withdrawn_on=withdrawn_on)

    uk, en, pl = SpokenLanguage.UKRAINIAN, SpokenLanguage.ENGLISH, SpokenLanguage.POLISH
    procedure, document = TranslationKind.PROCEDURE, TranslationKind.DOCUMENT
    item(procedure, (uk, march, None), (en, june, None))
    item(procedure, (pl, march, None))
    item(procedure, (uk, before, None))
    item(procedure, (uk, march, dt.date(year, 12, 31)))     # withdrawn on the stock day: it does not stand then
    item(procedure, (uk, before, before))
    item(document, (en, march, None))


def _publications(session: Session, year: int) -> None:
    for month in (1, 12):
        put(session, "welcome_package_version", version_name=f"wersja {month}", published_on=dt.date(year, month, 1),
            languages=("uk", "en"))
    put(session, "welcome_package_version", version_name="dawna", published_on=dt.date(year - 1, 12, 31))
    counts = ((10, 3, 2), (5, 0, 1))
    for month, (positive, neutral, negative) in enumerate(counts, 1):
        put(session, "survey", service="Obsługa", closed_on=dt.date(year, month, 1), n_positive=positive,
            n_neutral=neutral, n_negative=negative)
    put(session, "research_report", title="Badanie", completed_on=dt.date(year, 12, 31))
    put(session, "research_report", title="Następne", completed_on=dt.date(year + 1, 1, 1))


def _meetings(session: Session, year: int) -> None:
    cross, consultation, coordinators = MeetingKind.CROSS_SECTOR, MeetingKind.CONSULTATION, MeetingKind.COORDINATORS
    for number, (kind, state, people) in enumerate((
        (cross, HELD, 20), (consultation, HELD, 14), (consultation, HELD, 9), (consultation, CANCELLED, 30),
        (consultation, PLANNED, 40), (coordinators, HELD, 5), (coordinators, HELD, 0), (coordinators, CANCELLED, 8),
        (coordinators, PLANNED, None), (MeetingKind.RISK_TEAM, HELD, 16),
    )):
        put(session, "meeting", kind=kind, state=state, participants=people, title=f"spotkanie {number}",
            held_on=dt.date(year, 2, number + 1))


def _coordinators(session: Session, year: int) -> None:
    unit = organisation(session, f"Wydział Kultury {year}", OrganisationKind.OFFICE_UNIT)
    other = organisation(session, f"Wydział Edukacji {year}", OrganisationKind.OFFICE_UNIT)
    for name, where, to_on in (("Adamska", unit, None), ("Bielska", unit, dt.date(year, 12, 31)),
                               ("Cicha", other, dt.date(year, 12, 30)), ("Dudek", other, dt.date(year - 1, 12, 31))):
        put(session, "cooperation_coordinator", person_id=person(session, f"{name} {year}"), unit_id=where,
            from_on=dt.date(year - 1, 1, 1), to_on=to_on)


def _money(session: Session, year: int) -> None:
    for name, plan, executed, tags in (("Komórka", 100_000, 90_000, ("2.2",)), ("Zadania", 250_050, 250_000, ("2.2",)),
                                       ("Inne", 777, 700, ())):
        put(session, "budget_line", year=year, name=name, plan=1, plan_after_changes=plan, executed=executed,
            measure_tags=tags)
    put(session, "budget_line", year=year - 1, name="Komórka", plan=5, plan_after_changes=5, measure_tags=("2.2",))


def _partners(session: Session, year: int) -> None:
    museum = organisation(session, f"Muzeum {year}", OrganisationKind.CULTURAL_INSTITUTION)
    foundation = organisation(session, f"Fundacja {year}")
    for institution, initiative, people in (
        (museum, "Spacery", 100), (museum, "Warsztaty", 20), (foundation, "Kurs", 50),
    ):
        put(session, "partner_return", institution_id=institution, initiative=initiative, year=year,
            n_participants=people, source="pismo")


def _bodies(session: Session, year: int) -> None:
    start = dt.date(year - 2, 1, 1)
    for name, to_on, minorities_from_on, minorities_to_on in (
        ("Rada", None, start, None), ("Dawna rada", dt.date(year, 6, 30), start, None), ("Komisja", None, None, None),
        ("Zespół", None, start, dt.date(year, 9, 30)),
    ):
        put(session, "dialogue_body", name=f"{name} {year}", from_on=start, to_on=to_on,
            minorities_from_on=minorities_from_on, minorities_to_on=minorities_to_on)


def _institutions(session: Session, year: int) -> None:
    school, again, second = (organisation(session, f"Szkoła {name} {year}", OrganisationKind.SCHOOL) for name in "ABC")
    museum = organisation(session, f"Galeria {year}", OrganisationKind.CULTURAL_INSTITUTION)
    tools, recommendations = CoverageMeasure.TOOLS, CoverageMeasure.RECOMMENDATIONS
    for institution, measure, day in (
        (school, tools, dt.date(year, 1, 1)), (school, tools, dt.date(year, 12, 31)),
        (museum, tools, dt.date(year, 5, 1)),
        (second, recommendations, dt.date(year, 5, 1)), (second, recommendations, dt.date(year, 6, 1)),
        (again, recommendations, dt.date(year - 1, 12, 31)), (again, recommendations, dt.date(year, 5, 1)),
        (museum, recommendations, dt.date(year, 5, 1)),
    ):
        put(session, "institution_coverage", institution_id=institution, measure=measure, covered_on=day)


def _contributors(session: Session, year: int) -> None:
    units = {kind: [organisation(session, f"{kind.value} {n} {year}", kind) for n in range(3)] for kind in (
        OrganisationKind.OFFICE_UNIT, OrganisationKind.MUNICIPAL_UNIT, OrganisationKind.NGO)}
    office = units[OrganisationKind.OFFICE_UNIT][0]
    minority = organisation(session, f"Stowarzyszenie {year}", OrganisationKind.MINORITY_NGO)
    rows = [(ContributorKind.PERSON, "K-1", office), (ContributorKind.PERSON, "k-1", None),
            (ContributorKind.PERSON, "K-2", None), (ContributorKind.OFFICE_UNIT, None, office),
            (ContributorKind.OFFICE_UNIT, None, office)]
    rows += [(ContributorKind.MUNICIPAL_UNIT, None, unit) for unit in units[OrganisationKind.MUNICIPAL_UNIT][:2]]
    rows += [(ContributorKind.NGO, None, unit) for unit in (*units[OrganisationKind.NGO][:2], minority)]
    for kind, code, unit in rows:
        put(session, "programme_contributor", year=year, kind=kind, person_code=code, unit_id=unit)


def _assistants(session: Session, year: int) -> None:
    first, second = (organisation(session, f"Szkoła {name} {year}", OrganisationKind.SCHOOL) for name in "XY")
    summer = dt.date(year, 6, 30)
    for code, school, from_on, to_on in (
        ("A-1", first, dt.date(year - 1, 9, 1), summer), ("a-1", second, dt.date(year, 9, 1), None),
        ("A-2", first, dt.date(year, 1, 1), None), ("A-3", first, dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31)),
        ("A-4", second, dt.date(year - 1, 9, 1), summer),
    ):
        put(session, "assistant", code=code, kind=AssistantKind.ROMA, school_id=school, from_on=from_on, to_on=to_on)
    for school, as_of, children in ((first, dt.date(year, 1, 31), 10), (first, dt.date(year, 9, 30), 12),
                                    (second, dt.date(year, 9, 30), 5), (second, dt.date(year - 1, 9, 30), 9)):
        put(session, "assistant_return", school_id=school, as_of=as_of, children=children)


def _activities(session: Session, year: int) -> None:
    day = dt.date(year, 7, 1)
    for kind, title in ((ActivityKind.NGO_PROMOTION, "Promocja"), (ActivityKind.INFORMATION, "Ulotka"),
                        (ActivityKind.SUPPORTED_INITIATIVE, "Festyn")):
        put(session, "activity", kind=kind, title=title, done_on=day)
    put(session, "activity", kind=ActivityKind.OTHER, title="Dyżury", done_on=day, measure_tags=("T2-6.1",))
    untagged = put(session, "activity", kind=ActivityKind.INFORMATION, title="Plakat", done_on=day)
    edit(session, "activity", untagged, measure_tags=())


def _analyses(session: Session, year: int) -> None:
    one, two = (organisation(session, f"Fundacja {name} {year}") for name in "PQ")
    for month, entities in ((3, (one, two)), (4, (one,))):
        made = put(session, "risk_analysis", title="Analiza", completed_on=dt.date(year, month, 1))
        for entity in entities:
            put(session, "risk_analysis_entity", risk_analysis_id=made, organisation_id=entity)


def _delegations(session: Session, year: int) -> None:
    one, two = (organisation(session, f"Fundacja {name} {year}") for name in "RS")
    summer, autumn = dt.date(year, 6, 30), dt.date(year, 9, 1)
    for organisation_id, body, from_on, to_on, delegates in (
        (one, "Zespół", dt.date(year, 1, 1), summer, 2), (one, "ZESPÓŁ", autumn, None, 3),
        (one, "Patrol", autumn, None, 1),
        (two, "Zespół", dt.date(year - 1, 1, 1), None, 2),
        (two, "Zespół", dt.date(year - 2, 1, 1), dt.date(year - 1, 12, 31), 9),
    ):
        put(session, "safe_krakow_delegation", organisation_id=organisation_id, body=body, from_on=from_on, to_on=to_on,
            delegates=delegates)


def _turnout(session: Session, year: int) -> None:
    budget, other = TurnoutTool.CIVIC_BUDGET, TurnoutTool.OTHER
    for edition, tool, part, whole in (("XIII", budget, 120, 4000), ("bez licznika", budget, None, 2000),
                                       ("bez mianownika", budget, 7, None), ("inne", other, 50, 100)):
        put(session, "turnout", edition=edition, year=year, tool=tool, numerator=part, numerator_source="sprawozdanie",
            denominator=whole, denominator_source="sprawozdanie")
