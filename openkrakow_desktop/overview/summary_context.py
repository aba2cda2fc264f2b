"""What every part of the year's summary is handed, and the few ways a number is put into a table.

A number that counts rows becomes a cell with a query over the sheet of source rows: live in Excel, plain in the PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Declared
from ..core.document import Cell, Kind, NoData, Query, Source, Total, Value, Where
from ..core.measures import Number, Period, Reading, State
from ..core.text import sentence
from ..core.words import Words
from ..programme import catalogue as c
from .evaluate import YearNumbers
from .summary_hidden import Hiding, People, Variant, hiding_of
from .summary_reads import YearReads
from .wording import beside_label, beside_value, reason_of

SOURCE_ROWS = "source_rows"  # the sheet of source rows


@dataclass(frozen=True)
class Summary:
    """The year, its numbers and the language they are told in."""

    session: Session
    numbers: YearNumbers
    declared: Declared
    words: Words
    now: dt.datetime
    reason: str = ""  # of the correction that is being frozen
    variant: Variant = Variant.PUBLISHED
    shared: YearReads | None = None  # with the same paper in other languages

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it: small numbers of people are hidden, in its data sheets too."""
        return self.variant is Variant.PUBLISHED

    @cached_property
    def people(self) -> People:
        """The year's breakdowns of people."""
        return self.reads.people

    @cached_property
    def reads(self) -> YearReads:
        """What is read from the registers beside the numbers."""
        return self.shared or YearReads(self.session, self.period, self.catalogue, self.declared)

    @cached_property
    def hidden(self) -> Hiding:
        """What of them is not told; nothing in the complete variant."""
        return hiding_of(self.people, self.numbers) if self.is_published else Hiding()

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

    @property
    def version(self) -> str:
        """Which figures these are: a frozen version by its number, else those of the moment."""
        n = self.numbers.version
        return self.word("live") if n is None else self.word("version_no", n=n)

    def word(self, key: str, **values: object) -> str:
        """A word of the summary."""
        return self.words(f"summary.{key}", **values)

    def sheet(self, key: str) -> str:
        """The short name of a table's or chart's sheet."""
        return self.word(f"sheet.{key}")

    def source(self, register: str, basis: str = "") -> Source:
        """Where a table's numbers come from: a register by its name, the moment, the version, how it was counted."""
        return Source(self.words(f"{register}._many"), self.as_of, self.version, basis)

    def from_registers(self, basis: str = "") -> Source:
        """The source of what is read from many registers at once."""
        return Source(self.word("registers"), self.as_of, self.version, basis)

    def how(self, code: str) -> str:
        """How a measure is counted, as a remark under a table."""
        return self.word("counted_how", code=code, basis=self.catalogue.measures[code].basis(self.language))

    def counted(self, code: str, reading: Reading, unit: str, note: str = "") -> Value:
        """A number as a cell: live where it is a sum of source rows; no data with why."""
        if reading.state is not State.NUMBER or reading.value is None:
            missing = NoData(reason_of(reading, self.words))
            return Cell(missing, note) if note else missing
        query = None if unit == "percent" else self.row_sum(code, "amount" if unit == "pln" else "counts")
        return self.shaped(reading.value, unit, note, query)

    def told(self, value: Number | None, unit: str) -> Value:
        """A number without rows (base, expected, the year before)."""
        return NoData() if value is None else self.shaped(value, unit)

    def shaped(self, value: Number, unit: str, note: str = "", query: Query | None = None) -> Value:
        """A number in its unit: money and shares stay what they are in a column of counts."""
        if unit == "pln":
            return Cell(value, note, query, Kind.MONEY)
        if unit == "percent":
            return Cell(value, note, query, Kind.PERCENT, formats.share_digits(value))
        return Cell(value, note, query) if note or query else value

    def live(self, value: int, table: str, *where: Where, column: str = "") -> Cell:
        """A count of rows of a data sheet, or the sum of one of its columns."""
        return Cell(value, query=Query(table, Total.SUM if column else Total.COUNT, column, where))

    def live_of_people(self, value: int, table: str, *where: Where, column: str = "") -> Value:
        """The same of a sheet that only the complete workbook has; elsewhere the number alone."""
        return value if self.is_published else self.live(value, table, *where, column=column)

    def row_sum(self, code: str, column: str = "counts") -> Query:
        """The sum of the source rows of a number; `column`: counts, or amount for money."""
        where = Where(self.word("number"), row_code(code, self.catalogue))
        return Query(SOURCE_ROWS, Total.SUM, self.word(column), (where,))

    def beside(self, reading: Reading, unit: str, codes: Collection[str], sources: Mapping[str, str]) -> str:
        """The numbers `codes` that stand beside one and are never added to it, as its footnote; a missing one is
        told only beside a number that is there. `sources`: of figures from outside."""
        told = []
        for code in codes:
            one = reading.beside.get(code)
            if one is None or State.NUMBER not in (one.state, reading.state):
                continue
            if code in self.hidden.beside:
                told.append(f"{beside_label(code, self.catalogue, self.words)}: {self.words('document.suppressed')}")
                continue
            is_known = one.state is State.NUMBER
            value = beside_value(one, unit, self.language) if is_known else self.words("status.no_data")
            source = f", {self.word('from', source=sources[code])}" if is_known and sources.get(code) else ""
            told.append(f"{beside_label(code, self.catalogue, self.words)}: {value}{source}")
        return f"{sentence('; '.join(told))}." if told else ""


def row_code(code: str, catalogue: c.Catalogue) -> str:
    """The code that source rows carry: "T1-1.1" (never a bare 1.1, which Excel would take for a date)."""
    indicator = catalogue.indicators.get(code)
    if indicator is None:
        return f"T1-{code}"
    return f"T1-{indicator.source.measures[0]}" if indicator.source.relation == "same" else code
