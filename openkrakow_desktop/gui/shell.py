"""The frame of the main window: sidebar with the places, and status bar. Which places there are is told by app/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from . import theme
from .frames import scrolled
from .layout import Item, clear, column, ems, fill, row
from .painted import Mark
from .widgets import MIDDLE, RIGHT, Status, button, elided, field, no_mnemonic, pill, set_tone, symbol, text


@dataclass(frozen=True)
class Place:
    """One entry of the sidebar; `todo` says aloud how many things wait there ("5 do zrobienia")."""

    key: str
    icon: str
    word: str
    count: str = ""
    todo: str = ""


@dataclass(frozen=True)
class SidebarWords:
    """What the sidebar says of its own."""

    brand: str
    year: str  # "Rok {year}", already filled
    choose_year: str
    search: str
    search_key: str  # "Ctrl K"
    settings: str
    help: str


class Sidebar(QFrame):
    """Brand and year, search, the places in menu order, settings and help; icons only as a rail in a narrow window."""

    opened = Signal(str)  # key of a place; "settings" and "help" for the two at the foot
    searched = Signal()
    year_chosen = Signal(int)

    def __init__(self, words: SidebarWords, groups: Sequence[Sequence[Place]], years: Iterable[int] = ()) -> None:
        super().__init__()
        self.setProperty("box", "frame")
        self._words, self._groups, self._years = words, [list(group) for group in groups], sorted(years, reverse=True)
        self._here, self._rail = "", False
        self._crowded, self._needs = False, 0
        self._places: dict[str, QPushButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._build()

    def set_here(self, key: str) -> None:
        """Mark the place one is in."""
        if key != self._here:
            self._here = key
            for name, made in self._places.items():
                made.setChecked(name == key)
                for label in made.findChildren(QWidget, "count"):
                    set_tone(label, "on_tint" if name == key else "muted")  # type: ignore[arg-type]

    def set_rail(self, rail: bool) -> None:
        """Only icons, or icons with words."""
        if rail != self._rail:
            self._rail = rail
            self._build()

    def set_words(self, words: SidebarWords, groups: Sequence[Sequence[Place]]) -> None:
        """Other words, counts or year."""
        if words != self._words or [list(group) for group in groups] != self._groups:
            self._words, self._groups = words, [list(group) for group in groups]
            self._build()

    def _build(self) -> None:
        clear(self._layout)
        self._places = {}
        parts: list[Item] = []
        for group in self._groups:
            parts += [1.5] if parts else []
            parts += [self._place(place) for place in group]
        places = column(*parts, 1, gap=0.25)
        if self._crowded:
            area = scrolled(places)
            area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            places = area
        tail = [
            self._place(Place("settings", "settings", self._words.settings)),
            self._place(Place("help", "circle-question-mark", self._words.help)),
        ]
        inside = column(self._head(), 1.0, self._search(), 0.5, (places, 1), *tail, gap=0.25, pad=(1, 2, 1, 1))
        fill(self._layout, [(inside, 1)])
        ems(self, 4.4 if self._rail else 17)
        if not self._crowded:
            self._needs = inside.minimumSizeHint().height()
            self.setMinimumHeight(0)  # a lower window scrolls its places, it does not grow

    def minimumSizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The places scroll only where there is too little room for them."""
        super().resizeEvent(event)
        crowded = self.height() < self._needs
        if crowded != self._crowded:
            self._crowded = crowded
            self._build()

    def _head(self) -> QWidget:
        w = self._words
        if self._rail:
            return row(1, Mark(f"{w.brand}, {w.year}"), 1)
        names = column(text(w.brand, "strong"), text(w.year, "small", "muted"), gap=0)
        if not self._years:
            return row(Mark(w.brand), names, 1, gap=1.25, pad=(1, 0, 1, 0))
        choose = button("", "quiet", "chevron-down", w.choose_year, "muted")
        choose.setFixedWidth(theme.current().em(1.9))
        menu = QMenu(choose)
        for year in self._years:
            menu.addAction(str(year)).triggered.connect(lambda _=False, y=year: self.year_chosen.emit(y))
        choose.setMenu(menu)
        return row(Mark(w.brand), (names, 1), choose, gap=1.25, pad=(1, 0, 0, 0))

    def _search(self) -> QWidget:
        w = self._words
        if self._rail:
            made = self._place(Place("search", "search", f"{w.search} ({w.search_key})"))
            made.setCheckable(False)
            return made
        line = field(w.search, "search", shortcut=w.search_key)
        line.setReadOnly(True)  # a door to the search, which opens over the page
        line.setProperty("door", "true")
        line.selectionChanged.connect(line.deselect)
        line.installEventFilter(self)
        return line

    def eventFilter(self, watched: QWidget, event) -> bool:  # type: ignore[override]
        pressed = event.type() == event.Type.MouseButtonRelease
        typed = event.type() == event.Type.KeyPress and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        )
        if pressed or typed:
            self.searched.emit()
            return True
        return False

    def _place(self, place: Place) -> QPushButton:
        made = QPushButton("" if self._rail else f"  {no_mnemonic(place.word)}")
        made.setProperty("kind", "nav")
        made.setProperty("only", "true" if self._rail else "false")
        here = place.key == self._here
        made.setIcon(theme.icon(place.icon, "muted", "accent"))
        made.setIconSize(QSize(theme.current().em(1.4), theme.current().em(1.4)))
        made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        made.setCheckable(True)
        made.setChecked(here)
        made.setAccessibleName(f"{place.word}, {place.todo}" if place.todo else place.word)
        made.setToolTip(place.word if self._rail else "")
        if place.count and not self._rail:
            count = text(place.count, "small", "on_tint" if here else "muted")
            count.setObjectName("count")
            over = QVBoxLayout(made)
            over.addWidget(count, 0, RIGHT | MIDDLE)
            over.setContentsMargins(0, 0, theme.current().px(1.25), 0)
        self._places[place.key] = made
        made.clicked.connect(lambda: self._opened(place.key))
        return made

    def _opened(self, key: str) -> None:
        self._places[key].setChecked(key == self._here)  # the window says where one is, not the press
        if key == "search":
            self.searched.emit()
        else:
            self.opened.emit(key)


