"""Hiding small numbers of people in exported breakdowns, so that nobody can work them out (domain.md §1.12).

Numbers 1–4 are hidden; then further cells, cheapest first, until no hidden one can be computed to an interval narrower
than five from what is still shown: sums of rows, of columns and the grand total, which is never hidden. Exact: a table
with its sums is a network, and how far a hidden number could move is a maximal flow in it. Tables that share sums are
one network; what overlaps (topics of a contact) is one with bounds."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

SMALL = range(1, 5)  # of people: what is hidden
NARROWEST = 5  # least width (highest − lowest possible value) of what may be known of a hidden number
Node = Hashable
_LAST = 10**9  # the price of hiding a zero: only when all else fails


@dataclass(frozen=True)
class Hidden:
    """What must not be shown of a table: cells by (row, column), sums of rows, sums of columns."""

    cells: frozenset[tuple[int, int]]
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass
class Edge:
    """A number as a flow from one sum into another: at every node what comes in goes out.

    `low` and `high` are what everybody knows about it anyway. Not `told`: a number that is never printed, such as
    mentions of topics; it may move within its bounds and needs no protection."""

    start: Node
    end: Node
    value: int
    low: int = 0
    high: int | None = None
    told: bool = True
    hidden: bool = field(default=False)


def hidden_in_list(values: Sequence[int], *, total_shown: bool = True) -> frozenset[int]:
    """The places of a list to hide. With `total_shown` (or where readers know the sum) the others cannot give it away.

    Where even that is not enough, because the whole sum is small, every place is hidden."""
    if not total_shown:
        return frozenset(place for place, value in enumerate(values) if value in SMALL)
    return hidden_in_network([Edge("all", "sum", value) for value in values])


def hidden_in_table(rows: Sequence[Sequence[int]]) -> Hidden:
    """What to hide of a table whose row sums, column sums and grand total are printed beside it.

    The sums are breakdowns themselves: a small one is hidden too. Only the grand total always stays."""
    edges, names = [], []
    width = len(rows[0]) if rows else 0
    for r, row in enumerate(rows):
        edges.append(Edge("all", ("row", r), sum(row)))
        names.append(("row", r, 0))
        for c, value in enumerate(row):
            edges.append(Edge(("row", r), ("column", c), value))
            names.append(("cell", r, c))
    for c in range(width):
        edges.append(Edge(("column", c), "sum", sum(row[c] for row in rows)))
        names.append(("column", 0, c))
    hidden = [names[place] for place in hidden_in_network(edges)]
    return Hidden(
        frozenset((r, c) for kind, r, c in hidden if kind == "cell"),
        frozenset(r for kind, r, _ in hidden if kind == "row"),
        frozenset(c for kind, _, c in hidden if kind == "column"),
    )


def hidden_in_network(edges: Sequence[Edge]) -> frozenset[int]:
    """The places of the numbers to hide in any system of sums, "all" and "sum" being the ends of what is whole.

    Where nothing more can be hidden, only that whole is told."""
    return frozenset(_Network(list(edges)).protect())


@dataclass
class _Step:
    """An edge gone along or against its direction: there the number grows, here it shrinks."""

    edge: Edge
    against: bool


class _Network:
    """The numbers of a table; what is hidden may move, what is shown may not."""

    def __init__(self, edges: list[Edge]) -> None:
        self.edges = edges
        self._ways: dict[Node, list[tuple[Node, _Step]]] = {}
        for edge in edges:
            edge.hidden = edge.value in SMALL or not edge.told
            self._ways.setdefault(edge.start, []).append((edge.end, _Step(edge, False)))
            self._ways.setdefault(edge.end, []).append((edge.start, _Step(edge, True)))

    def protect(self) -> list[int]:
        """Hide until everything hidden is safe; the places of the hidden edges that would else be told."""
        safe: set[int] = set()  # more hidden numbers only leave more open: who is safe stays so
        while (unsafe := self._first_unsafe(safe)) is not None:
            more = self._cheapest(unsafe) or self._smallest_shown()
            if not more:  # nothing is left to hide and only the grand total is told
                break
            for edge in more:
                edge.hidden = True
        return [place for place, edge in enumerate(self.edges) if edge.hidden and edge.told]

    def _first_unsafe(self, safe: set[int]) -> Edge | None:
        hidden = sorted((edge for edge in self.edges if edge.hidden and edge.told), key=lambda edge: edge.value)
        for edge in hidden:
            if id(edge) not in safe:
                if not self._is_safe(edge):
                    return edge
                safe.add(id(edge))
        return None

    def _smallest_shown(self) -> list[Edge]:
        shown = sorted((edge for edge in self.edges if not edge.hidden), key=lambda edge: (not edge.value, edge.value))
        return shown[:1]

    @property
    def _least(self) -> int:
        """The least a hidden number can be: zeros are printed as 0, unless one had to be hidden."""
        return 0 if any(edge.hidden and edge.told and not edge.value for edge in self.edges) else 1

    def _room(self, step: _Step, least: int) -> int | None:
        """How far the number of a step may move that way; None: without end."""
        edge = step.edge
        if step.against:
            return edge.value - max(edge.low, least if edge.told else 0)
        return None if edge.high is None else edge.high - edge.value

    def _is_safe(self, edge: Edge) -> bool:
        """Whether an attacker who knows everything shown cannot pin the number down."""
        return sum(self._moves(edge, against)[0] for against in (False, True)) >= NARROWEST

    def _moves(self, edge: Edge, against: bool) -> tuple[int, dict[tuple[int, bool], int]]:
        """How far a hidden number can move up (or down, `against`), up to NARROWEST, and the flow that lets it."""
        least = self._least
        room = self._room(_Step(edge, against), least)
        enough = NARROWEST if room is None else min(NARROWEST, max(room, 0))
        source, target = (edge.start, edge.end) if against else (edge.end, edge.start)
        moved: dict[tuple[int, bool], int] = {}
        flow = 0
        while flow < enough:
            path = self._path(source, target, edge, least, moved, hide=False)
            if path is None:
                break
            rooms = [self._left(step, least, moved) for step in path]
            by = min([enough - flow, *(one for one in rooms if one is not None)])
            for step in path:
                moved[id(step.edge), step.against] = moved.get((id(step.edge), step.against), 0) + by
            flow += by
        return flow, moved

    def _left(self, step: _Step, least: int, moved: dict[tuple[int, bool], int]) -> int | None:
        """The room that a flow has left for a step."""
        room = self._room(step, least)
        if room is None:
            return None
        return room - moved.get((id(step.edge), step.against), 0) + moved.get((id(step.edge), not step.against), 0)

    def _cheapest(self, unsafe: Edge) -> list[Edge]:
        """What to hide so that an unsafe number can move further: the cheapest way round in either direction."""
        least = self._least
        ways: list[tuple[int, int, list[Edge]]] = []
        for against in (False, True):
            flow, moved = self._moves(unsafe, against)
            room = self._room(_Step(unsafe, against), least)
            if room is not None and flow >= room:
                continue  # by itself it can go no further that way
            source, target = (unsafe.start, unsafe.end) if against else (unsafe.end, unsafe.start)
            path = self._path(source, target, unsafe, least, moved, hide=True)
            more = [step.edge for step in path or () if not step.edge.hidden]
            if more:
                ways.append((sum(map(_price, more)), len(ways), more))
        return min(ways)[2] if ways else []

    def _path(
        self, source: Node, target: Node, without: Edge, least: int, moved: dict[tuple[int, bool], int], *, hide: bool
    ) -> list[_Step] | None:
        """The cheapest way through hidden numbers, which cost nothing, and with `hide` through shown ones too."""
        came: dict[Node, tuple[Node, _Step] | None] = {source: None}
        tie = count()
        waiting: list[tuple[int, int, Node, tuple[Node, _Step] | None]] = [(0, next(tie), source, None)]
        done: set[Node] = set()
        while waiting:
            price, _, node, way = heapq.heappop(waiting)
            if node in done:
                continue
            done.add(node)
            came[node] = way
            if node == target:
                return list(_steps(came, target))[::-1]
            for end, step in self._ways.get(node, ()):
                edge = step.edge
                if edge is without or end in done or (not edge.hidden and not hide):
                    continue
                left = self._left(step, 0 if not edge.hidden and not edge.value else least, moved)
                if left is None or left > 0:
                    more = 1 if edge.hidden else _price(edge)  # of hidden ones the fewest
                    heapq.heappush(waiting, (price + more, next(tie), end, (node, step)))
        return None


def _price(edge: Edge) -> int:
    return 1000 * edge.value or 1000 * _LAST


def _steps(came: dict[Node, tuple[Node, _Step] | None], node: Node) -> Iterator[_Step]:
    while (way := came[node]) is not None:
        node, step = way
        yield step
