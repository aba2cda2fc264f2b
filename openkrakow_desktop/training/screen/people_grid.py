"""People to be put on a list, as a sheet's model: what was typed or pasted, and what the program made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...core.text import clean
from ...core.words import Words
from ...gui.grid import GridModel, Index, Look
from ..model import TrainingGroup
from ..roster import Candidate, Understood
from ..roster_text import FIELDS, Written

PERSON = 6  # the column that says who it is; before it the number and FIELDS


class PeopleModel(GridModel):
    """Rows as written; the last one is always empty, for the next person."""

    def __init__(self, words: Words, units: Sequence[str] = ()) -> None:
        self.words, self.units = words, units
        self.rows: list[Written] = [Written()]
        self.found: list[Understood] = []
        self.offered: list[Candidate] = []
        heads = ("number", *FIELDS, "person")
        super().__init__([words(f"training_people.head_{one}") for one in heads])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @property
    def people(self) -> list[Written]:
        """The rows that hold somebody."""
        return [row for row in self.rows if not row.is_empty]

    def show(self, rows: Sequence[Written], found: Sequence[Understood] = ()) -> None:
        """Hold these rows and one empty one."""
        self.beginResetModel()
        self.rows, self.found = [*(row for row in rows if not row.is_empty), Written()], list(found)
        self.endResetModel()

    def tell(self, found: Sequence[Understood]) -> None:
        """What was made of the rows that hold somebody, in their order."""
        self.found = list(found)
        self.repaint_all()

    def understood(self, row: int) -> Understood | None:
        """What was made of a row, unless it was written into since."""
        if row >= len(self.rows) or self.rows[row].is_empty:
            return None
        place = sum(not one.is_empty for one in self.rows[:row])
        one = self.found[place] if place < len(self.found) else None
        return one if one is not None and _same(one.written, self.rows[row]) else None

    def choose(self, row: int, candidate: Candidate | None) -> None:
        """Say who a row is: somebody known, or (None) somebody new."""
        chosen = candidate.person_id if candidate else None
        self.rows[row] = replace(self.rows[row], person_id=chosen, is_new=candidate is None)
        self.repaint_all()
        self.written.emit(row, PERSON)

    def complete(self, row: int, candidate: Candidate) -> None:
        """Take somebody offered while a name was typed: name, and unit where none is written."""
        last, _, first = candidate.name.partition(" ")
        unit = self.rows[row].unit or candidate.unit
        self.rows[row] = replace(self.rows[row], last_name=last, first_name=first, unit=unit,
                                 person_id=candidate.person_id, is_new=False)  # fmt: skip
        self._grow(row)
        self.written.emit(row, 1)

    def swap_names(self) -> None:
        """Surnames stand where first names do: change them over in every row."""
        turned = [replace(one, last_name=one.first_name, first_name=one.last_name) for one in self.people]
        self.show(turned)
        self.written.emit(0, 1)

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out."""
        kept = [one for row, one in enumerate(self.rows) if row not in rows]
        self.show(kept)
        self.written.emit(0, 0)

    # The sheet

    def said(self, row: int, column: int) -> str:
        one, found, w = self.rows[row], self.understood(row), self.words
        if column == 0:
            return str(row + 1)
        if column < PERSON:
            said = str(getattr(one, FIELDS[column - 1]))
            if found is not None and FIELDS[column - 1] == "unit" and found.unit is not None:
                return found.unit.name
            if found is not None and FIELDS[column - 1] == "group" and found.group is not None:
                return w.choice(found.group)
            return said
        return self._person(found) if found is not None else ""

    def _person(self, found: Understood) -> str:
        w = self.words
        if found.is_listed:
            return w("training_people.listed")
        known = next((one for one in found.candidates if one.person_id == found.person_id), None)
        if known is not None:
            return w("training_people.known", reason=w(f"training_people.reason.{known.reason}"))
        if found.person_id is not None:
            return w("training_people.chosen")
        if found.candidates and not found.written.is_new:
            first = found.candidates[0]
            return w("training_people.question", name=first.name, unit=first.unit or "–")
        return w("training_people.new") if found.written.last_name else ""

    def look(self, row: int, column: int) -> Look:
        if column == 0:
            return Look("muted", right=True)
        found = self.understood(row)
        name = FIELDS[column - 1] if column < PERSON else "person"
        wrong = found is not None and any(one.field == name and not one.warning for one in found.problems)
        if column == PERSON:
            is_known = found is not None and (found.person_id is not None or found.is_listed)
            return Look("good" if is_known else "muted", problem=wrong)
        guessed = found is not None and name == "group" and not self.rows[row].group
        warned = found is not None and any(one.field == name and one.warning for one in found.problems)
        return Look("warn" if warned else "muted" if guessed else "text", problem=wrong, open=True)

    def write(self, row: int, column: int, text: str) -> None:
        name = FIELDS[column - 1]
        offered = next((one for one in self.offered if column == 1 and label(one) == text), None)
        if offered is not None:
            self.complete(row, offered)
            return
        one = _with(self.rows[row], **{name: text.strip()})
        if name != "group":  # who it is has to be asked anew
            one = replace(one, person_id=None, is_new=False)
        self.rows[row] = one
        self._grow(row)

    def _grow(self, row: int) -> None:
        if row == len(self.rows) - 1 and not self.rows[row].is_empty:
            self.beginInsertRows(self.index(-1, -1), row + 1, row + 1)
            self.rows.append(Written())
            self.endInsertRows()
        self.repaint_all()

    def is_searched(self, column: int) -> bool:
        return column == 1

    def completions(self, column: int) -> Sequence[str]:
        name = FIELDS[column - 1]
        if name == "unit":
            return self.units
        return [self.words.choice(one) for one in TrainingGroup] if name == "group" else ()


def label(one: Candidate) -> str:
    """Somebody offered in one line."""
    return f"{one.name} · {one.unit}" if one.unit else one.name


def _with(one: Written, **values: Any) -> Written:
    return replace(one, **values)


def _same(one: Written, other: Written) -> bool:
    """Whether a row was not written into since it was understood (which tidies its texts)."""
    return _with(other, **{name: clean(getattr(other, name)) for name in FIELDS}) == one
