"""Pasting into a list, texts offered while typing, and a look at another entry that does not lose what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit

from openkrakow_desktop.contacts import feature
from openkrakow_desktop.core.pasted import PastedRows
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.offering import Offering
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.record_panel import RecordPanel

from .test_register_screen import fill, screen_of

Settle = Callable[[], None]


def test_used_texts_are_found_without_their_marks(qtbot: Any) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    offering = Offering(line, ["Łódź i okolice", "Okolice", "Kraków"])
    assert offering.offered("okol") == ["Okolice", "Łódź i okolice"]
    assert offering.offered("lodz") == ["Łódź i okolice"]
    assert offering.offered("") == ["Łódź i okolice", "Okolice", "Kraków"]
    assert offering.offered("kraków") == []  # it stands there already


def test_what_was_copied_is_pasted_into_the_list(desk: Desk, qtbot: Any, settle: Settle) -> None:
    fill(desk.store)
    screen = screen_of(desk, qtbot, settle)
    asked: list[Any] = []
    desk.open_asked.connect(lambda key, what: asked.append((key, what)))
    QApplication.clipboard().setText("Fundacja\tNGO")
    screen._paste_copied()
    screen.paste_button.click()
    assert asked == [
        ("import", PastedRows("organisation", "Fundacja\tNGO")),
        ("import", PastedRows("organisation")),
    ]
    QApplication.clipboard().clear()


def test_a_look_at_another_entry_keeps_what_was_typed(desk: Desk, qtbot: Any, settle: Settle) -> None:
    ids = fill(desk.store)
    screen = screen_of(desk, qtbot, settle)
    screen.add()
    settle()
    form = screen.panels.form
    assert isinstance(form, RecordForm)
    form.lines["name"].editor.set_value("Nowa fundacja")
    form.look_asked.emit(ids["Fundacja Mosty"])
    settle()
    assert isinstance(screen.panels.panel, RecordPanel) and screen.panels.panel.card.id == ids["Fundacja Mosty"]
    screen.panels.back()
    settle()
    form = screen.panels.form
    assert isinstance(form, RecordForm) and form.record_id is None
    assert form.draft()["name"] == "Nowa fundacja"
    assert feature.ORGANISATIONS.key == form.register.key
