"""What an action asks before it runs, in the side panel: the values, and a button with its verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ..core.declarations import Action, Ask
from ..core.problems import Problem, Refused
from .desk import Desk, Done
from .editors import Editor, TickEditor, editor_for_ask, problem_of
from .layout import clear, column, fill, row
from .saying import problem_words
from .states import sentence
from .widgets import button, note, text


def run_action(session: Session, action: Action, record_id: UUID, asked: dict[str, Any]) -> Any:
    """Run an action's service inside a write."""
    return action.run(session, record_id, **asked)


class ActionForm(QWidget):
    """Asks what an action needs, runs it, and tells when it is done."""

    done = Signal(object)  # Done
    cancelled = Signal()

    def __init__(self, desk: Desk, action: Action, record_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.action, self.record_id = desk, action, record_id
        self.editors: dict[str, Editor] = {ask.name: editor_for_ask(ask, desk) for ask in action.asks}
        self._problems: dict[str, QLabel] = {name: text("", "small", "bad", wrap=True) for name in self.editors}
        self._top = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._top)
        whole.addWidget(column(*(self._line(ask) for ask in action.asks), gap=2))
        verb = sentence(desk.words(f"action.{action.key}")).removesuffix("…")
        self._does = button(verb, "primary", does=self.run)
        self.foot: Sequence[QWidget] = (self._does, button(desk.words("form.cancel"), does=self.cancelled.emit))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.run)

    def _line(self, ask: Ask) -> QWidget:
        editor, problem = self.editors[ask.name], self._problems[ask.name]
        problem.hide()
        editor.changed.connect(problem.hide)
        if ask.kind is dt.date:
            editor.set_value(self.desk.clock.today())
        if ask.proposed is not None:
            propose = partial(self._propose, ask, editor.value())
            self.desk.ask(ask.proposed, self.record_id, self.desk.clock.today(), done=propose, owner=self)
        optional = None if ask.required else text(self.desk.words("form.optional"), "small", "muted")
        name = None if isinstance(editor, TickEditor) else row(text(editor.name), optional, 1, gap=0.75)
        return column(name, editor, problem, gap=0.75)

    def _propose(self, ask: Ask, before: Any, proposed: Any) -> None:
        """Put in what is proposed, unless something was typed meanwhile."""
        editor = self.editors[ask.name]
        if editor.value() == before and not editor.unread():
            editor.set_value(proposed)

    def take_keyboard(self) -> None:
        """What is asked first has the keyboard."""
        for editor in list(self.editors.values())[:1]:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def asked(self) -> dict[str, Any]:
        """The values as they stand."""
        return {name: editor.value() for name, editor in self.editors.items()}

    def _wrong(self) -> list[Problem]:
        found = []
        for ask in self.action.asks:
            if unread := problem_of(self.editors[ask.name], ask.name):
                found.append(unread)
            elif ask.required and self.editors[ask.name].value() in (None, ""):
                found.append(Problem(ask.name, "problem.required"))
        return found

    def run(self) -> None:
        """Run the action, or say what is missing."""
        if not self._does.isEnabled():
            return
        wrong = self._wrong()
        if wrong:
            self.show_problems(wrong)
            return
        self._does.setEnabled(False)
        self.carry_out(self.asked())

    def carry_out(self, asked: dict[str, Any]) -> None:
        """Do it with these values, as one operation."""
        self.desk.do(
            self.action.key,
            run_action,
            self.action,
            self.record_id,
            asked,
            reason=asked.get("reason"),
            done=self._done,
            failed=self.refuse,
            owner=self,
        )

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show problems under what was asked, the others at the top."""
        clear(self._top)
        others = [problem for problem in problems if problem.field not in self.editors]
        for problem in others[:1]:
            said = note("triangle-alert", problem_words(problem, self.desk.words), "", kind="problem")
            fill(self._top, [column(said, 1.0, gap=0)])
        for problem in problems:
            label = self._problems.get(problem.field)
            if label is not None:
                label.setText(problem_words(problem, self.desk.words))
                label.show()
        wrong = {problem.field for problem in problems}
        first = next((editor for field, editor in self.editors.items() if field in wrong), None)
        if first is not None:
            first.setFocus()

    def _done(self, done: Done) -> None:
        self.done.emit(done)

    def refuse(self, error: Exception) -> None:
        """Say why it was not done; it can be tried again."""
        self._does.setEnabled(True)
        if isinstance(error, Refused):
            self.show_problems(error.problems)
