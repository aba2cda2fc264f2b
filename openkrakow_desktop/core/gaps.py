"""What still needs a person: gaps in the registers and days that are coming. Features find them, Today lists them.

A feature exports `gaps(session, period)` and `deadlines(session, period)` in its declaration; the words are `gap.KEY`
and `deadline.KEY` in its language file, with the values in braces."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Gap:
    """A record (or, without an id, a register) whose data would leave a number untrue or unknown.

    `key` names the sentence `gap.KEY`; `title` is the record's name in one line; `on` the date it belongs to;
    `may_accept`: a person may decide, with a reason, that it stays as it is; `others`: records beside it that belong to
    the same matter (the other one of a pair)."""

    key: str
    register: str
    id: UUID | None = None
    title: str = ""
    on: dt.date | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    may_accept: bool = False
    others: tuple[UUID, ...] = ()

    @property
    def facts(self) -> str:
        """Its values as one text: what a person accepted, so that other numbers later are another matter."""
        return json.dumps(self.values, ensure_ascii=False, sort_keys=True, default=str) if self.values else ""


def values_of(facts: str) -> dict[str, object]:
    """The values that `Gap.facts` wrote down, for its sentence."""
    known = json.loads(facts) if facts else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due. `key` names the sentence `deadline.KEY`; days left follow from `on`."""

    key: str
    on: dt.date
    register: str = ""
    id: UUID | None = None
    title: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    what: object = None  # what its page shall show, where that is no record: a step, a year

    def days_left(self, today: dt.date) -> int:
        """Whole days until it, negative when it has passed."""
        return (self.on - today).days
