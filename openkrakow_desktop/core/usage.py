"""Where a record is used: how many rows of each register refer to it. Known from the models' links alone.

What was merged into the record counts as the record; rows that the account may not see are not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .declarations import Declared, Register
from .labels import records
from .listing import View, narrowed
from .shape import referring


@dataclass(frozen=True)
class Use:
    """`count` rows of `register` point with their `column` at the record; `view` shows just them."""

    register: Register
    column: str
    count: int
    view: View


def keys_for(session: Session, register: Register, record_id: UUID) -> tuple[UUID, ...]:
    """The record and those that stand for it after a merge."""
    model: Any = register.record
    if not hasattr(model, "merged_into_id"):
        return (record_id,)
    return (record_id, *session.scalars(select(model.id).where(model.merged_into_id == record_id).order_by(model.id)))


def uses(session: Session, declared: Declared, register: Register, record_id: UUID) -> list[Use]:
    """Every register and link that refers to the record, the most frequent first; duplicates are not uses."""
    keys = keys_for(session, register, record_id)
    found: list[Use] = []
    for table, column in referring(register.key):
        other = declared.registers.get(table)
        if other is None or column == "merged_into_id":
            continue
        view = View(linked=(column, keys))
        model: Any = records()[table]
        count = session.scalar(narrowed(session, other, view, select(func.count()).select_from(model))) or 0
        if count:
            found.append(Use(other, column, count, view))
    return sorted(found, key=lambda one: (-one.count, one.register.key, one.column))


def use_counts(session: Session, declared: Declared, register: Register, keys: Collection[UUID]) -> dict[UUID, int]:
    """How many rows refer to each of these records, in all registers together; one query for each link."""
    found: Counter[UUID] = Counter()
    for table, column in referring(register.key):
        other = declared.registers.get(table)
        if other is None or column == "merged_into_id" or not keys:
            continue
        link = getattr(records()[table], column)
        asked = narrowed(session, other, View(linked=(column, tuple(keys))), select(link, func.count()))
        for key, count in session.execute(asked.group_by(link)):
            found[key] += count
    return dict(found)
