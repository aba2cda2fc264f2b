"""Writing the report and its page as people use them: drafts, keys, steps in order, a number asked in a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.drafts import Drafts
from openkrakow_desktop.gui.report_preview import report_preview
from openkrakow_desktop.gui.report_writer import PREVIEW, Wanted
from openkrakow_desktop.overview.report import COUNCIL_REPORT
from openkrakow_desktop.overview.report_progress import Step, hand_on, progress_of
from openkrakow_desktop.overview.screen.report import report
from openkrakow_desktop.overview.screen.report_pages import Thumb
from openkrakow_desktop.overview.screen.writing import writing
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.letter_tables import LetterLanguage
from openkrakow_desktop.programme.report_tables import ReportStage
from openkrakow_desktop.programme.service import statuses
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import screen_text

W = words("pl")
POLISH = LetterLanguage.POLISH


class Open(OpenPage):
    """A page of the report over the demo's closed year."""

    def __init__(self, store: Store, qtbot: Any, make: Any, folder: Any) -> None:
        def with_drafts(desk: Desk) -> Any:
            desk.drafts = Drafts(folder, "demo", desk.clock)
            return make(desk)

        super().__init__(store, qtbot, with_drafts, Clock.fixed(TODAY), year=YEAR)


@pytest.fixture
def opened(demo_store: Store, qtbot: Any, tmp_path: Any) -> Iterator[Any]:
    made: list[Open] = []

    def open_(make: Any) -> Open:
        made.append(Open(demo_store, qtbot, make, tmp_path / "drafts"))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()


def narrative(store: Store, task: str) -> str | None:
    with store.read() as session:
        return statuses(session, YEAR)[task].narrative


# Writing


