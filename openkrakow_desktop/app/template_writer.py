"""The empty workbook to fill in: asks where it shall lie, and writes it with a progress that can be cancelled."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ..gui.desk import Desk
from ..gui.file_writer import ask_place, write_with_progress
from ..gui.widgets import announce


def save_template(desk: Desk, page: QWidget) -> None:
    """Ask where, and write an empty workbook with every register, in the language of the window."""
    w, today = desk.words, desk.clock.today()
    title, name = w("import_page.template_file"), w("import_page.template_name")
    target = ask_place(desk, page, title, w("import_page.excel_kind"), name)
    if target is None:
        return

    def work(_progress: Any) -> None:
        from ..core.excel_template import write_template

        write_template(desk.declared, target, w, today=today)

    def done(_nothing: None) -> None:
        announce(page, w("import_page.template_done", name=target.name))

    write_with_progress(desk, page, title, work, done)
