"""Which unit somebody means: its name, its symbol, an abbreviation, the letters of its name, or nearly its name.

A text that could be two units is never guessed; numbers always count, because school 5 is not school 15."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.import_vocabulary import NEAR, SHORTEST, likeness
from ..core.text import clean, fold
from ..paths import RESOURCES
from .duplicates import organisation_key
from .model import Organisation, OrganisationKind

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\b(?:\d+\w?|[ivxl]+)\b")
_SMALL = frozenset({"i", "w", "z", "o", "do", "im", "ds", "na", "dla", "of", "the", "and", "for"})
_PARTS = re.compile(r"[,;/]")
_TOWN = re.compile(r"\b(z siedziba )?w krakowie\b.*$")

WAYS = ("name", "symbol", "abbreviation", "letters", "beginning")


@dataclass(frozen=True)
class Unit:
    """A unit as it is kept."""

    id: UUID
    name: str
    kind: OrganisationKind


@dataclass(frozen=True)
class Meant:
    """What a text means: one unit and how it was known (one of WAYS, or near), or how many it could be."""

    unit: Unit | None = None
    how: str = ""
    count: int = 0


class Units:
    """All living units, looked up by what people write. Read once for a whole block."""

    def __init__(self, session: Session) -> None:
        one = Organisation
        columns = (one.id, one.name, one.symbol, one.kind, one.abbreviations, one.merged_into_id)
        self._ways: dict[str, dict[str, set[UUID]]] = {how: defaultdict(set) for how in WAYS}
        self.by_id: dict[UUID, Unit] = {}
        stands_for: dict[UUID, UUID] = {}
        named: list[tuple[UUID, str, str | None, list[str]]] = []
        for key, name, symbol, kind, others, into in session.execute(select(*columns)):
            if into is None:
                self.by_id[key] = Unit(key, name, kind)
            else:
                stands_for[key] = into
            named.append((into or key, name, symbol, abbreviations_of(others)))
        for key, name, symbol, shorts in named:
            self._ways["name"][organisation_key(name)].add(key)
            if symbol:
                self._ways["symbol"][_plain(symbol)].add(key)
            for short in filter(None, map(_plain, shorts)):
                self._ways["abbreviation"][short].add(key)
            if letters := _letters(name):
                self._ways["letters"][letters].add(key)
            for beginning in _beginnings(name):
                self._ways["beginning"][beginning].add(key)
        self._stands_for = stands_for

    def get(self, key: UUID | None) -> Unit | None:
        """A unit by its key; a duplicate is what it stands for."""
        return self.by_id.get(self._stands_for.get(key, key)) if key is not None else None

    def knows(self, said: str) -> bool:
        """Whether a text names a unit, or several."""
        meant = self.find(said)
        return meant.unit is not None or meant.count > 1

    def find(self, said: str) -> Meant:
        """The unit a text means."""
        said = clean(said)
        short, whole = _plain(said), _words(said)
        keys_asked = (organisation_key(said), short, short, short, " ".join(whole) if len(whole) > 1 else "")
        for how, key in zip(WAYS, keys_asked, strict=True):
            keys = {one for one in self._ways[how].get(key, ()) if one in self.by_id} if key else set()
            if len(keys) == 1:
                return Meant(self.by_id[keys.pop()], how, 1)
            if keys:
                return Meant(None, how, len(keys))
        return self._near(organisation_key(said))

    def _near(self, key: str) -> Meant:
        if len(key) < SHORTEST:
            return Meant()
        numbers, found = _numbers(key), set[UUID]()
        for other, keys in self._ways["name"].items():
            if likeness(key, other) >= NEAR and _numbers(other) == numbers:
                found |= {one for one in keys if one in self.by_id}
        return Meant(self.by_id[found.pop()], "near", 1) if len(found) == 1 else Meant(None, "near", len(found))


def abbreviations_of(said: str | None) -> list[str]:
    """The further short names that a record bears, parted by commas."""
    return [one for one in map(clean, _PARTS.split(said or "")) if one]


@cache
def _short_beginnings() -> Mapping[str, str]:
    """How the beginning of a name is shortened → the whole words (data, in resources/import/units.toml)."""
    known: Mapping[str, str] = tomllib.loads((RESOURCES / "import" / "units.toml").read_text("utf-8"))["units"]
    return known


def _plain(said: str) -> str:
    """A symbol or letters without dots, dashes, spaces and the word "nr"."""
    return "".join(word for word in _WORD.findall(fold(said)) if word not in ("nr", "no"))


def _words(said: str) -> list[str]:
    """The words of a name, its beginning written out where it is short: "Rada Dzielnicy V" is "Dzielnica V"."""
    folded = " ".join(_WORD.findall(fold(said)))
    for short, whole in _short_beginnings().items():
        if folded.startswith(f"{fold(short)} "):
            folded = fold(whole) + folded[len(fold(short)) :]
            break
    return [word for word in folded.split() if word not in ("nr", "no")]


def _beginnings(name: str) -> list[str]:
    """Every beginning of a name of two words or more: "Dzielnica V" is the beginning of "Dzielnica V Krowodrza"."""
    words = _words(name)
    return [" ".join(words[:count]) for count in range(2, len(words) + 1)]


def _numbers(key: str) -> list[str]:
    return sorted(_NUMBER.findall(key))


def _letters(name: str) -> str:
    """What a name is called by: Miejski Ośrodek Pomocy Społecznej w Krakowie → mops, Szkoła Podstawowa nr 5 → sp5."""
    words = [word for word in _WORD.findall(_TOWN.sub("", fold(name))) if word not in _SMALL]
    number = next((place for place, word in enumerate(words) if word[0].isdigit()), len(words))
    letters = "".join(word[0] for word in words[:number] if word != "nr")
    return letters + "".join(words[number : number + 1]) if len(letters) > 1 else ""
