""" "What if": at the left how the year may be read otherwise, at the right the official and the tried numbers.

Everything is counted on a private copy of the data and kept nowhere but, by name, in this laptop's settings; the page
bears a watermark, and a marked note is all that leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.clock import WARSAW
from ...core.declarations import Declared
from ...core.formats import moment, number
from ...core.measures import Period, Row
from ...core.problems import Refused
from ...core.store import Store
from ...gui import theme
from ...gui.beside import Beside
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled, section
from ...gui.layout import Item, box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.report_writer import ask_where, drawn_up, file_stem, save_document
from ...gui.saying import problem_words
from ...gui.watermark import Watermark
from ...gui.widgets import RIGHT, announce, button, elided, note, pill, set_tone, text
from ...programme.catalogue import catalogue
from ..evaluate import Status, measure_of
from ..what_if import YEAR, Scenario, Tried, TriedRows, WhatIfNumbers, rows_tried, try_out
from ..what_if_ages import AGES, AgeBand, age_bands
from ..what_if_kept import forget_scenario, keep_scenario, kept_scenarios
from ..what_if_readings import ALTERNATIVES, BY_KEY
from ..what_if_report import marked_path, what_if_document
from ..what_if_words import difference_words
from ..what_if_year import year_of
from .looks import look_of, said_value
from .what_if_bar import ScenarioBar
from .what_if_panel import MovedPanel
from .what_if_readings import ReadingsForm

SIDE = 27  # em of the readings
CODE, VALUE, STATUS = 4.0, 5.0, 10.5  # em


def what_if(desk: Desk) -> QWidget:
    """The page of trials."""
    return WhatIfPage(desk)


@dataclass(frozen=True)
class _Found:
    """What a trial came to: the scenario's numbers, those compared with, and ages as officially and as tried."""

    numbers: WhatIfNumbers
    other: WhatIfNumbers | None
    ages: tuple[AgeBand, ...]
    tried_ages: tuple[AgeBand, ...]


def _count(_: Session, store: Store, period: Period, declared: Declared, scenarios: Sequence[Scenario]) -> _Found:
    """Count on a private copy, so that not even a slip could touch the office's file."""
    known = catalogue(period.year)
    with store.snapshot() as still, still.read() as session:
        numbers, *other = try_out(session, period, known, declared, scenarios, ALTERNATIVES)
        values = scenarios[0].values
        ages = age_bands(session, period, None)
        tried = age_bands(session, year_of(period, values.get(YEAR)), values.get(AGES))
    return _Found(numbers, other[0] if other else None, ages, tried)


def _rows(_: Session, store: Store, code: str, period: Period, declared: Declared, scenario: Scenario) -> TriedRows:
    with store.snapshot() as still, still.read() as session:
        return rows_tried(session, code, period, catalogue(period.year), declared, scenario, ALTERNATIVES)


