"""The versions of a year: what is approved, what has changed since, and the few steps from a draft to a correction.

Approving is the one confirmation: what is open in the year stands above it. Nothing here is undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.formats import day, moment
from ...core.problems import Problem, Refused
from ...gui.action_form import ActionForm
from ...gui.desk import Desk
from ...gui.frames import card, facts, page_header, scrolled
from ...gui.layout import Item, Split, box, column, row
from ...gui.live_page import Holder, LivePage
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.states import status_of
from ...gui.widgets import announce, button, empty_state, note, pill, symbol, text
from ..approval import NAMED, named
from ..doctor import Diagnosis
from ..doctor_frame import Severity
from ..frozen_report import VERSION_REPORT
from ..snapshot_changes import Difference
from ..snapshots import Version
from ..versions_view import VersionsView, compared, read_versions
from ..wording import gap_sentence
from .looks import long_day, time_left
from .version_changes import Choice, change_card
from .version_forms import ApprovalForm, CorrectionForm, asked_card, make, sending

SHOWN_HASH = 16  # digits of a hash on the page; the rest is in its tooltip


def versions(desk: Desk) -> QWidget:
    """The page of the year's versions."""
    return VersionsPage(desk)


class VersionsPage(LivePage):
    """`show_what(year)`; without, the year of the window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: VersionsView | None = None
        self._choice: Choice | None = None  # what is compared with what; None: the version in force with today
        self._head, self._said, self._wrong = Holder(), Holder(), Holder()
        self._changes, self._gaps, self._cards = Holder(), Holder(), Holder()
        main = column(self._changes, 1, gap=2)
        side = column(self._gaps, self._cards, 1, gap=2)
        body = column(self._wrong, self._said, Split(main, side, 27), 1, gap=2, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(body), 1), gap=0))
        self._wrong.hide()
        self._said.hide()

    def show_what(self, what: object) -> None:
        """Show a year."""
        if isinstance(what, int) and not isinstance(what, bool):
            self.desk.set_year(what)

    @property
    def _is_demo(self) -> bool:
        return bool(self.desk.settings.get("demo_banner"))

    def load(self) -> None:
        desk = self.desk
        if self._view is not None and self._view.year != desk.year:
            self._choice = None
            self._said.hide()
        self.ask(read_versions, desk.year, desk.clock.today(), desk.declared, desk.store.upgrade, done=self._show)

    def _show(self, view: VersionsView) -> None:
        self._view = view
        self._hold_head(view)
        self._hold_wrong(view.altered)
        self._gaps.setVisible(view.in_force is None and not view.is_future)
        if view.in_force is None:
            self._gaps.hold(self._gap_card(view))
        self._cards.setVisible(bool(view.versions))
        if view.versions:
            self._cards.hold(column(*(self._card(one) for one in view.versions), gap=2))
        if self._choice is None or not self._choice.fits(view):
            self._choice = Choice.first(view)
        if self._choice is None:
            self._changes.hold(self._nothing(view))
        else:
            self._compare(self._choice)

    def _compare(self, choice: Choice) -> None:
        """Show what one version says against another, or against today."""
        self._choice = choice
        desk = self.desk
        asked = (desk.year, choice.old, choice.new, desk.declared, desk.clock.today())
        self.ask(compared, *asked, done=partial(self._show_changes, choice))

    def _show_changes(self, choice: Choice, found: Difference | tuple[Problem, ...]) -> None:
        view = self._view
        if view is None or choice != self._choice:
            return
        if isinstance(found, Difference):
            self._changes.hold(change_card(self.desk, view, choice, found, self._compare))
            self._hold_head(view, is_open=bool(found) and choice.new is None)
        else:
            self._hold_wrong(found)
            self._changes.hold(box("card", text(problem_words(found[0], self.desk.words), wrap=True)))

    # The head, and what stands above everything

    def _hold_head(self, view: VersionsView, is_open: bool = False, is_asking: bool = False) -> None:
        """Title, the day due, and the next steps; none while one of them is being asked about."""
        w = self.desk.words
        left = view.days_left
        key = "versions.due" if left >= 0 else "versions.due_was"
        due = w(key, day=long_day(view.due, w), left=time_left(left, w))
        steps = [] if is_asking else self._steps(view, is_open)
        self._head.hold(page_header(w("versions.title", year=view.year), due, *steps))

    def _steps(self, view: VersionsView, is_open: bool) -> list[QPushButton]:
        """What can be done next; the likeliest is the primary one."""
        w, draft, standing = self.desk.words, view.draft, view.in_force
        if view.is_future or view.altered:
            return []
        if draft is not None:
            again: Callable[[], object] = self.freeze if standing is None else self.ask_correction
            made = [button(w("versions.freeze_again"), "", "history", does=again)]
            if not view.is_running:
                said = w("versions.approve", n=draft.number)
                made.append(button(said, "primary", "lock", does=partial(self.ask_approval, draft)))
            return made
        if standing is None:
            return [button(w("versions.freeze"), "primary", "lock", does=self.freeze)]
        return [button(w("versions.correct"), "primary" if is_open else "", "pencil", does=self.ask_correction)]

    def _hold_wrong(self, problems: tuple[Problem, ...]) -> None:
        w = self.desk.words
        self._wrong.setVisible(bool(problems))
        if problems:
            said = "\n".join(problem_words(one, w) for one in problems)
            self._wrong.hold(note("triangle-alert", w("versions.altered"), said, kind="problem"))

    def _say(self, said: str) -> None:
        line = row(symbol("circle-check", "good", 1.4), (text(said, wrap=True), 1), gap=1.5)
        self._said.hold(box("card", line))
        self._said.show()
        announce(self, said)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            w = self.desk.words
            said = "\n".join(problem_words(problem, w) for problem in error.problems)
            self._said.hold(note("triangle-alert", w("versions.not_done"), said))
            self._said.show()
            announce(self, said)

    # Steps

    def freeze(self) -> None:
        """Freeze the year as a draft, or the draft anew."""
        done = partial(self._done, "versions.frozen")
        make(self.desk, self, self.desk.year, self._is_demo, done, self._refused)

    def ask_approval(self, draft: Version) -> None:
        """Show what is open, and ask who approves."""
        w, view = self.desk.words, self._view
        if view is None:
            return
        if view.doubts.of(Severity.MUST):
            self._say_blocked(view.doubts)
            return
        gaps = view.open_gaps
        told = w.count("versions.gaps_stay", gaps) if gaps else w("today.all_complete")
        line = row(
            symbol("triangle-alert" if gaps else "circle-check", "warn" if gaps else "good"), (text(told, wrap=True), 1)
        )
        self._ask(
            w("versions.approve_title", n=draft.number, year=draft.year),
            ApprovalForm(self.desk, draft, view.doubts),
            "versions.approved",
            text(w("versions.approve_about"), tone="muted", wrap=True),
            line,
        )

    def _say_blocked(self, found: Diagnosis) -> None:
        """What must be closed before anything is approved, and the way there."""
        w, must = self.desk.words, found.of(Severity.MUST)
        lines = [named(one.gap.title, gap_sentence(one.gap, w)) for one in must[:NAMED]]
        go = button(w("menu.doctor"), "", "list-checks", does=partial(self.desk.open_asked.emit, "doctor", found.year))
        title = w.count("doctor.must_first", len(must))
        self._said.hold(note("triangle-alert", title, "\n".join(lines), go))
        self._said.show()
        announce(self, title)

    def ask_sending(self, version: Version) -> None:
        """Ask when the Council had it."""
        w = self.desk.words
        self._ask(w("versions.send_title", n=version.number), sending(self.desk, version), "versions.sent")

    def ask_correction(self) -> None:
        """Ask why, and who confirms it."""
        w, view = self.desk.words, self._view
        if view is None or view.in_force is None:
            return
        n = (view.draft or view.versions[0]).number + (0 if view.draft else 1)
        about = text(w("versions.correct_about", n=view.in_force.number), tone="muted", wrap=True)
        form = CorrectionForm(self.desk, view.year, self._is_demo)
        self._ask(w("versions.correct_title", n=n, before=view.in_force.number), form, "versions.corrected", about)

    def _ask(self, title: str, form: ActionForm, told: str, *above: Item) -> None:
        def over() -> None:
            self._said.hide()
            self._reload()

        form.done.connect(partial(self._done, told))
        form.cancelled.connect(over)
        self._said.hold(asked_card(title, form, *above))
        self._said.show()
        if self._view is not None:
            self._hold_head(self._view, is_asking=True)
        form.take_keyboard()

    def _done(self, told: str, _done: object) -> None:
        self._choice = None
        self._say(self.desk.words(told))

    # The versions

    def _card(self, one: Version) -> QWidget:
        w = self.desk.words

        def who(when: str, name: str) -> str:
            return " · ".join(part for part in (when, name) if part)

        read = moment(one.at.astimezone(WARSAW), w.language)
        pairs: list[tuple[str, str | QWidget]] = [(w("versions.read_at"), who(read, one.created_by))]
        if one.approved_at is not None:
            approved = moment(one.approved_at.astimezone(WARSAW), w.language)
            pairs.append((w("versions.approved_at"), who(approved, one.approved_by)))
        if one.sent_on is not None:
            pairs.append((w("versions.sent_on"), day(one.sent_on, w.language)))
        if one.reason:
            pairs.append((w("versions.reason"), one.reason))
        if one.second_person:
            pairs.append((w("versions.second_person"), one.second_person))
        digits = text(f"{one.hash[:SHOWN_HASH]}…", "small", "muted")
        digits.setToolTip(one.hash)
        digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        pairs.append((w("versions.hash"), digits))
        name = w("versions.version", n=one.number)
        return card(name, facts(*pairs, width=8), self._papers(one, name), aside=pill(status_of(one.state, w)))

    def _papers(self, one: Version, name: str) -> QWidget:
        w = self.desk.words

        def quiet(key: str, does: Callable[[], object]) -> QPushButton:
            said = w(f"versions.{key}")
            return button(said, "quiet", name=f"{said}: {name}", does=does)

        print_ = partial(offer_report, self.desk, self, VERSION_REPORT, year=one.year, number=one.number)
        send = quiet("send", partial(self.ask_sending, one)) if one.in_force and one.sent_on is None else None
        return row(quiet("print", print_), send, 1, gap=1.5)

    def _gap_card(self, view: VersionsView) -> QWidget:
        w = self.desk.words
        told = w.count("today.gaps", view.open_gaps) if view.open_gaps else w("today.all_complete")
        icon, tone = ("triangle-alert", "warn") if view.open_gaps else ("circle-check", "good")
        go = button(w("menu.doctor"), "quiet", does=partial(self.desk.open_asked.emit, "doctor", view.year))
        line = row(symbol(icon, tone), (text(told, wrap=True), 1))
        return card(w("versions.before"), line, aside=go if view.open_gaps else None)

    def _nothing(self, view: VersionsView) -> QWidget:
        w = self.desk.words
        key = "future" if view.is_future else "running" if view.is_running else "none"
        return box("card", empty_state("lock", w("versions.nothing", year=view.year), w(f"versions.{key}")))
