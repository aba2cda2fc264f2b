"""The board: cards in their columns, keys and drags that run the actions, refusals that are said, one list when narrow;
scenario 12 through the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui.action_form import ActionForm
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.patronage.board import MOVES, Narrowing, board_cards, by_state, neighbour, targets
from openkrakow_desktop.patronage.feature import PATRONAGES
from openkrakow_desktop.patronage.measures import MEASURES
from openkrakow_desktop.patronage.model import Patronage, PatronageKind, PatronageState
from openkrakow_desktop.patronage.screen.board import BoardPage
from openkrakow_desktop.patronage.screen.board_columns import Columns, StateList
from openkrakow_desktop.patronage.service import STEPS
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY as SCREEN_TODAY
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.patronage.build import TODAY, draft, granted, put

S = PatronageState
LATE = {"received_on": dt.date(2026, 8, 10), "starts_on": dt.date(2026, 9, 6), "ends_on": dt.date(2026, 9, 6)}
WHOLE = {"signatory": "dyrektorka", "contact": "12 000 00 00", "place": "Rynek Główny", "description": "muzyka",
         "justification": "wiele kultur"}


# ---- without a window ----------------------------------------------------------------------------------------------
def test_every_step_has_its_action() -> None:
    keys = {one.key for one in PATRONAGES.actions}
    assert {to for allowed in STEPS.values() for to in allowed} <= set(MOVES)
    assert set(MOVES.values()) <= keys


@pytest.mark.parametrize(("state", "step", "expected"), [
    (S.SUBMITTED, 1, S.TO_COMPLETE), (S.TO_COMPLETE, 1, S.OPINION), (S.TO_COMPLETE, -1, S.SUBMITTED),
    (S.OPINION, 1, S.GRANTED), (S.OPINION, -1, S.TO_COMPLETE), (S.GRANTED, -1, None), (S.REFUSED, 1, S.CLOSED),
    (S.REPORTED, -1, S.WITHDRAWN), (S.CLOSED, 1, None), (S.CLOSED, -1, None),
])
def test_the_nearest_allowed_state(state: PatronageState, step: int, expected: PatronageState | None) -> None:
    assert neighbour(state, step) is expected
    assert expected is None or expected in targets(state)


def test_cards_say_what_the_list_says(store: Store) -> None:
    with store.write("test") as session:
        put(session, granted(received_on=dt.date(2025, 3, 1), decided_on=dt.date(2025, 4, 1),
                             starts_on=dt.date(2025, 6, 1), ends_on=None))
        waits = put(session, draft(received_on=dt.date(2025, 12, 1), starts_on=dt.date(2026, 12, 1), ends_on=None))
        late = put(session, draft(**LATE, **WHOLE, programme_related=False))
        cards = {one.id: one for one in board_cards(session, 2026, dt.date(2026, 8, 20))}
        assert set(cards) == {waits, late}                 # last year's is decided: it is last year's
        one = cards[late]
        assert (one.lead_days, one.is_late, one.missing, one.history.unreported) == (27, True, (), 1)
        assert cards[waits].missing and not cards[waits].is_late
        shown = by_state(list(cards.values()), Narrowing(only_late=True))
        assert [card.id for card in shown[S.SUBMITTED]] == [late]
        for wanted, expected in (
            (Narrowing(words="mosty FESTIWAL"), {waits, late}), (Narrowing(words="mosty wieczór"), set()),
            (Narrowing(kinds=(PatronageKind.CENTRE,)), set()), (Narrowing(only_related=True), {waits}),
            (Narrowing(only_unreported=True), {waits, late}),
        ):
            assert {card.id for card in cards.values() if wanted.takes(card)} == expected


# ---- on the screen -------------------------------------------------------------------------------------------------
@pytest.fixture
def filled(sqlite_store: Store) -> dict[str, UUID]:
    """One application in each of three columns."""
    with sqlite_store.write("test") as session:
        return {
            "submitted": put(session, draft(event_name="Ania", **WHOLE)),
            "second": put(session, draft(event_name="Basia", starts_on=dt.date(2026, 8, 1), ends_on=None, **WHOLE)),
            "granted": put(session, granted(event_name="Celina")),
        }


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any) -> Iterator[OpenWindow]:
    """A window on a database of the test."""
    one = OpenWindow(sqlite_store, qtbot)
    yield one
    one.close()


def board_of(opened: OpenWindow, what: object = None) -> BoardPage:
    page = opened.go("patronage_board", what)
    found = page.findChild(BoardPage)
    assert isinstance(found, BoardPage)
    opened.wait()
    return found


def card_of(page: BoardPage, key: UUID) -> Any:
    assert page.view is not None
    return page.view.views[key]


def record(opened: OpenWindow, key: UUID) -> Patronage:
    with opened.desk.store.read() as session:
        found = session.get_one(Patronage, key)
        session.expunge(found)
        return found


def settle(opened: OpenWindow) -> None:
    """Until what was written has been read again."""
    opened.wait()
    opened.wait()


def answer(opened: OpenWindow, page: BoardPage, **values: Any) -> None:
    """Fill in what the action asks and run it."""
    form = page.panels.form
    assert isinstance(form, ActionForm)
    for name, value in values.items():
        form.editors[name].set_value(value)
    form.run()
    settle(opened)


def said_notes(page: BoardPage) -> str:
    return " ".join(one.text() for one in page._notice.findChildren(QLabel)) if page._notice.isVisible() else ""


def test_arrows_move_the_choice_and_enter_opens(filled: dict[str, UUID], opened: OpenWindow, qtbot: Any) -> None:
    page = board_of(opened)
    assert isinstance(page.view, Columns)
    first, second, third = (card_of(page, filled[name]) for name in ("submitted", "second", "granted"))
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus() and second.isChecked()
    qtbot.keyClick(second, Qt.Key.Key_Right)
    assert third.hasFocus() and third.isChecked() and not second.isChecked()
    qtbot.keyClick(third, Qt.Key.Key_Left)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    opened.wait()
    assert page.panels.panel is not None and page.panels.panel.title.text().startswith("Ania")
    assert page.panels.isAncestorOf(QApplication.focusWidget())


def test_a_key_moves_a_card_by_the_action(filled: dict[str, UUID], opened: OpenWindow, qtbot: Any) -> None:
    page, key = board_of(opened), filled["submitted"]
    qtbot.keyClick(card_of(page, key), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    answer(opened, page, supplement_due_on=dt.date(2026, 5, 20))
    found = record(opened, key)
    assert (found.state, found.supplement_due_on) == (S.TO_COMPLETE, dt.date(2026, 5, 20))
    assert card_of(page, key).card.state is S.TO_COMPLETE
    qtbot.keyClick(card_of(page, key), Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    settle(opened)
    assert record(opened, key).state is S.SUBMITTED


def test_what_the_action_refuses_stays(filled: dict[str, UUID], opened: OpenWindow) -> None:
    """A decision before receipt: the sentence stands in the panel, the card where it was."""
    page, key = board_of(opened), filled["submitted"]
    page.take(card_of(page, key).card, S.GRANTED)
    answer(opened, page, decided_on=dt.date(2026, 5, 3))
    assert page.panels.is_editing
    assert record(opened, key).state is S.SUBMITTED
    words = " ".join(one.text() for one in page.panels.findChildren(QLabel))
    assert opened.desk.words("problem.before_receipt") in words
    page.take(card_of(page, filled["second"]).card, S.GRANTED)
    assert opened.desk.words("patronage_board.editing") in said_notes(page)


def test_the_menu_offers_the_allowed_states_only(filled: dict[str, UUID], opened: OpenWindow) -> None:
    page = board_of(opened)
    menu = page.menu_of(card_of(page, filled["granted"]))
    offered = [one.text() for one in menu.actions() if not one.isSeparator()]
    assert len(offered) == len(STEPS[S.GRANTED]) + 1
    assert opened.desk.words("action.patronage.withdraw") in offered


def _drag(page: BoardPage, key: UUID, state: PatronageState, qtbot: Any) -> None:
    """Press a card, carry it to a column, let it go."""
    assert isinstance(page.view, Columns)
    column = next(one for one in page.view.columns if one.state is state)
    view, area = card_of(page, key), page.view._area
    area.horizontalScrollBar().setValue(max(0, column.x() - 300))
    target = view.mapFromGlobal(column.mapToGlobal(column.rect().center()))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    send_move(view, target)
    assert column._is_target is (state in STEPS[view.card.state])
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=target)
    assert not column._is_target


def send_move(view: Any, to: QPoint) -> None:
    """The mouse with its button held, which qtbot does not say."""
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, QPointF(to), QPointF(view.mapToGlobal(to)),
                                             left, left, Qt.KeyboardModifier.NoModifier))


def test_dragging_runs_the_action_or_says_why_not(filled: dict[str, UUID], opened: OpenWindow,
                                                            qtbot: Any) -> None:
    page, key = board_of(opened), filled["second"]
    _drag(page, key, S.WITHDRAWN, qtbot)               # withdrawn before granted
    opened.wait()
    assert record(opened, key).state is S.SUBMITTED
    assert opened.desk.words("patronage_board.not_moved") in said_notes(page)
    _drag(page, key, S.OPINION, qtbot)
    opened.wait()
    assert record(opened, key).state is S.OPINION
    assert said_notes(page) == ""


def test_one_list_by_state_when_narrow(filled: dict[str, UUID], opened: OpenWindow, qtbot: Any) -> None:
    opened.window.resize(700, 700)
    page = board_of(opened)
    assert isinstance(page.view, StateList)
    first = card_of(page, filled["submitted"])
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert card_of(page, filled["second"]).isChecked()
    qtbot.keyClick(card_of(page, filled["second"]), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    answer(opened, page, supplement_due_on=dt.date(2026, 6, 1))
    assert record(opened, filled["second"]).state is S.TO_COMPLETE


def test_filters_and_an_empty_board(opened: OpenWindow, filled: dict[str, UUID]) -> None:
    page = board_of(opened)
    page.search.setText("celina")
    opened.wait()
    opened._qtbot.wait(200)
    assert page.view is not None and set(page.view.views) == {filled["granted"]}
    page.late.click()
    assert page.view is None
    page.late.click()
    assert page.view is not None


def test_scenario_12_through_the_screen(sqlite_store: Store, opened: OpenWindow) -> None:
    """Nine applications typed in and decided on the board: 4.3 is 4 (2/1/1), the last counts in the next year."""
    page = board_of(opened)

    def enter(**values: Any) -> UUID:
        page.add()
        form = page.panels.form
        assert isinstance(form, RecordForm)
        opened.wait()
        form.propose(form.draft() | {k: v for k, v in draft(**WHOLE, **values).items() if k != "state"})
        form.save()
        opened.wait()
        page.panels.close_all()
        settle(opened)
        with sqlite_store.read() as session:
            return max(one.id for one in session.query(Patronage).all())

    def take(key: UUID, state: PatronageState, **asked: Any) -> None:
        page.take(card_of(page, key).card, state)
        answer(opened, page, **asked)
        page.panels.close_all()
        opened.wait()

    june = dt.date(2026, 6, 10)
    mayor = [enter(event_name=f"Wydarzenie {n}", programme_related=n < 3) for n in range(4)]
    others = [enter(kind=kind) for kind in (PatronageKind.COMMITTEE, PatronageKind.CENTRE)]
    for key in (*mayor, *others):
        take(key, S.GRANTED, decided_on=june)
    take(mayor[0], S.WITHDRAWN, withdrawn_on=dt.date(2026, 6, 20), reason="zmiana programu")
    take(enter(), S.REFUSED, decided_on=june)
    late = enter(**LATE)
    assert (card_of(page, late).card.lead_days, card_of(page, late).card.is_late) == (27, True)
    take(late, S.UNEXAMINED, decided_on=dt.date(2026, 9, 1))
    last = enter(received_on=dt.date(2026, 12, 1), starts_on=dt.date(2027, 3, 1), ends_on=None)
    take(last, S.GRANTED, decided_on=dt.date(2027, 1, 8))
    with sqlite_store.read() as session:
        reading = MEASURES[0].read(session, Period(2026, TODAY))
        assert reading.value == 4
        split = {code: one.value for code, one in reading.beside.items() if one.value}
        assert split == {f"4.3+{PatronageKind.MAYOR.value}": 2, f"4.3+{PatronageKind.COMMITTEE.value}": 1,
                         f"4.3+{PatronageKind.CENTRE.value}": 1}
        assert MEASURES[0].read(session, Period(2027, dt.date(2028, 2, 1))).value == 1
    assert SCREEN_TODAY.year == 2026
