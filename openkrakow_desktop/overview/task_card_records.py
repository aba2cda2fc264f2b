"""Records that an accepted answer can make, where it tells a number that no register of ours counts by itself.

A record is proposed, never made unasked; its source says whose card it came from. Numbers that our registers do count
are only compared (task_card_page.py), never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ..activities.model import AssistantReturn, BudgetLine, BudgetTag, PartnerReturn, Survey, Turnout, TurnoutTool
from ..contacts.model import FACILITIES, Organisation
from ..core.clock import day_of
from ..core.declarations import Declared, Draft, exists_other
from ..core.formats import day
from ..core.problems import refuse
from ..core.words import Words
from ..programme.codes import FIGURES
from ..programme.model import ExternalFigure, TaskCardAnswer, TaskCardNumber
from ..programme.task_answers import numbers_of
from ..programme.task_tables import TaskAnswerState
from .task_asked import ENTITLED, NEUTRAL, VOTED

Said = Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """A record that may be made: in which register, from which numbers (code, value)."""

    register: str
    codes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Maker:
    """From which numbers a register's record is made, for which units, and with which values."""

    register: str
    codes: tuple[str, ...]
    draft: Callable[[Organisation, int, Said, str, Words], Draft]
    known: Callable[[Organisation, int, str], list[Any]]  # what tells that the register holds it already
    fits: Callable[[Organisation], bool] = lambda unit: True


def _return(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
    name = words("task_cards.made_initiatives")
    return {"institution_id": unit.id, "initiative": name, "year": year, "n_participants": said["3.2"],
            "source": source}  # fmt: skip


def _survey(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
    return {"service": unit.name, "method": source, "closed_on": dt.date(year, 12, 31), "n_positive": said["1.5a"],
            "n_negative": said["1.5b"], "n_neutral": said[NEUTRAL]}  # fmt: skip


def _budget(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
    tags = (BudgetTag.UNIT_AND_TASKS.value,)
    return {"year": year, "name": unit.name, "plan": said["2.2"], "plan_after_changes": said["2.2"],
            "measure_tags": tags, "evidence": source}  # fmt: skip


def _children(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
    return {"school_id": unit.id, "as_of": dt.date(year, 9, 30), "children": said["5.5b"], "evidence": source}


def _turnout(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
    return {"edition": words("task_cards.made_turnout", year=year), "year": year, "tool": TurnoutTool.CIVIC_BUDGET,
            "numerator": said[VOTED], "numerator_source": source, "denominator": said[ENTITLED],
            "denominator_source": source}  # fmt: skip


def _figure(code: str) -> Callable[[Organisation, int, Said, str, Words], Draft]:
    def draft(unit: Organisation, year: int, said: Said, source: str, words: Words) -> Draft:
        return {"figure_code": code, "year": year, "value": said[code], "source": source}

    return draft


def _in_year(column: Any, year: int) -> Any:
    return column.between(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _known_figure(unit: Organisation, year: int, code: str) -> list[Any]:
    return [ExternalFigure, ExternalFigure.year == year, ExternalFigure.figure_code == code]


MAKERS = (
    _Maker(
        "partner_return", ("3.2",), _return,
        lambda unit, year, _: [PartnerReturn, PartnerReturn.institution_id == unit.id, PartnerReturn.year == year],
    ),
    _Maker(
        "survey", ("1.5a", "1.5b", NEUTRAL), _survey,
        lambda unit, year, _: [Survey, Survey.service == unit.name, _in_year(Survey.closed_on, year)],
    ),
    _Maker(
        "budget_line", ("2.2",), _budget,
        lambda unit, year, _: [BudgetLine, BudgetLine.name == unit.name, BudgetLine.year == year],
    ),
    _Maker(
        "assistant_return", ("5.5b",), _children,
        lambda unit, year, _: [
            AssistantReturn, AssistantReturn.school_id == unit.id, _in_year(AssistantReturn.as_of, year)
        ],
        lambda unit: unit.kind in FACILITIES,
    ),
    _Maker(
        "turnout", (VOTED, ENTITLED), _turnout,
        lambda unit, year, _: [Turnout, Turnout.year == year, Turnout.tool == TurnoutTool.CIVIC_BUDGET],
    ),
    *(_Maker("external_figure", (code,), _figure(code), _known_figure) for code in FIGURES),
)  # fmt: skip


def proposals(
    session: Session, unit: Organisation, answer: TaskCardAnswer, numbers: Mapping[str, TaskCardNumber], words: Words
) -> list[Proposal]:
    """What may be made of an accepted answer: nothing that was made of it, or that the register holds already."""
    if answer.state is not TaskAnswerState.ACCEPTED:
        return []
    return [
        Proposal(maker.register, tuple((code, numbers[code].value or 0) for code in maker.codes))
        for maker in MAKERS
        if _is_whole(maker, unit, numbers) and not _is_held(session, maker, unit, answer.year)
    ]


def _is_whole(maker: _Maker, unit: Organisation, numbers: Mapping[str, TaskCardNumber]) -> bool:
    """Whether all its numbers are told, and no record was made of them yet."""
    told = [numbers.get(code) for code in maker.codes]
    return maker.fits(unit) and all(one is not None and one.value is not None and one.made_key is None for one in told)


def _is_held(session: Session, maker: _Maker, unit: Organisation, year: int) -> bool:
    model, *tests = maker.known(unit, year, maker.codes[0])
    return exists_other(session, model, None, *tests)


def make_record(
    session: Session, declared: Declared, answer_id: UUID, proposal: Proposal, today: dt.date, words: Words
) -> UUID:
    """Make the proposed record through its register, with the source 'karta zadania <unit>, <date>'.

    Raises Refused with whatever the register has against it, and where it was made already."""
    answer = session.get_one(TaskCardAnswer, answer_id)
    unit = session.get_one(Organisation, answer.unit_id)
    numbers = numbers_of(session, (answer_id,))[answer_id]
    if proposal not in proposals(session, unit, answer, numbers, words):
        refuse("", "problem.task_record_not_proposed")
    codes = tuple(code for code, _ in proposal.codes)
    maker = next(one for one in MAKERS if one.register == proposal.register and one.codes == codes)
    received = day(day_of(answer.received_at), words.language)
    source = words("task_cards.made_source", unit=unit.name, day=received)[:200]
    register = declared.registers[maker.register]
    draft = register.draft(session, None) | maker.draft(unit, answer.year, dict(proposal.codes), source, words)
    made = register.put(session, None, draft, today)
    for code in codes:
        numbers[code].made_register, numbers[code].made_key = maker.register, made.id
    session.flush()
    return made.id
