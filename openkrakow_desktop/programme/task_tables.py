"""Task cards: which unit is asked about which task, the workbook it was sent, what it answered, and who took it.

A card is one workbook of a unit for a year; its answers are kept task by task. An answer is never overwritten: a later
return is a version of its own, and what the report prints is the newest one that a person accepted."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from ..core.record import LONG, NAME, SHORT, Record, link, note, personal, plain
from . import codes

FIRST_YEAR, LAST_YEAR = 2015, 2100
CODE = 20
GREATEST = 2_000_000_000  # of a number a unit may return; money in grosze


class TaskAnswerState(enum.Enum):
    """What became of a unit's answer about a task."""

    RECEIVED = "WPŁYNĘŁA"
    ACCEPTED = "PRZYJĘTA"
    SENT_BACK = "ODESŁANA"


class ReturnedProduct(enum.Enum):
    """How far the product of a task is, as the unit says it; a product that is no concern of the unit is one too."""

    MISSING = "BRAK"
    IN_PREPARATION = "W_PRZYGOTOWANIU"
    READY = "GOTOWY"
    NOT_OURS = "NIE_DOTYCZY"


class TaskAssignment(Record):
    """A task that a unit is asked about in a year (implementers of Table 1, edited by the office)."""

    __tablename__ = "task_assignment"
    __label__ = ("task_code", "unit_id", "year")
    __table_args__ = (Index(None, "year"),)

    task_code: Mapped[str] = plain(String(CODE), codes=codes.tasks)
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    unit_id: Mapped[UUID] = link("organisation.id")
    remark: Mapped[str | None] = note()


class TaskCard(Record):
    """A workbook issued to one unit for a year. `secret` signs its rows (robustness.md §3); `asked` are the codes of
    what is asked, in order, as 'task/code'; `returned_digest` says which answers were taken last."""

    __tablename__ = "task_card"
    __label__ = ("unit_id", "year", "version_no")
    __table_args__ = (Index(None, "year"),)

    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    unit_id: Mapped[UUID] = link("organisation.id")
    version_no: Mapped[int] = plain(low=1, hidden=True)
    asked_by: Mapped[str | None] = personal(String(NAME))
    due_on: Mapped[dt.date] = plain()
    issued_at: Mapped[dt.datetime] = plain(hidden=True)
    device: Mapped[str] = plain(String(SHORT), hidden=True)
    language: Mapped[str] = plain(String(8), hidden=True)
    secret: Mapped[str] = plain(String(SHORT), hidden=True)
    asked: Mapped[str] = plain(Text, hidden=True)
    returned_at: Mapped[dt.datetime | None] = plain(hidden=True)
    returned_digest: Mapped[str | None] = plain(String(SHORT), hidden=True)

    def tasks(self) -> list[str]:
        """The tasks on the card, in order."""
        return list(dict.fromkeys(one.partition("/")[0] for one in self.asked.split()))

    def asked_items(self) -> list[tuple[str, str]]:
        """(task, what is asked of it), in order."""
        return [(task, item) for task, _, item in (one.partition("/") for one in self.asked.split())]


class TaskCardAnswer(Record):
    """What a unit answered about one task, as one version; the newest one is not `is_superseded`."""

    __tablename__ = "task_card_answer"
    __label__ = ("task_code", "year", "unit_id")
    __table_args__ = (Index(None, "year"),)

    card_id: Mapped[UUID] = link("task_card.id")
    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    unit_id: Mapped[UUID] = link("organisation.id")
    task_code: Mapped[str] = plain(String(CODE), codes=codes.tasks)
    version_no: Mapped[int] = plain(low=1, hidden=True)
    is_superseded: Mapped[bool] = plain(default=False)
    state: Mapped[TaskAnswerState] = plain(default=TaskAnswerState.RECEIVED)
    product: Mapped[ReturnedProduct] = plain()
    narrative: Mapped[str | None] = personal(Text, free=True)
    source: Mapped[str | None] = plain(String(NAME))
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    file_name: Mapped[str | None] = personal(String(NAME))
    received_at: Mapped[dt.datetime] = plain()
    decided_at: Mapped[dt.datetime | None] = plain()
    decided_by: Mapped[str | None] = personal(String(NAME))
    reason: Mapped[str | None] = personal(String(LONG), free=True)


class TaskCardNumber(Record):
    """One number of an answer: a value, or the statement that there is no data (`value` empty). `made_register` and
    `made_key` name the record that was made from it."""

    __tablename__ = "task_card_number"
    __label__ = ("figure_code", "answer_id")
    __owned_by__ = "answer_id"

    answer_id: Mapped[UUID] = link("task_card_answer.id")
    figure_code: Mapped[str] = plain(String(40))
    value: Mapped[int | None] = plain(high=GREATEST)
    made_register: Mapped[str | None] = plain(String(40), hidden=True)
    made_key: Mapped[UUID | None] = plain(hidden=True)
