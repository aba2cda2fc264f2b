"""Letters of the competition: calls to supplement, answers to nominators, results, invitations.

Results are told only once they are announced (domain.md §2.3). What a letter says is the office's template
(programme/letters); here are the values it may ask for, and who gets it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation, Person
from ..core.clock import day_of
from ..core.declarations import ReportContext
from ..core.document import Document
from ..core.problems import refuse
from ..core.words import Words, words
from ..programme.letter_tables import LetterLanguage
from ..programme.letters import Addressee, Writing, day_in_words, letter_document
from .kinds import (
    AwardKind,
    CandidateCategory,
    EditionState,
    FormalAnswer,
    FormalItem,
    NominationState,
    NominatorKind,
)
from .model import Award, Candidate, Edition, FormalCheck, MayorDecision, Nomination
from .parties import full_name

CALL, ACCEPTED, REJECTED = "competition_call", "competition_accepted", "competition_rejected"
RESULT, CANDIDATE, NOT_AWARDED = "competition_result", "competition_candidate", "competition_not_awarded"
INVITATION, SCORES = "competition_invitation", "competition_scores"
TOLD = (EditionState.ANNOUNCED, EditionState.ARCHIVED)
DECIDED = (EditionState.MAYOR_DECISION, *TOLD)
MENDABLE = tuple(  # a late nomination stays late, and who nominates themselves cannot mend that
    item for item in FormalItem if item not in (FormalItem.IN_TIME, FormalItem.NOT_OWN_CANDIDACY)
)


class LetterBatch(enum.Enum):
    """Letters of one edition that are written together."""

    CALLS = "WEZWANIA"
    FORMAL = "OCENA_FORMALNA"
    NOMINATORS = "WYNIK_ZGŁASZAJĄCY"
    CANDIDATES = "WYNIK_KANDYDATURY"


# ---- one letter ----------------------------------------------------------------------------------------------------
def call_letter(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """The call to supplement a nomination: only what is missing and can be sent, until the due date entered there.

    Raises Refused where nothing of that kind is missing, or the due date is."""
    return _one(
        session, context, letter_language, lambda said: call_writing(session, _nomination(session, record_id), said)
    )


def formal_letter(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """That a nomination was accepted, or rejected with the sentence why. Raises Refused while neither is the case."""
    return _one(
        session, context, letter_language, lambda said: formal_writing(session, _nomination(session, record_id), said)
    )


def result_letter(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """The result, to the nominator. Raises Refused before it is announced, and where nothing was to be decided."""
    return _one(
        session, context, letter_language, lambda said: result_writing(session, _nomination(session, record_id), said)
    )


def candidate_letter(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """The result, to the candidate. Raises Refused before it is announced."""
    return _one(
        session,
        context,
        letter_language,
        lambda said: candidate_writing(session, session.get_one(Candidate, record_id), said),
    )


def invitation_letter(
    session: Session,
    context: ReportContext,
    record_id: UUID,
    gala_on: dt.date,
    gala_hour: str,
    gala_place: str,
    letter_language: LetterLanguage | None = None,
) -> Document:
    """The invitation of a candidate to the gala. It tells no result. Raises Refused before the Mayor's decision."""
    when = (gala_on, gala_hour, gala_place)
    return _one(
        session,
        context,
        letter_language,
        lambda said: _invitation(session, session.get_one(Candidate, record_id), said, when),
    )


def _one(
    session: Session, context: ReportContext, language: LetterLanguage | None, make: Callable[[Words], Writing]
) -> Document:
    tongue = language or LetterLanguage(context.words.language)
    return _paper(session, context, tongue, [make(words(tongue.value))])


def _paper(session: Session, context: ReportContext, language: LetterLanguage, writings: Sequence[Writing]) -> Document:
    nowhere = ", ".join(dict.fromkeys(one.to.name for one in writings if not one.to.lines))
    aside = context.words("letter.no_address", names=nowhere) if nowhere else ""
    return letter_document(session, context, writings, language, aside=aside)


