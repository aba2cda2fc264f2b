"""Karty ocen: who has which card, what is back, who is missing; issuing into a folder, taking files or folders.

Points are never shown here: differences are counted, and a refused cell alone says what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ...core.clock import WARSAW, day_of
from ...core.formats import day, moment
from ...core.work import Progress
from ...gui import dialogs
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import Item, Split, box, column, ems, hairline, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.report_writer import tell_not_written
from ...gui.states import status_of
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, announce, button, empty_state, pill, text, two
from ..cards_collect import CardVerdict, Told, collect
from ..cards_issue import CardsOfEdition, CardState, JurorCards, cards_of_edition, issue_cards
from ..cards_telling import telling
from ..cards_typed import PaperForm, Typed, paper_form, take_typed
from .collect_paper import PaperEntry
from .collect_parts import Preview, ReminderCard, closing_line, shortened

TABLES = ("edition", "juror", "ballot", "score_card", "conflict_of_interest", "candidate", "nomination")
SIDE = 27  # em of the reminder beside the list


def score_cards(desk: Desk) -> QWidget:
    """The page of an edition's score cards."""
    return CardsPage(desk)


class CardsPage(LivePage):
    """A task for one edition (`show_what` takes its key); files dropped on it are looked through."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.edition: UUID | None = None
        self.page: CardsOfEdition | None = None
        self.told: list[Told] = []
        self.paper: PaperEntry | None = None
        self._places: list[Path] = []
        self._reminded: UUID | None = None
        self._head, self._body = Holder(), Holder()
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (self._body, 1), gap=0))

    def show_what(self, what: object) -> None:
        """Show the cards of this edition."""
        if isinstance(what, UUID):
            self.edition, self.told, self.paper, self._reminded = what, [], None, None
            self._on_changed(None)

    def load(self) -> None:
        if self.edition is not None:
            self.ask(cards_of_edition, self.edition, done=self._show)

    # Who has which card

    def _show(self, page: CardsOfEdition) -> None:
        self.page = page
        if self.told or self.paper is not None:
            return  # what has come is being looked at
        w = self.desk.words
        issue = button(w("score_card.issue_all"), "primary", "send", does=self.issue)
        take = button(w("score_card.collect"), "", "chevron-down")
        menu = QMenu(take)
        menu.addAction(w("score_card.collect_files")).triggered.connect(lambda _=False: self.take_files())
        menu.addAction(w("score_card.collect_folder")).triggered.connect(lambda _=False: self.take_folder())
        take.setMenu(menu)
        for one in (issue, take):
            one.setEnabled(page.is_open)
        self._hold_head(closing_line(page, w), take, issue)
        self.setFocusProxy(issue)
        if not page.jurors:
            said = empty_state("user-plus", w("score_card.page_none"), w("score_card.page_none_words"))
            self._body.hold(box("sheet", said, (0, 0, 0, 0)))
            return
        hint = "score_card.page_drop" if page.is_open else "score_card.page_not_open"
        said = text(w(hint), "small", "muted", wrap=True)
        reminded = next((one for one in page.waiting if one.juror_id == self._reminded), None)
        self._reminded = None if reminded is None else reminded.juror_id
        main = column(self._table(page), said, 1, gap=1.5)
        if reminded is None:
            body: QWidget = main
        else:
            beside = ReminderCard(self.desk, page, reminded, self._forget_reminder)
            body = column(beside, main, gap=2) if is_narrow(self) else Split(main, beside, SIDE)
        self._body.hold(scrolled(column((body, 1), pad=(3, 0.5, 3, 3))))

    def _hold_head(self, about: str, *actions: QWidget) -> None:
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("report_preview.back"), does=self.desk.close_asked.emit)
        title = w("score_card.page_title", year=self.page.title_year) if self.page else w("place.score_cards")
        self._head.hold(page_header(title, about, *actions, before=back))

    def _table(self, page: CardsOfEdition) -> QWidget:
        w = self.desk.words

        def head(key: str, align: Any = None) -> QWidget:
            return text(w(f"score_card.{key}"), "small", "muted", align=align)

        heads = self._cells(
            head("head_juror"),
            head("head_state"),
            head("head_issued"),
            head("head_returned"),
            head("head_done", RIGHT),
            head("head_excluded", RIGHT),
            QWidget(),
        )
        lines = [self._line(page, one) for one in page.jurors]
        return box("card", column(heads, hairline(), rows(*lines, height=3.45), gap=0.5), (2, 1.5, 2, 1))

    def _cells(
        self,
        name: QWidget,
        state: QWidget,
        issued: QWidget,
        returned: QWidget,
        done: QWidget,
        excluded: QWidget,
        acts: QWidget,
    ) -> QWidget:
        narrow = is_narrow(self) or self._reminded is not None
        return row(
            (name, 1),
            ems(state, 9.5),
            None if narrow else ems(issued, 12),
            None if narrow else ems(returned, 9.5),
            ems(done, 5.5),
            None if narrow else ems(excluded, 6),
            ems(acts, 3.5),
            gap=1.25,
        )

    def _line(self, page: CardsOfEdition, one: JurorCards) -> QWidget:
        w = self.desk.words
        about = ""
        if one.missing and one.state in (CardState.ISSUED, CardState.PARTIAL):
            about = w("score_card.missing_names", names=shortened(one.missing_nos))
        issued = "–"
        if one.issued_at is not None:
            issued = w("score_card.issued_as", at=day(day_of(one.issued_at), w.language), no=one.version)
        returned = "–" if one.returned_at is None else moment(one.returned_at.astimezone(WARSAW), w.language)
        return self._cells(
            self._named(one, about),
            pill(status_of(one.state, w), filled=False),
            text(issued, tone="muted"),
            text(returned, tone="muted"),
            text(w("score_card.done_of", n=one.done, all=one.of), align=RIGHT),
            text(str(one.excluded), tone="muted", align=RIGHT),
            self._acts(page, one),
        )

    def _named(self, one: JurorCards, about: str) -> QWidget:
        """The member, under it the numbers of the candidates that are missing; their names in the tooltip."""
        made = two(one.name, about)
        made.setToolTip("\n".join(one.missing))
        return column(0.5, made, 0.5, gap=0)

    def _acts(self, page: CardsOfEdition, one: JurorCards) -> QWidget:
        """What can be done about one member's card."""
        w = self.desk.words
        if one.state is CardState.LEFT or not page.is_open:
            return QWidget()
        more = button("", "quiet", "ellipsis", w("score_card.acts_of", name=one.name))
        menu = QMenu(more)
        if one.missing:
            menu.addAction(w("score_card.remind")).triggered.connect(lambda _=False: self.remind(one.juror_id))
        menu.addAction(w("score_card.sent_one")).triggered.connect(lambda _=False: self.issue((one.juror_id,)))
        if one.version is not None:
            menu.addAction(w("score_card.collect_one")).triggered.connect(lambda _=False: self.take_files(one.juror_id))
            menu.addAction(w("score_card.paper_type")).triggered.connect(lambda _=False: self.type_in(one.juror_id))
        more.setMenu(menu)
        return more

    def remind(self, juror_id: UUID) -> None:
        """Show what to send to this member."""
        self._reminded = juror_id
        if self.page is not None:
            self._show(self.page)

    def _forget_reminder(self) -> None:
        self._reminded = None
        if self.page is not None:
            self._show(self.page)

    # Issuing

    def issue(self, jurors: Sequence[UUID] = ()) -> None:
        """Write cards into a folder; where some are out already, that is asked first."""
        w, page = self.desk.words, self.page
        if page is None or not page.is_open:
            return
        out = [one for one in page.waiting if one.version is not None and (not jurors or one.juror_id in jurors)]
        if out and not dialogs.confirm(
            self.window(),
            w,
            w("score_card.issue_again"),
            w("score_card.issue_again_words"),
            w("score_card.issue_again_verb"),
        ):
            return
        folder = dialogs.open_folder(self, w("score_card.choose_folder"), self._last_folder())
        if folder is not None:
            self.issue_into(folder, jurors)

    def issue_into(self, folder: Path, jurors: Sequence[UUID] = ()) -> None:
        """Write the cards, with progress that can be stopped; only then are they recorded."""
        desk, page = self.desk, self.page
        assert page is not None
        desk.settings.set("export_folder", str(folder))
        banner, w = str(desk.settings.get("demo_banner") or ""), desk.words

        def work(progress: Progress) -> list[Path]:
            return issue_cards(
                desk.store, desk.declared, page.edition_id, folder, w,
                jurors=jurors, banner=banner, clock=desk.clock, progress=progress,
            )  # fmt: skip

        def done(written: list[Path]) -> None:
            self._say(w.count("score_card.issued_to", len(written) // 2, folder=str(folder)))

        self._start("score_card.issuing", work, done)

    # Taking

    def take_files(self, juror_id: UUID | None = None) -> None:
        """Ask for returned files and look through them."""
        w = self.desk.words
        filters = f"{w('score_card.workbooks')} (*.xlsx)"
        chosen = dialogs.open_files(self, w("score_card.choose_files"), filters, self._last_folder())
        if chosen:
            self.look(chosen, juror_id)

    def take_folder(self) -> None:
        """Ask for a folder of returned files and look through it."""
        folder = dialogs.open_folder(self, self.desk.words("score_card.choose_files"), self._last_folder())
        if folder is not None:
            self.look([folder])

    def type_in(self, juror_id: UUID) -> None:
        """Type a card in from paper; the form is empty, whatever was scored before."""
        self.ask(paper_form, juror_id, done=self._paper)

    def _paper(self, form: PaperForm) -> None:
        w = self.desk.words
        self.paper = PaperEntry(self.desk, form, partial(self.take_typed, form))
        leave = button(w("dialog.cancel"), does=self.leave)
        take = button(w("score_card.take"), "primary", "check", does=self.paper.accept)
        self._hold_head(w("score_card.paper_title", name=form.juror), leave, take)
        self._body.hold(scrolled(column(self.paper, 1, pad=(3, 0.5, 3, 3))))
        self.setFocusProxy(self.paper)
        self.paper.setFocus()

    def take_typed(self, form: PaperForm, typed: Typed, is_partial: bool) -> None:
        """Check what was typed: in order, it is taken; else what is wrong is said, and the form stays."""
        desk = self.desk

        def work(progress: Progress) -> Told:
            return take_typed(desk.store, form.juror_id, typed, desk.words, is_partial=is_partial, clock=desk.clock)

        def done(told: Told) -> None:
            if told.verdict is CardVerdict.REFUSED:
                assert self.paper is not None
                self.paper.refuse(told)
                return
            self.leave()
            self._say(f"{told.juror}: {telling(told, desk.words)}")

        self._start("score_card.collecting", work, done)

    def _last_folder(self) -> Path:
        return Path(str(self.desk.settings.get("export_folder") or Path.home()))

    def look(self, places: Sequence[Path], juror_id: UUID | None = None, is_partial: bool = False) -> None:
        """Everything taking them would do, rolled back, so that what differs is seen before."""
        self._places = list(places)

        def done(told: list[Told]) -> None:
            if not told:
                self._say(self.desk.words("score_card.preview_none"))
                return
            self.told = told
            self._preview(juror_id, is_partial)

        self._collect(done, juror_id, is_partial, dry_run=True)

    def _collect(self, done: Any, juror_id: UUID | None, is_partial: bool, dry_run: bool) -> None:
        desk, places, edition = self.desk, self._places, self.edition

        def work(progress: Progress) -> list[Told]:
            return collect(
                desk.store, places, desk.words, dry_run=dry_run, edition_id=edition, juror_id=juror_id,
                is_partial=is_partial, clock=desk.clock, progress=progress,
            )  # fmt: skip

        self._start("score_card.collecting", work, done)

    def _preview(self, juror_id: UUID | None, is_partial: bool) -> None:
        w = self.desk.words
        shown = Preview(w, self.told)
        acts: list[QWidget] = [button(w("score_card.take_leave"), does=self.leave)]
        if shown.incomplete and not is_partial:
            again = partial(self.look, self._places, juror_id, True)
            acts.append(button(w("score_card.take_partial"), does=again))
        if shown.wanted:
            acts.append(button(w("score_card.take"), "primary", "check", does=partial(self.take, juror_id, is_partial)))
        self._hold_head(shown.headline, *acts)
        parts: list[Item] = [shown, 1]
        self._body.hold(scrolled(column(*parts, pad=(3, 0.5, 3, 3))))
        self.setFocusProxy(acts[-1])
        acts[-1].setFocus()
        announce(self, shown.headline)

    def take(self, juror_id: UUID | None = None, is_partial: bool = False) -> None:
        """Take what was looked at, each card in a write of its own."""
        w = self.desk.words

        def done(told: list[Told]) -> None:
            taken = sum(one.is_written for one in told)
            self.told = []
            self._say(w.count("score_card.taken_all", taken) if taken else w("score_card.taken_none"))
            self._on_changed(None)

        self._collect(done, juror_id, is_partial, dry_run=False)

    def leave(self) -> None:
        """Back to the list."""
        self.told, self.paper = [], None
        if self.page is not None:
            self._show(self.page)

    def _start(self, title: str, work: Any, done: Any) -> None:
        desk = self.desk
        job = desk.jobs.start(work)
        dialogs.ProgressWindow(self.window(), desk.words, desk.words(title), job)
        job.succeeded.connect(done)
        job.failed.connect(lambda error: tell_not_written(self, desk, error))

    def _say(self, words: str) -> None:
        """One line about what was done, on the page and to a screen reader."""
        if self.page is not None and not self.told:
            self._show(self.page)
        announce(self, words)
        dialogs.tell(self.window(), self.desk.words, self.desk.words("place.score_cards"), words)

    # Files dropped on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.page is not None and self.page.is_open:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        places = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if places:
            event.acceptProposedAction()
            self.look(places)
