"""Wyniki: places by category with every card as a dot, ties that wait, how firm the result is, the rules.

Only after scoring is closed; before, the page says when. Dots bear no names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.formats import moment, number
from ...core.work import Progress
from ...gui.charts import DotPlot
from ...gui.desk import Desk
from ...gui.editors import ChoiceEditor
from ...gui.frames import card, facts, page_header, scrolled
from ...gui.layout import Item, Split, box, column, ems, hairline, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.painted import legend
from ...gui.states import sentence
from ...gui.theme import is_narrow
from ...gui.widgets import RIGHT, button, empty_state, note, symbol, text, two
from ..certainty import Certainty
from ..ladder import OpenTie
from ..result_page import Line, Ranking, ResultPage, closed_editions, result_page
from ..telling import say

TABLES = ("edition", "ballot", "score", "tie_resolution", "tie_place", "verdict", "verdict_item", "juror", "candidate")
SIDE = 24  # em of the column beside the ranking


def results(desk: Desk) -> QWidget:
    """The page of results."""
    return ResultsPage(desk)


def short_checksum(checksum: str) -> str:
    """The beginning of a checksum, as people compare it: 7C41-09E2."""
    return f"{checksum[:4]}-{checksum[4:8]}".upper() if checksum else "–"


class ResultsPage(LivePage):
    """`show_what` takes an edition's key; without one, the newest edition whose scoring is closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.edition: UUID | None = None
        self.page: ResultPage | None = None
        self._head, self._body = Holder(), Holder()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (self._body, 1), gap=0))

    def show_what(self, what: object) -> None:
        """Show the results of this edition."""
        if isinstance(what, UUID):
            self.edition = what
            self._on_changed(None)

    def load(self) -> None:
        self.ask(closed_editions, done=self._choose)

    def _choose(self, known: list[tuple[UUID, int]]) -> None:
        keys = [key for key, _ in known]
        chosen = self.edition if self.edition in keys else (keys[0] if keys and self.edition is None else None)
        if chosen is None:
            self._nothing(known)
            return
        self.ask(read_page, chosen, done=partial(self._show, known))

    def _nothing(self, known: Sequence[tuple[UUID, int]]) -> None:
        w = self.desk.words
        self._head.hold(page_header(w("place.results"), "", *self._editions(known)))
        said = empty_state("lock", w("results_page.closed_title"), w("problem.results_after_closing"))
        self._body.hold(box("sheet", said, (0, 0, 0, 0)))

    def _editions(self, known: Sequence[tuple[UUID, int]]) -> list[QWidget]:
        """The choice of an edition, where there are several."""
        w = self.desk.words
        if len(known) < 2:
            return []
        names = [(key, w("results_page.edition", year=year)) for key, year in known]
        chooser = ChoiceEditor(w("edition._one"), names, w("form.not_given"))
        chooser.set_value(self.page.edition_id if self.page else self.edition)
        chooser.changed.connect(lambda: self.show_what(chooser.value()))
        return [ems(chooser, 11)]

    def _show(self, known: Sequence[tuple[UUID, int]], page: ResultPage) -> None:
        self.page = page
        w = self.desk.words
        at = "" if page.closed_at is None else moment(page.closed_at.astimezone(WARSAW), w.language)
        about = [w("results_page.closed_at", at=at)] if at else []
        about += [
            w.count("results_page.jurors", page.jurors),
            w("results_page.checksum", sum=short_checksum(page.checksum)),
        ]
        certain = button(w("results_page.certainty"), "", "shield-check", does=partial(self._go, "certainty"))
        close = button(w("results_page.closing"), "primary", "file-text", does=partial(self._go, "closing"))
        title = w("results_page.title", year=page.title_year)
        self._head.hold(page_header(title, " · ".join(about), *self._editions(known), certain, close))
        self.setFocusProxy(close)
        open_ties = [(one, tie) for one in page.rankings for tie in one.result.resolved.open]
        ties = [self._tie(one, tie) for one, tie in open_ties]
        main = box("card", column(*self._rankings(page), 1, gap=0), (2, 1.5, 2, 1.5))
        side = column(self._certainty(page.certainties), self._rules(page), 1, gap=2)
        body = column(*ties, (Split(main, side, SIDE), 1), gap=2, pad=(3, 0.5, 3, 2))
        self._body.hold(scrolled(body))

    def _go(self, place: str) -> None:
        if self.page is not None and place in self.desk.declared.places:
            self.desk.open_asked.emit(place, self.page.edition_id)

    def _tie(self, ranking: Ranking, tie: OpenTie) -> QWidget:
        w = self.desk.words
        named = {one.candidate_id: one for one in ranking.lines}
        tied = [named[one] for one in tie.candidates]
        value = tied[0].result
        names = ", ".join(one.name or str(one.no) for one in tied)
        said = "–" if value is None else number(value, w.language, 2)
        title = w("results_page.tie", place=tie.place, names=names, value=said)
        waits = (
            w("results_page.tie_waits_people")
            if tie.waits_for is None
            else w("results_page.tie_waits", step=w.choice(tie.waits_for))
        )
        settle = button(w("results_page.settle"), "", "equal", does=partial(self._go, "closing"))
        return note("equal", title, waits, settle)

    # The ranking

    def _rankings(self, page: ResultPage) -> list[Item]:
        w = self.desk.words
        parts: list[Item] = []
        for ranking in page.rankings:
            titles = "" if ranking.titles is None else w.count("results_page.titles", ranking.titles)
            count = w.count("results_page.candidates", len(ranking.lines))
            detail = ", ".join(part for part in (titles, count) if part)
            name = sentence(w.choice(ranking.category))
            parts += [1.5 if parts else None, row(text(name, "lead"), text(detail, tone="muted"), 1, gap=1.5)]
            parts += [self._columns(ranking), hairline()]
            parts.append(rows(*(self._line(ranking, one) for one in ranking.lines), height=3.45))
        parts.append(
            row(legend(("dot", w("results_page.dot")), ("expected", w("results_page.upright"))), pad=(0, 1, 0, 0))
        )
        return parts

    def _columns(self, ranking: Ranking) -> QWidget:
        w = self.desk.words

        def head(word: str, align: Any = None) -> QWidget:
            return text(w(f"results_page.{word}"), "small", "muted", align=align)

        axis = DotPlot(w, w("results_page.scale"), [], ranking.least, ranking.most, axis=True)
        return self._cells(
            head("place"),
            head("candidate"),
            axis,
            head("result", RIGHT),
            head("median", RIGHT),
            head("cards", RIGHT),
            2,
        )

    def _cells(
        self, place: QWidget, name: QWidget, dots: QWidget, result: QWidget, median: QWidget, cards: QWidget,
        height: float,
    ) -> QWidget:  # fmt: skip
        narrow = is_narrow(self)
        made = row(
            ems(place, 4),
            (name, 1) if narrow else ems(name, 14.5),
            None if narrow else (dots, 1),
            ems(result, 4.6),
            None if narrow else ems(median, 4.8),
            ems(cards, 4.4),
            gap=1.5,
        )
        made.setMinimumHeight(ems(QWidget(), 1, height).height())
        return made

    def _line(self, ranking: Ranking, one: Line) -> QWidget:
        w = self.desk.words

        def value(what: Any) -> str:
            return "–" if what is None else number(what, w.language, 2)

        about = sentence(w.choice(one.why)) if one.why is not None else self._about(one)
        place = row(
            text("–" if one.place is None else str(one.place), "strong"),
            symbol("equal", "warn", 1.1, w("results_page.tied")) if one.is_tied else None,
            1,
            gap=0.5,
        )
        dots = DotPlot(w, one.name, one.dots, ranking.least, ranking.most, one.result)
        cards = w("results_page.of", n=one.cards, all=one.eligible)
        return self._cells(
            place,
            two(f"{one.no}. {one.name}", about, tone="warn" if one.why is not None else "muted"),
            dots,
            text(value(one.result if one.place is not None else None), "strong", align=RIGHT),
            text(value(one.median), tone="muted", align=RIGHT),
            text(cards, tone="muted", align=RIGHT),
            3.45,
        )

    def _about(self, one: Line) -> str:
        w = self.desk.words
        parts = [w.choice(one.subtype)] if one.subtype is not None else []
        parts += [w.count("results_page.excluded", one.excluded)] if one.excluded else []
        parts += [w.count("results_page.abstained", one.abstained)] if one.abstained else []
        parts += [w.choice(one.moved)] if one.moved is not None else []
        return " · ".join(parts[:3])

    # Beside it

    def _certainty(self, found: Sequence[Certainty]) -> QWidget:
        w = self.desk.words
        lines = []
        for one in found:
            firm = bool(one.holds) and one.holds[0].held == one.holds[0].of
            icon, tone = ("circle-check", "good") if firm else ("triangle-alert", "warn")
            told = [say(sentence_, w) for sentence_ in one.told[:3] if not sentence_.key.startswith("certainty.swap")]
            said = column(
                text(sentence(w.choice(one.category)), "strong"),
                *(text(line, tone="muted", wrap=True) for line in told),
                gap=0.25,
            )
            lines.append(row(column(symbol(icon, tone), 1, gap=0), (said, 1), gap=1.25, pad=(0, 1, 0, 1)))
        more = button(w("results_page.more"), "quiet", does=partial(self._go, "certainty"))
        return card(w("results_page.certainty"), rows(*lines, height=2), aside=more, gap=0)

    def _rules(self, page: ResultPage) -> QWidget:
        w, rules = self.desk.words, page.rankings[0].result.rules if page.rankings else None
        if rules is None:
            return card(w("results_page.rules"))
        counted = [one for one in rules.criteria if one.is_counted]
        most = {one.most for one in counted}
        scale = w.count("results_page.criteria", len(counted), most=max(most, default=0))
        least = rules.values["min_scores"]
        ladder = ", ".join(w.choice(one.kind) for one in rules.ladder) or w("results_page.no_ladder")
        pairs = [
            (w("results_page.rule_result"), sentence(w.choice(rules.arithmetic().method))),
            (w("results_page.rule_scale"), scale),
            (w("results_page.rule_least"), w("rule_sheet.half_of_jury") if least is None else str(least)),
            (w("results_page.rule_tie"), ladder),
        ]
        said = text(w("results_page.aid"), tone="muted", wrap=True)
        return card(w("results_page.rules"), facts(*pairs, width=7.5), said, aside=symbol("lock"))


def read_page(session: Any, edition_id: UUID) -> ResultPage:
    """The page on the reading thread; seventeen jurors and eighty-four candidates take about a second."""
    return result_page(session, edition_id, Progress())
