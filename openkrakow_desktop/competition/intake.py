"""Registering what arrives: who is nominated (already a candidate? in the contacts?), what to notice, one write.

Nobody is made one with anybody silently: the program proposes with a score, the secretary says "the same" or "new"."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..contacts.duplicates import organisation_key
from ..contacts.model import Organisation, Person
from ..contacts.names import spoken_words
from ..core.declarations import Draft, Register
from ..core.problems import Problem, Refused, refuse, refuse_if
from ..core.text import escape_like, latin
from .kinds import AwardKind, CandidateCategory, EditionState, NominationState, NominatorKind
from .model import Award, Ballot, Candidate, ConflictOfInterest, Edition, Nomination
from .nominations import earlier_same, is_late, nomination_rules, save_nomination
from .parties import candidate_party, full_name, nominator, values_of

LEAST, MOST = 70, 6  # of 100; how many are proposed
BEFORE_SCORING = (EditionState.PLANNED, EditionState.CALL, EditionState.CALL_CLOSED, EditionState.FORMAL_CHECK)
_WHO_STANDS = ("category", "person_id", "organisation_id", "name")


class Found(enum.Enum):
    """Where a proposal comes from."""

    CANDIDATE = "CANDIDATE"
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"


@dataclass(frozen=True)
class Proposal:
    """Somebody whom the typed name may mean. `score` 0–100 only orders; `nominations`: how many name them already."""

    kind: Found
    id: UUID
    name: str
    score: int
    category: CandidateCategory
    no: int | None = None
    nominations: int = 0


@dataclass(frozen=True)
class Flag:
    """What the secretary must know at once: a word key under `intake_flag.`; grave ones stop the nomination."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_grave: bool = False


@dataclass(frozen=True)
class Registered:
    """What came of it."""

    id: UUID
    no: int
    candidate_id: UUID
    candidate: str
    is_new: bool
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Arrived:
    """One line of the list of what arrived last."""

    id: UUID
    no: int | None
    candidate: str
    nominator: str
    received_at: dt.datetime
    state: NominationState


# ---- who is meant --------------------------------------------------------------------------------------------------
def likeness(typed: str, name: str, is_entity: bool) -> int:
    """How alike two names are, 0–100: in any alphabet, words in any order, without legal forms; a name still being
    typed is compared by the beginnings of its words."""
    first, second = (organisation_key(typed), organisation_key(name)) if is_entity else (typed, name)
    one, other = spoken_words(first), spoken_words(second)
    if not one or not other:
        return 0
    score = int(fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other))))
    if all(any(word.startswith(begun) for word in other) for begun in one):
        score = max(score, 100 if len(one) == len(other) and sorted(one) == sorted(other) else 85)
    return score


def proposals(session: Session, edition_id: UUID, typed: str, category: CandidateCategory | None) -> list[Proposal]:
    """Candidates of this edition, then contacts, whom a typed name may mean, the likeliest first. A contact who stands
    already is proposed as the candidate."""
    if len(latin(typed).replace(" ", "")) < 2:
        return []
    found, linked = _candidates(session, edition_id, typed, category)
    if category is not CandidateCategory.ENTITY:
        found += [one for one in _people(session, typed) if one.id not in linked]
    if category is not CandidateCategory.INDIVIDUAL:
        found += [one for one in _organisations(session, typed) if one.id not in linked]
    return sorted(found, key=lambda one: (one.kind is not Found.CANDIDATE, -one.score, one.name))[:MOST]


def _candidates(
    session: Session, edition_id: UUID, typed: str, category: CandidateCategory | None
) -> tuple[list[Proposal], set[UUID]]:
    counts = {
        key: n
        for key, n in session.execute(
            select(Nomination.candidate_id, func.count())
            .where(Nomination.edition_id == edition_id)
            .group_by(Nomination.candidate_id)
        )
    }
    found, linked = [], set()
    for one in session.scalars(select(Candidate).where(Candidate.edition_id == edition_id)):
        linked |= {key for key in (one.person_id, one.organisation_id) if key}
        if category in (None, one.category):
            is_entity = one.category is CandidateCategory.ENTITY
            score = likeness(typed, one.name or "", is_entity)
            if score >= LEAST:
                found.append(
                    Proposal(
                        Found.CANDIDATE, one.id, one.name or "", score, one.category, one.no, counts.get(one.id, 0)
                    )
                )
    return found, linked


