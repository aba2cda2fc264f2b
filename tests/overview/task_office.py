"""An office that asks units about their tasks, and units that answer: for the tests of task cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.task_asked import NARRATIVE, PRODUCT
from openkrakow_desktop.overview.task_card_book import write_task_card
from openkrakow_desktop.overview.task_card_collect import ToldTasks, collect
from openkrakow_desktop.overview.task_cards import UnitCard, plan_cards, record_issue
from openkrakow_desktop.programme.model import TaskCardAnswer
from openkrakow_desktop.programme.task_answers import assign, newest_answers, numbers_of
from openkrakow_desktop.programme.task_tables import ReturnedProduct

YEAR = 2025
TODAY = dt.date(2026, 1, 20)
CLOCK = Clock.fixed(TODAY)
FIRST = 5  # the first row of questions
NO, TASK, QUESTION, ANSWER = 3, 4, 5, 8  # columns
UNITS = {
    "Muzeum Przykładów": (OrganisationKind.CULTURAL_INSTITUTION, ("3.2", "5.1")),
    "Wydział Pytań": (OrganisationKind.OFFICE_UNIT, ("1.5", "2.2")),
}


@dataclass
class TaskOffice:
    """A store with two units that are asked, and their cards in a folder."""

    store: Store
    folder: Path
    units: list[UUID]
    cards: list[UnitCard] = field(default_factory=list)

    @classmethod
    def open(cls, store: Store, folder: Path) -> TaskOffice:
        store.guard, store.irrevocable = DECLARED.guard, DECLARED.irrevocable()
        with store.write("test") as session:
            units = []
            for name, (kind, tasks) in UNITS.items():
                unit = store_draft(session, Organisation, None, {"name": name, "kind": kind})
                units.append(unit.id)
                assign(session, YEAR, ((unit.id, task) for task in tasks))
        made = cls(store, folder, units)
        made.issue()
        return made

    def issue(self, *units: UUID, language: str = "pl", year: int = YEAR) -> list[UnitCard]:
        """Issue cards into the folder; the office keeps the last ones."""
        with self.store.read() as session:
            self.cards = plan_cards(
                session, year, words(language), DECLARED, device="A", units=units, clock=CLOCK, asked_by="Ewa Żak"
            )
        for card in self.cards:
            write_task_card(card, self.path(card), words(language))
        with self.store.write("task_card.issue") as session:
            record_issue(session, self.cards)
        return self.cards

    def path(self, card: UnitCard) -> Path:
        return self.folder / f"{card.name}.xlsx"

    def row(self, task: str, code: str, card: int = 0) -> int:
        """The row of a question."""
        lines = self.cards[card].lines
        return FIRST + next(at for at, one in enumerate(lines) if (one.task.code, one.question.code) == (task, code))

    def filled(
        self,
        name: str = "back.xlsx",
        *,
        card: int = 0,
        answers: Mapping[tuple[str, str], Any] | None = None,
        edit: Callable[[Any], object] = lambda book: None,
        into: str = "returned",
    ) -> Path:
        """A unit's card filled in and sent back under a name; `answers` by task and code, None leaves a cell empty."""
        told = self.cards[card]
        w = words(told.language)
        book = load_workbook(self.path(told))
        sheet = book[w("task_cards.cards_sheet")]
        for place, line in enumerate(told.lines):
            code = line.question.code
            value: Any = 7 + place
            if code == PRODUCT:
                value = w.choice(ReturnedProduct.READY)
            elif code == NARRATIVE:
                value = "Zażółć gęślą jaźń.\nDrugi wiersz."
            elif code in ("source", "case_no"):
                value = None
            value = (answers or {}).get((line.task.code, code), value)
            sheet.cell(FIRST + place, ANSWER).value = value
        edit(book)
        target = self.folder / into / name
        target.parent.mkdir(exist_ok=True)
        book.save(target)
        return target

    def take(self, *places: Path, **options: Any) -> list[ToldTasks]:
        return collect(self.store, places, clock=CLOCK, **options)

    def take_one(self, place: Path, **options: Any) -> ToldTasks:
        [told] = self.take(place, **options)
        return told

    def numbers(self, unit: int = 0) -> dict[tuple[str, str], int | None]:
        """(task, code) → what the unit says now."""
        with self.store.read() as session:
            mine = {task: one for (key, task), one in newest_answers(session, YEAR).items() if key == self.units[unit]}
            found = numbers_of(session, (one.id for one in mine.values()))
            return {(task, code): number.value for task, one in mine.items() for code, number in found[one.id].items()}

    def answers(self) -> list[TaskCardAnswer]:
        """Every version of every answer."""
        with self.store.read() as session:
            return list(session.scalars(select(TaskCardAnswer).order_by(TaskCardAnswer.id)))


def sheet(book: Any) -> Any:
    return book["Zadania"]


def keys(told: ToldTasks) -> list[str]:
    return [one.key.removeprefix("problem.") for one in told.grave]


def cells(told: ToldTasks) -> list[str]:
    return [one.field for one in told.grave]


def sentences(told: ToldTasks) -> list[str]:
    return [words("pl")(one.key, **one.values) for one in told.problems]
