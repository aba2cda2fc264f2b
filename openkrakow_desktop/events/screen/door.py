"""The door: a staff member, a queue, one huge number. Every press is a row and a commit of its own; nothing waits.

The number is of what is on the disk. What is not yet there stands beside it, and stays there until it is."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from ...core.formats import clock_time, day
from ...core.problems import Refused, Unavailable
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import Split, column
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import Status, announce, button, empty_state, note, pill
from ..door_view import DoorView, Sitting, door_view
from ..model import AttendanceMode, TallyCategory
from .door_close import ClosingCard
from .door_counter import CounterCard
from .door_keys import DoorKeys
from .door_list import GuestList
from .door_steps import Step
from .door_tallies import TallyForm
from .door_walk_in import WalkInForm
from .door_work import DoorWork

TABLES = ("event", "session", "session_entry", "attendance", "session_tally", "registration", "participant", "person")
SLOW = 400  # milliseconds until a write under way is told
SAID = 6_000  # milliseconds that what came of a step stays
ICONS = {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}


def door(desk: Desk) -> QWidget:
    """The page of the door."""
    return DoorPage(desk)


class DoorPage(LivePage):
    """`show_what` takes a session's key, or an event's: its session of today or the nearest undecided."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.key: UUID | None = None
        self.work = DoorWork(desk, self)
        self._form: WalkInForm | TallyForm | None = None
        self._noted, self._saved_look = "", ""
        self._build()
        self._connect()
        self.keys = DoorKeys(self, self)
        self.keys.search, self.keys.lead = self.guests.line, self.counter.lead
        self._late = QTimer(self, singleShot=True, interval=SLOW)
        self._late.timeout.connect(self._show_saved)
        self._quiet = QTimer(self, singleShot=True, interval=SAID)
        self._quiet.timeout.connect(lambda: self._said.hide())

    def _build(self) -> None:
        desk = self.desk
        self._head, self._notes, self._over = Holder(), Holder(), Holder()
        self._saved, self._nothing, self._room = Holder(), Holder(), QWidget()
        self.counter, self.guests, self.closing = CounterCard(desk), GuestList(desk), ClosingCard(desk)
        self._said = self.counter.said
        for one in (self._notes, self._over, self._nothing, self.guests):
            one.hide()
        main = column(self._notes, (self.counter, 1), gap=1)
        side = column((self.guests, 1), (self._over, 1), self.closing, (self._room, 1), gap=2)
        self._body = scrolled(column((Split(main, side, 32, 66), 1), pad=(3, 0.5, 3, 2)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (self._nothing, 1), (self._body, 1), gap=0))
        self.setFocusProxy(self.counter.lead)

    def _connect(self) -> None:
        work, w = self.work, self.desk.words
        self.counter.pressed.connect(self._press)
        self.counter.undo_asked.connect(work.undo)
        self.counter.dimension_chosen.connect(work.choose_dimension)
        self.guests.came.connect(lambda found: self._next(partial(work.come, found)))
        self.guests.left.connect(lambda found: self._next(partial(work.leave, found)))
        self.guests.card_typed.connect(self.scan)
        self.guests.walk_in_asked.connect(self.open_walk_in)
        self.guests.nobody_found.connect(lambda typed: self._say(w("door.nobody_found", typed=typed), "warn"))
        self.closing.counted.connect(work.count_room)
        self.closing.held.connect(work.hold)
        self.closing.held.connect(self.to_lead)
        self.closing.called_off.connect(work.call_off)
        self.closing.called_off.connect(self.to_lead)
        self.closing.tallies_asked.connect(self.open_tallies)
        self.closing.done_asked.connect(self.leave)
        work.shown.connect(self._show_steps)
        work.said.connect(self._say)
        work.walked_in.connect(self._walked_in)
        work.room_counted.connect(self.closing.counted_well)
        work.room_refused.connect(self.closing.show_problem)
        work.form_refused.connect(self._refused)
        work.steps.counted.connect(self._announce)

    # What is shown

    def show_what(self, what: object) -> None:
        """Open a session, or the nearest of an event."""
        if isinstance(what, UUID):
            self.key, self.work.view = what, None
            self._close_form()
            self._reload()
            self.to_lead()

    def load(self) -> None:
        if self.key is None:
            return
        steps, key, today = self.work.steps, self.key, self.desk.clock.today()
        commits = steps.commits

        def came(view: DoorView | None) -> None:
            if key == self.key:
                self._take(view, is_newest=commits == steps.commits and not steps.under_way)

        self.ask(door_view, key, today, self.work.device, done=came)

    def _take(self, view: DoorView | None, *, is_newest: bool) -> None:
        before = self.work.view
        self.work.take(view, is_newest=is_newest)
        self._nothing.setVisible(view is None)
        self._body.setVisible(view is not None)
        if view is None:
            self._show_gone()
            return
        if before is None or _facts(before) != _facts(view):
            self._show_head(view)
        self.counter.tell(view, view.closed is None)
        if view.mode is not AttendanceMode.ANONYMOUS:
            self.guests.tell(view)
        self._make_room()
        self.closing.tell(view)
        if isinstance(self._form, TallyForm):
            self._form.tell(view)
        self._show_steps()

    def _show_gone(self) -> None:
        w = self.desk.words
        leave = button(w("door.leave"), "primary", does=self.leave)
        self._nothing.hold(empty_state("door-open", w("door.gone"), w("door.gone_about"), leave))

    def _show_head(self, view: DoorView) -> None:
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("door.back"), "muted", does=self.leave)
        screen_word = "door.part_screen" if self.window().isFullScreen() else "door.full_screen"
        screen = button(w(screen_word), "", "maximize", does=self.full_screen)
        screen.setToolTip("F11")
        several = [self._sessions_button(view)] if len(view.sittings) > 1 else []
        for one in (back, screen, *several):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        facts = " · ".join(filter(None, (sitting_words(view.sitting, w), view.venue)))
        self._saved, self._saved_look = Holder(), ""
        self._head.hold(page_header(view.title, facts, self._saved, *several, screen, before=back))
        self._show_saved()

    def _sessions_button(self, view: DoorView) -> QPushButton:
        w = self.desk.words
        choose = button(w("door.other_session"), "chip", "chevron-down")
        menu = QMenu(choose)
        for one in view.sittings:
            action = menu.addAction(sitting_words(one, w))
            action.setCheckable(True)
            action.setChecked(one.id == view.sitting.id)
            action.triggered.connect(lambda _=False, key=one.id: self.show_what(key))
        choose.setMenu(menu)
        return choose

    def _show_steps(self) -> None:
        """The number, the trace and what is under way, as they are now."""
        view, steps = self.work.view, self.work.steps
        if view is None:
            return
        self.counter.tell_count(view, self.work.count, steps.pending(view.sitting.id))
        self.counter.tell_trace(self.work.trace())
        self.closing.tell_count(self.work.count)
        self._show_notes(view)
        if not steps.under_way or steps.stuck:
            self._late.stop()
            self._show_saved()
        elif not self._late.isActive():
            self._late.start()

    def _show_saved(self) -> None:
        w, steps = self.desk.words, self.work.steps
        if steps.stuck:
            look = Status("bad", "circle-x", w.count("door.not_saved", len(steps.stuck)))
        elif steps.under_way:
            look = Status("accent", "clock", w("door.saving"))
        else:
            look = Status("good", "save", w("door.saved"))
        if look.word != self._saved_look:
            self._saved_look = look.word
            self._saved.hold(pill(look))

    def _show_notes(self, view: DoorView) -> None:
        icon, title, about, kind, acts = self._note_of(view)
        if title + about == self._noted:
            return
        self._noted = title + about
        self._notes.setVisible(bool(title))
        if title:
            for one in acts:
                one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._notes.hold(note(icon, title, about, *acts, kind=kind))
            announce(self, f"{title} {about}".strip())

    def _note_of(self, view: DoorView) -> tuple[str, str, str, str, list[QPushButton]]:
        """The one thing that needs to be known: icon, title, words, kind and buttons of the note."""
        w, steps = self.desk.words, self.work.steps
        if steps.stuck and steps.why is not None:
            why = " ".join(problem_words(one, w) for one in steps.why.problems)
            acts = [button(w("door.try_again"), does=steps.retry)]
            if not isinstance(steps.why, Unavailable):
                acts.append(button(w("door.drop"), "quiet", does=steps.drop))
            return "triangle-alert", w.count("door.stuck", len(steps.stuck)), why, "problem", acts
        if view.closed is not None:
            return "circle-minus", problem_words(view.closed, w), "", "note", []
        if view.capacity is not None and self.work.count.total >= view.capacity:
            return "triangle-alert", w("door.full"), w("door.full_about"), "note", []
        if view.sitting.held_on != self.desk.clock.today():
            said = w("door.other_day", day=day(view.sitting.held_on, w.language))
            return "calendar-clock", said, "", "note", []
        return "", "", "", "", []

    def _announce(self, step: Step) -> None:
        if step.told is not None and step.arrivals and not step.told.name:
            announce(self.counter.number, f"{step.said}, {self.work.people(step.told.count)}")

    def _say(self, words: str, tone: str) -> None:
        """What came of a step, for a few seconds, and to a screen reader."""
        said = sentence(words)
        self._said.hold(pill(Status(tone, ICONS.get(tone, "info"), said)))
        self._said.show()
        self._quiet.start()
        announce(self, said)

    # What the keys do

    def press(self, digit: int | None) -> None:
        """Space, or a digit: one guest without a list."""
        category = None if digit is None else self.counter.category(digit)
        if digit is None or category is not None:
            self._press(category)

    def _press(self, category: TallyCategory | None) -> None:
        self._said.hide()  # it told an older number
        self.work.press(category)
        focus = self.window().focusWidget()
        if not (isinstance(focus, QLineEdit) and focus.text()):  # somebody in the middle of typing goes on
            self.to_lead()

    def undo(self) -> None:
        """Backspace: this door's last step back."""
        self.work.undo()

    def _next(self, does: partial[None]) -> None:
        """Somebody of the list was dealt with: the field is empty again, the next Space counts."""
        does()
        self.guests.empty()
        self.to_lead()

    def scan(self, *codes: str) -> None:
        """A card was scanned, or its whole code typed; several where a scanner that faltered may have left its first
        letter behind: the first that is somebody's is the one."""
        if isinstance(self._form, WalkInForm) and "code" in self._form.lines:
            self._form.lines["code"].setText(codes[-1])
            self._form.save()
        else:
            self._next(partial(self.work.scan, *codes))

    def to_search(self, typed: str) -> bool:
        """F2, or a letter that begins a name; False where no list is kept."""
        if not self.guests.isVisible():
            return False
        self.guests.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if typed:
            self.guests.line.insert(typed)
        else:
            self.guests.line.selectAll()
        return True

    def search_entered(self) -> None:
        """Enter in the search."""
        self.guests.mark()

    def full_screen(self) -> None:
        """F11: the whole screen, or the window again."""
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()
        if self.work.view is not None:
            self._show_head(self.work.view)
        self.to_lead()

    def step_back(self) -> None:
        """Esc: out of the search, the form, what is being asked, the full screen; last, out of the door."""
        if self.guests.line.text() or self.guests.line.hasFocus():
            self.guests.empty()
        elif self._form is not None:
            self._close_form()
        elif not self.closing.step_back():
            if not self.window().isFullScreen():
                self.leave()
                return
            self.full_screen()
        self.to_lead()

    def to_lead(self, *_: object) -> None:
        """The keyboard to the large button."""
        self.counter.lead.setFocus(Qt.FocusReason.OtherFocusReason)

    # Beside the list: walk-ins and tallies

    def open_walk_in(self, typed: str = "") -> None:
        """Somebody who is on no list."""
        view = self.work.open_view
        if view is not None and view.mode is not AttendanceMode.ANONYMOUS:
            form = WalkInForm(self.desk, view, typed)
            form.wanted.connect(self.work.walk_in)
            form.cancelled.connect(self._close_form)
            self._open_form(form)

    def open_tallies(self) -> None:
        """Whole tallies, typed at the end."""
        view = self.work.open_view
        if view is not None:
            form = TallyForm(self.desk, view)
            form.wanted.connect(self.work.put_tallies)
            form.closed.connect(self._close_form)
            self._open_form(form)

    def _walked_in(self) -> None:
        if isinstance(self._form, WalkInForm):
            self._close_form()

    def _refused(self, error: Refused) -> None:
        """What the rules say of a step: in the form that asked, else as a sentence."""
        if self._form is not None:
            self._form.refused(error)
        else:
            self._say(problem_words(error.problems[0], self.desk.words), "bad")

    def _open_form(self, form: WalkInForm | TallyForm) -> None:
        self._form = form
        self._over.hold(form)
        self._make_room()
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        if self._form is None:
            return
        self._form = None
        self._over.hold(QWidget())
        self._make_room()
        self.guests.empty()
        self.to_lead()

    def _make_room(self) -> None:
        """Beside the counter: the form that is open, else the list; where no list is kept, nothing."""
        view, has_form = self.work.view, self._form is not None
        has_list = view is not None and view.mode is not AttendanceMode.ANONYMOUS and not has_form
        self._over.setVisible(has_form)
        self.guests.setVisible(has_list)
        self._room.setVisible(not (has_form or has_list))

    # Coming and leaving

    def leave(self) -> None:
        """Back to where the door was opened from; what is not yet on the disk stays with this page."""
        self.desk.close_asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # a window that was minimised comes back as it was
            self.desk.task_shown.emit(True)
            self.keys.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.keys.end()
            self.desk.task_shown.emit(False)
        super().hideEvent(event)


def _facts(view: DoorView) -> tuple[object, ...]:
    """What the head tells: another of them and it is made anew."""
    return view.title, view.venue, view.sitting, view.sittings


def sitting_words(one: Sitting, w: Words) -> str:
    """czwartek 26.03.2026, 18:00–20:30."""
    said = f"{w(f'weekday.{one.held_on.isoweekday()}')} {day(one.held_on, w.language)}"
    if one.starts_at is None:
        return said
    until = f"–{clock_time(one.ends_at)}" if one.ends_at is not None else ""
    over = " (+1)" if one.ends_at is not None and one.ends_at <= one.starts_at else ""
    return f"{said}, {clock_time(one.starts_at)}{until}{over}"
