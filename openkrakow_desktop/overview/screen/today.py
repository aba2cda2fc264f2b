"""Today: sessions of the day with their door, what is to be completed, the week ahead, what is due, the year so far.

In each list ↑ ↓ move and Enter does what the row is for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ...core.formats import clock_time, day, number
from ...core.gaps import Deadline
from ...core.listing import View
from ...core.measures import Period
from ...core.words import Words
from ...events.model import SessionState
from ...gui.arrow_keys import ArrowKeys
from ...gui.charts import WEEKS, CalendarHeat
from ...gui.desk import Desk
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Item, Split, column, ems, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.painted import heat_legend, legend
from ...gui.pressable import Pressable
from ...gui.states import status_of
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, Status, button, elided, pill, symbol, text, two
from ...programme.catalogue import catalogue
from ..evaluate import IndicatorNumber, evaluate_indicators
from ..evaluate import Status as IndicatorStatus
from ..today import (
    DayAhead,
    GapGroup,
    Heat,
    Planned,
    Slot,
    deadlines_of,
    gaps_of,
    heat_of,
    sessions_of,
    week_ahead,
)
from ..wording import gap_sentence
from .looks import URGENT, bullet, day_and_weekday, long_day, look_of, said_value, short_code, time_left

MOST_SESSIONS, MOST_GAPS, MOST_DEADLINES, MOST_AHEAD = 6, 4, 5, 6
TABLES = ()  # every table may close a gap or move an indicator


def today(desk: Desk) -> QWidget:
    """The page of Today."""
    return TodayPage(desk)


class TodayPage(LivePage):
    """Six cards, each filled by a reading of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self._head, self._sessions, self._gaps, self._week = Holder(), Holder(), Holder(), Holder()
        self._heat, self._deadlines, self._board = Holder(), Holder(), Holder()
        main = column(self._sessions, self._gaps, (self._week, 1), gap=2)
        side = column(self._deadlines, (self._board, 1), gap=2)
        body = column(Split(main, side, 27), (self._heat, 1), gap=2, pad=(3, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(body), 1), gap=0))
        self._wide = False
        self._hold_head()

    def _hold_head(self) -> None:
        w, desk = self.desk.words, self.desk
        self._head.hold(
            page_header(
                w("menu.today"),
                long_day(desk.clock.today(), w),
                button(w("contact._new"), icon="plus", does=lambda: desk.open_asked.emit("point_entry", None)),
                button(w("event._new"), "primary", "plus", does=lambda: desk.open_asked.emit("event", "new")),
            )
        )

    def load(self) -> None:
        desk = self.desk
        day_, now, year = desk.clock.today(), desk.clock.now(), desk.year
        self._hold_head()
        self.ask(sessions_of, day_, now, done=self._show_sessions)
        self.ask(gaps_of, desk.declared, year, day_, done=self._show_gaps)
        self.ask(week_ahead, day_, done=self._show_week)
        self.ask(deadlines_of, desk.declared, day_, done=self._show_deadlines)
        self.ask(
            evaluate_indicators, Period(year, day_), catalogue(), desk.declared, done=partial(self._show_board, year)
        )
        first = day_ - dt.timedelta(days=day_.weekday() + (WEEKS - 1) * 7)
        self.ask(heat_of, first, day_, done=partial(self._show_heat, day_))

    # Sessions

    def _show_sessions(self, slots: tuple[Slot, ...]) -> None:
        w = self.desk.words
        shown: list[Item] = [self._nothing("calendar", w("today.no_sessions"))]
        listed = None
        if slots:
            lines = [self._slot(one) for one in slots[:MOST_SESSIONS]]
            listed = _walked(rows(*(line for line, _ in lines), height=4.2), [keys for _, keys in lines])
            shown = [listed]
        if len(slots) > MOST_SESSIONS:
            ids = tuple(dict.fromkeys(one.event_id for one in slots))
            more = w.count("today.more_sessions", len(slots) - MOST_SESSIONS)
            shown.append(row(1, button(more, "quiet", does=lambda: self.desk.open_asked.emit("event", View(only=ids)))))
        aside = text(w.count("today.sessions", len(slots)), tone="muted") if slots else None
        self._sessions.hold(card(w("today.sessions_title"), *shown, aside=aside, gap=0.5))
        self.setFocusProxy(listed)  # type: ignore[arg-type]  # None takes it away: then the first thing to press

    def _slot(self, one: Slot) -> tuple[QWidget, list[QAbstractButton]]:
        """A session: where people may still come, the door is what one presses, and its title leads to the details."""
        w, narrow = self.desk.words, is_narrow(self)
        hours = _times(one.starts_at, one.ends_at)
        named = f"{one.title}, {hours}"
        what: QWidget = row(ems(text(hours, "strong"), 7), (two(one.title, one.venue), 1), pad=(0, 0.5, 0, 0.5))
        if one.has_door:
            act = button(w("today.door"), "", "door-open", name=f"{w('today.door')}: {named}")
            act.clicked.connect(lambda: self.desk.open_asked.emit("door", one.session_id))
            what = Pressable(what, f"{w('today.details')}: {named}", one.venue)
            what.clicked.connect(lambda: self.desk.open_asked.emit("event", one.event_id))
            keys: list[QAbstractButton] = [act, what]
        else:
            act = button(w("today.details"), "quiet", name=f"{w('today.details')}: {named}")
            act.clicked.connect(lambda: self.desk.open_asked.emit("event", one.event_id))
            keys = [act]
        people = None if narrow else ems(text(self._people(one), align=RIGHT), 5.8)
        state = ems(pill(self._state(one), False), 8.6)
        return row((what, 1), people, 0.5, state, ems(row(1, act, gap=0), 6.6)), keys

    def _people(self, one: Slot) -> str:
        w = self.desk.words
        if one.people or one.state is SessionState.HELD:
            return w.count("today.in_room" if one.is_on else "today.people", one.people)
        return w.count("today.listed", one.listed) if one.listed else ""

    def _state(self, one: Slot) -> Status:
        w = self.desk.words
        if one.is_on:
            return Status("accent", "circle-dot", w("today.is_on"))
        if one.state is SessionState.PLANNED and one.is_over:
            return Status("warn", "triangle-alert", w("today.to_settle"))
        return status_of(one.state, w)

    # Gaps

    def _show_gaps(self, groups: tuple[GapGroup, ...]) -> None:
        w = self.desk.words
        if not groups:
            done = self._nothing("circle-check", w("today.all_complete"), "good")
            self._gaps.hold(card(w("today.gaps_title"), done, gap=0.5))
            return
        lines = [self._gap(one) for one in groups[:MOST_GAPS]]
        shown: list[Item] = [_walked(rows(*(line for line, _ in lines), height=3), [keys for _, keys in lines])]
        if len(groups) > MOST_GAPS:
            rest = w.count("today.more_kinds", len(groups) - MOST_GAPS)
            open_all = button(rest, "quiet", does=lambda: self.desk.open_asked.emit("gaps", None))
            shown.append(row(1, open_all))
        total = sum(len(one.gaps) for one in groups)
        aside = text(w.count("today.gaps", total), tone="muted")
        self._gaps.hold(card(w("today.gaps_title"), *shown, aside=aside, gap=0.5))

    def _gap(self, group: GapGroup) -> tuple[QWidget, list[QAbstractButton]]:
        w = self.desk.words
        said = gap_words(group, w)
        when = "" if group.oldest is None else w("today.since", day=day(group.oldest, w.language))
        act = button(w("today.complete"), "quiet", name=f"{w('today.complete')}: {said}")
        act.clicked.connect(lambda: open_gap(self.desk, group))
        detail = text(when, tone="muted") if when and not is_narrow(self) else None
        what = row(symbol("triangle-alert", "warn"), 0.25, (text(said, wrap=True), 1), pad=(0, 0.5, 0, 0.5))
        line = row((what, 1), detail, ems(row(1, act), 6.8))
        return line, [act]

    # The week ahead

    def _show_week(self, week: tuple[DayAhead, ...]) -> None:
        w, shown = self.desk.words, 0
        items: list[QWidget] = []
        for one in week:
            for place, planned in enumerate(one.sessions or (None,)):
                if shown < MOST_AHEAD:
                    items.append(self._ahead(one, planned, is_first=place == 0))
                shown += 1
        total = sum(len(one.sessions) for one in week)
        inside: list[Item] = [self._nothing("calendar", w("today.nothing_ahead"))]
        if items:
            pressed = [[one] for one in items if isinstance(one, QAbstractButton)]
            inside = [_walked(rows(*items, height=2.6), pressed)]
        if shown > MOST_AHEAD:
            more = w.count("today.more_sessions", shown - MOST_AHEAD)
            ids = tuple(dict.fromkeys(each.event_id for one in week for each in one.sessions))
            inside.append(
                row(1, button(more, "quiet", does=lambda: self.desk.open_asked.emit("event", View(only=ids))))
            )
        aside = text(w.count("today.sessions", total), tone="muted") if total else None
        self._week.hold(card(w("today.week_title"), *inside, 1, aside=aside, gap=0.5))

    def _ahead(self, one: DayAhead, planned: Planned | None, is_first: bool) -> QWidget:
        """A session of a day, or a holiday without any; the day is written once."""
        w = self.desk.words
        when = day_and_weekday(one.day, w) if is_first else ""
        off = w.choice(one.holiday) if one.holiday is not None and is_first else ""
        if planned is None:
            return row(ems(text(when, tone="muted"), 5.2), symbol("calendar", "warn", 1.1), (text(off, wrap=True), 1))
        hours = _times(planned.starts_at, planned.ends_at)
        inside = row(
            ems(text(when, tone="muted"), 5.2),
            ems(text(hours, "strong"), 7.4),
            (two(planned.title, off or planned.venue, "body"), 1) if is_narrow(self) else (elided(planned.title), 2),
            None if is_narrow(self) else (elided(off or planned.venue, tone="warn" if off else "muted"), 1),
            gap=0.75,
        )
        about = ", ".join(part for part in (planned.venue, off) if part)
        made = Pressable(inside, f"{long_day(one.day, w)}, {hours}, {planned.title}", about)
        made.clicked.connect(lambda: self.desk.open_asked.emit("event", planned.event_id))
        return made

    # A year of attendance

    def _show_heat(self, last: dt.date, heat: Heat) -> None:
        w = self.desk.words

        def said(one: dt.date) -> str:
            parts = [f"{long_day(one, w)}: {w.count('today.people', heat.people.get(one, 0))}"]
            return ", ".join([*parts, heat.titles[one]] if one in heat.titles else parts)

        chart = CalendarHeat(w, w("today.heat_name"), last, heat.people, said)
        busiest = heat.busiest
        below = text(w("today.busiest", day=said(busiest)) if busiest else w("chart.no_days"), tone="muted", wrap=True)
        chart.pointed.connect(lambda one: below.setText(said(one)))
        aside = text(
            w(
                "today.heat_total",
                days=w.count("today.days", heat.days),
                people=w.count("today.participations", heat.total),
            ),
            tone="muted",
        )
        foot = row((below, 1), heat_legend(w("document.less"), w("document.more")))
        self._heat.hold(card(w("today.heat_title"), 1, chart, 1, foot, aside=None if is_narrow(self) else aside))

    # Deadlines

    def _show_deadlines(self, found: tuple[Deadline, ...]) -> None:
        w = self.desk.words
        shown = self._nothing("calendar", w("today.no_deadlines"))
        if found:
            lines = [self._deadline(one) for one in found[:MOST_DEADLINES]]
            shown = _walked(rows(*lines, height=3), [[one] for one in lines if isinstance(one, QAbstractButton)])
        year = button(w("menu.cycle"), "quiet", does=lambda: self.desk.open_asked.emit("cycle", None))
        self._deadlines.hold(card(w("today.deadlines_title"), shown, aside=year, gap=0.5))

    def _deadline(self, one: Deadline) -> QWidget:
        w = self.desk.words
        days = one.days_left(self.desk.clock.today())
        urgent = days <= URGENT
        left = time_left(days, w)
        said = deadline_words(one, w)
        inside = row(
            ems(text(day_and_weekday(one.on, w), tone="muted"), 5.2),
            (elided(said), 1),
            symbol("clock", "warn", 1.1) if urgent else None,
            text(left, "strong" if urgent else "body", "warn" if urgent else "muted"),
            gap=0.75,
        )
        if not one.register:
            return inside
        made = Pressable(inside, f"{day_and_weekday(one.on, w)}, {said}", left)
        what: object = one.what if one.id is None else one.id
        if one.register == "month":
            what = _last_month(self.desk.clock.today())
        elif one.register == "task_cards":
            what = one.values["year"]
        made.clicked.connect(lambda: self.desk.open_asked.emit(one.register, what))
        return made

    # Indicators

    def _show_board(self, year: int, numbers: Mapping[str, IndicatorNumber]) -> None:
        w, known = self.desk.words, numbers.values()
        counts = Counter(one.status for one in known)
        summary: list[Item] = [
            pill(_counted(status, counts[status], self.desk), False) for status in IndicatorStatus if counts[status]
        ]
        lines = column(*(self._glance(one) for one in known), gap=0)
        base = next(iter(known)).entry.base.year
        signs = legend(
            ("value", w("board.value")), ("base", w("board.base", year=base)), ("expected", w("board.expected_sign"))
        )
        if any(one.plan is not None for one in known):
            signs = column(signs, legend(("plan", w("board.plan_sign"))), gap=0.5)
        open_board = button(w("today.board"), "quiet", does=lambda: self.desk.open_asked.emit("indicators", None))
        title = w("today.indicators_title", year=year)
        self._board.hold(card(title, row(*summary, 1, gap=1.5), (lines, 1), signs, aside=open_board, gap=1.25))

    def _glance(self, one: IndicatorNumber) -> QWidget:
        w = self.desk.words
        entry, look = one.entry, look_of(one.status, w)
        short = w(f"short.{entry.code}")
        value = said_value(one.reading, entry.unit, w)
        inside = row(
            ems(text(short_code(entry.code), tone="muted"), 1.9),
            (elided(short), 1),
            bullet(one, short, w, 6.2),
            ems(text(value, "strong", align=RIGHT), 3.4),
            symbol(look.icon, look.tone, 1.15, look.word),
            gap=0.75,
        )
        made = Pressable(ems(inside, height=1.9), f"{entry.code} {entry.label(w.language)}: {value}, {look.word}")
        made.clicked.connect(lambda: self.desk.open_asked.emit("indicators", entry.code))
        return made

    def _nothing(self, icon: str, said: str, tone: str = "muted") -> QWidget:
        return ems(row(symbol(icon, tone), (text(said, tone="muted", wrap=True), 1), gap=1), height=3)


