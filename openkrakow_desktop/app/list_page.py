"""The page of a feature: its own pages and its registers as lists, one at a time, chosen by chips; many registers begin
with a calm list.

Rows of a child register are seen in the panel of their parent; here a register of its own right stands first. A task
(the door) lies over everything until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ..core.declarations import Declared, Feature, Register
from ..core.text import fold
from ..core.words import Words
from ..gui.desk import Desk
from ..gui.flow import flow
from ..gui.frames import page_header, scrolled
from ..gui.layout import Item, box, clear, column, ems, fill, hairline, row
from ..gui.pressable import Pressable, PressableList
from ..gui.register_screen import RegisterScreen
from ..gui.report_writer import report_button
from ..gui.saying import many
from ..gui.widgets import button, elided, empty_state, field, symbol, text

FEW = 6  # registers that chips can hold
NEW = "new"  # what is asked for when a form for a new record shall be open


class ListPage(QWidget):
    """`show_what((key, what))`: a register with a record's key, a view, NEW, or None for the list as it is; or a place
    of the feature with whatever its page understands."""

    def __init__(self, desk: Desk, key: str, features: Sequence[Feature]) -> None:
        super().__init__()
        self.desk, self._key = desk, key
        self._features = features
        self._registers = [one for feature in features for one in feature.registers if not one.parent]
        self._places = {one.key: one for feature in features for one in feature.places}
        self._screens: dict[str, QWidget] = {}
        self._below: list[str] = []  # what is shown again when a task is closed
        self.here = key
        self._chips: dict[str, QPushButton] = {}
        self._many = len(self._registers) > FEW
        self._bar = QVBoxLayout()
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar_holder = QWidget()
        self._bar_holder.setLayout(self._bar)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", column(self._bar_holder, (holder, 1), gap=0), (0, 0, 0, 0)))
        if self._many:
            self._index = RegisterIndex(desk, key, features, self.show_one)
            self._stack.addWidget(self._index)
            self.show_index()
        elif self._registers:
            self._build_chips()
            self.show_one(next((one.opens_with for one in features if one.opens_with), self._registers[0].key))

    # What is shown

    def _build_chips(self) -> None:
        w = self.desk.words
        named = [(one.key, w(f"place.{one.key}")) for one in self._places.values() if not one.is_task]
        named += [(one.key, many(one, w)) for one in self._registers]
        if len(named) < 2:
            return
        for key, said in named:
            chip = button(said, "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, key=key: self.show_one(key))
            self._chips[key] = chip
        reports = report_button(self.desk, self, [one for feature in self._features for one in feature.reports])
        chips = flow(list(self._chips.values()))
        beside = column(reports, 1, gap=0) if reports is not None else None
        fill(self._bar, [row((chips, 1), beside, pad=(3, 1.25, 3, 1.25)), hairline()])

    def _screen(self, key: str) -> Any:
        found = self._screens.get(key)
        if found is None:
            if key in self._places:
                module, _, function = self._places[key].screen.partition(":")
                found = getattr(import_module(module), function)(self.desk)
                assert isinstance(found, QWidget)
                found.setAccessibleName(self.desk.words(f"place.{key}"))
            else:
                found = RegisterScreen(self.desk, self.desk.declared.registers[key])
                if self._many:
                    found.left.connect(self.show_index)
            self._screens[key] = found
            self._stack.addWidget(found)
        return found

    def show_one(self, key: str) -> Any:
        """One page of the feature, or the list of one register."""
        screen = self._screen(key)
        is_task = key in self._places and self._places[key].is_task
        if is_task and self.here != key:
            self._below.append(self.here)
        elif not is_task:
            self._below = []
        self._stack.setCurrentWidget(screen)
        self.here = key
        self._bar_holder.setVisible(not is_task)
        for name, chip in self._chips.items():
            chip.setChecked(name == key)
        if self._many:
            back = button(self.desk.words("list_page.back"), "quiet", "chevron-left", does=self.show_index)
            clear(self._bar)
            fill(self._bar, [row(back, 1, pad=(3, 0.75, 3, 0.75)), hairline()])
        self.setFocusProxy(screen)
        if self.isVisible():
            (screen.focusProxy() or screen).setFocus(Qt.FocusReason.OtherFocusReason)
        return screen

    def close_task(self) -> None:
        """What lay below a task is shown again; nothing happens when no task is open."""
        if self._below:
            below = self._below.pop()
            rest = list(self._below)
            if below in self._screens:
                self.show_one(below)
                self._below = rest
            else:
                self.show_index()

    def show_index(self) -> None:
        """All registers of the page."""
        clear(self._bar)
        self._bar_holder.show()
        self._below, self.here = [], self._key
        self._stack.setCurrentWidget(self._index)
        self.setFocusProxy(self._index)
        self._index.setFocus()

    def show_what(self, what: object) -> None:
        """Open a register of this page, with a record, a view or a new form; or a place of it."""
        if not isinstance(what, tuple):
            return
        key, wanted = what
        screen = self.show_one(key)
        if wanted == NEW and key not in self._places:
            screen.add()
        elif wanted is not None:
            screen.show_what(wanted)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        shown: Any = self._stack.currentWidget()
        own = getattr(shown, "stops", None)
        return own() if own else [shown]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._many and self._stack.currentWidget() is not self._index:
            self.show_index()
        else:
            super().keyPressEvent(event)


class RegisterIndex(QWidget):
    """Many registers as one calm list by feature; a few letters find one."""

    def __init__(self, desk: Desk, key: str, features: Sequence[Feature], opened: Callable[[str], object]) -> None:
        super().__init__()
        self.desk, self._features, self._opened = desk, features, opened
        w = desk.words
        self._line = field(w("list_page.find"), "search", name=w("list_page.find"))
        self._line.textChanged.connect(lambda _: self._show())
        self._line.returnPressed.connect(self._open_first)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._lines)
        header = page_header(w(f"menu.{key}"), w(f"list_page.{key}"))
        line = row((self._line, 1), 1, pad=(3, 0, 3, 1.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(header, line, hairline(), (scrolled(inside), 1), gap=0))
        self.setFocusProxy(self._line)
        self._show()

    def _found(self, feature: Feature) -> list[Register]:
        wanted, w = fold(self._line.text()).split(), self.desk.words
        registers = [one for one in feature.registers if not one.parent]
        return [one for one in registers if all(word in fold(many(one, w)) for word in wanted)]

    def _pages(self, feature: Feature) -> list[tuple[str, Pressable]]:
        """The feature's own pages that fit what was typed; they stand above its registers."""
        wanted, w = fold(self._line.text()).split(), self.desk.words
        pages = [one for one in feature.places if not one.is_task]
        fit = [one for one in pages if all(word in fold(w(f"place.{one.key}")) for word in wanted)]
        return [(one.key, self._line_of(one.icon, w(f"place.{one.key}"), "")) for one in fit]

    def _show(self) -> None:
        w = self.desk.words
        items: list[tuple[object, Pressable] | QWidget] = []
        groups = [(feature, self._pages(feature), self._found(feature)) for feature in self._features]
        filled = [one for one in groups if one[1] or one[2]]
        for feature, pages, found in filled:
            if len(self._features) > 1:
                items.append(row(text(w(f"menu.{feature.key}"), "label", "muted"), 1, pad=(3, 2, 3, 0.5)))
            items += pages
            items += [(register.key, self._row(register)) for register in found]
        clear(self._lines)
        self._list = PressableList(w("list_page.registers"), items)
        self._list.opened.connect(self._opened)
        parts: list[Item] = [self._list, 1] if filled else [(empty_state("search", w("list_page.nothing"), ""), 1)]
        fill(self._lines, parts)

    def _row(self, register: Register) -> Pressable:
        w = self.desk.words
        return self._line_of(register.icon or "table", many(register, w), feeds(self.desk.declared, register.key, w))

    def _line_of(self, icon: str, name: str, about: str) -> Pressable:
        inside = row(
            symbol(icon, "muted", 1.25),
            0.25,
            (text(name), 3),
            (elided(about, tone="muted"), 2),
            symbol("chevron-right"),
            gap=1.25,
            pad=(3, 0, 3, 0),
        )
        return Pressable(ems(inside, height=2.77), name)

    def _open_first(self) -> None:
        keys = self._list.keys()
        if keys:
            self._opened(str(keys[0]))


def feeds(declared: Declared, register: str, words: Words) -> str:
    """Which numbers a register (or its child rows) feeds, in words; empty where it feeds none."""
    own = {register, *(one.key for one in declared.children(declared.registers[register]))}
    codes = [
        code
        for code, measure in declared.measures.items()
        if any(part.register in own or part.main in own for part in measure.parts)
    ]
    return words("list_page.feeds", codes=", ".join(sorted(codes))) if codes else ""
