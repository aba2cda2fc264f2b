"""The end of an evening at the door: the room is counted, the session took place or did not.

Nothing here opens a window: what has to be asked is asked in the card, and what was typed stays until it is saved."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.declarations import grouped
from ...core.problems import Problem
from ...gui.desk import Desk
from ...gui.layout import Item, box, clear, column, ems, fill, row
from ...gui.saying import problem_words
from ...gui.states import status_of
from ...gui.widgets import announce, button, field, mark_problem, pill, text
from ..counting import Headcount
from ..door_view import DoorView
from ..model import SessionState

MOST = 100_000  # people in one room
_NUMBER = re.compile(r"[-−]?\d[\d \u00a0]*")


def read_count(typed: str) -> tuple[int | None, Problem | None]:
    """The number that was typed (None: nothing), or what is wrong with it."""
    plain = typed.strip()
    if not plain:
        return None, None
    if _NUMBER.fullmatch(plain) is None:
        return None, Problem("in_room", "problem.not_a_number")
    n = int(re.sub(r"[ \u00a0]", "", plain).replace("−", "-"))
    if n < 0:
        return None, Problem("in_room", "problem.too_small", {"low": 0, "value": n})
    if n > MOST:
        return None, Problem("in_room", "problem.too_great", {"high": grouped(MOST), "value": grouped(n)})
    return n, None


class ClosingCard(QWidget):
    """Counts the room, tallies, held or called off."""

    counted = Signal(int)  # "w sali policzono"
    held = Signal(object, bool)  # people counted in the room or None; whether nobody at all is confirmed
    called_off = Signal(str)  # why
    tallies_asked = Signal()
    done_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self._view: DoorView | None = None
        self._count = Headcount(0, 0)
        self.line = ems(field("", name=w("door.in_room_field")), 5.4)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self.count)
        self._means = text("", tone="muted", wrap=True)
        self.save = button(w("door.save_count"), does=self.count)
        self._problem = text("", "small", "bad", wrap=True)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(0, 0, 0, 0)
        foot = QWidget()
        foot.setLayout(self._foot)
        self._state = QVBoxLayout()
        state = QWidget()
        state.setLayout(self._state)
        self._state.setContentsMargins(0, 0, 0, 0)
        counting = row(text(w("door.in_room_field")), self.line, (self._means, 1), self.save, gap=1.25)
        head = row((text(w("door.closing"), "lead"), 1), state)
        self._inner = column(head, counting, self._problem, foot, gap=1.25)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", self._inner))
        self._typed()
        self._choices()

    def tell(self, view: DoorView) -> None:
        """Another state of the session."""
        changed = self._view is None or (view.sitting, view.closed) != (self._view.sitting, self._view.closed)
        other = self._view is None or view.sitting.id != self._view.sitting.id
        self._view = view
        if other:
            self.line.clear()
        if changed:
            clear(self._state)
            fill(self._state, [pill(status_of(view.sitting.state, self.desk.words))])
            self._choices()
        self.tell_count(view.count)

    def tell_count(self, count: Headcount) -> None:
        """Another headcount: what was typed now means another number of guests."""
        self._count = count
        self._typed()

    # The room

    def _typed(self) -> None:
        w = self.desk.words
        n, wrong = read_count(self.line.text())
        if n is not None and n < self._count.listed:
            wrong = Problem("in_room", "problem.below_listed", {"in_room": n, "listed": self._count.listed})
        self.save.setVisible(n is not None and wrong is None and n != self._count.total)
        if n is None:
            self._means.setText(w("door.count_the_room") if wrong is None else "")
        else:
            self._means.setText("" if wrong else w("door.means", n=n - self._count.listed))
        self.show_problem(wrong)

    def show_problem(self, problem: Problem | None) -> None:
        """Say under the field what is wrong; what was typed stays."""
        mark_problem(self.line, problem is not None)
        self._problem.setVisible(problem is not None)
        if problem is not None:
            self._problem.setText(problem_words(problem, self.desk.words))

    def _wanted(self) -> tuple[int | None, bool]:
        """What the field holds, and whether it may be used."""
        n, wrong = read_count(self.line.text())
        if wrong is None and n is not None and n < self._count.listed:
            wrong = Problem("in_room", "problem.below_listed")
        if wrong is not None:
            self.line.setFocus()
            announce(self, self._problem.text())
        return n, wrong is None

    def count(self) -> None:
        """Save the count of the room, where there is one."""
        n, good = self._wanted()
        if good and n is not None:
            self.counted.emit(n)

    def counted_well(self) -> None:
        """The count is on the disk: the field is empty again."""
        self.line.clear()

    # Held or called off

    def _foot_of(self, *items: Item) -> None:
        clear(self._foot)
        fill(self._foot, [column(*items, gap=1)])
        for one in self._inner.findChildren(QPushButton):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _choices(self) -> None:
        w = self.desk.words
        tallies = button(w("door.tallies"), "quiet", "equal", does=self.tallies_asked.emit)
        more = row(tallies, 1)
        if self._view is not None and self._view.closed is not None:
            self._foot_of(row((button(w("door.leave"), does=self.done_asked.emit), 1)))
        elif self._view is not None and self._view.sitting.state is SessionState.HELD:
            self._foot_of(more, row((button(w("door.finished"), "", "check", does=self.done_asked.emit), 1)))
        else:
            hold = button(w("door.hold"), "", "check", does=self.hold)
            cancel = button(w("door.call_off"), does=self.ask_why)
            self._foot_of(more, row((hold, 1), (cancel, 1)))

    def hold(self) -> None:
        """The session took place; where nobody was counted, ask first."""
        n, good = self._wanted()
        if not good:
            return
        if (self._count.total if n is None else n) > 0:
            self.held.emit(n, False)
            return
        w = self.desk.words
        said = text(w("door.nobody_came"), wrap=True)
        sure = button(w("door.confirm_nobody"), does=lambda: self.held.emit(n, True))
        back = button(w("form.cancel"), "quiet", does=self._choices)
        self._foot_of(said, row((sure, 1), back))
        back.setFocus()
        announce(self, w("door.nobody_came"))

    def ask_why(self) -> None:
        """The session does not take place: ask for the reason."""
        w = self.desk.words
        reason = field(w("door.reason_hint"), name=w("door.reason"))
        problem = text("", "small", "bad", wrap=True)
        problem.hide()

        def call_off() -> None:
            if reason.text().strip():
                self.called_off.emit(reason.text().strip())
                return
            problem.setText(w("problem.required"))
            problem.show()
            mark_problem(reason, True)
            reason.setFocus()

        reason.returnPressed.connect(call_off)
        several = self._view is not None and sum(
            one.state is not SessionState.CANCELLED for one in self._view.sittings
        ) > 1  # fmt: skip
        about = w("door.off_session") if several else w("door.off_event")
        counted = (
            text(w("door.off_counted", n=self._count.total), tone="warn", wrap=True) if self._count.total else None
        )
        does = button(w("door.call_off_now"), does=call_off)
        back = button(w("form.cancel"), "quiet", does=self._choices)
        self._foot_of(text(about, tone="muted", wrap=True), counted, reason, problem, row((does, 1), back))
        reason.setFocus()

    def step_back(self) -> bool:
        """Esc: leave what is being asked; False where nothing is."""
        if self.line.text():
            self.line.clear()
            return True
        if self._foot_is_asked():
            self._choices()
            return True
        return False

    def _foot_is_asked(self) -> bool:
        cancel = self.desk.words("form.cancel")
        return any(
            one.accessibleName() == cancel for one in self._inner.findChildren(QPushButton) if not one.isHidden()
        )
