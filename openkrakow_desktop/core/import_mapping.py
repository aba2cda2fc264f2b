"""Which column of an office's sheet feeds which field: guessed, corrected by a person, remembered.

A mapping is known again by the fingerprint of the sheet's headings, wherever its columns have been moved. It is kept in
the settings of the laptop and travels as a TOML file; it holds headings and words, never rows."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from .declarations import Declared, Register
from .excel_read import CellValue
from .files import replacing
from .import_layout import Layout
from .import_loose import Setting, read_loosely
from .import_problems import Unreadable
from .import_vocabulary import (
    REFERENCE,
    SURE,
    chosen_by,
    folded,
    plain_heading,
    target_key,
    targets,
    targets_of,
)
from .problems import Problem, Refused
from .text import clean

REMEMBERED = "import_mappings"  # the setting that keeps them
MOST = 60  # mappings kept on one laptop; the oldest is forgotten first
SPOKEN_FOR = 3  # what a word in the name of a sheet or file weighs, in recognised columns
BY_NAME = 100  # the register's own name decides


@dataclass(frozen=True)
class SheetMapping:
    """How one kind of sheet is read. `register` is empty where it is not to be read at all.

    `columns`: heading → field, '+count', '@month', '@year' or nothing; `constants`: field → what its cells would say;
    `values`: field → what is written there → what it means; `units`: words that may stand beside numbers."""

    register: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    units: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    name: str = ""

    def used(self) -> dict[str, str]:
        """Heading → target, of the columns that are used."""
        return {heading: target for heading, target in self.columns.items() if target}


@dataclass(frozen=True)
class Guess:
    """A mapping with the score it was chosen by, and why columns are not used: heading → word key and its values."""

    mapping: SheetMapping
    score: float
    why: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # heading → (reason, the heading that has it)


def fingerprint_of(headings: Iterable[str]) -> str:
    """The same for the same headings in any order, however they are spaced, marked or capitalised."""
    said = sorted(plain_heading(one) for one in headings)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:20]


# ---- guessing ------------------------------------------------------------------------------------------------------
def guess(
    layout: Layout, registers: Iterable[Register], by_name: Collection[str], named: Iterable[str]
) -> Guess | None:
    """The best register for this sheet with a mapping of its columns; None where fewer than two columns are known.

    `by_name`: registers whose very name the sheet bears; `named`: what the sheet and the file are called, in which a
    word may speak for a register."""
    spoken = {key for said in named for key in chosen_by(said)}
    best: Guess | None = None
    for register in registers:
        made = guess_columns(layout, register)
        used = made.mapping.used()
        if len(used) < (1 if register.key in by_name else 2):
            continue
        asked = [one.name for one in register.fields() if register.asks(one.name)]
        found = sum(name in used.values() for name in asked)
        if asked and not found and register.key not in by_name:
            continue  # nothing that makes a record: a summary by months, a list of rooms
        score = made.score + (found / len(asked) if asked else 0)
        score += SPOKEN_FOR if register.key in spoken else 0
        score += BY_NAME if register.key in by_name else 0
        if best is None or score > best.score:
            best = replace(made, score=score)
    return best


def guess_columns(layout: Layout, register: Register) -> Guess:
    """A mapping of a sheet's columns for this register: the surest first, no field twice."""
    offers = [
        (score, -place, target)
        for place, ways in layout.readings.items()
        for target, score in targets_of(register, ways).items()
    ]
    taken: dict[str, int] = {}
    columns: dict[int, str] = {}
    total = 0.0
    for score, place, target in sorted(offers, reverse=True):
        if -place not in columns and target not in taken:
            columns[-place], taken[target] = target, -place
            total += 1 if score > SURE else 0.7
    why: dict[str, tuple[str, str]] = {}
    for place, heading in layout.headings.items():
        if place in columns:
            continue
        offered = [target for target in targets_of(register, layout.readings[place]) if target in taken]
        if offered:
            why[heading] = "taken", layout.headings[taken[offered[0]]]
        else:
            why[heading] = ("ignored" if plain_heading(heading) in folded("ignored") else "unknown"), ""
    told = {heading: columns.get(place, "") for place, heading in layout.headings.items()}
    unknown = sum(reason == "unknown" for reason, _ in why.values())
    return Guess(SheetMapping(register.key, told), total - unknown / 4, why)


# ---- checking ------------------------------------------------------------------------------------------------------
def mapping_problems(mapping: SheetMapping, declared: Declared) -> list[Problem]:
    """What is wrong with a mapping itself: an unknown field, two columns for one, a required field without any."""
    if not mapping.register:
        return []
    register = declared.registers.get(mapping.register)
    if register is None:
        return [Problem("", "problem.import_mapping_register", {"name": mapping.register})]
    allowed, found = (*targets(register), REFERENCE), list[Problem]()
    feeding: dict[str, list[str]] = {}
    for heading, target in mapping.used().items():
        if target not in allowed:
            found.append(Problem("", "problem.import_mapping_target", {"heading": heading, "target": target}))
        feeding.setdefault(target, []).append(heading)
    for target, headings in feeding.items():
        if len(headings) > 1 and target in allowed:
            told = {"field": (target_key(register, target),), "first": headings[0], "second": headings[1]}
            found.append(Problem(target, "problem.import_two_columns", told))
    for one in register.fields():
        if register.asks(one.name) and one.name not in feeding and not mapping.constants.get(one.name):
            found.append(Problem(one.name, "problem.import_no_column", {"field": (one.key,)}))
    return found + [problem for name in mapping.constants for problem in _constant_problems(mapping, register, name)]


