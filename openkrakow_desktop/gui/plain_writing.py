"""A large field for prose: only words go in, whatever was on the clipboard, and Tab leaves it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit

from ..core.plain_html import is_marked_up, text_of_html
from ..core.text import clean
from . import theme


class PlainWriting(QPlainTextEdit):
    """Prose. What is pasted from a page, a letter or Word becomes plain lines."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(theme.current().em(10))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words as they stand; markup (the clipboard's own, or copied as text) as its words."""
        text = source.text() if source.hasText() else ""
        if source.hasHtml() and not text.strip():
            text = text_of_html(source.html())
        elif is_marked_up(text):
            text = text_of_html(text)
        self.insertPlainText("\n".join(clean(line) for line in text.splitlines()))

    def add(self, text: str) -> None:
        """Put a text at the end, on lines of its own; it can be undone like typing."""
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(("\n" if self.toPlainText().strip() else "") + text)
        self.setTextCursor(cursor)
