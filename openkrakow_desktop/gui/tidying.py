"""Garbage is collected on the GUI thread, every half second; no other thread ever destroys a window's object."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ..core.garbage import collect_due, only_when_asked

EVERY = 500  # milliseconds


def tidy_up(owner: QObject) -> QTimer:
    """Collect for as long as `owner` lives or the timer runs; call it on the GUI thread."""
    only_when_asked()
    timer = QTimer(owner, interval=EVERY)
    timer.timeout.connect(collect_due)
    timer.start()
    return timer
