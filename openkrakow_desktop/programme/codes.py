"""The codes a record may hold, of every edition of the programme: tasks, risks, figures from outside, registers.

Their words are the catalogue's labels; they are added to the languages when somebody first asks for choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product

from ..core.words import LANGUAGES, words
from .catalogue import Catalogue, editions

COMPLAINTS, INCIDENTS, RESIDENTS, LOCAL = "complaints", "incidents", "T2-5.1+residents", "T2-3.2+local"
FIGURES = (RESIDENTS, LOCAL, COMPLAINTS, INCIDENTS)  # decisions.md 9: numbers without a register
FOREWORD, IN_SHORT, CLOSING = "foreword", "in_short", "closing"  # parts of the report about no objective
NEED_A_ROW = frozenset({"partner_return", "survey", "budget_line", "assistant_return", "turnout"})  # decisions.md 2
STATED = frozenset({"task_status", "risk_assessment"})  # what people state, no counts


@cache
def tasks() -> Mapping[str, str]:
    """The 25 tasks."""
    _teach()
    return {code: f"task_code.{code}" for code in _known(lambda one: one.tasks)}


@cache
def risks() -> Mapping[str, str]:
    """The six risks."""
    _teach()
    return {code: f"risk_code.{code}" for code in _known(lambda one: one.risks)}


@cache
def figures() -> Mapping[str, str]:
    """Numbers that no register holds, entered with their source."""
    return {code: f"figure_code.{code.partition('+')[2] or code}" for code in FIGURES}


@cache
def overridable() -> Mapping[str, str]:
    """Indicators a person may override with a reason: those judged meeting by meeting (T2-2.2)."""
    _teach()
    return {
        code: f"indicator_code.{code}"
        for known in editions()
        for code, one in known.indicators.items()
        if one.expected.min_participants is not None
    }


@cache
def plannable() -> Mapping[str, str]:
    """The 37 numbers and ten indicators, for which a year may be planned."""
    _teach()
    return {code: f"number_code.{code}" for code in _known(lambda one: one.measures)} | {
        code: f"indicator_code.{code}" for code in _known(lambda one: one.indicators)
    }


@cache
def countable_registers() -> Mapping[str, str]:
    """Registers of which "nothing this year" may be confirmed; a return or a survey needs a row instead."""
    return {code: f"{code}._many" for code in _known(lambda one: one.registers) if code not in NEED_A_ROW | STATED}


@cache
def report_sections() -> Mapping[str, str]:
    """The parts of the yearly report that people write beside the tasks: an objective's code stands for its
    conclusions."""
    _teach()
    return {
        code: f"report_section.{code}" for code in (FOREWORD, IN_SHORT, *_known(lambda one: one.objectives), CLOSING)
    }


def _known(codes: Callable[[Catalogue], Iterable[str]]) -> list[str]:
    """The codes of all editions, each once, in the order of the documents."""
    return list(dict.fromkeys(code for one in editions() for code in codes(one)))


@cache
def _teach() -> None:
    """The words of every code; where editions word one differently, the newest speaks."""
    for known, language in product(editions(), LANGUAGES):
        words(language).add(
            {f"task_code.{one.code}": f"{one.code} {one.label(language)}" for one in known.tasks.values()}
            | {f"risk_code.{one.code}": f"{one.code} {one.label(language)}" for one in known.risks.values()}
            | {f"number_code.{one.code}": f"{one.code} {one.label(language)}" for one in known.measures.values()}
            | {f"indicator_code.{one.code}": f"{one.code} {one.label(language)}" for one in known.indicators.values()}
            | {
                f"report_section.{one.code}": words(language)(
                    "report_text.conclusions", code=one.code, label=one.label(language)
                )
                for one in known.objectives.values()
            }
        )
