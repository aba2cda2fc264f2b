"""One form for every register, in the side panel: one column, label above field, problems under their fields.

Problems appear while typing: what a field says by itself at once, what the whole says from the reading thread. Save is
one write; a stale form shows both versions; what was typed is kept as a draft until it is saved or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ..core.alike import Similar, similar
from ..core.declarations import Draft, Register
from ..core.problems import Problem, Refused
from ..core.starting import copied, used_links
from ..core.store import Stale
from .columns import shown
from .desk import Desk, Done
from .drafts import Found
from .editors import LineEditor, problem_of
from .form_data import Asked, Loaded, load_form, save_draft
from .form_following import Following
from .form_line import FormLine
from .layout import clear, column, fill, row
from .link_editor import LinkEditor
from .saying import problem_words
from .states import sentence
from .widgets import announce, button, elided, note, text

REST = 250  # milliseconds after the last key until the whole is checked
KEEP = 900  # and until the draft is kept


class RecordForm(QWidget):
    """The fields of one record. `foot` are the buttons for the foot of its panel."""

    ready = Signal()  # the values are here
    saved = Signal(object)  # Done, whose value is the record's key
    cancelled = Signal()
    look_asked = Signal(object)  # key of another record of the register, to be looked at before going on

    def __init__(
        self,
        desk: Desk,
        register: Register,
        record_id: UUID | None = None,
        preset: Draft | None = None,
        parent: QWidget | None = None,
        resumes: bool = False,
    ) -> None:
        """`preset` are values of a new record that are known already (its parent); their fields are not asked.
        `resumes`: a draft is taken up without asking; somebody only looked elsewhere."""
        super().__init__(parent)
        self._resumes = resumes
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
        desk.ask(load_form, self._asked(), done=self._take, owner=self)

    def _timer(self, rest: int, does: Callable[[], object]) -> QTimer:
        made = QTimer(self, singleShot=True, interval=rest)
        made.timeout.connect(does)
        return made

    # Values

    def _asked(self) -> Asked:
        return Asked(self.register, self.record_id, self.desk.clock.today(), self.desk.year, self._parent())

    def _take(self, loaded: Loaded) -> None:
        self._version = loaded.version
        self._offer_used(loaded.offered)
        self._put(loaded.values | self._preset, loaded.names)
        self._base = self.draft()
        self._loading = False
        self.setEnabled(True)
        if loaded.locked:
            self._say(loaded.locked)
            self._save.setEnabled(False)
        elif found := self._drafts.find(self.register, self.record_id, self._parent()):
            self._restore(found) if self._resumes else self._offer(found)
        elif loaded.last is not None:
            self._offer_last(*loaded.last)
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

    def _offer_used(self, offered: dict[str, list[str]]) -> None:
        """Texts used before in each field, and for a link in an empty line the records used before."""
        for name, line in self.lines.items():
            if isinstance(line.editor, LinkEditor):
                line.editor.recent = partial(used_links, register=self.register, name=name)
            elif type(line.editor) is LineEditor and offered.get(name):
                line.editor.offer(offered[name])

    def _offer_last(self, key: UUID, name: str) -> None:
        """Fill in the new form like the record entered last, on a press."""
        today, year = self.desk.clock.today(), self.desk.year

        def take(values: Draft) -> None:
            clear(self._top)
            self.propose(values)

        def ask() -> None:
            self.desk.ask(copied, self.register, key, today, year, done=take, owner=self)

        again = button(self.desk.words("form.like_last"), "quiet", "clipboard-list", does=ask)
        fill(self._top, [column(row(again, (elided(name, "small", "muted"), 1), gap=0.5), 1.0, gap=0)])

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

    def _look_alike(self) -> None:
        """Ask whether another record looks the same, as soon as enough is typed to tell."""
        if self.register.alike is not None:
            turn, draft = self._turn, self.register.filled(self.draft())
            told = partial(self._tell_alike, turn)
            self.desk.ask(similar, self.register, draft, self.record_id, done=told, owner=self)

    def _tell_alike(self, turn: int, found: Similar | None) -> None:
        if turn != self._turn:
            return
        words = self.desk.words
        said = words("alike.found", name=found.name) if found else ""
        for name, line in self.lines.items():
            here = found is not None and name == found.field
            line.show_alike(said if here else "", lambda: self.look_asked.emit(found.id) if found else None)
        if said:
            announce(self, said)

    def _check_whole(self) -> None:
        self._look_alike()
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
            self.desk.ask(load_form, self._asked(), done=self._compare, owner=self)
        elif isinstance(error, Refused):
            self.show_problems(error.problems)
            self._point_at(error.problems)

    def _compare(self, theirs: Loaded) -> None:
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

    def _restore(self, found: Found) -> None:
        clear(self._top)
        self._put(found.values)
        for line in self.lines.values():
            line.touched = True
        if found.version is not None:
            self._version = found.version  # saving then says whether the record has changed since
        self._changed()

    def _offer(self, found: Found) -> None:
        words = self.desk.words

        def drop() -> None:
            clear(self._top)
            self._drafts.drop(self.register, self.record_id, self._parent())

        take = button(words("form.draft_take"), does=partial(self._restore, found))
        leave = button(words("form.draft_drop"), "quiet", does=drop)
        title = words("form.draft_found", at=shown(found.at, words))
        fill(self._top, [column(note("pencil", title, ""), row(take, leave, 1), 2.0, gap=0.75)])


def form_title(register: Register, record_id: UUID | None, desk: Desk) -> str:
    """What stands above a form: "Nowe wydarzenie", "Edycja wydarzenia"."""
    word = f"{register.key}._new" if record_id is None else f"action.{register.key}.edit"
    return sentence(desk.words(word))
