"""A text to send to somebody, in three languages, to be copied: the program sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ..core.words import LANGUAGES, Words
from ..core.words import words as words_of
from .desk import Desk
from .frames import card
from .layout import column, ems, row
from .widgets import announce, button

NAMES = {"pl": "Polski", "en": "English", "uk": "Українська"}


class ReminderCard(QWidget):
    """`write` makes the text in the language of the words it is given."""

    def __init__(self, desk: Desk, title: str, write: Callable[[Words], str], close: Callable[[], None]) -> None:
        super().__init__()
        w = desk.words
        self._desk, self._write = desk, write
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(title)
        self._chips = {code: button(NAMES[code], "chip", does=partial(self.speak, code)) for code in LANGUAGES}
        for chip in self._chips.values():
            chip.setCheckable(True)
        copy = button(w("returned.reminder_copy"), "", "file-text", does=self.copy)
        shut = button("", "quiet", "x", w("dialog.close"), "muted", does=close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        shown = ems(column((self._text, 1), gap=0), height=19)  # the style sheet sets the heights of fields themselves
        whole.addWidget(card(title, row(*self._chips.values(), 1), shown, row(1, copy), 1, aside=shut))
        self.speak(w.language)

    def speak(self, language: str) -> None:
        """The text in this language."""
        for code, chip in self._chips.items():
            chip.setChecked(code == language)
        self._text.setPlainText(self._write(words_of(language)))

    @property
    def words(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.words)
        announce(self, self._desk.words("returned.reminder_copied"))
