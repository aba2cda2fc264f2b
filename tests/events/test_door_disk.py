"""The disk in the way of the door: locked, full, killed; nothing that was shown as counted is lost, nothing waits."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core import proof, store_engine
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Problem, Unavailable
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.counting import Headcount
from openkrakow_desktop.events.model import Attendance, SessionEntry
from openkrakow_desktop.events.screen.door import DoorPage
from openkrakow_desktop.overview.year_book import year_book
from openkrakow_desktop.programme.catalogue import catalogue
from tests.demo_data import TODAY, YEAR, guarded
from tests.events.at_the_door import AtDoor, evening, journaled
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here

ROOT = Path(__file__).parents[2]
Key = Qt.Key


@pytest.fixture
def door(sqlite_store: Store, qtbot: Any) -> Iterator[AtDoor]:
    """The door of a session of today."""
    key, _ = evening(sqlite_store)
    made = AtDoor(guarded(sqlite_store), qtbot, key)
    yield made
    made.close()


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, key: str) -> Iterator[None]:
    """Every commit is refused like this, until the end."""

    def commit(session: Any) -> None:
        raise Unavailable(Problem("", key))

    with monkeypatch.context() as patched:
        patched.setattr(store_engine, "commit", commit)
        yield


@pytest.mark.parametrize("key", ["problem.database_disk_full", "problem.database_locked"])
def test_refused_presses_stay_and_are_written_when_asked(
    door: AtDoor, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    door.key(Key.Key_Space)
    door.wait()
    with refusing(monkeypatch, key):
        door.key(Key.Key_Space)
        door.key(Key.Key_2)
        door.keys("lech")
        door.wait()
        door.key(Key.Key_Return)
        door.wait()
        assert (door.number, door.page.counter.number.pending) == (1, 3)  # shown beside the number, not in it
        assert door.desk.words(key) in door.page._noted and "3 wpisy" in door.page._noted
        assert door.counted() == Headcount(0, 1)
        door.press("Spróbuj ponownie")
        door.wait()
        assert (door.number, door.page.counter.number.pending) == (1, 3)
    door.press("Spróbuj ponownie")
    door.wait()
    assert (door.number, door.page.counter.number.pending) == (4, 0)
    assert journaled(door.store, door.session_id) == Headcount(1, 3) and door.page._noted == ""


def test_a_later_press_that_succeeds_brings_the_stuck_ones_along(door: AtDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing(monkeypatch, "problem.database_locked"):
        for _ in range(3):
            door.key(Key.Key_Space)
        door.key(Key.Key_Backspace)  # the last was never counted: it just goes
        door.wait()
    door.key(Key.Key_Space)
    door.wait()
    assert door.number == 3 and journaled(door.store, door.session_id) == Headcount(0, 3)


def test_a_commit_in_doubt_counts_once(door: AtDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row went in, but the answer said otherwise: written again under its key, it is one guest."""
    real = store_engine.commit

    def commit(session: Any) -> None:
        real(session)
        raise Unavailable(Problem("", "problem.database_disk_error"))

    with monkeypatch.context() as patched:
        patched.setattr(store_engine, "commit", commit)
        door.key(Key.Key_Space)
        door.wait()
    door.press("Spróbuj ponownie")
    door.wait()
    door.key(Key.Key_Space)
    door.wait()
    assert door.counted() == Headcount(0, 2) and door.number == 2 and door.page.counter.number.pending == 0


