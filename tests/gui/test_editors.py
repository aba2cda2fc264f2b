"""Editors: each kind of value is shown, read back, and refused with a sentence where it cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from openkrakow_desktop.contacts import feature
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.declarations import Ask
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.editors import (
    ChoiceEditor,
    CodesEditor,
    DateEditor,
    Editor,
    LineEditor,
    LongEditor,
    MomentEditor,
    MoneyEditor,
    NumberEditor,
    TickEditor,
    TimeEditor,
    editor_for,
    editor_for_ask,
)
from openkrakow_desktop.gui.link_editor import LinkEditor

Settle = Callable[[], None]


@pytest.mark.parametrize(
    ("typed", "value", "unread"),
    [
        ("12", 12, ""),
        (" 10 000 ", 10_000, ""),
        ("10\u00a0000", 10_000, ""),
        ("-3", -3, ""),
        ("\u22123", -3, ""),
        ("0", 0, ""),
        ("", None, ""),
        ("12,5", None, "problem.not_a_number"),
        ("ok. 50", None, "problem.not_a_number"),
        ("1e3", None, "problem.not_a_number"),
        ("٣", None, "problem.not_a_number"),
    ],
)
def test_numbers(qtbot: Any, typed: str, value: int | None, unread: str) -> None:
    editor = NumberEditor("Liczba")
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    assert (editor.value(), editor.unread()) == (value, unread)


@pytest.mark.parametrize(
    ("typed", "grosze", "unread"),
    [
        ("1234,50", 123_450, ""),
        ("1 234,5", 123_450, ""),
        ("1234.50 zł", 123_450, ""),
        ("0", 0, ""),
        ("0,01", 1, ""),
        ("-5", -500, ""),
        ("", None, ""),
        ("1.234,5", None, "problem.not_an_amount"),
        ("12,345", None, "problem.cell_three_decimals"),
        ("dużo", None, "problem.not_an_amount"),
    ],
)
def test_money_is_whole_grosze(qtbot: Any, typed: str, grosze: int | None, unread: str) -> None:
    editor = MoneyEditor("Kwota")
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    assert (editor.value(), editor.unread()) == (grosze, unread)


@pytest.mark.parametrize("grosze", [None, 0, 1, 99, 123_450, -123_450, -5, 10**12])
def test_money_comes_back_as_it_was(qtbot: Any, grosze: int | None) -> None:
    editor = MoneyEditor("Kwota")
    qtbot.addWidget(editor)
    editor.set_value(grosze)
    assert editor.value() == grosze


def test_a_date_is_written_out_when_the_field_is_left(desk: Desk, qtbot: Any) -> None:
    editor = DateEditor("Data", desk)
    qtbot.addWidget(editor)
    editor.line.setText("+7")
    assert editor.value() == dt.date(2026, 4, 2)
    editor.line.editingFinished.emit()
    assert editor.line.text() == "02.04.2026"
    editor.line.setText("31.2")
    editor.line.editingFinished.emit()
    assert (editor.value(), editor.unread(), editor.line.text()) == (None, "problem.not_a_date", "31.2")
    editor.set_value(None)
    assert (editor.value(), editor.unread()) == (None, "")


def test_the_calendar_fills_the_date(desk: Desk, qtbot: Any) -> None:
    editor = DateEditor("Data", desk)
    qtbot.addWidget(editor)
    editor._open()
    assert editor._calendar.selectedDate().toPython() == dt.date(2026, 3, 26)
    assert editor._calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday
    editor._calendar.clicked.emit(editor._calendar.selectedDate().addDays(3))
    assert editor.value() == dt.date(2026, 3, 29)


def test_a_moment_is_an_instant_of_krakow(desk: Desk, qtbot: Any) -> None:
    editor = MomentEditor("Kiedy", desk)
    qtbot.addWidget(editor)
    summer = dt.datetime(2026, 7, 1, 16, 30, tzinfo=dt.UTC)
    editor.set_value(summer)
    assert (editor.date.line.text(), editor.time.line.text()) == ("01.07.2026", "18:30")
    assert editor.value() == summer
    editor.time.line.setText("")
    assert (editor.value(), editor.unread()) == (None, "problem.half_a_moment")


def test_times_ticks_and_texts(desk: Desk, qtbot: Any) -> None:
    time, tick, line, long = (
        TimeEditor("Od", "gg:mm"),
        TickEditor("Partner & więcej"),
        LineEditor("Tytuł"),
        LongEditor("Uwagi"),
    )
    for one in (time, tick, line, long):
        qtbot.addWidget(one)
    time.line.setText("1830")
    assert time.value() == dt.time(18, 30)
    time.line.setText("24")
    assert time.unread() == "problem.not_a_time"
    tick.set_value(True)
    assert tick.value() is True
    line.set_value("  Debata ")
    assert line.value() == "Debata"
    line.set_value(None)
    assert line.value() is None
    long.set_value("a\nb")
    assert long.value() == "a\nb"


def test_a_choice_is_empty_until_chosen_and_keeps_an_old_code(qtbot: Any) -> None:
    editor = ChoiceEditor("Rodzaj", [(1, "jeden"), (2, "dwa")], "nie podano")
    qtbot.addWidget(editor)
    assert editor.value() is None
    editor.box.setCurrentIndex(2)
    assert editor.value() == 2
    editor.set_value(7)
    assert editor.value() == 7


@pytest.mark.parametrize("many", [3, 12])
def test_codes_are_a_set_and_unknown_ones_are_kept(desk: Desk, qtbot: Any, many: int) -> None:
    editor = CodesEditor("Oznaczenia", [(f"{n}.1", f"Zadanie {n}") for n in range(many)], desk)
    qtbot.addWidget(editor)
    told: list[int] = []
    editor.changed.connect(lambda: told.append(1))
    assert editor.value() is None
    editor.set_value(("0.1", "2.1", "99.9"))
    assert editor.value() == ("0.1", "2.1", "99.9")
    assert told
    editor.set_value(None)
    assert editor.value() is None


def test_each_kind_of_field_has_its_editor(desk: Desk, qtbot: Any) -> None:
    kinds = {
        "name": LineEditor,
        "kind": ChoiceEditor,
        "parent_id": LinkEditor,
        "active_from": DateEditor,
        "is_partner": TickEditor,
        "remark": LongEditor,
    }
    for name, kind in kinds.items():
        editor = editor_for(feature.ORGANISATIONS.field(name), desk)
        qtbot.addWidget(editor)
        assert type(editor) is kind
        proxy = editor.focusProxy()
        assert proxy is not None
        assert proxy.accessibleName()


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (Ask("reason"), LongEditor),
        (Ask("into", Person), LinkEditor),
        (Ask("cancel_reason", OrganisationKind), ChoiceEditor),
        (Ask("settled_on", dt.date), DateEditor),
        (Ask("confirm", bool), TickEditor),
        (Ask("year", int), NumberEditor),
        (Ask("title"), LineEditor),
    ],
)
def test_each_kind_of_question_has_its_editor(desk: Desk, qtbot: Any, ask: Ask, kind: type[Editor]) -> None:
    editor = editor_for_ask(ask, desk)
    qtbot.addWidget(editor)
    assert type(editor) is kind


@pytest.fixture
def people(desk: Desk) -> dict[str, UUID]:
    with desk.store.write("person.add") as session:
        made = [Person(last_name=name) for name in ("Łęcka", "Lech", "Żak")]
        made_org = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO)
        session.add_all([*made, made_org])
        session.flush()
        return {one.last_name: one.id for one in made} | {"Mosty": made_org.id}


@pytest.fixture
def link(desk: Desk, people: dict[str, UUID], qtbot: Any) -> LinkEditor:
    editor = LinkEditor("Osoba", "person", desk)
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    qtbot.waitActive(editor)
    editor.line.setFocus()
    return editor


def test_a_link_is_found_by_its_first_letters(link: LinkEditor, people: dict[str, UUID], qtbot: Any) -> None:
    with qtbot.waitSignal(link.found, timeout=5000):
        qtbot.keyClicks(link.line, "lec")
    assert [link.list.item(row).text() for row in range(link.list.count())] == ["Lech", "Łęcka"]
    assert (link.value(), link.unread()) == (None, "problem.not_chosen")
    assert link.line.hasFocus()
    qtbot.keyClick(link.line, Qt.Key.Key_Down)
    qtbot.keyClick(link.line, Qt.Key.Key_Return)
    assert link.value() == people["Łęcka"]
    assert link.unread() == ""
    assert not link.list.isVisible()


def test_typing_on_drops_what_was_chosen_and_clear_empties(
    link: LinkEditor, people: dict[str, UUID], settle: Settle, qtbot: Any
) -> None:
    link.set_value(people["Żak"])
    settle()
    assert (link.value(), link.line.text()) == (people["Żak"], "Żak")
    qtbot.keyClicks(link.line, "x")
    assert link.value() is None
    link.clear()
    assert (link.value(), link.unread(), link.line.text()) == (None, "", "")


def test_nothing_found_is_said_and_cannot_be_chosen(link: LinkEditor, qtbot: Any) -> None:
    with qtbot.waitSignal(link.found, timeout=5000):
        qtbot.keyClicks(link.line, "qqq")
    assert link.list.item(0).text() == "Nic nie znaleziono"
    qtbot.keyClick(link.line, Qt.Key.Key_Return)
    assert link.value() is None
    qtbot.keyClick(link.line, Qt.Key.Key_Escape)
    assert not link.list.isVisible()


def test_only_the_last_answer_counts(link: LinkEditor, settle: Settle) -> None:
    link.line.setText("zak")
    link.look()
    link.line.setText("lech")
    link.look()
    settle()
    assert [link.list.item(row).text() for row in range(link.list.count())] == ["Lech"]


def test_mark_shows_on_every_line(desk: Desk, qtbot: Any) -> None:
    editor = MomentEditor("Kiedy", desk)
    qtbot.addWidget(editor)
    editor.mark(True)
    assert {one.property("problem") for one in editor.findChildren(QLineEdit)} == {"true"}


def test_a_pin_is_not_shown_while_it_is_typed(desk: Desk, qtbot: Any) -> None:
    editor = editor_for_ask(Ask("pin", str, False), desk)
    qtbot.addWidget(editor)
    assert isinstance(editor, LineEditor)
    editor.line.setText("2468")
    assert editor.line.displayText() != "2468" and editor.value() == "2468"