def test_it_opens_at_the_first_task_without_words_and_goes_on(opened: Any) -> None:
    one = opened(writing)
    page = one.page
    assert page.pane.part.key == "2.2" and "Gotowe 21 z 25" in screen_text(page)
    page.pane.writing.setFocus()
    QTest.keyClicks(page.pane.writing, "Praca trwa od marca.")
    QTest.keyClick(page.pane.writing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    one.wait()
    one.wait()
    assert narrative(one.store, "2.2") == "Praca trwa od marca."
    assert page.pane.part.key == "3.4" and "Gotowe 22 z 25" in screen_text(page)
    QTest.keyClick(page.pane.writing, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    one.wait()
    assert page.pane.part.key == "3.3"


def test_what_is_typed_comes_back_after_a_crash(opened: Any) -> None:
    first = opened(writing)
    first.page.pane.writing.insertPlainText("Niedokończone zdanie")
    first.page.keep_draft()
    again = opened(writing)
    assert again.page.pane.words == "Niedokończone zdanie" and W("writing.restored") in screen_text(again.page)
    assert narrative(again.store, "2.2") is None


def test_pasted_markup_is_words_and_too_much_of_it_is_told_and_kept(opened: Any) -> None:
    one = opened(writing)
    pane = one.page.pane
    data = QMimeData()
    data.setHtml("<html><body><p>Akapit <b>pierwszy</b></p><ul><li>punkt</li></ul></body></html>")
    pane.writing.insertFromMimeData(data)
    assert pane.words == "Akapit pierwszy\n- punkt"
    data = QMimeData()
    data.setText("<p>" + "słowo " * 9_000 + "</p>")
    pane.writing.insertFromMimeData(data)
    assert len(pane.words) > 50_000 and "<p>" not in pane.words
    one.page.save()
    one.wait()
    told = screen_text(one.page)
    assert "w sprawozdaniu mieści się 20 000" in told.replace("\u00a0", " ")
    assert len(pane.words) > 50_000 and narrative(one.store, "2.2") is None


def test_a_sensitive_word_is_pointed_out_while_it_is_typed(opened: Any) -> None:
    one = opened(writing)
    assert W("writing.guard") in screen_text(one.page)
    one.page.pane.writing.insertPlainText("Stan zdrowia uczestniczki")
    assert W("problem.sensitive") in screen_text(one.page)


def test_last_years_words_and_the_number_are_at_hand(opened: Any) -> None:
    one = opened(writing)
    one.page.show_what("1.1")
    one.wait()
    one.press(W("origin.title"))
    assert one.asked[-1] == ("origin", AskedNumber("1.1", YEAR))
    one.press(W("writing.take_before"))
    assert one.page.pane.words.endswith("na potrzeby pokazu.")


# The page of the report


def test_steps_open_in_order_and_each_opens_its_place(opened: Any) -> None:
    one = opened(report)
    one.qtbot.waitUntil(lambda: bool(one.page.findChildren(Thumb)), timeout=120_000)
    told = screen_text(one.page)
    assert "Gotowe 21 z 25. Następne: 2.2" in told and "Najpierw: Sprawdzenie roku." in told
    one.press(W("report_page.do_check"))
    one.press(W("report_page.do_writing"))
    assert one.asked[-2:] == [("doctor", None), ("writing", "2.2")]
    thumbs = one.page.findChildren(Thumb)
    lacking = {thumb.one.title for thumb in thumbs if thumb.missing}
    assert W("council.objective", code="2", label="Współdziałanie i dialog") in lacking
    thumbs[2].setFocus()
    QTest.keyClick(thumbs[2], Qt.Key.Key_Return)
    key, wanted = one.asked[-1]
    assert key == PREVIEW and wanted.page == thumbs[2].one.page and wanted.report is COUNCIL_REPORT
    QTest.keyClick(thumbs[2], Qt.Key.Key_Right)
    assert thumbs[3].hasFocus() or QApplication.focusWidget() is None


def test_the_way_to_the_council_is_recorded_in_order(demo_store: Store) -> None:
    with demo_store.write("report_step.add") as session:
        for month, stage in enumerate((ReportStage.FILES, ReportStage.HEAD), 2):
            hand_on(session, DECLARED, YEAR, stage, dt.date(YEAR + 1, month, 3), "SP-01.0541.3.2026", TODAY)
    with demo_store.read() as session:
        found = progress_of(session, YEAR, TODAY, catalogue(), DECLARED)
    assert found.is_done(Step.FILES) and not found.is_done(Step.COUNCIL) and found.next_stage() is ReportStage.MAYOR
    assert not found.is_open(Step.COUNCIL) and found.missing_before(Step.COUNCIL) is Step.CHECK
    assert found.is_open(Step.WRITING) and found.handed[ReportStage.HEAD].document_no == "SP-01.0541.3.2026"


# A number in the preview


def test_a_number_on_a_page_is_asked_and_a_table_is_copied(opened: Any) -> None:
    one = opened(report_preview)
    one.page.show_what(Wanted(COUNCIL_REPORT, None, {"year": YEAR, "language": POLISH}, 5))
    one.qtbot.waitUntil(lambda: one.page.paper is not None, timeout=120_000)
    spot = next(spot for spot in one.page.paper.spots if one.page.number_at(spot) == AskedNumber("3.1b", YEAR))
    sheet = one.page._sheets[spot.page]
    at = sheet._place(spot).center()
    where = QMouseEvent(QMouseEvent.Type.MouseButtonRelease, at, QPointF(sheet.mapToGlobal(at.toPoint())),
                        Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    sheet.mouseReleaseEvent(where)
    assert one.asked[-1] == ("origin", AskedNumber("3.1b", YEAR))
    one.page.copy_table(one.page.document.tables()["indicators"])
    data = QApplication.clipboard().mimeData()
    assert "<table" in data.html() and data.text().splitlines()[1].startswith("Kod\tWskaźnik")


def test_what_goes_out_is_the_approved_version(opened: Any, tmp_path: Any) -> None:
    one = opened(report)
    assert one.page._progress.frozen is not None
    one.page.write_to(tmp_path / "sprawozdanie.pdf", with_annex=True)
    annex = tmp_path / "sprawozdanie.xlsx"
    one.qtbot.waitUntil(lambda: annex.exists() and one.page._done.isVisible(), timeout=120_000)
    one.wait()
    facts = dict(one.page._official()().facts)
    assert facts[W("summary.version")] == W("summary.version_no", n=one.page._progress.frozen.number)
    with one.store.read() as session:
        assert ReportStage.FILES in progress_of(session, YEAR, TODAY, catalogue(), DECLARED).handed
