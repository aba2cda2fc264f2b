"""Reading a catalogue file: every field by the declared kind, every reference followed, nothing missing or unknown.

The dataclasses of catalogue.py are the schema; this module knows only how a TOML value becomes one of their fields."""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ..core.problems import Problem, Refused
from ..core.words import LANGUAGES
from . import catalogue as c

T = TypeVar("T")
Tree = Mapping[str, Any]

# TOML section -> (field of Catalogue, class, its key)
SECTIONS: Mapping[str, tuple[str, type, str]] = {
    "kind": ("kinds", c.Entry, "code"),
    "aggregation": ("aggregations", c.Entry, "code"),
    "deadline": ("deadlines", c.Deadline, "code"),
    "unit": ("units", c.Unit, "code"),
    "register": ("registers", c.Register, "code"),
    "actor": ("actors", c.Entry, "code"),
    "objective": ("objectives", c.Objective, "code"),
    "effect": ("effects", c.Effect, "code"),
    "task": ("tasks", c.Task, "code"),
    "row": ("rows", c.Row, "code"),
    "measure": ("measures", c.Number, "code"),
    "indicator": ("indicators", c.Indicator, "code"),
    "risk": ("risks", c.Risk, "code"),
    "risk_level": ("risk_levels", c.RiskLevel, "code"),
    "risk_response": ("risk_responses", c.RiskResponse, "code"),
    "provision": ("provisions", c.Provision, "code"),
    "definition": ("definitions", c.Definition, "code"),
    "group": ("groups", c.Provision, "code"),
    "funding_source": ("funding_sources", c.Provision, "code"),
    "partner_field": ("partner_fields", c.Provision, "code"),
    "cooperating_body": ("cooperating_bodies", c.Provision, "code"),
    "footnote": ("footnotes", c.Footnote, "number"),
    "chapter": ("chapters", c.Chapter, "code"),
    "column": ("columns", c.Heading, "code"),
    "overlap": ("overlaps", c.Overlap, "code"),
    "defect": ("defects", c.Defect, "code"),
}
EXPECTED_COUNTS: Mapping[str, int] = {  # the 2024 document; a file of another edition must declare its own
    "objective": 6, "task": 25, "row": 26, "measure": 37, "indicator": 10, "risk": 6,
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_HEAD = frozenset({"schema", "code", "languages", "wording_status", "literal_fields", "label_limit", "programme",
                   "expected_counts"})  # fmt: skip
_REFERENCES: tuple[tuple[str, str, str], ...] = (  # section, field, the section it points at
    ("effect", "objective", "objective"),
    ("task", "objective", "objective"),
    ("row", "task", "task"),
    ("row", "deadline", "deadline"),
    ("row", "lead", "actor"),
    ("row", "partners", "actor"),
    ("measure", "row", "row"),
    ("measure", "unit", "unit"),
    ("measure", "kind", "kind"),
    ("measure", "aggregation", "aggregation"),
    ("measure", "registers", "register"),
    ("indicator", "objective", "objective"),
    ("indicator", "effect", "effect"),
    ("indicator", "unit", "unit"),
    ("indicator", "kind", "kind"),
    ("risk", "objective", "objective"),
    ("risk", "level", "risk_level"),
    ("risk", "response", "risk_response"),
    ("objective", "footnote", "footnote"),
)


def read(path: Path) -> c.Catalogue:
    """A catalogue from its file, checked. Raises Refused, saying where the file is damaged and how."""
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise Refused(Problem("", "problem.catalogue_missing", {"file": str(path)})) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(Problem("", "problem.catalogue_damaged", {"file": path.name, "where": str(error)})) from None
    return _Reader(path.name).catalogue(tree)


class _Reader:
    """Reads one file; `where` names the place in every refusal."""

    def __init__(self, file: str) -> None:
        self.file = file

    def catalogue(self, tree: Tree) -> c.Catalogue:
        for name in tree:
            if name not in SECTIONS and name not in _HEAD:
                self._damaged(f"{name}?")
        if not _CODE.fullmatch(str(tree.get("code", ""))):
            self._damaged("code")  # it becomes a part of a file's name
        sections = {section: self._section(tree, section) for section in SECTIONS}
        whole = c.Catalogue(
            code=self._value(str, tree.get("code"), "code"),
            label_limit=self._value(int, tree.get("label_limit"), "label_limit"),
            wording_status=dict(tree.get("wording_status", {})),
            programme=self._build(c.Programme, tree.get("programme", {}), "programme"),
            **{name: sections[section] for section, (name, _, _) in SECTIONS.items()},
        )
        self._check_counts(sections, tree.get("expected_counts", EXPECTED_COUNTS))
        self._check_references(sections)
        self._check_codes(whole)
        self._check_labels(whole, sections)
        return whole

    def _section(self, tree: Tree, section: str) -> Mapping[Any, Any]:
        _, kind, key = SECTIONS[section]
        found: dict[Any, Any] = {}
        for place, one in enumerate(tree.get(section, ()), 1):
            built: Any = self._build(kind, one, f"{section} {one.get(key, place)}")
            if getattr(built, key) in found:
                self._damaged(f"{section} {getattr(built, key)}: twice")
            found[getattr(built, key)] = built
        return types.MappingProxyType(found)

    def _build(self, kind: type[T], tree: Tree, where: str) -> T:
        known = {one.metadata.get("key", one.name): one for one in fields(cast(Any, kind))}
        for name in tree:
            if name not in known:
                self._damaged(f"{where}: {name}?")
        hints = _hints(cast(Any, kind))
        values = {}
        for name, one in known.items():
            if name in tree:
                values[one.name] = self._value(hints[one.name], tree[name], f"{where}: {name}")
            elif one.default is MISSING and one.default_factory is MISSING:
                self._damaged(f"{where}: {name}")
        return kind(**values)

    def _value(self, kind: Any, value: Any, where: str) -> Any:
        if get_origin(kind) in (Union, types.UnionType):
            kind = next(one for one in get_args(kind) if one is not type(None))
        if kind is c.Wording:
            if not isinstance(value, dict):
                self._damaged(where)
            return self._build(c.Wording, value, where)
        if get_origin(kind) is tuple:
            if not isinstance(value, list):
                self._damaged(where)
            return tuple(self._value(get_args(kind)[0], one, where) for one in value)
        if get_origin(kind) is Mapping or get_origin(kind) is types.MappingProxyType or kind is Mapping:
            return self._forms(value, where)
        if isinstance(value, dict) and isinstance(kind, type) and kind.__module__ == c.__name__:
            return self._build(kind, value, where)
        if type(value) is not kind or (kind is str and not value.strip()):
            self._damaged(where)
        return value

    def _forms(self, value: Any, where: str) -> Mapping[str, Mapping[str, str]]:
        """Plural forms of a unit: `one` and `many` in every language, `few` where the language has it."""
        for language in LANGUAGES:
            wanted = {"one", "many"} if language == "en" else {"one", "few", "many"}
            if not isinstance(value, dict) or set(value.get(language, ())) != wanted:
                self._damaged(f"{where}.{language}: {', '.join(sorted(wanted))}")
        return types.MappingProxyType({name: types.MappingProxyType(dict(value[name])) for name in LANGUAGES})

    def _check_counts(self, sections: Mapping[str, Mapping[Any, Any]], counts: Mapping[str, int]) -> None:
        for section, count in counts.items():
            if len(sections[section]) != count:
                self._damaged(f"{section}: {len(sections[section])} ≠ {count}")

    def _check_references(self, sections: Mapping[str, Mapping[Any, Any]]) -> None:
        for section, name, target in _REFERENCES:
            for code, one in sections[section].items():
                for reference in _as_tuple(getattr(one, name)):
                    if reference not in sections[target]:
                        self._damaged(f"{section} {code}: {name} = {reference}")
        for task in sections["task"]:
            if not any(row.task == task for row in sections["row"].values()):
                self._damaged(f"task {task}: row")
        for row in sections["row"]:
            if not any(number.row == row for number in sections["measure"].values()):
                self._damaged(f"row {row}: measure")

    def _check_codes(self, whole: c.Catalogue) -> None:
        """References by code to a measure or an indicator, and the ratings of risks."""
        known = set(whole.measures) | set(whole.indicators)
        for indicator in whole.indicators.values():
            for code in indicator.source.measures:
                if code not in whole.measures:
                    self._damaged(f"indicator {indicator.code}: {code}")
            for register in indicator.source.registers:
                if register not in whole.registers:
                    self._damaged(f"indicator {indicator.code}: {register}")
            if (indicator.expected.value is None) is (indicator.expected.percent is None):
                self._damaged(f"indicator {indicator.code}: expected")
        for overlap in whole.overlaps.values():
            for code in overlap.numbers:
                if code not in known:
                    self._damaged(f"overlap {overlap.code}: {code}")
        for risk in whole.risks.values():
            level = next((one for one in whole.risk_levels.values() if one.low <= risk.rating <= one.high), None)
            if level is None or level.code != risk.level:
                self._damaged(f"risk {risk.code}: rating {risk.rating}")

    def _check_labels(self, whole: c.Catalogue, sections: Mapping[str, Mapping[Any, Any]]) -> None:
        for section, entries in sections.items():
            for code, one in entries.items():
                label = getattr(one, "label", None)
                longest = max((len(label(language)) for language in LANGUAGES), default=0) if label else 0
                if longest > whole.label_limit:
                    self._damaged(f"{section} {code}: label > {whole.label_limit}")

    def _damaged(self, where: str) -> NoReturn:
        raise Refused(Problem("", "problem.catalogue_damaged", {"file": self.file, "where": where}))


def _as_tuple(value: Any) -> Iterable[Any]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
