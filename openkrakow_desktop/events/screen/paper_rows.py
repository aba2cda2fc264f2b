"""The rows of a paper list as they are typed: a name or a card completes itself, a ditto mark is a nameless guest.

Enter takes what is offered and goes on; it may come before the offer does (a scanner, fast hands) and is then kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.formats import clock_time
from ...gui.desk import Desk
from ...gui.layout import ems, row
from ...gui.widgets import RIGHT, elided, mark_problem, set_tone, text
from ..model import AttendanceMode
from ..paper import PaperRow
from ..people import Found, find_people

REST, OFFERED = 80, 8  # milliseconds after the last letter; people offered below a row
DITTO = frozenset({'"', "''", "„", "”", "〃", "-", "–", "x", "×", "="})
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Entry:
    """What a row holds: a person, a new name, or (with neither) a guest who only counts. `said` stands in the row."""

    said: str
    participant_id: UUID | None = None
    name: str = ""
    noted: str = ""  # why the row brings nobody new

    def row(self, number: int) -> PaperRow:
        """As the service takes it."""
        return PaperRow(number, self.participant_id, self.name)


class PaperLine(QWidget):
    """One row: its printed number, the field, what it was understood as."""

    typed = Signal(object)
    entered = Signal(object)

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self.number = number
        self.entry: Entry | None = None
        self.line = QLineEdit()
        self.line.setAccessibleName(f"{name} {number}")
        self.state = elided("", tone="muted")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        number_label = ems(text(str(number), tone="muted", align=RIGHT), 2.4)
        whole.addWidget(row(number_label, (self.line, 3), (self.state, 2), gap=1))
        self.line.textEdited.connect(self._edited)
        self.setFocusProxy(self.line)

    def _edited(self) -> None:
        self.entry = None
        self.say("")
        self.typed.emit(self)

    def take(self, entry: Entry | None, said: str = "", tone: str = "good") -> None:
        """Hold what was understood; `said` is told beside it."""
        self.entry = entry
        self.line.setText(entry.said if entry else "")
        self.line.setCursorPosition(0)
        self.say(said, tone)

    def say(self, words: str, tone: str = "muted") -> None:
        """Tell beside the row what it is, or what is wrong with it."""
        self.state.setText(words)
        set_tone(self.state, tone)
        mark_problem(self.line, tone == "bad" and bool(words))
        self.line.setAccessibleDescription(words)

    @property
    def is_unread(self) -> bool:
        """Whether something stands there that nothing was made of."""
        return self.entry is None and bool(self.line.text().strip())


class PaperRows(QWidget):
    """The rows of one page. `changed` after every row that was understood or emptied; `ended` when the sum is next."""

    changed = Signal()
    ended = Signal()
    moved = Signal(object)  # the row that now has the keyboard: it should be seen

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lines: list[PaperLine] = []
        self.event_id: UUID | None = None
        self.session_id: UUID | None = None
        self.mode = AttendanceMode.NAMED
        self._kept: PaperLine | None = None  # Enter was pressed there before its offer came
        self._turn = 0
        self._offered = -1  # the turn whose people the list shows: an older offer is never taken by Enter
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.look)
        self.list = QListWidget(self)
        self.list.setWindowFlags(Qt.WindowType.ToolTip)  # a popup that leaves the keyboard in the line
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(desk.words("paper_page.offer"))
        self.list.itemClicked.connect(lambda item: self._take_item(item))

    # The page

    def show_page(self, first: int, count: int, entries: dict[int, Entry]) -> None:
        """Rows of a page by their printed numbers, those typed before filled in."""
        self.list.hide()
        self._kept = None
        for one in self.lines:
            self._layout.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.lines = []
        for number in range(first, max([first + count - 1, *entries]) + 1):
            line = self.add_row(number)
            if number in entries:
                line.take(entries[number], *self._told(entries[number]))

    def add_row(self, number: int = 0) -> PaperLine:
        """Another row at the end."""
        line = PaperLine(number or self.lines[-1].number + 1, self.desk.words("paper_page.row"))
        line.typed.connect(self._typed)
        line.line.installEventFilter(self)
        self.lines.append(line)
        self._layout.addWidget(line)
        return line

    def entries(self) -> dict[int, Entry]:
        """What the rows hold, by printed number."""
        return {line.number: line.entry for line in self.lines if line.entry is not None}

    def unread(self) -> list[PaperLine]:
        """Rows that were not understood."""
        return [line for line in self.lines if line.is_unread]

    def new_people(self) -> int:
        """How many rows bring somebody whom the session has not yet."""
        return sum(1 for line in self.lines if line.entry is not None and not line.entry.noted)

    # Understanding

    def _here(self) -> PaperLine | None:
        return next((line for line in self.lines if line.line.hasFocus()), None)

    def _typed(self, line: PaperLine) -> None:
        self._turn += 1
        self.changed.emit()
        if line.line.text().strip() and line.line.text().strip() not in DITTO:
            self._rest.start()
        else:
            self._rest.stop()
            self.list.hide()

    def look(self) -> None:
        """Ask who may be meant."""
        line = self._kept or self._here()
        if line is None or self.event_id is None:
            return
        turn, asked = self._turn, line.line.text()

        def came(found: list[Found]) -> None:
            if turn == self._turn and asked == line.line.text():
                self._offer(line, [one for one in found if self.mode is AttendanceMode.NAMED or asked.strip()])

        self.desk.ask(find_people, asked, self.event_id, self.session_id, OFFERED, done=came, owner=line)

    def _offer(self, line: PaperLine, found: Sequence[Found]) -> None:
        w = self.desk.words
        self.list.clear()
        for one in found:
            entry = self._entry(one)
            name = entry.said if entry.said == one.code else f"{entry.said} · {one.code}"
            self._add_item(name, entry.noted, entry)
        typed = line.line.text().strip()
        if self.mode is AttendanceMode.NAMED and not any(letter.isdigit() for letter in typed):
            self._add_item(w("paper_page.new_name", name=typed), "", Entry(typed, name=typed))
        self._offered = self._turn
        kept, self._kept = self._kept is line, None
        if kept and (found or not self.list.count()):  # somebody new is never made by an Enter that saw nothing
            self._take_item(self.list.item(0), line)
            self._go_on(line)
            return
        if not self.list.count():
            line.say(w("paper_page.nobody"), "bad")
            self.list.hide()
            return
        self.list.setCurrentRow(0 if found or " " in typed else -1)  # one word alone is rather a slip than somebody new
        self._place(line)

    def _add_item(self, words: str, said: str, entry: Entry) -> None:
        item = QListWidgetItem(f"{words} · {said}" if said else words)
        item.setData(Qt.ItemDataRole.UserRole, entry)
        self.list.addItem(item)

    def _entry(self, found: Found) -> Entry:
        """A found person as a row."""
        said = (found.name if self.mode is AttendanceMode.NAMED else "") or found.code
        return Entry(said, found.participant_id, noted=self._noted(found))

    def _told(self, entry: Entry) -> tuple[str, str]:
        w = self.desk.words
        if entry.noted:
            return entry.noted, "warn"
        if entry.name:
            return w("paper_page.is_new"), "good"
        return (w("paper_page.taken"), "good") if entry.participant_id else (w("paper_page.counted"), "muted")

    def _noted(self, found: Found) -> str:
        if not found.is_present:
            return ""
        since = found.present_since
        at = clock_time(since.astimezone(WARSAW).time()) if since else ""
        return self.desk.words("paper_page.noted", at=at) if at else self.desk.words("paper_page.noted_before")

    def _take_item(self, item: QListWidgetItem | None, line: PaperLine | None = None) -> None:
        line = line or self._here()
        entry = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self.list.hide()
        if line is None:
            return
        if not isinstance(entry, Entry):
            line.say(self.desk.words("paper_page.nobody"), "bad")
            return
        self._put(line, entry)

    def _put(self, line: PaperLine, entry: Entry) -> None:
        earlier = self._earlier(line, entry)
        if earlier is not None:
            entry = Entry(
                entry.said, entry.participant_id, entry.name, self.desk.words("paper_page.twice", row=earlier)
            )
        line.take(entry, *self._told(entry))
        self._rest.stop()
        self._turn += 1
        self.changed.emit()

    def _earlier(self, line: PaperLine, entry: Entry) -> int | None:
        """The row of this page that has the same person already."""
        for one in self.lines:
            same = one.entry is not None and entry.participant_id and one.entry.participant_id == entry.participant_id
            if one is not line and same:
                return one.number
        return None

    # Keys

    def _place(self, line: PaperLine) -> None:
        if not line.line.hasFocus():
            return
        tall = self.list.sizeHintForRow(0) * min(OFFERED + 1, self.list.count()) + 4
        self.list.setFixedSize(max(line.line.width(), line.width() * 2 // 3), tall)
        self.list.move(line.line.mapToGlobal(QPoint(0, line.line.height() + 2)))
        self.list.show()
        self.list.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        line = next((one for one in self.lines if one.line is watched), None)
        if line is not None and event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        elif line is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(line, event)
        return super().eventFilter(watched, event)

    def _pressed(self, line: PaperLine, event: QKeyEvent) -> bool:
        key, shown = event.key(), self.list.isVisible()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        does: dict[int, Callable[[], Any]] = {}
        if key in _ENTER:
            does[key] = lambda: self._enter(line)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            does[key] = lambda: self._choose(step) if shown else self._move(line, step)
        elif key == Qt.Key.Key_Escape and shown:
            does[key] = self.list.hide
        if key not in does:
            return False
        does[key]()
        return True

    def _choose(self, step: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))

    def _move(self, line: PaperLine, step: int) -> None:
        at = self.lines.index(line) + step
        if at >= len(self.lines):
            self.ended.emit()
        elif at >= 0:
            self.lines[at].line.setFocus()
            self.lines[at].line.selectAll()
            self.moved.emit(self.lines[at])

    def _enter(self, line: PaperLine) -> None:
        """Take the row and go on; an empty row means that the page is over."""
        typed = line.line.text().strip()
        if line.entry is not None:
            self._go_on(line)
        elif not typed:
            self.ended.emit()
        elif typed in DITTO:
            self._put(line, Entry("〃"))
            self._go_on(line)
        elif self.list.isVisible() and self._offered == self._turn:
            self._take_item(self.list.currentItem(), line)
            self._go_on(line)
        else:
            self._kept = line
            self._rest.stop()
            self.look()

    def _go_on(self, line: PaperLine) -> None:
        if line.entry is not None:
            self._move(line, 1)
