"""Verbs and rules of candidates, nominations and the formal check.

States follow dated facts: whether a nomination came in time is worked out from its dates and the edition's deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation, Person
from ..core.case_number import case_number_problems
from ..core.clock import day_of
from ..core.declarations import Draft, exists_other, linked, store_draft
from ..core.problems import Problem
from ..core.transitions import transition_problems
from .kinds import CandidateCategory, DeadlineBasis, NominationState
from .model import Candidate, Edition, FormalCheck, Nomination
from .parties import candidate_party, full_name, nominator, values_of
from .service import numbered

N = NominationState
NOMINATION_STEPS: Mapping[NominationState, tuple[NominationState, ...]] = {
    N.RECEIVED: (N.LATE, N.DUPLICATE, N.TO_COMPLETE, N.ACCEPTED, N.REJECTED, N.WITHDRAWN),
    N.LATE: (N.RECEIVED, N.REJECTED, N.WITHDRAWN),
    N.DUPLICATE: (N.RECEIVED,),  # a mistake; a duplicate that were rejected would begin to count
    N.TO_COMPLETE: (N.COMPLETED, N.REJECTED, N.WITHDRAWN),
    N.COMPLETED: (N.TO_COMPLETE, N.ACCEPTED, N.REJECTED, N.WITHDRAWN),
    N.ACCEPTED: (N.WITHDRAWN,),
}
WHO_STANDS = ("category", "person_id", "organisation_id", "name")
WHO_NOMINATES = ("nominator_kind", "nominator_name", "nominator_person_id", "nominator_organisation_id")


# ---- candidates ----------------------------------------------------------------------------------------------------
def candidate_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A candidate has a name or a link of its category's kind; a subtype belongs to entities; a minor is a person."""
    is_entity = draft.get("category") is CandidateCategory.ENTITY
    if not (draft.get("name") or draft.get("organisation_id" if is_entity else "person_id")):
        yield Problem("name", "problem.name_or_link")
    if is_entity and draft.get("person_id"):
        yield Problem("person_id", "problem.entity_is_no_person")
    if not is_entity and draft.get("subtype"):
        yield Problem("subtype", "problem.subtype_of_entity")
    if is_entity and draft.get("is_minor"):
        yield Problem("is_minor", "problem.minor_entity")
    edition, category = linked(session, draft, "edition_id", Edition), draft.get("category")
    if edition is not None and edition.categories and category and category.value not in edition.categories:
        yield Problem("category", "problem.category_closed")
    before = session.get(Candidate, record_id) if record_id else None
    if before is None:
        return
    if before.edition_id != draft.get("edition_id"):
        yield Problem("edition_id", "problem.edition_fixed")
    for one in session.scalars(select(Nomination).where(Nomination.candidate_id == before.id)):
        yield from _nominator_problems(session, values_of(one, *WHO_NOMINATES), draft)
        if one.state is N.ACCEPTED and draft.get("is_minor") and not one.guardian_consent:
            yield Problem("is_minor", "problem.guardian_consent")


def save_candidate(session: Session, record_id: UUID | None, draft: Draft) -> Candidate:
    """Write a candidate; an empty name is taken from the linked contact, an empty number is the next free one."""
    if not draft.get("name"):
        person, entity = (
            linked(session, draft, "person_id", Person),
            linked(session, draft, "organisation_id", Organisation),
        )
        is_entity = draft.get("category") is CandidateCategory.ENTITY
        draft = draft | {"name": entity.name if is_entity and entity else full_name(person)}
    saved: Candidate = store_draft(
        session, Candidate, record_id, draft | {"no": numbered(session, Candidate, record_id, draft)}
    )
    return saved


# ---- nominations ---------------------------------------------------------------------------------------------------
def is_late(edition: Edition, received_at: dt.datetime, postmarked_on: dt.date | None) -> bool:
    """Whether a nomination missed the deadline: by the instant of receipt, or by the day of the postmark (without
    one, of receipt). An edition without a deadline knows no late nomination."""
    if edition.call_close_at is None:
        return False
    if edition.deadline_basis is DeadlineBasis.RECEIPT:
        return received_at > edition.call_close_at
    return (postmarked_on or day_of(received_at)) > day_of(edition.call_close_at)


