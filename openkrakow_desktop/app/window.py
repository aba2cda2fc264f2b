"""`run`: from the command to a window. No Qt before it is known that there is a screen; the rest is start.py."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from ..core.settings import Settings, preferred_language
from ..core.words import Words

EARLY = ("app",)  # the files of words that the frame needs
ENVIRONMENT = 3  # exit code: no display


def run(*, db: str = "", language: str = "") -> int:
    """Open the window and stay until it is closed. The exit code: 0, or 3 where there is no display.

    `db` (a path or address) comes before OPENKRAKOW_DB, and that before the database opened last (decisions.md 19)."""
    settings = Settings()
    words = Words(preferred_language(language, settings), parts=EARLY)
    if not has_display():
        sys.stderr.write(words("frame.no_display") + "\n")
        return ENVIRONMENT
    place = db or os.environ.get("OPENKRAKOW_DB", "") or settings.get("database", "")
    gc.disable()  # from now on the GUI thread collects, and only it (gui/tidying.py)
    from PySide6.QtWidgets import QApplication

    spare_sources()
    from .start import OneWindow, Start, dress

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Open Krakow")
    app.setDesktopFileName("openkrakow")
    dress(app, settings)
    guard = OneWindow(place)
    if guard.raise_other():
        sys.stderr.write(words("frame.raised") + "\n")
        return 0
    start = Start(app, settings, words, place, guard)
    start.window.show()
    code = app.exec()
    start.leave()
    return code


def has_display() -> bool:
    """Whether there is a screen (or a platform without one was asked for) to open a window on."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def spare_sources() -> None:
    """Let PySide not read the source of every module that is imported after it.

    It looks in each for its own name, because of "features" that we do not use: 5 MB of SQLAlchemy among them, a tenth
    of a start. Which modules use Qt is known from their names."""
    feature: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda module: module.__name__.startswith("openkrakow_desktop.")
