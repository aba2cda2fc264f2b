"""Measures that the small registers feed, and the indicators with numbers of their own (domain.md §1.8, §1.9).

A span (a coordinator, a body, a published version) is a row of every year it touches; whether it stands on the stock
day is a clause. Parts named here without a measure are for composites: 3.2, T2-5.1, the signals of risks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Date, Select, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from ..contacts.model import FACILITIES, Organisation, OrganisationKind, Person, canonical
from ..core.languages import SpokenLanguage
from ..core.measures import Beside, Clause, Measure, Part, Period, Reading, State, Test
from ..core.record import has_code
from .model import (
    Activity,
    ActivityKind,
    ActivityTag,
    Assistant,
    AssistantReturn,
    BudgetLine,
    BudgetTag,
    ContributorKind,
    CooperationCoordinator,
    CoverageMeasure,
    DialogueBody,
    InstitutionCoverage,
    Meeting,
    MeetingKind,
    MeetingState,
    PartnerReturn,
    ProgrammeContributor,
    ResearchReport,
    RiskAnalysis,
    RiskAnalysisEntity,
    SafeKrakowDelegation,
    Survey,
    Translation,
    TranslationKind,
    TranslationVersion,
    Turnout,
    TurnoutTool,
    WelcomePackageVersion,
)

NO_DAY = cast(null(), Date)     # of records that belong to a whole year
LEAST_AT_CONSULTATION = 10      # persons at each consultation (T2-2.2, read in domain.md §1.11, 15)


def _dated(model: Any, on: Any, title: Any, *clauses: Clause, **options: Any) -> Part:
    """Rows of one register with a date in R."""
    return Part(register=model.__tablename__, id=model.id, on=on, title=title, dated=lambda p: p.holds(on),
                clauses=clauses, **options)


def _spanning(model: Any, title: Any, *clauses: Clause, **options: Any) -> Part:
    """Rows of one register whose span has a day in R."""
    return Part(register=model.__tablename__, id=model.id, on=model.from_on, title=title,
                dated=lambda p: p.overlaps(model.from_on, model.to_on), clauses=clauses, **options)


def _yearly(model: Any, title: Any, *clauses: Clause, **options: Any) -> Part:
    """Rows of one register that belong to the year R."""
    return Part(register=model.__tablename__, id=model.id, on=NO_DAY, title=title, dated=lambda p: model.year == p.year,
                clauses=clauses, by=(model.id,), **options)


def _kind(column: Any, *kinds: Any) -> Clause:
    """The matter itself: rows of another kind are not even listed."""
    return Clause("other_kind", lambda p: column.in_(kinds), scope=True)


def _still(why: str, column: Any) -> Clause:
    """Not ended before the stock day: the last day is still one of the span."""
    return Clause(why, lambda p: or_(column.is_(None), column >= p.stock_day))


def _joined(column: Any, model: type[Any]) -> Any:
    """The rows of the column's register, each with the record that the column points at."""
    return lambda query: query.select_from(column.class_).outerjoin(model, model.id == column)


# Objective 1: translations, welcome package, surveys, research


def _version_part(dated: Test, *clauses: Clause) -> Part:
    return Part(register="translation_version", main="translation", id=TranslationVersion.id,
                on=TranslationVersion.published_on, title=Translation.title, dated=dated, clauses=clauses,
                origin=_joined(TranslationVersion.translation_id, Translation))


FOREIGN = Clause("polish_version", lambda p: TranslationVersion.language != SpokenLanguage.POLISH)
VERSIONS_PUBLISHED = _version_part(lambda p: p.holds(TranslationVersion.published_on), FOREIGN)
ITEMS_TRANSLATED = replace(VERSIONS_PUBLISHED, one_of=(Translation.id,))
PROCEDURES_STANDING = replace(
    _version_part(
        lambda p: p.overlaps(TranslationVersion.published_on, TranslationVersion.withdrawn_on),
        Clause("no_procedure", lambda p: Translation.kind == TranslationKind.PROCEDURE, scope=True), FOREIGN,
        Clause("withdrawn", lambda p: or_(TranslationVersion.withdrawn_on.is_(None),
                                          TranslationVersion.withdrawn_on > p.stock_day))),
    one_of=(Translation.id,))


