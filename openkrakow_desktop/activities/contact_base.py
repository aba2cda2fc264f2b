"""The contact databases of coordinators (2.3) and assistants (5.5): who is active on a day, who follows whom.

A coordinator is a person with an address of their own; an assistant is a code, and what is kept is the school's."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ..contacts.model import Organisation, Person, canonical
from ..core.declarations import Draft
from ..core.text import fold
from .model import Assistant, AssistantKind, CooperationCoordinator


class ContactBase(enum.Enum):
    """Whose contacts; the value is the register."""

    COORDINATORS = "cooperation_coordinator"
    ASSISTANTS = "assistant"


class PeriodPhase(enum.Enum):
    """Where a period stands on a day."""

    ACTIVE = "active"
    AHEAD = "ahead"
    ENDED = "ended"


@dataclass(frozen=True)
class Contact:
    """One period of one person (or code) in a unit. `follows` and `followed_by` are names: who had the function in this
    unit before, and who had it next; empty where nobody is known."""

    id: UUID
    name: str
    unit_id: UUID
    unit: str
    email: str
    phone: str
    from_on: dt.date
    to_on: dt.date | None
    about: str  # number of the order
    kind: AssistantKind | None = None
    follows: str = ""
    followed_by: str = ""
    goes_on: bool = False
    unit_order: str = ""

    def phase(self, on: dt.date) -> PeriodPhase:
        """Where the period stands on a day: its first and its last day are still of it."""
        if self.from_on > on:
            return PeriodPhase.AHEAD
        return PeriodPhase.ENDED if self.to_on is not None and self.to_on < on else PeriodPhase.ACTIVE

    @property
    def address(self) -> str:
        """The e-mail as one can write to it, else empty."""
        said = self.email.strip()
        return said if "@" in said and not any(mark in said for mark in " ;,<>") else ""


@dataclass(frozen=True)
class Addresses:
    """For the address line of a letter: each address once, in the order of the alphabet, and who has none."""

    known: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def line(self) -> str:
        return "; ".join(self.known)


# ---- reading -------------------------------------------------------------------------------------------------------
def contacts_of(session: Session, base: ContactBase) -> tuple[Contact, ...]:
    """Every period of a database, by unit and from the newest on, with who follows whom."""
    found = _coordinators(session) if base is ContactBase.COORDINATORS else _assistants(session)
    return tuple(sorted(_with_followers(found), key=_in_order))


def _in_order(one: Contact) -> tuple[str, int, str, str]:
    return one.unit_order, -one.from_on.toordinal(), one.name, one.id.hex


def _coordinators(session: Session) -> list[Contact]:
    one, person, unit = CooperationCoordinator, aliased(Person), aliased(Organisation)
    link = aliased(Person), aliased(Organisation)
    query = (
        select(one, person, unit)
        .join(link[0], link[0].id == one.person_id)
        .join(person, person.id == canonical(link[0]))
        .join(link[1], link[1].id == one.unit_id)
        .join(unit, unit.id == canonical(link[1]))
    )
    return [
        Contact(
            row.id,
            " ".join(filter(None, (who.first_name, who.last_name))),
            where.id,
            where.name,
            who.email or "",
            who.phone or "",
            row.from_on,
            row.to_on,
            row.order_no or "",
            unit_order=where.name_sort,
        )
        for row, who, where in session.execute(query)
    ]


def _assistants(session: Session) -> list[Contact]:
    one, link, school = Assistant, aliased(Organisation), aliased(Organisation)
    query = select(one, school).join(link, link.id == one.school_id).join(school, school.id == canonical(link))
    return [
        Contact(
            row.id,
            row.code,
            where.id,
            where.name,
            where.email or "",
            "",
            row.from_on,
            row.to_on,
            "",
            row.kind,
            unit_order=where.name_sort,
        )
        for row, where in session.execute(query)
    ]


def _with_followers(found: Iterable[Contact]) -> list[Contact]:
    """Who follows whom: in one unit (and kind), the first who began after somebody's last day, and somebody else."""
    groups: dict[tuple[UUID, AssistantKind | None], list[Contact]] = defaultdict(list)
    for one in found:
        groups[one.unit_id, one.kind].append(one)
    told: list[Contact] = []
    for group in groups.values():
        group.sort(key=lambda one: (one.from_on, one.id.hex))
        before: dict[UUID, str] = {}
        after: dict[UUID, str] = {}
        goes_on: set[UUID] = set()
        for one in group:
            later = [other for other in group if one.to_on is not None and other.from_on > one.to_on]
            following = next((other for other in later if other.id not in before), None)
            if any(other.name == one.name for other in later):
                goes_on.add(one.id)
            elif following is not None:
                after[one.id], before[following.id] = following.name, one.name
        told += [
            replace(one, follows=before.get(one.id, ""), followed_by=after.get(one.id, ""), goes_on=one.id in goes_on)
            for one in group
        ]
    return told


# ---- narrowing -----------------------------------------------------------------------------------------------------
def narrowed(found: Sequence[Contact], on: dt.date, whole_history: bool = False, search: str = "") -> list[Contact]:
    """Those active on the day, or all with their history; of them those who hold every word of the search."""
    asked = fold(search).split()
    return [
        one
        for one in found
        if (whole_history or one.phase(on) is PeriodPhase.ACTIVE)
        and all(word in fold(f"{one.name} {one.unit} {one.email} {one.about}") for word in asked)
    ]


def addresses(found: Iterable[Contact], on: dt.date, base: ContactBase) -> Addresses:
    """To write to everybody active on the day: coordinators at their own address, assistants at their school's. Without
    an address: the person, or the school."""
    known: dict[str, str] = {}
    without: dict[str, None] = {}
    for one in found:
        if one.phase(on) is not PeriodPhase.ACTIVE:
            continue
        if one.address:
            known.setdefault(one.address.casefold(), one.address)
        else:
            without.setdefault(one.name if base is ContactBase.COORDINATORS else one.unit)
    return Addresses(tuple(known[key] for key in sorted(known)), tuple(without))


def successor(base: ContactBase, one: Contact) -> Draft:
    """What the form of whoever comes after somebody begins with."""
    begins = one.to_on + dt.timedelta(1) if one.to_on else None
    if base is ContactBase.COORDINATORS:
        return {"unit_id": one.unit_id, "from_on": begins}
    return {"school_id": one.unit_id, "kind": one.kind, "from_on": begins}


def read_period(base: ContactBase, session: Session, record_id: UUID, _today: dt.date) -> tuple[ContactBase, Contact]:
    """What the panel of one period tells."""
    return base, next(one for one in contacts_of(session, base) if one.id == record_id)
