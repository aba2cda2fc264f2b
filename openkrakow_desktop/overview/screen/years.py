"""Years side by side: up to ten of them, a small chart for each number, ±10 % with a sign and, beside it, a sentence.

The panel lists every year of the chosen number, says where a change comes from, and opens each year's rows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.asked import ORIGIN, AskedNumber
from ...core.formats import number
from ...core.measures import Number
from ...core.table_copy import Copied, Lines, copied
from ...core.text import sentence
from ...gui import theme
from ...gui.beside import Beside
from ...gui.copying import put_on_clipboard
from ...gui.desk import Desk
from ...gui.frames import SidePanel, page_header, scrolled, section
from ...gui.layout import Item, box, column, ems, hairline, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.report_writer import ask_where, drawn_up, save_document
from ...gui.spark import Spark
from ...gui.widgets import RIGHT, announce, button, elided, text
from ...programme.catalogue import Indicator, catalogue
from ...programme.plans import is_state
from .. import wording
from ..years import Reason, YearRow, Years, reasons_of_change, years_side_by_side
from ..years_words import change_sentence, mark_of, reason_words, row_words, years_document

REST = 80  # milliseconds of rest after which the panel follows the list
CODE, NAME, CHART, YEAR, BASE, EDGES = 3.6, 13.0, 8.0, 5.2, 12.5, 7.0  # em
FEWEST, PANEL = 2, 28


def years(desk: Desk) -> QWidget:
    """The page of the years."""
    return YearsPage(desk)


class YearsPage(LivePage):
    """`show_what` takes the code of a number."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        self._beside = Beside(self._holder)
        self._beside.closed.connect(self._closed)
        self._found: Years | None = None
        self._code, self._fits, self._has_panel = "", 0, False
        self._follow = QTimer(self, singleShot=True, interval=REST)
        self._follow.timeout.connect(self._ask_reasons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))

    def show_what(self, code: object) -> None:
        """Choose a number."""
        self._code = str(code)
        if self._found is not None:
            self._list.choose(self._code)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def load(self) -> None:
        year, today = self.desk.year, self.desk.clock.today()
        self.ask(years_side_by_side, year, today, catalogue(year), self.desk.declared, done=self._take)

    def _take(self, found: Years) -> None:
        self._found = found
        self._render()
        if self._code:
            self._list.choose(self._code)

    # The table

    def _room(self) -> int:
        """How many years fit beside the names."""
        width = self.width() / theme.current().em(1)
        if not theme.is_narrow(self):
            width -= CHART + (PANEL if self._has_panel else BASE)
        return max(FEWEST, int((width - CODE - NAME - EDGES) / YEAR))

    @property
    def _has_base(self) -> bool:
        """Whether there is room for the base and expected value: the panel has them too."""
        return not self._has_panel and not theme.is_narrow(self)

    def _render(self) -> None:
        found, w = self._found, self.desk.words
        assert found is not None
        self._fits = self._room()
        items: list[tuple[object, Pressable] | QWidget] = []
        heading = ""
        for one in found.rows.values():
            said = w("years.indicators" if isinstance(one.entry, Indicator) else "years.measures")
            if said != heading:
                heading = said
                items.append(row(text(said, "label", "muted"), 1, pad=(3, 1.25, 2, 0.25)))
            items.append((one.entry.code, self._row(one)))
        self._list = PressableList(w("years.title"), items)
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(lambda _: self._focus_panel())
        page = column(
            self._header(found), self._heads(found), hairline(), (scrolled(column(self._list, 1, gap=0)), 1),
            hairline(), self._foot(), gap=0,
        )  # fmt: skip
        self._holder.hold(page)
        self._holder.setFocusProxy(self._list)
        self.setFocusProxy(self._list)
        if self._code:
            self._list.choose(self._code, tell=False)

    def _header(self, found: Years) -> QWidget:
        w = self.desk.words
        said = f"{found.years[0]}\N{EN DASH}{found.years[-1]}"
        if found.running is not None:
            said = f"{said} · {w('board.running', year=found.running)}"
        narrow = theme.is_narrow(self)

        def act(word: str, kind: str, icon: str, does: Callable[[], object]) -> QWidget:
            return button("" if narrow else w(word), kind, icon, w(word), does=does)

        plans = act("menu.plans", "", "target", lambda: self.desk.open_asked.emit("plans", None))
        copy = act("years.copy", "", "table", self.copy)
        export = act("years.export", "primary", "download", self.ask_export)
        return page_header(w("years.title"), said, plans, copy, export)

    def _shown(self, found: Years) -> list[int]:
        """The places of the years that fit: the last ones."""
        return list(range(len(found.years)))[-self._fits :]

    def _heads(self, found: Years) -> QWidget:
        w = self.desk.words

        def head(words: str, width: float) -> QWidget:
            return ems(text(words, "small", "muted", align=RIGHT), width)

        base = None
        if self._has_base:
            base = row(head(w("years.base"), BASE / 2), head(w("years.expected"), BASE / 2), gap=0)
        chart = None if theme.is_narrow(self) else ems(text(""), CHART)
        names = [head(str(found.years[at]), YEAR) for at in self._shown(found)]
        name, bar = (text(w("years.name"), "small", "muted"), 1), 3.25  # the list below has a scroll bar
        return ems(self._cells(ems(text(""), CODE), name, base, chart, names, bar), height=2.2)

    def _cells(
        self, code: Item, name: Item, base: Item, chart: Item, values: list[QWidget], right: float = 2
    ) -> QWidget:
        return row(code, name, base, chart, row(*values, gap=0), gap=0.75, pad=(3, 0, right, 0))

    def _row(self, one: YearRow) -> Pressable:
        found, w = self._found, self.desk.words
        assert found is not None
        entry, name = one.entry, one.entry.label(w.language)
        said = row_words(one, found, w)
        base = None
        if self._has_base:
            cells = [self._value(one, value) if value is not None else "" for value in (one.base, one.expected)]
            base = row(*(ems(text(cell, tone="muted", align=RIGHT), BASE / 2) for cell in cells), gap=0)
        values = [self._cell(one, at) for at in self._shown(found)]
        chart = None if theme.is_narrow(self) else self._spark(one, CHART)
        inside = self._cells(ems(text(entry.code, tone="muted"), CODE), (elided(name), 1), base, chart, values)
        changes = (
            f"{found.years[at]} {change_sentence(one, found.years, at, w)}"
            for at, moved in enumerate(one.changes)
            if at and moved.is_notable
        )
        about = "; ".join([said, *changes])
        return Pressable(ems(inside, height=2.7), f"{entry.code} {name}", about, chosen=False)

    def _spark(self, one: YearRow, width: float, height: float = 1.9) -> Spark:
        found, w = self._found, self.desk.words
        assert found is not None
        running = found.running is not None and found.running == found.years[-1]
        return Spark(
            one.entry.label(w.language), row_words(one, found, w), one.values, one.plans,
            is_state=is_state(one.entry), running=running, width=width, height=height,
        )  # fmt: skip

    def _cell(self, one: YearRow, at: int) -> QWidget:
        value, mark = one.values[at], mark_of(one, at)
        said = self._value(one, value)
        tone = "muted" if value is None else ""
        shown = row(1, text(f"{mark} " if mark else "", tone="muted"), text(said, tone=tone, align=RIGHT), gap=0)
        return ems(shown, YEAR)

    def _value(self, one: YearRow, value: Number | None) -> str:
        """A number in a narrow cell: whole złotys; the panel has the grosze."""
        language = self.desk.words.language
        if one.entry.unit == "pln" and value is not None:
            return number(Fraction(value) / 100, language)
        return wording.value_text(value, one.entry.unit, language)

    def _foot(self) -> QWidget:
        w = self.desk.words
        return row(text(w("years.legend"), tone="muted", wrap=True), pad=(3, 1, 3, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._found is not None and self._room() != self._fits:
            self._render()

    # The panel

    def _choose(self, code: object) -> None:
        self._code = str(code)
        self._follow.start()

    def _ask_reasons(self) -> None:
        found = self._found
        if found is None or self._code not in found.rows:
            return
        one = found.rows[self._code]
        notable = [found.years[at] for at, moved in enumerate(one.changes) if at and moved.is_notable]
        asked = (self._code, notable, self.desk.clock.today(), catalogue(self.desk.year), self.desk.declared)
        self.ask(reasons_of_change, *asked, done=partial(self._show_panel, one))

    def _show_panel(self, one: YearRow, reasons: dict[int, Reason]) -> None:
        if one.entry.code != self._code:
            return
        found, w, entry = self._found, self.desk.words, one.entry
        assert found is not None
        kind = w("plans.state" if is_state(entry) else "plans.yearly")
        facts = [w("years.kind", kind=kind)]
        if isinstance(entry, Indicator):
            base = wording.value_text(one.base, entry.unit, w.language)
            expected = wording.value_text(one.expected, entry.unit, w.language)
            facts += [
                w("board.base_was", year=entry.base.year, base=base), f"{w('years.expected')}: ≥\u00a0{expected}"
            ]  # fmt: skip
        lines = [self._year(one, at, reasons) for at in reversed(range(len(found.years)))]
        content: list[Item] = [
            self._spark(one, 0, 6),
            column(*(text(sentence(line), tone="muted", wrap=True) for line in facts), gap=0.25),
            section(w("years.by_year"), rows(*lines, height=2.6), gap=0.25),
        ]
        panel = SidePanel(
            entry.code, entry.label(w.language), None, *content, actions=self._actions(), close=w("origin.close")
        )
        if not self._has_panel:
            self._has_panel = True  # the years that fit beside it, before it takes its room
            self._render()
        self._beside.set_panel(panel)

    def _actions(self) -> list[QWidget]:
        w, code = self.desk.words, self._code
        plan = button(w("years.plan_it"), "", "target", does=lambda: self.desk.open_asked.emit("plans", code))
        return [plan]

    def _year(self, one: YearRow, at: int, reasons: dict[int, Reason]) -> QWidget:
        """A year of the chosen number: value, plan, how it moved and why; pressed, it opens the rows."""
        found, w = self._found, self.desk.words
        assert found is not None
        year, reading = found.years[at], one.readings[at]
        value = wording.value_text(reading.value, one.entry.unit, w.language)
        below = []
        if reading.value is None:
            below.append(wording.reason_of(reading, w))
        plan = one.plans[at]
        if plan is not None:
            below.append(w("years.planned", plan=wording.value_text(plan, one.entry.unit, w.language)))
        moved = change_sentence(one, found.years, at, w) if reading.value is not None else ""
        below += [sentence(moved)] if moved else []
        if year in reasons:
            below.append(reason_words(reasons[year], one.entry.unit, w))
        lines = [text(line, "small", "muted", wrap=True) for line in below if line]
        mark = mark_of(one, at)
        head = row((text(str(year), "strong"), 1), text(f"{mark} {value}".strip(), "strong", align=RIGHT))
        made = Pressable(column(head, *lines, gap=0.25, pad=(0, 0.75, 0, 0.75)), f"{year}: {value}", ". ".join(below))
        asked = AskedNumber(one.entry.code, year)
        made.clicked.connect(lambda: self.desk.open_asked.emit(ORIGIN, asked))
        return made

    def _focus_panel(self) -> None:
        if self._beside.panel is not None:
            self._beside.panel.setFocus()

    def _closed(self) -> None:
        self._code, self._has_panel = "", False
        if self._found is not None:
            self._render()

    # Out of the window

    def copied(self) -> Copied:
        """Every year of every number as a table for the clipboard."""
        found, w = self._found, self.desk.words
        assert found is not None
        heads = [w("years.code"), w("years.name"), w("years.base"), w("years.expected"), *map(str, found.years)]
        rows = []
        for one in found.rows.values():
            cells = [
                "" if value is None else wording.value_text(value, one.entry.unit, w.language)
                for value in (one.base, one.expected)
            ]
            values = [wording.value_text(value, one.entry.unit, w.language) for value in one.values]
            rows.append([one.entry.code, one.entry.label(w.language), *cells, *values])
        is_right = [False, False, *[True] * (len(heads) - 2)]
        return copied(Lines(heads, rows, is_right), w.language)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        put_on_clipboard(self.copied())
        announce(self, self.desk.words("years.copied"))

    def ask_export(self) -> None:
        """Ask where to write the table with its changes, and write it."""
        path = ask_where(self.desk, self, self.desk.words("years.title"), ("xlsx", "pdf"))
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the table into a file, from a private copy of the data."""
        desk = self.desk
        save_document(desk, self, partial(drawn_up(desk, years_document), year=desk.year), path)
