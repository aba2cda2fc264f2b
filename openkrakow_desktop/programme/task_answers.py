"""Answers of partner units about their tasks: kept as versions, accepted or sent back by a person with a reason, and
what of them goes into the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock, day_of
from ..core.declarations import Draft, exists_other, store_draft
from ..core.gaps import Deadline
from ..core.measures import Period
from ..core.problems import Problem, refuse
from ..core.sensitive import sensitive_problems
from .catalogue import catalogue
from .task_tables import (
    ReturnedProduct,
    TaskAnswerState,
    TaskAssignment,
    TaskCard,
    TaskCardAnswer,
    TaskCardNumber,
)

CLOCK = Clock()


@dataclass(frozen=True)
class Answer:
    """What a unit says about one task: numbers by code (None: no data), the product, words, where it comes from."""

    numbers: Mapping[str, int | None]
    product: ReturnedProduct
    narrative: str | None = None
    source: str | None = None
    case_no: str | None = None


@dataclass(frozen=True)
class Contribution:
    """An accepted answer as the report prints it."""

    task_code: str
    unit_id: UUID
    answer_id: UUID
    product: ReturnedProduct
    narrative: str
    source: str
    case_no: str
    numbers: Mapping[str, int | None]
    received_on: dt.date
    accepted_at: dt.datetime


# ---- reading -------------------------------------------------------------------------------------------------------
def newest_cards(session: Session, year: int) -> dict[UUID, TaskCard]:
    """Unit → the card issued last for a year (two laptops may have issued one each: the later counts)."""
    query = select(TaskCard).where(TaskCard.year == year)
    found = session.scalars(query.order_by(TaskCard.version_no, TaskCard.issued_at, TaskCard.id))
    return {one.unit_id: one for one in found}


def newest_answers(session: Session, year: int) -> dict[tuple[UUID, str], TaskCardAnswer]:
    """(unit, task) → its newest answer in a year."""
    return _newest(session, TaskCardAnswer.year == year)


def _newest(session: Session, *tests: object) -> dict[tuple[UUID, str], TaskCardAnswer]:
    query = select(TaskCardAnswer).where(*tests)  # type: ignore[arg-type]
    order = (TaskCardAnswer.version_no, TaskCardAnswer.received_at, TaskCardAnswer.id)
    return {(one.unit_id, one.task_code): one for one in session.scalars(query.order_by(*order))}


def numbers_of(session: Session, answers: Iterable[UUID]) -> dict[UUID, dict[str, TaskCardNumber]]:
    """Answer → its numbers by code."""
    wanted = list(answers)
    found: dict[UUID, dict[str, TaskCardNumber]] = {key: {} for key in wanted}
    query = select(TaskCardNumber).where(TaskCardNumber.answer_id.in_(wanted)).order_by(TaskCardNumber.id)
    for one in session.scalars(query):
        found[one.answer_id][one.figure_code] = one
    return found


def contributions(session: Session, year: int) -> dict[str, tuple[Contribution, ...]]:
    """The accepted answers about a year, by task: of each unit the newest one that was accepted. A newer return that
    nobody has accepted yet changes nothing here."""
    accepted = _newest(session, TaskCardAnswer.year == year, TaskCardAnswer.state == TaskAnswerState.ACCEPTED)
    numbers = numbers_of(session, (one.id for one in accepted.values()))
    made: dict[str, list[Contribution]] = {}
    for (unit, task), one in accepted.items():
        told = {code: number.value for code, number in numbers[one.id].items()}
        made.setdefault(task, []).append(
            Contribution(
                task,
                unit,
                one.id,
                one.product,
                one.narrative or "",
                one.source or "",
                one.case_no or "",
                told,
                day_of(one.received_at),
                one.decided_at or one.received_at,
            )
        )
    return {task: tuple(some) for task, some in made.items()}


def said_by(one: TaskCardAnswer, numbers: Mapping[str, TaskCardNumber]) -> Answer:
    """What a stored answer says, to be compared with another."""
    told = {code: number.value for code, number in numbers.items()}
    return Answer(told, one.product, one.narrative, one.source, one.case_no)


# ---- writing -------------------------------------------------------------------------------------------------------
def take_answer(
    session: Session, card: TaskCard, task: str, answer: Answer, at: dt.datetime, file_name: str
) -> TaskCardAnswer:
    """Keep an answer as the newest version; those before it stay, superseded."""
    query = select(TaskCardAnswer).where(
        TaskCardAnswer.year == card.year, TaskCardAnswer.unit_id == card.unit_id, TaskCardAnswer.task_code == task
    )
    before = list(session.scalars(query))
    for one in before:
        one.is_superseded = True
    draft: Draft = {
        "card_id": card.id,
        "year": card.year,
        "unit_id": card.unit_id,
        "task_code": task,
        "version_no": max((one.version_no for one in before), default=0) + 1,
        "product": answer.product,
        "narrative": answer.narrative,
        "source": answer.source,
        "case_no": answer.case_no,
        "file_name": file_name[-200:],
        "received_at": at,
    }
    made: TaskCardAnswer = store_draft(session, TaskCardAnswer, None, draft)
    for code, value in answer.numbers.items():
        store_draft(session, TaskCardNumber, None, {"answer_id": made.id, "figure_code": code, "value": value})
    return made


def accept_answer(session: Session, answer_id: UUID, by: str = "", clock: Clock = CLOCK) -> None:
    """A person takes the answer: from now on it is the unit's contribution to the report.

    Raises Refused for one that was decided already or that a newer return has superseded."""
    one = _undecided(session, answer_id)
    one.state, one.decided_at, one.decided_by = TaskAnswerState.ACCEPTED, clock.now(), by or None
    session.flush()


def send_back_answer(session: Session, answer_id: UUID, reason: str, by: str = "", clock: Clock = CLOCK) -> None:
    """A person sends the answer back with a reason, which stands on the next card and in the reminder.

    Raises Refused without a reason, and like `accept_answer`."""
    if not reason.strip():
        refuse("reason", "problem.required")
    one = _undecided(session, answer_id)
    one.state, one.decided_at, one.decided_by = TaskAnswerState.SENT_BACK, clock.now(), by or None
    one.reason = reason.strip()
    session.flush()


def _undecided(session: Session, answer_id: UUID) -> TaskCardAnswer:
    one = session.get_one(TaskCardAnswer, answer_id)
    if one.is_superseded:
        refuse("", "problem.task_answer_superseded")
    if one.state is not TaskAnswerState.RECEIVED:
        refuse("", "problem.task_answer_decided")
    return one


# ---- who is asked about what ---------------------------------------------------------------------------------------
def assignments(session: Session, year: int) -> dict[UUID, tuple[str, ...]]:
    """Unit → the tasks it is asked about in a year, in the order of the programme."""
    order = {code: place for place, code in enumerate(catalogue(year).tasks)}
    found: dict[UUID, set[str]] = {}
    for unit, task in session.execute(
        select(TaskAssignment.unit_id, TaskAssignment.task_code).where(TaskAssignment.year == year)
    ):
        found.setdefault(unit, set()).add(task)
    return {unit: tuple(sorted(tasks, key=lambda code: order.get(code, 99))) for unit, tasks in found.items()}


def assign(session: Session, year: int, wanted: Iterable[tuple[UUID, str]]) -> int:
    """Ask these units about these tasks; what is assigned already stays as it is. Returns how many are new."""
    known = {(unit, task) for unit, tasks in assignments(session, year).items() for task in tasks}
    new = [one for one in dict.fromkeys(wanted) if one not in known]
    for unit, task in new:
        store_draft(session, TaskAssignment, None, {"unit_id": unit, "task_code": task, "year": year})
    return len(new)


def copy_assignments(session: Session, year: int) -> int:
    """Assign the tasks as in the year before. Returns how many are new. Raises Refused when that year has none."""
    before = assignments(session, year - 1)
    if not before:
        refuse("", "problem.task_cards_none_before", year=year - 1)
    return assign(session, year, ((unit, task) for unit, tasks in before.items() for task in tasks))


def assignment_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A unit is asked about a task once a year."""
    names = ("task_code", "year", "unit_id")
    columns = TaskAssignment.__table__.c
    if exists_other(session, TaskAssignment, record_id, *(columns[name] == draft.get(name) for name in names)):
        yield Problem("task_code", "problem.task_assigned_already")
    yield from sensitive_problems("remark", draft.get("remark"))


# ---- days that are coming ------------------------------------------------------------------------------------------
def waiting_tasks(card: TaskCard, answers: Mapping[tuple[UUID, str], TaskCardAnswer]) -> list[str]:
    """The tasks of a card that nobody has answered, or whose answer was sent back."""
    waiting = []
    for task in card.tasks():
        answer = answers.get((card.unit_id, task))
        if answer is None or answer.state is TaskAnswerState.SENT_BACK:
            waiting.append(task)
    return waiting


def task_card_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """The days by which cards are due, with how many units have not answered; a day all have answered is none."""
    for year in (period.year - 1, period.year):
        answers, missing = newest_answers(session, year), dict[dt.date, int]()
        for card in newest_cards(session, year).values():
            if card.due_on.year == period.year and waiting_tasks(card, answers):
                missing[card.due_on] = missing.get(card.due_on, 0) + 1
        for on, n in sorted(missing.items()):
            yield Deadline("task_cards", on, "task_cards", values={"year": year, "n": n})
