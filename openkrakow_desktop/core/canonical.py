"""Plain data as canonical JSON and back, without loss: the same data are the same text, byte for byte, for ever.

What may stand in it follows from the types of a root class alone; a field or a class that comes later needs nothing
here. Exact numbers stay exact ("98/3"), dates and instants are ISO 8601, keys stand in order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import sys
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

KIND = "@"  # what an object of the JSON is; plain texts, whole numbers, true, false and null are themselves
IS = "is"  # the value of what has no fields of its own
Naming = tuple[Callable[[Any], str], Callable[[str], Any]]  # the name something is known by, and what has the name
_EXACT: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "moment": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),  # before the date, whose kind it is
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "time": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "fraction": (Fraction, str, Fraction),
    "decimal": (Decimal, str, Decimal),
    "key": (UUID, str, UUID),
}


def canonical(tree: Any) -> str:
    """JSON that is always written alike: keys in order, no spaces, letters as they are."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex: what `sha256sum` says of it."""
    return hashlib.sha256(text.encode()).hexdigest()


class Canonical:
    """Turns a `root` dataclass, and all that its fields may hold, into trees of JSON and back.

    `scope`: names that modules of its parts use in hints only. `named`: classes kept by a name instead of their
    contents (an entry of the catalogue by its code)."""

    def __init__(
        self, root: type, scope: Mapping[str, Any] | None = None, named: Mapping[type, Naming] | None = None
    ) -> None:
        self._root, self._scope, self._named = root, dict(scope or {}), dict(named or {})

    @cached_property
    def kinds(self) -> Mapping[str, type]:
        """Every dataclass and enumeration that can stand in it, by its name. TypeError where two have one name."""
        found: dict[str, type] = {}
        waiting = [self._root, *self._named]
        while waiting:
            kind = waiting.pop()
            if found.setdefault(kind.__name__, kind) is not kind:
                raise TypeError(f"two kinds are called {kind.__name__}")
            if dataclasses.is_dataclass(kind) and kind not in self._named:
                hints = typing.get_type_hints(kind, vars(sys.modules[kind.__module__]), self._scope)
                waiting += [
                    one for hint in hints.values() for one in classes_in(hint) if found.get(one.__name__) != one
                ]
        return found

    def told(self, value: Any) -> Any:
        """The value as a tree of JSON. TypeError for what is no part of the root."""
        if value is None or isinstance(value, (str, bool, int, float)):
            return value
        if isinstance(value, (tuple, list)):
            return [self.told(one) for one in value]
        if isinstance(value, Enum):
            return {KIND: type(value).__name__, IS: value.value}
        for name, (kind, told, _) in _EXACT.items():
            if isinstance(value, kind):
                return {KIND: name, IS: told(value)}
        if isinstance(value, Mapping):
            return {KIND: "map", IS: [[self.told(key), self.told(one)] for key, one in value.items()]}
        if isinstance(value, frozenset):
            return {KIND: "set", IS: [self.told(one) for one in sorted(value)]}
        name = type(value).__name__
        same: Any = self.kinds.get(name)
        if same is not type(value):
            raise TypeError(f"no part of {self._root.__name__}: {name}")
        if type(value) in self._named:
            return {KIND: name, IS: self._named[type(value)][0](value)}
        return {KIND: name} | {one.name: self.told(getattr(value, one.name)) for one in dataclasses.fields(same)}

    def read(self, tree: Any) -> Any:
        """The value that `told` gave this tree. ValueError where it is none."""
        try:
            return self._read(tree)
        except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
            raise ValueError(f"no {self._root.__name__}: {error}") from error

    def _read(self, tree: Any) -> Any:
        if isinstance(tree, list):
            return tuple(self._read(one) for one in tree)
        if not isinstance(tree, dict):
            return tree
        name = tree[KIND]
        if name in _EXACT:
            return _EXACT[name][2](tree[IS])
        if name == "map":
            return MappingProxyType({self._read(key): self._read(one) for key, one in tree[IS]})
        if name == "set":
            return frozenset(self._read(one) for one in tree[IS])
        kind = self.kinds[name]
        if kind in self._named:
            return self._named[kind][1](tree[IS])
        if issubclass(kind, Enum):
            return kind(tree[IS])
        return kind(**{key: self._read(one) for key, one in tree.items() if key != KIND})


def classes_in(hint: Any) -> list[type]:
    """The dataclasses and enumerations that a type names, at any depth."""
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or issubclass(hint, Enum)):
        return [hint]
    return [one for part in typing.get_args(hint) for one in classes_in(part)]
