"""The six risks of Table 3: what people rated and when, beside it the signal of the numbers. Nothing is rated here.

R rates the chosen risk (last values offered), U says "reviewed, unchanged"; a panel answers "Skąd ten sygnał?"."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core import formats
from ...core.measures import Period
from ...core.problems import Refused
from ...core.words import Words
from ...gui.beside import Beside
from ...gui.desk import Desk, Done
from ...gui.frames import SidePanel, page_header, scrolled
from ...gui.layout import box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.record_form import RecordForm
from ...gui.report_writer import report_button
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.theme import is_narrow
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, elided, pill, text, two
from ...programme.catalogue import catalogue
from ...programme.feature import EXTERNAL_FIGURES, RISK_ASSESSMENTS
from ...programme.risk_reviews import confirm_rating, proposed_rating
from ..risk_lines import RiskLine, SignalAccount, read_risks, signal_accounts
from ..risk_report import RISK_TABLE
from ..risk_words import signal_value
from .risk_panel import level_look, risk_panel

FIGURE_AGAIN = replace(EXTERNAL_FIGURES, form=("value", "source", "entered_by", "remark"))


def risks(desk: Desk) -> QWidget:
    """The page of the six risks."""
    return RisksPage(desk)


def _confirm(session: Session, code: str, today: Any) -> None:
    confirm_rating(session, code, today)


class RisksPage(LivePage):
    """List and panel; `show_what` takes the code of a risk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        self._beside = Beside(self._holder)
        self._beside.closed.connect(self._closed)
        self.undo_bar = UndoBar(self)
        self._lines: dict[str, RiskLine] = {}
        self._code = ""
        self.form: RecordForm | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))
        for keys, does in (("R", self.rate), ("U", self.confirm)):
            shortcut = QShortcut(QKeySequence(keys), self._holder)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def show_what(self, code: object) -> None:
        """Choose a risk."""
        self._code = str(code)
        if self._lines:
            self._list.choose(self._code)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    @property
    def _period(self) -> Period:
        return Period(self.desk.year, self.desk.clock.today())

    def load(self) -> None:
        self.ask(read_risks, self._period, self.desk.declared, done=partial(self._show, self._period))

    # The table

    def _show(self, period: Period, found: tuple[RiskLine, ...]) -> None:
        w = self.desk.words
        self._lines = {one.entry.code: one for one in found}
        items: list[tuple[object, Pressable] | QWidget] = []
        for one in found:
            items += [hairline()] if items else []
            items.append((one.entry.code, self._row(one)))
        self._list = PressableList(w("risks.title"), items)
        self._list.chosen.connect(self._choose)
        term = button(
            w("risks.review_month"), "", "calendar-clock",
            does=lambda: self.desk.open_asked.emit("risk_review_rule", None),
        )  # fmt: skip
        paper = report_button(self.desk, self, [RISK_TABLE])
        add = button(w("risks.rate"), "primary", "plus", does=self.rate)
        actions = [one for one in (term, paper, add) if one is not None]
        about = w("risks.about", day=formats.day(period.stock_day, w.language))
        header = page_header(w("risks.title"), about, *actions)
        foot = row(text(w("risks.not_rated_by_program"), tone="muted", wrap=True), pad=(3, 1, 3, 1))
        self._holder.hold(
            column(header, hairline(), (scrolled(column(self._list, 1, gap=0)), 1), hairline(), foot, gap=0)
        )
        self._holder.setFocusProxy(self._list)
        self.setFocusProxy(self._list)
        if self.form is not None:  # what is being typed stays
            self._list.choose(self._code, tell=False)
        elif self._code in self._lines:
            self._list.choose(self._code)
        elif not is_narrow(self):
            self._list.choose(next(iter(self._lines)))

    def _row(self, one: RiskLine) -> Pressable:
        w, entry = self.desk.words, one.entry
        last = one.last
        look = level_look(last.rating if last else None, w)
        rated = w("risks.rated", n=last.rating) if last else w("risks.not_rated")
        when = review_words(one, w)
        first = one.signals[0]
        signal = None if is_narrow(self) else _lines(signal_value(first, w), sentence(w(f"signal.{first.key}")))
        inside = row(
            ems(text(entry.code, tone="muted"), 2.2),
            (_lines(entry.label(w.language), sentence(entry.text(w.language)), "strong"), 3),
            (signal, 2) if signal else None,
            ems(two(rated, when, tone="warn" if one.is_overdue else "muted"), 11.5),
            ems(pill(look, False), 9),
            gap=1,
            pad=(3, 0, 2, 0),
        )
        return Pressable(
            ems(inside, height=4.6),
            f"{entry.code} {entry.label(w.language)}",
            f"{rated}, {look.word}, {when}",
            chosen=False,
        )

    # The panel

    def _choose(self, code: object) -> None:
        self._code = str(code)
        one = self._lines[self._code]
        keys = [signal.key for signal in one.signals]
        told = partial(self._panel, self._code)
        self.desk.ask(
            signal_accounts, self._period, keys, catalogue(self.desk.year), self.desk.declared, done=told, owner=self
        )  # fmt: skip

    def _panel(self, code: str, accounts: dict[str, SignalAccount]) -> None:
        if code != self._code or self.form is not None or code not in self._lines:
            return
        one = self._lines[code]
        self._beside.set_panel(risk_panel(self.desk, one, accounts, self.rate, self.confirm, self.state_figure))

    def _closed(self) -> None:
        self._code, self.form = "", None

    # Doing

    def rate(self) -> None:
        """A form for a new rating of the chosen risk: today and the last values are there, only the number waits."""
        code, today = self._code or next(iter(self._lines), ""), self.desk.clock.today()
        one = self._lines.get(code)
        if one is None:
            return
        same = next((rating for rating in one.ratings if rating.on == today), None)
        if same is not None:  # rated today already: that rating is changed
            self._type(code, RecordForm(self.desk, RISK_ASSESSMENTS, same.id))
            return
        form = RecordForm(self.desk, RISK_ASSESSMENTS, None, {"risk_code": code})
        self._type(code, form)

        def propose(draft: dict[str, Any]) -> None:
            form.propose(draft)
            form.lines["rating"].editor.setFocus()

        self.desk.ask(proposed_rating, code, today, done=propose, owner=form)

    def state_figure(self, key: str) -> None:
        """A form for a figure from outside, with its source: complaints, incidents."""
        one = self._lines[self._code]
        known = one.figures.get(key)
        preset = {"figure_code": key, "year": self.desk.year}
        form = RecordForm(self.desk, FIGURE_AGAIN, known) if known else RecordForm(
            self.desk, EXTERNAL_FIGURES, None, preset
        )  # fmt: skip
        self._type(self._code, form)

    def _type(self, code: str, form: RecordForm) -> None:
        w, entry = self.desk.words, self._lines[code].entry
        self._code, self.form = code, form
        form.saved.connect(self._saved)
        form.cancelled.connect(self._leave)
        panel = SidePanel(
            f"{w('risks.one')} {entry.code}", entry.label(w.language), None, form, actions=form.foot,
            close=w("origin.close"),
        )  # fmt: skip
        self._beside.set_panel(panel)

    def _saved(self, _: Done) -> None:
        announce(self, self.desk.words("risks.saved"))
        self._leave()

    def _leave(self) -> None:
        self.form = None
        self._list.choose(self._code)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> None:
        """Reviewed, unchanged: the last rating again, of today."""
        code = self._code
        if code in self._lines and self._lines[code].may_confirm and self.form is None:
            today = self.desk.clock.today()
            done = partial(self._confirmed, code)
            self.desk.do("risk_assessment.confirm", _confirm, code, today, done=done, failed=self._refused, owner=self)

    def _confirmed(self, code: str, done: Done) -> None:
        w = self.desk.words
        said = w("risks.confirmed", code=code)
        announce(self, said)
        operation = done.operation
        if operation is not None:
            self.undo_bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            w = self.desk.words
            said = "\n".join(problem_words(one, w) for one in error.problems)
            announce(self, said)
            self.undo_bar.offer(said, w("undo.close"), lambda: None, w("undo.close"))


def review_words(one: RiskLine, w: Words) -> str:
    """When the risk was looked at last, or until when it is to be."""
    if one.last is not None and one.is_reviewed:
        return w("risks.reviewed", day=formats.day(one.last.on, w.language))
    key = "risks.overdue" if one.is_overdue else "risks.to_review"
    return w(key, day=formats.day(one.review.due, w.language))


def _lines(first: str, second: str, style: str = "body") -> QWidget:
    """Two lines, each cut where there is no room."""
    return column(1, elided(first, style), elided(second, "small", "muted"), 1, gap=0)


