"""Export of what a list shows: asks where, works on a private copy of the data, tells when it is done.

Workbook or PDF, by the ending that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..core.declarations import Register
from ..core.listing import View
from .desk import Desk
from .report_writer import ask_where, render, save_with_progress
from .saying import many
from .widgets import announce


class ListExporter(QObject):
    """Writes views of one register."""

    def __init__(self, desk: Desk, register: Register, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.register, self._page = desk, register, page

    def ask(self, view: View, columns: list[str]) -> None:
        """Ask for a file and write the view into it."""
        name = many(self.register, self.desk.words)
        chosen = ask_where(self.desk, self._page, f"{name} {view.year}" if view.year else name, ("xlsx", "pdf"))
        if chosen is not None:
            self.write(view, columns, chosen)

    def write(self, view: View, columns: list[str], path: Path) -> None:
        """Write the view into a file, with progress that can be stopped."""
        words, now = self.desk.words, self.desk.clock.now()
        banner = str(self.desk.settings.get("demo_banner") or "")

        def work(progress: Any) -> Path:
            from ..core.list_export import list_document

            with self.desk.store.snapshot() as still, still.read() as session:
                document = list_document(
                    session, self.register, view, words, now, columns=columns, banner=banner, progress=progress
                )
            render(document, path, progress)
            return path

        save_with_progress(self.desk, self._page, work, self._written)

    def _written(self, path: Path) -> None:
        announce(self._page, self.desk.words("list.written", file=path.name))
