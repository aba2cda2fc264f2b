"""The result page and the certainty page: nothing before the closing; then the places, the dots, the ties, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from openkrakow_desktop.competition.kinds import CandidateCategory
from openkrakow_desktop.competition.model import Edition
from openkrakow_desktop.competition.result_page import closed_editions, result_page
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.competition.screen.certainty import CertaintyPage
from openkrakow_desktop.competition.screen.results import ResultsPage
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.charts import DotPlot
from openkrakow_desktop.gui.desk import Desk

from . import build

CLOCK = Clock.fixed(dt.date(2026, 9, 1))

ENTITY = CandidateCategory.ENTITY


@pytest.fixture
def tied(sqlite_store: Store) -> UUID:
    """Acceptance 10: N 30, 37 and two conflicts; O 33, 34, 33, 34; P 31; one title, so the tie waits."""
    with sqlite_store.write("test") as session:
        edition = build.edition(session, max_titles_entity=1)
        names = ("Nowa Fundacja", "Orkiestra", "Pracownia")
        n, o, p = (build.accepted(session, edition, name, category=ENTITY) for name in names)
        jurors = [build.juror(session, edition, name) for name in ("Ewa", "Jan", "Olga", "Piotr")]
        for juror in jurors[2:]:
            build.conflict(session, juror, n)
        build.begin_scoring(session, edition)
        for candidate, totals in ((n, (30, 37)), (o, (33, 34, 33, 34)), (p, (31, 31, 31, 31))):
            for juror, total in zip(jurors, totals, strict=False):
                build.hand_in(session, edition, juror, candidate, total)
    return edition


def close(store: Store, edition: UUID) -> None:
    with store.write("edition.close_scoring") as session:
        close_scoring(session, edition, is_confirmed=True)


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def shown(page: Any, qtbot: Any) -> str:
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not page.desk.busy, timeout=20_000)
    return said(page)


def test_nothing_is_told_before_the_closing(sqlite_store: Store, desk: Desk, tied: UUID, qtbot: Any) -> None:
    with sqlite_store.read() as session:
        assert closed_editions(session) == []
        with pytest.raises(Refused):
            result_page(session, tied)
    told = shown(ResultsPage(desk), qtbot)
    assert "33,50" not in told and words("pl")("problem.results_after_closing") in told


def test_the_tie_of_the_acceptance_case(sqlite_store: Store, desk: Desk, tied: UUID, qtbot: Any) -> None:
    close(sqlite_store, tied)
    page = ResultsPage(desk)
    told = shown(page, qtbot)
    assert page.page is not None
    ranking = page.page.rankings[0]
    assert [(one.name, one.place, one.is_tied) for one in ranking.lines] == [
        ("Nowa Fundacja", 1, True),
        ("Orkiestra", 1, True),
        ("Pracownia", 3, False),
    ]
    assert told.count("33,50") >= 3 and "31,00" in told and "Remis na 1. miejscu" in told
    assert "2 z 2" in told and "4 z 4" in told and "2 wyłączenia" in told
    plots = [one for one in page.findChildren(DotPlot) if one.accessibleName() == "Nowa Fundacja"]
    assert plots[0].accessibleDescription() == "2 oceny, od 30 do 37"
    asked: list[tuple[str, object]] = []
    desk.open_asked.connect(lambda place, what: asked.append((place, what)))
    page._go("certainty")
    assert asked == [("certainty", tied)]


def test_the_certainty_says_where_the_places_hold(sqlite_store: Store, desk: Desk, tied: UUID, qtbot: Any) -> None:
    close(sqlite_store, tied)
    page = CertaintyPage(desk)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    page.show_what(tied)
    qtbot.waitUntil(lambda: page.page is not None, timeout=20_000)
    told = said(page)
    found = page.page.certainties[0]
    assert f"{len(found.variants)} wariant" in told and "Borda" in told and "bez osoby nr 1" in told
    assert "Za mało wspólnie ocenionych kandydatur" in told or "Zgodność" in told
    with qtbot.waitSignal(desk.close_asked):
        page.findChildren(QWidget)
        desk.close_asked.emit()


def test_a_candidate_with_too_few_cards_has_no_place(sqlite_store: Store, desk: Desk, tied: UUID, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        late = build.accepted(session, tied, "Spóźniona", category=ENTITY)
        assert session.get_one(Edition, tied).id == tied and late
    close(sqlite_store, tied)
    page = ResultsPage(desk)
    told = shown(page, qtbot)
    assert page.page is not None and page.page.rankings[0].lines[-1].place is None
    assert "Za mało ocen" in told and "0 z 4" in told


def test_nothing_reaches_beyond_a_narrow_window(sqlite_store: Store, desk: Desk, tied: UUID, qtbot: Any) -> None:
    close(sqlite_store, tied)
    page = ResultsPage(desk)
    shown(page, qtbot)
    page.resize(700, 800)
    page._on_changed(None)
    qtbot.wait(200)
    assert page.minimumSizeHint().width() <= 760
