"""What of the Point's year may be told outside: one decision for all its tables, contacts and persons together.

The same months stand in three tables, so what one hides another could give away; here they are one system of sums.
A contact is at least one person, so the numbers of contacts (never greater) decide for both: where they are hidden,
persons are too, and whatever contacts could be instead, persons could follow step by step (domain.md §1.12)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from ..core.suppression import Edge, hidden_in_network
from .service import MONTHS, By, MonthTable

Tables = Mapping[By, MonthTable]
_Spot = tuple[By, enum.Enum, int]  # month 0: the sum of the year


@dataclass(frozen=True)
class Published:
    """The numbers that must not be told. `topics_by_month` False: topics may only be told for the whole year, because
    a month has so few contacts that even its sum is hidden."""

    cells: frozenset[_Spot]
    months: frozenset[int]
    topics_by_month: bool

    def hides(self, by: By, row: enum.Enum, month: int) -> bool:
        """Whether a cell (month 0: the sum of its row over the year) is hidden."""
        return (by, row, month) in self.cells

    @property
    def hidden(self) -> int:
        """How many numbers are hidden, contacts and persons counted once."""
        return len(self.cells) + len(self.months)


def publish(tables: Tables) -> Published:
    """What to hide of a year's three tables, if they are told together with their sums and the year's total.

    The sums of the months are the same in all three; the year's total is never hidden. Exact: no hidden number can be
    narrowed to fewer than six possible values, neither of contacts nor of persons, unless nothing but the total is
    left to be told."""
    cells, months = _channels_and_languages(tables)
    if months:
        return Published(cells | _topics_of_year(tables[By.TOPIC]), months, topics_by_month=False)
    return Published(cells | _topics_by_month(tables[By.TOPIC]), months, topics_by_month=True)


def _channels_and_languages(tables: Tables) -> tuple[frozenset[_Spot], frozenset[int]]:
    """Each contact flows from its channel through its month to its language."""
    edges: list[Edge] = []
    spots: list[_Spot | int] = []
    channels, languages = tables[By.CHANNEL], tables[By.LANGUAGE]
    for row in channels.rows:
        edges.append(Edge("all", row, channels.of_row(row).contacts))
        spots.append((By.CHANNEL, row, 0))
        for month in MONTHS:
            edges.append(Edge(row, ("before", month), channels.cells[row, month].contacts))
            spots.append((By.CHANNEL, row, month))
    for month in MONTHS:
        edges.append(Edge(("before", month), ("after", month), channels.months[month].contacts))
        spots.append(month)
    for row in languages.rows:
        for month in MONTHS:
            edges.append(Edge(("after", month), row, languages.cells[row, month].contacts))
            spots.append((By.LANGUAGE, row, month))
        edges.append(Edge(row, "sum", languages.of_row(row).contacts))
        spots.append((By.LANGUAGE, row, 0))
    hidden = [spots[place] for place in hidden_in_network(edges)]
    cells = frozenset(one for one in hidden if isinstance(one, tuple))
    return cells, frozenset(one for one in hidden if isinstance(one, int))


def _topics_by_month(topics: MonthTable) -> frozenset[_Spot]:
    """Everybody knows that a topic has at most the contacts of its month, and that each contact has a topic: the
    mentions of a month, never printed, are at least its contacts."""
    edges: list[Edge] = []
    spots: list[_Spot | None] = []
    for month in MONTHS:
        whole = topics.months[month].contacts
        values = {row: topics.cells[row, month].contacts for row in topics.rows}
        edges.append(Edge("all", month, sum(values.values()), low=whole, told=False))
        spots.append(None)
        for row, value in values.items():
            edges.append(Edge(month, row, value, high=whole))
            spots.append((By.TOPIC, row, month))
    for row in topics.rows:
        edges.append(Edge(row, "all", topics.of_row(row).contacts))
        spots.append((By.TOPIC, row, 0))
    found = (spots[place] for place in hidden_in_network(edges))
    return frozenset(one for one in found if one is not None)


def _topics_of_year(topics: MonthTable) -> frozenset[_Spot]:
    """The same for the year as a whole: whichever topics its contacts had, they say nothing of the months."""
    whole = topics.total.contacts
    values = [topics.of_row(row).contacts for row in topics.rows]
    edges = [Edge("all", "year", sum(values), low=whole, told=False)]
    edges += [Edge("year", "all", value, high=whole) for value in values]
    return frozenset((By.TOPIC, topics.rows[place - 1], 0) for place in hidden_in_network(edges))
