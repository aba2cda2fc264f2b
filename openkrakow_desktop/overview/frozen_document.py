"""A document as JSON and back, without loss: how a frozen report is kept, so that it is printed again to the letter.

Every kind of block, value and look is known from the types of `Document` itself; a new kind needs nothing here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from ..core import document as d

KIND = "@"  # what an object of the JSON is; plain texts, whole numbers, true, false and null are themselves
IS = "is"  # the value of what is no object
_EXACT: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "moment": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),  # before the date, whose kind it is
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "time": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "fraction": (Fraction, str, Fraction),
    "decimal": (Decimal, str, Decimal),
}


def to_json(document: d.Document) -> str:
    """The document as one canonical JSON text: the same document is the same text, byte for byte.

    TypeError for a value that no document may hold."""
    return canonical(_told(document))


def from_json(text: str) -> d.Document:
    """The document that `to_json` wrote. ValueError where the text is no document of this program."""
    try:
        found = _read(json.loads(text))
    except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"no document: {error}") from error
    if not isinstance(found, d.Document):
        raise ValueError("no document")
    return found


def canonical(tree: Any) -> str:
    """JSON that is always written alike: keys in order, no spaces, letters as they are."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def block_types() -> tuple[type, ...]:
    """Every kind of block that a document may hold."""
    return tuple(_classes_in(d.Block))


def _told(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [_told(one) for one in value]
    if isinstance(value, Enum):
        return {KIND: type(value).__name__, IS: value.value}
    for name, (kind, told, _) in _EXACT.items():
        if isinstance(value, kind):
            return {KIND: name, IS: told(value)}
    if isinstance(value, Mapping):
        return {KIND: "map", IS: {key: _told(one) for key, one in value.items()}}
    name = type(value).__name__
    if _kinds().get(name) is not type(value):
        raise TypeError(f"no part of a document: {name}")
    parts = dataclasses.fields(_kinds()[name])  # type: ignore[arg-type]  # enumerations are told above
    return {KIND: name} | {one.name: _told(getattr(value, one.name)) for one in parts}


def _read(tree: Any) -> Any:
    if isinstance(tree, list):
        return tuple(_read(one) for one in tree)
    if not isinstance(tree, dict):
        return tree
    name = tree[KIND]
    if name in _EXACT:
        return _EXACT[name][2](tree[IS])
    if name == "map":
        return MappingProxyType({key: _read(one) for key, one in tree[IS].items()})
    kind = _kinds()[name]
    if issubclass(kind, Enum):
        return kind(tree[IS])
    return kind(**{key: _read(one) for key, one in tree.items() if key != KIND})


# ---- what a document is made of ------------------------------------------------------------------------------------
@cache
def _kinds() -> dict[str, type]:
    """Every dataclass and enumeration that can stand in a document, by its name."""
    found: dict[str, type] = {}
    waiting: list[type] = [d.Document]
    while waiting:
        kind = waiting.pop()
        if found.setdefault(kind.__name__, kind) is not kind:
            raise TypeError(f"two parts of a document are called {kind.__name__}")
        if dataclasses.is_dataclass(kind):
            own = vars(sys.modules[kind.__module__])
            hints = typing.get_type_hints(kind, own, vars(d))  # some modules name the document's types only in hints
            waiting += [one for hint in hints.values() for one in _classes_in(hint) if one.__name__ not in found]
    return found


def _classes_in(hint: Any) -> list[type]:
    """The dataclasses and enumerations that a type names, at any depth."""
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or issubclass(hint, Enum)):
        return [hint]
    return [one for part in typing.get_args(hint) for one in _classes_in(part)]
