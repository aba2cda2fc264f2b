"""Uhonorowani: who was honoured in which year, searched in any alphabet, with a chart of counts, exported as filtered.

Only editions whose result is announced stand here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.document import labels
from ...core.text import sentence
from ...gui.chips import Chip
from ...gui.desk import Desk
from ...gui.flow import flow
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Split, box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pictures import PictureView
from ...gui.pressable import Pressable, PressableList
from ...gui.report_writer import offer_report
from ...gui.theme import is_narrow
from ...gui.widgets import button, elided, empty_state, field, symbol, text, two
from ..kinds import CandidateCategory
from ..laureates import KINDS, Laureate, figure_of, laureates, sifted
from ..letter_offers import LAUREATE_BOOK

TABLES = ("award", "mayor_decision", "candidate", "edition", "person", "organisation")
SIDE = 24  # em of the chart's card
REST = 150  # milliseconds after the last letter typed


def laureates_page(desk: Desk) -> QWidget:
    """The page of the laureates."""
    return LaureatesPage(desk)


class LaureatesPage(LivePage):
    """Enter opens the award; Ctrl+F goes to the search."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        w = desk.words
        self.found: list[Laureate] = []
        self._about = text("", tone="muted")
        self._list, self._chart = Holder(), Holder()
        self.search = field(w("laureates.search"), "search", shortcut="Ctrl+F")
        categories = [(one, w.choice(one)) for one in CandidateCategory]
        kinds = [(one, w.choice(one)) for one in KINDS]
        again = w("laureates.repeated")
        self.category = self._chip(w("gala.category"), categories)
        self.kind = self._chip(w("gala.award"), kinds)
        self.repeated = self._chip(again, [(True, again)])
        self._typed = QTimer(self, singleShot=True, interval=REST)
        self._typed.timeout.connect(self._show)
        self.search.textChanged.connect(lambda _: self._typed.start())
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        export = button(w("laureates.export"), "", "printer", does=self._export)
        head = page_header(w("place.laureates"), self._about, export)
        bar = column(flow([ems(self.search, 22), self.category, self.kind, self.repeated]), gap=0, pad=(3, 0, 3, 1.5))
        side = column(self._chart, 1, gap=0)
        body = Split(box("card", self._list, (0, 1, 0, 1)), side, SIDE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(head, bar, (scrolled(column((body, 1), gap=0, pad=(3, 0, 3, 2))), 1), gap=0))
        self.setFocusProxy(self.search)

    def _chip(self, title: str, choices: Sequence[tuple[Hashable, str]]) -> Chip:
        w = self.desk.words
        made = Chip(sentence(title), choices, w("filter.any"), w("filter.clear_one", filter=title), several=False)
        made.changed.connect(self._show)
        return made

    def load(self) -> None:
        self.ask(laureates, done=self._take)

    def _take(self, found: list[Laureate]) -> None:
        self.found = found
        self._show()

    def shown(self) -> list[Laureate]:
        """Those who pass the search and the filters."""
        return sifted(self.found, **self._asked())

    def _asked(self) -> dict[str, Any]:
        return {
            "search": self.search.text().strip(),
            "category": next(iter(self.category.chosen), None),
            "kind": next(iter(self.kind.chosen), None),
            "repeated": bool(self.repeated.chosen),
        }

    def _export(self) -> None:
        offer_report(self.desk, self, LAUREATE_BOOK, **self._asked())

    # What is shown

    def _show(self) -> None:
        w, shown = self.desk.words, self.shown()
        again = len({one.years for one in self.found if one.is_repeated})
        said = [w.count("laureates.count", len(shown))]
        said += [w.count("laureates.again", again)] if again else []
        self._about.setText(" · ".join(said))
        if not shown:
            nobody = "laureates.none_fit" if self.found else "laureates.none"
            self._list.hold(empty_state("trophy", w(f"{nobody}_title"), w(nobody)))
            self._chart.hold(QWidget())
            return
        items: list[tuple[object, Pressable] | QWidget] = []
        for year, of_year in groupby(shown, key=lambda one: one.year):
            items.append(
                column(text(w("laureates.year_head", year=year), "label", "muted"), gap=0, pad=(2, 1.25, 2, 0.5))
            )
            items += [(one.award_id, self._line(one)) for one in of_year]
        made = PressableList(w("place.laureates"), items)
        made.opened.connect(self._open)
        self._list.hold(column(made, 1, gap=0))
        figure = figure_of(shown, w)
        picture = PictureView(figure, labels(w))
        self._chart.hold(
            card(figure.caption, picture, hairline(), text(figure.summary, tone="muted", wrap=True), gap=1)
        )

    def _open(self, key: object) -> None:
        if isinstance(key, UUID):
            self.desk.open_asked.emit("award", key)

    def _line(self, one: Laureate) -> Pressable:
        w = self.desk.words
        others = ", ".join(str(year) for year in one.years if year != one.year)
        about = [w.choice(one.category)] + ([one.title_form] if one.title_form else [])
        about += [w("laureates.also_in", years=others)] if others else []
        about += [w("gala.declined")] if one.is_accepted is False else []
        kind = sentence(w.choice(one.kind))
        narrow = is_narrow(self)
        content = row(
            symbol("trophy" if one.kind is KINDS[0] else "dot", "accent" if one.kind is KINDS[0] else "muted"),
            (two(one.name, " · ".join(about)), 1),
            symbol("history", "warn", said=w("laureates.repeated")) if others else None,
            None if narrow else ems(elided(kind), 9),
            gap=1,
            pad=(2, 0.4, 2, 0.4),
        )
        return Pressable(content, one.name, ", ".join([str(one.year), kind, *about]))
