"""One field of a form: its name, its editor, and under it what is wrong, what looks the same, what others saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..core.declarations import Field
from ..core.problems import Problem
from .desk import Desk
from .editors import Editor, TickEditor, editor_for
from .layout import clear, column, row
from .saying import problem_words
from .widgets import button, symbol, text


class FormLine(QWidget):
    """One field: its name, its editor, and under it what is wrong or what somebody else saved meanwhile."""

    def __init__(
        self, field: Field, desk: Desk, *, is_optional: bool | None = None, editor: Editor | None = None
    ) -> None:
        """`is_optional`: whether it may stay empty, where the form knows better than the field; `editor`: one made by
        hand in place of the field's own."""
        super().__init__()
        self.field, self.desk = field, desk
        self.is_optional = field.optional if is_optional is None else is_optional
        self.editor: Editor = editor or editor_for(field, desk)
        self.touched = False
        self.editor.changed.connect(self._touch)
        self._problem = text("", "small", "bad", wrap=True)
        self._sign = symbol("triangle-alert", "bad", 1)
        self._under = row(column(self._sign, 1, gap=0), (self._problem, 1), gap=0.5)
        self._under.hide()
        self._other = QVBoxLayout()
        self._alike = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        if not isinstance(self.editor, TickEditor):
            whole.addWidget(self._label())
        whole.addWidget(self.editor)
        whole.addWidget(self._under)
        whole.addLayout(self._alike)
        whole.addLayout(self._other)

    def _label(self) -> QWidget:
        words = self.desk.words
        label = text(self.editor.name, wrap=False)
        optional = text(words("form.optional"), "small", "muted") if self.is_optional else None
        unit = self.field.info.get("unit")
        counted = text(words(unit), "small", "muted") if unit else None
        return row(label, optional, counted, 1, gap=0.75)

    def _touch(self) -> None:
        self.touched = True

    def show_problem(self, problem: Problem | None) -> None:
        """Show one problem under the field, or none."""
        grave = problem is not None and not problem.warning
        self._problem.setText(problem_words(problem, self.desk.words) if problem else "")
        self._problem.setProperty("tone", "bad" if grave else "warn")
        self._problem.style().polish(self._problem)
        self._under.setVisible(problem is not None)
        self.editor.mark(grave)
        self.editor.setAccessibleDescription(self._problem.text())
        focus = self.editor.focusProxy()
        if focus is not None:
            focus.setAccessibleDescription(self._problem.text())

    def show_other(self, value: Any, said: str) -> None:
        """Offer the value that somebody else saved while this form was open."""
        words = self.desk.words
        clear(self._other)

        def take() -> None:
            self.editor.set_value(value)
            clear(self._other)

        label = text(words("form.theirs", value=said or words("form.not_given")), "small", "warn", wrap=True)
        self._other.addWidget(row((label, 1), button(words("form.take_theirs"), "quiet", does=take)))

    def forget_other(self) -> None:
        """Take the offer away."""
        clear(self._other)

    def show_alike(self, said: str, look: Callable[[], object]) -> None:
        """Say that another record looks the same, with the way to it; an empty text takes that away."""
        clear(self._alike)
        if said:
            told = text(said, "small", "warn", wrap=True)
            opened = button(self.desk.words("alike.open"), "quiet", does=look)
            self._alike.addWidget(row(column(symbol("equal", "warn", 1), 1, gap=0), (told, 1), opened, gap=0.5))
