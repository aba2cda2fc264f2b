"""A year of contacts with somebody left out of every number."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sqlalchemy.orm import Session

from openkrakow_desktop.point.model import FirstInYear
from tests.point.build import contact

EXPECTED: dict[str, int | Fraction] = {"1.1": 11, "1.1+first": 4}


def fill(session: Session, year: int) -> None:
    contact(session, contacted_on=dt.date(year, 1, 1), persons_served=4, first_in_year=FirstInYear.YES)
    contact(session, contacted_on=dt.date(year, 7, 1), persons_served=5, first_in_year=FirstInYear.NO)
    contact(session, contacted_on=dt.date(year, 12, 31), persons_served=2)
    contact(session, contacted_on=dt.date(year - 1, 12, 31), persons_served=30, first_in_year=FirstInYear.YES)
    contact(session, contacted_on=dt.date(year + 1, 1, 1), persons_served=70, first_in_year=FirstInYear.YES)
