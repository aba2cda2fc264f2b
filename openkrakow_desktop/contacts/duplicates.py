"""Likeness of names: which two records may be one. Pure; a person decides, the score only orders the proposals.

Names are compared in Latin letters, folded, words in any order. Legal forms do not count, but numbers do: school 5 is
not school 15, and district V is not district VI."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from uuid import UUID

from rapidfuzz import fuzz, process

from ..core.text import fold, latin

LEAST = 88            # of 100: below it two names are not proposed
OTHER_EMAIL = 8       # of the score of one name with two different addresses
LEAST_WORD = 78       # and below this the words that differ are different names: Wanda is not Danuta
_CROWD = 150          # of records that share a beginning: beyond it only neighbours in alphabetical order are compared
_NEIGHBOURS = 10
_BLOCK = 600          # of names that share a word and the beginning of another: beyond it only neighbours too
_NAMESAKES = 12       # people of one name of whom every pair is proposed
_LEGAL_FORMS = re.compile(
    r"\b(fundacja|stowarzyszenie|zwiazek|towarzystwo|spoldzielnia socjalna|organizacja pozytku publicznego|opp"
    r"|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna|spolka jawna|spolka komandytowa|spolka cywilna"
    r"|sp\.? ?z ?o\.? ?o\.?|sp\.? ?j\.?|sp\.? ?k\.?|s\.? ?a\.?|s\.? ?c\.?|p\.? ?s\.? ?a\.?"
    r"|z siedziba w krakowie|w krakowie|foundation|association|ltd\.?|inc\.?|llc"
    r"|blahodiinyi fond|hromadska orhanizatsiia)(?=\W|$)")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(\d+\w?|[ivxl]+)$")


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


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


# ---- people, by the tens of thousands ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PersonNamed:
    """What is compared of a person: the name as written, its stored spoken key, the e-mail in one form (or nothing)."""

    id: UUID
    name: str
    spoken: str
    email: str


_Two = tuple[PersonNamed, PersonNamed]


def people_alike(people: Sequence[PersonNamed], progress: Callable[[int, int], None] = _quiet) -> list[Likeness]:
    """Pairs of people who may be one, likeliest first: one e-mail, one name however spelt, or a slip of the pen.

    Two spellings of a person share a whole word (a slip is in the other one), so only names that share one are
    compared, and of those only names whose other words begin alike or go on alike. `progress(done, all)` may raise."""
    by_key: dict[str, list[PersonNamed]] = defaultdict(list)
    for one in people:
        if one.spoken:
            by_key[" ".join(sorted(one.spoken.split()))].append(one)
    found: dict[tuple[UUID, UUID], Likeness] = {}
    for first, second in _same_email(people):
        found[_in_order(first, second)] = _likeness(first, second, 100, "same_email")
    for group in by_key.values():
        for first, second in _some_pairs(group):
            reason, score = _why_equal(first.name, second.name), 100
            if first.email and second.email:  # and not the same, or the pair would be there: perhaps namesakes
                score -= OTHER_EMAIL
            found.setdefault(_in_order(first, second), _likeness(first, second, score, reason))
    for (key, other), score in _similar_keys(list(by_key), progress).items():
        for first, second in _across(by_key[key], by_key[other]):
            found.setdefault(_in_order(first, second), _likeness(first, second, score, "similar_name"))
    return sorted(found.values(), key=lambda one: (-one.score, one.reason, one.first.int, one.second.int))


def _similar_keys(keys: Sequence[str], progress: Callable[[int, int], None]) -> dict[tuple[str, str], int]:
    """Different keys that are alike, with their score."""
    blocks: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # the rest of each name → the name
    for key in keys:
        words = key.split()
        for place, anchor in enumerate(words):
            rest = "".join(words[:place] + words[place + 1 :]) or anchor
            shared = anchor if len(words) > 1 else ""
            blocks[shared, rest[:1]][rest] = key
            blocks[shared, f"+{rest[1:4]}"][rest] = key
    found: dict[tuple[str, str], int] = {}
    for done, ((shared, _), block) in enumerate(blocks.items()):
        if done % 2_000 == 0:
            progress(done, len(blocks))
        if len(block) > 1:
            _compare(block, len(block) > _BLOCK or not shared, found)
    return found


def _compare(block: Mapping[str, str], neighbours_only: bool, found: dict[tuple[str, str], int]) -> None:
    """Alike names of one block: every pair, or in a crowd each with those next to it in alphabetical order."""
    rests = sorted(block)
    reach = _NEIGHBOURS if neighbours_only else len(rests)
    for place, rest in enumerate(rests[:-1]):
        others = rests[place + 1 : place + 1 + reach]
        for other, _, _ in process.extract(rest, others, scorer=fuzz.ratio, score_cutoff=LEAST_WORD, limit=None):
            pair = min(block[rest], block[other]), max(block[rest], block[other])
            score = int(fuzz.ratio(*pair, score_cutoff=LEAST))
            if score and pair[0] != pair[1]:
                found[pair] = score


def _same_email(people: Sequence[PersonNamed]) -> Iterator[_Two]:
    groups: dict[str, list[PersonNamed]] = defaultdict(list)
    for one in people:
        if one.email:
            groups[one.email].append(one)
    for group in groups.values():
        yield from _some_pairs(group)


def _some_pairs(group: Sequence[PersonNamed]) -> Iterator[_Two]:
    """All pairs of a group; of a very common name each with the next, or they would bury everything else."""
    if len(group) <= _NAMESAKES:
        yield from combinations(group, 2)
    else:
        yield from pairwise(group)


def _across(some: Sequence[PersonNamed], others: Sequence[PersonNamed]) -> Iterator[_Two]:
    for first in some[:_NAMESAKES]:
        for second in others[:_NAMESAKES]:
            yield first, second


def _in_order(first: PersonNamed, second: PersonNamed) -> tuple[UUID, UUID]:
    return (first.id, second.id) if first.id < second.id else (second.id, first.id)


def _likeness(first: PersonNamed, second: PersonNamed, score: int, reason: str) -> Likeness:
    return Likeness(*_in_order(first, second), score, reason)
