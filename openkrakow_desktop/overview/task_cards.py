"""Task cards as workbooks: what is on the card of one unit, and the record that it was issued (domain.md §1.14, §2.7).

One workbook holds all tasks of a unit. The files are written first and recorded after, so that a card nobody could
write never replaces the one a unit holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.answer_book import AnswerBook, safe_name, seal_of, token_of
from ..core.clock import Clock
from ..core.declarations import Declared, store_draft
from ..core.keys import new_key
from ..core.measures import Period
from ..core.problems import refuse
from ..core.words import Words
from ..programme.catalogue import catalogue
from ..programme.model import TaskCard
from ..programme.task_answers import assignments, newest_answers, newest_cards
from ..programme.task_tables import TaskAnswerState
from .task_asked import AskedTask, Before, Question, asked_task

CLOCK = Clock()
TASK_CARDS = AnswerBook(
    mark="openkrakow.taskcard.",
    manifest=("card", "year", "unit", "version", "asked", "issued", "device"),
    columns=("token", "seal", "no", "task", "question", "own", "whole", "answer"),
    inputs=("answer",),
    said="task_card",
)
ISSUE, COLLECT = "task_card.issue", "task_card.collect"
ACCEPT, SEND_BACK = "task_card.accept", "task_card.send_back"
LEFT_THE_HOUSE = (ISSUE, COLLECT, ACCEPT, SEND_BACK)  # undo must not touch: another card, or another decision, does
DUE_MONTH, DUE_DAY = 2, 28  # (A) returns come in February (domain.md §1.15)


@dataclass(frozen=True)
class CardLine:
    """A question with what marks its row."""

    task: AskedTask
    question: Question
    token: str
    seal: str


@dataclass(frozen=True)
class UnitCard:
    """What one unit is to be sent."""

    id: UUID
    year: int
    unit_id: UUID
    unit: str
    version: int
    issued_at: dt.datetime
    due_on: dt.date
    asked_by: str
    device: str
    language: str
    secret: str
    tasks: tuple[AskedTask, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending: safe anywhere, the same for the same version of the same card."""
        return f"karta-zadan-{self.year}-{safe_name([self.unit])}-{self.unit_id.hex[-4:]}-w{self.version}"

    @cached_property
    def asked(self) -> str:
        """The codes of all that is asked, in order, as the record of the issue keeps them."""
        return asked_text([(task.code, one.code) for task in self.tasks for one in task.questions])

    @cached_property
    def manifest(self) -> dict[str, str]:
        """Whose card, of which year, which version, asking what: signed with the card's secret."""
        values = (
            self.id.hex, str(self.year), self.unit_id.hex, str(self.version), checksum(self.asked),
            self.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds"), self.device,
        )  # fmt: skip
        return dict(zip(TASK_CARDS.manifest, values, strict=True))

    @cached_property
    def lines(self) -> tuple[CardLine, ...]:
        """Every question of every task, in order."""
        made = []
        for task in self.tasks:
            for one in task.questions:
                token = line_token(self.secret, self.year, self.unit_id, self.version, task.code, one.code)
                made.append(CardLine(task, one, token, seal_of(self.secret, token, task.code, task.label, one.words)))
        return tuple(made)


def line_token(secret: str, year: int, unit: UUID, version: int, task: str, code: str) -> str:
    """HMAC(year, unit, version, task, question): whose row this is."""
    return token_of(secret, str(year), unit.hex, str(version), task, code)


def asked_text(asked: Sequence[tuple[str, str]]) -> str:
    """What is asked, as one text."""
    return " ".join(f"{task}/{code}" for task, code in asked)


def checksum(asked: str) -> str:
    """What tells one set of questions from another."""
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def due_day(year: int) -> dt.date:
    """When answers about a year are due unless somebody says otherwise."""
    return dt.date(year + 1, DUE_MONTH, DUE_DAY)


def plan_cards(
    session: Session,
    year: int,
    words: Words,
    declared: Declared,
    *,
    device: str,
    due_on: dt.date | None = None,
    asked_by: str = "",
    units: Sequence[UUID] = (),
    clock: Clock = CLOCK,
) -> list[UnitCard]:
    """The cards of all units that are asked about a year (or of some), by name; nothing is written.

    Raises Refused when no unit is asked, the year has not begun, or the day they are due has passed."""
    today = clock.today()
    due = due_on or max(due_day(year), today + dt.timedelta(days=14))
    if year > today.year or not catalogue(year).covers(year):
        refuse("year", "problem.task_cards_year", year=year)
    if due < today:
        refuse("due_on", "problem.task_cards_due_past", day=due.strftime("%d.%m.%Y"))
    wanted = {unit: tasks for unit, tasks in assignments(session, year).items() if not units or unit in units}
    if not wanted:
        refuse("", "problem.task_cards_nobody", year=year)
    before, issued = Before(session, year, Period(year, today), declared), newest_cards(session, year)
    answers = newest_answers(session, year)
    made = []
    for one in units_of(session, wanted):
        tasks = []
        for task in wanted[one.id]:
            last = answers.get((one.id, task))
            reason = (last.reason or "") if last is not None and last.state is TaskAnswerState.SENT_BACK else ""
            tasks.append(asked_task(task, one, before, words, reason))
        made.append(
            UnitCard(
                id=new_key(),
                year=year,
                unit_id=one.id,
                unit=one.name,
                version=issued[one.id].version_no + 1 if one.id in issued else 1,
                issued_at=clock.now(),
                due_on=due,
                asked_by=asked_by,
                device=device,
                language=words.language,
                secret=secrets.token_hex(32),
                tasks=tuple(tasks),
            )
        )
    return made


def units_of(session: Session, keys: Sequence[UUID] | dict[UUID, tuple[str, ...]]) -> list[Organisation]:
    """These organisations by name."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(list(keys))))
    return sorted(found, key=lambda one: (one.name_sort, one.id))


def record_issue(session: Session, cards: Sequence[UnitCard]) -> int:
    """The cards (of one year) are written: from now on only these are taken back. Returns how many.

    Raises Refused when another card was issued while the files were being written."""
    issued = newest_cards(session, cards[0].year)
    for card in cards:
        if card.unit_id in issued and issued[card.unit_id].version_no >= card.version:
            refuse("", "problem.task_card_issued_meanwhile", unit=card.unit)
        told = {
            "id": card.id,
            "year": card.year,
            "unit_id": card.unit_id,
            "version_no": card.version,
            "asked_by": card.asked_by or None,
            "due_on": card.due_on,
            "issued_at": card.issued_at,
            "device": card.device,
            "language": card.language,
            "secret": card.secret,
            "asked": card.asked,
        }
        store_draft(session, TaskCard, None, told)
    return len(cards)
