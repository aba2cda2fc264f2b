"""Ctrl+K: records of every register, screens, actions, in one list over the page.

Words are looked up by the registers' search keys, so "lodz" finds "Łódź"; screens and actions by any part of theirs.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Declared, Register
from ..core.listing import find
from ..core.text import fold
from ..gui import theme
from ..gui.frames import scrolled
from ..gui.layout import clear, column, ems, fill, hairline, row
from ..gui.pressable import Pressable, PressableList
from ..gui.saying import many, one
from ..gui.widgets import announce, elided, field, symbol, text
from .actions import actions_of
from .places import PLACES, PREVIEW

if TYPE_CHECKING:
    from .rooms import Rooms

REST = 120  # milliseconds after the last key
OF_EACH, OF_ALL = 4, 24  # records of one register, and altogether
LOOKED_AT = 60  # records of a register with a date, of which the nearest are shown
LEAST = 2  # letters before records are looked up


@dataclass(frozen=True)
class Hit:
    """One line of the results."""

    icon: str
    title: str
    about: str
    does: Callable[[], object]


def find_everywhere(session: Session, declared: Declared, words: str, today: dt.date) -> list[tuple[str, UUID, str]]:
    """Records whose search key holds the words: (register, key, one-line name), a few of each register; of those that
    have a date, the nearest to today."""
    found: list[tuple[str, UUID, str]] = []
    for key, register in declared.registers.items():
        if hasattr(register.record, "search"):
            named = find(session, key, words, LOOKED_AT if register.date else OF_EACH)
            if len(named) > OF_EACH:
                named = _nearest(session, register, named, today)
            found += [(key, record, name) for record, name in named]
        if len(found) >= OF_ALL:
            break
    return found[:OF_ALL]


def _nearest(session: Session, register: Register, named: list[tuple[UUID, str]], today: dt.date) -> Any:
    model: Any = register.record
    asked = select(model.id, getattr(model, register.date)).where(model.id.in_([key for key, _ in named]))
    far = {key: abs((on - today).days) for key, on in session.execute(asked) if type(on) is dt.date}
    return sorted(named, key=lambda one: far.get(one[0], sys.maxsize))[:OF_EACH]


class SearchPopup(QFrame):
    """A field and its results, over the page; Esc gives the keyboard back to where it was."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms.window)
        self.rooms, self.desk = rooms, rooms.desk
        w = self.desk.words
        self.setProperty("box", "undo")
        self.setAccessibleName(w("search.title"))
        self.line = field(w("search.hint"), "search", large=True, name=w("search.title"))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        results = QWidget()
        results.setLayout(self._lines)
        foot = row(text(w("search.keys"), "small", "muted"), pad=(2, 0.75, 2, 0.75))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in (1, 1, 1, 0)))
        whole.addWidget(column(self.line, (scrolled(results), 1), hairline(), foot, gap=0.75))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._look_up)
        self._records: list[tuple[str, UUID, str]] = []
        self._answered = ""  # the words these are the records of
        self._list: PressableList | None = None
        self._hits: list[Hit] = []
        self._before: QWidget | None = None
        rooms.window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the search, empty."""
        self._before = self.rooms.window.focusWidget()
        self.line.clear()
        self._records = []
        self._show()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_up(self) -> None:
        """Hide; the keyboard goes back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    # Looking up

    def _typed(self) -> None:
        self._rest.start()
        self._show()

    def _look_up(self) -> None:
        words = self.line.text().strip()
        if len(words) < LEAST:
            self._records = []
            self._show()
        else:
            done = self._take(words)
            today = self.desk.clock.today()
            self.desk.ask(find_everywhere, self.desk.declared, words, today, done=done, owner=self)

    def _take(self, words: str) -> Callable[[list[tuple[str, UUID, str]]], None]:
        def take(found: list[tuple[str, UUID, str]]) -> None:
            if words == self.line.text().strip():
                self._records, self._answered = found, words
                self._show()
                announce(self, self.desk.words.count("search.results", len(self._hits)))

        return take

    def _show(self) -> None:
        w, wanted = self.desk.words, fold(self.line.text()).split()
        groups = [
            ("search.records", self._record_hits() if wanted else []),
            ("search.screens", self._screen_hits(wanted)),
            ("search.actions", self._action_hits(wanted)),
        ]
        typed_whole = fold(self.line.text()).strip()
        if any(fold(hit.title) == typed_whole for hit in groups[1][1]):
            groups = [groups[1], groups[0], groups[2]]  # who types the name of a screen means the screen
        clear(self._lines)
        self._hits = []
        items: list[tuple[object, Pressable] | QWidget] = []
        for title, hits in groups:
            if hits:
                items.append(row(text(w(title), "label", "muted"), 1, pad=(1.5, 1, 1, 0.25)))
            for hit in hits:
                items.append((len(self._hits), self._row(hit)))
                self._hits.append(hit)
        if not self._hits:
            typed = self.line.text().strip()
            is_known = len(typed) < LEAST or self._answered == typed  # not said before one knows
            said = w("search.nothing", words=typed) if is_known else ""
            fill(self._lines, [row(text(said, tone="muted", wrap=True), pad=(1.5, 1, 1, 1)), 1])
            self._list = None
            return
        self._list = PressableList(w("search.title"), items)
        self._list.opened.connect(self._open)
        self._list.choose(0, tell=False)
        fill(self._lines, [self._list, 1])

    def _row(self, hit: Hit) -> Pressable:
        inside = row(
            symbol(hit.icon, "muted", 1.2),
            (elided(hit.title), 3),
            (elided(hit.about, tone="muted"), 2),
            gap=1.25,
            pad=(1.5, 0, 1.5, 0),
        )
        return Pressable(ems(inside, height=2.5), hit.title, hit.about, chosen=False)

    def _record_hits(self) -> list[Hit]:
        declared, w = self.desk.declared, self.desk.words

        def go(key: str, record: UUID) -> Callable[[], object]:
            return lambda: self.desk.open_asked.emit(key, record)

        return [
            Hit(declared.registers[key].icon or "table", name, one(declared.registers[key], w), go(key, record))
            for key, record, name in self._records
        ]

    def _screen_hits(self, wanted: list[str]) -> list[Hit]:
        w = self.desk.words

        def go(key: str) -> Callable[[], object]:
            return lambda: self.desk.open_asked.emit(key, None)

        places = [(key, one) for key, one in PLACES.items() if self.rooms.has(key) and key != PREVIEW]
        hits = [Hit(one.icon, w(f"menu.{key}"), "", go(key)) for key, one in places]
        for feature in self.desk.declared.features:
            pages = [one for one in feature.places if not one.is_task] if wanted else []
            hits += [Hit(one.icon, w(f"place.{one.key}"), w(f"menu.{feature.key}"), go(one.key)) for one in pages]
        if wanted:
            for key, register in self.desk.declared.registers.items():
                if not register.parent:
                    place = w(f"menu.{self.rooms.place_of(key)}")
                    hits.append(Hit(register.icon or "table", many(register, w), place, go(key)))
        return [hit for hit in hits if fits(hit.title, wanted)]

    def _action_hits(self, wanted: list[str]) -> list[Hit]:
        hits = [Hit(one.icon, one.title, one.keys, one.does) for one in actions_of(self.rooms)]
        return [hit for hit in hits if fits(hit.title, wanted)][: 40 if wanted else 5]

    def _open(self, at: Any) -> None:
        hit = self._hits[int(at)]
        self.hide()
        hit.does()

    # Keys and place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.rooms.window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._steer(event)
        return False

    def _steer(self, event: QKeyEvent) -> bool:
        """The arrows move in the results while one types; Enter opens the chosen one."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list is not None:
            self._open(self._list.key)
            return True
        step = steps.get(Qt.Key(event.key()))
        if step is None or self._list is None:
            return False
        at = max(0, min(len(self._hits) - 1, int(str(self._list.key or 0)) + step))
        self._list.choose(at, tell=False)
        announce(self, self._hits[at].title)
        return True

    def _place(self) -> None:
        window, t = self.rooms.window, theme.current()
        width = min(t.em(52), window.width() - t.px(4))
        height = min(t.em(38), window.height() - t.px(10))
        self.setGeometry((window.width() - width) // 2, min(t.em(5), window.height() - height), width, height)


def fits(title: str, wanted: list[str]) -> bool:
    """Whether each of the folded words is in the title."""
    folded = fold(title)
    return all(word in folded for word in wanted)
