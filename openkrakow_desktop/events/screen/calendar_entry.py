"""The line in which a new event is typed straight into its day: what Enter would plan stands under it as one types.

What cannot be planned says why under the line, and the text stays."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.formats import clock_time, day
from ...core.problems import Refused
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk, Done
from ...gui.layout import column, row
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, key, mark_problem, set_tone, text
from ..model import EventType
from ..typed_event import Proposal, Typed, plan_line, propose, read_line
from .calendar_words import day_name

REST = 120  # milliseconds after the last letter until the preview is read
WIDE = 30  # em
SIDE = 1.5  # grid units


class EntryLine(QFrame):
    """Lies over the day it belongs to. Enter plans, Ctrl+Enter opens the form with everything filled in, Esc leaves."""

    planned = Signal(object, str)  # Done with the event's key, what was planned
    form_asked = Signal(object)  # values of a new event
    left = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self._page = desk, page
        self._day, self._hour = dt.date.min, None  # type: dt.date, dt.time | None
        self._busy = False
        w = desk.words
        self.setProperty("box", "undo")
        self._named = {kind: w.choice(kind) for kind in EventType}
        self.line = QLineEdit()
        self.line.setPlaceholderText(w("calendar.entry_hint"))
        self._where = text("", "label", "muted")
        self._below = text("", "small", "muted", wrap=True)
        self._more = button(w("calendar.entry_form"), "quiet", does=self._ask_form)
        keys = row(
            key(w("calendar.key_enter")), text(w("calendar.entry_plan"), "small", "muted"), 1, self._more, gap=0.75
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in (SIDE, 1, SIDE, 1)))
        whole.addWidget(column(self._where, self.line, self._below, keys, gap=0.75))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._read)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self.plan)
        self.hide()

    def open(self, on: dt.date, hour: dt.time | None, letters: str, over: QRectF) -> None:
        """Begin an event on a day (at an hour where one is chosen) with these letters."""
        self._day, self._hour, self._busy = on, hour, False
        w = self.desk.words
        said = sentence(day_name(on, w)) + (f", {clock_time(hour)}" if hour is not None else "")
        self._where.setText(said)
        self.line.setAccessibleName(w("calendar.entry_name", day=said))
        self.line.setText(letters)
        self._say(w("calendar.entry_help"), "muted")
        self._over = over
        self.show()
        self._place()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.end(False)

    def _place(self) -> None:
        """Over its day, as far as the page has room."""
        t, page = theme.current(), self._page
        wide = min(max(t.em(WIDE), round(self._over.width())), page.width() - t.px(4))
        self.setFixedWidth(wide)
        inside = wide - 2 * (t.px(SIDE) + self.frameWidth())
        self._below.setFixedHeight(self._below.heightForWidth(inside))
        self.adjustSize()
        x = min(max(t.px(2), round(self._over.left())), page.width() - self.width() - t.px(2))
        y = min(max(t.px(1), round(self._over.top())), page.height() - self.height() - t.px(2))
        self.move(x, y)

    def _typed(self) -> None:
        mark_problem(self.line, False)
        self._rest.start()

    def _read(self) -> None:
        line = self.line.text()
        if not self.isVisible() or self._busy:
            return
        if not line.strip():
            self._say(self.desk.words("calendar.entry_help"), "muted")
            return
        self.desk.ask(_looked_at, line, self._day, self._named, self._hour, done=self._show, owner=self)

    def _show(self, found: Proposal | Refused) -> None:
        if not self.isVisible() or self._busy:
            return
        if isinstance(found, Refused):  # while one still types it is only said, not marked
            self._say(problem_words(found.problems[0], self.desk.words), "muted")
        else:
            self._say(self._preview(found), "muted")

    def _preview(self, found: Proposal) -> str:
        w = self.desk.words
        parts = [_hours(found.typed), found.typed.title, w.choice(found.type), found.venue]
        said = " · ".join(one for one in parts if one)
        if found.like is not None:
            said += f"\n{w('calendar.entry_like', day=day(found.like, w.language))}"
        return said

    def _say(self, said: str, tone: str) -> None:
        self._below.setText(said)
        set_tone(self._below, tone)
        self.line.setAccessibleDescription(said)
        if self.isVisible():
            self._place()

    def plan(self) -> None:
        """Plan what was typed."""
        if self._busy:
            return
        self._busy = True
        self._rest.stop()
        arguments = (self.line.text(), self._day, self._named, self._hour, self.desk.clock.today())
        self.desk.do("event.add", plan_line, *arguments, done=self._planned, failed=self._refused, owner=self)

    def _planned(self, done: Done) -> None:
        said = self.desk.words(
            "calendar.planned", what=read_line(self.line.text()).title, day=day_name(self._day, self.desk.words)
        )
        self.leave()
        self.planned.emit(done, said)

    def _refused(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Refused):
            said = problem_words(error.problems[0], self.desk.words)
            self._say(said, "bad")
            mark_problem(self.line, True)
            self.line.setFocus()
            announce(self.line, said)

    def _ask_form(self) -> None:
        def take(found: Proposal | Refused) -> None:
            plain = {"title": self.line.text().strip() or None, "start_on": self._day, "starts_at": self._hour}
            values = plain if isinstance(found, Refused) else dict(found.values)
            self.leave()
            self.form_asked.emit(values)

        self.desk.ask(_looked_at, self.line.text(), self._day, self._named, self._hour, done=take, owner=self)

    def leave(self) -> None:
        """Put the line away."""
        self._rest.stop()
        mark_problem(self.line, False)
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_form()
        else:
            super().keyPressEvent(event)


def _looked_at(
    session: Session, line: str, on: dt.date, named: dict[EventType, str], hour: dt.time | None
) -> Proposal | Refused:
    """What the line would plan, or why it would not."""
    try:
        return propose(session, line, on, named, hour)
    except Refused as refused:
        return refused


def _hours(typed: Typed) -> str:
    if typed.starts_at is None:
        return ""
    return clock_time(typed.starts_at) + (f"–{clock_time(typed.ends_at)}" if typed.ends_at is not None else "")
