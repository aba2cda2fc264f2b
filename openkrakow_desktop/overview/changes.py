"""How a number moved from one year to the next: by how much, exactly, and whether that is more than ±10 %.

What is not known is no change; from zero there is no percentage."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction

from ..core.measures import Number
from ..core.words import Words
from . import wording

NOTABLE = Fraction(1, 10)


class Course(enum.Enum):
    """Which way it went; ALIKE: less than ±10 %; RUNNING: the later year is not over, so nothing is judged."""

    GREW = "grew"
    FELL = "fell"
    ALIKE = "alike"
    SAME = "same"
    FROM_ZERO = "from_zero"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """`difference` in the number's own unit; `share` of the earlier value, None from zero or where one is missing."""

    course: Course
    difference: Number | None = None
    share: Fraction | None = None

    @property
    def is_notable(self) -> bool:
        """Whether somebody should be able to say why."""
        return self.course in (Course.GREW, Course.FELL, Course.FROM_ZERO)


def change(before: Number | None, now: Number | None, running: bool = False) -> Change:
    """The change from one value to the next; `running`: the later is what a year that is not over came to so far."""
    if before is None or now is None:
        return Change(Course.UNKNOWN)
    difference = now - before
    if running:
        return Change(Course.RUNNING, difference)
    if not difference:
        return Change(Course.SAME, difference, Fraction(0))
    if not before:
        return Change(Course.FROM_ZERO, difference)
    share = Fraction(difference) / before
    if abs(share) < NOTABLE:
        return Change(Course.ALIKE, difference, share)
    return Change(Course.GREW if share > 0 else Course.FELL, difference, share)


def change_text(one: Change, year: int, before: Number | None, unit: str, words: Words) -> str:
    """The change as a sentence: "o 12 więcej niż w 2024 r. (+10,2 %)"."""
    if one.course is Course.UNKNOWN or one.difference is None:
        return words("change.unknown", year=year)
    size = wording.value_text(-one.difference if one.difference < 0 else one.difference, unit, words.language)
    share = "" if one.share is None else wording.signed_percent(one.share, words.language)
    was = wording.value_text(before, unit, words.language)
    return words(f"change.{one.course.value}", n=size, year=year, share=share, before=was)
