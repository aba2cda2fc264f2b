"""Writing files for people: where they shall lie (the last folder is proposed), progress, and what went wrong.

The work itself is a plain function of the job thread; it writes through core/files, so an old file stays until the new
one is whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ..core.problems import Refused
from . import dialogs
from .desk import Desk
from .jobs import Job
from .saying import problem_words


def last_folder(desk: Desk) -> Path:
    """Where files were written last; at first the person's own folder."""
    return Path(str(desk.settings.get("export_folder") or Path.home()))


def keep_folder(desk: Desk, folder: Path) -> None:
    """Propose this folder the next time."""
    desk.settings.set("export_folder", str(folder))


def ask_place(desk: Desk, page: QWidget, title: str, kinds: str, name: str) -> Path | None:
    """Where to write a file, `name` being proposed; the folder is remembered. `kinds`: as Qt writes them ("PDF
    (*.pdf)"). None when the person thought better."""
    chosen = dialogs.save_file(page, title, kinds, last_folder(desk) / name)
    if chosen is not None:
        keep_folder(desk, chosen.parent)
    return chosen


def write_with_progress(
    desk: Desk, page: QWidget, title: str, work: Callable[[Any], Any], done: Callable[[Any], object]
) -> Job:
    """Run long work with progress that can be stopped; `done` gets what it made, what could not be written is told."""
    job = desk.jobs.start(work)
    dialogs.ProgressWindow(page.window(), desk.words, title, job)
    job.succeeded.connect(done)
    job.failed.connect(partial(tell_not_written, page, desk))
    return job


def tell_not_written(page: QWidget, desk: Desk, error: Exception) -> None:
    """A file that could not be written: what happened, what is safe. Any other exception is a bug and goes on."""
    w = desk.words
    if isinstance(error, Refused):
        said = "\n".join(problem_words(problem, w) for problem in error.problems)
    elif isinstance(error, OSError):
        said = w("refused.cannot_write")
    else:
        raise error
    dialogs.tell(page.window(), w, w("refused.not_written"), said)
