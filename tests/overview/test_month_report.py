"""The summary of a month: equal to the measures, live in the workbook, tagged on paper, silent about people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Cell, Document, Table, bare
from openkrakow_desktop.core.document_rules import Answers, answer, problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Months, Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.model import EventState
from openkrakow_desktop.events.service import cancel_event, move_event
from openkrakow_desktop.overview.month import numbers_of
from openkrakow_desktop.overview.month_report import month_summary
from openkrakow_desktop.overview.month_rows import ROWS
from tests.core import test_excel as office
from tests.demo_data import TODAY, YEAR
from tests.events.build import event, held, listed, participant, sitting
from tests.point.build import contact

NOW = dt.datetime.combine(TODAY, dt.time(10, 35), dt.UTC)


def made(store: Store, month: int = 3, year: int = YEAR, language: str = "pl", whole: bool = False) -> Document:
    context = ReportContext(words(language), NOW, DECLARED, "Dane pokazowe")
    with store.read() as session:
        return month_summary(session, context, year=year, month=month, from_january=whole)


def live(document: Document) -> list[Cell]:
    found = [value for table in document.tables().values() for row in table.rows for value in row]
    return [value for value in found if isinstance(value, Cell) and value.query]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whole", [False, True])
def test_it_keeps_the_rules_of_documents_in_every_language(demo_store: Store, language: str, whole: bool) -> None:
    document = made(demo_store, 6, language=language, whole=whole)
    assert problems(document) == []
    texts = [str(bare(value)) for table in document.tables().values() for row in table.rows for value in row]
    texts += [column.title for table in document.tables().values() for column in table.columns]
    texts += [document.title, document.subtitle, *(part for fact in document.facts for part in fact)]
    assert not [text for text in texts if text.startswith("[") and text.endswith("]")]


@pytest.mark.parametrize("whole", [False, True])
def test_every_number_equals_its_measure_and_is_live(demo_store: Store, whole: bool) -> None:
    document = made(demo_store, 12 if whole else 6, whole=whole)
    with demo_store.read() as session:
        period: Period = Period(YEAR, TODAY) if whole else Months(YEAR, TODAY, 6, 6)
        numbers = numbers_of(session, period)
        measures = {code: DECLARED.measures[code].read(session, period).value for code in ("3.1a", "3.1b", "1.1")}
    ask = Answers(document.tables())
    assert len(live(document)) > 10 and all(ask(cell.query) == cell.value for cell in live(document) if cell.query)
    told = [bare(row[1]) for row in document.tables()["month_basis"].rows]
    assert told[:7] == [numbers.events, numbers.visits, numbers.listed, numbers.anonymous, numbers.at_least,
                    numbers.contacts, numbers.people]  # fmt: skip
    assert (told[0], told[1], told[6]) == (measures["3.1b"], measures["3.1a"], measures["1.1"])
    for name, at in (("month_events", 0), ("month_attendance", 1)):
        assert sum(int(str(bare(row[-1]))) for row in document.tables()[name].rows) == told[at]
    assert all(row[-1] for row in document.tables()["month_basis"].rows), "each says how it is counted"


def test_a_changed_row_moves_its_number(demo_store: Store) -> None:
    document = made(demo_store, 6)
    rows = document.tables()[ROWS]
    place = next(i for i, row in enumerate(rows.rows) if row[0] == "T1-1.1")
    changed = list(rows.rows)
    changed[place] = (*changed[place][:6], 100 + int(str(changed[place][6])), *changed[place][7:])
    cell = document.tables()["month_point"].rows[0][2]
    assert isinstance(cell, Cell) and cell.query
    moved = document.tables() | {ROWS: Table(rows.name, rows.caption, rows.columns, tuple(changed))}
    assert answer(moved, cell.query) == int(str(cell.value)) + 100


def test_cancelled_moved_people_and_visits(store: Store) -> None:
    day = dt.date(2026, 3, 19)
    with store.write("prepare") as session:
        key = event(session, "Z listą", day)
        listed(session, sitting(session, key), *(participant(session) for _ in range(2)))
        host = {"organiser_id": session.get_one(DECLARED.registers["event"].record, key).organiser_id}
        held(session, "Sam licznik", day, 7, **host)
        cancel_event(session, event(session, "Odwołane", day, **host), "burza", day)
        move_event(session, event(session, "Przełożone", day, **host), dt.date(2026, 4, 9))
        event(session, "Cudze", day, run_by_centre=False, state=EventState.CANCELLED, cancel_reason="x",
              cancelled_on=day, **host)  # fmt: skip
        contact(session)
    tables = made(store, 3, 2026).tables()
    assert [row[1] for row in tables["month_cancelled"].rows] == ["Odwołane"]
    assert [(row[1], row[2]) for row in tables["month_moved"].rows] == [("Przełożone", dt.date(2026, 4, 9))]
    assert tables["month_attendance"].notes == (
        "Zapisano 7 uczestnictw. Poza listą policzono 7; ilu to różnych osób, nie wiadomo i nie szacuje się.",
    )
    told = [bare(row[1]) for row in tables["month_basis"].rows]
    assert told == [1, 7, 0, 7, 0, 1, 1, 1, 1]  # "Z listą" is not held yet
    assert tables["month_open"].rows[0][1] == "Z listą"


def test_a_month_that_is_none_or_to_come_is_refused(sqlite_store: Store) -> None:
    for month, key in ((0, "problem.month_number"), (13, "problem.month_number"), (12, "problem.month_to_come")):
        with pytest.raises(Refused) as refused:
            made(sqlite_store, month, TODAY.year)
        assert [one.key for one in refused.value.problems] == [key]


def test_an_empty_month_says_so_and_invents_no_zero_table(sqlite_store: Store) -> None:
    document = made(sqlite_store, 3)
    assert problems(document) == []
    assert "month_events" not in document.tables() and "month_point" not in document.tables()


def test_no_person_is_named(demo_store: Store) -> None:
    """Who accepted a gap or settled a month stays in the office."""
    document = made(demo_store, 12, whole=True)
    said = " ".join(str(bare(value)) for table in document.tables().values() for row in table.rows for value in row)
    assert "Koordynatorka" not in said


def test_paper_is_tagged_and_speaks_its_language(demo_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "m.pdf"
    write_pdf(made(demo_store, 6), path)
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "pl" and "/StructTreeRoot" in pdf.Root


@office.needs_calc
def test_recalculated_by_another_program_it_says_the_same(demo_store: Store, tmp_path: Path) -> None:
    path, profile = tmp_path / "month.xlsx", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    write_excel(made(demo_store, 9, whole=True), path)
    ours, theirs = openpyxl.load_workbook(path, data_only=True), office.recalculated(path, tmp_path, profile)
    cells = office.formulas(path)
    assert len(cells) > 60
    for (sheet, place), text in cells.items():
        assert theirs[sheet][place].value == pytest.approx(ours[sheet][place].value, rel=1e-12), (sheet, place, text)
