"""One window per database file: a second start raises the first instead of opening the file again (decisions.md 17).

The lock is a file with the process number in the person's data folder; one left by a dead process is taken over. Only
windows lock: commands work beside an open window."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, Signal

from ..paths import data_folder

PATIENCE = 1500  # milliseconds that the other window has to answer
RAISE = b"raise"


class OneWindow(QObject):
    """The lock of one place; `raised` asks this window to come to the front. A server needs no lock."""

    raised = Signal()

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self._lock: QLockFile | None = None
        self._server: Any = None
        if place and "://" not in place:
            name = hashlib.sha256(str(Path(place).expanduser().resolve()).encode()).hexdigest()[:24]
            self._name = f"openkrakow-{name}"
            folder = data_folder() / "windows"
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = QLockFile(str(folder / f"{name}.lock"))
            self._lock.setStaleLockTime(0)  # only a dead process loses it, however long a window is open

    def take(self) -> bool:
        """Hold the place for this window; False when another window has it."""
        if self._lock is None or self._lock.isLocked():
            return True
        if not self._lock.tryLock(0):
            return False
        from PySide6.QtNetwork import QLocalServer  # after the first paint

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)
        return True

    def raise_other(self) -> bool:
        """Whether another window has the place and has come to the front."""
        if self._lock is None:
            return False
        if self._lock.tryLock(0):
            self._lock.unlock()
            return False
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(PATIENCE)
        answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(PATIENCE)  # it may have come meanwhile
        socket.disconnectFromServer()
        return answered

    def holder(self) -> int:
        """The process that holds the place, 0 when it is not known."""
        info: Any = self._lock.getLockInfo() if self._lock else None
        return int(info[0]) if isinstance(info, tuple) and info else 0

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.write(RAISE)
        socket.flush()
        socket.disconnected.connect(socket.deleteLater)
        self.raised.emit()

    def release(self) -> None:
        """Let another window have the place."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            self._lock.unlock()
