"""Telling a scanner from a person: a burst of keys that begins with a letter, holds a digit and ends in Enter.

A scanner is a keyboard that types faster than anybody; it types the code wherever the keyboard happens to be, with
whatever layout is on. Pure: instants come in as milliseconds."""

from __future__ import annotations

import re

GAP = 60  # milliseconds between two keys of a scanner; people take 80 and more
_CODE = re.compile(r"[A-Z][A-Z0-9./:_-]{1,39}")
_LATIN = str.maketrans("йцукенгшщзфівапролдячсмитьыэ", "qwertyuiopasdfghjklzxcvbnmse")


def as_code(typed: str) -> str:
    """The code that was typed or scanned, in capitals; empty for what cannot be one. A layout of Ukrainian or Russian
    keys is read as if it had been Latin."""
    plain = typed.strip()
    code = plain.lower().translate(_LATIN).upper()
    is_one = _CODE.fullmatch(code) is not None and any(letter.isdigit() for letter in code)
    return code if is_one else ""


class Burst:
    """The keys that came close together up to now."""

    def __init__(self, gap: int = GAP) -> None:
        self._gap = gap
        self._typed, self._last = "", 0

    def feed(self, typed: str, at: int) -> bool:
        """One key with its text; whether it begins a burst (what lies before is then to be remembered)."""
        begins = not self.is_running(at)
        self._typed = typed if begins else self._typed + typed
        self._last = at
        return begins

    def is_running(self, at: int) -> bool:
        """Whether a key now would belong to a burst that began with a letter."""
        return bool(self._typed) and self._typed[0].isalpha() and at - self._last <= self._gap

    def end(self, at: int) -> str:
        """Enter: the code of a burst that is one, else an empty text."""
        typed, fast = self._typed, self.is_running(at)
        self._typed = ""
        return as_code(typed) if fast else ""
