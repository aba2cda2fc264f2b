"""Every rule of the small registers as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
from tests.activities.build import organisation, person, put
from tests.refusal import Refusal

Draft = dict[str, Any]
DAY, BEFORE, AFTER = dt.date(2026, 5, 4), dt.date(2026, 5, 3), dt.date(2026, 5, 5)
SURVEY = {"service": "Obsługa", "closed_on": DAY, "n_positive": 1, "n_neutral": 0, "n_negative": 0}
LINE = {"year": 2026, "name": "Komórka", "plan": 100, "plan_after_changes": 100, "measure_tags": ("2.2",)}
ACTIVITY = {"kind": ActivityKind.OTHER, "title": "Dyżur", "done_on": DAY, "measure_tags": ()}
TURNOUT = {"edition": "XIII", "year": 2026, "tool": TurnoutTool.CIVIC_BUDGET}
SOURCES = {"numerator_source": "pismo", "denominator_source": "pismo"}
BODY = {"name": "Rada", "from_on": DAY}


def version(session: Session, **values: Any) -> Draft:
    made = put(session, "translation", kind=TranslationKind.PROCEDURE, title="Meldunek")
    return {"translation_id": made, "language": SpokenLanguage.ENGLISH, "published_on": DAY, **values}


def version_twice(session: Session) -> Draft:
    draft = version(session)
    put(session, "translation_version", **draft)
    return draft


def meeting(**values: Any) -> Draft:
    return {"kind": MeetingKind.CONSULTATION, "title": "Konsultacje", "held_on": DAY, "state": MeetingState.HELD,
            "participants": 12, **values}


def cancelled(**values: Any) -> Draft:
    return meeting(state=MeetingState.CANCELLED, participants=None, **values)


def protocol(session: Session) -> Draft:
    return {"meeting_id": put(session, "meeting", **meeting()), "name": "protokół.pdf"}


def organisation_twice(session: Session) -> Draft:
    draft = {"meeting_id": put(session, "meeting", **meeting()), "organisation_id": organisation(session, "Fundacja")}
    put(session, "meeting_organisation", **draft)
    return draft


def entity_twice(session: Session) -> Draft:
    analysis = put(session, "risk_analysis", title="Analiza", completed_on=DAY)
    draft = {"risk_analysis_id": analysis, "organisation_id": organisation(session, "Fundacja")}
    put(session, "risk_analysis_entity", **draft)
    return draft


def coordinator(session: Session, **values: Any) -> Draft:
    unit = organisation(session, "Wydział", OrganisationKind.OFFICE_UNIT)
    return {"person_id": person(session, "Nowak"), "unit_id": unit, "from_on": DAY, **values}


def coordinator_twice(session: Session) -> Draft:
    draft = coordinator(session)
    put(session, "cooperation_coordinator", **draft | {"from_on": dt.date(2025, 1, 1), "to_on": DAY})
    return draft


def returned(session: Session, kind: OrganisationKind = OrganisationKind.CULTURAL_INSTITUTION, **values: Any) -> Draft:
    return {"institution_id": organisation(session, "Muzeum", kind), "initiative": "Spacery", "year": 2026,
            "n_participants": 10, "source": "pismo", **values}


def returned_twice(session: Session) -> Draft:
    draft = returned(session)
    put(session, "partner_return", **draft | {"from_on": dt.date(2026, 12, 31)})
    return draft | {"initiative": "SPACERY"}


def contributor(session: Session, kind: ContributorKind, unit: OrganisationKind | None = None, **values: Any) -> Draft:
    unit_id = organisation(session, "Jednostka", unit) if unit else None
    return {"year": 2026, "kind": kind, "unit_id": unit_id, **values}


def assistant(session: Session, kind: OrganisationKind = OrganisationKind.SCHOOL, **values: Any) -> Draft:
    school = organisation(session, "Szkoła", kind)
    return {"code": "A-1", "kind": AssistantKind.INTERCULTURAL, "school_id": school, "from_on": DAY, **values}


def assistant_twice(session: Session) -> Draft:
    draft = assistant(session)
    put(session, "assistant", **draft | {"code": "a-1", "from_on": dt.date(2025, 1, 1)})
    return draft


def school_return(session: Session, kind: OrganisationKind = OrganisationKind.SCHOOL, **values: Any) -> Draft:
    return {"school_id": organisation(session, "Szkoła", kind), "as_of": DAY, "children": 1, **values}


def school_return_twice(session: Session) -> Draft:
    draft = school_return(session)
    put(session, "assistant_return", **draft)
    return draft | {"children": 2}


def delegation(session: Session, **values: Any) -> Draft:
    return {"organisation_id": organisation(session, "Fundacja"), "body": "Zespół", "from_on": DAY, "delegates": 1,
            **values}


def delegation_twice(session: Session) -> Draft:
    draft = delegation(session)
    put(session, "safe_krakow_delegation", **draft)
    return draft | {"body": "ZESPÓŁ", "from_on": AFTER, "delegates": 2}


def version_standing(session: Session) -> Draft:
    draft = version(session)
    put(session, "translation_version", **draft)
    return draft | {"published_on": AFTER}


def body_twice(session: Session) -> Draft:
    put(session, "dialogue_body", **BODY)
    return BODY | {"name": "RADA", "from_on": AFTER}


def recommendations_to_ngo(session: Session) -> Draft:
    return {"institution_id": organisation(session, "Fundacja"), "measure": CoverageMeasure.RECOMMENDATIONS,
            "covered_on": DAY}


def turnout_twice(session: Session) -> Draft:
    put(session, "turnout", **TURNOUT)
    return TURNOUT | {"edition": "xiii"}


ODD_CASE = {"case_no": "SP-03/0541"}
COUNTED = {"numerator": 5, "denominator": 100, **SOURCES}

REFUSALS: list[Refusal] = [
    Refusal("translation", lambda s: {"kind": TranslationKind.DOCUMENT, "title": None}, "title", "problem.required"),
    Refusal("translation", lambda s: {"kind": TranslationKind.DOCUMENT, "title": "Ulotka", **ODD_CASE},
            "case_no", "problem.case_number", warning=True),
    Refusal("translation_version", lambda s: version(s, withdrawn_on=BEFORE),
            "withdrawn_on", "problem.withdrawn_before"),
    Refusal("translation_version", version_standing, "language", "problem.version_standing", warning=True),
    Refusal("translation_version", version_twice, "language", "problem.already_listed"),
    Refusal("welcome_package_version", lambda s: {"version_name": "1", "published_on": DAY, "languages": ("xx",)},
            "languages", "problem.unknown_code"),
    Refusal("survey", lambda s: SURVEY | {"n_negative": -1}, "n_negative", "problem.too_small"),
    Refusal("survey", lambda s: SURVEY | {"n_positive": 0}, "n_positive", "problem.survey_empty", warning=True),
    Refusal("survey", lambda s: SURVEY | {"n_neutral": None}, "n_neutral", "problem.required"),
    Refusal("research_report", lambda s: {"title": "Raport", "completed_on": None}, "completed_on", "problem.required"),
    Refusal("meeting", lambda s: meeting(participants=None), "participants", "problem.participants_missing"),
    Refusal("meeting", lambda s: meeting(participants=-1), "participants", "problem.too_small"),
    Refusal("meeting", lambda s: meeting(held_on=dt.date(2014, 12, 31)), "held_on", "problem.date_range"),
    Refusal("meeting", lambda s: meeting(state=MeetingState.CANCELLED),
            "participants", "problem.participants_not_counted", warning=True),
    Refusal("meeting", lambda s: meeting(cancelled_on=DAY), "cancelled_on", "problem.meeting_not_cancelled"),
    Refusal("meeting", lambda s: meeting(cancel_reason="brak sali"), "cancel_reason", "problem.meeting_not_cancelled"),
    Refusal("meeting", lambda s: cancelled(cancelled_on=dt.date(2031, 1, 1)), "cancelled_on", "problem.in_future"),
    Refusal("meeting_protocol", protocol, "name", "problem.protocol_needs_file"),
    Refusal("meeting_organisation", organisation_twice, "organisation_id", "problem.already_listed"),
    Refusal("budget_line", lambda s: LINE | {"plan": -1}, "plan", "problem.too_small"),
    Refusal("budget_line", lambda s: LINE | {"year": 2014}, "year", "problem.too_small"),
    Refusal("budget_line", lambda s: LINE | {"measure_tags": ("2.3",)}, "measure_tags", "problem.unknown_code"),
    Refusal("budget_line", lambda s: LINE | {"executed": 101}, "executed", "problem.over_plan", warning=True),
    Refusal("cooperation_coordinator", lambda s: coordinator(s, to_on=BEFORE), "to_on", "problem.end_before_start"),
    Refusal("cooperation_coordinator", coordinator_twice, "from_on", "problem.periods_overlap"),
    Refusal("partner_return", lambda s: returned(s, n_participants=None), "n_participants", "problem.required"),
    Refusal("partner_return", lambda s: returned(s, source=None), "source", "problem.required"),
    Refusal("partner_return", lambda s: returned(s, from_on=AFTER, to_on=DAY), "to_on", "problem.end_before_start"),
    Refusal("partner_return", lambda s: returned(s, from_on=dt.date(2025, 12, 31)), "from_on", "problem.outside_year"),
    Refusal("partner_return", lambda s: returned(s, to_on=dt.date(2027, 1, 1)), "to_on", "problem.outside_year"),
    Refusal("partner_return", returned_twice, "initiative", "problem.already_returned"),
    Refusal("partner_return", lambda s: returned(s, OrganisationKind.NGO),
            "institution_id", "problem.not_cultural_institution", warning=True),
    Refusal("activity", lambda s: ACTIVITY | {"measure_tags": ("6.1",)}, "measure_tags", "problem.unknown_code"),
    Refusal("activity", lambda s: ACTIVITY | {"kind": None}, "kind", "problem.required"),
    Refusal("dialogue_body", body_twice, "name", "problem.periods_overlap"),
    Refusal("dialogue_body", lambda s: BODY | {"to_on": BEFORE}, "to_on", "problem.end_before_start"),
    Refusal("dialogue_body", lambda s: BODY | {"minorities_from_on": BEFORE},
            "minorities_from_on", "problem.before_body"),
    Refusal("dialogue_body", lambda s: BODY | {"to_on": DAY, "minorities_from_on": AFTER},
            "minorities_from_on", "problem.after_body"),
    Refusal("dialogue_body", lambda s: BODY | {"to_on": DAY, "minorities_from_on": DAY, "minorities_to_on": AFTER},
            "minorities_to_on", "problem.after_body"),
    Refusal("dialogue_body", lambda s: BODY | {"minorities_from_on": AFTER, "minorities_to_on": DAY},
            "minorities_to_on", "problem.end_before_start"),
    Refusal("dialogue_body", lambda s: BODY | {"minorities_to_on": AFTER}, "minorities_from_on", "problem.required"),
    Refusal("dialogue_body", lambda s: BODY | {"seats": 0}, "seats", "problem.too_small"),
    Refusal("institution_coverage", recommendations_to_ngo, "institution_id", "problem.not_facility", warning=True),
    Refusal("programme_contributor", lambda s: contributor(s, ContributorKind.PERSON),
            "person_code", "problem.required"),
    Refusal("programme_contributor", lambda s: contributor(s, ContributorKind.NGO), "unit_id", "problem.required"),
    Refusal("programme_contributor",
            lambda s: contributor(s, ContributorKind.NGO, OrganisationKind.NGO, person_code="K-1"),
            "person_code", "problem.code_of_person_only"),
    Refusal("programme_contributor", lambda s: contributor(s, ContributorKind.OFFICE_UNIT, OrganisationKind.NGO),
            "unit_id", "problem.unit_of_other_kind"),
    Refusal("assistant", lambda s: assistant(s, to_on=BEFORE), "to_on", "problem.end_before_start"),
    Refusal("assistant", assistant_twice, "from_on", "problem.periods_overlap"),
    Refusal("assistant", lambda s: assistant(s, OrganisationKind.COMPANY),
            "school_id", "problem.not_facility", warning=True),
    Refusal("assistant_return", lambda s: school_return(s, children=-1), "children", "problem.too_small"),
    Refusal("assistant_return", school_return_twice, "as_of", "problem.already_listed"),
    Refusal("assistant_return", lambda s: school_return(s, OrganisationKind.COMPANY),
            "school_id", "problem.not_facility", warning=True),
    Refusal("risk_analysis", lambda s: {"title": None, "completed_on": DAY}, "title", "problem.required"),
    Refusal("risk_analysis_entity", entity_twice, "organisation_id", "problem.already_listed"),
    Refusal("safe_krakow_delegation", lambda s: delegation(s, delegates=0), "delegates", "problem.too_small"),
    Refusal("safe_krakow_delegation", lambda s: delegation(s, to_on=BEFORE), "to_on", "problem.end_before_start"),
    Refusal("safe_krakow_delegation", delegation_twice, "from_on", "problem.delegations_overlap", warning=True),
    Refusal("turnout", lambda s: TURNOUT | COUNTED | {"denominator": 0}, "denominator", "problem.zero_denominator"),
    Refusal("turnout", lambda s: TURNOUT | COUNTED | {"numerator": 101}, "numerator", "problem.above_whole"),
    Refusal("turnout", lambda s: TURNOUT | {"numerator": 1}, "numerator_source", "problem.source_missing"),
    Refusal("turnout", lambda s: TURNOUT | {"denominator": 1}, "denominator_source", "problem.source_missing"),
    Refusal("turnout", turnout_twice, "edition", "problem.already_listed"),
]
