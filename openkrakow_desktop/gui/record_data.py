"""What the panel of a record shows, read in one go on the reading thread and handed over as plain values."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Action, Computed, Declared, Opens, Register, Report
from ..core.listing import KEY_SIZE, View, column_value, keys_of, may_see, name_of, narrowed, page
from ..core.problems import Problem
from ..core.usage import Use, uses
from .desk import Desk
from .history import Told, history_of
from .states import is_state

CHILDREN = 6  # rows of a child register shown in the panel


@dataclass(frozen=True)
class Fact:
    """One value of a record; `said` is the name of what a link points at."""

    name: str
    value: Any
    said: str = ""


@dataclass(frozen=True)
class Children:
    """The first rows that belong to the record, and how many there are."""

    register: Register
    count: int
    rows: tuple[tuple[UUID, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Card:
    """Everything the panel shows of one record. `allowed`: keys of actions, pages and papers that make sense now."""

    id: UUID
    title: str
    state: enum.Enum | None
    facts: tuple[Fact, ...]
    computed: tuple[Fact, ...]
    allowed: frozenset[str]
    locked: Problem | None
    children: tuple[Children, ...]
    history: tuple[Told, ...]
    uses: tuple[Use, ...] = ()
    part: Any = None  # what the register's own part of the panel shows


def card_of(session: Session, desk: Desk, register: Register, record_id: UUID) -> Card | None:
    """The card of a record, None when it is gone."""
    record: Any = session.get(register.record, record_id)
    if record is None or not may_see(session, register, record_id):
        return None
    names = dict.fromkeys([*register.form, *(c for c in register.columns if isinstance(c, str))])
    state_name = next((name for name in names if is_state(register.field(name).kind)), "")
    titled = {name for name in register.record.__label__ if register.field(name).kind is str}  # type: ignore[attr-defined]
    facts = [_fact(session, register, record, name) for name in names if name != state_name and name not in titled]
    return Card(
        id=record_id,
        title=_once(name_of(session, register.key, record_id) or ""),
        state=getattr(record, state_name) if state_name else None,
        facts=tuple(fact for fact in facts if fact.value not in (None, "", (), False)),
        computed=_computed(session, register, record_id),
        allowed=_allowed(register, record),
        locked=register.locked(record),
        children=tuple(_children(session, one, record_id) for one in _child_registers(desk.declared, register)),
        history=tuple(history_of(session, desk, register, record_id)),
        uses=tuple(uses(session, desk.declared, register, record_id)) if register.shows_uses else (),
        part=register.part.read(session, record_id, desk.clock.today()) if register.part else None,
    )


def _once(name: str) -> str:
    """A name without what it says twice: a session is named by its event, and both by their day."""
    return " · ".join(dict.fromkeys(name.split(" · ")))


def _allowed(register: Register, record: Any) -> frozenset[str]:
    offered: list[Action | Opens | Report] = [*register.actions, *register.opens, *register.reports]
    return frozenset(one.key for one in offered if one.when(record))


def _fact(session: Session, register: Register, record: Any, name: str) -> Fact:
    value, target = getattr(record, name), register.field(name).target
    written = register.field(name).info.get("written")
    if written and value:
        return Fact(name, value, written(value))
    return Fact(name, value, (name_of(session, target, value) or "") if target and value is not None else "")


def _computed(session: Session, register: Register, record_id: UUID) -> tuple[Fact, ...]:
    asked = [column for column in register.columns if isinstance(column, Computed)]
    if not asked:
        return ()
    model: Any = register.record
    row = session.execute(select(*(column_value(register, one) for one in asked)).where(model.id == record_id)).one()
    return tuple(Fact(one.name, value) for one, value in zip(asked, row, strict=True) if value is not None)


def _child_registers(declared: Declared, register: Register) -> list[Register]:
    return [one for one in declared.children(register) if one.key != register.key]


def _children(session: Session, register: Register, parent: UUID) -> Children:
    view, model = View(parent=parent), register.record
    count = session.scalar(narrowed(session, register, view, select(func.count()).select_from(model))) or 0
    keys = keys_of(session, register, view)[: CHILDREN * KEY_SIZE]
    ids = [UUID(bytes=bytes(keys[at : at + KEY_SIZE])) for at in range(0, len(keys), KEY_SIZE)]
    found = page(session, register, ids)
    return Children(register, count, tuple((key, found[key]) for key in ids if key in found))
