"""Keeps the status bar true: saved when, which database, on which device, how old the last verified backup is."""

from __future__ import annotations

import datetime as dt
import platform

from PySide6.QtCore import QObject, QTimer

from ..core import backup
from ..core.clock import WARSAW, Clock
from ..core.formats import clock_time
from ..core.words import Words
from ..gui.desk import Desk
from ..gui.shell import StatusBar
from ..gui.widgets import announce
from .startup import backups_folder

COMPUTER = "computer_name"
MINUTE = 60_000
OLD = dt.timedelta(days=7)  # a backup older than this is said in red (robustness.md §1)


class StatusKeeper(QObject):
    """Facts in the order they are shown; saving is told here only, never in a dialog."""

    def __init__(self, bar: StatusBar, desk: Desk, is_demo: bool, worker: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._desk = bar, desk
        w = desk.words
        self.say(w("status_bar.ready", time=self._time()))
        bar.set_fact("database", *self._database())
        self.show_computer()
        if worker:
            bar.set_fact("worker", "contact", worker)
        self.refresh()
        if is_demo:
            bar.set_demo(w("status_bar.demo"), w("status_bar.demo_short"))
        desk.saved.connect(self._saved)
        self._timer = QTimer(self, interval=MINUTE)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()

    def show_computer(self) -> None:
        """The name of this computer; a server is one device for all of them."""
        if self._desk.store.path is not None:
            name = computer_name(self._desk)
            self._bar.set_fact("device", "laptop", self._desk.words("status_bar.device", name=name))

    def stop(self) -> None:
        """The bar is going."""
        self._timer.stop()
        self._desk.saved.disconnect(self._saved)
        self.deleteLater()

    def say(self, words: str) -> None:
        """Something about saving, in the first place of the bar."""
        self._bar.set_fact("saved", "check", words)

    def _time(self) -> str:
        return clock_time(self._desk.clock.now().astimezone(WARSAW).time())

    def _saved(self) -> None:
        said = self._desk.words("status_bar.saved", time=self._time())
        self.say(said)
        announce(self._bar, said)

    def _database(self) -> tuple[str, str]:
        path = self._desk.store.path
        if path is None:
            return "server", self._desk.words("status_bar.server", host=self._desk.store.url.host or "")
        return "database", path.name

    def refresh(self) -> None:
        """Look how old the last verified backup is; a damaged folder is no reason to stop."""
        last = backup.last_verified(backups_folder(self._desk.store))
        words, tone = backup_age(last, self._desk.clock, self._desk.words)
        self._bar.set_fact("backup", "history", words, tone)


def computer_name(desk: Desk) -> str:
    """What this computer is called on screen: what a person typed, else its name in the network."""
    return str(desk.settings.get(COMPUTER) or platform.node() or desk.store.device)


def backup_age(last: dt.datetime | None, clock: Clock, w: Words) -> tuple[str, str]:
    """The age of the last verified backup in words, and its tone: red once it is older than a week."""
    if last is None:
        return w("status_bar.backup_none"), "warn"
    age = clock.now() - last
    if age > OLD:
        return w.count("status_bar.backup_days", age.days), "bad"
    if age >= dt.timedelta(days=1):
        return w.count("status_bar.backup_days", age.days), "muted"
    hours, minutes = age.seconds // 3600, age.seconds // 60
    if hours:
        return w("status_bar.backup_hours", n=hours), "muted"
    return (w("status_bar.backup_minutes", n=minutes) if minutes else w("status_bar.backup_now")), "muted"
