"""Why there is no database, in plain words, and what can be done: try again, bring it up to date, choose another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..core.problems import Refused
from ..core.words import Words
from ..gui.layout import column, ems, row
from ..gui.widgets import button, symbol, text

OLDER = "problem.database_older"


class OpeningPage(QWidget):
    """One message in the middle of the window, with its way out."""

    retried = Signal()
    upgraded = Signal()
    other = Signal()
    left = Signal()

    def __init__(self, words: Words, title: str, said: str, place: str = "", upgrade: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)
        first = (
            button(words("opening.upgrade"), "primary", does=self.upgraded.emit)
            if upgrade
            else button(words("opening.retry"), "primary", does=self.retried.emit)
        )
        actions = row(
            first,
            button(words("opening.other"), does=self.other.emit),
            button(words("opening.quit"), does=self.left.emit),
            1,
        )
        where = text(words("opening.which", path=place), "small", "muted", wrap=True) if place else None
        inside = column(
            1,
            symbol("info" if upgrade else "triangle-alert", "accent" if upgrade else "warn", 2.5),
            text(title, "title", wrap=True),
            text(said, wrap=True),
            where,
            text(words("opening.safe"), tone="muted", wrap=True),
            0.5,
            actions,
            1,
            gap=1.25,
            pad=(3, 3, 3, 3),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row(1, ems(inside, 42), 1, gap=0))
        self.setFocusProxy(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.other.emit()
        else:
            super().keyPressEvent(event)


def problem_page(words: Words, refused: Refused, place: str) -> OpeningPage:
    """What the store refused, in its own sentences; an older database is offered to be brought up to date."""
    sentences = [words(problem.key, **problem.values) for problem in refused.problems]
    if any(problem.key == OLDER for problem in refused.problems):
        return OpeningPage(words, words("opening.older_title"), words("opening.older"), place, upgrade=True)
    return OpeningPage(words, words("opening.title"), "\n".join(sentences), place)


def locked_page(words: Words, pid: int) -> OpeningPage:
    """Another window holds the file and does not answer."""
    return OpeningPage(words, words("opening.locked_title"), words("opening.locked", pid=pid))
