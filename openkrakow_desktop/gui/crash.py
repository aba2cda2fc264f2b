"""What happens to an exception nobody foresaw: drafts are kept, plain words are shown, the application lives on.

The details name places in the program and kinds of errors, never messages or values: those may hold personal data."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Qt, Signal

from ..paths import ROOT
from ..version import VERSION

DEPTH = 40  # frames shown of one traceback


def details(error: BaseException) -> str:
    """The error as lines to copy: versions, the chain of error kinds, file, line and function of each frame."""
    lines = [
        f"Open Krakow Desktop {VERSION}, Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}"
    ]
    seen: BaseException | None = error
    told: set[int] = set()  # a chain can come back to itself: an error raised again while its own cause was handled
    while seen is not None and id(seen) not in told:
        told.add(id(seen))
        lines += ["", f"{type(seen).__module__}.{type(seen).__qualname__}"]
        for frame in traceback.extract_tb(seen.__traceback__)[-DEPTH:]:
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _short(file: str) -> str:
    """A file without the folders above the project: they may hold a person's name."""
    if file.startswith(str(ROOT)):
        return file[len(str(ROOT)) + 1 :]
    parts = file.replace("\\", "/").split("/")
    return "/".join(parts[-3:])


class CrashGuard(QObject):
    """Catches what escapes from slots and threads. `before` keeps drafts, `show` tells the person (GUI thread)."""

    _caught = Signal(object)

    def __init__(
        self, show: Callable[[str], None], before: Callable[[], None] = lambda: None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._show, self._before, self._showing = show, before, False
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the place of Python's own hooks."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.stderr.write(details(error) + "\n")
        self._caught.emit(error)

    def _tell(self, error: BaseException) -> None:
        if self._showing:  # one window at a time: an error while painting would open hundreds
            return
        self._showing = True
        try:
            self._before()
            self._show(details(error))
        finally:
            self._showing = False
