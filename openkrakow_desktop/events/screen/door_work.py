"""What is done at the door: each verb becomes a step on its way to the disk, and says in words what came of it.

It holds the session as it was read last and the headcount of the newest commit, whichever is newer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from ...core.clock import WARSAW
from ...core.formats import clock_time
from ...core.keys import new_key
from ...core.problems import Problem, Refused, Unavailable
from ...gui.desk import Desk
from ...gui.saying import problem_words
from ..at_door import Told, arrive, arrive_by_card, come_in, count_in, count_room, go_back, undo_entry
from ..counting import Headcount
from ..door import call_off, choose_dimension, finish, put_tallies
from ..door_view import DoorView
from ..model import AttendanceMode, Dimension, TallyCategory
from ..people import Found
from .door_counter import Line, tap_words, trace_words
from .door_steps import Step, Steps

DOOR = "door"  # the setting that names this window's door: two laptops on one server are two doors
KEPT = 20  # things taken back that the trace remembers
LONG_AGO, _NONE = dt.datetime.min.replace(tzinfo=dt.UTC), UUID(int=0)
SHORT = 80  # characters of who confirmed that nobody came


class DoorWork(QObject):
    """The verbs of one window's door."""

    shown = Signal()  # the headcount, the trace or what is under way is another
    said = Signal(str, str)  # words and their tone
    walked_in = Signal()
    room_counted = Signal()
    room_refused = Signal(object)  # Problem
    form_refused = Signal(object)  # Refused

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.steps = Steps.of(desk)
        self.device = str(desk.settings.get(DOOR) or "")
        if not self.device:
            self.device = new_key().hex
            desk.settings.set(DOOR, self.device)
        self.view: DoorView | None = None
        self.count = Headcount(0, 0)
        self._undone: list[Line] = []
        self._going: set[UUID] = set()  # steps of an earlier window that are being taken back
        self.steps.changed.connect(self.shown)
        self.steps.counted.connect(self._counted)
        self.steps.undone.connect(self._taken_back)

    # What is known

    def take(self, view: DoorView | None, *, is_newest: bool) -> None:
        """The session as it was read; `is_newest`: nothing of ours was written since."""
        if view is not None and (is_newest or self.view is None):
            self.count = view.count
        if self.view is None or view is None or view.sitting.id != self.view.sitting.id:
            self._undone = []
        self.view = view

    @property
    def open_view(self) -> DoorView | None:
        """The session, where people can be counted; else why not is said."""
        view = self.view
        if view is not None and view.closed is not None:
            self.said.emit(problem_words(view.closed, self.desk.words), "bad")
            return None
        return view

    def people(self, count: Headcount) -> str:
        """ "48 osób w sali"."""
        return f"{count.total} {self.desk.words.count('door.in_room', count.total)}"

    def trace(self) -> list[Line]:
        """The last steps, newest first: those that stand, those under way, those taken back."""
        view, w = self.view, self.desk.words
        if view is None:
            return []
        last = self.steps.last(view.sitting.id)
        own = next((one.key for one in view.trace if one.is_own), None)
        lines = [Line(one.key, one.at, trace_words(one, w)) for one in view.trace]
        known = {one.key for one in lines}
        fresh = [one for one in (*self.steps.standing, *self.steps.under_way) if one.session_id == view.sitting.id]
        lines += [Line(one.key, one.at, one.said) for one in fresh if one.is_shown and one.key not in known]
        goes = last.key if last is not None else own
        lines = [replace(one, can_go_back=True) if one.key == goes and goes is not None else one for one in lines]
        lines.sort(key=lambda one: (one.at or LONG_AGO, one.key or _NONE), reverse=True)
        return sorted([*self._undone, *lines], key=lambda one: one.at or LONG_AGO, reverse=True)

    def _counted(self, step: Step) -> None:
        if step.told is not None and self.view is not None and step.session_id == self.view.sitting.id:
            self.count = step.told.count

    # Counting

    def press(self, category: TallyCategory | None) -> None:
        """One guest without a list."""
        view = self.open_view
        if view is None:
            return
        at, key, session_id = self.desk.clock.now(), new_key(), view.sitting.id

        def write(session: Session) -> Told:
            return count_in(session, session_id, key, category, self.device, at)

        step = self._step("door.tap", write, at, tap_words(category, self.desk.words), arrivals=1)
        step.key = key
        step.keep, step.back = True, ("door.take_back", lambda session: undo_entry(session, session_id, key))
        self.steps.do(step)

    def _step(
        self, action: str, write: Callable[[Session], Told], at: dt.datetime, said: str, arrivals: int = 0
    ) -> Step:
        assert self.view is not None
        return Step(action, write, at, said, self.view.sitting.id, arrivals=arrivals, failed=self._refused, owner=self)

    def undo(self) -> None:
        """Take this door's last step back; earlier ones follow."""
        view = self.view
        if view is None:
            return
        step = self.steps.last(view.sitting.id)
        own = next((one for one in view.trace if one.is_own and one.key not in self._going), None)
        if step is None and own is not None:
            session_id, entry_id = view.sitting.id, own.key
            self._going.add(entry_id)
            step = self._step("door.take_back", _nothing, own.at or LONG_AGO, trace_words(own, self.desk.words))
            step.key = entry_id
            step.back = ("door.take_back", lambda session: undo_entry(session, session_id, entry_id))
            step.operation = entry_id  # it stands since before this window
        if step is not None:
            self.steps.take_back(step)
        else:
            self.said.emit(self.desk.words("door.nothing_to_undo"), "muted")

    def _taken_back(self, step: Step, told: Told | None) -> None:
        view, w = self.view, self.desk.words
        if view is None or step.session_id != view.sitting.id:
            return
        if told is not None:
            self.count = told.count
        said = w("door.undone", what=step.said)
        self._remember(said)
        self.view = replace(view, trace=tuple(one for one in view.trace if one.key != step.key))
        self.said.emit(f"{said}, {self.people(self.count)}", "muted")
        self.shown.emit()

    def _remember(self, said: str) -> None:
        self._undone = [Line(None, self.desk.clock.now(), said), *self._undone[: KEPT - 1]]

    # People on the list

    def come(self, found: Found) -> None:
        """Somebody on the list is here."""
        self._arrives(
            "door.check_in",
            lambda session, session_id, at: arrive(session, session_id, found.participant_id, at),
            self._name(found),
        )

    def scan(self, *codes: str) -> None:
        """A card was scanned, or its whole code typed; of several readings the first that is somebody's."""
        self._arrives(
            "door.check_in", lambda session, session_id, at: arrive_by_card(session, session_id, codes, at), codes[-1]
        )

    def walk_in(self, code: str, last_name: str, first_name: str, person_id: UUID | None) -> None:
        """Somebody who is on no list."""
        self._arrives(
            "door.walk_in",
            lambda session, session_id, at: come_in(session, session_id, code, last_name, first_name, person_id, at),
            f"{last_name} {first_name}".strip() or code or "…",
            is_whole=True,
        )

    def _name(self, found: Found) -> str:
        named = self.view is not None and self.view.mode is AttendanceMode.NAMED
        return found.name if named and found.name else found.code

    def _arrives(
        self, action: str, write: Callable[[Session, UUID, dt.datetime], Told], name: str, *, is_whole: bool = False
    ) -> None:
        view = self.open_view
        if view is None:
            return
        at, session_id = self.desk.clock.now(), view.sitting.id
        said = self.desk.words("door.trace_listed", name=name)
        step = self._step(action, lambda session: write(session, session_id, at), at, said, arrivals=1)
        step.is_whole, step.is_listed = is_whole, True
        step.done = lambda told: self._arrived(step, told)
        self.steps.do(step)

    def _arrived(self, step: Step, told: Told) -> None:
        w = self.desk.words
        if step.action == "door.walk_in":
            self.walked_in.emit()
        if told.since is not None:
            at = clock_time(told.since.astimezone(WARSAW).time())
            self.said.emit(w("door.already", name=told.name, at=at), "warn")
            return
        step.said, step.key = w("door.trace_listed", name=told.name), told.participant_id
        participant_id, session_id = told.participant_id, step.session_id
        if participant_id is not None and not told.is_new:
            step.is_whole = False
            step.back = ("door.uncheck", lambda session: go_back(session, session_id, participant_id))
        said = [w("door.came", name=told.name, people=self.people(told.count))]
        said += [w("door.card_made", code=told.code)] if told.is_new else []
        warned = [problem_words(one, w) for one in told.warnings]
        self.said.emit(" · ".join([*said, *warned]), "warn" if warned else "good")

    def leave(self, found: Found) -> None:
        """Somebody listed is not here after all."""
        view, w = self.open_view, self.desk.words
        if view is None:
            return
        session_id, said = view.sitting.id, w("door.trace_unchecked", name=self._name(found))

        def gone(told: Told) -> None:
            if told.participant_id is not None:
                self.steps.forget(session_id, told.participant_id)
            self._remember(said)
            self.said.emit(f"{said}, {self.people(told.count)}", "muted")

        step = self._step(
            "door.uncheck",
            lambda session: go_back(session, session_id, found.participant_id),
            self.desk.clock.now(),
            said,
        )
        step.done, step.is_shown = gone, False
        self.steps.do(step)

    def _refused(self, error: Refused) -> None:
        """What the rules say of a step; what the disk says stands with what is kept."""
        if not isinstance(error, Unavailable):
            self.form_refused.emit(error)

    # The end

    def count_room(self, in_room: int) -> None:
        """ "W sali policzono"."""
        view = self.open_view
        if view is None:
            return
        at, key, session_id = self.desk.clock.now(), new_key(), view.sitting.id
        step = self._step(
            "door.reconcile",
            lambda session: count_room(session, session_id, in_room, key, self.device, at),
            at,
            self.desk.words("door.trace_room", n=in_room),
        )
        step.key, step.back = key, ("door.take_back", lambda session: undo_entry(session, session_id, key))
        step.done = lambda told: self.room_counted.emit()
        step.failed = lambda error: self.room_refused.emit(error.problems[0])
        self.steps.do(step)

    def hold(self, in_room: int | None, nobody: bool) -> None:
        """The session took place; `nobody`: it is confirmed that nobody came."""
        view = self.open_view
        if view is None:
            return
        desk, w, session_id = self.desk, self.desk.words, view.sitting.id
        who = (desk.actors.get(desk.store.actor) or w("door.staff"))[:SHORT] if nobody else None

        def held(count: Headcount) -> None:
            self.count = count
            self.room_counted.emit()
            self.said.emit(w("door.held", people=self.people(count)), "good")
            self.shown.emit()

        self.write("session.hold", finish, session_id, in_room, who, self.device, desk.clock, done=held)

    def call_off(self, reason: str) -> None:
        """The session does not take place."""
        view = self.open_view
        if view is not None:
            self.write("door.call_off", call_off, view.sitting.id, reason, self.desk.clock, reason=reason)

    def choose_dimension(self, dimension: Dimension) -> None:
        """By what is counted from now on."""
        view = self.open_view
        if view is not None:
            self.write("door.dimension", choose_dimension, view.sitting.id, dimension)

    def put_tallies(self, dimension: Dimension, counts: dict[TallyCategory, int | None]) -> None:
        """Whole tallies of one dimension."""
        view, w = self.open_view, self.desk.words
        if view is None:
            return

        def saved(_: object) -> None:
            self.said.emit(w("door.tallies_saved", dimension=w.choice(dimension)), "good")

        key = view.sitting.id
        self.write("door.tally", put_tallies, key, dimension, counts, done=saved, failed=self.form_refused.emit)

    def write(
        self,
        action: str,
        function: Callable[..., Any],
        *args: object,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Refused], object] | None = None,
        reason: str | None = None,
    ) -> None:
        """A write that is no step of the counter; what stands in its way is said."""

        def refused(error: Exception) -> None:
            assert isinstance(error, Refused)
            problem: Problem = error.problems[0]
            if failed is not None:
                failed(error)
            elif problem.field == "in_room":
                self.room_refused.emit(problem)
            else:
                self.said.emit(problem_words(problem, self.desk.words), "bad")

        def came(ended: Any) -> None:
            if done is not None:
                done(ended.value)

        self.desk.do(action, function, *args, done=came, failed=refused, reason=reason, owner=self)


def _nothing(session: Session) -> Told:
    raise AssertionError("a step of an earlier window is only taken back")
