"""The small registers as lists and forms: what the rest of the program may find here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ..contacts.model import FACILITIES, OrganisationKind
from ..core.alike import DAY, Alike
from ..core.declarations import Computed, Feature, Place, Register
from ..core.gaps import Gap
from ..core.measures import Period
from ..core.starting import chosen_year, today, usual
from . import model as m
from . import rules, service
from .contact_papers import ASSISTANT_LIST, COORDINATOR_LIST
from .measures import MEASURES
from .meeting_papers import LETTER_EXAMPLES
from .meeting_registers import MEETING_ORGANISATIONS, MEETING_PROTOCOLS, MEETINGS, meeting_gaps
from .meeting_year import MEETING_YEAR
from .meetings import protocol_problems
from .people_registers import ASSISTANTS, COORDINATORS
from .small import rows_of, small

_SCREEN = "openkrakow_desktop.activities.screen."

TRANSLATIONS = small(
    m.Translation,
    ("title", "symbol", "kind",
     Computed("versions", int, rows_of(m.TranslationVersion, m.TranslationVersion.translation_id, m.Translation))),
    ("kind", "symbol", "title"),
    order="title", natural_key=("kind", "symbol", "title"), filters=("kind",), watches=("translation_version",),
    starts={"kind": usual}, alike=Alike("title"),
    icon="file-text")
VERSIONS = Register(
    record=m.TranslationVersion, columns=("language", "published_on", "withdrawn_on"),
    form=("translation_id", "language", "published_on", "withdrawn_on", "evidence"),
    order="-published_on", date="published_on", parent="translation_id", filters=("language",),
    natural_key=("translation_id", "language", "published_on"), icon="file-text", starts={"published_on": today},
    alike=Alike(same=("language", "translation_id"), on="published_on"),
    rules=rules.together(rules.version,
                         rules.once(m.TranslationVersion, "translation_id", "published_on", "language")))
WELCOME_PACKAGES = small(
    m.WelcomePackageVersion, ("version_name", "published_on", "languages"),
    ("version_name", "published_on", "languages"),
    order="-published_on", date="published_on", natural_key=("version_name", "published_on"), icon="box",
    widths={"languages": 24},
    starts={"published_on": today, "languages": usual}, alike=Alike("version_name", on="published_on"))
SURVEYS = small(
    m.Survey, ("service", "closed_on", "n_positive", "n_neutral", "n_negative"),
    ("service", "method", "closed_on", "n_positive", "n_neutral", "n_negative"), rules.survey,
    order="-closed_on", date="closed_on", natural_key=("service", "closed_on"),
    sums=("n_positive", "n_neutral", "n_negative"), icon="list-checks",
    starts={"closed_on": today, "method": usual}, alike=Alike("service", on="closed_on", within=DAY))
RESEARCH_REPORTS = small(
    m.ResearchReport, ("title", "author_body", "completed_on"), ("title", "author_body", "completed_on"),
    order="-completed_on", date="completed_on", natural_key=("title", "completed_on"), icon="file-text",
    starts={"completed_on": today}, alike=Alike("title", on="completed_on"))
BUDGET_LINES = small(
    m.BudgetLine, ("name", "budget_class", "year", "plan", "plan_after_changes", "executed", "measure_tags"),
    ("year", "budget_class", "name", "plan", "plan_after_changes", "executed", "measure_tags"), rules.budget_line,
    order="-year", widths={"year": 5}, natural_key=("year", "budget_class", "name"),
    sums=("plan", "plan_after_changes", "executed"),
    icon="sheet", starts={"year": chosen_year, "measure_tags": usual}, alike=Alike("name", on="year"))
PARTNER_RETURNS = small(
    m.PartnerReturn, ("initiative", "institution_id", "year", "n_events", "n_participants"),
    ("institution_id", "initiative", "year", "from_on", "to_on", "n_events", "n_participants", "source"),
    rules.span(), rules.partner_return,
    rules.of_kind("institution_id", (OrganisationKind.CULTURAL_INSTITUTION,), "problem.not_cultural_institution"),
    order="-year", widths={"institution_id": 20},
    natural_key=("institution_id", "initiative", "year", "from_on"), sums=("n_events", "n_participants"),
    icon="send", starts={"year": chosen_year}, alike=Alike("initiative", on="year", same=("institution_id",)))
ACTIVITIES = small(
    m.Activity, ("title", "kind", "done_on", "target", "measure_tags"),
    ("kind", "title", "done_on", "target", "measure_tags"), save=service.put_activity,
    order="-done_on", date="done_on", natural_key=("kind", "title", "done_on"), filters=("kind",), icon="target",
    starts={"done_on": today, "kind": usual}, alike=Alike("title", on="done_on", within=DAY))
DIALOGUE_BODIES = small(
    m.DialogueBody, ("name", "from_on", "to_on", "minorities_from_on", "minorities_to_on", "seats"),
    ("name", "from_on", "to_on", "minorities_from_on", "minorities_to_on", "seats"),
    rules.span(), rules.span("minorities_from_on", "minorities_to_on"), rules.dialogue_body,
    order="name", natural_key=("name", "from_on"), icon="contact", alike=Alike("name"))
COVERAGE = small(
    m.InstitutionCoverage, ("institution_id", "measure", "covered_on", "form"),
    ("institution_id", "measure", "covered_on", "form"), rules.coverage,
    order="-covered_on", date="covered_on", natural_key=("institution_id", "measure", "covered_on", "form"),
    filters=("measure",), icon="layers", starts={"covered_on": today, "measure": usual, "form": usual},
    alike=Alike(same=("institution_id", "measure"), on="covered_on"))
CONTRIBUTORS = small(
    m.ProgrammeContributor, ("kind", "person_code", "unit_id", "year"), ("year", "kind", "person_code", "unit_id"),
    rules.contributor,
    order="-year", natural_key=("year", "kind", "person_code", "unit_id"), filters=("kind",), icon="user-plus",
    widths={"unit_id": 20},
    starts={"year": chosen_year, "kind": usual}, alike=Alike(same=("unit_id", "kind"), on="year"))
ASSISTANT_RETURNS = small(
    m.AssistantReturn, ("school_id", "as_of", "children"), ("school_id", "as_of", "children"),
    rules.once(m.AssistantReturn, "school_id", "as_of"), rules.of_kind("school_id", FACILITIES, "problem.not_facility"),
    order="-as_of", date="as_of", natural_key=("school_id", "as_of"), icon="send", starts={"as_of": today},
    alike=Alike(same=("school_id",), on="as_of"))
RISK_ANALYSES = small(
    m.RiskAnalysis,
    ("title", "completed_on",
     Computed("entities", int, rows_of(m.RiskAnalysisEntity, m.RiskAnalysisEntity.risk_analysis_id, m.RiskAnalysis))),
    ("title", "completed_on"),
    order="-completed_on", date="completed_on", natural_key=("title", "completed_on"),
    starts={"completed_on": today}, alike=Alike("title", on="completed_on"),
    watches=("risk_analysis_entity",), icon="triangle-alert")
RISK_ANALYSIS_ENTITIES = Register(
    record=m.RiskAnalysisEntity, columns=("organisation_id",), form=("risk_analysis_id", "organisation_id"),
    parent="risk_analysis_id", natural_key=("risk_analysis_id", "organisation_id"), icon="layers",
    rules=rules.once(m.RiskAnalysisEntity, "risk_analysis_id", "organisation_id"))
DELEGATIONS = small(
    m.SafeKrakowDelegation, ("organisation_id", "body", "from_on", "to_on", "delegates"),
    ("organisation_id", "body", "from_on", "to_on", "delegates"), rules.span(), rules.delegation,
    order="-from_on", date="from_on", until="to_on", natural_key=("organisation_id", "body", "from_on"),
    icon="shield-check",
    starts={"from_on": today, "body": usual}, alike=Alike("body", on="from_on", same=("organisation_id",)))
TURNOUTS = small(
    m.Turnout, ("edition", "year", "tool", "numerator", "denominator"),
    ("edition", "year", "tool", "numerator", "numerator_source", "denominator", "denominator_source"), rules.turnout,
    order="-year", natural_key=("edition", "year", "tool"), filters=("tool",), icon="contrast",
    starts={"year": chosen_year, "numerator_source": usual, "denominator_source": usual},
    alike=Alike("edition", on="year", same=("tool",)))


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """What meetings and contact databases lack, turnout with a part missing, money not yet told."""
    yield from meeting_gaps(session, period)
    tests: list[tuple[str, Any, Any, Any]] = [
        ("turnout_incomplete", m.Turnout, m.Turnout.edition,
         and_(m.Turnout.year == period.year, m.Turnout.numerator.is_(None) | m.Turnout.denominator.is_(None))),
    ]
    if period.last < period.today:
        tests.append(("budget_not_executed", m.BudgetLine, m.BudgetLine.name,
                      and_(m.BudgetLine.year == period.year, m.BudgetLine.executed.is_(None))))
    for key, record, title, test in tests:
        found = select(record.id, title).where(test).order_by(title, record.id)
        for one in session.execute(found):
            yield Gap(key, record.__tablename__, *one)


FEATURE = Feature(
    key="activities", icon="layers", measures=MEASURES, gaps=gaps,
    registers=(
        MEETINGS, MEETING_ORGANISATIONS, MEETING_PROTOCOLS, ACTIVITIES, TRANSLATIONS, VERSIONS, WELCOME_PACKAGES,
        SURVEYS, RESEARCH_REPORTS, COORDINATORS, BUDGET_LINES, PARTNER_RETURNS, DIALOGUE_BODIES, COVERAGE, CONTRIBUTORS,
        ASSISTANTS, ASSISTANT_RETURNS, RISK_ANALYSES, RISK_ANALYSIS_ENTITIES, DELEGATIONS, TURNOUTS),
    places=(
        Place("meetings_plan", "calendar-days", _SCREEN + "meetings_plan:meetings_plan"),
        Place("coordinator_contacts", "contact", _SCREEN + "contact_page:coordinator_contacts"),
        Place("assistant_contacts", "graduation-cap", _SCREEN + "contact_page:assistant_contacts"),
    ),
    reports=(MEETING_YEAR, COORDINATOR_LIST, ASSISTANT_LIST), letters=LETTER_EXAMPLES, kept_files=protocol_problems)