def _people(session: Session, typed: str) -> Iterable[Proposal]:
    """People whose surname or first name begins like a typed word; the spoken keys know every alphabet."""
    words = [escape_like(word) for word in spoken_words(typed)]
    tests = [column.like(f"{word}%") for word in words for column in (Person.spoken, Person.spoken_first)]
    query = select(Person).where(Person.merged_into_id.is_(None), or_(*tests)).limit(200)
    for one in session.scalars(query) if tests else ():
        score = likeness(typed, full_name(one), is_entity=False)
        if score >= LEAST:
            yield Proposal(Found.PERSON, one.id, full_name(one), score, CandidateCategory.INDIVIDUAL)


def _organisations(session: Session, typed: str) -> Iterable[Proposal]:
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.merged_into_id.is_(None)))
    for key, name in rows:
        score = likeness(typed, name, is_entity=True)
        if score >= LEAST:
            yield Proposal(Found.ORGANISATION, key, name, score, CandidateCategory.ENTITY)


# ---- what to notice ------------------------------------------------------------------------------------------------
def flags(session: Session, nomination: Mapping[str, Any], candidate: Mapping[str, Any]) -> list[Flag]:
    """What is notable about a nomination that is being typed: late, filed before, of oneself, of a title holder, of a
    minor without a guardian's consent. `candidate`: its row's values, `id` where it stands already."""
    edition = session.get_one(Edition, nomination["edition_id"])
    found = []
    received_at = nomination.get("received_at")
    if received_at is not None and is_late(edition, received_at, nomination.get("postmarked_on")):
        found.append(Flag("late", {"moment": edition.call_close_at}))
    if candidate.get("id") and any(nomination.get(name) for name in _NOMINATORS):
        twice = earlier_same(session, {**nomination, "candidate_id": candidate["id"]})
        if twice:
            earlier = session.get_one(Nomination, twice[0])
            found.append(Flag("duplicate", {"no": earlier.no or "–"}))
    if any(nomination.get(name) for name in _NOMINATORS):
        who = nominator(session, {"nominator_kind": NominatorKind.PERSON, **nomination})
        if who.is_same(candidate_party(session, candidate)):
            found.append(Flag("self_nomination", is_grave=True))
    if (year := title_year_of(session, candidate, edition.title_year)) is not None:
        found.append(Flag("laureate", {"year": year}))
    if candidate.get("is_minor") and not nomination.get("guardian_consent"):
        found.append(Flag("guardian"))
    return found


_NOMINATORS = ("nominator_name", "nominator_person_id", "nominator_organisation_id")


def title_year_of(session: Session, candidate: Mapping[str, Any], before: int) -> int | None:
    """The latest earlier year whose title this candidate holds; None where there is none."""
    me = candidate_party(session, candidate)
    held = session.execute(
        select(Candidate, Edition.title_year)
        .join(Award, Award.candidate_id == Candidate.id)
        .join(Edition, Edition.id == Candidate.edition_id)
        .where(Award.kind == AwardKind.TITLE, Edition.title_year < before)
        .order_by(Edition.title_year.desc())
    )
    for one, year in held:
        if candidate_party(session, values_of(one, *_WHO_STANDS)).is_same(me):
            return int(year)
    return None


def next_number(session: Session, edition_id: UUID) -> int:
    """The number the next nomination gets."""
    return (session.scalar(select(func.max(Nomination.no)).where(Nomination.edition_id == edition_id)) or 0) + 1


def last_arrived(session: Session, edition_id: UUID, most: int = 8) -> list[Arrived]:
    """The nominations registered last, the newest first."""
    rows = session.execute(
        select(Nomination, Candidate.name)
        .join(Candidate, Candidate.id == Nomination.candidate_id)
        .where(Nomination.edition_id == edition_id)
        .order_by(Nomination.no.desc(), Nomination.id.desc())
        .limit(most)
    )
    return [
        Arrived(one.id, one.no, name or "", one.nominator_name or "", one.received_at, one.state) for one, name in rows
    ]


# ---- writing -------------------------------------------------------------------------------------------------------
def register(
    session: Session, registers: Mapping[str, Register], nomination: Draft, candidate: Draft, today: dt.date
) -> Registered:
    """Write a nomination, with its candidate where that is new (`candidate` without an `id`). A second filing by the
    same nominator is kept as a duplicate; the justification stays with its nomination.

    Raises Refused with every problem of the two registers, self-nomination among them; then nothing is written."""
    edition_id = nomination["edition_id"]
    told = flags(session, nomination, candidate)
    candidate_id = candidate.get("id")
    is_new = candidate_id is None
    if candidate_id is None:
        laureate = any(one.key == "laureate" for one in told)
        draft = {**registers["candidate"].draft(session, None), **candidate, "edition_id": edition_id}
        made: Any = registers["candidate"].put(session, None, draft | {"is_prior_laureate": laureate}, today)
        candidate_id = made.id
    elif any(one.key == "duplicate" for one in told):
        nomination = nomination | {"state": NominationState.DUPLICATE}
    whole = {**registers["nomination"].draft(session, None), **nomination, "candidate_id": candidate_id}
    saved: Any = registers["nomination"].put(session, None, whole, today)
    name = session.get_one(Candidate, candidate_id).name or ""
    return Registered(saved.id, saved.no, candidate_id, name, is_new, tuple(told))


