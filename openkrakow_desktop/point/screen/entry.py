"""The quick entry of a contact: some keys and Enter, the form is empty again, the day beside it has one more.

A contact goes to the writer's thread and the form is free at once. What could not be saved (its month was settled on
another laptop meanwhile) stands in the list with its reason and comes back into the form on request."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Draft
from ...core.formats import day
from ...core.keys import new_key
from ...core.problems import Problem, Refused
from ...core.text import sentence
from ...gui import theme
from ...gui.columns import shown
from ...gui.desk import Desk, Done
from ...gui.drafts import Found
from ...gui.frames import page_header, scrolled
from ...gui.layout import Split, box, column, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, key, note, text
from ..feature import CONTACTS
from ..tally import DayTally, day_tally
from .day_panel import DayPanel, Entered
from .entry_form import EntryForm

KEEP = 900  # milliseconds after the last key until the draft is kept
PLACE = uuid5(UUID(int=0), "point_entry")  # the quick entry's drafts are not those of the register's form


def entry(desk: Desk) -> QWidget:
    """The page of the quick entry."""
    return EntryPage(desk)


def record_contact(session: Session, key_: UUID, draft: Draft, today: dt.date) -> UUID:
    """Save a contact under a key that is known before it is saved."""
    return CONTACTS.put(session, None, draft, today, key_).id


class EntryPage(LivePage):
    """The form at the left, the day at the right; in a narrow window the day below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("contact",))
        self._entered: list[Entered] = []  # on this page, the newest last
        self._tally: DayTally | None = None
        self._read_for: dt.date | None = None
        self._told: UUID | None = None  # the contact that the foot says was saved
        self._seen: frozenset[UUID] = frozenset()
        self.form = EntryForm(desk)
        self.form.submitted.connect(self.save)
        self.form.changed.connect(self._form_changed)
        self._head, self._top, self._side = Holder(), Holder(), Holder()
        self._keep = QTimer(self, singleShot=True, interval=KEEP)
        self._keep.timeout.connect(self.keep_draft)
        left = column(self._top, self.form, 1, gap=0)
        below = column((Split(left, self._side, 25, least=58), 1), pad=(3, 0, 3, 2))
        body = column(self._head, (below, 1), gap=0)
        self._area = scrolled(body)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        content = column((self._area, 1), hairline(), self._foot(), gap=0)
        whole.addWidget(box("canvas", content, (0, 0, 0, 0)))
        self._show_head()
        self.form.clear()
        self.setFocusProxy(self.form)
        found = desk.drafts.find(CONTACTS, None, PLACE)
        if found is not None:
            self._offer(found)

    def show_what(self, what: object) -> None:
        """Ready for a contact; of another day where `what` is a date."""
        if isinstance(what, dt.date) and not self.form.is_touched:
            self.form.put(self.form.draft() | {"contacted_on": what, "channel": None})
        self.form.setFocus()

    # Around the form

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The field that has the keyboard is seen whole, its name above it."""
        if new is not None and self.isVisible():
            line = next((one for one in self.form.lines.values() if one.isAncestorOf(new)), None)
            if line is not None:
                QTimer.singleShot(0, line, lambda: self._see(line))

    def _see(self, line: QWidget) -> None:
        inside = self._area.widget() or self
        room, edge = self._area.viewport().height(), theme.current().px(1)
        bar = self._area.verticalScrollBar()
        if line is self.form.lines["channel"]:
            bar.setValue(0)  # the head of the page with it
            return
        top = line.mapTo(inside, QPoint(0, 0)).y()
        if top < bar.value() or top + line.height() > bar.value() + room:
            bar.setValue(
                max(0, min(top - edge, top + line.height() + edge - room) if line.height() < room else top - edge)
            )

    def _foot(self) -> QWidget:
        w = self.desk.words
        self.save_button = button(w("form.save"), "primary", does=self.form.submit)
        self._more = button(w("point_entry.more"), does=self.form.toggle_more)
        self._kept = text("", "small", "muted", wrap=True)
        return row(
            self.save_button, key("Enter"), 2.0, self._more, key("F4"), (self._kept, 1),
            button(w("point_entry.empty"), "quiet", does=self._empty), gap=1, pad=(3, 1.25, 3, 1.25),
        )  # fmt: skip

    def _show_head(self) -> None:
        w, on = self.desk.words, self.form.day
        title = sentence(w("contact._new"))
        if on == self.desk.clock.today():
            self._head.hold(page_header(title, w("point_entry.about")))
            return
        said = w("point_entry.other_day", day=day(on, w.language))
        back = button(w("point_entry.back_to_today"), does=self._back_to_today)
        told = row((note("calendar-clock", said, "", back), 1), pad=(3, 0, 3, 1.5))
        self._head.hold(column(page_header(title, ""), told))

    def _back_to_today(self) -> None:
        self.form.back_to_today()

    def _form_changed(self) -> None:
        w = self.desk.words
        self._more.setText(w("point_entry.less" if self.form.is_more_open else "point_entry.more"))
        if self.form.day != self._read_for and self._read_for is not None:
            self._show_head()
            self._reload()
        self._keep.start()

    def _empty(self) -> None:
        """Begin anew; nothing was saved and nothing is kept."""
        self.form.clear()
        self._drop_draft()

    # The day

    def load(self) -> None:
        if self._read_for != self.form.day:
            self._read_for = self.form.day
            self._show_head()
        self.ask(day_tally, self.form.day, done=self._take_day)

    def _take_day(self, tally: DayTally) -> None:
        """What was undone elsewhere (Ctrl+Z) is no longer said to be saved."""
        lines = frozenset(one.id for one in tally.lines)
        if self._told in self._seen and self._told not in lines:
            self._kept.setText("")
        self._seen = lines
        self._show_day(tally)

    def _show_day(self, tally: DayTally) -> None:
        self._tally = tally
        waiting = [one for one in self._entered if one.problem or one.operation is None]
        shown = {one.id for one in tally.lines}
        mine = [one for one in reversed(self._entered) if one.operation is not None and one.id in shown]
        last = mine[0] if mine else None
        panel = DayPanel(self.desk, tally, tuple(reversed(waiting)), last)
        panel.undo_asked.connect(self.take_back)
        panel.retry_asked.connect(self._retry)
        self._side.hold(panel)

    # Saving

    def save(self, draft: Draft) -> None:
        """Send a contact on its way and be ready for the next one."""
        one = Entered(new_key(), draft)
        self._entered = [*self._entered[-20:], one]
        self.form.last = draft
        self.form.clear()
        self._drop_draft()
        if self._tally is not None:
            self._show_day(self._tally)
        self.desk.do(
            "contact.add", record_contact, one.id, draft, self.desk.clock.today(),
            done=partial(self._saved, one), failed=partial(self._refused, one), owner=self,
        )  # fmt: skip

    def _saved(self, one: Entered, done: Done) -> None:
        w = self.desk.words
        one.operation = done.operation
        people = w.count("point_entry.people", one.draft["persons_served"])
        said = w(
            "point_entry.saved",
            channel=w.choice(one.draft["channel"]),
            language=w.choice(one.draft["language"]),
            people=people,
        )
        self._kept.setText(said)
        self._told = one.id
        announce(self, said)

    def _refused(self, one: Entered, error: Exception) -> None:
        """It could not be saved: nothing is lost, and the reason stands with it."""
        w = self.desk.words
        problems = error.problems if isinstance(error, Refused) else ()
        one.problem = " ".join(problem_words(problem, w) for problem in problems)
        self._kept.setText("")
        if not self.form.is_touched:
            self._retry(one, problems)
        else:
            announce(self, one.problem)
            if self._tally is not None:
                self._show_day(self._tally)

    def _retry(self, one: Entered, problems: tuple[Problem, ...] = ()) -> None:
        """Put what could not be saved back into the form. What stands there now is kept in its place."""
        if self.form.is_touched:
            announce(self, self.desk.words("point_entry.save_first"))
            self._kept.setText(self.desk.words("point_entry.save_first"))
            return
        self._entered = [other for other in self._entered if other is not one]
        self.form.put(one.draft)
        if problems:
            self.form.stop_at(problems)
        if self._tally is not None:
            self._show_day(self._tally)

    def take_back(self, one: Entered) -> None:
        """Undo the newest contact that was entered here."""
        if one.operation is None:
            return

        def gone(_: Any) -> None:
            self._entered = [other for other in self._entered if other is not one]
            self._told = None
            said = self.desk.words("point_entry.taken_back")
            self._kept.setText(said)
            announce(self, said)
            self._reload()

        self.desk.undo(one.operation, done=gone)
        self.form.setFocus()

    # Drafts

    def keep_draft(self) -> None:
        """Write down what is being typed, so that it can be offered again."""
        self._keep.stop()
        if not self.form.is_touched:
            return
        at = self.desk.drafts.keep(CONTACTS, None, PLACE, self.form.draft(), None)
        if at is not None:
            self._kept.setText(self.desk.words("form.draft_kept", at=shown(at, self.desk.words)))

    def _drop_draft(self) -> None:
        self._keep.stop()
        self.desk.drafts.drop(CONTACTS, None, PLACE)
        self._kept.setText("")

    def _offer(self, found: Found) -> None:
        w = self.desk.words

        def take() -> None:
            self._top.hold(QWidget())
            self.form.put(found.values)
            self.form.setFocus()

        def leave() -> None:
            self._top.hold(QWidget())
            self._drop_draft()
            self.form.setFocus()

        title = w("form.draft_found", at=shown(found.at, w))
        buttons = row(button(w("form.draft_take"), does=take), button(w("form.draft_drop"), "quiet", does=leave), 1)
        self._top.hold(column(note("pencil", title, ""), buttons, 1.5, gap=0.75))
