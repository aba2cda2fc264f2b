"""What the page of task cards shows: every unit with how far it is, and of one unit the answers with what differs."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Declared
from ..core.formats import day
from ..core.measures import Period
from ..core.words import Words
from ..programme.catalogue import catalogue
from ..programme.task_answers import assignments, newest_answers, newest_cards, numbers_of, waiting_tasks
from ..programme.task_tables import ReturnedProduct, TaskAnswerState, TaskCard, TaskCardAnswer
from .evaluate import evaluate
from .task_card_records import Proposal, proposals
from .task_cards import due_day, units_of

NAMED = 12  # tasks a reminder tells before it counts the rest


class TaskCardState(enum.Enum):
    """How far a unit's card is."""

    NOT_ISSUED = "NIE_WYDANO"
    ISSUED = "WYDANO"
    PARTIAL = "CZĘŚCIOWO"
    OVERDUE = "PO_TERMINIE"
    ANSWERED = "WRÓCIŁA"
    SENT_BACK = "ODESŁANA"
    ACCEPTED = "PRZYJĘTA"


@dataclass(frozen=True)
class UnitLine:
    """One unit's line. `waiting`: tasks nobody has answered, or whose answer was sent back; `undecided`: answers that
    wait for a person here."""

    unit_id: UUID
    name: str
    state: TaskCardState
    tasks: tuple[str, ...]
    version: int | None
    issued_at: dt.datetime | None
    returned_at: dt.datetime | None
    due_on: dt.date | None
    waiting: tuple[str, ...]
    undecided: int
    sent_back: tuple[tuple[str, str], ...]  # (task, reason)

    @property
    def is_waited_for(self) -> bool:
        """Whether something must still come from the unit."""
        return self.version is not None and bool(self.waiting)


@dataclass(frozen=True)
class CardsOfYear:
    """The page of a year's cards. `may_copy`: the year before has assignments."""

    year: int
    due_on: dt.date
    units: tuple[UnitLine, ...]
    may_copy: bool

    @property
    def waiting(self) -> list[UnitLine]:
        """Units whose answers are not all in."""
        return [one for one in self.units if one.is_waited_for]


@dataclass(frozen=True)
class Difference:
    """A number of a unit that does not go with what the registers count (`register` None: they hold no number)."""

    code: str
    unit: int
    register: int | None


@dataclass(frozen=True)
class TaskAnswerLine:
    """A unit's answer about one task, as it stands; without one only the task."""

    task: str
    answer_id: UUID | None = None
    state: TaskAnswerState | None = None
    version: int = 0
    numbers: tuple[tuple[str, int | None], ...] = ()
    product: ReturnedProduct | None = None
    narrative: str = ""
    source: str = ""
    case_no: str = ""
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class UnitDetails:
    """Everything a unit answered about a year."""

    unit_id: UUID
    name: str
    year: int
    lines: tuple[TaskAnswerLine, ...]


def cards_of_year(session: Session, year: int, today: dt.date) -> CardsOfYear:
    """Every unit that is asked, or has a card, with what was issued and what came back."""
    asked, issued = assignments(session, year), newest_cards(session, year)
    answers = newest_answers(session, year)
    wanted = {**{unit: tuple(card.tasks()) for unit, card in issued.items()}, **asked}
    lines = [_line(one, wanted[one.id], issued.get(one.id), answers, today) for one in units_of(session, wanted)]
    return CardsOfYear(year, due_day(year), tuple(lines), bool(assignments(session, year - 1)))


