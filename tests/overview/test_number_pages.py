"""The pages around a number: where it comes from, years side by side, plans; golden dumps, keys, paste, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.places import PLACES
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.core.asked import ORIGIN, AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.pressable import Pressable
from openkrakow_desktop.gui.spark import Spark
from openkrakow_desktop.overview.changes import Course, change
from openkrakow_desktop.overview.evaluate import evaluate, so_far_of
from openkrakow_desktop.overview.years import reasons_of_change, years_side_by_side
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.model import PlannedValue
from openkrakow_desktop.programme.plan_sheet import save_plans
from openkrakow_desktop.programme.plans import entry_of, plans_of, read_pasted, read_plan
from tests.demo_data import TODAY, YEAR
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import expect_golden

KNOWN = catalogue()
ASKED = {ORIGIN: AskedNumber("3.1a", YEAR), "years": "T2-3.1", "plans": "3.1b"}


class Opened(OpenPage):
    """One of the pages on the demo, with what it is asked for."""

    def __init__(self, store: Store, qtbot: Any, name: str, language: str, size: tuple[int, int], year: int) -> None:
        make = screen_of(PLACES[name].screen)
        super().__init__(store, qtbot, make, Clock.fixed(TODAY), language=language, size=size, year=year)
        self.page.show_what(ASKED[name])
        self.wait()
        self.wait()


@pytest.fixture
def opened(demo_store: Store, qtbot: Any) -> Iterator[Any]:
    made: list[Opened] = []

    def open_(name: str, language: str = "pl", size: tuple[int, int] = (1072, 770), year: int = YEAR) -> Opened:
        made.append(Opened(demo_store, qtbot, name, language, size, year))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()
    theme.apply(QApplication.instance())  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("name", ASKED)
def test_page_as_text(opened: Any, name: str, language: str) -> None:
    shown = opened(name, language).text
    assert "[[" not in shown
    expect_golden(f"{name}-{language}", shown)


@pytest.mark.parametrize("name", ASKED)
def test_large_text_in_a_narrow_window_is_not_clipped_sideways(opened: Any, name: str) -> None:
    theme.apply(QApplication.instance(), "contrast", 2.0)  # type: ignore[arg-type]
    page = opened(name, "uk", (1160, 720)).page
    for area in page.findChildren(QScrollArea):
        inside = area.widget()
        if inside is not None and area.isVisible():
            assert inside.minimumSizeHint().width() <= area.viewport().width() + 1
    assert page.minimumSizeHint().width() <= 1160


# Where a number comes from


def test_from_a_row_to_its_record_and_its_history_by_one_press_each(opened: Any) -> None:
    page = opened(ORIGIN)
    row = page.page.chosen
    assert row is not None, "the first row has the keyboard"
    page.page.open_row()
    assert page.asked[-1] == (row.register, row.id)
    page.qtbot.keyClicks(page.page.table, "h")
    page.wait()
    assert words("pl")("account.history_of") in page.text


def test_what_was_left_out_is_listed_by_reason(opened: Any) -> None:
    page = opened(ORIGIN)
    account = page.page._account
    for why in {row.why for row in account.left_out}:
        page.page.choose(why)
        listed = [row for row in account.left_out if row.why == why]
        assert page.page.rows.rowCount() == len(listed)
        assert words("pl")(f"why.{why}").lower() in page.page.copied().text.lower()
    page.page.choose("")
    copied = page.page.copied().text.splitlines()
    assert len(copied) == 1 + len(account.rows)
    assert sum(int(line.split("\t")[-1].replace("\u00a0", "")) for line in copied[1:]) == account.reading.value


def test_the_workbook_of_the_rows_adds_up(opened: Any, tmp_path: Path) -> None:
    page, path = opened(ORIGIN), tmp_path / "skad.xlsx"
    page.page.export(path)
    page.qtbot.waitUntil(path.exists, timeout=30_000)
    page.wait()
    book = openpyxl.load_workbook(path)
    sheet = book[words("pl")("account.sheet_rows")]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(at for at, line in enumerate(lines) if words("pl")("account.counts") in line)
    column = lines[head].index(words("pl")("account.counts"))
    account = page.page._account
    counts = [line[column] for line in lines[head + 1 : head + 1 + len(account.rows)]]
    assert sum(counts) == account.reading.value
    assert words("pl")("account.sheet_out") in book.sheetnames


def test_thousands_of_rows_are_not_widgets(opened: Any) -> None:
    page = opened(ORIGIN)
    page.page.show_what(AskedNumber("1.1", YEAR))
    page.wait()
    assert page.page.rows.rowCount() > 400 and len(page.page.findChildren(Pressable)) == 0


def test_escape_goes_back(opened: Any) -> None:
    page, closed = opened(ORIGIN), []
    page.desk.close_asked.connect(lambda: closed.append(True))
    page.qtbot.keyClick(page.page, Qt.Key.Key_Escape)
    assert closed


# Years


@pytest.mark.parametrize(
    ("before", "now", "course"),
    [
        (100, 110, Course.GREW),
        (100, 109, Course.ALIKE),
        (100, 90, Course.FELL),
        (100, 91, Course.ALIKE),
        (0, 3, Course.FROM_ZERO),
        (0, 0, Course.SAME),
        (None, 4, Course.UNKNOWN),
        (4, None, Course.UNKNOWN),
    ],
)
def test_a_change_is_exact(before: int | None, now: int | None, course: Course) -> None:
    one = change(before, now)
    assert one.course is course and one.is_notable == (course in (Course.GREW, Course.FELL, Course.FROM_ZERO))
    assert change(before, now, running=True).course in (Course.RUNNING, Course.UNKNOWN)


def test_every_year_stands_as_it_is_counted_alone(demo_store: Store) -> None:
    with demo_store.read() as session:
        found = years_side_by_side(session, TODAY.year, TODAY, KNOWN, DECLARED)
        assert found.running == TODAY.year and len(found.years) <= 10
        for at, year in enumerate(found.years):
            numbers = evaluate(session, Period(year, TODAY), KNOWN, DECLARED)
            for code, row in found.rows.items():
                assert row.readings[at].value == numbers.reading(code).value, (code, year)
                entry: Any = {**numbers.measures, **numbers.indicators}[code]
                assert row.plans[at] == entry.plan, (code, year)


def test_no_data_is_a_gap_and_never_zero(opened: Any) -> None:
    page = opened("years", year=TODAY.year)
    found = page.page._found
    missing = found.rows["T2-3.2"]
    assert None in missing.values and 0 not in missing.values
    for chart in page.page.findChildren(Spark):
        assert "None" not in chart.accessibleDescription()
    assert "T2-3.2" in page.page.copied().text and "<td" in page.page.copied().html


def test_a_change_says_its_rows_and_months(demo_store: Store) -> None:
    with demo_store.read() as session:
        reasons = reasons_of_change(session, "1.5b", (YEAR,), TODAY, KNOWN, DECLARED)
        one = reasons[YEAR]
        assert one.rows[0] >= 0 and one.rows[1] > 0 and not one.running and one.months


def test_a_year_of_the_panel_opens_its_rows(opened: Any) -> None:
    page = opened("years")
    lines = [one for one in page.page._beside.panel.findChildren(Pressable)]
    lines[0].click()
    assert page.asked[-1] == (ORIGIN, AskedNumber("T2-3.1", YEAR))


def test_escape_in_the_list_closes_the_panel(opened: Any) -> None:
    page = opened("years")
    assert page.page._beside.panel is not None
    QTest.keyClick(page.page._list, Qt.Key.Key_Escape)
    assert page.page._beside.panel is None


# Expected by today


@pytest.mark.parametrize(
    ("code", "today", "due"),
    [
        ("T2-3.1", dt.date(2026, 1, 1), "20/73"),
        ("T2-3.1", dt.date(2026, 12, 31), "100"),
        ("T2-1.2", dt.date(2026, 7, 1), None),
        ("T2-3.2", dt.date(2026, 7, 1), None),
        ("T2-3.1", dt.date(2027, 1, 1), None),
    ],
)
def test_what_was_due_by_today_is_days_alone(code: str, today: dt.date, due: str | None) -> None:
    found = so_far_of(KNOWN.indicators[code], Period(2026, today), KNOWN)
    assert (None if found is None else str(found)) == due


# Plans


@pytest.mark.parametrize(
    ("typed", "code", "language", "value"),
    [
        ("110", "3.1b", "pl", 110),
        (" 1 234 ", "1.1", "pl", 1234),
        ("1\u00a0234,00", "1.1", "pl", 1234),
        ("", "1.1", "pl", None),
        ("5 %", "T2-3.2", "pl", 5),
        ("900 000 zł", "2.2", "pl", 900_000),
        ("4,800", "1.1", "en", 4800),
        ("0", "1.1", "pl", 0),
        ("4,800", "1.1", "pl", "problem.plan_not_whole"),
        ("900,000", "2.2", "pl", "problem.plan_not_whole"),
        ("101", "T2-3.2", "pl", "problem.plan_percent"),
        ("-3", "1.1", "pl", "problem.plan_negative"),
        ("−3", "1.1", "pl", "problem.plan_negative"),
        ("dużo", "1.1", "pl", "problem.plan_not_whole"),
        ("12,5", "1.1", "pl", "problem.plan_not_whole"),
        ("9" * 30, "1.1", "pl", "problem.plan_too_great"),
        ("5%", "1.1", "pl", "problem.plan_not_whole"),
    ],
)
def test_a_typed_plan_is_read_or_says_why_not(typed: str, code: str, language: str, value: int | str | None) -> None:
    found = read_plan(typed, entry_of(code, KNOWN), language)
    assert (found.key if isinstance(found, Problem) else found) == value


def test_a_table_from_excel_is_taken_whole_or_not_at_all() -> None:
    years = range(2024, 2029)
    good = "Kod\tNazwa\t2027\t2028\r\nCel 1\t\t\t\r\n1.1\tOsoby\t4 800\t5000\r\nT2-3.2\tUdział\t3 %\t\r\n"
    found = read_pasted(good, KNOWN, years, "pl")
    assert found.plans == {("1.1", 2027): 4800, ("1.1", 2028): 5000, ("T2-3.2", 2027): 3} and not found.problems
    bad = "Kod\t2027\t2031\n9.9\t4\t5\n1.1\tdużo\t1\nT2-3.2\t140\t\n3.1b\t5\t\n3.1b\t6\t\n"
    keys = [(where, one.key) for where, one in read_pasted(bad, KNOWN, years, "pl").problems]
    assert keys == [
        ("", "problem.plan_year"),
        ("", "problem.plan_code"),
        ("1.1, 2027", "problem.plan_not_whole"),
        ("T2-3.2, 2027", "problem.plan_percent"),
        ("3.1b, 2027", "problem.plan_twice"),
    ]
    assert read_pasted("a\tb\n1\t2", KNOWN, years, "pl").problems[0][1].key == "problem.plan_no_years"


def test_plans_are_saved_as_one_operation(sqlite_store: Store) -> None:
    with sqlite_store.write("planned_value.sheet") as session:
        assert save_plans(session, {("3.1b", 2027): 110, ("T2-3.2", 2027): 5, ("2.2", 2027): 900}, "Plan", TODAY) == 3
        assert (
            save_plans(session, {("3.1b", 2027): 120, ("T2-3.2", 2027): None, ("2.2", 2027): 900}, "Zmiana", TODAY) == 2
        )
        found = plans_of(session, (2027,), KNOWN)
        assert {code: one.value for (code, _), one in found.items()} == {"3.1b": 120, "2.2": 90_000}
        assert found["3.1b", 2027].source == "Zmiana" and found["2.2", 2027].source == "Plan"
    with pytest.raises(Refused), sqlite_store.write("planned_value.sheet") as session:
        save_plans(session, {("3.1b", 2028): 5, ("T2-3.2", 2028): 101}, "Plan", TODAY)
    with sqlite_store.read() as session:
        assert session.scalar(select(func.count(PlannedValue.id)).where(PlannedValue.year == 2028)) == 0
    with pytest.raises(Refused), sqlite_store.write("planned_value.sheet") as session:
        save_plans(session, {("3.1b", 2028): 5}, "  ", TODAY)


def test_the_sheet_of_plans_is_typed_pasted_refused_and_saved(opened: Any) -> None:
    page = opened("plans")
    sheet, cells = page.page, page.page.cells
    sheet.paste("Kod\t2028\n3.1b\tdużo")
    assert not cells.typed and "dużo" in page.text
    here = sheet.view.currentIndex()
    cells.setData(here, "minus dwa")
    sheet.save()
    page.wait()
    assert cells.problem_at(here.row(), here.column()) is not None
    with page.store.read() as session:
        assert plans_of(session, (YEAR,), KNOWN)["3.1b", YEAR].written == 110, "nothing is half saved"
    sheet.forget()
    sheet.paste("Kod\t2027\t2028\n3.1b\t115\t120")
    sheet.save()
    page.wait()
    assert words("pl")("plans.need_source") in page.text
    sheet.source.setText("Plan działań na 2027 r.")
    sheet.save()
    page.wait()
    assert not cells.typed
    with page.store.read() as session:
        found = plans_of(session, (2027, 2028), KNOWN)
        assert (found["3.1b", 2027].written, found["3.1b", 2028].written) == (115, 120)
        assert evaluate(session, Period(2027, dt.date(2028, 1, 1)), KNOWN, DECLARED).measures["3.1b"].plan == 115
    again = read_pasted(sheet.copied().text, KNOWN, cells.years, "pl")
    assert not again.problems and again.plans["3.1b", 2028] == 120, "what is copied can be pasted back"


def test_the_key_of_undo_takes_back_what_was_typed_before_anything_saved(opened: Any) -> None:
    page = opened("plans")
    sheet, cells = page.page, page.page.cells
    here = sheet.view.currentIndex()
    cells.setData(here, "115")
    sheet.paste("Kod\t2027\t2028\n3.1b\t115\t120")
    assert len(cells.typed) == 3
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    for left in (1, 0):
        asked.ignore()
        QApplication.sendEvent(sheet.view, asked)
        assert asked.isAccepted(), "the window does not undo what was saved before"
        QTest.keyClick(sheet.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(cells.typed) == left
    asked.ignore()
    QApplication.sendEvent(sheet.view, asked)
    assert not asked.isAccepted(), "with nothing typed it is the window's key again"
