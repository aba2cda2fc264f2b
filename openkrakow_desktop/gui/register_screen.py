"""A register as a page: header, filters, list, foot, and the panel of what is chosen. Everything from the declaration.

↑ ↓ change the panel after a short rest, Enter puts the keyboard into it, E edits, Ctrl+N adds, Del deletes with undo,
Esc goes one step back. In a narrow window the panel takes the place of the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from ..core.declarations import Register
from ..core.formats import NBSP
from ..core.listing import View
from ..core.pasted import PastedRows
from ..core.store import Changes
from . import theme
from .columns import shown
from .desk import Desk
from .filter_bar import YEAR, FilterBar
from .frames import page_header
from .layout import box, clear, column, fill, hairline, row
from .list_exporter import ListExporter
from .panel_stack import PanelStack
from .register_model import RegisterModel
from .register_table import RegisterTable
from .saying import many
from .states import sentence
from .undo_bar import UndoBar
from .widgets import RIGHT, announce, button, empty_state, fold, text

REST = 80  # milliseconds on a row until its panel is shown
FIRST_YEAR = 2023  # the programme's base year; earlier ones are found under "all years"


class RegisterScreen(QWidget):
    """The page of one register."""

    left = Signal()  # Esc in the list, with no panel beside it: one step back

    def __init__(self, desk: Desk, register: Register, view: View | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.register = desk, register
        words, today = desk.words, desk.clock.today()
        self._subtitle = text("", tone="muted", wrap=True)
        self.new_button = button(sentence(words(f"{register.key}._new")), "primary", "plus", does=self.add)
        self.export_button = button(words("list.export"), "", "download", does=self.export)
        self.paste_button = button(words("paste.button"), "", "clipboard-list", does=self.paste)
        years = range(max(today.year + 1, desk.year), FIRST_YEAR - 1, -1)
        self.filters = FilterBar(desk, register, years, view.parent if view else None)
        self.rows = RegisterModel(desk, register, self.filters.view, self)
        self.table = RegisterTable(self.rows, many(register, words))
        self.table.set_hidden(frozenset(desk.settings.get(self._setting) or ()))
        self.undo_bar = UndoBar(self)
        self.panels = PanelStack(desk, self.undo_bar)
        self.exporter = ListExporter(desk, register, self)
        self._wanted: UUID | None = None
        self._lay_out(page_header(many(register, words), self._subtitle, *self._header_buttons()))
        self._connect()
        self._keys()
        self.setFocusProxy(self.table)
        if view is not None:
            self.filters.show_view(view)
        else:
            self.rows.reload()

    def _header_buttons(self) -> list[QWidget]:
        return [self.export_button, *([self.paste_button] if self.register.adds else []), self.new_button]

    @property
    def _setting(self) -> str:
        return f"hidden_columns.{self.register.key}"

    # Building

    def _lay_out(self, header: QWidget) -> None:
        self._foot = QVBoxLayout()
        self._empty = QWidget()
        self._empty_box = QVBoxLayout(self._empty)
        self._empty_box.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        foot = QWidget()
        foot.setLayout(self._foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self.list_side = column(header, self.filters, (holder, 1), hairline(), foot, gap=0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", row((self.list_side, 1), self.panels, gap=0), (0, 0, 0, 0)))

    def _connect(self) -> None:
        self._point_timer = QTimer(self, singleShot=True, interval=REST)
        self._point_timer.timeout.connect(self._show_pointed)
        self.filters.changed.connect(self.rows.show)
        self.filters.left.connect(self.table.setFocus)
        self.rows.loaded.connect(self._loaded)
        self.table.pointed.connect(lambda _: self._point_timer.start())
        self.table.opened.connect(self._enter)
        self.table.typed.connect(self.filters.type)
        self.table.sorted_by.connect(self.filters.order)
        self.panels.emptied.connect(self._panel_closed)
        self.panels.opened.connect(self._fit)
        self.panels.saved.connect(self._go_to)
        self.desk.year_changed.connect(self.filters.set_year)
        self.desk.changed.connect(self._changed)
        self._offer_columns()

    def _keys(self) -> None:
        for keys, does in (
            ("Ctrl+N", self.add), ("Ctrl+F", self.filters.search.setFocus), ("Ctrl+Shift+E", self.export),
            ("Ctrl+D", self._copy), ("Ctrl+V", self._paste_copied),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        for keys, does in (("Delete", self._delete), ("Escape", self._escape), ("E", self._edit)):
            shortcut = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(does)

    def _offer_columns(self) -> None:
        self.filters.column_menu(self.table.column_menu(self._toggle_column, self))

    def _toggle_column(self, name: str, on: bool) -> None:
        hidden = set(self.desk.settings.get(self._setting) or ()) - {name} | (set() if on else {name})
        self.desk.settings.set(self._setting, sorted(hidden))
        self.table.set_hidden(frozenset(hidden))

    # What is shown

    def show_what(self, what: object) -> None:
        """Show a record (its key), or a view of the register."""
        if isinstance(what, UUID):
            self._wanted = what
            self.filters.show_view(View(parent=self.filters.view.parent))
            if self.rows.row_of(what) >= 0:  # it is there already
                self._take_wanted()
        elif isinstance(what, View):
            self.panels.close_all()
            self.filters.show_view(what)

    def stops(self) -> list[QWidget]:
        """Where F6 stops on this page."""
        return [self.filters, self.table, *([self.panels] if self.panels.isVisible() else [])]

    def _loaded(self) -> None:
        words, totals = self.desk.words, self.rows.totals
        year = self.rows.view.year
        count = words.count("list.count", totals.all)
        self._subtitle.setText(count if year is None else words("list.in_year", count=count, year=year))
        self._stack.setCurrentWidget(self.table if totals.shown else self._empty)
        self.export_button.setEnabled(totals.shown > 0)
        self._show_foot()
        if not totals.shown:
            self._show_empty()
        self._take_wanted()
        announce(self.table, words.count("list.announced", totals.shown))

    def _take_wanted(self) -> None:
        """Choose and show the record that was asked for before its row was here."""
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.choose(wanted)
            self._enter(wanted)

    def _show_foot(self) -> None:
        words, totals = self.desk.words, self.rows.totals
        clear(self._foot)
        sums = [
            f"{one.title}: {shown(totals.sums[one.name], words, one.money)}"
            for one in self.rows.columns if one.name in totals.sums
        ]  # fmt: skip
        left = words.count("list.shown", totals.all, shown=totals.shown)
        # wrapped rather than cut: three sums in złotys are wider than a window with large letters
        right = text(f"{NBSP}· ".join(one.replace(" ", NBSP) for one in sums), tone="muted", wrap=True, align=RIGHT)
        told = (right, 1) if sums and totals.shown else 1
        fill(self._foot, [row(text(left, tone="muted"), told, gap=2, pad=(3, 1, 3, 1))])

    def _show_empty(self) -> None:
        words, register = self.desk.words, self.register
        clear(self._empty_box)
        if self.rows.view.filtered and self.rows.totals.all:
            said = words.count("list.nothing_fits", self.rows.totals.all)
            state = empty_state("filter", said, "", button(words("filter.clear_all"), does=self.filters.clear))
        else:
            title, _, rest = words(f"{register.key}._empty").partition(". ")
            add = button(sentence(words(f"{register.key}._new")), does=self.add)
            dated = YEAR in self.filters.chips and self.rows.view.year is not None
            older = button(words("list.all_years"), "quiet", does=self.filters.all_years) if dated else None
            state = empty_state(
                register.icon or "table", title.removesuffix("."), rest, add, *([older] if older else [])
            )
        fill(self._empty_box, [(state, 1)])

    # The panel

    def _show_pointed(self) -> None:
        key = self.table.chosen
        if key is not None and not self._narrow() and not self.panels.is_editing:
            self.panels.show_record(self.register, key)

    def _enter(self, key: UUID) -> None:
        self._point_timer.stop()
        if not self.panels.is_editing:
            self.panels.show_record(self.register, key, focus=True)

    def _go_to(self, register: Register, key: UUID) -> None:
        """After saving: the record is shown and chosen in the list once it is there."""
        if register.key == self.register.key:
            self.table.choose(key)

    def _panel_closed(self) -> None:
        self._fit()
        self.table.setFocus()

    def _changed(self, changes: Changes | None) -> None:
        self.panels.refresh(changes)

    # What can be done

    def add(self) -> None:
        """A form for a new record."""
        self._point_timer.stop()
        parent = self.rows.view.parent
        preset: dict[str, Any] = {self.register.parent: parent} if parent is not None else {}
        self.panels.edit(self.register, None, preset)

    def paste(self, text: str = "") -> None:
        """Rows of a sheet into this list: what was copied, or (the button) a place to paste it into."""
        self.desk.open_asked.emit("import", PastedRows(self.register.key, text, self.rows.view.parent))

    def _paste_copied(self) -> None:
        copied = QApplication.clipboard().text()
        if self.register.adds and copied.strip():
            self.paste(copied)

    def _edit(self) -> None:
        self._point_timer.stop()
        if self.table.chosen:
            self.panels.edit(self.register, self.table.chosen)

    def _copy(self) -> None:
        """A new record like the chosen one, else like the one entered last."""
        self._point_timer.stop()
        self.panels.copy(self.register, self.table.chosen, self.rows.view.parent)

    def _delete(self) -> None:
        if self.table.chosen:
            self.panels.delete(self.register, self.table.chosen)

    def _escape(self) -> None:
        if self.panels.isVisible():
            self.panels.back()
        else:
            self.left.emit()

    def export(self) -> None:
        """Write what is shown into a workbook or a PDF."""
        names = [column.name for at, column in enumerate(self.rows.columns) if not self.table.isColumnHidden(at)]
        self.exporter.ask(self.rows.view, names)

    # Room

    def _narrow(self) -> bool:
        return theme.is_narrow(self)

    def _fit(self) -> None:
        narrow = self._narrow()
        self.panels.set_wide(not narrow)
        for one, word in ((self.export_button, "list.export"), (self.paste_button, "paste.button")):
            fold(one, self.desk.words(word), narrow)  # room for the title
        self.list_side.setVisible(not (narrow and self.panels.isVisibleTo(self)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rows.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.rows.set_awake(False)
        super().hideEvent(event)
