"""What a cell means that names another record: by its label, number, symbol, or its row in the same file.

A name that nobody knows is never guessed: organisations may be created from it by choice, all else is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .declarations import Declared, Field
from .keys import named_key
from .labels import label, label_of, records
from .problems import Problem
from .text import clean, fold

if TYPE_CHECKING:
    from .import_lines import Line


_SAID = ("code", "number", "symbol", "nip", "name", "title")  # columns that name a record as well as its label does
_MARK = re.compile(r"\(#([0-9a-f]{12})\)$")


class Links:
    """Finds the records that cells name; knows those of the database and those of the file being read."""

    def __init__(self, session: Session, declared: Declared, create_missing: bool, today: dt.date) -> None:
        self._session, self._declared, self._today = session, declared, today
        self._create = create_missing
        self._names: dict[str, dict[str, set[UUID]]] = {}
        self._references: dict[str, dict[str, UUID]] = defaultdict(dict)
        self._missing: dict[tuple[str, str], None] = {}
        self._grown: set[str] = set()  # tables with new rows in the sheet being read

    def find(self, one: Field, said: str) -> tuple[UUID | None, Problem | None]:
        """The record `said` names for this link, or the problem with it."""
        target = one.target or ""
        words = clean(said)
        if words.startswith("#"):
            found = self._references[target].get(words[1:].strip())
            return (
                (found, None)
                if found
                else (None, Problem(one.name, "problem.import_no_such_row", {"reference": words}))
            )
        marked = _MARK.search(words)
        keys = self._of(target).get(marked[1] if marked else fold(words), set())
        if len(keys) == 1:
            return next(iter(keys)), None
        if keys:
            return None, Problem(one.name, "problem.import_ambiguous", {"name": words, "count": len(keys)})
        if creatable(self._declared, target):
            if self._create:
                return self._made(target, words), None
            self._missing[target, words] = None
            return None, Problem(one.name, "problem.import_unknown_organisation", {"name": words})
        return None, Problem(one.name, "problem.import_unknown_link", {"name": words, "register": (f"{target}._many",)})

    def knows(self, one: Field, said: str) -> bool:
        """Whether some record bears this name already."""
        words = clean(said)
        if words.startswith("#"):
            return words[1:].strip() in self._references[one.target or ""]
        marked = _MARK.search(words)
        return (marked[1] if marked else fold(words)) in self._of(one.target or "")

    def learn(self, line: Line) -> None:
        """A row of the file that later sheets may name."""
        register = line.plan.register
        if line.reference and line.key:
            self._references[register.key][line.reference.lstrip("#").strip()] = line.key
        if register.key in self._names and line.key and line.is_new:
            known = self._names[register.key]
            said = [line.draft.get(name) for name in _SAID]
            for name in (label_of(register.record, line.draft), *said):
                if name:
                    known[fold(clean(str(name)))].add(line.key)
            known[line.key.hex[-12:]].add(line.key)
            self._grown.add(register.key)

    def next_sheet(self) -> None:
        """Names of rows that came with the last sheet are read again when next asked: services may have added codes."""
        for table in self._grown:
            self._names.pop(table, None)
        self._grown.clear()

    def proposals(self) -> list[tuple[str, str]]:
        return list(self._missing)

    def _of(self, table: str) -> dict[str, set[UUID]]:
        if table not in self._names:
            model: Any = records()[table]
            extra = [getattr(model, name) for name in _SAID if name in model.__table__.c]
            merged = [model.merged_into_id] if "merged_into_id" in model.__table__.c else []
            known: dict[str, set[UUID]] = defaultdict(set)
            query = select(model.id, label(model), *extra)
            for row in self._session.execute(query.where(*(one.is_(None) for one in merged))):
                known[row[0].hex[-12:]].add(row[0])
                for name in row[1:]:
                    if name not in (None, ""):
                        known[fold(clean(str(name)))].add(row[0])
            self._names[table] = known
        return self._names[table]

    def _made(self, table: str, name: str) -> UUID:
        register = self._declared.registers[table]
        draft = register.draft(self._session, None) | creatable(self._declared, table) | {"name": name}
        record = register.put(self._session, None, draft, self._today, named_key(table, "missing " + fold(name)))
        self._of(table)[fold(name)].add(record.id)
        return record.id


def link_names(session: Session, table: str) -> dict[UUID, str]:
    """Every record of a table under the name that finds it: its label and, where others bear the same, the end of its
    key behind it: 'Nowak Anna (#3f2a9c41d07b)'."""
    model: Any = records()[table]
    found = {key: name or "" for key, name in session.execute(select(model.id, label(model)))}
    times = Counter(fold(clean(name)) for name in found.values())
    return {
        key: name if times[fold(clean(name))] == 1 and name else f"{name} (#{key.hex[-12:]})".strip()
        for key, name in found.items()
    }


def creatable(declared: Declared, table: str) -> dict[str, Any]:
    """What a record made from its name alone starts with; empty where that is not enough to make one."""
    make: Callable[[], dict[str, Any]] | None = getattr(records()[table], "__from_name__", None)
    return make() if make and table in declared.registers else {}
