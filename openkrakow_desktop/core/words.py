"""Words: one folder per language, one TOML per part of the program; no Qt, so any window prints a Polish report.

Plural forms are tables {one, few, many} chosen by the language's own rule."""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path

from ..paths import RESOURCES

LANGUAGES = ("pl", "en", "uk")
FOLDER = RESOURCES / "translations"


def _polish(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else "many"


def _ukrainian(n: int) -> str:
    return "one" if n % 10 == 1 and n % 100 != 11 else "many" if n == 1 else _polish(n)


PLURALS: dict[str, Callable[[int], str]] = {
    "pl": _polish,
    "uk": _ukrainian,
    "en": lambda n: "one" if n == 1 else "many",
}


class Words:
    """The words of one language; a missing one falls back to English, then to its key in brackets."""

    def __init__(
        self, language: str, folder: Path = FOLDER, fallback: Words | None = None, parts: Collection[str] = ()
    ) -> None:
        """`parts`: only these files, for what has to be said before the rest is needed."""
        self.language = language
        self._fallback = fallback
        self._words: dict[str, str] = {}
        for file in sorted((folder / language).glob("*.toml")):
            if not parts or file.stem in parts:
                self._words |= _flatten(tomllib.loads(file.read_text("utf-8")))

    def add(self, more: Mapping[str, str]) -> None:
        """Take in words that stand elsewhere, such as the labels of the programme's catalogue."""
        self._words |= more

    def keys(self) -> set[str]:
        """Every key this language has of its own."""
        return set(self._words)

    def has(self, key: str) -> bool:
        return key in self._words or (self._fallback is not None and self._fallback.has(key))

    def __call__(self, key: str, /, **values: object) -> str:
        text = self._words.get(key)
        if text is None:
            return self._fallback(key, **values) if self._fallback else f"[{key}]"
        return text.format(**{name: self._said(value) for name, value in values.items()}) if values else text

    def _said(self, value: object) -> object:
        """A tuple holds keys of words (a month, a state): they are said in this language."""
        return ", ".join(self(str(key)) for key in value) if isinstance(value, tuple) else value

    def count(self, key: str, n: int, **values: object) -> str:
        """The counted message `key` in the form that `n` asks for: 1 wydarzenie, 2 wydarzenia, 5 wydarzeń."""
        form = f"{key}.{PLURALS[self.language](n)}"
        if form not in self._words and self._fallback:
            return self._fallback.count(key, n, **values)
        return self(form, n=n, **values)

    def choice(self, member: enum.Enum) -> str:
        """The word of one value of an enumeration."""
        return self(choice_key(member))


@cache
def choice_key(member: enum.Enum) -> str:
    """EventState.HELD → 'event_state.held'."""
    return f"{snake(type(member).__name__)}.{member.name.lower()}"


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _flatten(tree: dict[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = str(value)
    return flat


@cache
def words(language: str) -> Words:
    """The words of a language, read once."""
    return Words(language, fallback=None if language == "en" else words("en"))
