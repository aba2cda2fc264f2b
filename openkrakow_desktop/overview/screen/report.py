"""The yearly report: six steps that open in order, its pages as they will be printed, the days left, its numbers.

What is shown, printed and saved is one document, read from a private copy of the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from ...core.document import Document
from ...core.formats import day
from ...core.measures import State
from ...core.problems import Refused
from ...gui import dialogs
from ...gui.charts import Share
from ...gui.desk import Desk
from ...gui.file_writer import ask_place, write_with_progress
from ...gui.frames import card, facts, page_header, scrolled
from ...gui.jobs import Job
from ...gui.layout import Item, Split, box, column, row
from ...gui.live_page import Holder, LivePage
from ...gui.report_writer import PREVIEW, Wanted, built, file_stem, render
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import announce, button, symbol, text, two
from ...programme.catalogue import catalogue
from ...programme.letter_tables import LetterLanguage
from ...programme.report_tables import ReportStage
from ..evaluate import Status
from ..report import COUNCIL_REPORT
from ..report_progress import Figures, Progress, figures_of, hand_on, progress_of
from ..snapshots import document_of
from .book_button import book_button
from .report_pages import Smalls, chosen, small_pages, thumbs
from .report_steps import steps_card

STEPS = 24  # width of the card of steps in em


def report(desk: Desk) -> QWidget:
    """The page of the annual report."""
    return ReportPage(desk)


class ReportPage(LivePage):
    """Steps, pages, days left, numbers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._head, self._done = Holder(), Holder()
        self._steps, self._pages, self._due, self._numbers = Holder(), Holder(), Holder(), Holder()
        self._progress: Progress | None = None
        self._smalls: Smalls | None = None
        self._job: Job | None = None
        self._drawn: tuple[int, str] | None = None
        self._all = False  # whether every chapter's page is shown
        below = Split(self._due, self._numbers, 34, least=64)
        upper = Split(self._pages, self._steps, STEPS, least=64, side_first=True)
        body = column(self._done, upper, below, 1, gap=2, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(body), 1), gap=0))
        self._done.hide()

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._head, self._steps, self._pages, self._due, self._numbers]

    def load(self) -> None:
        desk, year, today = self.desk, self.desk.year, self.desk.clock.today()
        self._show_head(year)
        self.ask(progress_of, year, today, catalogue(self.desk.year), desk.declared, done=self._show_progress)
        self.ask(figures_of, year, today, catalogue(self.desk.year), desk.declared, done=self._show_numbers)
        self._show_due(year, today)
        self._draw_pages()

    def _show_head(self, year: int) -> None:
        w = self.desk.words
        annex = {w("report_page.xlsx"): partial(self.write, "xlsx")}
        xlsx = book_button(self.desk, self, w("year_book.button"), "file-spreadsheet", self._written, annex)
        pdf = button(w("report_page.preview"), "primary", "file-text", does=self.preview)
        other = partial(self.desk.open_asked.emit, "what_if", None)
        trial = button("", "", "flask-conical", w("what_if.open"), does=other)
        self._head.hold(page_header(w("report_page.title", year=year), w("report_page.about"), trial, xlsx, pdf))
        self.setFocusProxy(pdf)

    # Steps

    def _show_progress(self, found: Progress) -> None:
        self._progress = found
        self._steps.hold(steps_card(self.desk, found, partial(self.write, "pdf"), self._record))
        self._show_pages()

    def _record(self, stage: ReportStage, on: dt.date, number: str) -> None:
        desk = self.desk
        known = self._progress is not None and stage in self._progress.handed
        desk.do(
            "report_step.edit" if known else "report_step.add",
            hand_on, desk.declared, desk.year, stage, on, number, desk.clock.today(),
            failed=self._not_recorded, owner=self,
        )  # fmt: skip

    def _not_recorded(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        w = self.desk.words
        said = "\n".join(problem_words(one, w) for one in error.problems if not one.warning)
        dialogs.tell(self.window(), w, w("refused.not_done"), said)

    # Pages

    def _draw_pages(self) -> None:
        """Make the document and its small pages anew; what is being made for older data is let go."""
        if self._job is not None and isValid(self._job):
            self._job.cancel()
        if self._drawn != (self.desk.year, self.desk.words.language):
            self._smalls = None
        self._drawn = (self.desk.year, self.desk.words.language)
        build = built(self.desk, self._wanted())
        cover, ratio = self.desk.words("report_page.cover"), self.devicePixelRatioF() * 1.6

        def work(progress: Any) -> Smalls:
            return small_pages(build(), cover, ratio, progress)

        self._show_pages()
        job = self._job = self.desk.jobs.start(work)
        job.succeeded.connect(self._drew)
        job.failed.connect(self._not_drawn)

    def _wanted(self, page: int = 0) -> Wanted:
        asked = {"year": self.desk.year, "language": LetterLanguage(self.desk.words.language)}
        return Wanted(COUNCIL_REPORT, None, asked, page)

    def _drew(self, found: Smalls) -> None:
        self._smalls = found
        self._show_pages()

    def _not_drawn(self, error: Exception) -> None:
        """Why there is nothing to see (a font is missing, a version was altered), in the card itself."""
        if not isinstance(error, Refused):
            raise error
        w = self.desk.words
        said = "\n".join(problem_words(one, w) for one in error.problems)
        line = row(symbol("triangle-alert", "bad", 1.4), (text(said, wrap=True), 1), gap=1)
        self._pages.hold(card(w("report_page.pages"), line))

    def _show_pages(self) -> None:
        w = self.desk.words
        if self._smalls is None:
            self._pages.hold(card(w("report_page.pages"), text(w("report_page.drawing"), tone="muted", wrap=True)))
            return
        count = text(w.count("report_preview.pages", self._smalls.pages), tone="muted")
        missing = self._missing()
        shown = self._smalls.shown if self._all else chosen(self._smalls, missing)
        legend: list[Item] = []
        if any(missing.intersection(one.titles) for one in shown):
            said = text(w("report_page.dashed"), tone="muted", wrap=True)
            legend.append(row(symbol("triangle-alert", "warn", 1.15), (said, 1), gap=0.75))
        if len(shown) < len(self._smalls.shown):
            every = w("report_page.all_chapters", n=len(self._smalls.shown))
            legend.append(row(button(every, "quiet", "chevron-down", does=self._show_all), 1))
        grid = thumbs(shown, missing, w, self._open_page)
        self._pages.hold(card(w("report_page.pages"), grid, *legend, aside=count))

    def _show_all(self) -> None:
        self._all = True
        self._show_pages()

    def _missing(self) -> frozenset[str]:
        """The titles of chapters that lack something."""
        w, found = self.desk.words, self._progress
        if found is None:
            return frozenset()
        known = catalogue(self.desk.year)
        codes = {known.tasks[code].objective for code in (*found.unwritten, *found.unstated)}
        lacks = {
            w("council.objective", code=one.code, label=one.label(w.language))
            for one in known.objectives.values()
            if one.code in codes
        }
        return frozenset(lacks | ({w("summary.gaps")} if found.gaps else set()))

    def preview(self) -> None:
        """The whole report, page by page."""
        self._open_page(0)

    def _open_page(self, page: int) -> None:
        self.desk.open_asked.emit(PREVIEW, self._wanted(page))

    # Days and numbers

    def _show_due(self, year: int, today: dt.date) -> None:
        w, first, due = self.desk.words, dt.date(year + 1, 1, 1), catalogue(self.desk.year).report_due(year)
        left, whole = (due - today).days, (due - first).days
        gone = max(0.0, min(1.0, (today - first).days / whole))
        if left < 0:
            figure, said = day(due, w.language), w("report_page.due_was")
        else:
            figure, said = str(left), w.count("report_page.due_days", left, day=day(due, w.language))
        said_bar = w("report_page.due_bar", percent=round(gone * 100))
        marks = row(
            text(w("report_page.first_day"), "small", "muted"),
            max(1, round(gone * 100)),
            text(w("report_page.today"), "small", "muted") if 0.05 < gone < 0.9 else None,
            max(1, round((1 - gone) * 100)),
            text(w("report_page.last_day"), "small", "muted"),
            gap=0,
        )
        lines = [
            row(text(figure, "figure"), (text(said, tone="muted", wrap=True), 1), gap=1.5),
            Share(w("report_page.deadline"), said_bar, [(gone, "accent")], 0.6),
            marks,
        ]
        self._due.hold(card(w("report_page.deadline"), column(*lines, gap=1)))

    def _show_numbers(self, found: Figures) -> None:
        w, numbers = self.desk.words, found.numbers
        counted = sum(one.reading.state is State.NUMBER for one in numbers.measures.values())
        known = Counter(one.status for one in numbers.indicators.values())
        missing = [one.entry.code for one in numbers.indicators.values() if one.status is Status.NO_DATA]
        pairs = [
            (w("report_page.measures"), w("report_page.of", n=counted, all=len(numbers.measures))),
            (
                w("report_page.indicators"),
                w("report_page.of", n=len(numbers.indicators) - known[Status.NO_DATA], all=len(numbers.indicators)),
            ),
        ]
        if missing:
            pairs.append((sentence(w.choice(Status.NO_DATA)), f"{len(missing)} · {', '.join(missing)}"))
        pairs += self._versions(found)
        told = text(self._told(found), tone="muted", wrap=True)
        more = None
        if found.changed:
            since = found.since.number if found.since else 0
            said = w.count("report_page.show_changes", len(found.changed), version=since)
            more = row(button(said, "quiet", "history", does=partial(self.desk.open_asked.emit, "versions", None)), 1)
        to_board = button(w("today.board"), "quiet", does=lambda: self.desk.open_asked.emit("indicators", None))
        self._numbers.hold(card(w("report_page.numbers"), facts(*pairs, width=10), told, more, aside=to_board))

    def _versions(self, found: Figures) -> list[tuple[str, str]]:
        w = self.desk.words
        since, pairs = found.since, []
        if since is not None and found.changed is not None:
            pairs.append((w("council.year", year=self.desk.year), w("report_page.version", n=since.number)))
            pairs.append((w("report_page.changed"), w.count("report_page.changed_numbers", len(found.changed))))
        else:
            pairs.append((w("council.year", year=self.desk.year), w("report_page.no_version")))
        return pairs

    def _told(self, found: Figures) -> str:
        """What kind of numbers these are: to date, of a year outside the programme, or of a finished year."""
        w, period = self.desk.words, found.numbers.period
        if period.is_future:
            return w("report_page.future")
        if period.is_running:
            return w("report_page.running", day=day(period.today, w.language))
        return w("report_page.finished" if found.numbers.catalogue.covers(period.year) else "report_page.outside")

    # Files

    def write(self, ending: str) -> None:
        """Ask where, and write the report as a workbook or a PDF (beside the PDF its annex, under the same name)."""
        w, year = self.desk.words, self.desk.year
        name = f"{file_stem(w('council.title', year=year))}.{ending}"
        path = ask_place(self.desk, self, w("report_page.where"), w(f"report_page.{ending}_kind"), name)
        if path is not None:
            self.write_to(path, with_annex=ending == "pdf")

    def write_to(self, path: Path, with_annex: bool = False) -> None:
        """Write the file, with progress that can be stopped; the old file stays until the new one is whole."""
        desk = self.desk
        build = self._official() if with_annex else built(desk, self._wanted())
        paths = [path, path.with_suffix(".xlsx")] if with_annex else [path]

        def work(progress: Any) -> list[Path]:
            document = build()
            for done, one in enumerate(paths):
                progress.step(done, len(paths))
                render(document, one, progress)
            return paths

        write_with_progress(desk, self, desk.words("report_page.writing"), work, self._written)

    def _official(self) -> Callable[[], Document]:
        """What goes out: the approved version to the letter, where there is one; else the report as it stands."""
        desk, frozen = self.desk, self._progress.frozen if self._progress is not None else None
        if frozen is None:
            return built(desk, self._wanted())

        def build() -> Document:
            with desk.store.snapshot() as still, still.read() as session:
                return document_of(session, frozen, desk.words)

        return build

    def _written(self, paths: list[Path]) -> None:
        w, found = self.desk.words, self._progress
        names = ", ".join(one.name for one in paths)
        show = button(w("report_page.open"), "", "file-text")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0]))))
        folder = button(w("report_page.folder"), "", "folder-open")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0].parent))))
        said = two(w("report_page.written", name=names), str(paths[0].parent))
        self._done.hold(box("card", row(symbol("circle-check", "good", 1.4), (said, 1), folder, show, gap=1.5)))
        self._done.show()
        announce(self, w("report_page.written", name=names))
        if len(paths) > 1 and found is not None and found.frozen is not None:
            self._record(ReportStage.FILES, self.desk.clock.today(), "")
