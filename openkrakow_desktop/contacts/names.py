"""How names are typed and found, whoever wrote them in whichever alphabet: Łęcka as "lec", Ковальчук as "kowalcz".

A spoken key is Latin, folded, and spells alike what Polish, Ukrainian and English spell differently (w/v, cz/ch, sz/sh,
j/y/i); the changes keep the beginning of a word the beginning of its key, so an index finds what is being typed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..core.text import latin

_WORD = re.compile(r"[^\W_]+")
_SOUNDS = (("cz", "c"), ("ch", "c"), ("sz", "s"), ("sh", "s"), ("zh", "z"), ("w", "v"), ("j", "i"), ("y", "i"))


@lru_cache(65_536)
def spoken_words(text: str) -> tuple[str, ...]:
    """The words of a name or of what somebody types, each as its spoken key; signs between words do not count."""
    key = latin(text)
    for written, spoken in _SOUNDS:
        key = key.replace(written, spoken)
    return tuple(_WORD.findall(key))


def surname_first(row: dict[str, Any]) -> str:
    """Spoken key of a person, surname first; found by a range of its index."""
    return " ".join(spoken_words(row.get("last_name") or "") + spoken_words(row.get("first_name") or ""))


def first_name_first(row: dict[str, Any]) -> str | None:
    """The same, first name first; nothing where there is no first name."""
    first = spoken_words(row.get("first_name") or "")
    return " ".join(first + spoken_words(row.get("last_name") or "")) if first else None


def further_words(row: dict[str, Any]) -> str | None:
    """The words that neither key begins with (Nowak-*Kowalska*, Anna *Maria*), a space before each; mostly nothing."""
    words = spoken_words(row.get("last_name") or "")[1:] + spoken_words(row.get("first_name") or "")[1:]
    return "".join(f" {word}" for word in words) or None
