"""Workbooks around an import: the empty one to fill in, and the rows that were refused, with their reasons."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ..core.excel_import import Outcome
from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.file_writer import ask_place, tell_not_written, write_with_progress
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


def save_rejected(desk: Desk, page: QWidget, outcome: Outcome, proposed: Path) -> None:
    """Ask where, and write the refused rows with their reasons into a workbook, to be mended and taken again."""
    w, today = desk.words, desk.clock.today()
    target = dialogs.save_file(page, w("import_page.rejected_file"), w("import_page.excel_kind"), proposed)
    if target is None:
        return

    def work(_progress: Any) -> int:
        from ..core.excel_template import write_rejected

        return write_rejected(desk.declared, outcome.lines, target, w, today=today)

    job = desk.jobs.start(work)
    job.succeeded.connect(lambda _: announce(page, w("import_page.rejected_done", name=target.name)))
    job.failed.connect(partial(tell_not_written, page, desk))
