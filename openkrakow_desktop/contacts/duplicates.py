"""Likeness of names: which two records may be one. Pure; a person decides, the score only orders the proposals.

Names are compared in Latin letters, folded, words in any order. Legal forms do not count, but numbers do: school 5 is
not school 15, and district V is not district VI."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from rapidfuzz import fuzz

from ..core.text import fold, latin

LEAST = 88            # of 100: below it two names are not proposed
_CROWD = 150          # of records that share a beginning: beyond it only neighbours in alphabetical order are compared
_NEIGHBOURS = 10
_LEGAL_FORMS = re.compile(
    r"\b(fundacja|stowarzyszenie|zwiazek|towarzystwo|spoldzielnia socjalna|organizacja pozytku publicznego|opp"
    r"|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna|spolka jawna|spolka komandytowa|spolka cywilna"
    r"|sp\.? ?z ?o\.? ?o\.?|sp\.? ?j\.?|sp\.? ?k\.?|s\.? ?a\.?|s\.? ?c\.?|p\.? ?s\.? ?a\.?"
    r"|z siedziba w krakowie|w krakowie|foundation|association|ltd\.?|inc\.?|llc"
    r"|blahodiinyi fond|hromadska orhanizatsiia)(?=\W|$)")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(\d+\w?|[ivxl]+)$")


@dataclass(frozen=True)
class Named:
    """What is compared: a name in one line and identifiers by kind (nip, email …), each already brought to one form."""

    id: UUID
    name: str
    marks: Mapping[str, str]


@dataclass(frozen=True)
class Likeness:
    """Two records that may be one. `score` 0–100; `reason` is a word key under `likeness.`."""

    first: UUID
    second: UUID
    score: int
    reason: str

    @property
    def word(self) -> str:
        """The key of its reason's word."""
        return f"likeness.{self.reason}"


def organisation_key(name: str) -> str:
    """An organisation's name for comparing: Latin, folded, without legal forms and punctuation, words in order."""
    folded = latin(name)
    without = _LEGAL_FORMS.sub(" ", folded)
    return " ".join(sorted(_WORD.findall(without) or _WORD.findall(folded)))


def person_words(name: str) -> str:
    """A person's name for comparing: Latin, folded, its words in order, so that surname and first name may swap."""
    return " ".join(sorted(_WORD.findall(latin(name))))


def alike(records: Sequence[Named], key: Callable[[str], str]) -> list[Likeness]:
    """Pairs of records that may be one, likeliest first. Each pair once, the earlier record first."""
    keys = {one.id: key(one.name) for one in records}
    names = {one.id: one.name for one in records}
    numbers = {key: _numbers(words) for key, words in keys.items()}
    found: dict[tuple[UUID, UUID], Likeness] = {}
    for first, second, kind in _by_marks(records):
        found[first, second] = Likeness(first, second, 100, f"same_{kind}")
    for first, second in _by_names(keys):
        if (first, second) in found or numbers[first] != numbers[second]:
            continue
        if keys[first] == keys[second]:
            score, reason = 100, _why_equal(names[first], names[second])
        else:
            score, reason = int(fuzz.ratio(keys[first], keys[second], score_cutoff=LEAST)), "similar_name"
        if score >= LEAST:
            found[first, second] = Likeness(first, second, score, reason)
    return sorted(found.values(), key=lambda one: (-one.score, one.reason, one.first.int, one.second.int))


def _why_equal(first: str, second: str) -> str:
    if fold(first) == fold(second):
        return "same_name"
    is_latin, also = (fold(name) == latin(name) for name in (first, second))
    return "same_name_other_form" if is_latin is also else "same_name_other_alphabet"


def _by_marks(records: Sequence[Named]) -> Iterator[tuple[UUID, UUID, str]]:
    groups: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for one in records:
        for kind, mark in one.marks.items():
            if mark:
                groups[kind, mark].append(one.id)
    for (kind, _), ids in groups.items():
        for first, second in _pairs(ids):
            yield first, second, kind


def _by_names(keys: Mapping[UUID, str]) -> Iterator[tuple[UUID, UUID]]:
    """Pairs worth comparing: equal names, or a word in common beginning (names alike share at least one)."""
    exact: dict[str, list[UUID]] = defaultdict(list)
    begins: dict[str, set[UUID]] = defaultdict(set)
    for key, words in keys.items():
        if words:
            exact[words].append(key)
            for word in words.split():
                begins[word[:4]].add(key)
    told: set[tuple[UUID, UUID]] = set()
    for group in exact.values():
        told.update(_pairs(group))
    for ids in begins.values():
        if len(ids) <= _CROWD:
            told.update(_pairs(ids))
        else:
            in_order = sorted(ids, key=lambda key: (keys[key], key.int))
            for place, key in enumerate(in_order):
                for other in in_order[place + 1 : place + _NEIGHBOURS]:
                    told.update(_pairs((key, other)))
    yield from sorted(told)


def _pairs(ids: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    return combinations(sorted(set(ids)), 2)


def _numbers(words: str) -> frozenset[str]:
    return frozenset(word for word in words.split() if _NUMBER.match(word))
