"""The empty workbook to fill in: asks where it shall lie, and writes it with a progress that can be cancelled."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.report_writer import tell_not_written
from ..gui.widgets import announce


def save_template(desk: Desk, page: QWidget) -> None:
    """Ask where, and write an empty workbook with every register, in the language of the window."""
    w, today = desk.words, desk.clock.today()
    folder = Path(str(desk.settings.get("export_folder") or Path.home()))
    proposed = folder / w("import_page.template_name")
    target = dialogs.save_file(page, w("import_page.template_file"), w("import_page.excel_kind"), proposed)
    if target is None:
        return

    def work(_progress: Any) -> None:
        from ..core.excel_template import write_template

        write_template(desk.declared, target, w, today=today)

    job = desk.jobs.start(work)
    dialogs.ProgressWindow(page.window(), w, w("import_page.template_file"), job)
    job.succeeded.connect(lambda _: announce(page, w("import_page.template_done", name=target.name)))
    job.failed.connect(partial(tell_not_written, page, desk))
