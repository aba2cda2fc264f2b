"""The year in numbers: what the rest of the program may find here."""

from __future__ import annotations

from ..core.declarations import Feature, NumberName
from ..programme.catalogue import catalogue
from .measures import COMPOSITES
from .model import DECISIONS
from .month import deadlines
from .month_report import MONTH_REPORT
from .report import COUNCIL_REPORT
from .risk_report import RISK_TABLE
from .task_cards import LEFT_THE_HOUSE
from .wording import unit_word, value_text


def number_name(code: str, language: str) -> NumberName | None:
    """What a measure or an indicator of the catalogue is called, with the indicators that show the same number."""
    known = catalogue()
    entry = known.indicators.get(code) or known.measures.get(code)
    if entry is None:
        return None
    same = [one.code for one in known.indicators.values() if one.source.relation == "same"]
    also = tuple(one for one in same if known.indicators[one].source.measures[0] == code)

    def said(value: int) -> str:
        return f"{value_text(value, entry.unit, language)} {unit_word(entry, value, known, language)}".rstrip()

    place = "indicators" if code in known.indicators else "tasks"
    return NumberName(code, entry.label(language), entry.kind == "stock", also, place, said)


FEATURE = Feature(
    key="overview",
    icon="target",
    measures=COMPOSITES,
    numbers=number_name,
    reports=(COUNCIL_REPORT, RISK_TABLE, MONTH_REPORT),
    deadlines=deadlines,
    irrevocable=(*DECISIONS, *LEFT_THE_HOUSE),
)
