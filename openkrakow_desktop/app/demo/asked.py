"""Invented task cards of two years: the year before answered and accepted, the closed year at every stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from ...core.clock import WARSAW, Clock
from ...core.declarations import store_draft
from ...core.words import words
from ...overview.task_asked import WORDED
from ...overview.task_cards import UnitCard, due_day, plan_cards, record_issue
from ...overview.task_units import proposed
from ...programme.model import TaskCard, TaskCardAnswer, TaskCardNumber
from ...programme.task_tables import ReturnedProduct, TaskAnswerState
from .maker import Maker

UNITS = 12  # of those that Table 1 suggests: a list one can take in
STAGES = ("accepted", "accepted", "differs", "answered", "partly", "accepted", "sent_back", "silent", "accepted",
          "answered", "silent", "not_issued")  # fmt: skip
NARRATIVE = "Zadanie realizowano przez cały rok; opis jest wymyślony na potrzeby danych przykładowych."


def make_task_cards(maker: Maker, year: int) -> None:
    """Assignments, cards and answers about a year that is over."""
    asked: dict[UUID, list[str]] = {}
    for unit, task in dict.fromkeys(proposed(maker.session, year)):
        asked.setdefault(unit, []).append(task)
    for unit in list(asked)[:UNITS]:
        for task in asked[unit][:5]:
            maker.put("task_assignment", unit_id=unit, task_code=task, year=year)
    clock = Clock.fixed(dt.date(year + 1, 1, 12))
    is_closed_year = year == maker.today.year - 1
    cards = plan_cards(
        maker.session, year, words("pl"), maker.declared, device="demo", due_on=due_day(year), clock=clock
    )
    for place, card in enumerate(cards):
        stage = STAGES[place % len(STAGES)] if is_closed_year else "accepted"
        if stage != "not_issued":
            _card(maker, replace(card, id=maker.key("task_card"), secret=f"{maker.seed}{place}".rjust(64, "0")), stage)


def _card(maker: Maker, card: UnitCard, stage: str) -> None:
    record_issue(maker.session, [card])
    tasks = [] if stage == "silent" else card.tasks[:1] if stage == "partly" else card.tasks
    at = dt.datetime(card.year + 1, 2, maker.dice.randint(2, 25), 10, 30, tzinfo=WARSAW)
    for task in tasks:
        state = TaskAnswerState.RECEIVED
        if stage in ("accepted", "differs"):
            state = TaskAnswerState.ACCEPTED
        elif stage == "sent_back" and task is card.tasks[-1]:
            state = TaskAnswerState.SENT_BACK
        is_decided = state is not TaskAnswerState.RECEIVED
        key = maker.key("task_card_answer")
        told = {
            "id": key,
            "card_id": card.id,
            "year": card.year,
            "unit_id": card.unit_id,
            "task_code": task.code,
            "version_no": 1,
            "state": state,
            "product": maker.one((ReturnedProduct.READY, ReturnedProduct.READY, ReturnedProduct.IN_PREPARATION)),
            "narrative": NARRATIVE,
            "source": "ewidencja własna (wymyślona)",
            "file_name": f"{card.name}.xlsx",
            "received_at": at,
            "decided_at": at + dt.timedelta(days=2) if is_decided else None,
            "reason": "Suma nie zgadza się z opisem." if state is TaskAnswerState.SENT_BACK else None,
        }
        store_draft(maker.session, TaskCardAnswer, None, told)
        for one in task.questions:
            if one.code not in WORDED:
                is_unknown = maker.dice.random() < 0.15
                value = None if is_unknown else maker.dice.randint(1, 900 if stage == "differs" else 9)
                number = {"answer_id": key, "figure_code": one.code, "value": value}
                store_draft(maker.session, TaskCardNumber, None, number | {"id": maker.key("task_card_number")})
    if tasks:
        maker.session.get_one(TaskCard, card.id).returned_at = at
        maker.session.flush()
