"""Two records side by side, before somebody says whether they are one: what each says, and where each is used.

What merging would change in other features' numbers, those features say themselves (`Feature.merging`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Declared, Merging, Register
from ..core.labels import label
from ..core.listing import name_of
from ..core.usage import uses
from ..core.words import Words

_OWN = ("organisation", "person")


@dataclass(frozen=True)
class Side:
    """One of the two. `facts` are (field's word key, shown value); `used` are (register's word key, how often)."""

    id: UUID
    name: str
    facts: tuple[tuple[str, str], ...]
    used: tuple[tuple[str, int], ...]

    @property
    def weight(self) -> int:
        """How much stands on this record: what has more of it had better stay."""
        return sum(n for _, n in self.used) * 10 + len(self.facts)


@dataclass(frozen=True)
class Pair:
    """Both records, the first proposed to stay, and what merging does to numbers."""

    keep: Side
    other: Side
    effects: tuple[Merging, ...]


def compare(
    session: Session, register: Register, first: UUID, second: UUID, words: Words, declared: Declared
) -> Pair | None:
    """The two, the weightier first; None where one of them is gone or merged meanwhile."""
    sides = [_side(session, register, key, words, declared) for key in (first, second)]
    if sides[0] is None or sides[1] is None:
        return None
    keep, other = sorted((sides[0], sides[1]), key=lambda one: (-one.weight, one.id))
    effects: list[Merging] = []
    for feature in declared.features:
        if feature.merging is not None:
            effects += feature.merging(session, register.key, first, second)
    return Pair(keep, other, tuple(effects))


def _side(session: Session, register: Register, key: UUID, words: Words, declared: Declared) -> Side | None:
    record = session.get(register.record, key)
    if record is None or getattr(record, "merged_into_id", None) is not None:
        return None
    facts = []
    for one in register.fields():
        value = getattr(record, one.name)
        if one.name in ("last_name", "first_name", "name", "remark") or value in (None, "", False, ()):
            continue
        shown = (name_of(session, one.target, value) or "") if one.target else one.show(value, words)
        facts.append((one.key, shown))
    used = tuple(_used(session, declared, register, key))
    return Side(key, name_of(session, register.key, key) or "", tuple(facts), used)


def _used(session: Session, declared: Declared, register: Register, key: UUID) -> Iterable[tuple[str, int]]:
    """In which registers this record is named, and how often."""
    counts: dict[str, int] = {}
    for one in uses(session, declared, register, key):
        if one.register.key not in _OWN:
            counts[one.register.key] = counts.get(one.register.key, 0) + one.count
    return [(f"{name}._many", n) for name, n in counts.items()]


def names_of(session: Session, register: Register, keys: Iterable[UUID]) -> dict[UUID, str]:
    """The one-line names of these records."""
    model = register.record
    rows = session.execute(select(model.id, label(model)).where(model.id.in_(list(keys))))
    return {key: said for key, said in rows}
