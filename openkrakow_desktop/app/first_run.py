"""The first page of all: the language, then a new database, an existing one, invented data, or the office's server.

Nothing is written before a choice; 1–4, the arrows and Enter choose, Esc quits (look/LOOK.md §11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from ..core.words import LANGUAGES, Words
from ..gui import theme
from ..gui.frames import scrolled
from ..gui.layout import box, clear, column, ems, fill, row, rows
from ..gui.painted import Arcade
from ..gui.pressable import Pressable
from ..gui.widgets import button, field, key, mark_problem, symbol, text

CHOICES = (("new", "plus"), ("open", "folder-open"), ("demo", "flask-conical"), ("server", "server"))
NAMES = {"pl": "Polski", "en": "English", "uk": "Українська"}  # each in its own language, whatever is spoken now


class FirstRun(QWidget):
    """`asked` says which of CHOICES, `opened` which of the last databases; `language` is switched at once."""

    asked = Signal(str)
    opened = Signal(str)
    language = Signal(str)
    left = Signal()

    def __init__(self, words: Words, known: Sequence[str] = ()) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._known = list(known)[:3]
        self.speak(words)

    def speak(self, words: Words) -> None:
        """Say everything in these words."""
        clear(self._box)
        self.setAccessibleName(words("first_run.title"))
        self._picture = self._left(words)
        fill(self._box, [(self._picture, 2), (scrolled(self._right(words)), 3)])
        self.setFocusProxy(self._choices[0])
        self._fit()

    def _left(self, w: Words) -> QWidget:
        words = column(
            1,
            text(w("first_run.title"), "figure", wrap=True),
            text(w("first_run.about"), tone="muted", wrap=True),
            gap=0.75,
            pad=(6, 6, 6, 5),
        )
        return box("sheet", column((words, 1), (Arcade(w("first_run.arcade")), 1), gap=0), (0, 0, 0, 0))

    def _right(self, w: Words) -> QWidget:
        languages = row(*(self._language(one, one == w.language) for one in LANGUAGES), 1)
        self._choices = [
            self._choice(icon, w(f"first_run.{name}"), w(f"first_run.{name}_about"), str(at), self.asked.emit, name)
            for at, (name, icon) in enumerate(CHOICES, 1)
        ]
        last = [self._choice("history", Path(path).name, path, "", self.opened.emit, path) for path in self._known]
        choices = box("card", rows(*self._choices, height=4.9), (2, 0.5, 2, 0.5))
        self._choices += last
        promise = row(
            symbol("lock", "muted", 1.15), (text(w("first_run.promise"), tone="muted", wrap=True), 1), gap=0.75
        )
        inside = column(
            1,
            text(w("first_run.language"), "strong"),
            languages,
            2.0,
            text(w("first_run.begin"), "strong"),
            choices,
            text(w("first_run.last"), "strong") if last else None,
            box("card", rows(*last, height=4.2), (2, 0.5, 2, 0.5)) if last else None,
            1.0,
            promise,
            1,
            gap=1,
            pad=(3, 3, 3, 3),
        )
        inside.setMaximumWidth(theme.current().em(50))
        return row(1, (inside, 8), 1, gap=0)

    def _language(self, code: str, is_here: bool) -> QPushButton:
        made = button(
            NAMES[code], "chip", "check" if is_here else "", role="accent", does=lambda: self.language.emit(code)
        )
        made.setCheckable(True)
        made.setChecked(is_here)
        return made

    @staticmethod
    def _choice(icon: str, title: str, about: str, hint: str, tell: Callable[[str], object], what: str) -> Pressable:
        """One line to be chosen: icon, title, one sentence, the key that does the same."""
        said = column(text(title, "strong", wrap=True), text(about, tone="muted", wrap=True), gap=0.25)
        hints = key(hint) if hint else None
        inside = row(symbol(icon, "accent", 1.7), 0.25, (said, 1), hints, symbol("chevron-right"), gap=1.5)
        made = Pressable(inside, title, about, (0.5, 1.5, 0, 1.5))
        made.clicked.connect(lambda: tell(what))
        return made

    def _fit(self) -> None:
        """In a narrow window the picture leaves: the choice is what matters."""
        self._picture.setVisible(not theme.current().narrow(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(CHOICES):
            self.asked.emit(CHOICES[number][0])
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        here = next((at for at, one in enumerate(self._choices) if one.hasFocus()), -1 if by > 0 else 0)
        self._choices[(here + by) % len(self._choices)].setFocus(Qt.FocusReason.TabFocusReason)


class ServerPage(QWidget):
    """The address of the office's server, checked for its beginning; the rest is the server's answer."""

    given = Signal(str)
    left = Signal()

    def __init__(self, words: Words, address: str = "") -> None:
        super().__init__()
        line = field("postgresql+psycopg://", "server", address, name=words("first_run.server_title"))
        wrong = text(words("first_run.server_bad"), "small", "bad")
        wrong.hide()

        def take() -> None:
            typed = line.text().strip()
            good = typed.startswith("postgresql+psycopg://")
            mark_problem(line, not good)
            wrong.setVisible(not good)
            if good:
                self.given.emit(typed)

        line.returnPressed.connect(take)
        back = button(words("dialog.cancel"), does=self.left.emit)
        go = button(words("first_run.server_open"), "primary", does=take)
        inside = column(
            1,
            text(words("first_run.server_title"), "title"),
            text(words("first_run.server_words"), tone="muted", wrap=True),
            line,
            wrong,
            row(1, back, go),
            1,
            gap=1.5,
        )
        whole = QVBoxLayout(self)
        whole.addWidget(row(1, ems(inside, 38), 1))
        self.setFocusProxy(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
