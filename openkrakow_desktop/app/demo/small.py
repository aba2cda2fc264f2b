"""Invented rows of the many small registers: enough that each of the 37 numbers has something behind it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ...activities.education import AssistantKind, ContributorKind, CoverageMeasure
from ...activities.model import ActivityKind
from ...activities.publications import BudgetTag, TranslationKind
from ...core.languages import SpokenLanguage
from ...programme.catalogue import catalogue
from ...programme.cycle_tables import CycleStep
from ...programme.model import RiskResponse
from .maker import Maker
from .meetings import make_meetings
from .report import make_statements

COORDINATORS = 17  # units with one, from the first year on
FOREIGN = (SpokenLanguage.UKRAINIAN, SpokenLanguage.ENGLISH, SpokenLanguage.RUSSIAN)


def make_small_registers(maker: Maker, year: int) -> None:
    """One year of all small registers."""
    _translations(maker, year)
    _publications(maker, year)
    make_meetings(maker, year)
    _money_and_people(maker, year)
    _activities(maker, year)
    _education(maker, year)
    _safety(maker, year)


def _in_year(maker: Maker, day: dt.date) -> bool:
    return day <= maker.today


def _translations(maker: Maker, year: int) -> None:
    """A few procedures a year, so that the stock grows towards fifty and is still on its way."""
    words, place = maker.words["translations"], year - (maker.today.year - 2)
    procedures = words["procedures"][place * 9 : place * 9 + round(9 * maker.share(year))]
    for number, (kind, title) in enumerate(
        [(TranslationKind.PROCEDURE, one) for one in procedures]
        + [(TranslationKind.DOCUMENT, one) for one in words["documents"][place * 2 : place * 2 + 2]], 1
    ):  # fmt: skip
        made = maker.put(
            "translation",
            kind=kind,
            title=title,
            symbol=f"PR-{year % 100}-{number:02}",
            case_no=maker.case_no(year, number),
        )
        for language in FOREIGN[: maker.dice.randint(1, 3)]:
            withdrawn = None
            if number == 1 and language is SpokenLanguage.RUSSIAN:
                withdrawn = dt.date(year, 12, 1) if _in_year(maker, dt.date(year, 12, 1)) else None
            maker.put(
                "translation_version",
                translation_id=made.id,
                language=language,
                published_on=maker.day(year, last=(11, 15)),
                withdrawn_on=withdrawn,
            )


def _publications(maker: Maker, year: int) -> None:
    for month in (2, 9):
        if _in_year(maker, day := dt.date(year, month, 20)):
            maker.put(
                "welcome_package_version",
                version_name=f"{year}/{1 if month == 2 else 2}",
                published_on=day,
                languages=tuple(one.value for one in (*FOREIGN, SpokenLanguage.POLISH)),
            )
    for number, service in enumerate(maker.words["surveys"]["services"]):
        if _in_year(maker, day := dt.date(year, 3 * number + 2, 25)):
            maker.put(
                "survey",
                service=service,
                method="ankieta papierowa" if number % 2 else "ankieta internetowa",
                closed_on=day,
                n_positive=maker.dice.randint(60, 140),
                n_neutral=maker.dice.randint(5, 25),
                n_negative=maker.dice.randint(2, 18),
            )
    title = maker.words["reports"]["titles"][year % 3]
    if _in_year(maker, day := dt.date(year, 10, 15)):
        maker.put(
            "research_report", title=title, author_body="Obserwatorium Wielokulturowości i Migracji", completed_on=day
        )


def _money_and_people(maker: Maker, year: int) -> None:
    grown = 100 + 6 * (year - (maker.today.year - 2))
    for name, plan in (
        ("Prowadzenie Centrum Wielokulturowego", 1_200_000_00),
        ("Punkt Informacyjny", 480_000_00),
        ("Dotacje dla organizacji", 350_000_00),
    ):
        plan = plan * grown // 100
        maker.put(
            "budget_line",
            year=year,
            budget_class="853-85395",
            name=name,
            plan=plan,
            plan_after_changes=plan + 12_345_67,
            executed=(plan + 12_345_67) * 97 // 100 if year < maker.today.year else None,
            measure_tags=(BudgetTag.UNIT_AND_TASKS.value,),
        )
    if year == maker.today.year - 2:
        for number, unit in enumerate((maker.organisations["UMK"] + maker.organisations["MJO"])[:COORDINATORS]):
            ends = dt.date(year + 1, 6, 30) if number in (3, 9) else None
            maker.put(
                "cooperation_coordinator",
                person_id=maker.people[10 + number],
                unit_id=unit,
                from_on=dt.date(year, 1, 15),
                to_on=ends,
                order_no=f"{100 + number}/{year}",
            )
            if number == 3:  # somebody follows; the other unit stays without anybody
                maker.put(
                    "cooperation_coordinator",
                    person_id=maker.people[10 + COORDINATORS],
                    unit_id=unit,
                    from_on=dt.date(year + 1, 7, 1),
                    order_no=f"{200 + number}/{year + 1}",
                )
        for number, name in enumerate(maker.words["bodies"]["names"]):
            since = dt.date(year, 3, 1) if number < 3 else None
            maker.put(
                "dialogue_body",
                name=name,
                from_on=dt.date(year - 3, 2, 1),
                minorities_from_on=since,
                seats=2 if since else None,
            )


def _activities(maker: Maker, year: int) -> None:
    words = maker.words["activities"]
    for kind, titles in (
        (ActivityKind.NGO_PROMOTION, words["promotion"]),
        (ActivityKind.INFORMATION, words["information"]),
        (ActivityKind.SUPPORTED_INITIATIVE, words["initiatives"]),
    ):
        for title in titles[: max(1, round(len(titles) * maker.share(year)))]:
            maker.put(
                "activity", kind=kind, title=title, done_on=maker.day(year), target="osoby mieszkające w Krakowie"
            )
    for institution in maker.organisations["INST_KULTURY"][:4]:
        if year < maker.today.year:
            maker.put(
                "partner_return",
                institution_id=institution,
                initiative="Cykl otwartych spotkań",
                year=year,
                n_events=maker.dice.randint(2, 8),
                n_participants=maker.dice.randint(80, 600),
                source="pismo instytucji (wymyślone)",
            )


def _education(maker: Maker, year: int) -> None:
    facilities = maker.organisations["PLACÓWKA_INNA"] + maker.organisations["UCZELNIA"]
    for institution in facilities[: round(13 * maker.share(year))]:
        maker.put(
            "institution_coverage",
            institution_id=institution,
            measure=CoverageMeasure.TOOLS,
            covered_on=maker.day(year),
            form="warsztat",
        )
    first = 8 * (year - (maker.today.year - 2))
    for school in maker.organisations["SZKOŁA"][first : first + round(8 * maker.share(year))]:
        maker.put(
            "institution_coverage",
            institution_id=school,
            measure=CoverageMeasure.RECOMMENDATIONS,
            covered_on=maker.day(year),
            form="broszura",
        )
    contributors: list[tuple[ContributorKind, UUID | None, str | None]] = [
        (ContributorKind.PERSON, None, f"OS-{n:03}") for n in range(1, 13)
    ]
    contributors += [(ContributorKind.OFFICE_UNIT, unit, None) for unit in maker.organisations["UMK"][:6]]
    contributors += [(ContributorKind.MUNICIPAL_UNIT, unit, None) for unit in maker.organisations["MJO"][:5]]
    contributors += [(ContributorKind.NGO, unit, None) for unit in maker.organisations["NGO"][:7]]
    for kind, unit, code in contributors:
        maker.put("programme_contributor", year=year, kind=kind, unit_id=unit, person_code=code)
    for number, school in enumerate(maker.organisations["SZKOŁA"][:9]):
        role = AssistantKind.ROMA if number % 4 == 0 else AssistantKind.INTERCULTURAL
        if _in_year(maker, starts := dt.date(year, 9, 1)):
            maker.put(
                "assistant",
                code=f"AS-{number:02}",
                kind=role,
                school_id=school,
                from_on=starts,
                to_on=dt.date(year + 1, 6, 30),
            )
        if _in_year(maker, counted := dt.date(year, 9, 30)):
            maker.put("assistant_return", school_id=school, as_of=counted, children=maker.dice.randint(6, 40))


def _safety(maker: Maker, year: int) -> None:
    for number in range(max(1, round(3 * maker.share(year)))):
        made = maker.put(
            "risk_analysis",
            title=f"Analiza zagrożeń: dzielnica {('I', 'V', 'XVIII')[number]}",
            completed_on=maker.day(year),
        )
        for key in maker.organisations["POLICJA"][:1] + maker.organisations["MJO"][number : number + 2]:
            maker.put("risk_analysis_entity", risk_analysis_id=made.id, organisation_id=key)
    for key in maker.organisations["NGO_MNIEJSZ"][:3]:
        maker.put(
            "safe_krakow_delegation",
            organisation_id=key,
            body="Rada Programu Bezpieczny Kraków",
            from_on=dt.date(year, 1, 1),
            to_on=dt.date(year, 12, 31),
            delegates=maker.dice.randint(1, 3),
        )
    if year < maker.today.year - 1:  # of the closed year nobody has sent the figures: "no data" is a state of its own
        maker.put(
            "turnout",
            edition=f"BO {year}",
            year=year,
            numerator=812,
            denominator=21_040,
            numerator_source="karty bez numeru PESEL",
            denominator_source="rejestr mieszkańców",
        )


def make_programme(maker: Maker, year: int) -> None:
    """What people state: task status, ratings of the risks, figures from outside, the texts of the report."""
    make_statements(maker, year)
    responses = (RiskResponse.COUNTERACTING, RiskResponse.TOLERANCE)
    maker.put("risk_review_rule", from_year=year, month=11)
    maker.put("cycle_date", step=CycleStep.DRAFTING, from_year=year, month=3, day=13)
    if _in_year(maker, day := dt.date(year, 12, 31)):
        maker.put("cycle_done", step=CycleStep.STOCKS, year=year, done_on=day, done_by="Koordynatorka Programu")
    for code, rating in (("R4", 5), ("R6", 5 + year % 2)):  # looked at early, before the autumn's review
        if _in_year(maker, day := dt.date(year, 6, 12)):
            maker.put(
                "risk_assessment",
                risk_code=code,
                as_of_on=day,
                rating=rating,
                response=RiskResponse.COUNTERACTING,
                action="Przegląd nadzwyczajny po sygnałach z rejestrów.",
                owner="Koordynator Programu",
            )
    for number, code in enumerate(catalogue().risks):
        if _in_year(maker, day := dt.date(year, 11, 20)):
            maker.put(
                "risk_assessment",
                risk_code=code,
                as_of_on=day,
                rating=(3, 1, 3, 3, 3, 4)[number],
                response=responses[number % 2],
                action="Działania opisane w Programie.",
                owner="Koordynator Programu",
            )
    for figure, value, source in (
        ("T2-5.1+residents", 2380, "zestawienie dzielnic"),
        ("T2-3.2+local", 14, "rejestr wniosków"),
        ("complaints", 3, "rejestr skarg"),
        ("incidents", 21, "dane Policji"),
    ):
        maker.put(
            "external_figure",
            figure_code=figure,
            year=year,
            value=value,
            source=f"{source} (wymyślone)",
            entered_by="sprawozdawczość",
        )
    _plans(maker, year)


def _plans(maker: Maker, year: int) -> None:
    """What the office planned for a year: some numbers, not all."""
    for code, value in (
        ("1.1", 4800),
        ("1.4", 120),
        ("2.2", 900_000),
        ("3.1a", 5000),
        ("3.1b", 110),
        ("4.1", 25),
        ("T2-1.1", 4800),
        ("T2-1.2", 30),
        ("T2-1.3", 120),
        ("T2-3.1", 110),
        ("T2-3.2", 2),
        ("T2-5.1", 150),
    ):
        source = f"Plan działań na {year} r. (wymyślony)"
        maker.put("planned_value", number_code=code, year=year, value=value, source=source)
