"""A sentence as a word key with exact values: rules and results are told by data, and worded only where people read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ..core.formats import number
from ..core.words import Words


@dataclass(frozen=True)
class Told:
    """One sentence: its key in the language files and what fills its braces, exact (numbers are rounded when said)."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def say(told: Told, words: Words) -> str:
    """The sentence in the language of `words`: fractions half up to two decimals, choices by their words."""
    return words(told.key, **{name: _said(value, words) for name, value in told.values.items()})


def _said(value: object, words: Words) -> str:
    match value:
        case Fraction() | Decimal():
            return number(value, words.language, 2)
        case enum.Enum():
            return words.choice(value)
        case Told():
            return say(value, words)
        case tuple():
            return "; ".join(_said(one, words) for one in value)
    return str(value)
