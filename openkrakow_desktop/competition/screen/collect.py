"""Karty ocen: who has which card, what is back, who is missing; issuing into a folder, taking files or folders.

Points are never shown here: differences are counted, and a refused cell alone says what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from ...core.answer_collect import CardVerdict
from ...core.clock import WARSAW, day_of
from ...core.formats import day, moment
from ...core.words import Words
from ...core.work import Progress
from ...gui.collecting_page import CollectingPage
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import Split, box, column, ems, hairline, row, rows
from ...gui.reminder_card import ReminderCard
from ...gui.states import status_of
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, button, empty_state, pill, text, two
from ..cards_collect import Told, collect
from ..cards_issue import CardsOfEdition, CardState, JurorCards, cards_of_edition, issue_cards, reminder
from ..cards_telling import telling
from ..cards_typed import PaperForm, Typed, paper_form, take_typed
from .collect_paper import PaperEntry
from .collect_parts import closing_line, is_hole, shortened

TABLES = ("edition", "juror", "ballot", "score_card", "conflict_of_interest", "candidate", "nomination")
SIDE = 27  # em of the reminder beside the list
AGAIN = ("score_card.issue_again", "score_card.issue_again_words", "score_card.issue_again_verb")


def score_cards(desk: Desk) -> QWidget:
    """The page of an edition's score cards."""
    return CardsPage(desk)


class CardsPage(CollectingPage):
    """A task for one edition (`show_what` takes its key); files dropped on it are looked through."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.edition: UUID | None = None
        self.page: CardsOfEdition | None = None
        self.paper: PaperEntry | None = None
        self._reminded: UUID | None = None

    @property
    def is_open(self) -> bool:
        return self.page is not None and self.page.is_open

    @property
    def title(self) -> str:
        return self.desk.words("place.score_cards")

    def telling(self, told: Any, words: Words) -> str:
        return telling(told, words)

    def is_hole(self, key: str) -> bool:
        return is_hole(key)

    def take_in(
        self, places: Sequence[Path], progress: Progress, dry_run: bool, is_partial: bool, whose: Any
    ) -> Sequence[Told]:
        desk = self.desk
        return collect(
            desk.store, places, desk.words, dry_run=dry_run, edition_id=self.edition, juror_id=whose,
            is_partial=is_partial, clock=desk.clock, progress=progress,
        )  # fmt: skip

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
        take = self.collect_button()
        for one in (issue, take):
            one.setEnabled(page.is_open)
        self.hold_head(closing_line(page, w), take, issue)
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
            said_to = w("returned.reminder_title", name=reminded.name)
            write = partial(reminder, page, reminded)
            beside = ReminderCard(self.desk, said_to, write, self._forget_reminder)
            body = column(beside, main, gap=2) if is_narrow(self) else Split(main, beside, SIDE)
        self._body.hold(scrolled(column((body, 1), pad=(3, 0.5, 3, 3))))

    def hold_head(self, about: str, *actions: QWidget) -> None:
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
        self.show_list()

    def _forget_reminder(self) -> None:
        self._reminded = None
        self.show_list()

    # Issuing

    def issue(self, jurors: Sequence[UUID] = ()) -> None:
        """Write cards into a folder; where some are out already, that is asked first."""
        page = self.page
        if page is None or not page.is_open:
            return
        out = [one for one in page.waiting if one.version is not None and (not jurors or one.juror_id in jurors)]
        folder = self.ask_folder(bool(out), AGAIN)
        if folder is not None:
            self.issue_into(folder, jurors)

    def issue_into(self, folder: Path, jurors: Sequence[UUID] = ()) -> None:
        """Write the cards, with progress that can be stopped; only then are they recorded."""
        desk, page = self.desk, self.page
        assert page is not None
        banner, words = str(desk.settings.get("demo_banner") or ""), desk.words

        def write(progress: Progress) -> list[Path]:
            return issue_cards(
                desk.store, desk.declared, page.edition_id, folder, words,
                jurors=jurors, banner=banner, clock=desk.clock, progress=progress,
            )  # fmt: skip

        self.write_cards(folder, write, "score_card.issuing", "score_card.issued_to")

    # Taking

    def type_in(self, juror_id: UUID) -> None:
        """Type a card in from paper; the form is empty, whatever was scored before."""
        self.ask(paper_form, juror_id, done=self._paper)

    def _paper(self, form: PaperForm) -> None:
        w = self.desk.words
        self.paper = PaperEntry(self.desk, form, partial(self.take_typed, form))
        leave = button(w("dialog.cancel"), does=self.leave)
        take = button(w("returned.take"), "primary", "check", does=self.paper.accept)
        self.hold_head(w("score_card.paper_title", name=form.juror), leave, take)
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
            self.say(f"{told.juror}: {telling(told, desk.words)}")

        self.start("returned.collecting", work, done)

    def leave(self) -> None:
        """Back to the list."""
        self.paper = None
        super().leave()

    def show_list(self) -> None:
        if self.page is not None:
            self._show(self.page)
