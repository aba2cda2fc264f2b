"""No thread but the GUI's destroys a window's object: the freeze that a collection on the reading thread once made."""

from __future__ import annotations

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from openkrakow_desktop.gui.desk import Desk


class Knot(QObject):
    """Garbage that only a collection finds, and that says on which thread it went."""

    def __init__(self, gone: list[str]) -> None:
        super().__init__()
        self.itself, self._gone = self, gone

    def __del__(self) -> None:
        self._gone.append(threading.current_thread().name)


def allocate(session: Session) -> int:
    """What a reading thread does all day: far more objects than one collection's worth."""
    return sum(len([[n] for n in range(1_000)]) for _ in range(200))


def test_a_reading_thread_destroys_nothing_of_the_window(desk: Desk, qtbot: Any) -> None:
    assert not gc.isenabled()
    gone: list[str] = []
    for _ in range(50):
        Knot(gone)
    read: list[int] = []
    desk.ask(allocate, done=read.append)
    qtbot.waitUntil(lambda: bool(read), timeout=20_000)
    assert "read_0" not in gone
    kept = [[n] for n in range(2_000)]  # more than a youngest generation
    qtbot.waitUntil(lambda: len(gone) == 50, timeout=20_000)
    assert set(gone) == {threading.main_thread().name} and len(kept) == 2_000
