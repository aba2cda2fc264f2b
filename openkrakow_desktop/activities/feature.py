"""The small registers as lists and forms: what the rest of the program may find here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, null, select
from sqlalchemy.orm import Session

from ..contacts.model import FACILITIES, OrganisationKind
from ..core.declarations import Action, Ask, Computed, Feature, Register, Rules
from ..core.gaps import Gap
from ..core.measures import Period
from ..core.record import Record
from . import model as m
from . import rules, service
from .measures import MEASURES


def small(record: type[Record], columns: Sequence[str | Computed], form: Sequence[str], *checks: Rules,
          **options: Any) -> Register:
    """A small register: its own fields, then those that every one has (unit, evidence, case number, remark)."""
    own = tuple(name for name in m.FILED if name not in form)
    checked = rules.together(rules.case_number, *checks)
    return Register(record=record, columns=columns, form=(*form, *own), rules=checked, **options)


def _rows_of(child: Any, column: Any, parent: Any) -> Any:
    return lambda: select(func.count(child.id)).where(column == parent.id).correlate(parent).scalar_subquery()


TRANSLATIONS = small(
    m.Translation,
    ("title", "symbol", "kind",
     Computed("versions", int, _rows_of(m.TranslationVersion, m.TranslationVersion.translation_id, m.Translation))),
    ("kind", "symbol", "title"),
    order="title", natural_key=("kind", "symbol", "title"), filters=("kind",), watches=("translation_version",),
    icon="file-text")
VERSIONS = Register(
    record=m.TranslationVersion, columns=("language", "published_on", "withdrawn_on"),
    form=("translation_id", "language", "published_on", "withdrawn_on", "evidence"),
    order="-published_on", date="published_on", parent="translation_id", filters=("language",),
    natural_key=("translation_id", "language", "published_on"), icon="file-text",
    rules=rules.together(rules.span("published_on", "withdrawn_on"),
                         rules.once(m.TranslationVersion, "translation_id", "published_on", "language")))
WELCOME_PACKAGES = small(
    m.WelcomePackageVersion, ("version_name", "published_on", "languages"),
    ("version_name", "published_on", "languages"),
    order="-published_on", date="published_on", natural_key=("version_name", "published_on"), icon="box")
SURVEYS = small(
    m.Survey, ("service", "closed_on", "n_positive", "n_neutral", "n_negative"),
    ("service", "method", "closed_on", "n_positive", "n_neutral", "n_negative"),
    order="-closed_on", date="closed_on", natural_key=("service", "closed_on"),
    sums=("n_positive", "n_neutral", "n_negative"), icon="list-checks")
RESEARCH_REPORTS = small(
    m.ResearchReport, ("title", "author_body", "completed_on"), ("title", "author_body", "completed_on"),
    order="-completed_on", date="completed_on", natural_key=("title", "completed_on"), icon="file-text")
MEETINGS = small(
    m.Meeting, ("title", "kind", "held_on", "participants", "state", "has_protocol"),
    ("kind", "title", "held_on", "place", "agenda", "participants", "has_protocol", "state"), rules.meeting,
    order="-held_on", date="held_on", natural_key=("kind", "title", "held_on"), filters=("kind", "state"),
    sums=("participants",), watches=("meeting_organisation",), icon="calendar-days",
    actions=(
        Action("meeting.hold", service.hold_meeting, asks=(Ask("participants", int),), icon="check",
               when=lambda one: one.state is m.MeetingState.PLANNED),
        Action("meeting.cancel", service.cancel_meeting, asks=(Ask("reason"),), icon="circle-x",
               when=lambda one: one.state is m.MeetingState.PLANNED)))
MEETING_ORGANISATIONS = Register(
    record=m.MeetingOrganisation, columns=("organisation_id",), form=("meeting_id", "organisation_id"),
    parent="meeting_id", natural_key=("meeting_id", "organisation_id"), icon="layers",
    rules=rules.once(m.MeetingOrganisation, "meeting_id", "organisation_id"))
BUDGET_LINES = small(
    m.BudgetLine, ("name", "budget_class", "year", "plan", "plan_after_changes", "executed", "measure_tags"),
    ("year", "budget_class", "name", "plan", "plan_after_changes", "executed", "measure_tags"), rules.budget_line,
    order="-year", natural_key=("year", "budget_class", "name"), sums=("plan", "plan_after_changes", "executed"),
    icon="sheet")
COORDINATORS = small(
    m.CooperationCoordinator, ("person_id", "unit_id", "from_on", "to_on", "order_no"),
    ("person_id", "unit_id", "from_on", "to_on", "order_no"), rules.span(), rules.coordinator,
    order="-from_on", date="from_on", natural_key=("person_id", "unit_id", "from_on"), icon="contact")
PARTNER_RETURNS = small(
    m.PartnerReturn, ("initiative", "institution_id", "year", "n_events", "n_participants"),
    ("institution_id", "initiative", "year", "from_on", "to_on", "n_events", "n_participants", "source"),
    rules.span(), rules.partner_return,
    rules.of_kind("institution_id", (OrganisationKind.CULTURAL_INSTITUTION,), "problem.not_cultural_institution"),
    order="-year", natural_key=("institution_id", "initiative", "year", "from_on"), sums=("n_events", "n_participants"),
    icon="send")
ACTIVITIES = small(
    m.Activity, ("title", "kind", "done_on", "target", "measure_tags"),
    ("kind", "title", "done_on", "target", "measure_tags"), save=service.put_activity,
    order="-done_on", date="done_on", natural_key=("kind", "title", "done_on"), filters=("kind",), icon="target")
DIALOGUE_BODIES = small(
    m.DialogueBody, ("name", "from_on", "to_on", "minorities_from_on", "minorities_to_on", "seats"),
    ("name", "from_on", "to_on", "minorities_from_on", "minorities_to_on", "seats"),
    rules.span(), rules.span("minorities_from_on", "minorities_to_on"), rules.dialogue_body,
    order="name", natural_key=("name", "from_on"), icon="contact")
COVERAGE = small(
    m.InstitutionCoverage, ("institution_id", "measure", "covered_on", "form"),
    ("institution_id", "measure", "covered_on", "form"), rules.coverage,
    order="-covered_on", date="covered_on", natural_key=("institution_id", "measure", "covered_on", "form"),
    filters=("measure",), icon="layers")
CONTRIBUTORS = small(
    m.ProgrammeContributor, ("kind", "person_code", "unit_id", "year"), ("year", "kind", "person_code", "unit_id"),
    rules.contributor,
    order="-year", natural_key=("year", "kind", "person_code", "unit_id"), filters=("kind",), icon="user-plus")
ASSISTANTS = small(
    m.Assistant, ("code", "kind", "school_id", "from_on", "to_on"), ("code", "kind", "school_id", "from_on", "to_on"),
    rules.span(), rules.assistant, rules.of_kind("school_id", FACILITIES, "problem.not_facility"),
    order="-from_on", date="from_on", natural_key=("code", "school_id", "from_on"), filters=("kind",),
    icon="graduation-cap")
ASSISTANT_RETURNS = small(
    m.AssistantReturn, ("school_id", "as_of", "children"), ("school_id", "as_of", "children"),
    rules.once(m.AssistantReturn, "school_id", "as_of"), rules.of_kind("school_id", FACILITIES, "problem.not_facility"),
    order="-as_of", date="as_of", natural_key=("school_id", "as_of"), icon="send")
RISK_ANALYSES = small(
    m.RiskAnalysis,
    ("title", "completed_on",
     Computed("entities", int, _rows_of(m.RiskAnalysisEntity, m.RiskAnalysisEntity.risk_analysis_id, m.RiskAnalysis))),
    ("title", "completed_on"),
    order="-completed_on", date="completed_on", natural_key=("title", "completed_on"),
    watches=("risk_analysis_entity",), icon="triangle-alert")
RISK_ANALYSIS_ENTITIES = Register(
    record=m.RiskAnalysisEntity, columns=("organisation_id",), form=("risk_analysis_id", "organisation_id"),
    parent="risk_analysis_id", natural_key=("risk_analysis_id", "organisation_id"), icon="layers",
    rules=rules.once(m.RiskAnalysisEntity, "risk_analysis_id", "organisation_id"))
DELEGATIONS = small(
    m.SafeKrakowDelegation, ("organisation_id", "body", "from_on", "to_on", "delegates"),
    ("organisation_id", "body", "from_on", "to_on", "delegates"), rules.span(),
    order="-from_on", date="from_on", natural_key=("organisation_id", "body", "from_on"), icon="shield-check")
TURNOUTS = small(
    m.Turnout, ("edition", "year", "tool", "numerator", "denominator"),
    ("edition", "year", "tool", "numerator", "numerator_source", "denominator", "denominator_source"), rules.turnout,
    order="-year", natural_key=("edition", "year", "tool"), filters=("tool",), icon="contrast")


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Meetings of the past still called planned or without minutes, turnout with a part missing, money not yet told."""
    held_on, state = m.Meeting.held_on, m.Meeting.state
    planned, held = state == m.MeetingState.PLANNED, state == m.MeetingState.HELD
    tests = [
        ("meeting_still_planned", m.Meeting, m.Meeting.title,
         and_(period.holds(held_on), planned, held_on < period.today)),
        ("meeting_without_minutes", m.Meeting, m.Meeting.title,
         and_(period.holds(held_on), held, ~m.Meeting.has_protocol)),
        ("turnout_incomplete", m.Turnout, m.Turnout.edition,
         and_(m.Turnout.year == period.year, m.Turnout.numerator.is_(None) | m.Turnout.denominator.is_(None))),
    ]
    if period.last < period.today:
        tests.append(("budget_not_executed", m.BudgetLine, m.BudgetLine.name,
                      and_(m.BudgetLine.year == period.year, m.BudgetLine.executed.is_(None))))
    for key, record, title, test in tests:
        on = held_on if record is m.Meeting else null()
        found: Any = select(record.id, title, on).where(test).order_by(title, record.id)
        for one in session.execute(found):
            yield Gap(key, record.__tablename__, *one)


FEATURE = Feature(
    key="activities", icon="layers", measures=MEASURES, gaps=gaps,
    registers=(
        MEETINGS, MEETING_ORGANISATIONS, ACTIVITIES, TRANSLATIONS, VERSIONS, WELCOME_PACKAGES, SURVEYS,
        RESEARCH_REPORTS, COORDINATORS, BUDGET_LINES, PARTNER_RETURNS, DIALOGUE_BODIES, COVERAGE, CONTRIBUTORS,
        ASSISTANTS, ASSISTANT_RETURNS, RISK_ANALYSES, RISK_ANALYSIS_ENTITIES, DELEGATIONS, TURNOUTS))