def _survey(counts: Any) -> Part:
    return _dated(Survey, Survey.closed_on, Survey.service, counts=counts)


# Objective 2: meetings, money, coordinators

MEETING_NOT_CANCELLED = Clause("meeting_cancelled", lambda p: Meeting.state != MeetingState.CANCELLED)
MEETING_TOOK_PLACE = Clause("meeting_planned", lambda p: Meeting.state != MeetingState.PLANNED)


def _meetings(*kinds: MeetingKind) -> Part:
    return _dated(Meeting, Meeting.held_on, Meeting.title, _kind(Meeting.kind, *kinds), MEETING_NOT_CANCELLED,
                  MEETING_TOOK_PLACE)


MEETINGS = _meetings(MeetingKind.CROSS_SECTOR, MeetingKind.CONSULTATION)
_CONSULTATIONS = _meetings(MeetingKind.CONSULTATION)
CONSULTATIONS = replace(_CONSULTATIONS, clauses=(
    *_CONSULTATIONS.clauses, Clause("too_few_people", lambda p: Meeting.participants >= LEAST_AT_CONSULTATION)))
CONSULTATIONS_CANCELLED = _dated(
    Meeting, Meeting.held_on, Meeting.title, _kind(Meeting.kind, MeetingKind.CONSULTATION),
    Clause("meeting_not_cancelled", lambda p: Meeting.state == MeetingState.CANCELLED))
"""Consultations that did not take place: a signal of risk 2 (domain.md §1.10)."""
CONSULTATIONS_IN_ALL = _dated(Meeting, Meeting.held_on, Meeting.title, _kind(Meeting.kind, MeetingKind.CONSULTATION))
CONSULTATIONS_HELD = _CONSULTATIONS
"""Consultations in the plan of R, and those that were held, whatever came of them: the signal of risk 2."""

BUDGET = _yearly(
    BudgetLine, BudgetLine.name,
    Clause("line_not_tagged", lambda p: has_code(BudgetLine.measure_tags, BudgetTag.UNIT_AND_TASKS.value)),
    counts=BudgetLine.plan_after_changes)


EXECUTED = replace(BUDGET, counts=BudgetLine.executed)
_EXECUTED_MISSING = replace(BUDGET, counts=1, clauses=(
    *BUDGET.clauses, Clause("executed_entered", lambda p: BudgetLine.executed.is_(None))))


def _executed(session: Session, period: Period, main: Reading) -> Reading:
    """What was spent on the lines of 2.2, in grosze; no data while any of them lacks it."""
    if _EXECUTED_MISSING.number(session, period):
        return Reading.no_data("executed_missing")
    return Reading.of(EXECUTED.number(session, period))


def _coordinator(query: Select[Any]) -> Select[Any]:
    return (query.select_from(CooperationCoordinator).join(Person, Person.id == CooperationCoordinator.person_id)
            .join(Organisation, Organisation.id == CooperationCoordinator.unit_id))


COORDINATORS = _spanning(
    CooperationCoordinator, Organisation.name + func.coalesce(literal(" · ") + CooperationCoordinator.order_no, ""),
    _still("coordinator_ended", CooperationCoordinator.to_on), one_of=(canonical(Person),), origin=_coordinator)

# Objective 3: partners' returns, promotion, dialogue, turnout

PARTNER_RETURNS = _yearly(
    PartnerReturn, Organisation.name + literal(" · ") + PartnerReturn.initiative,
    Clause("no_cultural_institution", lambda p: Organisation.kind == OrganisationKind.CULTURAL_INSTITUTION),
    counts=PartnerReturn.n_participants, origin=_joined(PartnerReturn.institution_id, Organisation))
"""Participations that cultural institutions report: a part of 3.2. `PartnerReturn.initiative_key` (folded) names the
initiative, so that an event of our own register with the same institution and initiative is not counted again."""

DIALOGUE_BODIES = _spanning(
    DialogueBody, DialogueBody.name, _still("body_ended", DialogueBody.to_on),
    Clause("without_minorities", lambda p: DialogueBody.minorities_from_on <= p.stock_day),
    _still("minorities_left", DialogueBody.minorities_to_on))

