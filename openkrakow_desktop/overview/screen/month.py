"""Settling a month: what is open in it, what would be locked, the settlement and its history.

What may be accepted is accepted on the spot, with a reason; everything else is one step from where it is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.asked import ORIGIN, AskedNumber
from ...core.clock import WARSAW
from ...core.document_rules import ROMAN
from ...core.formats import day, moment, number
from ...core.problems import Refused
from ...core.text import sentence
from ...gui.arrow_keys import ArrowKeys
from ...gui.desk import Desk
from ...gui.editors import LineEditor
from ...gui.frames import card, facts, page_header, scrolled
from ...gui.layout import Split, box, column, ems, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.theme import is_narrow
from ...gui.widgets import Status, announce, button, note, pill, symbol, text, two
from ...programme.months import month_end, reopen_month
from ..month import (
    MonthLine,
    MonthView,
    Past,
    Stage,
    first_to_settle,
    months_of,
    read_month,
    settle_month,
)
from ..month_report import MONTH_REPORT
from ..wording import month_name
from .doubts import accepted_line, ask_reason, doubt_line

SHOWN = 40  # gaps; more are in the list of gaps
_LOOKS = {
    Stage.SETTLED: ("muted", "lock"),
    Stage.OPEN: ("warn", "triangle-alert"),
    Stage.RUNNING: ("accent", "clock"),
    Stage.TO_COME: ("muted", "calendar"),
}


def month(desk: Desk) -> QWidget:
    """The page of a month."""
    return MonthPage(desk)


class MonthPage(LivePage):
    """`show_what((year, month))`; opened without, the first month that waits to be settled."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._month = 0
        self._view: MonthView | None = None
        self._head, self._strip, self._said = Holder(), Holder(), Holder()
        self._gaps, self._accepted, self._locked, self._history = Holder(), Holder(), Holder(), Holder()
        main = column(self._gaps, self._accepted, 1, gap=2)
        side = column(self._locked, self._history, 1, gap=2)
        body = column(self._said, Split(main, side, 27), 1, gap=2, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, self._strip, (scrolled(body), 1), gap=0))
        self._said.hide()

    def show_what(self, what: object) -> None:
        """Show a month of a year."""
        if isinstance(what, tuple) and len(what) == 2:
            year, self._month = int(what[0]), int(what[1])
            if year != self.desk.year:
                self.desk.set_year(year)
            elif self.isVisible():
                self._reload()

    def load(self) -> None:
        self.ask(months_of, self.desk.year, self.desk.clock.today(), done=self._show_months)

    def _show_months(self, lines: tuple[MonthLine, ...]) -> None:
        today = self.desk.clock.today()
        self._month = self._month or first_to_settle(lines, today)
        self._hold_strip(lines)
        self.ask(read_month, self.desk.year, self._month, today, done=self._show)

    def _hold_strip(self, lines: tuple[MonthLine, ...]) -> None:
        w, chips = self.desk.words, []
        for line in lines:
            stage = self._stage(line)
            said = f"{month_name(line.year, line.month, w)}: {stage.word.lower()}"
            icon = stage.icon if line.stage in (Stage.SETTLED, Stage.OPEN) else ""
            chip = button(ROMAN[line.month - 1], "chip", "" if is_narrow(self) else icon, said)
            chip.setCheckable(True)
            chip.setChecked(line.month == self._month)
            chip.clicked.connect(partial(self._choose, line.month))
            chips.append(chip)
        strip = row(*chips, 1, gap=0.75 if not is_narrow(self) else 0.25, pad=(3, 0, 3, 1.5))
        ArrowKeys(strip, [chips])
        self._strip.hold(strip)

    def _choose(self, month_: int, _checked: bool = False) -> None:
        self._month = month_
        self._said.hide()
        self._reload()

    def _stage(self, line: MonthLine) -> Status:
        w = self.desk.words
        tone, icon = _LOOKS[line.stage]
        if line.stage is Stage.SETTLED and line.settled_on is not None:
            return Status(tone, icon, w("month_page.settled_on", day=day(line.settled_on, w.language)))
        if line.stage is Stage.RUNNING:
            return Status(tone, icon, w("month_page.until", day=day(month_end(line.year, line.month), w.language)))
        if line.stage is Stage.OPEN and not line.open_gaps:
            return Status("good", "circle-check", w("month_page.ready"))
        return Status(tone, icon, sentence(w(f"stage.{line.stage.value}")))

    # The month

    def _show(self, view: MonthView) -> None:
        self._view = view
        self._hold_head(view)
        self._gaps.hold(self._gap_card(view))
        self._accepted.setVisible(bool(view.accepted))
        if view.accepted:
            self._accepted.hold(self._accepted_card(view))
        self._locked.hold(self._locked_card(view))
        self._history.setVisible(bool(view.history))
        if view.history:
            self._history.hold(self._history_card(view))

    def _hold_head(self, view: MonthView) -> None:
        w, line = self.desk.words, view.line
        print_ = button(w("month_page.summary"), "", "printer", does=self._print)
        actions: list[QWidget] = [print_]
        self.setFocusProxy(print_)
        if line.stage is Stage.OPEN:
            actions.append(button(w("month_page.settle"), "primary", "lock", does=self.settle))
            self.setFocusProxy(actions[-1])
        elif line.stage is Stage.SETTLED:
            actions.append(button(w("month_page.reopen"), "", "key", does=self._ask_reopen))
        title = sentence(month_name(line.year, line.month, w))
        about = w("month_page.about_settled" if line.stage is Stage.SETTLED else "month_page.about")
        self._head.hold(page_header(title, about, *actions))

    def _print(self) -> None:
        offer_report(self.desk, self, MONTH_REPORT, year=self.desk.year, month=self._month, from_january=False)

    def settle(self) -> None:
        """Settle the month that is shown, or say what stands in the way."""
        desk = self.desk
        asked = (desk.year, self._month, self._by(), desk.clock)
        desk.do("month_settlement.add", settle_month, *asked, done=self._settled, failed=self._refused, owner=self)

    def _by(self) -> str:
        return self.desk.actors.get(self.desk.store.actor, "")

    def _settled(self, _done: object) -> None:
        w = self.desk.words
        said = w("month_page.done", month=month_name(self.desk.year, self._month, w))
        self._said.hold(box("card", row(symbol("circle-check", "good", 1.4), (text(said, wrap=True), 1), gap=1.5)))
        self._said.show()
        announce(self, said)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            w = self.desk.words
            said = " ".join(problem_words(problem, w) for problem in error.problems)
            self._said.hold(note("triangle-alert", w("month_page.not_settled"), said))
            self._said.show()
            announce(self, said)

    # What is open

    def _gap_card(self, view: MonthView) -> QWidget:
        w = self.desk.words
        title = w("month_page.open_title" if view.line.stage is not Stage.SETTLED else "month_page.still_open")
        if not view.gaps:
            said = w("today.all_complete") if view.line.stage is not Stage.TO_COME else w("month_page.nothing_yet")
            icon, tone = ("circle-check", "good") if view.line.stage is not Stage.TO_COME else ("calendar", "muted")
            return card(title, ems(row(symbol(icon, tone), (text(said, tone="muted", wrap=True), 1), gap=1), height=3))
        lines = [doubt_line(self, gap) for gap in view.gaps[:SHOWN]]
        listed = rows(*(line for line, _ in lines), height=3.6)
        ArrowKeys(listed, [presses for _, presses in lines])
        self.setFocusProxy(listed)
        rest = len(view.gaps) - SHOWN
        more = text(w.count("month_page.more", rest), tone="muted") if rest > 0 else None
        aside = text(w.count("today.gaps", len(view.gaps)), tone="muted")
        return card(title, listed, more, aside=aside, gap=0.5)

    def _accepted_card(self, view: MonthView) -> QWidget:
        is_settled = view.line.stage is Stage.SETTLED
        lines = [
            accepted_line(self, one.id, one.gap, f"{one.reason}{f' ({one.by})' if one.by else ''}", not is_settled)
            for one in view.accepted
        ]
        return card(self.desk.words("month_page.accepted_title"), rows(*lines, height=3.6), gap=0.5)

    # What is locked, and what was

    def _locked_card(self, view: MonthView) -> QWidget:
        w, n, locked = self.desk.words, view.numbers, view.locked
        is_settled = view.line.stage is Stage.SETTLED

        def told(value: int) -> str:
            return number(value, w.language)

        def asks(word: str, code: str, said: str) -> tuple[str, str | QWidget]:
            """A number that says where it comes from when pressed."""
            asked, name = AskedNumber(code, view.line.year, view.line.month, view.line.month), w(f"month_page.{word}")
            does = partial(self.desk.open_asked.emit, ORIGIN, asked)
            return name, row(button(said, "quiet", name=f"{name}: {said}. {w('origin.title')}", does=does), 1)

        pairs: list[tuple[str, str | QWidget]] = [
            asks("events", "month.events", told(locked.events)),
            asks("visits", "month.visits", told(locked.visits)),
            asks("contacts", "month.contacts", told(locked.contacts)),
        ]
        if n.at_least:
            pairs.append(asks("at_least", "3.1a+distinct", w("month_page.at_least_n", n=told(n.at_least))))
        if not is_settled:
            pairs.insert(1, (w("month_page.to_settle"), told(view.to_settle)))
        about = text(w("month_page.what_locks"), "small", "muted", wrap=True)
        changed = None
        if view.has_changed and view.standing is not None and view.standing.locked is not None:
            was = view.standing.locked
            values = {"events": told(was.events), "visits": told(was.visits), "contacts": told(was.contacts)}
            changed = text(w("month_page.changed", **values), tone="warn", wrap=True)
        state = pill(self._stage(view.line))
        title = w("month_page.is_locked" if is_settled else "month_page.to_lock")
        return card(title, row(state, 1), facts(*pairs, width=15), changed, about)

    def _history_card(self, view: MonthView) -> QWidget:
        w = self.desk.words
        lines = [one for past in view.history for one in self._told(past)]
        return card(w("month_page.history"), *(two(title, below, "body") for title, below in reversed(lines)))

    def _told(self, one: Past) -> list[tuple[str, str]]:
        w = self.desk.words

        def when(instant: dt.datetime, by: str) -> str:
            return " · ".join(part for part in (moment(instant.astimezone(WARSAW), w.language), by) if part)

        told = [(w("month_page.was_settled"), when(one.settled_at, one.settled_by))]
        if one.reopened_at is not None:
            told.append((w("month_page.was_reopened", reason=one.reason), when(one.reopened_at, one.reopened_by)))
        return told

    def _ask_reopen(self) -> None:
        w, view = self.desk.words, self._view
        standing = view.standing if view else None
        if standing is None:
            return

        def reopen(reason: str, failed: Callable[[Exception], object]) -> None:
            asked = (standing.id, reason, self._by(), self.desk.clock)
            self.desk.do(
                "month_settlement.reopen", reopen_month, *asked, done=lambda _: self._said.hide(), failed=failed,
                reason=reason, owner=self,
            )  # fmt: skip

        below = Holder()
        ask_reason(self.desk, below, w("month_page.why_reopen"), w("month_page.reopen_now"), reopen, self._said.hide)
        self._said.hold(box("card", below))
        self._said.show()
        below.findChildren(LineEditor)[0].setFocus(Qt.FocusReason.OtherFocusReason)
