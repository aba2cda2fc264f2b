"""Planning a series: the pattern is typed on the left, its days stand on the right with what speaks against each.

Nothing is written until "Utwórz"; then all events come in one step, which one undo takes back. What was typed is kept
as a draft until then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from ...core.declarations import Draft
from ...core.problems import Problem, Refused
from ...gui.desk import Desk, Done
from ...gui.frames import page_header, scrolled
from ...gui.layout import Split, box, column, row
from ...gui.live_page import Holder
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, empty_state, note, set_tone, symbol, text
from ..model import AttendanceMode, Audience, Event, EventSeries
from ..recurrence import Repeat, weekday_of
from ..series import Occurrence, plan_problems, plan_series, preview
from ..series_words import series_words
from .series_days import DaysList
from .series_form import SeriesForm

REST, KEEP = 250, 900  # milliseconds after the last key until the days are asked for, until the draft is kept
_DRAFT = UUID(int=3)  # tells the draft of this page from those of the register's form
ACTION = "event_series.plan"


@dataclass(frozen=True)
class Planned:
    """What the page of a series is told of one that was just planned."""

    series_id: UUID
    operation: UUID | None
    count: int


def series_plan(desk: Desk) -> QWidget:
    """The page that plans a series."""
    return SeriesPlanPage(desk)


def usual_organiser(session: Session) -> tuple[UUID, bool] | None:
    """Who organised the newest event, and whether the Centre ran it."""
    newest = select(Event.organiser_id, Event.run_by_centre).order_by(Event.id.desc()).limit(1)
    found = session.execute(newest).first()
    return (found[0], found[1]) if found is not None else None


class SeriesPlanPage(QWidget):
    """`show_what(day)` begins a series on that day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        w = desk.words
        self.form, self.days = SeriesForm(desk), DaysList(w)
        self.does = button(w("series.create_none"), "primary", "check", does=self.plan)
        self._subtitle = text(w("series.plan_hint"), tone="muted", wrap=True)
        self._count, self._flags = text("", "lead"), text("", tone="muted", wrap=True)
        self._sign = symbol("triangle-alert", "warn", 1.15)
        self._kept = text("", "small", "muted")
        self._top, self._state = Holder(), Holder()
        self._top.hide()
        self._turn, self._tried, self._saving = 0, False, False
        self._lay_out()
        self._preview_timer = self._timer(REST, self._ask)
        self._keep_timer = self._timer(KEEP, self._keep)
        self.form.changed.connect(self._changed)
        self.days.changed.connect(self._show_count)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.plan)
        self.setFocusProxy(self.form.lines["name"].editor)
        self._begin()

    def _timer(self, rest: int, does: Any) -> QTimer:
        made = QTimer(self, singleShot=True, interval=rest)
        made.timeout.connect(does)
        return made

    def _lay_out(self) -> None:
        w = self.desk.words
        again = button(w("series.start_anew"), "", "undo-2", does=self.start_anew)
        header = page_header(w("place.series_plan"), self._subtitle, again, self.does)
        head = column(self._count, row(self._sign, (self._flags, 1), gap=0.75), gap=0.5)
        self._listing = column(head, self.days, gap=1.5)
        typed = column(self._top, self.form, self._kept, 1, gap=2)
        body = Split(column(self._listing, self._state, 1, gap=0), typed, 30, side_first=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        inside = scrolled(column(body, 1, pad=(3, 1, 3, 3)))
        whole.addWidget(box("sheet", column(header, (inside, 1), gap=0), (0, 0, 0, 0)))

    # Beginning

    def _usual(self) -> Draft:
        empty: Draft = dict.fromkeys(self.form.lines)
        return empty | {
            "repeat": Repeat.WEEKLY,
            "every": 1,
            "run_by_centre": True,
            "is_online": False,
            "audience": Audience.OPEN,
            "attendance_mode": AttendanceMode.ANONYMOUS,
        }

    def _begin(self) -> None:
        found = self.desk.drafts.find(self._register, None, _DRAFT)
        self.form.put(self._usual() | (found.values if found else {}))
        if found is not None:
            self._say(note("pencil", self.desk.words("series.draft_found"), ""))
        else:
            self.desk.ask(usual_organiser, done=self._propose_organiser, owner=self)

    @property
    def _register(self) -> Any:
        return self.desk.declared.registers[EventSeries.__tablename__]

    def _propose_organiser(self, found: tuple[UUID, bool] | None) -> None:
        line = self.form.lines["organiser_id"]
        if found is not None and line.editor.value() is None and not line.touched:
            self.form.put({"organiser_id": found[0], "run_by_centre": found[1]})

    def start_anew(self) -> None:
        """Forget what was typed."""
        self._keep_timer.stop()
        self.desk.drafts.drop(self._register, None, _DRAFT)
        self._tried = False
        self._say(None)
        self._kept.setText("")
        self.days.forget()
        self.form.put(self._usual())
        self._keep_timer.stop()
        self.desk.ask(usual_organiser, done=self._propose_organiser, owner=self)
        self.setFocus()

    def show_what(self, what: object) -> None:
        """Begin on this day."""
        if isinstance(what, dt.date):
            self.form.put({"first_on": what, "weekdays": (weekday_of(what).value,)})

    # What would come

    def _changed(self) -> None:
        self._turn += 1
        self._preview_timer.start()
        self._keep_timer.start()

    def _keep(self) -> None:
        if not self._saving and self.form.draft()["name"]:
            at = self.desk.drafts.keep(self._register, None, _DRAFT, self.form.draft(), None)
            self._kept.setText(self.desk.words("series.draft_kept") if at else "")

    def _ask(self) -> None:
        if unread := self.form.unread():
            self._refused(Refused(*unread))
            return
        turn = self._turn
        self.desk.ask(
            preview,
            self.desk.clock.today(),
            self.form.draft(),
            done=lambda found: self._show(found) if turn == self._turn else None,
            failed=lambda error: self._refused(error) if turn == self._turn else None,
            owner=self,
        )

    def _show(self, found: tuple[Occurrence, ...]) -> None:
        self.form.show_problems(list(plan_problems(self.form.draft())), self._tried)
        self.days.show_days(found)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        self.form.show_problems(error.problems, self._tried)
        self.days.show_days(())

    def _show_count(self) -> None:
        w, days = self.desk.words, self.days
        known = bool(days.occurrences)
        self.does.setText(" " + (w.count("series.create", days.count) if known else w("series.create_none")))
        self._listing.setVisible(known)
        self._state.setVisible(not known)
        if not known:
            self._subtitle.setText(w("series.plan_hint"))
            self._state.hold(empty_state("calendar-days", w("series.no_days"), w("series.no_days_hint")))
            return
        self._subtitle.setText(series_words(self.form.draft(), w))
        flagged = sum(one.is_flagged for one in days.occurrences)
        self._count.setText(w.count("series.days_count", len(days.occurrences)))
        said = [w.count("series.flagged", flagged)] if flagged else [w("series.nothing_flagged")]
        said += [w.count("series.skips", len(days.skipped))] if days.skipped else []
        self._flags.setText(" · ".join(said))
        self._sign.setVisible(flagged > 0)
        set_tone(self._flags, "warn" if flagged else "muted")

    # Writing

    def plan(self) -> None:
        """Make all events, or say what stands in the way and put the keyboard there."""
        if self._saving:
            return
        self._tried = True
        if unread := self.form.unread():
            self._not_planned(Refused(*unread))
            return
        self._saving = True
        self.does.setEnabled(False)
        count = self.days.count
        self.desk.do(
            ACTION,
            plan_series,
            self.desk.clock.today(),
            self.form.draft(),
            dict(self.days.skipped),
            done=lambda done: self._planned(done, count),
            failed=self._not_planned,
            owner=self,
        )

    def _planned(self, done: Done, count: int) -> None:
        self._saving = False
        self.does.setEnabled(True)
        announce(self, self.desk.words.count("series.created", count))
        self.start_anew()
        self.desk.open_asked.emit("series", Planned(done.value, done.operation, count))

    def _not_planned(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        self._saving = False
        self.does.setEnabled(True)
        self.form.show_problems(error.problems, True)
        rest = [one for one in error.problems if one.field not in self.form.lines]
        self._say(self._told(rest[0]) if rest else None)
        if not self.form.focus_on(error.problems):
            self.days.focus_reason()
        announce(self, self.desk.words("form.not_saved"))

    def _say(self, said: QWidget | None) -> None:
        """What stands above the form: one thing that should be known, or nothing."""
        self._top.setVisible(said is not None)
        if said is not None:
            self._top.hold(said)

    def _told(self, problem: Problem) -> QWidget:
        return note("triangle-alert", problem_words(problem, self.desk.words), "", kind="problem")