class StatusBar(QFrame):
    """Facts with a symbol each (the first stays left), and the pill that says the data are invented."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "frame")
        self._facts: dict[str, tuple[str, str, str]] = {}
        self._demo, self._demo_short, self._narrow = "", "", False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        ems(self, height=2.3)

    def set_fact(self, key: str, icon: str, words: str, tone: str = "muted") -> None:
        """Show or change one fact; facts keep the order in which they first came."""
        if self._facts.get(key) != (icon, words, tone):
            self._facts[key] = (icon, words, tone)
            self._build()

    def set_demo(self, words: str, short: str = "") -> None:
        """The banner of invented data; `short` in a narrow window."""
        self._demo, self._demo_short = words, short or words
        self._build()

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window only the first fact, the demo pill and the last fact stay."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._build()

    def _build(self) -> None:
        clear(self._layout)
        known = list(self._facts.values())
        shown = [known[0], known[-1]] if self._narrow and len(known) > 2 else known
        parts = [self._fact(*one) for one in shown]
        demo = self._demo_short if self._narrow else self._demo
        flag = pill(Status("warn", "flask-conical", demo)) if demo else None
        fill(self._layout, [row(*parts[:1], 1, flag, 1, *parts[1:], gap=2.5, pad=(2, 0, 2, 0))])

    def _fact(self, icon: str, words: str, tone: str) -> QWidget:
        label = text(words, "small", tone) if len(words) < 40 else elided(words, "small", tone)
        return row(symbol(icon, tone, 1.1), (label, 1), gap=0.5)
