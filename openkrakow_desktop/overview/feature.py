"""The year in numbers: what the rest of the program may find here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from ..core.declarations import Feature, NumberName
from ..core.gaps import Deadline
from ..core.measures import Period
from ..programme.catalogue import editions, number_of
from .cycle import cycle_deadlines
from .measures import COMPOSITES
from .model import DECISIONS
from .month import settlement_deadlines
from .month_report import MONTH_REPORT
from .report import COUNCIL_REPORT
from .risk_report import RISK_TABLE
from .task_cards import LEFT_THE_HOUSE
from .wording import unit_word, value_text


def number_name(code: str, language: str) -> NumberName | None:
    """What a measure or an indicator of the catalogue is called, with the indicators that show the same number."""
    entry = number_of(code)
    if entry is None:
        return None
    known = next(one for one in reversed(editions()) if code in one.measures or code in one.indicators)
    same = [one.code for one in known.indicators.values() if one.source.relation == "same"]
    also = tuple(one for one in same if known.indicators[one].source.measures[0] == code)

    def said(value: int) -> str:
        return f"{value_text(value, entry.unit, language)} {unit_word(entry, value, known, language)}".rstrip()

    place = "indicators" if code in known.indicators else "tasks"
    return NumberName(code, entry.label(language), entry.kind == "stock", also, place, said)


def all_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """The month to be settled, and the steps of the programme's year."""
    yield from settlement_deadlines(session, period)
    yield from cycle_deadlines(session, period)


FEATURE = Feature(
    key="overview",
    icon="target",
    measures=COMPOSITES,
    numbers=number_name,
    reports=(COUNCIL_REPORT, RISK_TABLE, MONTH_REPORT),
    deadlines=all_deadlines,
    irrevocable=(*DECISIONS, *LEFT_THE_HOUSE),
)
