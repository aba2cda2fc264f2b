"""Long work as plain functions: they take a Progress and ask it now and then whether to go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Cancelled(Exception):
    """The user asked to stop; nothing was written."""


class Progress:
    """Told by the work, watched by the window; callable as `progress(done, total)`."""

    def __init__(self, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
        self._tell = tell
        self._stop = threading.Event()

    def cancel(self) -> None:
        self._stop.set()

    def step(self, done: int, total: int) -> None:
        """Say how far the work is. Raises Cancelled when the user has asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._tell(done, total)

    __call__ = step

    def over(self, items: Iterable[T], total: int) -> Iterator[T]:
        """The items, telling the progress before each."""
        for done, item in enumerate(items):
            self.step(done, total)
            yield item
        self.step(total, total)
