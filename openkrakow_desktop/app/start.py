"""The window's life: opening a database behind the painted frame, asking who works, leaving, another database.

What stands in the way is said on a page with what can be done. Opening runs on a thread of its own; nothing heavy is
imported before the first paint."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ..core.clock import Clock
from ..core.words import Words
from ..gui import theme
from .main_window import MainWindow
from .one_window import OneWindow
from .window import EARLY

if TYPE_CHECKING:
    from ..gui.desk import Desk
    from .startup import Opened

BASE_YEAR = 2023  # the first year offered: the base of the ten indicators
NOBODY = "?"  # the journal's actor where nobody said who works


def dress(app: QApplication, settings: Any) -> None:
    """The palette and text size a person chose, or those of the system."""
    name, scale = settings.get("theme") or "", settings.get("scale") or 0
    theme.apply(app, name if name in theme.NAMES else theme.system_name(), scale or theme.system_scale())


class _FirstPaint(QObject):
    """Calls `then` once the window has been painted for the first time."""

    def __init__(self, window: MainWindow, then: Any) -> None:
        super().__init__(window)
        self._then: Any = then
        window.host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._then and event.type() == QEvent.Type.Paint:
            then, self._then = self._then, None
            watched.removeEventFilter(self)
            QTimer.singleShot(0, then)
        return False


class Start(QObject):
    """Opens the database behind the painted frame and moves in, or says what stands in the way."""

    def __init__(self, app: QApplication, settings: Any, words: Words, place: str, guard: OneWindow) -> None:
        super().__init__(app)
        self.app, self.settings, self.place, self.guard = app, settings, place, guard
        self.clock = Clock()
        self.desk: Desk | None = None
        self.jobs: Any = None  # a Jobs, once the window is painted
        today = self.clock.today()
        self.window = MainWindow(words, range(BASE_YEAR, today.year + 2), today.year)
        _FirstPaint(self.window, self.begin)

    def begin(self) -> None:
        """After the first paint: catch what nobody foresaw, then open what is to be opened."""
        from ..gui.crash import CrashGuard
        from ..gui.jobs import Jobs
        from ..gui.qt_words import speak
        from ..gui.tidying import tidy_up

        tidy_up(self)
        speak(self.window.words.language)
        self.jobs = Jobs(self)
        CrashGuard(self._crashed, self._before_crash, self).install()
        self.window.closing.connect(self._closing)
        self.guard.raised.connect(self._to_front)
        if self.place:
            self.open(self.place)
        else:
            self.first_run()

    # Opening

    def open(self, place: str, *, create: bool = False, upgrade: bool = False) -> None:
        """Open a database on the worker; `create` makes a new one, `upgrade` brings an older one to this version."""
        if not self._locked(place):
            return
        self.place = place
        self.window.status.set_fact("saved", "clock", self.window.words("frame.opening"))
        language = self.window.words.language

        def work(progress: Any) -> tuple[Opened, Words]:
            from ..core.words import words
            from .startup import open_database

            return open_database(place, create=create, upgrade=upgrade), words(language)

        job = self.jobs.start(work)
        job.succeeded.connect(self._opened)
        job.failed.connect(self.not_opened)

    def _locked(self, place: str) -> bool:
        """Take the window's lock on a file; where another window holds it, that one comes to the front."""
        if place != self.guard.place:
            fresh = OneWindow(place)
            if fresh.raise_other():
                self.window.close()
                return False
            self.guard.release()
            self.guard = fresh
            self.guard.raised.connect(self._to_front)
        if self.guard.take():
            return True
        from .opening_page import locked_page

        self._alone(locked_page(self.window.words, self.guard.holder()))
        return False

    def _opened(self, found: tuple[Opened, Words]) -> None:
        from ..gui.desk import Desk
        from .account_page import active_accounts

        opened, words = found
        gc.freeze()  # what is loaded stays: looking through it for garbage held the window up for 0.2 s now and then
        self.settings.set("database", self.place)
        known = [one for one in self.settings.get("databases") or [] if one != self.place]
        self.settings.set("databases", [self.place, *known][:5])
        self.window.words = words
        desk = self.desk = Desk(opened.store, words, self.clock, opened.declared, self.settings, self)
        desk.ask(active_accounts, done=partial(self._ask_who, opened.is_demo), owner=desk)

    def _ask_who(self, is_demo: bool, workers: list[Any]) -> None:
        """Where accounts are kept, ask who works now; then move in."""
        from .account_page import AccountPage

        assert self.desk is not None
        if not workers:
            self._move_in(is_demo, None)
            return
        page = AccountPage(self.desk, self.window.words, workers)
        page.chosen.connect(partial(self._move_in, is_demo))
        self.window.show_alone(page)

    def _move_in(self, is_demo: bool, worker: Any) -> None:
        from .rooms import Rooms

        desk = self.desk
        assert desk is not None
        desk.store.actor = worker.code if worker else NOBODY
        self.window.show_frame()
        self.window.arrange(worker.role if worker else None)
        self.window.settle(Rooms(self.window, desk, self.settings, is_demo, self, worker.name if worker else ""))

    def not_opened(self, error: Exception) -> None:
        from ..core.problems import Refused
        from .opening_page import problem_page

        if not isinstance(error, Refused):
            raise error
        from ..core.words import words

        self._alone(problem_page(words(self.window.words.language), error, self.place))

    def first_run(self) -> None:
        """Ask what to begin with."""
        from .first_run import FirstRun

        page = FirstRun(self.window.words, self.settings.get("databases") or [])
        page.asked.connect(self._begin_with)
        page.opened.connect(self.open)
        page.language.connect(lambda code: self._speak(page, code))
        page.left.connect(self.window.close)
        self.window.show_alone(page)

    def _speak(self, page: Any, code: str) -> None:
        self.settings.set("language", code)
        self.window.words = Words(code, parts=EARLY)
        page.speak(self.window.words)

    def _begin_with(self, what: str) -> None:
        from .beginnings import Beginnings

        Beginnings(self).begin(what)

    def _alone(self, page: Any) -> None:
        """A page that says why there is no database, and what can be done."""
        page.retried.connect(lambda: self.open(self.place))
        page.upgraded.connect(lambda: self.open(self.place, upgrade=True))
        page.other.connect(self.first_run)
        page.left.connect(self.window.close)
        self.window.show_alone(page)

    # While it is open

    def _to_front(self) -> None:
        """Another start asked for this window."""
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _before_crash(self) -> None:
        if self.window.rooms:
            self.window.rooms.keep_drafts()

    def _crashed(self, details: str) -> None:
        from ..core.words import words
        from ..gui.dialogs import crash

        crash(self.window, words(self.window.words.language), details)

    def change_database(self) -> None:
        """Leave this database and ask for another."""
        self.leave_database()
        self.first_run()

    def change_account(self) -> None:
        """Ask again who works; the database stays open."""
        from .account_page import active_accounts

        rooms, desk = self.window.rooms, self.desk
        if rooms is not None and desk is not None:
            rooms.close()
            self.window.rooms = None
            desk.ask(active_accounts, done=partial(self._ask_who, rooms.is_demo), owner=desk)

    def leave_database(self) -> None:
        """Finish what is being written and close the file."""
        desk, self.desk = self.desk, None
        if desk is not None:
            if self.window.rooms:
                self.window.rooms.close()
            self.window.rooms = None
            store = desk.store
            desk.close()
            desk.deleteLater()
            from .startup import close_database

            close_database(store, self.clock)

    def _closing(self) -> None:
        self.leave_database()

    def leave(self) -> None:
        """After the last event: nothing of ours runs on."""
        self.leave_database()
        if self.jobs is not None:
            self.jobs.close()
        self.guard.release()
