"""Closing an edition step by step, as services and as the page: nothing early, each step says why it waits."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import select

from openkrakow_desktop.competition.closing import closing_of, issue_protocol, withdraw_protocol
from openkrakow_desktop.competition.closing_steps import (
    propose_awards,
    propose_motion,
    settle_by_draw,
    settle_by_order,
)
from openkrakow_desktop.competition.feature import MAYOR_DECISIONS
from openkrakow_desktop.competition.kinds import AwardKind, EditionState, TieMethod
from openkrakow_desktop.competition.model import Award, Edition, VerdictItem, VerdictPresence
from openkrakow_desktop.competition.results import close_scoring, edition_results, record_mayor_decision
from openkrakow_desktop.competition.screen.closing import ClosingPage
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.desk import Desk

from . import build
from .test_protocol import MET, NOW, tied

CLOCK = Clock.fixed(dt.date(2026, 9, 1))


@pytest.fixture
def closed(store: Store) -> UUID:
    with store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
    return edition


def waiting(session: Any, edition: UUID) -> tuple[UUID, ...]:
    return next(tie.candidates for one in edition_results(session, edition).values() for tie in one.resolved.open)


# ---- services ------------------------------------------------------------------------------------------------------
def test_nothing_is_settled_before_the_closing(store: Store) -> None:
    with store.write("test") as session:
        edition = tied(session)
        for work in (
            lambda: settle_by_order(session, edition, (), TieMethod.VOTE),
            lambda: settle_by_draw(session, edition, (), draw_seed="1", witnesses="Ewa"),
            lambda: propose_motion(session, edition, MET, 4),
            lambda: propose_awards(session, edition),
        ):
            with pytest.raises(Refused, match="results_after_closing"):
                work()


@pytest.mark.parametrize("order", ["", "1", "1, 1", "1, 2, 3", "7, 8"])
def test_an_order_names_each_once(store: Store, closed: UUID, order: str) -> None:
    with pytest.raises(Refused, match="tie_order"), store.write("test") as session:
        settle_by_order(session, closed, waiting(session, closed), TieMethod.CHAIR, order=order)


def test_a_vote_has_votes_and_settles(store: Store, closed: UUID) -> None:
    with pytest.raises(Refused, match="required"), store.write("test") as session:
        settle_by_order(session, closed, waiting(session, closed), TieMethod.VOTE, order="2, 1")
    with store.write("test") as session:
        settle_by_order(session, closed, waiting(session, closed), TieMethod.VOTE, order="2, 1", votes_for=3,
                        votes_against=1)  # fmt: skip
    with store.read() as session:
        (found,) = closing_of(session, closed).results
        assert {found.tally.numbers[one]: place for one, place in found.resolved.places.items()} == {1: 2, 2: 1, 3: 3}
    with pytest.raises(Refused, match="no_such_tie"), store.write("test") as session:
        settle_by_order(session, closed, tuple(found.resolved.places)[:2], TieMethod.EX_AEQUO)


@pytest.mark.parametrize("method", ["chair", "ex_aequo", "lot"])
def test_every_way_settles(store: Store, closed: UUID, method: str) -> None:
    with store.write("test") as session:
        tie = waiting(session, closed)
        if method == "lot":
            with pytest.raises(Refused, match="required"):
                settle_by_draw(session, closed, tie, draw_seed=" ", witnesses="")
            settle_by_draw(session, closed, tie, draw_seed="4, 2, 6", witnesses="Ewa Lis", resolved_on=MET)
        else:
            settle_by_order(session, closed, tie, TieMethod[method.upper()], order="1, 2")
        assert [one for one in closing_of(session, closed).waits if one.key == "problem.tie_open"] == []


def test_a_motion_and_awards_are_proposed(store: Store, closed: UUID) -> None:
    with pytest.raises(Refused, match="tie_open"), store.write("test") as session:
        propose_motion(session, closed, MET, 4)
    with store.write("test") as session:
        settle_by_order(session, closed, waiting(session, closed), TieMethod.CHAIR, order="2, 1")
        with pytest.raises(Refused, match="no_quorum"):
            propose_motion(session, closed, MET, 2)
        verdict = propose_motion(session, closed, MET, 4, "Magistrat")
        moved = session.scalars(select(VerdictItem.result)).all()
        assert sorted(one.name for one in moved) == ["NONE", "NONE", "TITLE"]
        assert len(session.scalars(select(VerdictPresence)).all()) == 4
        issue_protocol(session, closed, words("pl"), at=NOW)
        with pytest.raises(Refused, match="no_decision"):
            propose_awards(session, closed)
        build.put(session, MAYOR_DECISIONS, edition_id=closed, verdict_id=verdict.id, order_no="1/2026",
                  decided_on=MET)  # fmt: skip
        assert propose_awards(session, closed) == 1
        assert propose_awards(session, closed) == 0
        record_mayor_decision(session, closed)
        assert session.scalars(select(Award.kind)).all() == [AwardKind.TITLE]
    with pytest.raises(Refused, match="protocol_in_force"), store.write("test") as session:
        propose_motion(session, closed, MET, 4)
    with store.write("test") as session:
        withdraw_protocol(session, closed, "pomyłka", "Adam Buk", at=NOW)
        assert session.get_one(Edition, closed).state is EditionState.SCORING_CLOSED


# ---- the page ------------------------------------------------------------------------------------------------------
def settled(page: ClosingPage, qtbot: Any) -> str:
    qtbot.wait(250)
    qtbot.waitUntil(lambda: not page.desk.busy and page.is_loaded, timeout=20_000)
    qtbot.wait(50)
    return " ".join(
        one.text() for kind in (QLabel, QPushButton) for one in page.findChildren(kind) if one.isVisibleTo(page)
    )


def shown(desk: Desk, edition: UUID, qtbot: Any) -> ClosingPage:
    page = ClosingPage(desk)
    page.edition = edition
    qtbot.addWidget(page)
    page.resize(1280, 900)
    page.show()
    return page


def test_before_the_closing_the_page_knows_no_points(sqlite_store: Store, desk: Desk, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session)
    page = shown(desk, edition, qtbot)
    told = settled(page, qtbot)
    assert "Wszystkie karty wpłynęły" in told
    assert not any(number in told for number in ("33", "67/2", "Orkiestra", "Remis na"))
    assert "edition.issue_protocol" not in page.buttons
    assert page.told is not None and page.told.results == ()


def test_from_the_tie_to_the_proof_file(
    sqlite_store: Store, desk: Desk, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
    page = shown(desk, edition, qtbot)
    told = settled(page, qtbot)
    assert "Remis na miejscu 1" in told
    assert "edition.issue_protocol" not in page.buttons  # it says why it waits
    page.buttons["edition.settle_vote"].click()
    form: Any = page.panels.form
    for name, value in {"order": "2, 1", "votes_for": 3, "votes_against": 1, "resolved_on": MET}.items():
        form.editors[name].set_value(value)
    form.run()
    assert "głosowanie 3 za" in settled(page, qtbot)
    page.buttons["edition.propose_motion"].click()
    form = page.panels.form
    for name, value in {"met_on": MET, "members_present": 4, "place": "Magistrat"}.items():
        form.editors[name].set_value(value)
    form.run()
    assert "we wniosku 3 kandydatury" in settled(page, qtbot)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    page.buttons["edition.issue_protocol"].click()
    told = settled(page, qtbot)
    assert "Nr 1, wydany" in told
    assert "obowiązuje" in told
    monkeypatch.setattr(dialogs, "save_file", lambda *_: tmp_path / "proof.zip")
    page.buttons["proof"].click()
    qtbot.waitUntil((tmp_path / "proof.zip").exists, timeout=20_000)
    assert "recompute.py" in zipfile.ZipFile(tmp_path / "proof.zip").namelist()
    page.buttons["withdraw"].click()
    form = page.panels.form
    form.editors["reason"].set_value("pomyłka")
    form.editors["second_person"].set_value("Adam Buk")
    form.run()
    told = settled(page, qtbot)
    assert "cofnięty" in told
    assert page.told is not None and page.told.in_force is None
