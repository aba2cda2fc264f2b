"""A trial in words: what a reading is called and means, how far a number moved, why a record came or went."""

from __future__ import annotations

from ..core.measures import Number
from ..core.text import sentence
from ..core.words import Words
from . import wording
from .what_if import YEAR, Alternative, Moved, Scenario, Tried, Value


def reading_words(key: str, words: Words) -> tuple[str, str]:
    """(what the reading is about, what the official and the tried way mean)."""
    return words(f"what_if_reading.{key}"), words(f"what_if_means.{key}")


def choice_words(one: Alternative, value: Value, words: Words, marked: bool = False) -> str:
    """A value as people choose it; `marked`: saying which is the official one and which cannot be told."""
    if not one.choices:
        return f"{value} {words(f'what_if_unit.{one.key}')}"
    said = words(f"what_if_choice.{one.key}.{value}")
    if marked and value == one.official:
        return words("what_if.official_mark", choice=said)
    return words("what_if.impossible_mark", choice=said) if marked and value in one.impossible else said


def touched_words(one: Alternative, words: Words) -> str:
    """Which numbers a reading may change; empty where it only shows something beside them."""
    if one.key == YEAR:
        return words("what_if.touches_all")
    return words("what_if.touches", codes=", ".join(one.numbers)) if one.numbers else ""


def difference_words(one: Tried, words: Words) -> str:
    """How far the tried number is from the official one, with its sign; "–" where either is none."""
    value = one.difference
    if value is None:
        return "–"
    size: Number = -value if value < 0 else value
    said = wording.value_text(size, one.entry.unit, words.language)
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{said}"


def status_words(one: Tried, words: Words) -> str:
    """The status, or the official and the tried one; empty of a measure."""
    if one.official_status is None or one.tried_status is None:
        return ""
    before, after = (sentence(words.choice(status)) for status in (one.official_status, one.tried_status))
    return before if before == after else words("what_if.status_moved", before=before, after=after)


def moved_words(one: Moved, words: Words) -> str:
    """Why a record came (what left it out officially) or went; of one that counts otherwise how much."""
    if one.was and one.now:
        return words("what_if.was_now", was=one.was, now=one.now)
    return words(f"why.{one.why}") if one.why else words("what_if.not_seen")


def by_hand_words(scenario: Scenario, words: Words, code: str = "") -> str:
    """How many records were chosen by hand, of one number or of all."""
    mine = [one for one in scenario.by_hand if not code or one.code == code]
    counted = sum(one.counts for one in mine)
    return words("what_if.by_hand_n", out=len(mine) - counted, in_=counted)
