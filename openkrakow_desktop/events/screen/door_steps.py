"""Steps at the door on their way to the disk: each is written by itself, in the order it was made, and nothing waits.

A step that the disk refuses stays, and is written once the disk takes steps again, by itself or when asked. What the
rules refuse (the event was called off meanwhile) stays as long, unless it is dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ...core.problems import Refused, Unavailable
from ...gui.desk import Desk, Done
from ..at_door import Told


@dataclass(eq=False)
class Step:
    """One thing done at the door. `write(session)` is the commit, `back` takes it back once it stands.

    `arrivals`: how many people it adds as soon as it is on the disk; `said`: its words in the trace; `keep`: whether
    it may not be lost when the rules refuse it (a press; a search result can be chosen again); `is_whole`: all that it
    wrote is taken back (a card made for a walk-in too)."""

    action: str
    write: Callable[..., Told]
    at: dt.datetime
    said: str
    session_id: UUID
    key: UUID | None = None  # of the row that it makes: a step of the counter, or the participant
    arrivals: int = 0
    keep: bool = False
    back: tuple[str, Callable[..., Told]] | None = None
    done: Callable[[Told], object] | None = None
    failed: Callable[[Refused], object] | None = None
    owner: QObject | None = None  # whom `done` and `failed` tell; gone with another language or look
    told: Told | None = None
    operation: UUID | None = None
    is_whole: bool = False
    is_shown: bool = True  # in the trace, as long as it stands
    is_taken_back: bool = False
    serial: int = 0  # its place among the steps of this window
    is_listed: bool = False  # somebody of the list: how to take it back is known once it stands

    @property
    def is_heard(self) -> bool:
        """Whether the page that made it is still there."""
        return self.owner is None or isValid(self.owner)

    @property
    def can_go_back(self) -> bool:
        """Whether it can be taken back, and was not yet."""
        return (self.back is not None or self.is_whole or self.is_listed) and not self.is_taken_back


class Steps(QObject):
    """The steps of this window: under way, stuck, and those that stand and may be taken back."""

    changed = Signal()  # what is under way or stuck is another
    counted = Signal(object)  # Step: it stands
    undone = Signal(object, object)  # Step, and Told where the headcount after it is known: it was taken back

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self.under_way: list[Step] = []
        self.stuck: list[Step] = []
        self.why: Refused | None = None  # what the disk or the rules said of the stuck ones
        self.standing: list[Step] = []
        self.commits, self._made = 0, 0

    @classmethod
    def of(cls, desk: Desk) -> Steps:
        """The window's steps: they outlive the page, which another language or look builds anew."""
        return desk.findChild(cls) or cls(desk)

    def pending(self, session_id: UUID) -> int:
        """How many people are not yet on the disk."""
        return sum(one.arrivals for one in (*self.under_way, *self.stuck) if one.session_id == session_id)

    def do(self, step: Step) -> None:
        """Begin a step; returns at once."""
        self._made += 1
        step.serial = step.serial or self._made
        self.under_way.append(step)
        self.desk.do(
            step.action,
            step.write,
            done=partial(self._done, step),
            failed=partial(self._failed, step),
            owner=self,
        )
        self.changed.emit()

    def _done(self, step: Step, done: Done) -> None:
        self.under_way.remove(step)
        self.commits += 1
        step.told, step.operation = done.value, done.operation
        if done.operation is not None:  # else nothing was changed: they were here already
            self.standing.append(step)
        if step.done is not None and step.is_heard:
            step.done(done.value)
        self.counted.emit(step)
        if step.is_taken_back:
            self._take_back(step)
        if isinstance(self.why, Unavailable):
            self.retry()  # the disk takes steps again
        self.changed.emit()

    def _failed(self, step: Step, error: Exception) -> None:
        self.under_way.remove(step)
        assert isinstance(error, Refused)
        if step.keep or isinstance(error, Unavailable):
            self.stuck.append(step)
            self.why = error
        if step.failed is not None and step.is_heard:
            step.failed(error)
        if step.is_taken_back:
            self._take_back(step)
        self.changed.emit()

    def retry(self) -> None:
        """Write what is stuck once more, in order."""
        again, self.stuck, self.why = self.stuck, [], None
        for one in again:
            self.do(one)

    def drop(self) -> None:
        """Give up what is stuck: none of it was ever counted."""
        self.stuck, self.why = [], None
        self.changed.emit()

    # Taking back

    def last(self, session_id: UUID, before: Step | None = None) -> Step | None:
        """This window's newest step at a session (older than `before`) that was not taken back, standing yet or not."""
        mine = (one for one in (*self.standing, *self.under_way, *self.stuck) if one.session_id == session_id)
        older = (one for one in mine if one.can_go_back and (before is None or one.serial < before.serial))
        return max(older, key=lambda one: one.serial, default=None)

    def take_back(self, step: Step) -> None:
        """Take a step back; one that is under way is waited for."""
        step.is_taken_back = True
        if step not in self.under_way:
            self._take_back(step)

    def _take_back(self, step: Step) -> None:
        def failed(error: Exception) -> None:
            step.is_taken_back = False
            if step.failed is not None and step.is_heard and isinstance(error, Refused):
                step.failed(error)

        if step in self.stuck:  # it was never counted
            self.stuck.remove(step)
            self.changed.emit()
        elif step.operation is None:  # it changed nothing (they were here already): what was meant is the one before
            older = self.last(step.session_id, step)
            if older is not None:
                self.take_back(older)
        elif step.is_whole:
            self.desk.undo(step.operation, done=lambda _: self._taken_back(step, None), failed=failed)
        elif step.back is not None:
            undo = Step(*step.back, self.desk.clock.now(), step.said, step.session_id, failed=failed, is_shown=False)
            undo.done = partial(self._taken_back, step)
            self.do(undo)

    def forget(self, session_id: UUID, key: UUID) -> None:
        """What a step made was taken back by hand: it is no longer one to take back."""
        self.standing = [one for one in self.standing if (one.session_id, one.key) != (session_id, key)]

    def _taken_back(self, step: Step, told: Told | None) -> None:
        if step in self.standing:
            self.standing.remove(step)
        self.undone.emit(step, told)
