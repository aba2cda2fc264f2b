"""The texts of letters as the office has changed them; what it has not changed comes with the program."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, Record, derived, plain, search_key
from .letter_texts import kind_choices

KIND, SUBJECT = 40, 400


class LetterLanguage(enum.Enum):
    """The languages letters are written in."""

    POLISH = "pl"
    ENGLISH = "en"
    UKRAINIAN = "uk"


def _title(row: dict[str, Any]) -> str:
    """What a record is called: its subject, or the first line where the letter has none."""
    return str(row.get("subject") or (row.get("body") or "").partition("\n")[0])[:NAME]


class LetterTemplate(Record):
    """The text of one kind of letter in one language from a day on. Of several the newest that is valid is used, so
    that next year's wording can be entered beforehand."""

    __tablename__ = "letter_template"
    __label__ = ("title",)

    letter_kind: Mapped[str] = plain(String(KIND), codes=kind_choices)
    language: Mapped[LetterLanguage] = plain(default=LetterLanguage.POLISH)
    valid_from: Mapped[dt.date | None] = plain()
    subject: Mapped[str | None] = plain(String(SUBJECT))
    body: Mapped[str] = plain(Text)
    remark: Mapped[str | None] = plain(String(NAME))
    title: Mapped[str] = derived(_title, String(NAME), default="")
    search: Mapped[str] = search_key("subject", "body")
