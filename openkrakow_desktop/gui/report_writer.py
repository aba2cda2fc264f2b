"""Documents people ask for: the preview is opened for them, and files are written off the GUI thread.

What is read is a private copy of the data, so that the window and other laptops never wait for a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from ..core.declarations import Report, ReportContext
from ..core.document import Document
from ..core.text import fold
from .desk import Desk
from .file_writer import ask_place, write_with_progress
from .jobs import Job
from .widgets import announce, button

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
    about = () if wanted.record_id is None else (wanted.record_id,)
    return partial(drawn_up(desk, wanted.report.build), *about, **wanted.asked)


def drawn_up(desk: Desk, build: Callable[..., Document]) -> Callable[..., Document]:
    """`build(session, context, …)` as a function of the rest, for another thread: it reads a private copy of the data,
    with the words and the moment of now."""
    banner = str(desk.settings.get("demo_banner") or "")
    context = ReportContext(desk.words, desk.clock.now(), desk.declared, banner)

    def make(*about: Any, **asked: Any) -> Document:
        with desk.store.snapshot() as still, still.read() as session:
            return build(session, context, *about, **asked)

    return make


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
    offered = ";;".join(kinds[one] for one in endings)
    return ask_place(desk, page, desk.words("list.export"), offered, f"{file_stem(name)}.{endings[0]}")


def save_with_progress(desk: Desk, page: QWidget, work: Callable[[Any], Path], done: Callable[[Path], object]) -> Job:
    """Run the writing of a file with progress that can be stopped; what could not be written is told."""
    return write_with_progress(desk, page, desk.words("list.exporting"), work, done)


def save_document(desk: Desk, page: QWidget, build: Callable[[], Document], path: Path) -> Job:
    """Build a document and write it as the file's ending says; that it is written is announced."""

    def work(progress: Any) -> Path:
        render(build(), path, progress)
        return path

    return save_with_progress(desk, page, work, lambda file: announce(page, desk.words("list.written", file=file.name)))
