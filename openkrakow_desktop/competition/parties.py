"""Who is the same as whom: nominators, candidates, members of the Chapter, linked to contacts or only named.

Two linked records are the same when they stand for one contact after merging; otherwise equal names decide, in any
order of words and any alphabet. Two people who merely share a name are told apart by linking both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.model import Organisation, Person
from ..core.text import latin
from .kinds import CandidateCategory, NominatorKind


@dataclass(frozen=True)
class Party:
    """A person or an entity: the contact it stands for, if linked, and its name as sorted words."""

    contact: UUID | None
    name: tuple[str, ...]

    def is_same(self, other: Party) -> bool:
        if self.contact and other.contact:
            return self.contact == other.contact
        return bool(self.name) and self.name == other.name


def person_party(session: Session, person_id: UUID | None, name: str | None) -> Party:
    """A person, by link and by name."""
    person = session.get(Person, person_id) if person_id else None
    return Party((person.merged_into_id or person.id) if person else None, _words(name or full_name(person)))


def entity_party(session: Session, organisation_id: UUID | None, name: str | None) -> Party:
    """An entity, by link and by name."""
    entity = session.get(Organisation, organisation_id) if organisation_id else None
    return Party(
        (entity.merged_into_id or entity.id) if entity else None, _words(name or (entity.name if entity else ""))
    )


def nominator(session: Session, row: Mapping[str, Any]) -> Party:
    """Who nominates, from the values of a nomination."""
    if row.get("nominator_kind") is NominatorKind.ENTITY:
        return entity_party(session, row.get("nominator_organisation_id"), row.get("nominator_name"))
    return person_party(session, row.get("nominator_person_id"), row.get("nominator_name"))


def candidate_party(session: Session, row: Mapping[str, Any]) -> Party:
    """Who stands, from the values of a candidate. An individual's organisation is where they belong, not who they
    are."""
    if row.get("category") is CandidateCategory.ENTITY:
        return entity_party(session, row.get("organisation_id"), row.get("name"))
    return person_party(session, row.get("person_id"), row.get("name"))


def full_name(person: Person | None) -> str:
    """First and last name, as people read them."""
    return " ".join(part for part in (person.first_name, person.last_name) if part) if person else ""


def values_of(record: Any, *names: str) -> dict[str, Any]:
    """These values of a record, as a draft would hold them."""
    return {name: getattr(record, name) for name in names}


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(latin(name).split()))
