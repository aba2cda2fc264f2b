"""One form for every register, in the side panel: one column, label above field, problems under their fields.

Problems appear while typing: what a field says by itself at once, what the whole says from the reading thread. Save is
one write; a stale form shows both versions; what was typed is kept as a draft until it is saved or dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ..core.declarations import Draft, Field, Register
from ..core.listing import name_of
from ..core.problems import Problem, Refused
from ..core.store import Stale, expect
from .columns import shown
from .desk import Desk, Done
from .drafts import Found
from .editors import Editor, TickEditor, editor_for, problem_of
from .form_following import Following
from .layout import clear, column, fill, row
from .link_editor import LinkEditor
from .saying import problem_words
from .states import sentence
from .widgets import announce, button, note, symbol, text

REST = 250  # milliseconds after the last key until the whole is checked
KEEP = 900  # and until the draft is kept


@dataclass(frozen=True)
class _Loaded:
    values: Draft
    version: int | None
    names: dict[str, str]
    locked: Problem | None


def _load(session: Session, register: Register, record_id: UUID | None) -> _Loaded:
    values = register.draft(session, record_id)
    names = {
        one.name: name_of(session, one.target, values[one.name]) or ""
        for one in register.fields()
        if one.target and values.get(one.name)
    }
    if record_id is None:
        return _Loaded(values, None, names, None)
    record: Any = session.get_one(register.record, record_id)
    return _Loaded(values, record.version, names, register.locked(record))


def save_draft(
    session: Session, register: Register, record_id: UUID | None, draft: Draft, version: int | None, today: dt.date
) -> UUID:
    """Write a draft, refusing it where the record has changed since `version`; the record's key."""
    if record_id is not None and version is not None:
        expect(session.get_one(register.record, record_id), version)
    return register.put(session, record_id, draft, today).id


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
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        if not isinstance(self.editor, TickEditor):
            whole.addWidget(self._label())
        whole.addWidget(self.editor)
        whole.addWidget(self._under)
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


