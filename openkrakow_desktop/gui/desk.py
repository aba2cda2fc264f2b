"""What every screen is handed: the store, the words, the clock, the settings, the year of the window, news of changes.

The window never waits on a lock: `ask` reads and `do` writes on a thread of their own each, and what comes of it is
brought back to the GUI thread. A change that another process made is noticed within two seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import Declared
from ..core.problems import Refused
from ..core.store import Changes, Store
from ..core.words import Words
from ..paths import data_folder
from .drafts import Drafts
from .jobs import Jobs
from .tidying import tidy_up

PULSE = 2_000  # milliseconds between two looks for changes made elsewhere


class Settings(Protocol):
    """A person's settings: small values by name, kept between starts."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def set(self, name: str, value: Any) -> None: ...


class Forgetful(dict[str, Any]):
    """Settings that last as long as the window: for tests and where nothing may be kept."""

    def set(self, name: str, value: Any) -> None:
        self[name] = value


@dataclass(frozen=True)
class Done:
    """What a write came to: what the function returned, and the operation that undo can take back (None: nothing
    was changed)."""

    value: Any
    operation: UUID | None


class Desk(QObject):
    """The one object that screens share. Its callbacks and signals arrive on the GUI thread."""

    changed = Signal(object)  # Changes of a commit of ours; None: another process wrote, reload everything
    saved = Signal()  # a write of ours is on the disk
    busy_changed = Signal(bool)
    refused = Signal(object)  # Refused that nobody else took
    year_changed = Signal(int)
    open_asked = Signal(str, object)  # key of a register or screen; a record's id, a View, or None
    task_shown = Signal(bool)  # a task takes the whole page: the sidebar makes room; False: it is gone
    close_asked = Signal()  # a task (the door, a preview) is done: back to where it was opened from
    _heard = Signal(object)
    _ended = Signal(object)

    def __init__(
        self,
        store: Store,
        words: Words,
        clock: Clock,
        declared: Declared,
        settings: Settings | None = None,
        parent: QObject | None = None,
        pulse: int = PULSE,
    ) -> None:
        super().__init__(parent)
        self.store, self.words, self.clock, self.declared = store, words, clock, declared
        self.settings: Settings = settings or Forgetful()
        self.actors: Mapping[str, str] = {}  # names of accounts by the codes the journal holds
        self.jobs = Jobs(self)
        self.drafts = Drafts(data_folder() / "drafts", str(store.url), clock)
        self.drafts.clear_old()
        self._year = clock.today().year
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="write")
        self._open = 0
        self._closed = False
        self._last: Changes | None = None
        self._pulse, self._own = 0, 0
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        store.listeners.append(self._listen)
        self._tidy = tidy_up(self)
        self._timer = QTimer(self, interval=pulse)
        self._timer.timeout.connect(self._look)
        self._start(self._reader, store.pulse, self._begin, lambda error: None, None)

    # The year of the window

    @property
    def year(self) -> int:
        """The year that lists, numbers and reports open with."""
        return self._year

    def set_year(self, year: int) -> None:
        """Change the year of the window."""
        if year != self._year:
            self._year = year
            self.year_changed.emit(year)

    # Reading and writing

    def read(self) -> AbstractContextManager[Session]:
        """A short look at the data on the calling thread; a screen prefers `ask`."""
        return self.store.read()

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Read on the reading thread: `function(session, *args)` returns plain values, `done` gets them here.

        When `owner` has been deleted meanwhile, nobody is called."""

        def work() -> Any:
            with self.store.read() as session:
                return function(session, *args)

        self._start(self._reader, work, done, failed, owner)

    def do(
        self,
        action: str,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Done], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        reason: str | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Write on the writer thread, as one operation `action`: `function(session, *args)`.

        `done` gets what came of it. What was refused goes to `failed`, else to the window's `refused`; nothing is
        changed then. Any other exception is a bug and goes to the crash dialog."""

        def work() -> Done:
            self._last = None
            with self.store.write(action, reason=reason) as session:
                value = function(session, *args)
            return Done(value, self._last.operation if self._last else None)

        self._start(self._writer, work, done or (lambda _: None), failed, owner)

    def undo(
        self,
        *operations: UUID,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Take operations back on the writer thread, as one new operation."""
        self._start(self._writer, lambda: self.store.undo(*operations), done or (lambda _: None), failed, None)

    def undo_last(self, done: Callable[[Any], object] | None = None) -> None:
        """Take back the newest operation that stands and may be undone; `done` gets it, or None when there is none."""

        def work() -> Any:
            entry = self.store.undoable()
            if entry is not None:
                self.store.undo(entry.id)
            return entry

        self._start(self._writer, work, done or (lambda _: None), None, None)

    def redo_last(self, done: Callable[[Any], object] | None = None) -> None:
        """Take the newest undo back, where nothing new was done since; `done` gets it, or None."""

        def work() -> Any:
            entry = self.store.redoable()
            if entry is not None:
                self.store.undo(entry.id)
            return entry

        self._start(self._writer, work, done or (lambda _: None), None, None)

    @property
    def busy(self) -> bool:
        """Whether something asked or done has not come back yet."""
        return self._open > 0

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None,
        owner: QObject | None,
    ) -> None:
        if self._closed:
            return
        self._open += 1
        if self._open == 1:
            self.busy_changed.emit(True)
        pool.submit(work).add_done_callback(lambda future: self._ended.emit((future, done, failed, owner)))

    def _deliver(self, ended: tuple[Future[Any], Callable[..., object], Callable[..., object] | None, Any]) -> None:
        future, done, failed, owner = ended
        try:
            self._bring_back(future, done, failed, owner)
        finally:
            self._open -= 1
            if self._open == 0:
                self.busy_changed.emit(False)

    def _bring_back(
        self, future: Future[Any], done: Callable[..., object], failed: Callable[..., object] | None, owner: Any
    ) -> None:
        if future.cancelled() or (owner is not None and not isValid(owner)):
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif failed is not None and isinstance(error, Refused):
            failed(error)
        elif isinstance(error, Refused):
            self.refused.emit(error)
        else:
            raise error  # a bug: the crash guard keeps drafts and tells the person

    # News

    def _listen(self, changes: Changes) -> None:
        """Called by the store on the thread that wrote."""
        self._last = changes
        self._own += 1
        self._heard.emit(changes)

    def _tell(self, changes: Changes) -> None:
        self.saved.emit()
        self.changed.emit(changes)

    def _begin(self, pulse: int) -> None:
        self._pulse, self._own = pulse, 0
        self._timer.start()

    def _look(self) -> None:
        if not self.busy:
            self._start(self._reader, lambda: (self.store.pulse(), self._own), self._compare, lambda error: None, None)

    def _compare(self, found: tuple[int, int]) -> None:
        pulse, own = found
        elsewhere = pulse != self._pulse + own
        self._pulse, self._own = pulse, self._own - own
        if elsewhere:
            self.changed.emit(None)

    def close(self) -> None:
        """Stop looking, finish what is being written, drop what is being read; what is asked later is not heard."""
        self._timer.stop()
        self._tidy.stop()
        self._closed = True
        if self._listen in self.store.listeners:
            self.store.listeners.remove(self._listen)
        self.jobs.close()
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
