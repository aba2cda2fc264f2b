"""What is right and wrong with a returned task card: the table of robustness.md §3, row by row.

A card is taken whole or not at all; the only choice is to leave tasks without all their answers for later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.answer_book import key_of
from ..core.answer_collect import grave
from ..core.answer_read import Place, ReturnedBook, ReturnedRow, said_in_any_language
from ..core.answer_rows import Owner, RowWords, recognise
from ..core.import_cells import exact_number
from ..core.import_problems import Unreadable
from ..core.problems import Problem
from ..core.record import LONG, NAME, SHORT
from ..core.sensitive import sensitive_problems
from ..core.text import fold
from ..core.words import LANGUAGES, words
from ..programme.catalogue import catalogue
from ..programme.model import TaskCard
from ..programme.task_answers import Answer, newest_answers, newest_cards
from ..programme.task_tables import GREATEST, ReturnedProduct, TaskAnswerState
from .task_asked import CASE, NARRATIVE, PRODUCT, SOURCE, WORDED, AskedKind, kind_of, question_words
from .task_cards import TASK_CARDS, checksum, line_token

LIMITS = {NARRATIVE: LONG, SOURCE: NAME, CASE: SHORT}
_ROWS = RowWords("no", ("task", "question"), at="answer")


@dataclass
class Checked:
    """A card that was looked through. `answers`: of the tasks answered whole; `incomplete`: the other tasks' names."""

    card: TaskCard | None = None
    unit: str = ""
    problems: list[Problem] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)

    @property
    def grave(self) -> list[Problem]:
        return grave(self.problems)


def check_card(
    session: Session,
    returned: ReturnedBook,
    *,
    year: int | None = None,
    unit_id: UUID | None = None,
    is_partial: bool = False,
) -> Checked:
    """Look a card through. `year`, `unit_id`: whose card is expected. `is_partial`: tasks that are not answered whole
    are left for later instead of standing in the way."""
    found = Checked()
    found.problems += _identify(session, returned, found, year, unit_id)
    if not found.grave:
        _Rows(session, returned, found, is_partial).check()
    return found


def _identify(
    session: Session, returned: ReturnedBook, found: Checked, year: int | None, unit_id: UUID | None
) -> Iterator[Problem]:
    key = key_of(returned.manifest["card"])
    card = session.get(TaskCard, key) if key else None
    if card is None:
        yield Problem("", "problem.task_card_unknown")
        return
    found.card, found.unit = card, session.get_one(Organisation, card.unit_id).name
    who = {"unit": found.unit, "year": card.year}
    claims = {"year": str(card.year), "unit": card.unit_id.hex, "version": str(card.version_no),
              "asked": checksum(card.asked), "device": card.device}  # fmt: skip
    if not TASK_CARDS.is_signed(card.secret, returned.manifest, returned.signature, claims):
        yield Problem("", "problem.task_card_altered", who)
    elif year is not None and card.year != year:
        yield Problem("", "problem.task_card_other_year", who | {"wanted": year})
    elif unit_id is not None and card.unit_id != unit_id:
        wanted = session.get_one(Organisation, unit_id).name
        yield Problem("", "problem.task_card_other_unit", who | {"wanted": wanted})
    else:
        newest = newest_cards(session, card.year)[card.unit_id]
        if newest.id != card.id:
            told = {"no": card.version_no, "newest": newest.version_no}
            yield Problem("", "problem.task_card_old_version", who | told)


