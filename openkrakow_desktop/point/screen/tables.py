"""The Point's year in tables: months by channel, language or topic, contacts or people; every number opens its rows.

On the screen all numbers stand, small ones too; what leaves the office hides them (see publication)."""

from __future__ import annotations

import datetime as dt
import enum
from functools import partial
from uuid import UUID

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.asked import ORIGIN, AskedRows
from ...core.formats import number
from ...core.measures import Period
from ...core.text import sentence
from ...gui import theme
from ...gui.charts import MonthBars
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import column, ems, row
from ...gui.live_page import Holder, LivePage
from ...gui.report_writer import offer_report
from ...gui.widgets import button, empty_state, text
from ...programme.months import month_end
from ..report import COMPLETE, PUBLISHED, What, last_month, named_rows
from ..service import MONTHS, By, MonthTable, month_table
from ..tally import contacts_behind
from .month_table import YEAR, MonthModel, MonthTableView, TableRow

FIRST_YEAR = 2023  # the programme's base year
HALVES = (tuple(MONTHS)[:6], tuple(MONTHS)[6:])


def tables(desk: Desk) -> QWidget:
    """The page of the tables."""
    return TablesPage(desk)


def year_tables(session: Session, period: Period) -> dict[By, MonthTable]:
    """The three tables of a year."""
    return {by: month_table(session, period, by) for by in By}


