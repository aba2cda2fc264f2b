"""The page of the formal check, driven by keys and buttons: answers, the call, the decision, files, four eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.attachments import clear_opened, files_of
from openkrakow_desktop.competition.checks import standing
from openkrakow_desktop.competition.kinds import FormalAnswer, FormalItem, NominationState
from openkrakow_desktop.competition.model import Nomination
from openkrakow_desktop.competition.screen.check_items import ItemRow
from openkrakow_desktop.competition.screen.checks import ChecksPage
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.attached_files import size_words
from openkrakow_desktop.gui.desk import Desk

from . import build
from .test_checks import DAY, account, answer_all, nominated

A, I, N = FormalAnswer, FormalItem, NominationState  # noqa: E741
CLOCK = Clock.fixed(DAY)


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp)
    made = Desk(sqlite_store, words("pl"), CLOCK, DECLARED)
    yield made
    made.close()
    clear_opened()


def shown(desk: Desk, qtbot: Any, key: UUID) -> ChecksPage:
    page = ChecksPage(desk)
    qtbot.addWidget(page)
    page.show_what(key)
    page.resize(1052, 760)
    page.show()
    qtbot.waitUntil(lambda: page.open is not None, timeout=20_000)
    rest(page, qtbot)
    return page


def rest(page: ChecksPage, qtbot: Any) -> None:
    qtbot.wait(180)
    qtbot.waitUntil(lambda: not page.desk.busy and page.is_loaded, timeout=20_000)


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def row_of(page: ChecksPage, item: FormalItem) -> ItemRow:
    assert page.items is not None
    return next(one for one in page.items.rows if one.line.item is item)


def press(page: ChecksPage, qtbot: Any, words_of_button: str) -> None:
    found = [
        one for one in page.findChildren(QPushButton) if one.text().strip() == words_of_button and one.isVisibleTo(page)
    ]
    qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)
    rest(page, qtbot)


def type_on(page: ChecksPage, qtbot: Any, item: FormalItem, key: Any) -> None:
    qtbot.keyClick(row_of(page, item), key)
    rest(page, qtbot)


def test_keys_answer_and_the_call_opens_only_its_items(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        one = nominated(session)
    page = shown(desk, qtbot, one)
    assert page.items is not None and page.items.focusProxy() is row_of(page, I.IN_TIME)
    type_on(page, qtbot, I.IN_TIME, Qt.Key.Key_Return)  # takes the proposal
    type_on(page, qtbot, I.FORM_COMPLETE, Qt.Key.Key_T)
    type_on(page, qtbot, I.SIGNED, Qt.Key.Key_N)
    type_on(page, qtbot, I.EDITABLE_COPY, Qt.Key.Key_Minus)
    assert page.items.focusProxy() is row_of(page, I.CATEGORY_RIGHT)
    qtbot.keyClick(row_of(page, I.CATEGORY_RIGHT), Qt.Key.Key_Down)
    assert page.items.focusProxy() is row_of(page, I.NOT_OWN_CANDIDACY)
    with sqlite_store.read() as session:
        have = {item: row.answer for item, row in standing(session, one).items()}
    assert have == {I.IN_TIME: A.YES, I.FORM_COMPLETE: A.YES, I.SIGNED: A.NO, I.EDITABLE_COPY: A.NOT_APPLICABLE}
    press(page, qtbot, "Przyjmij podpowiedzi (5)")
    for item in (I.ACTIVE_IN_KRAKOW, I.CONCERNS_TITLE_YEAR):
        type_on(page, qtbot, item, Qt.Key.Key_T)
    assert "Jedno wezwanie" in said(page) and "podpisano" in said(page)
    press(page, qtbot, "Wezwij do uzupełnienia")
    with sqlite_store.read() as session:
        called = session.get_one(Nomination, one)
        assert called.state is N.TO_COMPLETE and called.supplement_due_on == DAY + dt.timedelta(7)
    assert "Drugiego wezwania nie ma" in said(page)
    press(page, qtbot, "Uzupełniono")
    assert [line.line.item for line in page.items.rows if line.line.is_open] == [I.SIGNED]
    type_on(page, qtbot, I.CLAUSE, Qt.Key.Key_N)
    assert "otwierają się tylko punkty" in said(page)
    type_on(page, qtbot, I.SIGNED, Qt.Key.Key_T)
    press(page, qtbot, "Przyjmij zgłoszenie")
    with sqlite_store.read() as session:
        assert session.get_one(Nomination, one).state is N.ACCEPTED


def test_a_rejection_proposes_its_sentence(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        one = nominated(session, received_at=build.at(dt.date(2026, 7, 1)))
    page = shown(desk, qtbot, one)
    assert "Można je tylko odrzucić" in said(page)
    press(page, qtbot, "Odrzuć")
    assert page.decision is not None
    assert page.decision.sentence.value() == "Zgłoszenia nie przyjęto, ponieważ wpłynęło po terminie."
    page.decision.sentence.set_value("")
    press(page, qtbot, "Odrzuć")
    assert "Napisz zdanie" in said(page)
    page.decision.sentence.set_value("Zgłoszenie wpłynęło po terminie.")
    press(page, qtbot, "Odrzuć")
    assert "Odrzucono: Zgłoszenie wpłynęło po terminie." in said(page)


def test_nothing_of_the_other_clerk_is_on_the_page(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        one = nominated(session, four_eyes=True)
        ewa, jan = account(session, "Ewa Sekretna"), account(session, "Jan")
        answer_all(session, ewa, one, SIGNED=A.NO)
    sqlite_store.actor = jan
    page = shown(desk, qtbot, one)
    assert "Sekretna" not in said(page) and not any(
        made.isChecked() for line in page.findChildren(ItemRow) for made in line.buttons.values()
    )
    with sqlite_store.write("test") as session:
        answer_all(session, jan, one)
    page._on_changed(None)
    rest(page, qtbot)
    assert "Ewa Sekretna – nie, Jan – tak" in said(page)
    type_on(page, qtbot, I.SIGNED, Qt.Key.Key_T)  # a reason first
    row_of(page, I.SIGNED).reason.setText("Podpis na odwrocie.")
    type_on(page, qtbot, I.SIGNED, Qt.Key.Key_T)
    assert "Rozstrzygnięto: Podpis na odwrocie." in said(page)
    press(page, qtbot, "Przyjmij zgłoszenie")
    with sqlite_store.read() as session:
        assert session.get_one(Nomination, one).state is N.ACCEPTED


def test_files_come_open_and_go(
    desk: Desk, sqlite_store: Store, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()) or True)
    with sqlite_store.write("test") as session:
        one = nominated(session)
    page = shown(desk, qtbot, one)
    good, bad = tmp_path / "List & opinia.pdf", tmp_path / "skrypt.sh"
    good.write_bytes(b"%PDF-1.7 x")
    bad.write_bytes(b"#!/bin/sh")
    page.take_files([good, bad])
    qtbot.waitUntil(lambda: page.open is not None and len(page.open.files) == 1, timeout=20_000)
    rest(page, qtbot)
    assert "Nie przyjmujemy plików takich jak „skrypt.sh”" in said(page)
    press(page, qtbot, "List && opinia.pdf")
    assert len(opened) == 1 and Path(opened[0]).read_bytes() == b"%PDF-1.7 x"
    assert page.open is not None
    page.files(page.open).remove(page.open.files[0].id)
    rest(page, qtbot)
    with sqlite_store.read() as session:
        assert files_of(session, one) == ()


def test_a_nomination_asked_for_while_the_page_still_reads(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        one = nominated(session)
        last = build.edition(session, 2030)
        build.nomination(session, last, build.candidate(session, last))
    page = ChecksPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_what(one)  # as the window does it: first the page, then what it is about
    rest(page, qtbot)
    assert page.open is not None and page.open.id == one


def test_an_empty_edition_says_what_to_do(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        key = build.edition(session)
    page = ChecksPage(desk)
    qtbot.addWidget(page)
    page.show_what(key)
    page.show()
    rest(page, qtbot)
    assert "Zarejestruj zgłoszenia" in said(page)


def test_sizes_in_words() -> None:
    assert size_words(10, "pl") == "1\u00a0kB" and size_words(820_000, "pl") == "820\u00a0kB"
    assert size_words(3_449_999, "pl") == "3,4\u00a0MB" and size_words(25_000_000, "en") == "25.0\u00a0MB"
