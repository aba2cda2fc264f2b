"""A doubt as a line of a list: what it is, the way to it, and accepting it with a reason that is asked below it.

The settlement of a month and the check of a year show the same lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from ...core.asked import ORIGIN, AskedNumber
from ...core.formats import day
from ...core.gaps import Gap
from ...core.problems import Problem, Refused
from ...gui.desk import Desk
from ...gui.editors import LineEditor
from ...gui.layout import Item, column, row
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.theme import is_narrow
from ...gui.widgets import button, elided, symbol, text, two
from ...programme.acceptances import accept_gap, withdraw_acceptance
from ..today import GapGroup
from ..wording import gap_sentence
from .today import open_gap

NUMBERS = ("tasks", "indicators")  # "registers" of doubts that are about a number


def doubt_line(
    page: LivePage, gap: Gap, icon: str = "triangle-alert", tone: str = "warn", note: str = "", kind: str = ""
) -> tuple[QWidget, list[QAbstractButton]]:
    """The line with what is pressed in it, the way to it last. `note`: what else is to be said; `kind`: what
    stands above the line already."""
    desk, w = page.desk, page.desk.words
    said = gap_sentence(gap, w)
    title = "" if gap.id is None and {"code", "task", "version"} & set(gap.values) else gap.title
    when = text(day(gap.on, w.language), tone="muted") if gap.id and gap.on and not is_narrow(page) else None
    go = button(w("month_page.go"), "quiet", name=f"{w('month_page.go')}: {gap.title}, {said}")
    go.clicked.connect(lambda: open_doubt(desk, gap))
    presses: list[QAbstractButton] = []
    below = Holder()
    below.hide()
    accept = None
    if gap.may_accept:
        accept = button(w("month_page.accept"), "quiet", name=f"{w('month_page.accept')}: {gap.title}, {said}")
        accept.clicked.connect(partial(_ask_acceptance, desk, page, below, gap))
        presses.append(accept)
    if title and said == kind:
        told: QWidget = elided(title, "strong")
    else:
        told = two(title, said) if title and title not in said else text(said, wrap=True)
    what = column(told, text(note, "small", "muted", wrap=True), gap=0.25) if note else told
    line = row(symbol(icon, tone), 0.25, (what, 1), when, accept, go, pad=(0, 0.5, 0, 0.5))
    return column(line, below, gap=0), [*presses, go]


def open_doubt(desk: Desk, gap: Gap) -> None:
    """Go where it can be mended: the record, the list of the records, the number's account, the page."""
    code = str(gap.values.get("code", ""))
    if code and gap.register in NUMBERS:
        month = int(str(gap.values.get("month_no", 0)))
        year = gap.on.year if gap.on is not None else desk.year
        desk.open_asked.emit(ORIGIN, AskedNumber(code, year, month, month) if month else AskedNumber(code, year))
    elif gap.register == "writing":
        desk.open_asked.emit("writing", gap.values.get("task"))
    elif gap.register == "versions":
        desk.open_asked.emit("versions", desk.year)
    else:
        open_gap(desk, GapGroup(gap.key, "", gap.register, (gap,)))


def accepted_line(page: LivePage, acceptance_id: UUID, gap: Gap, why: str, may_take_back: bool) -> QWidget:
    """A doubt somebody let be: what, why, and the way back."""
    desk, w = page.desk, page.desk.words
    said = two(gap.title, f"{gap_sentence(gap, w)}: {why}")
    back: Item = None
    if may_take_back:
        back = button(w("month_page.take_back"), "quiet", name=f"{w('month_page.take_back')}: {gap.title}")
        back.clicked.connect(lambda: desk.do("gap_acceptance.delete", withdraw_acceptance, acceptance_id, owner=page))
    return row(symbol("check", "muted"), 0.25, (said, 1), back)


def _ask_acceptance(desk: Desk, page: QWidget, below: Holder, gap: Gap, _checked: bool = False) -> None:
    def accept(reason: str, failed: Callable[[Exception], object]) -> None:
        by = desk.actors.get(desk.store.actor, "")
        asked = (gap, reason, by, desk.clock)
        desk.do("gap_acceptance.add", accept_gap, *asked, failed=failed, reason=reason, owner=page)

    w = desk.words
    ask_reason(desk, below, w("month_page.why_accept"), w("month_page.accept_now"), accept)


def ask_reason(
    desk: Desk,
    below: Holder,
    title: str,
    verb: str,
    does: Callable[[str, Callable[[Exception], object]], None],
    cancelled: Callable[[], object] | None = None,
) -> None:
    """A line for a reason, with the verb; what is wrong with it is said under it."""
    w, editor = desk.words, LineEditor(title)
    problem = text("", "small", "bad", wrap=True)
    problem.hide()

    def say(found: Problem) -> None:
        problem.setText(problem_words(found, w))
        problem.show()
        editor.setFocus()

    def failed(error: Exception) -> None:
        if isinstance(error, Refused):
            say(error.problems[0])

    def run() -> None:
        reason = editor.value()
        if reason:
            does(reason, failed)
        else:
            say(Problem("reason", "problem.required"))

    editor.line.returnPressed.connect(run)
    acts = row(button(verb, does=run), button(w("form.cancel"), "quiet", does=cancelled or below.hide), 1)
    below.hold(column(text(title, "small", "muted", wrap=True), editor, problem, acts, gap=0.75, pad=(0, 1, 0, 1)))
    below.show()
    editor.setFocus(Qt.FocusReason.OtherFocusReason)
