"""An edition's life as steps: what is missing is said, the button of a step does it, no points are anywhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from openkrakow_desktop.competition.edition_steps import Phase, edition_life, known_editions
from openkrakow_desktop.competition.kinds import EditionState, JurorState, NominationState
from openkrakow_desktop.competition.model import Edition
from openkrakow_desktop.competition.screen.conflicts import ConflictsPage
from openkrakow_desktop.competition.screen.edition import EditionPage
from openkrakow_desktop.competition.screen.rules import RulesScreen
from openkrakow_desktop.competition.service import close_call, end_without_award, open_call, start_formal_check
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.desk import Desk

from . import build

TODAY = dt.date(2026, 6, 20)
CLOCK = Clock.fixed(TODAY)


def steps_of(session: Any, key: Any) -> dict[str, Any]:
    return {one.key: one for one in edition_life(session, key, CLOCK.now()).steps}


def said(step: Any) -> list[str]:
    return [one.key for one in step.said if one.is_missing]


def test_every_step_says_what_is_missing(store: Store) -> None:
    with store.write("test") as session:
        key = build.edition(session, call_close_at=None)
        found = steps_of(session, key)
        assert said(found["setup"]) == ["no_call_dates", "no_order"] and found["call"].offers == ()
        session.get_one(Edition, key).call_close_at = build.CLOSES
        assert steps_of(session, key)["call"].offers[0].key == "edition.open_call"
        open_call(session, key)
        late = {one.key: one for one in edition_life(session, key, build.at(dt.date(2026, 7, 1))).steps}
        assert said(late["call"]) == ["call_over"] and said(steps_of(session, key)["call"]) == []
        close_call(session, key)
        assert steps_of(session, key)["checks"].offers[0].key == "edition.start_formal_check"
        start_formal_check(session, key)
        standing = build.candidate(session, key)
        build.nomination(session, key, standing)
        build.nomination(session, key, standing, nominator_name="Ewa Lis", state=NominationState.TO_COMPLETE,
                         supplement_due_on=dt.date(2026, 6, 22))  # fmt: skip
        found = steps_of(session, key)
        assert said(found["checks"]) == ["undecided", "to_complete"] and found["checks"].phase is Phase.NOW
        assert said(found["scoring"]) == ["freeze_first", "nobody_active", "nothing_accepted"]
        assert found["scoring"].offers == () and said(found["jury"]) == ["no_jurors"]
        build.juror(session, key, "Ewa", state=JurorState.APPOINTED, impartiality_declared_at=None)
        assert said(steps_of(session, key)["jury"]) == ["undeclared", "no_chair"]
        terms = [(one.key, one.on) for one in edition_life(session, key, CLOCK.now()).terms]
        assert terms == [("supplement", dt.date(2026, 6, 22))]


def test_scoring_shows_states_of_cards_and_no_points(store: Store) -> None:
    with store.write("test") as session:
        key = build.edition(session)
        first, second = (build.accepted(session, key, name) for name in ("Olga Kos", "Amir Rahmani"))
        juror = build.juror(session, key, "Ewa", is_chair=True)
        build.begin_scoring(session, key)
        build.hand_in(session, key, juror, first, 37)
        found = steps_of(session, key)
        assert found["scoring"].said[0].values == {"n": 1, "all": 2}
        assert [one.n for one in found["closing"].said] == [1] and found["results"].offers == ()
        build.hand_in(session, key, juror, second, 31)
        found = steps_of(session, key)
        assert found["scoring"].phase is Phase.DONE and found["closing"].said == ()


def test_an_edition_without_award_leaves_the_rest_out(store: Store) -> None:
    with store.write("test") as session:
        key = build.edition(session)
        open_call(session, key)
        close_call(session, key)
        end_without_award(session, key, "brak zgłoszeń")
        found = steps_of(session, key)
        assert found["results"].phase is Phase.LEFT_OUT and found["announcement"].offers[0].key == "edition.archive"


def opened(desk: Desk, qtbot: Any) -> EditionPage:
    page = EditionPage(desk)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    qtbot.waitUntil(lambda: page.is_loaded, timeout=20_000)
    return page


def test_the_page_makes_the_first_edition_and_goes_on(desk: Desk, qtbot: Any) -> None:
    page = opened(desk, qtbot)
    page._create(2025)
    qtbot.waitUntil(lambda: page.life is not None, timeout=20_000)
    shown = "\n".join(one.text() for one in page.findChildren(QLabel))
    assert "Edycja A.D. 2025" in shown and "Wpisz, kiedy nabór się zaczyna" in shown
    page.buttons["setup"].click()
    assert page.panels.form is not None
    with desk.store.read() as session:
        assert [year for _, year in known_editions(session)] == [2025]


def test_a_step_runs_its_action(desk: Desk, sqlite_store: Store, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_store.write("test") as session:
        key = build.edition(session, order_no="12/2026")
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    page = opened(desk, qtbot)
    asked: list[Any] = []
    desk.open_asked.connect(lambda place, what: asked.append((place, what)))
    page.buttons["call"].click()
    qtbot.waitUntil(lambda: page.life is not None and page.life.state is EditionState.CALL, timeout=20_000)
    page._act(page._action("edition.freeze_rules"))
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert asked[0][0] == "preview" and asked[0][1].record_id == key
    with sqlite_store.read() as session:
        assert session.scalar(select(Edition.rules_checksum)) is not None


def test_the_next_edition_is_gone_on_with(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        build.edition(session, 2025)
    page = opened(desk, qtbot)
    page._act(page._action("edition.create_from"))
    assert page.panels.form is not None
    page.panels.form.run()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.life is not None and page.life.title_year == 2026, timeout=20_000)
    qtbot.wait(300)
    assert not page.panels.isVisible() and page.life is not None and page.life.state is EditionState.PLANNED


@pytest.mark.parametrize("screen", [EditionPage, ConflictsPage, RulesScreen])
def test_no_points_on_the_secretarys_pages(desk: Desk, sqlite_store: Store, qtbot: Any, screen: Any) -> None:
    """Ewa gave 9, 9, 9, 8: the secretary sees that the card is in, and neither a point nor the total of 35."""
    with sqlite_store.write("test") as session:
        key = build.edition(session, order_no="A/B", call_open_at=None, call_close_at=None, quorum=1)
        standing = build.accepted(session, key, "Olga Kos")
        juror = build.juror(session, key, "Ewa Sowa")
        session.get_one(Edition, key).state = EditionState.FORMAL_CHECK
        build.begin_scoring(session, key)
    before = texts(desk, qtbot, screen)
    with sqlite_store.write("test") as session:
        build.hand_in(session, key, juror, standing, 9, 9, 9, 8)
    after = texts(desk, qtbot, screen)
    assert not [one for one in after - before if "35" in one or "9" in one.split() or "8" in one.split()]


def texts(desk: Desk, qtbot: Any, screen: Any) -> set[str]:
    """Every text of a page and every name in its tables."""
    page = screen(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.is_loaded, timeout=20_000)
    found = {one.text() for one in page.findChildren(QLabel)}
    model = page.table.model() if getattr(page, "table", None) is not None else None
    if model is not None:
        for line in range(model.rowCount()):
            for at in range(model.columnCount()):
                found.add(str(model.data(model.index(line, at), Qt.ItemDataRole.AccessibleTextRole)))
    return found