def test_another_language_keeps_what_is_not_saved(door: AtDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is built anew; what stands beside the number is still there, and is written from the new page."""
    with refusing(monkeypatch, "problem.database_disk_full"):
        door.key(Key.Key_Space)
        door.key(Key.Key_1)
        door.wait()
        door.opened.rooms.speak("en")
        door.desk.open_asked.emit("door", door.session_id)
        door.qtbot.wait(50)
        door.page = next(one for one in door.window.findChildren(DoorPage) if one.isVisible())
        door.wait()
        assert (door.number, door.page.counter.number.pending) == (0, 2)
    door.press("Try again")
    door.wait()
    assert (door.number, door.counted()) == (2, Headcount(0, 2))


def test_the_screen_does_not_wait_for_a_lock(door: AtDoor) -> None:
    """Another process holds the file: presses are taken at once and stand as pending until it lets go."""
    assert door.store.path is not None
    other = sqlite3.connect(door.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        for _ in range(4):
            began = time.monotonic()
            door.key(Key.Key_Space)
            assert time.monotonic() - began < 2  # the lock is waited for ten seconds, elsewhere
        assert (door.number, door.page.counter.number.pending) == (0, 4)
        door.qtbot.waitUntil(lambda: door.page._saved_look == "Zapisuję…", timeout=5_000)
    finally:
        other.execute("ROLLBACK")
        other.close()
    door.wait()
    assert (door.number, door.page.counter.number.pending) == (4, 0)


# ---- while the year book is being written ----------------------------------------------------------------------------
def test_the_door_counts_while_the_year_book_is_written(demo_store: Store, qtbot: Any, tmp_path: Path) -> None:
    key, _ = evening(demo_store)
    door = AtDoor(demo_store, qtbot, key)
    written, stop, books = threading.Event(), threading.Event(), []

    def report() -> None:
        while not stop.is_set():
            with demo_store.snapshot() as still, still.read() as session:
                made = year_book(session, Period(YEAR, TODAY), words("pl"), catalogue(), DECLARED,
                                    now=door.desk.clock.now(), is_demo=True)  # fmt: skip
            books.append(write_excel(made, tmp_path / "rok.xlsx"))
            written.set()

    thread = threading.Thread(target=report)
    thread.start()
    pressed = 0
    try:
        while not written.is_set() and pressed < 3_000:
            door.key(Key.Key_Space)
            pressed += 1
            qtbot.wait(5)
        assert written.is_set() and pressed > 10
        stop.set()
        door.wait()
        assert door.number == pressed and door.counted() == Headcount(0, pressed)
    finally:
        stop.set()
        thread.join()
        door.close()
    with demo_store.read() as session:
        rows = session.query(SessionEntry).filter_by(session_id=key).order_by(SessionEntry.id).all()
        assert [one.at for one in rows] == sorted(one.at for one in rows if one.at) and len(rows) == pressed
    assert (tmp_path / "rok.xlsx").stat().st_size > 10_000


# ---- killed in the middle of a queue ---------------------------------------------------------------------------------
CHILD = """
import sys
from uuid import UUID
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.at_door import arrive, count_in, go_back, undo_entry
from openkrakow_desktop.events.model import TallyCategory

import_models()
store, key, card = Store(sys.argv[1]).open(), UUID(sys.argv[2]), UUID(sys.argv[3])
n = 0
while True:
    n += 1
    at = Clock().now()
    with store.write("door.tap") as session:
        entry = new_key()
        told = count_in(session, key, entry, TallyCategory.ADULTS if n % 3 else None, "door", at)
    print("tap", entry.hex, told.count.total, flush=True)
    if n % 7 == 0:
        with store.write("door.check_in") as session:
            arrive(session, key, card, at)
        print("came", flush=True)
        with store.write("door.uncheck") as session:
            go_back(session, key, card)
        print("left", flush=True)
    if n % 5 == 0:
        with store.write("door.take_back") as session:
            undo_entry(session, key, entry)
        print("back", entry.hex, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL there")
def test_killed_in_the_middle_of_a_queue_nothing_acknowledged_is_lost(
    make_sqlite: Callable[..., Store], thorough: bool
) -> None:
    for round_ in range(30 if thorough else 4):
        store = make_sqlite()
        key, cards = evening(store)
        said = _killed_after(store, key, cards[0], 12 + 17 * round_)
        taps = [line.split()[1] for line in said if line.startswith("tap")]
        back = {line.split()[1] for line in said if line.startswith("back")}
        with store.read() as session:
            there = {one.id.hex for one in session.query(SessionEntry)}
            noted = session.query(Attendance).count()
        lost = [one for one in taps if one not in there and one not in back]
        assert lost == [] or lost == taps[-1:], lost  # the last may have been taken back just before the kill
        if lost:
            assert len(taps) % 5 == 0
        assert len(there - set(taps)) <= 1  # one that stood on the disk and was not yet told
        assert noted == 1 or "came" not in said
        assert proof.verify(store, rows=True).findings == ()


def _killed_after(store: Store, key: UUID, card: UUID, lines: int) -> list[str]:
    """What a child at this door had acknowledged when it was killed."""
    line = [sys.executable, "-c", CHILD, str(store.path), str(key), str(card)]
    child = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    whole = rest.splitlines() if rest.endswith("\n") else rest.splitlines()[:-1]
    assert child.returncode == -signal.SIGKILL and all(said)
    return [*said, *whole]
