"""The frame of the window: sidebar, the page one is in, status bar; where one goes and how one comes back.

It is painted before any feature or the database is imported; `settle` then hands it the desk. The language, the look
and the text size change at once: `dress` builds everything anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ..core.words import Words
from ..gui import theme
from ..gui.layout import clear, column, hairline, row
from ..gui.qt_words import speak
from ..gui.shell import Place, Sidebar, SidebarWords, StatusBar
from .places import PLACES, START, arranged

if TYPE_CHECKING:
    from ..contacts.model import Role
    from .rooms import Rooms

LEAST_WIDTH, LEAST_HEIGHT = 40, 30  # em: the window is never smaller


class MainWindow(QWidget):
    """One window on one database, or on none yet."""

    closing = Signal()
    dropped = Signal(object)  # path of a file that was dropped on the window

    def __init__(self, words: Words, years: Iterable[int], year: int) -> None:
        super().__init__()
        self.words, self.year = words, year
        self.here = ""
        self.years = list(years)
        self._todo: dict[str, int] = {}
        self._first, self._hidden = "", ""
        self._has_task = False
        self.rooms: Rooms | None = None
        self._alone: QWidget | None = None
        self._ring: QWidget | None = None
        self._moving = False  # whether the keyboard has moved within the event that is being handled
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._whole: QBoxLayout = whole
        self.resize(*self._usual_size())
        self._build()

    # The frame

    def _usual_size(self) -> tuple[int, int]:
        """98 by 61 em, as far as the screen has room."""
        t, room = theme.current(), self.screen().availableSize()
        return min(t.em(98.5), room.width()), min(t.em(61.5), room.height())

    def _build(self) -> None:
        t = theme.current()
        self.setWindowTitle(self.words("frame.brand"))
        self.setMinimumSize(t.em(LEAST_WIDTH / t.scale), t.em(LEAST_HEIGHT / t.scale))
        clear(self._whole)
        self.sidebar = Sidebar(self._sidebar_words(), self._groups(), self.years)
        self.sidebar.opened.connect(self.asked)
        self.sidebar.searched.connect(lambda: self.asked("search"))
        self.sidebar.year_chosen.connect(self.choose_year)
        self.sidebar.set_here(self.here)
        self.status = StatusBar()
        self.host = QWidget()
        self.stack = QStackedLayout(self.host)
        self.stack.addWidget(QWidget())
        self.frame = column(
            (row(self.sidebar, hairline(True), (self.host, 1), gap=0), 1), hairline(), self.status, gap=0
        )
        self._whole.addWidget(self.frame)
        self._fit()

    def _sidebar_words(self) -> SidebarWords:
        w = self.words
        return SidebarWords(
            w("frame.brand"),
            w("frame.year", year=self.year),
            w("frame.choose_year"),
            w("frame.search"),
            w("frame.search_key"),
            w("menu.settings"),
            w("menu.help"),
        )

    def _groups(self) -> list[list[Place]]:
        def place(key: str, icon: str) -> Place:
            n = self._todo.get(key, 0)
            said = self.words.count("frame.todo", n) if n else ""
            return Place(key, icon, self.words(f"menu.{key}"), str(n) if n else "", said)

        return [[place(one.key, one.icon) for one in group] for group in arranged(self._first, self._hidden)]

    def set_todo(self, counts: dict[str, int]) -> None:
        """How many things wait in each place; 0 or nothing shows no number."""
        if counts != self._todo:
            self._todo = counts
            self.sidebar.set_words(self._sidebar_words(), self._groups())
            self.sidebar.set_here(self.here)

    def arrange(self, role: Role | None) -> None:
        """The menu as a role works: its own place first among the registers. Help, not security."""
        from .account_page import FIRST, HIDDEN

        self._first = FIRST.get(role, "") if role else ""
        self._hidden = HIDDEN.get(role, "") if role else ""
        self.sidebar.set_words(self._sidebar_words(), self._groups())

    def choose_year(self, year: int) -> None:
        """The year that the sidebar names; the rooms tell the screens."""
        self.year = year
        self.sidebar.set_words(self._sidebar_words(), self._groups())
        if self.rooms:
            self.rooms.desk.set_year(year)

    def dress(self, words: Words) -> None:
        """Build everything anew, in these words and in the current theme; one stays in the same place."""
        self.words = words
        speak(words.language)
        here, self.here = self.here, ""
        if self.rooms:
            self.rooms.leave()
        self._build()
        if self.rooms:
            self.rooms.move_in()
            self.go(here or START)

    # Where one is

    def asked(self, key: str) -> None:
        """A place of the sidebar, or its search and help."""
        if self.rooms is None:
            return
        if key in PLACES:
            self.go(key)
        else:
            self.rooms.call(key)

    def go(self, key: str, what: object = None) -> None:
        """Open a place; `what` is handed to its page (a record, a view)."""
        if self.rooms is None:
            return
        page: Any = self.rooms.page(key)
        page.setAccessibleName(self.words(f"menu.{key}"))
        self.show_page(page)
        if what is not None:
            page.show_what(what)
        self.here = key
        self.sidebar.set_here(key)
        self.setWindowTitle(self.words("frame.title", place=self.words(f"menu.{key}")))

    def show_page(self, page: QWidget) -> None:
        """Put a page in front; it gets the keyboard."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if page.focusProxy() is None:  # it holds the keyboard while nothing on it can
            page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        (page.focusProxy() or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, where nothing on the page means something else by it.

        Not one that came to the keyboard by this very key: Enter in a field may close a form and leave +1 there."""
        focus = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focus, QAbstractButton) and not self._moving:
            focus.click()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self) -> None:
        self._moving = True
        QTimer.singleShot(0, self, self._focus_rests)

    def _focus_rests(self) -> None:
        self._moving = False

    def show_alone(self, page: QWidget) -> None:
        """A page over the whole window, without sidebar: the first run, a database that cannot be opened."""
        self.frame.hide()
        self._leave_alone()
        self._alone = page
        self._whole.addWidget(page)
        page.show()
        (page.focusProxy() or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_frame(self) -> None:
        """Sidebar and status bar again, after `show_alone`."""
        self._leave_alone()
        self.frame.show()

    def _leave_alone(self) -> None:
        if self._alone is not None:
            self._alone.hide()
            self._alone.deleteLater()
            self._alone = None

    def shortcut(self, keys: str | QKeySequence.StandardKey, does: Callable[[], object]) -> QShortcut:
        """A key that works anywhere in the window, until it is deleted."""
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.activated.connect(lambda: does())
        return made

    # What Qt tells

    def _fit(self) -> None:
        narrow = theme.current().narrow(self.width())
        self.sidebar.set_rail(narrow or self._has_task)
        self.sidebar.setVisible(not self.isFullScreen())
        self.status.set_narrow(narrow)

    def set_task(self, has_task: bool) -> None:
        """A task (the door) takes the page: the sidebar is a rail, and gone when the task fills the screen."""
        self._has_task = has_task
        if not has_task and self.isFullScreen():
            self.showNormal()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange:
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def settle(self, rooms: Rooms) -> None:
        """Move in: from now on the places have pages."""
        from ..gui.focus import FocusRing  # nothing has the keyboard before

        self.rooms = rooms
        rooms.desk.set_year(self.year)  # it may have been chosen while the database was being opened
        rooms.desk.task_shown.connect(self.set_task)
        self._ring = self._ring or FocusRing(self)
        rooms.move_in()
        self.go(START)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.rooms and _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path and self.rooms:
            event.acceptProposedAction()
            self.dropped.emit(path)


def _dropped_file(event: QDropEvent) -> str:
    """The first dropped file that an import could read."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    files = [url.toLocalFile() for url in urls]
    return next((one for one in files if one.lower().endswith((".xlsx", ".csv"))), "")
