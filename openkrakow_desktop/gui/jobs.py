"""Runs long work off the GUI thread, one at a time, and brings its news back as signals.

No QObject is ever made or destroyed by the worker: it holds only plain Python callables; the signals belong to Job,
which lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from ..core.work import Cancelled, Progress


class Job(QObject):
    """One piece of work; connect to its signals before control returns to the event loop."""

    progressed = Signal(int, int)  # done, of how many
    succeeded = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception
    cancelled = Signal()
    finished = Signal()  # after any of the three
    _ended = Signal(object)

    def __init__(self, work: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._progress = Progress(self.progressed.emit)
        self._work = work
        self._ended.connect(self._sort_out, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._progress.cancel()

    def _run(self) -> Any:
        self._progress.step(0, 0)  # cancelled while it waited: never begun
        self._progress.step(0, 0)  # cancelled while it waited: never begun
        return self._work(self._progress)

    def _sort_out(self, future: Future[Any]) -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self.succeeded.emit(future.result())
        elif isinstance(error, Cancelled | CancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)
        self.finished.emit()
        self.deleteLater()


class Jobs(QObject):
    """One worker thread: two pieces of its work never overlap."""

    def __init__(self, parent: QObject | None = None, name: str = "job") -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def start(self, work: Callable[[Progress], Any]) -> Job:
        """Queue the work; it is called with a Progress on the worker thread."""
        job = Job(work, self)
        self._pool.submit(job._run).add_done_callback(job._ended.emit)
        return job

    def close(self) -> None:
        """Ask everything to stop and wait until the worker has."""
        for job in self.findChildren(Job):
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
