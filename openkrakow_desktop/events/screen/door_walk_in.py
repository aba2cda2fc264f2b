"""Somebody who is on no list, added in a few seconds: a card, or a name where the event keeps names.

Who may be the same person is proposed while the name is typed; choosing them adds nobody twice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ...core.problems import Problem, Refused
from ...gui.desk import Desk
from ...gui.layout import Item, box, clear, column, fill, row
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import button, field, mark_problem, text, two
from ..door_view import DoorView, Namesake, namesakes
from ..model import AttendanceMode
from ..people import split_name
from .door_scan import as_code


class WalkInForm(QWidget):
    """Asks for a code or a name; `wanted` tells (code, last name, first name, person or None)."""

    wanted = Signal(str, str, str, object)
    cancelled = Signal()

    def __init__(self, desk: Desk, view: DoorView, typed: str) -> None:
        super().__init__()
        self.desk, self.view = desk, view
        w, named = desk.words, view.mode is AttendanceMode.NAMED
        code = as_code(typed)
        last, first = ("", None) if code else split_name(typed)
        self.lines: dict[str, QLineEdit] = {}
        if named:
            self.lines["last_name"] = field("", words=last, name=w("door.last_name"))
            self.lines["first_name"] = field("", words=first or "", name=w("door.first_name"))
            purpose = sentence(w.choice(view.purpose)).lower() if view.purpose else "–"
            about = w("door.walk_in_named", purpose=purpose)
        else:
            self.lines["code"] = field(w("door.new_card"), words=code, name=w("door.code"))
            about = w("door.walk_in_code")
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        self._same = QVBoxLayout()
        self._same.setContentsMargins(0, 0, 0, 0)
        same = QWidget()
        same.setLayout(self._same)
        names = [w("door.last_name"), w("door.first_name")] if named else [w("door.code")]
        inputs: list[Item] = [
            column(text(one), line, gap=0.5) for one, line in zip(names, self.lines.values(), strict=True)
        ]
        save = button(w("door.add"), "", "check", does=self.save)
        foot = row(save, button(w("form.cancel"), "quiet", does=self.cancelled.emit), 1, gap=1.5)
        full = text(w("problem.no_places_left"), tone="warn", wrap=True) if view.places_left == 0 else None
        head = text(w("door.walk_in"), "lead")
        inner = column(
            head, text(about, tone="muted", wrap=True), full, *inputs, self._problem, foot, same, 1, gap=1.25
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", inner))
        self._rest = QTimer(self, singleShot=True, interval=150)
        self._rest.timeout.connect(self._ask)
        for line in self.lines.values():
            line.textChanged.connect(self._typed)
            line.returnPressed.connect(self._entered)
        for one in inner.findChildren(type(save)):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        first_empty = next((line for line in self.lines.values() if not line.text()), next(iter(self.lines.values())))
        self.setFocusProxy(first_empty)
        self._rest.start()

    def _value(self, name: str) -> str:
        return self.lines[name].text().strip() if name in self.lines else ""

    def _typed(self) -> None:
        self._problem.hide()
        for line in self.lines.values():
            mark_problem(line, False)
        self._rest.start()

    def _entered(self) -> None:
        """Enter goes on to the next empty field, and saves after the last."""
        empty = [line for line in self.lines.values() if not line.text().strip()]
        if empty and not empty[0].hasFocus():
            empty[0].setFocus()
        else:
            self.save()

    def save(self) -> None:
        """Add them, or say what is missing."""
        if "last_name" in self.lines and not self._value("last_name"):
            self.show_problem(Problem("last_name", "problem.required"))
            return
        self.wanted.emit(self._value("code"), self._value("last_name"), self._value("first_name"), None)

    def refused(self, error: Refused) -> None:
        """What was typed stays; the sentence stands below it."""
        self.show_problem(error.problems[0])

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong, at its field."""
        self._problem.setText(problem_words(problem, self.desk.words))
        self._problem.show()
        line = self.lines.get(problem.field)
        if line is not None:
            mark_problem(line, True)
            line.setFocus()

    # Who that may be

    def _ask(self) -> None:
        if "last_name" not in self.lines:
            return
        asked = (self._value("last_name"), self._value("first_name"))

        def came(found: Sequence[Namesake]) -> None:
            if asked == (self._value("last_name"), self._value("first_name")):
                self._propose(found)

        self.desk.ask(namesakes, *asked, done=came, owner=self)

    def _propose(self, found: Sequence[Namesake]) -> None:
        w = self.desk.words
        clear(self._same)
        if not found:
            return
        lines: list[Item] = [text(w("door.same_person"), "strong")]
        for one in found:
            about = f"{w(f'door.{one.reason}')} · {one.score}%"
            take = button(w("door.take_known"), "", "check", w("door.take_known_name", name=one.name))
            take.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            take.clicked.connect(lambda _=False, key=one.person_id: self._take(key))
            lines.append(row((two(one.name, about), 1), take))
        fill(self._same, [column(*lines, gap=1)])

    def _take(self, person_id: UUID) -> None:
        self.wanted.emit("", "", "", person_id)
