"""Tasks and measures: the 37 numbers of Table 1 by objective and task, with product, deadline, implementers, status.

Numbers are never added up: one record may feed several. The status of a task is a person's word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from ...core.formats import number
from ...core.measures import Period, Reading, State
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import SidePanel, facts, page_header, scrolled, section
from ...gui.layout import Item, column, ems, hairline, row
from ...gui.pressable import Pressable, PressableList
from ...gui.states import sentence, status_of
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, Status, button, elided, pill, text
from ...programme import catalogue as c
from ...programme.catalogue import catalogue
from .. import wording
from ..accounts import Account
from ..evaluate import MeasureNumber, YearNumbers, evaluate
from ..tasks import Stated, stated_tasks
from .looks import said_value
from .number_list import NumberListPage
from .origin import origin_panel


def tasks(desk: Desk) -> QWidget:
    """The page of tasks and measures."""
    return TasksPage(desk)


class TasksPage(NumberListPage):
    """List and panel; `show_what` takes the code of a measure."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stated: dict[str, Stated] = {}

    def lines(self, numbers: YearNumbers) -> Mapping[str, MeasureNumber]:
        return numbers.measures

    def load(self) -> None:
        year = self.desk.year
        self.ask(stated_tasks, year, done=self._take_stated)
        period = Period(year, self.desk.clock.today())
        self.ask(evaluate, period, catalogue(year), self.desk.declared, done=self._show)

    def _take_stated(self, found: dict[str, Stated]) -> None:
        self._stated = found

    def _show(self, numbers: YearNumbers) -> None:
        w, known = self.desk.words, numbers.catalogue
        items: list[tuple[object, Pressable] | QWidget] = []
        for objective in known.objectives.values():
            said = w("board.objective", n=objective.code, label=objective.label(w.language))
            items.append(row(text(said, "label", "muted"), 1, pad=(3, 1.5, 2, 0.25)))
            for task in known.tasks.values():
                if task.objective == objective.code:
                    items.append(self._task(task))
                    items += [
                        (one.entry.code, self._row(one))
                        for one in numbers.measures.values()
                        if known.task_of(one.entry) is task
                    ]
        made = PressableList(w("tasks.title"), items)
        page = column(
            self._header(numbers),
            self._heads(numbers.period.year),
            hairline(),
            (scrolled(column(made, 1, gap=0, pad=(0, 0, 0, 2))), 1),
            hairline(),
            self._foot(numbers),
            gap=0,
        )
        self.hold_list(numbers, made, page)

    def _header(self, numbers: YearNumbers) -> QWidget:
        w = self.desk.words
        known = sum(one.reading.state is State.NUMBER for one in numbers.measures.values())
        said = w("tasks.known", n=known, all=len(numbers.measures), year=numbers.period.year)
        states = button(
            w("tasks.states"), "", "list-checks", does=lambda: self.desk.open_asked.emit("task_status", None)
        )
        figures_ = button(
            w("tasks.outside"), "", "pencil", does=lambda: self.desk.open_asked.emit("external_figure", None)
        )
        cards = button(w("menu.task_cards"), "", "send", does=lambda: self.desk.open_asked.emit("task_cards", None))
        return page_header(w("tasks.title"), said, figures_, cards, states)

    def _cells(self, code: Item, name: Item, value: Item, before: Item, state: Item) -> QWidget:
        return row(code, name, value, None if is_narrow(self) else before, 0.25, state, gap=0.75, pad=(3, 0, 2, 0))

    def _heads(self, year: int) -> QWidget:
        w = self.desk.words
        small = partial(text, style="small", tone="muted")
        return ems(
            self._cells(
                ems(text(""), 3),
                (small(w("tasks.measure")), 1),
                ems(small(str(year), align=RIGHT), 8.5),
                ems(small(str(year - 1), align=RIGHT), 8.5),
                ems(small(w("tasks.unit")), 11),
            ),
            height=2.2,
        )

    def _task(self, task: c.Task) -> QWidget:
        """The task's own line: what it is, when it is due, how it stands."""
        w = self.desk.words
        deadline = deadline_of(task, catalogue(self.desk.year), w)
        when = None if is_narrow(self) else text(deadline, tone="muted")
        return row(
            ems(text(task.code, "strong"), 3),
            (elided(task.label(w.language), "strong"), 1),
            when,
            0.5,
            ems(pill(task_look(self._stated.get(task.code), w), False), 13),
            gap=0.75,
            pad=(3, 1, 2, 0.25),
        )

    def _row(self, one: MeasureNumber) -> Pressable:
        w, entry, known = self.desk.words, one.entry, catalogue(self.desk.year)
        value, before = said_value(one.reading, entry.unit, w), said_value(one.previous, entry.unit, w)
        missing = one.reading.state is not State.NUMBER
        state: QWidget = elided(wording.unit_word(entry, one.reading.value, known, w.language), tone="muted")
        if missing:
            state = pill(Status("muted", "circle-dashed", sentence(w("status.no_data"))), False)
        cells = self._cells(
            ems(text(entry.code, tone="muted"), 3),
            (elided(entry.label(w.language)), 1),
            ems(text(value, "strong", align=RIGHT), 8.5),
            ems(text(before, tone="muted", align=RIGHT), 8.5),
            ems(state, 11),
        )
        about = w("tasks.about", value=with_unit(one, one.reading, known, w), before=before)
        return Pressable(ems(cells, height=2.6), f"{entry.code} {entry.label(w.language)}", about, chosen=False)

    def _foot(self, numbers: YearNumbers) -> QWidget:
        w = self.desk.words
        spoken = w("tasks.spoken", n=number(len(self._stated), w.language), all=len(numbers.catalogue.tasks))
        never = None if is_narrow(self) else text(w("origin.never_added"), tone="muted")
        return row(never, 1, text(spoken, tone="muted"), pad=(3, 1, 3, 1))

    # The panel

    def panel_of(self, numbers: YearNumbers, account: Account) -> SidePanel:
        one, w = numbers.measures[account.above.code], self.desk.words
        said = wording.unit_word(one.entry, one.reading.value, numbers.catalogue, w.language)
        task = numbers.catalogue.task_of(one.entry)
        state, facts_ = self._panel_state(one), self._facts(one, task)
        return origin_panel(self.desk, one, account, numbers.catalogue, state, said, facts_)

    def _panel_state(self, one: MeasureNumber) -> Status | None:
        if one.reading.state is State.NUMBER:
            return None
        return Status("muted", "circle-dashed", sentence(self.desk.words("status.no_data")))

    def _facts(self, one: MeasureNumber, task: c.Task) -> QWidget:
        """What Table 1 says about the task, and how it stands."""
        w, known = self.desk.words, catalogue(self.desk.year)
        line, stated = known.rows[one.entry.row], self._stated.get(task.code)
        products = "\n".join(product.text(w.language) for product in line.product)
        pairs: list[tuple[str, str | QWidget]] = [
            (w("tasks.product"), sentence(products)),
            (w("tasks.deadline"), known.deadlines[line.deadline].text(w.language)),
            (w("tasks.implementers"), line.implementers(w.language)),
            (w("tasks.status"), pill(task_look(stated, w), False)),
        ]
        if stated and stated.degree is not None:
            pairs.append((w("tasks.degree"), w("tasks.of_five", n=stated.degree)))
        if stated and stated.product:
            pairs.append((w("tasks.product_state"), sentence(w.choice(stated.product))))
        key = stated.id if stated else "new"
        change = button(
            w("tasks.change" if stated else "tasks.state"),
            "quiet",
            "pencil",
            does=lambda: self.desk.open_asked.emit("task_status", key),
        )
        narrative = text(stated.narrative, wrap=True) if stated and stated.narrative else None
        title = f"{task.code} {task.label(w.language)}"
        said = sentence(task.text(w.language))
        return section(title, text(said, tone="muted", wrap=True), facts(*pairs), narrative, row(change, 1))


def task_look(stated: Stated | None, w: Words) -> Status:
    """How a task stands; nobody's word is a state of its own."""
    if stated is None:
        return Status("muted", "circle-dashed", w("tasks.not_stated"))
    return status_of(stated.state, w)


def with_unit(one: MeasureNumber, reading: Reading, known: c.Catalogue, w: Words) -> str:
    """A reading as it is said: 5132 osoby; no data in words."""
    if reading.value is None:
        return w("status.no_data")
    unit = wording.unit_word(one.entry, reading.value, known, w.language)
    return f"{said_value(reading, one.entry.unit, w)} {unit}".rstrip()


def deadline_of(task: c.Task, known: c.Catalogue, w: Words) -> str:
    """The deadline of a task: the first of its rows says it for all."""
    line = next(one for one in known.rows.values() if one.task == task.code)
    return known.deadlines[line.deadline].label(w.language)
