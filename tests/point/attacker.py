"""Somebody who has the published tables and every rule by which they were made, and wants the hidden numbers.

It knows sums and bounds only as linear constraints over whole numbers: `bounds` narrows every unknown as far as simple
reasoning goes, `feasible` finds out by trying whether a number could really be so. No code of the program is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openkrakow_desktop.point.publication import Published, Tables
from openkrakow_desktop.point.report import What
from openkrakow_desktop.point.service import MONTHS, By

Name = tuple[object, ...]
Bounds = dict[Name, tuple[int, int]]
MOST = 10**6


@dataclass
class Rule:
    """low ≤ Σ factor · unknown ≤ high."""

    terms: Mapping[Name, int]
    low: int
    high: int


@dataclass
class Attacker:
    """What is known: the bounds of each number, and the rules between them."""

    known: Bounds = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)

    def narrow(self, bounds: Bounds) -> Bounds | None:
        """The bounds after reasoning with every rule until nothing moves; None where they contradict each other."""
        bounds = dict(bounds)
        by_name: dict[Name, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.terms:
                by_name.setdefault(name, []).append(rule)
        waiting = list(self.rules)
        queued = {id(rule) for rule in waiting}
        while waiting:
            rule = waiting.pop()
            queued.discard(id(rule))
            least = sum(f * bounds[n][0 if f > 0 else 1] for n, f in rule.terms.items())
            most = sum(f * bounds[n][1 if f > 0 else 0] for n, f in rule.terms.items())
            if least > rule.high or most < rule.low:
                return None
            for name, factor in rule.terms.items():
                low, high = bounds[name]
                own = (factor * low, factor * high) if factor > 0 else (factor * high, factor * low)
                top, bottom = rule.high - (least - own[0]), rule.low - (most - own[1])
                if factor > 0:
                    new = max(low, -(-bottom // factor)), min(high, top // factor)
                else:
                    new = max(low, -(-top // factor)), min(high, bottom // factor)
                if new[0] > new[1]:
                    return None
                if new != (low, high):
                    bounds[name] = new
                    changed = (factor * new[0], factor * new[1]) if factor > 0 else (factor * new[1], factor * new[0])
                    least, most = least + changed[0] - own[0], most + changed[1] - own[1]
                    for other in by_name[name]:
                        if id(other) not in queued and other is not rule:
                            queued.add(id(other))
                            waiting.append(other)
        return bounds

    def feasible(self, bounds: Bounds) -> bool:
        """Whether whole numbers within these bounds keep every rule: found by trying."""
        narrowed = self.narrow(bounds)
        if narrowed is None:
            return False
        open_ = [(high - low, name) for name, (low, high) in narrowed.items() if low < high]
        if not open_:
            return True
        _, name = min(open_, key=lambda one: one[0])
        low, high = narrowed[name]
        return any(self.feasible(narrowed | {name: (value, value)}) for value in range(low, high + 1))

    def width(self, name: Name, enough: int) -> int:
        """The width of what the number could really be, up to `enough`."""
        start = self.narrow(self.known)
        assert start is not None, "what is published contradicts itself"
        low, high = start[name]
        while not self.feasible(start | {name: (low, low)}):
            low += 1
        while high - low > enough and self.feasible(start | {name: (low + enough, high)}):
            return enough
        while not self.feasible(start | {name: (high, high)}):
            high -= 1
        return high - low


def reader_of(tables: Tables, hidden: Published) -> tuple[Attacker, list[Name]]:
    """What a reader of all published tables of a year knows, and the names of the numbers hidden from him."""
    made = Attacker()
    unknown: list[Name] = []
    zeros = any(not tables[by].cells[row, m].contacts if m else not tables[by].of_row(row).contacts
                for by, row, m in hidden.cells)  # fmt: skip
    zeros |= any(not tables[By.CHANNEL].months[m].contacts for m in hidden.months)
    least = 0 if zeros else 1
    whole = tables[By.CHANNEL].total
    by_month = [by for by in By if by is not By.TOPIC or hidden.topics_by_month]

    def tell(name: Name, value: int, is_hidden: bool, most: int) -> None:
        made.known[name] = (least, most) if is_hidden else (value, value)
        if is_hidden:
            unknown.append(name)

    for what in What:
        most = what.of(whole)
        for m in MONTHS:
            tell((what, m), what.of(tables[By.CHANNEL].months[m]), m in hidden.months, most)
        equal(made, [(what, m) for m in MONTHS], most)
        for by, table in tables.items():
            for row in table.rows:
                tell((what, by, row, 0), what.of(table.of_row(row)), hidden.hides(by, row, 0), most)
                if by in by_month:
                    for m in MONTHS:
                        tell((what, by, row, m), what.of(table.cells[row, m]), hidden.hides(by, row, m), most)
                    sum_is(made, [(what, by, row, m) for m in MONTHS], (what, by, row, 0))
            for m in MONTHS if by in by_month else ():
                cells = [(what, by, row, m) for row in table.rows]
                if by is By.TOPIC:
                    made.rules.append(Rule({**dict.fromkeys(cells, 1), (what, m): -1}, 0, MOST))
                    made.rules += [Rule({(what, m): 1, cell: -1}, 0, MOST) for cell in cells]
                else:
                    sum_is(made, cells, (what, m))
        topics = [(what, By.TOPIC, row, 0) for row in tables[By.TOPIC].rows]
        made.rules.append(Rule(dict.fromkeys(topics, 1), most, MOST))
        for by in (By.CHANNEL, By.LANGUAGE):
            equal(made, [(what, by, row, 0) for row in tables[by].rows], most)
    for name in list(made.known):
        if name[0] is What.PEOPLE:  # a contact is at least one person
            made.rules.append(Rule({name: 1, (What.CONTACTS, *name[1:]): -1}, 0, MOST))
    return made, unknown


def equal(made: Attacker, names: Iterable[Name], value: int) -> None:
    made.rules.append(Rule(dict.fromkeys(names, 1), value, value))


def sum_is(made: Attacker, names: Iterable[Name], total: Name) -> None:
    made.rules.append(Rule({**dict.fromkeys(names, 1), total: -1}, 0, 0))
