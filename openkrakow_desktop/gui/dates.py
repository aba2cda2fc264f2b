"""Dates and times as people type them: "dziś", "+7", "12", "12.3", "12.03.2026", "12 III 2026", ISO; "18", "1830".

Pure functions: today and the words of the language come as parameters. What is not understood gives None."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from ..core.text import fold
from ..core.words import Words

ROMAN = {
    name: at for at, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)
}
_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1, "day_after_tomorrow": 2}
_GAP = r"(?: *[./-] *| +)"
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}})(?:{_GAP}([0-9]{{1,2}}|[ivx]+)(?:{_GAP}([0-9]{{4}}|[0-9]{{2}}))?)?\.?(?: ?[rр]\.?)?"
)
_TIME = re.compile(r"([0-9]{1,2})(?:[:. ]?([0-9]{2}))?")


def day_names(words: Words) -> dict[str, int]:
    """The language's words for days near today, folded, with their distance: {"dzis": 0, "jutro": 1, …}."""
    return {fold(one.strip()): away for key, away in _NAMED.items() for one in words(f"typed_date.{key}").split(",")}


def parse_date(typed: str, today: dt.date, names: Mapping[str, int]) -> dt.date | None:
    """The date that was typed, or None. Day before month; what is left out is this month's or this year's."""
    said = fold(typed).strip()
    if said in names:
        return today + dt.timedelta(days=names[said])
    if re.fullmatch(r"[+\u2212-] ?[0-9]{1,4}", said):
        away = int(re.sub(r"\D", "", said))
        return today + dt.timedelta(days=away if said[0] == "+" else -away)
    iso = _ISO.fullmatch(said)
    if iso:
        return _date(*(int(part) for part in iso.groups()))
    match = _DAY_FIRST.fullmatch(said)
    if not match:
        return None
    day, month, year = match.groups()
    return _date(
        today.year if year is None else int(year) + (2000 if len(year) == 2 else 0),
        today.month if month is None else ROMAN.get(month) or (int(month) if month.isdigit() else 0),
        int(day),
    )


def parse_time(typed: str) -> dt.time | None:
    """The time that was typed, or None: 18, 1830, 18:30, 18.30. 24:00 is not a time of day."""
    match = _TIME.fullmatch(typed.strip())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
