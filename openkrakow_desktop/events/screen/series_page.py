"""One series: its occurrences with their states, the sum of attendance, the days left out, and what can be done.

What is done to the chosen event may reach the following ones or all: that is asked before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.formats import day, number
from ...core.problems import Problem, Refused
from ...gui import dialogs, theme
from ...gui.desk import Desk, Done
from ...gui.editors import DateEditor, LineEditor
from ...gui.frames import facts, page_header, scrolled, section
from ...gui.layout import Item, Split, box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import problem_words
from ...gui.states import status_of
from ...gui.undo_bar import UndoBar
from ...gui.widgets import RIGHT, announce, button, elided, mark_problem, pill, text
from ..model import Event, EventState
from ..series import Occurrence, extend_series, pattern_of, preview_further
from ..series_figures import SeriesCard, SeriesEvent, series_card
from ..series_scope import (
    Reach,
    SeriesScope,
    cancel_series,
    delete_occurrences,
    reach_of_cancel,
    reach_of_delete,
)
from ..series_words import hours_words, series_words
from .ics import offer_ics_of_series
from .series import Reaches, ScopePanel, reaches_of
from .series_days import DaysList
from .series_over import OverPanel
from .series_plan import Planned

TABLES = ("event_series", "event_series_exception", "event", "session", "session_entry", "attendance")
AT_FIRST = 100  # occurrences shown before the rest is asked for


def series(desk: Desk) -> QWidget:
    """The page of one series."""
    return SeriesPage(desk)


def _find(session: Session, key: UUID) -> SeriesCard | None:
    """The card of a series, by its key or that of one of its events."""
    event = session.get(Event, key)
    return series_card(session, event.series_id if event is not None and event.series_id is not None else key)


class SeriesPage(LivePage):
    """`show_what(key)` of a series or of one of its events; `show_what(Planned)` offers to undo the planning."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self._key: UUID | None = None
        self.card: SeriesCard | None = None
        self.events: PressableList | None = None
        self._all = False
        self._head, self._list, self._side = Holder(), Holder(), Holder()
        body = Split(column(self._list, 1, gap=0), column(self._side, 1, gap=0), 24)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        inside = scrolled(column(body, 1, pad=(3, 0.5, 3, 6)))
        whole.addWidget(box("sheet", column(self._head, (inside, 1), gap=0), (0, 0, 0, 0)))
        self.undo_bar = UndoBar(self)

    # What is shown

    def show_what(self, what: object) -> None:
        """Show a series."""
        made = what if isinstance(what, Planned) else None
        key = made.series_id if made is not None else what
        if isinstance(key, UUID):
            self._key, self._all = key, False
            self._reload()
        if made is not None:
            self._offer_undo(self.desk.words.count("series.created", made.count), made.operation)

    def load(self) -> None:
        if self._key is not None:
            self.ask(_find, self._key, done=self._show)

    def _show(self, card: SeriesCard | None) -> None:
        self.card = card
        if card is None:
            self.desk.close_asked.emit()
            return
        self._show_head(card)
        self._show_side(card)
        self._show_list(card)

    def _show_head(self, card: SeriesCard) -> None:
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("series.back"), does=self.desk.close_asked.emit)
        ics = self._verb("ics.export", "download", self.export)
        edit = self._verb("series.edit", "pencil", lambda: self._open("event_series", card.series_id))
        further = button(w("series.extend"), "primary", "plus", does=self.extend)
        further.setVisible(pattern_of(card.values) is not None)
        said = series_words(card.values, w)
        self._head.hold(page_header(str(card.values["name"]), said, ics, edit, further, before=back))

    def _verb(self, word: str, icon: str, does: Callable[[], object]) -> QWidget:
        """A button of the header; in a narrow window its icon is enough."""
        said = self.desk.words(word)
        return button("" if theme.is_narrow(self) else said, "", icon, said, does=does)

    def _show_side(self, card: SeriesCard) -> None:
        w, states = self.desk.words, card.states
        total = "–" if card.attendance is None else number(card.attendance, w.language)
        said: list[Item] = [
            row(text(total, "figure"), (text(w("series.attendance"), tone="muted", wrap=True), 1), gap=1.5)
        ]
        counted: list[tuple[str, str | QWidget]] = [
            (status_of(state, w).word, number(states[state], w.language)) for state in EventState if states[state]
        ]
        said.append(facts((w("series.events"), number(len(card.events), w.language)), *counted, width=10))
        for title, others in (("series.predecessor", (card.predecessor,)), ("series.successors", card.successors)):
            links = [self._other(one) for one in others if one is not None]
            said += [section(w(title), *links, gap=0.5)] if links else []
        if card.skipped:
            lines = [text(f"{day(on, w.language)} · {why}", tone="muted", wrap=True) for on, why in card.skipped]
            said.append(section(w("event_series_exception._many"), *lines, gap=0.5))
        self._side.hold(column(*said, gap=2.5))

    def _other(self, one: tuple[UUID, str]) -> QWidget:
        return row(button(one[1], "quiet", "history", does=lambda: self.show_what(one[0])), 1)

    def _show_list(self, card: SeriesCard) -> None:
        w, today = self.desk.words, self.desk.clock.today()
        shown = card.events if self._all else self._nearest(card.events, today)
        items: list[tuple[object, Pressable] | QWidget] = []
        for one in shown:
            items += [hairline()] if items else []
            items.append((one.event_id, self._row(one)))
        self.events = PressableList(w("series.events"), items)
        self.events.opened.connect(lambda key: self._open("event", key))
        chosen = card.next_open(today) or (shown[-1] if shown else None)
        if chosen is not None:
            self.events.choose(chosen.event_id, tell=False)
        verbs = row(
            button(w("series.open"), "", "chevron-right", does=self._open_chosen),
            button(w("series.cancel_some"), "", "circle-x", does=self.cancel),
            button(w("series.delete_some"), "", "circle-minus", does=self.delete),
            1,
        )
        rest = len(card.events) - len(shown)
        more = row(button(w.count("series.more_days", rest), "quiet", does=self._show_everything), 1) if rest else None
        nothing = text(w("series.no_events"), tone="muted", wrap=True) if not card.events else None
        self.setFocusProxy(self.events)
        self._list.hold(column(verbs if card.events else None, self.events, more, nothing, gap=1.5))

    def _nearest(self, events: tuple[SeriesEvent, ...], today: dt.date) -> tuple[SeriesEvent, ...]:
        first = next((at for at, one in enumerate(events) if one.on >= today), len(events))
        start = max(0, min(first - AT_FIRST // 4, len(events) - AT_FIRST))
        return events[start : start + AT_FIRST]

    def _show_everything(self) -> None:
        self._all = True
        if self.card is not None:
            self._show_list(self.card)

    def _row(self, one: SeriesEvent) -> Pressable:
        w, assured = self.desk.words, self.card
        assert assured is not None
        status = status_of(one.state, w)
        known = "" if one.attendance is None else number(one.attendance, w.language)
        when = f"{w(f'weekday_short.{one.on.isoweekday()}')} {day(one.on, w.language)}"
        title = one.title if one.title != assured.values["name"] else ""
        rest = " · ".join(part for part in (hours_words(one.starts_at, one.ends_at), title, one.reason) if part)
        inside = row(
            ems(text(when, "strong"), 9.5),
            (elided(rest, tone="muted"), 1),
            ems(pill(status, False), 9),
            ems(text(known, align=RIGHT), 4),
            gap=1,
            pad=(1, 0, 1, 0),
        )
        about = ", ".join(part for part in (rest, status.word, known) if part)
        return Pressable(ems(inside, height=2.77), when, about, chosen=False)

    def _open(self, register: str, key: object) -> None:
        self.desk.open_asked.emit(register, key)

    # What can be done

    @property
    def chosen(self) -> UUID | None:
        """The key of the chosen event."""
        key = self.events.key if self.events is not None else None
        return key if isinstance(key, UUID) else None

    def _open_chosen(self) -> None:
        if self.chosen is not None:
            self._open("event", self.chosen)

    def cancel(self) -> None:
        """Cancel the chosen event, the following ones or all: asks how far and why."""
        chosen, today = self.chosen, self.desk.clock.today()
        if chosen is not None:
            self._ask(lambda s, scope: reach_of_cancel(s, chosen, scope, today), self._ask_cancel)

    def _ask_cancel(self, reaches: Reaches) -> None:
        chosen, today = self.chosen, self.desk.clock.today()
        panel = CancelPanel(self.desk, self, reaches)

        def cancel(scope: SeriesScope) -> None:
            reason = panel.reason.value()
            self._do("event_series.cancel", cancel_series, chosen, scope, reason, today, today, said="series.cancelled")

        panel.answered.connect(cancel)

    def delete(self) -> None:
        """Delete what is still to come of the chosen event, the following ones or all."""
        chosen, today = self.chosen, self.desk.clock.today()
        if chosen is not None:
            self._ask(lambda s, scope: reach_of_delete(s, chosen, scope, today), self._ask_delete)

    def _ask_delete(self, reaches: Reaches) -> None:
        w, chosen, today = self.desk.words, self.chosen, self.desk.clock.today()
        panel = ScopePanel(self.desk, self, w("series.ask_delete"), w("series.delete"), reaches, count="deletes")
        panel.answered.connect(
            lambda scope: self._do(
                "event_series.remove", delete_occurrences, chosen, scope, today, said="series.deleted"
            )
        )

    def _ask(self, reach: Callable[[Session, SeriesScope], Reach], done: Callable[[Reaches], None]) -> None:
        self.desk.ask(lambda session: reaches_of(session, reach), done=done, owner=self)

    def export(self) -> None:
        """Write the events of the series into a calendar file."""
        if self.card is not None:
            offer_ics_of_series(self.desk, self, self.card.series_id, str(self.card.values["name"]))

    def extend(self) -> None:
        """Plan further days of the series."""
        if self.card is not None:
            panel = ExtendPanel(self.desk, self, self.card)
            panel.extended.connect(lambda done, count: self._done("series.created", count, done))

    def _do(self, action: str, function: Callable[..., Reach], *args: Any, said: str) -> None:
        reason = next((one for one in args if isinstance(one, str)), None)
        self.desk.do(
            action,
            function,
            *args,
            reason=reason,
            done=lambda done: self._done(said, len(done.value.touched), done),
            failed=self._refused,
            owner=self,
        )

    def _done(self, said: str, count: int, done: Done) -> None:
        self._offer_undo(self.desk.words.count(said, count), done.operation)

    def _offer_undo(self, said: str, operation: UUID | None) -> None:
        w = self.desk.words
        if operation is not None:
            self.undo_bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        w = self.desk.words
        said = "\n".join(problem_words(problem, w) for problem in error.problems)
        dialogs.tell(self.window(), w, w("refused.not_done"), said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.desk.close_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete()
        else:
            super().keyPressEvent(event)


class CancelPanel(ScopePanel):
    """How far to cancel, and why: the reason stays with each event."""

    def __init__(self, desk: Desk, page: QWidget, reaches: Reaches) -> None:
        w = desk.words
        self.reason = LineEditor(w("ask.reason").capitalize())
        self._wrong = text("", "small", "bad", wrap=True)
        self._wrong.hide()
        asked = column(text(self.reason.name), self.reason, self._wrong, gap=0.75)
        super().__init__(desk, page, w("series.ask_cancel"), w("series.cancel"), reaches, asked, count="cancels")
        self.reason.changed.connect(lambda: self._say(None))

    def _answer(self) -> None:
        if self.reason.value() is None:
            self._say(Problem("reason", "problem.required"))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super()._answer()

    def _say(self, problem: Problem | None) -> None:
        self._wrong.setText(problem_words(problem, self.desk.words) if problem else "")
        self._wrong.setVisible(problem is not None)
        mark_problem(self.reason.line, problem is not None)


class ExtendPanel(OverPanel):
    """A later end of a series, with the days it would add."""

    extended = Signal(object, int)  # Done, how many events came

    def __init__(self, desk: Desk, page: QWidget, card: SeriesCard) -> None:
        w = desk.words
        self.desk, self.card = desk, card
        self.last = DateEditor(w("series.new_end"), desk)
        self.days = DaysList(w)
        self._wrong = text("", "small", "bad", wrap=True)
        self.does = button(w("series.create_none"), "primary", "check", does=self.run)
        cancel = button(w("form.cancel"), does=lambda: self.closed.emit())
        asked = column(text(self.last.name), self.last, self._wrong, gap=0.75)
        self._wrong.hide()
        super().__init__(page, w, w("series.extend_title"), asked, self.days, actions=(self.does, cancel))
        self.last.changed.connect(self._look)
        self.days.changed.connect(self._show_count)
        self._show_count()
        self.last.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        last = self.last.value()
        if last is None:
            self._refused(Refused(Problem("last_on", self.last.unread() or "problem.required")))
        else:
            self.desk.ask(preview_further, self.card.series_id, last, done=self._show, failed=self._refused, owner=self)

    def _show(self, found: tuple[Occurrence, ...]) -> None:
        self._wrong.hide()
        self.last.mark(False)
        self.days.show_days(found)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        self.does.setEnabled(True)
        self._wrong.setText(" ".join(problem_words(one, self.desk.words) for one in error.problems))
        self._wrong.show()
        self.last.mark(True)
        self.days.show_days(())
        announce(self, self._wrong.text())

    def _show_count(self) -> None:
        w, known = self.desk.words, bool(self.days.occurrences)
        self.does.setText(" " + (w.count("series.create", self.days.count) if known else w("series.create_none")))

    def run(self) -> None:
        """Make the events, or say what is missing."""
        last = self.last.value()
        if last is None:
            self._look()
            return
        if self.days.focus_reason():
            return
        self.does.setEnabled(False)
        skipped: Mapping[dt.date, str] = dict(self.days.skipped)
        today = self.desk.clock.today()
        self.desk.do(
            "event_series.extend",
            extend_series,
            self.card.series_id,
            last,
            today,
            skipped,
            done=self._done,
            failed=self._refused,
            owner=self,
        )

    def _done(self, done: Done) -> None:
        self.extended.emit(done, done.value)
        self.leave()
