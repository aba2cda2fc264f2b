"""Documents people ask for: the preview is opened for them, and files are written off the GUI thread.

What is read is a private copy of the data, so that the window and other laptops never wait for a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from ..core.declarations import Report, ReportContext
from ..core.document import Document
from ..core.problems import Refused
from ..core.text import fold
from . import dialogs
from .desk import Desk
from .jobs import Job
from .saying import problem_words
from .widgets import button

PREVIEW = "preview"  # the place that shows what would be printed


@dataclass(frozen=True)
class Wanted:
    """A report to be shown: of a feature, or about one record; with values already known of what it asks, and the page
    to be seen first (from 1; 0: the beginning)."""

    report: Report
    record_id: UUID | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    page: int = 0


def offer_report(desk: Desk, page: QWidget, report: Report, record_id: UUID | None = None, **asked: Any) -> None:
    """Show what would be printed; from there it is printed or saved. The page is come back to."""
    desk.open_asked.emit(PREVIEW, Wanted(report, record_id, asked))


def report_button(desk: Desk, page: QWidget, reports: Sequence[Report]) -> QWidget | None:
    """A button with everything a feature prints; None where that is nothing."""
    if not reports:
        return None
    words = desk.words
    opener = button(words("report_preview.print_menu"), "", "printer")
    menu = QMenu(opener)
    for report in reports:
        said = words(f"report.{report.key}")
        menu.addAction(said).triggered.connect(lambda _=False, one=report: offer_report(desk, page, one))
    opener.setMenu(menu)
    return opener


def built(desk: Desk, wanted: Wanted) -> Callable[[], Document]:
    """The work of building a report's document on another thread, with the words and the moment of now."""
    banner = str(desk.settings.get("demo_banner") or "")
    context = ReportContext(desk.words, desk.clock.now(), desk.declared, banner)
    about = () if wanted.record_id is None else (wanted.record_id,)

    def build() -> Document:
        with desk.store.snapshot() as still, still.read() as session:
            return wanted.report.build(session, context, *about, **wanted.asked)

    return build


def render(document: Document, path: Path, progress: Any) -> None:
    """Write a document as its ending says: .pdf, else a workbook."""
    if path.suffix.casefold() == ".pdf":
        from ..core.pdf import write_pdf  # heavy, and only now needed

        write_pdf(document, path)
    else:
        from ..core.excel import write_excel  # heavy, and only now needed

        write_excel(document, path, progress=progress)


def file_stem(name: str) -> str:
    """A title as the name of a file that every system takes: letters, figures and hyphens."""
    return "-".join(re.findall(r"\w+", fold(name)))


def ask_where(desk: Desk, page: QWidget, name: str, endings: Sequence[str]) -> Path | None:
    """Where to write a file of this name; the folder is remembered. The first of `endings` is proposed."""
    kinds = {"pdf": "PDF (*.pdf)", "xlsx": f"{desk.words('list.workbook')} (*.xlsx)", "csv": "CSV (*.csv)"}
    folder = Path(str(desk.settings.get("export_folder") or Path.home()))
    proposed = folder / f"{file_stem(name)}.{endings[0]}"
    chosen = dialogs.save_file(page, desk.words("list.export"), ";;".join(kinds[one] for one in endings), proposed)
    if chosen is not None:
        desk.settings.set("export_folder", str(chosen.parent))
    return chosen


def save_with_progress(desk: Desk, page: QWidget, work: Callable[[Any], Path], done: Callable[[Path], object]) -> Job:
    """Run the writing of a file with progress that can be stopped; what could not be written is told."""
    job = desk.jobs.start(work)
    dialogs.ProgressWindow(page.window(), desk.words, desk.words("list.exporting"), job)
    job.succeeded.connect(done)
    job.failed.connect(lambda error: tell_not_written(page, desk, error))
    return job


def tell_not_written(page: QWidget, desk: Desk, error: Exception) -> None:
    """A file that could not be written: what happened, what is safe. Any other exception is a bug and goes on."""
    w = desk.words
    if isinstance(error, Refused):
        said = "\n".join(problem_words(problem, w) for problem in error.problems)
    elif isinstance(error, OSError):
        said = w("refused.cannot_write")
    else:
        raise error
    dialogs.tell(page.window(), w, w("refused.not_written"), said)