class WhatIfPage(LivePage):
    """`show_what` takes the code of a number, or nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        w = desk.words
        self.scenario, self._code = Scenario(), ""
        self._found: _Found | None = None
        self.form = ReadingsForm(w, ALTERNATIVES)
        self.form.chosen.connect(self.choose)
        self.bar = ScenarioBar(w)
        self.bar.opened.connect(self.open_scenario)
        self.bar.compared.connect(lambda _: self._reload())
        self.bar.kept.connect(self.keep)
        self.bar.forgotten.connect(self.forget)
        self._head, self._results, self._told = Holder(), Holder(), text("", tone="muted", wrap=True)
        self._narrow: bool | None = None
        self._body = Holder()
        self._beside = Beside(column(self._head, self._body, gap=0))
        self._beside.closed.connect(self._closed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))
        self.watermark = Watermark(self, w("what_if.watermark"))
        self._refresh_kept()
        self.form.show_scenario(self.scenario)

    def show_what(self, what: object) -> None:
        """Choose a number."""
        if what is not None:
            self._code = str(what)
            self._ask_rows()

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    @property
    def period(self) -> Period:
        """The year of the window, seen today."""
        return Period(self.desk.year, self.desk.clock.today())

    # Choosing

    def choose(self, key: str, value: object) -> None:
        """Read one thing so; the official value takes it back."""
        self._take(self.scenario.with_value(BY_KEY[key], value))

    def reset(self) -> None:
        """Everything as it is officially."""
        self._take(Scenario())
        self.bar.clear_name()

    def choose_record(self, code: str, record: Row, counts: bool | None) -> None:
        """Leave a record out of a number, count it, or let the rules decide again."""
        try:
            self._take(self.scenario.with_record(code, record, counts))
        except Refused as error:
            self._refuse(error)

    def _take(self, scenario: Scenario) -> None:
        if scenario != self.scenario:
            self.scenario = scenario
            self.form.show_scenario(scenario)
            self._reload()

    # Scenarios by name

    def open_scenario(self, name: str) -> None:
        """Try a kept scenario."""
        found = kept_scenarios(self.desk.settings, ALTERNATIVES).get(name)
        if found is not None:
            self._take(found)

    def keep(self, name: str) -> None:
        """Keep what is tried under a name."""
        try:
            self.scenario = keep_scenario(self.desk.settings, self.scenario, name)
        except Refused as error:
            self._refuse(error)
            return
        self._refresh_kept()
        self._say(self.desk.words("what_if.kept", name=self.scenario.name))

    def forget(self, name: str) -> None:
        """Throw a kept scenario away; what is tried stays."""
        forget_scenario(self.desk.settings, name)
        self.scenario = Scenario("", self.scenario.values, self.scenario.by_hand)
        self._refresh_kept()
        self._say(self.desk.words("what_if.forgotten", name=name))

    def _refresh_kept(self) -> None:
        self.bar.show_names(list(kept_scenarios(self.desk.settings, ALTERNATIVES)), self.scenario.name)

    def _refuse(self, error: Refused) -> None:
        self._say(" ".join(problem_words(one, self.desk.words) for one in error.problems), bad=True)

    def _say(self, said: str, bad: bool = False) -> None:
        self._told.setText(said)
        set_tone(self._told, "bad" if bad else "muted")
        announce(self, said)

    # Counting

    def load(self) -> None:
        self._arrange()
        other = kept_scenarios(self.desk.settings, ALTERNATIVES).get(self.bar.other)
        scenarios = [self.scenario, *([other] if other is not None else [])]
        self.ask(_count, self.desk.store, self.period, self.desk.declared, scenarios, done=self._show)
        if self._code:
            self._ask_rows()

    def _arrange(self) -> None:
        """Two columns that scroll by themselves; in a narrow window one under the other."""
        narrow = theme.is_narrow(self)
        w = self.desk.words
        now = moment(self.desk.clock.now().astimezone(WARSAW), w.language)
        said = w("what_if.facts", year=self.desk.year, moment=now)
        reset = button("" if narrow else w("what_if.reset"), "", "undo-2", w("what_if.reset"), does=self.reset)
        write = button(
            "" if narrow else w("what_if.note"), "primary", "download", w("what_if.note"), does=self.ask_note
        )
        self._head.hold(page_header(w("what_if.title"), said, reset, write))
        if narrow == self._narrow:
            return
        self._narrow = narrow
        warning = row((note("flask-conical", w("what_if.watermark"), w("what_if.banner")), 1), pad=(3, 0, 3, 1))
        for one in (self.bar, self.form, self._told, self._results):
            one.setParent(None)
        told = row((self._told, 1), pad=(3, 0.5, 3, 0.5))
        if narrow:
            parts: list[Item] = [warning, self.bar, self.form, hairline(), told, self._results, 1]
            self._body.hold(scrolled(column(*parts, gap=0)))
            return
        self._side = ems(scrolled(column(self.form, 1, gap=0)), SIDE)
        self._side.setVisible(self._beside.panel is None)
        main = column(told, (scrolled(column(self._results, 1, gap=0)), 1), gap=0)
        both = row(self._side, hairline(True), (main, 1), gap=0)
        self._body.hold(column(warning, self.bar, hairline(), (both, 1), gap=0))

    def _show(self, found: _Found) -> None:
        self._found = found
        self._render(found)
        w = self.desk.words
        moved = [one.entry.code for one in found.numbers.lines.values() if one.is_moved]
        if self.scenario.is_official:
            self._say(w("what_if.nothing"))
        else:
            self._say(w("what_if.result_said", codes=", ".join(moved)) if moved else w("what_if.result_same"))

    def _render(self, found: _Found) -> None:
        w, numbers = self.desk.words, found.numbers
        items: list[tuple[object, Pressable] | QWidget] = [self._group("what_if.indicators")]
        items += [(one.entry.code, self._row(one)) for one in numbers.indicators]
        touched = [one for one in numbers.measures if one.is_touched or self._other_touches(one)]
        if touched:
            items += [self._group("what_if.measures"), *((one.entry.code, self._row(one)) for one in touched)]
        self._list = PressableList(w("what_if.results"), items)
        self._list.chosen.connect(self._open)
        self._results.hold(column(self._heads(), hairline(), self._list, self._ages(found), gap=0))
        if self._code:
            self._list.choose(self._code, tell=False)

    def _other_touches(self, one: Tried) -> bool:
        other = self._found.other if self._found else None
        return other is not None and other.lines[one.entry.code].is_touched

    def _group(self, key: str) -> QWidget:
        return row((text(self.desk.words(key), "label", "muted", wrap=True), 1), pad=(3, 1.25, 2, 0.25))

    def _cells(self, code: Item, name: Item, values: Sequence[QWidget], status: Item) -> QWidget:
        return row(code, name, row(*values, gap=0.5), None if self._tight else status, gap=1.25, pad=(3, 0, 1, 0))

    @property
    def _tight(self) -> bool:
        """Whether there is no room for statuses: the panel is open, or the window is narrow."""
        return bool(self._narrow) or self._beside.panel is not None

    def _heads(self) -> QWidget:
        w, found = self.desk.words, self._found
        assert found is not None
        names = [w("what_if.official"), w("what_if.tried")]
        names += [found.other.scenario.name] if found.other is not None else []
        heads = [ems(elided(name, "small", "muted", RIGHT), VALUE) for name in (*names, w("what_if.difference"))]
        number_head = (elided(w("what_if.number"), "small", "muted"), 1)
        status = ems(elided(w("what_if.status"), "small", "muted"), STATUS)
        return ems(self._cells(ems(text(""), CODE), number_head, heads, status), height=2.2)

    def _row(self, one: Tried) -> Pressable:
        w, found, entry = self.desk.words, self._found, one.entry
        assert found is not None
        official, tried = (said_value(value, entry.unit, w) for value in (one.official, one.tried))
        difference = difference_words(one, w)
        cells = [text(official, tone="muted", align=RIGHT), text(tried, "strong", align=RIGHT)]
        about = w("what_if.about", official=official, tried=tried, difference=difference)
        if found.other is not None:
            other = said_value(found.other.lines[entry.code].tried, entry.unit, w)
            cells.append(text(other, align=RIGHT))
            about = f"{about}, {w('what_if.about_other', name=found.other.scenario.name, tried=other)}"
        cells.append(text(difference, tone="" if one.is_moved else "muted", align=RIGHT))
        name = entry.label(w.language)
        inside = self._cells(
            ems(text(entry.code, tone="muted"), CODE),
            (elided(name), 1),
            [ems(one_cell, VALUE) for one_cell in cells],
            ems(self._statuses(one), STATUS),
        )
        said = ", ".join(look_of(status, w).word for status in dict.fromkeys(_statuses_of(one)))
        return Pressable(
            ems(inside, height=2.9), f"{entry.code} {name}", ", ".join(filter(None, [about, said])), chosen=False
        )

    def _statuses(self, one: Tried) -> QWidget:
        """The status; the official one and under it the tried one, where they differ."""
        found = list(dict.fromkeys(_statuses_of(one)))
        if len(found) == 2:
            before, after = (look_of(status, self.desk.words) for status in found)
            return column(1, text(before.word, "small", "muted"), pill(after, False), 1, gap=0)
        return row(*(pill(look_of(status, self.desk.words), False) for status in found), 1)

    def _ages(self, found: _Found) -> QWidget:
        """The guests by age, officially and as tried; bands differ, so they stand one list under the other."""
        w = self.desk.words

        def lines(bands: Sequence[AgeBand]) -> QWidget:
            return column(
                *(
                    row(
                        (text(w(f"what_if_band.{one.key}"), tone="muted", wrap=True), 1),
                        text("–" if one.n is None else number(one.n, w.language), align=RIGHT),
                    )
                    for one in bands
                ),
                gap=0.25,
            )

        parts: list[Item] = [section(w("what_if.official"), lines(found.ages), gap=0.25)]
        if found.ages != found.tried_ages:
            parts.append(section(w("what_if.tried"), lines(found.tried_ages), gap=0.25))
        heading = text(w("what_if.ages"), "label", "muted", wrap=True)
        return column(heading, *parts, gap=1, pad=(3, 2, 3, 2))

    # A number from inside

    def _open(self, code: object) -> None:
        self._code = str(code)
        self._ask_rows()

    def _ask_rows(self) -> None:
        known = catalogue(self.desk.year)
        if self._code not in known.measures and self._code not in known.indicators:
            return
        asked = (self.desk.store, self._code, self.period, self.desk.declared, self.scenario)
        self.ask(_rows, *asked, done=partial(self._show_rows, self._code, self.scenario))

    def _show_rows(self, code: str, scenario: Scenario, found: TriedRows) -> None:
        if code != self._code or scenario != self.scenario or self._found is None:
            return
        line = self._found.numbers.lines[code]
        own = measure_of(code, catalogue(self.desk.year), self.desk.declared).code
        panel = MovedPanel(self.desk, line, found, scenario, own, partial(self.choose_record, own))
        was_open = self._beside.panel is not None
        self._beside.set_panel(panel)
        if not self._narrow:
            self._side.hide()
        if not was_open:
            self._render(self._found)

    def _closed(self) -> None:
        self._code = ""
        if not self._narrow:
            self._side.show()
        if self._found is not None:
            self._render(self._found)

    # The note

    def ask_note(self) -> None:
        """Ask where to write the note of this scenario, and write it."""
        w = self.desk.words
        name = " ".join([w("what_if.watermark"), w("what_if.title"), str(self.desk.year), self.scenario.name])
        path = ask_where(self.desk, self, name, ("xlsx", "pdf"))
        if path is not None:
            self.write_note(path)

    def write_note(self, path: Path) -> None:
        """Write the note; its name says that it is a trial, whatever was typed."""
        target = marked_path(path, file_stem(self.desk.words("what_if.watermark")))
        build = partial(drawn_up(self.desk, what_if_document), year=self.desk.year, scenario=self.scenario)
        save_document(self.desk, self, build, target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._narrow is not None and theme.is_narrow(self) != self._narrow:
            self._reload()


def _statuses_of(one: Tried) -> list[Status]:
    return [status for status in (one.official_status, one.tried_status) if status is not None]