# ---- an edition's letters ------------------------------------------------------------------------------------------
def letter_batch(
    session: Session,
    context: ReportContext,
    record_id: UUID,
    letters: LetterBatch,
    letter_language: LetterLanguage | None = None,
) -> Document:
    """All letters of one purpose as one PDF, each on pages of its own, in the order of the numbers.

    Raises Refused where there are none, and for results before they are announced."""
    tongue = letter_language or LetterLanguage(context.words.language)
    said, edition = words(tongue.value), session.get_one(Edition, record_id)
    if letters is LetterBatch.CANDIDATES:
        writings = [candidate_writing(session, one, said) for one in _standing(session, edition)]
    else:
        states, make = BATCHES[letters]
        writings = [make(session, one, said) for one in _nominations(session, edition, *states)]
    return _paper(session, context, tongue, writings)


def invitation_batch(
    session: Session,
    context: ReportContext,
    record_id: UUID,
    gala_on: dt.date,
    gala_hour: str,
    gala_place: str,
    letter_language: LetterLanguage | None = None,
) -> Document:
    """Invitations to the gala for every candidate whose nomination was accepted, as one PDF."""
    tongue = letter_language or LetterLanguage(context.words.language)
    edition, when = session.get_one(Edition, record_id), (gala_on, gala_hour, gala_place)
    said = words(tongue.value)
    writings = [_invitation(session, one, said, when) for one in _standing(session, edition)]
    return _paper(session, context, tongue, writings)


def _nominations(session: Session, edition: Edition, *states: NominationState) -> Sequence[Nomination]:
    query = select(Nomination).where(Nomination.edition_id == edition.id, Nomination.state.in_(states))
    return session.scalars(query.order_by(Nomination.no, Nomination.id)).all()


def _standing(session: Session, edition: Edition) -> Sequence[Candidate]:
    """Candidates whom the Chapter scored: those with an accepted nomination."""
    accepted = select(Nomination.candidate_id).where(Nomination.state == NominationState.ACCEPTED)
    query = select(Candidate).where(Candidate.edition_id == edition.id, Candidate.id.in_(accepted))
    return session.scalars(query.order_by(Candidate.no, Candidate.id)).all()


# ---- what each says ------------------------------------------------------------------------------------------------
def _nomination(session: Session, record_id: UUID) -> Nomination:
    return session.get_one(Nomination, record_id)


def call_writing(session: Session, one: Nomination, said: Words) -> Writing:
    """What a call to supplement says."""
    if not (missing := missing_items(session, one.id)):
        refuse("", "problem.letter_nothing_missing", no=one.no or "–")
    items = tuple(said(f"letter_missing.{item.name.lower()}") for item in missing)
    due = day_in_words(one.supplement_due_on, said) if one.supplement_due_on else None
    return _to_nominator(session, CALL, one, said, missing=items, due=due)


def missing_items(session: Session, nomination_id: UUID) -> list[FormalItem]:
    """What the formal check answered with "no" and the nominator can still send, in the order of the form."""
    said_no = set(
        session.scalars(
            select(FormalCheck.item).where(
                FormalCheck.nomination_id == nomination_id, FormalCheck.answer == FormalAnswer.NO
            )
        )
    )
    return [item for item in MENDABLE if item in said_no]


def formal_writing(session: Session, one: Nomination, said: Words) -> Writing:
    """What the answer after the formal check says."""
    kinds = {NominationState.ACCEPTED: ACCEPTED, NominationState.REJECTED: REJECTED}
    if one.state not in kinds:
        refuse("", "problem.letter_not_decided", no=one.no or "–")
    return _to_nominator(session, kinds[one.state], one, said, reason=one.rejection_reason)


def result_writing(session: Session, one: Nomination, said: Words) -> Writing:
    """What a nominator is told of the result."""
    if one.state is not NominationState.ACCEPTED:
        refuse("", "problem.letter_nothing_to_tell", no=one.no or "–")
    edition = session.get_one(Edition, one.edition_id)
    if edition.state is EditionState.NOT_AWARDED:
        return _to_nominator(session, NOT_AWARDED, one, said)
    _refuse_untold(edition)
    return _to_nominator(session, RESULT, one, said, **_outcome(session, edition, one.candidate_id, said))


def candidate_writing(session: Session, one: Candidate, said: Words) -> Writing:
    """What a candidate is told of the result."""
    edition = session.get_one(Edition, one.edition_id)
    _refuse_untold(edition)
    values = candidate_values(one, edition, said) | _outcome(session, edition, one.id, said)
    return Writing(CANDIDATE, candidate_address(session, one), values)


