"""The indicator board: ten indicators by objective with value, expected, base and the year before; status by a word.

↑ ↓ choose an indicator, the panel beside answers "Skąd ta liczba?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from PySide6.QtWidgets import QWidget

from ...core.clock import WARSAW
from ...core.formats import day, moment, number
from ...core.measures import Number, Period
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import SidePanel, heads_above, page_header, scrolled
from ...gui.layout import Item, column, ems, hairline, row
from ...gui.painted import legend
from ...gui.pressable import Pressable, PressableList
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, button, elided, pill, text
from ...programme.catalogue import catalogue
from .. import wording
from ..accounts import Account
from ..evaluate import IndicatorNumber, Status, YearNumbers, evaluate, so_far_of
from ..snapshots import Version, in_force
from .book_button import book_button, tell_written
from .looks import bullet, look_of, said_value, short_code
from .number_list import NumberListPage
from .origin import origin_panel


def board(desk: Desk) -> QWidget:
    """The page of the ten indicators."""
    return BoardPage(desk)


class BoardPage(NumberListPage):
    """List and panel; `show_what` takes the code of an indicator."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._version: Version | None = None

    def lines(self, numbers: YearNumbers) -> Mapping[str, IndicatorNumber]:
        return numbers.indicators

    def load(self) -> None:
        period = Period(self.desk.year, self.desk.clock.today())
        self.ask(in_force, period.year, done=self._take_version)
        self.ask(evaluate, period, catalogue(period.year), self.desk.declared, done=self._show)

    def _take_version(self, version: Version | None) -> None:
        self._version = version

    def _show(self, numbers: YearNumbers) -> None:
        self._numbers = numbers
        items: list[tuple[object, Pressable] | QWidget] = []
        objective = ""
        for one in numbers.indicators.values():
            if one.entry.objective != objective:
                objective = one.entry.objective
                items.append(self._group(objective))
            items.append((one.entry.code, self._row(one)))
        made = PressableList(self.desk.words("board.title"), items)
        made.opened.connect(lambda _: self._focus_panel())
        area = scrolled(column(made, 1, gap=0))
        page = column(
            self._header(numbers),
            heads_above(self._heads(numbers), area),
            hairline(),
            (area, 1),
            hairline(),
            self._foot(numbers),
            gap=0,
        )
        self.hold_list(numbers, made, page)

    def _header(self, numbers: YearNumbers) -> QWidget:
        w, period = self.desk.words, numbers.period
        now = moment(self.desk.clock.now().astimezone(WARSAW), w.language)
        facts = w("board.as_of", moment=now)
        if period.is_running:
            facts = f"{facts} · {w('board.running', year=period.year)}"
        elif not numbers.catalogue.covers(period.year):
            facts = f"{facts} · {w('board.outside', year=period.year)}"
        facts = f"{facts} · {self._version_words()}"

        def opens(place: str, kind: str, icon: str, word: str, shown: bool = True) -> QWidget:
            said = w(word)
            does = partial(self.desk.open_asked.emit, place, None)
            return button(said if shown else "", kind, icon, said, does=does)

        return page_header(
            w("board.title"),
            facts,
            opens("years", "", "table", "years.title", False),
            opens("plans", "", "target", "menu.plans", False),
            opens("what_if", "", "flask-conical", "what_if.open", False),
            self._export(),
            opens("versions", "primary", "lock", "board.approve"),
        )

    def _export(self) -> QWidget:
        """The year book in both variants, and the way to the report."""
        desk, w = self.desk, self.desk.words
        report = {w("menu.report"): partial(desk.open_asked.emit, "report", None)}
        return book_button(desk, self, w("board.export"), "download", partial(tell_written, desk, self), report)

    def _version_words(self) -> str:
        """Which figures these are: always those of now; whether there are approved ones beside them."""
        w, version = self.desk.words, self._version
        if version is None:
            return w("board.draft")
        on = day(version.at.astimezone(WARSAW).date(), w.language)
        return w("board.in_force", n=version.number, day=on)

    def _group(self, objective: str) -> QWidget:
        w = self.desk.words
        assert self._numbers is not None
        label = self._numbers.catalogue.objectives[objective].label(w.language)
        said = w("board.objective", n=objective, label=label)
        return row(text(said, "label", "muted"), 1, pad=(3, 1.25, 2, 0.25))

    def _cells(
        self, code: Item, name: Item, bar: Item, value: Item, expected: Item, before: Item, state: Item
    ) -> QWidget:
        narrow = is_narrow(self)
        return row(
            code,
            name,
            None if narrow else bar,
            value,
            expected,
            None if narrow else before,
            0.25,
            state,
            gap=0.75,
            pad=(3, 0, 2, 0),
        )

    def _heads(self, numbers: YearNumbers) -> QWidget:
        w, year = self.desk.words, numbers.period.year

        def head(words: str, width: float, right: bool = True) -> QWidget:
            return ems(text(words, "small", "muted", align=RIGHT if right else None), width)

        return ems(
            self._cells(
                head("", 1.9),
                (text(w("board.indicator"), "small", "muted"), 1),
                head("", 8.4),
                head(str(year), 3.9),
                head(w("board.expected"), 5.4),
                head(str(year - 1), 3.9),
                head(w("board.status"), 8.4, False),
            ),
            height=2.2,
        )

    def _row(self, one: IndicatorNumber) -> Pressable:
        w, entry = self.desk.words, one.entry
        look, name = look_of(one.status, w), entry.label(w.language)
        value, before = said_value(one.reading, entry.unit, w), said_value(one.previous, entry.unit, w)
        expected = wording.expected_text(one, w.language)
        cells = self._cells(
            ems(text(short_code(entry.code), tone="muted"), 1.9),
            (elided(name), 1),
            ems(bullet(one, name, w, so_far=self._so_far(one)), 8.4),
            ems(text(value, "strong", align=RIGHT), 3.9),
            ems(text(expected, tone="muted", align=RIGHT), 5.4),
            ems(text(before, tone="muted", align=RIGHT), 3.9),
            ems(pill(look, False), 8.4),
        )
        about = w(
            "board.about",
            value=value,
            expected=expected,
            year=one.entry.base.year,
            base=wording.value_text(one.base, entry.unit, w.language),
            before=before,
            status=look.word,
        )
        about = ", ".join([about, *self._planned(one)])
        return Pressable(ems(cells, height=3.1), f"{entry.code} {name}", about, chosen=False)

    def _so_far(self, one: IndicatorNumber) -> Fraction | None:
        assert self._numbers is not None
        return so_far_of(one.entry, self._numbers.period, self._numbers.catalogue)

    def _planned(self, one: IndicatorNumber) -> list[str]:
        """The plan, and while the year runs what was due by today: marks, never a judgement."""
        w, said = self.desk.words, list[str]()
        if one.plan is not None:
            said.append(w("chart.plan", n=wording.value_text(one.plan, one.entry.unit, w.language)))
        due = self._so_far(one)
        if due is not None:
            said.append(w("chart.so_far", n=number(due, w.language)))
        return said

    def _foot(self, numbers: YearNumbers) -> QWidget:
        w = self.desk.words
        year = next(iter(numbers.indicators.values())).entry.base.year
        counts = Counter(one.status for one in numbers.indicators.values())
        said = ", ".join(
            f"{number(counts[status], w.language)} {w.choice(status).lower()}" for status in Status if counts[status]
        )
        known: list[tuple[str | float, str]] = [
            ("value", w("board.value_of", year=numbers.period.year)),
            ("base", w("board.base", year=year)),
            ("expected", w("board.expected_sign")),
        ]
        if any(one.plan is not None for one in numbers.indicators.values()):
            known.append(("plan", w("board.plan_sign")))
        if any(self._so_far(one) is not None for one in numbers.indicators.values()):
            known.append(("so_far", w("board.so_far_sign")))
        signs = legend(*known)
        if len(known) == len(("value", "base", "expected")):
            return row(None if is_narrow(self) else signs, 1, text(said, tone="muted"), pad=(3, 1, 3, 1))
        counted = text(said, tone="muted", wrap=True)
        return column(counted, None if is_narrow(self) else signs, gap=0.5, pad=(3, 1, 3, 1))

    # The panel

    def panel_of(self, numbers: YearNumbers, account: Account) -> SidePanel:
        one, w = numbers.indicators[account.above.code], self.desk.words
        due = self._so_far(one)
        said = meaning(one, w)
        if due is not None:
            period = numbers.period
            days = (period.today - period.first).days + 1
            n = number(due, w.language)
            said = f"{said}. {w('board.so_far', n=n, days=days, all=(period.last - period.first).days + 1)}"
        return origin_panel(self.desk, one, account, numbers.catalogue, look_of(one.status, w), said)

    def _focus_panel(self) -> None:
        if self._beside.panel is not None:
            self._beside.panel.setFocus()


def meaning(one: IndicatorNumber, words: Words) -> str:
    """What the number means: how far it is from what is expected, and the base."""
    entry, language = one.entry, words.language
    base = words("board.base_was", year=entry.base.year, base=wording.value_text(one.base, entry.unit, language))
    if one.reading.value is None:
        due = wording.expected_text(one, language)
        return f"{words('board.no_number', expected=due)}; {base}"
    away = one.reading.value - one.expected
    key = "board.exactly" if away == 0 else "board.more" if away > 0 else "board.less"
    said = words(key, n=wording.value_text(_size(away), entry.unit, language))
    if entry.expected.by is not None and away < 0:
        share = wording.value_text(one.share, "percent", language)
        said = words("board.share", share=share, by=day(entry.expected.by, language))
    return f"{said}; {base}"


def _size(value: Number) -> Number:
    """How far, whichever way."""
    return -value if value < 0 else value
