"""A list of 400,000 rows: its keys in order, what it adds to memory, the longest time the window stands still.

The yardstick of the keys is the same ids in the same order, fetched in windows by hand with sqlite3. Memory and frames
are of a process of its own that opens the list and scrolls it from end to end (offscreen where there is no screen);
what it adds is the growth of the most memory the process ever held."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openkrakow_desktop.core.keys import new_keys
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.listing import CHUNK, View, keys_of
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.shape import insert_rows, shape
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.store_engine import commit
from openkrakow_desktop.point.feature import CONTACTS
from openkrakow_desktop.point.model import Topic

from .measure import Ratio, ratio

ROWS, RUNS = 400_000, 7
MEMORY, FRAME = 30, 0.1  # MiB, seconds
SCAN = "SELECT id FROM contact ORDER BY contacted_on DESC, id DESC"
CHILD = """
    import gc, json, sys, time
    from pathlib import Path
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication
    from openkrakow_desktop.app.features import DECLARED
    from openkrakow_desktop.core.clock import Clock
    from openkrakow_desktop.core.listing import View
    from openkrakow_desktop.core.store import Store
    from openkrakow_desktop.core.words import words
    from openkrakow_desktop.gui import theme
    from openkrakow_desktop.gui.desk import Desk
    from openkrakow_desktop.gui.register_model import RegisterModel
    from openkrakow_desktop.gui.register_table import RegisterTable

    def settle():
        loop = QEventLoop()
        look = QTimer(interval=20)
        look.timeout.connect(lambda: desk.busy or loop.quit())
        look.start()
        loop.exec()

    def held():
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 2**10

    app = QApplication([])
    theme.apply(app)
    desk = Desk(Store(sys.argv[1]).open(check=False), words("pl"), Clock(), DECLARED)
    rows = RegisterModel(desk, DECLARED.registers["contact"], View(year=int(sys.argv[2])))
    gc.freeze()  # as app/start.py does once everything is loaded
    table = RegisterTable(rows, "list")
    table.resize(1280, 800)
    table.show()
    rows.reload()
    settle()
    few, before = rows.rowCount(), held()

    last, longest = time.perf_counter(), 0.0

    def beat():
        global last, longest
        now = time.perf_counter()
        last, longest = now, max(longest, now - last)

    heart = QTimer(interval=0)
    heart.timeout.connect(beat)
    heart.start()
    rows.show(View())
    settle()
    bar = table.verticalScrollBar()
    steps = [bar.maximum() * n // 60 for n in range(61)] + [n * 30 for n in range(60)]
    scrolling, turn = QEventLoop(), QTimer(interval=15)
    turn.timeout.connect(lambda: bar.setValue(steps.pop()) if steps else scrolling.quit())
    turn.start()
    scrolling.exec()
    settle()
    print(json.dumps({"few": few, "all": rows.rowCount(), "added": held() - before, "frame": longest}))
    desk.close()
"""


def fill(store: Store) -> None:
    """Contacts of eight years; a tenth of a percent in a year before them. Written past the journal, to save time."""
    first = dt.date(2018, 1, 1)
    days = [first + dt.timedelta(n % 2900) if n % 1000 else dt.date(2016, 5, 5) for n in range(ROWS)]
    known = shape("contact")
    columns: dict[str, Sequence[Any]] = {"id": new_keys(ROWS), "version": [1] * ROWS, "contacted_on": days}
    given = {"language": SpokenLanguage.UKRAINIAN, "topics": (Topic.CULTURE.value,)}
    for name in known.fields:
        columns.setdefault(name, [given.get(name, known.default(name))] * ROWS)
    for name, _ in known.derived:
        columns[name] = [""] * ROWS
    with store.transaction() as session:
        insert_rows(session.connection(), known.table, columns)
        commit(session)


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios. Raises RuntimeError where the child fails."""
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.okdb"
        store = Store(path, durable=False).create()
        fill(store)
        _keys(store, path)
        store.close()
        if sys.platform != "linux":
            print("memory and frames of the list are measured on Linux, where a process can read its own peak")
            return
        seen = [_child(path, folder) for _ in range(RUNS)]
    added = statistics.median(one["added"] for one in seen)
    print(f"{'a list of 400,000 rows, memory':<44} {added:>9.1f} MiB {MEMORY:>9} MiB {'':>9} <= {MEMORY} MiB"
          f"  {'ok' if added <= MEMORY else 'over'}")  # fmt: skip
    print(Ratio("… its longest frame, of 100 ms", statistics.median(one["frame"] for one in seen), FRAME, 1))


def _keys(store: Store, path: Path) -> None:
    raw = sqlite3.connect(path)

    def scan() -> int:
        found, cursor = 0, raw.execute(SCAN)
        while window := cursor.fetchmany(CHUNK):
            found += len(window)
        return found

    with store.read() as session:
        assert len(keys_of(session, CONTACTS, View())) == 16 * ROWS == 16 * scan()
        ratio("keys of a list of 400,000 / ids in windows", lambda: keys_of(session, CONTACTS, View()), scan, target=2)
    raw.close()


def _child(path: Path, home: str) -> dict[str, float]:
    environment = os.environ | {"OPENKRAKOW_HOME": home, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(path), "2016"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the child ended with {done.returncode}: {done.stderr[-2000:]}")
    told: dict[str, float] = json.loads(done.stdout)
    assert told["few"] == ROWS // 1000 and told["all"] == ROWS
    return told


if __name__ == "__main__":
    main()
