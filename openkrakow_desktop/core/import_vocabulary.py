"""What offices call things: synonyms of headings and values, units, words for "about" and "total" — all of it data.

The file is resources/import/synonyms.toml; the registers' own words in every language stand beside it. A near spelling
is taken from 88 of 100 on (rapidfuzz, folded, words in any order), and never for a word shorter than five letters."""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

from ..paths import RESOURCES
from .declarations import Field, Register
from .text import clean, fold
from .words import LANGUAGES, choice_key, words

FILE = RESOURCES / "import" / "synonyms.toml"
NEAR = 88  # of 100: from here on a heading or a value counts as a near spelling
SHORTEST, LONGEST = 5, 100  # letters of what may be spelt nearly
EXACT, SYNONYM = 100, 96  # what a register's own word, and a synonym, score
SURE = 94  # above it no letter was guessed; below it is a near spelling
SIDE = "+"  # begins a column that becomes rows of another register: '+attendance'
REFERENCE = "#"  # column by which rows of other sheets of the same file may name a row
MONTH, YEAR = "@month", "@year"  # columns that only say when: they complete the dates of their rows


@cache
def vocabulary() -> Mapping[str, Any]:
    """The data file as it stands."""
    return tomllib.loads(FILE.read_text("utf-8"))


def folded(name: str) -> frozenset[str]:
    """One of the file's lists of words, folded."""
    return frozenset(fold(word) for word in vocabulary()[name])


@lru_cache(4096)
def plain_heading(text: str) -> str:
    """A heading as it is compared: folded, without stars, colons and brackets, abbreviations written out."""
    said = re.sub(r"[*:\"„”]|(?<=\w)-\s+(?=\w)", "", fold(clean(text)).replace("\n", " "))
    said = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", said)).strip(" .,-/") or said.strip("() ")
    short: Mapping[str, str] = vocabulary()["abbreviations"]
    return " ".join(short.get(word.rstrip("."), word.rstrip(".")) for word in said.split())


def targets(register: Register) -> tuple[str, ...]:
    """Everything a column of a sheet may feed: the fields, the side columns, and when."""
    side = tuple(SIDE + name for name in register.side.names) if register.side else ()
    return (*register.form, *side, *((MONTH, YEAR) if register.date else ()))


def target_key(register: Register, target: str) -> str:
    """The word of a target."""
    return f"import_target.{target[1:]}" if target in (MONTH, YEAR) else f"{register.key}.{target.removeprefix(SIDE)}"


@cache
def _headings(register: Register) -> Mapping[str, tuple[str, int]]:
    """Heading as it is compared → (target, score)."""
    known: dict[str, tuple[str, int]] = {}
    for name in targets(register):
        for language in LANGUAGES:
            known.setdefault(plain_heading(words(language)(target_key(register, name))), (name, EXACT))
        if name in register.form:
            known.setdefault(plain_heading(name), (name, EXACT))
    sections = vocabulary()["columns"]
    for section in (sections.get(register.key, {}), sections["every"]):
        for name, synonyms in section.items():
            for one in synonyms if name in targets(register) else ():
                known.setdefault(plain_heading(one), (name, SYNONYM))
    return known


def targets_of(register: Register, candidates: Iterable[str]) -> dict[str, int]:
    """What a heading may feed: target → score. `candidates` are the ways to read it: both its lines, the lower one."""
    known, found = _headings(register), dict[str, int]()
    for place, candidate in enumerate(candidates):
        said = plain_heading(candidate)
        if said in known:
            target, score = known[said]
            found[target] = max(found.get(target, 0), score - place)
        elif SHORTEST <= len(said) <= LONGEST and not found:
            for name, (target, _) in known.items():
                score = likeness(said, name)
                if score >= NEAR:
                    found[target] = max(found.get(target, 0), score - EXACT + SYNONYM - 2 - place)
    return found


@cache
def all_headings(registers: tuple[Register, ...]) -> frozenset[str]:
    """Every heading that some register knows, exactly or as a synonym, as `plain_heading` writes them."""
    return frozenset(name for register in registers for name in _headings(register))


@lru_cache(16384)
def likeness(one: str, other: str) -> int:
    """0–100: how alike two folded texts are, letter by letter or with their words in another order."""
    if len(other) < SHORTEST:
        return 0
    return int(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)))


def chosen_by(said: str) -> list[str]:
    """The registers that the name of a sheet or file speaks for."""
    name = fold(clean(said))
    return [key for key, hints in vocabulary()["sheets"].items() if any(fold(hint) in name for hint in hints)]


# ---- values --------------------------------------------------------------------------------------------------------
def value_of(field: Field, said: str) -> tuple[Any, bool] | None:
    """(the choice that a freely written value means, whether that was a near spelling), None where it is none."""
    known = _values(field)
    text = fold(clean(said)).strip(" .")
    if text in known:
        return known[text], False
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    best = {id(value): value for name, value in known.items() if likeness(text, name) >= NEAR}
    return (next(iter(best.values())), True) if len(best) == 1 else None


@cache
def _values(field: Field) -> Mapping[str, Any]:
    known: dict[str, Any] = {}
    for value, key in field.choices.items():
        names = [str(value.value), value.name] if isinstance(value, enum.Enum) else [str(value)]
        for name in (*names, *(words(language)(key) for language in LANGUAGES)):
            known.setdefault(fold(clean(name)), value)
        for name in vocabulary()["values"].get(_member_key(value, key), ()):
            known.setdefault(fold(name), value)
    return known


def _member_key(value: Any, key: str) -> str:
    return choice_key(value) if isinstance(value, enum.Enum) else key
