"""Chips go on in the next line where the window is narrow, and none is cut off."""

from __future__ import annotations

from typing import Any

from openkrakow_desktop.gui.flow import flow
from openkrakow_desktop.gui.layout import column
from openkrakow_desktop.gui.widgets import button


def test_parts_wrap_and_stay_whole(qtbot: Any) -> None:
    chips = [button(f"Kategoria {n}", "chip") for n in range(8)]
    page = column(flow(chips), 1)
    qtbot.addWidget(page)
    page.resize(1200, 300)
    page.show()
    one_line = {chip.y() for chip in chips}
    page.resize(420, 300)
    qtbot.waitUntil(lambda: len({chip.y() for chip in chips}) > 1)
    assert len(one_line) == 1
    holder = chips[0].parentWidget()
    assert holder is not None
    for chip in chips:
        assert chip.geometry().right() <= holder.width() and chip.geometry().bottom() <= holder.height()
        assert chip.width() >= chip.sizeHint().width()
