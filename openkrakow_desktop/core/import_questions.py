"""What a person is asked about an office's sheet before it is checked: which words in it nobody understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .declarations import Declared
from .import_layout import shown_value
from .import_lines import read_lines
from .import_sheets import Found, plan_of
from .problems import Problem

LOOKED_AT = 1_000  # rows of a sheet: asked again at every change, while somebody waits
MOST = 12  # words of a column that are asked about at a time


@dataclass(frozen=True)
class Questions:
    """What is open in a sheet as its mapping stands."""

    problems: tuple[Problem, ...] = ()  # with the mapping itself
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # field → what stands there and is no choice
    units: tuple[str, ...] = ()  # words beside numbers
    needs_year: bool = False
    rows: int = 0
    dates: tuple[str, str] | None = None  # the first and the last day as they were understood


def questions(found: Found, declared: Declared) -> Questions:
    """Read the rows of a sheet as its mapping says and collect what is not understood."""
    if found.mapping.register not in declared.registers:
        return Questions(rows=len(found.layout.rows))
    rows = found.layout.rows
    plan = plan_of(replace(found, layout=replace(found.layout, rows=rows[:LOOKED_AT])), declared)
    values: dict[str, dict[str, None]] = {}
    units: dict[str, None] = {}
    needs_year = False
    lines = read_lines(plan)
    for line in lines:
        for fault in line.faults:
            match fault.problem.key:
                case "problem.cell_unknown_choice":
                    cell = found.layout.cell(line.row, plan.places[fault.problem.field])
                    values.setdefault(fault.problem.field, {})[shown_value(cell)] = None
                case "problem.cell_unknown_unit":
                    units[str(fault.problem.values["unit"])] = None
                case "problem.cell_no_year":
                    needs_year = True
    days = [day for line in lines if (day := line.draft.get(plan.register.date)) is not None]
    return Questions(
        plan.problems,
        {name: tuple(said)[:MOST] for name, said in values.items()},
        tuple(units)[:MOST],
        needs_year,
        len(rows),
        (f"{min(days):%d.%m.%Y}", f"{max(days):%d.%m.%Y}") if days else None,
    )
