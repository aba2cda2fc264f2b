"""What a task card asks of a unit: the numbers of the task with last year's, the product, words, where it comes from.

Beside the numbers of Table 1 a few are asked that no register of ours holds (decisions.md 9) or that a record made from
the answer needs (the neutral assessments of a survey)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Declared
from ..core.formats import money, number
from ..core.measures import Period
from ..core.words import Words
from ..programme.catalogue import Catalogue, catalogue, number_of
from ..programme.codes import COMPLAINTS, INCIDENTS, LOCAL, RESIDENTS
from ..programme.service import external_figures
from ..programme.task_answers import Contribution, contributions
from .evaluate import evaluate

NEUTRAL, VOTED, ENTITLED = "1.5+neutral", "T2-3.2+numerator", "T2-3.2+denominator"
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "1.5": (NEUTRAL, COMPLAINTS),
    "3.4": (VOTED, ENTITLED, LOCAL),
    "5.1": (RESIDENTS,),
    "6.2": (INCIDENTS,),
}
PRODUCT, NARRATIVE, SOURCE, CASE = "product", "narrative", "source", "case_no"
WORDED = (PRODUCT, NARRATIVE, SOURCE, CASE)


class AskedKind(enum.Enum):
    """What may stand in the cell of a question."""

    COUNT = "count"
    MONEY = "money"
    PRODUCT = "product"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """One line of a task: its code, what is asked, what the unit (`own`) and the programme (`whole`) had a year
    before; `hint` says how it is counted."""

    task: str
    code: str
    kind: AskedKind
    words: str
    own: str = ""
    whole: str = ""
    hint: str = ""


@dataclass(frozen=True)
class AskedTask:
    """A task as a card asks about it."""

    code: str
    label: str
    text: str
    implementers: str
    questions: tuple[Question, ...]
    sent_back: str = ""

    @property
    def name(self) -> str:
        return f"{self.code} {self.label}"


def number_codes(task: str, known: Catalogue) -> tuple[str, ...]:
    """The numbers asked of a task: those of Table 1, then those beside."""
    own = (one.code for one in known.measures.values() if known.rows[one.row].task == task)
    return (*own, *EXTRAS.get(task, ()))


def kind_of(code: str) -> AskedKind:
    """What is asked under a code."""
    if code in WORDED:
        return AskedKind.PRODUCT if code == PRODUCT else AskedKind.TEXT
    entry = number_of(code)
    return AskedKind.MONEY if entry is not None and entry.unit == "pln" else AskedKind.COUNT


def question_words(code: str, words: Words) -> str:
    """What is asked, in one line."""
    entry = number_of(code)
    if entry is not None:
        return entry.label(words.language)
    return words(f"task_asked.{code.replace('+', '_').replace('.', '_').replace('-', '_').lower()}")


def said_number(value: int | None, code: str, words: Words) -> str:
    """A number of an answer as people read it; no data in words."""
    if value is None:
        return words("status.no_data")
    return money(value, words.language) if kind_of(code) is AskedKind.MONEY else number(value, words.language)


class Before:
    """What is known of the year before: the programme's numbers, and what each unit said."""

    def __init__(self, session: Session, year: int, today: Period, declared: Declared) -> None:
        before = Period(year - 1, today.today)
        self.asked_by = catalogue(year)
        self.numbers = evaluate(session, before, catalogue(before.year), declared)
        self.figures = external_figures(session, year - 1)
        self.said: dict[tuple[UUID, str], Contribution] = {
            (one.unit_id, task): one for task, some in contributions(session, year - 1).items() for one in some
        }

    def whole(self, code: str, words: Words) -> str:
        """The programme's number; "–" where there was none."""
        if code in self.numbers.measures:
            value = self.numbers.measures[code].reading.value
            return "–" if value is None else said_number(int(value), code, words)
        figure = self.figures.get(code)
        return "–" if figure is None or figure.value is None else said_number(figure.value, code, words)

    def own(self, unit: UUID, task: str, code: str, words: Words) -> str:
        """What the unit itself had answered; empty where it was not asked."""
        said = self.said.get((unit, task))
        return "" if said is None or code not in said.numbers else said_number(said.numbers[code], code, words)


def asked_task(task: str, unit: Organisation, before: Before, words: Words, sent_back: str = "") -> AskedTask:
    """A task with all its questions for one unit."""
    known, language = before.asked_by, words.language
    entry, line = known.tasks[task], next(row for row in known.rows.values() if row.task == task)
    questions = [
        Question(
            task,
            code,
            kind_of(code),
            question_words(code, words),
            before.own(unit.id, task, code, words),
            before.whole(code, words),
            known.measures[code].basis(language) if code in known.measures else "",
        )
        for code in number_codes(task, known)
    ]
    products = "; ".join(one.text(language) for one in line.product)
    for code in WORDED:
        hint = products if code == PRODUCT else words(f"task_asked.{code}_hint")
        questions.append(Question(task, code, kind_of(code), words(f"task_asked.{code}"), hint=hint))
    label, text, implementers = entry.label(language), entry.text(language), line.implementers(language)
    return AskedTask(task, label, text, implementers, tuple(questions), sent_back)
