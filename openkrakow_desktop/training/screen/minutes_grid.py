"""The minutes of a training as a sheet's model: people down, sessions across, the sum and completion beside them.

Completion is worked out with every key by the exact rule; nothing is written until somebody saves."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ...core.formats import day
from ...core.problems import Problem
from ...core.text import fold
from ...core.words import Words
from ...gui.grid import GridModel, Index, Look
from ..minutes import Cell, Line, MinutesSheet

NUMBER, NAME, UNIT, FIRST = 0, 1, 2, 3  # columns; the sessions begin at FIRST
WHOLE = frozenset({"x", "c", "*", "+"})  # typed for "the whole session"


class MinutesModel(GridModel):
    """What is entered, with what somebody has typed over it."""

    def __init__(self, sheet: MinutesSheet, words: Words, typed: Mapping[Cell, str] | None = None) -> None:
        self.sheet, self.words = sheet, words
        self.typed: dict[Cell, str] = dict(typed or {})
        sessions = [words("training_people.session", day=day(one.held_on, words.language), n=one.minutes)
                    for one in sheet.sittings]  # fmt: skip
        heads = ("number", "name", "unit")
        last = ("total", "completed")
        super().__init__([*(words(f"training_people.head_{one}") for one in heads), *sessions,
                          *(words(f"training_people.head_{one}") for one in last)])  # fmt: skip

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.sheet.lines)

    # One cell

    def _cell(self, row: int, column: int) -> Cell | None:
        place = column - FIRST
        if 0 <= place < len(self.sheet.sittings):
            return self.sheet.lines[row].id, self.sheet.sittings[place].id
        return None

    def value(self, row: int, column: int) -> int | None:
        """The minutes of a cell; None where it is empty or cannot be read."""
        cell = self._cell(row, column)
        if cell is None:
            return None
        if cell not in self.typed:
            return self.sheet.lines[row].minutes.get(cell[1])
        said = self.typed[cell].strip()
        return int(said) if said.isascii() and said.isdigit() and len(said) <= 6 else None

    def problem(self, row: int, column: int) -> Problem | None:
        """What is wrong with what was typed into a cell."""
        cell = self._cell(row, column)
        if cell is None or cell not in self.typed or not self.typed[cell].strip():
            return None
        minutes, longest = self.value(row, column), self.sheet.sittings[column - FIRST].minutes
        if minutes is None:
            return Problem("minutes", "problem.minutes_unread", {"value": self.typed[cell]})
        if minutes > longest:
            return Problem("minutes", "problem.more_than_session", {"minutes": minutes, "session": longest})
        return None

    def problems(self) -> list[tuple[int, int, Problem]]:
        """Everything wrong: (row, column, what)."""
        places = {line.id: row for row, line in enumerate(self.sheet.lines)}
        columns = {one.id: FIRST + place for place, one in enumerate(self.sheet.sittings)}
        found = []
        for participation, session in self.typed:
            row, column = places.get(participation), columns.get(session)
            if row is not None and column is not None and (wrong := self.problem(row, column)):
                found.append((row, column, wrong))
        return sorted(found, key=lambda one: one[:2])

    def total(self, row: int) -> int | None:
        """Minutes of a participant, what is wrong left out; None where none are entered."""
        columns = range(FIRST, FIRST + len(self.sheet.sittings))
        known = [self.value(row, column) for column in columns if self.problem(row, column) is None]
        told = [one for one in known if one is not None]
        return sum(told) if told else None

    def is_completed(self, row: int) -> bool:
        """Whether these minutes are enough."""
        return self.sheet.is_completed(self.total(row) or 0)

    def completed(self) -> int:
        """How many have completed."""
        return sum(self.is_completed(row) for row in range(len(self.sheet.lines)))

    def changes(self) -> dict[Cell, int | None]:
        """What is typed and differs from what is entered."""
        lines: dict[UUID, Line] = {line.id: line for line in self.sheet.lines}
        found: dict[Cell, int | None] = {}
        for cell, said in self.typed.items():
            said = said.strip()
            value = int(said) if said.isascii() and said.isdigit() and len(said) <= 6 else None
            if cell[0] in lines and (not said or value is not None) and lines[cell[0]].minutes.get(cell[1]) != value:
                found[cell] = value
        return found

    # The sheet

    def said(self, row: int, column: int) -> str:
        line = self.sheet.lines[row]
        if column < FIRST:
            return (str(row + 1), line.name, line.unit)[column]
        cell = self._cell(row, column)
        if cell is not None:
            known = line.minutes.get(cell[1])
            return self.typed.get(cell, "" if known is None else str(known))
        total = self.total(row)
        if column == FIRST + len(self.sheet.sittings):
            return "–" if total is None else str(total)
        if line.certificate_no:
            return line.certificate_no
        if total is None:
            return "–"
        return self.words("training_people.completed" if self.is_completed(row) else "training_people.not_completed")

    def look(self, row: int, column: int) -> Look:
        if column in (NUMBER, UNIT):
            return Look("muted", right=column == NUMBER)
        if self._cell(row, column) is not None:
            is_open = self.sheet.is_open and not self.sheet.lines[row].certificate_no
            return Look(right=True, problem=self.problem(row, column) is not None, open=is_open)
        if column == FIRST + len(self.sheet.sittings):
            return Look(right=True, strong=True)
        return Look() if column == NAME else Look("good" if self.is_completed(row) else "muted")

    def write(self, row: int, column: int, text: str) -> None:
        cell = self._cell(row, column)
        if cell is None:
            return
        said = text.strip()
        if fold(said) in WHOLE:
            said = str(self.sheet.sittings[column - FIRST].minutes)
        known = self.sheet.lines[row].minutes.get(cell[1])
        if said == ("" if known is None else str(known)):
            self.typed.pop(cell, None)
        else:
            self.typed[cell] = said

    def paste(self, row: int, column: int, text: str) -> int:
        """Write a block of a sheet from this cell on; returns how many cells took something."""
        taken = 0
        for down, line in enumerate(text.rstrip("\n").splitlines()):
            for right, said in enumerate(line.split("\t")):
                place = row + down, column + right
                if place[0] < self.rowCount() and place[1] < self.columnCount() and self.look(*place).open:
                    self.write(*place, said)
                    taken += 1
        self.repaint_all()
        return taken
