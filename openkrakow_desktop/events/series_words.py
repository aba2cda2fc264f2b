"""A series in words: on which days and hours it takes place, what speaks against a day. No Qt: a report says it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.formats import clock_time, day
from ..core.text import sentence
from ..core.words import Words
from .recurrence import Pattern, Repeat, Weekday
from .series import Occurrence, pattern_of
from .series_scope import Left


def pattern_words(pattern: Pattern, words: Words) -> str:
    """co czwartek; co 2 tygodnie: wtorek i czwartek; w ostatni czwartek miesiąca."""
    weekly = pattern.repeat is Repeat.WEEKLY
    if len(pattern.weekdays) > 1 or (weekly and pattern.every > 1):
        named = _joined([words.choice(one) for one in pattern.weekdays], words)
    else:
        named = words(f"every_weekday.{pattern.weekdays[0].name.lower()}")
    if weekly:
        if pattern.every > 1:
            return words.count("series.weeks", pattern.every, weekdays=named)
        return words("series.weekly_several", weekdays=named) if len(pattern.weekdays) > 1 else named
    monthly = _joined([_nth_words(pattern, one, words) for one in pattern.weekdays], words)
    return words.count("series.months", pattern.every, weekdays=monthly) if pattern.every > 1 else monthly


def _nth_words(pattern: Pattern, weekday: Weekday, words: Words) -> str:
    kind = words(f"weekday_gender.{weekday.name.lower()}")
    nth = words(f"nth_said.{kind}_{pattern.nth.name.lower()}")
    return words("series.monthly", nth=nth, weekday=words(f"in_weekday.{weekday.name.lower()}"))


def _joined(parts: list[str], words: Words) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {words('series.and')} {parts[-1]}"


def hours_words(begins: dt.time | None, ends: dt.time | None) -> str:
    """18:00–20:00; past midnight 20:00–03:00 (+1); empty where no hour is known."""
    if begins is None:
        return ""
    if ends is None:
        return clock_time(begins)
    return f"{clock_time(begins)}–{clock_time(ends)}" + ("\u00a0(+1)" if ends <= begins else "")


def series_words(values: Mapping[str, Any], words: Words) -> str:
    """The series in one line: days, hours, from when to when."""
    pattern = pattern_of(values)
    when = sentence(pattern_words(pattern, words)) if pattern is not None else values.get("rule") or ""
    span = ""
    if values.get("first_on") and values.get("last_on"):
        span = f"{day(values['first_on'], words.language)}–{day(values['last_on'], words.language)}"
    hours = hours_words(values.get("starts_at"), values.get("ends_at"))
    return " · ".join(part for part in (f"{when}, {hours}" if when and hours else when or hours, span) if part)


def flag_words(one: Occurrence, words: Words) -> list[str]:
    """What speaks against a day, the gravest first."""
    said = []
    if one.is_settled:
        said.append(words("series_flag.settled"))
    if one.holiday is not None:
        said.append(words("series_flag.holiday", name=words.choice(one.holiday)))
    if one.is_sunday and one.holiday is None:
        said.append(words("series_flag.sunday"))
    for clash in one.clashes[:1]:
        others = len(one.clashes) - 1
        when = f"{clock_time(clash.starts_at)} " if clash.starts_at else ""
        more = f" (+{others})" if others else ""
        said.append(words("series_flag.clash", title=when + clash.title) + more)
    return said


def left_words(left: Iterable[Left], words: Words) -> list[str]:
    """The events that a change leaves alone, a line each: day, why."""
    return [f"{day(one.on, words.language)} · {words.choice(one.why)}" for one in left]
