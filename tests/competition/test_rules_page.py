"""The page of rules: free until frozen, then tried and signed by two; places are shown only after closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from openkrakow_desktop.competition.editions import freeze_rules
from openkrakow_desktop.competition.model import Criterion, Edition
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.competition.rule_tables import RuleChange
from openkrakow_desktop.competition.screen.rules import RulesScreen
from openkrakow_desktop.contacts.accounts import set_pin
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.desk import Desk

from . import build

CLOCK = Clock.fixed(dt.date(2026, 9, 1))


def opened(desk: Desk, qtbot: Any, edition: Any) -> RulesScreen:
    screen = RulesScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1180, 760)
    screen.show()
    screen.show_what(edition)
    qtbot.waitUntil(lambda: screen.page is not None and screen.is_loaded, timeout=20_000)
    return screen


def weighed(screen: RulesScreen, weight: int) -> None:
    """Type another weight into the first criterion and keep it."""
    assert screen.page is not None
    first = screen.page.of("criterion")[0]
    screen.edit("criterion", first.id)
    assert screen.form is not None
    screen.form.editors["weight"].set_value(weight)
    screen.form.save()


def scored(session: Any, is_closed: bool) -> Any:
    """Two candidates: the first leads by the first criterion only, the second by the others."""
    edition = build.edition(session)
    juror = build.juror(session, edition, "Ewa")
    first, second = (build.accepted(session, edition, name) for name in ("Olga Kos", "Amir Rahmani"))
    build.begin_scoring(session, edition)
    build.hand_in(session, edition, juror, first, 10, 5, 5, 5)
    build.hand_in(session, edition, juror, second, 6, 7, 7, 7)
    if is_closed:
        close_scoring(session, edition)
    return edition


def shown(screen: RulesScreen) -> str:
    return "\n".join(one.text() for one in screen.findChildren(QLabel))


def test_open_rules_change_at_once_and_are_frozen(
    desk: Desk, sqlite_store: Store, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_store.write("test") as session:
        edition = build.edition(session)
    screen = opened(desk, qtbot, edition)
    weighed(screen, 3)
    qtbot.waitUntil(lambda: screen.page is not None and screen.page.of("criterion")[0].draft["weight"] == 3)
    weighed(screen, 0)
    qtbot.waitUntil(lambda: bool(screen.form and screen.form._problems["weight"].text()), timeout=20_000)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    asked: list[Any] = []
    desk.open_asked.connect(lambda place, what: asked.append(place))
    screen._freeze()
    qtbot.waitUntil(lambda: screen.frozen and bool(asked), timeout=20_000)
    assert asked == ["preview"]


def test_before_closing_no_places_are_shown(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        edition = scored(session, is_closed=False)
    screen = opened(desk, qtbot, edition)
    weighed(screen, 5)
    qtbot.waitUntil(lambda: screen.effect is not None, timeout=20_000)
    assert screen.effect is not None and screen.effect.placings == ()
    assert "miejsc nikt jeszcze nie zna" in shown(screen) and "Olga Kos" not in shown(screen)
    with sqlite_store.read() as session:
        assert set(session.scalars(select(Criterion.weight))) == {1}


def test_after_closing_the_places_are_shown_and_two_sign(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        edition = scored(session, is_closed=True)
        second = Account(name="Jan Wilk", role=Role.ADMIN)
        session.add(second)
        session.flush()
        set_pin(session, second.id, "4711")
    screen = opened(desk, qtbot, edition)
    weighed(screen, 5)
    qtbot.waitUntil(lambda: screen.sign is not None, timeout=20_000)
    assert screen.effect is not None
    assert {(one.name, one.before, one.after) for one in screen.effect.moved} == {
        ("Olga Kos", 2, 1), ("Amir Rahmani", 1, 2)
    }  # fmt: skip
    assert "2 → 1" in shown(screen) and "waga: 1 → 5" in shown(screen)
    assert screen.sign is not None
    screen.sign.sign()
    qtbot.waitUntil(lambda: bool(screen.sign and screen.sign._problems["reason"].text()), timeout=20_000)
    screen.sign.reason.set_value("uchwała mówi inaczej")
    screen.sign.second.set_value("Jan Wilk")
    screen.sign.pin.set_value("0000")
    screen.sign.sign()
    qtbot.waitUntil(lambda: bool(screen.sign and screen.sign._problems["pin"].text()), timeout=20_000)
    screen.sign.pin.set_value("4711")
    screen.sign.sign()
    qtbot.waitUntil(lambda: screen.edits == [] and screen.is_loaded and screen.sign is None, timeout=20_000)
    with sqlite_store.read() as session:
        kept = session.scalars(select(RuleChange)).one()
        assert (kept.second_person, kept.reason) == ("Jan Wilk", "uchwała mówi inaczej")
        assert 5 in set(session.scalars(select(Criterion.weight)))


def test_changes_are_dropped_and_rules_removed(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        edition = build.edition(session)
        freeze_rules(session, edition, "Ewa", CLOCK.now())
    screen = opened(desk, qtbot, edition)
    assert screen.page is not None
    screen.edit("criterion", screen.page.of("criterion")[3].id)
    assert screen.form is not None
    screen.form.remove()
    qtbot.waitUntil(lambda: screen.effect is not None, timeout=20_000)
    assert "zostanie usunięte" in shown(screen)
    screen._try([])
    assert screen.effect is None
    with sqlite_store.read() as session:
        assert len(session.scalars(select(Criterion.id)).all()) == 4
        assert session.scalar(select(Edition.rules_frozen_at)) is not None
