"""What a form reads when it opens and writes when it is saved, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Draft, Register
from ..core.listing import name_of
from ..core.problems import Problem
from ..core.starting import begin, newest, repeats, used_values
from ..core.store import expect

OFFERED = 30  # texts used before, of each field


@dataclass(frozen=True)
class Asked:
    """Which form: of what, for which record, on which day and for which year of the window; `parent` of a child."""

    register: Register
    record_id: UUID | None
    today: dt.date
    year: int
    parent: UUID | None = None


@dataclass(frozen=True)
class Loaded:
    """What a form shows when it opens."""

    values: Draft
    version: int | None
    names: dict[str, str]
    locked: Problem | None
    offered: dict[str, list[str]] = field(default_factory=dict)
    last: tuple[UUID, str] | None = None  # the record entered last, which a new one may follow


def load_form(session: Session, asked: Asked) -> Loaded:
    """Read what a form needs: a record's values, or what a new one begins with."""
    register, record_id = asked.register, asked.record_id
    is_new = record_id is None
    values = begin(session, register, asked.today, asked.year) if is_new else register.draft(session, record_id)
    names = {
        one.name: name_of(session, one.target, values[one.name]) or ""
        for one in register.fields()
        if one.target and values.get(one.name)
    }
    offered = {one.name: used_values(session, register, one.name, OFFERED) for one in register.fields() if repeats(one)}
    if record_id is None:
        return Loaded(values, None, names, None, offered, newest(session, register, asked.parent))
    record: Any = session.get_one(register.record, record_id)
    return Loaded(values, record.version, names, register.locked(record), offered)


def save_draft(
    session: Session, register: Register, record_id: UUID | None, draft: Draft, version: int | None, today: dt.date
) -> UUID:
    """Write a draft, refusing it where the record has changed since `version`; the record's key."""
    if record_id is not None and version is not None:
        expect(session.get_one(register.record, record_id), version)
    return register.put(session, record_id, draft, today).id
