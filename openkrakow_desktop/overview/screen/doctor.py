"""The check of a year before its report: what is doubtful by how grave it is, the way to it, what was accepted and why.

A doubt is closed where it arises, or accepted here with a reason that is printed; when its facts change, it is back."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ...core.clock import WARSAW, day_of
from ...core.formats import day
from ...gui.arrow_keys import ArrowKeys
from ...gui.charts import Share
from ...gui.desk import Desk
from ...gui.frames import card, facts, page_header, scrolled
from ...gui.layout import Item, Split, box, column, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.widgets import Status, button, empty_state, pill, text
from ..doctor import Accepted, Diagnosis, Finding, diagnose
from ..doctor_frame import Severity
from ..today import GapGroup
from ..wording import gap_advice, gap_kind
from .doubts import accepted_line, doubt_line
from .today import open_gap

FIRST = 4  # lines of a kind that are shown at once
LOOKS = {
    Severity.MUST: ("bad", "circle-x"),
    Severity.LOOK: ("warn", "triangle-alert"),
    Severity.INFO: ("muted", "info"),
}


def doctor(desk: Desk) -> QWidget:
    """The page that checks the year of the window."""
    return DoctorPage(desk)


class DoctorPage(LivePage):
    """`show_what(year)`; without, the year of the window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Diagnosis | None = None
        self._whole: set[str] = set()  # kinds of which every line is shown
        self._head, self._open = Holder(), Holder()
        self._progress, self._accepted = Holder(), Holder()
        side = column(self._progress, self._accepted, 1, gap=2)
        body = column(Split(column(self._open, 1), side, 25), 1, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(body), 1), gap=0))
        self._accepted.hide()

    def show_what(self, what: object) -> None:
        """Check a year."""
        if isinstance(what, int) and not isinstance(what, bool):
            self.desk.set_year(what)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._head, self._open, self._progress]

    def load(self) -> None:
        desk = self.desk
        if self._found is None or self._found.year != desk.year:
            self._whole.clear()
            self._hold_head("")
            self._open.hold(box("card", text(desk.words("doctor.checking"), tone="muted")))
        self.ask(diagnose, desk.declared, desk.year, desk.clock.today(), desk.store.upgrade, done=self._show)

    def _hold_head(self, said: str) -> None:
        w, year = self.desk.words, self.desk.year
        go = button(w("doctor.versions"), "", "lock", does=partial(self.desk.open_asked.emit, "versions", year))
        self._head.hold(page_header(w("doctor.title", year=year), said, go))

    def _show(self, found: Diagnosis) -> None:
        w = self.desk.words
        self._found = found
        is_future = self.desk.clock.today().year < found.year
        self._hold_head("" if is_future else w.count("today.gaps", found.to_do))
        self._open.hold(self._nothing(found, is_future) if not found.open else self._lists(found))
        self._progress.setVisible(not is_future)
        self._progress.hold(self._progress_card(found))
        self._accepted.setVisible(bool(found.accepted))
        if found.accepted:
            self._accepted.hold(self._accepted_card(found.accepted))

    def _nothing(self, found: Diagnosis, is_future: bool) -> QWidget:
        w = self.desk.words
        if is_future:
            return box("card", empty_state("calendar", w("doctor.future"), w("doctor.future_about")))
        about = w("doctor.nothing_about", n=found.checked)
        return box("card", empty_state("circle-check", w("doctor.nothing", year=found.year), about))

    # What is open

    def _lists(self, found: Diagnosis) -> QWidget:
        cards = [self._card(severity, found.of(severity)) for severity in Severity if found.of(severity)]
        return column(*cards, gap=2)

    def _card(self, severity: Severity, findings: tuple[Finding, ...]) -> QWidget:
        w = self.desk.words
        kinds: dict[str, list[Finding]] = defaultdict(list)
        for one in findings:
            kinds[one.gap.key].append(one)
        about = text(w(f"doctor.{severity.value}_about"), tone="muted", wrap=True)
        count = pill(Status(*LOOKS[severity], w.count("today.gaps", len(findings))), False)
        sections: list[Item] = [self._kind(severity, key, some) for key, some in kinds.items()]
        return card(w.choice(severity), about, *sections, aside=count, gap=1.5)

    def _kind(self, severity: Severity, key: str, findings: list[Finding]) -> QWidget:
        """A kind of doubt: its name, what to do, its lines, the list of all its records."""
        w = self.desk.words
        advice, name = gap_advice(findings[0].gap, w), gap_kind(key, w)
        shown = findings if key in self._whole else findings[:FIRST]
        lines = [self._line(severity, one) for one in shown]
        listed = rows(*(line for line, _ in lines), height=3.2)
        ArrowKeys(listed, [presses for _, presses in lines])
        group = GapGroup(key, "", findings[0].gap.register, tuple(one.gap for one in findings))
        is_one_list = len({one.gap.register for one in findings}) == 1
        every = more = None
        if len(group.ids) > 1 and is_one_list:
            said = w("gaps_page.list", n=len(group.ids))
            every = button(said, "quiet", name=f"{said}: {name}", does=partial(open_gap, self.desk, group))
        if len(shown) < len(findings):
            said = w("doctor.more", n=len(findings) - len(shown))
            more = button(said, "quiet", "chevron-down", f"{said}: {name}", does=partial(self._show_all, key))
        head = row((text(name, "strong", wrap=True), 1), every)
        foot = row(more, 1) if more is not None else None
        return column(head, text(advice, "small", "muted", wrap=True) if advice else None, listed, foot, gap=0.5)

    def _line(self, severity: Severity, one: Finding) -> tuple[QWidget, list[QAbstractButton]]:
        tone, icon = LOOKS[severity]
        said = self.desk.words("doctor.before", reason=one.before) if one.before else ""
        return doubt_line(self, one.gap, icon, tone, said, gap_kind(one.gap.key, self.desk.words))

    def _show_all(self, key: str) -> None:
        self._whole.add(key)
        if self._found is not None:
            self._open.hold(self._lists(self._found))

    # How far it is, and what was accepted

    def _progress_card(self, found: Diagnosis) -> QWidget:
        w = self.desk.words
        clean = found.checked - found.kinds
        said = w("doctor.no_remarks", n=clean, all=found.checked)
        bar = Share(w("doctor.progress"), said, [(clean / found.checked, "accent")], 0.6)
        pairs = [(w.choice(severity), str(len(found.of(severity)))) for severity in Severity]
        pairs.append((w("doctor.accepted_n"), str(len(found.accepted))))
        return card(w("doctor.progress"), text(said, wrap=True), bar, facts(*pairs, width=17), gap=1.25)

    def _accepted_card(self, accepted: tuple[Accepted, ...]) -> QWidget:
        w = self.desk.words
        lines = [accepted_line(self, one.id, one.gap, self._why(one), True) for one in accepted]
        return card(w("month_page.accepted_title"), rows(*lines, height=3.6), gap=0.5)

    def _why(self, one: Accepted) -> str:
        """The reason, who and when; and that it holds no more."""
        w = self.desk.words
        when = day(day_of(one.at.astimezone(WARSAW)), w.language)
        given = w("doctor.given", name=one.by, day=when) if one.by else when
        return " · ".join(part for part in (one.reason, given, "" if one.is_standing else w("doctor.gone")) if part)