TURNOUT = _yearly(
    Turnout, Turnout.edition, _kind(Turnout.tool, TurnoutTool.CIVIC_BUDGET),
    Clause("numerator_missing", lambda p: Turnout.numerator.is_not(None)),
    Clause("denominator_missing", lambda p: Turnout.denominator.is_not(None)))


@dataclass(frozen=True)
class TurnoutShare(Measure):
    """A share instead of a sum: numerators over denominators of the complete civic-budget editions of R.

    Its rows count editions, each as 1; `read` gives an exact Fraction between 0 and 1, or no data when a part of every
    edition is missing."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        complete = super().read(session, period, confirmed)
        if complete.state is not State.NUMBER:
            return complete
        if not complete.value:
            return Reading.no_data("part_missing")
        above, below = self._line
        return Reading.of(Fraction(above.number(session, period), below.number(session, period)))

    @cached_property
    def _line(self) -> tuple[Part, Part]:
        """What stands above and below the line."""
        (part,) = self.parts
        return replace(part, counts=Turnout.numerator), replace(part, counts=Turnout.denominator)

    def ratio(self) -> tuple[Measure, Measure]:
        above, below = (Measure(self.code, (part,), needs_row=True) for part in self._line)
        return above, below


# Objective 5: institutions, contributors, assistants


def _covered(measure: CoverageMeasure, *clauses: Clause) -> Part:
    return _dated(InstitutionCoverage, InstitutionCoverage.covered_on, Organisation.name,
                  _kind(InstitutionCoverage.measure, measure), *clauses, one_of=(canonical(Organisation),),
                  origin=_joined(InstitutionCoverage.institution_id, Organisation))


def _not_delivered_before(period: Period) -> Any:
    """SQL: the institution (after merging) had no recommendations before R."""
    earlier, owner = aliased(InstitutionCoverage), aliased(Organisation)
    delivered = (select(earlier.id).join(owner, owner.id == earlier.institution_id)
                 .where(earlier.measure == CoverageMeasure.RECOMMENDATIONS, earlier.covered_on < period.first,
                        canonical(owner) == canonical(Organisation)))
    return ~delivered.correlate(Organisation).exists()


INSTITUTIONS_WITH_TOOLS = _covered(CoverageMeasure.TOOLS)
"""Institutions of 5.1: also a part of T2-5.1."""
FACILITIES_WITH_RECOMMENDATIONS = _covered(
    CoverageMeasure.RECOMMENDATIONS, Clause("no_facility", lambda p: Organisation.kind.in_(FACILITIES)),
    Clause("delivered_before", _not_delivered_before))
"""Facilities of 5.2, whose first delivery is in R: also a part of T2-5.1."""


def _contributing_units(kind: ContributorKind) -> Part:
    return _yearly(ProgrammeContributor, Organisation.name, _kind(ProgrammeContributor.kind, kind),
                   one_of=(canonical(Organisation),), origin=_joined(ProgrammeContributor.unit_id, Organisation))


PEOPLE_CONTRIBUTING = _yearly(
    ProgrammeContributor, ProgrammeContributor.person_code, _kind(ProgrammeContributor.kind, ContributorKind.PERSON),
    one_of=(ProgrammeContributor.search,))
ASSISTANTS = _spanning(Assistant, Assistant.code, one_of=(Assistant.search,))
CHILDREN = replace(
    _dated(AssistantReturn, AssistantReturn.as_of, Organisation.name, counts=AssistantReturn.children,
           one_of=(canonical(Organisation),), origin=_joined(AssistantReturn.school_id, Organisation)),
    by=(AssistantReturn.as_of.desc(),))

# Objective 6: activities, analyses, delegations


def _activities(*clauses: Clause) -> Part:
    return _dated(Activity, Activity.done_on, Activity.title, *clauses)


ANALYSES = _dated(RiskAnalysis, RiskAnalysis.completed_on, RiskAnalysis.title)
ENTITIES = Part(
    register="risk_analysis_entity", main="risk_analysis", id=RiskAnalysisEntity.id, on=RiskAnalysis.completed_on,
    title=Organisation.name + literal(" · ") + RiskAnalysis.title, dated=lambda p: p.holds(RiskAnalysis.completed_on),
    clauses=(), one_of=(canonical(Organisation),),
    origin=lambda query: query.select_from(RiskAnalysis)
    .outerjoin(RiskAnalysisEntity, RiskAnalysisEntity.risk_analysis_id == RiskAnalysis.id)
    .outerjoin(Organisation, Organisation.id == RiskAnalysisEntity.organisation_id))
DELEGATES = replace(
    _spanning(SafeKrakowDelegation, Organisation.name + literal(" · ") + SafeKrakowDelegation.body,
              counts=SafeKrakowDelegation.delegates, one_of=(canonical(Organisation), SafeKrakowDelegation.body_key),
              origin=_joined(SafeKrakowDelegation.organisation_id, Organisation)),
    by=(SafeKrakowDelegation.delegates.desc(),))

PROCEDURES = Measure("T2-1.2", (PROCEDURES_STANDING,))
MEETINGS_2_1 = Measure("2.1a", (MEETINGS,))
COORDINATORS_MEETINGS = Measure("T2-2.1", (_meetings(MeetingKind.COORDINATORS),))
CONSULTATION_MEETINGS = Measure("T2-2.2", (CONSULTATIONS,))
TURNOUT_SHARE = TurnoutShare("T2-3.2", (TURNOUT,), needs_row=True)
ACTIVITIES_AT_RISK = Measure("T2-6.1", (_activities(
    Clause("activity_not_tagged", lambda p: has_code(Activity.measure_tags, ActivityTag.AT_RISK_OF_EXCLUSION.value))),))

MEASURES = (
    Measure("1.2", (ITEMS_TRANSLATED,), (Beside("1.2+versions", VERSIONS_PUBLISHED),)),
    Measure("1.3", (_dated(WelcomePackageVersion, WelcomePackageVersion.published_on,
                           WelcomePackageVersion.version_name),)),
    Measure("1.5a", (_survey(Survey.n_positive),), (Beside("1.5+neutral", _survey(Survey.n_neutral)),), needs_row=True),
    Measure("1.5b", (_survey(Survey.n_negative),), needs_row=True),
    Measure("1.6", (_dated(ResearchReport, ResearchReport.completed_on, ResearchReport.title),)),
    MEETINGS_2_1,
    Measure("2.1b", (replace(MEETINGS, counts=Meeting.participants),)),
    Measure("2.2", (BUDGET,), (Beside("2.2+executed", work_out=_executed, behind=EXECUTED),), needs_row=True),
    Measure("2.3", (COORDINATORS,),
            (Beside("2.3+units", replace(COORDINATORS, one_of=(canonical(Organisation),))),)),
    Measure("3.3", (_activities(_kind(Activity.kind, ActivityKind.NGO_PROMOTION)),)),
    Measure("3.4", (DIALOGUE_BODIES,)),
    Measure("5.1", (INSTITUTIONS_WITH_TOOLS,)),
    Measure("5.2", (FACILITIES_WITH_RECOMMENDATIONS,)),
    Measure("5.3a", (PEOPLE_CONTRIBUTING,)),
    Measure("5.3b", (_contributing_units(ContributorKind.OFFICE_UNIT),)),
    Measure("5.3c", (_contributing_units(ContributorKind.MUNICIPAL_UNIT),)),
    Measure("5.3d", (_contributing_units(ContributorKind.NGO),)),
    Measure("5.5a", (ASSISTANTS,), (Beside("5.5a+dec31", replace(
        ASSISTANTS, clauses=(_still("assistant_ended", Assistant.to_on),))),)),
    Measure("5.5b", (CHILDREN,), needs_row=True),
    Measure("6.1a", (_activities(_kind(Activity.kind, ActivityKind.INFORMATION)),)),
    Measure("6.1b", (_activities(_kind(Activity.kind, ActivityKind.SUPPORTED_INITIATIVE)),)),
    Measure("6.2a", (ANALYSES,)),
    Measure("6.2b", (ENTITIES,)),
    Measure("6.4", (DELEGATES,)),
    PROCEDURES, COORDINATORS_MEETINGS, CONSULTATION_MEETINGS, TURNOUT_SHARE, ACTIVITIES_AT_RISK,
)
