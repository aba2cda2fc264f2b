"""The annual report: what the year's numbers are made of so far, days to the 30th of April, workbook and PDF.

Both files are made of one document, read from a private copy of the database, and equal to the screen to the digit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..core.formats import day
from ..core.measures import Period, State
from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.frames import card, facts, page_header, scrolled
from ..gui.layout import Split, box, column, row
from ..gui.live_page import Holder, LivePage
from ..gui.report_writer import tell_not_written
from ..gui.states import sentence
from ..gui.widgets import announce, button, symbol, text, two
from ..overview.evaluate import Status, YearNumbers, evaluate
from ..overview.tasks import Stated, stated_tasks
from ..overview.today import GapGroup, gaps_of
from ..programme.catalogue import catalogue


def report_page(desk: Desk) -> QWidget:
    """The page of the annual report."""
    return ReportPage(desk)


class ReportPage(LivePage):
    """Facts of the year, and the two files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._head, self._done = Holder(), Holder()
        self._numbers, self._tasks, self._gaps, self._due = Holder(), Holder(), Holder(), Holder()
        left = column(self._numbers, self._tasks, 1, gap=2)
        right = column(self._due, self._gaps, 1, gap=2)
        body = column(self._done, Split(left, right, 27), 1, gap=2, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(body), 1), gap=0))
        self._done.hide()

    def load(self) -> None:
        desk, year = self.desk, self.desk.year
        self._show_head(year)
        today = desk.clock.today()
        self.ask(evaluate, Period(year, today), catalogue(), desk.declared, done=self._show_numbers)
        self.ask(stated_tasks, year, done=partial(self._show_tasks, year))
        self.ask(gaps_of, desk.declared, year, today, done=self._show_gaps)
        self._show_due(year, today)

    def _show_head(self, year: int) -> None:
        w = self.desk.words
        xlsx = button(w("report_page.xlsx"), "", "file-spreadsheet", does=partial(self.write, "xlsx"))
        pdf = button(w("report_page.pdf"), "primary", "file-text", does=partial(self.write, "pdf"))
        self._head.hold(page_header(w("report_page.title", year=year), w("report_page.about"), xlsx, pdf))
        self.setFocusProxy(pdf)

    def _show_numbers(self, numbers: YearNumbers) -> None:
        w = self.desk.words
        counted = sum(one.reading.state is State.NUMBER for one in numbers.measures.values())
        known = Counter(one.status for one in numbers.indicators.values())
        missing = [one for one in numbers.indicators.values() if one.status is Status.NO_DATA]
        pairs = [
            (w("report_page.measures"), w("report_page.of", n=counted, all=len(numbers.measures))),
            (
                w("report_page.indicators"),
                w("report_page.of", n=len(numbers.indicators) - known[Status.NO_DATA], all=len(numbers.indicators)),
            ),
            *(
                (sentence(w.choice(status)), str(known[status]))
                for status in Status
                if known[status] and status is not Status.NO_DATA
            ),
        ]
        if missing:
            names = ", ".join(one.entry.code for one in missing)
            pairs.append((sentence(w.choice(Status.NO_DATA)), f"{len(missing)} · {names}"))
        to_board = button(w("today.board"), "quiet", does=lambda: self.desk.open_asked.emit("indicators", None))
        told = text(self._told(numbers), tone="muted", wrap=True)
        self._numbers.hold(card(w("report_page.numbers"), facts(*pairs, width=12), told, aside=to_board))

    def _told(self, numbers: YearNumbers) -> str:
        """What kind of numbers these are: to date, of a year outside the programme, or of a finished year."""
        w, period = self.desk.words, numbers.period
        if period.is_future:
            return w("report_page.future")
        if period.is_running:
            return w("report_page.running", day=day(period.today, w.language))
        return w("report_page.finished" if numbers.catalogue.covers(period.year) else "report_page.outside")

    def _show_tasks(self, year: int, stated: dict[str, Stated]) -> None:
        w, all_tasks = self.desk.words, len(catalogue().tasks)
        told = sum(bool(one.narrative) for one in stated.values())
        pairs = [
            (w("report_page.states"), w("report_page.of", n=len(stated), all=all_tasks)),
            (w("report_page.narratives"), w("report_page.of", n=told, all=all_tasks)),
        ]
        to_tasks = button(w("report_page.to_tasks"), "quiet", does=lambda: self.desk.open_asked.emit("tasks", None))
        self._tasks.hold(card(w("report_page.tasks", year=year), facts(*pairs, width=12), aside=to_tasks))

    def _show_gaps(self, groups: tuple[GapGroup, ...]) -> None:
        w = self.desk.words
        total = sum(len(one.gaps) for one in groups)
        to_gaps = button(w("today.all_gaps"), "quiet", does=lambda: self.desk.open_asked.emit("gaps", None))
        icon, tone = ("triangle-alert", "warn") if total else ("circle-check", "good")
        said = w.count("today.gaps", total) if total else w("today.all_complete")
        line = row(symbol(icon, tone, 1.4), (text(said, wrap=True), 1), gap=1)
        self._gaps.hold(card(w("today.gaps_title"), line, aside=to_gaps if total else None))

    def _show_due(self, year: int, today: dt.date) -> None:
        w, known = self.desk.words, catalogue()
        due = known.report_due(year)
        left = (due - today).days
        if left < 0:
            figure, said = day(due, w.language), w("report_page.due_was")
        else:
            figure, said = w.count("report_page.days", left), w("report_page.due", day=day(due, w.language))
        lines = column(text(figure, "figure", wrap=True), text(said, tone="muted", wrap=True), gap=0.5)
        self._due.hold(card(w("report_page.deadline"), lines))

    # Files

    def write(self, ending: str) -> None:
        """Ask where, and write the year as a workbook or a PDF."""
        w, year = self.desk.words, self.desk.year
        folder = Path(str(self.desk.settings.get("export_folder") or Path.home()))
        proposed = folder / w("report_page.file_name", year=year, ending=ending)
        path = dialogs.save_file(self, w("report_page.where"), w(f"report_page.{ending}_kind"), proposed)
        if path is not None:
            self.desk.settings.set("export_folder", str(path.parent))
            self.write_to(path, ending)

    def write_to(self, path: Path, ending: str) -> None:
        """Write the file, with progress that can be stopped; the old file stays until the new one is whole."""
        desk, w = self.desk, self.desk.words
        period, now = Period(desk.year, desk.clock.today()), desk.clock.now()

        def work(progress: Any) -> Path:
            from ..overview.summary import year_summary
            from .startup import is_demo

            with desk.store.snapshot() as still, still.read() as session:
                document = year_summary(
                    session, period, w, catalogue(), desk.declared, now=now, is_demo=is_demo(desk.store)
                )
            progress.step(1, 2)
            if ending == "pdf":
                from ..core.pdf import write_pdf

                write_pdf(document, path)
            else:
                from ..core.excel import write_excel

                write_excel(document, path, progress=progress)
            return path

        job = desk.jobs.start(work)
        dialogs.ProgressWindow(self.window(), w, w("report_page.writing"), job)
        job.succeeded.connect(self._written)
        job.failed.connect(partial(tell_not_written, self, desk))

    def _written(self, path: Path) -> None:
        w = self.desk.words
        show = button(w("report_page.open"), "", "file-text")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        folder = button(w("report_page.folder"), "", "folder-open")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        said = two(w("report_page.written", name=path.name), str(path.parent))
        self._done.hold(box("card", row(symbol("circle-check", "good", 1.4), (said, 1), folder, show, gap=1.5)))
        self._done.show()
        announce(self, w("report_page.written", name=path.name))
