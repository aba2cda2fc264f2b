"""Carrying out a move: what cannot move says why, a series asks how far, a date that people know asks which way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Register
from ...core.formats import clock_time
from ...core.problems import Refused
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import SidePanel, facts
from ...gui.layout import column
from ...gui.saying import one, problem_words
from ...gui.widgets import button, text
from ..calendar import Item
from ..model import Event
from ..replan import Moving, Target, correct_plan, hours_after, moving_of, postpone
from ..series_scope import SeriesScope, change_series
from .calendar_words import day_name
from .series import ask_scope


class Mover(QObject):
    """Moves items for a page. `asks` hands the page a panel to show until it is answered or closed."""

    asks = Signal(object)  # SidePanel
    answered = Signal()
    moved = Signal(object, str)  # Done with the event's key, what was done
    refused = Signal(str)  # why everything stays where it is

    def __init__(self, desk: Desk, page: QWidget, events: Register, sessions: Register) -> None:
        super().__init__(page)
        self.desk, self._page = desk, page
        self._registers = events, sessions

    def move(self, item: Item, target: Target) -> None:
        """Take the item to the target, after asking what has to be asked."""

        def go(found: Moving | Refused) -> None:
            if isinstance(found, Refused):
                self.refuse(found)
            elif found.series_id is not None and found.is_whole:
                self._ask_series(found, target)
            else:
                self._one(found, target)

        self.desk.ask(_looked_at, item.event_id, item.session_id, done=go, owner=self)

    def _ask_series(self, moving: Moving, target: Target) -> None:
        today = self.desk.clock.today()

        def take(changes: dict[str, Any]) -> None:
            def answered(scope: SeriesScope) -> None:
                if scope is SeriesScope.THIS:
                    self._one(moving, target)
                else:
                    self._do("event.edit", _change_series, moving, target, scope, changes, today)

            ask_scope(self.desk, self._page, moving.event_id, changes, answered, self.answered.emit)

        self.desk.ask(_changes, moving, target, done=take, owner=self)

    def _one(self, moving: Moving, target: Target) -> None:
        if moving.asks:
            self._ask_which(moving, target)
        else:
            self._correct(moving, target)

    def _correct(self, moving: Moving, target: Target) -> None:
        arguments = (*self._registers, moving.session_id, target, self.desk.clock.today())
        self._do("event.edit", correct_plan, moving, target, *arguments)

    def _postpone(self, moving: Moving, target: Target) -> None:
        arguments = (self._registers[0], moving.session_id, target, self.desk.clock.today())
        self._do("event.move", postpone, moving, target, *arguments)

    def _do(self, action: str, function: Callable[..., UUID], moving: Moving, target: Target, *arguments: Any) -> None:
        self.answered.emit()
        said = self.desk.words("calendar.moved", title=moving.title, when=when_said(target, self.desk.words))
        if function is _change_series:
            arguments = (moving.event_id, *arguments)
        self.desk.do(
            action, function, *arguments, done=lambda done: self.moved.emit(done, said), failed=self._failed, owner=self
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.refuse(error)

    def refuse(self, refused: Refused) -> None:
        """Say why it stays where it is."""
        w = self.desk.words
        self.refused.emit(" ".join(dict.fromkeys(problem_words(problem, w) for problem in refused.problems)))

    def _ask_which(self, moving: Moving, target: Target) -> None:
        """People know of the date: is it put off, or was it written down wrongly?"""
        w = self.desk.words
        known = [w.count("calendar.registered", moving.registrations)] if moving.registrations else []
        known += [w("calendar.counted")] if moving.is_counted else []
        was = when_said(Target(moving.day, moving.starts_at), w)
        told = facts(
            (w("calendar.was"), was),
            (w("calendar.will_be"), when_said(Target(target.day, target.starts_at or moving.starts_at), w)),
            (w("calendar.known"), ", ".join(known)),
        )
        later = button(w("calendar.postpone"), "primary", "calendar-clock", does=lambda: self._postpone(moving, target))
        wrong = button(w("calendar.correct"), "", "pencil", does=lambda: self._correct(moving, target))
        panel = SidePanel(
            one(self._registers[0], w),
            moving.title,
            None,
            told,
            column(later, text(w("calendar.postpone_means"), "small", "muted", wrap=True), gap=0.75),
            column(wrong, text(w("calendar.correct_means"), "small", "muted", wrap=True), gap=0.75),
            actions=(button(w("form.cancel"), does=self.answered.emit),),
            close=w("panel.close"),
        )
        panel.closed.connect(self.answered)
        self.asks.emit(panel)
        later.setFocus()


def when_said(target: Target, words: Words) -> str:
    """czwartek 26 marca, 18:00"""
    said = day_name(target.day, words)
    return f"{said}, {clock_time(target.starts_at)}" if target.starts_at is not None else said


def _looked_at(session: Session, event_id: UUID, session_id: UUID | None) -> Moving | Refused:
    try:
        return moving_of(session, event_id, session_id)
    except Refused as refused:
        return refused


def _changes(session: Session, moving: Moving, target: Target) -> dict[str, Any]:
    """The move as changes of the event's own fields."""
    event = session.get_one(Event, moving.event_id)
    changes: dict[str, Any] = {}
    if target.day != moving.day:
        changes["start_on"] = event.start_on + (target.day - moving.day)
    if target.starts_at is not None:
        changes |= hours_after(event.starts_at, event.ends_at, target)
    return changes


def _change_series(
    session: Session, event_id: UUID, scope: SeriesScope, changes: dict[str, Any], today: dt.date
) -> UUID:
    change_series(session, event_id, scope, changes, today)
    return event_id
