"""What of a year's participations may be told outside: by group, by unit, and on which side of a target group.

The same people stand in both lists, and measures 5.4b and 6.3b, which are published anyway, are sums over groups: all
of it is one system of sums, so that no hidden number can be worked out (core/suppression, domain.md §1.12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ..core.suppression import SMALL, Edge, hidden_in_network
from .measures import CITY_STAFF, EDUCATION, SERVICES
from .model import TrainingGroup

TARGETS: Mapping[str, Collection[TrainingGroup]] = {"1.4": CITY_STAFF, "5.4b": EDUCATION, "6.3b": SERVICES}
"""The target group of each measure."""
Group = TrainingGroup | None
_LEAST = 7  # of a side with a small group in it: two numbers hidden in less would be known too well


@dataclass(frozen=True)
class Side:
    """Present participations in the trainings of one measure, inside and outside its target group."""

    inside: int
    outside: int
    is_hidden: bool


@dataclass(frozen=True)
class Told:
    """The present participations of a year and which of the numbers must not be told; the sum always may.

    `units`: those named, with their numbers; all others are the one number `others`, so that nobody learns which units
    sent one person."""

    groups: Mapping[Group, int]
    hidden_groups: frozenset[Group]
    units: Mapping[str, int]
    sides: Mapping[str, Side]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.groups.values())

    @property
    def others(self) -> int:
        """Participations of the units that are not named."""
        return self.total - sum(self.units.values())

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return bool(self.hidden_groups or self.others or any(one.is_hidden for one in self.sides.values()))


def publish(people: Iterable[tuple[Group, str, Collection[str]]]) -> Told:
    """What to hide of (group, unit, codes of the measures its training serves) of each present participation."""
    everybody = list(people)
    groups, units = Counter(one[0] for one in everybody), Counter(one[1] for one in everybody)
    cells = Counter((group, unit) for group, unit, _ in everybody)
    named = {unit for unit, value in units.items() if value not in SMALL}
    while True:
        hidden_groups, hidden_units = _lists(groups, _folded(cells, named))
        if not hidden_units & named:
            break
        named -= hidden_units
    sides = {}
    for code, target in TARGETS.items():
        mine = Counter(group in target for group, _, served in everybody if code in served)
        if mine:
            sides[code] = Side(mine[True], mine[False], _is_telling(code, mine, groups, hidden_groups))
    return Told(dict(groups), hidden_groups, {unit: units[unit] for unit in named}, sides)


def _folded(cells: Mapping[tuple[Group, str], int], named: Collection[str]) -> Counter[tuple[Group, str]]:
    """The participations by group and named unit; all other units are one without a name."""
    found: Counter[tuple[Group, str]] = Counter()
    for (group, unit), value in cells.items():
        found[group, unit if unit in named else ""] += value
    return found


def _side(group: Group) -> str:
    """Which published sum a group is part of: 6.3b, 5.4b, or neither."""
    return "6.3b" if group in SERVICES else "5.4b" if group in EDUCATION else ""


def _lists(
    groups: Mapping[Group, int], cells: Mapping[tuple[Group, str], int]
) -> tuple[frozenset[Group], frozenset[str]]:
    """Everybody flows through a published sum into a group and a unit; who of a group is of which unit is not told.

    A unit whose number would have to be hidden is one more that is not named."""
    units: Counter[str] = Counter()
    edges: list[Edge] = []
    spots: list[tuple[str, object] | None] = []
    known = _known_sides(groups)
    for side, value in known.items():
        edges.append(Edge("all", ("side", side), value, low=value, high=value, told=False))
        spots.append(None)
    for group, value in groups.items():
        start = ("side", _side(group)) if known else "all"
        edges.append(Edge(start, ("group", group), value))
        spots.append(("group", group))
    for (group, unit), value in cells.items():
        edges.append(Edge(("group", group), ("unit", unit), value, told=False))
        spots.append(None)
        units[unit] += value
    for unit, value in units.items():
        edges.append(Edge(("unit", unit), "sum", value))
        spots.append(("unit", unit))
    found = [spots[place] for place in hidden_in_network(edges)]
    told = [one for one in found if one is not None]
    hidden_groups = frozenset(key for kind, key in told if kind == "group")
    return hidden_groups, frozenset(str(key) for kind, key in told if kind == "unit")  # type: ignore[return-value]


def _known_sides(groups: Mapping[Group, int]) -> dict[str, int]:
    """The sums that readers know of the measures; none where a side is so small that nothing could be told."""
    sums: Counter[str] = Counter()
    small: set[str] = set()
    for group, value in groups.items():
        sums[_side(group)] += value
        if value in SMALL:
            small.add(_side(group))
    return {} if any(sums[side] < _LEAST for side in small) else dict(sums)


def _is_telling(code: str, mine: Mapping[bool, int], groups: Mapping[Group, int], hidden: Collection[Group]) -> bool:
    """Whether the two sides of a measure would tell a small number, or one that the lists hide."""
    target = TARGETS[code]
    if any(mine[inside] in SMALL for inside in (True, False)):
        return True
    for inside in (True, False):  # a difference to the sum of all trainings is a number, too
        whole = sum(value for group, value in groups.items() if (group in target) is inside)
        if whole - mine[inside] in SMALL:
            return True
    split = {group in target for group in hidden}
    return len(split) > 1 and (code == "1.4" or not _known_sides(groups))
