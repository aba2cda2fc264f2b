"""The six steps of the yearly report as a card: what is done, what is missing, and the one button that opens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import day
from ...core.problems import Problem
from ...core.words import Words
from ...gui import theme
from ...gui.desk import Desk
from ...gui.editors import DateEditor, LineEditor
from ...gui.frames import card
from ...gui.layout import Item, column, ems, row
from ...gui.painted import Painted, words
from ...gui.saying import problem_words
from ...gui.theme import Theme
from ...gui.widgets import button, text
from ...programme.catalogue import catalogue
from ...programme.report_tables import ReportStage
from ..report_progress import HANDED_ON, Progress, Step, version_day

NAMED = 3  # units named in a line; more are only counted
RECORDED = Callable[[ReportStage, dt.date, str], object]


class _Ball(Painted):
    """The number of a step in a circle, joined to the next by a line; a check when done, grey while it waits."""

    def __init__(self, place: int, done: bool, is_open: bool, last: bool, said: str) -> None:
        super().__init__(said, said, 2.2, 0)
        self._place, self._done, self._open, self._last = place, done, is_open, last
        self.setMinimumHeight(theme.current().em(3.4))

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        side = t.em(1.8)
        circle = QRectF(1, 1, side, side)
        if not self._last:
            p.setPen(QPen(t.colour("edge"), 1))
            x = circle.center().x()
            p.drawLine(int(x), int(circle.bottom()) + 5, int(x), int(area.height()) - 3)
        line = "accent" if self._open or self._done else "edge"
        p.setPen(QPen(t.colour(line), 1.4))
        p.setBrush(t.colour("tint" if self._done else "accent" if self._open else "surface"))
        p.drawEllipse(circle)
        if self._done:
            mark = theme.pixmap("check", "accent", 1.1, self.devicePixelRatioF())
            half = t.em(1.1) / 2
            p.drawPixmap(int(circle.center().x() - half), int(circle.center().y() - half), mark)
        else:
            words(p, t, circle, str(self._place), style="label", tone="on_accent" if self._open else "muted")


def steps_card(desk: Desk, found: Progress, write_files: Callable[[], object], record: RECORDED) -> QWidget:
    """The card. `write_files` asks where to and writes; `record(stage, day, number)` puts a signature's day down."""
    w = desk.words
    lines = []
    for place, step in enumerate(Step, 1):
        done, is_open = found.is_done(step), found.is_open(step)
        state = w("report_page.step_done" if done else "report_page.step_open" if is_open else "report_page.step_waits")
        name = w(f"report_page.step_{step.value}")
        ball = _Ball(place, done, is_open, step is Step.COUNCIL, f"{place}. {name}: {state}")
        content: list[Item] = [
            text(name, "strong" if is_open else "body", "" if is_open else "muted", wrap=True),
            text(_told(found, step, w), tone="muted", wrap=True),
        ]
        if is_open:
            content += _opens(desk, found, step, write_files, record)
        lines.append(row(ball, (column(*content, 1, gap=0.25, pad=(0, 0.25, 0, 1)), 1), gap=1))
    return card(w("report_page.steps"), column(*lines, 1, gap=0))


def _told(found: Progress, step: Step, w: Words) -> str:
    """What is there and what is missing."""
    if not found.is_open(step):
        before = found.missing_before(step)
        assert before is not None
        return w("report_page.first", step=w(f"report_page.step_{before.value}"))
    if step is Step.CHECK:
        return w.count("report_page.gaps_open", found.gaps) if found.gaps else w("report_page.gaps_closed")
    if step is Step.CARDS:
        return _cards_told(found, w)
    if step is Step.WRITING:
        return _writing_told(found, w)
    if step is Step.FREEZE:
        one = found.frozen
        if one is not None:
            return w("report_page.frozen", n=one.number, day=day(version_day(one), w.language))
        drafts = found.versions[:1]
        return w("report_page.draft_version", n=drafts[0].number) if drafts else w("report_page.freeze_words")
    if step is Step.FILES:
        made = found.handed.get(ReportStage.FILES)
        if made is None:
            return w("report_page.files_words")
        return w("report_page.files_made", day=day(made.on, w.language))
    return w("report_page.council_words")


