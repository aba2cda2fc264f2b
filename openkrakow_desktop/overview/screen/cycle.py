"""The programme's year as a list: what is due when, what is done and how that is known; dates of the office's own.

↑ ↓ choose a step, its panel opens the page where it is done, moves its date or ticks it off; the year becomes .ics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Action, Ask
from ...core.files import write_whole
from ...core.formats import day
from ...gui.action_form import ActionForm
from ...gui.beside import Beside
from ...gui.desk import Desk
from ...gui.file_writer import ask_place, write_with_progress
from ...gui.frames import SidePanel, facts, page_header, scrolled, section
from ...gui.layout import Item, box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.widgets import Status, announce, button, elided, pill, text
from ...programme.cycle import set_date, take_tick_back, tick_off
from ...programme.cycle_tables import DATED_ELSEWHERE, CycleStep
from ..cycle import OPENS, CycleDay, cycle_calendar, cycle_of, told_year
from .looks import long_day, time_left
from .version_forms import NOBODY, worker

SET_DATE, TICK, TAKE_BACK = "cycle_date.set", "cycle_done.tick", "cycle_done.take_back"
LATE, SOON = 0, 14  # days left from which a step is late, is coming


def cycle(desk: Desk) -> QWidget:
    """The page of the programme's year."""
    return CyclePage(desk)


