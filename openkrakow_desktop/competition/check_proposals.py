"""What the data already says about an item of the formal check. Only proposed: a person confirms (domain.md §1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..core.file_kinds import AttachmentKind
from .attachments import StoredFile, files_of
from .kinds import FormalAnswer, FormalItem, NominationChannel
from .model import Candidate, Edition, Nomination
from .nominations import WHO_NOMINATES, WHO_STANDS, is_late
from .parties import candidate_party, nominator, values_of

A, I = FormalAnswer, FormalItem  # noqa: E741 - read as A.YES, I.SIGNED
EDITABLE = (AttachmentKind.DOCX, AttachmentKind.ODT)


@dataclass(frozen=True)
class Proposal:
    """An answer and why: `why` is the key of a sentence under `check_why`."""

    answer: FormalAnswer
    why: str


@dataclass(frozen=True)
class Facts:
    """What proposals are drawn from."""

    edition: Edition
    nomination: Nomination
    candidate: Candidate
    is_own: bool
    files: tuple[StoredFile, ...]


def proposals(session: Session, nomination: Nomination) -> dict[FormalItem, Proposal]:
    """The items that the data answers. An item it is silent about is missing."""
    candidate = session.get_one(Candidate, nomination.candidate_id)
    files_from = nominator(session, values_of(nomination, *WHO_NOMINATES))
    is_own = files_from.is_same(candidate_party(session, values_of(candidate, *WHO_STANDS)))
    edition = session.get_one(Edition, nomination.edition_id)
    facts = Facts(edition, nomination, candidate, is_own, files_of(session, nomination.id))
    made = {item: propose(facts) for item, propose in _BY_ITEM.items()}
    return {item: one for item, one in made.items() if one is not None}


def _in_time(facts: Facts) -> Proposal | None:
    if facts.edition.call_close_at is None:
        return None
    late = is_late(facts.edition, facts.nomination.received_at, facts.nomination.postmarked_on)
    return Proposal(A.NO, "late") if late else Proposal(A.YES, "in_time")


def _category(facts: Facts) -> Proposal | None:
    open_ones, candidate = facts.edition.categories, facts.candidate
    if open_ones and candidate.category.value not in open_ones:
        return Proposal(A.NO, "category_closed")
    return Proposal(A.YES, "category_open") if candidate.name else None


def _not_own(facts: Facts) -> Proposal:
    return Proposal(A.NO, "same_party") if facts.is_own else Proposal(A.YES, "other_party")


def _title_year(facts: Facts) -> Proposal | None:
    """The call of the edition is about its title year; a justification that names the year says so itself."""
    if str(facts.edition.title_year) in (facts.nomination.justification or ""):
        return Proposal(A.YES, "year_named")
    return None


def _editable(facts: Facts) -> Proposal | None:
    if any(one.kind in EDITABLE for one in facts.files):
        return Proposal(A.YES, "editable_kept")
    return Proposal(A.NOT_APPLICABLE, "on_paper") if facts.nomination.channel is NominationChannel.PAPER else None


def _consent(facts: Facts) -> Proposal | None:
    return _of(facts.nomination.consent_candidate)


def _clause(facts: Facts) -> Proposal | None:
    return _of(facts.nomination.clause_given)


def _guardian(facts: Facts) -> Proposal | None:
    return _of(facts.nomination.guardian_consent) if facts.candidate.is_minor else Proposal(A.NOT_APPLICABLE, "of_age")


def _of(recorded: bool | None) -> Proposal | None:
    if recorded is None:
        return None
    return Proposal(A.YES, "recorded_yes") if recorded else Proposal(A.NO, "recorded_no")


_BY_ITEM: dict[FormalItem, Callable[[Facts], Proposal | None]] = {
    I.IN_TIME: _in_time,
    I.EDITABLE_COPY: _editable,
    I.CATEGORY_RIGHT: _category,
    I.NOT_OWN_CANDIDACY: _not_own,
    I.CONCERNS_TITLE_YEAR: _title_year,
    I.CANDIDATE_CONSENT: _consent,
    I.GUARDIAN_CONSENT: _guardian,
    I.CLAUSE: _clause,
}
