"""An office that issues score cards and members who fill them in: for the tests of returned workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.cards import Card, plan_cards, record_issue
from openkrakow_desktop.competition.cards_book import write_card
from openkrakow_desktop.competition.cards_collect import Told, collect
from openkrakow_desktop.competition.model import Ballot, Candidate, Score
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from . import build

TODAY = dt.date(2026, 9, 1)
CLOCK = Clock.fixed(TODAY)
NAMES = ("Chór Wspólny Głos", "Olga Kos", "Amir Rahmani")
FIRST = 5  # the first row of scores
NO, NAME, CRITERION, POINTS, REMARK, CONFLICT = 3, 4, 5, 7, 8, 9  # columns


@dataclass
class Office:
    """A store with an edition being scored, and its cards in a folder."""

    store: Store
    folder: Path
    edition: UUID
    jurors: list[UUID]
    candidates: list[UUID]
    cards: list[Card] = field(default_factory=list)

    @classmethod
    def open(
        cls, store: Store, folder: Path, jurors: Sequence[str] = ("Ewa Żak", "Jan Wilk"), **edition: Any
    ) -> Office:
        store.guard = DECLARED.guard
        with store.write("test") as session:
            key = build.edition(session, **edition)
            candidates = [build.accepted(session, key, name) for name in NAMES]
            members = [build.juror(session, key, name) for name in jurors]
            build.begin_scoring(session, key)
        made = cls(store, folder, key, members, candidates)
        made.issue()
        return made

    def issue(self, *jurors: UUID, language: str = "pl") -> list[Card]:
        """Issue cards into the folder; the office keeps the last ones."""
        with self.store.read() as session:
            self.cards = plan_cards(
                session, self.edition, device="A", language=language, jurors=jurors, clock=CLOCK
            )
        for card in self.cards:
            write_card(card, self.path(card), words(language))
        with self.store.write("score_card.issue") as session:
            record_issue(session, self.cards)
        return self.cards

    def path(self, card: Card) -> Path:
        return self.folder / f"{card.name}.xlsx"

    def filled(
        self,
        name: str = "back.xlsx",
        *,
        card: int = 0,
        points: Callable[[int], Any] = lambda n: n % 11,
        edit: Callable[[Any], object] = lambda book: None,
        signed: bool = True,
        into: str = "returned",
    ) -> Path:
        """A member's card filled in (`points` by the number of the row, from 0) and sent back under a name."""
        told = self.cards[card]
        book = load_workbook(self.path(told))
        sheet = book[words(told.language)("score_card.scores_sheet")]
        for place in range(len(told.rows)):
            sheet.cell(FIRST + place, POINTS).value = points(place)
        if signed:
            for row in book.worksheets[0].iter_rows():
                if str(row[0].value).startswith("#declaration.") and row[2].value is None:
                    row[2].value = words(told.language)("score_card.yes")
        edit(book)
        target = self.folder / into / name
        target.parent.mkdir(exist_ok=True)
        book.save(target)
        return target

    def take(self, *places: Path, **options: Any) -> list[Told]:
        return collect(self.store, places, words("pl"), clock=CLOCK, **options)

    def take_one(self, place: Path, **options: Any) -> Told:
        [told] = self.take(place, **options)
        return told

    def scores(self, juror: int = 0) -> dict[tuple[str, int], tuple[int | None, bool, str | None]]:
        """(candidate, number of the criterion) → the answer in force."""
        with self.store.read() as session:
            order = {one.id: place for place, one in enumerate(build.criteria(session, self.edition))}
            rows = session.execute(
                select(Candidate.name, Score)
                .join(Ballot, Ballot.candidate_id == Candidate.id)
                .join(Score, Score.ballot_id == Ballot.id)
                .where(Ballot.juror_id == self.jurors[juror], Score.is_superseded.is_(False))
            ).all()
            return {(name, order[one.criterion_id]): (one.points, one.is_abstention, one.remark) for name, one in rows}


def sheet(book: Any) -> Any:
    return book["Oceny"]


def keys(told: Told) -> list[str]:
    return [one.key.removeprefix("problem.") for one in told.grave]


def cells(told: Told) -> list[str]:
    return [one.field for one in told.grave]


def sentences(told: Told) -> list[str]:
    return [words("pl")(one.key, **one.values) for one in told.problems]
