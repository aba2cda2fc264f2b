"""What needs a person: the gaps and deadlines that every feature finds, together and in order."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.gaps import Deadline, Gap
from ..core.measures import Period


def gaps(session: Session, period: Period, declared: Declared) -> list[Gap]:
    """What would leave a number of R untrue or unknown, by register and date."""
    found = [gap for feature in declared.features if feature.gaps for gap in feature.gaps(session, period)]
    order = {key: place for place, key in enumerate(declared.registers)}
    return sorted(found, key=lambda gap: (order.get(gap.register, len(order)), gap.on or dt.date.max, gap.title))


def deadlines(session: Session, period: Period, declared: Declared) -> list[Deadline]:
    """Days that are coming (and what is overdue), the nearest first."""
    found = [day for feature in declared.features if feature.deadlines for day in feature.deadlines(session, period)]
    return sorted(found, key=lambda day: (day.on, day.key, day.title))
