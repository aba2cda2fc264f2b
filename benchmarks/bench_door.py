"""The door's tap: from the press to the row on the disk, against a bare durable commit of the same row in sqlite3.

Taps go through the window's own writer thread, one after another; then again while another thread copies the database
and writes the year's workbook without a pause. The budget is 20 ms (decisions.md 27)."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core import store_engine
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.at_door import count_in
from openkrakow_desktop.events.model import EventSession, TallyCategory
from openkrakow_desktop.overview.year_book import year_book as made_book
from openkrakow_desktop.programme.catalogue import catalogue

from .measure import elapsed, ratio
from .office import TODAY, YEAR, office

TAPS = 30  # of each median
BUDGET = 0.020  # seconds


class Door:
    """A busy evening in an office's database: 300 people are in already."""

    def __init__(self, folder: Path) -> None:
        source = office().path
        assert source is not None
        shutil.copyfile(source, folder / "office.okdb")
        self.store = Store(folder / "office.okdb").open()
        self.store.guard, self.store.irrevocable = DECLARED.guard, DECLARED.irrevocable()
        with self.store.read() as session:
            ids = list(session.scalars(select(EventSession.id).order_by(EventSession.held_on.desc())))
        self.key = self._open_session(ids)
        for _ in range(300):
            self.tap()

    def _open_session(self, ids: list[UUID]) -> UUID:
        """A session at which people can be counted."""
        for key in ids:
            try:
                with self.store.write("door.tap") as session:
                    count_in(session, key, new_key(), None, "bench", dt.datetime.now(dt.UTC))
                return key
            except Refused:
                continue
        raise LookupError("no session is open")

    def tap(self) -> None:
        """One press, durable."""
        with self.store.write("door.tap") as session:
            count_in(session, self.key, new_key(), TallyCategory.ADULTS, "bench", Clock().now())


def bare(folder: Path) -> Callable[[], None]:
    """One durable commit of one such row by sqlite3 alone, with the program's own settings."""
    plain = sqlite3.connect(folder / "bare.okdb", isolation_level=None, check_same_thread=False)
    for name, value, _ in (*store_engine.RECIPE, store_engine.DURABLE):
        plain.execute(f"PRAGMA {name}={value}")
    plain.execute("CREATE TABLE entry (id BLOB PRIMARY KEY, session BLOB, kind TEXT, n INT, at TEXT, device TEXT)")

    def commit() -> None:
        row = (new_key().bytes, bytes(16), "TAP", 1, Clock().now().isoformat(), "bench")
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
        plain.execute("COMMIT")

    return commit


def median(work: Callable[[], object]) -> float:
    """Seconds that one of thirty takes."""
    return statistics.median(elapsed(work) for _ in range(TAPS))


@contextmanager
def year_book(store: Store, path: Path) -> Iterator[None]:
    """The year's workbook is written over and over, each time from a private copy of the database."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with store.snapshot() as still, still.read() as session:
                period = Period(YEAR, TODAY)
                made = made_book(session, period, words("pl"), catalogue(), DECLARED, now=Clock().now())
            write_excel(made, path)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        time.sleep(0.3)
        yield
    finally:
        stop.set()
        thread.join()


def main() -> None:
    """Print the ratios: alone against bare, alone against the budget, beside the year book against the budget."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DISK"), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        door = Door(folder)
        ratio("door: one tap, / bare durable commit", door.tap, bare(folder), target=8, timer=median)
        pause = partial(time.sleep, BUDGET)
        ratio("door: one tap, of 20 ms", door.tap, pause, target=1, timer=median)
        with year_book(door.store, folder / "year.xlsx"):
            ratio("door: one tap beside the year book, of 20 ms", door.tap, pause, target=1, timer=median)
        door.store.close()


if __name__ == "__main__":
    main()
