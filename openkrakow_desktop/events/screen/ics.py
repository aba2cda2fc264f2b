"""Asking where a calendar file shall go, and writing it off the GUI thread from a private copy of the data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ...core.text import fold
from ...gui.desk import Desk
from ...gui.file_writer import ask_place, write_with_progress
from ...gui.widgets import announce
from ..ics import Chosen, write_ics


def offer_ics(desk: Desk, page: QWidget, first: dt.date, last: dt.date) -> None:
    """Ask for a file and write every event with a session from `first` to `last` into it."""
    _offer(desk, page, Chosen(first, last), f"{first:%Y-%m-%d}-{last:%Y-%m-%d}")


def offer_ics_of_series(desk: Desk, page: QWidget, series_id: UUID, name: str) -> None:
    """The same of one series."""
    _offer(desk, page, Chosen(series_id=series_id), name)


def _offer(desk: Desk, page: QWidget, chosen: Chosen, name: str) -> None:
    w = desk.words
    said = f"{w('ics.name')} {name}"
    proposed = f"{fold(said).replace(' ', '-')}.ics"
    path = ask_place(desk, page, w("ics.export"), f"{w('ics.file')} (*.ics)", proposed)
    if path is not None:
        write(desk, page, chosen, path)


def write(desk: Desk, page: QWidget, chosen: Chosen, path: Path) -> None:
    """Write the file; how many entries it got is announced, what went wrong is told."""
    words, now = desk.words, desk.clock.now()

    def work(_progress: Any) -> int:
        with desk.store.snapshot() as still, still.read() as session:
            return write_ics(session, path, chosen, words, now)

    def done(count: int) -> None:
        announce(page, words.count("ics.written", count, file=path.name))

    write_with_progress(desk, page, words("ics.writing"), work, done)
