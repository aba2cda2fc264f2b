"""Karty zadań: which unit has which card, what is back, who has not answered; issuing, taking files or folders.

Beside the list stand the answers of the chosen unit, with what differs from the registers, and the decisions about
them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from ...core.clock import day_of
from ...core.formats import day
from ...core.words import Words
from ...core.work import Progress
from ...gui.beside import Beside
from ...gui.collecting_page import CollectingPage
from ...gui.desk import Desk
from ...gui.frames import SidePanel, page_header, scrolled
from ...gui.layout import Item, box, column, ems, hairline, row
from ...gui.pressable import Pressable, PressableList
from ...gui.reminder_card import ReminderCard
from ...gui.states import status_of
from ...gui.theme import is_narrow
from ...gui.widgets import announce, button, elided, empty_state, pill, text
from ...programme.task_answers import copy_assignments
from ..task_card_collect import ToldTasks, collect, issue_cards, telling
from ..task_card_page import CardsOfYear, TaskCardState, UnitDetails, UnitLine, cards_of_year, details_of, reminder
from ..task_units import propose_assignments
from .task_cards_panel import unit_panel

TABLES = ("task_assignment", "task_card", "task_card_answer", "task_card_number", "organisation", "external_figure")
NAMED = 3  # units the line above the list names before it counts the rest
HOLES = ("problem.task_card_blank", "problem.task_card_task_blank", "problem.task_card_row_missing")
AGAIN = ("task_cards.issue_again", "task_cards.issue_again_words", "task_cards.issue_again_verb")


def task_cards(desk: Desk) -> QWidget:
    """The page of a year's task cards."""
    return TaskCardsPage(desk)


