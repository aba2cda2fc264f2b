"""The panels beside a list, one on another: a record, its form, one of its children, what an action asks.

Esc and × go one step back. The next panel is built before the old one goes, so nothing flickers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ..core.declarations import Action, Draft, Register
from ..core.listing import View
from ..core.pasted import PastedRows
from ..core.problems import Refused
from ..core.starting import copied, newest
from ..core.store import Changes
from . import dialogs
from .action_form import ActionForm, run_action
from .desk import Desk, Done
from .frames import SidePanel
from .layout import clear
from .record_data import Card, card_of
from .record_form import RecordForm, form_title
from .record_panel import RecordPanel
from .saying import action_words, one, problem_words
from .states import sentence
from .undo_bar import UndoBar

RECORD, FORM, ASK = "record", "form", "ask"


@dataclass(frozen=True)
class _Step:
    """One panel: of what, and what it was asked with."""

    kind: str
    register: Register
    key: UUID | None
    preset: Mapping[str, Any] = field(default_factory=dict)
    action: Action | None = None


def _remove(session: Session, register: Register, record_id: UUID) -> None:
    register.remove(session, record_id)


class PanelStack(QWidget):
    """Shows the last of the panels opened; hidden while there is none."""

    opened = Signal()
    emptied = Signal()  # the last panel was closed
    saved = Signal(object, object)  # register, key of what a form has saved

    def __init__(self, desk: Desk, undo_bar: UndoBar) -> None:
        super().__init__()
        self.desk, self._undo_bar = desk, undo_bar
        self._steps: list[_Step] = []
        self._turn = 0
        self._wide, self._returning = True, False
        self.panel: SidePanel | None = None
        self.form: RecordForm | ActionForm | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    # Opening and closing

    @property
    def is_editing(self) -> bool:
        """Whether something typed would be lost if another panel took its place."""
        return isinstance(self.form, ActionForm) or (isinstance(self.form, RecordForm) and self.form.changed)

    def show_record(self, register: Register, key: UUID, focus: bool = False) -> None:
        """The panel of a record, in the place of all others; `focus` puts the keyboard into it."""
        self._go([_Step(RECORD, register, key)], focus)

    def open_child(self, register: Register, key: UUID | None, preset: Draft) -> None:
        """A child of the shown record, or the form of a new one."""
        kind = RECORD if key is not None else FORM
        self._go([*self._steps, _Step(kind, register, key, preset)], focus=True)

    def edit(self, register: Register, key: UUID | None, preset: Draft | None = None) -> None:
        """The form of a record, or of a new one."""
        below = [step for step in self._steps if step.kind == RECORD]
        if key is None or not (below and below[-1].key == key):
            below = [_Step(RECORD, register, key)] if key is not None else []
        self._go([*below, _Step(FORM, register, key, preset or {})], focus=True)

    def copy(self, register: Register, key: UUID | None, parent: UUID | None = None) -> None:
        """The form of a new record like this one, or like the one entered last (under this parent)."""
        today, year = self.desk.clock.today(), self.desk.year

        def values(session: Session) -> Draft | None:
            last = newest(session, register, parent) if key is None else None
            like = key or (last[0] if last else None)
            return copied(session, register, like, today, year) if like else None

        self.desk.ask(values, done=lambda found: self._edit_copy(register, found), owner=self)

    def _edit_copy(self, register: Register, values: Draft | None) -> None:
        if values is None:
            return
        self.edit(register, None)
        if isinstance(self.form, RecordForm):
            self.form.propose(values)

    def back(self) -> None:
        """One step back; what was being typed is kept as a draft."""
        if isinstance(self.form, RecordForm):
            self.form.keep_draft()
        if len(self._steps) > 1:
            self._returning = self._steps[-2].kind == FORM
            self._go(self._steps[:-1], focus=True)
            self._returning = False
        else:
            self.close_all()

    def _look(self, register: Register, key: UUID) -> None:
        """Another record over the form that is being typed; one step back it goes on."""
        if isinstance(self.form, RecordForm):
            self.form.keep_draft()
        self._go([*self._steps, _Step(RECORD, register, key)], focus=True)

    def close_all(self) -> None:
        """Close every panel."""
        had = bool(self._steps)
        self._turn += 1
        self._steps = []
        self._put(None)
        if had:
            self.emptied.emit()

    def refresh(self, changes: Changes | None) -> None:
        """Show a record anew after news of changes; a form is left alone."""
        if self._steps and self._steps[-1].kind == RECORD and (changes is None or self._touches(changes)):
            self._go(self._steps, focus=False)

    def _touches(self, changes: Changes) -> bool:
        register = self._steps[-1].register
        tables = {register.key, *register.watches, *(one.key for one in self.desk.declared.children(register))}
        return changes.touch(*tables)

    def set_wide(self, wide: bool) -> None:
        """Beside the list, or in its place."""
        self._wide = wide
        if self.panel is not None:
            self.panel.set_wide(wide)

    # Building

    def _go(self, steps: list[_Step], focus: bool) -> None:
        self._turn += 1
        step = steps[-1]
        if step.kind == RECORD and step.key is not None:
            turn, register = self._turn, step.register

            def take(card: Card | None) -> None:
                self._show_card(turn, steps, card, focus)

            self.desk.ask(card_of, self.desk, register, step.key, done=take, owner=self)
            return
        self._steps = steps
        if step.kind == FORM:
            self._put(self._form_panel(step))
        elif step.action is not None and step.key is not None:
            self._put(self._ask_panel(step.register, step.key, step.action))

    def _show_card(self, turn: int, steps: list[_Step], card: Card | None, focus: bool) -> None:
        if turn != self._turn:
            return
        if card is None:  # it has been deleted meanwhile
            self._steps = steps
            self.back()
            return
        self._steps = steps
        panel = RecordPanel(self.desk, steps[-1].register, card)
        register, key = steps[-1].register, card.id
        panel.edit_asked.connect(lambda: self._go([*self._steps, _Step(FORM, register, key)], focus=True))
        panel.delete_asked.connect(lambda: self.delete(register, key))
        panel.copy_asked.connect(lambda: self.copy(register, key))
        panel.action_asked.connect(lambda action: self.act(register, key, action))
        panel.child_asked.connect(lambda child, which: self.open_child(child, which, {child.parent: key}))
        panel.children_asked.connect(lambda child: self.desk.open_asked.emit(child.key, View(parent=key)))
        panel.paste_asked.connect(lambda child: self.desk.open_asked.emit("import", PastedRows(child.key, parent=key)))
        self._put(panel, focus)

    def _form_panel(self, step: _Step) -> SidePanel:
        form = RecordForm(self.desk, step.register, step.key, dict(step.preset), resumes=self._returning)
        form.look_asked.connect(lambda key: self._look(step.register, key))
        form.saved.connect(lambda done: self._saved(step, done))
        form.cancelled.connect(self._leave_form)
        title = form_title(step.register, step.key, self.desk)
        panel = self._panel(one(step.register, self.desk.words), title, form)
        self.form = form
        return panel

    def _ask_panel(self, register: Register, key: UUID, action: Action) -> SidePanel:
        form = ActionForm(self.desk, action, key)
        form.done.connect(lambda done: self._acted(register, key, action, done))
        form.cancelled.connect(self.back)
        title = sentence(action_words(action.key, self.desk.words))
        shown = self.panel.card if isinstance(self.panel, RecordPanel) else None
        about = shown.title if shown is not None and shown.id == key else one(register, self.desk.words)
        panel = self._panel(about, title, form)
        self.form = form
        return panel

    def _panel(self, kind: str, title: str, form: Any) -> SidePanel:
        return SidePanel(kind, title, None, form, actions=form.foot, close=self.desk.words("panel.close"))

    def _put(self, panel: SidePanel | None, focus: bool = True) -> None:
        focus = focus or self.isAncestorOf(QApplication.focusWidget() or self)
        if not isinstance(self.form, RecordForm | ActionForm) or panel is None or isinstance(panel, RecordPanel):
            self.form = None
        clear(self._layout)
        self.panel = panel
        if panel is None:
            self.hide()
            return
        panel.closed.connect(self.back)
        panel.set_wide(self._wide)
        self._layout.addWidget(panel)
        self.show()
        panel.show()
        if focus and isinstance(panel, RecordPanel):
            panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            panel.setFocus()
        elif focus and isinstance(self.form, ActionForm):
            self.form.take_keyboard()
        self.opened.emit()

    def _leave_form(self) -> None:
        self.form = None
        self.back()

    # Doing

    def _saved(self, step: _Step, done: Done) -> None:
        self.form = None
        below = self._steps[:-1] or [_Step(RECORD, step.register, done.value)]
        self._go(below, focus=True)
        self.saved.emit(step.register, done.value)

    def delete(self, register: Register, key: UUID) -> None:
        """Delete a record; the undo bar takes it back."""
        name = self.panel.card.title if isinstance(self.panel, RecordPanel) and self.panel.card.id == key else ""
        action = f"{register.key}.delete"

        def done(result: Done) -> None:
            if self._steps and self._steps[-1].key == key:
                self.back()
            said = self.desk.words("undo.deleted", name=name or one(register, self.desk.words))
            self._offer_undo(said, result)

        self.desk.do(action, _remove, register, key, done=done, failed=self._refused, owner=self)

    def act(self, register: Register, key: UUID, action: Action) -> None:
        """Run an action of the register: ask what it asks, confirm what cannot be undone."""
        if action.asks:
            self._go([*self._steps, _Step(ASK, register, key, action=action)], focus=True)
            return
        words = self.desk.words
        verb = sentence(action_words(action.key, words))
        if not action.undoable and not dialogs.confirm(self.window(), words, verb, words("undo.never"), verb):
            return
        self.desk.do(
            action.key, run_action, action, key, {},
            done=lambda result: self._acted(register, key, action, result), failed=self._refused, owner=self,
        )  # fmt: skip

    def _acted(self, register: Register, key: UUID, action: Action, result: Done) -> None:
        self.form = None
        made = result.value if action.makes and isinstance(result.value, UUID) else key
        self.show_record(register, made, focus=True)
        if action.undoable:
            self._offer_undo(
                self.desk.words("undo.done", action=sentence(action_words(action.key, self.desk.words))), result
            )

    def _offer_undo(self, said: str, result: Done) -> None:
        words, operation = self.desk.words, result.operation
        if operation is not None:
            self._undo_bar.offer(said, words("undo.verb"), lambda: self.desk.undo(operation), words("undo.close"))

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        words = self.desk.words
        said = "\n".join(dict.fromkeys(problem_words(problem, words) for problem in error.problems))
        dialogs.tell(self.window(), words, words("refused.not_done"), said)
