"""The year's summary: equal to the screen to the digit, live in the workbook, silent about people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.document import Cell, Document, Kind, NoData, Suppressed, Table, Total, bare
from openkrakow_desktop.core.document_rules import Answers, answer, problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.core.work import Progress
from openkrakow_desktop.overview.evaluate import YearNumbers, evaluate
from openkrakow_desktop.overview.summary_context import SOURCE_ROWS, row_code
from openkrakow_desktop.overview.summary_hidden import Variant
from openkrakow_desktop.overview.year_book import range_name, year_book
from openkrakow_desktop.programme.catalogue import catalogue
from tests.core import test_excel as office
from tests.demo_data import TODAY, YEAR

NOW = dt.datetime.combine(TODAY, dt.time(10, 35), dt.UTC)
PERIOD = Period(YEAR, TODAY)
PEOPLE = {
    "person",
    "account",
    "participant",
    "attendance",
    "registration",
    "trainee",
    "participation",
    "juror",
    "ballot",
    "score",
    "conflict_of_interest",
}


def made(
    store: Store,
    language: str = "pl",
    period: Period = PERIOD,
    variant: Variant = Variant.COMPLETE,
    progress: Progress | None = None,
) -> tuple[Document, YearNumbers]:
    with store.read() as session:
        numbers = evaluate(session, period, catalogue(), DECLARED)
        document = year_book(
            session,
            period,
            words(language),
            catalogue(),
            DECLARED,
            now=NOW,
            is_demo=True,
            numbers=numbers,
            variant=variant,
            progress=progress,
        )
    return document, numbers


@pytest.fixture(scope="module")
def summary(demo_template: Path) -> tuple[Document, YearNumbers]:
    store = Store(demo_template, durable=False).open()
    try:
        return made(store)
    finally:
        store.close()


def cells(document: Document) -> Iterator[Cell]:
    return (
        value for table in document.tables().values() for row in table.rows for value in row if isinstance(value, Cell)
    )


def measure_rows(document: Document) -> dict[str, object]:
    tables = [table for name, table in document.tables().items() if name.startswith("measures_")]
    return {str(row[0]): row[3] for table in tables for row in table.rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_the_rules_of_documents_and_has_all_words(demo_store: Store, language: str) -> None:
    document, _ = made(demo_store, language)
    assert problems(document) == []
    texts = [str(bare(value)) for table in document.tables().values() for row in table.rows for value in row]
    texts += [column.title for table in document.tables().values() for column in table.columns]
    texts += [document.title, document.subtitle, *(part for fact in document.facts for part in fact)]
    assert not [text for text in texts if text.startswith("[") and text.endswith("]")]


def test_every_number_equals_the_screen(summary: tuple[Document, YearNumbers]) -> None:
    document, numbers = summary
    told = measure_rows(document)
    assert list(told) == list(catalogue().measures)
    for code, one in numbers.measures.items():
        assert bare(told[code]) == one.reading.value, code
    for row in document.tables()["indicators"].rows:
        one = numbers.indicators[str(row[0])]
        if one.reading.value is not None:
            assert bare(row[5]) == one.reading.value
        assert str(row[7]).endswith(f" {words('pl').choice(one.status)}")
    funds = document.tables()["funds"].rows[0][1]
    assert bare(funds) == numbers.reading("2.2").value and isinstance(funds, Cell) and funds.query


def test_numbers_are_live_sums_of_their_source_rows(summary: tuple[Document, YearNumbers]) -> None:
    document, numbers = summary
    live = {code for code, value in measure_rows(document).items() if isinstance(value, Cell) and value.query}
    assert live == set(catalogue().measures)
    ask = Answers(document.tables())
    assert all(ask(cell.query) == cell.value for cell in cells(document) if cell.query)
    column = [one.title for one in document.tables()[SOURCE_ROWS].columns].index(words("pl")("summary.counts"))
    for code, one in numbers.measures.items():
        if one.entry.unit != "pln":
            rows = [row for row in document.tables()[SOURCE_ROWS].rows if row[0] == row_code(code, catalogue())]
            assert sum(int(str(row[column])) for row in rows) == one.reading.value


def test_one_sheet_holds_all_measures_with_how_each_is_counted(summary: tuple[Document, YearNumbers]) -> None:
    document, numbers = summary
    sheet, told = document.tables()["measures"], measure_rows(document)
    assert sheet.workbook_only and {str(row[0]): row[3] for row in sheet.rows} == told
    assert [row[-1] for row in sheet.rows] == [one.entry.basis("pl") for one in numbers.measures.values()]
    deadlines = {str(row[0]): row[5] for row in sheet.rows}
    assert deadlines["2.2"] == "31.12.2024" and deadlines["1.1"] == words("pl")("summary.continuous")


def test_figures_beside_a_number_are_its_footnote(summary: tuple[Document, YearNumbers]) -> None:
    document, numbers = summary
    told = measure_rows(document)
    for code, one in numbers.measures.items():
        cell = told[code]
        assert isinstance(cell, Cell) and bool(cell.note) == bool(one.reading.beside), code
    first = numbers.reading("1.1").beside["1.1+first"].value
    assert str(first) in told["1.1"].note  # type: ignore[attr-defined]
    rows = {str(row[0]): row[5] for row in document.tables()["indicators"].rows}
    residents = numbers.indicators["T2-5.1"]
    assert all(source in rows["T2-5.1"].note for source in residents.sources.values())  # type: ignore[union-attr]


def test_a_changed_source_row_moves_its_number(summary: tuple[Document, YearNumbers]) -> None:
    document, numbers = summary
    tables = document.tables()
    rows = tables[SOURCE_ROWS]
    place = next(i for i, row in enumerate(rows.rows) if row[0] == "T1-1.1")
    changed = list(rows.rows)
    changed[place] = (*changed[place][:4], int(str(changed[place][4])) + 100, *changed[place][5:])
    cell = measure_rows(document)["1.1"]
    assert isinstance(cell, Cell) and cell.query and cell.query.total is Total.SUM
    moved = tables | {SOURCE_ROWS: Table(rows.name, rows.caption, rows.columns, tuple(changed))}
    assert answer(moved, cell.query) == int(numbers.reading("1.1").value or 0) + 100


def test_sheets_tell_of_registers_and_not_of_people(summary: tuple[Document, YearNumbers]) -> None:
    document, _ = summary
    sheets = {name.removeprefix("register_") for name in document.tables() if name.startswith("register_")}
    assert set(catalogue().registers) <= sheets and not sheets & PEOPLE
    for name in sheets:
        register = DECLARED.registers[name]
        personal = {
            words("pl")(register.field(one).key)
            for one in register.columns
            if isinstance(one, str) and register.field(one).info.get("privacy") != "none"
        }
        titles = {column.title for column in document.tables()[f"register_{name}"].columns}
        assert not titles & personal, name
    events = document.tables()["register_event"]
    assert 0 < len(events.rows) < 60 and {row[0] for row in events.rows}
    assert all(document.tables()[f"register_{name}"].workbook_only for name in sheets)


def test_small_numbers_of_people_are_hidden_and_totals_are_not(demo_store: Store) -> None:
    document, numbers = made(demo_store, variant=Variant.PUBLISHED)
    hidden = 0
    for name in ("point_channels", "point_language", "point_topic", "training_groups", "attendance_by_month"):
        table = document.tables()[name]
        counts = [at for at, column in enumerate(table.columns) if column.kind is Kind.INTEGER]
        for row in (*table.rows, *([table.last] if table.last else [])):
            hidden += sum(isinstance(value, Suppressed) for value in row)
            assert not [row[at] for at in counts if isinstance(row[at], int) and row[at] in range(1, 5)], name
    assert hidden
    assert document.tables()["point_channels"].last[-1] == numbers.reading("1.1").value
    assert document.tables()["point_language"].last[1] == numbers.reading("1.1").value


def test_the_complete_book_hides_nothing(summary: tuple[Document, YearNumbers]) -> None:
    every = (bare(value) for table in summary[0].tables().values() for row in (*table.rows, table.last)
             for value in row)  # fmt: skip
    assert not [value for value in every if isinstance(value, Suppressed)]


def test_every_number_has_a_name(summary: tuple[Document, YearNumbers], tmp_path: Path) -> None:
    document, numbers = summary
    path = tmp_path / "book.xlsx"
    write_excel(document, path)
    book = openpyxl.load_workbook(path, data_only=True)
    for code in (*catalogue().measures, *catalogue().indicators):
        sheet, place = next(iter(book.defined_names[range_name(words("pl"), code)].destinations))
        told, value = book[sheet][place.replace("$", "")].value, numbers.reading(code).value
        unit = (numbers.measures.get(code) or numbers.indicators[code]).entry.unit
        assert told == ("–" if value is None else pytest.approx(float(value / 100 if unit == "pln" else value))), code


def test_no_data_is_said_with_its_reason(sqlite_store: Store) -> None:
    document, _ = made(sqlite_store)
    told = measure_rows(document)
    assert all(isinstance(value, NoData) and value.reason for value in told.values())
    assert problems(document) == []


def test_a_running_year_says_so(demo_store: Store) -> None:
    document, _ = made(demo_store, period=Period(TODAY.year, TODAY))
    assert problems(document) == []
    assert any(words("pl")("summary.running") == getattr(block, "text", "") for block in document.blocks)


def test_both_files_are_written_and_repeat_to_the_byte(summary: tuple[Document, YearNumbers], tmp_path: Path) -> None:
    document, _ = summary
    for name, write in (("a.xlsx", write_excel), ("a.pdf", write_pdf)):
        write(document, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write(document, tmp_path / name)
        assert first == (tmp_path / name).read_bytes() and len(first) > 10_000


@office.needs_calc
def test_recalculated_by_another_program_it_says_the_same(
    summary: tuple[Document, YearNumbers], tmp_path: Path
) -> None:
    path, profile = tmp_path / "summary.xlsx", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    write_excel(summary[0], path)
    ours, theirs = openpyxl.load_workbook(path, data_only=True), office.recalculated(path, tmp_path, profile)
    cells_ = office.formulas(path)
    assert len(cells_) > 45
    for (sheet, place), text in cells_.items():
        assert theirs[sheet][place].value == pytest.approx(ours[sheet][place].value, rel=1e-12), (sheet, place, text)
