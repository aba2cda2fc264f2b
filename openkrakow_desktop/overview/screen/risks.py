"""The six risks of Table 3: what people rated and when, beside it the signal of the numbers. Nothing is rated here."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core import formats
from ...core.measures import Period, Reading
from ...core.words import Words
from ...gui.beside import Beside
from ...gui.desk import Desk
from ...gui.frames import SidePanel, facts, page_header, scrolled, section
from ...gui.layout import Item, box, column, ems, hairline, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.states import sentence
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, Status, button, elided, pill, text, two
from ...programme.catalogue import catalogue
from .. import wording
from ..risk_lines import RiskLine, read_risks
from ..risks import Signal as RiskSignal

_LEVELS = {
    "critical": ("bad", "triangle-alert"),
    "serious": ("warn", "triangle-alert"),
    "moderate": ("accent", "circle-dot"),
    "low": ("muted", "circle-minus"),
}


def risks(desk: Desk) -> QWidget:
    """The page of the six risks."""
    return RisksPage(desk)


class RisksPage(LivePage):
    """List and panel; `show_what` takes the code of a risk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        self._beside = Beside(self._holder)
        self._beside.closed.connect(self._closed)
        self._lines: dict[str, RiskLine] = {}
        self._code = ""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))

    def show_what(self, code: object) -> None:
        """Choose a risk."""
        self._code = str(code)
        if self._lines:
            self._list.choose(self._code)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def load(self) -> None:
        period = Period(self.desk.year, self.desk.clock.today())
        self.ask(read_risks, period, self.desk.declared, done=partial(self._show, period))

    def _show(self, period: Period, found: tuple[RiskLine, ...]) -> None:
        w = self.desk.words
        self._lines = {one.entry.code: one for one in found}
        items: list[tuple[object, Pressable] | QWidget] = []
        for one in found:
            items += [hairline()] if items else []
            items.append((one.entry.code, self._row(one)))
        self._list = PressableList(w("risks.title"), items)
        self._list.chosen.connect(self._choose)
        add = button(
            w("risks.rate"), "primary", "plus", does=lambda: self.desk.open_asked.emit("risk_assessment", "new")
        )
        header = page_header(w("risks.title"), w("risks.about", day=formats.day(period.stock_day, w.language)), add)
        foot = row(text(w("risks.not_rated_by_program"), tone="muted", wrap=True), pad=(3, 1, 3, 1))
        self._holder.hold(
            column(header, hairline(), (scrolled(column(self._list, 1, gap=0)), 1), hairline(), foot, gap=0)
        )
        self._holder.setFocusProxy(self._list)
        self.setFocusProxy(self._list)
        if self._code in self._lines:
            self._list.choose(self._code)
        elif not is_narrow(self):
            self._list.choose(next(iter(self._lines)))

    def _row(self, one: RiskLine) -> Pressable:
        w, entry = self.desk.words, one.entry
        last = one.last
        look = level_look(last.rating if last else None, w)
        rated = w("risks.rated", n=last.rating) if last else w("risks.not_rated")
        when = formats.day(last.on, w.language) if last else w("risks.printed", n=entry.rating)
        first = one.signals[0]
        signal = None if is_narrow(self) else _lines(signal_value(first, w), sentence(w(f"signal.{first.key}")))
        inside = row(
            ems(text(entry.code, tone="muted"), 2.2),
            (_lines(entry.label(w.language), sentence(entry.text(w.language)), "strong"), 3),
            (signal, 2) if signal else None,
            ems(two(rated, when), 7.5),
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
        one, w = self._lines[self._code], self.desk.words
        entry, last = one.entry, one.last
        known = catalogue()
        document = facts(
            (w("risks.printed_rating"), w("risks.of_seven", n=entry.rating)),
            (w("risks.level"), sentence(known.risk_levels[entry.level].label(w.language))),
            (w("risks.response"), entry.response_text(w.language)),
        )
        content: list[Item] = [
            text(sentence(entry.text(w.language)), wrap=True),
            section(w("risks.document"), document),
            section(
                w("risks.signals"), self._signals(one), text(entry.signal(w.language), "small", "muted", wrap=True)
            ),
            section(w("risks.ratings"), self._ratings(one)),
        ]
        actions = []
        if last is not None:
            show = button(w("risks.open"), "", "pencil")
            show.clicked.connect(lambda: self.desk.open_asked.emit("risk_assessment", last.id))
            actions.append(show)
        look = level_look(last.rating if last else None, w)
        title = entry.label(w.language)
        panel = SidePanel(
            f"{w('risks.one')} {entry.code}", title, look, *content, actions=actions, close=w("origin.close")
        )
        self._beside.set_panel(panel)

    def _signals(self, one: RiskLine) -> QWidget:
        w = self.desk.words
        lines = []
        for signal in one.signals:
            against = signal_against(signal, w)
            name = (
                two(sentence(w(f"signal.{signal.key}")), against, "body")
                if against
                else text(sentence(w(f"signal.{signal.key}")), wrap=True)
            )
            lines.append(row((name, 1), text(_shown(signal.reading, signal, w), "strong", align=RIGHT)))
        return rows(*lines, height=3.3)

    def _ratings(self, one: RiskLine) -> QWidget:
        w = self.desk.words
        if not one.ratings:
            return text(w("risks.no_ratings"), tone="muted", wrap=True)
        lines = [
            row(
                ems(text(formats.day(rating.on, w.language), tone="muted"), 6.5),
                (two(sentence(w.choice(rating.response)), rating.owner, "body"), 1),
                text(w("risks.of_seven", n=rating.rating), "strong", align=RIGHT),
            )
            for rating in one.ratings
        ]
        return rows(*lines, height=3.2)

    def _closed(self) -> None:
        self._code = ""


def level_look(rating: int | None, w: Words) -> Status:
    """The level of a rating as people meet it; no rating is a state of its own."""
    if rating is None:
        return Status("muted", "circle-dashed", w("risks.no_rating"))
    level = catalogue().level_of(rating)
    return Status(*_LEVELS[level.code], sentence(level.label(w.language)))


def _shown(reading: Reading, signal: RiskSignal, w: Words) -> str:
    return "–" if reading.value is None else wording.signal_value(reading, signal, w)


def signal_against(signal: RiskSignal, w: Words) -> str:
    """What a signal is seen against, or the source of a figure from outside."""
    if signal.source:
        return w("risks.source", source=signal.source)
    if signal.reading.value is None and signal.reading.reason:
        return wording.reason_of(signal.reading, w)
    if signal.against is None:
        return ""
    return w(f"signal_against.{signal.key}", n=_shown(signal.against, signal, w))


def signal_value(signal: RiskSignal, w: Words) -> str:
    """How much, and against what, in one line."""
    against = signal_against(signal, w)
    said = _shown(signal.reading, signal, w)
    return f"{said} · {against}" if against else said


def _lines(first: str, second: str, style: str = "body") -> QWidget:
    """Two lines, each cut where there is no room."""
    return column(1, elided(first, style), elided(second, "small", "muted"), 1, gap=0)
