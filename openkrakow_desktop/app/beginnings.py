"""What a choice of the first page leads to: a new file, an existing one, invented data, a server. Nothing is written
before a place was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ..core.words import words
from ..gui import dialogs

if TYPE_CHECKING:
    from .start import Start

SUFFIX = ".okdb"


class Beginnings(QObject):
    """Carries one choice out."""

    def __init__(self, start: Start) -> None:
        super().__init__(start)
        self._start = start
        self._words = words(start.window.words.language)

    def begin(self, what: str) -> None:
        """Carry out one of first_run.CHOICES."""
        {"new": self._new, "open": self._open, "demo": self._demo, "server": self._server}[what]()

    def _folder(self) -> Path:
        last = str(self._start.settings.get("database") or "")
        return Path(last).parent if last and "://" not in last else Path.home()

    def _new(self) -> None:
        w = self._words
        proposed = self._folder() / w("first_run.proposed")
        path = dialogs.save_file(self._start.window, w("first_run.new_file"), w("first_run.file_kind"), proposed)
        if path is not None:
            self._start.open(str(path), create=True)

    def _open(self) -> None:
        w = self._words
        path = dialogs.open_file(self._start.window, w("first_run.open_file"), w("first_run.file_kind"), self._folder())
        if path is not None:
            self._start.open(str(path))

    def _demo(self) -> None:
        """Invented data in a file of their own, beside nothing that is real."""
        from ..paths import data_folder

        w, start = self._words, self._start
        folder, clock = data_folder() / "demo", start.clock

        def work(progress: Any) -> str:
            from .demo.make import make_demo
            from .startup import demo_place, open_database

            folder.mkdir(parents=True, exist_ok=True)
            place = demo_place("", folder)
            opened = open_database(place, create=True)
            try:
                make_demo(opened.store, opened.declared, clock, progress=progress)
            finally:
                opened.store.close()
            return place

        job = start.jobs.start(work)
        dialogs.ProgressWindow(start.window, w, w("first_run.making_demo"), job)
        job.succeeded.connect(start.open)
        job.failed.connect(start.not_opened)

    def _server(self) -> None:
        from .first_run import ServerPage

        page = ServerPage(self._words)
        page.given.connect(lambda address: self._start.open(address))
        page.left.connect(self._start.first_run)
        self._start.window.show_alone(page)
