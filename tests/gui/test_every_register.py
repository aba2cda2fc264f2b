"""Every register there is makes a page and a form from its declaration alone (the words have a test of their own)."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import Register
from openkrakow_desktop.core.labels import records
from openkrakow_desktop.core.listing import View, column_name, keys_of, page, totals, used_choices
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.action_form import ActionForm
from openkrakow_desktop.gui.columns import columns_of
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.register_screen import RegisterScreen
from openkrakow_desktop.gui.states import is_state, look_of

from .screen_text import screen_text

REGISTERS = list(DECLARED.registers.values())
every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.key)


@pytest.fixture
def whole_desk(sqlite_store: Store, qtbot: Any) -> Any:
    made = Desk(sqlite_store, words("pl"), Clock.fixed(dt.date(2026, 3, 26)), DECLARED)
    yield made
    made.close()


def without_words(widget: QWidget) -> list[str]:
    """Words that no language file has are shown in brackets."""
    said = [one.text() for one in widget.findChildren(QLabel)] + [
        one.accessibleName() for one in widget.findChildren(QWidget)
    ]
    return sorted({one for one in said if one.startswith("[") and one.endswith("]")})


@every_register
def test_page_and_form(whole_desk: Desk, register: Register, qtbot: Any) -> None:
    screen = RegisterScreen(whole_desk, register)
    qtbot.addWidget(screen)
    screen.resize(1100, 700)
    screen.show()
    screen.add()
    qtbot.waitUntil(lambda: not whole_desk.busy and screen.rows.is_loaded, timeout=20_000)
    form = screen.panels.form
    assert isinstance(form, RecordForm)
    form.save()  # an empty form: refused with words, or saved where nothing is required
    qtbot.waitUntil(lambda: not whole_desk.busy, timeout=20_000)
    assert without_words(screen) == []
    assert "None" not in screen_text(screen)
    for one in screen.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(screen):
            assert one.accessibleName() or one.focusProxy(), type(one)


def test_columns_sort_filter_and_add_up_on_both_databases(store: Store) -> None:
    """One database for all registers: making one on a server takes a second."""
    with store.read() as session:
        for register in REGISTERS:
            _try(session, register)


def _try(session: Session, register: Register) -> None:
    for column in register.columns:
        for sign in ("", "-"):
            assert keys_of(session, register, View(order=sign + column_name(column))) == b"", register.key
    for name in register.filters:
        one = register.field(name)
        if not one.target:
            assert totals(session, register, View(choices={name: tuple(one.choices)[:2] or (True,)})).shown == 0
        else:
            assert used_choices(session, register, name) == []
    assert page(session, register, []) == {}
    found = totals(session, register, View(search="ą_%", year=2026 if register.date else None))
    assert (found.shown, set(found.sums)) == (0, set(register.sums)), register.key


@every_register
def test_columns_have_room_for_their_heads(register: Register) -> None:
    for column in columns_of(register, words("pl")):
        assert column.title
        assert column.ems == 0 or column.ems >= 4


@every_register
def test_what_actions_ask_has_words(whole_desk: Desk, register: Register, qtbot: Any) -> None:
    from openkrakow_desktop.core.keys import new_key

    for action in register.actions:
        form = ActionForm(whole_desk, action, new_key())
        qtbot.addWidget(form)
        assert without_words(form) == []
        assert whole_desk.words.has(f"action.{action.key}")


def test_every_state_has_its_tone_and_symbol() -> None:
    states = {
        kind
        for model in records().values()
        for column in model.__table__.c
        if issubclass(kind := _kind(column), enum.Enum) and is_state(kind)
    }
    assert len(states) > 5
    assert [str(member) for kind in states for member in kind if look_of(member) is None] == []


def _kind(column: Any) -> type:
    kind: type = column.type.python_type
    return kind
