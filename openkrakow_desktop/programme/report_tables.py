"""What people write for the yearly report beside the tasks, and the days on which it went on to the next desk.

A text stands in the language it was written in; nothing here is translated or counted."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, Record, note, plain
from . import codes
from .letter_tables import LetterLanguage

FIRST_YEAR, LAST_YEAR = 2015, 2100
SECTION = 20
LONGEST_TEXT = 20_000  # characters of one narrative: about seven pages, and one cell of a workbook


class ReportStage(enum.Enum):
    """Where the report went, in this order (domain.md §2.7)."""

    FILES = "PLIKI"
    HEAD = "KIEROWNIK"
    MAYOR = "PREZYDENT"
    COUNCIL = "RADA_MIASTA"


class ReportText(Record):
    """A part of the yearly report in people's own words: foreword, the year in short, conclusions of an objective."""

    __tablename__ = "report_text"
    __label__ = ("section_code", "year")

    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    section_code: Mapped[str] = plain(String(SECTION), codes=codes.report_sections)
    language: Mapped[LetterLanguage] = plain(default=LetterLanguage.POLISH)
    body: Mapped[str] = plain(Text, free=True)


class ReportStep(Record):
    """That the report of a year was written, signed or handed over, on a day."""

    __tablename__ = "report_step"
    __label__ = ("stage", "year")

    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    stage: Mapped[ReportStage] = plain()
    done_on: Mapped[dt.date] = plain(past=True)
    document_no: Mapped[str | None] = plain(String(NAME))
    remark: Mapped[str | None] = note()
