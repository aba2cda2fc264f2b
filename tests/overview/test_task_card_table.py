"""Every row of the table of returned workbooks (robustness.md §3) for task cards: named by task and cell, nothing
half-applied."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from openkrakow_desktop.core.answer_collect import CardVerdict
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.programme.model import TaskCard, TaskCardAnswer
from openkrakow_desktop.programme.task_answers import accept_answer, send_back_answer
from openkrakow_desktop.programme.task_tables import ReturnedProduct, TaskAnswerState

from .task_office import ANSWER, FIRST, NO, QUESTION, TASK, YEAR, TaskOffice, cells, keys, sentences, sheet


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> TaskOffice:
    return TaskOffice.open(sqlite_store, tmp_path)


def refused(office: TaskOffice, path: Path, *wanted: str, **options: Any) -> Any:
    """The file is refused for exactly these reasons, and nothing of it is written."""
    before = office.store.pulse()
    told = office.take_one(path, **options)
    assert told.verdict is CardVerdict.REFUSED and keys(told) == list(wanted), sentences(told)
    assert office.store.pulse() == before
    return told


# ---- what is taken -------------------------------------------------------------------------------------------------
def test_an_own_file_is_stored(store: Store, tmp_path: Path) -> None:
    office = TaskOffice.open(store, tmp_path)
    told = office.take_one(office.filled(answers={("3.2", "3.2"): 412, ("5.1", "5.1"): "brak danych"}))
    assert (told.verdict, told.new, told.is_written) == (CardVerdict.NEW, ["3.2", "5.1"], True), sentences(told)
    assert office.numbers()["3.2", "3.2"] == 412 and office.numbers()["5.1", "5.1"] is None
    with store.read() as session:
        card = session.get_one(TaskCard, office.cards[0].id)
        assert card.returned_at is not None and card.asked_by == "Ewa Żak"
        assert {one.state for one in office.answers()} == {TaskAnswerState.RECEIVED}
        assert {one.product for one in office.answers()} == {ReturnedProduct.READY}
        assert office.answers()[0].narrative == "Zażółć gęślą jaźń.\nDrugi wiersz."
    assert store.verify(rows=True) == []


def test_the_same_file_again_changes_nothing(office: TaskOffice) -> None:
    path = office.filled()
    office.take(path)
    before = office.store.pulse()
    again = office.filled("renamed.xlsx")
    assert [one.verdict for one in office.take(path, again)] == [CardVerdict.SAME, CardVerdict.SAME]
    assert office.store.pulse() == before


def test_a_look_beforehand_writes_nothing(office: TaskOffice) -> None:
    before = office.store.pulse()
    told = office.take_one(office.filled(), dry_run=True)
    assert (told.verdict, told.new, told.is_written) == (CardVerdict.NEW, ["3.2", "5.1"], False)
    assert office.store.pulse() == before


def test_a_later_return_is_a_version_of_its_own(office: TaskOffice) -> None:
    office.take(office.filled(answers={("3.2", "3.2"): 100}))
    told = office.take_one(office.filled("second.xlsx", answers={("3.2", "3.2"): 120}))
    assert (told.verdict, told.changed, told.same) == (CardVerdict.CHANGED, ["3.2"], ["5.1"])
    assert office.numbers()["3.2", "3.2"] == 120
    of_task = [one for one in office.answers() if one.task_code == "3.2"]
    assert [(one.version_no, one.is_superseded) for one in of_task] == [(1, True), (2, False)]


def test_rows_sorted_otherwise_are_fine(office: TaskOffice) -> None:
    def edit(book: Any) -> None:
        one, last = sheet(book), FIRST + len(office.cards[0].lines) - 1
        rows = [[cell.value for cell in row] for row in one.iter_rows(min_row=FIRST, max_row=last)]
        for place, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, 1):
                one.cell(FIRST + place, column).value = value

    assert office.take_one(office.filled(answers={("3.2", "3.2"): 55}, edit=edit)).verdict is CardVerdict.NEW
    assert office.numbers()["3.2", "3.2"] == 55


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_card_in_another_language_comes_back_the_same(office: TaskOffice, language: str) -> None:
    office.issue(language=language)
    no_data = words(language)("status.no_data")
    told = office.take_one(office.filled(answers={("3.2", "3.2"): no_data}))
    assert told.verdict is CardVerdict.NEW and office.numbers()["3.2", "3.2"] is None, sentences(told)


def test_a_whole_folder_each_by_itself(office: TaskOffice) -> None:
    office.filled("a.xlsx")
    bad = office.filled("b.xlsx", card=1, answers={("2.2", "2.2"): "dużo"})
    (bad.parent / "~$a.xlsx").write_bytes(b"lock")
    told = {one.path.name: one for one in office.take(bad.parent)}
    assert {name: one.verdict for name, one in told.items()} == {
        "a.xlsx": CardVerdict.NEW,
        "b.xlsx": CardVerdict.REFUSED,
    }
    assert office.numbers(1) == {}


# ---- whose it is ---------------------------------------------------------------------------------------------------
def test_another_units_and_another_years_card(office: TaskOffice) -> None:
    told = refused(office, office.filled(), "task_card_other_unit", unit_id=office.units[1])
    assert "Muzeum Przykładów" in sentences(told)[0] and "Wydział Pytań" in sentences(told)[0]
    assert "2025" in sentences(refused(office, office.filled(), "task_card_other_year", year=YEAR - 1))[0]


def test_an_older_version(office: TaskOffice) -> None:
    old = office.filled()
    office.issue()
    assert "wydanie 1" in sentences(refused(office, old, "task_card_old_version"))[0]
    assert office.take_one(office.filled("new.xlsx")).verdict is CardVerdict.NEW


@pytest.mark.parametrize("mark", ["version", "unit", "year", "asked", "issued", "device", "signature"])
def test_an_altered_manifest(office: TaskOffice, mark: str) -> None:
    def edit(book: Any) -> None:
        others = {"version": "2", "unit": office.units[1].hex, "year": "2024"}
        for one in book.custom_doc_props.props:
            if one.name == f"openkrakow.taskcard.{mark}":
                one.value = others.get(mark, "0" * 32)

    refused(office, office.filled(edit=edit), "task_card_altered")


def test_a_card_of_another_database_and_one_without_marks(office: TaskOffice) -> None:
    def unknown(book: Any) -> None:
        next(one for one in book.custom_doc_props.props if one.name.endswith(".card")).value = "f" * 32

    refused(office, office.filled("a.xlsx", edit=unknown), "task_card_unknown")
    unmarked = office.filled("b.xlsx", edit=lambda book: book.custom_doc_props.props.clear())
    refused(office, unmarked, "task_card_no_manifest")


def test_two_files_of_one_card_that_differ(office: TaskOffice) -> None:
    one, other = office.filled("a.xlsx"), office.filled("b.xlsx", answers={("3.2", "3.2"): 1})
    told = office.take(one, other)
    assert [keys(each) for each in told] == [["task_card_two_files"]] * 2 and office.numbers() == {}


# ---- its rows ------------------------------------------------------------------------------------------------------
def test_titles_swapped_against_tokens_name_both_rows(office: TaskOffice) -> None:
    other = office.row("5.1", "5.1")

    def edit(book: Any) -> None:
        for column in (NO, TASK, QUESTION):
            first, second = sheet(book).cell(FIRST, column), sheet(book).cell(other, column)
            first.value, second.value = second.value, first.value

    told = refused(office, office.filled(edit=edit), "task_card_row_swapped", "task_card_row_swapped")
    assert cells(told) == [f"Zadania!H{FIRST}", f"Zadania!H{other}"]


def test_a_row_missing_copied_or_made_up(office: TaskOffice) -> None:
    told = refused(office, office.filled("a.xlsx", edit=lambda book: sheet(book).delete_rows(FIRST)),
                   "task_card_row_missing")  # fmt: skip
    assert told.incomplete and told.incomplete[0].startswith("3.2")
    after = FIRST + len(office.cards[0].lines)

    def copied(book: Any) -> None:
        for column in range(1, 9):
            sheet(book).cell(after, column).value = sheet(book).cell(FIRST, column).value

    assert f"wiersz {FIRST}" in sentences(refused(office, office.filled(edit=copied), "task_card_row_twice"))[0]

    def made_up(book: Any) -> None:
        sheet(book).cell(after + 1, TASK).value = "Nasze zadanie"
        sheet(book).cell(after + 1, ANSWER).value = 10

    assert "Nasze zadanie" in sentences(refused(office, office.filled(edit=made_up), "task_card_row_unknown"))[0]


def test_a_row_of_another_units_card_and_of_the_issue_before(office: TaskOffice) -> None:
    other, old = load_workbook(office.path(office.cards[1])), load_workbook(office.path(office.cards[0]))

    def of(book_of: Any) -> Any:
        return lambda book: setattr(sheet(book).cell(FIRST, 1), "value", sheet(book_of).cell(FIRST, 1).value)

    told = refused(office, office.filled(edit=of(other)), "task_card_row_of_other", "task_card_row_missing")
    assert "Wydział Pytań" in sentences(told)[0]
    office.issue()
    refused(office, office.filled("b.xlsx", edit=of(old)), "task_card_row_of_version", "task_card_row_missing")


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("=SUM(A1:A3)", "task_card_formula"),
        ("#N/A", "task_card_error"),
        ("ok. 50 osób", "task_card_not_number"),
        ("czternaście", "task_card_not_number"),
        (True, "task_card_not_number"),
        (4.5, "task_card_not_whole"),
        ("4,5", "task_card_not_whole"),
        (-3, "task_card_negative"),
        (3_000_000_000, "task_card_too_great"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_address(office: TaskOffice, value: Any, key: str) -> None:
    told = refused(office, office.filled(answers={("3.2", "3.2"): value}), key)
    assert cells(told) == [f"Zadania!H{FIRST}"] and f"Zadania!H{FIRST}" in sentences(told)[0]


@pytest.mark.parametrize(("value", "grosze"), [(1234.5, 123450), ("1 234,56 zł", 123456), (0, 0), (0.1, 10)])
def test_money_is_exact(office: TaskOffice, value: Any, grosze: int) -> None:
    office.take(office.filled(card=1, answers={("2.2", "2.2"): value}))
    assert office.numbers(1)["2.2", "2.2"] == grosze


def test_three_decimals_in_money(office: TaskOffice) -> None:
    told = refused(office, office.filled(card=1, answers={("2.2", "2.2"): 10.125}), "task_card_three_decimals")
    assert "10,125" in sentences(told)[0]


def test_a_product_that_is_none_and_a_text_too_long(office: TaskOffice) -> None:
    refused(office, office.filled("a.xlsx", answers={("3.2", "product"): "prawie"}), "task_card_product")
    refused(office, office.filled("b.xlsx", answers={("3.2", "narrative"): "a" * 4001}), "task_card_long")


def test_a_blank_is_listed_and_nothing_is_taken_unless_asked(office: TaskOffice) -> None:
    lines = office.cards[0].lines
    blank = {(one.task.code, one.question.code): None for one in lines if one.task.code == "5.1"}
    path = office.filled(answers=blank)
    told = refused(office, path, "task_card_task_blank")
    assert told.incomplete[0].startswith("5.1")
    told = office.take_one(path, is_partial=True)
    assert (told.verdict, told.new) == (CardVerdict.NEW, ["3.2"])
    one_blank = office.filled("b.xlsx", answers={("5.1", "5.1"): None})
    assert cells(refused(office, one_blank, "task_card_blank")) == [f"Zadania!H{office.row('5.1', '5.1')}"]
    assert office.take_one(office.filled("rest.xlsx")).new == ["5.1"]
    assert office.take_one(path).verdict is CardVerdict.SAME  # what is in may stay blank


def test_partial_is_no_way_round_a_wrong_cell(office: TaskOffice) -> None:
    path = office.filled(answers={("5.1", "5.1"): None, ("3.2", "3.2"): "dużo"})
    refused(office, path, "task_card_not_number", is_partial=True)


def test_an_empty_card_is_said_to_be_empty(office: TaskOffice) -> None:
    refused(office, office.path(office.cards[0]), "task_card_empty")


def test_a_text_that_may_tell_of_a_person_is_a_warning(office: TaskOffice) -> None:
    told = office.take_one(office.filled(answers={("3.2", "narrative"): "Osoby narodowości ukraińskiej."}))
    assert told.verdict is CardVerdict.NEW and [one.warning for one in told.problems] == [True]


def test_a_sent_back_answer_is_asked_again_with_its_reason(office: TaskOffice) -> None:
    office.take(office.filled())
    [first] = [one.id for one in office.answers() if one.task_code == "3.2"]
    with office.store.write("test") as session:
        send_back_answer(session, first, "Suma się nie zgadza.")
    [card] = office.issue(office.units[0])
    assert {one.code: one.sent_back for one in card.tasks}["3.2"] == "Suma się nie zgadza."
    blank = {("5.1", one.code): None for task in card.tasks if task.code == "5.1" for one in task.questions}
    told = office.take_one(office.filled("c.xlsx", answers=blank | {("3.2", "3.2"): 999}))
    assert told.changed == ["3.2"], sentences(told)


def test_what_was_accepted_is_superseded_never_overwritten(office: TaskOffice) -> None:
    office.take(office.filled(answers={("3.2", "3.2"): 10}))
    with office.store.write("test") as session:
        for one in session.query(TaskCardAnswer):
            accept_answer(session, one.id)
    office.take(office.filled("b.xlsx", answers={("3.2", "3.2"): 11}))
    states = [(one.version_no, one.state) for one in office.answers() if one.task_code == "3.2"]
    assert states == [(1, TaskAnswerState.ACCEPTED), (2, TaskAnswerState.RECEIVED)]


# ---- strange files -------------------------------------------------------------------------------------------------
def test_strange_files_are_named(office: TaskOffice, tmp_path: Path) -> None:
    good = office.filled()
    folder = tmp_path / "strange"
    folder.mkdir()
    (folder / "a-empty.xlsx").write_bytes(b"")
    (folder / "b-half.xlsx").write_bytes(good.read_bytes()[:2000])
    (folder / "c-list.csv").write_text("a;b\n1;2\n", "utf-8")
    told = {one.path.name[0]: keys(one) for one in office.take(folder)}
    assert told == {"a": ["file_empty"], "b": ["file_damaged"], "c": ["task_card_not_ours"]}


def test_a_card_saved_by_libreoffice(office: TaskOffice, tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("needs the package libreoffice-calc (apt install libreoffice-calc)")
    source = office.filled(answers={("3.2", "3.2"): 412, ("5.1", "5.1"): "brak danych"})
    target = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    told = office.take_one(target / source.name)
    assert told.verdict is CardVerdict.NEW, sentences(told)
    assert office.numbers()["3.2", "3.2"] == 412
    assert office.answers()[0].narrative == "Zażółć gęślą jaźń.\nDrugi wiersz."
    assert office.take_one(source).verdict is CardVerdict.SAME


# ---- round trip ----------------------------------------------------------------------------------------------------
def test_whatever_is_filled_in_comes_back(sqlite_store: Store, tmp_path: Path) -> None:
    office = TaskOffice.open(sqlite_store, tmp_path)

    @settings(max_examples=8)
    @given(st.one_of(st.none(), st.integers(0, 2_000_000)), st.integers(0, 2_000_000_000))
    def comes_back(count: int | None, grosze: int) -> None:
        said = "brak danych" if count is None else count
        told = office.take_one(office.filled("a.xlsx", answers={("3.2", "3.2"): said}))
        assert told.verdict is not CardVerdict.REFUSED, sentences(told)
        office.take(office.filled("b.xlsx", card=1, answers={("2.2", "2.2"): grosze / 100}))
        assert (office.numbers()["3.2", "3.2"], office.numbers(1)["2.2", "2.2"]) == (count, grosze)

    comes_back()
