"""Export of what a list shows: asks where, works on a private copy of the data, tells when it is done.

Workbook or PDF, by the ending that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..core.declarations import Register
from ..core.listing import View
from ..core.problems import Refused
from ..core.text import fold
from . import dialogs
from .desk import Desk
from .saying import many, problem_words
from .widgets import announce


class ListExporter(QObject):
    """Writes views of one register."""

    def __init__(self, desk: Desk, register: Register, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.register, self._page = desk, register, page

    def ask(self, view: View, columns: list[str]) -> None:
        """Ask for a file and write the view into it."""
        words = self.desk.words
        name = fold(many(self.register, words)).replace(" ", "-")
        proposed = Path(f"{name}-{view.year}.xlsx" if view.year else f"{name}.xlsx")
        folder = self.desk.settings.get("export_folder")
        filters = f"{words('list.workbook')} (*.xlsx);;PDF (*.pdf)"
        chosen = dialogs.save_file(self._page, words("list.export"), filters, Path(folder or Path.home()) / proposed)
        if chosen is not None:
            self.desk.settings.set("export_folder", str(chosen.parent))
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
            _render(document, path, progress)
            return path

        job = self.desk.jobs.start(work)
        dialogs.ProgressWindow(self._page.window(), words, words("list.exporting"), job)
        job.succeeded.connect(lambda written: announce(self._page, words("list.written", file=written.name)))
        job.failed.connect(self._failed)

    def _failed(self, error: Exception) -> None:
        words = self.desk.words
        if isinstance(error, OSError):
            dialogs.tell(self._page.window(), words, words("refused.not_written"), words("refused.cannot_write"))
        elif isinstance(error, Refused):
            said = "\n".join(problem_words(problem, words) for problem in error.problems)
            dialogs.tell(self._page.window(), words, words("refused.not_written"), said)
        else:
            raise error


def _render(document: Any, path: Path, progress: Any) -> None:
    if path.suffix.casefold() == ".pdf":
        from ..core.pdf import write_pdf  # heavy, and only now needed

        write_pdf(document, path)
    else:
        from ..core.excel import write_excel  # heavy, and only now needed

        write_excel(document, path, progress=progress)
