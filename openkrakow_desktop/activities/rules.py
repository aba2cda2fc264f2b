"""What is wrong with a draft of a small register, as small rules that registers put together.

A warning tells that a record will not be counted where one might expect it; a refusal, that it cannot be true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..contacts.model import FACILITIES, Organisation, OrganisationKind, Person, canonical
from ..core.case_number import case_number_problems
from ..core.declarations import Draft, Rules, exists_other, linked
from ..core.problems import Problem
from ..core.text import fold
from ..core.transitions import transition_problems
from .model import (
    Assistant,
    ContributorKind,
    CooperationCoordinator,
    CoverageMeasure,
    DialogueBody,
    Meeting,
    MeetingState,
    PartnerReturn,
    SafeKrakowDelegation,
    TranslationVersion,
    Turnout,
    TurnoutTool,
)

MEETING_STEPS = {
    MeetingState.PLANNED: (MeetingState.HELD, MeetingState.CANCELLED),
    MeetingState.HELD: (MeetingState.PLANNED,),
    MeetingState.CANCELLED: (MeetingState.PLANNED,),
}
KINDS_OF_CONTRIBUTOR = {
    ContributorKind.OFFICE_UNIT: (OrganisationKind.OFFICE_UNIT,),
    ContributorKind.MUNICIPAL_UNIT: (OrganisationKind.MUNICIPAL_UNIT,),
    ContributorKind.NGO: (OrganisationKind.NGO, OrganisationKind.MINORITY_NGO),
}


def together(*rules: Rules) -> Rules:
    """One rule out of several, in this order."""
    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        for rule in rules:
            yield from rule(session, draft, record_id)
    return check


def case_number(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A warning for an unusual case number."""
    return case_number_problems(draft.get("case_no"), "case_no")


def span(first: str = "from_on", last: str = "to_on") -> Rules:
    """The second date is not before the first; either may be empty."""
    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        start, end = draft.get(first), draft.get(last)
        if start is not None and end is not None and end < start:
            yield Problem(last, "problem.end_before_start")
    return check


def once(model: Any, *names: str) -> Rules:
    """No other record has the same values in these columns; the problem stands at the last of them."""
    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        if exists_other(session, model, record_id, *(getattr(model, name) == draft.get(name) for name in names)):
            yield Problem(names[-1], "problem.already_listed")
    return check


def of_kind(name: str, kinds: Iterable[OrganisationKind], key: str) -> Rules:
    """A warning where the linked organisation is of another kind: the record is kept, but not counted."""
    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        found = linked(session, draft, name, Organisation)
        if found is not None and found.kind not in kinds:
            yield Problem(name, key, {"name": found.name}, warning=True)
    return check


def _overlapping(model: Any, draft: Draft) -> list[Any]:
    """SQL: spans that share a day with the draft's."""
    tests = [or_(model.to_on.is_(None), model.to_on >= draft["from_on"])]
    if draft.get("to_on") is not None:
        tests.append(model.from_on <= draft["to_on"])
    return tests


# Meetings and people


