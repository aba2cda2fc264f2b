"""Table 3 through its page and its document: signals add up from their rows, ratings are a person's, reviews are one
press, figures from outside have a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import ORIGIN, AskedNumber
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.document import ChartKind, Figure, NoData, Table, bare
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.offers import ReportContext
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.pictures import PictureView
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.overview.risk_lines import rating_figure, ratings_until, read_risks, signal_accounts
from openkrakow_desktop.overview.risk_report import build
from openkrakow_desktop.overview.risk_words import signal_how
from openkrakow_desktop.overview.screen.risks import RisksPage
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.model import ExternalFigure, RiskAssessment
from tests.demo_data import TODAY, YEAR
from tests.gui.open_page import OpenPage
from tests.gui.screen_text import screen_text
from tests.programme.cases import rating

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)


# ---- the arithmetic ------------------------------------------------------------------------------------------------
def test_every_signal_is_what_its_rows_say(demo_store: Store) -> None:
    """Law: a signal's number follows from the rows that are listed for it, whatever the risk."""
    with demo_store.read() as session:
        for year in (YEAR - 1, YEAR):
            period = Period(year, TODAY)
            seen = 0
            for line in read_risks(session, period, DECLARED):
                keys = [one.key for one in line.signals]
                accounts = signal_accounts(session, period, keys, catalogue(), DECLARED)
                for one in line.signals:
                    account, value = accounts[one.key], one.reading.value
                    if value is None:
                        continue
                    seen += 1
                    below = account.below
                    assert value == (account.above if below is None else Fraction(account.above, below)), one.key
                    assert sum(len(ids) for _, ids in account.records) == account.counted
            assert seen >= 8


def test_the_arithmetic_is_said_in_one_line(demo_store: Store) -> None:
    with demo_store.read() as session:
        period = Period(YEAR, TODAY)
        line = read_risks(session, period, DECLARED)[4]
        account = signal_accounts(session, period, ["places_taken"], catalogue(), DECLARED)["places_taken"]
        said = signal_how(line.signals[0], account, words("pl"))
        assert said.startswith(f"uczestnictwa {account.above} ÷ miejsca {account.below} = ")
        assert f"policzono {account.counted}" in said


# ---- the chart -----------------------------------------------------------------------------------------------------
def test_ratings_are_steps_in_time(store: Store) -> None:
    with store.write("test") as session:
        for day, value in ((dt.date(2024, 11, 20), 3), (dt.date(2025, 6, 1), 6), (dt.date(2025, 11, 20), 6)):
            store_draft(session, RiskAssessment, None, rating(as_of_on=day, rating=value))
        until = dt.date(2025, 12, 31)
        found = ratings_until(session, until)["R1"]
        assert [one.unchanged for one in found] == [False, False, True]
        figure = rating_figure("R1", tuple(found), until, words("pl"))
        assert figure.chart.kind is ChartKind.STEPS and figure.chart.days == (0, 193, 365, 406)
        assert figure.summary == "R1: 3 od 20.11.2024, 6 od 01.06.2025 (potwierdzono 20.11.2025)."
        assert ratings_until(session, dt.date(2025, 1, 1))["R1"] == found[:1]


# ---- the document --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_table_three_is_a_sound_document(demo_store: Store, language: str, tmp_path: Any) -> None:
    with demo_store.read() as session:
        document = build(session, ReportContext(words(language), NOW, DECLARED), YEAR)
    assert problems(document) == []
    tables = document.tables()
    assert len(tables["risks"].rows) == 6 and len(tables["signals"].rows) == 13
    assert [row[0] for row in tables["risk_history"].rows[:1]] == ["R1"]
    figures = [one for one in document.blocks if isinstance(one, Figure)]
    assert [one.name for one in figures] == [f"ratings_R{n}" for n in range(1, 7)]
    assert "…" in str(tables["risk_levels"].rows[-1][1]) and tables["risk_levels"].notes
    if language == "pl":
        write_pdf(document, tmp_path / "t3.pdf")
        write_excel(document, tmp_path / "t3.xlsx")
        assert (tmp_path / "t3.pdf").stat().st_size > 10_000 and (tmp_path / "t3.xlsx").stat().st_size > 5_000


def test_a_risk_nobody_rated_has_no_level(store: Store) -> None:
    with store.read() as session:
        document = build(session, ReportContext(words("pl"), NOW, DECLARED), 2026)
    assert problems(document) == []
    table: Table = document.tables()["risks"]
    assert all(isinstance(bare(row[2]), NoData) and isinstance(bare(row[3]), NoData) for row in table.rows)
    assert [row[1] for row in table.rows] == [3, 1, 3, 3, 3, 4]
    assert "risk_history" not in document.tables()