class RecordForm(QWidget):
    """The fields of one record. `foot` are the buttons for the foot of its panel."""

    ready = Signal()  # the values are here
    saved = Signal(object)  # Done, whose value is the record's key
    cancelled = Signal()

    def __init__(
        self,
        desk: Desk,
        register: Register,
        record_id: UUID | None = None,
        preset: Draft | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`preset` are values of a new record that are known already (its parent); their fields are not asked."""
        super().__init__(parent)
        self.desk, self.register, self.record_id = desk, register, record_id
        self._preset = dict(preset or {}) if record_id is None else {}
        self._drafts = desk.drafts
        self._version: int | None = None
        self._base: Draft = {}
        self._turn = 0
        self._loading, self._tried, self._saving = True, False, False
        self.lines = {
            one.name: FormLine(one, desk, is_optional=one.optional or one.name in register.fills)
            for one in register.fields()
            if one.name not in self._preset
        }
        self._following = Following(register, self.lines)
        self._top = QVBoxLayout()
        self._kept: QLabel = text("", "small", "muted", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(column(*self.lines.values(), self._kept, gap=2))
        self._check_timer = self._timer(REST, self._check_whole)
        self._keep_timer = self._timer(KEEP, self.keep_draft)
        words = desk.words
        self._save = button(words("form.save"), "primary", does=self.save)
        self.foot: Sequence[QWidget] = (self._save, button(words("form.cancel"), does=self.cancel))
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        for line in self.lines.values():
            line.editor.changed.connect(self._changed)
        self.setEnabled(False)
        desk.ask(_load, register, record_id, done=self._take, owner=self)

    def _timer(self, rest: int, does: Callable[[], object]) -> QTimer:
        made = QTimer(self, singleShot=True, interval=rest)
        made.timeout.connect(does)
        return made

    # Values

    def _take(self, loaded: _Loaded) -> None:
        self._version = loaded.version
        self._put(loaded.values | self._preset, loaded.names)
        self._base = self.draft()
        self._loading = False
        self.setEnabled(True)
        if loaded.locked:
            self._say(loaded.locked)
            self._save.setEnabled(False)
        elif found := self._drafts.find(self.register, self.record_id, self._parent()):
            self._offer(found)
        self.focus_first()
        self.ready.emit()

    def _put(self, values: Draft, names: dict[str, str] | None = None) -> None:
        for name, line in self.lines.items():
            value, said = values.get(name), (names or {}).get(name)
            if isinstance(line.editor, LinkEditor) and value is not None and said is not None:
                line.editor.set_named(value, said)
            else:
                line.editor.set_value(value)
            line.touched = False
        self._following.follow(self._preset)

    def propose(self, values: Draft) -> None:
        """Fill a new record's form with these values, once it is ready: a copy of another record."""

        def put() -> None:
            self._put(values | self._preset)
            self.focus_first()

        if self._loading:
            self.ready.connect(put)
        else:
            put()

    def draft(self) -> Draft:
        """What the form holds now, preset values included."""
        whole = {name: line.editor.value() for name, line in self.lines.items()} | self._preset
        return whole | dict.fromkeys(self._following.unasked)

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return not self._loading and (
            self.draft() != self._base or any(one.editor.unread() for one in self.lines.values())
        )

    def _parent(self) -> UUID | None:
        value = self._preset.get(self.register.parent) if self.register.parent else None
        return value if isinstance(value, UUID) else None

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for line in self.lines.values():
            line.editor.setFocus()
            return

    # Problems

    def _changed(self) -> None:
        if not self._loading:
            self._following.follow(self._preset)
            self.show_problems(self._own_problems())
            self._turn += 1
            self._check_timer.start()
            self._keep_timer.start()

    def _own_problems(self) -> list[Problem]:
        """What each field says by itself."""
        today, found = self.desk.clock.today(), []
        draft = self.register.filled(self.draft())
        for name, line in self.lines.items():
            if unread := problem_of(line.editor, name):
                found.append(unread)
            else:
                found += line.field.problems(draft[name], today)
        return found

    def _check_whole(self) -> None:
        if any(not problem.warning for problem in self._own_problems()):
            return
        turn, draft = self._turn, self.draft()
        today = self.desk.clock.today()

        def check(session: Session) -> list[Problem]:
            return self.register.problems(session, draft, self.record_id, today)

        self.desk.ask(check, done=lambda found: self._checked(turn, found), owner=self)

    def _checked(self, turn: int, found: list[Problem]) -> None:
        if turn == self._turn:
            self.show_problems(found)

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Show problems under their fields; those of no field at the top. An empty required field is told once it has
        been touched or saving was tried."""
        by_field: dict[str, Problem] = {}
        for problem in sorted(found, key=lambda one: one.warning):
            by_field.setdefault(problem.field if problem.field in self.lines else "", problem)
        for name, line in self.lines.items():
            wrong = by_field.get(name)
            early = wrong is not None and wrong.key == "problem.required" and not (line.touched or self._tried)
            line.show_problem(None if early else wrong)
        self._say(by_field.get(""))

    def _say(self, problem: Problem | None) -> None:
        clear(self._top)
        if problem is not None:
            words = problem_words(problem, self.desk.words)
            kind = "note" if problem.warning else "problem"
            fill(self._top, [column(note("triangle-alert", words, "", kind=kind), 2.0, gap=0)])

    # Saving

    def save(self) -> None:
        """Save, or say what stands in the way and put the keyboard there."""
        if self._loading or self._saving or not self._save.isEnabled():
            return
        self._tried = True
        wrong = self._own_problems()
        self.show_problems(wrong)
        if any(not problem.warning for problem in wrong):
            self._point_at(wrong)
            return
        self._set_saving(True)
        if self.record_id is not None and self.register.asks_first and self.draft() != self._base:
            module, _, function = self.register.asks_first.partition(":")
            again = partial(self._set_saving, False)
            asks = getattr(import_module(module), function)
            asks(self.desk, self, self.record_id, self._base, self.draft(), self._write, again)
        else:
            self._write()

    def _write(self, write: Callable[..., UUID] | None = None) -> None:
        """Save as ever, or with the function that what was asked first has chosen in place of `save_draft`."""
        self.desk.do(
            f"{self.register.key}.{'add' if self.record_id is None else 'edit'}",
            write or save_draft,
            self.register,
            self.record_id,
            self.draft(),
            self._version,
            self.desk.clock.today(),
            done=self._saved,
            failed=self._refused,
            owner=self,
        )

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self._save.setEnabled(not saving)

    def _point_at(self, wrong: Sequence[Problem]) -> None:
        first = next((one for one in wrong if not one.warning and one.field in self.lines), None)
        if first is not None:
            self.lines[first.field].editor.setFocus()
        announce(self, self.desk.words("form.not_saved"))

    def _saved(self, done: Done) -> None:
        self._set_saving(False)
        self._stop_keeping()
        self._base = self.draft()
        announce(self, self.desk.words("form.saved"))
        self.saved.emit(done)

    def _refused(self, error: Exception) -> None:
        self._set_saving(False)
        if isinstance(error, Stale) and self.record_id is not None:
            self.desk.ask(_load, self.register, self.record_id, done=self._compare, owner=self)
        elif isinstance(error, Refused):
            self.show_problems(error.problems)
            self._point_at(error.problems)

    def _compare(self, theirs: _Loaded) -> None:
        """The record has changed since: take over what only they changed, offer the rest beside what was typed."""
        mine, words = self.draft(), self.desk.words
        for name, line in self.lines.items():
            line.forget_other()
            other = theirs.values.get(name)
            if other == mine[name]:
                continue
            if mine[name] == self._base.get(name):
                line.editor.set_value(other)
            else:
                said = theirs.names.get(name) or shown(other, words, line.field.money, dict(line.field.choices))
                line.show_other(other, said)
        self._version = theirs.version
        self._base = self._base | theirs.values
        self._say(Problem("", "problem.stale_form", warning=True))

    def cancel(self) -> None:
        """Leave without saving; the draft is dropped."""
        self._stop_keeping()
        self.cancelled.emit()

    # Drafts

    def keep_draft(self) -> None:
        """Write the draft down now, if anything was typed."""
        self._keep_timer.stop()
        if self._saving or not self.changed:
            return
        at = self._drafts.keep(self.register, self.record_id, self._parent(), self.draft(), self._version)
        if at is not None:
            self._kept.setText(self.desk.words("form.draft_kept", at=shown(at, self.desk.words)))

    def _stop_keeping(self) -> None:
        self._check_timer.stop()
        self._keep_timer.stop()
        self._drafts.drop(self.register, self.record_id, self._parent())
        self._kept.setText("")

    def _offer(self, found: Found) -> None:
        words = self.desk.words

        def restore() -> None:
            clear(self._top)
            self._put(found.values)
            for line in self.lines.values():
                line.touched = True
            if found.version is not None:
                self._version = found.version  # saving then says whether the record has changed since
            self._changed()

        def drop() -> None:
            clear(self._top)
            self._drafts.drop(self.register, self.record_id, self._parent())

        take = button(words("form.draft_take"), does=restore)
        leave = button(words("form.draft_drop"), "quiet", does=drop)
        title = words("form.draft_found", at=shown(found.at, words))
        fill(self._top, [column(note("pencil", title, ""), row(take, leave, 1), 2.0, gap=0.75)])


def form_title(register: Register, record_id: UUID | None, desk: Desk) -> str:
    """What stands above a form: "Nowe wydarzenie", "Edycja wydarzenia"."""
    word = f"{register.key}._new" if record_id is None else f"action.{register.key}.edit"
    return sentence(desk.words(word))
