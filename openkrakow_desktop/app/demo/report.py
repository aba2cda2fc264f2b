"""What people state and write for the yearly report: status and narrative of each task, the report's own texts.

Of the closed year some tasks still wait for their narrative, as they do in an office in March."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from typing import Any

from ...paths import SAMPLES
from ...programme.catalogue import catalogue
from ...programme.letter_tables import LetterLanguage
from ...programme.model import ProductState, TaskState
from ...programme.report_tables import ReportStage
from .maker import Maker

_CONTINUOUS = (TaskState.CARRIED_OUT, TaskState.CARRIED_OUT, TaskState.PARTLY)
_EARLIER = "Zadanie realizowano zgodnie z harmonogramem. Tekst wymyślony na potrzeby pokazu."


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "report.toml").read_text("utf-8"))


def make_statements(maker: Maker, year: int) -> None:
    """The status of every task; narratives and texts of the closed year, a line each of the year before."""
    closed = maker.today.year - 1
    rows, written, languages = catalogue().rows.values(), _texts()["tasks"], _texts()["languages"]
    for number, code in enumerate(catalogue().tasks):
        continuous = all(row.deadline == "continuous" for row in rows if row.task == code)
        narrative = {closed: written.get(code, "").strip() or None, closed - 1: _EARLIER}.get(year)
        maker.put(
            "task_status",
            task_code=code,
            year=year,
            state=_CONTINUOUS[number % 3] if continuous else TaskState.IN_PROGRESS,
            degree=(4, 5, 3)[number % 3] if continuous else 3,
            product_state=(ProductState.READY, ProductState.IN_PREPARATION)[number % 2],
            narrative=narrative,
            narrative_language=LetterLanguage(languages.get(code, "pl")),
        )
    if year == closed:
        for section, body in _texts()["sections"].items():
            maker.put("report_text", year=year, section_code=section, body=body.strip())
    if year == closed - 1:
        _make_steps(maker, year)


def _make_steps(maker: Maker, year: int) -> None:
    """The way of the report on the year before the closed one: written, signed, with the Council by 30 April."""
    days = {
        ReportStage.FILES: (4, 2, None),
        ReportStage.HEAD: (4, 7, "SP-03.0541.1"),
        ReportStage.MAYOR: (4, 16, "OR-01.0057.44"),
        ReportStage.COUNCIL: (4, 24, "BR-01.0006.118"),
    }
    for stage, (month, day, number) in days.items():
        on = dt.date(year + 1, month, day)
        if on <= maker.today:
            maker.put(
                "report_step",
                year=year,
                stage=stage,
                done_on=on,
                document_no=f"{number}.{on.year}" if number else None,
            )