def meeting(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """The state follows its steps; a held meeting says how many were there, and only a held one is counted."""
    old = session.get(Meeting, record_id) if record_id else None
    state = draft.get("state") or MeetingState.PLANNED
    yield from transition_problems(MEETING_STEPS, old.state if old else None, state)
    if state is MeetingState.HELD and draft.get("participants") is None:
        yield Problem("participants", "problem.participants_missing")
    if state is not MeetingState.HELD and draft.get("participants") is not None:
        yield Problem("participants", "problem.participants_not_counted", warning=True)
    for name in ("cancelled_on", "cancel_reason"):
        if state is not MeetingState.CANCELLED and draft.get(name) is not None:
            yield Problem(name, "problem.meeting_not_cancelled")


def coordinator(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One person is a coordinator once at a time, also where the person was entered twice and merged."""
    found = linked(session, draft, "person_id", Person)
    if found is None:
        return
    same = canonical(Person) == (found.merged_into_id or found.id)
    query = (select(CooperationCoordinator.id).join(Person, Person.id == CooperationCoordinator.person_id)
             .where(same, *_overlapping(CooperationCoordinator, draft)))
    if record_id is not None:
        query = query.where(CooperationCoordinator.id != record_id)
    if session.scalar(query.limit(1)) is not None:
        yield Problem("from_on", "problem.periods_overlap")


def assistant(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One assistant works at one school once at a time; at two schools at once is possible."""
    same = (Assistant.search == fold(draft["code"]), Assistant.school_id == draft["school_id"])
    if exists_other(session, Assistant, record_id, *same, *_overlapping(Assistant, draft)):
        yield Problem("from_on", "problem.periods_overlap")


def version(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A version is withdrawn on or after the day it was published; an older one of its language is withdrawn first."""
    published, withdrawn = draft["published_on"], draft.get("withdrawn_on")
    if withdrawn is not None and withdrawn < published:
        yield Problem("withdrawn_on", "problem.withdrawn_before", {"on": f"{published:%d.%m.%Y}"})
    same = (TranslationVersion.translation_id == draft["translation_id"],
            TranslationVersion.language == draft["language"], TranslationVersion.published_on < published,
            or_(TranslationVersion.withdrawn_on.is_(None), TranslationVersion.withdrawn_on > published))
    if exists_other(session, TranslationVersion, record_id, *same):
        yield Problem("language", "problem.version_standing", warning=True)


def survey(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A survey that nobody answered is kept, but one looks twice."""
    if not any(draft.get(name) for name in ("n_positive", "n_neutral", "n_negative")):
        yield Problem("n_positive", "problem.survey_empty", warning=True)


def delegation(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Two delegations of one organisation to one body at once are possible; the greater one counts (6.4)."""
    same = (SafeKrakowDelegation.organisation_id == draft["organisation_id"],
            SafeKrakowDelegation.body_key == fold(draft["body"]))
    if exists_other(session, SafeKrakowDelegation, record_id, *same, *_overlapping(SafeKrakowDelegation, draft)):
        yield Problem("from_on", "problem.delegations_overlap", warning=True)


def dialogue_body(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A body is entered once for the same time, and minorities sit in it while it exists."""
    named = DialogueBody.search.startswith(fold(draft["name"]), autoescape=True)
    same = select(DialogueBody.id, DialogueBody.name).where(named, *_overlapping(DialogueBody, draft))
    if any(fold(name) == fold(draft["name"]) and key != record_id for key, name in session.execute(same)):
        yield Problem("name", "problem.periods_overlap")
    start, end = draft.get("minorities_from_on"), draft.get("minorities_to_on")
    if end is not None and start is None:
        yield Problem("minorities_from_on", "problem.required")
    if start is not None and start < draft["from_on"]:
        yield Problem("minorities_from_on", "problem.before_body")
    last = draft.get("to_on")
    for name, day in (("minorities_from_on", start), ("minorities_to_on", end)):
        if last is not None and day is not None and day > last:
            yield Problem(name, "problem.after_body")


# Returns and institutions


def partner_return(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """The period lies in the year; one initiative of one institution is reported once for the same days."""
    year, start, end = draft["year"], draft.get("from_on"), draft.get("to_on")
    for name, day in (("from_on", start), ("to_on", end)):
        if day is not None and day.year != year:
            yield Problem(name, "problem.outside_year", {"year": year})
    first, last = start or dt.date(year, 1, 1), end or dt.date(year, 12, 31)
    same = select(PartnerReturn.from_on, PartnerReturn.to_on).where(
        PartnerReturn.institution_id == draft["institution_id"], PartnerReturn.year == year,
        PartnerReturn.initiative_key == fold(draft["initiative"]))
    if record_id is not None:
        same = same.where(PartnerReturn.id != record_id)
    for other_first, other_last in session.execute(same):
        if (other_first or dt.date(year, 1, 1)) <= last and (other_last or dt.date(year, 12, 31)) >= first:
            yield Problem("initiative", "problem.already_returned")
            return


def coverage(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Recommendations go to school facilities; given to anybody else, they are not counted in 5.2."""
    if draft.get("measure") is CoverageMeasure.RECOMMENDATIONS:
        yield from of_kind("institution_id", FACILITIES, "problem.not_facility")(session, draft, record_id)


def contributor(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A person has a code, anybody else is a unit of the kind that was chosen."""
    kind = draft["kind"]
    if kind is ContributorKind.PERSON:
        if not draft.get("person_code"):
            yield Problem("person_code", "problem.required")
        return
    if draft.get("person_code"):
        yield Problem("person_code", "problem.code_of_person_only")
    unit = linked(session, draft, "unit_id", Organisation)
    if unit is None:
        yield Problem("unit_id", "problem.required")
    elif unit.kind not in KINDS_OF_CONTRIBUTOR[kind]:
        yield Problem("unit_id", "problem.unit_of_other_kind", {"name": unit.name})


# Money and turnout


def budget_line(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Spending above the plan is possible, but worth a second look."""
    executed = draft.get("executed")
    if executed is not None and executed > draft["plan_after_changes"]:
        yield Problem("executed", "problem.over_plan", warning=True)


def turnout(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A share between 0 and 100%, of something, with the source of each part; one record per edition."""
    part, whole = draft.get("numerator"), draft.get("denominator")
    if whole == 0:
        yield Problem("denominator", "problem.zero_denominator")
    elif part is not None and whole is not None and part > whole:
        yield Problem("numerator", "problem.above_whole", {"part": part, "whole": whole})
    for name in ("numerator", "denominator"):
        if draft.get(name) is not None and not draft.get(f"{name}_source"):
            yield Problem(f"{name}_source", "problem.source_missing")
    same = (Turnout.tool == (draft.get("tool") or TurnoutTool.CIVIC_BUDGET), Turnout.year == draft["year"])
    query = select(Turnout.id, Turnout.edition).where(*same)
    if any(fold(edition) == fold(draft["edition"]) and key != record_id for key, edition in session.execute(query)):
        yield Problem("edition", "problem.already_listed")
