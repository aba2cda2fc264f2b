"""A training's people on one page: the minutes of each as a sheet, and people added by typing or from a pasted block.

Adding is one write, so are the minutes; what is not saved yet is kept beside the settings and comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ...core.formats import day
from ...core.problems import Problem, Refused
from ...gui.desk import Desk, Done
from ...gui.frames import page_header
from ...gui.grid import GridView
from ...gui.layout import box, column, row
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, empty_state, text
from ..answers import Room, room_of, room_said
from ..minutes import MinutesSheet, minutes_sheet, save_minutes
from ..roster import Added, Candidate, Understood, add_people, choices, people_like, read_people, understand
from ..roster_text import Written
from .minutes_grid import FIRST, MinutesModel
from .people_grid import PERSON, PeopleModel, label
from .people_keeping import minutes_of_draft, people_of_draft, values_to_keep

KEEP, LOOK = 700, 250  # milliseconds after the last key: until it is kept, until it is understood
TABLES = ("training", "training_session", "participation", "participation_minutes", "trainee", "person", "organisation")
MINUTES, PEOPLE = 0, 1  # the two sheets


def people(desk: Desk) -> QWidget:
    """The page of a training's people and minutes."""
    return PeoplePage(desk)


class PeoplePage(LivePage):
    """`show_what(training's key)`. Ctrl+Enter saves what is shown, Ctrl+V pastes a block, Esc goes back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        w = desk.words
        self.training_id: UUID | None = None
        self.sheet: MinutesSheet | None = None
        self.minutes: MinutesModel | None = None
        self.minutes_view: GridView | None = None
        self._saving, self._kept, self._turn_of_look = False, False, 0
        self.people = PeopleModel(w)
        self.people_view = GridView(self.people, w("training_people.adding"))
        self.people_view.set_widths(4.2, 11, 9, 0, 10.5, 13, 17)
        self._head, self._minutes_holder, self._asks = Holder(), Holder(), Holder()
        self.said = text("", tone="muted", wrap=True)
        self.problem = text("", tone="bad", wrap=True)
        self.problem.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._minutes_holder)
        self.stack.addWidget(column((self.people_view, 1), self._asks, gap=1))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        sheet = box("card", column((self.stack, 1), self.problem, self.said, gap=1))
        whole.addWidget(column(self._head, (column((sheet, 1), pad=(3, 0.5, 3, 2)), 1), gap=0))
        self._listen()

    def _listen(self) -> None:
        self.people.written.connect(lambda *_: self._people_changed())
        self.people_view.pasted.connect(self.paste_people)
        self.people_view.typing.connect(self._search)
        self.people_view.pressed_on.connect(self._next_candidate)
        self.people_view.removed.connect(self.people.remove)
        self.people_view.selectionModel().currentChanged.connect(lambda *_: self._say_row())
        self._keep_timer = QTimer(self, singleShot=True, interval=KEEP)
        self._keep_timer.timeout.connect(self.keep_draft)
        self._look_timer = QTimer(self, singleShot=True, interval=LOOK)
        self._look_timer.timeout.connect(self.look)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)

    # What is shown

    def show_what(self, what: object) -> None:
        """The people of a training."""
        if isinstance(what, UUID):
            self.keep_draft()
            self.training_id, self.sheet, self.minutes, self._kept = what, None, None, False
            self.people.show([])
            self.stack.setCurrentIndex(MINUTES)
            if self.isVisible():
                self._reload()
            else:
                self._stale = True

    def load(self) -> None:
        if self.training_id is not None:
            self.ask(choices, done=self._units)
            self.ask(minutes_sheet, self.training_id, done=self._show)

    def _units(self, found: Any) -> None:
        self.people.units = found["unit"]

    def _show(self, sheet: MinutesSheet) -> None:
        self.sheet = sheet
        typed = self.minutes.typed if self.minutes is not None else {}
        if not self._kept:
            self._kept = True
            kept = self.desk.drafts.find_page(self._draft_key()) or {}
            typed = minutes_of_draft(kept)
            rows = people_of_draft(kept)
            if rows:
                self.people.show(rows)
                self.stack.setCurrentIndex(PEOPLE)
        self._hold_minutes(sheet, typed)
        self._show_head()
        self._people_changed()

    def _hold_minutes(self, sheet: MinutesSheet, typed: Any) -> None:
        w = self.desk.words
        if not sheet.lines:
            said = "training_people.empty" if not sheet.is_locked else "training_people.empty_settled"
            add = button(w("training_people.add"), "", "user-plus", does=self.open_adding)
            self._minutes_holder.hold(empty_state("user-plus", w(said), w("training_people.empty_words"), add))
            self.minutes, self.minutes_view = None, None
            return
        before = self.minutes_view.currentIndex() if self.minutes_view is not None else None
        place = (before.row(), before.column()) if before is not None and before.isValid() else (0, FIRST)
        self.minutes = MinutesModel(sheet, w, typed)
        view = GridView(self.minutes, w("training_people.minutes"))
        view.set_widths(4.2, 16, 0, *(11 for _ in sheet.sittings), 6, 13)
        self.minutes.written.connect(lambda *_: self._minutes_changed())
        view.pasted.connect(self.paste_minutes)
        view.selectionModel().currentChanged.connect(lambda *_: self._say_minutes())
        self.minutes_view = view
        self._minutes_holder.hold(view)
        view.go(*place)
        if self.stack.currentIndex() == MINUTES:
            view.setFocus()

    def _show_head(self) -> None:
        sheet, w = self.sheet, self.desk.words
        assert sheet is not None
        back = button("", "quiet", "chevron-left", w("training_people.back"), does=self._close)
        days = " – ".join(dict.fromkeys(day(one, w.language) for one in (sheet.start_on, sheet.end_on)))
        count = w.count("training_people.people", len(sheet.lines))
        of, room = w("training_people.of_places", places=sheet.places), room_said(w, sheet.places, len(sheet.lines))
        places = f"{of} ({room})" if sheet.places else ""
        need = w("training_people.needed", n=sheet.needed, length=sheet.length, share=sheet.threshold)
        parts = (days, w.choice(sheet.state), f"{count}{places}", need if sheet.sittings else "")
        actions = self._actions(sheet)
        self._head.hold(page_header(sheet.title, " · ".join(part for part in parts if part), *actions, before=back))

    def _actions(self, sheet: MinutesSheet) -> list[QWidget]:
        w = self.desk.words
        if sheet.is_locked:
            return []
        if self.stack.currentIndex() == PEOPLE:
            swap = button(w("training_people.swap"), "", does=self.people.swap_names)
            paste = button(w("training_people.paste"), "", "file-spreadsheet", does=self._paste_clipboard)
            drop = button(w("training_people.drop"), "", does=self.leave_adding)
            return [drop, swap, paste, button(w("training_people.save_people"), "primary", "check", does=self.save)]
        add = button(w("training_people.add"), "", "user-plus", does=self.open_adding)
        if not sheet.lines:
            return [add]
        return [add, button(w("training_people.save_minutes"), "primary", "check", does=self.save)]

    # Adding people

    def open_adding(self) -> None:
        """The sheet on which people are typed or pasted."""
        self.stack.setCurrentIndex(PEOPLE)
        self._show_head()
        self.people_view.setFocus()
        self.people_view.go(len(self.people.rows) - 1, 1)
        self._people_changed()

    def leave_adding(self) -> None:
        """Back to the minutes; what was written here is let go."""
        self.people.show([])
        self.stack.setCurrentIndex(MINUTES)
        self.desk.drafts.drop_page(self._draft_key())
        self.keep_draft()
        self._show_head()
        self._say_minutes()
        if self.minutes_view is not None:
            self.minutes_view.setFocus()

    def _paste_clipboard(self) -> None:
        self.paste_people(QGuiApplication.clipboard().text())

    def paste_people(self, block: str) -> None:
        """Read a block of people and show what it was understood as."""
        self.desk.ask(read_people, block, done=self._pasted, failed=self._refused, owner=self)

    def _pasted(self, rows: Sequence[Written]) -> None:
        self.people.show([*self.people.people, *rows])
        self.stack.setCurrentIndex(PEOPLE)
        self._show_head()
        self.people_view.setFocus()
        self.people_view.go(0, 1)
        self._people_changed()

    def _people_changed(self) -> None:
        self.problem.hide()
        self._keep_timer.start()
        self._look_timer.start()

    def look(self) -> None:
        """Ask what the rows mean."""
        self._turn_of_look += 1
        turn, rows = self._turn_of_look, self.people.people
        if self.training_id is None or self.stack.currentIndex() != PEOPLE:
            return

        def came(found: list[Understood]) -> None:
            if turn == self._turn_of_look:
                self.people.tell(found)
                self._say_row()

        self.desk.ask(understand, self.training_id, rows, done=came, owner=self)

    def _say_row(self) -> None:
        """What is wrong with the row one is at, who it may be, and how many are ready."""
        w, here = self.desk.words, self.people_view.currentIndex().row()
        found = self.people.understood(here) if 0 <= here < len(self.people.rows) else None
        ready = sum(not one.is_refused and not one.is_listed for one in self.people.found)
        total = len(self.people.people)
        self.said.setText(w("training_people.ready", ready=ready, total=total) if total else w("training_people.how"))
        parts: list[QWidget] = [*self._room_after(ready)]
        if found is not None:
            problems = [problem_words(one, w) for one in found.problems]
            if problems:
                said = w("training_people.row_says", row=here + 1, said=" ".join(problems))
                parts.append(text(said, tone="bad" if found.is_refused else "warn", wrap=True))
            if found.candidates and not found.is_listed:
                offers = [self._candidate_button(here, one) for one in found.candidates[:3]]
                new = button(w("training_people.is_new"), "", "user-plus", does=partial(self.people.choose, here, None))
                parts.append(row(*offers, new, 1, gap=1))
        self._asks.hold(column(*parts, gap=0.75))

    def _room_after(self, ready: int) -> Iterator[QWidget]:
        """A warning where those to be saved do not all have places; they may be saved."""
        sheet, w = self.sheet, self.desk.words
        taken = len(sheet.lines) + ready if sheet is not None else 0
        if sheet is not None and ready and room_of(sheet.places, taken)[0] is Room.OVER:
            room = room_said(w, sheet.places, taken)
            yield text(w("training_room.after", taken=taken, places=sheet.places, room=room), tone="warn", wrap=True)

    def _candidate_button(self, here: int, one: Candidate) -> QWidget:
        w = self.desk.words
        said = w("training_people.is_this", name=label(one), reason=w(f"training_people.reason.{one.reason}"))
        return button(said, "", "check", does=partial(self.people.choose, here, one))

    def _next_candidate(self, here: int, at: int) -> None:
        """Space or Enter on who it is: the next of those known, then somebody new."""
        found = self.people.understood(here)
        if at != PERSON or found is None or not found.candidates:
            return
        known = [one.person_id for one in found.candidates]
        place = known.index(found.person_id) + 1 if found.person_id in known else 0
        self.people.choose(here, found.candidates[place] if place < len(known) else None)

    def _search(self, here: int, at: int, said: str) -> None:
        if not self.people.is_searched(at) or len(said.strip()) < 2:
            return

        def came(found: list[Candidate]) -> None:
            self.people.offered = found
            self.people_view.offer([label(one) for one in found])

        self.desk.ask(people_like, said, done=came, owner=self)

    # Minutes

    def paste_minutes(self, block: str) -> None:
        """A block of minutes from the cell one is at; with letters in it, it is people."""
        if self.minutes is None or self.minutes_view is None:
            return
        if any(letter.isalpha() for letter in block):
            self.paste_people(block)
            return
        here = self.minutes_view.currentIndex()
        self.minutes.paste(here.row(), here.column(), block)
        self._minutes_changed()

    def _minutes_changed(self) -> None:
        self._keep_timer.start()
        self._say_minutes()

    def _say_minutes(self) -> None:
        model, w = self.minutes, self.desk.words
        self.problem.hide()
        if model is None or self.stack.currentIndex() != MINUTES:
            return
        wrong = model.problems()
        here = self.minutes_view.currentIndex().row() if self.minutes_view is not None else -1
        shown = next((one for one in wrong if one[0] == here), wrong[0] if wrong else None)
        if shown is not None:
            name = model.sheet.lines[shown[0]].name
            self._say_problem(f"{name}: {problem_words(shown[2], w)}")
        if not model.sheet.sittings:
            said = w("problem.no_sessions")
        elif not model.sheet.is_open:
            locked = "problem.training_settled" if model.sheet.is_locked else "problem.training_without_attendance"
            said = w(locked)
        else:
            said = w("training_people.so_far", done=model.completed(), total=len(model.sheet.lines),
                     changed=len(model.changes()))  # fmt: skip
        self.said.setText(said)

    def _say_problem(self, said: str) -> None:
        self.problem.setText(said)
        self.problem.show()
        announce(self, said)

    # Saving

    def save(self) -> None:
        """Write what is shown, or say what has to be put right first; nothing typed is lost."""
        if self._saving or self.training_id is None or self.sheet is None:
            return
        if self.stack.currentIndex() == PEOPLE:
            today = self.desk.clock.today()
            write: tuple[Any, ...] = ("training.add_people", add_people, self.training_id, self.people.people, today)
            done = self._people_saved
        else:
            if self.minutes is None:
                return
            if wrong := self.minutes.problems():
                assert self.minutes_view is not None
                self.minutes_view.go(*wrong[0][:2])
                self._say_minutes()
                return
            write = ("training.save_minutes", save_minutes, self.training_id, self.minutes.changes())
            done = self._minutes_saved
        self._saving = True
        self.desk.do(*write, done=done, failed=self._refused, owner=self)

    def _people_saved(self, done: Done) -> None:
        added: Added = done.value
        w = self.desk.words
        self._after_saving()
        self.leave_adding()
        said = w.count("training_people.added", added.added, new=added.new)
        if added.listed:
            said += " " + w.count("training_people.were_listed", added.listed)
        self._tell_done(said)

    def _minutes_saved(self, done: Done) -> None:
        if self.minutes is not None:
            self.minutes.typed = {}
        self._after_saving()
        self.keep_draft()
        self._tell_done(self.desk.words.count("training_people.minutes_saved", done.value))

    def _after_saving(self) -> None:
        self._saving = False
        self._keep_timer.stop()
        self.desk.drafts.drop_page(self._draft_key())
        self._reload()

    def _tell_done(self, said: str) -> None:
        self.said.setText(said)
        announce(self, said)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, Refused):
            self._say_problem(" ".join(self._numbered(one) for one in error.problems[:3]))

    def _numbered(self, problem: Problem) -> str:
        said = problem_words(problem, self.desk.words)
        at = problem.values.get("at")
        return self.desk.words("training_people.row_says", row=at, said=said) if at else said

    # What is not saved yet

    def _draft_key(self) -> str:
        return f"training_people|{self.training_id}"

    def keep_draft(self) -> None:
        """Write down now what is typed and not saved."""
        self._keep_timer.stop()
        if self.training_id is None or self._saving or not self._kept:
            return
        values = values_to_keep(self.people.people, self.minutes.typed if self.minutes is not None else {})
        if values:
            self.desk.drafts.keep_page(self._draft_key(), values)
        else:
            self.desk.drafts.drop_page(self._draft_key())

    def _close(self) -> None:
        self.keep_draft()
        self.desk.close_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.sheet is not None and not self.sheet.is_locked:
            self._paste_clipboard()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)
