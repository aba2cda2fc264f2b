"""How the year's numbers look: the tone and symbol of a status, a bar of value against base and expected, sentences."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from ...core.measures import Number, Reading
from ...core.words import Words
from ...gui.charts import Bullet
from ...gui.states import sentence
from ...gui.widgets import Status as Look
from .. import wording
from ..evaluate import IndicatorNumber, Status

_LOOKS = {
    Status.MET: ("good", "circle-check"),
    Status.NOT_MET: ("bad", "circle-x"),
    Status.RUNNING: ("accent", "clock"),
    Status.NO_DATA: ("muted", "circle-dashed"),
    Status.OUTSIDE: ("muted", "circle-minus"),
}
URGENT = 7  # days


def look_of(status: Status, words: Words) -> Look:
    """A status as people meet it."""
    return Look(*_LOOKS[status], sentence(words.choice(status)))


def bullet(
    one: IndicatorNumber, name: str, words: Words, width: float = 0, so_far: Fraction | None = None
) -> Bullet:
    """Value, base, expected and planned value of an indicator; shares as percentages."""
    digits = 0
    values: list[Number | None] = [one.reading.value, one.base, one.expected, one.plan]
    if one.entry.unit == "percent":
        values = [None if amount is None else Fraction(amount) * 100 for amount in values]
        digits = 0 if all(amount is None or Fraction(amount).denominator == 1 for amount in values) else 2
    value, base, expected, plan = values
    return Bullet(words, name, value, base, expected, width, digits, plan=plan, so_far=so_far)


def said_value(reading: Reading, unit: str, words: Words) -> str:
    """A reading in a cell; "–" where there is no number."""
    return wording.value_text(reading.value, unit, words.language)


def short_code(code: str) -> str:
    """1.1 of T2-1.1: in a list that is all of indicators."""
    return code.removeprefix("T2-")


def long_day(day: dt.date, words: Words) -> str:
    """czwartek, 26 marca 2026."""
    return words(
        "long_date.form",
        weekday=words(f"weekday.{day.isoweekday()}"),
        day=day.day,
        month=words(f"month_of.{day.month}"),
        year=day.year,
    )


def day_and_weekday(day: dt.date, words: Words) -> str:
    """26.03 czw."""
    return f"{day.day:02d}.{day.month:02d} {words(f'weekday_short.{day.isoweekday()}')}"


def time_left(days: int, words: Words) -> str:
    """dziś, jutro, 5 dni; what has passed: po terminie 3 dni."""
    if days == 0:
        return words("time_left.today")
    if days == 1:
        return words("time_left.tomorrow")
    return words.count("time_left.late" if days < 0 else "time_left.days", abs(days))
