"""Tables on the clipboard: as HTML for a letter in Word or LibreOffice, and as text for everything else."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from ..core.table_copy import Copied


def put_on_clipboard(table: Copied) -> None:
    """Put both forms of a table on the clipboard."""
    both = QMimeData()
    both.setData("text/html", table.html.encode())
    both.setText(table.text)
    QGuiApplication.clipboard().setMimeData(both)
