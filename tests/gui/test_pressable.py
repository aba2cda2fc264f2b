"""Rows that are pressed: one Tab stop, arrows, Enter, a chosen row in sight; doors that never stay chosen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from openkrakow_desktop.gui.frames import scrolled
from openkrakow_desktop.gui.layout import column, ems, row
from openkrakow_desktop.gui.live_page import Holder, first_stop
from openkrakow_desktop.gui.pressable import Pressable, PressableList
from openkrakow_desktop.gui.widgets import button, text


def made(qtbot: Any, stays: bool = True, many: int = 4) -> tuple[PressableList, list[object], list[object]]:
    rows = [(n, Pressable(ems(text(f"wiersz {n}"), height=3), f"wiersz {n}", chosen=False if stays else None))
            for n in range(many)]  # fmt: skip
    listed = PressableList("lista", [text("nagłówek"), *rows])
    qtbot.addWidget(listed)
    chosen: list[object] = []
    opened: list[object] = []
    listed.chosen.connect(chosen.append)
    listed.opened.connect(opened.append)
    listed.show()
    return listed, chosen, opened


def test_arrows_move_and_choose(qtbot: Any) -> None:
    listed, chosen, _ = made(qtbot)
    qtbot.keyClick(listed.row(0), Qt.Key.Key_Down)
    qtbot.keyClick(listed.row(1), Qt.Key.Key_End)
    qtbot.keyClick(listed.row(3), Qt.Key.Key_Down)
    qtbot.keyClick(listed.row(3), Qt.Key.Key_Home)
    assert chosen == [1, 3, 3, 0] and listed.key == 0
    assert [listed.row(n).isChecked() for n in range(4)] == [True, False, False, False]  # type: ignore[union-attr]


def test_enter_and_double_click_open_a_chosen_row(qtbot: Any) -> None:
    listed, chosen, opened = made(qtbot)
    qtbot.mouseClick(listed.row(2), Qt.MouseButton.LeftButton)
    qtbot.keyClick(listed.row(2), Qt.Key.Key_Return)
    qtbot.mouseDClick(listed.row(2), Qt.MouseButton.LeftButton)
    assert chosen == [2] and opened == [2, 2]


def test_a_door_opens_and_is_never_chosen(qtbot: Any) -> None:
    listed, chosen, opened = made(qtbot, stays=False)
    qtbot.mouseClick(listed.row(1), Qt.MouseButton.LeftButton)
    qtbot.keyClick(listed.row(1), Qt.Key.Key_Down)
    qtbot.keyClick(listed.row(2), Qt.Key.Key_Enter)
    qtbot.keyClick(listed.row(3), Qt.Key.Key_Space)
    assert opened == [1, 2, 3] and chosen == []
    assert not any(listed.row(n).isChecked() for n in range(4))  # type: ignore[union-attr]


def test_tab_stops_once(qtbot: Any) -> None:
    listed, _, _ = made(qtbot)
    for key in (None, 2, "nowhere"):
        listed.choose(key)
        stops = [n for n in range(4) if listed.row(n).focusPolicy() & Qt.FocusPolicy.TabFocus]  # type: ignore[union-attr]
        assert stops == [2 if key == 2 else 0]


def test_a_chosen_row_comes_into_sight(qtbot: Any) -> None:
    listed, _, _ = made(qtbot, many=60)
    area: QScrollArea = scrolled(listed)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    listed.choose(55)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0, timeout=5_000)
    row = listed.row(55)
    assert row is not None and 0 <= row.mapTo(area.viewport(), row.rect().topLeft()).y() < 200


@pytest.mark.parametrize("name", ["Drugi", "Gone"])
def test_new_content_keeps_the_keyboard_where_it_was(qtbot: Any, name: str) -> None:
    def content(second: str) -> QWidget:
        return column(button("Pierwszy"), button(second))

    holder = Holder(content("Drugi"))
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(lambda: holder.isActiveWindow(), timeout=5_000)
    holder.findChildren(type(button("x")))[1].setFocus()
    holder.hold(content(name))
    focus = holder.focusWidget()
    assert focus is not None and focus.accessibleName() == ("Drugi" if name == "Drugi" else "Pierwszy")
    assert first_stop(holder) is not None


def test_a_row_is_as_high_as_its_words_once_wrapped(qtbot: Any) -> None:
    words = text("10 osób; 3 nie: już policzono, 3 nie: spoza grupy docelowej, 1 nie: bez umowy", "small", wrap=True)
    told = column(text("Przeszkolone osoby", wrap=True), words, gap=0)
    page = column(Pressable(row(ems(text("1.4, T2-1.3"), 8), (told, 1)), "1.4"), 1)
    qtbot.addWidget(page)
    page.resize(280, 400)
    page.show()

    def is_whole() -> None:
        assert words.height() >= words.heightForWidth(words.width()) > 2 * words.fontMetrics().height()

    qtbot.waitUntil(is_whole)
