"""A pasted block of people as rows: which columns are names, units, groups, addresses. Pure; nothing is looked up here.

Headings decide where there are any; without them each column is judged by what stands in it. A column of both names is
read surname first, as lists have it, unless its heading says the other order."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from ..core.import_vocabulary import plain_heading
from ..core.problems import refuse
from ..core.text import clean, fold
from ..core.words import LANGUAGES, words
from ..paths import RESOURCES
from .model import TrainingGroup

FILE = RESOURCES / "import" / "training_people.toml"
MOST = 1_000  # rows of one block: a training is no register
FIELDS = ("last_name", "first_name", "unit", "group", "email")
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Written:
    """A person as somebody wrote them. `person_id`: known to be this one; `is_new`: said to be nobody known."""

    last_name: str = ""
    first_name: str = ""
    unit: str = ""
    group: str = ""
    email: str = ""
    person_id: UUID | None = None
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not any(getattr(self, name) for name in FIELDS)


@cache
def vocabulary() -> Mapping[str, Mapping[str, Any]]:
    """The data file as it stands."""
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def _headings() -> Mapping[str, str]:
    """Heading as it is compared → what its column holds."""
    return {plain_heading(said): name for name, known in vocabulary()["headings"].items() for said in known}


@cache
def _groups() -> Mapping[str, TrainingGroup]:
    known: dict[str, TrainingGroup] = {}
    for group in TrainingGroup:
        own = [words(language).choice(group) for language in LANGUAGES]
        for said in (group.value, *own, *vocabulary()["groups"].get(group.value, ())):
            known.setdefault(fold(clean(said)), group)
    return known


def group_said(said: str) -> TrainingGroup | None:
    """The group that somebody means; None where it is none."""
    return _groups().get(fold(clean(said)).strip(" ."))


def split_name(said: str, first_name_first: bool = False) -> tuple[str, str]:
    """(surname, first names) of one text; a comma always stands after the surname."""
    said = clean(said)
    if "," in said:
        last, _, first = said.partition(",")
    elif first_name_first:
        first, _, last = said.rpartition(" ")
    else:
        last, _, first = said.partition(" ")
    return last.strip(), first.strip()


def read_block(text: str, is_unit: Known = lambda said: False) -> list[Written]:
    """The people of a block copied from a sheet, a message or a list. `is_unit` says whether a text names a unit.

    Raises Refused for a block that holds nothing, or more rows than a training has people."""
    table = [[clean(cell) for cell in line] for line in _cells(text)]
    table = [line for line in table if any(line)]
    if not table:
        refuse("", "problem.paste_empty")
    if len(table) > MOST:
        refuse("", "problem.paste_too_long", most=MOST, rows=len(table))
    width = max(len(line) for line in table)
    table = [line + [""] * (width - len(line)) for line in table]
    columns = _by_headings(table[0])
    if columns:
        table = table[1:]
    else:
        columns = _by_content(table, is_unit)
    found = [_written(line, columns) for line in table]
    return [one for one in found if not one.is_empty]


def _cells(text: str) -> list[list[str]]:
    """The block cut into cells: tabs from a sheet, else semicolons, else commas that every line has as many of."""
    lines = [line for line in text.splitlines() if line.strip()]
    if "\t" in text:
        sign = "\t"
    elif any(";" in line for line in lines):
        sign = ";"
    elif lines and lines[0].count(",") > 1 and len({line.count(",") for line in lines}) == 1:
        sign = ","
    else:
        return [[line] for line in lines]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error:  # a quotation mark that never ends: then it is a letter
        return [line.split(sign) for line in lines]


def _by_headings(line: Sequence[str]) -> dict[int, str]:
    """Column → what it holds, where the first row is one of headings."""
    found = {place: _headings()[plain_heading(said)] for place, said in enumerate(line) if _is_heading(said)}
    named = [name for name in found.values() if name != "ignored"]
    if not named or 2 * len(found) < len([said for said in line if said]):
        return {}
    return {place: name for place, name in found.items() if name != "ignored"}


def _is_heading(said: str) -> bool:
    return bool(said) and plain_heading(said) in _headings()


def _by_content(table: Sequence[Sequence[str]], is_unit: Known) -> dict[int, str]:
    """Column → what it seems to hold."""
    found: dict[int, str] = {}
    plain: list[int] = []
    for place in range(len(table[0])):
        said = [line[place] for line in table if line[place]]
        if not said or all(one.strip(".").isdigit() for one in said):
            continue
        if _mostly("email", found, said, lambda one: "@" in one):
            found[place] = "email"
        elif _mostly("group", found, said, lambda one: group_said(one) is not None) and not all(map(is_unit, said)):
            found[place] = "group"
        elif _mostly("unit", found, said, is_unit):
            found[place] = "unit"
        else:
            plain.append(place)
    return found | _names(table, plain, "unit" in found.values())


def _mostly(name: str, found: Mapping[int, str], said: Sequence[str], test: Known) -> bool:
    return name not in found.values() and 2 * sum(map(test, said)) > len(said)


def _names(table: Sequence[Sequence[str]], plain: Sequence[int], has_unit: bool) -> dict[int, str]:
    """Of the columns left: names in one column or in two, then the unit, where none was seen."""
    if not plain:
        return {}
    first, *rest = plain
    together = sum(" " in line[first] for line in table) * 2 > len(table)
    single = together or not rest
    found = {first: "surname_first"} if single else {first: "last_name", rest.pop(0): "first_name"}
    if rest and not has_unit:
        found[rest[0]] = "unit"
    return found


def _written(line: Sequence[str], columns: Mapping[int, str]) -> Written:
    values: dict[str, Any] = {}
    for place, name in columns.items():
        said = line[place]
        if name in ("surname_first", "first_name_first"):
            last, first = split_name(said, name == "first_name_first")
            values |= {"last_name": last, "first_name": first}
        else:
            values.setdefault(name, said)
    return Written(**values)
