"""The sheet of plans as a model: what is stored, what was typed since, and which cells cannot be plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.formats import number
from ...core.problems import Problem
from ...core.words import Words
from ...gui.grid import GridModel, Index, Look
from ...programme import catalogue as c
from ...programme.plans import Plan, is_state, read_plan
from .. import wording
from ..evaluate import expected_of

FIXED = 4  # columns before the years: code, name, how to read it, what the programme expects


@dataclass(frozen=True)
class PlanRow:
    """A number and what the programme says of it; without an entry it is a heading."""

    name: str
    entry: c.Number | c.Indicator | None = None
    kind: str = ""
    expected: str = ""


def plan_rows(catalogue: c.Catalogue, w: Words) -> list[PlanRow]:
    """Objective by objective: its indicators, then its measures."""
    rows: list[PlanRow] = []
    for objective in catalogue.objectives.values():
        rows.append(PlanRow(w("plans.objective", n=objective.code, label=objective.label(w.language))))
        indicators = [one for one in catalogue.indicators.values() if one.objective == objective.code]
        measures = [one for one in catalogue.measures.values() if catalogue.task_of(one).objective == objective.code]
        entries: tuple[c.Number | c.Indicator, ...] = (*indicators, *measures)
        for entry in entries:
            kind = f"{w('plans.state' if is_state(entry) else 'plans.yearly')} · {_unit(entry, catalogue, w)}"
            expected = ""
            if isinstance(entry, c.Indicator):
                expected = f"≥ {wording.value_text(expected_of(entry), entry.unit, w.language)}"
            rows.append(PlanRow(entry.label(w.language), entry, kind, expected))
    return rows


def _unit(entry: c.Number | c.Indicator, catalogue: c.Catalogue, w: Words) -> str:
    """What a plan is counted in; money in whole złotys."""
    return {"pln": "zł", "percent": "%"}.get(entry.unit) or catalogue.units[entry.unit].word(2, w.language)


class PlanModel(GridModel):
    """Rows of numbers, a column for each year. What is typed stands beside what is stored until it is saved."""

    def __init__(self, w: Words, rows: Sequence[PlanRow], years: Sequence[int]) -> None:
        heads = ("", w("plans.row"), w("plans.kind"), w("plans.expected"), *(str(year) for year in years))
        super().__init__(heads)
        self.rows, self.years = list(rows), tuple(years)
        self._words = w
        self._stored: Mapping[tuple[str, int], Plan] = {}
        self.typed: dict[tuple[str, int], str] = {}
        self._steps: list[dict[tuple[str, int], str]] = []  # what was typed before each change, the latest last

    def show(self, stored: Mapping[tuple[str, int], Plan]) -> None:
        """What is stored now; what was typed and not saved stays."""
        self._stored = stored
        self.typed = {key: said for key, said in self.typed.items() if said != self._said(key)}
        self._steps = self._steps if self.typed else []
        self.repaint_all()

    def forget(self) -> None:
        """Let go what was typed."""
        self.typed, self._steps = {}, []
        self.repaint_all()

    def step_back(self) -> None:
        """Take back the last cell typed or the last table pasted."""
        self.typed = self._steps.pop() if self._steps else {}
        self.repaint_all()

    def key(self, row: int, column: int) -> tuple[str, int] | None:
        """Code and year of a cell; None where it holds no plan."""
        entry = self.rows[row].entry
        return None if entry is None or column < FIXED else (entry.code, self.years[column - FIXED])

    def entry(self, code: str) -> c.Number | c.Indicator:
        """The number of a code in the sheet."""
        return next(one.entry for one in self.rows if one.entry is not None and one.entry.code == code)

    def read(self, key: tuple[str, int]) -> int | Problem | None:
        """What was typed into a cell, read."""
        return read_plan(self.typed[key], self.entry(key[0]), self._words.language)

    def changes(self) -> dict[tuple[str, int], int | None]:
        """What is to be saved. Only of a sheet without wrong cells."""
        return {key: value for key in self.typed if not isinstance(value := self.read(key), Problem)}

    def wrong(self) -> list[tuple[tuple[str, int], Problem]]:
        """The cells that cannot be plans, in order of their rows."""
        return [(key, value) for key in sorted(self.typed) if isinstance(value := self.read(key), Problem)]

    def problem_at(self, row: int, column: int) -> Problem | None:
        """What is wrong with a cell."""
        key = self.key(row, column)
        value = self.read(key) if key in self.typed and key is not None else None
        return value if isinstance(value, Problem) else None

    def take(self, plans: Mapping[tuple[str, int], int]) -> None:
        """Put pasted plans into their cells."""
        self._steps.append(dict(self.typed))
        for key, value in plans.items():
            self._put(key, number(value, self._words.language))
        self.repaint_all()

    def _said(self, key: tuple[str, int]) -> str:
        plan = self._stored.get(key)
        return "" if plan is None else number(plan.written, self._words.language)

    def _put(self, key: tuple[str, int], said: str) -> None:
        """Typed as it stands in the database is not typed at all."""
        self.typed.pop(key, None)
        plan, value = self._stored.get(key), read_plan(said, self.entry(key[0]), self._words.language)
        if value != (None if plan is None else plan.written):
            self.typed[key] = said

    # What the grid asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def said(self, row: int, column: int) -> str:
        one, key = self.rows[row], self.key(row, column)
        if key is not None:
            return self.typed.get(key, self._said(key))
        if one.entry is None:
            return one.name if column == 1 else ""
        return (one.entry.code, one.name, one.kind, one.expected)[column] if column < FIXED else ""

    def look(self, row: int, column: int) -> Look:
        key, heading = self.key(row, column), self.rows[row].entry is None
        if key is None:
            tone = "text" if column == 1 and not heading else "muted"
            return Look(tone, right=column >= FIXED - 1, strong=heading)
        return Look("text", True, self.problem_at(row, column) is not None, True, key in self.typed)

    def write(self, row: int, column: int, text: str) -> None:
        key = self.key(row, column)
        if key is not None:
            self._steps.append(dict(self.typed))
            self._put(key, text.strip())
