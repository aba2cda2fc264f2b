"""Only this event, this and the following, or all of its series: the panel that asks, and who asks it.

The panel says before anything is written how many events each answer changes and which are left alone, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Draft, Register
from ...core.formats import day
from ...core.problems import Refused
from ...gui.desk import Desk
from ...gui.form_data import save_draft
from ...gui.layout import Item, column, row
from ...gui.live_page import Holder
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, key, note, symbol, text
from ..model import Event
from ..series import SHARED
from ..series_scope import Reach, SeriesScope, change_series, reach_of_change
from ..series_words import flag_words, left_words
from .series_over import OverPanel

MOST_LINES = 8
_CHANGING = (*SHARED, "start_on")
Reached = Reach | Refused
Reaches = Mapping[SeriesScope, Reached]


def reaches_of(session: Session, reach: Callable[[Session, SeriesScope], Reach]) -> Reaches:
    """What each answer would come to, or why it cannot be."""
    found: dict[SeriesScope, Reached] = {}
    for scope in SeriesScope:
        try:
            found[scope] = reach(session, scope)
        except Refused as refused:
            found[scope] = refused
    return found


def ask_scope(
    desk: Desk,
    page: QWidget,
    event_id: UUID,
    changes: Mapping[str, Any],
    done: Callable[[SeriesScope], object],
    cancelled: Callable[[], object] = lambda: None,
) -> None:
    """Ask over `page` how far a change of this event goes; `done` gets the answer, at once where it is in no series.

    `changes` are fields of the event as `change_series` takes them, a drag is {"start_on": day} or its hours. With
    THIS the caller writes as ever, else `change_series(session, event_id, scope, changes, today)`."""

    def find(session: Session) -> Reaches | None:
        if session.get_one(Event, event_id).series_id is None:
            return None
        return reaches_of(session, lambda session, scope: reach_of_change(session, event_id, scope, changes))

    def found(reaches: Reaches | None) -> None:
        if reaches is None:
            done(SeriesScope.THIS)
        else:
            w = desk.words
            panel = ScopePanel(desk, page, w("series.ask_change"), w("series.change"), reaches)
            panel.answered.connect(done)
            panel.closed.connect(cancelled)

    desk.ask(find, done=found, owner=page)


class ScopePanel(OverPanel):
    """Three answers; 1, 2, 3 choose, Enter does it, Esc leaves. Lies over the right side of the page it is given."""

    answered = Signal(object)  # SeriesScope

    def __init__(
        self, desk: Desk, page: QWidget, title: str, verb: str, reaches: Reaches, *more: QWidget, count: str = "changes"
    ) -> None:
        """`more` stands under the answers (a reason to type); `count`: word of how many events an answer concerns."""
        w = desk.words
        self.desk, self._reaches, self._count = desk, reaches, count
        self.does = button(verb, "primary", does=self._answer)
        self._said = Holder()
        self.choices = PressableList(title, [(one, self._choice(at, one)) for at, one in enumerate(SeriesScope, 1)])
        cancel = button(w("form.cancel"), does=lambda: self.closed.emit())
        super().__init__(page, w, title, self.choices, *more, self._said, actions=(self.does, cancel))
        self.scope = SeriesScope.THIS
        self.choices.chosen.connect(self._choose)
        self.choices.opened.connect(lambda _: self._answer())
        self.choices.choose(SeriesScope.THIS)
        self.choices.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, title)

    def _choice(self, at: int, scope: SeriesScope) -> Pressable:
        w, reach = self.desk.words, self._reaches[scope]
        if isinstance(reach, Refused):
            about = w("series.cannot")
        else:
            parts = [w.count(f"series.{self._count}", len(reach.touched))]
            parts += [w.count("series.leaves", len(reach.left))] if reach.left else []
            about = " · ".join(parts)
        said = column(text(w.choice(scope), "strong"), text(about, "small", "muted", wrap=True), gap=0.25)
        return Pressable(row(key(str(at)), (said, 1), gap=1.5, pad=(1, 1, 1, 1)), w.choice(scope), about, chosen=False)

    def _choose(self, scope: object) -> None:
        assert isinstance(scope, SeriesScope)
        self.scope, reach = scope, self._reaches[scope]
        self.does.setEnabled(not isinstance(reach, Refused) and bool(reach.touched))
        lines: list[Item] = []
        if isinstance(reach, Refused):
            lines += [note("triangle-alert", problem_words(one, self.desk.words), "") for one in reach.problems]
        else:
            lines += self._flags(reach) + self._left(reach)
        self._said.hold(column(*lines, gap=0.75))

    def _flags(self, reach: Reach) -> list[Item]:
        w = self.desk.words
        lines = [f"{day(one.on, w.language)} · {', '.join(flag_words(one, w))}" for one in reach.flagged]
        return self._list(w.count("series.flagged", len(lines)), lines, "triangle-alert", "warn")

    def _left(self, reach: Reach) -> list[Item]:
        w = self.desk.words
        return self._list(w.count("series.left_alone", len(reach.left)), left_words(reach.left, w), "circle-minus")

    def _list(self, title: str, lines: list[str], icon: str, tone: str = "muted") -> list[Item]:
        if not lines:
            return []
        shown: list[Item] = [row(symbol(icon, tone), (text(title, "strong", wrap=True), 1), gap=1)]
        shown += [text(line, "small", "muted", wrap=True) for line in lines[:MOST_LINES]]
        if len(lines) > MOST_LINES:
            shown.append(text(self.desk.words("series.and_more", n=len(lines) - MOST_LINES), "small", "muted"))
        return shown

    def _answer(self) -> None:
        if self.does.isEnabled():
            self.answered.emit(self.scope)
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        answers = dict(zip("123", SeriesScope, strict=True))
        if event.text() in answers:
            self.choices.choose(answers[event.text()])
            self.choices.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)


# ---- the form of an event ------------------------------------------------------------------------------------------
def scope_of_save(
    desk: Desk,
    page: QWidget,
    event_id: UUID,
    before: Draft,
    draft: Draft,
    done: Callable[[Callable[..., UUID] | None], object],
    cancelled: Callable[[], object],
) -> None:
    """What the form of an event asks before it saves (`Register.asks_scope`): `done(None)` saves as ever, else with
    the function it gets. Only shared fields of an event that stays in its series are worth a question."""
    changes = {name: draft[name] for name in _CHANGING if name in draft and draft[name] != before.get(name)}
    if not changes or before.get("series_id") is None or draft.get("series_id") != before.get("series_id"):
        done(None)
        return

    def answered(scope: SeriesScope) -> None:
        done(None if scope is SeriesScope.THIS else _saving(scope, changes))

    ask_scope(desk, page, event_id, changes, answered, cancelled)


def _saving(scope: SeriesScope, changes: Draft) -> Callable[..., UUID]:
    """Saves the form's own fields (and checks against a newer version), then the shared ones in the scope."""

    def save(
        session: Session, register: Register, event_id: UUID, draft: Draft, version: int | None, today: dt.date
    ) -> UUID:
        event = session.get_one(Event, event_id)
        own = draft | {name: getattr(event, name) for name in changes}
        if "start_on" in changes:
            own["end_on"] = event.end_on
        save_draft(session, register, event_id, own, version, today)
        change_series(session, event_id, scope, changes, today)
        return event_id

    return save
