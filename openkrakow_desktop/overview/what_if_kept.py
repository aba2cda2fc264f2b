"""Scenarios by name, kept with the settings of this laptop: never in the office's file, never in a package of data.

What a later or an older version of the program does not know is left away; a spoilt entry costs only itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from ..core.problems import Problem, Refused, refuse
from ..core.text import clean
from .what_if import Alternative, ByHand, Scenario

SETTING = "what_if"
MOST, LONGEST = 40, 60  # scenarios, letters of a name


class Kept(Protocol):
    """Settings as far as they are needed here."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def set(self, name: str, value: Any) -> None: ...


def kept_scenarios(settings: Kept, alternatives: Sequence[Alternative]) -> dict[str, Scenario]:
    """The scenarios of this laptop by name, in the order of their names."""
    found = settings.get(SETTING)
    named = found if isinstance(found, Mapping) else {}
    read = (_read(str(name), one, alternatives) for name, one in sorted(named.items()))
    return {one.name: one for one in read if one is not None}


def keep_scenario(settings: Kept, scenario: Scenario, name: str) -> Scenario:
    """Keep a scenario under a name (in place of the one that has it). Raises Refused without a name, with one too
    long, and beyond MOST scenarios."""
    said = clean(name)
    if not said:
        refuse("name", "problem.what_if_name")
    if len(said) > LONGEST:
        refuse("name", "problem.what_if_name_long", most=LONGEST)
    found = dict(settings.get(SETTING) or {})
    if said not in found and len(found) >= MOST:
        raise Refused(Problem("name", "problem.what_if_many", {"most": MOST}))
    hand = [[one.code, one.register, one.id.hex, one.counts] for one in scenario.by_hand]
    settings.set(SETTING, found | {said: {"values": dict(scenario.values), "by_hand": hand}})
    return Scenario(said, scenario.values, scenario.by_hand)


def forget_scenario(settings: Kept, name: str) -> None:
    """Throw a scenario away."""
    found = settings.get(SETTING) or {}
    settings.set(SETTING, {key: one for key, one in found.items() if key != name} or None)


def _read(name: str, kept: object, alternatives: Sequence[Alternative]) -> Scenario | None:
    if not isinstance(kept, Mapping):
        return None
    scenario = Scenario(name)
    values = kept.get("values")
    for one in alternatives:
        if isinstance(values, Mapping) and one.key in values:
            try:
                scenario = scenario.with_value(one, values[one.key])
            except Refused:
                continue
    return Scenario(name, scenario.values, tuple(_records(kept.get("by_hand"))))


def _records(kept: object) -> list[ByHand]:
    found = []
    for one in kept if isinstance(kept, list) else []:
        try:
            code, register, key, counts = one
            found.append(ByHand(str(code), str(register), UUID(str(key)), bool(counts)))
        except (TypeError, ValueError):
            continue
    return found
