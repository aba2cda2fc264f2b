"""The tables of a year on the screen: every number against the list it opens, keys, years, narrow windows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from openkrakow_desktop.core.asked import ORIGIN, AskedRows
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.listing import View, totals
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.report_writer import PREVIEW, Wanted
from openkrakow_desktop.point.feature import CONTACTS
from openkrakow_desktop.point.model import Channel, Topic
from openkrakow_desktop.point.report import COMPLETE, PUBLISHED, What
from openkrakow_desktop.point.screen.month_table import YEAR
from openkrakow_desktop.point.screen.tables import TablesPage
from openkrakow_desktop.point.service import By
from tests.gui.screen_text import expect_golden, screen_text
from tests.point.build import contact
from tests.point.conftest import Opened

SOME = [
    (dt.date(2025, 12, 30), Channel.PHONE, SpokenLanguage.POLISH, (Topic.WORK,), 2),
    (dt.date(2026, 1, 7), Channel.PHONE, SpokenLanguage.UKRAINIAN, (Topic.WORK, Topic.HEALTH), 3),
    (dt.date(2026, 1, 31), Channel.IN_PERSON, SpokenLanguage.UKRAINIAN, (Topic.RESIDENCE,), 1),
    (dt.date(2026, 2, 1), Channel.PHONE, SpokenLanguage.GEORGIAN, (Topic.WORK,), 1),
    (dt.date(2026, 3, 26), Channel.E_MAIL, SpokenLanguage.POLISH, (Topic.COURSES, Topic.WORK, Topic.RENTING), 5),
]


@pytest.fixture
def page(sqlite_store: Store, opened: Any) -> Opened:
    with sqlite_store.write("contact.add") as session:
        for on, channel, language, topics, people in SOME:
            codes = tuple(topic.value for topic in topics)
            contact(session, contacted_on=on, channel=channel, language=language, topics=codes, persons_served=people)
    made: Opened = opened("point_tables")
    assert isinstance(made.page, TablesPage)
    return made


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("what", What)
def test_every_number_is_what_its_rows_add_up_to(page: Opened, by: By, what: What) -> None:
    page.page.choose(by)
    page.page.choose(what)
    numbers = page.page.numbers
    seen = 0
    for at, row in enumerate(numbers.rows):
        for column, month in enumerate(numbers.months, 1):
            shown = numbers.index(at, column).data()
            if not row.of(month):
                assert shown == ("–" if month > 3 else "0")  # to come, or none
                continue
            page.asked.clear()
            page.page.view._pressed(numbers.index(at, column))
            page.wait()
            ((key, asked),) = page.asked
            assert key == ORIGIN and isinstance(asked, AskedRows) and asked.register == "contact"
            assert asked.by == ("" if what is What.CONTACTS else "persons_served") and asked.name and asked.basis
            with page.store.read() as session:
                found = totals(session, CONTACTS, View(only=asked.ids))
            assert shown == str(found.shown if what is What.CONTACTS else found.sums["persons_served"])
            seen += 1
    assert seen >= 10


def test_keys_move_and_enter_opens(page: Opened) -> None:
    view = page.page.view
    view.setFocus()
    assert view.currentIndex().data() == "4"  # all of the year
    page.qtbot.keyClick(view, Qt.Key.Key_Up)
    page.qtbot.keyClick(view, Qt.Key.Key_Home)
    page.qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().row() == len(page.page.numbers.rows) - 2
    page.qtbot.keyClick(view, Qt.Key.Key_End)
    page.qtbot.keyClick(view, Qt.Key.Key_Down)
    page.qtbot.keyClick(view, Qt.Key.Key_Return)
    page.wait()
    key, asked = page.asked[-1]
    assert key == ORIGIN and len(asked.ids) == 4


def test_the_chart_follows_the_row(page: Opened) -> None:
    page.page.choose(By.LANGUAGE)
    numbers = page.page.numbers
    row = next(at for at, one in enumerate(numbers.rows) if one.kind is SpokenLanguage.UKRAINIAN)
    page.page.view.setCurrentIndex(numbers.index(row, 1))
    assert "Ukraiński: kontakty" in screen_text(page.page)
    assert "<Ukraiński: kontakty: razem 2, najwięcej 2 w miesiącu I>" in screen_text(page.page)


def test_another_year_and_one_without_contacts(page: Opened) -> None:
    def press(name: str) -> None:
        next(one for one in page.page.findChildren(QPushButton) if one.accessibleName() == name).click()
        page.wait()

    press("Rok wcześniej")
    assert page.desk.year == 2025 and page.page.numbers.rows[-1].of(YEAR) == 1
    assert page.page.numbers.rows[-1].of(12) == 1 and page.page.numbers.rows[-1].of(1) == 0
    press("Rok wcześniej")
    assert "Nie ma kontaktów w 2024 roku" in screen_text(page.page)


def test_the_page_is_opened_for_a_year_or_a_table(page: Opened) -> None:
    page.page.show_what(By.TOPIC)
    page.page.show_what(2025)
    page.wait()
    assert page.page.by is By.TOPIC and page.page.numbers.rows[-1].of(YEAR) == 1


def test_a_contact_recorded_elsewhere_is_counted(page: Opened) -> None:
    with page.store.write("contact.add") as session:
        contact(session, contacted_on=dt.date(2026, 3, 2))
    page.wait()
    assert page.page.numbers.rows[-1].of(YEAR) == 5


def test_papers_are_offered_by_choice(page: Opened) -> None:
    """What is published is the page's main button; the complete tables are another one, with a lock."""
    for said, report in (("Do publikacji…", PUBLISHED), ("Pełne, wewnętrzne…", COMPLETE)):
        made = next(one for one in page.page.findChildren(QPushButton) if one.accessibleName() == said)
        assert (made.property("kind") == "primary") is (report is PUBLISHED)
        made.click()
        assert page.asked[-1] == (PREVIEW, Wanted(report, None, {"year": 2026}))


def test_topics_say_that_they_may_exceed(page: Opened) -> None:
    page.page.choose(By.TOPIC)
    shown = screen_text(page.page)
    assert "mogą przekroczyć 100%" in shown and "Razem, każdy kontakt raz" in shown
    assert sum(one.of(YEAR) or 0 for one in page.page.numbers.rows[:-1]) == 7  # of four contacts


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_tables_as_text(page: Opened, opened: Any, language: str) -> None:
    other = opened("point_tables", language)
    parts = []
    for by in By:
        other.page.choose(by)
        parts.append(screen_text(other.page))
    shown = "\n".join(parts)
    assert "[[" not in shown and "[point_" not in shown
    expect_golden(f"point-tables-{language}", shown)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_large_text_in_a_narrow_window_shows_half_a_year(page: Opened, opened: Any, language: str) -> None:
    theme.apply(QApplication.instance(), "dark", 2.0)  # type: ignore[arg-type]
    narrow = opened("point_tables", language, size=(1160, 720))
    for by in By:
        narrow.page.choose(by)
        assert narrow.page.numbers.months == (1, 2, 3, 4, 5, 6, YEAR)
        for area in narrow.page.findChildren(QScrollArea):
            inside = area.widget()
            assert inside is not None and inside.minimumSizeHint().width() <= area.viewport().width() + 1
    assert narrow.page.minimumSizeHint().width() <= 1160
    narrow.page.choose(1)
    assert narrow.page.numbers.months[0] == 7
