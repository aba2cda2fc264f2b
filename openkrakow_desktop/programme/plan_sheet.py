"""Plans as one sheet: codes down, years across. It is written as a whole, as one operation, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from ..core.problems import refuse
from . import catalogue as c
from .feature import PLANS
from .plans import plans_of

Changes = Mapping[tuple[str, int], int | None]


def save_plans(session: Session, changes: Changes, source: str, today: dt.date) -> int:
    """Write, change or take out (None) plans by code and year; how many differ from what was there.

    `source` says where the new values come from and is kept with each. Raises Refused with why."""
    if not source.strip():
        refuse("source", "problem.required")
    known = plans_of(session, {year for _, year in changes}, c.catalogue())
    written = 0
    for (code, year), value in changes.items():
        old = known.get((code, year))
        if value is None:
            if old is not None:
                PLANS.remove(session, old.id)
                written += 1
        elif old is None or old.written != value:
            draft = {"number_code": code, "year": year, "value": value, "source": source}
            if old is not None:
                draft |= {"remark": PLANS.draft(session, old.id)["remark"]}
            PLANS.put(session, None if old is None else old.id, draft, today)
            written += 1
    return written