class TablesPage(LivePage):
    """One table at a time, its chart below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("contact",))
        self.by, self.what, self._half = By.CHANNEL, What.CONTACTS, 0
        self._found: dict[By, MonthTable] = {}
        self._half_chosen = False
        w = desk.words
        self._head, self._chart, self._empty = Holder(), Holder(), Holder()
        self.numbers = MonthModel(("", w("point_tables.whole_year")), w.language)
        self.view = MonthTableView(self.numbers, w("place.point_tables"))
        self.view.opened.connect(self._open)
        self.view.pointed.connect(self._show_chart)
        self._note = text("", "small", "muted", wrap=True)
        self._bys = {by: self._chip(w(f"point_tables.by_{by.name.lower()}_short"), by) for by in By}
        self._whats = {one: self._chip(w(f"point_tables.{one.value}"), one) for one in (What.CONTACTS, What.PEOPLE)}
        self._halves = [self._chip(w(f"point_tables.half_{at + 1}"), at) for at in range(2)]
        self._year = Holder()
        first = row(*self._bys.values(), 1, self._year, gap=1)
        second = row(*self._whats.values(), 1, *self._halves, gap=1)
        below = column(self._note, self._chart, 1, gap=1.5, pad=(3, 0, 3, 2))
        self._body = column(self.view, (below, 1), gap=1)
        chosen = column(first, second, gap=1, pad=(3, 0, 3, 0))
        content = column(chosen, self._empty, (self._body, 1), gap=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(content)
        whole.addWidget(column(self._head, (self._area, 1), gap=0))
        self.setFocusProxy(self.view)
        self._empty.hide()

    def _chip(self, said: str, value: By | What | int) -> QPushButton:
        made = button(said, "chip", does=lambda: self.choose(value))
        made.setCheckable(True)
        return made

    def show_what(self, what: object) -> None:
        """A year, or one of the tables."""
        if isinstance(what, By):
            self.choose(what)
        elif isinstance(what, int):
            self.desk.set_year(what)

    # What is chosen

    def choose(self, value: By | What | int) -> None:
        """Another table, another count, or the other half of the year."""
        match value:
            case By():
                self.by = value
                self.view.setCurrentIndex(QModelIndex())
            case What():
                self.what = value
            case _:
                self._half, self._half_chosen = value, True
        self._show()

    def _years(self) -> QWidget:
        year, w = self.desk.year, self.desk.words
        before = button(
            "", "", "chevron-left", w("point_tables.year_before"), does=lambda: self.desk.set_year(year - 1)
        )
        after = button("", "", "chevron-right", w("point_tables.year_after"), does=lambda: self.desk.set_year(year + 1))
        before.setEnabled(year > FIRST_YEAR)
        after.setEnabled(year < self.desk.clock.today().year)
        return row(before, text(str(year), "strong"), after, gap=0.75)

    # Reading

    def load(self) -> None:
        w, year = self.desk.words, self.desk.year
        publish = button(
            w("point_tables.publish"), "primary", "printer",
            does=lambda: offer_report(self.desk, self, PUBLISHED, year=year),
        )  # fmt: skip
        complete = button(
            w("point_tables.complete"), "", "lock", does=lambda: offer_report(self.desk, self, COMPLETE, year=year)
        )
        self._head.hold(page_header(w("point_tables.page", year=year), w("point_tables.about"), complete, publish))
        self._year.hold(self._years())
        self.ask(year_tables, Period(year, self.desk.clock.today()), done=self._take)

    def _take(self, found: dict[By, MonthTable]) -> None:
        self._found = found
        self._show()

    @property
    def _period(self) -> Period:
        return Period(self.desk.year, self.desk.clock.today())

    def _show(self) -> None:
        if not self._found:
            return
        w, table = self.desk.words, self._found[self.by]
        for by, chip in self._bys.items():
            chip.setChecked(by is self.by)
        for what, chip in self._whats.items():
            chip.setChecked(what is self.what)
        if not self._half_chosen:
            self._half = 1 if self._period.is_running and last_month(self._period) > 6 else 0
        narrow = theme.is_narrow(self)
        for at, chip in enumerate(self._halves):
            chip.setVisible(narrow)
            chip.setChecked(at == self._half)
        months = (*(HALVES[self._half] if narrow else MONTHS), YEAR)
        has_any = bool(table.total.contacts)
        self._empty.setVisible(not has_any)
        self._body.setVisible(has_any)
        if not has_any:
            add = button(sentence(w("contact._new")), does=lambda: self.desk.open_asked.emit("point_entry", None))
            self._empty.hold(empty_state("table", w("point_tables.none", year=self.desk.year), "", add))
            return
        keep = self.view.currentIndex()
        self.numbers.show(self._rows(table), months, sentence(w(f"point_tables.row_{self.by.name.lower()}")))
        if keep.isValid() and keep.row() < self.numbers.rowCount() and keep.column() < self.numbers.columnCount():
            self.view.setCurrentIndex(self.numbers.index(keep.row(), keep.column()))
        self._note.setText(self._said(table))

    def _rows(self, table: MonthTable) -> list[TableRow]:
        w, last = self.desk.words, last_month(self._period)

        def line(kind: enum.Enum | None, name: str) -> TableRow:
            cells = [table.months[m] if kind is None else table.cells[kind, m] for m in MONTHS]
            whole = table.total if kind is None else table.of_row(kind)
            values = [self.what.of(cell) if month <= last else None for month, cell in zip(MONTHS, cells, strict=True)]
            return TableRow(kind, name, (*values, self.what.of(whole)))

        total = w("point_tables.each_once" if table.may_exceed else "point_tables.total")
        return [*(line(kind, name) for kind, name in named_rows(table, w)), line(None, total)]

    def _said(self, table: MonthTable) -> str:
        """What one must know to read the table."""
        w, parts = self.desk.words, list[str]()
        if table.may_exceed:
            parts.append(w("point_tables.may_exceed"))
        if self._period.is_running:
            parts.append(w("point_tables.running"))
        return " ".join(parts)

    def _show_chart(self, shown: TableRow) -> None:
        w = self.desk.words
        title = w("point_tables.chart_of", name=shown.name, what=w(f"point_tables.{self.what.value}").lower())
        whole = text(number(shown.of(YEAR) or 0, w.language), "strong")
        bars = MonthBars(w, title, shown.values[:12], 7)
        self._see()
        self._chart.hold(column(row(text(title, "strong"), 1, whole), ems(bars, height=7), gap=0.5))

    def _see(self) -> None:
        """The number one came to is in sight; the page scrolls, not the table."""
        inside, place = self._area.widget(), self.view.visualRect(self.view.currentIndex())
        if inside is not None and self.view.hasFocus():
            at = self.view.viewport().mapTo(inside, place.center())
            self._area.ensureVisible(0, at.y(), 0, 2 * place.height())

    # Rows behind a number

    def _open(self, kind: enum.Enum | None, month: int) -> None:
        year = self.desk.year
        first, last = dt.date(year, month or 1, 1), month_end(year, month or 12)
        done = partial(self._ask_origin, kind, month)
        self.desk.ask(contacts_behind, first, last, self.by if kind else None, kind, done=done, owner=self)

    def _ask_origin(self, kind: enum.Enum | None, month: int, ids: tuple[UUID, ...]) -> None:
        """Where the number comes from: exactly these contacts, as contacts or as people."""
        w, people = self.desk.words, self.what is What.PEOPLE
        row_name = sentence(w.choice(kind)) if kind else w("point_tables.total")
        when = f"{w(f'month_name.{month}')} {self.desk.year}" if month else str(self.desk.year)
        name = f"{row_name}, {when}"
        basis = w("point_tables.basis_people" if people else "point_tables.basis_contacts")
        self.desk.open_asked.emit(ORIGIN, AskedRows(name, basis, "contact", ids, "persons_served" if people else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._found and theme.is_narrow(self) != (len(self.numbers.months) < 13):
            self._show()
