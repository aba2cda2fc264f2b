"""Skąd ta liczba? The whole account of any number, opened from any screen; Esc goes back.

The rows at the left are painted as they come into sight, so that thousands of them cost nothing; the arithmetic, the
overlaps and the year before stand at the right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.asked import Asked, AskedNumber, AskedRows
from ...core.clock import WARSAW
from ...core.declarations import Declared
from ...core.formats import moment, number
from ...core.measures import Row, State
from ...core.table_copy import Copied, Lines, copied
from ...core.text import sentence
from ...core.words import Words
from ...gui import theme
from ...gui.beside import Beside
from ...gui.charts import MonthBars
from ...gui.columns import ListColumn
from ...gui.copying import put_on_clipboard
from ...gui.desk import Desk
from ...gui.flow import flow
from ...gui.frames import SidePanel, page_header, scrolled, section
from ...gui.history import Told, history_of, history_view
from ...gui.layout import Item, Split, box, column, row
from ...gui.live_page import Holder, LivePage
from ...gui.plain_rows import PlainRows, plain_column
from ...gui.register_table import RegisterTable
from ...gui.report_writer import ask_where, drawn_up, save_document
from ...gui.widgets import announce, button, text
from .. import wording
from ..account_report import account_document
from ..account_words import (
    account_name,
    arithmetic,
    basis_words,
    number_name,
    overlap_words,
    period_words,
    previous_words,
    value_words,
)
from ..accounts import Account, account_of, edition_of
from ..origins import reasons_of

COUNTED, ALSO = "", "also:"
SIDE_EMS = 27


@dataclass(frozen=True)
class _Line:
    """A row as the table shows it: the record, what it counts, where else, or why not."""

    row: Row
    also: str = ""
    why: str = ""
    side: str = ""


def origin_page(desk: Desk) -> QWidget:
    """The page that answers where a number comes from."""
    return OriginPage(desk)


def _columns(w: Words, money: bool) -> tuple[ListColumn, ...]:
    return (
        plain_column("date", w("account.date"), 7.5, "muted", dt.date, 30),
        plain_column("title", w("account.row"), 0, "text", str, 0),
        plain_column("register", w("account.register"), 11, "muted", str, 60),
        plain_column("also", w("account.also"), 10, "muted", str, 50),
        plain_column("why", w("account.why"), 15, "text", str, 10),
        plain_column("side", w("account.side"), 8.5, "muted", str, 40),
        plain_column("counts", w("account.counts"), 9, "number", int, 5, money),
    )


def read_account(session: Session, asked: Asked, today: dt.date, declared: Declared) -> Account:
    """The account, by the edition of its year."""
    return account_of(session, asked, today, edition_of(asked), declared)


class OriginPage(LivePage):
    """`show_what` takes an AskedNumber or AskedRows; what the page shows follows every change of the data."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked: Asked | None = None
        self._account: Account | None = None
        self._filter = COUNTED
        w = desk.words
        self.rows = PlainRows(w, _columns(w, False))
        self._lines: list[_Line] = []
        self.table = RegisterTable(self.rows, w("account.rows_title"))
        self.table.opened.connect(self._open)
        self.table.pointed.connect(lambda _: self._enable())
        self.table.typed.connect(self._typed)
        self.table.sorted_by.connect(self.rows.sort_by)
        self._head, self._chips, self._side, self._none = Holder(), Holder(), Holder(), Holder()
        self._open_button = button(w("account.open_row"), "", "arrow-right", does=self.open_row)
        self._history_button = button(w("account.history"), "", "history", does=self.show_history)
        foot = row(self._open_button, self._history_button, 1, gap=1, pad=(3, 1, 3, 1))
        main = column(self._chips, (self._none, 1), (self.table, 1), foot, gap=1)
        self.table.setMinimumHeight(theme.current().em(14))
        body = scrolled(column((Split(main, self._side, SIDE_EMS), 1), gap=0))
        self._holder = column(self._head, (body, 1), gap=0)
        self._beside = Beside(self._holder)
        self._holder.setFocusProxy(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))
        self.setFocusProxy(self.table)

    def show_what(self, what: object) -> None:
        """Answer for this number."""
        if isinstance(what, AskedNumber | AskedRows):
            self._asked, self._filter = what, COUNTED
            self._beside.close_panel()
            self.rows.order = ""
            if self.isVisible():
                self._reload()

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def load(self) -> None:
        if self._asked is not None:
            self.ask(read_account, self._asked, self.desk.clock.today(), self.desk.declared, done=self._show)

    # The number

    def _show(self, one: Account) -> None:
        self._account = one
        w, known = self.desk.words, edition_of(one.asked)
        now = moment(self.desk.clock.now().astimezone(WARSAW), w.language)
        back = button("", "quiet", "chevron-left", w("account.back"), "muted", does=self.desk.close_asked.emit)
        narrow = theme.is_narrow(self)
        said_copy, said_export = w("account.copy"), w("account.export")
        copy = button("" if narrow else said_copy, "", "table", said_copy, does=self.copy)
        export = button("" if narrow else said_export, "primary", "download", said_export, does=self.ask_export)
        name = account_name(one, known, w)
        title = f"{one.code} {name}" if one.code in known.labels else name
        said = f"{w('origin.title')} {period_words(one, w)}, {w('account.as_of', moment=now)}"
        self._head.hold(page_header(title, said, copy, export, before=back))
        self._side.hold(self._told(one, name))
        self._show_rows()

    def _told(self, one: Account, name: str) -> QWidget:
        w, known = self.desk.words, edition_of(one.asked)
        basis = basis_words(one, known, w)
        figure = text(value_words(one.reading.value, one.unit, w), "figure", wrap=True)
        missing = None
        if one.reading.state is not State.NUMBER and one.reading.reason:
            missing = text(wording.reason_of(one.reading, w), wrap=True)
        parts: list[Item] = [column(figure, missing, text(basis, wrap=True), gap=1)]
        if one.above.counted:
            parts.append(self._section("account.calculation", *arithmetic(one, w)))
        if one.above.months is not None and one.below is None:
            title = w("origin.months_of", name=name)
            parts.append(section(w("origin.months"), MonthBars(w, title, one.above.months)))
        parts += self._against(one)
        overlaps = overlap_words(one, known, w)
        if overlaps:
            parts.append(self._section("account.overlaps", *overlaps))
        return column(*parts, 1, gap=2, pad=(1, 0, 3, 2))

    def _against(self, one: Account) -> list[Item]:
        """What the number is seen against: the year before, the expected value, the plan."""
        w, parts = self.desk.words, list[Item]()
        said = previous_words(one, w)
        if said:
            parts.append(self._section("account.year_before", said))
        expected = [
            f"{w(f'account.{key}')}: {value_words(value, one.unit, w)}"
            for key, value in (("expected", one.expected), ("plan", one.plan))
            if value is not None
        ]
        if expected:
            parts.append(column(*(text(line, tone="muted", wrap=True) for line in expected), gap=0.25))
        return parts

    def _section(self, key: str, *lines: str) -> QWidget:
        return section(self.desk.words(key), *(text(line, tone="muted", wrap=True) for line in lines), gap=0.5)

    # The rows

    def _show_rows(self) -> None:
        one, w = self._account, self.desk.words
        assert one is not None
        known = {COUNTED, *(f"{ALSO}{code}" for code, _ in one.overlaps), *(why for why, _ in reasons_of(one.left_out))}
        self._filter = self._filter if self._filter in known else COUNTED
        chips: list[QWidget] = [self._chip(COUNTED, w("account.counted"), len(one.rows))]
        for why, n in reasons_of(one.left_out):
            chips.append(self._chip(why, sentence(w(f"why.{why}")), n))
        for code, n in one.overlaps:
            name = f"{w('account.also')} {code}"
            chip = self._chip(f"{ALSO}{code}", name, n)
            chip.setToolTip(number_name(code, edition_of(one.asked), w))
            chips.append(chip)
        self._chips.hold(column(flow(chips), pad=(3, 0, 1, 0)))
        self._lines = self._chosen(one)
        has_why = any(line.why for line in self._lines)
        hidden = {"why"} if not has_why else {"counts"}
        hidden |= {name for name in ("also", "side") if not any(getattr(line, name) for line in self._lines)}
        if len({line.row.register for line in self._lines}) < 2:
            hidden.add("register")
        self.table.set_hidden(frozenset(hidden))
        self.rows.columns = _columns(w, one.unit == "pln")
        self.rows.show([self._values(at, line) for at, line in enumerate(self._lines)])
        why = wording.reason_of(one.reading, w) if one.reading.state is not State.NUMBER else ""
        self._none.setVisible(not self._lines)
        self.table.setVisible(bool(self._lines))
        if not self._lines:
            nothing = text(w("account.nothing", why=why), tone="muted", wrap=True)
            self._none.hold(column(nothing, 1, pad=(3, 1, 1, 1)))
        if self._lines:
            self.table.choose(self.rows.key(0))
        announce(self, f"{w('account.rows_title')}: {number(len(self._lines), w.language)}")
        self._enable()

    def _chip(self, key: str, said: str, n: int) -> QWidget:
        w = self.desk.words
        chip = button(f"{said} {number(n, w.language)}", "chip", name=f"{said}: {number(n, w.language)}")
        chip.setCheckable(True)
        chip.setChecked(key == self._filter)
        chip.clicked.connect(partial(self.choose, key))
        return chip

    def choose(self, key: str, _checked: bool = False) -> None:
        """Show the counted rows, those left out for one reason, or those that count in another number too."""
        self._filter = key
        if self._account is not None:
            self._show_rows()

    def _chosen(self, one: Account) -> list[_Line]:
        w = self.desk.words
        if self._filter == COUNTED or self._filter.startswith(ALSO):
            code = self._filter.removeprefix(ALSO) if self._filter else ""
            lines = []
            for found, side in one.rows:
                also = one.shared.get((found.register, found.id), ()) if side > 0 else ()
                if code and code not in also:
                    continue
                side_word = w("account.side_above" if side > 0 else "account.side_below")
                lines.append(_Line(found, ", ".join(also), "", side_word if one.below is not None else ""))
            return lines
        said = sentence(w(f"why.{self._filter}"))
        return [_Line(found, "", said) for found in one.left_out if found.why == self._filter]

    def _values(self, at: int, line: _Line) -> tuple[Any, ...]:
        found, register = line.row, sentence(self.desk.words(f"{line.row.register}._many"))
        return (found.on, found.title, register, line.also, line.why, line.side, found.counts, at)

    # One row

    @property
    def chosen(self) -> Row | None:
        """The row the keyboard is on."""
        key = self.table.chosen
        if key is None:
            return None
        return self._lines[self.rows.values(self.rows.row_of(key))[-1]].row

    def _enable(self) -> None:
        for one in (self._open_button, self._history_button):
            one.setEnabled(self.table.chosen is not None)
            one.setVisible(bool(self._lines))

    def _open(self, _key: object) -> None:
        self.open_row()

    def open_row(self) -> None:
        """The record of the chosen row, in its register."""
        found = self.chosen
        if found is not None:
            self.desk.open_asked.emit(found.register, found.id)

    def show_history(self) -> None:
        """Who changed the chosen row's record, when and why, in a panel beside the rows."""
        found = self.chosen
        if found is not None:
            register = self.desk.declared.registers[found.register]
            done = partial(self._show_history, found)
            self.desk.ask(history_of, self.desk, register, found.id, done=done, owner=self)

    def _show_history(self, found: Row, told: list[Told]) -> None:
        w, register = self.desk.words, self.desk.declared.registers[found.register]
        shown = history_view(told, register, self.desk) if told else text(w("account.no_history"), tone="muted")
        go = button(w("account.open_row"), "", "arrow-right")
        go.clicked.connect(lambda: self.desk.open_asked.emit(found.register, found.id))
        title = found.title or sentence(w(f"{found.register}._one"))
        panel = SidePanel(w("account.history_of"), title, None, shown, actions=[go], close=w("origin.close"))
        self._beside.set_panel(panel)
        panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        panel.setFocus()

    # Out of the window

    def copied(self) -> Copied:
        """All rows shown, heads first, as a table for the clipboard."""
        shown = [at for at in range(len(self.rows.columns)) if not self.table.isColumnHidden(at)]
        heads = [self.rows.columns[at].title for at in shown]
        rows = [
            [" ".join(str(self.rows.index(place, at).data(Qt.ItemDataRole.DisplayRole)).split()) for at in shown]
            for place in range(self.rows.rowCount())
        ]
        return copied(Lines(heads, rows), self.desk.words.language)

    def copy(self) -> None:
        """Put the rows shown on the clipboard."""
        put_on_clipboard(self.copied())
        announce(self, self.desk.words("account.copied"))

    def ask_export(self) -> None:
        """Ask where to write the workbook of all rows with their reasons, and write it."""
        one, w = self._account, self.desk.words
        if one is not None:
            path = ask_where(self.desk, self, w("account.file", code=one.code, year=one.period.year), ("xlsx", "pdf"))
            if path is not None:
                self.export(path)

    def export(self, path: Path) -> None:
        """Write the account into a file, from a private copy of the data."""
        save_document(self.desk, self, partial(drawn_up(self.desk, account_document), asked=self._asked), path)

    # Keys

    def _typed(self, letters: str) -> None:
        if letters.casefold() == "h":
            self.show_history()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.desk.close_asked.emit()
        else:
            super().keyPressEvent(event)