def _walked(listed: QWidget, pressed: Sequence[Sequence[QAbstractButton]]) -> QWidget:
    """The list with arrows and Enter."""
    ArrowKeys(listed, pressed)
    return listed


def _last_month(today: dt.date) -> tuple[int, int]:
    last = today.replace(day=1) - dt.timedelta(days=1)
    return last.year, last.month


def _times(starts: dt.time | None, ends: dt.time | None) -> str:
    if starts is None:
        return "–"
    if ends is None:
        return clock_time(starts)
    return f"{clock_time(starts)}–{clock_time(ends)}" + ("\u00a0(+1)" if ends < starts else "")


def _counted(status: IndicatorStatus, n: int, desk: Desk) -> Status:
    """How many indicators have a status; met and missed are known by their symbols, the others need their word."""
    look = look_of(status, desk.words)
    said = number(n, desk.words.language)
    if status not in (IndicatorStatus.MET, IndicatorStatus.NOT_MET):
        said = f"{said} {look.word.lower()}"
    return Status(look.tone, look.icon, said)


def gap_words(group: GapGroup, words: Words) -> str:
    """The group in one line: the sentence of its first gap and how many more there are."""
    said = gap_sentence(group.gaps[0], words)
    if len(group.gaps) == 1:
        title = group.gaps[0].title
        return f"{said}: {title}" if title else said
    return f"{said} · {words.count('today.gap_records', len(group.gaps))}"


def deadline_words(one: Deadline, words: Words) -> str:
    """What is due, with the record it concerns."""
    said = words(f"deadline.{one.key}", **{"title": one.title, **one.values})
    return f"{said} {one.title}" if one.title and one.title not in said else said


def open_gap(desk: Desk, group: GapGroup) -> None:
    """Go where the gap can be closed: the record, the list of just those records, or a new record."""
    ids = group.ids
    if len(ids) == 1:
        desk.open_asked.emit(group.register, ids[0])
    elif ids:
        desk.open_asked.emit(group.register, View(only=ids))
    else:
        desk.open_asked.emit(group.register, None)
