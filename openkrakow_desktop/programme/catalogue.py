"""The programme as frozen data: objectives, tasks, the 37 numbers, ten indicators, six risks, in three languages.

Read from resources/catalogue/programme-YEAR.toml, whole and checked; a file that lacks anything is refused with where
and what. Records store codes only, so a code never changes. How a file is read: catalogue_reading.py; how several
editions live together: editions.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from ..core.words import PLURALS


@dataclass(frozen=True)
class Wording:
    """A text in the three languages of the program."""

    pl: str
    en: str
    uk: str

    def __call__(self, language: str) -> str:
        return str(getattr(self, language))


@dataclass(frozen=True)
class Entry:
    """What every entry has: a code that never changes and a label of at most `label_limit` characters."""

    code: str
    label: Wording


@dataclass(frozen=True)
class Unit:
    """A unit of counting with its plural forms."""

    code: str
    forms: Mapping[str, Mapping[str, str]]

    def word(self, n: int, language: str) -> str:
        """The unit after a whole number: 1 osoba, 2 osoby, 5 osób."""
        forms = self.forms[language]
        return forms.get(PLURALS[language](n)) or forms["many"]


@dataclass(frozen=True)
class Deadline(Entry):
    """When a task is due; `on` is None for continuous action."""

    text: Wording
    on: dt.date | None = None


@dataclass(frozen=True)
class Register(Entry):
    """A register as the programme names it; `minimal` is M1–M17 of the small ones."""

    minimal: str = ""


@dataclass(frozen=True)
class Objective(Entry):
    text: Wording
    note: Wording | None = None
    footnote: int | None = None


@dataclass(frozen=True)
class Effect(Entry):
    objective: str
    text: Wording
    note: Wording | None = None


@dataclass(frozen=True)
class Task(Entry):
    objective: str
    text: Wording
    note: Wording | None = None


@dataclass(frozen=True)
class Product:
    label: Wording
    text: Wording


@dataclass(frozen=True)
class Row:
    """A measure row of Table 1: task 4.2 has two. Without a label of its own it shows that of its only measure."""

    code: str
    task: str
    deadline: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    wording: Wording
    implementers: Wording
    product: tuple[Product, ...]
    label: Wording | None = None


@dataclass(frozen=True)
class Supplement:
    """A supplementary number beside a measure or an indicator, never added to it."""

    code: str
    formula: str
    label: Wording


@dataclass(frozen=True)
class Number(Entry):
    """One of the 37 numbers of Table 1. `basis` says in words how it is counted; `derived`: its name is ours."""

    row: str
    unit: str
    kind: str
    aggregation: str
    additive: bool
    registers: tuple[str, ...]
    formula: str
    name: Wording
    basis: Wording
    derived: bool = False
    beside: tuple[Supplement, ...] = ()


@dataclass(frozen=True)
class Base:
    value: int
    year: int


@dataclass(frozen=True)
class Expected:
    """What is expected: at least `value` (or `percent`), `per` year or edition, or as a state `by` a day."""

    op: str
    printed: bool
    value: int | None = None
    percent: int | None = None
    per: str = ""
    by: dt.date | None = None
    min_participants: int | None = None
    min_participants_per: str = ""


@dataclass(frozen=True)
class Source:
    """Where an indicator comes from: the same number, a part, a union of measures, its own count, or outside."""

    relation: str
    measures: tuple[str, ...]
    registers: tuple[str, ...]


@dataclass(frozen=True)
class Indicator(Entry):
    """One of the ten domain indicators of Table 2; `reading` says how its wording is understood."""

    objective: str
    no: int
    effect: str
    unit: str
    kind: str
    base: Base
    expected: Expected
    source: Source
    formula: str
    wording: Wording
    expected_text: Wording
    reading: Wording
    beside: tuple[Supplement, ...] = ()


@dataclass(frozen=True)
class Risk(Entry):
    """One of the six risks of Table 3, with the rating the document gives it."""

    objective: str
    rating: int
    level: str
    response: str
    signal_sources: tuple[str, ...]
    text: Wording
    response_text: Wording
    signal: Wording


@dataclass(frozen=True)
class RiskLevel(Entry):
    low: int = field(metadata={"key": "from"})
    high: int = field(metadata={"key": "to"})
    title: Wording
    text: Wording
    truncated: bool = False


@dataclass(frozen=True)
class RiskResponse(Entry):
    text: Wording
    printed_as: str = ""


@dataclass(frozen=True)
class Provision(Entry):
    """A paragraph of the document, or a text of Table 3."""

    text: Wording


@dataclass(frozen=True)
class Definition(Entry):
    term: Wording
    text: Wording


@dataclass(frozen=True)
class Footnote:
    number: int
    label: Wording
    text: Wording


@dataclass(frozen=True)
class Chapter(Entry):
    title: Wording


@dataclass(frozen=True)
class Heading:
    """The heading of a column of Tables 1–3."""

    code: str
    heading: Wording


@dataclass(frozen=True)
class Overlap:
    """Numbers that one record may feed together; they are never added to one another."""

    code: str
    numbers: tuple[str, ...]
    note: Wording


@dataclass(frozen=True)
class Defect:
    """An ambiguity of the document and the reading the program takes."""

    code: str
    refs: tuple[str, ...]
    label: Wording
    what: Wording
    reading: Wording


@dataclass(frozen=True)
class Due:
    """The day by which the yearly report is due: `years_after` the reporting year."""

    month: int
    day: int
    years_after: int
    provision: str


@dataclass(frozen=True)
class Statement:
    """The main objective, or the result of the programme."""

    provision: str
    label: Wording
    text: Wording


@dataclass(frozen=True)
class Programme:
    title: Wording
    label: Wording
    base_year: int
    first_year: int
    last_year: int
    report_due: Due
    note: Wording
    main_objective: Statement
    result: Statement


@dataclass(frozen=True)
class Catalogue:
    """Everything, by code and in the order of the document."""

    code: str
    label_limit: int
    wording_status: Mapping[str, str]
    programme: Programme
    kinds: Mapping[str, Entry]
    aggregations: Mapping[str, Entry]
    deadlines: Mapping[str, Deadline]
    units: Mapping[str, Unit]
    registers: Mapping[str, Register]
    actors: Mapping[str, Entry]
    objectives: Mapping[str, Objective]
    effects: Mapping[str, Effect]
    tasks: Mapping[str, Task]
    rows: Mapping[str, Row]
    measures: Mapping[str, Number]
    indicators: Mapping[str, Indicator]
    risks: Mapping[str, Risk]
    risk_levels: Mapping[str, RiskLevel]
    risk_responses: Mapping[str, RiskResponse]
    provisions: Mapping[str, Provision]
    definitions: Mapping[str, Definition]
    groups: Mapping[str, Provision]
    funding_sources: Mapping[str, Provision]
    partner_fields: Mapping[str, Provision]
    cooperating_bodies: Mapping[str, Provision]
    footnotes: Mapping[int, Footnote]
    chapters: Mapping[str, Chapter]
    columns: Mapping[str, Heading]
    overlaps: Mapping[str, Overlap]
    defects: Mapping[str, Defect]

    def covers(self, year: int) -> bool:
        """Whether R is one of the programme's years; other years are computed and said to be outside."""
        return self.programme.first_year <= year <= self.programme.last_year

    def report_due(self, year: int) -> dt.date:
        """The day by which the report on `year` goes to the Council (§6.8: 30 April of the next year)."""
        due = self.programme.report_due
        return dt.date(year + due.years_after, due.month, due.day)

    def task_of(self, number: Number) -> Task:
        return self.tasks[self.rows[number.row].task]

    def level_of(self, rating: int) -> RiskLevel:
        """The level of a rating 1–7."""
        return next(level for level in self.risk_levels.values() if level.low <= rating <= level.high)

    def row_label(self, row: Row) -> Wording:
        """A row's own label, else that of its only measure."""
        if row.label is not None:
            return row.label
        return next(number.label for number in self.measures.values() if number.row == row.code)

    @cached_property
    def labels(self) -> Mapping[str, Wording]:
        """The label of every number, indicator and supplementary number, by code."""
        numbers: tuple[Number | Indicator, ...] = (*self.measures.values(), *self.indicators.values())
        return {one.code: one.label for number in numbers for one in (number, *number.beside)}


@cache
def editions() -> tuple[Catalogue, ...]:
    """Every edition of the programme, the oldest first: those the program came with and those an office has added.

    Raises Refused when there is none, a file is damaged, or two editions claim a year or a code differently."""
    from .editions import read_all

    return read_all()


def catalogue(year: int | None = None) -> Catalogue:
    """The edition that R is counted by: the one that covers it, else the last that had begun, else the first.

    Without a year the newest. Raises Refused like `editions`."""
    known = editions()
    if year is None:
        return known[-1]
    begun = [one for one in known if one.programme.first_year <= year]
    return begun[-1] if begun else known[0]


def number_of(code: str) -> Number | Indicator | None:
    """The measure or indicator of a code, by the newest edition that has it: every edition counts a code alike."""
    for known in reversed(editions()):
        entry = known.measures.get(code) or known.indicators.get(code)
        if entry is not None:
            return entry
    return None
