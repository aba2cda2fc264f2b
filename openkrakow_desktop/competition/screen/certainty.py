"""Czy wynik jest pewny? The places under every method, without each juror and without each criterion, in plain words.

Nothing here changes the official result; dots bear no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import number
from ...core.words import Words
from ...core.work import Progress
from ...gui.charts import DotPlot, Share
from ...gui.desk import Desk
from ...gui.file_writer import write_with_progress
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Item, column, ems, hairline, row, rows
from ...gui.live_page import Holder
from ...gui.states import sentence
from ...gui.widgets import RIGHT, button, symbol, text
from ..certainty import Certainty, Hold, Variant, VariantKind
from ..profile import JuryProfile
from ..result_page import Ranking, ResultPage, result_page
from ..telling import say


def certainty(desk: Desk) -> QWidget:
    """The page of the certainty of a result."""
    return CertaintyPage(desk)


class CertaintyPage(QWidget):
    """A task for one edition; Esc goes back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.page: ResultPage | None = None
        self._head, self._body = Holder(), Holder()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (self._body, 1), gap=0))

    def show_what(self, what: object) -> None:
        """Work it out for this edition, off the window, with progress that can be stopped."""
        if not isinstance(what, UUID):
            return
        w, desk = self.desk.words, self.desk
        self._hold_head("")
        self._body.hold(text(w("certainty_page.counting"), tone="muted"))

        def work(progress: Progress) -> ResultPage:
            with desk.store.snapshot() as still, still.read() as session:
                return result_page(session, what, progress)

        job = write_with_progress(desk, self, w("certainty_page.counting"), work, self._show)
        job.cancelled.connect(desk.close_asked.emit)

    def _hold_head(self, about: str) -> None:
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("report_preview.back"), does=self.desk.close_asked.emit)
        self._head.hold(page_header(w("results_page.certainty"), about, before=back))
        self.setFocusProxy(back)

    def _show(self, page: ResultPage) -> None:
        self.page = page
        w = self.desk.words
        variants = len(page.certainties[0].variants) if page.certainties else 0
        self._hold_head(w.count("certainty_page.about", variants, year=page.title_year))
        parts = [
            self._category(ranking, found, profile)
            for ranking, found, profile in zip(page.rankings, page.certainties, page.profiles, strict=True)
        ]
        said = text(w("certainty_page.note"), tone="muted", wrap=True)
        self._body.hold(scrolled(column(*parts, said, 1, gap=2, pad=(3, 0.5, 3, 3))))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _category(self, ranking: Ranking, found: Certainty, profile: JuryProfile) -> QWidget:
        w = self.desk.words
        told = [text(say(one, w), wrap=True) for one in _headlines(found)]
        parts: list[Item] = [*told]
        if found.holds:
            parts += [1.0, text(w("certainty_page.places"), "strong"), rows(*(self._hold(one) for one in found.holds))]
            parts += [1.0, text(w("certainty_page.variants"), "strong"), self._matrix(ranking, found)]
        parts += [1.0, text(w("certainty_page.cards"), "strong"), self._dots(ranking, found)]
        parts += [1.0, text(w("certainty_page.jury"), "strong"), self._jury(profile)]
        return card(sentence(w.choice(found.category)), *parts, gap=0.75)

    def _hold(self, one: Hold) -> QWidget:
        """One place: how often it is the candidate's, and which variants say otherwise."""
        w = self.desk.words
        firm = one.held == one.of
        name = w("certainty_page.held", n=one.held, all=one.of)
        of = max(1, one.of)
        bar = Share(name, name, [(one.held / of, "accent"), (one.shared / of, "second")], 0.6, 12)
        swaps = "; ".join(
            f"{self._variant(swap.variant)}: {', '.join(str(other.no) for other in swap.instead) or '–'}"
            for swap in one.swaps
        )
        about = text(w("certainty_page.swaps", swaps=swaps), "small", "muted", wrap=True) if swaps else None
        return row(
            ems(text(str(one.place), "strong"), 2),
            symbol("circle-check" if firm else "triangle-alert", "good" if firm else "warn"),
            (column(text(f"{one.candidate.no}. {one.candidate.name}", wrap=True), about, gap=0.25), 1),
            bar,
            ems(text(name, tone="muted", align=RIGHT), 7),
            gap=1,
            pad=(0, 0.5, 0, 0.5),
        )

    def _variant(self, one: Variant) -> str:
        w = self.desk.words
        if one.kind is VariantKind.METHOD and one.opinion is not None:
            return w.choice(one.opinion)
        if one.juror is not None:
            return w("certainty_page.without_juror", no=one.juror.no)
        return w("certainty_page.without_criterion", name=one.criterion.name if one.criterion else "")

    def _matrix(self, ranking: Ranking, found: Certainty) -> QWidget:
        """Each variant with the first places it gives; those that differ from the official ones stand out."""
        top = max(3, ranking.titles or 0)
        named = {one.candidate_id: one.no for one in ranking.lines}
        lines = []
        for one in found.variants:
            order = _first(one.places, named, top)
            same = order == _first(found.official, named, top)
            lines.append(
                row(
                    symbol("circle-check" if same else "equal", "muted" if same else "warn", 1.1),
                    (text(self._variant(one), wrap=True), 1),
                    text(order, "strong" if not same else "body"),
                    gap=1,
                )
            )
        return rows(*lines, height=2)

    def _dots(self, ranking: Ranking, found: Certainty) -> QWidget:
        w = self.desk.words
        axis = DotPlot(w, w("results_page.scale"), [], ranking.least, ranking.most, axis=True)
        lines: list[Item] = [row(ems(QWidget(), 16, 1), (axis, 1)), hairline()]
        for one in found.dots:
            name = f"{'–' if one.place is None else one.place} · {one.candidate.no}. {one.candidate.name}"
            plot = DotPlot(w, name, [value for _, value in one.dots], ranking.least, ranking.most, one.mean)
            lines.append(row(ems(text(name, wrap=True), 16), (plot, 1)))
        return column(*lines, gap=0)

    def _jury(self, profile: JuryProfile) -> QWidget:
        """Strict and mild jurors, and whether they agree; said only from a sample that is large enough."""
        w = self.desk.words
        lines = []
        for one in profile.jurors:
            if one.severity is None:
                continue
            key = "milder" if one.severity > 0 else "stricter" if one.severity < 0 else "like_the_others"
            said = w(f"certainty_page.{key}", points=number(abs(one.severity), w.language, 2))
            lines.append(row(ems(text(w("certainty_page.juror", no=one.seat.no)), 10), (text(said, tone="muted"), 1)))
        agreed = [text(one, tone="muted", wrap=True) for one in _agreement(profile, w)]
        return column(rows(*lines, height=1.9), *agreed, gap=0.75)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.desk.close_asked.emit()
        else:
            super().keyPressEvent(event)


def _headlines(found: Certainty) -> Sequence[Any]:
    """The sentences about titles and places; swaps stand beside the place they concern."""
    return [one for one in found.told if not one.key.startswith("certainty.swap")]


def _first(places: Any, named: Any, top: int) -> str:
    """ "3, 1 = 4, 2": candidates' numbers by place, equal ones joined."""
    groups: dict[int, list[int]] = {}
    for candidate, place in places.items():
        if place <= top and candidate in named:
            groups.setdefault(place, []).append(named[candidate])
    return ", ".join(" = ".join(map(str, sorted(groups[place]))) for place in sorted(groups))


def _agreement(profile: JuryProfile, words: Words) -> list[str]:
    """The coefficients in words, or the reason why none is given."""
    found = profile.agreement
    named = {
        "alpha": found.alpha_interval,
        "kendall": found.kendall_w,
        "icc": found.icc_mean,
    }
    reasons = dict.fromkeys(one.reason for one in named.values() if one.value is None and one.reason)
    told = [
        words(f"certainty_page.{key}", value=number(one.value, words.language, 2), n=one.candidates)
        for key, one in named.items()
        if one.value is not None
    ]
    return [*told, *(words(reason) for reason in reasons)]
