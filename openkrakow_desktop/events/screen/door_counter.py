"""The left half of the door: the number, the large +1, the categories, and what was done last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.words import Words
from ...gui import theme
from ...gui.desk import Desk
from ...gui.layout import Item, box, clear, column, ems, fill, row, rows
from ...gui.live_page import Holder
from ...gui.states import sentence
from ...gui.widgets import CENTRE, button, elided, key, no_mnemonic, text
from ..counting import Headcount
from ..door_view import DoorView, Trace
from ..model import CATEGORIES, Dimension, EntryKind, TallyCategory
from .door_parts import BigNumber, RoomBar, TallyButton, TallyGrid

SHOWN = 3  # lines of the trace
KEYS = 9  # categories that a digit counts


@dataclass(frozen=True)
class Line:
    """One line of the trace; `can_go_back`: the next undo takes this one."""

    key: UUID | None
    at: dt.datetime | None
    said: str
    can_go_back: bool = False


def trace_words(one: Trace, w: Words) -> str:
    """What a step was: "+1 spoza listy, dorośli", "Łęcka Maria, obecna", "policzono salę: +4 spoza listy"."""
    if one.kind is None:
        return w("door.trace_listed", name=one.name)
    signed = f"{'+' if one.n >= 0 else '−'}{abs(one.n)}"
    if one.kind is EntryKind.CORRECTION:
        return w("door.trace_counted", n=signed)
    if one.kind is EntryKind.PAPER:
        return w("door.trace_paper", n=signed)
    return tap_words(one.category, w, signed)


def tap_words(category: TallyCategory | None, w: Words, signed: str = "+1") -> str:
    """A press in words."""
    if category is None:
        return w("door.trace_tap", n=signed)
    return w("door.trace_category", n=signed, category=w.choice(category))


class CounterCard(QWidget):
    """Shows and asks; the page counts."""

    pressed = Signal(object)  # a category, or None for a plain entry
    undo_asked = Signal()
    dimension_chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self.number = BigNumber(w("door.number"))
        self._people = text("", "lead", "muted", align=CENTRE)
        self.bar = RoomBar(w("door.places"))
        name = w("door.entry_name", key=w("door.space"))
        self.lead = TallyButton(w("door.entry"), w("door.space"), name, lambda: self.pressed.emit(None), lead=True)
        self._by = button(" ", "quiet", "chevron-down", w("door.dimension"), "muted")
        self._by.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._by.clicked.connect(self._choose_dimension)
        self._grid = QVBoxLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        grid = QWidget()
        grid.setLayout(self._grid)
        self._trace = QVBoxLayout()
        self._trace.setContentsMargins(0, 0, 0, 0)
        trace = QWidget()
        trace.setLayout(self._trace)
        trace.setMinimumHeight(theme.current().em(2.3) * SHOWN + SHOWN)  # the buttons above stay where they are
        self.said = Holder()
        self.dimension: Dimension | None = None
        self.tallies: dict[TallyCategory, TallyButton] = {}
        self._lines: tuple[Line, ...] | None = None
        said = ems(row(self.said, 1), height=2)
        above = column(said, 1, (self.number, 100), 0.75, self._people, 1.0, self.bar, 1, gap=0.25)
        buttons = column(self.lead, row(text(w("door.by"), tone="muted"), self._by, 1, gap=0.5), grid, gap=0.75)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", column((above, 1), buttons, trace, gap=1.5), (3, 1.5, 3, 1)))
        self.setFocusProxy(self.lead)

    # What is shown

    def tell(self, view: DoorView, is_open: bool) -> None:
        """Another state of the session."""
        if view.dimension is not self.dimension:
            self._build_tallies(view.dimension)
        w = self.desk.words
        for one, made in self.tallies.items():
            n = view.tallies.get(one, 0)
            made.tell(str(n), w.count("door.so_far", n))
        for made in (self.lead, *self.tallies.values()):
            made.set_open(is_open)

    def tell_count(self, view: DoorView, count: Headcount, pending: int) -> None:
        """Another number, at once; `pending` people are not yet on the disk."""
        w = self.desk.words
        people = w.count("door.in_room", count.total)
        said = f"{count.total} {people}" + (f", {w.count('door.pending', pending)}" if pending else "")
        self.number.tell(count.total, pending, said)
        self._people.setText(people)
        parts = [w("door.from_list", n=count.listed), w("door.not_from_list", n=count.anonymous)]
        if view.capacity is not None:
            left = view.capacity - count.total
            parts.append(w.count("door.free_places", left) if left >= 0 else w.count("door.above_places", -left))
        self.bar.tell(count.listed, count.anonymous, view.capacity, "   ·   ".join(parts))

    def tell_trace(self, lines: Sequence[Line]) -> None:
        """The last steps, newest first."""
        shown = tuple(lines[:SHOWN])
        if shown == self._lines:
            return
        self._lines = shown
        clear(self._trace)
        if shown:
            fill(self._trace, [rows(*(self._line(one) for one in shown), height=2.3)])
        else:
            fill(self._trace, [ems(text(self.desk.words("door.nothing_yet"), tone="muted"), height=2.3)])
        fill(self._trace, [1])

    def _line(self, one: Line) -> QWidget:
        w = self.desk.words
        at = one.at.astimezone(WARSAW).strftime("%H:%M:%S") if one.at is not None else ""
        back: Item = None
        if one.can_go_back:
            undo = button(w("door.undo"), "quiet", "undo-2", f"{w('door.undo')}: {one.said}", does=self.undo_asked.emit)
            undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            back = row(undo, key(w("door.undo_key")), gap=1)
        return row(ems(text(at, tone="muted"), 5), (elided(one.said), 1), back)

    # Categories

    def _build_tallies(self, dimension: Dimension) -> None:
        w = self.desk.words
        self.dimension = dimension
        self._by.setText(w.choice(dimension) + " ")
        self.tallies = {}
        for at, one in enumerate(CATEGORIES[dimension], 1):
            hint, said = str(at) if at <= KEYS else "", sentence(w.choice(one))
            name = w("door.entry_of", category=said, key=hint) if hint else w("door.entry_in", category=said)
            self.tallies[one] = TallyButton(said, hint, name, partial(self.pressed.emit, one))
        clear(self._grid)
        fill(self._grid, [TallyGrid(list(self.tallies.values()))])

    def category(self, digit: int) -> TallyCategory | None:
        """What a digit from 1 counts; None where there is no such category."""
        categories = CATEGORIES[self.dimension] if self.dimension is not None else ()
        return categories[digit - 1] if 1 <= digit <= min(KEYS, len(categories)) else None

    def _choose_dimension(self) -> None:
        w, menu = self.desk.words, QMenu(self)
        menu.setAccessibleName(w("door.dimension"))
        for one in Dimension:
            action = menu.addAction(no_mnemonic(sentence(w.choice(one))))
            action.setCheckable(True)
            action.setChecked(one is self.dimension)
            action.triggered.connect(partial(self.dimension_chosen.emit, one))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._by.mapToGlobal(self._by.rect().bottomLeft()))
