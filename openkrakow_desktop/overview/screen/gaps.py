"""The list of gaps: every record that leaves a number untrue or unknown, by kind, each a way to its record."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import day
from ...core.gaps import Gap
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled, section
from ...gui.layout import box, column, ems, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable
from ...gui.widgets import button, elided, empty_state, symbol, text
from ..today import GapGroup, gaps_of
from ..wording import gap_advice, gap_sentence
from .today import open_gap

SHOWN = 20  # of one kind; the rest are in the register's own list


def gap_list(desk: Desk) -> QWidget:
    """The page of all gaps of the year."""
    return GapsPage(desk)


class GapsPage(LivePage):
    """Sections by kind; a line leads to its record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._holder, (0, 0, 0, 0)))

    def load(self) -> None:
        today = self.desk.clock.today()
        self.ask(gaps_of, self.desk.declared, self.desk.year, today, done=self._show)

    def _show(self, groups: tuple[GapGroup, ...]) -> None:
        w = self.desk.words
        total = sum(len(one.gaps) for one in groups)
        settle = button(w("gaps_page.settle"), "", "lock", does=lambda: self.desk.open_asked.emit("month", None))
        header = page_header(w("menu.gaps"), f"{w.count('today.gaps', total)} · {self.desk.year}", settle)
        if not groups:
            done = empty_state("circle-check", w("today.all_complete"), w("gaps_page.none", year=self.desk.year))
            self._holder.hold(column(header, (done, 1), gap=0))
            return
        parts = column(*(self._group(one) for one in groups), 1, gap=3, pad=(3, 1, 3, 3))
        self._holder.hold(column(header, (scrolled(parts), 1), gap=0))

    def _group(self, group: GapGroup) -> QWidget:
        w = self.desk.words
        first = group.gaps[0]
        advice = gap_advice(first, w)
        lines = [self._line(group, gap) for gap in group.gaps[:SHOWN]]
        many = w(f"{group.register}._many") if w.has(f"{group.register}._many") else ""
        more = None
        if len(group.gaps) > 1 and group.ids:
            more = button(w("gaps_page.list", n=len(group.ids)), "quiet", does=lambda: open_gap(self.desk, group))
        title = (
            f"{many} · {gap_sentence(group.gaps[0], w)}"
            if len(group.gaps) > 1 and many
            else gap_sentence(group.gaps[0], w)
        )
        return section(
            title, text(advice, tone="muted", wrap=True) if advice else None, rows(*lines, height=2.6), aside=more
        )

    def _line(self, group: GapGroup, gap: Gap) -> QWidget:
        w = self.desk.words
        said = gap.title or gap_sentence(gap, w)
        when = day(gap.on, w.language) if gap.on else ""
        inside = row(
            symbol("triangle-alert", "warn", 1.15),
            (elided(said), 1),
            text(when, tone="muted"),
            symbol("chevron-right"),
            gap=1,
        )
        made = Pressable(ems(inside, height=2.5), said, f"{gap_sentence(gap, w)} {when}".strip())
        one = GapGroup(group.key, group.place, group.register, (gap,))
        made.clicked.connect(lambda: open_gap(self.desk, one))
        return made
