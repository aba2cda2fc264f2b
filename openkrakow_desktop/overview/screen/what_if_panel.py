"""A number of a trial from inside: both sums, the records that came, went or count otherwise, each to be opened.

A record can be left out or counted by hand, in the trial alone; what was typed finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QWidget

from ...core.formats import day, number
from ...core.measures import Row
from ...core.text import fold
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import SidePanel, section
from ...gui.layout import Item, column, row, rows
from ...gui.live_page import Holder
from ...gui.pressable import Pressable
from ...gui.widgets import button, field, text
from ..account_words import sum_lines
from ..origins import Origin
from ..what_if import Moved, Scenario, Tried, TriedRows
from ..what_if_words import by_hand_words, moved_words

ALREADY = "already_counted"
SHOWN = 12  # records of a list that are shown at once
Choose = Callable[[Row, bool | None], object]


class MovedPanel(SidePanel):
    """`choose(row, counts)`: leave a record out (False), count it (True), or as the rules have it (None)."""

    def __init__(self, desk: Desk, line: Tried, found: TriedRows, scenario: Scenario, own: str, choose: Choose) -> None:
        """`own`: the code under which records are chosen by hand: that of the measure behind an indicator."""
        w, entry = desk.words, line.entry
        self._desk, self._line, self._rows, self._choose = desk, line, found, choose
        self._hand = {(one.register, one.id): one.counts for one in scenario.by_hand if one.code == own}
        self._twice = {one.id for one in found.tried.left_out if one.why == ALREADY}
        self.sought = field(w("what_if.find"), "search")
        self._lists = Holder()
        parts: list[Item] = [self._sums(w)]
        if self._hand:
            parts.append(text(f"{w('what_if.by_hand')}: {by_hand_words(scenario, w, own)}", wrap=True))
        super().__init__(
            w("what_if.rows_of", code=entry.code),
            entry.label(w.language),
            None,
            *parts,
            self.sought,
            self._lists,
            close=w("origin.close"),
        )
        self.sought.textChanged.connect(lambda _: self._fill())
        self._fill()

    def _sums(self, w: Words) -> QWidget | None:
        """The arithmetic of both; a share is no sum of its rows."""
        unit = self._line.entry.unit
        if unit == "percent":
            return None

        def told(key: str, origin: Origin) -> QWidget:
            lines = sum_lines(origin, unit, w)
            return section(w(key), *(text(line, tone="muted", wrap=True) for line in lines), gap=0.25)

        return column(
            told("what_if.arithmetic_official", self._rows.official),
            told("what_if.arithmetic_tried", self._rows.tried),
            gap=1,
        )

    def _fill(self) -> None:
        w, found = self._desk.words, self._rows
        moved = {(one.row.register, one.row.id) for one in (*found.came, *found.went, *found.changed)}
        parts = [
            self._moved("what_if.came", found.came),
            self._moved("what_if.went", found.went),
            self._moved("what_if.changed_rows", found.changed),
        ]
        if not moved:
            parts.append(text(w("what_if.same_rows"), tone="muted", wrap=True))
        still = [one for one in found.tried.counted if (one.register, one.id) not in moved]
        left = [one for one in found.tried.left_out if (one.register, one.id) not in moved]
        parts += [
            self._list("what_if.counted_rows", [(one, "", True) for one in _once(still)]),
            self._list("what_if.left_rows", [(one, w(f"why.{one.why}"), False) for one in _once(left)]),
        ]
        self._lists.hold(column(*parts, gap=2))

    def _moved(self, key: str, moved: Sequence[Moved]) -> QWidget | None:
        w = self._desk.words
        return self._list(key, [(one.row, moved_words(one, w), bool(one.now)) for one in moved])

    def _list(self, key: str, records: Sequence[tuple[Row, str, bool]]) -> QWidget | None:
        """Records under their heading, as many as can be read; those that what was typed finds."""
        w, asked = self._desk.words, fold(self.sought.text())
        fit = [one for one in records if asked in fold(_said(one[0], w.language))] if asked else list(records)
        if not fit:
            return None
        made = rows(*(self._record(*one) for one in fit[:SHOWN]), height=2.6)
        rest = len(fit) - SHOWN
        more = text(w("what_if.more_rows", n=number(rest, w.language)), tone="muted") if rest > 0 else None
        return section(w(key, n=number(len(fit), w.language)), made, more, gap=0.25)

    def _record(self, one: Row, why: str, counts: bool) -> QWidget:
        w, title = self._desk.words, one.title or "–"
        said = " · ".join(filter(None, [day(one.on, w.language) if one.on else "", why]))
        below = text(said, "small", "muted", wrap=True) if said else None
        content = column(text(title, wrap=True), below, gap=0, pad=(0, 0.5, 0, 0.5))
        opener = Pressable(content, title, said)
        opener.clicked.connect(lambda: self._desk.open_asked.emit(one.register, one.id))
        if not counts and one.id in self._twice:
            return opener  # the thing it names counts already: no choice would count it again
        by_hand = (one.register, one.id) in self._hand
        key = "take_back" if by_hand else "leave_out" if counts else "count_in"
        choice = None if by_hand else not counts
        act = button(
            w(f"what_if.{key}"), "quiet", "", w(f"what_if.{key}_of", title=title),
            does=lambda: self._choose(one, choice),
        )  # fmt: skip
        return row((opener, 1), act, gap=0.5)


def _once(records: Iterable[Row]) -> list[Row]:
    """Each record once: a festival's days are rows of one event."""
    return list({(one.register, one.id): one for one in records}.values())


def _said(one: Row, language: str) -> str:
    return f"{one.title} {day(one.on, language) if one.on else ''}"
