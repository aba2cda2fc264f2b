"""What every part of the demo uses: dice, words, and the registers' own doors, so that no rule is passed by."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...core.declarations import Declared, Draft
from ...core.keys import named_key
from ...core.problems import refuse_if
from ...core.store import insert_many
from ...paths import SAMPLES

T = TypeVar("T")


@cache
def vocabulary() -> dict[str, Any]:
    """The invented names and titles."""
    return tomllib.loads((SAMPLES / "demo.toml").read_text("utf-8"))


class Maker:
    """Puts invented drafts into registers. The same seed makes the same records under the same keys."""

    def __init__(self, declared: Declared, today: dt.date, seed: int, scale: float) -> None:
        self.declared, self.today, self.seed, self.scale = declared, today, seed, scale
        self.dice = random.Random(seed)
        self.session: Session
        self.words = vocabulary()
        self._made = 0
        self.organisations: dict[str, list[UUID]] = {}  # by code of kind
        self.people: list[UUID] = []
        self._next_person = 90  # those before it have other roles

    def put(self, register: str, **values: Any) -> Any:
        """One record through its register: the defaults of a new one, with these values. Returns the record."""
        one = self.declared.registers[register]
        draft = one.draft(self.session, None) | values
        return one.put(self.session, None, draft, self.today, self._key(register))

    def many(self, register: str, drafts: Iterable[Draft]) -> list[UUID]:
        """Many records: each checked like any other, then written together. Returns their keys."""
        one = self.declared.registers[register]
        if one.save is not None:
            return [self.put(register, **draft).id for draft in drafts]
        empty = one.draft(self.session, None)
        rows = []
        for draft in drafts:
            full = empty | draft
            refuse_if(one.problems(self.session, full, None, self.today))
            rows.append(full | {"id": self._key(register)})
        insert_many(self.session, one.record, rows)
        return [row["id"] for row in rows]

    def act(self, action: str, record_id: UUID, **asked: Any) -> Any:
        """An action of a register, as a button would run it."""
        register = self.declared.registers[action.split(".")[0]]
        run = next(one.run for one in register.actions if one.key == action)
        return run(self.session, record_id, **asked)

    def find(self, register: str, *tests: Any) -> list[Any]:
        """Records of a register, oldest key first."""
        model: Any = self.declared.registers[register].record
        return list(self.session.scalars(select(model).where(*tests).order_by(model.id)))

    def key(self, register: str) -> UUID:
        """The next key of an invented record."""
        return self._key(register)

    def _key(self, register: str) -> UUID:
        self._made += 1
        return named_key("demo", str(self.seed), register, str(self._made))

    # Dice

    def one(self, choices: Sequence[T]) -> T:
        return self.dice.choice(choices)

    def weighted(self, choices: dict[T, int]) -> T:
        return self.dice.choices(list(choices), list(choices.values()))[0]

    def day(self, year: int, first: tuple[int, int] = (1, 8), last: tuple[int, int] = (12, 20)) -> dt.date:
        """A working day of the year, never after today."""
        start, end = dt.date(year, *first), min(dt.date(year, *last), self.today)
        span = max(0, (end - start).days)
        day = start + dt.timedelta(self.dice.randint(0, span))
        return day if day.weekday() < 6 or day == start else day - dt.timedelta(1)

    def share(self, year: int) -> float:
        """How much of a year has passed: 1 for a closed one."""
        if year < self.today.year:
            return 1.0
        return max(0.0, (self.today - dt.date(year, 1, 1)).days / 365)

    def times(self, number: int, year: int) -> int:
        """`number` per year, scaled, and only for what has passed of the year; at least one once it has begun."""
        share = self.share(year)
        return max(1, round(number * self.scale * share)) if share else 0

    def organisation(self, *kinds: str) -> UUID:
        """One of the organisations of these kinds."""
        return self.one([key for kind in kinds for key in self.organisations[kind]])

    def next_person(self) -> UUID | None:
        """Somebody who has no role yet; nobody when all have one."""
        self._next_person += 1
        return self.people[self._next_person] if self._next_person < len(self.people) else None

    def case_no(self, year: int, number: int, symbol: str = "SP-03") -> str:
        return f"{symbol}.0541.{number}.{year}"
