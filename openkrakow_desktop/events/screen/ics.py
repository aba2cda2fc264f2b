"""Asking where a calendar file shall go, and writing it off the GUI thread from a private copy of the data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ...core.text import fold
from ...gui import dialogs
from ...gui.desk import Desk
from ...gui.report_writer import tell_not_written
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
    folder = Path(str(desk.settings.get("export_folder") or Path.home()))
    said = f"{w('ics.name')} {name}"
    proposed = folder / f"{fold(said).replace(' ', '-')}.ics"
    path = dialogs.save_file(page, w("ics.export"), f"{w('ics.file')} (*.ics)", proposed)
    if path is not None:
        desk.settings.set("export_folder", str(path.parent))
        write(desk, page, chosen, path)


def write(desk: Desk, page: QWidget, chosen: Chosen, path: Path) -> None:
    """Write the file; how many entries it got is announced, what went wrong is told."""
    words, now = desk.words, desk.clock.now()

    def work(_progress: Any) -> int:
        with desk.store.snapshot() as still, still.read() as session:
            return write_ics(session, path, chosen, words, now)

    job = desk.jobs.start(work)
    dialogs.ProgressWindow(page.window(), words, words("ics.writing"), job)
    job.succeeded.connect(lambda count: announce(page, words.count("ics.written", count, file=path.name)))
    job.failed.connect(lambda error: tell_not_written(page, desk, error))
