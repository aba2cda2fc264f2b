"""The window against a bare PySide6 window, whole processes: first paint, the first hundred rows, the first chart.

The bare window is a QMainWindow with one word in its middle. Each child ends itself the moment the thing is on the
screen (offscreen where there is none); a heavy library imported before the first paint fails the child."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

from .measure import ratio

ROWS = 100
RUNS = 9
BARE = """
    import os
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event):
            super().paintEvent(event)
            QTimer.singleShot(0, lambda: os._exit(0))

    app = QApplication([])
    window = Window()
    window.setCentralWidget(QLabel("Hello", alignment=Qt.AlignmentFlag.AlignCenter))
    window.resize(1280, 800)
    window.show()
    app.exec()
"""
PAINT = """
    import os, sys
    from openkrakow_desktop.app import window

    def painted(start):
        heavy = {"sqlalchemy", "alembic", "openpyxl", "reportlab"} & set(sys.modules)
        os._exit(3 if heavy else 0)

    def spare(plain=window.spare_sources):
        plain()
        from openkrakow_desktop.app import start
        start.Start.begin = painted

    window.spare_sources = spare
    window.run(db=sys.argv[1], language="pl")
"""
LIST = """
    import os, sys
    from openkrakow_desktop.app import window

    def spare(plain=window.spare_sources):
        plain()
        from openkrakow_desktop.app import main_window
        main_window.START = "point"
        settle = main_window.MainWindow.settle

        def settled(self, rooms):
            settle(self, rooms)
            rows = rooms.page("point").show_one("contact").rows
            rows.loaded.connect(lambda: os._exit(0 if rows.rowCount() >= 100 else 4))

        main_window.MainWindow.settle = settled

    window.spare_sources = spare
    window.run(db=sys.argv[1], language="pl")
"""
CHART = """
    import os, sys
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow
    from openkrakow_desktop.core.words import Words
    from openkrakow_desktop.gui import theme
    from openkrakow_desktop.gui.layout import column
    from openkrakow_desktop.gui.widgets import text

    class Window(QMainWindow):
        def paintEvent(self, event):
            super().paintEvent(event)
            QTimer.singleShot(0, lambda: os._exit(0))

    app = QApplication([])
    theme.apply(app)
    words = Words("pl", parts=("gui",))
    parts = [text("Według miesięcy", "strong")]
    if sys.argv[1] == "chart":
        from openkrakow_desktop.gui.charts import MonthBars
        parts.append(MonthBars(words, "Wydarzenia", [9, 11, 13, 10, 12, 14, 3, 2, 10, 13, 12, 9]))
    window = Window()
    window.setCentralWidget(column(*parts, 1))
    window.resize(1280, 800)
    window.show()
    app.exec()
"""


def main() -> None:
    """Print the three ratios."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.okdb"
        _fill(database)
        bare = _child(BARE, folder)
        ratio("first paint: frame and sidebar", _child(PAINT, folder, database), bare, runs=RUNS, target=1.5)
        ratio(f"first {ROWS} rows of a list", _child(LIST, folder, database), bare, runs=RUNS, target=3.5)
        plain = _child(CHART, folder, "plain")
        ratio(
            "first chart, against the window without it", _child(CHART, folder, "chart"), plain, runs=RUNS, target=1.4
        )


def _child(source: str, home: str, *arguments: object) -> Callable[[], object]:
    """A run of this source in a process of its own. Bytecode is kept beside the database: the first run compiles."""
    command = [sys.executable, "-c", textwrap.dedent(source), *map(str, arguments)]
    environment = os.environ | {
        "OPENKRAKOW_HOME": home,
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "PYTHONPYCACHEPREFIX": str(Path(home) / "bytecode"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")

    def run() -> None:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the child ended with {done.returncode}: {done.stderr[-2000:]}")

    run()  # compiled and in the disk cache before anything is timed
    return run


def _fill(database: Path) -> None:
    """A database with a few hundred contacts of this year."""
    from openkrakow_desktop.app.startup import open_database
    from openkrakow_desktop.core.clock import Clock
    from openkrakow_desktop.core.languages import SpokenLanguage
    from openkrakow_desktop.point.feature import CONTACTS
    from openkrakow_desktop.point.model import Topic

    opened, today = open_database(database, create=True), Clock().today()
    draft = {"contacted_on": today, "language": SpokenLanguage.POLISH, "topics": (next(iter(Topic)).value,)}
    try:
        with opened.store.read() as session:
            draft = CONTACTS.draft(session, None) | draft
        with opened.store.write("contact.add") as session:
            for _ in range(3 * ROWS):
                CONTACTS.put(session, None, draft, today)
    finally:
        opened.store.close()


if __name__ == "__main__":
    main()
