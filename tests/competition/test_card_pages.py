"""The page of score cards, its commands, the paper: who is missing at a glance, differences counted, no points."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from openkrakow_desktop.app.command_line import main
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.card_paper import paper_card, paper_cards, row_code
from openkrakow_desktop.competition.cards_issue import CardState, cards_of_edition, reminder
from openkrakow_desktop.competition.screen.collect import CardsPage
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import HandTable
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import dialogs, theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.reminder_card import ReminderCard

from . import build
from .card_office import CLOCK, FIRST, POINTS, Office, sheet


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return Office.open(sqlite_store, tmp_path)


# ---- what is on a card ---------------------------------------------------------------------------------------------
def test_a_card_is_protected_and_says_what_is_asked(office: Office) -> None:
    book = load_workbook(office.path(office.cards[0]))
    assert book.sheetnames == ["Instrukcja", "Oceny", "Skala", "_kody"]
    one = sheet(book)
    assert all(each.protection.sheet for each in book.worksheets)
    open_cells = {cell.column for row in one.iter_rows(min_row=FIRST) for cell in row if not cell.protection.locked}
    assert open_cells == {7, 8, 9}
    assert one["A5"].value == office.cards[0].rows[0].token and one.column_dimensions["A"].hidden
    checks = {str(each.sqref): each.formula1 for each in one.data_validations.dataValidation}
    assert checks["G5 G9 G13"] == "=karta_0_10_1" and checks["I5 I9 I13"] == "=karta_konflikt"
    filled = book["Instrukcja"]["C6"].value
    assert filled == "=COUNTA('Oceny'!$G$5:$G$16)"
    assert load_workbook(office.path(office.cards[0]), data_only=True)["Instrukcja"]["C6"].value == 0
    names = [each.name for each in book.custom_doc_props.props]
    assert "openkrakow.card.signature" in names and "openkrakow.card.rules" in names


def test_a_card_issued_again_bears_no_points(office: Office) -> None:
    office.take(office.filled())
    office.issue()
    one = sheet(load_workbook(office.path(office.cards[0])))
    assert {one.cell(FIRST + n, POINTS).value for n in range(12)} == {None}


def test_names_of_files_are_safe_and_stay(office: Office) -> None:
    with office.store.write("test") as session:
        build.juror(session, office.edition, "../Ольга «Кіт» / O'Neil")
    first = [card.name for card in office.issue()]
    assert all(re.fullmatch(r"karta-2025-[a-z0-9-]+-[0-9a-f]{4}-w\d", name) for name in first), first
    assert [name[:-3] for name in first] == [card.name[:-3] for card in office.issue()]


# ---- paper ---------------------------------------------------------------------------------------------------------
def test_the_paper_has_the_rows_of_the_workbook(office: Office) -> None:
    context = ReportContext(words("pl"), CLOCK.now(), DECLARED)
    with office.store.read() as session:
        one, all_of_them = paper_card(session, context, office.jurors[0]), paper_cards(session, context, office.edition)
    tables = [block for block in one.blocks if isinstance(block, HandTable)]
    codes = [row[0] for table in tables for row in table.rows]
    rows = office.cards[0].rows
    assert codes == [
        f"{n} · {row_code(office.jurors[0], row.candidate.id, row.criterion.id)}" for n, row in enumerate(rows, 1)
    ]
    assert len([block for block in all_of_them.blocks if isinstance(block, HandTable)]) == 2 * len(tables)
    assert not list(problems(one)) and not list(problems(all_of_them))


def test_no_card_before_scoring_is_open(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        build.accepted(session, edition, "Olga Kos")
        juror = build.juror(session, edition, "Ewa Żak")
    with store.read() as session, pytest.raises(Refused, match="scoring_not_open"):
        paper_card(session, ReportContext(words("pl"), CLOCK.now(), DECLARED), juror)


# ---- who is missing ------------------------------------------------------------------------------------------------
def test_who_is_missing_and_what_to_write_to_them(office: Office) -> None:
    office.take(office.filled())
    with office.store.read() as session:
        page = cards_of_edition(session, office.edition)
    assert [one.state for one in page.jurors] == [CardState.COMPLETE, CardState.ISSUED]
    [jan] = page.waiting
    assert (jan.name, jan.done, jan.of, jan.missing_nos) == ("Jan Wilk", 0, 3, (1, 2, 3))
    for language in ("pl", "en", "uk"):
        said = reminder(page, jan, words(language))
        assert "Chór Wspólny Głos" in said and "[" not in said and "{" not in said


# ---- the page ------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(office: Office, qtbot: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[CardsPage]:
    theme.apply(qapp)
    monkeypatch.setattr(dialogs, "tell", lambda *_: None)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    desk = Desk(office.store, words("pl"), CLOCK, DECLARED)
    made = CardsPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    made.show_what(office.edition)
    qtbot.waitUntil(lambda: made.page is not None and made.is_loaded, timeout=20_000)
    yield made
    desk.close()


def said(widget: QWidget) -> str:
    shown = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return " ".join(one.text() for one in shown if one.isVisibleTo(widget))


def press(page: CardsPage, name: str) -> None:
    [one] = [each for each in page.findChildren(QPushButton) if each.accessibleName() == name and each.isVisible()]
    one.click()


def test_the_page_takes_what_is_dropped_after_it_was_looked_at(page: CardsPage, office: Office, qtbot: Any) -> None:
    assert "brakuje 2 osób" in said(page) and "Jan Wilk" in said(page)
    office.filled("good.xlsx", points=lambda n: 9)
    office.filled("bad.xlsx", card=1, points=lambda n: "8,5" if n == 2 else 3)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(office.folder / "returned"))])
    page.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(page.told) == 2, timeout=20_000)
    shown = said(page)
    assert "12 nowych ocen" in shown and "„8,5”" in shown and "Oceny!G7" in shown and office.scores() == {}
    assert not re.search(r"\b9\b", shown)  # what was scored rightly is not shown
    press(page, "Przyjmij")
    qtbot.waitUntil(lambda: not page.told and "brakuje 1 osoby" in said(page), timeout=20_000)
    assert len(office.scores()) == 12 and office.scores(1) == {}


def test_the_page_tells_how_many_answers_differ(page: CardsPage, office: Office, qtbot: Any) -> None:
    office.take(office.filled(points=lambda n: 5))
    page.look([office.filled("second.xlsx", points=lambda n: 7 if n < 2 else 5)])
    qtbot.waitUntil(lambda: bool(page.told), timeout=20_000)
    assert "zmieniono 2 oceny" in said(page)
    press(page, "Nie przyjmuj")
    assert office.scores()["Chór Wspólny Głos", 0][0] == 5


def test_cards_are_issued_into_a_folder(page: CardsPage, office: Office, qtbot: Any, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    page.issue_into(folder)
    qtbot.waitUntil(lambda: page.page is not None and page.page.jurors[0].version == 2, timeout=30_000)
    assert sorted(one.suffix for one in folder.iterdir()) == [".pdf", ".pdf", ".xlsx", ".xlsx"]
    assert "w. 2" in said(page)


def test_a_reminder_is_copied_in_the_language_of_the_member(page: CardsPage, office: Office) -> None:
    page.remind(office.jurors[1])
    [card] = page.findChildren(ReminderCard)
    card.speak("uk")
    card.copy()
    assert QGuiApplication.clipboard().text() == card.words and "Доброго дня" in card.words


# ---- commands ------------------------------------------------------------------------------------------------------
def run(capsys: pytest.CaptureFixture[str], store: Store, *words_: str) -> tuple[int, str, str]:
    code = main(["--lang", "pl", "--db", str(store.path), *words_], CLOCK)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_commands_issue_and_collect(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, office.store, "score-cards", "2025", str(tmp_path / "out"))
    assert code == 0 and len(out.splitlines()) == 4 and len(list((tmp_path / "out").iterdir())) == 4
    assert run(capsys, office.store, "score-cards", "2019", str(tmp_path / "out"))[0] == 1
    office.issue()
    good = office.filled("good.xlsx", points=lambda n: 9)
    code, out, _ = run(capsys, office.store, "collect", "--dry-run", str(good))
    assert code == 0 and "12 nowych ocen" in out and office.scores() == {}
    bad = office.filled("bad.xlsx", card=1, points=lambda n: 11 if n == 0 else 1)
    code, out, err = run(capsys, office.store, "collect", "--json", str(bad.parent))
    told = {one["file"]: one for one in json.loads(out)["files"]}
    assert code == 1 and (told["good.xlsx"]["state"], told["good.xlsx"]["new"]) == ("new", 12)
    assert told["bad.xlsx"]["problems"][0]["cell"] == "Oceny!G5" and "Oceny!G5" in err
    assert '"points"' not in out and office.scores()["Olga Kos", 0][0] == 9 and office.scores(1) == {}
    assert run(capsys, office.store, "collect", str(tmp_path / "nothing.xlsx"))[0] == 1
    assert run(capsys, office.store, "collect")[0] == 2


# ---- from paper ----------------------------------------------------------------------------------------------------
def test_a_paper_card_is_typed_in_blind_and_its_sum_must_agree(page: CardsPage, office: Office, qtbot: Any) -> None:
    office.take(office.filled(points=lambda n: 5))
    page.type_in(office.jurors[0])
    qtbot.waitUntil(lambda: page.paper is not None, timeout=20_000)
    form = page.paper
    assert form is not None and {one.text() for one in form.fields} == {""} and len(form.fields) == 12
    for place, one in enumerate(form.fields):
        one.setText("w" if place == 3 else "7" if place < 2 else "5")
    form.sum.setText("60")
    press(page, "Przyjmij")
    assert "nie zgadza się" in said(page) and office.scores()["Chór Wspólny Głos", 0][0] == 5
    form.sum.setText("59")
    form.fields[5].setText("11")
    form.sum.setText("65")
    press(page, "Przyjmij")
    qtbot.waitUntil(lambda: "Skala jest od 0 do 10" in said(page), timeout=20_000)
    form.fields[5].setText("5")
    form.sum.setText("59")
    press(page, "Przyjmij")
    qtbot.waitUntil(lambda: page.paper is None, timeout=20_000)
    scores = office.scores()
    assert scores["Chór Wspólny Głos", 0] == (7, False, None) and scores["Chór Wspólny Głos", 3] == (None, True, None)
    assert scores["Olga Kos", 1] == (5, False, None)


def test_paper_left_blank_waits_only_when_asked(page: CardsPage, office: Office, qtbot: Any) -> None:
    page.type_in(office.jurors[1])
    qtbot.waitUntil(lambda: page.paper is not None, timeout=20_000)
    assert page.paper is not None
    for one in page.paper.fields[:4]:
        one.setText("8")
    page.paper.signed.setChecked(True)
    press(page, "Przyjmij")
    qtbot.waitUntil(lambda: "nie ma żadnej oceny" in said(page), timeout=20_000)
    assert office.scores(1) == {}
    press(page, "Przyjmij także niepełne")
    qtbot.waitUntil(lambda: page.paper is None, timeout=20_000)
    assert len(office.scores(1)) == 4
