"""A member scores in the program: declares, points by keys, gaps named, corrections with a reason; others unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.kinds import BallotState, ConflictKind
from openkrakow_desktop.competition.model import Ballot, ConflictOfInterest, Score
from openkrakow_desktop.competition.own_scores import declare_no_conflict, dossier, give, hand_in, own_seat
from openkrakow_desktop.competition.screen.scoring import ScoringPage
from openkrakow_desktop.competition.screen.scoring_dossier import ConflictForm
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk

from . import build

TODAY = dt.date(2026, 9, 1)
CLOCK = Clock.fixed(TODAY)


@pytest.fixture
def seated(sqlite_store: Store) -> dict[str, UUID]:
    """Two members with accounts, three candidates, scoring open."""
    with sqlite_store.write("test") as session:
        edition = build.edition(session)
        names = ("Chór Wspólny Głos", "Olga Kos", "Amir Rahmani")
        candidates = [build.accepted(session, edition, name) for name in names]
        found: dict[str, UUID] = {"edition": edition}
        for name in ("Ewa", "Jan"):
            account = Account(name=name, role=Role.JUROR)
            session.add(account)
            session.flush()
            found[name] = account.id
            found[f"{name} juror"] = build.juror(session, edition, name, account_id=account.id)
        build.begin_scoring(session, edition)
        jan = found["Jan juror"]
        build.hand_in(session, edition, jan, candidates[0], 36)
    return found


@pytest.fixture
def desk(sqlite_store: Store, seated: dict[str, UUID], qtbot: Any, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp)
    sqlite_store.actor = seated["Ewa"].hex
    made = Desk(sqlite_store, words("pl"), CLOCK, DECLARED)
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: Any) -> ScoringPage:
    made = ScoringPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    qtbot.waitUntil(lambda: made.open is not None, timeout=20_000)
    rest(made, qtbot)
    return made


def rest(page: ScoringPage, qtbot: Any) -> None:
    qtbot.wait(150)
    qtbot.waitUntil(lambda: not page.desk.busy and page.is_loaded, timeout=20_000)


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def points(store: Store, juror: UUID) -> list[int | None]:
    with store.read() as session:
        rows = select(Score.points).join(Ballot, Ballot.id == Score.ballot_id)
        found = rows.where(Ballot.juror_id == juror, Score.is_superseded.is_(False)).order_by(Score.given_at, Score.id)
        return list(session.scalars(found))


def test_a_card_from_the_declaration_to_handing_in(
    page: ScoringPage, desk: Desk, seated: dict[str, UUID], qtbot: Any
) -> None:
    assert page.open is not None and not page.open.is_declared and page.open.marks == ()
    assert words("pl")("scoring.question") in said(page)
    key = page.open.card.ballot_id
    page.say_no_conflict(key)
    rest(page, qtbot)
    assert page.open.card.ballot_id == key and page.marks is not None and len(page.marks.lines) == 4
    page.hand_in()
    assert "Brakuje oceny" in said(page)
    for line, keys in zip(page.marks.lines, ("8", "10", "7", "9"), strict=True):
        line.scale.setFocus()
        for one in keys:
            qtbot.keyClick(line.scale, one)
    qtbot.keyClicks(page.marks.lines[0].line, "Dziesiec lat bez przerwy")
    page.marks.save_notes()
    rest(page, qtbot)
    assert points(desk.store, seated["Ewa juror"]) != [] and "34 z 40" in said(page)
    page.hand_in()
    page.hand_in()  # pressed twice: handed in once
    rest(page, qtbot)
    with desk.store.read() as session:
        card = session.get_one(Ballot, key)
        assert card.state is BallotState.SUBMITTED
        remarks = select(Score.remark).where(Score.ballot_id == key, Score.is_superseded.is_(False))
        assert "Dziesiec lat bez przerwy" in set(session.scalars(remarks))
    assert page.open.card.ballot_id != key  # the next one that waits


def test_nothing_of_the_others_is_on_the_page(page: ScoringPage, qtbot: Any) -> None:
    assert "36" not in said(page) and "Jan" not in said(page).replace("Jan Wilk", "")
    page.step(1)
    rest(page, qtbot)
    assert "36" not in said(page)


def test_a_conflict_excludes_the_card(page: ScoringPage, desk: Desk, seated: dict[str, UUID], qtbot: Any) -> None:
    assert page.open is not None
    key = page.open.card.ballot_id
    page.say_conflict()
    form = page.findChildren(ConflictForm)[0]
    form.declare()
    assert words("pl")("problem.required") in said(page)
    form.kind.set_value(ConflictKind.FAMILY)
    form.declare()
    rest(page, qtbot)
    with desk.store.read() as session:
        assert session.get_one(Ballot, key).state is BallotState.EXCLUDED
        assert session.scalars(select(ConflictOfInterest)).one().juror_id == seated["Ewa juror"]
    assert "wyłączona" in said(page)


def test_a_submitted_card_changes_only_with_a_reason(
    page: ScoringPage, desk: Desk, seated: dict[str, UUID], qtbot: Any
) -> None:
    assert page.open is not None
    key = page.open.card.ballot_id
    actor = desk.store.actor
    with desk.store.write("test") as session:
        declare_no_conflict(session, actor, [key], CLOCK)
        for mark in dossier(session, actor, key).marks:
            give(session, actor, key, mark.criterion_id, 5, clock=CLOCK)
        hand_in(session, actor, key, CLOCK)
    page._go(key)
    page._on_changed(None)
    qtbot.waitUntil(lambda: page.open is not None and page.open.card.state is BallotState.SUBMITTED, timeout=20_000)
    rest(page, qtbot)
    assert page.marks is not None and not page.marks.lines[0].scale.isEnabled()
    page.marks._why.setText("przeoczony załącznik")
    qtbot.keyClick(page.marks.lines[0].scale, "6")
    rest(page, qtbot)
    with desk.store.read() as session:
        versions = session.scalars(select(Score).where(Score.ballot_id == key).order_by(Score.version_no)).all()
        changed = [one for one in versions if one.version_no == 2]
        assert [(one.points, one.reason) for one in changed] == [(6, "przeoczony załącznik")] and len(versions) == 5


def test_notes_without_points_wait_in_a_draft(page: ScoringPage, qtbot: Any) -> None:
    assert page.open is not None
    key = page.open.card.ballot_id
    page.say_no_conflict(key)
    rest(page, qtbot)
    assert page.marks is not None
    qtbot.keyClicks(page.marks.lines[2].line, "do sprawdzenia")
    page.keep_draft()
    page.step(1)
    rest(page, qtbot)
    page.step(-1)
    rest(page, qtbot)
    assert page.marks.lines[2].line.text() == "do sprawdzenia"


def test_only_ones_own_cards(sqlite_store: Store, seated: dict[str, UUID]) -> None:
    ewa, jan = seated["Ewa"].hex, seated["Jan"].hex
    with sqlite_store.write("test") as session:
        seat = own_seat(session, jan)
        assert seat is not None and own_seat(session, "?") is None
        theirs = seat.cards[0].ballot_id
        for refused in (
            lambda: dossier(session, ewa, theirs),
            lambda: declare_no_conflict(session, ewa, [theirs], CLOCK),
            lambda: give(session, ewa, theirs, theirs, 5, clock=CLOCK),
            lambda: hand_in(session, ewa, theirs, CLOCK),
        ):
            with pytest.raises(Refused) as error:
                refused()
            assert error.value.problems[0].key == "problem.not_your_card"
        mine = own_seat(session, ewa)
        assert mine is not None
        with pytest.raises(Refused) as error:
            give(session, ewa, mine.cards[0].ballot_id, theirs, 5, clock=CLOCK)
        assert error.value.problems[0].key == "problem.declare_first"


def test_a_narrow_window_puts_the_parts_under_each_other(page: ScoringPage) -> None:
    page.resize(700, 760)
    assert page.minimumSizeHint().width() <= 760
    assert page._right.maximumWidth() > 10_000
