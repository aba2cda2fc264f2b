"""What every part of the year's summary is handed, and the few ways a number is put into a table.

A number that counts rows becomes a cell with a query over the sheet of source rows: live in Excel, plain in the PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Declared
from ..core.document import Cell, NoData, Query, Source, Total, Value, Where
from ..core.measures import Number, Period, Reading, State
from ..core.words import Words
from ..programme import catalogue as c
from .evaluate import YearNumbers
from .wording import reason_of, value_text

SOURCE_ROWS = "source_rows"  # the sheet of source rows


@dataclass(frozen=True)
class Summary:
    """The year, its numbers and the language they are told in."""

    session: Session
    numbers: YearNumbers
    declared: Declared
    words: Words
    now: dt.datetime

    @property
    def period(self) -> Period:
        return self.numbers.period

    @property
    def catalogue(self) -> c.Catalogue:
        return self.numbers.catalogue

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def as_of(self) -> str:
        """The moment the numbers were read, by Krakow's clock."""
        return self.words("summary.as_of", moment=formats.moment(self.now.astimezone(WARSAW), self.language))

    def word(self, key: str, **values: object) -> str:
        """A word of the summary."""
        return self.words(f"summary.{key}", **values)

    def source(self, register: str, basis: str = "") -> Source:
        """Where a table's numbers come from: a register by its name, the moment, the version, how it was counted."""
        return Source(self.words(f"{register}._many"), self.as_of, self.word("live"), basis)

    def counted(self, code: str, reading: Reading, unit: str) -> Value:
        """A number as a cell: live where it is a sum of source rows, text for money and shares, no data with why."""
        if reading.state is not State.NUMBER or reading.value is None:
            return NoData(reason_of(reading, self.words))
        if unit in ("pln", "percent"):
            return value_text(reading.value, unit, self.language)
        return Cell(reading.value, query=self.row_sum(code))

    def told(self, value: Number | None, unit: str) -> Value:
        """A number without rows (base, expected, the year before)."""
        if value is None:
            return NoData()
        return value_text(value, unit, self.language) if unit in ("pln", "percent") else value

    def row_sum(self, code: str, column: str = "counts") -> Query:
        """The sum of the source rows of a number; `column`: counts, or amount for money."""
        where = Where(self.word("number"), row_code(code, self.catalogue))
        return Query(SOURCE_ROWS, Total.SUM, self.word(column), (where,))


def row_code(code: str, catalogue: c.Catalogue) -> str:
    """The code that source rows carry: "T1-1.1" (never a bare 1.1, which Excel would take for a date)."""
    indicator = catalogue.indicators.get(code)
    if indicator is None:
        return f"T1-{code}"
    return f"T1-{indicator.source.measures[0]}" if indicator.source.relation == "same" else code
