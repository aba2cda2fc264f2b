"""The line above a list: words to search for, then chips. "Wyczyść" appears when two filters are on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QWidget

from ..core.declarations import Register
from ..core.listing import View, searchable, used_choices
from . import theme
from .chips import Chip
from .desk import Desk
from .editors import choices_of
from .states import sentence
from .widgets import button, field, no_mnemonic

SEARCH = 13  # em that the search needs
REST = 200  # milliseconds after the last letter
YEAR, ONLY = "_year", "_only"


class FilterBar(QWidget):
    """Makes the view of a list: search, year, choices."""

    changed = Signal(object)  # the View
    left = Signal()  # ↓ or Enter in the search: the keyboard goes to the list

    def __init__(self, desk: Desk, register: Register, years: Sequence[int], parent: UUID | None = None) -> None:
        super().__init__()
        self.desk, self.register = desk, register
        self.view = View(year=desk.year if register.date and parent is None else None, parent=parent)
        words = desk.words
        self.search = field(words("filter.hint"), "search", name=words("filter.name"), shortcut="")
        self.search.setClearButtonEnabled(True)
        self._has_search = searchable(register)
        if not self._has_search:  # shown here it would be a window of its own for a moment, and take the keyboard
            self.search.hide()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._searched)
        self.search.textChanged.connect(lambda: self._rest.start())
        self.search.returnPressed.connect(self._entered)
        self.chips: dict[str, Chip] = {}
        self._folded: list[str] = []  # chips for which there is no room
        self._clear = button(words("filter.clear"), "quiet", does=self.clear)
        self._line: QBoxLayout = QHBoxLayout(self)
        t = theme.current()
        self._line.setContentsMargins(t.px(3), 0, t.px(3), t.px(1.5))
        self._line.setSpacing(t.px(1))
        self._line.addWidget(self.search, 1)
        self._build(years)
        self._line.addWidget(self._clear)
        self.more = button(words("filter.more"), "chip", "filter")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_more)
        self._line.insertWidget(self._line.count() - 1, self.more)
        self.columns = button("", "chip", "settings", words("list.columns"))
        self._line.addWidget(self.columns)
        if not self._has_search:
            self._line.insertStretch(0, 1)  # else what there is would float in the middle of the line
        self._tell_clear()

    def _build(self, years: Sequence[int]) -> None:
        words = self.desk.words
        if self.register.date:
            shown = [(year, words("filter.year", year=year)) for year in years]
            self._add(YEAR, words("filter.years"), shown, several=False)
            if self.view.year is not None:
                self.chips[YEAR].choose(self.view.year)
        for name in self.register.filters:
            one = self.register.field(name)
            title = sentence(words(one.key))
            if one.target:
                self._add(name, title, [])
                self._look_up(name)
            elif one.kind is bool:
                self._add(name, title, [(True, sentence(words("yes"))), (False, sentence(words("no")))], several=False)
            elif one.choices:
                self._add(name, title, choices_of(one.choices, self.desk))
        for chip in self.chips.values():
            chip.changed.connect(self._chosen)

    def _add(self, name: str, title: str, choices: Sequence[tuple[Hashable, str]], several: bool = True) -> None:
        words = self.desk.words
        chip = Chip(title, choices, words("filter.any"), words("filter.clear_one", filter=title), several)
        self.chips[name] = chip
        self._line.addWidget(chip)

    def _look_up(self, name: str) -> None:
        """The records that a link really points at become the choices of its chip."""
        chip = self.chips[name]
        self.desk.ask(used_choices, self.register, name, done=chip.offer, owner=chip)

    # The view

    def show_view(self, view: View) -> None:
        """Show what somebody else asks for, such as the rows behind a number."""
        self.view = view
        for chip in self.chips.values():
            chip.blockSignals(True)
        if YEAR in self.chips:
            self.chips[YEAR].choose(*(() if view.year is None else (view.year,)))
        for name, chip in self.chips.items():
            if name not in (YEAR, ONLY):
                chip.choose(*view.choices.get(name, ()))
        self._show_only()
        for chip in self.chips.values():
            chip.blockSignals(False)
        self.search.setText(view.search)  # not silently: its own × follows what it tells
        self._tell()

    def _show_only(self) -> None:
        """A chip for a fixed set of rows, which its × takes off again."""
        old = self.chips.pop(ONLY, None)
        if old is not None:
            old.hide()
            old.deleteLater()
        if self.view.only is not None or self.view.linked is not None:
            words = self.desk.words
            linked = words("filter.linked") if self.view.linked else ""
            title = linked if self.view.only is None else words.count("filter.only", len(self.view.only))
            chip = Chip(title, [(True, title)], self.desk.words("filter.any"), self.desk.words("filter.clear"), False)
            chip.choose(True)
            chip.changed.connect(self._chosen)
            self.chips[ONLY] = chip
            self._line.insertWidget(1, chip)

    def set_year(self, year: int) -> None:
        """Follow the year of the window, unless all years are shown."""
        if YEAR in self.chips and self.view.year is not None and self.view.parent is None:
            self.chips[YEAR].choose(year)

    def type(self, letters: str) -> None:
        """Letters typed in the list go into the search."""
        if self.search.isVisible():
            self.search.setFocus()
            self.search.setText(self.search.text() + letters)

    def order(self, name: str) -> None:
        """Sort by a column."""
        self.view = replace(self.view, order=name)
        self._tell()

    def clear(self) -> None:
        """Take every filter off but the year."""
        self.show_view(View(year=self.view.year, parent=self.view.parent, order=self.view.order))

    def all_years(self) -> None:
        """Show the rows of every year."""
        if YEAR in self.chips:
            self.chips[YEAR].choose()

    def _searched(self) -> None:
        if self.search.text() != self.view.search:
            self.view = replace(self.view, search=self.search.text())
            self._tell()

    def _entered(self) -> None:
        self._rest.stop()
        self._searched()
        self.left.emit()

    def _chosen(self) -> None:
        choices = {name: chip.chosen for name, chip in self.chips.items() if name not in (YEAR, ONLY) and chip.chosen}
        year = next(iter(self.chips[YEAR].chosen), None) if YEAR in self.chips else self.view.year
        fixed = ONLY in self.chips and bool(self.chips[ONLY].chosen)
        only, linked = (self.view.only, self.view.linked) if fixed else (None, None)
        self.view = replace(self.view, choices=choices, year=year, only=only, linked=linked)  # type: ignore[arg-type]
        if not fixed:
            self._show_only()
        self._tell()

    def _tell(self) -> None:
        self._tell_clear()
        self.changed.emit(self.view)

    def _tell_clear(self) -> None:
        on = (
            len([1 for wanted in self.view.choices.values() if wanted])
            + bool(self.view.search)
            + (self.view.only is not None or self.view.linked is not None)
        )
        self._clear.setVisible(on >= 2)
        self._fit()

    # Room

    def _fit(self) -> None:
        """Chips for which there is no room go into the menu of "Więcej"; chosen ones stay."""
        room = self.width() - theme.current().em(SEARCH) - theme.current().px(6) - self.columns.sizeHint().width()
        room -= self._clear.sizeHint().width() if self._clear.isVisibleTo(self) else 0
        self._folded = []
        gap = self._line.spacing()
        needs = {name: chip.sizeHint().width() + gap for name, chip in self.chips.items()}
        spare = [name for name, chip in reversed(self.chips.items()) if not chip.chosen]
        while spare and sum(needs.values()) + (self.more.sizeHint().width() if self._folded else 0) > room:
            self._folded.append(spare[0])
            del needs[spare.pop(0)]
        for name, chip in self.chips.items():
            chip.setVisible(name not in self._folded)
        self.more.setVisible(bool(self._folded))

    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for name in reversed(self._folded):
            inner = self.chips[name].menu_of_choices()
            inner.setTitle(no_mnemonic(self.chips[name].title))
            menu.addMenu(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def column_menu(self, menu: QMenu) -> None:
        """The menu of the button that chooses columns."""
        old = self.columns.menu()
        self.columns.setMenu(menu)
        if old is not None:
            old.deleteLater()
