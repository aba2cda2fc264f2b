"""A contact database on a day: who is active, who ended, who follows whom; addresses to copy, the list to save.

One page for coordinators and for assistants; who somebody is stands in the register, its panel beside the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ...core.formats import day
from ...core.problems import refuse
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk
from ...gui.editors import DateEditor
from ...gui.flow import flow
from ...gui.frames import page_header, scrolled
from ...gui.layout import column, ems, hairline, row
from ...gui.live_page import Holder
from ...gui.panel_page import PanelListPage
from ...gui.pressable import Pressable, PressableList
from ...gui.record_form import RecordForm
from ...gui.report_writer import Wanted, ask_where, built, offer_report, save_with_progress
from ...gui.widgets import announce, button, elided, empty_state, field, note, symbol, text
from ..contact_base import Contact, ContactBase, PeriodPhase, addresses, contacts_of, narrowed, successor
from ..contact_papers import LISTS, TABLE

REST = 200  # milliseconds after the last letter typed
LOOKS = {
    PeriodPhase.ACTIVE: ("circle-check", "good"),
    PeriodPhase.AHEAD: ("calendar-clock", "muted"),
    PeriodPhase.ENDED: ("circle-minus", "muted"),
}
PLACES = {ContactBase.COORDINATORS: "coordinator_contacts", ContactBase.ASSISTANTS: "assistant_contacts"}
ACTIVE, HISTORY = "active", "history"


def coordinator_contacts(desk: Desk) -> QWidget:
    """The contact database of coordinators (measure 2.3)."""
    return ContactPage(desk, ContactBase.COORDINATORS)


def assistant_contacts(desk: Desk) -> QWidget:
    """The contact database of assistants (measure 5.5)."""
    return ContactPage(desk, ContactBase.ASSISTANTS)


class ContactPage(PanelListPage):
    """`show_what`: the key of a period, a day, or a contact: the form of whoever comes after."""

    def __init__(self, desk: Desk, base: ContactBase) -> None:
        super().__init__(desk, (base.value, "person", "organisation"), desk.declared.registers[base.value])
        self.base = base
        self.found: tuple[Contact, ...] = ()
        self._facts = text("", tone="muted", wrap=True)
        self._notice, self._holder = Holder(), Holder()
        self._notice.hide()
        w = desk.words
        self.search: QLineEdit = field(w("contact_base.search"), "search", name=w("contact_base.search"))
        self._pause = QTimer(self, singleShot=True, interval=REST)
        self._pause.timeout.connect(self.show_list)
        self.lay_out(column(self._head(), self._tools(), self._notice, hairline(), (self._holder, 1), gap=0))
        find = QShortcut(QKeySequence("Ctrl+F"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(lambda: self.search.setFocus())

    def _head(self) -> QWidget:
        w = self.desk.words
        self.copy = button(w("contact_base.copy"), "", "send", does=self.copy_addresses)
        new = button(sentence(w(f"{self.base.value}._new")), "primary", "plus", does=self.add)
        return page_header(w(f"place.{PLACES[self.base]}"), self._facts, self.copy, new)

    def _tools(self) -> QWidget:
        w = self.desk.words
        self.day = DateEditor(w("contact_base.on_day"), self.desk)
        self.day.set_value(self.desk.clock.today())
        self.day.changed.connect(lambda: self._pause.start())
        today = button(w("contact_base.today"), "chip", does=lambda: self.show_day(self.desk.clock.today()))
        end = button(w("contact_base.end_of_year"), "chip", does=self._show_end)
        self.history = button(w("contact_base.history"), "chip")
        self.history.setCheckable(True)
        self.history.toggled.connect(lambda _: self.show_list())
        self.search.textChanged.connect(lambda _: self._pause.start())
        save = button(w("contact_base.save"), "", "printer", does=self.print_list)
        csv = button("CSV", "", "file-spreadsheet", w("contact_base.csv"), does=self.save_csv)
        label = text(w("contact_base.on_day"), tone="muted")
        tools = flow([row(label, self.day, gap=0.75), today, end, self.history, ems(self.search, 15), save, csv])
        return column(tools, gap=0, pad=(3, 0, 3, 1.5))

    # What is shown

    @property
    def on(self) -> dt.date:
        """The day that is shown; today while what is typed is no date."""
        return self.day.value() or self.desk.clock.today()

    def shown(self) -> list[Contact]:
        """Those the page shows now."""
        return narrowed(self.found, **self._asked_for())

    def _asked_for(self) -> dict[str, Any]:
        return {"on": self.on, "whole_history": self.history.isChecked(), "search": self.search.text()}

    def show_day(self, on: dt.date) -> None:
        """Show the database as it stands on a day."""
        self.day.set_value(on)
        self.show_list()

    def _show_end(self) -> None:
        self.show_day(dt.date(self.desk.year, 12, 31))

    def load(self) -> None:
        self.ask(contacts_of, self.base, done=self._take)

    def _take(self, found: tuple[Contact, ...]) -> None:
        self.found = found
        self.show_list()

    def show_list(self) -> None:
        w, shown = self.desk.words, self.shown()
        active = [one for one in self.found if one.phase(self.on) is PeriodPhase.ACTIVE]
        people, units = len({one.name for one in active}), len({one.unit_id for one in active})
        about = w.count(f"contact_base.people_{self.base.value}", people)
        where = w.count(f"contact_base.units_{self.base.value}", units)
        self._facts.setText(w("contact_base.facts", day=day(self.on, w.language), people=about, units=where))
        self.copy.setEnabled(bool(active))
        chosen = self.list.key if self.list is not None else None
        if not shown:
            self.hold_list(None)
            said = (
                w("contact_base.nobody", day=day(self.on, w.language)) if self.found else w(f"{self.base.value}._empty")
            )
            self._holder.hold(empty_state("contact", w(f"place.{PLACES[self.base]}"), said))
            return
        made = PressableList(w(f"place.{PLACES[self.base]}"), self._items(shown))
        made.choose(chosen, tell=False)
        self._holder.hold(scrolled(column(made, 1, gap=0, pad=(0, 0.5, 0, 2))))
        self.hold_list(made)

    def _items(self, shown: list[Contact]) -> list[tuple[Hashable, Pressable] | QWidget]:
        """In the history one unit after another; else a line each."""
        items: list[Any] = []
        for unit, lines in groupby(shown, key=lambda one: (one.unit_id, one.unit)):
            if self.history.isChecked():
                items.append(row((text(unit[1], "strong", wrap=True), 1), pad=(3, 1.25, 3, 0.25)))
            items += [(one.id, self._line(one)) for one in lines]
        return items

    def _line(self, one: Contact) -> Pressable:
        w, narrow, phase = self.desk.words, theme.is_narrow(self), one.phase(self.on)
        icon, tone = LOOKS[phase]
        since = w("contact_base.since", day=day(one.from_on, w.language))
        if one.to_on is not None:
            since = f"{day(one.from_on, w.language)} – {day(one.to_on, w.language)}"
        kind = sentence(w.choice(one.kind)) if one.kind else ""
        about = [part for part in ("" if self.history.isChecked() else one.unit, kind, since) if part]
        about += [w("contact_base.after", name=one.follows)] if one.follows else []
        about += [w("contact_base.before", name=one.followed_by)] if one.followed_by else []
        reached = one.address or w("contact_base.no_address")
        inside = row(
            symbol(icon, tone, 1.25, w.choice(phase)),
            (column(elided(one.name, "strong"), elided(" · ".join(about), "small", "muted"), gap=0), 1),
            None if narrow else ems(elided(reached, "small", "muted" if one.address else "warn"), 17),
            gap=1.25,
            pad=(3, 0.5, 3, 0.5),
        )
        return Pressable(inside, ", ".join([one.name, w.choice(phase), one.unit, *about, reached]), chosen=False)

    # Addresses and files

    def copy_addresses(self) -> None:
        """Put the addresses of everybody shown who is active on the day on the clipboard, and name those without."""
        w, found = self.desk.words, addresses(self.shown(), self.on, self.base)
        QGuiApplication.clipboard().setText(found.line)
        said = w.count("contact_base.copied", len(found.known))
        rest = w("contact_base.without", names=", ".join(found.without)) if found.without else ""
        shut = button("", "quiet", "x", w("undo.close"), "muted", does=self._notice.hide)
        icon = "triangle-alert" if found.without else "circle-check"
        self._notice.hold(column(note(icon, said, rest, shut), pad=(3, 0, 3, 1)))
        self._notice.show()
        announce(self, f"{said} {rest}".strip())

    def _wanted(self) -> Wanted:
        asked = self._asked_for()
        return Wanted(LISTS[self.base], None, {"on_day": asked.pop("on"), **asked})

    def print_list(self) -> None:
        """The list as it is shown, to print or save as PDF or workbook."""
        wanted = self._wanted()
        offer_report(self.desk, self, wanted.report, **wanted.asked)

    def save_csv(self) -> None:
        """The list as it is shown, as .csv."""
        where = ask_where(self.desk, self, self.desk.words(f"contact_base.{self.base.value}"), ("csv",))
        if where is not None:
            self.write_csv(where)

    def write_csv(self, path: Path) -> None:
        """Write the list into a file, off the GUI thread."""
        build = built(self.desk, self._wanted())

        def work(_progress: object) -> Path:
            from ...core.csv_write import write_table

            tables = build().tables()
            if TABLE not in tables:
                refuse("", "problem.nobody_to_write")
            write_table(tables[TABLE], path)
            return path

        w = self.desk.words
        save_with_progress(self.desk, self, work, lambda file: announce(self, w("list.written", file=file.name)))

    # Choosing and doing

    def show_what(self, what: object) -> None:
        """Open a period, a day, or the form of whoever follows."""
        match what:
            case UUID():
                self.open_record(what)
            case Contact():
                self.follow(what)
            case dt.date():
                self.show_day(what)

    def follow(self, told: Contact) -> None:
        """The form of whoever comes after somebody: the same unit, from the day after the last one on."""
        self.panels.edit(self.register, None)
        if isinstance(self.panels.form, RecordForm):
            self.panels.form.propose(successor(self.base, told))

    # Room

    def stops(self) -> list[QWidget]:
        """Where F6 stops on this page."""
        return [self.search, *super().stops()]
