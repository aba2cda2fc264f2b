"""The door's screen driven as a staff member does: keys, clicks, a scanner; and what the journal says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import select

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.journal import events
from openkrakow_desktop.core.journal_tables import change
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, attendance_of
from openkrakow_desktop.events.model import (
    Attendance,
    AttendanceMode,
    EventSession,
    NamingPurpose,
    SessionEntry,
)
from openkrakow_desktop.events.screen.door import DoorPage
from openkrakow_desktop.gui.live_page import REST
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY
from tests.events.build import event, participant, person, put, sittings

NAMES = (("Łęcka", "Maria"), ("Lech", "Ołena"), ("Leczuk", "Andrij"), ("Kłeczek", "Zofia"))


class Ticking:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self._at = dt.datetime.combine(TODAY, dt.time(17), dt.UTC)

    def __call__(self) -> dt.datetime:
        self._at += dt.timedelta(seconds=1)
        return self._at


class AtDoor:
    """A window with the door open for a session of today."""

    def __init__(self, store: Store, qtbot: Any, session_id: UUID, **options: Any) -> None:
        self.qtbot, self.store, self.session_id = qtbot, store, session_id
        self.opened = OpenWindow(store, qtbot, **options)
        self.desk, self.window = self.opened.desk, self.opened.window
        self.desk.clock = Clock(Ticking())
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=20_000)
        self.desk.open_asked.emit("door", session_id)
        self.page: DoorPage = self.window.findChild(DoorPage)
        self.page._quiet.setInterval(600_000)  # what is said stays, however slow the machine is
        self.wait()

    def wait(self) -> None:
        """Everything asked and written has come back, and the page shows it."""
        page, desk = self.page, self.desk
        self.qtbot.wait(REST + 10)  # what was written is read again a moment later
        self.qtbot.waitUntil(
            lambda: page.is_loaded and not (page.work.steps.under_way or page.guests.is_searching or desk.busy),
            timeout=20_000,
        )

    @property
    def focus(self) -> QWidget:
        widget = self.window.focusWidget()
        assert widget is not None
        return widget

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)

    def keys(self, typed: str) -> None:
        """Each key goes to whatever has the keyboard by then."""
        for one in typed:
            self.qtbot.keyClick(self.focus, one)

    def scan(self, code: str) -> None:
        """A scanner: the code and Enter, faster than anybody types."""
        self.keys(code)
        self.key(Qt.Key.Key_Return)

    def press(self, name: str) -> None:
        """Click the visible button of this name."""
        found = [one for one in self.page.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()]
        assert found, [one.accessibleName() for one in self.page.findChildren(QPushButton) if one.isVisible()]
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    @property
    def number(self) -> int:
        """What the huge number shows."""
        return self.page.counter.number.number

    def counted(self) -> Headcount:
        """What the database says, by the counting that the measures use."""
        with self.store.read() as session:
            return attendance_of(session, self.session_id)

    def said(self) -> str:
        """What the page said last."""
        return " ".join(one.accessibleName() for one in self.page.counter.said.findChildren(QWidget))

    def sitting(self) -> EventSession:
        with self.store.read() as session:
            return session.get_one(EventSession, self.session_id)

    def close(self) -> None:
        self.opened.close()


def evening(store: Store, mode: AttendanceMode = AttendanceMode.NAMED, **values: Any) -> tuple[UUID, list[UUID]]:
    """A session of today with four people on its list; the keys of the session and of the cards."""
    with store.write("event.add") as session:
        if mode is AttendanceMode.NAMED:
            values = {"purpose": NamingPurpose.LIMITED_PLACES} | values
        key = event(session, "Warsztat kulinarny", TODAY, attendance_mode=mode, **values)
        cards = []
        if mode is not AttendanceMode.ANONYMOUS:
            named = mode is AttendanceMode.NAMED
            cards = [participant(session, person(session, *name) if named else None) for name in NAMES]
            for card in cards:
                put(session, "registration", event_id=key, participant_id=card)
        return sittings(session, key)[0], cards


def journaled(store: Store, session_id: UUID) -> Headcount:
    """The headcount as the journal alone tells it: every row of the session, replayed from its operations."""
    with store.read() as session:
        connection = session.connection()
        taps, people = 0, 0
        for model in (SessionEntry, Attendance):
            table = model.__tablename__
            rows = connection.scalars(select(change.c.row_id).where(change.c.table_name == table).distinct())
            for told in events(connection, table, list(rows), store.upgrade).values():
                values: dict[str, Any] = {}
                alive = False
                for one in told:
                    alive = one.kind != "delete"
                    values |= one.after()
                if alive and UUID(str(values["session_id"])) == session_id:
                    taps += values["n"] if model is SessionEntry else 0
                    people += model is Attendance and values.get("state", "PRESENT") == "PRESENT"
        return Headcount(people, taps)
