"""An agenda as people type it: one item a line, with or without a number, a dash, a length in minutes at the end.

What was typed stays as it is; items, their lengths and the hours that follow are read from it. No markup."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_BEFORE = re.compile(r"^\s*(?:\d{1,2}\s*[.)](?!\d)\s*|[-–—•*·]\s+)+")
_LENGTH = re.compile(r"[\s,;–-]*[\[(]?\s*\b(\d{1,3})\s*(?:min(?:ut\w*)?|мин|хв)\b\.?\s*[\])]?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class AgendaItem:
    """One item: what it is about, how many minutes it may take, and when it begins, as far as anybody said so."""

    title: str
    minutes: int | None = None
    begins_at: dt.time | None = None

    def said(self, minutes: str) -> str:
        """As one line: "10:15 Sprawozdanie (20 min)". `minutes` is the pattern of a length, with {n}."""
        begins = f"{self.begins_at:%H:%M} " if self.begins_at else ""
        length = f" ({minutes.format(n=self.minutes)})" if self.minutes else ""
        return f"{begins}{self.title}{length}"


def agenda_items(text: str | None, starts_at: dt.time | None = None) -> tuple[AgendaItem, ...]:
    """The items of an agenda. Hours are told from the start on, until an item that nobody gave a length."""
    found: list[AgendaItem] = []
    begins = starts_at
    for line in (text or "").splitlines():
        title = _BEFORE.sub("", line).strip()
        if not title:
            continue
        length = _LENGTH.search(title)
        if length and length.start() == 0:  # "15 min" is what an item is called
            length = None
        title = title[: length.start()] if length else title
        minutes = int(length[1]) if length and int(length[1]) else None
        found.append(AgendaItem(title, minutes, begins))
        begins = _later(begins, minutes) if begins and minutes else None
    return tuple(found)


def _later(at: dt.time, minutes: int) -> dt.time | None:
    """So many minutes later; nothing after midnight."""
    total = at.hour * 60 + at.minute + minutes
    return dt.time(total // 60, total % 60) if total < 24 * 60 else None
