"""Hiding small numbers of people in exported breakdowns, so that nobody can work them out (domain.md §1.12).

Numbers 1–4 are hidden; then further cells, smallest first, until no hidden one can be computed to an interval narrower
than five from what is still shown: sums of rows, of columns and the grand total, which is never hidden. Exact: a table
with its sums is a network, and how far a hidden number could move is a maximal flow in it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

SMALL = range(1, 5)  # of people: what is hidden
NARROWEST = 5  # least width (highest − lowest possible value) of what may be known of a hidden number
Node = Hashable


@dataclass(frozen=True)
class Hidden:
    """What must not be shown of a table: cells by (row, column), sums of rows, sums of columns."""

    cells: frozenset[tuple[int, int]]
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_in_list(values: Sequence[int], *, total_shown: bool = True) -> frozenset[int]:
    """The places of a list to hide. With `total_shown` (or where readers know the sum) the others cannot give it away.

    Where even that is not enough, because the whole sum is small, every place is hidden."""
    if not total_shown:
        return frozenset(place for place, value in enumerate(values) if value in SMALL)
    network = _Network([_Edge("all", "sum", value) for value in values])
    return frozenset(network.protect())


def hidden_in_table(rows: Sequence[Sequence[int]]) -> Hidden:
    """What to hide of a table whose row sums, column sums and grand total are printed beside it.

    The sums are breakdowns themselves: a small one is hidden too. Only the grand total always stays."""
    edges, names = [], []
    width = len(rows[0]) if rows else 0
    for r, row in enumerate(rows):
        edges.append(_Edge("all", ("row", r), sum(row)))
        names.append(("row", r, 0))
        for c, value in enumerate(row):
            edges.append(_Edge(("row", r), ("column", c), value))
            names.append(("cell", r, c))
    for c in range(width):
        edges.append(_Edge(("column", c), "sum", sum(row[c] for row in rows)))
        names.append(("column", 0, c))
    hidden = [names[place] for place in _Network(edges).protect()]
    return Hidden(
        frozenset((r, c) for kind, r, c in hidden if kind == "cell"),
        frozenset(r for kind, r, _ in hidden if kind == "row"),
        frozenset(c for kind, _, c in hidden if kind == "column"),
    )


@dataclass
class _Edge:
    """A printed number as a flow from one sum into another."""

    start: Node
    end: Node
    value: int
    hidden: bool = field(default=False)


class _Network:
    """The numbers of a table; what is hidden may move, what is shown may not."""

    def __init__(self, edges: list[_Edge]) -> None:
        self.edges = edges
        for edge in edges:
            edge.hidden = edge.value in SMALL

    def protect(self) -> list[int]:
        """Hide until everything hidden is safe; the places of the hidden edges."""
        while True:
            unsafe = next((edge for edge in self._by_size(hidden=True) if not self._is_safe(edge)), None)
            more = None if unsafe is None else self._next(unsafe)
            if more is None:  # all is safe, or nothing is left to hide and only the grand total is told
                break
            more.hidden = True
        return [place for place, edge in enumerate(self.edges) if edge.hidden]

    def _by_size(self, *, hidden: bool) -> list[_Edge]:
        return sorted((edge for edge in self.edges if edge.hidden is hidden), key=lambda edge: edge.value)

    def _next(self, beside: _Edge) -> _Edge | None:
        """The number to hide next, zeros only when all else fails: the smallest of those that close most sums in which
        one number alone is hidden (else that share a sum with the unsafe one)."""
        shown = self._by_size(hidden=False)
        told = Counter(node for edge in self.edges if edge.hidden for node in (edge.start, edge.end))
        alone = {node for node, count in told.items() if count == 1} or {beside.start, beside.end}
        closing = sorted(shown, key=lambda edge: (not edge.value, -len({edge.start, edge.end} & alone), edge.value))
        return closing[0] if closing else None

    def _is_safe(self, edge: _Edge) -> bool:
        """Whether an attacker who knows everything shown cannot pin the number down."""
        least = 0 if any(other.hidden and not other.value for other in self.edges) else 1  # zeros are printed as 0
        up = self._most(edge.end, edge.start, edge, least, NARROWEST)
        down = min(edge.value - least, self._most(edge.start, edge.end, edge, least, NARROWEST))
        return up + down >= NARROWEST

    def _most(self, source: Node, target: Node, without: _Edge, least: int, enough: int) -> int:
        """The greatest flow from source to target along hidden numbers other than `without`, up to `enough`.

        Along its direction a hidden number may grow without end, against it only shrink to `least`."""
        room = {id(edge): edge.value - least for edge in self.edges if edge.hidden and edge is not without}
        flow = 0
        while flow < enough:
            path = self._path(source, target, without, room)
            if path is None:
                return flow
            step = min([enough - flow, *(room[id(edge)] for edge, against in path if against)])
            for edge, against in path:
                room[id(edge)] += -step if against else step
            flow += step
        return flow

    def _path(
        self, source: Node, target: Node, without: _Edge, room: dict[int, int]
    ) -> list[tuple[_Edge, bool]] | None:
        """A shortest way through hidden numbers, each with whether it is gone against its direction."""
        came: dict[Node, tuple[Node, _Edge, bool] | None] = {source: None}
        waiting = deque([source])
        while waiting and target not in came:
            node = waiting.popleft()
            for edge in self.edges:
                if not edge.hidden or edge is without:
                    continue
                for start, end, against in ((edge.start, edge.end, False), (edge.end, edge.start, True)):
                    if start == node and end not in came and (not against or room[id(edge)] > 0):
                        came[end] = (node, edge, against)
                        waiting.append(end)
        if target not in came:
            return None
        path, node = [], target
        while (step := came[node]) is not None:
            node, edge, against = step
            path.append((edge, against))
        return path[::-1]