def _cards_told(found: Progress, w: Words) -> str:
    if not found.asked:
        return w("report_page.cards_none")
    told = w("report_page.cards_back", n=found.asked - len(found.waiting), all=found.asked)
    if found.waiting:
        names = ", ".join(found.waiting[:NAMED])
        more = len(found.waiting) - NAMED
        names += w("report_page.and_more", n=more) if more > 0 else ""
        told += " " + w("report_page.cards_waiting", names=names)
    return told


def _writing_told(found: Progress, w: Words) -> str:
    told = w("writing.done_of", n=found.tasks - len(found.unwritten), all=found.tasks) + "."
    if found.unwritten:
        task = catalogue(found.year).tasks[found.unwritten[0]]
        return f"{told} {w('report_page.next_task', task=f'{task.code} {task.label(w.language)}')}"
    if found.unstated:
        return f"{told} {w('report_page.unstated', codes=', '.join(found.unstated))}"
    return told


def _opens(desk: Desk, found: Progress, step: Step, write_files: Callable[[], object], record: RECORDED) -> list[Item]:
    """The button of a step; the last step's is a line to put a day down."""
    w = desk.words
    done = found.is_done(step)
    if step is Step.COUNCIL:
        return [_way(desk, found, record)]
    task = found.unwritten[0] if found.unwritten else None
    places: dict[Step, tuple[str, str, object]] = {
        Step.CHECK: ("list-checks", "doctor", None),
        Step.CARDS: ("send", "task_cards", None),
        Step.WRITING: ("pencil", "writing", task),
        Step.FREEZE: ("lock", "versions", None),
    }
    if step is Step.FILES:
        return [row(button(w("report_page.do_files"), "quiet", "download", does=write_files), 1)]
    icon, place, what = places[step]
    said = w(f"report_page.{'see' if done else 'do'}_{step.value}")
    return [row(button(said, "quiet", icon, does=partial(desk.open_asked.emit, place, what)), 1)]


def _way(desk: Desk, found: Progress, record: RECORDED) -> QWidget:
    """The signatures that are there, and the next one with its day."""
    w = desk.words
    lines: list[Item] = []
    for stage in HANDED_ON:
        there = found.handed.get(stage)
        if there is not None:
            shown = f"{day(there.on, w.language)}{f' ({there.document_no})' if there.document_no else ''}"
            lines.append(text(f"✓ {w.choice(stage)}: {shown}", wrap=True))
    following = found.next_stage()
    if following is not None:
        lines.append(_SignedOn(desk, following, record))
    return column(*lines, gap=0.5)


class _SignedOn(QWidget):
    """Day and number of the next signature."""

    def __init__(self, desk: Desk, stage: ReportStage, record: RECORDED) -> None:
        super().__init__()
        w = desk.words
        self._desk, self._stage, self._record = desk, stage, record
        name = w.choice(stage)
        self.day = DateEditor(name, desk)
        self.number = LineEditor(w("report_step.document_no"))
        self.number.line.setPlaceholderText(w("report_step.document_no"))
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        put = button(w("report_page.record"), "", "check", f"{w('report_page.record')}: {name}", does=self.put)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        said = text(name, "small", "muted", wrap=True)
        whole.addWidget(column(said, self.day, ems(self.number, 13), self._problem, row(put, 1), gap=0.5))

    def put(self) -> None:
        """Record it, or say what is wrong with the day."""
        on = self.day.value()
        if on is None:
            self.say([Problem("done_on", self.day.unread() or "problem.required")])
            return
        self._record(self._stage, on, self.number.value() or "")

    def say(self, problems: list[Problem]) -> None:
        """Say under the fields what is wrong."""
        self._problem.setText("\n".join(problem_words(one, self._desk.words) for one in problems))
        self._problem.show()