def _constant_problems(mapping: SheetMapping, register: Register, name: str) -> list[Problem]:
    if name not in register.form:
        return [Problem("", "problem.import_mapping_target", {"heading": "=", "target": name})]
    try:
        read_constant(mapping, register, name)
    except Unreadable as error:
        told = {"field": (register.field(name).key,), "said": mapping.constants[name]}
        return [Problem(name, "problem.import_constant", told), Problem(name, error.key, error.values)]
    return []


def read_constant(mapping: SheetMapping, register: Register, name: str) -> Any:
    """A constant as the value of its field, read as a cell would be. Raises Unreadable."""
    cell = CellValue("text", clean(mapping.constants[name]))
    return read_loosely(register.field(name), cell, Setting()).value


# ---- keeping -------------------------------------------------------------------------------------------------------
def as_tree(mapping: SheetMapping) -> dict[str, Any]:
    """Plain values for JSON or TOML, without what is empty."""
    return {name: value for name, value in asdict(mapping).items() if value not in (None, "", (), {})}


def from_tree(tree: Mapping[str, Any]) -> SheetMapping:
    """The mapping from plain values. Raises Refused where they are of another kind."""

    def texts(value: Any) -> dict[str, str]:
        return {str(name): str(said) for name, said in dict(value).items()}

    try:
        year = tree.get("year")
        return SheetMapping(
            register=str(tree.get("register", "")),
            columns=texts(tree.get("columns", {})),
            constants=texts(tree.get("constants", {})),
            year=int(year) if year is not None else None,
            units=tuple(str(one) for one in tree.get("units", ())),
            values={str(name): texts(told) for name, told in dict(tree.get("values", {})).items()},
            name=str(tree.get("name", "")),
        )
    except (TypeError, ValueError) as error:
        raise Refused(Problem("mapping", "problem.import_mapping_file", {"file": ""})) from error


Mappings = Mapping[str, SheetMapping]
"""By the fingerprint of the headings."""


class Keeper(Protocol):
    """The settings, or what stands in for them."""

    def get(self, name: str, /) -> Any: ...

    def set(self, name: str, value: Any, /) -> None: ...


def remembered(settings: Keeper) -> dict[str, SheetMapping]:
    """The mappings that this laptop keeps, the latest last; one that cannot be read is left out."""
    found: dict[str, SheetMapping] = {}
    kept = settings.get(REMEMBERED)
    for tree in kept if isinstance(kept, list) else ():
        try:
            found[str(tree["headings"])] = from_tree(tree)
        except (Refused, AttributeError, KeyError, TypeError):
            continue
    return found


def remember(settings: Keeper, mappings: Mappings) -> None:
    """Keep these mappings for the next file with the same headings."""
    kept = {mark: one for mark, one in remembered(settings).items() if mark not in mappings} | dict(mappings)
    settings.set(REMEMBERED, [{"headings": mark} | as_tree(one) for mark, one in list(kept.items())[-MOST:]])


def write_mappings(mappings: Mappings, path: Path) -> None:
    """The mappings as a TOML file, to be looked at, changed and passed on."""

    def pairs(told: Mapping[str, str]) -> list[str]:
        return [f"{_toml(key)} = {_toml(value)}" for key, value in told.items()]

    lines: list[str] = []
    for mark, mapping in mappings.items():
        tree = as_tree(mapping)
        lines += ["[[sheet]]", f"headings = {_toml(mark)}"]
        lines += [f"{name} = {_toml(tree[name])}" for name in ("name", "register", "year", "units") if name in tree]
        for name in ("columns", "constants"):
            if name in tree:
                lines += [f"[sheet.{name}]", *pairs(tree[name])]
        for name, told in tree.get("values", {}).items():
            lines += [f"[sheet.values.{_toml(name)}]", *pairs(told)]
        lines.append("")
    with replacing(path) as target:
        target.write_text("\n".join(lines), "utf-8")


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_mappings(path: Path) -> dict[str, SheetMapping]:
    """The mappings of a TOML file. Raises Refused where it is none."""
    wrong = Refused(Problem("mapping", "problem.import_mapping_file", {"file": path.name}))
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Refused(Problem("mapping", "problem.file_missing", {"file": path.name})) from None
    except (OSError, ValueError):
        raise wrong from None
    sheets = tree.get("sheet")
    if not isinstance(sheets, list) or not sheets:
        raise wrong
    try:
        return {str(one["headings"]): from_tree(one) for one in sheets}
    except (KeyError, TypeError, AttributeError, Refused):
        raise wrong from None