class TaskCardsPage(CollectingPage):
    """`show_what` takes the year, or a unit to be chosen; files dropped on the page are looked through."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.page: CardsOfYear | None = None
        self._unit: UUID | None = None
        self._list: PressableList | None = None
        self._beside: Beside | None = None

    # What is asked of every page that takes cards

    @property
    def is_open(self) -> bool:
        return self.page is not None and any(one.version is not None for one in self.page.units)

    @property
    def title(self) -> str:
        return self.desk.words("menu.task_cards")

    def telling(self, told: Any, words: Words) -> str:
        return telling(told, words)

    def is_hole(self, key: str) -> bool:
        return key in HOLES

    def take_in(
        self, places: Sequence[Path], progress: Progress, dry_run: bool, is_partial: bool, whose: Any
    ) -> Sequence[ToldTasks]:
        desk, year = self.desk, self.desk.year
        return collect(
            desk.store, places, dry_run=dry_run, year=year, unit_id=whose, is_partial=is_partial, clock=desk.clock,
            progress=progress,
        )  # fmt: skip

    def show_what(self, what: object) -> None:
        """A year to show, or a unit to choose."""
        if isinstance(what, UUID):
            self._unit = what
            self._on_changed(None)
        elif isinstance(what, int) and what != self.desk.year:
            self.desk.set_year(what)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops() if self._beside is not None else []

    def load(self) -> None:
        self.ask(cards_of_year, self.desk.year, self.desk.clock.today(), done=self._show)

    # The list

    def _show(self, page: CardsOfYear) -> None:
        self.page = page
        if self.told:
            return  # what has come is being looked at
        w = self.desk.words
        issue = button(w("task_cards.issue_all"), "primary", "send", does=self.issue)
        take = self.collect_button()
        issue.setEnabled(bool(page.units))
        take.setEnabled(self.is_open)
        self.hold_head(self._closing_line(page), self._assigning(page), take, issue)
        self.setFocusProxy(issue)
        if not page.units:
            self._show_nobody(page)
            return
        items: list[tuple[object, Pressable] | QWidget] = [(one.unit_id, self._line(one)) for one in page.units]
        self._list = PressableList(w("task_cards.page_title", year=page.year), items)
        self._list.chosen.connect(self._choose)
        hint = text(w("task_cards.page_drop"), "small", "muted", wrap=True)
        inside = column(self._list, column(hint, pad=(3, 1.5, 3, 2)), 1, gap=0)
        main = column(self._heads(), hairline(), (scrolled(inside), 1), gap=0)
        main.setFocusProxy(self._list)
        self._beside = Beside(main)
        self._beside.closed.connect(self._closed)
        self._body.hold(box("sheet", self._beside, (0, 0, 0, 0)))
        self.setFocusProxy(self._list)
        if self._unit in [one.unit_id for one in page.units]:
            self._list.choose(self._unit)

    def _show_nobody(self, page: CardsOfYear) -> None:
        w = self.desk.words
        acts = [button(w("task_cards.assign_propose"), "", "list-checks", does=self.propose)]
        if page.may_copy:
            acts.append(button(w("task_cards.assign_copy", year=page.year - 1), "primary", "layers", does=self.copy))
        said = empty_state("send", w("task_cards.page_empty", year=page.year), w("task_cards.page_empty_words"), *acts)
        self._list = self._beside = None
        self._body.hold(box("sheet", said, (0, 0, 0, 0)))

    def _closing_line(self, page: CardsOfYear) -> str:
        """'Wróciło 3 z 12 · brakuje: ZZM, Dzielnica IV · termin 28.02.2026'."""
        w = self.desk.words
        issued = [one for one in page.units if one.version is not None]
        if not issued:
            return w("task_cards.page_none_issued")
        waiting = page.waiting
        parts = [w("task_cards.page_back", n=len(issued) - len(waiting), all=len(issued))]
        if waiting and not is_narrow(self):
            names = ", ".join(one.name for one in waiting[:NAMED])
            if len(waiting) > NAMED:
                names = w("returned.and_more", names=names, n=len(waiting) - NAMED)
            parts.append(w("task_cards.page_missing", names=names))
        if waiting:
            due = min(one.due_on for one in waiting if one.due_on is not None)
            parts.append(w("task_cards.page_due", day=day(due, w.language)))
        return " · ".join(parts)

    def hold_head(self, about: str, *actions: QWidget) -> None:
        title = self.desk.words("task_cards.page_title", year=self.desk.year)
        self._head.hold(page_header(title, about, *actions))

    def show_list(self) -> None:
        if self.page is not None:
            self._show(self.page)

    def _assigning(self, page: CardsOfYear) -> QWidget:
        w = self.desk.words
        opener = button(w("task_cards.assigning"), "", "chevron-down")
        menu = QMenu(opener)
        if page.may_copy:
            copy = menu.addAction(w("task_cards.assign_copy", year=page.year - 1))
            copy.triggered.connect(lambda _=False: self.copy())
        menu.addAction(w("task_cards.assign_propose")).triggered.connect(lambda _=False: self.propose())
        shown = menu.addAction(w("task_cards.assign_list"))
        shown.triggered.connect(lambda _=False: self.desk.open_asked.emit("task_assignment", None))
        opener.setMenu(menu)
        return opener

    def _cells(self, name: QWidget, state: Item, tasks: Item, issued: Item, due: Item) -> QWidget:
        narrow = is_narrow(self)
        more: tuple[Item, ...] = () if narrow else (tasks, issued, due)
        return row((name, 1), state, *more, gap=1.25, pad=(3, 0, 2, 0))

    def _heads(self) -> QWidget:
        w = self.desk.words
        small = partial(text, style="small", tone="muted")
        cells = self._cells(
            small(w("task_cards.head_unit")),
            ems(small(w("task_cards.head_state")), 9),
            ems(small(w("task_cards.head_tasks")), 8),
            ems(small(w("task_cards.head_issued")), 9),
            ems(small(w("task_cards.head_due")), 6.5),
        )
        return ems(cells, height=2.2)

    def _line(self, one: UnitLine) -> Pressable:
        w = self.desk.words
        about = []
        if one.is_waited_for and one.state is not TaskCardState.ISSUED:
            about.append(w("task_cards.waiting_for", tasks=", ".join(one.waiting)))
        if one.undecided:
            about.append(w("task_cards.undecided", n=one.undecided))
        issued = due = "–"
        if one.issued_at is not None and one.due_on is not None:
            issued = w("task_cards.issued_as", at=day(day_of(one.issued_at), w.language), no=one.version)
            due = day(one.due_on, w.language)
        tasks = ", ".join(one.tasks)
        state = status_of(one.state, w)
        name: QWidget = elided(one.name, "strong")
        if about:
            name = column(0.5, name, elided(" · ".join(about), "small", "muted"), 0.5, gap=0)
        inside = self._cells(
            name,
            ems(row(pill(state, filled=False), 1), 9),
            ems(elided(tasks, tone="muted"), 8),
            ems(text(issued, tone="muted"), 9),
            ems(text(due, tone="muted"), 6.5),
        )
        said = w("task_cards.row_about", state=state.word, tasks=tasks)
        return Pressable(ems(inside, height=3.6 if about else 2.8), one.name, said, chosen=False)

    # One unit

    def _choose(self, key: object) -> None:
        if isinstance(key, UUID) and self.page is not None:
            self._unit = key
            desk, year = self.desk, self.page.year
            self.ask(details_of, year, key, desk.clock.today(), desk.declared, desk.words, done=self._show_unit)

    def _show_unit(self, details: UnitDetails) -> None:
        if self.page is None or details.unit_id != self._unit:
            return
        line = next((one for one in self.page.units if one.unit_id == details.unit_id), None)
        if line is not None:
            self.set_panel(unit_panel(self, line, details))

    def set_panel(self, panel: SidePanel) -> None:
        """Show this beside the list."""
        if self._beside is not None:
            self._beside.set_panel(panel)

    def again(self) -> None:
        """Show the chosen unit as it is now."""
        self._choose(self._unit)

    def remind(self, line: UnitLine) -> None:
        """Show what to send to this unit."""
        w, page = self.desk.words, self.page
        if page is not None:
            shown = ReminderCard(self.desk, w("returned.reminder"), partial(reminder, page, line), self.again)
            kind = w("task_cards.panel_kind", year=page.year)
            self.set_panel(SidePanel(kind, line.name, status_of(line.state, w), shown, close=w("origin.close")))

    def _closed(self) -> None:
        self._unit = None
        if self._list is not None:
            self._list.choose(None)

    # Who is asked

    def copy(self) -> None:
        """Ask the units of the year before about their tasks."""
        self._assign("task_assignment.copy", copy_assignments)

    def propose(self) -> None:
        """Ask the units that Table 1 names."""
        self._assign("task_assignment.propose", propose_assignments)

    def _assign(self, action: str, function: Callable[..., int]) -> None:
        w = self.desk.words
        self.desk.do(
            action, function, self.desk.year,
            done=lambda done: announce(self, w.count("task_cards.assigned", done.value)), owner=self,
        )  # fmt: skip

    # Issuing

    def issue(self, units: Sequence[UUID] = ()) -> None:
        """Write cards into a folder; where some are out already, that is asked first."""
        page = self.page
        if page is None:
            return
        out = [one for one in page.waiting if not units or one.unit_id in units]
        folder = self.ask_folder(bool(out), AGAIN)
        if folder is not None:
            self.issue_into(folder, units)

    def issue_into(self, folder: Path, units: Sequence[UUID] = ()) -> None:
        """Write the cards, with progress that can be stopped; only then are they recorded."""
        desk, page = self.desk, self.page
        assert page is not None
        banner, words = str(desk.settings.get("demo_banner") or ""), desk.words

        def write(progress: Progress) -> list[Path]:
            return issue_cards(
                desk.store, desk.declared, page.year, folder, words,
                units=units, asked_by=self.who(), banner=banner, clock=desk.clock, progress=progress,
            )  # fmt: skip

        self.write_cards(folder, write, "task_cards.issuing", "task_cards.issued_to")

    def who(self) -> str:
        """The account that works here, as it is called."""
        return self.desk.actors.get(self.desk.store.actor, "")