class CyclePage(LivePage):
    """`show_what(step)` chooses a step of the window's year."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        self._beside = Beside(self._holder)
        self._beside.closed.connect(self._forget)
        self._days: Mapping[object, CycleDay] = {}
        self._step: object = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))

    def show_what(self, what: object) -> None:
        """Choose a step."""
        if isinstance(what, CycleStep):
            self._step = what
            if self._days:
                self._list.choose(what)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def load(self) -> None:
        self.ask(cycle_of, self.desk.year, done=self._show)

    def _show(self, days: tuple[CycleDay, ...]) -> None:
        w, year = self.desk.words, self.desk.year
        self._days = {one.step: one for one in days}
        open_ = sum(not one.is_done for one in days)
        export = button(w("cycle.export"), "", "calendar-clock", does=self._export)
        said = f"{w('cycle.about_page', before=year - 1)} · {w.count('cycle.open', open_)}"
        self._list = PressableList(w("cycle.title", year=year), [(one.step, self._line(one)) for one in days])
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(lambda step: self._open(step))
        page = column(
            page_header(w("cycle.title", year=year), said, export),
            hairline(),
            (scrolled(column(self._list, 1, gap=0)), 1),
            gap=0,
        )
        self._holder.hold(page)
        self._holder.setFocusProxy(self._list)
        self.setFocusProxy(self._list)
        if self._step is not None:
            self._list.choose(self._step)

    def _line(self, one: CycleDay) -> Pressable:
        w = self.desk.words
        look, name = self._look(one), w.choice(one.step)
        when = day(one.on, w.language)
        about = w("cycle.of_year", year=told_year(one.step, one.on.year))
        cells = row(
            ems(text(when, tone="muted"), 6.2),
            (elided(name), 1),
            ems(text(about, tone="muted"), 5.5),
            ems(pill(look, False), 10.5),
            gap=1,
            pad=(3, 0, 2, 0),
        )
        return Pressable(ems(cells, height=3.1), f"{when} {name}", f"{about}, {look.word}", chosen=False)

    def _look(self, one: CycleDay) -> Status:
        w = self.desk.words
        left = one.days_left(self.desk.clock.today())
        if one.is_done:
            return Status("good", "circle-check", w("cycle.done"))
        if not one.is_reminded:
            return Status("muted", "circle-minus", w("cycle.not_reminded"))
        if left < LATE:
            return Status("warn", "triangle-alert", w("cycle.late"))
        return Status("warn" if left <= SOON else "muted", "clock", time_left(left, w))

    # The panel

    def _choose(self, step: object) -> None:
        self._step = step
        one = self._days[step]
        w = self.desk.words
        pairs = [
            (w("cycle.due"), long_day(one.on, w)),
            (w("cycle.concerns"), str(told_year(one.step, one.on.year))),
            (w("cycle.known"), self._known(one)),
        ]
        content: list[Item] = [text(w(f"cycle.about.{one.step.name.lower()}"), wrap=True), facts(*pairs)]
        if one.step in DATED_ELSEWHERE:
            content.append(text(w(f"cycle.dated.{one.step.name.lower()}"), tone="muted", wrap=True))
        else:
            form = self._date_form(one)
            content.append(section(w("cycle.own_date"), form, row(*form.foot[:1], 1)))
        panel = SidePanel(
            w("cycle.step"), w.choice(one.step), self._look(one), *content, actions=self._actions(one),
            close=w("origin.close"),
        )  # fmt: skip
        self._beside.set_panel(panel)

    def _known(self, one: CycleDay) -> str:
        w = self.desk.words
        if one.ticked is not None:
            key = "cycle.ticked_by" if one.ticked.by else "cycle.ticked"
            return w(key, day=day(one.ticked.on, w.language), name=one.ticked.by)
        return w("cycle.by_registers" if one.is_done else "cycle.not_yet")

    def _actions(self, one: CycleDay) -> list[QWidget]:
        w = self.desk.words
        made: list[QWidget] = [button(w("cycle.go"), "", "arrow-right", does=partial(self._open, one.step))]
        if one.ticked is not None:
            made.append(button(w(f"action.{TAKE_BACK}"), "", "undo-2", does=partial(self._take_back, one)))
        elif not one.is_done:
            made.append(button(w(f"action.{TICK}"), "", "check", does=partial(self._tick, one)))
        return made

    def _date_form(self, one: CycleDay) -> ActionForm:
        def run(session: Session, _key: UUID, due_on: dt.date, is_reminded: bool) -> None:
            set_date(session, one.step, due_on, is_reminded)

        form = ActionForm(
            self.desk, Action(SET_DATE, run, (Ask("due_on", dt.date), Ask("is_reminded", bool, False))), NOBODY
        )
        form.editors["due_on"].set_value(one.on)
        form.editors["is_reminded"].set_value(one.is_reminded)
        form.done.connect(lambda _: announce(self, self.desk.words("cycle.moved")))
        return form

    def _tick(self, one: CycleDay) -> None:
        today, by = self.desk.clock.today(), worker(self.desk)
        self.desk.do(TICK, tick_off, one.step, one.on.year, today, by, owner=self)

    def _take_back(self, one: CycleDay) -> None:
        self.desk.do(TAKE_BACK, take_tick_back, one.step, one.on.year, owner=self)

    def _open(self, step: object) -> None:
        """Go where the step is done, in the year it is about."""
        assert isinstance(step, CycleStep)
        about = told_year(step, self._days[step].on.year)
        place = OPENS[step]
        self.desk.open_asked.emit(place, about if place in ("doctor", "task_cards", "versions") else None)

    def _forget(self) -> None:
        self._step = None

    # The calendar file

    def _export(self) -> None:
        w, year = self.desk.words, self.desk.year
        kind, name = f"{w('ics.file')} (*.ics)", w("cycle.file_name", year=year)
        path = ask_place(self.desk, self, w("ics.export"), kind, name)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the year's steps into a calendar file; what went wrong is told."""
        desk, year, now = self.desk, self.desk.year, self.desk.clock.now()

        def work(_progress: Any) -> int:
            with desk.store.snapshot() as still, still.read() as session:
                calendar = cycle_calendar(session, year, desk.words, now)
            write_whole(path, calendar.to_ical())
            return len(calendar.walk("VEVENT"))

        def done(count: int) -> None:
            announce(self, desk.words.count("cycle.written", count, file=path.name))

        write_with_progress(desk, self, desk.words("ics.writing"), work, done)
