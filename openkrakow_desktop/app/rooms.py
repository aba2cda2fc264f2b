"""What is inside the window once a database is open: the pages by place, and what works on every one of them.

Pages are built when first visited and stay, so a list keeps its place; another language or look empties the rooms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import backup
from ..core.journal_tables import operation
from ..core.problems import Refused
from ..core.words import words
from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.live_page import first_stop
from ..gui.saying import action_words, problem_words
from ..gui.undo_bar import UndoBar
from ..gui.widgets import announce
from .account_page import account_names
from .list_page import ListPage
from .places import GROUPS, ORIGIN, PLACES, PREVIEW
from .startup import backups_folder
from .status import StatusKeeper

if TYPE_CHECKING:
    from .help_panel import HelpPanel
    from .main_window import MainWindow
    from .search import SearchPopup
    from .start import Start

PROGRAMME = "programme"  # what people state about a year is listed among the other registers
SMALL = "activities"
QUIET = 250  # milliseconds after which counts in the menu follow: what is on the page comes first


class Rooms(QObject):
    """The pages of one window, and its keys: search, undo, help, where to go."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        settings: Any,
        is_demo: bool = False,
        start: Start | None = None,
        worker: str = "",
    ) -> None:
        super().__init__(window)
        self.window, self.desk, self.settings, self.start = window, desk, settings, start
        self.is_demo, self.worker = is_demo, worker
        self._pages: dict[str, QWidget] = {}
        self._back: list[str] = []
        self._tasks: list[str] = []  # where the tasks that are open were opened from
        desk.open_asked.connect(self.open)
        desk.close_asked.connect(self.close_task)
        desk.refused.connect(self._refused)
        self._later = QTimer(self, singleShot=True, interval=QUIET)
        self._later.timeout.connect(self._count_todo)
        self._later.timeout.connect(self._read_names)
        desk.changed.connect(lambda _: self._later.start())
        desk.year_changed.connect(lambda _: self._later.start())
        desk.year_changed.connect(window.choose_year)  # a page may ask for another year than the one it was opened in
        window.dropped.connect(self._take_file)
        self._shortcuts: list[QShortcut] = []
        self._keys()

    def _keys(self) -> None:
        def key(keys: str | QKeySequence.StandardKey, does: Callable[[], object]) -> None:
            self._shortcuts.append(self.window.shortcut(keys, does))

        key("Ctrl+K", lambda: self.call("search"))
        key(QKeySequence.StandardKey.Undo, self.undo)
        key("Ctrl+Shift+Z", self.redo)
        key("Ctrl+Y", self.redo)
        key("F1", lambda: self.call("help"))
        key("Ctrl+/", lambda: self.help.open(self.here, keys_first=True))
        key("F6", self.jump)
        key("Alt+Left", self.go_back)
        for number, place in enumerate((one for group in GROUPS for one in group), 1):
            if number <= 9:
                key(f"Ctrl+{number}", lambda at=place.key: self.window.go(at))  # type: ignore[misc]

    # Moving in and out

    def move_in(self) -> None:
        """Fill the frame that was just built."""
        self.desk.words = self.window.words
        self.undo_bar = UndoBar(self.window.host)
        self._search: SearchPopup | None = None
        self._help: HelpPanel | None = None
        self.status = StatusKeeper(self.window.status, self.desk, self.is_demo, self.worker, self)
        self.settings.set("demo_banner", self.desk.words("status_bar.demo") if self.is_demo else None)
        self._read_names()
        self._later.start()

    @property
    def search(self) -> SearchPopup:
        """The search, built when it is first wanted."""
        if self._search is None:
            from .search import SearchPopup

            self._search = SearchPopup(self)
        return self._search

    @property
    def help(self) -> HelpPanel:
        """The help, built when it is first wanted."""
        if self._help is None:
            from .help_panel import HelpPanel

            self._help = HelpPanel(self)
        return self._help

    def leave(self) -> None:
        """Let every page go; drafts were kept by their forms."""
        for page in self._pages.values():
            self.window.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        for one in (self._search, self._help):
            if one is not None:
                one.deleteLater()
        self._later.stop()
        self.status.stop()

    def close(self) -> None:
        """Move out for good: another account or another database follows in the same window."""
        self.keep_drafts()
        self.leave()
        for one in self._shortcuts:
            one.deleteLater()
        self.window.dropped.disconnect(self._take_file)
        self.desk.open_asked.disconnect(self.open)
        self.desk.close_asked.disconnect(self.close_task)
        self.desk.refused.disconnect(self._refused)
        self.deleteLater()

    def _take_file(self, path: str) -> None:
        """A file was dropped on the window."""
        self.window.go("import", path)

    def keep_drafts(self) -> None:
        """What is being typed anywhere is written down, so that it can be offered again."""
        for page in self._pages.values():
            for one in (page, *page.findChildren(QWidget)):
                keep = getattr(one, "keep_draft", None)
                if keep is not None:
                    keep()

    # Pages

    def page(self, key: str) -> QWidget:
        """The page of a place."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._build(key)
        if self.window.here and self.window.here != key:
            self._back = [*self._back[-20:], self.window.here]
        return page

    def _build(self, key: str) -> QWidget:
        screen = PLACES[key].screen
        feature = next((one for one in self.desk.declared.features if one.key == key), None)
        if not screen and feature is not None:
            screen = feature.screen
        if screen:
            made = screen_of(screen)
            return made(self) if key == "settings" else made(self.desk)  # settings work on the window itself
        assert feature is not None, key
        if key == SMALL:
            groups = [one for one in self.desk.declared.features if one.key in (SMALL, PROGRAMME)]
            return ListPage(self.desk, key, groups)
        return ListPage(self.desk, key, [feature])

    def open(self, key: str, what: object) -> None:
        """Open a place or a register, with a record or a view of it."""
        place = key if key in PLACES else self.place_of(key)
        if not place:
            return
        own = self.desk.declared.places.get(key)
        if key in (PREVIEW, ORIGIN) or (own is not None and own.is_task):
            self._tasks.append(self.window.here)
        names_register = key not in PLACES or key in self.desk.declared.registers  # "training" is a place and a list
        in_list = names_register and (place != key or what is not None) and not isinstance(what, tuple)
        self.window.go(place, (key, what) if in_list else what)

    def close_task(self) -> None:
        """A task is done: the page that lay below it, in the place from which it was opened."""
        page: Any = self.window.stack.currentWidget()
        if isinstance(page, ListPage):
            page.close_task()
        came = self._tasks.pop() if self._tasks else ""
        if came and came != self.window.here:
            self.window.go(came)

    def has(self, place: str) -> bool:
        """Whether there is anything in a place: a screen of its own, or a feature's registers."""
        return bool(PLACES[place].screen) or any(one.key == place for one in self.desk.declared.features)

    def place_of(self, register: str) -> str:
        """The place in which a register is listed or a feature's own page stands; a child's is that of its parent."""
        declared = self.desk.declared
        for feature in declared.features:
            if register in {one.key for one in feature.registers} | {one.key for one in feature.places}:
                return SMALL if feature.key == PROGRAMME else feature.key
        return ""

    def go_back(self) -> None:
        """The place one was in before."""
        if self._back:
            back = self._back.pop()
            self.window.go(back)
            self._back = self._back[:-1] if self._back else []

    def jump(self) -> None:
        """F6: from the sidebar to the page, to the panel beside it, and round again."""
        stops = [self.window.sidebar, *self._stops()]
        focus = QApplication.focusWidget()
        here = next((at for at, one in enumerate(stops) if focus and one.isAncestorOf(focus)), -1)
        for step in range(1, len(stops) + 1):
            target = stops[(here + step) % len(stops)]
            first = target.focusProxy() or first_stop(target)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _stops(self) -> list[QWidget]:
        page: Any = self.window.stack.currentWidget()
        own = getattr(page, "stops", None)
        return [one for one in (own() if own else [page]) if one.isVisible()]

    # What works everywhere

    @property
    def here(self) -> str:
        """The page one looks at: a place of the menu, or a feature's own page within it."""
        page = self.window.stack.currentWidget()
        return page.here if isinstance(page, ListPage) else self.window.here

    def call(self, key: str) -> None:
        """Search, help and the other doors that are no places."""
        if key == "search":
            self.search.open()
        elif key == "help":
            self.help.open(self.here)

    def undo(self) -> None:
        """Take the last change back."""
        self.desk.undo_last(lambda entry: self._told(entry, "undone", "nothing_to_undo", "redo_word", self.redo))

    def redo(self) -> None:
        """Take the last undo back."""
        self.desk.redo_last(lambda entry: self._told(entry, "redone", "nothing_to_redo", "undo_word", self.undo))

    def _told(self, entry: Any, done: str, nothing: str, back: str, does: Any) -> None:
        w = self.desk.words
        if entry is None:
            announce(self.window, w(f"do.{nothing}"))
            self.status.say(w(f"do.{nothing}"))
            return
        if done == "redone":  # the undo was taken back: what it had taken back comes again
            take = partial(self._offer, done, back, does)
            self.desk.ask(first_action, entry.undoes, done=take, owner=self)
        else:
            self._offer(done, back, does, entry.action)

    def _offer(self, done: str, back: str, does: Any, action: str) -> None:
        w = self.desk.words
        said = w(f"do.{done}", action=action_words(action, w))
        keys = "Ctrl Shift Z" if back == "redo_word" else "Ctrl Z"
        self.undo_bar.offer(said, w(f"do.{back}"), does, w("frame.close"), keys)

    def _refused(self, refused: Refused) -> None:
        """What was refused and no form took: said under its title."""
        w = self.desk.words
        said = "\n".join(problem_words(problem, w) for problem in refused.problems)
        dialogs.tell(self.window, w, w("refused.title"), said)

    def back_up(self, then: Callable[[], object] = lambda: None) -> None:
        """Make a verified backup now; `then` is called when it is there."""
        from ..gui.file_writer import write_with_progress

        desk, w = self.desk, self.desk.words

        def work(_progress: object) -> str:
            return backup.keep(desk.store, backups_folder(desk.store), desk.clock.now()).path.name

        def done(name: str) -> None:
            self.status.refresh()
            said = w("settings_page.backup_done", name=name)
            announce(self.window, said)
            self.status.say(said)
            then()

        write_with_progress(desk, self.window, w("settings_page.backup_now"), work, done)

    def save_template(self) -> None:
        """Write an empty workbook to fill in."""
        from .template_writer import save_template

        save_template(self.desk, self.window)

    def change_account(self) -> None:
        """Say again who works."""
        if self.start is not None:
            self.start.change_account()

    def change_database(self) -> None:
        """Leave this database and ask for another."""
        if self.start is not None:
            self.start.change_database()

    # The person's choices

    def speak(self, language: str) -> None:
        """Another language, at once."""
        self.settings.set("language", language)
        self.window.dress(words(language))

    def look(self, name: str = "", scale: float = 0.0, *, as_system: bool = False) -> None:
        """Another palette or text size, at once; `as_system` follows the system again."""
        from .start import dress

        if name or as_system:
            self.settings.set("theme", "" if as_system else name)
        if scale:
            self.settings.set("scale", scale)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress(app, self.settings)
        self.window.dress(self.window.words)

    def _count_todo(self) -> None:
        from ..overview.today import things_to_do

        year, declared, today = self.desk.year, self.desk.declared, self.desk.clock.today()
        self.desk.ask(things_to_do, declared, year, today, done=self._show_todo, owner=self)

    def _read_names(self) -> None:
        """Who the codes in the history are."""
        self.desk.ask(account_names, done=lambda names: setattr(self.desk, "actors", names), owner=self)

    def _show_todo(self, counts: dict[str, int]) -> None:
        """What people state about the programme is listed with its tasks."""
        shown = {("tasks" if key == PROGRAMME else key): n for key, n in counts.items()}
        self.window.set_todo(shown)


def screen_of(name: str) -> Any:
    """The function behind 'module:function'."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def first_action(session: Session, operations: tuple[UUID, ...]) -> str:
    """The action of the first of these operations."""
    found = session.connection().scalar(select(operation.c.action).where(operation.c.id.in_(operations)).limit(1))
    return str(found or "")