def withdraw(session: Session, nomination_id: UUID, withdrawn_on: dt.date) -> None:
    """The nominator took the nomination back. Raises Refused before its receipt, and from a state that has no way
    there."""
    one = session.get_one(Nomination, nomination_id)
    names = [
        column.name
        for column in Nomination.__table__.columns
        if column.name not in ("id", "version") and "derived" not in column.info
    ]
    draft = values_of(one, *names) | {"state": NominationState.WITHDRAWN, "withdrawn_on": withdrawn_on}
    refuse_if(nomination_rules(session, draft, nomination_id))
    save_nomination(session, nomination_id, draft)


# ---- two candidates who are one ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pair:
    """Two candidates of one edition who may be one."""

    keep: Proposal
    other: Proposal
    score: int


def candidate_pairs(session: Session, edition_id: UUID, least: int = 85) -> list[Pair]:
    """Candidates of one category with names alike, or with one contact, the likeliest first; the one with more
    nominations is proposed to stay."""
    rows = session.execute(
        select(Candidate, func.count(Nomination.id))
        .outerjoin(Nomination, Nomination.candidate_id == Candidate.id)
        .where(Candidate.edition_id == edition_id)
        .group_by(Candidate.id)
        .order_by(Candidate.no, Candidate.id)
    ).all()
    found = []
    for at, (one, n) in enumerate(rows):
        for other, m in rows[at + 1 :]:
            if one.category is not other.category:
                continue
            is_entity = one.category is CandidateCategory.ENTITY
            parties = [candidate_party(session, values_of(row, *_WHO_STANDS)) for row in (one, other)]
            if parties[0].contact and parties[1].contact and not parties[0].is_same(parties[1]):
                continue  # two contacts are two, whatever they are called
            score = 100 if parties[0].is_same(parties[1]) else likeness(one.name or "", other.name or "", is_entity)
            if score >= least:
                sides = [
                    Proposal(Found.CANDIDATE, row.id, row.name or "", score, row.category, row.no, count)
                    for row, count in ((one, n), (other, m))
                ]
                keep, drop = sides if n >= m else sides[::-1]
                found.append(Pair(keep, drop, score))
    return sorted(found, key=lambda pair: -pair.score)


def merge_candidates(session: Session, keep_id: UUID, other_id: UUID) -> int:
    """Two candidates of one edition are one: nominations (with their own justifications) and conflicts go to the one
    that stays, empty values are filled from the other, which is deleted. Returns how many nominations moved.

    Raises Refused from the opening of scoring on, for different editions or categories, and where a nominator would
    then nominate themselves."""
    keep, other = session.get_one(Candidate, keep_id), session.get_one(Candidate, other_id)
    edition = session.get_one(Edition, keep.edition_id)
    if keep_id == other_id or keep.edition_id != other.edition_id or keep.category is not other.category:
        refuse("", "problem.merge_candidates_unlike")
    cards = session.scalar(select(func.count(Ballot.id)).where(Ballot.candidate_id.in_((keep_id, other_id))))
    if edition.state not in BEFORE_SCORING or cards:
        refuse("", "problem.merge_candidates_late")
    party = candidate_party(session, values_of(keep, *_WHO_STANDS))
    moved = session.scalars(select(Nomination).where(Nomination.candidate_id == other_id)).all()
    for one in moved:
        if nominator(session, values_of(one, "nominator_kind", *_NOMINATORS)).is_same(party):
            raise Refused(Problem("", "problem.nominator_is_candidate"))
        one.candidate_id = keep_id
    known = {
        (one.juror_id, one.kind)
        for one in session.scalars(select(ConflictOfInterest).where(ConflictOfInterest.candidate_id == keep_id))
    }
    for conflict in session.scalars(select(ConflictOfInterest).where(ConflictOfInterest.candidate_id == other_id)):
        if (conflict.juror_id, conflict.kind) in known:
            session.delete(conflict)
        else:
            conflict.candidate_id = keep_id
    for name in ("subtype", "person_id", "organisation_id", "remark"):
        if getattr(keep, name) is None and getattr(other, name) is not None:
            setattr(keep, name, getattr(other, name))
    keep.is_minor = keep.is_minor or other.is_minor
    keep.is_prior_laureate = keep.is_prior_laureate or other.is_prior_laureate
    session.flush()
    session.delete(other)
    session.flush()
    return len(moved)
