"""The list of a register: pages from SQL, sorting, search, filters, reload on news, and its size in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts import feature
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.keys import new_keys
from openkrakow_desktop.core.listing import View, find, used_choices
from openkrakow_desktop.core.store import insert_many
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.columns import columns_of
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.register_model import KEPT, PAGE, WAITING, RegisterModel
from openkrakow_desktop.gui.register_table import RegisterTable

from .screen_text import screen_text

Settle = Callable[[], None]
NAMES = ("Łęcka", "Lech", "Adamska", "Ćwik", "Cybulska", "Zając", "Żak", "Nowak_100%", "Śliwa")


@pytest.fixture
def people(desk: Desk) -> dict[str, UUID]:
    """Nine people, three of them of one foundation."""
    with desk.store.write("person.add") as session:
        mosty = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO)
        school = Organisation(name="Szkoła nr 7", kind=OrganisationKind.SCHOOL, is_partner=True)
        session.add_all([mosty, school])
        session.flush()
        made = [
            Person(last_name=name, first_name="Anna", organisation_id=mosty.id if at < 3 else None)
            for at, name in enumerate(NAMES)
        ]
        session.add_all(made)
        session.flush()
        return {one.last_name: one.id for one in made}


def table_of(desk: Desk, register: Any, qtbot: Any, settle: Settle, view: View | None = None) -> RegisterTable:
    rows = RegisterModel(desk, register, view)
    table = RegisterTable(rows, "Osoby")
    rows.setParent(table)
    qtbot.addWidget(table)
    table.resize(1000, 500)
    table.show()
    rows.reload()
    settle()
    return table


def names(table: RegisterTable) -> list[str]:
    return [str(table.rows.cell(row, 0)) for row in range(table.rows.rowCount())]


def test_rows_stand_in_polish_order(desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    assert names(table) == ["Adamska", "Cybulska", "Ćwik", "Lech", "Łęcka", "Nowak_100%", "Śliwa", "Zając", "Żak"]
    table.rows.show(View(order="-last_name"))
    settle()
    assert names(table)[0] == "Żak"
    assert table.rows.headerData(0, Qt.Orientation.Horizontal) == "Nazwisko ↓"


def test_sorting_by_a_link_goes_by_its_name_and_a_foreign_column_is_refused(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle, View(order="-organisation_id"))
    assert set(names(table)[:3]) == {"Łęcka", "Lech", "Adamska"}
    assert table.rows.cell(0, 2) == "Fundacja Mosty"
    from openkrakow_desktop.core.listing import sort_value

    with pytest.raises(KeyError):
        sort_value(feature.PEOPLE, "id; DROP TABLE person")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lec", {"Łęcka", "Lech"}),
        ("ĆWIK", {"Ćwik"}),
        ("mosty", {"Łęcka", "Lech", "Adamska"}),
        ("%", {"Nowak_100%"}),
        ("_", {"Nowak_100%"}),
        ("anna zak", {"Żak"}),
        ("", set(NAMES)),
        ("'; --", set()),
        ("  lech ", {"Lech"}),
    ],
)
def test_search_folds_and_takes_words_literally(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle, typed: str, found: set[str]
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle, View(search=typed))
    assert set(names(table)) == found
    assert (table.rows.totals.shown, table.rows.totals.all) == (len(found), 9)


def test_filters_narrow_and_unknown_ones_are_ignored(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.ORGANISATIONS, qtbot, settle, View(choices={"kind": (OrganisationKind.SCHOOL,)}))
    assert names(table) == ["Szkoła nr 7"]
    table.rows.show(View(choices={"is_partner": (False,)}))
    settle()
    assert names(table) == ["Fundacja Mosty"]
    table.rows.show(View(choices={"name": ("x",), "remark": ("y",)}))
    settle()
    assert len(names(table)) == 2
    table.rows.show(View(only=(people["Lech"],)))
    settle()
    assert names(table) == []


def test_choices_of_a_link_are_those_in_use(desk: Desk, people: dict[str, UUID]) -> None:
    with desk.read() as session:
        assert [said for _, said in used_choices(session, feature.PEOPLE, "organisation_id")] == ["Fundacja Mosty"]


def test_find_begins_with_the_beginning(desk: Desk, people: dict[str, UUID]) -> None:
    with desk.read() as session:
        assert [said for _, said in find(session, "person", "lec")] == ["Lech Anna", "Łęcka Anna"]
        assert [said for _, said in find(session, "person", "ak")] == ["Nowak_100% Anna", "Żak Anna"]
        assert [said for _, said in find(session, "person", "anna żak")] == ["Żak Anna"]
        assert len(find(session, "person", "", limit=4)) == 4
        assert find(session, "person", "%") == [(people["Nowak_100%"], "Nowak_100% Anna")]


def test_news_reload_and_keep_what_is_chosen(desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    assert table.choose(people["Lech"])
    desk.do("person.add", lambda session: session.add(Person(last_name="Abacka")))
    settle()
    settle()
    assert names(table)[0] == "Abacka"
    assert table.chosen == people["Lech"]
    desk.do("person.delete", lambda session: session.delete(session.get_one(Person, people["Lech"])))
    settle()
    settle()
    assert table.chosen == people["Łęcka"]  # its neighbour


def test_an_edit_does_not_bring_back_an_older_choice(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    assert table.choose(people["Lech"])
    desk.do("person.add", lambda session: session.add(Person(last_name="Abacka")))  # rows come anew: Lech is kept
    settle()
    settle()
    assert table.choose(people["Łęcka"])
    desk.do("person.edit", lambda session: setattr(session.get_one(Person, people["Łęcka"]), "first_name", "Ewa"))
    settle()
    settle()
    assert table.chosen == people["Łęcka"]


def test_an_edit_changes_the_cell_without_a_reset(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    resets: list[int] = []
    table.rows.modelReset.connect(lambda: resets.append(1))
    desk.do("person.edit", lambda session: setattr(session.get_one(Person, people["Lech"]), "first_name", "Ołena"))
    settle()
    settle()
    assert table.rows.cell(table.rows.row_of(people["Lech"]), 1) == "Ołena"
    assert resets == []


def test_a_sleeping_list_reloads_when_it_wakes(desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    table.rows.set_awake(False)
    desk.do("person.add", lambda session: session.add(Person(last_name="Abacka")))
    settle()
    settle()
    assert table.rows.rowCount() == 9
    table.rows.set_awake(True)
    settle()
    assert table.rows.rowCount() == 10


def test_changes_of_other_tables_do_not_reload(desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle) -> None:
    from openkrakow_desktop.core.store import Changes

    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    told: list[int] = []
    table.rows.loaded.connect(lambda: told.append(1))
    desk.changed.emit(Changes(None, "x", {"training": frozenset()}))
    settle()
    assert told == []
    desk.changed.emit(Changes(None, "x", {"organisation": frozenset()}))  # a link of the list
    settle()
    assert told == [1]
    desk.changed.emit(None)
    settle()
    assert told == [1, 1]


def test_keys(desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    with qtbot.waitSignal(table.pointed) as pointed:
        table.choose(people["Lech"])
    assert pointed.args == [people["Lech"]]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [people["Lech"]]
    with qtbot.waitSignal(table.typed) as typed:
        qtbot.keyClick(table, "k")
    assert typed.args == ["k"]
    with qtbot.waitSignal(table.pointed):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen == people["Łęcka"]
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().splitlines()[1].startswith("Łęcka\tAnna\tFundacja Mosty")


def test_a_click_on_a_head_sorts_by_it_and_again_turns_it(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    with qtbot.waitSignal(table.sorted_by) as told:
        table.horizontalHeader().sectionClicked.emit(0)
    assert told.args == ["-last_name"]
    with qtbot.waitSignal(table.sorted_by) as told:
        table.horizontalHeader().sectionClicked.emit(1)
    assert told.args == ["first_name"]


def test_hidden_columns_and_the_least_important_leave(
    desk: Desk, people: dict[str, UUID], qtbot: Any, settle: Settle
) -> None:
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    assert "E-mail" in screen_text(table)
    table.set_hidden(frozenset({"email"}))
    assert "E-mail" not in screen_text(table)
    table.resize(300, 400)
    qtbot.waitUntil(lambda: table.isColumnHidden(2) and not table.isColumnHidden(0))


def test_hostile_names_are_painted_as_they_are(desk: Desk, qtbot: Any, settle: Settle) -> None:
    hostile = '<img src="file:///x"><b>x</b>\nдругий'
    desk.do("person.add", lambda session: session.add(Person(last_name=hostile)))
    settle()
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    assert table.rows.cell(0, 0) == hostile
    assert not table.grab().isNull()
    table.choose(table.rows.key(0))
    assert "\n" not in table.copied().text.splitlines()[1]


def _many(session: Session, count: int) -> None:
    insert_many(
        session,
        Person,
        [{"id": key, "last_name": f"Osoba {n:06}", "search": ""} for n, key in enumerate(new_keys(count))],
    )


def test_only_the_pages_in_sight_are_kept(desk: Desk, qtbot: Any, settle: Settle) -> None:
    with desk.store.write("person.import") as session:
        _many(session, PAGE * (KEPT + 6))
    table = table_of(desk, feature.PEOPLE, qtbot, settle)
    total = table.rows.rowCount()
    assert total == PAGE * (KEPT + 6)
    assert table.rows.cell(total - 1, 0) == WAITING  # asked for, not waited for
    settle()
    assert table.rows.cell(total - 1, 0) == f"Osoba {total - 1:06}"
    for row in range(0, total, PAGE):
        table.rows.cell(row, 0)
        settle()
    assert len(table.rows._pages) <= KEPT
    last = table.rows.key(total - 1)
    assert table.rows.row_of(last) == total - 1
    assert table.rows.row_of(UUID(int=1)) == -1
    assert table.rows.rowCount(table.rows.index(0, 0, QModelIndex())) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_head_of_a_list_is_cut(language: str) -> None:
    t, w = theme.current(), words(language)
    small = QFontMetrics(t.font("small"))
    cut = [
        (register.key, one.title)
        for register in DECLARED.registers.values()
        for one in columns_of(register, w)
        if one.ems and small.horizontalAdvance(one.title) + t.px(2) > t.em(one.ems)
    ]
    assert not cut


def test_a_row_called_by_a_link_has_the_room_of_a_name() -> None:
    columns = columns_of(DECLARED.registers["institution_coverage"], words("pl"))
    assert {one.name: one.ems for one in columns}["institution_id"] == 0


def test_what_leaves_last_when_there_is_little_room() -> None:
    def by_rank(register: str) -> list[str]:
        return [
            one.name for one in sorted(columns_of(DECLARED.registers[register], words("pl")), key=lambda one: one.rank)
        ]

    assert by_rank("patronage")[:3] == ["event_name", "state", "case_no"]
    assert by_rank("budget_line")[:2] == ["name", "year"]  # the same line comes again every year
