"""Several editions of the programme side by side: a new file beside the old, which goes on counting its own years.

An office adds an edition by its file; it is checked whole before it is taken in. Two editions may not claim one year,
and a code means one way of counting for ever: records store codes, and old years must not change their meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from ..core.files import replacing
from ..core.problems import Problem, Refused
from ..paths import CATALOGUE, data_folder
from .catalogue import Catalogue, editions
from .catalogue_reading import read

PATTERN = "programme-*.toml"


def own_folder() -> Path:
    """Where the editions lie that an office has added; it need not exist."""
    return data_folder() / "catalogue"


def read_all() -> tuple[Catalogue, ...]:
    """Every edition, the oldest first. One that the program came with stands above an added one of the same code."""
    known: dict[str, tuple[Path, Catalogue]] = {}
    for folder in (CATALOGUE, own_folder()):
        for path in sorted(folder.glob(PATTERN)):
            one = read(path)
            known.setdefault(one.code, (path, one))
    if not known:
        raise Refused(Problem("", "problem.catalogue_missing", {"file": str(CATALOGUE / PATTERN)}))
    ordered = sorted(known.values(), key=lambda found: found[1].programme.first_year)
    problems = [problem for first, second in combinations(ordered, 2) for problem in _clashes(first, second)]
    if problems:
        raise Refused(*problems)
    return tuple(one for _, one in ordered)


def edition(code: str) -> Catalogue:
    """The edition of this code. KeyError where this program does not have it."""
    return {one.code: one for one in editions()}[code]


def add_edition(path: Path) -> Catalogue:
    """Take in the file of a new edition, checked against those that are there. Raises Refused and takes nothing when
    it is damaged, is there already, claims years of another or counts a known code in another way."""
    new, known = read(path), editions()
    if any(one.code == new.code for one in known):
        raise Refused(Problem("", "problem.catalogue_known", {"file": path.name, "code": new.code}))
    problems = [problem for one in known for problem in _clashes((Path(one.code), one), (path, new))]
    if problems:
        raise Refused(*problems)
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / f"programme-{new.code}.toml") as target:
        target.write_bytes(path.read_bytes())
    editions.cache_clear()
    return new


def _clashes(first: tuple[Path, Catalogue], second: tuple[Path, Catalogue]) -> Iterator[Problem]:
    (_, one), (path, other) = first, second
    mine, theirs = one.programme, other.programme
    low, high = max(mine.first_year, theirs.first_year), min(mine.last_year, theirs.last_year)
    if low <= high:
        told = {"file": path.name, "other": one.code, "first": low, "last": high}
        yield Problem("", "problem.catalogues_overlap", told)
    for code in _counted_differently(one, other):
        yield Problem("", "problem.catalogue_code_reused", {"file": path.name, "code": code, "other": one.code})


def _counted_differently(one: Catalogue, other: Catalogue) -> list[str]:
    """Codes of numbers that both have and count in another way. Their words, bases and targets may change."""
    pairs: Iterable[tuple[dict[str, Any], dict[str, Any], Sequence[str]]] = (
        (dict(one.measures), dict(other.measures), ("formula", "unit", "kind", "aggregation")),
        (dict(one.indicators), dict(other.indicators), ("formula", "unit", "kind", "source")),
    )
    return [
        code
        for mine, theirs, facts in pairs
        for code in mine
        if code in theirs and any(getattr(mine[code], fact) != getattr(theirs[code], fact) for fact in facts)
    ]
