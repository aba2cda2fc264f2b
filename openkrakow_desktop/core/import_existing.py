"""What a register holds before a sheet comes in: which keys, and which record a natural key names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .declarations import Register
from .shape import batches
from .text import clean, fold


class Existing:
    """What a register already holds: its keys, and its records by natural key."""

    def __init__(self, session: Session, register: Register) -> None:
        model: Any = register.record
        self.names = tuple(register.natural_key)
        self.model = model
        rows = session.execute(select(model.id, *(getattr(model, name) for name in self.names))).all()
        self.ids = {row[0] for row in rows}
        self.by_key = {comparable(row[1:]): row[0] for row in rows} if self.names else {}

    def fetch(self, session: Session, keys: Iterable[UUID]) -> None:
        """Read these records a few hundred at a time, so that the session need not read them one by one."""
        for some in batches(keys):
            session.scalars(select(self.model).where(self.model.id.in_(some))).all()

    def has(self, key: UUID) -> bool:
        return key in self.ids

    def find(self, values: list[Any]) -> UUID | None:
        return self.by_key.get(comparable(values))

    def find_by_some(self, given: dict[str, Any]) -> UUID | None:
        """The only record with these parts of its natural key; None where there is none, or several."""
        places = [at for at, name in enumerate(self.names) if name in given]
        wanted = comparable([given[self.names[at]] for at in places])
        found = [row for key, row in self.by_key.items() if tuple(key[at] for at in places) == wanted]
        return found[0] if len(found) == 1 else None


def comparable(values: Any) -> tuple[Any, ...]:
    """A natural key as it is compared: texts folded."""
    return tuple(fold(clean(value)) if isinstance(value, str) else value for value in values)
