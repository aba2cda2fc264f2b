"""The meetings of the year by kind, with the progress of each indicator; the next one is planned after the last.

A chosen meeting's panel stands beside the list; from there it is held, cancelled, printed and completed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ...core.formats import day
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import column, ems, hairline, row
from ...gui.live_page import Holder
from ...gui.panel_page import PanelListPage
from ...gui.pressable import Pressable, PressableList
from ...gui.report_writer import offer_report
from ...gui.states import status_of
from ...gui.widgets import button, elided, empty_state, symbol, text
from ..meeting_plan import KindOfYear, PlannedMeeting, counts, plan_of_year
from ..meeting_year import MEETING_YEAR

TABLES = ("meeting", "meeting_organisation", "meeting_protocol")
PLAN_NEXT = "meeting.plan_next"


def meetings_plan(desk: Desk) -> QWidget:
    """The page of the year's meetings."""
    return MeetingsPlan(desk)


class MeetingsPlan(PanelListPage):
    """`show_what`: a meeting's key. Ctrl+N enters a new meeting, Enter opens the panel of one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES, desk.declared.registers["meeting"])
        w = desk.words
        self.found: tuple[KindOfYear, ...] = ()
        self._wanted: UUID | None = None
        self.panels.saved.connect(self._saved)
        self._facts = text("", tone="muted", wrap=True)
        new = button(sentence(w("meeting._new")), "primary", "plus", does=self.add)
        papers = button(w("report.meeting_year"), "", "printer", does=self.print_year)
        self._holder = Holder()
        head = page_header(w("place.meetings_plan"), self._facts, papers, new)
        self.lay_out(column(head, hairline(), (self._holder, 1), gap=0))

    # What is shown

    def load(self) -> None:
        self.ask(plan_of_year, self.desk.year, self.desk.clock.today(), done=self._take)

    def _take(self, found: tuple[KindOfYear, ...]) -> None:
        self.found = found
        self.show_list()

    def show_list(self) -> None:
        w, found = self.desk.words, self.found
        total = [f"{w.choice(state)}: {count}" for state, count in counts(found).items() if count]
        self._facts.setText(" · ".join([str(self.desk.year), *total]))
        chosen = self._wanted or (self.list.key if self.list is not None else None)
        self._wanted = None
        if not any(one.meetings or one.last_id for one in found):
            self.hold_list(None)
            add = button(sentence(w("meeting._new")), "", "plus", does=self.add)
            self._holder.hold(empty_state("calendar-days", w("place.meetings_plan"), w("meeting._empty"), add))
            return
        items: list[tuple[object, Pressable] | QWidget] = []
        for kind in found:
            items.append(self._head(kind))
            if not kind.meetings:
                items.append(
                    row(text(w("meetings_plan.none", year=self.desk.year), tone="muted"), 1, pad=(3, 0.5, 3, 1))
                )
            items += [(one.id, self._line(one)) for one in kind.meetings]
        made = PressableList(w("place.meetings_plan"), items)
        made.choose(chosen, tell=False)
        self._holder.hold(scrolled(column(made, 1, gap=0, pad=(0, 0, 0, 2))))
        self.hold_list(made)

    def _head(self, kind: KindOfYear) -> QWidget:
        """The name of a kind, how far the year has come, and the button for the next one."""
        w, progress = self.desk.words, kind.progress
        name = sentence(w("meetings_plan.kind", kind=w.choice(kind.kind)))
        about = None
        if progress is not None and progress.wanted is not None:
            icon, tone = ("circle-check", "good") if progress.is_met else ("circle-dashed", "muted")
            pattern = "meetings_plan.over" if progress.valid > progress.wanted else "meetings_plan.progress"
            said = w(pattern, code=progress.code, valid=progress.valid, wanted=progress.wanted)
            about = row(symbol(icon, tone, 1.15), text(said, tone="muted"), gap=0.5)
        after = None
        if kind.last_id is not None:
            named = w("meetings_plan.next_of", kind=w.choice(kind.kind))
            after = button(
                w("meetings_plan.next"), "quiet", "calendar-clock", named, does=partial(self.plan_next, kind.last_id)
            )
        return row(text(name, "strong"), 0.5, about, 1, after, gap=1, pad=(3, 2, 3, 0.25))

    def _line(self, one: PlannedMeeting) -> Pressable:
        w, narrow = self.desk.words, theme.is_narrow(self)
        look = status_of(one.state, w)
        on = day(one.held_on, w.language) + (f", {one.starts_at:%H:%M}" if one.starts_at else "")
        about = [part for part in (on, one.place, self._people(one)) if part]
        lacks = w(f"meetings_plan.{one.lacks}") if one.lacks else ""
        signs = row(
            symbol("paperclip", "muted", 1.15, w("meetings_plan.has_protocol")) if one.has_protocol else None,
            symbol("triangle-alert", "warn", 1.15, lacks) if lacks else None,
            gap=0.75,
        )
        state = None if narrow else ems(elided(lacks or look.word, "small", "warn" if lacks else "muted"), 12)
        inside = row(
            symbol(look.icon, look.tone, 1.25, look.word),
            (column(elided(one.title, "strong"), elided(" · ".join(about), "small", "muted"), gap=0), 1),
            signs,
            state,
            gap=1.25,
            pad=(3, 0.5, 3, 0.5),
        )
        said = ", ".join([one.title, look.word, *about, *([lacks] if lacks else [])])
        return Pressable(inside, said, chosen=False)

    def _people(self, one: PlannedMeeting) -> str:
        w = self.desk.words
        parts = [w.count("meeting_part.people", one.participants)] if one.participants is not None else []
        if one.organisations:
            parts.append(w.count("meetings_plan.organisations", one.organisations))
        return ", ".join(parts)

    # Choosing and doing

    def show_what(self, what: object) -> None:
        """Choose a meeting and open its panel."""
        if isinstance(what, UUID):
            self._wanted = what
            if self.list is not None:
                self.list.choose(what, tell=False)
            self.open_record(what)

    def plan_next(self, last_id: UUID) -> None:
        """Ask for the day and topic of the next meeting after this one."""
        action = next(one for one in self.register.actions if one.key == PLAN_NEXT)
        self.panels.act(self.register, last_id, action)

    def print_year(self) -> None:
        """The year's list, as it would be published."""
        offer_report(self.desk, self, MEETING_YEAR, year=self.desk.year)

    def _saved(self, _register: object, key: object) -> None:
        self._wanted = key if isinstance(key, UUID) else None
