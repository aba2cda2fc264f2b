"""The preview: the pages that will be printed, rebuilt when what is asked changes, saved as the very same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from sqlalchemy.orm import Session

from openkrakow_desktop.core.declarations import Ask, Report, ReportContext
from openkrakow_desktop.core.document import Column, Document, Heading, Kind, Paragraph, Table, labels
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.gui import file_writer, report_preview, report_writer
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.report_preview import ReportPreview
from openkrakow_desktop.gui.report_writer import Wanted

Settle = Callable[[], None]


def build(session: Session, context: ReportContext, record_id: UUID | None = None, rows: int = 1) -> Document:
    if rows > 500:
        raise Refused(Problem("rows", "problem.too_great", {"high": 500, "value": rows}))
    columns = (Column("Nr", Kind.INTEGER), Column("Tytuł"))
    table = Table("rows", "Wiersze", columns, tuple((n, "Źdźbło") for n in range(rows)))
    return Document(
        "Próba", (Heading("Dział"), Paragraph("Treść"), table), labels(context.words), banner=context.banner
    )


REPORT = Report("list", build, (Ask("rows", int),))


@pytest.fixture
def preview(desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReportPreview]:
    texts = {"report.list": "Lista", "ask.rows": "wiersze"}
    monkeypatch.setattr(type(desk.words), "__call__", _known(type(desk.words).__call__, texts))
    page = ReportPreview(desk)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    yield page


def _known(original: Any, texts: dict[str, str]) -> Any:
    return lambda words, key, **values: texts[key] if key in texts else original(words, key, **values)


def shown(page: ReportPreview, qtbot: Any, pages: int) -> None:
    qtbot.waitUntil(lambda: page.paper is not None and len(page.paper.sizes) == pages, timeout=20_000)


def test_pages_are_shown_and_follow_what_is_asked(preview: ReportPreview, qtbot: Any) -> None:
    preview.show_what(Wanted(REPORT, None, {"rows": 3}))
    shown(preview, qtbot, 1)
    preview._editors["rows"].set_value(200)
    preview.build()
    qtbot.waitUntil(lambda: preview.paper is not None and len(preview.paper.sizes) > 3, timeout=20_000)
    image = preview.paper.picture(0, 1.0) if preview.paper else None
    assert image is not None and image.width() > 500
    dark = sum(image.pixelColor(x, y).lightness() < 128 for x in range(0, 500, 3) for y in range(0, 700, 3))
    assert dark > 20  # something is written on it


def test_what_is_missing_or_refused_is_said(preview: ReportPreview, qtbot: Any) -> None:
    preview.show_what(Wanted(REPORT))
    assert preview._problem.isVisible() and preview.paper is None
    preview._editors["rows"].set_value(501)
    preview.build()
    qtbot.waitUntil(lambda: "500" in preview._problem.text(), timeout=20_000)
    preview._editors["rows"].set_value(2)
    preview.build()
    shown(preview, qtbot, 1)
    assert not preview._problem.isVisible()


def test_the_saved_file_is_what_was_shown(
    preview: ReportPreview, desk: Desk, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview.show_what(Wanted(REPORT, None, {"rows": 4}))
    shown(preview, qtbot, 1)
    target = tmp_path / "próba.pdf"
    monkeypatch.setattr(file_writer.dialogs, "save_file", lambda *_: target)
    preview.save("pdf")
    qtbot.waitUntil(lambda: target.exists() and preview._done.isVisible(), timeout=20_000)
    assert preview.paper is not None and target.read_bytes() == preview.paper.data
    sheet = tmp_path / "próba.xlsx"
    preview.save_to(sheet)
    qtbot.waitUntil(sheet.exists, timeout=20_000)
    told: list[str] = []
    monkeypatch.setattr(file_writer.dialogs, "tell", lambda *words: told.append(words[-1]))
    preview.save_to(tmp_path / "nie ma" / "x.pdf")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)


def test_without_a_printer_it_says_what_to_do(preview: ReportPreview, qtbot: Any, monkeypatch: Any) -> None:
    from PySide6.QtPrintSupport import QPrinterInfo

    preview.show_what(Wanted(REPORT, None, {"rows": 4}))
    shown(preview, qtbot, 1)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: [])
    told: list[str] = []
    monkeypatch.setattr(report_preview.dialogs, "tell", lambda *words: told.append(words[-1]))
    qtbot.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert told and "PDF" in told[0]


def test_the_keyboard_stays_on_the_page_and_ends_on_print(preview: ReportPreview, desk: Desk, qtbot: Any) -> None:
    plain = Report("list", build, ())
    preview.activateWindow()
    qtbot.waitUntil(preview.isActiveWindow)
    preview.setFocus()
    for rows in (3, 4):  # opened twice: the buttons of the first time have gone
        preview.show_what(Wanted(plain, None, {"rows": rows}))
        focus = preview.window().focusWidget()
        assert focus is preview or preview.isAncestorOf(focus)
        qtbot.waitUntil(lambda: preview._print.isEnabled(), timeout=20_000)
        assert preview.window().focusWidget() is preview._print
        with qtbot.waitSignal(desk.close_asked):
            qtbot.keyClick(preview._print, Qt.Key.Key_Escape)


def test_a_file_is_named_without_signs_that_some_systems_refuse() -> None:
    assert report_writer.file_stem('Zestawienie: maj 2026 / "A"') == "zestawienie-maj-2026-a"


def test_escape_closes(preview: ReportPreview, desk: Desk, qtbot: Any) -> None:
    with qtbot.waitSignal(desk.close_asked):
        qtbot.keyClick(preview, Qt.Key.Key_Escape)
