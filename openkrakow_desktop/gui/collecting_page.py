"""A page that sends workbooks out and takes them back: choosing files or a folder, dropping them on the page, looking
at what they bring before anything is written.

Each kind of card derives its own page, with its list and with how its files are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from ..core.answer_collect import ReturnedFile
from ..core.words import Words
from ..core.work import Progress
from . import dialogs
from .desk import Desk
from .file_writer import keep_folder, last_folder, write_with_progress
from .frames import scrolled
from .layout import column
from .live_page import Holder, LivePage
from .returned_files import ReturnedFiles
from .widgets import announce, button


class CollectingPage(LivePage):
    """Derive and say: `is_open`, `take_in`, `telling`, `is_hole`, `hold_head`, `show_list`, `title`."""

    def __init__(self, desk: Desk, tables: tuple[str, ...]) -> None:
        super().__init__(desk, tables)
        self.told: list[Any] = []
        self._places: list[Path] = []
        self._head, self._body = Holder(), Holder()
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (self._body, 1), gap=0))

    # What each kind of card says itself

    @property
    def is_open(self) -> bool:
        """Whether cards are taken now."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What the page is called."""
        raise NotImplementedError

    def take_in(
        self, places: Sequence[Path], progress: Progress, dry_run: bool, is_partial: bool, whose: Any
    ) -> Sequence[ReturnedFile]:
        """Take the files on another thread; `whose`: whose card is expected, None where anybody's is."""
        raise NotImplementedError

    def telling(self, told: Any, words: Words) -> str:
        """What a file brought, in words."""
        raise NotImplementedError

    def is_hole(self, key: str) -> bool:
        """Whether a problem is no more than an answer that is not there."""
        raise NotImplementedError

    def hold_head(self, about: str, *actions: QWidget) -> None:
        """The head of the page with one line about what is shown."""
        raise NotImplementedError

    def show_list(self) -> None:
        """Show the list again, as it was read last."""
        raise NotImplementedError

    # Writing out

    def ask_folder(self, are_out: bool, again: Sequence[str]) -> Path | None:
        """Where to write cards; where some of them are out already, that is asked first. `again`: the keys of that
        question's title, words and verb. None: nowhere."""
        w = self.desk.words
        if are_out and not dialogs.confirm(self.window(), w, *(w(key) for key in again)):
            return None
        return dialogs.open_folder(self, w("returned.choose_folder"), last_folder(self.desk))

    def write_cards(
        self, folder: Path, write: Callable[[Progress], Sequence[Path]], writing: str, written_to: str
    ) -> None:
        """Write workbooks, each with its paper, and say how many; `write` records them once they are written.
        `writing`, `written_to`: the keys of the words meanwhile and afterwards."""
        keep_folder(self.desk, folder)

        def done(written: Sequence[Path]) -> None:
            self.say(self.desk.words.count(written_to, len(written) // 2, folder=str(folder)))

        self.start(writing, write, done)

    def start(self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        """Long work with progress that can be stopped."""
        write_with_progress(self.desk, self, self.desk.words(title), work, done)

    def say(self, words: str) -> None:
        """One line about what was done, on the page and to a screen reader."""
        if not self.told:
            self.show_list()
        announce(self, words)
        dialogs.tell(self.window(), self.desk.words, self.title, words)

    # Taking back

    def collect_button(self) -> QPushButton:
        """Offers files or a folder."""
        w = self.desk.words
        take = button(w("returned.collect"), "", "chevron-down")
        menu = QMenu(take)
        menu.addAction(w("returned.collect_files")).triggered.connect(lambda _=False: self.take_files())
        menu.addAction(w("returned.collect_folder")).triggered.connect(lambda _=False: self.take_folder())
        take.setMenu(menu)
        return take

    def take_files(self, whose: Any = None) -> None:
        """Ask for returned files and look through them."""
        w = self.desk.words
        filters = f"{w('returned.workbooks')} (*.xlsx)"
        chosen = dialogs.open_files(self, w("returned.choose_files"), filters, last_folder(self.desk))
        if chosen:
            self.look(chosen, whose)

    def take_folder(self) -> None:
        """Ask for a folder of returned files and look through it."""
        folder = dialogs.open_folder(self, self.desk.words("returned.choose_files"), last_folder(self.desk))
        if folder is not None:
            self.look([folder])

    def look(self, places: Sequence[Path], whose: Any = None, is_partial: bool = False) -> None:
        """Everything taking them would do, rolled back, so that what differs is seen before."""
        self._places = list(places)

        def done(told: list[ReturnedFile]) -> None:
            if not told:
                self.say(self.desk.words("returned.preview_none"))
                return
            self.told = told
            self._preview(whose, is_partial)

        self._collect(done, whose, is_partial, dry_run=True)

    def _collect(self, done: Callable[[Any], object], whose: Any, is_partial: bool, dry_run: bool) -> None:
        places = self._places

        def work(progress: Progress) -> Sequence[ReturnedFile]:
            return self.take_in(places, progress, dry_run, is_partial, whose)

        self.start("returned.collecting", work, done)

    def _preview(self, whose: Any, is_partial: bool) -> None:
        w = self.desk.words
        shown = ReturnedFiles(w, self.told, self.telling, self.is_hole)
        acts: list[QWidget] = [button(w("returned.take_leave"), does=self.leave)]
        if shown.incomplete and not is_partial:
            again = partial(self.look, self._places, whose, True)
            acts.append(button(w("returned.take_partial"), does=again))
        if shown.wanted:
            acts.append(button(w("returned.take"), "primary", "check", does=partial(self.take, whose, is_partial)))
        self.hold_head(shown.headline, *acts)
        self._body.hold(scrolled(column(shown, 1, pad=(3, 0.5, 3, 3))))
        self.setFocusProxy(acts[-1])
        acts[-1].setFocus()
        announce(self, shown.headline)

    def take(self, whose: Any = None, is_partial: bool = False) -> None:
        """Take what was looked at, each card in a write of its own."""
        w = self.desk.words

        def done(told: list[ReturnedFile]) -> None:
            taken = sum(one.is_written for one in told)
            self.told = []
            self.say(w.count("returned.taken_all", taken) if taken else w("returned.taken_none"))
            self._on_changed(None)

        self._collect(done, whose, is_partial, dry_run=False)

    def leave(self) -> None:
        """Back to the list."""
        self.told = []
        self.show_list()

    # Files dropped on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.is_open:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        places = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if places:
            event.acceptProposedAction()
            self.look(places)