class _Rows:
    def __init__(self, session: Session, returned: ReturnedBook, found: Checked, is_partial: bool) -> None:
        assert found.card is not None
        self.session, self.returned, self.found, self.is_partial = session, returned, found, is_partial
        self.card = found.card
        self.words = words(found.card.language)  # what the card was written in
        self.rows: dict[str, dict[str, ReturnedRow]] = defaultdict(dict)
        self.answered = {
            task
            for (unit, task), one in newest_answers(session, found.card.year).items()
            if unit == found.card.unit_id and one.state is not TaskAnswerState.SENT_BACK
        }

    def check(self) -> None:
        problems = self.found.problems
        problems += self._recognise()
        if not any(row.is_filled for row in self.returned.rows):
            problems.append(Problem("", "problem.task_card_empty"))
            return
        for task in self.card.tasks():
            problems += self._task(task)

    def _recognise(self) -> Iterator[Problem]:
        card, known = self.card, catalogue(self.card.year).tasks
        owners = {
            line_token(card.secret, card.year, card.unit_id, card.version_no, task, code): Owner(
                (task, code),
                task,
                (known[task].label(card.language), question_words(code, self.words)) if code not in WORDED
                else (known[task].label(card.language), self.words(f"task_asked.{code}")),
                {"task": task, "question": self._said(code)},
            )
            for task, code in card.asked_items()
            if task in known
        }  # fmt: skip
        placed: dict[tuple[str, str], ReturnedRow] = {}
        yield from recognise(self.returned.rows, owners, TASK_CARDS, _ROWS, card.secret, self._stranger, placed)
        for (task, code), row in placed.items():
            self.rows[task][code] = row

    def _said(self, code: str) -> str:
        return self.words(f"task_asked.{code}") if code in WORDED else question_words(code, self.words)

    def _stranger(self, row: ReturnedRow, shown: str) -> Problem | None:
        """A row whose token is not of this card: another unit's, another version's, or made up."""
        other = self._others.get(row.token)
        if other is None:
            return None
        unit = self.session.get_one(Organisation, other.unit_id).name
        key = "row_of_version" if other.unit_id == self.card.unit_id else "row_of_other"
        told = {"row": row.at, "unit": unit, "no": other.version_no, "year": other.year}
        return Problem(row["answer"].at, f"problem.task_card_{key}", told)

    @cached_property
    def _others(self) -> dict[str, TaskCard]:
        """Token → the card it is of, for every card ever issued."""
        return {
            line_token(card.secret, card.year, card.unit_id, card.version_no, task, code): card
            for card in self.session.scalars(select(TaskCard).order_by(TaskCard.issued_at, TaskCard.id))
            for task, code in card.asked_items()
        }

    def _task(self, task: str) -> Iterator[Problem]:
        """The answers about one task: whole, or nothing of it is taken."""
        rows = self.rows[task]
        codes = [code for of, code in self.card.asked_items() if of == task]
        name = f"{task} {catalogue(self.card.year).tasks[task].label(self.card.language)}"
        if rows and all(not row.is_filled for row in rows.values()):
            if task not in self.answered:
                self.found.incomplete.append(name)
                places = [row["answer"].at for row in rows.values()]
                told = {"task": name, "first": places[0], "last": places[-1]}
                yield Problem(places[0], "problem.task_card_task_blank", told, warning=self.is_partial)
            return
        said: dict[str, int | str | None] = {}
        is_whole = True
        for code in codes:
            where = {"task": task, "question": self._said(code)}
            row = rows.get(code)
            if row is None:
                is_whole = False
                yield Problem("", "problem.task_card_row_missing", where, warning=self.is_partial)
                continue
            place = row["answer"]
            if place.is_empty and code not in LIMITS:
                is_whole = False
                told = where | {"cell": place.at}
                yield Problem(place.at, "problem.task_card_blank", told, warning=self.is_partial)
                continue
            try:
                said[code] = read_answer(code, place)
            except Unreadable as wrong:
                shown = {"cell": place.at, "value": place.words[:80], **wrong.values}
                yield Problem(place.at, wrong.key, where | shown)
        yield from self._words_of(rows, said)
        if is_whole:
            self.found.answers[task] = _answer(said)
        else:
            self.found.incomplete.append(name)

    def _words_of(self, rows: dict[str, ReturnedRow], said: dict[str, int | str | None]) -> Iterator[Problem]:
        narrative = said.get(NARRATIVE)
        if isinstance(narrative, str):
            for one in sensitive_problems("narrative", narrative):
                yield Problem(rows[NARRATIVE]["answer"].at, one.key, one.values, warning=True)


def _answer(said: dict[str, int | str | None]) -> Answer:
    texts = {code: said.get(code) for code in (NARRATIVE, SOURCE, CASE)}
    product = ReturnedProduct(said[PRODUCT]) if said.get(PRODUCT) else ReturnedProduct.NOT_OURS
    numbers = {code: value for code, value in said.items() if code not in WORDED and not isinstance(value, str)}
    return Answer(numbers, product, *(str(text) if text else None for text in texts.values()))


def read_answer(code: str, place: Place) -> int | str | None:
    """What a cell answers: a number (None: no data), the value of a product, or a text. Raises Unreadable with the key
    of what is wrong; never a guess."""
    kind = kind_of(code)
    if place.value.kind in ("formula", "error"):
        raise Unreadable("problem.task_card_formula" if place.value.kind == "formula" else "problem.task_card_error")
    if kind is AskedKind.TEXT:
        if len(place.words) > LIMITS[code]:
            raise Unreadable("problem.task_card_long", most=LIMITS[code], length=len(place.words))
        return place.words or None
    if kind is AskedKind.PRODUCT:
        product = _products().get(fold(place.words))
        if product is None:
            raise Unreadable("problem.task_card_product")
        return str(product.value)
    if place.value.kind == "text" and fold(place.words) in said_in_any_language("status.no_data"):
        return None
    return _number(place, is_money=kind is AskedKind.MONEY)


def _number(place: Place, *, is_money: bool) -> int:
    try:
        value = exact_number(place.value, is_money=is_money)
    except Unreadable as wrong:
        known = {
            "problem.cell_three_decimals": "problem.task_card_three_decimals",
            "problem.cell_not_whole": "problem.task_card_not_whole",
        }
        raise Unreadable(known.get(wrong.key, "problem.task_card_not_number")) from None
    if value < 0:
        raise Unreadable("problem.task_card_negative")
    if value > GREATEST:
        raise Unreadable("problem.task_card_too_great", most=f"{Decimal(GREATEST) / (100 if is_money else 1):f}")
    return value


@cache
def _products() -> dict[str, ReturnedProduct]:
    """Folded words → how far a product is, in any language."""
    return {fold(words(language).choice(one)): one for language in LANGUAGES for one in ReturnedProduct}