def _invitation(session: Session, one: Candidate, said: Words, when: tuple[dt.date, str, str]) -> Writing:
    edition = session.get_one(Edition, one.edition_id)
    if edition.state not in DECIDED:
        refuse("", "problem.letter_before_decision")
    on, hour, place = when
    gala = {"gala_day": day_in_words(on, said), "gala_hour": hour.strip(), "gala_place": place.strip()}
    return Writing(INVITATION, candidate_address(session, one), candidate_values(one, edition, said) | gala)


def _refuse_untold(edition: Edition) -> None:
    if edition.state not in TOLD or edition.announced_on is None:
        refuse("", "problem.letter_before_announcement")


def _outcome(session: Session, edition: Edition, candidate_id: UUID, said: Words) -> dict[str, str | None]:
    """What became of a candidate, as the words of a letter."""
    awards = select(Award.kind).join(MayorDecision, MayorDecision.id == Award.mayor_decision_id)
    kinds = set(session.scalars(awards.where(Award.candidate_id == candidate_id)))
    kind = next((one for one in (AwardKind.TITLE, AwardKind.DISTINCTION) if one in kinds), AwardKind.NONE)
    told = said(f"letter_outcome.{kind.name.lower()}", year=edition.title_year)
    return {"outcome": told, "announced": day_in_words(edition.announced_on, said) if edition.announced_on else None}


def _to_nominator(
    session: Session, kind: str, one: Nomination, said: Words, **more: str | tuple[str, ...] | None
) -> Writing:
    candidate = session.get_one(Candidate, one.candidate_id)
    to = _nominator_address(session, one)
    values = candidate_values(candidate, session.get_one(Edition, one.edition_id), said) | {
        "number": str(one.no) if one.no else None,
        "received": day_in_words(day_of(one.received_at), said),
        "nominator": to.name,
    }
    return Writing(kind, to, values | more, one.case_no or "")


def candidate_values(one: Candidate, edition: Edition, said: Words) -> dict[str, str | tuple[str, ...] | None]:
    """The values every letter about a candidate offers."""
    return {"candidate": one.name, "category": said.choice(one.category), "year": str(edition.title_year)}


BATCHES: Mapping[LetterBatch, tuple[tuple[NominationState, ...], Callable[[Session, Nomination, Words], Writing]]] = {
    LetterBatch.CALLS: ((NominationState.TO_COMPLETE,), call_writing),
    LetterBatch.FORMAL: ((NominationState.ACCEPTED, NominationState.REJECTED), formal_writing),
    LetterBatch.NOMINATORS: ((NominationState.ACCEPTED,), result_writing),
}


# ---- to whom -------------------------------------------------------------------------------------------------------
def _nominator_address(session: Session, one: Nomination) -> Addressee:
    person = session.get(Person, one.nominator_person_id) if one.nominator_person_id else None
    entity = session.get(Organisation, one.nominator_organisation_id) if one.nominator_organisation_id else None
    is_entity = one.nominator_kind is NominatorKind.ENTITY
    known = (entity.name if entity else "") if is_entity else full_name(person)
    lines = _lines(one.nominator_contact)
    if not lines:
        lines = _contact_lines(entity if is_entity else None, None if is_entity else person)
    return Addressee(one.nominator_name or known or words("pl")("letter.somebody"), lines)


def candidate_address(session: Session, one: Candidate) -> Addressee:
    """A candidate's name and address as far as contacts hold one; an individual's organisation is not their address."""
    entity = person = None
    if one.category is CandidateCategory.ENTITY:
        entity = session.get(Organisation, one.organisation_id) if one.organisation_id else None
    else:
        person = session.get(Person, one.person_id) if one.person_id else None
    name = one.name or (entity.name if entity else full_name(person))
    return Addressee(name or words("pl")("letter.somebody"), _contact_lines(entity, person))


def _contact_lines(entity: Organisation | None, person: Person | None) -> tuple[str, ...]:
    if entity is not None:
        return _lines(entity.address) or _lines(entity.email)
    return _lines(person.email) if person is not None else ()


def _lines(address: str | None) -> tuple[str, ...]:
    """ul. Długa 1, 31-147 Kraków → two lines."""
    parts = (part.strip() for line in (address or "").splitlines() for part in line.split(","))
    return tuple(part for part in parts if part)