def _line(
    unit: Organisation,
    tasks: tuple[str, ...],
    card: TaskCard | None,
    answers: dict[tuple[UUID, str], TaskCardAnswer],
    today: dt.date,
) -> UnitLine:
    on_card = tuple(card.tasks()) if card is not None else tasks
    mine = {task: answers[unit.id, task] for task in on_card if (unit.id, task) in answers}
    waiting = tuple(waiting_tasks(card, answers)) if card is not None else tasks
    sent_back = tuple((task, one.reason or "") for task, one in mine.items() if one.state is TaskAnswerState.SENT_BACK)
    undecided = sum(one.state is TaskAnswerState.RECEIVED for one in mine.values())
    state = TaskCardState.ACCEPTED
    if card is None:
        state = TaskCardState.NOT_ISSUED
    elif today > card.due_on and any(task not in mine for task in waiting):
        state = TaskCardState.OVERDUE
    elif sent_back:
        state = TaskCardState.SENT_BACK
    elif waiting:
        state = TaskCardState.PARTIAL if mine else TaskCardState.ISSUED
    elif undecided:
        state = TaskCardState.ANSWERED
    return UnitLine(
        unit.id, unit.name, state, on_card,
        card.version_no if card else None, card.issued_at if card else None, card.returned_at if card else None,
        card.due_on if card else None, waiting, undecided, sent_back,
    )  # fmt: skip


def details_of(
    session: Session, year: int, unit_id: UUID, today: dt.date, declared: Declared, words: Words
) -> UnitDetails:
    """The answers of one unit task by task, each with what differs from the registers and what they lack."""
    unit = session.get_one(Organisation, unit_id)
    asked, issued = assignments(session, year), newest_cards(session, year)
    card = issued.get(unit_id)
    tasks = card.tasks() if card is not None else list(asked.get(unit_id, ()))
    answers = newest_answers(session, year)
    mine = {task: answers[unit_id, task] for task in tasks if (unit_id, task) in answers}
    numbers = numbers_of(session, (one.id for one in mine.values()))
    counted = evaluate(session, Period(year, today), catalogue(year), declared) if mine else None
    alone = {task for task in tasks if sum(task in some for some in asked.values()) <= 1}
    lines = []
    for task in tasks:
        one = mine.get(task)
        if one is None:
            lines.append(TaskAnswerLine(task))
            continue
        told = {code: number.value for code, number in numbers[one.id].items()}
        wrong = [
            Difference(code, value, _whole(counted.measures[code].reading.value))
            for code, value in told.items()
            if value is not None and counted is not None and code in counted.measures
            and _differs(value, _whole(counted.measures[code].reading.value), task in alone)
        ]  # fmt: skip
        lines.append(
            TaskAnswerLine(
                task,
                one.id,
                one.state,
                one.version_no,
                tuple(told.items()),
                one.product,
                one.narrative or "",
                one.source or "",
                one.case_no or "",
                one.reason or "",
                tuple(wrong),
                tuple(proposals(session, unit, one, numbers[one.id], words)),
            )
        )
    return UnitDetails(unit_id, unit.name, year, tuple(lines))


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None


def _differs(unit: int, register: int | None, is_alone: bool) -> bool:
    """A unit that is asked alone must say what the registers count; one of many cannot say more than all together."""
    if register is None:
        return True
    return unit != register if is_alone else unit > register


def reminder(page: CardsOfYear, line: UnitLine, words: Words) -> str:
    """What to send to a unit that has not answered all, in the language of `words`: what is missing, and until when."""
    known = catalogue(page.year).tasks
    names = [f"{task} {known[task].label(words.language)}" for task in line.waiting]
    said = [f"– {name}" for name in names[:NAMED]]
    if len(names) > NAMED:
        said.append(words("task_cards.reminder_more", n=len(names) - NAMED))
    for task, reason in line.sent_back:
        said.append(words("task_cards.reminder_sent_back", task=task, reason=reason))
    due = day(line.due_on or page.due_on, words.language)
    return "\n".join(
        (
            words("task_cards.reminder_subject", year=page.year),
            "",
            words("task_cards.reminder_hello"),
            "",
            words.count("task_cards.reminder_waiting", len(names), year=page.year),
            *said,
            "",
            words("task_cards.reminder_due", day=due),
            words("task_cards.reminder_how"),
            "",
            words("task_cards.reminder_bye"),
        )
    )
