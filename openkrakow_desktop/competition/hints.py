"""Hints that something may tie a member of the Chapter to a candidate: from the data alone, each with a reason.

A hint bars nobody. Somebody decides: a conflict, or groundless; both are kept, and the pair is not asked again."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..contacts.duplicates import organisation_key
from ..contacts.model import Organisation, Person
from ..contacts.names import spoken_words
from ..core.clock import Clock
from ..core.problems import refuse_if
from ..core.text import fold
from .jury import all_barred, conflict_rules, save_conflict
from .kinds import LEFT, CandidateCategory, ConflictKind, ConflictSource, JurorCapacity, NominationState
from .model import Candidate, ConflictOfInterest, Edition, Juror, Nomination
from .parties import full_name

CLOCK = Clock()
# everybody's mail: sharing one of these ties nobody to anybody
PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "onet.eu",
        "op.pl",
        "interia.pl",
        "interia.eu",
        "poczta.fm",
        "poczta.onet.pl",
        "tlen.pl",
        "gazeta.pl",
        "vp.pl",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
        "mail.com",
        "ukr.net",
        "i.ua",
        "meta.ua",
        "mail.ru",
        "yandex.ru",
        "example.com",
    ]
)


class HintReason(enum.Enum):
    """Why the program asks, the strongest first."""

    SAME_PERSON = "SAME_PERSON"
    SAME_NAME = "SAME_NAME"
    NOMINATED = "NOMINATED"
    SAME_ORGANISATION = "SAME_ORGANISATION"
    SURNAME_AND_PLACE = "SURNAME_AND_PLACE"
    ORGANISATION_NOMINATED = "ORGANISATION_NOMINATED"
    EMAIL_DOMAIN = "EMAIL_DOMAIN"
    SAME_SURNAME = "SAME_SURNAME"
    BOTH_LAUREATES = "BOTH_LAUREATES"


R = HintReason
SCORES = {
    R.SAME_PERSON: 100, R.SAME_NAME: 95, R.NOMINATED: 92, R.SAME_ORGANISATION: 90, R.SURNAME_AND_PLACE: 80,
    R.ORGANISATION_NOMINATED: 70, R.EMAIL_DOMAIN: 60, R.SAME_SURNAME: 40, R.BOTH_LAUREATES: 25,
}  # fmt: skip
KINDS = {
    R.SAME_PERSON: ConflictKind.OWN_CANDIDACY, R.SAME_NAME: ConflictKind.OWN_CANDIDACY,
    R.NOMINATED: ConflictKind.OWN_NOMINATION, R.SAME_ORGANISATION: ConflictKind.WORK_OR_BOARD,
    R.SURNAME_AND_PLACE: ConflictKind.FAMILY, R.ORGANISATION_NOMINATED: ConflictKind.WORK_OR_BOARD,
    R.EMAIL_DOMAIN: ConflictKind.WORK_OR_BOARD, R.SAME_SURNAME: ConflictKind.FAMILY,
    R.BOTH_LAUREATES: ConflictKind.COOPERATION_OR_MONEY,
}  # fmt: skip


@dataclass(frozen=True)
class Who:
    """What is compared of a member, a candidate or a nominator. Organisations are kept as key and as name."""

    id: UUID
    contact: UUID | None = None
    name: str = ""
    surname: str = ""
    organisation: UUID | None = None
    organisation_name: str = ""
    address: str = ""
    emails: tuple[str, ...] = ()
    is_laureate: bool = False
    is_person: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """The name in any alphabet and order of words."""
        return tuple(sorted(spoken_words(self.name)))

    @property
    def surname_key(self) -> tuple[str, ...]:
        return spoken_words(self.surname)

    @property
    def works_at(self) -> str:
        return organisation_key(self.organisation_name) if self.organisation_name else ""

    @property
    def domains(self) -> frozenset[str]:
        """The ends of the e-mail addresses, without the public mail houses."""
        found = {domain_of(one) for one in self.emails}
        return frozenset(found - PUBLIC_MAIL - {""})


@dataclass(frozen=True)
class Hint:
    """One pair that somebody should look at. `score` 0–100 only orders; `detail` is what both share."""

    juror_id: UUID
    candidate_id: UUID
    reason: HintReason
    detail: str = ""

    @property
    def score(self) -> int:
        return SCORES[self.reason]

    @property
    def kind(self) -> ConflictKind:
        """The kind of conflict it would be."""
        return KINDS[self.reason]


def domain_of(contact: str) -> str:
    """The domain of an e-mail address somewhere in a text, empty without one."""
    for word in contact.replace(",", " ").replace(";", " ").split():
        if "@" in word:
            return fold(word.rpartition("@")[2].strip("<>.()"))
    return ""


# ---- comparing -----------------------------------------------------------------------------------------------------
def compare(member: Who, candidate: Who, nominators: Sequence[Who]) -> list[Hint]:
    """Every reason to ask about this pair, the strongest first. Pure."""

    def hint(reason: HintReason, detail: str = "") -> Hint:
        return Hint(member.id, candidate.id, reason, detail)

    found = [hint(*one) for one in _with_candidate(member, candidate)]
    for who in nominators:
        if who.is_person and _same_person(member, who):
            found.append(hint(R.NOMINATED, who.name))
        elif _same_organisation(member, who):
            found.append(hint(R.ORGANISATION_NOMINATED, who.organisation_name or who.name))
    shared = member.domains & frozenset[str]().union(candidate.domains, *(one.domains for one in nominators))
    found += [hint(R.EMAIL_DOMAIN, one) for one in sorted(shared)]
    first = {one.reason: one for one in reversed(found)}
    return sorted(first.values(), key=lambda one: -one.score)


def _with_candidate(member: Who, candidate: Who) -> Iterable[tuple[HintReason, str]]:
    if candidate.is_person:
        if member.contact and member.contact == candidate.contact:
            yield R.SAME_PERSON, candidate.name
        elif member.key and member.key == candidate.key:
            yield R.SAME_NAME, candidate.name
        elif member.surname_key and member.surname_key == candidate.surname_key:
            near = _same_organisation(member, candidate) or (member.address and member.address == candidate.address)
            yield (R.SURNAME_AND_PLACE if near else R.SAME_SURNAME), candidate.surname
    if _same_organisation(member, candidate):
        yield R.SAME_ORGANISATION, candidate.organisation_name or candidate.name
    if member.is_laureate and candidate.is_laureate:
        yield R.BOTH_LAUREATES, ""


def _same_person(member: Who, other: Who) -> bool:
    if member.contact and other.contact:
        return member.contact == other.contact
    return bool(member.key) and member.key == other.key


def _same_organisation(member: Who, other: Who) -> bool:
    if member.organisation and other.organisation:
        return member.organisation == other.organisation
    return bool(member.works_at) and member.works_at == other.works_at


# ---- reading -------------------------------------------------------------------------------------------------------
def waiting_hints(session: Session, edition_id: UUID) -> list[Hint]:
    """The hints nobody has decided on yet, the strongest first: pairs without a conflict (or its dismissal) and not
    barred already."""
    decided = {
        (juror, candidate)
        for juror, candidate in session.execute(
            select(ConflictOfInterest.juror_id, ConflictOfInterest.candidate_id)
            .join(Juror, Juror.id == ConflictOfInterest.juror_id)
            .where(Juror.edition_id == edition_id)
        )
    }
    barred = all_barred(session, session.get_one(Edition, edition_id))
    return [
        one
        for one in all_hints(session, edition_id)
        if (one.juror_id, one.candidate_id) not in decided and one.candidate_id not in barred.get(one.juror_id, ())
    ]


def all_hints(session: Session, edition_id: UUID) -> list[Hint]:
    """Every hint of an edition, decided on or not, the strongest first."""
    people, entities = _contacts(session, edition_id)
    jurors = session.scalars(select(Juror).where(Juror.edition_id == edition_id, Juror.state.not_in(LEFT)))
    members = [_member(one, people, entities) for one in jurors]
    nominators: dict[UUID, list[Who]] = {}
    for one in session.scalars(
        select(Nomination).where(Nomination.edition_id == edition_id, Nomination.state != NominationState.DUPLICATE)
    ):
        nominators.setdefault(one.candidate_id, []).append(_nominator(one, people, entities))
    found: list[Hint] = []
    for row in session.scalars(select(Candidate).where(Candidate.edition_id == edition_id).order_by(Candidate.no)):
        candidate = _candidate(row, people, entities)
        for member in members:
            found += compare(member, candidate, nominators.get(row.id, ()))
    return sorted(found, key=lambda one: -one.score)


def _contacts(session: Session, edition_id: UUID) -> tuple[dict[UUID, Person], dict[UUID, Organisation]]:
    """The contacts an edition names and the organisations they belong to, by key, merged ones under the old key too."""
    mine = (
        select(Juror.person_id).where(Juror.edition_id == edition_id),
        select(Candidate.person_id).where(Candidate.edition_id == edition_id),
        select(Nomination.nominator_person_id).where(Nomination.edition_id == edition_id),
    )
    keys = {key for query in mine for key in session.scalars(query) if key}
    kept = func.coalesce(Person.merged_into_id, Person.id)
    wanted = select(kept).where(Person.id.in_(keys))
    living = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    people = {key: living[stays] for key, stays in session.execute(select(Person.id, kept).where(Person.id.in_(keys)))}
    units = {one.organisation_id for one in living.values() if one.organisation_id}
    for column, table in (
        (Candidate.organisation_id, Candidate), (Nomination.nominator_organisation_id, Nomination)
    ):  # fmt: skip
        units |= {key for key in session.scalars(select(column).where(table.edition_id == edition_id)) if key}
    stays_as = func.coalesce(Organisation.merged_into_id, Organisation.id)
    rows = session.execute(select(Organisation.id, stays_as).where(Organisation.id.in_(units))).all()
    known = {
        one.id: one for one in session.scalars(select(Organisation).where(Organisation.id.in_({to for _, to in rows})))
    }
    return people, {key: known[to] for key, to in rows}


def _who(
    key: UUID, name: str | None, person: Person | None, unit: Organisation | None, *emails: str | None,
    is_person: bool = True, is_laureate: bool = False,
) -> Who:  # fmt: skip
    said = name or (full_name(person) if is_person else unit.name if unit else "")
    mails = (*emails, person.email if person else None, unit.email if unit and not is_person else None)
    surname = (person.last_name if person else (said.split() or [""])[-1]) if is_person else ""
    return Who(
        key, person.id if person else None, said, surname, unit.id if unit else None,
        (unit.name if unit else "") or ("" if is_person else said), fold(unit.address or "") if unit else "",
        tuple(one for one in mails if one), is_laureate, is_person,
    )  # fmt: skip


def _belongs(person: Person | None, direct: UUID | None, entities: dict[UUID, Organisation]) -> Organisation | None:
    key = direct or (person.organisation_id if person else None)
    return entities.get(key) if key else None


def _member(row: Juror, people: dict[UUID, Person], entities: dict[UUID, Organisation]) -> Who:
    person = people.get(row.person_id) if row.person_id else None
    is_laureate = row.capacity is JurorCapacity.LAUREATE
    return _who(row.id, row.name, person, _belongs(person, None, entities), is_laureate=is_laureate)


def _candidate(row: Candidate, people: dict[UUID, Person], entities: dict[UUID, Organisation]) -> Who:
    person = people.get(row.person_id) if row.person_id else None
    unit = _belongs(person, row.organisation_id, entities)
    is_person = row.category is CandidateCategory.INDIVIDUAL
    return _who(row.id, row.name, person, unit, is_person=is_person, is_laureate=row.is_prior_laureate)


def _nominator(row: Nomination, people: dict[UUID, Person], entities: dict[UUID, Organisation]) -> Who:
    person = people.get(row.nominator_person_id) if row.nominator_person_id else None
    unit = _belongs(person, row.nominator_organisation_id, entities)
    is_person = row.nominator_organisation_id is None and row.nominator_kind.name == "PERSON"
    return _who(row.id, row.nominator_name, person, unit, row.nominator_contact, is_person=is_person)


# ---- deciding ------------------------------------------------------------------------------------------------------
def decide(
    session: Session,
    juror_id: UUID,
    candidate_id: UUID,
    kind: ConflictKind,
    is_conflict: bool,
    remark: str = "",
    source: ConflictSource = ConflictSource.HINT,
    clock: Clock = CLOCK,
) -> UUID:
    """Somebody has looked at a hint (or an objection): a conflict, which excludes the member's card; or groundless,
    kept as dismissed. Raises Refused once scoring is closed, and where this kind stands already."""
    draft = {
        "juror_id": juror_id,
        "candidate_id": candidate_id,
        "kind": kind,
        "source": source,
        "declared_at": clock.now(),
        "is_dismissed": not is_conflict,
        "remark": remark.strip() or None,
    }
    refuse_if(conflict_rules(session, draft, None))
    return save_conflict(session, None, draft).id
