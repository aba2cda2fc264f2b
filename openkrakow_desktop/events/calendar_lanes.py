"""Where items lie in a calendar: bars in the lanes of a week, sessions side by side in the hours of a day. No Qt.

A bar is one item, or several days of one event in a row that stand alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .calendar import Item

DAYS = 7
DAY_MINUTES = 24 * 60
USUAL = 60  # minutes of a session that does not say when it ends


@dataclass(frozen=True)
class Bar:
    """Items in one lane of a week, from column `first` to `last` (Monday is 0)."""

    items: tuple[Item, ...]
    first: int
    last: int
    lane: int

    @property
    def item(self) -> Item:
        """The first of them."""
        return self.items[0]

    @property
    def comes_from_before(self) -> bool:
        """Whether the event began in an earlier week."""
        return self.item.is_joined and self.first == 0 and self.item.part > 1

    @property
    def goes_on(self) -> bool:
        """Whether the event goes on in the next week."""
        return self.item.is_joined and self.last == DAYS - 1 and self.items[-1].part < self.items[-1].parts


def bars_of_week(items: Sequence[Item], monday: dt.date) -> tuple[Bar, ...]:
    """The bars of the week that begins on `monday`: those of several days on top, then each day by its hours."""
    runs = _runs([item for item in items if 0 <= (item.day - monday).days < DAYS])
    runs.sort(key=lambda run: (len(run) == 1, run[0].day if len(run) > 1 else dt.date.min, -len(run)))
    taken: list[set[int]] = []  # columns in use, by lane
    bars = []
    for run in runs:
        first, last = (run[0].day - monday).days, (run[-1].day - monday).days
        wanted = set(range(first, last + 1))
        lane = next((n for n, columns in enumerate(taken) if not columns & wanted), len(taken))
        if lane == len(taken):
            taken.append(set())
        taken[lane] |= wanted
        bars.append(Bar(tuple(run), first, last, lane))
    return tuple(bars)


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    """Items as they are shown: days in a row of one joined event with one standing belong together."""
    runs: list[list[Item]] = []
    open_: dict[object, list[Item]] = {}
    for item in items:
        run = open_.get(item.event_id) if item.is_joined else None
        if run and run[-1].standing is item.standing and (item.day - run[-1].day).days == 1:
            run.append(item)
            continue
        runs.append([item])
        if item.is_joined:
            open_[item.event_id] = runs[-1]
    return runs


@dataclass(frozen=True)
class Block:
    """A session in the hours of its day, in minutes since midnight, in one of `columns` side by side."""

    item: Item
    begins: int
    ends: int
    column: int
    columns: int


def blocks_of_day(items: Sequence[Item], least: int = 30) -> tuple[Block, ...]:
    """Those items of a day that say when they begin; what overlaps stands side by side. What ends past midnight ends
    at midnight, and nothing is shorter than `least` minutes."""
    timed = sorted((item for item in items if item.starts_at), key=lambda one: (*_minutes(one, least), one.title))
    blocks: list[Block] = []
    group: list[tuple[Item, int, int, int]] = []
    until: list[int] = []  # when each column of the group is free again

    def close() -> None:
        blocks.extend(Block(item, begins, ends, column, len(until)) for item, begins, ends, column in group)
        group.clear()
        until.clear()

    for item in timed:
        begins, ends = _minutes(item, least)
        if until and begins >= max(until):
            close()
        column = next((n for n, free in enumerate(until) if free <= begins), len(until))
        if column == len(until):
            until.append(ends)
        until[column] = ends
        group.append((item, begins, ends, column))
    close()
    return tuple(blocks)


def _minutes(item: Item, least: int) -> tuple[int, int]:
    assert item.starts_at is not None
    begins = item.starts_at.hour * 60 + item.starts_at.minute
    if item.ends_at is None:
        ends = begins + USUAL
    elif item.is_next_day:
        ends = DAY_MINUTES
    else:
        ends = item.ends_at.hour * 60 + item.ends_at.minute
    return begins, min(DAY_MINUTES, max(ends, begins + least))


def hours_of(items: Sequence[Item], usual: tuple[int, int] = (8, 20)) -> tuple[int, int]:
    """From which hour to which a week is shown: the usual ones, and more where a session needs them."""
    spans = [_minutes(item, 30) for item in items if item.starts_at]
    first = min([usual[0], *(begins // 60 for begins, _ in spans)])
    last = max([usual[1], *(-(-ends // 60) for _, ends in spans)])
    return first, last
