"""What the office plans for a year, number by number, beside the programme's own expected values.

A plan is a whole number in the number's unit: people, pieces; złotys (not grosze) and whole percent for money and a
share. Whether it is of the year or a state on its last day follows from the number's kind in the catalogue."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, Record, note, plain
from . import codes

LIMIT = 20  # of a code
FIRST_YEAR, LAST_YEAR = 2015, 2100
GREATEST = 1_000_000_000


class PlannedValue(Record):
    """The plan of one of the 37 numbers or ten indicators for one year, and where it stands written."""

    __tablename__ = "planned_value"
    __label__ = ("number_code", "year")
    __table_args__ = (Index(None, "year"),)

    number_code: Mapped[str] = plain(String(LIMIT), codes=codes.plannable)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    value: Mapped[int] = plain(low=0, high=GREATEST)
    source: Mapped[str] = plain(String(NAME))
    remark: Mapped[str | None] = note()
