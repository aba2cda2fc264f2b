"""The calendar: month, week, day, list; a chosen event's panel beside it; typing into a day, moving, filters, papers.

Alt+1 to Alt+4 change the view, because a bare digit begins an hour typed into the day. PageUp and PageDown turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ...core.declarations import Action
from ...core.store import Changes
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk, Done
from ...gui.frames import SidePanel, page_header
from ...gui.layout import box, column, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.panel_stack import PanelStack
from ...gui.record_form import RecordForm
from ...gui.report_writer import offer_report
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, note, text
from .. import calendar as data
from ..calendar import Item, Shown
from ..print_outs import MONTH_PROGRAMME
from .calendar_board import Board
from .calendar_entry import EntryLine
from .calendar_move import Mover
from .calendar_tools import Tools
from .calendar_views import VIEWS, Views
from .ics import offer_ics

TABLES = ("event", "session", "session_entry", "attendance", "participant", "person")
REST = 80  # milliseconds on an item until its panel is shown
REST_OF_MOUSE = 300  # the same after a press: it may become a drag or a double click
SETTING = "calendar.view"
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2199, 12, 31)  # how far one may turn


def calendar(desk: Desk) -> QWidget:
    """The page of the calendar."""
    return CalendarPage(desk)


class CalendarPage(LivePage):
    """`show_what`: a date, or an event's key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.views = Views(desk.words, desk.clock.today(), str(desk.settings.get(SETTING) or ""))
        self.all = Shown(*self.views.span(), ())  # before filters
        self._wanted: UUID | None = None
        self._is_carrying = False
        self._events, self._sessions = (desk.declared.registers[key] for key in ("event", "session"))
        self.tools = Tools(desk)
        self.undo_bar = UndoBar(self)
        self.panels = PanelStack(desk, self.undo_bar)
        self.mover = Mover(desk, self, self._events, self._sessions)
        self._lay_out()
        self.entry = EntryLine(desk, self.views.host)
        self._point = QTimer(self, singleShot=True, interval=REST)
        self._point.timeout.connect(self._show_pointed)
        self._connect()
        self._keys()
        self._show_view()

    # Building

    def _lay_out(self) -> None:
        w = self.desk.words
        self._title, self._facts = text("", "title", wrap=True), text("", tone="muted", wrap=True)
        self._ics = button(w("calendar.ics"), "", "download", does=self.export_ics)
        self._new = button(sentence(w("event._new")), "primary", "plus", does=self.add)
        self._print = button(w("calendar.print"), "", "printer", does=self.print_programme)
        header = page_header(self._title, self._facts, self._ics, self._print, self._papers(), self._new)
        self._notice = Holder()
        self._notice.hide()
        self.main = column(header, self.tools, self._notice, hairline(), (self.views, 1), gap=0)
        self._asking = Holder()
        self._asking.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", row((self.main, 1), self._asking, self.panels, gap=0), (0, 0, 0, 0)))

    def _papers(self) -> QWidget:
        """In a narrow window: what else can be done with the month, behind one button."""
        w = self.desk.words
        self._others = button("", "", "ellipsis", w("panel.more"))
        menu = QMenu(self._others)
        menu.addAction(w("calendar.ics")).triggered.connect(lambda _=False: self.export_ics())
        menu.addAction(w("calendar.print")).triggered.connect(lambda _=False: self.print_programme())
        self._others.setMenu(menu)
        return self._others

    @property
    def board(self) -> Board:
        """The view one is in."""
        return self.views.board

    def _connect(self) -> None:
        for board in self.views.boards():
            board.day_wanted.connect(self.go_to)
            board.turned.connect(self.turn)
            board.item_chosen.connect(self._item_chosen)
            board.item_opened.connect(self._open_item)
            board.typed.connect(partial(self._type, board))
            board.asked.connect(self._asked)
            board.move_asked.connect(self.mover.move)
            board.menu_asked.connect(self._menu)
            board.more_asked.connect(self._open_day)
            board.carried.connect(self._show_carried)
        self.tools.turned.connect(self.turn)
        self.tools.today_asked.connect(lambda: self.go_to(self.desk.clock.today()))
        self.tools.day_asked.connect(self.go_to)
        self.tools.view_asked.connect(self.set_view)
        self.tools.narrowed.connect(self._show_narrowed)
        self.entry.planned.connect(self._planned)
        self.entry.form_asked.connect(self._open_form)
        self.entry.left.connect(lambda: self.board.setFocus())
        self.mover.asks.connect(self._show_asking)
        self.mover.answered.connect(self._hide_asking)
        self.mover.moved.connect(self._moved)
        self.mover.refused.connect(self._tell)
        self.panels.emptied.connect(self._panel_closed)
        self.panels.opened.connect(self._fit)
        self.panels.saved.connect(lambda _register, key: self._want(key))
        self.desk.changed.connect(self._panel_changed)

    def _keys(self) -> None:
        def key(keys: str, does: Callable[[], object]) -> None:
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(does)

        key("Ctrl+N", self.add)
        key("Ctrl+F", self.tools.to_search)
        key("Ctrl+G", lambda: self.tools.open_jump(self.board.day))
        key("Ctrl+Shift+E", self.export_ics)
        key("Ctrl+P", self.print_programme)
        for n, view in enumerate(VIEWS, 1):
            key(f"Alt+{n}", partial(self.set_view, view))

    # What is shown

    def load(self) -> None:
        self.ask(data.shown, *self.views.span(), self.desk.clock.today(), done=self._take)

    def _take(self, found: Shown) -> None:
        self.all = found
        self.tools.offer_venues(found)
        self._fit()
        self._show_narrowed()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.board.choose_event(wanted)

    def _show_narrowed(self) -> None:
        wanted = self.tools.narrowing()
        seen = self.all.narrowed(wanted)
        self._title.setText(self.views.title())
        if not self._is_carrying:
            self._facts.setText(self._said_now())
        self.views.show_items(seen, self.desk.words("place.calendar"))

    def _show_carried(self, said: str) -> None:
        """While keys carry an item, the line of facts says where to and how to end it."""
        if said or self._is_carrying:
            self._is_carrying = bool(said)
            self._facts.setText(said or self._said_now())

    def _said_now(self) -> str:
        wanted = self.tools.narrowing()
        return self._said_facts(self.all.narrowed(wanted), wanted.is_empty)

    def _said_facts(self, seen: Shown, is_all: bool) -> str:
        """How many events, of how many, and participations; of the month itself, not of its neighbours' days."""
        w = self.desk.words

        first, last = self.views.own_span()

        def own(shown: Shown) -> Shown:
            return Shown(first, last, tuple(one for one in shown.items if first <= one.day <= last))

        mine = own(seen)
        said = w.count("calendar.events", mine.events)
        if not is_all:
            said = w("calendar.of", n=mine.events, all=w.count("calendar.of_events", own(self.all).events))
        people = mine.people
        return f"{said} · {w.count('calendar.participations', people)}" if people else said

    # Going

    def go_to(self, day: dt.date) -> None:
        """Show a day, in the view one is in."""
        self.views.put_day(min(max(day, EARLIEST), LATEST))
        self._reload()
        if not self.entry.isVisible():
            self.board.setFocus()

    def turn(self, step: int) -> None:
        """The span before or after."""
        self.go_to(self.views.after(step))

    def set_view(self, view: str) -> None:
        """Another view of the same day; remembered."""
        if view not in VIEWS:
            return
        self.views.put_day(self.board.day, self.board.hour)
        self.views.view = view
        self.desk.settings.set(SETTING, view)
        self._show_view()
        self._reload()
        self.board.setFocus()

    def _show_view(self) -> None:
        self.tools.set_view(self.views.view)
        self._fit()
        self.setFocusProxy(self.board)

    def _open_day(self, day: dt.date) -> None:
        self.views.put_day(day)
        self.set_view("day")

    def show_what(self, what: object) -> None:
        """A date, or an event (its key), whose first day is shown."""
        if isinstance(what, dt.date):
            self.go_to(what)
        elif isinstance(what, UUID):
            self._want(what)

    def _want(self, event_id: UUID) -> None:
        """Choose this event once it is here."""
        self._wanted = event_id

        def come(day: dt.date | None) -> None:
            if day is not None:
                self.go_to(day)

        self.desk.ask(data.day_of_event, event_id, done=come, owner=self)

    def stops(self) -> list[QWidget]:
        """Where F6 stops on this page."""
        return [self.tools, self.board, *([self.panels] if self.panels.isVisible() else [])]

    def _on_year(self, year: int) -> None:
        anchor = self.views.anchor
        self.views.put_day(data.month_after(anchor, 12 * (year - anchor.year)))
        super()._on_year(year)

    # The panel

    def _item_chosen(self, item: Item | None) -> None:
        self._hide_notice()
        if item is not None:
            self._point.start(REST_OF_MOUSE if self.board.is_pressed else REST)

    def _show_pointed(self) -> None:
        item = self.views.item
        if self.board.is_pressed or self.board.target is not None:
            self._point.start(REST_OF_MOUSE)
        elif item is not None and not self._is_narrow() and not self.panels.is_editing:
            self.panels.show_record(self._events, item.event_id)

    def _open_item(self, item: Item) -> None:
        self._point.stop()
        if not self.panels.is_editing:
            self.panels.show_record(self._events, item.event_id, focus=True)

    def _panel_closed(self) -> None:
        self._fit()
        self.board.setFocus()

    def _panel_changed(self, changes: Changes | None) -> None:
        self.panels.refresh(changes)

    # What can be done

    def _type(self, board: Board, letters: str) -> None:
        self._hide_notice()
        if self.entry.isVisible():  # another day was chosen meanwhile: what was typed comes along
            letters = self.entry.line.text() or letters
        self.entry.open(board.day, board.hour, letters, self.views.entry_area(board))

    def _planned(self, done: Done, said: str) -> None:
        self._offer_undo(said, done)
        self._wanted = done.value
        self._reload()

    def _open_form(self, values: dict[str, Any]) -> None:
        self.panels.edit(self._events, None)
        if isinstance(self.panels.form, RecordForm):
            self.panels.form.propose(self.panels.form.draft() | values)

    def add(self) -> None:
        """The whole form of a new event on the chosen day."""
        self._point.stop()
        board = self.board
        self._open_form({"start_on": board.day, "starts_at": board.hour})

    def _asked(self, what: str) -> None:
        item = self.views.item
        if what in VIEWS:
            self.set_view(what)
        elif what == "back":
            self._back()
        elif what == "new":
            self.add()
        elif item is not None and what == "edit":
            self.panels.edit(self._events, item.event_id)
        elif item is not None and what == "delete":
            self.panels.delete(self._events, item.event_id)
        elif item is not None and what == "door":
            self.open_door(item)

    def _back(self) -> None:
        """Esc: the panel closes first, then the item is left."""
        if self.panels.isVisible():
            self.panels.back()
        elif self.views.item is not None:
            (self.board if self.board.item is not None else self.views.below).leave_item()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panels.isVisible():
            self._back()
        else:
            super().keyPressEvent(event)

    def open_door(self, item: Item) -> None:
        """The door of a session."""
        if item.session_id is not None and "door" in self.desk.declared.places:
            self.desk.open_asked.emit("door", item.session_id)

    def _menu(self, item: Item, at: QPoint) -> None:
        menu = self.menu_of(item)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu_of(self, item: Item) -> QMenu:
        """What can be done with an item."""
        w, menu = self.desk.words, QMenu(self)

        def entry(said: str, does: Callable[[], object]) -> None:
            menu.addAction(said).triggered.connect(lambda _=False: does())

        if item.session_id is not None and "door" in self.desk.declared.places:
            entry(w("calendar.door"), lambda: self.open_door(item))
        entry(w("calendar.details"), lambda: self._open_item(item))
        entry(w("panel.edit"), lambda: self.panels.edit(self._events, item.event_id))
        if item.standing in (data.Standing.PLANNED, data.Standing.OVERDUE, data.Standing.DRAFT):
            menu.addSeparator()
            entry(w("calendar.take"), self.board.start_moving)
            for action in self._events.actions:
                if action.key in ("event.move", "event.cancel") and item.standing is not data.Standing.DRAFT:
                    entry(sentence(w(f"action.{action.key}")), partial(self._act, item, action))
        return menu

    def _act(self, item: Item, action: Action) -> None:
        self.panels.show_record(self._events, item.event_id)
        self.panels.act(self._events, item.event_id, action)

    def _moved(self, done: Done, said: str) -> None:
        self._offer_undo(said, done)
        self._want(done.value)

    def _offer_undo(self, said: str, done: Done) -> None:
        w, operation = self.desk.words, done.operation
        if operation is not None:
            self.undo_bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _tell(self, said: str) -> None:
        """Why something did not happen: above the days, until the next step."""
        w = self.desk.words
        shut = button("", "quiet", "x", w("undo.close"), "muted", does=self._hide_notice)
        self._notice.hold(
            column(note("triangle-alert", w("calendar.not_moved"), said, shut, kind="problem"), pad=(3, 0, 3, 1))
        )
        self._notice.show()
        announce(self, f"{w('calendar.not_moved')} {said}")

    def _hide_notice(self) -> None:
        self._notice.hide()

    def _show_asking(self, panel: SidePanel) -> None:
        panel.set_wide(not self._is_narrow())
        self.panels.hide()
        self._asking.hold(panel)
        self._asking.show()
        self.main.setVisible(not self._is_narrow())

    def _hide_asking(self) -> None:
        self._asking.hide()
        self.main.show()
        self._fit()
        self.board.setFocus()

    def export_ics(self) -> None:
        """A calendar file of the days shown."""
        offer_ics(self.desk, self, *self.views.own_span())

    def print_programme(self) -> None:
        """The programme of the month that is shown: seen first, then printed or saved."""
        anchor = self.views.anchor
        offer_report(self.desk, self, MONTH_PROGRAMME, year=anchor.year, month=anchor.month)

    # Room

    def _is_narrow(self) -> bool:
        return theme.is_narrow(self)

    def _fit(self) -> None:
        narrow = self._is_narrow()
        self.panels.set_wide(not narrow)
        self.tools.set_narrow(narrow)
        self._others.setVisible(narrow)
        for one in (self._ics, self._print):
            one.setVisible(not narrow)
        self.main.setVisible(not (narrow and self.panels.isVisibleTo(self)))
        self.views.fit()
        self.setFocusProxy(self.board)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = self.board
        self._fit()
        if self.is_loaded and before is not self.board:
            self._show_narrowed()