def nomination_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with a nomination as a whole (domain.md §1.3)."""
    before = session.get(Nomination, record_id) if record_id else None
    edition, candidate = (
        linked(session, draft, "edition_id", Edition),
        linked(session, draft, "candidate_id", Candidate),
    )
    yield from case_number_problems(draft.get("case_no"), "case_no")
    if not any(draft.get(name) for name in ("nominator_name", "nominator_person_id", "nominator_organisation_id")):
        yield Problem("nominator_name", "problem.name_or_link")
    if candidate is not None:
        yield from _nominator_problems(session, draft, values_of(candidate, *WHO_STANDS))
        if candidate.edition_id != draft.get("edition_id"):
            yield Problem("candidate_id", "problem.other_edition")
    if draft.get("no") and exists_other(
        session, Nomination, record_id, Nomination.edition_id == draft.get("edition_id"), Nomination.no == draft["no"]
    ):
        yield Problem("no", "problem.number_taken", {"no": draft["no"]}, warning=True)
    yield from _nomination_dates(edition, draft)
    state = draft.get("state")
    if edition is not None and state is not None:
        state = arrived_state(edition, draft)
        yield from _nomination_state(session, draft, record_id, edition, candidate)
    back = before is not None and before.state is N.COMPLETED and state is N.TO_COMPLETE
    if back and before and draft.get("supplement_due_on") != before.supplement_due_on:
        yield Problem("supplement_due_on", "problem.check_called_already")
    yield from transition_problems(NOMINATION_STEPS, before and before.state, state)


def _nominator_problems(
    session: Session, nomination: Mapping[str, Any], candidate: Mapping[str, Any]
) -> Iterable[Problem]:
    if nominator(session, nomination).is_same(candidate_party(session, candidate)):
        yield Problem("nominator_name", "problem.nominator_is_candidate")


def _nomination_dates(edition: Edition | None, draft: Draft) -> Iterable[Problem]:
    received_at = draft.get("received_at")
    if received_at is None:
        return
    received_on = day_of(received_at)
    if draft.get("postmarked_on") and draft["postmarked_on"] > received_on:
        yield Problem("postmarked_on", "problem.postmark_after_receipt")
    for name in ("supplement_due_on", "supplemented_on", "withdrawn_on"):
        if draft.get(name) and draft[name] < received_on:
            yield Problem(name, "problem.before_receipt")
    if (
        draft.get("supplemented_on")
        and draft.get("supplement_due_on")
        and draft["supplemented_on"] > draft["supplement_due_on"]
    ):
        yield Problem("supplemented_on", "problem.supplement_late")
    if edition is not None and edition.call_open_at and received_at < edition.call_open_at:
        yield Problem("received_at", "problem.before_call", warning=True)


def _nomination_state(
    session: Session, draft: Draft, record_id: UUID | None, edition: Edition, candidate: Candidate | None
) -> Iterable[Problem]:
    """What each state asks for. A late nomination may wait as such, be rejected or withdrawn, never accepted."""
    state, late = draft["state"], is_late(edition, draft["received_at"], draft.get("postmarked_on"))
    if late and state in (N.ACCEPTED, N.TO_COMPLETE, N.COMPLETED):
        yield Problem("state", "problem.late_not_accepted")
    if not late and state is N.LATE:
        yield Problem("state", "problem.not_late")
    if state is N.ACCEPTED and candidate is not None and candidate.is_minor and not draft.get("guardian_consent"):
        yield Problem("guardian_consent", "problem.guardian_consent")
    if state is N.ACCEPTED and draft.get("consent_candidate") is False:
        yield Problem("consent_candidate", "problem.no_candidate_consent", warning=True)
    if state is N.DUPLICATE and not earlier_same(session, draft, record_id):
        yield Problem("state", "problem.not_duplicate")
    for needed, name in (
        (N.TO_COMPLETE, "supplement_due_on"),
        (N.COMPLETED, "supplemented_on"),
        (N.WITHDRAWN, "withdrawn_on"),
        (N.REJECTED, "rejection_reason"),
    ):
        if state is needed and not draft.get(name):
            yield Problem(name, "problem.required")
    if state is not N.WITHDRAWN and draft.get("withdrawn_on"):
        yield Problem("state", "problem.withdrawn_state")


def earlier_same(session: Session, draft: Mapping[str, Any], record_id: UUID | None = None) -> list[UUID]:
    """Other nominations of the same candidate by the same nominator in the edition, which make this one a duplicate
    (paper and scan). Two different nominators of one person are two valid nominations."""
    query = select(Nomination).where(
        Nomination.edition_id == draft.get("edition_id"),
        Nomination.candidate_id == draft.get("candidate_id"),
        Nomination.state != N.DUPLICATE,
    )
    mine = nominator(session, draft)
    return [
        one.id
        for one in session.scalars(query)
        if one.id != record_id and nominator(session, values_of(one, *WHO_NOMINATES)).is_same(mine)
    ]


def arrived_state(edition: Edition, draft: Mapping[str, Any]) -> NominationState:
    """The state a nomination is kept in: one that has only come in is marked late when it is."""
    state: NominationState = draft["state"]
    late = is_late(edition, draft["received_at"], draft.get("postmarked_on"))
    return N.LATE if state is N.RECEIVED and late else state


def save_nomination(session: Session, record_id: UUID | None, draft: Draft) -> Nomination:
    """Write a nomination: numbered next free in its edition, marked PO_TERMINIE when late."""
    edition = session.get_one(Edition, draft["edition_id"])
    whole = {"state": N.RECEIVED} | draft
    draft = draft | {"no": numbered(session, Nomination, record_id, draft), "state": arrived_state(edition, whole)}
    saved: Nomination = store_draft(session, Nomination, record_id, draft)
    return saved


def nomination_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """After every write and undo: no accepted nomination of a minor without a guardian's consent, none by the
    candidate."""
    for one in session.scalars(select(Nomination).where(Nomination.id.in_(ids))):
        candidate = session.get(Candidate, one.candidate_id)
        if candidate is None:
            continue
        yield from _nominator_problems(session, values_of(one, *WHO_NOMINATES), values_of(candidate, *WHO_STANDS))
        if one.state is N.ACCEPTED and candidate.is_minor and not one.guardian_consent:
            yield Problem("guardian_consent", "problem.guardian_consent")


def formal_check_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Each item is answered once, not before the nomination came; being in time is a fact of the dates."""
    nomination = linked(session, draft, "nomination_id", Nomination)
    if draft.get("item") and exists_other(
        session,
        FormalCheck,
        record_id,
        FormalCheck.nomination_id == draft.get("nomination_id"),
        FormalCheck.item == draft["item"],
    ):
        yield Problem("item", "problem.already_answered")
    if (
        nomination is not None
        and draft.get("answered_on")
        and nomination.received_on
        and draft["answered_on"] < nomination.received_on
    ):
        yield Problem("answered_on", "problem.before_receipt")
