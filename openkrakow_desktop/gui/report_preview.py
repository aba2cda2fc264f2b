"""A document before it is printed: its pages as they will come out, what it asks, and Print, PDF, workbook.

What is shown, printed and saved is one and the same PDF, held in memory: no copy with names in it lies about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ..core.asked import ORIGIN, Asked
from ..core.declarations import Ask, Report
from ..core.document import Document, Table
from ..core.files import write_whole
from ..core.table_copy import copied_table
from . import dialogs, theme
from .copying import put_on_clipboard
from .desk import Desk
from .editors import Editor, TickEditor, editor_for_ask, problem_of
from .file_writer import write_with_progress
from .frames import page_header, scrolled
from .jobs import Job
from .layout import Item, box, column, ems, row
from .live_page import Holder
from .paper import Paper, Sheet
from .report_writer import Wanted, ask_where, built, render, save_with_progress
from .saying import problem_words
from .widgets import announce, button, no_mnemonic, symbol, text

if TYPE_CHECKING:
    from ..core.pdf_page import Spot

REST = 350  # milliseconds after what is asked was changed
PRINT_DPI = 300
POINTS = 72  # of a PDF in an inch


def report_preview(desk: Desk) -> QWidget:
    """The page that shows what would be printed."""
    return ReportPreview(desk)


class ReportPreview(QWidget):
    """`show_what(Wanted)`. Esc closes, Ctrl+P prints, Ctrl+S saves the PDF."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.paper: Paper | None = None
        self.document: Document | None = None
        self._wanted: Wanted | None = None
        self._page = 0  # to be shown first, from 1; 0: the beginning
        self._resumes = False  # whether it is come back to from a number
        self._editors: dict[str, Editor] = {}
        self._turn = 0
        self._job: Job | None = None  # what is being made
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._head, self._side, self._done, self._pages = Holder(), Holder(), Holder(), Holder()
        self._about = text("", tone="muted", wrap=True)
        self._problem = text("", "small", "bad", wrap=True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.build)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, self._done, self._side, (self._pages, 1), gap=0))
        self._sheets: list[Sheet] = []

    # What is asked

    def show_what(self, what: object) -> None:
        """Show a report."""
        if not isinstance(what, Wanted):
            return
        self._wanted = what
        self._done.hide()
        self._resumes = False
        self._hold_head(what.report)
        self._hold_asks(what.report, what.asked)
        self._page = what.page
        self.build()

    def _hold_head(self, report: Report) -> None:
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("report_preview.back"), does=self.desk.close_asked.emit)
        pdf = button(w("report_preview.pdf"), "", "file-text", does=partial(self.save, "pdf"))
        sheet = button(w("report_preview.xlsx"), "", "file-spreadsheet", does=partial(self.save, "xlsx"))
        self._numbers = button(w("report_preview.numbers"), "", "circle-question-mark")
        self._numbers.hide()
        self._tables = button(w("report_preview.tables"), "", "table")
        self._tables.hide()
        self._print = button(w("report_preview.print"), "primary", "printer", does=self.print_out)
        actions = [pdf, self._print] if report.pdf_only else [sheet, pdf, self._print]
        self._about = text("", tone="muted", wrap=True)
        self._head.hold(page_header(w(f"report.{report.key}"), self._about, *actions, before=back))

    def _hold_asks(self, report: Report, known: Mapping[str, Any]) -> None:
        self._editors = {}
        lines: list[Item] = []
        for ask in report.asks:
            editor = editor_for_ask(ask, self.desk)
            editor.set_value(known.get(ask.name, self._usual(ask)))
            editor.changed.connect(self._rest.start)
            self._editors[ask.name] = editor
            named = not isinstance(editor, TickEditor)  # a tick says its name itself
            lines.append(column(text(editor.name if named else "", "small", "muted"), ems(editor, 12), gap=0.25))
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        helps = column(1, row(self._tables, self._numbers, gap=1), gap=0)
        self._side.hold(column(row(*lines, 1, helps, gap=2), self._problem, gap=0.5, pad=(3, 0, 3, 1)))

    def _usual(self, ask: Ask) -> Any:
        """What is most likely meant: the year of the window, this month, today."""
        today = self.desk.clock.today()
        usual = {"year": self.desk.year, "month": today.month, "first": today, "last": today + dt.timedelta(days=30)}
        return usual.get(ask.name, False if ask.kind is bool else None)

    def _asked(self) -> dict[str, Any] | None:
        """What was answered; None while something is missing or unreadable, which is then said."""
        found = {}
        for ask in self._wanted.report.asks if self._wanted else ():
            editor = self._editors[ask.name]
            key = problem.key if (problem := problem_of(editor, ask.name)) else ""
            if not key and ask.required and editor.value() in (None, ""):
                key = "problem.required"
            if key:
                self._say(f"{editor.name}: {self.desk.words(key)}")
                return None
            found[ask.name] = editor.value()
        self._problem.hide()
        return dict(self._wanted.asked) | found if self._wanted else found

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.show()

    # Numbers

    def number_at(self, spot: Spot) -> Asked | None:
        """Which number a place on the paper is; None where this report does not say."""
        wanted = self._wanted
        if wanted is None or wanted.report.account is None:
            return None
        return wanted.report.account(spot.query, dict(wanted.asked) | self._answers())

    def _answers(self) -> dict[str, Any]:
        return {name: editor.value() for name, editor in self._editors.items()}

    def ask_number(self, spot: Spot) -> None:
        """Open where a number comes from; the report is come back to at this page."""
        asked = self.number_at(spot)
        if asked is not None:
            self._page, self._resumes = spot.page + 1, True
            self.desk.open_asked.emit(ORIGIN, asked)

    def _hold_numbers(self, paper: Paper) -> None:
        """A button with every number that can be asked, page by page, for those who use no mouse."""
        known = [spot for spot in paper.spots if self.number_at(spot) is not None]
        self._numbers.setVisible(bool(known))
        menu = QMenu(self._numbers)
        pages: dict[int, QMenu] = {}
        for spot in known:
            if spot.page not in pages:
                said = self.desk.words("report_preview.page", page=spot.page + 1, pages=len(paper.sizes))
                pages[spot.page] = menu.addMenu(said)
            pages[spot.page].addAction(no_mnemonic(spot.words)).triggered.connect(
                lambda _=False, one=spot: self.ask_number(one)
            )
        self._numbers.setMenu(menu)

    def _hold_tables(self, document: Document) -> None:
        """A button with every table of the report: one is put on the clipboard, to be pasted into a letter."""
        tables = [one for one in document.tables().values() if not one.workbook_only and one.rows]
        self._tables.setVisible(bool(tables))
        menu = QMenu(self._tables)
        for number, table in enumerate(tables, 1):
            said = no_mnemonic(f"{document.labels.table} {number}. {table.caption}")
            menu.addAction(said).triggered.connect(lambda _=False, one=table: self.copy_table(one))
        self._tables.setMenu(menu)

    def copy_table(self, table: Table) -> None:
        """Put a table on the clipboard, as HTML and as text."""
        if self.document is not None:
            put_on_clipboard(copied_table(table, self.document))
            announce(self, self.desk.words("report_preview.copied", caption=table.caption))

    def showEvent(self, event: QShowEvent) -> None:
        """Come back to from a number: the report is made again, and shows the page it was left at."""
        super().showEvent(event)
        if self._resumes:
            self._resumes = False
            self.build()

    # Building

    def build(self) -> None:
        """Make the document anew, off the GUI thread."""
        self._rest.stop()
        asked = self._asked()
        if self._wanted is None or asked is None:
            return
        self._turn += 1
        turn = self._turn
        self._about.setText(self.desk.words("report_preview.reading"))
        self._wait_with_keyboard()
        build = built(self.desk, Wanted(self._wanted.report, self._wanted.record_id, asked))

        def work(progress: Any) -> tuple[Document, Paper]:
            from ..core.pdf import pdf_bytes  # heavy, and only now needed

            document = build()
            spots: list[Spot] = []
            progress.step(0, 1)
            data, _ = pdf_bytes(document, progress=progress.step, spots=spots)
            return document, Paper(data, spots)

        self._stop()
        job = self._job = self.desk.jobs.start(work)
        job.progressed.connect(partial(self._say_progress, turn))
        job.succeeded.connect(lambda made: self._show(turn, *made))
        job.failed.connect(partial(self._failed, turn))

    def _stop(self) -> None:
        """Let go of what is still being made: nobody waits for it any more."""
        job, self._job = self._job, None
        if job is not None and isValid(job):
            job.cancel()

    def _say_progress(self, turn: int, done: int, total: int) -> None:
        if turn == self._turn and total > 1:
            self._about.setText(self.desk.words("report_preview.progress", done=done, total=total))

    def _wait_with_keyboard(self) -> None:
        """The page itself keeps the keyboard (Esc works) while there is nothing to print."""
        held = self._print.hasFocus() or self.hasFocus() or not self.isAncestorOf(QApplication.focusWidget() or self)
        self.setFocusProxy(None)  # type: ignore[arg-type]
        if held and self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._print.setEnabled(False)

    def _show(self, turn: int, document: Document, paper: Paper) -> None:
        if turn != self._turn:
            self.desk.jobs.start(lambda _progress: paper.close())
            return
        w = self.desk.words
        self._let_go()
        self.document, self.paper = document, paper
        count = len(paper.sizes)
        said = (document.title, w.count("report_preview.pages", count), document.aside)
        self._about.setText(" · ".join(part for part in said if part))
        self._print.setEnabled(True)
        self._hold_numbers(paper)
        self._hold_tables(document)
        held = self.hasFocus()
        self.setFocusProxy(self._print)
        if held:
            self._print.setFocus(Qt.FocusReason.OtherFocusReason)
        self._sheets = [
            Sheet(self, paper, at, w("report_preview.page", page=at + 1, pages=count)) for at in range(count)
        ]
        lines = column(*(row(1, sheet, 1) for sheet in self._sheets), 1, gap=2, pad=(3, 1, 3, 3))
        area: QScrollArea = scrolled(lines)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(w("report_preview.pages_name"))
        self._pages.hold(box("canvas", area, (0, 0, 0, 0)))
        self._fit()
        if 0 < self._page <= len(self._sheets):  # once the sheets have their places
            QTimer.singleShot(0, area, partial(self._scroll_to, area, self._sheets[self._page - 1]))
        announce(self, self._about.text())

    def _scroll_to(self, area: QScrollArea, sheet: Sheet) -> None:
        """Bring a page to the top."""
        content = area.widget()
        if content is not None and isValid(sheet):
            layout = content.layout()
            if layout is not None:
                layout.activate()
            area.verticalScrollBar().setValue(sheet.mapTo(content, sheet.rect().topLeft()).y() - theme.current().px(1))

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self._about.setText("")
        problems = getattr(error, "problems", None)
        if problems is None:
            raise error
        self._say("\n".join(problem_words(problem, self.desk.words) for problem in problems))
        self._side.show()
        self._pages.hold(QWidget())

    def draw(self, work: Any, done: Any) -> None:
        """Draw a page on the job thread."""
        self.desk.jobs.start(lambda _progress: work()).succeeded.connect(done)

    def _fit(self) -> None:
        t = theme.current()
        room = max(t.em(18), min(t.em(62), self.width() - t.px(8)))
        for sheet in self._sheets:
            sheet.fit(room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Paper and files

    def save(self, ending: str) -> None:
        """Ask where, and write the PDF that is shown, or the workbook of the same document."""
        if self.document is not None:
            path = ask_where(self.desk, self, self.document.title, (ending,))
            if path is not None:
                self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write what is shown, as the file's ending says."""
        document, paper = self.document, self.paper
        assert document is not None and paper is not None

        def work(progress: Any) -> Path:
            if path.suffix.casefold() == ".pdf":
                write_whole(path, paper.data)
            else:
                render(document, path, progress)
            return path

        save_with_progress(self.desk, self, work, self._written)

    def _written(self, path: Path) -> None:
        w = self.desk.words
        said = w("list.written", file=path.name)
        show = button(w("report_preview.open"), "", "file-text")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        told = row(symbol("circle-check", "good", 1.4), (text(said, wrap=True), 1), show, gap=1.5)
        self._done.hold(column(box("card", told), gap=0, pad=(3, 0, 3, 1)))
        self._done.show()
        announce(self, said)

    def print_out(self) -> None:
        """Send the pages to a printer; without one, the PDF can be saved and taken to where one is."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # heavy, and only now needed

        w, paper = self.desk.words, self.paper
        if paper is None:
            return
        if not QPrinterInfo.availablePrinterNames():
            dialogs.tell(self.window(), w, w("report_preview.no_printer"), w("report_preview.no_printer_words"))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        if not dialogs.choose_printer(self, printer, len(paper.sizes)):
            return
        first, last = printer.fromPage() or 1, printer.toPage() or len(paper.sizes)
        wanted = range(first - 1, min(last, len(paper.sizes)))

        def work(progress: Any) -> list[QImage]:
            made = []
            for done, at in enumerate(wanted):
                progress.step(done, len(wanted))
                made.append(paper.picture(at, PRINT_DPI / POINTS))
            return made

        write_with_progress(self.desk, self, w("report_preview.printing"), work, partial(self._print_pages, printer))

    def _print_pages(self, printer: Any, pages: list[QImage]) -> None:
        painter = QPainter(printer)
        for at, image in enumerate(pages):
            if at:
                printer.newPage()
            painter.drawImage(QRectF(painter.viewport()), image)
        painter.end()
        announce(self, self.desk.words.count("report_preview.printed", len(pages)))

    def hideEvent(self, event: QHideEvent) -> None:
        """What was shown is let go with the page: it may hold names."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._turn += 1
            self._stop()
            self._let_go()
            self._pages.hold(QWidget())

    def _let_go(self) -> None:
        paper, self.paper, self.document, self._sheets = self.paper, None, None, []
        if paper is not None:
            self.desk.jobs.start(lambda _progress: paper.close())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.desk.close_asked.emit()
        elif control and event.key() == Qt.Key.Key_P:
            self.print_out()
        elif control and event.key() == Qt.Key.Key_S:
            self.save("pdf")
        else:
            super().keyPressEvent(event)
