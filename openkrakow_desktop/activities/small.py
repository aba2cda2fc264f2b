"""What small registers of this feature share: their common columns come last, a case number is looked at in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ..core.declarations import Computed, Register, Rules
from ..core.record import Record
from ..core.starting import usual
from . import rules
from .filed import FILED


def small(record: type[Record], columns: Sequence[str | Computed], form: Sequence[str], *checks: Rules,
          **options: Any) -> Register:
    """A small register: its own fields, then those that every one has (unit, evidence, case number, remark)."""
    own = tuple(name for name in FILED if name not in form)
    checked = rules.together(rules.case_number, *checks)
    starts = ({"unit_id": usual} if "unit_id" in own else {}) | dict(options.pop("starts", {}))
    return Register(record=record, columns=columns, form=(*form, *own), rules=checked, starts=starts, **options)


def rows_of(child: Any, column: Any, parent: Any) -> Any:
    """SQL: how many rows of a child register a record has."""
    return lambda: select(func.count(child.id)).where(column == parent.id).correlate(parent).scalar_subquery()
