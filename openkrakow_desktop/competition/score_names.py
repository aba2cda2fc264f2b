"""Whom and what the words of a table of scores mean: members, candidates, criteria, marks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ..core.text import clean, fold
from ..paths import RESOURCES
from .cards import Asked
from .model import Candidate, Juror

if TYPE_CHECKING:
    from ..core.excel_read import CellValue

FILE = RESOURCES / "import" / "score_matrix.toml"


@lru_cache(16_384)
def plain(text: str) -> str:
    """Words as they are compared: without case, diacritics, full stops and colons, one space between."""
    return " ".join(fold(clean(text)).replace(".", " ").replace(":", " ").split())


@cache
def vocabulary() -> Mapping[str, Any]:
    """The words offices use, each list folded."""
    told = tomllib.loads(FILE.read_text("utf-8"))
    made: dict[str, Any] = {name: frozenset(map(plain, some)) for name, some in told.items() if isinstance(some, list)}
    made["headings"] = {plain(said): name for name, some in told["headings"].items() for said in some}
    return made


def heading_of(text: str) -> str:
    """no, candidate, juror, criterion, points, remark, edition; empty for any other words."""
    return str(vocabulary()["headings"].get(plain(text), ""))


def is_total(text: str) -> bool:
    """Whether the words stand over or beside a sum."""
    words = plain(text)
    return words in vocabulary()["totals"] or words.split(" ", 1)[0] in vocabulary()["totals"]


def meaning_of(cell: CellValue) -> int | str | None:
    """Whole points, 'recused', 'abstained'; None for what is none of these (a half, TRUE, a formula, a date)."""
    if cell.kind == "number":
        return int(cell.value) if isinstance(cell.value, int) or cell.value.is_integer() else None
    if cell.kind != "text":
        return None
    words = plain(str(cell.value))
    for mark in ("recused", "abstained"):
        if words in vocabulary()[mark]:
            return mark
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else None


@dataclass
class Names:
    """What everybody in an edition is called. `told`: unknown names that were told already; `heads`: what the headings
    of a column were understood as."""

    jurors: dict[str, UUID]
    by_no: dict[str, UUID]
    candidates: dict[str, UUID]
    criteria: dict[str, UUID]
    words: dict[UUID, str]
    told: set[tuple[str, str]] = field(default_factory=set)
    heads: dict[tuple[str, str, str], tuple[UUID | None, UUID | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, jurors: Iterable[Juror], candidates: Iterable[Candidate], asked: Iterable[Asked]) -> Names:
        people: list[tuple[str, UUID]] = []
        words: dict[UUID, str] = {}
        for one in jurors:
            said = plain(one.name or "")
            people += [(said, one.id), (" ".join(reversed(said.split(" ", 1))), one.id), (said.split(" ")[-1], one.id)]
            words[one.id] = one.name or ""
        standing, numbers = [], []
        for stander in candidates:
            words[stander.id] = stander.name or ""
            standing.append((plain(stander.name or ""), stander.id))
            if stander.no:
                numbers.append((str(stander.no), stander.id))
        listed = list(asked)
        scales: list[tuple[str, UUID]] = []
        for one_asked in listed:
            numbered = (str(one_asked.no), f"k{one_asked.no}", f"kryterium {one_asked.no}", f"criterion {one_asked.no}")
            scales += [(plain(one_asked.name), one_asked.id), *((said, one_asked.id) for said in numbered)]
            scales.append((plain(f"{one_asked.no}. {one_asked.name}"), one_asked.id))
        if len(listed) == 1:
            scales.append(("", listed[0].id))
        return cls(_unique(people), _unique(numbers), _unique(standing), _unique(scales), words)

    def juror(self, text: str) -> UUID | None:
        """By name, by name turned round, by surname where only one bears it."""
        return self.jurors.get(plain(text))

    def candidate(self, no: str, name: str) -> UUID | None:
        """By number where it agrees with the name, else by the name alone where only one bears it."""
        numbered, named = self.by_no.get(plain(no)), self.candidates.get(plain(name))
        if name and numbered is not None:
            return numbered if plain(self.words[numbered]) == plain(name) else named
        return numbered if not name else named

    def criterion(self, text: str) -> UUID | None:
        """By name, or number: 2, K2, Kryterium 2. No words: the only one there is."""
        return self.criteria.get(plain(text))

    def said(self, juror: UUID, candidate: UUID) -> tuple[str, str]:
        return self.words[juror], self.words[candidate]


def _unique(told: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    """Words → key, without words that mean several."""
    found: dict[str, set[UUID]] = {}
    for words, key in told:
        found.setdefault(words, set()).add(key)
    return {words: next(iter(keys)) for words, keys in found.items() if len(keys) == 1}
