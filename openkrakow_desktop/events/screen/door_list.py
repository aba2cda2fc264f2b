"""The list at the door: who is expected, found by three letters or a card, marked present by Enter or a press.

The field decides what is shown; a press or Enter only tells the page, which writes and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.formats import clock_time
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.layout import Item, box, clear, column, fill, hairline, row
from ...gui.states import sentence
from ...gui.widgets import Status, button, elided, field, key, pill, restyle, text
from ..door_view import DoorView
from ..model import AttendanceMode, RegistrationState
from ..people import Found, find_people
from .door_parts import takes_the_rest
from .door_scan import as_code

EXPECTED, FOUND = 60, 12  # rows without a search, and with one


class GuestRow(QFrame):
    """One person: name, card, whether on the list, and the button that marks them present or takes that back."""

    def __init__(self, found: Found, codes_only: bool, w: Words) -> None:
        super().__init__()
        self.found = found
        self.name = found.code if codes_only or not found.name else found.name
        since = found.present_since
        state = _LISTED[found.registration] if found.registration else "not_registered"
        on_list = w(f"door.{state}")
        below = on_list if self.name == found.code else f"{found.code} · {on_list}"
        if found.is_present:
            said = w("door.here_since", at=clock_time(since.astimezone(WARSAW).time())) if since else w("door.here")
            self.act = button("", "quiet", "undo-2", w("door.uncheck", name=self.name), "muted")
            side: list[Item] = [pill(Status("good", "circle-check", said), False), self.act]
        else:
            self.act = button(w("door.is_here"), "", "check", w("door.check_in", name=self.name))
            side = [self.act]
        self.act.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = column(1, elided(self.name, "strong"), elided(below, "small", "muted"), 1, gap=0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row((words, 1), *side, gap=0.5, pad=(1, 0.75, 1, 0.75)))
        self.setAccessibleName(f"{self.name}, {below}")

    def choose(self, chosen: bool) -> None:
        """Show that Enter is about this one."""
        self.setProperty("box", "chosen" if chosen else "")
        restyle(self)


_LISTED = {
    RegistrationState.REGISTERED: "on_list",
    RegistrationState.RESERVE: "on_reserve",
    RegistrationState.CANCELLED: "cancelled",
}


class GuestList(QWidget):
    """Search, rows, and the way to somebody who is on no list."""

    came = Signal(object)  # Found
    left = Signal(object)  # Found
    card_typed = Signal(str)  # Enter on a whole code
    walk_in_asked = Signal(str)  # with what was typed so far
    nobody_found = Signal(str)  # Enter, and nobody answers to it

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self.session_id: UUID | None = None
        self.rows: list[GuestRow] = []
        self.at = -1
        self._codes_only, self._shown, self._enter = False, "", False
        self._shown_of: UUID | None = None
        self._title, self._count = text("", "lead"), text("", tone="muted")
        self._purpose = text("", tone="muted", wrap=True)
        self.line: QLineEdit = field(w("door.search_hint"), "search", shortcut="F2", name=w("door.search"))
        self.line.textChanged.connect(lambda _: self.search())
        self.line.installEventFilter(self)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._area = takes_the_rest(inside, 11)
        hints = row(
            key("↑ ↓"), text(w("door.choose"), tone="muted"), key("Enter"), text(w("door.mark"), tone="muted"), 1
        )
        self.add = button(
            w("door.walk_in"), "quiet", "user-plus", does=lambda: self.walk_in_asked.emit(self.line.text())
        )
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        foot = row((text(w("door.not_on_list"), tone="muted", wrap=True), 1), self.add)
        head = row((self._title, 1), self._count)
        inner = column(head, self._purpose, self.line, (self._area, 1), hints, hairline(), foot, gap=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", inner))
        self._rest = QTimer(self, singleShot=True, interval=30)
        self._rest.timeout.connect(self._ask)
        self.setFocusProxy(self.line)

    def tell(self, view: DoorView) -> None:
        """Another state of the session: its counts, and who is here now."""
        w, named = self.desk.words, view.mode is AttendanceMode.NAMED
        if view.sitting.id != self.session_id:
            self.session_id = view.sitting.id
            self.line.clear()
        self._codes_only = not named
        self.line.setPlaceholderText(w("door.search_hint" if named else "door.search_code_hint"))
        self._title.setText(w("door.list_named" if named else "door.list_codes"))
        many = {"here": view.registered_here, "all": view.registered}
        self._count.setText(w("door.registered_here", **many) if view.registered else "")
        purpose = sentence(w.choice(view.purpose)) if view.purpose else ""
        self._purpose.setText(w("door.purpose", purpose=purpose.lower()) if named else w("door.codes_only"))
        self.search()

    # Searching

    @property
    def is_searching(self) -> bool:
        """Whether what is shown may not be the answer to what is typed."""
        return self._rest.isActive() or self.line.text() != self._shown

    def search(self) -> None:
        """Ask anew, a moment after the last key."""
        self._rest.start()

    def _ask(self) -> None:
        if self.session_id is None:
            return
        asked, session_id = self.line.text(), self.session_id
        limit = FOUND if asked.strip() else EXPECTED

        def came(found: list[Found]) -> None:
            if (asked, session_id) == (self.line.text(), self.session_id):
                if self._codes_only:  # by the code: an order by hidden names would tell of them
                    found = sorted((one for one in found if one.code.startswith(by_code)), key=lambda one: one.code)
                self._show(asked, found)

        # where only codes are kept, nobody is found by their name
        by_code = asked.strip().upper() if self._codes_only and not any(map(str.isdigit, asked)) else ""
        self.desk.ask(find_people, "" if by_code else asked, None, session_id, limit, done=came, owner=self)

    def _show(self, asked: str, found: Sequence[Found]) -> None:
        if (asked, found, self.session_id) == (self._shown, [one.found for one in self.rows], self._shown_of):
            self._answer()  # nobody came or went: the rows stay as they are
            return
        w = self.desk.words
        chosen = self.rows[self.at].found.participant_id if 0 <= self.at < len(self.rows) else None
        same = asked == self._shown
        self._shown, self._shown_of = asked, self.session_id
        clear(self._rows)
        self.rows = [GuestRow(one, self._codes_only, w) for one in found]
        parts: list[Item] = []
        for one in self.rows:
            one.act.clicked.connect(lambda _=False, r=one: self._pressed(r))
            parts += [hairline(), one] if parts else [one]
        if not self.rows:
            parts = [text(self._nothing(asked), tone="muted", wrap=True)]
        fill(self._rows, [*parts, 1])
        ids = [one.found.participant_id for one in self.rows]
        self._choose(ids.index(chosen) if same and chosen in ids else 0 if asked.strip() and ids else -1)
        self._answer()

    def _answer(self) -> None:
        """Enter that came before the rows did."""
        if self._enter:
            self._enter = False
            self.mark()

    def _nothing(self, asked: str) -> str:
        w = self.desk.words
        return w("door.nobody_found", typed=asked.strip()) if asked.strip() else w("door.nobody_registered")

    def _choose(self, at: int) -> None:
        for place, one in enumerate(self.rows):
            if (place == at) != (place == self.at) or at == place:
                one.choose(place == at)
        self.at = at
        if at >= 0:
            self._area.ensureWidgetVisible(self.rows[at], 0, 8)
            self.line.setAccessibleDescription(self.rows[at].accessibleName())

    # Marking

    def _pressed(self, one: GuestRow) -> None:
        (self.left if one.found.is_present else self.came).emit(one.found)

    def mark(self) -> None:
        """Enter: the chosen person comes; a whole code is a card; what is not yet found is waited for."""
        typed = self.line.text()
        if code := as_code(typed):
            self.card_typed.emit(code)
        elif self.is_searching:
            self._enter = True
        elif 0 <= self.at < len(self.rows):
            self.came.emit(self.rows[self.at].found)
        elif typed.strip():
            self.nobody_found.emit(typed.strip())

    def empty(self) -> None:
        """The field is ready for the next one."""
        self._enter = False
        self._choose(-1)
        self.line.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        step = moves.get(Qt.Key(event.key()))
        if step is not None and self.rows:
            self._choose(max(0, min(len(self.rows) - 1, self.at + step)))
            return True
        return False
