"""The day beside the quick entry: contacts and people today, by channel and language, the week, the month, the newest.

Every number opens its rows. The newest contact that was entered here can be taken back with one press."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.declarations import Draft
from ...core.formats import day, number
from ...core.listing import View
from ...core.text import sentence
from ...gui.desk import Desk
from ...gui.frames import card
from ...gui.layout import Item, box, column, ems, row, rows
from ...gui.pressable import Pressable
from ...gui.widgets import RIGHT, button, elided, symbol, text
from ..model import Topic
from ..service import By, Cell
from ..tally import DayTally, Line, Usual, contacts_behind, month_of, week_of

MOST_LANGUAGES = 5


@dataclass
class Entered:
    """A contact entered on this page: on its way to the disk, saved, or refused with why."""

    id: UUID
    draft: Draft
    operation: UUID | None = None
    problem: str = ""


def open_rows(desk: Desk, first: dt.date, last: dt.date, by: By | None = None, row_: enum.Enum | None = None) -> None:
    """The list of the contacts behind a number."""
    desk.ask(
        contacts_behind, first, last, by, row_, done=lambda ids: desk.open_asked.emit("contact", View(only=tuple(ids)))
    )


class DayPanel(QWidget):
    """Made anew at each reading. `undo_asked` and `retry_asked` bear the entered contact."""

    undo_asked = Signal(object)
    retry_asked = Signal(object)

    def __init__(self, desk: Desk, tally: DayTally, waiting: tuple[Entered, ...], last: Entered | None) -> None:
        """`waiting`: entered and not in the tally yet, newest first; `last`: what the undo button takes back."""
        super().__init__()
        self.desk, self._tally = desk, tally
        whole = column(self._today(), self._newest(waiting, last), self._numbers(), 1, gap=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    # The numbers

    def _today(self) -> QWidget:
        w, t = self.desk.words, self._tally
        is_today = t.day == self.desk.clock.today()
        title = w("point_day.today") if is_today else day(t.day, w.language)
        figures = row(
            self._figure("contacts", t.of_day.contacts), 3.0, self._figure("people", t.of_day.people), 1, gap=1
        )
        return card(title, figures, gap=0.75)

    def _numbers(self) -> QWidget:
        t, parts = self._tally, list[Item]()
        if t.of_day.contacts:
            parts.append(self._group(By.CHANNEL, t.channels, len(t.channels)))
            parts.append(self._group(By.LANGUAGE, t.languages, MOST_LANGUAGES))
        parts.append(self._spans())
        if t.usual is not None:
            parts.append(text(self._usual(t.usual), "small", "muted", wrap=True))
        return box("card", column(*parts, gap=1.25))

    def _figure(self, key: str, n: int) -> QWidget:
        w, day_ = self.desk.words, self._tally.day
        noun = text(w.count(f"point_day.{key}_noun", n), tone="muted")
        inside = column(text(number(n, w.language), "figure"), noun, gap=0)
        made = Pressable(inside, w.count(f"point_day.{key}_n", n), w("point_day.open"))
        made.clicked.connect(lambda: open_rows(self.desk, day_, day_))
        return made

    def _group(self, by: By, cells: Mapping[enum.Enum, Cell], most: int) -> QWidget:
        w, day_ = self.desk.words, self._tally.day
        lines: list[Item] = [self._head(w(f"point_day.by_{by.name.lower()}"))]
        shown = list(cells.items())[:most]
        for kind, cell in shown:
            lines.append(self._line(sentence(w.choice(kind)), cell, self._opener(day_, day_, by, kind)))
        rest = list(cells.values())[most:]
        if rest:
            lines.append(self._line(w("point_day.others"), sum(rest, Cell()), None))
        return column(*lines, gap=0)

    def _opener(
        self, first: dt.date, last: dt.date, by: By | None = None, kind: enum.Enum | None = None
    ) -> Callable[[], None]:
        return lambda: open_rows(self.desk, first, last, by, kind)

    def _head(self, said: str) -> QWidget:
        w = self.desk.words
        heads = [ems(text(w(f"point_day.{one}"), "small", "muted", align=RIGHT), 5) for one in ("contacts", "people")]
        return row((text(said, "small", "muted"), 1), *heads, gap=0.5)

    def _line(self, said: str, cell: Cell, does: Callable[[], None] | None) -> QWidget:
        w = self.desk.words
        figures = [ems(text(number(n, w.language), align=RIGHT), 5) for n in (cell.contacts, cell.people)]
        inside = ems(row((elided(said), 1), *figures, gap=0.5), height=1.9)
        if does is None:
            return inside
        about = f"{w.count('point_day.contacts_n', cell.contacts)}, {w.count('point_day.people_n', cell.people)}"
        made = Pressable(inside, said, about)
        made.clicked.connect(lambda: does())
        return made

    def _spans(self) -> QWidget:
        w, t = self.desk.words, self._tally
        return column(
            self._head(w("point_day.so_far")),
            self._line(w("point_day.week"), t.of_week, self._opener(*week_of(t.day))),
            self._line(w("point_day.month"), t.of_month, self._opener(*month_of(t.day))),
            gap=0,
        )

    def _usual(self, usual: Usual) -> str:
        """Whole days are compared; what a day that is not over comes to, nobody knows."""
        w = self.desk.words
        weekday = w(f"point_day.usual_{self._tally.day.isoweekday()}")
        return w("point_day.usual", weekday=weekday, n=number(usual.contacts, w.language, 1), days=usual.days)

    # The newest contacts

    def _newest(self, waiting: tuple[Entered, ...], last: Entered | None) -> QWidget:
        w, t = self.desk.words, self._tally
        known = {one.id for one in t.lines}
        fresh = [one for one in waiting if one.id not in known]
        lines = [*(self._entered(one) for one in fresh), *(self._contact(one, last) for one in t.lines)]
        if not lines:
            nothing = row(symbol("info"), (text(w("point_day.nothing"), tone="muted", wrap=True), 1), gap=1)
            return card(w("point_day.newest"), nothing, gap=0.5)
        every = button(w("point_day.all"), "quiet", does=self._opener(t.day, t.day))
        return card(w("point_day.newest"), rows(*lines, height=3.5), aside=every, gap=0.5)

    def _entered(self, one: Entered) -> QWidget:
        w = self.desk.words
        said, about = self._said(
            one.draft["channel"], one.draft["language"], one.draft["persons_served"], one.draft["topics"]
        )
        if one.problem:
            act = button(w("point_day.correct"), "quiet", name=f"{w('point_day.correct')}: {said}")
            act.clicked.connect(lambda: self.retry_asked.emit(one))
            words_ = column(text(said, "strong", wrap=True), text(one.problem, "small", "bad", wrap=True), gap=0)
            return row(symbol("circle-x", "bad"), (words_, 1), act, gap=1)
        return self._two(said, f"{about} · {w('point_day.saving')}")

    def _contact(self, one: Line, last: Entered | None) -> QWidget:
        w = self.desk.words
        said, about = self._said(one.channel, one.language, one.persons_served, one.topics)
        made = Pressable(self._two(said, about), said, about)
        made.clicked.connect(lambda: self.desk.open_asked.emit("contact", one.id))
        if last is None or one.id != last.id or last.operation is None:
            return made
        back = button(w("undo.verb"), "quiet", "undo-2", name=f"{w('undo.verb')}: {said}")
        back.clicked.connect(lambda: self.undo_asked.emit(last))
        return row((made, 1), back, gap=1)

    def _two(self, said: str, about: str) -> QWidget:
        return column(1, elided(said), elided(about, "small", "muted"), 1, gap=0)

    def _said(self, channel: enum.Enum, language: enum.Enum, people: int, topics: tuple[str, ...]) -> tuple[str, str]:
        """A contact in two lines: how, in which language, how many; about what."""
        w = self.desk.words
        parts = [w(f"channel_short.{channel.name.lower()}"), w.choice(language)]
        if people > 1:
            parts.append(w.count("point_entry.people", people))
        return sentence(" · ".join(parts)), ", ".join(w(f"topic_short.{Topic(one).name.lower()}") for one in topics)