# ---- the page ------------------------------------------------------------------------------------------------------
class Shown(OpenPage):
    """The page of an office that has rated R6 once."""

    rest, turns = 180, 3

    def __init__(self, store: Store, qtbot: Any) -> None:
        with store.write("test") as session:
            store_draft(session, RiskAssessment, None, rating(risk_code="R6", as_of_on=dt.date(2025, 11, 20), rating=4))
        super().__init__(store, qtbot, RisksPage, Clock.fixed(NOW))
        self.page.show_what("R6")
        self.wait()

    def ratings(self) -> list[tuple[dt.date, int]]:
        with self.store.read() as session:
            asked = select(RiskAssessment.as_of_on, RiskAssessment.rating).order_by(RiskAssessment.as_of_on)
            return [(on, value) for on, value in session.execute(asked)]


@pytest.fixture
def shown(sqlite_store: Store, qtbot: Any, qapp: Any) -> Iterator[Shown]:
    theme.apply(qapp)
    made = Shown(sqlite_store, qtbot)
    yield made
    made.desk.close()


def test_reviewed_unchanged_is_one_press_and_one_undo(shown: Shown) -> None:
    said = screen_text(shown.page)
    assert "Przegląd do 30.11.2026" in said and shown.page.findChildren(PictureView)
    shown.press("Przejrzano, bez zmian")
    assert shown.ratings() == [(dt.date(2025, 11, 20), 4), (dt.date(2026, 11, 22), 4)]
    said = screen_text(shown.page)
    assert "Przejrzano 22.11.2026" in said and "bez zmian" in said
    assert "Przejrzano, bez zmian" not in said  # said today already
    shown.press("Cofnij")
    assert shown.ratings() == [(dt.date(2025, 11, 20), 4)]


def test_a_new_rating_takes_a_few_keys(shown: Shown) -> None:
    shown.page._list.setFocus()
    shown.qtbot.keyClick(shown.page._list.row("R6"), Qt.Key.Key_R)
    shown.wait()
    (form,) = shown.page.findChildren(RecordForm)
    line = form.lines["rating"].editor
    assert line.value() == 4 and form.lines["owner"].editor.value() == "Koordynator Programu"
    line.set_value(6)
    form.save()
    shown.wait()
    assert shown.ratings()[-1] == (dt.date(2026, 11, 22), 6)
    assert "Poważne" in screen_text(shown.page)
    shown.press("Oceń (R)")  # rated today: the same rating is changed
    (form,) = shown.page.findChildren(RecordForm)
    form.lines["rating"].editor.set_value(5)
    form.save()
    shown.wait()
    assert [value for _, value in shown.ratings()] == [4, 5]


def test_a_figure_from_outside_is_typed_with_its_source(shown: Shown) -> None:
    shown.press("Wpisz liczbę i źródło")
    (form,) = shown.page.findChildren(RecordForm)
    form.lines["value"].editor.set_value(21)
    form.save()
    shown.wait()
    with shown.store.read() as session:
        assert session.scalar(select(func.count(ExternalFigure.id))) == 0  # no source, no figure
    form.lines["source"].editor.set_value("Dane Policji")
    form.save()
    shown.wait()
    with shown.store.read() as session:
        (figure,) = session.scalars(select(ExternalFigure))
        assert (figure.figure_code, figure.year, figure.value) == ("incidents", 2026, 21)
    assert "źródło: Dane Policji" in screen_text(shown.page)
    shown.press("Popraw liczbę")
    (form,) = shown.page.findChildren(RecordForm)
    assert form.record_id == figure.id


def test_signals_lead_to_their_account_and_rows(demo_store: Store, qtbot: Any, qapp: Any) -> None:
    theme.apply(qapp)
    desk = Desk(demo_store, words("pl"), Clock.fixed(TODAY), DECLARED)
    desk.set_year(YEAR)
    asked: list[tuple[str, Any]] = []
    desk.open_asked.connect(lambda key, what: asked.append((key, what)))
    page = RisksPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_what("R5")
    for _ in range(3):
        qtbot.wait(180)
        qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    next(one for one in buttons if one.text().strip() == "Skąd ten sygnał?").click()
    assert asked[-1] == (ORIGIN, AskedNumber("signal.places_taken", YEAR))
    next(one for one in buttons if one.text().strip().startswith("Szkolenia: ")).click()
    key, view = asked[-1]
    assert key == "training" and isinstance(view, View) and view.only
    assert not [one for one in buttons if one.text().strip() == "Przejrzano, bez zmian"]  # a year gone by
    desk.close()
