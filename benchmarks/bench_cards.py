"""13,500 scores (300 candidates, 9 members, 5 criteria): a past competition from one workbook, and the same as nine
returned score cards.

The yardstick of the first is its budget of two seconds, as a pause of just that length; of the cards, reading the nine
files with openpyxl alone, which no collecting could do without."""

from __future__ import annotations

import atexit
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from openpyxl import Workbook, load_workbook

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.cards import CARDS, Card, plan_cards, record_issue
from openkrakow_desktop.competition.cards_book import write_card
from openkrakow_desktop.competition.cards_collect import collect
from openkrakow_desktop.competition.editions import freeze_rules
from openkrakow_desktop.competition.kinds import (
    CandidateCategory,
    EditionState,
    JurorCapacity,
    JurorState,
    NominationState,
)
from openkrakow_desktop.competition.model import Candidate, Criterion, Edition, Juror, Nomination
from openkrakow_desktop.core.answer_collect import CardVerdict
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.core.words import words

from .measure import ratio

CANDIDATES, JURORS, CRITERIA = 300, 9, 5
BUDGET = 2.0  # seconds
TODAY = dt.date(2026, 11, 22)
DAY = dt.datetime(2026, 7, 1, 12, tzinfo=WARSAW)
WORDS = words("pl")


def main(print: Callable[..., None] = print) -> None:
    """Print both against their yardsticks. Raises AssertionError where not every score has come."""
    import_models()
    folder = tempfile.TemporaryDirectory(prefix="bench-cards-")
    atexit.register(folder.cleanup)
    place, numbers = Path(folder.name), count()
    path = matrix_workbook(place / "matrix.xlsx", CANDIDATES, JURORS, CRITERIA)
    scores = CANDIDATES * JURORS * CRITERIA

    def one_workbook() -> None:
        store = _store(place / f"m{next(numbers)}.okdb")
        outcome = import_file(store, DECLARED, path, today=TODAY)
        assert outcome.new["score"] == scores, outcome.grave[:3]
        store.close()

    ratio(f"{scores} scores in a workbook, of {BUDGET:g} s", one_workbook, partial(time.sleep, BUDGET), target=1)
    stores = iter([_issued(place / f"c{number}.okdb", place / f"cards{number}") for number in range(3)])

    def nine_cards() -> None:
        store, cards = next(stores)
        told = collect(store, [cards], WORDS)
        assert all(one.verdict is CardVerdict.NEW for one in told)
        assert sum(one.taken.new for one in told) == scores
        store.close()

    def read_alone() -> None:
        for card in sorted((place / "cards0").iterdir()):
            book = load_workbook(card, read_only=True)
            for sheet in book.worksheets:
                for row in sheet.iter_rows():
                    [cell.value for cell in row]

    ratio(f"{scores} scores on {JURORS} cards, openpyxl alone", nine_cards, read_alone, runs=3, target=5)


def matrix_workbook(path: Path, candidates: int, jurors: int, criteria: int) -> Path:
    """A whole edition with a table of random scores, under Polish headings."""
    chance = random.Random(7)
    book = Workbook(write_only=True)
    names = [f"Kandydat Zmyślony {number}" for number in range(1, candidates + 1)]
    members = [f"Jurorka Zmyślona {number}" for number in range(1, jurors + 1)]
    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "edition": (("title_year", "state"), [(2023, "ogłoszona")]),
        "criterion": (
            ("edition_id", "no", "name"),
            [(2023, n, f"kryterium numer {n}") for n in range(1, criteria + 1)],
        ),
        "candidate": (
            ("edition_id", "no", "category", "name"),
            [(2023, n, "osoba indywidualna", name) for n, name in enumerate(names, 1)],
        ),
        "juror": (("edition_id", "name", "capacity", "state"), [(2023, name, "RMK", "aktywny") for name in members]),
    }
    for key, (columns, rows) in tables.items():
        sheet = book.create_sheet(WORDS(f"{key}._many")[:31])
        sheet.append([WORDS(f"{key}.{name}") for name in columns])
        for row in rows:
            sheet.append(row)
    sheet = book.create_sheet("Macierz ocen")
    sheet.append(["Nr", "Kandydat", *(name if n == 0 else None for name in members for n in range(criteria))])
    sheet.append([None, None, *(f"K{n}" for _ in members for n in range(1, criteria + 1))])
    for number, name in enumerate(names, 1):
        sheet.append([number, name, *(chance.randint(0, 10) for _ in range(jurors * criteria))])
    book.save(path)
    return path


def _store(path: Path) -> Store:
    store = Store(path).create()
    store.guard = DECLARED.guard
    return store


def _issued(path: Path, folder: Path) -> tuple[Store, Path]:
    """A store whose nine members have filled in their cards."""
    store = _store(path)
    with store.write("bench") as session:
        [edition] = insert_many(
            session, Edition, [{"title_year": 2026, "state": EditionState.SCORING, "call_close_at": DAY}]
        )
        rows = [{"edition_id": edition, "no": n, "name": f"kryterium numer {n}"} for n in range(1, CRITERIA + 1)]
        insert_many(session, Criterion, rows)
        standing = insert_many(
            session,
            Candidate,
            [
                {"edition_id": edition, "no": n, "name": f"Kandydat {n}", "category": CandidateCategory.INDIVIDUAL}
                for n in range(1, CANDIDATES + 1)
            ],
        )
        accepted = {"edition_id": edition, "received_at": DAY, "state": NominationState.ACCEPTED}
        insert_many(session, Nomination, [accepted | {"candidate_id": one} for one in standing])
        member = {"edition_id": edition, "capacity": JurorCapacity.COUNCIL, "state": JurorState.ACTIVE,
                  "impartiality_declared_at": DAY, "confidentiality_declared_at": DAY}  # fmt: skip
        insert_many(session, Juror, [member | {"name": f"Juror {n}"} for n in range(JURORS)])
        freeze_rules(session, edition, "Ewa Lis", DAY)
    with store.read() as session:
        cards = plan_cards(session, edition, device="A", language="pl")
    with store.write("score_card.issue") as session:
        record_issue(session, cards)
    folder.mkdir()
    for card in cards:
        _fill(card, folder / f"{card.name}.xlsx")
    return store, folder


def _fill(card: Card, path: Path) -> None:
    """Write a card as its member would send it back."""
    chance = random.Random(card.juror)
    write_card(card, path, WORDS)
    book = load_workbook(path)
    sheet, points = book[WORDS("score_card.scores_sheet")], CARDS.keys.index("#points") + 1
    for row in sheet.iter_rows(min_row=5, max_row=4 + len(card.rows)):
        row[points - 1].value = chance.randint(0, 10)
    for row in book.worksheets[0].iter_rows():
        if str(row[0].value).startswith("#declaration.") and row[2].value is None:
            row[2].value = WORDS("score_card.yes")
    book.save(path)
